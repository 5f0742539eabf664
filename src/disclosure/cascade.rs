//! The cascade of goals as one audience may see it.
//!
//! What supports a goal, and the mean of that, is counted over the goals that the audience may see: a mean over others would tell
//! of them. An individual's score reads the goals, the self-assessment (its results) and the check-in (what was replaced).

use std::collections::BTreeSet;

use super::audience::Audience;
use super::disclosed::Disclosed;
use super::lens::Lens;
use super::sections;
use crate::facts::{GoalFacts, KeyResultFacts, Mean, Score, ScoredGoals, Smart};
use crate::model::{Cycle, CycleIx, GoalRef, Owner, PersonIx};
use crate::records::access::SectionKind;
use crate::records::address::KeyResultAddress;
use crate::records::check_in::Status;
use crate::records::goals::ObjectiveKind;

/// One objective in the cascade.
#[derive(Debug, Clone, PartialEq)]
pub struct CascadeObjective<'a> {
    /// Which.
    pub goal: GoalRef,
    /// Whose.
    pub owner: Owner,
    /// Its id within its owner's goals.
    pub id: &'a str,
    /// What is to be achieved.
    pub title: &'a str,
    /// What it is for.
    pub kind: ObjectiveKind,
    /// Its own score, and of how many key results.
    pub score: Disclosed<(Option<f64>, ScoredGoals)>,
    /// The mean of the objectives that support it or a key result of it, among those whose scores the audience may see.
    pub children: Mean,
    /// The goals that it supports.
    pub supports: Vec<GoalRef>,
    /// The objectives that support it as a whole.
    pub supporters: Vec<GoalRef>,
    /// Its key results.
    pub key_results: Vec<CascadeKeyResult<'a>>,
}

/// One key result in the cascade.
#[derive(Debug, Clone, PartialEq)]
pub struct CascadeKeyResult<'a> {
    /// Which.
    pub goal: GoalRef,
    /// What the goals say of it.
    pub record: sections::KeyResult<'a>,
    /// How it stands.
    pub status: Disclosed<Option<Status>>,
    /// How it ended.
    pub result: Disclosed<KeyResultEnd>,
    /// By at least how many days it was late.
    pub late: Disclosed<Option<u32>>,
    /// The SMART checks of an individual key result.
    pub smart: Disclosed<Option<Smart>>,
    /// The mean of the objectives that support it, among those whose scores the audience may see.
    pub children: Mean,
    /// The objectives that support it.
    pub supporters: Vec<GoalRef>,
}

/// How a key result ended.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct KeyResultEnd {
    /// The score; none before there is a result.
    pub score: Option<Score>,
    /// The measured value.
    pub value: Option<f64>,
    /// Whether another key result took its place.
    pub replaced: bool,
}

/// A goal by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CascadeName<'a> {
    /// Whose.
    pub owner: Owner,
    /// The objective's id.
    pub objective: &'a str,
    /// The key result's id, where one is meant.
    pub key_result: Option<&'a str>,
    /// The title of the key result, or of the objective.
    pub title: &'a str,
}

/// What a score of an individual's goals reads.
const RESULTS: [SectionKind; 3] = [
    SectionKind::IndividualGoals,
    SectionKind::SelfAssessment,
    SectionKind::CheckIn,
];

impl<'a> Lens<'a> {
    /// Whose individual goals this tree may show once they are set and locked, in the order of the roster.
    pub fn goal_owners(&self, cycle: CycleIx) -> Vec<PersonIx> {
        self.scope(cycle).goal_owners.clone()
    }

    /// Whether an owner's goals are shown.
    pub fn shows_goals(&self, owner: Owner, cycle: CycleIx) -> bool {
        self.reads_of(owner, cycle, &[SectionKind::IndividualGoals])
    }

    fn reads_of(&self, owner: Owner, cycle: CycleIx, sections: &[SectionKind]) -> bool {
        match owner {
            Owner::Company | Owner::Team(_) => self.is_open(SectionKind::Goals, self.organisation.cycle(cycle), None),
            Owner::Person(person) => sections.iter().all(|section| self.shows(*section, person, cycle)),
        }
    }

    /// One owner's objectives, in the order of the record.
    pub fn objectives(&self, cycle: CycleIx, owner: Owner) -> Disclosed<Vec<CascadeObjective<'a>>> {
        let linked: &'a Cycle = self.organisation.cycle(cycle);
        let shown = self.goals(cycle, owner);
        shown.map(|goals| {
            let set = linked.goals.position(owner);
            let pairs = goals.zip(set).into_iter();
            let objectives = pairs.flat_map(|(goals, set)| goals.objectives.into_iter().map(move |each| (set, each)));
            let reader = Reader {
                lens: self,
                cycle,
                linked,
            };
            let objectives = objectives.enumerate();
            objectives
                .map(|(at, (set, each))| reader.objective(owner, objective(set, at), each))
                .collect()
        })
    }

    /// A goal by name, where the audience may see it.
    pub fn cascade_name(&self, cycle: CycleIx, goal: GoalRef) -> Option<CascadeName<'a>> {
        let goals = &self.organisation.cycle(cycle).goals;
        let owner = goals.owner(goal);
        let objective = goals.objective(goal);
        let key_result = goals.key_result(goal);
        self.shows_goals(owner, cycle).then(|| CascadeName {
            owner,
            objective: objective.id.as_str(),
            key_result: key_result.map(|each| each.id.as_str()),
            title: key_result.map_or(&*objective.title, |each| &*each.title),
        })
    }

    /// Those of some objectives that support nothing and should. To the whole company only those of units are named.
    pub fn supports_nothing(&self, cycle: CycleIx, of: &[CascadeObjective<'_>]) -> BTreeSet<GoalRef> {
        let goals = &self.organisation.cycle(cycle).goals;
        let named = |goal: &GoalRef| match goals.owner(*goal) {
            Owner::Person(_) if self.audience() == Audience::Company => false,
            owner => self.shows_goals(owner, cycle),
        };
        let facts: &GoalFacts = &self.facts.cycle(cycle).goals;
        let all = of.iter().map(|each| each.goal);
        all.filter(|goal| facts.supports_nothing.binary_search(goal).is_ok() && named(goal))
            .collect()
    }

    /// Of some objectives those of the company and of units, and their key results, that no goal of this tree supports; closed for
    /// audiences that see some people's goals alone, who could not tell.
    pub fn unsupported(&self, cycle: CycleIx, of: &[CascadeObjective<'_>]) -> Disclosed<Vec<GoalRef>> {
        let linked = self.organisation.cycle(cycle);
        let sees_all = match self.audience() {
            Audience::Company | Audience::Hr => self.is_open(SectionKind::IndividualGoals, linked, None),
            Audience::Person(_) | Audience::Manager(_) | Audience::Committee(..) => false,
        };
        if !sees_all || !self.is_open(SectionKind::Goals, linked, None) {
            return Disclosed::closed();
        }
        let mut found = Vec::new();
        for whole in of.iter().filter(|each| !matches!(each.owner, Owner::Person(_))) {
            if !whole.supporters.is_empty() {
                continue;
            }
            let bare = whole.key_results.iter().filter(|part| part.supporters.is_empty());
            let bare: Vec<_> = bare.map(|part| part.goal).collect();
            if bare.len() == whole.key_results.len() {
                found.push(whole.goal);
            } else {
                found.extend(bare);
            }
        }
        Disclosed::open(found)
    }

    /// Those of some goals that the audience may see.
    fn visible(&self, cycle: CycleIx, goals: &[GoalRef]) -> Vec<GoalRef> {
        let all = &self.organisation.cycle(cycle).goals;
        let shown = |goal: &GoalRef| self.shows_goals(all.owner(*goal), cycle);
        goals.iter().copied().filter(shown).collect()
    }

    /// The mean of the scores of some objectives, among those whose scores the audience may see.
    fn mean_of(&self, cycle: CycleIx, goals: &[GoalRef]) -> Mean {
        let all = &self.organisation.cycle(cycle).goals;
        let facts = &self.facts.cycle(cycle).goals;
        let open = goals
            .iter()
            .filter(|goal| self.reads_of(all.owner(**goal), cycle, &RESULTS));
        Mean::of(open.map(|goal| facts.score(*goal)))
    }
}

fn objective(set: u32, at: usize) -> GoalRef {
    GoalRef {
        set,
        objective: u32::try_from(at).unwrap_or(u32::MAX),
        key_result: None,
    }
}

fn key_result(objective: GoalRef, at: usize) -> GoalRef {
    GoalRef {
        key_result: u32::try_from(at).ok(),
        ..objective
    }
}

/// Reads objectives of one cycle.
struct Reader<'l, 'a> {
    lens: &'l Lens<'a>,
    cycle: CycleIx,
    linked: &'a Cycle,
}

impl<'a> Reader<'_, 'a> {
    fn objective(&self, owner: Owner, goal: GoalRef, record: sections::Objective<'a>) -> CascadeObjective<'a> {
        let facts = self.lens.facts.cycle(self.cycle).goals.objective(goal);
        let supporters = self.lens.visible(self.cycle, self.linked.goals.supporters(goal));
        let key_results: Vec<_> = record
            .key_results
            .into_iter()
            .zip(&facts.key_results)
            .enumerate()
            .map(|(at, (record, facts))| self.key_result(owner, key_result(goal, at), record, facts))
            .collect();
        let mut all = supporters.clone();
        all.extend(key_results.iter().flat_map(|each| &each.supporters));
        all.sort_unstable();
        all.dedup();
        CascadeObjective {
            goal,
            owner,
            id: record.id,
            title: record.title,
            kind: record.kind,
            score: self.when(owner, &RESULTS, || (facts.score, facts.scored)),
            children: self.lens.mean_of(self.cycle, &all),
            supports: self.lens.visible(self.cycle, self.linked.goals.supported(goal)),
            supporters,
            key_results,
        }
    }

    fn key_result(
        &self,
        owner: Owner,
        goal: GoalRef,
        record: sections::KeyResult<'a>,
        facts: &KeyResultFacts,
    ) -> CascadeKeyResult<'a> {
        let supporters = self.lens.visible(self.cycle, self.linked.goals.supporters(goal));
        let checked = [SectionKind::IndividualGoals, SectionKind::CheckIn];
        let smart = self.when(owner, &[SectionKind::IndividualGoals], || facts.smart);
        CascadeKeyResult {
            goal,
            status: self.when(owner, &checked, || facts.status),
            result: self.when(owner, &RESULTS, || KeyResultEnd {
                score: facts.score,
                value: self.value(owner, goal, &record),
                replaced: facts.replaced,
            }),
            late: self.when(owner, &checked, || facts.late.map(|late| late.days)),
            // The checks are for those who must mend the goals, not for everybody.
            smart: if self.lens.audience() == Audience::Company {
                Disclosed::closed()
            } else {
                smart
            },
            children: self.lens.mean_of(self.cycle, &supporters),
            supporters,
            record,
        }
    }

    /// The measured value: of an individual key result from the self-assessment.
    fn value(&self, owner: Owner, goal: GoalRef, record: &sections::KeyResult<'a>) -> Option<f64> {
        let Owner::Person(person) = owner else {
            return record.value;
        };
        let filed = self.linked.packet(person)?.self_assessment.as_ref()?;
        let address = KeyResultAddress {
            objective: self.linked.goals.objective(goal).id.value.clone(),
            key_result: self.linked.goals.key_result(goal)?.id.value.clone(),
        };
        let mut lines = filed.record.front.result.iter().rev();
        let line = lines.find(|line| *line.key_result == address)?;
        line.value.as_ref().map(|value| value.0)
    }

    fn when<T>(&self, owner: Owner, sections: &[SectionKind], value: impl FnOnce() -> T) -> Disclosed<T> {
        if self.lens.reads_of(owner, self.cycle, sections) {
            Disclosed::open(value())
        } else {
            Disclosed::closed()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::Matrix;
    use crate::facts::derive;
    use crate::model::testing::org;

    /// How many goals support the company's one and its key result, as the company reads it on a day.
    fn supporters_on(day: &str) -> (usize, usize) {
        let key_result = "[[objective.key_result]]\nid = \"kr\"\ntitle = \"Key\"\ntarget = \"Done\"\nweek = 9\n";
        let whole = format!("[[objective]]\nid = \"whole\"\ntitle = \"Whole\"\n{key_result}");
        let own = |id: &str, goal: &str| {
            format!(
                "[[objective]]\nid = \"{id}\"\nkind = \"delivery\"\ntitle = \"Own\"\nsupports = [\"{goal}\"]\n{key_result}"
            )
        };
        let goals = own("one", "company/whole") + &own("two", "company/whole/kr");
        let org = org().as_of(day).in_cycle("goals/company.toml", &whole);
        let organisation = org.person("ana").record("goals.toml", &goals).build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let lens = Lens::new(&organisation, &facts, &matrix, Audience::Company);
        let cycle = organisation.current_cycle().unwrap();
        let objectives = lens.objectives(cycle, Owner::Company);
        let objective = &objectives.get().unwrap()[0];
        (objective.supporters.len(), objective.key_results[0].supporters.len())
    }

    #[test]
    fn individual_goals_are_not_even_counted_below_a_goal_before_they_are_locked() {
        assert_eq!(supporters_on("2026-07-27"), (0, 0));
        assert_eq!(supporters_on("2026-07-28"), (1, 1));
    }
}
