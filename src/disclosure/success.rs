//! The success criteria as an audience may see them: HR all of them with what falls short, everyone else totals from release.

use std::borrow::Cow;
use std::collections::BTreeSet;

use super::audience::Audience;
use super::lens::Lens;
use crate::facts::bias;
use crate::facts::{Criterion, CriterionKind, Figure, Shortfall, Status, Success, Target};
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::records::access::{AudienceKind, Moment, SectionKind};
use crate::source::Date;

/// What an audience may see of the success criteria.
#[derive(Debug, Clone, PartialEq)]
pub enum SuccessSight {
    /// Nothing, at any time.
    Never,
    /// Totals, once the cycle is released; it is due on this day.
    FromRelease(Date),
    /// The criteria, in the order of [`CriterionKind::ALL`].
    Shown(Vec<CriterionSight>),
}

/// One criterion as an audience may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct CriterionSight {
    /// Which.
    pub kind: CriterionKind,
    /// What is aimed for.
    pub target: Target,
    /// What was reached; none where that would describe too few people, or where this total is not for the audience.
    pub reached: Option<Reached>,
}

/// What was reached of a criterion.
#[derive(Debug, Clone, PartialEq)]
pub struct Reached {
    /// The figure.
    pub figure: Figure,
    /// Whether that is enough.
    pub status: Status,
    /// What falls short, for those who may see each of the records; none for those who see the total alone.
    pub short: Option<Vec<ShortOf>>,
}

/// What falls short of a criterion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortOf {
    /// A person's packet.
    Packet(PersonIx),
    /// A department.
    Unit(TeamIx),
    /// A check for bias.
    Check(bias::Kind),
}

/// How far an audience sees into a total of the organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Depth {
    Never,
    Totals,
    All,
}

impl Lens<'_> {
    /// The success criteria of a cycle.
    pub fn success(&self, cycle: CycleIx) -> SuccessSight {
        let linked = self.organisation.cycle(cycle);
        let is_hr = self.audience() == Audience::Hr;
        match self.depth(SectionKind::Success) {
            Depth::Never => SuccessSight::Never,
            _ if !is_hr && !linked.released => SuccessSight::FromRelease(linked.deadlines.release),
            Depth::Totals => {
                let all = self.for_everyone(cycle);
                let success = all.success.as_ref().unwrap_or_else(|| self.all_success(cycle));
                let criteria = success.criteria.iter();
                SuccessSight::Shown(criteria.map(|each| self.total_sight(each, &all.withheld)).collect())
            }
            Depth::All => {
                let success = self.success_without_members(cycle);
                let criteria = success.criteria.iter();
                SuccessSight::Shown(criteria.map(|each| self.whole_sight(cycle, each)).collect())
            }
        }
    }

    fn all_success(&self, cycle: CycleIx) -> &Success {
        self.facts
            .cycle(cycle)
            .success(self.organisation, self.organisation.cycle(cycle))
    }

    /// The criteria without the members whom the tree leaves out: beside the records of all others, a count would tell of them.
    fn success_without_members(&self, cycle: CycleIx) -> Cow<'_, Success> {
        let facts = self.facts.cycle(cycle);
        let left_out = &self.scope(cycle).left_out;
        let linked = self.organisation.cycle(cycle);
        let of_all = facts.success(self.organisation, linked);
        let Some(checks) = self.checks(cycle).filter(|_| !left_out.is_empty()) else {
            return Cow::Borrowed(of_all);
        };
        let mut success = of_all.clone();
        if success.criteria.iter().any(|each| self.isolates(cycle, each)) {
            let without = left_out.iter().copied().collect();
            success = success.without(self.organisation, linked, &facts.packets, &without);
        }
        success.set_bias_checks(self.organisation, linked, &checks.answered());
        Cow::Owned(success)
    }

    /// Whether a criterion describes too few people besides those whose packets stand in the tree. What came in time is no secret of a
    /// review: it tells of deadlines, and of nothing that was written or decided.
    fn isolates(&self, cycle: CycleIx, criterion: &Criterion) -> bool {
        let facts = self.facts.cycle(cycle);
        let people = self.scope(cycle).people.iter();
        let listed = people.filter_map(|person| facts.position(*person));
        let listed = listed.filter(|at| criterion.of.binary_search(at).is_ok()).count();
        let others = (criterion.of.len() - listed) as u64;
        criterion.kind != CriterionKind::OnTime && others > 0 && others < self.minimum()
    }

    /// A criterion as everyone reads it.
    fn total_sight(&self, criterion: &Criterion, withheld: &BTreeSet<CriterionKind>) -> CriterionSight {
        let Criterion { kind, figure, .. } = criterion;
        let is_enough = describes(*kind, *figure).is_none_or(|people| people >= self.minimum());
        let shown = self.reads_surveys(*figure) != Depth::Never && is_enough && !withheld.contains(kind);
        sight(criterion, shown, None)
    }

    /// A criterion as those see it who see what falls short.
    fn whole_sight(&self, cycle: CycleIx, criterion: &Criterion) -> CriterionSight {
        let Criterion {
            kind, figure, short, ..
        } = criterion;
        match self.reads_surveys(*figure) {
            Depth::Never => sight(criterion, false, None),
            Depth::Totals => {
                let is_enough = describes(*kind, *figure).is_none_or(|people| people >= self.minimum());
                sight(criterion, is_enough, None)
            }
            Depth::All => sight(criterion, true, Some(self.short(cycle, short))),
        }
    }

    /// How far this audience sees into the survey that a figure is the mean of, if it is one.
    fn reads_surveys(&self, figure: Figure) -> Depth {
        match figure {
            Figure::Mean { .. } => self.depth(SectionKind::Surveys),
            Figure::Share { .. } => Depth::All,
        }
    }

    /// What falls short and stands in this tree.
    fn short(&self, cycle: CycleIx, short: &[Shortfall]) -> Vec<ShortOf> {
        let facts = self.facts.cycle(cycle);
        let seen = short.iter().filter_map(|short| match short {
            Shortfall::Packet(packet) => {
                let person = facts.packet(*packet).person;
                self.covers(person, cycle).then_some(ShortOf::Packet(person))
            }
            Shortfall::Unit(team) => Some(ShortOf::Unit(*team)),
            Shortfall::Check(check) => {
                let checks = facts.bias(self.organisation, self.organisation.cycle(cycle));
                checks.checks.get(*check).map(|check| ShortOf::Check(check.kind))
            }
        });
        seen.collect()
    }

    /// Single records are HR's alone, whatever a policy says of totals.
    fn depth(&self, section: SectionKind) -> Depth {
        let kind = self.audience().kind();
        match self.matrix.cell(section, kind).moment {
            Moment::Never => Depth::Never,
            Moment::Always if kind == AudienceKind::Hr => Depth::All,
            _ => Depth::Totals,
        }
    }

    fn minimum(&self) -> u64 {
        u64::from(self.organisation.policy.group_minimum)
    }
}

/// A criterion with its figure, where that is shown, and with what falls short.
fn sight(criterion: &Criterion, is_shown: bool, short: Option<Vec<ShortOf>>) -> CriterionSight {
    CriterionSight {
        kind: criterion.kind,
        target: criterion.target,
        reached: is_shown.then_some(Reached {
            figure: criterion.figure,
            status: criterion.status,
            short,
        }),
    }
}

/// How many people a criterion's figure describes; none where it describes departments or checks.
fn describes(kind: CriterionKind, figure: Figure) -> Option<u64> {
    match (kind, figure) {
        (CriterionKind::SessionsHeld | CriterionKind::BiasChecks, _) => None,
        (_, Figure::Share { denominator, .. }) => Some(denominator as u64),
        (_, Figure::Mean { answers, .. }) => Some(answers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Matrix;
    use crate::facts::derive;
    use crate::model::Organisation;
    use crate::model::testing::org;

    const RELEASED: &str = "[release]\napproved_by = \"head\"\napproved = 2026-10-25\n";

    fn seen(organisation: &Organisation, tree: &str) -> SuccessSight {
        let facts = derive(organisation);
        let audience = Audience::find(organisation, tree).unwrap();
        let matrix = Matrix::default();
        let lens = Lens::new(organisation, &facts, &matrix, audience);
        let cycle = lens.current_cycle().unwrap();
        lens.success(cycle)
    }

    fn reached(sight: &SuccessSight, kind: CriterionKind) -> Option<&Reached> {
        let SuccessSight::Shown(criteria) = sight else {
            panic!("not shown: {sight:?}");
        };
        criteria
            .iter()
            .find(|each| each.kind == kind)
            .and_then(|each| each.reached.as_ref())
    }

    /// Six reviews, of which none is on time, and one person who needs a development plan.
    fn six() -> crate::model::testing::Org {
        let names = ["ana", "ben", "cho", "dia", "eli", "fay"];
        let org = names.iter().fold(org(), |org, name| org.person(name).rated(3));
        org.person("fay").rated(2).calibrated(&["core"])
    }

    #[test]
    fn outside_hr_totals_appear_from_release_alone() {
        let before = six().build();
        let release = "2026-10-26".parse().unwrap();
        assert_eq!(seen(&before, "company"), SuccessSight::FromRelease(release));
        assert!(matches!(seen(&before, "hr"), SuccessSight::Shown(_)));
        let after = six().cycle_fields(RELEASED).build();
        let sight = seen(&after, "company");
        let on_time = reached(&sight, CriterionKind::OnTime).unwrap();
        assert_eq!(
            on_time.figure,
            Figure::Share {
                numerator: 0,
                denominator: 6
            }
        );
        assert_eq!(on_time.short, None);
    }

    #[test]
    fn a_total_over_fewer_than_the_minimum_is_withheld_as_one_over_nobody_is() {
        let one = six().cycle_fields(RELEASED).build();
        let nobody = six()
            .person("fay")
            .assessed("rating = 3")
            .cycle_fields(RELEASED)
            .build();
        for organisation in [&one, &nobody] {
            for tree in ["company", "people/ana", "managers/head"] {
                let sight = seen(organisation, tree);
                assert_eq!(reached(&sight, CriterionKind::DevelopmentPlans), None, "{tree}");
            }
        }
        // The bias checks read everyone's ratings, and are a total of their own.
        let but_bias = |sight| match sight {
            SuccessSight::Shown(mut criteria) => {
                criteria.retain(|each| each.kind != CriterionKind::BiasChecks);
                criteria
            }
            other => panic!("not shown: {other:?}"),
        };
        assert_eq!(but_bias(seen(&one, "company")), but_bias(seen(&nobody, "company")));
        let hr = seen(&one, "hr");
        let plans = reached(&hr, CriterionKind::DevelopmentPlans).unwrap();
        assert_eq!(plans.short.as_ref().map(Vec::len), Some(1));
    }

    #[test]
    fn a_survey_that_few_answered_is_withheld_outside_hr() {
        let survey = |counts: &str| {
            six()
                .cycle_fields(RELEASED)
                .in_cycle("surveys.toml", &format!("[fairness]\ncounts = {counts}\n"))
                .build()
        };
        let few = survey("[0, 0, 0, 4, 0]");
        assert_eq!(reached(&seen(&few, "company"), CriterionKind::Fairness), None);
        assert!(reached(&seen(&few, "hr"), CriterionKind::Fairness).is_some());
        let enough = survey("[0, 0, 0, 4, 1]");
        assert!(reached(&seen(&enough, "company"), CriterionKind::Fairness).is_some());
    }

    #[test]
    fn a_member_who_falls_short_is_counted_for_hr_and_not_named() {
        let organisation = six().cycle_fields("[facilitation]\ncoordinator = \"ana\"\n").build();
        let hr = seen(&organisation, "hr");
        let on_time = reached(&hr, CriterionKind::OnTime).unwrap();
        assert_eq!(
            on_time.figure,
            Figure::Share {
                numerator: 0,
                denominator: 6
            }
        );
        assert_eq!(on_time.short.as_ref().map(Vec::len), Some(5));
    }
}
