//! What follows from one packet's sections: scores, standings, checks of goals and of pay, steps of plans.
//!
//! Each figure names the sections that it reads, and is shown where all of them are.

use super::disclosed::Disclosed;
use super::lens::{Lens, Name};
use crate::facts::{
    KeyResultFacts, Mean, ObjectiveFacts, PlanStep, RangeCheck, Score, ScoredGoals, SmartReason, SmartVerdict,
};
use crate::model::{CycleIx, GoalRef, Owner, PersonIx};
use crate::records::access::SectionKind;
use crate::records::address::{COMPANY, GoalAddress, RecordAddress};
use crate::records::check_in::Status;
use crate::records::id::{PersonId, TeamId};
use crate::source::Date;

/// What a score of goals reads: a replaced key result, of which the check-in tells, does not count.
const SCORE: [SectionKind; 3] = [
    SectionKind::IndividualGoals,
    SectionKind::SelfAssessment,
    SectionKind::CheckIn,
];

/// What follows from a person's goals, in the order of the goals.
#[derive(Debug, Clone, PartialEq)]
pub struct GoalFigures<'a> {
    /// Of each objective.
    pub objectives: Vec<ObjectiveFigures<'a>>,
    /// The mean of the delivery objectives' scores.
    pub delivery: Disclosed<Mean>,
    /// The mean of the growth objectives' scores.
    pub growth: Disclosed<Mean>,
}

/// What follows from one objective.
#[derive(Debug, Clone, PartialEq)]
pub struct ObjectiveFigures<'a> {
    /// The weighted mean of its key results' scores.
    pub score: Disclosed<Option<f64>>,
    /// How many key results have a score.
    pub scored: Disclosed<ScoredGoals>,
    /// Of each key result.
    pub key_results: Vec<KeyResultFigures<'a>>,
}

/// What follows from one key result.
#[derive(Debug, Clone, PartialEq)]
pub struct KeyResultFigures<'a> {
    /// The SMART checks.
    pub smart: Vec<SmartLine<'a>>,
    /// What the check-in says of it.
    pub at_check_in: Disclosed<AtCheckIn>,
    /// The score.
    pub score: Disclosed<Option<Score>>,
}

/// What a check-in says of one key result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtCheckIn {
    /// How it stood.
    pub status: Option<Status>,
    /// The day to which the check-in moved it.
    pub moved_to: Option<Date>,
    /// How many days after it was due it was said not to be done.
    pub late: Option<u32>,
    /// Whether another key result took its place.
    pub replaced: bool,
}

/// One SMART check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmartLine<'a> {
    /// What is checked.
    pub check: &'static str,
    /// How it came out.
    pub verdict: SmartVerdict,
    /// Why.
    pub reason: SmartReason,
    /// Who signed, where it rests on a signature.
    pub signed_by: Option<Name<'a>>,
    /// When.
    pub signed_on: Option<Date>,
}

/// What follows from pay.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PayChecks {
    /// The raise against the range of the rating that counts.
    pub range: Disclosed<RangeCheck>,
    /// What the raise adds to base pay, in whole units of the currency.
    pub increase: i64,
    /// Base pay after the raise, rounded as the outcome says.
    pub expected_after: Option<i64>,
    /// Where base pay before the raise lies in the band: 0 at its lower end, 1 at its upper.
    pub position: Option<f64>,
}

/// The session in which a rating became final.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibratedIn<'a> {
    /// The session's title.
    pub title: &'a str,
    /// Its day.
    pub date: Date,
    /// Who led it.
    pub facilitator: Option<Name<'a>>,
}

/// A goal as another goal's page names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GoalName<'a> {
    /// Whose.
    pub of: Owner,
    /// Whose it is.
    pub owner: &'a str,
    /// What is to be reached.
    pub title: &'a str,
}

/// A record that a decision rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EvidenceName<'a> {
    /// Whose.
    pub person: PersonIx,
    /// Their name.
    pub name: Name<'a>,
    /// Which record, by its word, such as `self-assessment`.
    pub part: &'static str,
}

impl<'a> Lens<'a> {
    /// What follows from a person's goals.
    pub fn goal_figures(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<GoalFigures<'a>>> {
        self.figure(person, cycle, &[SectionKind::IndividualGoals], |facts, cycle| {
            let facts = facts.cycle(cycle);
            let set = facts.goals_of(facts.person(person)?)?;
            Some(GoalFigures {
                objectives: set
                    .objectives
                    .iter()
                    .map(|each| self.objective_figures(person, cycle, each))
                    .collect(),
                delivery: self.derived(person, cycle, &SCORE, set.delivery),
                growth: self.derived(person, cycle, &SCORE, set.growth),
            })
        })
    }

    fn objective_figures(&self, person: PersonIx, cycle: CycleIx, facts: &ObjectiveFacts) -> ObjectiveFigures<'a> {
        ObjectiveFigures {
            score: self.derived(person, cycle, &SCORE, facts.score),
            scored: self.derived(person, cycle, &SCORE, facts.scored),
            key_results: facts
                .key_results
                .iter()
                .map(|each| self.key_result_figures(person, cycle, each))
                .collect(),
        }
    }

    fn key_result_figures(&self, person: PersonIx, cycle: CycleIx, facts: &KeyResultFacts) -> KeyResultFigures<'a> {
        let checks = facts.smart.iter().flat_map(crate::facts::Smart::checks);
        let smart = checks.map(|(check, found)| {
            let signature = match found.origin {
                crate::facts::SmartOrigin::Computed => None,
                crate::facts::SmartOrigin::Signed(signature) => signature,
            };
            SmartLine {
                check,
                verdict: found.verdict,
                reason: found.reason,
                signed_by: signature
                    .and_then(|signature| signature.by)
                    .map(|person| self.name(person)),
                signed_on: signature.and_then(|signature| signature.on),
            }
        });
        let at_check_in = AtCheckIn {
            status: facts.status,
            moved_to: facts.due.filter(|due| due.moved_by.is_some()).map(|due| due.day),
            late: facts.late.map(|late| late.days),
            replaced: facts.replaced,
        };
        KeyResultFigures {
            smart: smart.collect(),
            at_check_in: self.derived(person, cycle, &[SectionKind::CheckIn], at_check_in),
            score: self.derived(person, cycle, &SCORE[..2], facts.score),
        }
    }

    /// What follows from a person's pay.
    pub fn pay_checks(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<PayChecks>> {
        self.figure(person, cycle, &[SectionKind::Pay], |facts, cycle| {
            let packet = facts.cycle(cycle).person(person)?;
            let pay = packet.pay?;
            // While nothing is final, the range is that of the recommended rating, and tells of it.
            let rating: &[_] = if packet.rating.r#final.is_some() {
                &[SectionKind::FinalRating]
            } else {
                &[SectionKind::FinalRating, SectionKind::RecommendedRating]
            };
            Some(PayChecks {
                range: self.derived(person, cycle, rating, pay.range),
                increase: pay.increase(),
                expected_after: pay.expected_after,
                position: pay.position,
            })
        })
    }

    /// What falls due in a development plan, by day.
    pub fn development_steps(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<&'a [PlanStep]>> {
        self.figure(person, cycle, &[SectionKind::DevelopmentPlan], |facts, cycle| {
            let plan = facts.cycle(cycle).person(person)?.development_plan.as_ref()?;
            Some(&plan.steps[..])
        })
    }

    /// What falls due in an improvement plan, by day.
    pub fn improvement_steps(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<&'a [PlanStep]>> {
        self.figure(person, cycle, &[SectionKind::ImprovementPlan], |facts, cycle| {
            let plan = facts.cycle(cycle).person(person)?.improvement_plan.as_ref()?;
            Some(&plan.steps[..])
        })
    }

    /// The session in which a rating became final.
    pub fn calibrated_in(&self, person: PersonIx, cycle: CycleIx) -> Disclosed<Option<CalibratedIn<'a>>> {
        let sections = [SectionKind::FinalRating, SectionKind::Calibration];
        self.figure(person, cycle, &sections, |facts, cycle| {
            use crate::facts::RatingOrigin::{Decision, Recommended};
            let (Decision { session, .. } | Recommended { session }) =
                facts.cycle(cycle).person(person)?.rating.r#final?.origin;
            let session = self.organisation.cycle(cycle).session(session);
            let record = &*session.record.record;
            let facilitator = session.facilitator.map(|person| self.name(person));
            Some(CalibratedIn {
                title: &record.title,
                date: record.date.value,
                facilitator,
            })
        })
    }

    /// The name of a goal that an objective supports, by its address; closed where its owner's goals are.
    pub fn goal_name(&self, cycle: CycleIx, address: &str) -> Disclosed<Option<GoalName<'a>>> {
        let Some((owner, goal)) = GoalAddress::parse(address).and_then(|address| self.find_goal(cycle, &address))
        else {
            return Disclosed::open(None);
        };
        let goals = &self.organisation.cycle(cycle).goals;
        let title = goals
            .key_result(goal)
            .map_or(&*goals.objective(goal).title, |key_result| &*key_result.title);
        let owner_name = match owner {
            Owner::Company => &*self.organisation.settings.organisation,
            Owner::Team(team) => &*self.organisation.team(team).name,
            Owner::Person(person) => &*self.organisation.person(person).name,
        };
        let name = GoalName {
            of: owner,
            owner: owner_name,
            title,
        };
        self.goals(cycle, owner).map(|_| Some(name))
    }

    fn find_goal(&self, cycle: CycleIx, address: &GoalAddress) -> Option<(Owner, GoalRef)> {
        let goals = &self.organisation.cycle(cycle).goals;
        let owner = self.owner(&address.owner)?;
        let set = goals.position(owner)?;
        let objectives = &goals.of(owner)?.goals.record.objective;
        let objective = objectives.iter().position(|each| each.id.value == address.objective)?;
        let key_results = &objectives[objective].key_result;
        let key_result = match &address.key_result {
            None => None,
            Some(id) => Some(key_results.iter().position(|each| each.id.value == *id)?),
        };
        let short = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let goal = GoalRef {
            set,
            objective: short(objective),
            key_result: key_result.map(short),
        };
        Some((owner, goal))
    }

    fn owner(&self, id: &str) -> Option<Owner> {
        if id == COMPANY {
            return Some(Owner::Company);
        }
        let team = TeamId::new(id).and_then(|id| self.organisation.find_team(&id));
        let person = || PersonId::new(id).and_then(|id| self.organisation.find_person(&id));
        team.map(Owner::Team).or_else(|| person().map(Owner::Person))
    }

    /// The record that an address of evidence names, such as `omar-haddad/outcome`.
    pub fn evidence_name(&self, address: &str) -> Option<EvidenceName<'a>> {
        let address = RecordAddress::parse(address)?;
        let person = self.organisation.find_person(&address.person)?;
        Some(EvidenceName {
            person,
            name: self.name(person),
            part: address.part.word(),
        })
    }

    fn derived<T>(&self, person: PersonIx, cycle: CycleIx, sections: &[SectionKind], value: T) -> Disclosed<T> {
        if sections.iter().all(|section| self.shows(*section, person, cycle)) {
            Disclosed::open(value)
        } else {
            Disclosed::closed()
        }
    }
}
