//! XLSX as spreadsheets write it.

use hobnail_sheet::Error;
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::{rows, texts};

fn made(fill: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

#[test]
fn values_are_texts() {
    let bytes = made(|sheet| {
        let day = Format::new().set_num_format("yyyy/m/d");
        sheet.write(0, 0, " 张三 ").unwrap();
        sheet.write(0, 1, 13_800_000_001_f64).unwrap();
        sheet.write(0, 2, 1.5).unwrap();
        sheet.write(0, 3, true).unwrap();
        sheet.write_with_format(0, 4, ExcelDateTime::from_ymd(2020, 2, 29).unwrap(), &day).unwrap();
        sheet.write_with_format(0, 5, ExcelDateTime::from_ymd(2020, 2, 29).unwrap().and_hms(8, 30, 0).unwrap(), &day).unwrap();
        sheet.write(0, 6, Formula::new("=A1&\"!\"").set_result("张三!")).unwrap();
        sheet.write(0, 7, Formula::new("=1/0").set_result("#DIV/0!")).unwrap();
    });
    let wanted = ["张三", "13800000001", "1.5", "TRUE", "2020-02-29", "2020-02-29 08:30:00", "张三!"];
    let row = texts(bytes).remove(0);
    assert_eq!(row[..7], wanted);
    assert!(row[7].contains("#DIV/0!"), "{row:?}");
}

#[test]
fn merged_cells_stand_in_each_of_their_places() {
    let bytes = made(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 0, 2, "花名册", &plain).unwrap();
        sheet.merge_range(1, 1, 3, 1, "研发", &plain).unwrap();
        for (row, name) in [(1, "甲"), (2, "乙"), (4, "丙")] {
            sheet.write(row, 0, name).unwrap();
        }
    });
    // Row 4 has nothing of its own.
    assert_eq!(texts(bytes), [vec!["花名册", "花名册", "花名册"], vec!["甲", "研发"], vec!["乙", "研发"], vec!["丙"]]);
}

#[test]
fn the_first_visible_sheet_comes_first() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("旧").unwrap().set_hidden(true).write(0, 0, "old").unwrap();
    book.add_worksheet().set_name("花名册").unwrap().set_active(true).write(0, 0, "new").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let book = hobnail_sheet::Book::open(std::io::Cursor::new(bytes.clone()), Default::default()).unwrap();
    assert_eq!(book.sheets(), ["花名册"]);
    assert_eq!(texts(bytes), [["new"]]);
}

#[test]
fn far_away_cells_cost_nothing() {
    let bytes = made(|sheet| {
        sheet.write(0, 0, "a").unwrap();
        sheet.write(1_048_575, 0, "b").unwrap();
        sheet.write_blank(1, 16_383, &Format::new().set_bold()).unwrap();
    });
    let read = rows(bytes).unwrap();
    assert_eq!(read.iter().map(|row| row.number).collect::<Vec<_>>(), [1, 1_048_576]);
    let bytes = made(|sheet| {
        sheet.write(0, 16_383, "x").unwrap();
    });
    assert!(matches!(rows(bytes), Err(Error::TooManyColumns(1, 512))));
}
