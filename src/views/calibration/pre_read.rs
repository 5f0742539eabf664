//! The whole pre-read as one document, for paper: what the calibration's pages say, one after the other, each on a sheet of its own.
//!
//! Of a very large organisation it holds what one document can: HR's tree then leaves agendas and comparisons to each session's.

use serde::Serialize;

use super::bias::Bias;
use super::levels::{self, Compare};
use super::manager::{self, ManagerRatings};
use super::{Calibration, calibration};
use crate::model::CycleIx;
use crate::source::Date;
use crate::views::listed::LONGEST;
use crate::views::{Context, Page, PageKey, PageView, frame::frame};

/// The whole pre-read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreRead<'a> {
    /// What a first look should see.
    pub lede: String,
    /// The sessions that it is for: title, and the day of the meeting.
    pub meetings: Vec<(&'a str, Date)>,
    /// Distribution, agenda, questions, talking points, justifications.
    pub calibration: Calibration<'a>,
    /// The checks for bias.
    pub bias: Bias<'a>,
    /// Each manager's ratings.
    pub managers: Vec<ManagerRatings<'a>>,
    /// How many more managers there are, each with a page of their own.
    pub more_managers: usize,
    /// Everyone on each level side by side; empty where there are too many people for one document.
    pub levels: Vec<Compare<'a>>,
}

/// Up to so many people are compared in one document.
const COMPARED: usize = 400;

/// The page of the whole pre-read.
pub(in crate::views) fn page<'a>(context: &Context<'_, 'a>, cycle: CycleIx) -> Page<'a> {
    let lens = context.lens;
    let title = lens.cycle(cycle).title;
    let calibration = calibration(context, cycle);
    let managers: Vec<_> = lens.scope(cycle).reports.keys().copied().collect();
    let shown = managers.iter().take(LONGEST);
    let few = lens.scope(cycle).people.len() <= COMPARED;
    let levels = levels::levels(lens, cycle).into_iter().filter(|_| few);
    let view = PreRead {
        lede: calibration.lede.clone(),
        meetings: calibration
            .sessions
            .iter()
            .map(|session| (session.title, session.date))
            .collect(),
        bias: super::bias::bias(context, cycle),
        managers: shown
            .map(|manager| manager::ratings(context, cycle, *manager))
            .collect(),
        more_managers: managers.len().saturating_sub(LONGEST),
        levels: levels
            .map(|level| levels::compare(context, cycle, Some(&level)))
            .collect(),
        calibration,
    };
    Page {
        frame: frame(
            context,
            format!("Pre-read, {title}"),
            vec![
                context.link(title, PageKey::Cycle(cycle)),
                context.link("Calibration", PageKey::Calibration(cycle)),
            ],
        ),
        view: PageView::PreRead(Box::new(view)),
    }
}
