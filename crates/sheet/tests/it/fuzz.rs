//! Any bytes end in rows or in an error, never in a panic; anything that is written comes back.

use std::io::Cursor;

use hobnail_sheet::{Format, Limits, Writer};
use proptest::prelude::*;

use crate::{rows_within, texts};

fn small() -> Limits {
    Limits { rows: 1000, columns: 64, row_bytes: 4096, part_bytes: 1 << 20, shared_bytes: 1 << 20, shared_texts: 1000 }
}

fn workbook() -> Vec<u8> {
    let mut writer = Writer::new(Format::Xlsx, Cursor::new(Vec::new())).unwrap();
    for row in 0..5 {
        writer.row(&["姓名".to_owned(), format!("{row}"), "手机".into()]).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let _ = rows_within(bytes, small());
    }

    #[test]
    fn any_text(text in "[a,;\"'\r\n\t\u{feff}张= ]{0,300}") {
        let _ = rows_within(text, small());
    }

    #[test]
    fn a_workbook_with_some_bytes_changed(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let mut bytes = workbook();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        let _ = rows_within(bytes, small());
    }

    #[test]
    fn written_rows_come_back(table in proptest::collection::vec(proptest::collection::vec("[a-c张,;'\"=+@\n-]{1,6}", 3..4), 1..6)) {
        let table: Vec<Vec<String>> = table.into_iter().map(|row| row.into_iter().map(|cell| cell.trim().to_owned()).collect()).collect();
        prop_assume!(table.iter().all(|row| row.iter().all(|cell| !cell.is_empty())));
        let mut writer = Writer::new(Format::Csv, Cursor::new(Vec::new())).unwrap();
        table.iter().for_each(|row| writer.row(row).unwrap());
        prop_assert_eq!(texts(writer.finish().unwrap().into_inner()), table);
    }
}
