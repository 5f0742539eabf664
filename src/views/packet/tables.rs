//! The tables of a packet in one file: its figures, key results, evidence, check-in, promotion and plans.

use super::Packet;
use crate::views::tables::{Cell, Table, figures, stacked, text, words};

/// All tables of a packet.
pub(in crate::views) fn table<'v>(view: &'v Packet<'v>, currency: &str) -> Table<'v> {
    let mut tables = vec![in_short(view, currency)];
    if let Some(goals) = &view.goals {
        tables.push(key_results(goals.record.as_ref()));
        tables.push(loose_results(goals.record.as_ref()));
        tables.push(smart(goals.record.as_ref()));
    }
    if let Some(evidence) = view.assessment.as_ref().and_then(|each| each.evidence.as_ref()) {
        let columns = [figures("Date"), text("What"), words("Key result")];
        tables.push(Table::new("", "Evidence", columns).of(evidence, |each| {
            let key_result = each.key_result.as_ref().map(|link| &link.label);
            [each.date.into(), each.what.into(), key_result.into()]
        }));
    }
    if let Some(check_in) = &view.check_in {
        tables.extend(of_check_in(check_in.record.as_ref()));
    }
    if let Some(promotion) = &view.promotion {
        let criteria = promotion.record.iter().flat_map(|record| &record.criteria);
        let columns = [text("What"), words("Met"), text("Evidence")];
        tables.push(Table::new("", "Promotion criteria", columns).of(criteria, |each| {
            [each.what.into(), (&each.met).into(), each.evidence.into()]
        }));
    }
    tables.extend(view.development_plan.iter().flat_map(|plan| of_plan(plan, DEVELOPMENT)));
    tables.extend(view.improvement_plan.iter().flat_map(|plan| of_plan(plan, IMPROVEMENT)));
    tables.extend(view.improvement_record.iter().map(log));
    stacked("packet", "Packet", tables)
}

/// The figures of the summary and of the outcome, a row each.
fn in_short<'v>(view: &'v Packet<'v>, currency: &str) -> Table<'v> {
    let mut table = Table::new("", "In short", [words("Figure"), words("Value")]);
    let mut say = |what: &str, value: Cell<'v>| {
        if value != Cell::Empty {
            table.push([what.to_owned().into(), value]);
        }
    };
    let summary = &view.summary;
    say("Person", (&summary.person.label).into());
    say("Title", summary.title.into());
    say("Level", summary.level.into());
    say("Team", summary.team.into());
    say("Manager", summary.manager.as_ref().into());
    if let Some(rating) = &summary.rating {
        say("Final rating", rating.r#final.as_ref().into());
        say("Recommended rating", rating.recommended.as_ref().into());
        let prior = rating.prior.as_ref();
        say("Rating before", prior.map(|(rating, _)| rating).into());
    }
    say("Goal score", Cell::score(summary.delivery.map(|mean| mean.value)));
    say("Growth", Cell::score(summary.growth.map(|mean| mean.value)));
    let outcome = view.outcome.as_ref().and_then(|part| part.record.as_ref());
    if let Some(pay) = outcome.and_then(|outcome| outcome.pay.as_ref()) {
        say(&format!("Base pay before ({currency})"), Cell::Money(pay.before));
        say(&format!("Base pay after ({currency})"), Cell::Money(pay.after));
        say("Merit (%)", Cell::written_percent(pay.merit));
        say("Shares", pay.equity_shares.into());
    }
    table
}

fn key_results<'v>(record: Option<&'v super::goals::Results<'v>>) -> Table<'v> {
    let columns = [
        words("Objective"),
        words("Kind"),
        words("Key result"),
        text("Target"),
        figures("From"),
        figures("To"),
        figures("Unit"),
        figures("Week"),
        figures("Due"),
        figures("Weight"),
        words("Status"),
        words("Confidence"),
        text("Actual"),
        figures("Value"),
        words("Result"),
        figures("Score"),
        figures("Replaced"),
    ];
    let mut table = Table::new("", "Key results", columns);
    for objective in record.iter().flat_map(|record| &record.objectives) {
        for row in &objective.key_results {
            let measure = row.measure.as_ref();
            table.push([
                objective.title.into(),
                if objective.growth { "growth" } else { "delivery" }.into(),
                row.title.into(),
                row.target.into(),
                Cell::plain(measure.map(|measure| measure.from)),
                Cell::plain(measure.map(|measure| measure.to)),
                measure.and_then(|measure| measure.unit).into(),
                row.week.into(),
                row.moved_to.or(row.due).into(),
                Cell::plain(row.weight),
                row.status.as_ref().into(),
                row.confidence.into(),
                row.actual.into(),
                Cell::plain(row.value),
                row.result.as_ref().into(),
                Cell::score(row.score),
                Cell::yes(row.replaced),
            ]);
        }
    }
    table
}

fn loose_results<'v>(record: Option<&'v super::goals::Results<'v>>) -> Table<'v> {
    let columns = [words("Key result"), text("Actual"), figures("Value"), words("Result")];
    let others = record.into_iter().flat_map(|record| &record.others);
    Table::new("", "Other results", columns).of(others, |each| {
        [
            (&each.key_result).into(),
            each.actual.into(),
            Cell::plain(each.value),
            each.result.as_ref().into(),
        ]
    })
}

/// The SMART checks: a row for each key result, since there are five checks of each.
fn smart<'v>(record: Option<&'v super::goals::Results<'v>>) -> Table<'v> {
    let checks = ["Specific", "Measurable", "Achievable", "Relevant", "Time-bound"];
    let columns = [words("Objective"), words("Key result")];
    let columns: Vec<_> = columns.into_iter().chain(checks.map(text)).collect();
    let mut table = Table::new("", "SMART checks", columns);
    for objective in record.iter().flat_map(|record| &record.objectives) {
        for row in objective.key_results.iter().filter(|row| !row.smart.is_empty()) {
            let said = checks.map(|name| {
                let check = row.smart.iter().find(|check| check.name == name);
                check.map_or(Cell::Empty, |check| Cell::joined([check.verdict.label, check.reason]))
            });
            table.push([objective.title.into(), row.title.into()].into_iter().chain(said));
        }
    }
    table
}

fn of_check_in<'v>(record: Option<&'v super::check_in::CheckIn<'v>>) -> [Table<'v>; 3] {
    let columns = [words("Key result"), words("Status"), words("Confidence"), text("Note")];
    let progress = record.into_iter().flat_map(|record| &record.progress);
    let progress = Table::new("", "Progress at the check-in", columns).of(progress, |each| {
        [
            (&each.key_result.label).into(),
            (&each.status).into(),
            each.confidence.into(),
            each.notes.into(),
        ]
    });
    let columns = [
        words("Key result"),
        words("Change"),
        text("Why"),
        text("Plan"),
        words("Replaced by"),
        figures("Due"),
        words("Approved by"),
    ];
    let adjustments = record.into_iter().flat_map(|record| &record.adjustments);
    let adjustments = Table::new("", "Adjustments", columns).of(adjustments, |each| {
        let replacement = each.replacement.as_ref().map(|link| &link.label);
        [
            (&each.key_result.label).into(),
            each.change.into(),
            each.rationale.into(),
            each.plan.into(),
            replacement.into(),
            each.due.into(),
            each.approved_by.as_ref().into(),
        ]
    });
    let columns = [text("What"), words("By"), figures("Due")];
    let actions = record.into_iter().flat_map(|record| &record.actions);
    let actions =
        Table::new("", "Actions", columns).of(actions, |each| [each.what.into(), each.owner.into(), each.due.into()]);
    [progress, adjustments, actions]
}

/// What the tables of a plan are called: criteria, check-ins, milestones, exit criteria.
type PlanTitles = [&'static str; 4];

const DEVELOPMENT: PlanTitles = [
    "Development criteria",
    "Development check-ins",
    "Development milestones",
    "Development exit criteria",
];
const IMPROVEMENT: PlanTitles = [
    "Improvement criteria",
    "Improvement check-ins",
    "Improvement milestones",
    "Improvement exit criteria",
];

fn of_plan<'v>(plan: &'v super::plans::Plan<'v>, titles: PlanTitles) -> [Table<'v>; 4] {
    let [criteria, check_ins, milestones, exits] = titles;
    let steps = |title, steps: &'v [super::plans::Step<'v>]| {
        let columns = [
            text("What"),
            figures("Week"),
            figures("Due"),
            words("Met"),
            words("Standing"),
        ];
        Table::new("", title, columns).of(steps, |each| {
            [
                each.what.into(),
                each.week.into(),
                each.due.into(),
                (&each.met).into(),
                each.state.as_ref().into(),
            ]
        })
    };
    let columns = [
        figures("Day"),
        figures("Due"),
        words("Met"),
        words("Standing"),
        text("Note"),
    ];
    let held = Table::new("", check_ins, columns).of(&plan.check_ins, |each| {
        [
            each.day.into(),
            each.date.into(),
            (&each.held).into(),
            each.state.as_ref().into(),
            each.note.into(),
        ]
    });
    [
        steps(criteria, &plan.criteria),
        held,
        steps(milestones, &plan.milestones),
        steps(exits, &plan.exits),
    ]
}

fn log<'v>(record: &'v super::plans::Documentation<'v>) -> Table<'v> {
    let columns = [figures("Date"), text("What"), words("By")];
    Table::new("", "HR documentation", columns).of(&record.log, |each| {
        [each.date.into(), each.what.into(), each.by.as_ref().into()]
    })
}
