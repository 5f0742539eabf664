//! The checks of a calibration as an audience may see them: HR those of everyone, a committee those of its session's scope.
//!
//! Figures by gender are shown only where nobody could be found through them, and only where the matrix grants aggregates of
//! demographics at all.

use std::collections::{BTreeMap, BTreeSet};

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::{Lens, Name};
use super::members::Totals;
use crate::facts::bias::{
    self, Check, CheckResult, Checks, Figures, Kind, Scope, Standing, Subject, Verdict, publication, thirds_of,
};
use crate::facts::statistics::suppression::Withheld;
use crate::model::{CycleIx, PersonIx};
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
    /// The flags that concern a manager, as places of a check and of a result in it: those about the manager, about a direct report,
    /// about the unit that the manager leads, and whatever else the manager must answer.
    pub of_manager: BTreeMap<PersonIx, Vec<(usize, usize)>>,
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
    pub fn bias(&self, cycle: CycleIx) -> &Disclosed<BiasSight<'a>> {
        self.sights[cycle.index()].get_or_init(|| self.bias_of(cycle))
    }

    fn bias_of(&self, cycle: CycleIx) -> Disclosed<BiasSight<'a>> {
        let sections = [
            SectionKind::Distribution,
            SectionKind::FinalRating,
            SectionKind::RecommendedRating,
            SectionKind::Calibration,
        ];
        if !self.total(&sections, &()).is_open() {
            return Disclosed::closed();
        }
        match self.checks(cycle) {
            Some(checks) => Disclosed::open(self.bias_sight(cycle, checks)),
            None => Disclosed::closed(),
        }
    }

    /// The checks over those whom this tree covers: HR's over everyone, a committee's over its session's scope.
    pub(super) fn checks(&self, cycle: CycleIx) -> Option<&Checks> {
        let scope = match self.audience() {
            Audience::Hr => Scope::Everyone,
            Audience::Committee(of, session) if of == cycle => Scope::Session(session),
            _ => return None,
        };
        let trees = self.shared().by_gender.trees(self.organisation);
        let own = trees
            .checks(self.audience(), cycle)?
            .get_or_init(|| self.own_checks(cycle, scope));
        let of_all = || {
            self.facts
                .cycle(cycle)
                .bias(self.organisation, self.organisation.cycle(cycle))
        };
        Some(own.as_ref().unwrap_or_else(of_all))
    }

    /// What units and managers are held to are those whom the tree lists, for there are few in each: a count that includes one more would
    /// tell the rating of that one. What looks at everyone counts whom totals count.
    fn own_checks(&self, cycle: CycleIx, scope: Scope) -> Option<Checks> {
        let covered = self.scope(cycle);
        if scope == Scope::Everyone && covered.left_out.is_empty() {
            return None;
        }
        let (linked, facts) = (self.organisation.cycle(cycle), self.facts.cycle(cycle));
        let run = |without: &BTreeSet<PersonIx>| bias::checks(self.organisation, linked, facts, scope, without);
        let mut listed = run(&covered.left_out.iter().copied().collect());
        if self.totals(cycle) == Totals::CountAll && !covered.left_out.is_empty() {
            let all = run(&BTreeSet::new());
            (listed.rated, listed.not_rated) = (all.rated, all.not_rated);
            for (check, of_all) in listed.checks.iter_mut().zip(all.checks) {
                let mut subjects = of_all.results.iter().map(|result| result.subject);
                if subjects.all(|subject| subject == Subject::Everyone) {
                    *check = of_all;
                }
            }
        }
        Some(listed)
    }

    fn bias_sight(&self, cycle: CycleIx, checks: &Checks) -> BiasSight<'a> {
        let shown = checks.checks.iter().filter(|check| self.may_run(check.kind));
        let mut sight = BiasSight {
            rated: checks.rated,
            not_rated: checks.not_rated,
            checks: shown.map(|check| self.check(cycle, check)).collect(),
            of_manager: BTreeMap::new(),
        };
        for (check, each) in sight.checks.iter().enumerate() {
            let flags = each.results.iter().enumerate();
            for (at, found) in flags.filter(|(_, found)| matches!(found.result.verdict, Verdict::Flag(_))) {
                for manager in self.managers_of(cycle, &found.result) {
                    sight.of_manager.entry(manager).or_default().push((check, at));
                }
            }
        }
        sight
    }

    /// The managers whom a result concerns.
    fn managers_of(&self, cycle: CycleIx, result: &CheckResult) -> BTreeSet<PersonIx> {
        let subject = match result.subject {
            Subject::Everyone => None,
            Subject::Team(team) => self.team(team).lead,
            Subject::Manager(manager) => Some(manager),
            Subject::Person(person) => self.manager_of(person, cycle),
        };
        subject.into_iter().chain(result.who.person).collect()
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
            .filter(|result| self.may_read(cycle, result.subject))
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
                .map(|result| self.result_sight(cycle, check.kind, result))
                .collect(),
        }
    }

    /// Whether the tree may speak of a result's subject.
    fn may_read(&self, cycle: CycleIx, subject: Subject) -> bool {
        match subject {
            Subject::Everyone | Subject::Team(_) | Subject::Manager(_) => true,
            Subject::Person(person) => self.covers(person, cycle),
        }
    }

    fn result_sight(&self, cycle: CycleIx, kind: Kind, mut result: CheckResult) -> ResultSight<'a> {
        let minimum = self.organisation.policy.group_minimum as usize;
        let trees = self.shared().by_gender.trees(self.organisation);
        let beside_others = || trees.withholds(self, (cycle, kind));
        let mut withheld = publication::of_result(&result, minimum).err();
        withheld = withheld.or_else(|| beside_others().then_some(Withheld::BesideOthers));
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

    /// How the dated evidence of a person lies over the thirds of a cycle, where they are rated.
    pub fn evidence_spread(&self, person: PersonIx, cycle: CycleIx) -> Option<[usize; 3]> {
        let facts = self.facts.cycle(cycle);
        let packet = facts
            .position(person)
            .filter(|_| self.shows(SectionKind::Evidence, person, cycle))?;
        thirds_of(self.organisation, self.organisation.cycle(cycle), facts, packet)
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
    fn what_is_said_of_a_managers_reports_counts_none_who_reads_the_tree() {
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
        let in_facts = facts
            .cycle(cycle)
            .bias(&organisation, organisation.cycle(cycle))
            .check(Kind::AllSame)
            .unwrap();
        assert!(in_facts.flags().count() > 0);
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Hr);
        let sight = lens.bias(cycle).get().unwrap();
        let check = sight.checks.iter().find(|check| check.kind == Kind::AllSame).unwrap();
        assert_eq!(check.results.iter().map(|each| each.result.n).collect::<Vec<_>>(), [2]);
        assert_eq!(check.standing, Standing::Unknown);
    }

    /// Why a committee reads no rates by gender, where `p0` runs the cycle and reads HR's tree.
    fn withheld_from_a_committee_of(participants: &str) -> Option<Withheld> {
        let board = format!(
            "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nparticipants = [{participants}]\n"
        );
        let org = org()
            .cycle_fields("[facilitation]\ncoordinator = \"p0\"\n")
            .in_cycle("calibration/board.toml", &board);
        let people = (0..14_u32).fold(org, |org, at| {
            let gender = if at % 2 == 0 { "woman" } else { "man" };
            org.person(&format!("p{at}")).gender(gender).rated(3 + at / 2 % 2)
        });
        let organisation = people.build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let cycle = organisation.current_cycle().unwrap();
        let (session, _) = organisation.cycle(cycle).sessions().next().unwrap();
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Committee(cycle, session));
        let checks = &lens.bias(cycle).get().unwrap().checks;
        let rates = checks.iter().find(|check| check.kind == Kind::GenderExceeds).unwrap();
        rates.results[0].withheld
    }

    #[test]
    fn what_a_reader_of_two_trees_could_subtract_is_withheld_in_the_second() {
        assert_eq!(withheld_from_a_committee_of("\"p1\""), None);
        // HR's lists hold `p1` and the committee's do not; `p0` reads both.
        assert_eq!(
            withheld_from_a_committee_of("\"p0\", \"p1\""),
            Some(Withheld::BesideOthers)
        );
    }

    /// Which checks that read gender a tree of twenty-four people shows, of whom half were moved in calibration; and whether it shows the
    /// table by gender of those who were.
    fn by_gender(policy: &str, tree: &str) -> (usize, bool) {
        let board = "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\n";
        let decisions = (0..24_u32).filter(|at| at % 4 < 2);
        let decisions = decisions.map(|at| format!("[[decision]]\nperson = \"p{at}\"\nfinal = {}\n", 4 - at / 2 % 4));
        let board = decisions.fold(board.to_owned(), |board, decision| board + &decision);
        let org = org()
            .file("policy.toml", policy)
            .in_cycle("calibration/board.toml", &board);
        let people = (0..24_u32).fold(org, |org, at| {
            let gender = if at % 2 == 0 { "woman" } else { "man" };
            org.person(&format!("p{at}")).gender(gender).rated(3 + at / 2 % 2)
        });
        let organisation = people.build();
        let (facts, matrix) = (derive(&organisation), Matrix::in_force(&organisation.policy).0);
        let audience = Audience::find(&organisation, tree).unwrap();
        let lens = Lens::new(&organisation, &facts, &matrix, audience);
        let checks = &lens.bias(organisation.current_cycle().unwrap()).get().unwrap().checks;
        let gendered = checks.iter().filter(|check| {
            matches!(
                check.kind,
                Kind::GenderExceeds | Kind::GenderLowest | Kind::GenderScale | Kind::GenderWithinLevel
            )
        });
        let calibration = checks.iter().find(|check| check.kind == Kind::Calibration).unwrap();
        let table = match &calibration.results[0].result.figures {
            Some(Figures::Calibration(figures)) => figures.by_gender.is_some(),
            other => panic!("{other:?}"),
        };
        (gendered.count(), table)
    }

    #[test]
    fn nothing_is_told_by_gender_where_the_policy_says_so() {
        for (tree, audience) in [("hr", "hr"), ("committee/2026-q3/board", "committee")] {
            assert_eq!(by_gender("", tree), (4, true), "{tree}");
            let never = format!("[access.demographics]\n{audience} = \"never\"\n");
            assert_eq!(by_gender(&never, tree), (0, false), "{tree}");
        }
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
