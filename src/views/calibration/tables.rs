//! The tables of the pre-read, of a comparison and of the checks.

use super::Calibration;
use super::agenda::SessionView;
use super::bias::{Bias, CheckView, ResultView};
use super::levels::Compare;
use super::manager::ManagerRatings;
use super::people::EndRow;
use crate::views::charts::ChartTable;
use crate::views::charts::distribution::DistributionChart;
use crate::views::charts::strip::StripPlot;
use crate::views::listed::Listed;
use crate::views::tables::{Cell, Table, figures, of_chart, stacked, text, words};

/// The tables of the pre-read.
pub(in crate::views) fn tables<'v>(view: &'v Calibration<'v>) -> Vec<Table<'v>> {
    let chart = |name, title, table: Option<&'v ChartTable>| of_chart(name, title, table);
    vec![
        people("people", "People", view.people.iter()),
        guideline(view),
        chart(
            "recommended",
            "As recommended",
            view.recommended.as_ref().map(|chart| &chart.frame.table),
        ),
        chart(
            "ratings",
            "As they count",
            view.ratings.as_ref().map(|chart| &chart.frame.table),
        ),
        chart("managers", "Managers", view.managers.as_ref().map(StripPlot::whole)),
        chart("units", "Units", view.units.as_ref().map(StripPlot::whole)),
        people("top", "Highest rating", view.top.people.all()),
        people("bottom", "Lowest two ratings", view.bottom.people.all()),
        changed(view),
    ]
    .into_iter()
    .chain(of_sessions(&view.sessions))
    .collect()
}

/// The tables of sessions: agenda, flags, questions, talking points, justifications.
pub(in crate::views) fn of_sessions<'v>(sessions: &'v [SessionView<'v>]) -> [Table<'v>; 5] {
    [
        agenda(sessions),
        flags(sessions),
        questions(sessions),
        talking_points(sessions),
        justifications(sessions),
    ]
}

/// One manager's ratings: each direct report, and the figures beside everyone's.
pub(in crate::views) fn manager<'v>(view: &'v ManagerRatings<'v>) -> Table<'v> {
    let columns = [
        words("Person"),
        words("Unit"),
        figures("Level"),
        figures("Rating"),
        words("Rating in words"),
        figures("Provisional"),
        figures("Last cycle"),
        figures("Goal score"),
        words("Title"),
        figures("Recommended"),
        figures("Evidence"),
        figures("Question it"),
        figures("Agree"),
    ];
    let mut reports = Table::new("", "Direct reports", columns);
    for row in &view.people {
        let written = row.written.as_ref();
        reports.push(compared(&row.person).into_iter().chain([
            row.title.into(),
            row.recommended.as_ref().into(),
            row.evidence.into(),
            written.map(|written| written.doubts).into(),
            written.map(|written| written.agreements).into(),
        ]));
    }
    let columns = [words("Figure"), words("Direct reports"), words("Everyone")];
    let means = Table::new("", "Means", columns).of(&view.means, |row| {
        [row.label.into(), row.own.as_ref().into(), row.everyone.as_ref().into()]
    });
    let chart =
        |title, chart: Option<&'v DistributionChart>| of_chart("", title, chart.map(|chart| &chart.frame.table));
    let tables = vec![
        reports,
        means,
        chart("As recommended", view.recommended.as_ref()),
        chart("As they count", view.ratings.as_ref()),
        chart("Everyone", view.everyone.as_ref()),
    ];
    stacked("ratings", "Ratings", tables)
}

fn people<'v>(name: &'static str, title: &'static str, rows: impl Iterator<Item = &'v EndRow<'v>>) -> Table<'v> {
    let columns = [
        words("Person"),
        words("Unit"),
        figures("Level"),
        figures("Rating"),
        words("Rating in words"),
        figures("Recommended"),
        figures("Last cycle"),
        figures("Goal score"),
    ];
    Table::new(name, title, columns).of(rows, compared)
}

/// What a session compares of a person.
fn compared<'v>(row: &'v EndRow<'v>) -> [Cell<'v>; 8] {
    [
        (&row.person).into(),
        row.team.into(),
        row.level.into(),
        row.rating.as_ref().into(),
        Cell::label(row.rating.as_ref()),
        Cell::yes(row.provisional),
        row.prior.as_ref().into(),
        Cell::score(row.goal_score),
    ]
}

/// The scale with its guideline, and how many people have each rating.
fn guideline<'v>(view: &'v Calibration<'v>) -> Table<'v> {
    let mut columns = vec![
        figures("Rating"),
        words("Rating in words"),
        text("Meaning"),
        figures("Guideline from (%)"),
        figures("Guideline to (%)"),
    ];
    let counted = view.scale.iter().any(|row| row.people.is_some());
    if counted {
        columns.extend([figures("People"), figures("At least"), figures("At most")]);
    }
    let mut table = Table::new("guideline", "Guideline", columns);
    for row in &view.scale {
        let [low, high] = row.guideline;
        let head = [
            Cell::from(&row.rating),
            row.rating.label.into(),
            row.description.into(),
            Cell::written_percent(low),
            Cell::written_percent(high),
        ];
        let bound = |edge: usize| row.bounds.map(|bounds| bounds[edge]).into();
        let counts = counted.then(|| [row.people.into(), bound(0), bound(1)]);
        table.push(head.into_iter().chain(counts.into_iter().flatten()));
    }
    table
}

fn changed<'v>(view: &'v Calibration<'v>) -> Table<'v> {
    let columns = [
        words("Person"),
        words("Unit"),
        figures("From"),
        figures("To"),
        text("Why"),
        words("Led by"),
        words("Session"),
        figures("Date"),
        text("Rests on"),
    ];
    let rows = view.changed.iter().flat_map(Listed::all);
    Table::new("changed", "Changed ratings", columns).of(rows, |row| {
        let decided = row.decided.as_ref();
        [
            (&row.person).into(),
            row.team.into(),
            (&row.from).into(),
            (&row.to).into(),
            row.rationale.into(),
            decided.and_then(|said| said.by.as_ref()).into(),
            decided.map(|said| said.session).into(),
            decided.map(|said| said.date).into(),
            Cell::joined(row.evidence.iter().map(|link| &link.label)),
        ]
    })
}

fn agenda<'v>(sessions: &'v [SessionView<'v>]) -> Table<'v> {
    let columns = [
        words("Session"),
        words("Part"),
        words("Person"),
        words("Unit"),
        figures("Level"),
        figures("Proposed"),
        figures("Last cycle"),
        figures("Goal score"),
        text("Why on the agenda"),
        figures("Question it"),
        figures("Agree"),
        figures("Decided"),
        text("Rationale"),
    ];
    let mut table = Table::new("agenda", "Agenda", columns);
    for session in sessions {
        for part in &session.parts {
            for item in part.items.all() {
                let decision = item.decision.as_ref();
                table.push([
                    Cell::from(session.title),
                    part.title.into(),
                    (&item.person.person).into(),
                    item.person.team.into(),
                    item.person.level.into(),
                    item.proposed.as_ref().into(),
                    item.person.prior.as_ref().into(),
                    Cell::score(item.person.goal_score),
                    Cell::joined(&item.rules),
                    item.written.doubts.into(),
                    item.written.agreements.into(),
                    decision.map(|decision| &decision.rating).into(),
                    decision.and_then(|decision| decision.rationale).into(),
                ]);
            }
        }
    }
    table
}

fn flags<'v>(sessions: &'v [SessionView<'v>]) -> Table<'v> {
    let columns = [
        words("Check"),
        words("About"),
        text("Found"),
        figures("Answered"),
        words("Who"),
        text("To do"),
    ];
    let flags = sessions.iter().flat_map(|session| session.flags.all());
    Table::new("flags", "Flags", columns).of(flags, |flag| {
        [
            flag.check.into(),
            flag.subject.as_ref().into(),
            (&flag.says).into(),
            Cell::yes(flag.answered),
            Some(&flag.who).filter(|_| !flag.answered).into(),
            Some(flag.must_do).filter(|_| !flag.answered).into(),
        ]
    })
}

fn questions<'v>(sessions: &'v [SessionView<'v>]) -> Table<'v> {
    let columns = [
        words("Session"),
        words("Person"),
        words("Unit"),
        figures("Rating"),
        words("By"),
        words("Answer"),
        text("What they wrote"),
    ];
    let mut table = Table::new("questions", "Questions", columns);
    for session in sessions {
        for row in session.questions.all() {
            for question in &row.written.questions {
                table.push([
                    Cell::from(session.title),
                    (&row.person.person).into(),
                    row.person.team.into(),
                    row.person.rating.as_ref().into(),
                    (&question.by).into(),
                    if question.agrees { "agrees" } else { "asks" }.into(),
                    question.text.into(),
                ]);
            }
        }
    }
    table
}

fn talking_points<'v>(sessions: &'v [SessionView<'v>]) -> Table<'v> {
    let columns = [words("Session"), words("Person"), text("To bring up")];
    let mut table = Table::new("talking-points", "Talking points", columns);
    for session in sessions {
        for row in session.talking_points.all() {
            for point in &row.points {
                table.push([Cell::from(session.title), (&row.person).into(), (*point).into()]);
            }
        }
    }
    table
}

fn justifications<'v>(sessions: &'v [SessionView<'v>]) -> Table<'v> {
    let columns = [
        words("Session"),
        words("Check"),
        words("About"),
        text("Why it stands"),
        words("By"),
        figures("Date"),
    ];
    let mut table = Table::new("justifications", "Justifications", columns);
    for session in sessions {
        for row in &session.justifications {
            table.push([
                Cell::from(session.title),
                row.check.into(),
                row.about.as_ref().into(),
                row.text.into(),
                row.said.by.as_ref().into(),
                row.said.date.into(),
            ]);
        }
    }
    table
}

/// Everyone on one level, beside the first of its pages.
pub(in crate::views) fn compare<'v>(view: &'v Compare<'v>) -> Option<Table<'v>> {
    if !view.holds_file() {
        return None;
    }
    let columns = [
        words("Person"),
        words("Unit"),
        figures("Level"),
        figures("Rating"),
        words("Rating in words"),
        figures("Recommended"),
        figures("Last cycle"),
        figures("Goal score"),
        words("Title"),
        figures("On this level"),
        figures("Days on it"),
        figures("Evidence, first third"),
        figures("Evidence, second third"),
        figures("Evidence, last third"),
        text("Accomplishment"),
    ];
    let mut table = Table::new("people", "People", columns);
    for row in view.rows.iter().chain(&view.elsewhere) {
        let third = |at: usize| row.evidence.map(|thirds| thirds[at]).into();
        table.push(compared(&row.person).into_iter().chain([
            row.title.into(),
            row.on_level.as_ref().into(),
            row.on_level_days.map_or(Cell::Empty, Cell::Count),
            third(0),
            third(1),
            third(2),
            row.accomplishment.as_ref().into(),
        ]));
    }
    Some(table)
}

/// The checks, what each says of whom, and the chart beside one of them.
pub(in crate::views) fn bias<'v>(view: &'v Bias<'v>) -> Vec<Table<'v>> {
    let columns = [words("Check"), words("Verdict"), text("Asks"), text("Not seen")];
    let checks = Table::new("checks", "Checks", columns).of(&view.checks, |check| {
        [
            check.title.into(),
            (&check.badge).into(),
            check.question.into(),
            check.cannot_see.into(),
        ]
    });
    let columns = [
        words("Check"),
        words("About"),
        words("Verdict"),
        figures("n"),
        figures("Not rated"),
        text("Figures"),
        text("p"),
        text("Reason"),
        words("Who must act"),
        text("Answers"),
    ];
    let mut results = Table::new("results", "Results", columns);
    for check in &view.checks {
        for each in check.results.iter().chain(&check.others).chain(&check.rest) {
            results.push(result(check, each));
        }
    }
    let tenure = view.tenure.as_ref().map(|chart| &chart.frame.table);
    vec![checks, results, of_chart("tenure", "Tenure and rating", tenure)]
}

fn result<'v>(check: &'v CheckView<'v>, each: &'v ResultView<'v>) -> [Cell<'v>; 10] {
    let acts = each.flag && !each.answered;
    let who = each.who.as_ref().map_or(each.role, |who| who.name);
    [
        check.title.into(),
        each.subject.as_ref().into(),
        (&each.badge).into(),
        Some(each.n).filter(|n| *n > 0).into(),
        Some(each.not_rated).filter(|many| *many > 0).into(),
        Cell::text(each.says.join(" ")),
        each.p.as_ref().into(),
        each.reason.as_ref().into(),
        Some(who).filter(|_| acts).into(),
        Cell::joined(each.answers.iter().map(|answer| answer.text)),
    ]
}
