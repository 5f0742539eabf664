//! The success criteria of a cycle: what is counted, the target, what was reached, and the records that fall short.

use serde::Serialize;

use super::criteria::{Criteria, criteria};
use super::{Context, Page, PageKey, PageView, frame::frame};
use crate::model::CycleIx;

/// The success criteria.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SuccessView {
    /// The answer in a sentence.
    pub lede: String,
    /// The criteria.
    pub criteria: Criteria,
    /// The fewest people whom a figure may describe outside HR.
    pub minimum: u32,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let criteria = criteria(context, cycle);
    let title = lens.cycle(cycle).title;
    let view = SuccessView {
        lede: lede(&criteria),
        criteria,
        minimum: lens.policy().group_minimum,
    };
    Page {
        frame: frame(
            context,
            format!("Success criteria, {title}"),
            vec![context.link(title, PageKey::Cycle(cycle))],
        ),
        view: PageView::Success(view),
    }
}

/// How many are met, and which are not.
pub(super) fn lede(criteria: &Criteria) -> String {
    if let Some(day) = criteria.from {
        return format!(
            "The figures are shown from release, due on {}.",
            day.format("%-d %B %Y")
        );
    }
    if !criteria.shown {
        return "What the process is measured by.".to_owned();
    }
    let of_tone = |tone: &str| {
        let rows = criteria.rows.iter();
        rows.filter(|row| row.reached.as_ref().is_some_and(|reached| reached.tone == tone))
            .map(|row| row.title)
            .collect::<Vec<_>>()
    };
    let (short, open) = (of_tone("bad"), of_tone("mute"));
    let mut lede = format!("{} of {} criteria shown are met.", criteria.met, criteria.known);
    if criteria.known == criteria.rows.len() {
        lede = format!("{} of {} criteria are met.", criteria.met, criteria.known);
    }
    for (names, verb) in [(short, "short"), (open, "open")] {
        lede.push_str(&match (names.as_slice(), verb) {
            ([], _) => String::new(),
            ([one], "short") => format!(" {one} falls short."),
            (many, "short") => format!(" {} fall short.", listed(many)),
            ([one], _) => format!(" {one} cannot be told yet."),
            (many, _) => format!(" {} cannot be told yet.", listed(many)),
        });
    }
    lede
}

fn listed(names: &[&str]) -> String {
    let lower = |name: &&str| name.to_lowercase();
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [first, middle @ .., last] => {
            let middle: String = middle.iter().map(|name| format!(", {}", lower(name))).collect();
            format!("{first}{middle} and {}", lower(last))
        }
    }
}
