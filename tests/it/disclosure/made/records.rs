//! The records of a made organisation, with a word planted in each field.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use preread::model::testing::{Org, org};

use super::super::contract::Section;
use super::{APPROVED, ASSESSED, GROUP, JUSTIFICATION, Made, PEERS, SESSION, Someone, handed_in, label};

impl Made {
    pub fn org(&self) -> Org {
        let mut cycle = format!(
            "[facilitation]\ncoordinator = \"{}\"\nspecialist = \"{}\"\n",
            self.coordinator, self.specialist
        );
        if self.approved {
            _ = writeln!(cycle, "[release]\napproved_by = \"head\"\napproved = {APPROVED}");
        }
        let org = org()
            .team("side", self.nested.then_some("core"))
            .as_of(self.as_of)
            .file("policy.toml", &self.policy())
            .cycle_fields(&cycle)
            .in_cycle("calibration/board.toml", &self.session())
            .in_cycle("surveys.toml", "[fairness]\ncounts = [0, 1, 2, 3, 1]\ninvited = 9\n");
        let people = self.people.iter().enumerate();
        people.fold(org, |org, (at, someone)| {
            let org = org
                .person(&someone.id)
                .managed_by(&someone.manager)
                .in_team(someone.team);
            let gender = if self.is_changed(at, Section::Demographics) {
                "zqotherx"
            } else {
                someone.gender
            };
            self.packet(org.gender(gender), at, someone)
        })
    }

    fn policy(&self) -> String {
        let mut text = String::new();
        for (value, guideline, plan) in [
            (5, "[5, 10]", "none"),
            (4, "[20, 30]", "none"),
            (3, "[50, 60]", "growth"),
            (2, "[10, 15]", "development"),
            (1, "[0, 5]", "improvement"),
        ] {
            _ = writeln!(
                text,
                "[[rating]]\nvalue = {value}\nlabel = \"{}\"\nguideline = {guideline}\nmerit = [0, 4]\nplan = \"{plan}\"",
                label(value)
            );
        }
        _ = writeln!(
            text,
            "[feedback]\nminimum = {PEERS}\n[calibration]\ngroup_minimum = {GROUP}"
        );
        let mut rows: BTreeMap<&str, String> = BTreeMap::new();
        for (section, audience, moment) in &self.overrides {
            _ = writeln!(rows.entry(section.word()).or_default(), "{audience} = \"{moment}\"");
        }
        for (section, row) in rows {
            _ = write!(text, "[access.{section}]\n{row}");
        }
        text
    }

    fn session(&self) -> String {
        let mut text = format!(
            "title = \"Board\"\ndate = {SESSION}\nheld = true\nteams = {:?}\nfacilitator = \"{}\"\nparticipants = {:?}\n",
            self.scope, self.facilitator, self.participants
        );
        for (at, person) in self.people.iter().enumerate() {
            let id = &person.id;
            let word = |field| self.word(at, Section::Calibration, field);
            if !self.in_scope(at) || !person.written.contains(&Section::Calibration) {
                continue;
            }
            if let Some(rating) = self.decided(at) {
                _ = writeln!(
                    text,
                    "[[decision]]\nperson = \"{id}\"\nfinal = {rating}\nrationale = \"{}\"",
                    word("rationale")
                );
            }
            _ = writeln!(
                text,
                "[[question]]\nperson = \"{id}\"\nby = \"{}\"\nanswer = \"question\"\ntext = \"{}\"\n\
                 [[talking_point]]\nperson = \"{id}\"\ntext = \"{}\"",
                self.facilitator,
                word("question"),
                word("point")
            );
        }
        _ = writeln!(
            text,
            "[[justification]]\ncheck = \"guideline\"\ntext = \"{JUSTIFICATION}\"\nby = \"head\""
        );
        text
    }

    fn packet(&self, org: Org, at: usize, someone: &Someone) -> Org {
        let mut org = org;
        let records = [
            (Section::IndividualGoals, "goals.toml", self.goals(at)),
            (Section::CheckIn, "check-in.md", self.check_in(at)),
            (Section::SelfAssessment, "self-assessment.md", self.self_assessment(at)),
            (
                Section::ManagerAssessment,
                "manager-assessment.md",
                self.manager_assessment(at),
            ),
            (Section::Pay, "outcome.toml", self.outcome(at)),
            (
                Section::DevelopmentPlan,
                "development-plan.md",
                self.development_plan(at),
            ),
            (
                Section::ImprovementPlan,
                "improvement-plan.md",
                self.improvement_plan(at),
            ),
        ];
        for (section, name, text) in records {
            if someone.written.contains(&section) {
                org = org.record(name, &text);
            }
        }
        for (number, (author, relationship)) in someone.feedback.iter().enumerate() {
            let text = format!(
                "+++\nrelationship = \"{}\"\nsubmitted = {}\nagain = \"yes\"\n+++\n\n## What does this person do well?\n\n{}\n",
                self.relationship(at, relationship),
                handed_in(number),
                self.quote(at, number)
            );
            org = org.record(&format!("feedback/{author}.md"), &text);
        }
        org
    }

    fn goals(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::IndividualGoals, field);
        format!(
            "[[objective]]\nid = \"one\"\ntitle = \"{}\"\nkind = \"delivery\"\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"{}\"\n\
             target = \"{}\"\nweek = 9\n",
            word("objective"),
            word("title"),
            word("target")
        )
    }

    fn check_in(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::CheckIn, field);
        let status = if self.is_changed(at, Section::CheckIn) {
            "off-track"
        } else {
            "on-track"
        };
        let mut front = format!("+++\ndate = 2026-08-12\nmanager = \"{}\"\n", self.people[at].manager);
        if self.people[at].written.contains(&Section::IndividualGoals) {
            _ = write!(
                front,
                "[[progress]]\nkey_result = \"one/kr\"\nstatus = \"{status}\"\nnotes = \"{}\"\n\
                 [[adjustment]]\nkey_result = \"one/kr\"\nchange = \"intervention\"\nrationale = \"{}\"\nplan = \"{}\"\n",
                word("notes"),
                word("rationale"),
                word("plan")
            );
        }
        format!(
            "{front}[[action]]\nowner = \"employee\"\nwhat = \"{}\"\ndue = 2026-08-28\n+++\n\n## What's going well?\n\n{}\n",
            word("action"),
            word("body")
        )
    }

    fn self_assessment(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::SelfAssessment, field);
        let result = if self.is_changed(at, Section::SelfAssessment) {
            "missed"
        } else {
            "met"
        };
        let mut front = self.people[at]
            .submitted
            .map_or(String::new(), |day| format!("submitted = {day}\n"));
        if self.people[at].written.contains(&Section::IndividualGoals) {
            _ = write!(
                front,
                "[[result]]\nkey_result = \"one/kr\"\nactual = \"{}\"\nresult = \"{result}\"\n",
                word("actual")
            );
        }
        format!("+++\n{front}+++\n\n## Key accomplishments\n\n{}\n", word("body"))
    }

    fn manager_assessment(&self, at: usize) -> String {
        let someone = &self.people[at];
        let mut front = format!("author = \"{}\"\nsubmitted = {ASSESSED}\n", someone.manager);
        if let Some(day) = someone.shared {
            _ = writeln!(front, "shared = {day}");
        }
        let rating = someone
            .recommended
            .map(|rating| self.moved(at, Section::RecommendedRating, rating));
        _ = match rating {
            Some(rating) => writeln!(front, "rating = {rating}"),
            None => writeln!(
                front,
                "not_rated = \"{}\"",
                self.word(at, Section::RecommendedRating, "reason")
            ),
        };
        format!(
            "+++\n{front}[[evidence]]\ndate = 2026-08-20\nwhat = \"{}\"\n[promotion]\nrecommendation = \"ready\"\nnote = \"{}\"\n+++\n\n\
             ## Strengths\n\n{}\n",
            self.word(at, Section::Evidence, "what"),
            self.word(at, Section::Promotion, "recommendation"),
            self.word(at, Section::ManagerAssessment, "body")
        )
    }

    fn outcome(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::Pay, field);
        let promotion = |field| self.word(at, Section::Promotion, field);
        let [before, after, shares] = self.pay(at);
        format!(
            "[pay]\nbase_before = {before}\nmerit_percent = 5.0\nbase_after = {after}\nequity_shares = {shares}\nexception = \"{}\"\n\
             [promotion]\ndecision = \"criteria-review\"\nto_level = \"{}\"\n[[promotion.criterion]]\nwhat = \"{}\"\nevidence = \"{}\"\n\
             [[action]]\nkind = \"mentor\"\nwhat = \"{}\"\n[acknowledged]\nemployee = 2026-10-28\ncomment = \"{}\"\n",
            word("exception"),
            promotion("level"),
            promotion("criterion"),
            promotion("evidence"),
            word("action"),
            word("comment")
        )
    }

    fn development_plan(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::DevelopmentPlan, field);
        format!(
            "+++\ncreated = 2026-10-19\nreview = 2027-01-17\nmentor = \"head\"\nmentor_for = \"{}\"\ntraining = [\"{}\"]\n\
             [[criterion]]\nwhat = \"{}\"\ndue = 2026-12-01\n[[check_in]]\nday = 30\ndate = 2026-11-18\nnote = \"{}\"\n+++\n\n\
             ## Gap identified\n\n{}\n",
            word("mentoring"),
            word("training"),
            word("criterion"),
            word("note"),
            word("body")
        )
    }

    fn improvement_plan(&self, at: usize) -> String {
        let word = |field| self.word(at, Section::ImprovementPlan, field);
        let record = |field| self.word(at, Section::ImprovementRecord, field);
        format!(
            "+++\ncreated = 2026-10-19\nend = 2026-12-18\nmentor = \"head\"\nmentor_for = \"{}\"\n[[criterion]]\nwhat = \"{}\"\n\
             due = 2026-12-01\n[[check_in]]\nday = 30\ndate = 2026-11-18\nnote = \"{}\"\n[[milestone]]\nweek = 1\nwhat = \"{}\"\n\
             [[exit]]\nwhat = \"{}\"\n[[log]]\ndate = 2026-10-19\nwhat = \"{}\"\nby = \"head\"\n[preconditions]\nclear_feedback = \"{}\"\n\
             resources_offered = \"{}\"\nconcerns_documented = \"{}\"\nno_surprise = \"{}\"\napproved_by = \"head\"\n+++\n\n\
             ## Gap identified\n\n{}\n",
            word("mentoring"),
            word("criterion"),
            word("note"),
            word("milestone"),
            word("exit"),
            record("log"),
            record("feedback"),
            record("resources"),
            record("concerns"),
            record("surprise"),
            word("body")
        )
    }
}
