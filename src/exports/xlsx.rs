//! Tables as a workbook: a sheet each, with typed cells, a head that stays in sight, a filter on every column.
//!
//! Texts are written as texts, so that nothing in a record becomes a formula or a link. Nothing tells the day, the machine or the user:
//! the same tables always have the same bytes.

use rust_xlsxwriter::{Color, DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::csv_text::rounded;
use crate::views::tables::{self, Cell, Column, Table};

/// The day on which every workbook says that it was made, since the real one would differ from build to build.
pub const CREATED: (u16, u8, u8) = (2000, 1, 1);

/// The most characters, in the units of UTF-16, that a cell may hold by the format.
const LONGEST_TEXT: usize = 32_767;

/// How wide a column is at most, in characters.
const WIDEST: usize = 60;

struct Formats {
    head: Format,
    text: Format,
    day: Format,
    money: Format,
    /// By how many decimals they show.
    numbers: [Format; 5],
    percentages: [Format; 5],
}

impl Formats {
    fn new() -> Self {
        let decimals = |decimals: usize| {
            if decimals == 0 {
                "0".to_owned()
            } else {
                format!("0.{}", "0".repeat(decimals))
            }
        };
        let of = |form: &str| {
            Format::new()
                .set_num_format(form)
                .set_align(rust_xlsxwriter::FormatAlign::Top)
        };
        let each: [usize; 5] = [0, 1, 2, 3, 4];
        Self {
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(rust_xlsxwriter::FormatAlign::Top)
                .set_background_color(Color::RGB(0x00ED_EDE8)),
            text: Format::new()
                .set_text_wrap()
                .set_align(rust_xlsxwriter::FormatAlign::Top),
            day: of("yyyy-mm-dd"),
            money: of("#,##0"),
            numbers: each.map(|each| of(&decimals(each))),
            percentages: each.map(|each| of(&format!("{}%", decimals(each)))),
        }
    }
}

/// Writes a workbook.
///
/// # Errors
/// Where a table has more rows or columns than the format allows.
pub fn write(workbook: &tables::Workbook<'_>) -> Result<Vec<u8>, XlsxError> {
    let formats = Formats::new();
    let (year, month, day) = CREATED;
    let created = ExcelDateTime::from_ymd(year, month, day)?;
    let mut file = Workbook::new();
    file.set_properties(&DocProperties::new().set_creation_datetime(&created));
    for table in &workbook.sheets {
        sheet(file.add_worksheet(), table, &formats)?;
    }
    file.save_to_buffer()
}

fn sheet(sheet: &mut Worksheet, table: &Table<'_>, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(table.title)?;
    let mut last_column = 0;
    for (at, column) in (0_u16..).zip(&table.columns) {
        sheet.set_column_width(at, width(column))?;
        sheet.write_string_with_format(0, at, held(&column.label), &formats.head)?;
        last_column = at;
    }
    let mut last_row = 0;
    for (at, row) in (1_u32..).zip(table.rows()) {
        for (column, cell) in (0_u16..).zip(row) {
            put(sheet, (at, column), cell, formats)?;
        }
        last_row = at;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.autofilter(0, 0, last_row, last_column)?;
    Ok(())
}

fn put(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell<'_>, formats: &Formats) -> Result<(), XlsxError> {
    let of = |formats: &'_ [Format; 5], decimals: u8| formats[usize::from(decimals).min(4)].clone();
    match cell {
        Cell::Empty => return Ok(()),
        Cell::Text(text) => sheet.write_string_with_format(row, column, held(text), &formats.text)?,
        Cell::Count(count) => sheet.write_number_with_format(row, column, whole(*count), &formats.numbers[0])?,
        Cell::Money(amount) => sheet.write_number_with_format(row, column, whole(*amount), &formats.money)?,
        Cell::Number(value, decimals) => {
            let number = rounded(*value, *decimals);
            sheet.write_number_with_format(row, column, number, &of(&formats.numbers, *decimals))?
        }
        Cell::Percent(value, decimals) => {
            // A percentage is a part of one in a workbook; dividing the figure's own digits keeps 7% at 0.07.
            let number = rounded(*value, *decimals) / 100.0;
            sheet.write_number_with_format(row, column, number, &of(&formats.percentages, *decimals))?
        }
        Cell::Day(day) => sheet.write_datetime_with_format(row, column, day, &formats.day)?,
    };
    Ok(())
}

/// Counts and amounts are whole numbers far below where a workbook's numbers would round them.
fn whole(value: i64) -> f64 {
    value as f64
}

/// A text as long as a cell can hold it.
fn held(text: &str) -> String {
    if text.len() <= LONGEST_TEXT {
        return text.to_owned();
    }
    let mut room = LONGEST_TEXT - 1;
    let kept = text.chars().take_while(|c| {
        let fits = room >= c.len_utf16();
        room = room.saturating_sub(c.len_utf16());
        fits
    });
    let mut kept: String = kept.collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}

fn width(column: &Column<'_>) -> f64 {
    // Room for the button of the filter beside the head.
    let head = column.label.chars().count() + 3;
    head.clamp(usize::from(column.width), WIDEST) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Date;
    use crate::views::tables::testing::{one_column, table};

    fn written(sheets: Vec<Table<'_>>) -> Vec<u8> {
        write(&tables::Workbook { name: "test", sheets }).unwrap()
    }

    /// A part of a workbook, which is a zip of XML.
    fn part(workbook: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut zip.by_name(name).unwrap(), &mut text).unwrap();
        text
    }

    #[test]
    fn the_same_tables_have_the_same_bytes_and_tell_no_time() {
        let make = || written(vec![one_column("Who", &[Cell::Text("Ana".into()), Cell::Count(3)])]);
        let first = make();
        std::thread::sleep(std::time::Duration::from_millis(1100));
        assert_eq!(first, make());
        let properties = part(&first, "docProps/core.xml");
        assert_eq!(properties.matches("2000-01-01T00:00:00Z").count(), 2, "{properties}");
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(&first)).unwrap();
        for at in 0..zip.len() {
            let time = zip.by_index(at).unwrap().last_modified();
            assert!(time.is_none_or(|time| time.year() == 1980), "{time:?}");
        }
    }

    #[test]
    fn cells_have_types_and_texts_are_never_formulas() {
        let day = Date::from_ymd_opt(2026, 7, 4).unwrap();
        let cells = [
            Cell::Text("=1+1".into()),
            Cell::Text("https://example.com".into()),
            Cell::Number(0.704, 2),
            Cell::Percent(7.0, 1),
            Cell::Day(day),
            Cell::Empty,
        ];
        let bytes = written(vec![table(&["a", "b", "c", "d", "e", "f"], &cells)]);
        let sheet = part(&bytes, "xl/worksheets/sheet1.xml");
        assert!(!sheet.contains("<f>") && !sheet.contains("<hyperlink"), "{sheet}");
        assert_eq!(
            sheet.matches("t=\"s\"").count(),
            6 + 2,
            "heads and texts are strings: {sheet}"
        );
        // 4 July 2026 is the day 46,207 of the format's calendar.
        for value in ["<v>0.7</v>", "<v>0.07</v>", "<v>46207</v>"] {
            assert!(sheet.contains(value), "{value}: {sheet}");
        }
        let strings = part(&bytes, "xl/sharedStrings.xml");
        assert!(strings.contains("=1+1"), "{strings}");
        assert!(part(&bytes, "xl/styles.xml").contains("yyyy-mm-dd"));
    }

    #[test]
    fn the_head_stays_in_sight_and_filters_every_column() {
        let sheet = part(
            &written(vec![table(
                &["Person", "Rating"],
                &[Cell::Text("Ana".into()), Cell::Count(4)],
            )]),
            "xl/worksheets/sheet1.xml",
        );
        for has in [
            "state=\"frozen\"",
            "ySplit=\"1\"",
            "<autoFilter ref=\"A1:B2\"",
            "<cols>",
        ] {
            assert!(sheet.contains(has), "{has}: {sheet}");
        }
    }

    /// What the system says of the memory of this process, in kB.
    fn memory(what: &str) -> u64 {
        let status = std::fs::read_to_string("/proc/self/status").unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    #[test]
    #[ignore = "measures the memory of the whole process, so it runs alone: `./test --browser` does"]
    fn a_workbook_of_ten_thousand_people_takes_less_than_100_mb() {
        let columns: Vec<_> = (0..14).map(|at| format!("Column {at}")).collect();
        let columns: Vec<_> = columns.iter().map(String::as_str).collect();
        let of = |person: i64| {
            let words =
                (0..4).map(move |at| Cell::Text(format!("What is said of person {person} in column {at}").into()));
            let figures = (4..14).map(move |at| Cell::Money(person * 100 + at));
            words.chain(figures)
        };
        let cells: Vec<_> = (0..10_000).flat_map(of).collect();
        let sheet = |title| {
            let mut sheet = table(&columns, &cells);
            sheet.title = title;
            sheet
        };
        let sheets = vec![sheet("One"), sheet("Two")];
        // From here on the peak is that of writing alone.
        std::fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS");
        let bytes = written(sheets);
        let more = memory("VmHWM").saturating_sub(before);
        println!("{} kB of workbook in {more} kB of memory", bytes.len() / 1024);
        assert!(more < 100 * 1024, "{more} kB");
    }

    #[test]
    fn a_text_longer_than_a_cell_is_cut_and_says_so() {
        let text = "🦀".repeat(LONGEST_TEXT);
        let cut = held(&text);
        assert!(cut.ends_with('…') && cut.encode_utf16().count() <= LONGEST_TEXT);
        assert_eq!(held(&"é".repeat(20_000)).chars().count(), 20_000);
        written(vec![one_column("x", &[Cell::Text(text.into())])]);
    }
}
