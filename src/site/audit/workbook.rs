//! What a workbook says, read from the bytes that were written: the parts of the zip that it is, and in them texts and amounts.
//!
//! A cell holds a number where it says a day, or names one of the texts that all cells share. Those numbers are no amounts: a day is
//! 46,207 to a workbook, and so is somebody's pay.

use std::borrow::Cow;
use std::io::{Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipResult;

use super::tokens::{Figures, read_between_tags};

/// Reads every part of a workbook, and the names of the parts.
///
/// # Errors
/// Where it is no zip of texts. Then nobody knows what it says.
pub fn read(workbook: &[u8], found: &mut impl FnMut(u64)) -> ZipResult<()> {
    let mut zip = ZipArchive::new(Cursor::new(workbook))?;
    let names = zip.file_names().map(|name| name.map(Cow::into_owned));
    let names: Vec<String> = names.collect::<ZipResult<_>>()?;
    let mut part = |name: &str| -> ZipResult<String> {
        let mut text = String::new();
        zip.by_name(name)?.read_to_string(&mut text)?;
        Ok(text)
    };
    let days = if names.iter().any(|name| name == STYLES) {
        days(&part(STYLES)?)
    } else {
        Vec::new()
    };
    for name in &names {
        read_between_tags(name, found);
        let text = part(name)?;
        if name.starts_with("xl/worksheets/") {
            read_sheet(&text, &days, found);
        } else {
            read_between_tags(&text, found);
        }
    }
    Ok(())
}

const STYLES: &str = "xl/styles.xml";

/// Reads a sheet: the amounts of its cells, and every text between its tags.
fn read_sheet(sheet: &str, days: &[bool], found: &mut impl FnMut(u64)) {
    let mut rest = sheet;
    while let Some((before, cell)) = rest.split_once("<c ") {
        read_between_tags(before, found);
        let (tag, inside) = cell.split_once('>').unwrap_or((cell, ""));
        if tag.ends_with('/') {
            rest = inside;
            continue;
        }
        let (inside, after) = inside.split_once("</c>").unwrap_or((inside, ""));
        read_cell(tag, inside, days, found);
        rest = after;
    }
    read_between_tags(rest, found);
}

fn read_cell(tag: &str, inside: &str, days: &[bool], found: &mut impl FnMut(u64)) {
    let style = attribute(tag, "s").and_then(|style| style.parse::<usize>().ok());
    let is_day = style.and_then(|style| days.get(style)).is_some_and(|is_day| *is_day);
    match attribute(tag, "t") {
        // The text is read where it stands.
        Some("s") => {}
        None | Some("n") => {
            let value = inside.split_once("<v>").and_then(|(_, rest)| rest.split_once("</v>"));
            // What has a fraction is no amount.
            let amount = value.and_then(|(value, _)| value.parse().ok());
            amount
                .filter(|_| !is_day)
                .and_then(Figures::of)
                .into_iter()
                .for_each(found);
        }
        Some(_) => read_between_tags(inside, found),
    }
}

/// Which of the styles of cells show a number as a day.
fn days(styles: &str) -> Vec<bool> {
    let tags = |of: &str, name: &str| -> Vec<String> {
        let open = format!("<{name} ");
        let tags = of.split(&open).skip(1);
        tags.map(|tag| tag.split('>').next().unwrap_or_default().to_owned())
            .collect()
    };
    let formats = tags(styles, "numFmt").into_iter();
    let formats = formats.filter(|tag| attribute(tag, "formatCode").is_some_and(|code| code.contains("yy")));
    let formats: Vec<_> = formats
        .filter_map(|tag| attribute(&tag, "numFmtId").map(str::to_owned))
        .collect();
    let cells = styles.split_once("<cellXfs").map_or("", |(_, cells)| cells);
    let cells = cells.split_once("</cellXfs>").map_or("", |(cells, _)| cells);
    let is_day = |tag: &String| attribute(tag, "numFmtId").is_some_and(|id| formats.iter().any(|format| format == id));
    tags(cells, "xf").iter().map(is_day).collect()
}

fn attribute<'t>(tag: &'t str, name: &str) -> Option<&'t str> {
    let mut parts = tag.split_ascii_whitespace();
    parts.find_map(|part| {
        let value = part.strip_prefix(name)?.strip_prefix("=\"")?;
        value.split('"').next()
    })
}

#[cfg(test)]
mod tests {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

    use super::*;

    fn amounts(write: impl FnOnce(&mut rust_xlsxwriter::Worksheet)) -> Vec<u64> {
        let mut workbook = Workbook::new();
        write(workbook.add_worksheet());
        let mut found = Vec::new();
        read(&workbook.save_to_buffer().unwrap(), &mut |hash| found.push(hash)).unwrap();
        found
    }

    fn has(found: &[u64], amount: u64) -> bool {
        found.contains(&Figures::of(amount).unwrap())
    }

    #[test]
    fn amounts_are_found_and_days_and_the_places_of_texts_are_none() {
        // 4 July 2026 is the day 46,207 of the format's calendar.
        let day = Format::new().set_num_format("yyyy-mm-dd");
        let found = amounts(|sheet| {
            sheet.write_number(0, 0, 187_400.0).unwrap();
            sheet.write_number(0, 1, 196_770.5).unwrap();
            let date = ExcelDateTime::from_ymd(2026, 7, 4).unwrap();
            sheet.write_datetime_with_format(0, 2, &date, &day).unwrap();
            sheet.write_string(0, 3, "She earns 203,620").unwrap();
            for row in 0..10_500 {
                sheet.write_string(row + 1, 0, row.to_string()).unwrap();
            }
        });
        assert!(has(&found, 187_400) && has(&found, 203_620));
        // The last texts are themselves numbers of five digits; their places in the list and their rows are not read.
        assert!(has(&found, 10_499) && !has(&found, 10_501) && !has(&found, 46_207) && !has(&found, 196_770));
        let as_amount = amounts(|sheet| _ = sheet.write_number(0, 0, 46_207.0).unwrap());
        assert!(has(&as_amount, 46_207));
    }

    #[test]
    fn what_is_no_zip_is_not_passed_over() {
        assert!(read(b"PK and nothing more", &mut |_| ()).is_err());
    }
}
