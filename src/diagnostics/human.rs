//! Findings for people: a title, the place, the line itself with the fault underlined, and how to mend it.

use std::borrow::Cow;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::escape::escaped;
use super::frame::{Columns, Frame};
use super::report::{Lines, Located, Report};
use super::{Finding, Kind, Place};

/// Whether the lines of the records themselves are shown.
///
/// They are on a terminal, where the one who holds the records reads; a log is read by more people than records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Frames {
    /// The line with the fault underlined, and figures of the record that help.
    Shown,
    /// Places and messages alone.
    Hidden,
}

/// How wide a frame may be, in columns; longer lines are cut around the fault.
const WIDTH: usize = 120;

/// Up to so many process findings are shown whole beside what was built; of more, how many there are by code.
const MOST_WHOLE: usize = 25;

/// All findings, one after the other, coloured with ANSI codes; the stream strips them where they don't belong.
#[must_use]
pub fn human(report: &Report, frames: Frames) -> String {
    whole(report, frames, report.findings().iter())
}

/// As [`human()`], but with a line for each code instead of very many process findings. A large organisation always has hundreds, and
/// among their frames an error or a warning would not be seen.
#[must_use]
pub fn brief(report: &Report, frames: Frames) -> String {
    let is_process = |finding: &&Finding| finding.rule.kind == Kind::Process;
    if report.findings().iter().filter(is_process).count() <= MOST_WHOLE {
        return human(report, frames);
    }
    let others = report.findings().iter().filter(|finding| !is_process(finding));
    let mut text = whole(report, frames, others);
    let renderer = renderer();
    for (rule, count) in report.counts(Kind::Process) {
        let line = level(rule.kind)
            .primary_title(format!("{count} × {}", rule.title))
            .id(rule.code);
        text.push_str(&renderer.render(&[Group::with_title(line)]));
        text.push('\n');
    }
    let where_to_look = "`preread check` shows each of them, the page of open items who must act and since when";
    text.push_str(&renderer.render(&[Group::with_title(Level::HELP.primary_title(where_to_look))]));
    text.push_str("\n\n");
    text
}

fn renderer() -> Renderer {
    Renderer::styled().decor_style(DecorStyle::Ascii).term_width(WIDTH)
}

fn whole<'r>(report: &Report, frames: Frames, findings: impl Iterator<Item = &'r Finding>) -> String {
    let lines = report.lines();
    let renderer = renderer();
    let mut text = String::new();
    for finding in findings {
        let shown = Shown {
            report,
            lines: &lines,
            frames,
        };
        text.push_str(&renderer.render(&[shown.group(finding)]));
        text.push_str("\n\n");
    }
    text
}

fn level(kind: Kind) -> Level<'static> {
    match kind {
        Kind::Error => Level::ERROR,
        Kind::Warning => Level::WARNING,
        Kind::Process => Level::NOTE.with_name(Some(Kind::Process.word())),
    }
}

struct Shown<'r> {
    report: &'r Report,
    lines: &'r Lines<'r>,
    frames: Frames,
}

impl<'r> Shown<'r> {
    fn group(&self, finding: &'r Finding) -> Group<'r> {
        let title = level(finding.rule.kind)
            .primary_title(escaped(&finding.message))
            .id(finding.rule.code);
        let mut group = self.place(Group::with_title(title), &finding.place, AnnotationKind::Primary, None);
        for note in &finding.notes {
            group = self.place(group, &note.place, AnnotationKind::Context, Some(&note.text));
        }
        if let Some(detail) = finding.detail.as_ref().filter(|_| self.frames == Frames::Shown) {
            group = group.element(Level::NOTE.message(escaped(detail)));
        }
        if let Some(help) = &finding.help {
            group = group.element(Level::HELP.message(escaped(help)));
        }
        group
    }

    fn place(&self, group: Group<'r>, place: &'r Place, kind: AnnotationKind, label: Option<&'r str>) -> Group<'r> {
        let located = self.lines.locate(place);
        let path = escaped(located.file.as_str());
        let label = label.map(escaped);
        let Some(frame) = self.frame(place, located) else {
            let group = group.element(origin(path, located));
            return match label {
                Some(label) => group.element(Level::NOTE.message(label)),
                None => group,
            };
        };
        let annotation = kind.span(frame.marked);
        let annotation = match label {
            Some(label) => annotation.label(label),
            None => annotation,
        };
        let snippet: Snippet<'_, Annotation<'_>> = Snippet::source(frame.text).line_start(frame.line).fold(false);
        let snippet = snippet.annotation(annotation);
        match frame.columns {
            Columns::Kept => group.element(snippet.path(path)),
            // The renderer counts columns in what it is given, so the place is given beside it.
            Columns::Moved => group.element(origin(path, located)).element(snippet),
        }
    }

    fn frame(&self, place: &Place, located: Located<'_>) -> Option<Frame> {
        if self.frames == Frames::Hidden {
            return None;
        }
        let (span, (start, _)) = place.span.zip(located.range)?;
        Some(Frame::new(self.report.text(&place.file)?, span, start.line))
    }
}

fn origin<'r>(path: Cow<'r, str>, located: Located<'_>) -> Origin<'r> {
    let origin = Origin::path(path);
    match located.range {
        Some((start, _)) => origin.line(start.line).char_column(start.column),
        None => origin,
    }
}
