//! The packet of one invented person in one cycle, file by file.

use std::fmt::Write as _;

use chrono::Days;

use super::File;
use super::goals::{self, State, Work};
use super::organisation::{Organisation, Person};
use super::prng::Prng;
use super::review::{ROUNDED_TO, Review};
use super::words::{BLOCKING, GOING_WELL, GROWTH, PEER_IMPROVE, PEER_WELL, RELATIONSHIPS, STRENGTHS, SUPPORT};
use crate::cli::quarter::Quarter;
use crate::records::{check_in, development_plan, feedback, manager_assessment, self_assessment};
use crate::source::Date;

/// What the files of a packet are written from.
struct Case<'o> {
    organisation: &'o Organisation,
    at: usize,
    person: &'o Person,
    manager: &'o Person,
    quarter: Quarter,
    review: Review,
    work: Work,
    prng: Prng,
}

/// All files of one packet, with their paths below the content folder.
pub fn files(organisation: &Organisation, cycle: usize, at: usize, review: Review) -> Vec<File> {
    let person = &organisation.people[at];
    let Some(manager) = person.manager.map(|manager| &organisation.people[manager]) else {
        return Vec::new();
    };
    let mut case = Case {
        organisation,
        at,
        person,
        manager,
        quarter: organisation.quarters[cycle],
        review,
        work: goals::of_person(organisation, cycle, at, &review),
        prng: Prng::of(organisation.seed, &[5, at as u64, cycle as u64]),
    };
    let folder = format!("cycles/{}/people/{}", case.quarter.id(), person.id);
    let mut files = vec![
        ("goals.toml".to_owned(), case.goals()),
        ("check-in.md".to_owned(), case.check_in()),
        ("manager-assessment.md".to_owned(), case.manager_assessment()),
        ("outcome.toml".to_owned(), case.outcome()),
    ];
    // One in a hundred never hands it in.
    if !case.prng.chance(1) {
        files.push(("self-assessment.md".to_owned(), case.self_assessment()));
    }
    for author in case.authors() {
        files.push((
            format!("feedback/{}.md", organisation.people[author].id),
            case.feedback(),
        ));
    }
    match review.decided {
        Some(2) => files.push(("development-plan.md".to_owned(), case.development_plan())),
        Some(1) => files.push(("improvement-plan.md".to_owned(), case.improvement_plan())),
        _ => {}
    }
    files
        .into_iter()
        .map(|(name, content)| File {
            path: format!("{folder}/{name}"),
            content,
        })
        .collect()
}

impl Case<'_> {
    /// A sentence with this person's facts in it.
    fn say(&mut self, sentences: &[&str]) -> String {
        let first = self.person.name.split(' ').next().unwrap_or_default();
        let skill = self.work.skill;
        let mut capital = skill.to_owned();
        if let Some(letter) = capital.get_mut(..1) {
            letter.make_ascii_uppercase();
        }
        self.prng
            .pick(sentences)
            .replace("{name}", first)
            .replace("{work}", self.work.subject)
            .replace("{skill_up}", &capital)
            .replace("{skill}", skill)
            .replace("{theme}", &self.organisation.units[self.person.unit].name)
    }

    fn document(&mut self, front: &str, headings: &[&str], sentences: &[&[&str]]) -> String {
        let mut text = format!("+++\n{front}+++\n");
        for (heading, sentences) in headings.iter().zip(sentences) {
            let (one, two) = (self.say(sentences), self.say(sentences));
            _ = write!(text, "\n## {heading}\n\n{one}");
            if one != two {
                _ = write!(text, " {two}");
            }
            text.push('\n');
        }
        text
    }

    /// A day by which something is due, or a few days before; now and then after.
    fn about(&mut self, due: Date) -> Date {
        if self.prng.chance(3) {
            due + Days::new(1 + self.prng.below(4) as u64)
        } else {
            due - Days::new(self.prng.below(5) as u64)
        }
    }

    fn addresses(&self) -> Vec<(String, &'static str, Option<i64>)> {
        let of = |objective: &goals::Objective| {
            let id = objective.id.clone();
            let address = move |each: &goals::KeyResult| (format!("{id}/{}", each.id), each.result, each.value);
            objective.key_results.iter().map(address).collect::<Vec<_>>()
        };
        self.work.objectives.iter().flat_map(of).collect()
    }

    fn goals(&mut self) -> String {
        let mut text = format!(
            "[agreement]\nemployee = {}\nmanager = {}\nalignment = true\nambition = true\nmeasurability = true\n",
            self.quarter.into(16),
            self.quarter.into(18 + self.prng.below(3) as u64),
        );
        for objective in &self.work.objectives {
            goals::push(&mut text, objective, self.quarter, State::Elsewhere);
        }
        text
    }

    fn check_in(&mut self) -> String {
        let date = self.quarter.into(40 + self.prng.below(12) as u64);
        let mut front = format!("date = {date}\nmanager = \"{}\"\n", self.manager.id);
        let mut changes = String::new();
        for (address, result, _) in self.addresses() {
            let fine = matches!(result, "exceeded" | "met");
            let (status, confidence) = if fine {
                ("on-track", "high")
            } else {
                ("at-risk", "medium")
            };
            _ = write!(
                front,
                "\n[[progress]]\nkey_result = \"{address}\"\nstatus = \"{status}\"\nconfidence = \"{confidence}\"\n"
            );
            if self.prng.chance(24) {
                let why = self.say(BLOCKING);
                _ = write!(
                    changes,
                    "\n[[adjustment]]\nkey_result = \"{address}\"\nchange = \"adjusted\"\nrationale = \"{why}\"\n"
                );
            } else if !fine && self.prng.chance(20) {
                let plan = self.say(SUPPORT);
                _ = write!(
                    changes,
                    "\n[[adjustment]]\nkey_result = \"{address}\"\nchange = \"intervention\"\nplan = \"{plan}\"\n"
                );
            }
        }
        front.push_str(&changes);
        let what = self.say(SUPPORT);
        _ = write!(
            front,
            "\n[[action]]\nowner = \"manager\"\nwhat = \"{what}\"\ndue = {}\n",
            date + Days::new(10)
        );
        self.document(&front, check_in::HEADINGS, &[GOING_WELL, BLOCKING, BLOCKING, SUPPORT])
    }

    fn self_assessment(&mut self) -> String {
        let due = self.quarter.past(5);
        let mut front = format!("submitted = {}\n", self.about(due));
        for (address, result, value) in self.addresses() {
            let actual = self.say(GOING_WELL);
            _ = write!(
                front,
                "\n[[result]]\nkey_result = \"{address}\"\nactual = \"{actual}\"\nresult = \"{result}\"\n"
            );
            if let Some(value) = value {
                _ = writeln!(front, "value = {value}");
            }
        }
        self.document(&front, self_assessment::HEADINGS, &[GOING_WELL, BLOCKING, SUPPORT])
    }

    fn manager_assessment(&mut self) -> String {
        let due = self.quarter.past(12);
        let mut front = format!(
            "author = \"{}\"\nsubmitted = {}\nshared = {}\n",
            self.manager.id,
            self.about(due),
            self.quarter.past(27)
        );
        match self.review.recommended {
            Some(rating) => _ = writeln!(front, "rating = {rating}"),
            None => front.push_str("not_rated = \"too new\"\n"),
        }
        for (address, ..) in self.addresses().into_iter().take(3) {
            let (day, what) = (self.quarter.into(15 + self.prng.below(70) as u64), self.say(STRENGTHS));
            _ = write!(
                front,
                "\n[[evidence]]\ndate = {day}\nwhat = \"{what}\"\nkey_result = \"{address}\"\n"
            );
        }
        if self.review.recommended.is_some_and(|rating| rating >= 4) && self.prng.chance(30) {
            front.push_str("\n[promotion]\nrecommendation = \"developing\"\n");
        }
        self.document(&front, manager_assessment::HEADINGS, &[STRENGTHS, GROWTH])
    }

    /// Who writes about the person: three to five of the same unit, else of those who come next in the roster.
    fn authors(&mut self) -> Vec<usize> {
        let wanted = if self.prng.chance(2) { 2 } else { 3 + self.prng.below(3) };
        let people = self.organisation.people.len();
        let near = &self.organisation.units[self.person.unit].members;
        let start = self.prng.below(near.len());
        let around = near.iter().cycle().skip(start).take(near.len()).copied();
        let others = (1..people.min(12)).map(|step| (self.at + step * 7) % people);
        let mut authors = Vec::with_capacity(wanted);
        for author in around.chain(others) {
            let there = self.organisation.people[author].hired < self.quarter.end;
            if authors.len() < wanted
                && author != self.at
                && there
                && Some(author) != self.person.manager
                && !authors.contains(&author)
            {
                authors.push(author);
            }
        }
        authors
    }

    fn feedback(&mut self) -> String {
        let due = self.quarter.past(7);
        let again = match self.review.recommended {
            Some(1 | 2) => self.prng.weighted(&[("yes", 35), ("mostly", 50)], "no"),
            _ => self.prng.weighted(&[("yes", 80)], "mostly"),
        };
        let front = format!(
            "relationship = \"{}\"\nsubmitted = {}\nagain = \"{again}\"\n",
            self.prng.pick(RELATIONSHIPS),
            self.about(due)
        );
        self.document(&front, feedback::HEADINGS, &[PEER_WELL, PEER_IMPROVE])
    }

    fn outcome(&mut self) -> String {
        let [before, after] = self.review.pay;
        let (whole, tenth) = (self.review.merit / 10, self.review.merit % 10);
        let band = [before * 4 / 5 / 1_000 * 1_000, before * 5 / 4 / 1_000 * 1_000];
        let mut text = format!(
            "[pay]\nbase_before = {before}\nmerit_percent = {whole}.{tenth}\nbase_after = {after}\nrounded_to = {ROUNDED_TO}\nband = [{}, {}]\n",
            band[0], band[1]
        );
        match self.review.decided {
            Some(4 | 5) => _ = writeln!(text, "equity_shares = {}", 100 * self.prng.between(2, 30)),
            Some(3) => {
                _ = write!(
                    text,
                    "\n[[action]]\nkind = \"training\"\nwhat = \"Practise {} with the mentors' circle\"\n",
                    self.work.skill
                );
            }
            _ => {}
        }
        if self.prng.chance(92) {
            _ = write!(text, "\n[acknowledged]\nemployee = {}\n", self.quarter.past(28));
        }
        text
    }

    fn criteria(&mut self, due: Date) -> String {
        let (work, skill) = (self.work.subject, self.work.skill);
        let criteria = [
            format!("Half of the {work} is shown each fortnight"),
            format!("Three colleagues see an improvement in {skill}"),
            format!("The {work} is finished and handed over"),
        ];
        criteria.iter().fold(String::new(), |text, what| {
            text + &format!("\n[[criterion]]\nwhat = \"{what}\"\ndue = {due}\nmet = false\n")
        })
    }

    fn development_plan(&mut self) -> String {
        let created = self.quarter.past(28);
        let review = created + Days::new(90);
        let mut front = format!(
            "created = {created}\nreview = {review}\nresult = \"open\"\nmentor = \"{}\"\n",
            self.manager.id
        );
        front.push_str(&self.criteria(review));
        for day in [30, 60, 90] {
            _ = write!(
                front,
                "\n[[check_in]]\nday = {day}\ndate = {}\nheld = false\n",
                created + Days::new(day)
            );
        }
        self.document(&front, development_plan::HEADINGS, &[GROWTH])
    }

    fn improvement_plan(&mut self) -> String {
        let created = self.quarter.past(28);
        let end = created + Days::new(60);
        let mut front = format!(
            "created = {created}\nend = {end}\nresult = \"open\"\nmentor = \"{}\"\n",
            self.manager.id
        );
        front.push_str(&self.criteria(end));
        for week in 1..=9 {
            _ = write!(
                front,
                "\n[[milestone]]\nweek = {week}\nwhat = \"Part {week} of the {} is shown\"\nmet = false\n",
                self.work.subject
            );
        }
        _ = write!(
            front,
            "\n[[exit]]\nwhat = \"All milestones are reached\"\nmet = false\n\n[[log]]\ndate = {created}\nwhat = \"The plan was read together\"\nby = \"{head}\"\n\n\
             [preconditions]\nclear_feedback = \"check-in of {}\"\nresources_offered = \"time with a mentor\"\nconcerns_documented = \"written note of {}\"\n\
             no_surprise = \"said in the check-in and again in week nine\"\napproved_by = \"{head}\"\n",
            self.quarter.into(45),
            self.quarter.into(60),
            head = self.organisation.people[0].id
        );
        self.document(&front, development_plan::HEADINGS, &[GROWTH])
    }
}
