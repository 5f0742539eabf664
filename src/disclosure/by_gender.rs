//! Which figures by gender stand in which tree, decided once for all trees.
//!
//! Somebody reads several trees, and works with all that stands in them: somebody who joined between two cycles follows from the figures of
//! both, and a participant whom a committee's lists lack from those of HR's. So trees are gone through in one order: HR's, then sessions,
//! those of the newest cycle first. A figure stands in a tree where nothing follows from it for any reader, with all that stands in the trees
//! before that the same reader reads. Readers who read the same are looked at as one.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::audience::Audience;
use super::lens::Lens;
use crate::facts::bias::published::{People, Published};
use crate::facts::bias::{Checks, Kind, publication};
use crate::model::{CycleIx, Organisation, PersonIx};

/// Checks whose figures by gender a tree withholds because of what else its readers read.
pub(super) type WithheldByGender = HashSet<(CycleIx, Kind)>;

/// The checks of trees with figures by gender, and what they withhold: each worked out once, when a page asks.
#[derive(Debug, Default)]
pub(super) struct ByGender(OnceLock<Trees>);

impl ByGender {
    pub(super) fn trees(&self, organisation: &Organisation) -> &Trees {
        self.0.get_or_init(|| Trees::of(organisation))
    }
}

/// Trees with figures by gender, in the order in which they are gone through.
#[derive(Debug)]
pub(super) struct Trees {
    places: HashMap<Audience, usize>,
    order: Vec<Tree>,
    decided: Mutex<Decided>,
}

#[derive(Debug)]
struct Tree {
    audience: Audience,
    /// Of each cycle: the checks over those whom the tree lists; none where they are those of everyone.
    checks: HashMap<CycleIx, OnceLock<Option<Checks>>>,
    withheld: OnceLock<WithheldByGender>,
}

/// A figure by gender that a tree would show, as the sets of people of whom it tells.
struct Figure {
    of: (CycleIx, Kind),
    people: Vec<People>,
}

impl Trees {
    fn of(organisation: &Organisation) -> Self {
        let cycles: Vec<_> = organisation.cycles().collect();
        let sessions = cycles.iter().rev().flat_map(|(cycle, linked)| {
            let sessions = linked.sessions();
            sessions.map(|(session, _)| (Audience::Committee(*cycle, session), vec![*cycle]))
        });
        let of_hr = cycles.iter().map(|(cycle, _)| *cycle).collect();
        let trees: Vec<_> = std::iter::once((Audience::Hr, of_hr))
            .chain(sessions)
            .map(|(audience, cycles)| Tree {
                audience,
                checks: cycles.into_iter().map(|cycle| (cycle, OnceLock::new())).collect(),
                withheld: OnceLock::new(),
            })
            .collect();
        let places = trees.iter().enumerate();
        Self {
            places: places.map(|(at, tree)| (tree.audience, at)).collect(),
            order: trees,
            decided: Mutex::new(Decided::new(organisation.policy.group_minimum as usize)),
        }
    }

    /// Where the checks of a tree over those whom it lists are kept.
    pub(super) fn checks(&self, audience: Audience, cycle: CycleIx) -> Option<&OnceLock<Option<Checks>>> {
        self.order.get(*self.places.get(&audience)?)?.checks.get(&cycle)
    }

    /// Whether a tree withholds the figures by gender of a check because of what else its readers read.
    pub(super) fn withholds(&self, lens: &Lens<'_>, of: (CycleIx, Kind)) -> bool {
        let Some(at) = self.places.get(&lens.audience()) else {
            return true;
        };
        let withheld = self.order[*at].withheld.get().or_else(|| {
            self.decide(*at, |audience| {
                let readers = audience.readers(lens.organisation);
                (readers, lens.beside(audience).figures_by_gender())
            });
            self.order[*at].withheld.get()
        });
        withheld.is_none_or(|withheld| withheld.contains(&of))
    }

    /// Decides of all trees up to one, as far as they are not decided of, by who reads each and what it would show.
    fn decide(&self, last: usize, mut tree_of: impl FnMut(Audience) -> (BTreeSet<PersonIx>, Vec<Figure>)) {
        let mut decided = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
        let trees = self.order.iter().take(last + 1);
        for tree in trees.filter(|tree| tree.withheld.get().is_none()) {
            let (readers, figures) = tree_of(tree.audience);
            tree.withheld.get_or_init(|| decided.next(readers, figures));
        }
    }
}

impl Lens<'_> {
    /// What this tree would show by gender, the newest cycle first.
    fn figures_by_gender(&self) -> Vec<Figure> {
        let minimum = self.organisation.policy.group_minimum as usize;
        let cycles = self.cycles().rev();
        let checks = cycles.filter_map(|cycle| Some((cycle, self.checks(cycle)?)));
        let results = checks.flat_map(|(cycle, checks)| {
            let checks = checks.checks.iter();
            checks.flat_map(move |check| check.results.iter().map(move |result| ((cycle, check.kind), result)))
        });
        let shown = results.filter(|(_, result)| publication::of_result(result, minimum).is_ok());
        shown
            .map(|(of, result)| Figure {
                of,
                people: publication::described(self.organisation, self.facts.cycle(of.0), result),
            })
            .filter(|figure| !figure.people.is_empty())
            .collect()
    }
}

/// What each reader knows from the trees that were gone through.
#[derive(Debug)]
struct Decided {
    nothing: Arc<Published>,
    /// Those who read the same trees share what they know.
    known: HashMap<PersonIx, Arc<Published>>,
}

impl Decided {
    fn new(minimum: usize) -> Self {
        Self {
            nothing: Arc::new(Published::new(minimum)),
            known: HashMap::new(),
        }
    }

    /// What the next tree withholds of its figures.
    fn next(&mut self, readers: BTreeSet<PersonIx>, figures: Vec<Figure>) -> WithheldByGender {
        let mut alike: Vec<(Arc<Published>, Vec<PersonIx>)> = Vec::new();
        for reader in readers {
            let known = self.known.remove(&reader);
            let known = known.unwrap_or_else(|| Arc::clone(&self.nothing));
            match alike.iter_mut().find(|(other, _)| Arc::ptr_eq(other, &known)) {
                Some((_, readers)) => readers.push(reader),
                None => alike.push((known, vec![reader])),
            }
        }
        // What nobody reads today must not tell of anybody either.
        if alike.is_empty() {
            alike.push((Arc::clone(&self.nothing), Vec::new()));
        }
        let alike = alike.into_iter();
        let mut alike: Vec<_> = alike
            .map(|(known, readers)| (Arc::unwrap_or_clone(known), readers))
            .collect();
        let mut withheld = WithheldByGender::new();
        for figure in figures {
            let additions: Result<Vec<_>, _> = alike
                .iter_mut()
                .map(|(known, _)| known.look_at(&figure.people))
                .collect();
            match additions {
                Ok(additions) => {
                    let each = alike.iter_mut().zip(additions);
                    each.for_each(|((known, _), addition)| known.publish(addition));
                }
                Err(_) => _ = withheld.insert(figure.of),
            }
        }
        for (known, readers) in alike {
            let known = Arc::new(known);
            self.known
                .extend(readers.into_iter().map(|reader| (reader, Arc::clone(&known))));
        }
        withheld
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::org;

    /// Twelve people of each of so many units, with a session for each.
    fn sessions(many: usize) -> (Organisation, Vec<Vec<PersonIx>>) {
        let mut org = org();
        for at in 0..many {
            let board = "title = \"Board\"\ndate = 2026-10-16\nfacilitator = \"head\"\n";
            org = org.in_cycle(&format!("calibration/board-{at}.toml"), board);
            org = (0..12).fold(org, |org, person| org.person(&format!("p{at}-{person}")));
        }
        let organisation = org.build();
        let people: Vec<_> = organisation.people().map(|(person, _)| person).collect();
        let units = people[people.len() - 12 * many..].chunks(12);
        let units = units.map(<[_]>::to_vec).collect();
        (organisation, units)
    }

    /// How often trees were looked into, and how many pairs of figures the one who reads all of them was kept from, after every tree
    /// was asked for, the last first.
    fn work(many: usize) -> (usize, usize) {
        let (organisation, units) = sessions(many);
        let trees = Trees::of(&organisation);
        let head = organisation.people().next().unwrap().0;
        let mut looked_into = 0;
        for last in (0..=many).rev() {
            trees.decide(last, |audience| {
                looked_into += 1;
                let unit = trees.places[&audience].checked_sub(1).map(|at| &units[at]);
                let figures = unit.map(|people| Figure {
                    of: (organisation.current_cycle().unwrap(), Kind::GenderExceeds),
                    people: [&people[..], &people[..6], &people[6..]]
                        .map(|people| people.iter().copied().collect())
                        .to_vec(),
                });
                (BTreeSet::from([head]), figures.into_iter().collect())
            });
        }
        let pairs = trees.decided.lock().unwrap().known[&head].pairs();
        (looked_into, pairs)
    }

    #[test]
    fn a_site_of_twice_as_many_sessions_is_twice_the_work() {
        let ((trees, pairs), (twice_the_trees, twice_the_pairs)) = (work(20), work(40));
        // HR's tree is one in both.
        assert_eq!((trees, twice_the_trees), (21, 41));
        assert!(pairs > 0);
        assert_eq!(twice_the_pairs, 2 * pairs);
    }

    #[test]
    fn a_figure_is_held_to_what_stands_in_the_other_trees_of_each_of_its_readers() {
        let organisation = (0..30).fold(org(), |org, at| org.person(&format!("p{at}"))).build();
        let people: Vec<_> = organisation.people().map(|(person, _)| person).collect();
        let (ana, ben) = (people[0], people[1]);
        let of = (organisation.current_cycle().unwrap(), Kind::GenderExceeds);
        let mut decided = Decided::new(5);
        let mut withholds = |readers: &[PersonIx], range: std::ops::Range<usize>| {
            let people = vec![people[range].iter().copied().collect()];
            let withheld = decided.next(readers.iter().copied().collect(), vec![Figure { of, people }]);
            withheld.contains(&of)
        };
        assert!(!withholds(&[ana], 0..20));
        // Beside the first it would tell of two; nobody reads both.
        assert!(!withholds(&[ben], 0..22));
        // Ana reads what is alike, and Ben something from which two follow.
        assert!(withholds(&[ana, ben], 0..20));
        // What was withheld is known to nobody.
        assert!(!withholds(&[ana], 0..30));
    }
}
