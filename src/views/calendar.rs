//! A cycle's calendar: its phases, its deadlines, and which is next.

use serde::Serialize;

use super::charts::{Stretch, Timeline, timeline};
use crate::disclosure::CycleCard;
use crate::model::Phase;
use crate::source::Date;

/// A deadline that is still to come, or today's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NextDue {
    /// What is due.
    pub label: &'static str,
    /// By when.
    pub day: Date,
    /// In how many days; 0 is today.
    pub days: i64,
}

/// The timeline of a cycle with today on it.
pub(super) fn timeline_of(cycle: &CycleCard<'_>, today: Date) -> Timeline {
    timeline("timeline", &phases(cycle), &dues(cycle), today)
}

/// The deadlines that are still to come, soonest first.
pub(super) fn next_dues(cycle: &CycleCard<'_>, today: Date) -> Vec<NextDue> {
    let ahead = dues(cycle).into_iter().filter(|(_, day)| *day >= today);
    ahead
        .map(|(label, day)| NextDue {
            label,
            day,
            days: (day - today).num_days(),
        })
        .collect()
}

/// All deadlines, by day.
fn dues(cycle: &CycleCard<'_>) -> Vec<(&'static str, Date)> {
    let deadlines = &cycle.deadlines;
    let all = [
        ("Company goals", deadlines.company_goals),
        ("Team goals", deadlines.team_goals),
        ("Individual goals", deadlines.individual_goals),
        ("Goals locked", Some(deadlines.goals_locked)),
        ("Check-ins", Some(deadlines.check_in[1])),
        ("End of the cycle", Some(cycle.end)),
        ("Self-assessments", Some(deadlines.self_assessment)),
        ("Peer feedback", Some(deadlines.peer_feedback)),
        ("Manager assessments", Some(deadlines.manager_assessment)),
        ("Calibration", Some(deadlines.calibration)),
        ("Release", Some(deadlines.release)),
        ("Closing", deadlines.closed),
    ];
    let mut dues: Vec<_> = all
        .into_iter()
        .filter_map(|(label, day)| day.map(|day| (label, day)))
        .collect();
    dues.sort_by_key(|(_, day)| *day);
    dues
}

/// The phases that have days of their own, in order.
fn phases(cycle: &CycleCard<'_>) -> Vec<Stretch> {
    let deadlines = &cycle.deadlines;
    let after = |day: Date| day.succ_opt().unwrap_or(day);
    let last = deadlines
        .closed
        .and_then(|closed| closed.pred_opt())
        .unwrap_or(deadlines.release);
    let edges = [
        (Phase::GoalSetting, cycle.start, deadlines.goals_locked),
        (Phase::MidCycle, after(deadlines.goals_locked), cycle.end),
        (Phase::Review, after(cycle.end), deadlines.manager_assessment),
        (
            Phase::Calibration,
            after(deadlines.manager_assessment),
            deadlines.calibration,
        ),
        (Phase::Outcomes, after(deadlines.calibration), last),
    ];
    let stretches = edges.into_iter().map(|(phase, from, to)| Stretch {
        label: phase.title(),
        from,
        to,
    });
    stretches.filter(|stretch| stretch.from <= stretch.to).collect()
}
