//! Reads one file's TOML: keeps spans, finds every fault in one run, and says each in plain words.

use std::borrow::Cow;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::faults;
use super::unfilled::{PLACEHOLDER, not_filled_in};
use super::value::{FromTable, FromValue};
use super::{Body, Document};
use crate::diagnostics::{Finding, Place};
use crate::source::{SourcePath, Span};

/// The most findings that are kept of one file; a file with more is not a record, and the count says so.
const MOST_FINDINGS: usize = 100;

/// Reads the values of one file and collects what is wrong with them.
#[derive(Debug)]
pub struct Reader<'a> {
    file: &'a SourcePath,
    /// Where the TOML begins in the file.
    base: usize,
    /// The tables that are being read, outermost first.
    within: Vec<&'static str>,
    findings: Vec<Finding>,
    untold: usize,
    /// The fields that still hold the mark of a new record, and where the first of them stands.
    unfilled: Vec<&'static str>,
    first_unfilled: Option<Span>,
}

/// Where a value stands in the TOML that was parsed.
pub(super) fn span_of<T>(value: &Spanned<T>) -> Span {
    let range = value.span();
    Span::new(range.start, range.end)
}

impl<'a> Reader<'a> {
    fn new(file: &'a SourcePath, base: usize) -> Self {
        Self {
            file,
            base,
            within: Vec::new(),
            findings: Vec::new(),
            untold: 0,
            unfilled: Vec::new(),
            first_unfilled: None,
        }
    }

    /// Keeps a finding.
    pub fn report(&mut self, finding: Finding) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(finding);
        } else {
            self.untold += 1;
        }
    }

    /// The place in the file of a span in the TOML.
    pub(super) fn shifted(&self, span: Span) -> Span {
        Span::new(span.start as usize + self.base, span.end as usize + self.base)
    }

    /// Where a value stands in the file.
    pub fn span<T>(&self, value: &Spanned<T>) -> Span {
        self.shifted(span_of(value))
    }

    /// Where a value stands, for a finding.
    pub fn place<T>(&self, value: &Spanned<T>) -> Place {
        Place::at(self.file, self.span(value))
    }

    /// A place in this file.
    pub fn place_at(&self, span: Span) -> Place {
        Place::at(self.file, span)
    }

    /// Reads one field of a table.
    pub fn field<T: FromValue>(&mut self, table: &DeTable<'_>, name: &'static str, at: Span) -> Option<T> {
        match table.get(name) {
            Some(value) => {
                self.within.push(name);
                let read = T::from_value(value, self);
                self.within.pop();
                read
            }
            None => T::absent(name, at, self),
        }
    }

    /// Reads a table in a field's place.
    pub fn table<T: FromTable>(&mut self, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let DeValue::Table(table) = value.get_ref() else {
            let name = self.within.last().copied().unwrap_or_default();
            self.report(faults::not_a_table(self.place(value), name, describe(value.get_ref())));
            return None;
        };
        T::from_table(table, self.span(value), self)
    }

    /// Reads text; `T` says what was expected.
    pub fn text<'v, T: FromValue>(&mut self, value: &'v Spanned<DeValue<'_>>) -> Option<&'v str> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(value, T::EXPECTED);
            return None;
        };
        if text.trim() == PLACEHOLDER {
            self.unfilled.extend(self.within.last());
            let at = self.span(value);
            self.first_unfilled.get_or_insert(at);
        }
        Some(text)
    }

    /// Reads one of a list of words and tells which.
    pub fn word(&mut self, value: &Spanned<DeValue<'_>>, words: &[&'static str]) -> Option<usize> {
        let DeValue::String(text) = value.get_ref() else {
            self.wrong_type(value, &format!("one of {}", faults::listed(words)));
            return None;
        };
        let at = words.iter().position(|word| *word == text.as_ref());
        if at.is_none() {
            let name = self.within.last().copied().unwrap_or_default();
            self.report(faults::unknown_word(self.place(value), name, text, words));
        }
        at
    }

    /// Reports a value of another type than was expected.
    pub fn wrong_type(&mut self, value: &Spanned<DeValue<'_>>, expected: &str) {
        let name = self.within.last().copied().unwrap_or_default();
        let found = describe(value.get_ref());
        self.report(faults::wrong_type(self.place(value), name, expected, found));
    }

    /// Reports a field that must be there and is not.
    pub fn missing(&mut self, field: &'static str, expected: &str, table: Span) {
        let place = if self.within.is_empty() {
            Place::file(self.file)
        } else {
            self.place_at(table)
        };
        self.report(faults::missing_field(place, field, expected, &self.table_name()));
    }

    /// Reports each field that the table may not have, with the nearest that it may.
    pub fn unknown_fields(&mut self, table: &DeTable<'_>, known: &[&'static str]) {
        for (key, _) in table {
            if !known.contains(&key.get_ref().as_ref()) {
                let place = self.place(key);
                self.report(faults::unknown_field(place, key.get_ref(), known, &self.table_name()));
            }
        }
    }

    /// How the table that is being read is named in messages.
    fn table_name(&self) -> String {
        if self.within.is_empty() {
            "this file".to_owned()
        } else {
            format!("[{}]", self.within.join("."))
        }
    }

    fn finish(mut self) -> Vec<Finding> {
        if let Some(at) = self.first_unfilled {
            let place = self.place_at(at);
            self.report(not_filled_in(place, &self.unfilled));
        }
        if self.untold > 0 {
            let place = Place::file(self.file);
            self.findings.push(faults::more_faults(place, self.untold));
        }
        self.findings
    }
}

fn describe(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text in quotes",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(datetime) if datetime.time.is_none() => "a date",
        DeValue::Datetime(_) => "a date with a time",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Reads a TOML file as one table.
///
/// The findings are those of the file's syntax and of its fields; without a record there is at least one error.
#[must_use]
pub fn parse_table<T: FromTable>(file: &SourcePath, text: &str) -> (Option<T>, Vec<Finding>) {
    let (text, base) = without_mark(text);
    parse_toml(file, text, base)
}

fn parse_toml<T: FromTable>(file: &SourcePath, toml: &str, base: usize) -> (Option<T>, Vec<Finding>) {
    let mut reader = Reader::new(file, base);
    let (table, errors) = DeTable::parse_recoverable(toml);
    let sound = errors.is_empty();
    for error in &errors {
        let span = error.span().unwrap_or(0..0);
        let span = reader.shifted(Span::new(span.start, span.end));
        reader.report(faults::syntax(reader.place_at(span), error.message(), toml, base));
    }
    let whole = Span::new(base, base + toml.len());
    let before = reader.findings.len();
    let record = T::from_table(table.get_ref(), whole, &mut reader);
    if !sound {
        // What a broken line was meant to say is not known: a field that seems to be missing may stand in it, and a value
        // that could not be read has no type.
        let broken = reader.findings[..before].to_vec();
        let mut at = 0;
        reader.findings.retain(|finding| {
            at += 1;
            let again = broken.iter().any(|syntax| syntax.place == finding.place);
            at <= before || (finding.rule.code != faults::MISSING_FIELD.code && !again)
        });
    }
    (record.filter(|_| sound), reader.finish())
}

/// Where the parts of a Markdown record lie: its front matter's TOML, and the body below it.
#[derive(Debug, PartialEq, Eq)]
pub struct FrontMatter<'t> {
    /// The TOML between the `+++` lines.
    pub toml: &'t str,
    /// Its first byte in the file.
    pub toml_start: usize,
    /// What follows the second `+++` line.
    pub body: &'t str,
    /// Its first byte in the file.
    pub body_start: usize,
}

/// Finds a Markdown record's front matter.
///
/// # Errors
/// Where the fault stands: at the first line where no `+++` opens the file, or at the `+++` that nothing closes.
pub fn front_matter(text: &str) -> Result<FrontMatter<'_>, Span> {
    let (rest, base) = without_mark(text);
    let first = rest.split_inclusive('\n').next().unwrap_or_default();
    if first.trim_end() != "+++" {
        return Err(Span::new(base, base + first.trim_end().len()));
    }
    let toml_start = base + first.len();
    let mut at = toml_start;
    for line in text[toml_start..].split_inclusive('\n') {
        if line.trim_end() == "+++" {
            let body_start = at + line.len();
            let (toml, body) = (&text[toml_start..at], &text[body_start..]);
            return Ok(FrontMatter {
                toml,
                toml_start,
                body,
                body_start,
            });
        }
        at += line.len();
    }
    Err(Span::new(base, base + 3))
}

/// Reads a Markdown record: front matter between two `+++` lines, and the text below.
#[must_use]
pub fn parse_document<F: FromTable>(file: &SourcePath, text: &str) -> (Option<Document<F>>, Vec<Finding>) {
    match front_matter(text) {
        Ok(parts) => {
            let (front, findings) = parse_toml(file, parts.toml, parts.toml_start);
            let body = body(parts.body, parts.body_start);
            (front.map(|front| Document { front, body }), findings)
        }
        Err(span) => (None, vec![faults::no_front_matter(Place::at(file, span))]),
    }
}

pub(super) fn body(text: &str, start: usize) -> Body {
    // Carriage returns would make the same text differ between two editors; Markdown does not need them.
    let text = if text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n"))
    } else {
        Cow::Borrowed(text)
    };
    Body {
        text: Box::from(text.as_ref()),
        start: Span::new(start, start).start,
    }
}

fn without_mark(text: &str) -> (&str, usize) {
    text.strip_prefix('\u{feff}')
        .map_or((text, 0), |rest| (rest, '\u{feff}'.len_utf8()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_ends_at_its_own_line_and_not_inside_text() {
        let text = "\u{feff}+++\r\na = 1\r\n+++\r\n\r\n## One\r\n++++\r\n";
        let parts = front_matter(text).unwrap();
        assert_eq!(parts.toml, "a = 1\r\n");
        assert_eq!(&text[parts.toml_start..][..5], "a = 1");
        assert_eq!(parts.body, "\r\n## One\r\n++++\r\n");
        assert_eq!(&text[parts.body_start..], parts.body);
    }

    #[test]
    fn a_front_matter_that_nothing_opens_or_closes_is_told_where() {
        assert_eq!(front_matter("+++"), Err(Span::new(0, 3)));
        assert_eq!(front_matter("+++\na = 1\n"), Err(Span::new(0, 3)));
        assert_eq!(front_matter("# Title\n"), Err(Span::new(0, 7)));
        assert_eq!(front_matter(""), Err(Span::new(0, 0)));
    }
}
