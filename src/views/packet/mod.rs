//! One review on one page, in the order of the conversation that it prepares.
//!
//! Each part has a file of its own. A part that the audience may not see is none and leaves no trace; one that it may see and
//! that nobody has written yet is there, and says so.

mod assessment;
mod check_in;
mod conclusions;
mod goals;
mod plans;
mod summary;
pub(super) mod tables;

use serde::Serialize;

use super::items::{Item, of_packet_page};
use super::{Context, Page, PageKey, PageView, frame::frame};
use crate::disclosure::sections::KeyResult;
use crate::disclosure::{Disclosed, PacketSections};
use crate::facts;
use crate::model::{CycleIx, PersonIx};

/// Where a record of a packet stands on the packet's page, by the word that addresses name it with.
pub(super) fn anchor_of(part: &str) -> &str {
    match part {
        "goals" => "results",
        "self-assessment" | "manager-assessment" => "assessment",
        part => part,
    }
}

/// One review.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Packet<'a> {
    /// The answer in short.
    pub summary: summary::Summary<'a>,
    /// What is not as it should be, and who must act.
    pub open: Vec<Item<'a>>,
    /// Goals and how they ended.
    pub goals: Option<Part<goals::Results<'a>>>,
    /// What the person and the manager say.
    pub assessment: Option<assessment::Assessment<'a>>,
    /// What peers say.
    pub feedback: Option<assessment::Feedback<'a>>,
    /// The mid-cycle check-in.
    pub check_in: Option<Part<check_in::CheckIn<'a>>>,
    /// What the calibration said.
    pub calibration: Option<conclusions::Calibration<'a>>,
    /// Pay and what else follows.
    pub outcome: Option<Part<conclusions::Outcome<'a>>>,
    /// The promotion.
    pub promotion: Option<Part<conclusions::Promotion<'a>>>,
    /// The development plan.
    pub development_plan: Option<plans::Plan<'a>>,
    /// The improvement plan.
    pub improvement_plan: Option<plans::Plan<'a>>,
    /// What the improvement plan rests on.
    pub improvement_record: Option<plans::Documentation<'a>>,
}

/// A part that the audience may see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Part<T> {
    /// What it holds; none while it is not written.
    pub record: Option<T>,
}

impl<T> Part<T> {
    /// A disclosed part in the form of the page.
    fn of<R>(section: Disclosed<Option<R>>, form: impl FnOnce(R) -> T) -> Option<Self> {
        section.into_inner().map(|record| Self {
            record: record.map(form),
        })
    }
}

/// A key result as other parts of the page name it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyResultLink {
    /// Its title; its address where the goals do not have it.
    pub label: String,
    /// The way to its row.
    pub href: Option<String>,
}

/// The review in the making: what is shared by its parts.
struct Review<'p, 'c, 'a> {
    context: &'p Context<'c, 'a>,
    person: PersonIx,
    cycle: CycleIx,
    sections: PacketSections<'a>,
}

pub(super) fn page<'a>(context: &Context<'_, 'a>, person: PersonIx, cycle: CycleIx) -> Option<Page<'a>> {
    let review = Review {
        context,
        person,
        cycle,
        sections: context.lens.packet(person, cycle)?,
    };
    let name = context.lens.name(person).name;
    let title = format!("{name}, {}", context.lens.cycle(cycle).title);
    let above = vec![context.link(name, PageKey::Person(person))];
    Some(Page {
        frame: frame(context, title, above),
        view: PageView::Packet(Box::new(review.view())),
    })
}

impl<'a> Review<'_, '_, 'a> {
    fn view(&self) -> Packet<'a> {
        Packet {
            summary: self.summary(),
            open: of_packet_page(self.context, self.person, self.cycle),
            goals: self.results(),
            assessment: self.assessment(),
            feedback: self.feedback(),
            check_in: self.check_in(),
            calibration: self.calibration(),
            outcome: self.outcome(),
            promotion: self.promotion(),
            development_plan: self.development_plan(),
            improvement_plan: self.improvement_plan(),
            improvement_record: self.documentation(),
        }
    }

    /// A key result by its address within the person's goals.
    fn key_result(&self, address: &str) -> Option<&KeyResult<'a>> {
        let objectives = &self.sections.goals.value()?.objectives;
        let mut all = objectives.iter().flat_map(|objective| &objective.key_results);
        all.find(|key_result| key_result.address == address)
    }

    /// Where a part of the review stands against its deadline.
    fn standing(&self, part: facts::Part) -> Option<String> {
        let standing = self.context.lens.standing(self.person, self.cycle, part);
        standing.value().copied().map(super::words::standing)
    }

    fn key_result_link(&self, address: &str) -> KeyResultLink {
        match self.key_result(address) {
            Some(key_result) => KeyResultLink {
                label: key_result.title.to_owned(),
                href: Some(format!("#{}", key_result_anchor(address))),
            },
            None => KeyResultLink {
                label: address.to_owned(),
                href: None,
            },
        }
    }
}

/// Where a key result stands on the page.
pub(super) fn key_result_anchor(address: &str) -> String {
    format!("kr.{}", address.replace('/', "."))
}
