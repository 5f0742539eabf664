//! Whom each figure of a cycle's completion counts: the people of every part and standing, by name.

use serde::Serialize;

use super::listed::{Listed, listed};
use super::team::packet_link;
use super::words::counted;
use super::{Context, PersonLink};
use crate::facts::{CompletionCounts, Part, PartCounts, Standing};
use crate::model::{CycleIx, PersonIx};

/// Everyone whose review stands alike in one part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CompletionList<'a> {
    /// Its anchor.
    pub id: String,
    /// The part, and how it stands.
    pub title: String,
    /// How many there are.
    pub count: usize,
    /// The people.
    pub people: Listed<PersonLink<'a>>,
    /// How many more the figure counts who read this tree themselves; none of its lists names them.
    pub others: Option<String>,
}

/// How one person's review stands, part by part: not for the page, but for the table beside it.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewStandings<'a> {
    /// Who.
    pub person: &'a str,
    /// How each part stands, then the review as a whole; none where this audience may not know.
    pub parts: Vec<Option<&'static str>>,
}

/// A part and then the review as a whole, each with the word that anchors know it by.
const PARTS: [(Option<Part>, &str); 6] = [
    (Some(Part::Goals), "goals"),
    (Some(Part::CheckIn), "check-in"),
    (Some(Part::SelfAssessment), "self-assessment"),
    (Some(Part::PeerFeedback), "peer-feedback"),
    (Some(Part::ManagerAssessment), "manager-assessment"),
    (None, "review"),
];

/// The four ways in which a part can stand, each with the word that anchors know it by.
const STANDINGS: [(&str, &str); 4] = [
    ("on time", "on-time"),
    ("late", "late"),
    ("missing", "missing"),
    ("not due", "not-due"),
];

fn word(standing: Standing) -> &'static str {
    let at = match standing {
        Standing::OnTime { .. } => 0,
        Standing::Late { .. } => 1,
        Standing::Missing { .. } => 2,
        Standing::NotDue => 3,
    };
    STANDINGS[at].0
}

fn count_of(counts: &PartCounts, standing: usize) -> usize {
    [counts.on_time, counts.late, counts.missing, counts.not_due][standing]
}

/// How everyone's reviews stand who is counted and listed.
pub(super) fn standings<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Vec<(PersonIx, ReviewStandings<'a>)> {
    let lens = context.lens;
    let people = lens.reviewed(cycle).into_iter();
    let of = |person: PersonIx| {
        let parts = PARTS.map(|(part, _)| {
            let standing = match part {
                Some(part) => lens.standing(person, cycle, part),
                None => lens.review_standing(person, cycle),
            };
            standing.value().copied().map(word)
        });
        let row = ReviewStandings {
            person: lens.name(person).name,
            parts: parts.into(),
        };
        (person, row)
    };
    people.map(of).collect()
}

/// A list for every figure that is not 0; none of a part of which this audience may not know where everyone's stands.
pub(super) fn lists<'a>(
    context: &Context<'_, 'a>,
    cycle: CycleIx,
    standings: &[(PersonIx, ReviewStandings<'a>)],
    counts: &CompletionCounts,
    labels: &[String],
) -> Vec<CompletionList<'a>> {
    let mut lists = Vec::new();
    for (at, ((part, part_id), label)) in PARTS.iter().zip(labels).enumerate() {
        if standings.iter().any(|(_, row)| row.parts[at].is_none()) {
            continue;
        }
        let counts = part.map_or(counts.review, |part| counts.part(part));
        for (standing, (word, id)) in STANDINGS.into_iter().enumerate() {
            let count = count_of(&counts, standing);
            let people = standings.iter().filter(|(_, row)| row.parts[at] == Some(word));
            let people = listed(
                context,
                cycle,
                people.map(|(person, _)| packet_link(context, cycle, *person)),
            );
            let others = count.saturating_sub(people.len());
            if count > 0 {
                lists.push(CompletionList {
                    id: format!("{part_id}-{id}"),
                    title: format!("{label}: {word}"),
                    count,
                    people,
                    others: (others > 0).then(|| {
                        let who = counted(others, "person", "people");
                        format!("{who} who read these pages as members, and are named in none of their lists")
                    }),
                });
            }
        }
    }
    lists
}

/// The ways to the lists of a part, in the order of the figures; `at` counts the parts, and the whole comes last.
pub(super) fn ways(lists: &[CompletionList<'_>], at: usize) -> [Option<String>; 4] {
    STANDINGS.map(|(_, standing)| {
        let id = format!("{}-{standing}", PARTS[at].1);
        lists.iter().any(|list| list.id == id).then(|| format!("#{id}"))
    })
}
