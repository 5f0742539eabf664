//! The success criteria in words, for the page about them and, in short, for the cycle's.

use serde::Serialize;

use super::calibration::bias;
use super::page::PageKey;
use super::{Context, Link};
use crate::disclosure::{CriterionSight, Reached, ShortOf, SuccessSight};
use crate::facts::{CriterionKind, Figure, Status, Target};
use crate::model::{CycleIx, Policy};
use crate::source::Date;

/// The success criteria as the audience may see them.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Criteria {
    /// The criteria, in the order of the scenario.
    pub rows: Vec<CriterionRow>,
    /// From when the figures are shown, where that is still to come.
    pub from: Option<Date>,
    /// Whether any figure is shown in this tree at all.
    pub shown: bool,
    /// How many are met, of those whose figure is shown.
    pub met: usize,
    /// How many figures are shown.
    pub known: usize,
}

/// One criterion.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CriterionRow {
    /// Its anchor.
    pub id: &'static str,
    /// Where those stand whom it counts; none where no page lists them.
    pub href: Option<String>,
    /// What it is called.
    pub title: &'static str,
    /// What is counted, of what.
    pub definition: String,
    /// What is aimed for.
    pub target: String,
    /// What was reached; none where it is withheld, or not shown yet.
    pub reached: Option<ReachedRow>,
    /// Whether the figure is withheld because it would describe too few people.
    pub withheld: bool,
}

/// What was reached.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReachedRow {
    /// So many of so many, for a share.
    pub share: Option<ShareOf>,
    /// A mean of answers, for a survey.
    pub mean: Option<MeanOf>,
    /// The status in a word.
    pub status: &'static str,
    /// `good`, `bad` or `mute`.
    pub tone: &'static str,
    /// What falls short or is still to come; none where the audience sees totals alone.
    pub short: Option<Vec<Link>>,
    /// How many fall short, those included whom no list shows.
    pub short_count: usize,
}

/// So many of so many.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ShareOf {
    /// How many.
    pub part: usize,
    /// Of how many.
    pub whole: usize,
    /// In percent; none of nothing.
    pub percent: Option<f64>,
}

/// A mean of answers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct MeanOf {
    /// The mean; none without answers.
    pub mean: Option<f64>,
    /// How many answered.
    pub answers: u64,
    /// How many were asked.
    pub invited: Option<u64>,
}

impl ShareOf {
    /// A share with its percentage.
    pub(super) fn of(part: usize, whole: usize) -> Self {
        let percent = Figure::Share {
            numerator: part,
            denominator: whole,
        }
        .percent();
        Self { part, whole, percent }
    }
}

/// The criteria of a cycle.
pub(super) fn criteria(context: &Context<'_, '_>, cycle: CycleIx) -> Criteria {
    let policy = context.lens.policy();
    let sight = context.lens.success(cycle);
    let rows: Vec<_> = match &sight {
        SuccessSight::Shown(criteria) => criteria.iter().map(|each| shown(context, cycle, each)).collect(),
        SuccessSight::Never | SuccessSight::FromRelease(_) => CriterionKind::ALL
            .map(|kind| row(policy, kind, target_of(policy, kind)))
            .into(),
    };
    let reached = || rows.iter().filter_map(|row| row.reached.as_ref());
    Criteria {
        from: match sight {
            SuccessSight::FromRelease(day) => Some(day),
            SuccessSight::Never | SuccessSight::Shown(_) => None,
        },
        shown: matches!(sight, SuccessSight::Shown(_)),
        met: reached().filter(|reached| reached.tone == "good").count(),
        known: reached().count(),
        rows,
    }
}

fn row(policy: &Policy, kind: CriterionKind, target: Target) -> CriterionRow {
    CriterionRow {
        id: kind.id(),
        href: None,
        title: kind.title(),
        definition: definition(policy, kind),
        target: in_words(target),
        reached: None,
        withheld: false,
    }
}

fn shown(context: &Context<'_, '_>, cycle: CycleIx, sight: &CriterionSight) -> CriterionRow {
    let reached = sight.reached.as_ref();
    CriterionRow {
        reached: reached.map(|reached| reached_row(context, cycle, reached)),
        withheld: reached.is_none(),
        href: counted(context, cycle, sight.kind),
        ..row(context.lens.policy(), sight.kind, sight.target)
    }
}

fn reached_row(context: &Context<'_, '_>, cycle: CycleIx, reached: &Reached) -> ReachedRow {
    let (share, mean, short_count) = match reached.figure {
        Figure::Share { numerator, denominator } => {
            (Some(ShareOf::of(numerator, denominator)), None, denominator - numerator)
        }
        Figure::Mean { mean, answers, invited } => (None, Some(MeanOf { mean, answers, invited }), 0),
    };
    let (status, tone) = match reached.status {
        Status::Met => ("Met", "good"),
        Status::Missed => ("Falls short", "bad"),
        Status::NotYet => ("Not yet", "mute"),
    };
    let short = reached.short.as_ref();
    ReachedRow {
        share,
        mean,
        status,
        tone,
        short: short.map(|short| short.iter().map(|each| short_link(context, cycle, *each)).collect()),
        short_count,
    }
}

fn short_link(context: &Context<'_, '_>, cycle: CycleIx, short: ShortOf) -> Link {
    let lens = context.lens;
    match short {
        ShortOf::Packet(person) => context.link(lens.name(person).name, PageKey::Packet(person, cycle)),
        ShortOf::Unit(team) => context.link(&*lens.team(team).name, PageKey::Team(cycle, team)),
        ShortOf::Check(check) => Link {
            label: check.title().to_owned(),
            href: format!("{}#{}", context.href(PageKey::Bias(cycle)), bias::id(check)),
        },
    }
}

/// Where those stand whom a criterion counts. Of surveys there are only their sums, which stand in the row.
fn counted(context: &Context<'_, '_>, cycle: CycleIx, kind: CriterionKind) -> Option<String> {
    let (page, place) = match kind {
        CriterionKind::OnTime => (PageKey::Teams(cycle), ""),
        CriterionKind::ManagerSatisfaction | CriterionKind::Fairness => return None,
        CriterionKind::SessionsHeld => (PageKey::Calibration(cycle), ""),
        CriterionKind::BiasChecks => (PageKey::Bias(cycle), ""),
        CriterionKind::DevelopmentPlans | CriterionKind::ImprovementPlans => (PageKey::Outcomes(cycle), "#plans"),
        CriterionKind::Promotions => (PageKey::Outcomes(cycle), "#promotions"),
    };
    context.href_if(page).map(|href| format!("{href}{place}"))
}

/// The target that the policy sets, for readers who do not see the figure.
fn target_of(policy: &Policy, kind: CriterionKind) -> Target {
    match kind {
        CriterionKind::OnTime => Target::MoreThanPercent(policy.on_time),
        CriterionKind::ManagerSatisfaction => Target::MoreThan(policy.manager_satisfaction),
        CriterionKind::Fairness => Target::MoreThan(policy.fairness),
        CriterionKind::SessionsHeld
        | CriterionKind::BiasChecks
        | CriterionKind::DevelopmentPlans
        | CriterionKind::ImprovementPlans
        | CriterionKind::Promotions => Target::All,
    }
}

fn in_words(target: Target) -> String {
    match target {
        Target::MoreThanPercent(percent) => format!("> {}%", percent.as_f64()),
        Target::MoreThan(mean) => format!("> {mean:.1} of 5"),
        Target::All => "100%".to_owned(),
    }
}

fn definition(policy: &Policy, kind: CriterionKind) -> String {
    match kind {
        CriterionKind::OnTime => format!(
            "Reviews whose self-assessment, manager assessment and {} were submitted by their deadlines, of all people with a \
             manager employed on the cycle's last day.",
            match policy.feedback_minimum {
                1 => "one peer feedback".to_owned(),
                minimum => format!("{minimum} peer feedbacks"),
            }
        ),
        CriterionKind::ManagerSatisfaction => {
            "Mean of what managers answered, 1 to 5, when asked about the process.".to_owned()
        }
        CriterionKind::Fairness => {
            "Mean of what employees answered anonymously, 1 to 5, when asked whether the process is fair.".to_owned()
        }
        CriterionKind::SessionsHeld => {
            "Departments with rated people in the scope of a session that was held, of all departments with rated people.".to_owned()
        }
        CriterionKind::BiasChecks => "Checks that raised no flag or have every flag answered, of all checks that could tell.".to_owned(),
        CriterionKind::DevelopmentPlans => format!(
            "People whose rating asks for a development plan and who have one with criteria, a mentor and its {} check-ins.",
            policy.development_check_ins.len()
        ),
        CriterionKind::ImprovementPlans => {
            "People whose rating asks for an improvement plan and who have one with all preconditions, approval, weekly milestones, \
             exit criteria and a log."
                .to_owned()
        }
        CriterionKind::Promotions => {
            "Decisions on a promotion whose criteria are listed, each with its evidence.".to_owned()
        }
    }
}
