//! CSV: encodings, delimiters, quotes, ends.

use std::io::{Cursor, Read};

use hobnail_sheet::{Error, Format, Limits, Writer};

use crate::{rows, rows_within, texts};

#[test]
fn encodings_are_found() {
    let table = "姓名,手机\r\n张三,1\r\n";
    let wanted = [["姓名", "手机"], ["张三", "1"]];
    let (gb, _, _) = encoding_rs::GB18030.encode(table);
    let wide = |big: bool| -> Vec<u8> {
        let units = std::iter::once(0xfeff_u16).chain(table.encode_utf16());
        units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    };
    for bytes in [table.as_bytes().to_vec(), format!("\u{feff}{table}").into_bytes(), gb.into_owned(), wide(false), wide(true)] {
        assert_eq!(texts(bytes), wanted);
    }
    // The only character that tells stands behind the first pieces that are looked at.
    let long = format!("name,mobile\n{}", "someone,1\n".repeat(20_000));
    let mut gb = long.clone().into_bytes();
    gb.extend_from_slice(&encoding_rs::GB18030.encode("张三,2\n").0);
    assert_eq!(texts(gb).last().unwrap(), &["张三", "2"]);
}

#[test]
fn what_is_no_text_is_refused() {
    for bytes in [&b"a,b\n\xff\xff,1\n"[..], b"a,b\n\x81", b"a\0b,c\n", b"\xff\xfea"] {
        assert!(matches!(rows(bytes), Err(Error::Encoding)), "{bytes:?}");
    }
    assert!(matches!(rows(*b""), Err(Error::Empty)));
    assert!(matches!(rows(*b"%PDF-1.7 ..."), Err(Error::NoTable)));
    assert!(matches!(rows(*b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), Err(Error::OldExcel)));
}

#[test]
fn delimiters_quotes_and_lines() {
    assert_eq!(texts("a;b,x;c\n1;2;3"), [["a", "b,x", "c"], ["1", "2", "3"]]);
    assert_eq!(texts("a\tb\n1\t2\n"), [["a", "b"], ["1", "2"]]);
    assert_eq!(texts("\"a,a\",b\n\"x\ny\",\"say \"\"hi\"\"\"\n"), [["a,a", "b"], ["x\ny", "say \"hi\""]]);
    assert_eq!(texts("a,b\r1,2\r"), [["a", "b"], ["1", "2"]], "old line ends");
    assert_eq!(texts("a,b\n\n , \n1\n"), [vec!["a", "b"], vec!["1"]], "blank rows are left out, short ones are not");
    let numbers: Vec<u32> = rows("a\n\n\"x\ny\"\nb\n").unwrap().iter().map(|row| row.number).collect();
    assert_eq!(numbers, [1, 3, 5], "rows are named by their first line");
}

#[test]
fn a_file_that_was_cut_off_is_told() {
    assert!(matches!(rows("a,b\n1,2\n3,\"half a r"), Err(Error::OpenQuote(3))));
    // A quote inside of a text is just that, but for the last row without an end.
    assert_eq!(texts("a,b\n5\" pipe,1\n"), [["a", "b"], ["5\" pipe", "1"]]);
    let swallowed = format!("a,b\n1,\"x\n{}", "2,3\n".repeat(400_000));
    assert!(matches!(rows(swallowed), Err(Error::RowTooLong(2, _))));
}

#[test]
fn limits_hold() {
    let limits = Limits { rows: 2, columns: 3, row_bytes: 20, ..Limits::default() };
    assert!(matches!(rows_within("a,b\n1,2\n3,4\n", limits), Err(Error::TooManyRows(2))));
    assert!(matches!(rows_within("a,b\n1,2,3,4\n", limits), Err(Error::TooManyColumns(2, 3))));
    assert!(matches!(rows_within(format!("a,b\n{}\n", ",".repeat(50)), limits), Err(Error::TooManyColumns(2, 3))));
    assert!(matches!(rows_within("a,b\n123456789012345678901,2\n", limits), Err(Error::RowTooLong(2, 20))));
    assert_eq!(rows_within("a,b,c\n1,2,3\n", limits).unwrap().len(), 2);
}

/// A million rows come one after the other; none is kept.
#[test]
fn a_million_rows_take_no_memory() {
    struct Endless(u64);
    impl Read for Endless {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let line = b"0123456789,abc\n";
            let n = into.len().min((1_000_000 * line.len() as u64 - self.0) as usize);
            for (at, byte) in into[..n].iter_mut().enumerate() {
                *byte = line[(self.0 as usize + at) % line.len()];
            }
            self.0 += n as u64;
            Ok(n)
        }
    }
    impl std::io::Seek for Endless {
        fn seek(&mut self, to: std::io::SeekFrom) -> std::io::Result<u64> {
            let std::io::SeekFrom::Start(at) = to else { return Err(std::io::ErrorKind::Unsupported.into()) };
            self.0 = at;
            Ok(at)
        }
    }
    let mut book = hobnail_sheet::Book::open(Endless(0), Limits::default()).unwrap();
    let mut count = 0;
    let each = &mut |_| {
        count += 1;
        std::ops::ControlFlow::Continue(())
    };
    book.read("", each).unwrap();
    assert_eq!(count, 1_000_000);
}

#[test]
fn what_is_written_is_read_back() {
    let table =
        [["姓名", "备注"], ["=1+1", "@x"], ["'=1", "-5"], ["+852-91234567", "''="], ["a\"b", "x,y;z\tw\nv"], ["'plain'", "001"]];
    for format in [Format::Csv, Format::Xlsx] {
        let mut writer = Writer::new(format, Cursor::new(Vec::new())).unwrap();
        table.iter().for_each(|row| writer.row(row).unwrap());
        let bytes = writer.finish().unwrap().into_inner();
        assert_eq!(texts(bytes.clone()), table, "{format:?}");
        if format == Format::Csv {
            let text = String::from_utf8(bytes).unwrap();
            assert!(text.starts_with("\u{feff}姓名,备注\r\n'=1+1,'@x\r\n"), "no cell is a formula: {text}");
        }
    }
}
