//! The success criteria as everyone reads them: totals that tell no reader of anybody, whatever else that reader sees.
//!
//! A reader knows whom the lists of all their trees hold, and their own packet. The few whom those lists lack would follow from a total by
//! subtraction: of two people in `hr/` it would tell each the other's plan. Whoever is one of so few, for any reader, is counted in no such
//! total; that follows from the roster, the sessions and who runs the cycle alone, so that it tells of nothing that was written. A total
//! that describes few of those whom a reader's lists lack, or all of them, is withheld.
//!
//! How many checks for bias are answered describes nobody, and yet turns on single ratings: a flag of one team can be one person's. Few
//! others whom a reader does not know leave few ways in which it could have come about, so it takes more of them than a count does.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use super::audience::{Audience, trees};
use super::by_gender::ByGender;
use super::lens::Lens;
use crate::facts::{CriterionKind, Success, bias};
use crate::model::{CycleIx, PersonIx};

/// How many times the smallest group a reader must not know, so that the total of the checks tells of none of them. Tried over every way in
/// which small organisations could be rated, once the minimum is too few.
const CHECKS_TAKE: usize = 2;

/// What is worked out once for all trees: what everyone reads of the success criteria of each cycle, and which figures by gender stand in
/// which tree.
#[derive(Debug, Default)]
pub struct ForEveryone {
    cycles: Vec<OnceLock<OfCycle>>,
    pub(super) by_gender: ByGender,
}

/// What everyone reads of the success criteria of a cycle.
#[derive(Debug, Clone)]
pub(super) struct OfCycle {
    /// The criteria without those who are left out of them; none where nobody is.
    pub success: Option<Success>,
    /// The criteria that are withheld.
    pub withheld: BTreeSet<CriterionKind>,
}

impl ForEveryone {
    /// For an organisation of so many cycles.
    pub fn new(cycles: usize) -> Self {
        Self {
            cycles: (0..cycles).map(|_| OnceLock::new()).collect(),
            by_gender: ByGender::default(),
        }
    }
}

impl Lens<'_> {
    pub(super) fn for_everyone(&self, cycle: CycleIx) -> &OfCycle {
        self.shared().cycles[cycle.index()].get_or_init(|| OfCycle::new(self, cycle))
    }
}

impl OfCycle {
    fn new(lens: &Lens<'_>, cycle: CycleIx) -> Self {
        let (organisation, facts) = (lens.organisation, lens.facts.cycle(cycle));
        let minimum = organisation.policy.group_minimum as usize;
        let reviews = facts.packets.iter();
        let reviews = reviews.filter(|packet| packet.is_review() || packet.rating.rated().is_some());
        let mut counted: BTreeSet<PersonIx> = reviews.map(|packet| packet.person).collect();
        let known = known(lens, cycle);
        let mut apart = BTreeSet::new();
        // Whom one reader could tell of is no longer counted, which leaves others fewer to count them among.
        loop {
            let few = known.iter().filter(|known| lacking(&counted, known) < minimum);
            let few: BTreeSet<PersonIx> = few.flat_map(|known| counted.difference(known).copied()).collect();
            if few.is_empty() {
                break;
            }
            counted.retain(|person| !few.contains(person));
            apart.extend(few);
        }
        let linked = organisation.cycle(cycle);
        let of_all = facts.success(organisation, linked);
        let hr = Lens::new(organisation, lens.facts, lens.matrix, Audience::Hr);
        let left_out = hr.scope(cycle).left_out.iter();
        let without: BTreeSet<PersonIx> = left_out.chain(&apart).copied().collect();
        let success = (!without.is_empty()).then(|| {
            let mut success = of_all.without(organisation, linked, &facts.packets, &apart);
            // How many checks can be made, and which of them flag, follows from ratings and genders.
            let checks = bias::checks(organisation, linked, facts, bias::Scope::Everyone, &without);
            success.set_bias_checks(organisation, linked, &checks.answered());
            success
        });
        let criteria = &success.as_ref().unwrap_or(of_all).criteria;
        let is_told = |of: &BTreeSet<PersonIx>| {
            known.iter().any(|known| {
                let unknown = lacking(of, known);
                unknown > 0 && (unknown < minimum || unknown == lacking(&counted, known))
            })
        };
        let withheld = criteria.iter().filter(|each| tells_of_ratings(each.kind));
        let withheld = withheld.filter(|each| is_told(&each.of.iter().map(|at| facts.packet(*at).person).collect()));
        let mut withheld: BTreeSet<_> = withheld.map(|each| each.kind).collect();
        // Whoever reads no lists knows themselves.
        let unknown = known.iter().map(|known| lacking(&counted, known));
        let mut unknown = unknown.chain([counted.len().saturating_sub(1)]);
        if unknown.any(|unknown| unknown > 0 && unknown < CHECKS_TAKE * minimum) {
            withheld.insert(CriterionKind::BiasChecks);
        }
        Self { success, withheld }
    }
}

/// Whether a criterion's figure describes people by their ratings and what follows from them. What came in time does not, nor do the checks,
/// which describe nobody.
fn tells_of_ratings(kind: CriterionKind) -> bool {
    match kind {
        CriterionKind::DevelopmentPlans | CriterionKind::ImprovementPlans | CriterionKind::Promotions => true,
        CriterionKind::OnTime
        | CriterionKind::ManagerSatisfaction
        | CriterionKind::Fairness
        | CriterionKind::SessionsHeld
        | CriterionKind::BiasChecks => false,
    }
}

/// How many of a set a reader does not know. Most know few, so those are counted.
fn lacking(of: &BTreeSet<PersonIx>, known: &BTreeSet<PersonIx>) -> usize {
    of.len() - known.iter().filter(|person| of.contains(person)).count()
}

/// Whom each reader of a tree with lists knows: those listed in all of the reader's trees, and the reader.
fn known(lens: &Lens<'_>, cycle: CycleIx) -> Vec<BTreeSet<PersonIx>> {
    let mut known: BTreeMap<PersonIx, BTreeSet<PersonIx>> = BTreeMap::new();
    for audience in trees(lens.organisation) {
        if matches!(audience, Audience::Company | Audience::Person(_)) {
            continue;
        }
        let listed = Lens::new(lens.organisation, lens.facts, lens.matrix, audience).covered(cycle);
        for reader in audience.readers(lens.organisation) {
            let known = known.entry(reader).or_insert_with(|| BTreeSet::from([reader]));
            known.extend(&listed);
        }
    }
    known.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disclosure::{CriterionSight, Matrix, SuccessSight};
    use crate::facts::derive;
    use crate::model::testing::{Org, org};

    const RELEASED: &str = "[facilitation]\ncoordinator = \"ana\"\nspecialist = \"ben\"\n\
                            [release]\napproved_by = \"head\"\napproved = 2026-10-25\n";

    /// What a tree says of the criteria that tell of ratings, and what it says of development plans.
    fn seen(org: &Org, tree: &str) -> (Vec<CriterionSight>, Option<CriterionSight>) {
        let organisation = org.build();
        let (facts, matrix) = (derive(&organisation), Matrix::default());
        let audience = Audience::find(&organisation, tree).unwrap();
        let lens = Lens::new(&organisation, &facts, &matrix, audience);
        let SuccessSight::Shown(mut criteria) = lens.success(lens.current_cycle().unwrap()) else {
            panic!("not shown");
        };
        criteria.retain(|each| tells_of_ratings(each.kind));
        let plans = criteria
            .iter()
            .find(|each| each.kind == CriterionKind::DevelopmentPlans);
        (criteria.clone(), plans.cloned())
    }

    /// Ana and Ben run the cycle; everyone else needs a development plan.
    fn organisation(ratings: [u32; 2]) -> Org {
        let org = org().cycle_fields(RELEASED).calibrated(&["core"]);
        let org = org.person("ana").rated(ratings[0]).person("ben").rated(ratings[1]);
        ["cho", "dia", "eli", "fay", "gus"]
            .iter()
            .fold(org, |org, name| org.person(name).rated(2))
            .person("hal")
            .rated(3)
    }

    #[test]
    fn what_everyone_reads_tells_neither_of_two_in_hr_of_the_other() {
        let worlds = [[3, 3], [3, 2], [2, 3], [2, 2]].map(organisation);
        for tree in ["company", "people/ana", "people/cho", "managers/head"] {
            let told = worlds.each_ref().map(|world| seen(world, tree));
            assert!(told[0].1.as_ref().unwrap().reached.is_some(), "{tree}");
            assert!(told.iter().all(|each| each.0 == told[0].0), "{tree}: {told:#?}");
        }
    }

    #[test]
    fn a_total_is_withheld_where_somebodys_list_lacks_few_of_whom_it_describes_or_all() {
        // `eve` manages those with plans but for some, and reads what everyone reads beside her list of the others.
        let with = |elsewhere: [u32; 5]| {
            let names = ["cho", "dia", "eli", "fay", "gus"];
            let org = org()
                .cycle_fields(RELEASED)
                .calibrated(&["core"])
                .person("eve")
                .rated(3);
            let org = names
                .iter()
                .fold(org, |org, name| org.person(name).managed_by("eve").rated(2));
            let others = ["ivo", "jan", "kai", "lea", "mia"].iter().zip(elsewhere);
            let org = others.fold(org, |org, (name, rating)| org.person(name).rated(rating));
            seen(&org.person("ana").person("ben"), "company").1.unwrap().reached
        };
        assert!(with([3; 5]).is_some());
        assert_eq!(with([3, 3, 3, 3, 2]), None);
        assert_eq!(with([2; 5]), None);
    }

    #[test]
    fn how_many_checks_are_answered_is_withheld_where_somebodys_list_lacks_few() {
        // Everyone reports to `eve` but for so many; the minimum is 5.
        let shown = |elsewhere: usize| {
            let mine = (0..12).map(|at| format!("m{at}"));
            let others = (0..elsewhere).map(|at| format!("o{at}"));
            let org = org().cycle_fields(RELEASED).calibrated(&["core"]);
            let org = org.person("ana").person("ben").person("eve");
            let org = mine.fold(org, |org, name| org.person(&name).managed_by("eve").rated(3));
            let org = others.fold(org, |org, name| org.person(&name).rated(4)).build();
            let (facts, matrix) = (derive(&org), Matrix::default());
            let company = Audience::find(&org, "company").unwrap();
            let lens = Lens::new(&org, &facts, &matrix, company);
            let SuccessSight::Shown(criteria) = lens.success(lens.current_cycle().unwrap()) else {
                panic!("not shown");
            };
            let checks = criteria.iter().find(|each| each.kind == CriterionKind::BiasChecks);
            checks.unwrap().reached.is_some()
        };
        assert!(shown(0));
        assert_eq!([5, 9].map(shown), [false; 2]);
        assert!(shown(10));
    }
}
