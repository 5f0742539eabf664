//! The pages of a calibration: the pre-read and the checks for bias.

use serde_json::Value;

use super::super::sentences;
use super::text::{badge, count, id, list, score};
use super::{LONGEST, Pages, Wanted};

/// So many groups stand in one chart at most.
const MOST_GROUPS: usize = 30;

impl Pages<'_> {
    pub(super) fn calibration(&self) -> Vec<Wanted> {
        let everyone = &self.expected["everyone"];
        let people = list(&self.expected["people"]);
        let sides = |caption: &str, groups: Vec<(String, &Value)>| {
            let mut wanted = Wanted::new(caption);
            for (page, ratings) in groups
                .into_iter()
                .filter(|(_, ratings)| ratings["rated"].as_u64() > Some(0))
            {
                let mut cells = vec![
                    ("Rated".to_owned(), count(&ratings["rated"])),
                    ("Mean".to_owned(), score(&ratings["mean"])),
                ];
                for row in list(&ratings["counts"]) {
                    cells.push((self.rating(&row["rating"], ""), count(&row["count"])));
                }
                wanted.rows.insert(page, cells);
            }
            // Where there are many, the furthest from everyone's mean are shown: which those are is compared apart.
            wanted.whole = wanted.rows.len() <= MOST_GROUPS;
            wanted
        };
        let managers = list(&self.expected["managers"])
            .iter()
            .map(|each| (format!("managers/{}/index.html", id(each)), &each["reports"]["ratings"]));
        let units = list(&self.expected["units"])
            .iter()
            .map(|each| (format!("teams/{}/index.html", id(each)), &each["own"]["ratings"]));
        let mut wanted = vec![
            self.distribution("As they count".to_owned(), &everyone["ratings"]),
            sides("Direct reports of each manager", managers.collect()),
            sides("People whose role names the unit", units.collect()),
        ];
        // Where calibration left the counts as they were, the same table is not printed twice.
        let counts = |ratings: &str| {
            list(&everyone[ratings]["counts"])
                .iter()
                .map(|row| row["count"].clone())
                .collect::<Vec<_>>()
        };
        if counts("ratings") != counts("recommended") {
            wanted.push(self.distribution("As recommended".to_owned(), &everyone["recommended"]));
        }
        let scale = &self.world.policy.ratings;
        let lowest: Vec<i64> = scale.iter().rev().take(2).map(|rating| rating.value).collect();
        for (caption, values) in [("Highest rating", vec![scale[0].value]), ("Lowest two ratings", lowest)] {
            let mut end = Wanted::new(caption);
            for person in people
                .iter()
                .filter(|one| one["rating"].as_i64().is_some_and(|value| values.contains(&value)))
            {
                end.row(self.packet(id(person)), &self.compared(person));
            }
            end.whole = end.rows.len() <= LONGEST;
            wanted.push(end);
        }
        let mut changed = Wanted::new("Changed ratings");
        for person in people.iter().filter(|person| !person["change"].is_null()) {
            let (from, to) = (&person["change"]["from"], &person["change"]["to"]);
            let text = format!("{} to {}", self.rating(from, ""), self.rating(to, ""));
            changed.row(self.packet(id(person)), &[("From, to", text)]);
        }
        changed.whole = changed.rows.len() <= LONGEST;
        wanted.push(changed);
        wanted
    }

    /// Of very many managers or units those are drawn whose mean is furthest from everyone's, best first.
    pub(super) fn furthest(&mut self, page: &str) {
        let tables = self.read(page).tables();
        for (caption, kind, ratings) in [
            ("Direct reports of each manager", "managers", "/reports/ratings"),
            ("People whose role names the unit", "units", "/own/ratings"),
        ] {
            let groups = list(&self.expected[kind]).iter();
            let groups: Vec<(String, f64, f64)> = groups
                .filter_map(|group| {
                    let ratings = group.pointer(ratings)?;
                    // By the page that the row leads to: two may have one name.
                    let folder = if kind == "units" { "teams" } else { kind };
                    let page = format!("{folder}/{}/index.html", id(group));
                    Some((page, ratings["mean"].as_f64()?, ratings["rated"].as_f64()?))
                })
                .collect();
            let rated: f64 = groups.iter().map(|(.., rated)| rated).sum();
            let mean = groups.iter().map(|(_, mean, rated)| mean * rated).sum::<f64>() / rated;
            let printed = tables.iter().find(|table| table.caption == caption);
            let shown: Vec<&str> = printed.map_or(Vec::new(), |table| {
                table.rows.iter().map(|row| row.cells[0].links[0].as_str()).collect()
            });
            if shown.len() != groups.len().min(MOST_GROUPS) {
                self.found
                    .push(format!("{page}, {caption}: {} of {} groups", shown.len(), groups.len()));
                continue;
            }
            let far = |is_shown: bool| -> Vec<f64> {
                let some = groups
                    .iter()
                    .filter(|(name, ..)| shown.iter().any(|link| link.ends_with(name.as_str())) == is_shown);
                some.map(|(_, each, _)| (each - mean).abs()).collect()
            };
            let nearest = far(true).into_iter().fold(f64::INFINITY, f64::min);
            let furthest = far(false).into_iter().fold(0.0, f64::max);
            if furthest > nearest + 1e-9 {
                self.found.push(format!(
                    "{page}, {caption}: one {furthest} from the mean is left out, one {nearest} is not"
                ));
            }
            let means: Vec<f64> = shown
                .iter()
                .filter_map(|name| {
                    groups
                        .iter()
                        .find(|(group, ..)| group == name)
                        .map(|(_, mean, _)| *mean)
                })
                .collect();
            if means.windows(2).any(|two| two[0] < two[1] - 1e-9) {
                self.found
                    .push(format!("{page}, {caption}: the best do not come first"));
            }
        }
    }

    /// What a session compares of a person.
    pub(super) fn compared(&self, person: &Value) -> [(&'static str, String); 3] {
        let provisional = person["final"].is_null() && !person["rating"].is_null();
        let mark = if provisional { " (recommended)" } else { "" };
        [
            (
                "Rating",
                format!("{}{mark}", self.rating(&person["rating"], "Not rated")),
            ),
            ("Last cycle", self.rating(&person["prior_rating"], "–")),
            ("Goal score", score(&person["goal_score"])),
        ]
    }

    pub(super) fn checks(&self) -> Wanted {
        let mut wanted = Wanted::new("Checks");
        for check in list(&self.expected["bias"]["checks"]) {
            let verdict = badge(check["standing"].as_str().unwrap());
            wanted.row(
                format!("#{}", check["check"].as_str().unwrap()),
                &[("Verdict", verdict.to_owned())],
            );
        }
        wanted
    }

    /// Every result of every check: its verdict, how many people, and the figures in sentences.
    pub(super) fn bias(&mut self, page: &str) {
        let read = self.read(page);
        let tables = read.tables();
        let divs = read.all(&|element| element.attribute("data-result").is_some());
        for check in list(&self.expected["bias"]["checks"]) {
            let name = check["check"].as_str().unwrap();
            let mut listed = 0;
            for result in list(&check["results"]) {
                let anchor = result["subject"]["id"]
                    .as_str()
                    .map_or(name.to_owned(), |id| format!("{name}-{id}"));
                let soft = result["verdict"] == "soft-flag" && result["standing"] == "open";
                let verdict = if soft {
                    "Flag, soft, not answered"
                } else {
                    badge(result["standing"].as_str().unwrap())
                };
                let said = sentences::of(self.world, name, result);
                let div = divs.iter().find(|each| each.attribute("data-result") == Some(&anchor));
                if let Some(div) = div {
                    let n = if result["n"] == 0 {
                        String::new()
                    } else {
                        format!("n = {}", count(&result["n"]))
                    };
                    self.says(page, &anchor, &div.text(), &[verdict.to_owned(), n, said]);
                    continue;
                }
                let rows = tables
                    .iter()
                    .flat_map(|table| table.rows.iter().map(move |row| (table, row)));
                let Some((table, row)) = rows.into_iter().find(|(_, row)| row.id == anchor) else {
                    // A long list of subjects without a flag ends with how many more there are.
                    if listed < LONGEST {
                        self.found.push(format!("{page} does not say {anchor}"));
                    }
                    continue;
                };
                listed += 1;
                self.says(page, &anchor, &table.cell(row, "Verdict").text, &[verdict.to_owned()]);
                self.says(page, &anchor, &table.cell(row, "Figures").text, &[said]);
                if table.cell(row, "n").text != count(&result["n"]) {
                    self.found.push(format!("{page}, {anchor}: n is not {}", result["n"]));
                }
            }
        }
    }

    pub(super) fn says(&mut self, page: &str, anchor: &str, text: &str, wanted: &[String]) {
        for wanted in wanted.iter().filter(|wanted| !text.contains(wanted.as_str())) {
            self.found
                .push(format!("{page}, {anchor}: {wanted:?} is not in {text:?}"));
        }
    }
}
