//! The trees of a site beside HR's: what is expected of each, worked out over the records that its readers see.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::cycle::{One, Review};
use super::pages::{Pages, Reader};
use super::records::{World, table, text};
use super::{run, whole};

/// What is worked out once for all trees beside HR's.
struct Totals {
    /// The success criteria that everyone reads.
    success: Value,
    /// Those of them that would tell a reader of few people.
    withheld: BTreeSet<String>,
    /// What is open, of everybody.
    open_items: Value,
    /// Whose packets there are, by unit.
    units: Vec<(String, String)>,
}

impl Totals {
    fn of(root: &Path) -> Vec<Self> {
        let all = World::read(root);
        (0..all.cycles.len()).map(|at| Self::of_cycle(&all, at)).collect()
    }

    fn of_cycle(all: &World, at: usize) -> Self {
        let nobody = BTreeSet::new();
        let counted = all.clone().for_totals(&nobody);
        let review = Review::of(&counted, &counted.cycles[at]);
        let reviews = review
            .people
            .iter()
            .filter(|one| Review::is_review(one) || one.rated.is_some());
        let everyone: BTreeSet<String> = reviews.map(|one| one.id.to_owned()).collect();
        let (known, minimum) = (all.known(at), all.policy.group_minimum);
        // Few whom some reader's lists lack are counted for nobody: they would follow by subtraction.
        let mut kept = everyone.clone();
        loop {
            let lacking = known
                .iter()
                .map(|known| kept.difference(known).cloned().collect::<BTreeSet<_>>());
            let few: BTreeSet<String> = lacking.filter(|few| few.len() < minimum).flatten().collect();
            if few.is_empty() {
                break;
            }
            kept.retain(|person| !few.contains(person));
        }
        let apart: BTreeSet<String> = everyone.difference(&kept).cloned().collect();
        let members = all.people.iter().map(|person| person.id.clone());
        let members: BTreeSet<String> = members.filter(|person| all.is_member(person)).collect();
        let of = |without: &BTreeSet<String>| {
            let world = all.clone().for_totals(without);
            whole::document(&world, &world.cycles[at], &|_| true)
        };
        let mut document = of(&nobody);
        let without = of(&apart)["success"].take();
        let checked = of(&apart.union(&members).cloned().collect())["success"].take();
        let mut withheld = BTreeSet::new();
        for (at, criterion) in document["success"].as_array_mut().unwrap().iter_mut().enumerate() {
            let name = criterion["criterion"].as_str().unwrap().to_owned();
            match name.as_str() {
                "bias-checks" => {
                    *criterion = checked[at].clone();
                    // A single rating can turn it, so that few whom a reader does not know are twice as many.
                    let unknown = known.iter().map(|known| kept.difference(known).count());
                    let few = 1..2 * minimum;
                    if unknown
                        .chain([kept.len().saturating_sub(1)])
                        .any(|many| few.contains(&many))
                    {
                        withheld.insert(name);
                    }
                }
                "development-plans" | "improvement-plans" | "promotions" => {
                    *criterion = without[at].clone();
                    let of: BTreeSet<String> = described(&review, &name).difference(&apart).cloned().collect();
                    let tells = |known: &BTreeSet<String>| {
                        let unknown = of.difference(known).count();
                        unknown > 0 && (unknown < minimum || unknown == kept.difference(known).count())
                    };
                    if known.iter().any(tells) {
                        withheld.insert(name);
                    }
                }
                _ => {}
            }
        }
        let units = review
            .people
            .iter()
            .filter_map(|one| Some((one.id.to_owned(), one.team?.to_owned())));
        Self {
            success: document["success"].take(),
            withheld,
            open_items: document["open_items"].take(),
            units: units.collect(),
        }
    }

    /// What is open of a unit all of whose people are a manager's or that manager; where ratings are counted, not the manager's own.
    fn of_units(&self, world: &World, review: &Review<'_>, manager: &str) -> Vec<Value> {
        let items = self.open_items.as_array().unwrap().iter();
        let reached = |item: &&Value| {
            let Some(unit) = item["unit"].as_str().filter(|_| item["person"].is_null()) else {
                return false;
            };
            let mut inside = self
                .units
                .iter()
                .filter(|(_, team)| world.line(team).contains(&unit))
                .peekable();
            inside.peek().is_some()
                && inside.all(|(person, _)| {
                    let is_reader = person == manager && item["code"] != "exceeds-share";
                    is_reader || review.find(person).is_some()
                })
        };
        let closed = ["department-not-calibrated"];
        let items = items.filter(|item| !closed.contains(&item["code"].as_str().unwrap()));
        items.filter(reached).cloned().collect()
    }
}

/// Whom a criterion describes that tells of ratings.
fn described(review: &Review<'_>, criterion: &str) -> BTreeSet<String> {
    let is_described = |one: &&One<'_>| match criterion {
        "promotions" => {
            let outcome = one.packet.outcome.as_ref().map(|record| table(record, "promotion"));
            outcome.is_some_and(|record| text(&record, "decision").is_some_and(|decision| decision != "none"))
        }
        plan => review.plan(one).is_some_and(|asked| plan.starts_with(asked)),
    };
    let people = review.people.iter().filter(is_described);
    people.map(|one| one.id.to_owned()).collect()
}

/// Compares every figure of every cycle of another tree than HR's; what differs, where, and what was not read.
fn in_tree(site: &Path, tree: &str, world: &World, reader: Reader<'_>, totals: &[Totals]) -> Vec<String> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    for (cycle, totals) in world.cycles.iter().zip(totals) {
        let review = Review::of(world, cycle);
        // Outcomes of checks are counted one by one where somebody reads the checks.
        let mut expected = whole::document(
            world,
            cycle,
            &|_| matches!(reader, Reader::Committee(its) if its == cycle.id),
        );
        expected["success"] = totals.success.clone();
        // A tree has the units that its people are in, and those above.
        let has = |unit: &Value| {
            let units = review.people.iter().filter_map(|one| one.team);
            units.flat_map(|team| world.line(team)).any(|id| *unit == *id)
        };
        let keep = |list: &mut Value, of: &dyn Fn(&Value) -> bool| list.as_array_mut().unwrap().retain(of);
        keep(&mut expected["units"], &|unit| has(&unit["id"]));
        keep(&mut expected["open_items"], &|item| {
            let shared = |id: &str| {
                review
                    .find(id)
                    .is_some_and(|one| one.packet.manager_assessment.is_some())
            };
            let is_shared = !matches!(reader, Reader::Person(_)) || item["person"].as_str().is_some_and(shared);
            let code = item["code"].as_str().unwrap();
            let of_assessment = code.starts_with("manager-assessment") || code.starts_with("assess");
            reader.sees_item(item) && (is_shared || !of_assessment)
        });
        if let Reader::Manager(manager) = reader {
            let own = expected["open_items"].as_array_mut().unwrap();
            own.extend(totals.of_units(world, &review, manager));
        }
        let mut pages = Pages {
            world,
            review: &review,
            withheld: &totals.withheld,
            tree: &site.join(tree),
            reader,
            expected: &expected,
            found: Vec::new(),
            seen: RefCell::new(seen),
        };
        pages.compare();
        found.extend(pages.found.iter().map(|each| format!("{tree}/{each}")));
        if cycle.id == world.cycles.last().unwrap().id {
            found.extend(pages.unread().iter().map(|page| format!("{tree}/{page} was not read")));
        }
        seen = pages.seen.into_inner();
    }
    found
}

/// Compares every tree of a site beside HR's.
pub fn in_other_trees(root: &Path) -> Vec<String> {
    let built = tempfile::tempdir().unwrap();
    let site = built.path().join("site");
    run(&["build", "--output", site.to_str().unwrap()], root);
    let folders = |at: &Path| -> Vec<String> {
        let entries = fs::read_dir(at).into_iter().flatten().map(|entry| entry.unwrap());
        let mut names: Vec<String> = entries.map(|entry| entry.file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let world = || World::read(root);
    let totals = Totals::of(root);
    let compare = |tree: &str, world: &World, reader: Reader<'_>| in_tree(&site, tree, world, reader, &totals);
    let mut found = compare("company", &world().for_company(), Reader::Company);
    for person in folders(&site.join("people")) {
        let (tree, world) = (format!("people/{person}"), world().for_person(&person));
        found.extend(compare(&tree, &world, Reader::Person(&person)));
    }
    for manager in folders(&site.join("managers")) {
        let (tree, world) = (format!("managers/{manager}"), world().for_manager(&manager));
        found.extend(compare(&tree, &world, Reader::Manager(&manager)));
    }
    for cycle in folders(&site.join("committee")) {
        for session in folders(&site.join("committee").join(&cycle)) {
            let tree = format!("committee/{cycle}/{session}");
            let world = world().for_committee(&cycle, &session);
            found.extend(compare(&tree, &world, Reader::Committee(&cycle)));
        }
    }
    found
}
