//! The checks of a calibration as an audience may see them: HR those of everyone, a committee those of its session's scope.
//!
//! Figures by gender are shown only where nobody could be found through them, and only where the matrix grants aggregates of
//! demographics at all.

use std::collections::BTreeMap;

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::{Lens, Name};
use crate::facts::bias::{self, Check, CheckResult, Checks, Figures, Kind, Scope, Standing, Subject, publication};
use crate::facts::statistics::suppression::Withheld;
use crate::model::{CycleIx, PersonIx, TeamIx};
use crate::records::access::{Moment, SectionKind};
use crate::source::Date;

/// All checks as an audience may see them.
#[derive(Debug, Clone, PartialEq)]
pub struct BiasSight<'a> {
    /// People with a rating that counts.
    pub rated: usize,
    /// People without one.
    pub not_rated: usize,
    /// The checks, the scenario's first.
    pub checks: Vec<CheckSight<'a>>,
}

/// One check as an audience may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckSight<'a> {
    /// Which.
    pub kind: Kind,
    /// Where it stands, by the results that are shown.
    pub standing: Standing,
    /// What it says of each subject.
    pub results: Vec<ResultSight<'a>>,
}

/// One result as an audience may see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ResultSight<'a> {
    /// What it says; without figures where they are withheld.
    pub result: CheckResult,
    /// Why figures are withheld.
    pub withheld: Option<Withheld>,
    /// Justifications.
    pub answers: Vec<AnswerSight<'a>>,
}

/// A justification of a flag.
#[derive(Debug, Clone, PartialEq)]
pub struct AnswerSight<'a> {
    /// Why the flag stands.
    pub text: &'a str,
    /// Who says so.
    pub by: Option<Name<'a>>,
    /// The session.
    pub session: &'a str,
    /// Its day.
    pub date: Date,
}

impl<'a> Lens<'a> {
    /// The checks of a cycle over all whom this audience's scope covers.
    pub fn bias(&self, cycle: CycleIx) -> Disclosed<BiasSight<'a>> {
        let sections = [
            SectionKind::Distribution,
            SectionKind::FinalRating,
            SectionKind::RecommendedRating,
            SectionKind::Calibration,
        ];
        if !self.total(&sections, &()).is_open() {
            return Disclosed::closed();
        }
        let linked = self.organisation.cycle(cycle);
        let facts = self.facts.cycle(cycle);
        match self.audience() {
            Audience::Hr => Disclosed::open(self.bias_sight(cycle, &facts.bias)),
            Audience::Committee(of, session) if of == cycle => {
                let checks = bias::checks(self.organisation, linked, facts, Scope::Session(session));
                Disclosed::open(self.bias_sight(cycle, &checks))
            }
            _ => Disclosed::closed(),
        }
    }

    fn bias_sight(&self, cycle: CycleIx, checks: &Checks) -> BiasSight<'a> {
        let shown = checks.checks.iter().filter(|check| self.may_run(check.kind));
        BiasSight {
            rated: checks.rated,
            not_rated: checks.not_rated,
            checks: shown.map(|check| self.check(cycle, check)).collect(),
        }
    }

    fn by_gender(&self) -> bool {
        matches!(self.moment(SectionKind::Demographics), Moment::InAggregates)
    }

    fn may_run(&self, kind: Kind) -> bool {
        match kind {
            Kind::GenderExceeds | Kind::GenderLowest | Kind::GenderScale | Kind::GenderWithinLevel => self.by_gender(),
            Kind::RecencyPerson | Kind::RecencyManager => self.moment(SectionKind::Evidence) == Moment::Always,
            _ => true,
        }
    }

    fn check(&self, cycle: CycleIx, check: &Check) -> CheckSight<'a> {
        let results = check.results.iter();
        let kept: Vec<_> = results
            .filter(|result| self.may_read(cycle, check.kind, result.subject))
            .cloned()
            .collect();
        let kept = Check {
            kind: check.kind,
            results: kept,
        };
        CheckSight {
            kind: check.kind,
            standing: kept.standing(),
            results: kept
                .results
                .into_iter()
                .map(|result| self.result_sight(cycle, result))
                .collect(),
        }
    }

    /// Whether a result says nothing of a single member of the audience: a unit's totals count them, but a manager has few
    /// reports, of whom the others' ratings are shown one by one.
    fn may_read(&self, cycle: CycleIx, kind: Kind, subject: Subject) -> bool {
        match subject {
            Subject::Everyone => true,
            Subject::Team(team) => !self.is_of_members(cycle, team),
            Subject::Manager(_) if kind == Kind::RecencyManager => true,
            Subject::Manager(manager) => {
                let reports = self.organisation.cycle(cycle).reports_of(manager);
                !reports.iter().any(|report| self.is_left_out(*report))
            }
            Subject::Person(person) => self.covers(person, cycle),
        }
    }

    /// Whether members of the audience alone are in a unit.
    fn is_of_members(&self, cycle: CycleIx, team: TeamIx) -> bool {
        let facts = &self.facts.cycle(cycle).unit(team).all;
        let people = || {
            facts
                .packets
                .iter()
                .map(|at| self.facts.cycle(cycle).packet(*at).person)
        };
        people().next().is_some() && people().all(|person| self.is_left_out(person))
    }

    fn result_sight(&self, cycle: CycleIx, mut result: CheckResult) -> ResultSight<'a> {
        let minimum = self.organisation.policy.group_minimum as usize;
        let mut withheld = publication::of_result(&result, minimum).err();
        if let Some(Figures::Calibration(figures)) = &mut result.figures {
            // Only the table by gender is withheld: what was changed tells of no gender.
            if withheld.is_some() || !self.by_gender() {
                figures.by_gender = None;
            }
            withheld = withheld.filter(|_| self.by_gender());
        } else if withheld.is_some() {
            result.figures = None;
            result.p = None;
        }
        let linked = self.organisation.cycle(cycle);
        let answers = result.answers.iter().filter_map(|answer| {
            Some(AnswerSight {
                text: &answer.record(linked)?.text,
                by: answer.by.map(|person| self.name(person)),
                session: &linked.session(answer.session).record.record.title,
                date: answer.date,
            })
        });
        ResultSight {
            withheld,
            answers: answers.collect(),
            result,
        }
    }

    /// How the dated evidence of each person lies over the thirds of a cycle, where there is enough of it to tell.
    pub fn evidence_spread(&self, cycle: CycleIx) -> BTreeMap<PersonIx, [usize; 3]> {
        let check = self.facts.cycle(cycle).bias.check(Kind::RecencyPerson);
        let results = check.into_iter().flat_map(|check| &check.results);
        let spread = results.filter_map(|result| match (result.subject, &result.figures) {
            (Subject::Person(person), Some(Figures::Recency(recency))) => Some((person, recency.thirds)),
            _ => None,
        });
        spread
            .filter(|(person, _)| self.shows(SectionKind::Evidence, *person, cycle))
            .collect()
    }

    /// Those of a result's people whose packets stand in this tree.
    pub fn people_of(&self, cycle: CycleIx, result: &CheckResult) -> Vec<PersonIx> {
        let facts = self.facts.cycle(cycle);
        let people = result.packets.iter().map(|at| facts.packet(*at).person);
        people.filter(|person| self.covers(*person, cycle)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{Audience, Lens, Matrix};
    use crate::facts::derive;
    use crate::model::testing::org;

    #[test]
    fn that_all_reports_are_alike_is_kept_from_a_tree_that_one_of_them_reads() {
        let organisation = org()
            .cycle_fields("[facilitation]\ncoordinator = \"ana\"\n")
            .person("ana")
            .rated(3)
            .person("ben")
            .rated(3)
            .person("cleo")
            .rated(3)
            .build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let cycle = organisation.current_cycle().unwrap();
        let in_facts = facts.cycle(cycle).bias.check(Kind::AllSame).unwrap();
        assert!(in_facts.flags().count() > 0);
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Hr);
        let sight = lens.bias(cycle).into_inner().unwrap();
        let check = sight.checks.iter().find(|check| check.kind == Kind::AllSame).unwrap();
        assert!(check.results.is_empty());
        assert_eq!(check.standing, Standing::Unknown);
    }

    #[test]
    fn checks_are_for_hr_and_committees_alone() {
        let organisation = org().person("ana").rated(3).build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let cycle = organisation.current_cycle().unwrap();
        let head = organisation.people().next().unwrap().0;
        for audience in [Audience::Company, Audience::Person(head), Audience::Manager(head)] {
            let lens = Lens::new(&organisation, &facts, &matrix, audience);
            assert!(!lens.bias(cycle).is_open(), "{audience:?}");
        }
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Hr);
        assert!(lens.bias(cycle).is_open());
    }
}
