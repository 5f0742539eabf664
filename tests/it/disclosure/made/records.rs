//! The records of a made organisation, with a word planted in each field.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use preread::model::testing::{Org, org};

use super::super::contract::Section;
use super::{Cycle, FREE, GROUP, Made, PEERS, Review, Session, label};

impl Made {
    pub fn org(&self) -> Org {
        let org = org()
            .team("side", self.nested.then_some("core"))
            .as_of(self.as_of)
            .file("policy.toml", &self.policy())
            .file("pages/about.md", &format!("+++\ntitle = \"About\"\n+++\n\n{FREE}\n"));
        let org = self.roster(org);
        self.cycles.iter().enumerate().fold(org, |org, (number, cycle)| {
            let org = self.cycle_records(org.cycle(cycle.id), cycle);
            let reviews = self.reviews.iter().enumerate();
            let reviews = reviews.filter(|(_, review)| review.cycle == number);
            reviews.fold(org, |org, (at, review)| self.packet(org.person(&review.id), at, review))
        })
    }

    /// Everyone with a gender, and a role for each cycle.
    fn roster(&self, org: Org) -> Org {
        let many = self.ids().count();
        (0..many).fold(org, |org, person| {
            let first = &self.reviews[person];
            let is_changed =
                (0..self.cycles.len()).any(|cycle| self.is_changed(cycle * many + person, Section::Demographics));
            let org = org
                .person(&first.id)
                .gender(if is_changed { "zqotherx" } else { first.gender })
                .managed_by(&first.manager)
                .in_team(first.team);
            match self.reviews.get(many + person) {
                Some(later) => org
                    .then_from("2026-07-01")
                    .managed_by(&later.manager)
                    .in_team(later.team),
                None => org,
            }
        })
    }

    fn cycle_records(&self, org: Org, cycle: &Cycle) -> Org {
        let mut fields = format!(
            "[facilitation]\ncoordinator = \"{}\"\nspecialist = \"{}\"\n",
            cycle.coordinator, cycle.specialist
        );
        if cycle.approved {
            _ = writeln!(
                fields,
                "[release]\napproved_by = \"head\"\napproved = {}",
                cycle.approval()
            );
        }
        let surveys = format!("[fairness]\ncounts = {:?}\ninvited = 9\n", cycle.survey);
        let org = org.cycle_fields(&fields).in_cycle("surveys.toml", &surveys);
        let goals = |word: &str| {
            format!(
                "[[objective]]\nid = \"whole\"\ntitle = \"{word}\"\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"{word}\"\n\
                 target = \"{word}\"\nweek = 9\n"
            )
        };
        let org = org
            .in_cycle("goals/company.toml", &goals(&cycle.goal("company")))
            .in_cycle("goals/side.toml", &goals(&cycle.goal("side")));
        cycle.sessions.iter().fold(org, |org, session| {
            org.in_cycle(
                &format!("calibration/{}.toml", session.id),
                &self.session_record(cycle, session),
            )
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

    fn session_record(&self, cycle: &Cycle, session: &Session) -> String {
        let mut text = format!(
            "title = \"Board\"\ndate = {}\nheld = true\nteams = {:?}\nfacilitator = \"{}\"\nparticipants = {:?}\n",
            cycle.held(),
            session.scope,
            session.facilitator,
            session.participants
        );
        for (at, review) in self.reviews.iter().enumerate() {
            let id = &review.id;
            let word = |field| self.word(at, Section::Calibration, field);
            let own = self.session(at).is_some_and(|own| own.id == session.id) && self.cycle(at).id == cycle.id;
            if !own || !review.written.contains(&Section::Calibration) {
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
                session.facilitator,
                word("question"),
                word("point")
            );
        }
        _ = writeln!(
            text,
            "[[justification]]\ncheck = \"guideline\"\ntext = \"{}\"\nby = \"head\"",
            session.justification(cycle)
        );
        text
    }

    fn packet(&self, org: Org, at: usize, review: &Review) -> Org {
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
            if review.written.contains(&section) {
                org = org.record(name, &self.cycle(at).with_days(&text));
            }
        }
        for (number, (author, relationship)) in review.feedback.iter().enumerate() {
            let text = format!(
                "+++\nrelationship = \"{}\"\nsubmitted = {}\nagain = \"yes\"\n+++\n\n## What does this person do well?\n\n{}\n",
                self.relationship(at, relationship),
                self.cycle(at).handed_in(number),
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
        let mut front = format!("+++\ndate = @08-12\nmanager = \"{}\"\n", self.reviews[at].manager);
        if self.reviews[at].written.contains(&Section::IndividualGoals) {
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
            "{front}[[action]]\nowner = \"employee\"\nwhat = \"{}\"\ndue = @08-28\n+++\n\n## What's going well?\n\n{}\n",
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
        let mut front = self.reviews[at]
            .submitted
            .as_ref()
            .map_or(String::new(), |day| format!("submitted = {day}\n"));
        if self.reviews[at].written.contains(&Section::IndividualGoals) {
            _ = write!(
                front,
                "[[result]]\nkey_result = \"one/kr\"\nactual = \"{}\"\nresult = \"{result}\"\n",
                word("actual")
            );
        }
        format!("+++\n{front}+++\n\n## Key accomplishments\n\n{}\n", word("body"))
    }

    fn manager_assessment(&self, at: usize) -> String {
        let (review, cycle) = (&self.reviews[at], self.cycle(at));
        let mut front = format!("author = \"{}\"\nsubmitted = {}\n", review.manager, cycle.assessed());
        if let Some(day) = &review.shared {
            _ = writeln!(front, "shared = {day}");
        }
        let rating = review
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
            "+++\n{front}[[evidence]]\ndate = @08-20\nwhat = \"{}\"\n[promotion]\nrecommendation = \"ready\"\nnote = \"{}\"\n+++\n\n\
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
             [[action]]\nkind = \"mentor\"\nwhat = \"{}\"\n[acknowledged]\nemployee = @10-28\ncomment = \"{}\"\n",
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
            "+++\ncreated = @10-19\nreview = @13-17\nmentor = \"head\"\nmentor_for = \"{}\"\ntraining = [\"{}\"]\n\
             [[criterion]]\nwhat = \"{}\"\ndue = @12-01\n[[check_in]]\nday = 30\ndate = @11-18\nnote = \"{}\"\n+++\n\n\
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
            "+++\ncreated = @10-19\nend = @12-18\nmentor = \"head\"\nmentor_for = \"{}\"\n[[criterion]]\nwhat = \"{}\"\n\
             due = @12-01\n[[check_in]]\nday = 30\ndate = @11-18\nnote = \"{}\"\n[[milestone]]\nweek = 1\nwhat = \"{}\"\n\
             [[exit]]\nwhat = \"{}\"\n[[log]]\ndate = @10-19\nwhat = \"{}\"\nby = \"head\"\n[preconditions]\nclear_feedback = \"{}\"\n\
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
