//! XLSX files that claim, repeat or hide more than they are.

use std::io::{Cursor, Write};

use hobnail_sheet::{Error, Limits};
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::{rows, rows_within};

const TYPES: &str = r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const ROOT: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;
const BOOK: &str = r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const LINKS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of one sheet with these parts.
fn made(sheet: &[&[u8]], shared: &[&[u8]]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let mut part = |name: &str, pieces: &[&[u8]]| {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        pieces.iter().for_each(|piece| zip.write_all(piece).unwrap());
    };
    part("[Content_Types].xml", &[TYPES.as_bytes()]);
    part("_rels/.rels", &[ROOT.as_bytes()]);
    part("xl/workbook.xml", &[BOOK.as_bytes()]);
    part("xl/_rels/workbook.xml.rels", &[LINKS.as_bytes()]);
    part("xl/worksheets/sheet1.xml", sheet);
    if !shared.is_empty() {
        part("xl/sharedStrings.xml", shared);
    }
    zip.finish().unwrap().into_inner()
}

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

fn sheet(data: &str) -> String {
    format!(r#"<worksheet xmlns="{MAIN}"><sheetData>{data}</sheetData></worksheet>"#)
}

fn shared(claim: &str, items: &str) -> String {
    format!(r#"<sst xmlns="{MAIN}" {claim}>{items}</sst>"#)
}

const ONE: &str = r#"<row r="1"><c r="A1" t="s"><v>0</v></c></row>"#;

#[test]
fn a_plain_one_is_read() {
    let bytes = made(&[sheet(ONE).as_bytes()], &[shared(r#"count="1" uniqueCount="1""#, "<si><t>x</t></si>").as_bytes()]);
    assert_eq!(rows(bytes).unwrap().len(), 1);
}

#[test]
fn claims_are_not_believed() {
    for claim in [r#"count="1" uniqueCount="4000000000""#, r#"uniqueCount='99999999999999999999'"#, r#"uniqueCount="1000""#] {
        let bytes = made(&[sheet(ONE).as_bytes()], &[shared(claim, "<si><t>x</t></si>").as_bytes()]);
        assert!(matches!(rows(bytes), Err(Error::TooLarge(_))), "{claim}");
    }
}

#[test]
fn bombs_do_not_go_off() {
    let zeros = vec![b' '; 1 << 20];
    let many: Vec<&[u8]> = std::iter::repeat_n(zeros.as_slice(), 3).collect();
    // One text of three megabytes, of three kilobytes in the file.
    let mut text = many.clone();
    let head = shared("", "<si><t>").replace("</sst>", "");
    text.insert(0, head.as_bytes());
    let bytes = made(&[sheet(ONE).as_bytes()], &text);
    assert!(bytes.len() < 20_000);
    assert!(matches!(rows(bytes), Err(Error::TooLarge(_))), "a shared text without end");
    let mut cell = many;
    let head = sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is><t>"#).replace("</sheetData></worksheet>", "");
    cell.insert(0, head.as_bytes());
    assert!(matches!(rows(made(&cell, &[])), Err(Error::TooLarge(_))), "a cell without end");
    // Many small ones: a cell of runs, a table of texts, a sheet of merges.
    let run = "<r><t>aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa</t></r>".repeat(10_000);
    let mut runs = vec![head.as_bytes(); 1];
    let open = sheet(r#"<row r="1"><c r="A1" t="inlineStr"><is>"#).replace("</sheetData></worksheet>", "");
    runs[0] = open.as_bytes();
    runs.extend(std::iter::repeat_n(run.as_bytes(), 30));
    assert!(matches!(rows(made(&runs, &[])), Err(Error::TooLarge(_))), "a cell of many runs");
    let limits = Limits { shared_texts: 1000, part_bytes: 1 << 20, ..Limits::default() };
    let texts = shared("", &"<si><t>x</t></si>".repeat(5000));
    assert!(matches!(rows_within(made(&[sheet(ONE).as_bytes()], &[texts.as_bytes()]), limits), Err(Error::TooLarge(_))));
    let long = sheet(&r#"<row><c><v>1</v></c></row>"#.repeat(50_000));
    assert!(matches!(rows_within(made(&[long.as_bytes()], &[]), limits), Err(Error::TooLarge(_))), "a part that is too long");
    let merges = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData>{ONE}</sheetData><mergeCells>{}</mergeCells></worksheet>"#,
        r#"<mergeCell ref="A1:A9"/>"#.repeat(200_001)
    );
    assert!(matches!(rows(made(&[merges.as_bytes()], &[])), Err(Error::TooLarge(_))), "merges");
}

#[test]
fn damage_is_told() {
    let good = made(&[sheet(ONE).as_bytes()], &[shared("", "<si><t>x</t></si>").as_bytes()]);
    assert!(matches!(rows(&good[..good.len() / 2]), Err(Error::Damaged(_))), "half a file");
    assert!(matches!(rows(*b"PK\x03\x04 and nothing more"), Err(Error::Damaged(_))));
    for data in [
        r#"<row r="9"><c r="A9"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="A1" t="s"><v>77</v></c></row>"#,
        r#"<row r="1"><c r="A1""#,
        r#"<row r="0"><c r="A0"><v>1</v></c></row>"#,
        r#"<row r="1"><c r="ZZZZZZ99999999999"><v>1</v></c></row>"#,
    ] {
        let read = rows(made(&[sheet(data).as_bytes()], &[shared("", "<si><t>x</t></si>").as_bytes()]));
        assert!(matches!(read, Err(Error::Damaged(_) | Error::TooManyColumns(..))), "{data}: {read:?}");
    }
    // Regions that overlap or lie outside are left alone.
    let merges = format!(
        r#"<worksheet xmlns="{MAIN}"><sheetData>{ONE}</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/><mergeCell ref="A1:C3"/><mergeCell ref="C3:A1"/></mergeCells></worksheet>"#
    );
    let read = rows(made(&[merges.as_bytes()], &[shared("", "<si><t>x</t></si>").as_bytes()]));
    assert!(
        read.as_ref().is_ok_and(|rows| rows.len() == 1 && rows[0].cells.len() == 512) || matches!(read, Err(Error::Damaged(_))),
        "{read:?}"
    );
}
