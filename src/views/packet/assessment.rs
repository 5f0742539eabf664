//! What the person and the manager say, side by side; what the rating rests on; what peers say.

use serde::Serialize;

use super::{KeyResultLink, Review};
use crate::disclosure::sections::{Anonymous, NamedFeedback, SelfAssessment};
use crate::facts::Part as FactPart;
use crate::records::body::key_of;
use crate::source::Date;
use crate::views::words::{self, Badge};
use crate::views::{PersonLink, ProseSection, RatingMark};

/// Headings of the two accounts that speak of the same thing.
const PAIRS: [(&str, &str); 2] = [
    ("Key accomplishments", "Strengths"),
    ("Areas for growth", "Development areas"),
];

/// What the two headings of a peer's feedback are called in short.
const SHORT: [(&str, &str); 2] = [
    ("What does this person do well?", "Does well"),
    ("What could this person improve?", "Could improve"),
];

/// What the person and the manager say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Assessment<'a> {
    /// The person's account; none where it is not shown.
    pub own: Option<Account<'a>>,
    /// The manager's account; none where it is not shown.
    pub manager: Option<Account<'a>>,
    /// What each says under the headings that belong together.
    pub rows: Vec<Row>,
    /// What the manager recommends; none where it is not shown.
    pub recommended: Option<Recommended<'a>>,
    /// What the manager recommends about a promotion.
    pub promotion: Option<Promotion<'a>>,
    /// What the rating rests on, by date; none where it is not shown.
    pub evidence: Option<Vec<Evidence<'a>>>,
}

/// One of the two accounts.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Account<'a> {
    /// Who wrote it.
    pub author: Option<PersonLink<'a>>,
    /// Whether it is written.
    pub written: bool,
    /// The day on which it was handed in.
    pub submitted: Option<Date>,
    /// Where that stands against the deadline.
    pub standing: Option<String>,
    /// The day on which the employee was shown it.
    pub shared: Option<Date>,
}

/// What the two say of the same thing.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The person.
    pub own: Option<ProseSection>,
    /// The manager.
    pub manager: Option<ProseSection>,
}

/// What the manager recommends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Recommended<'a> {
    /// The rating.
    pub rating: Option<RatingMark<'a>>,
    /// Why there is none.
    pub not_rated: Option<&'a str>,
}

/// What the manager recommends about a promotion.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Promotion<'a> {
    /// How ready the person is.
    pub readiness: Badge<'static>,
    /// The level that it is about.
    pub to_level: Option<&'a str>,
    /// A remark.
    pub note: Option<&'a str>,
}

/// One thing that the rating rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence<'a> {
    /// The day of it.
    pub date: Date,
    /// What happened.
    pub what: &'a str,
    /// The key result that it belongs to.
    pub key_result: Option<KeyResultLink>,
}

/// What peers say.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Feedback<'a> {
    /// How many peers wrote.
    pub count: usize,
    /// How many a review needs.
    pub minimum: u32,
    /// Where that stands against the deadline.
    pub standing: Option<String>,
    /// What they say; none below the minimum, where it is shown without its authors.
    pub voices: Option<Vec<Voice<'a>>>,
    /// Whether the authors are named.
    pub named: bool,
}

/// What one peer says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Voice<'a> {
    /// Who, where the author is shown.
    pub author: Option<PersonLink<'a>>,
    /// How the author works with the person.
    pub relationship: Option<&'a str>,
    /// The day on which it was handed in, where the author is shown.
    pub submitted: Option<Date>,
    /// Whether the author would work with the person again.
    pub again: Option<&'static str>,
    /// The text.
    pub sections: Vec<ProseSection>,
}

impl<'a> Review<'_, '_, 'a> {
    pub(super) fn assessment(&self) -> Option<Assessment<'a>> {
        let sections = &self.sections;
        let promotion = self.recommendation();
        // Each of these may be shown without the others.
        let open = promotion.is_some()
            || sections.self_assessment.is_open()
            || sections.manager_text.is_open()
            || sections.recommended.is_open()
            || sections.evidence.is_open();
        let own = sections.self_assessment.value();
        let manager = sections.manager_text.value();
        open.then(|| Assessment {
            own: self.own_account(),
            manager: self.manager_account(),
            rows: rows(
                own.map_or_else(Vec::new, |each| self.context.prose(&each.body, "self", 4)),
                manager.map_or_else(Vec::new, |each| self.context.prose(&each.body, "manager", 4)),
            ),
            recommended: sections.recommended.value().map(|each| Recommended {
                rating: each.rating.map(|value| self.context.rating(value)),
                not_rated: each.not_rated,
            }),
            promotion,
            evidence: self.evidence(),
        })
    }

    fn own_account(&self) -> Option<Account<'a>> {
        let lens = self.context.lens;
        let section = self.sections.self_assessment.get()?.as_ref();
        Some(Account {
            author: Some(self.context.person(lens.name(self.person))),
            written: section.is_some(),
            submitted: section.and_then(|SelfAssessment { submitted, .. }| *submitted),
            standing: self.standing(FactPart::SelfAssessment),
            shared: None,
        })
    }

    fn manager_account(&self) -> Option<Account<'a>> {
        let section = self.sections.manager_text.get()?.as_ref();
        Some(Account {
            author: section.map(|each| self.context.person(each.author)),
            written: section.is_some(),
            submitted: section.and_then(|each| each.submitted),
            standing: self.standing(FactPart::ManagerAssessment),
            shared: section.and_then(|each| each.shared),
        })
    }

    fn recommendation(&self) -> Option<Promotion<'a>> {
        let recommendation = self.sections.promotion.value()?.recommendation?;
        Some(Promotion {
            readiness: words::readiness(recommendation.readiness),
            to_level: recommendation.to_level,
            note: recommendation.note,
        })
    }

    fn evidence(&self) -> Option<Vec<Evidence<'a>>> {
        let mut all: Vec<_> = self
            .sections
            .evidence
            .get()?
            .iter()
            .map(|each| Evidence {
                date: each.date,
                what: each.what,
                key_result: each.key_result.as_deref().map(|address| self.key_result_link(address)),
            })
            .collect();
        all.sort_by_key(|each| each.date);
        Some(all)
    }

    pub(super) fn feedback(&self) -> Option<Feedback<'a>> {
        let minimum = self.context.lens.policy().feedback_minimum;
        if let Some(all) = self.sections.named_feedback.get() {
            return Some(Feedback {
                count: all.len(),
                minimum,
                standing: self.standing(FactPart::PeerFeedback),
                voices: Some(all.iter().enumerate().map(|(at, each)| self.named(at, each)).collect()),
                named: true,
            });
        }
        let all = self.sections.anonymous_feedback.get()?;
        let quoted = all.quoted.as_ref();
        Some(Feedback {
            count: all.count,
            minimum: all.minimum,
            standing: None,
            voices: quoted.map(|all| {
                all.iter()
                    .enumerate()
                    .map(|(at, each)| self.unnamed(at, each))
                    .collect()
            }),
            named: false,
        })
    }

    fn named(&self, at: usize, feedback: &NamedFeedback<'a>) -> Voice<'a> {
        Voice {
            author: Some(self.context.person(feedback.author)),
            relationship: Some(feedback.relationship),
            submitted: feedback.submitted,
            again: feedback.again.map(words::again),
            sections: shortened(self.context.prose(&feedback.body, &format!("peer-{at}"), 4)),
        }
    }

    fn unnamed(&self, at: usize, feedback: &Anonymous<'a>) -> Voice<'a> {
        let sections = self.context.anonymous_prose(feedback.body, &format!("peer-{at}"), 4);
        Voice {
            author: None,
            relationship: feedback.relationship,
            submitted: None,
            again: feedback.again.map(words::again),
            sections: shortened(sections),
        }
    }
}

/// Headings that belong together on one row, then each account's others in their order. Nothing is left out.
fn rows(mut own: Vec<ProseSection>, mut manager: Vec<ProseSection>) -> Vec<Row> {
    let mut rows = Vec::new();
    // What stands before the first heading opens each account.
    if [&own, &manager]
        .iter()
        .any(|all| all.first().is_some_and(|each| each.heading.is_none()))
    {
        rows.push(Row {
            own: take(&mut own, None),
            manager: take(&mut manager, None),
        });
    }
    for (of_own, of_manager) in PAIRS {
        rows.push(Row {
            own: take(&mut own, Some(of_own)),
            manager: take(&mut manager, Some(of_manager)),
        });
    }
    let mut own = own.into_iter();
    let mut manager = manager.into_iter();
    loop {
        let row = Row {
            own: own.next(),
            manager: manager.next(),
        };
        let is_last = row.own.is_none() && row.manager.is_none();
        rows.push(row);
        if is_last {
            break;
        }
    }
    rows.retain(|row| row.own.is_some() || row.manager.is_some());
    rows
}

fn take(sections: &mut Vec<ProseSection>, heading: Option<&str>) -> Option<ProseSection> {
    let wanted = heading.map(key_of);
    let at = sections
        .iter()
        .position(|section| section.heading.as_deref().map(key_of) == wanted)?;
    Some(sections.remove(at))
}

fn shortened(mut sections: Vec<ProseSection>) -> Vec<ProseSection> {
    for section in &mut sections {
        let key = section.heading.as_deref().map(key_of);
        let short = SHORT.iter().find(|(long, _)| key == Some(key_of(long)));
        if let Some((_, short)) = short {
            section.heading = Some((*short).to_owned());
        }
    }
    sections
}
