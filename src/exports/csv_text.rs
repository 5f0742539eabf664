//! A table as comma-separated values: RFC 4180, in UTF-8 behind a byte order mark, without which Excel reads accents as other letters.
//!
//! A text that begins as a formula does (`=`, `+`, `-`, `@`, a tab, a carriage return; blanks before it do not matter) gets an
//! apostrophe before it, so that no spreadsheet computes what somebody wrote in a record. Numbers are ours: a minus sign before one
//! is a minus sign. Days are written 2026-07-14, numbers with a point and without separators of thousands, percentages without
//! their sign. The same table always has the same bytes.

use std::io::Write;

use crate::views::tables::{Cell, Table};

const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// What a cell may not begin with: as written on most keyboards, and as East Asian ones write it.
const FORMULA: &[char] = &['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// Appends a table.
pub fn write(table: &Table<'_>, out: &mut Vec<u8>) {
    out.extend_from_slice(BYTE_ORDER_MARK);
    line(out, table.columns.iter(), |out, column| text(out, &column.label));
    for row in table.rows() {
        line(out, row.iter(), cell);
    }
}

fn line<T>(out: &mut Vec<u8>, cells: impl Iterator<Item = T>, one: impl Fn(&mut Vec<u8>, T)) {
    for (at, each) in cells.enumerate() {
        if at > 0 {
            out.push(b',');
        }
        one(out, each);
    }
    out.extend_from_slice(b"\r\n");
}

fn cell(out: &mut Vec<u8>, cell: &Cell<'_>) {
    // Writing into memory does not fail.
    let _ = match cell {
        Cell::Empty => Ok(()),
        Cell::Text(words) => {
            text(out, words);
            Ok(())
        }
        Cell::Count(value) | Cell::Money(value) => write!(out, "{value}"),
        Cell::Number(value, decimals) | Cell::Percent(value, decimals) => {
            write!(out, "{:.*}", usize::from(*decimals), rounded(*value, *decimals))
        }
        Cell::Day(day) => write!(out, "{}", day.format("%Y-%m-%d")),
    };
}

/// A number cut to the decimals that the page shows; what rounds to nothing has no sign.
#[allow(clippy::float_cmp, reason = "nothing but zero itself is to lose its sign")]
pub fn rounded(value: f64, decimals: u8) -> f64 {
    let cut = format!("{value:.*}", usize::from(decimals)).parse().unwrap_or(value);
    if cut == 0.0 { 0.0 } else { cut }
}

fn text(out: &mut Vec<u8>, text: &str) {
    let guard = is_formula(text);
    let quoted = text.contains(['"', ',', '\r', '\n', '\t', ';']) || text.starts_with(' ') || text.ends_with(' ');
    if !quoted {
        out.extend_from_slice(if guard { b"'" } else { b"" });
        out.extend_from_slice(text.as_bytes());
        return;
    }
    out.extend_from_slice(if guard { b"\"'" } else { b"\"" });
    for (at, part) in text.split('"').enumerate() {
        if at > 0 {
            out.extend_from_slice(b"\"\"");
        }
        out.extend_from_slice(part.as_bytes());
    }
    out.push(b'"');
}

/// Whether a spreadsheet might take a text for a formula.
pub fn is_formula(text: &str) -> bool {
    text.starts_with(FORMULA) || text.trim_start().starts_with(FORMULA)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Date;
    use crate::views::tables::testing::{one_column, table};

    fn written(table: &Table<'_>) -> String {
        let mut out = Vec::new();
        write(table, &mut out);
        let text = String::from_utf8(out).unwrap();
        text.strip_prefix('\u{feff}').expect("a byte order mark").to_owned()
    }

    #[test]
    fn each_type_of_cell_is_written_so_that_a_program_reads_it_back() {
        let day = Date::from_ymd_opt(2026, 7, 4).unwrap();
        let cells = [
            Cell::Text("Ana".into()),
            Cell::Empty,
            Cell::Count(12),
            Cell::Number(0.7, 2),
            Cell::Percent(12.5, 1),
            Cell::Money(1_195_000),
            Cell::Day(day),
        ];
        let columns = ["Who", "What", "n", "Score", "Share (%)", "Pay (USD)", "Day"];
        assert_eq!(
            written(&table(&columns, &cells)),
            "Who,What,n,Score,Share (%),Pay (USD),Day\r\nAna,,12,0.70,12.5,1195000,2026-07-04\r\n"
        );
    }

    #[test]
    fn quotes_separators_and_line_breaks_are_kept_inside_quotes() {
        let cells = ["a,b", "say \"no\"", "two\nlines", "a;b", " blank "].map(|text| Cell::Text(text.into()));
        assert_eq!(
            written(&one_column("x", &cells)),
            "x\r\n\"a,b\"\r\n\"say \"\"no\"\"\"\r\n\"two\nlines\"\r\n\"a;b\"\r\n\" blank \"\r\n"
        );
    }

    #[test]
    fn no_text_begins_as_a_formula() {
        for text in [
            "=1+1",
            "+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
            "  =1",
            "\u{a0}=1",
            "＝1",
            "=HYPERLINK(\"https://example.com\",\"a\")",
        ] {
            let line = written(&one_column("x", &[Cell::Text(text.into())]));
            let cell = line.strip_prefix("x\r\n").unwrap();
            assert!(cell.starts_with('\'') || cell.starts_with("\"'"), "{text:?}: {cell:?}");
        }
        let head = written(&one_column("=cmd|' /C calc'!A0", &[]));
        assert_eq!(head, "'=cmd|' /C calc'!A0\r\n");
    }

    #[test]
    fn a_negative_number_of_ours_stays_a_number() {
        let cells = [
            Cell::Count(-2),
            Cell::Money(-1_000),
            Cell::Percent(-5.25, 1),
            Cell::Number(-0.001, 2),
        ];
        assert_eq!(
            written(&one_column("x", &cells)),
            "x\r\n-2\r\n-1000\r\n-5.2\r\n0.00\r\n"
        );
    }
}
