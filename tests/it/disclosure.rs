//! Every tree holds what the matrix allows: over random small organisations, matrices and days, with a word planted in each section.

use std::collections::BTreeMap;
use std::sync::Arc;

use preread::disclosure::{AudienceKind, Moment, SectionKind, trees};
use preread::model::testing::{Org, org};
use preread::site::{Address, Audit, Examined, Memory, Plan, build, examine};
use preread::themes::{Files, Theme};

/// How many organisations are made.
const CASES: u64 = 3;
/// How many people each has besides the head.
const PEOPLE: usize = 6;
/// The sections in which a word is planted.
const PLANTED: &[SectionKind] = &[
    SectionKind::IndividualGoals,
    SectionKind::CheckIn,
    SectionKind::SelfAssessment,
    SectionKind::ManagerAssessment,
    SectionKind::Evidence,
    SectionKind::NamedFeedback,
    SectionKind::Pay,
    SectionKind::DevelopmentPlan,
    SectionKind::ImprovementPlan,
];
/// Overrides that a policy may hold.
const OVERRIDES: &[&str] = &[
    "",
    "[access.check-in]\nmanager = \"never\"\n",
    "[access.self-assessment]\ncommittee = \"never\"\n[access.pay]\nmanager = \"from-release\"\n",
    "[access.manager-assessment]\nperson = \"from-release\"\n[access.development-plan]\nperson = \"never\"\n",
    "[access.named-feedback]\nmanager = \"never\"\n[access.anonymous-feedback]\nmanager = \"always\"\n",
];

type Tree = BTreeMap<String, Arc<[u8]>>;

/// Numbers that are the same in every run (Marsaglia's xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % bound
    }

    fn flip(&mut self) -> bool {
        self.below(2) == 0
    }
}

/// What is known of a person of a made organisation.
#[derive(Debug, Clone)]
struct Someone {
    id: String,
    manager: &'static str,
    submitted: bool,
    shared: bool,
    authors: Vec<String>,
}

/// A made organisation, of which the expectation is worked out apart from the program.
#[derive(Debug, Clone)]
struct Made {
    people: Vec<Someone>,
    approved: bool,
    as_of: &'static str,
    policy: &'static str,
    /// Words that were changed: whose, and of which section.
    changed: Option<(usize, SectionKind)>,
}

impl Made {
    fn new(seed: u64) -> Self {
        let mut random = Random(0x9e37_79b9_7f4a_7c15 ^ (seed + 1));
        for _ in 0..8 {
            random.below(2);
        }
        let person = |at: usize, random: &mut Random| {
            let others: Vec<_> = (0..PEOPLE).filter(|other| *other != at).collect();
            let authors = others
                .into_iter()
                .take(random.below(5))
                .map(|other| format!("p{other}"));
            Someone {
                id: format!("p{at}"),
                manager: if at > 0 && random.flip() { "p0" } else { "head" },
                submitted: random.flip(),
                shared: random.flip(),
                authors: authors.collect(),
            }
        };
        Self {
            people: (0..PEOPLE).map(|at| person(at, &mut random)).collect(),
            approved: random.flip(),
            as_of: ["2026-10-20", "2026-10-30"][random.below(2)],
            policy: OVERRIDES[random.below(OVERRIDES.len())],
            changed: None,
        }
    }

    fn released(&self) -> bool {
        self.approved && self.as_of >= "2026-10-26"
    }

    /// The word planted in a section of a person's packet.
    fn word(&self, at: usize, section: SectionKind) -> String {
        let new = if self.changed == Some((at, section)) { "new" } else { "" };
        format!("zq{}{new}p{at}", section.word().replace('-', ""))
    }

    fn org(&self) -> Org {
        let mut org = org().as_of(self.as_of).file("policy.toml", self.policy);
        let mut cycle = "[facilitation]\ncoordinator = \"p1\"\nspecialist = \"p2\"\n".to_owned();
        if self.approved {
            cycle.push_str("[release]\napproved_by = \"head\"\napproved = 2026-10-20\n");
        }
        let board = "title = \"Board\"\ndate = 2026-10-16\nheld = true\nteams = [\"core\"]\nfacilitator = \"p3\"\nparticipants = [\"head\"]\n";
        org = org.cycle_fields(&cycle).in_cycle("calibration/board.toml", board);
        for (at, someone) in self.people.iter().enumerate() {
            org = self.packet(org.person(&someone.id).managed_by(someone.manager), at, someone);
        }
        org
    }

    fn packet(&self, org: Org, at: usize, someone: &Someone) -> Org {
        let word = |section| self.word(at, section);
        let day = |is: bool, line: &str| if is { format!("{line}\n") } else { String::new() };
        let goals = format!(
            "[[objective]]\nid = \"one\"\ntitle = \"{}\"\nkind = \"delivery\"\n\n[[objective.key_result]]\nid = \"kr\"\ntitle = \"Kr\"\ntarget = \"Done\"\nweek = 9\n",
            word(SectionKind::IndividualGoals)
        );
        let check_in = format!(
            "date = 2026-08-12\nmanager = \"{}\"\n[[action]]\nowner = \"employee\"\nwhat = \"{}\"\ndue = 2026-08-28",
            someone.manager,
            word(SectionKind::CheckIn)
        );
        let own = format!(
            "+++\n{}+++\n\n## Key accomplishments\n\n{}\n",
            day(someone.submitted, "submitted = 2026-10-05"),
            word(SectionKind::SelfAssessment)
        );
        let manager = format!(
            "+++\nauthor = \"{}\"\nsubmitted = 2026-10-09\n{}rating = 3\n[[evidence]]\ndate = 2026-08-20\nwhat = \"{}\"\n+++\n\n## Strengths\n\n{}\n",
            someone.manager,
            day(someone.shared, "shared = 2026-10-14"),
            word(SectionKind::Evidence),
            word(SectionKind::ManagerAssessment)
        );
        let outcome = format!("[[action]]\nkind = \"mentor\"\nwhat = \"{}\"\n", word(SectionKind::Pay));
        let plan = format!(
            "+++\ncreated = 2026-10-19\nreview = 2027-01-17\n+++\n\n## Gap identified\n\n{}\n",
            word(SectionKind::DevelopmentPlan)
        );
        let improvement = format!(
            "+++\ncreated = 2026-10-19\nend = 2026-12-18\n[[criterion]]\nwhat = \"{}\"\ndue = 2026-12-01\nmet = false\n+++\n",
            word(SectionKind::ImprovementPlan)
        );
        let org = org.record("goals.toml", &goals).document("check-in.md", &check_in);
        let org = org
            .record("self-assessment.md", &own)
            .record("manager-assessment.md", &manager);
        let org = org
            .record("outcome.toml", &outcome)
            .record("development-plan.md", &plan);
        let org = org.record("improvement-plan.md", &improvement);
        let texts = someone.authors.iter().enumerate();
        texts.fold(org, |org, (number, author)| {
            let text = format!(
                "+++\nrelationship = \"team mate\"\nsubmitted = 2026-10-06\nagain = \"yes\"\n+++\n\n## What does this person do well?\n\n{} number{number}\n",
                word(SectionKind::NamedFeedback)
            );
            org.record(&format!("feedback/{author}.md"), &text)
        })
    }

    fn is_above(&self, manager: &str, at: usize) -> bool {
        let direct = self.people[at].manager;
        direct == manager || (direct == "p0" && manager == self.people[0].manager)
    }

    /// Whether a person's packet stands in a tree, by the contract.
    fn covers(&self, tree: &str, at: usize) -> bool {
        let id = self.people[at].id.as_str();
        match tree.split_once('/') {
            None => tree == "hr" && !["p1", "p2"].contains(&id),
            Some(("people", person)) => person == id,
            Some(("managers", manager)) => self.is_above(manager, at),
            Some(_) => id != "p3",
        }
    }

    /// Whether a tree may show a section, by the contract.
    fn shows(&self, examined: &Examined, tree: &str, kind: AudienceKind, at: usize, section: SectionKind) -> bool {
        let someone = &self.people[at];
        if kind == AudienceKind::Company {
            return section == SectionKind::IndividualGoals;
        }
        if !self.covers(tree, at) {
            return false;
        }
        let is_open = |section| match examined.matrix.cell(section, kind).moment {
            Moment::Always | Moment::FromGoalsLocked | Moment::OnceCalibrated => true,
            Moment::OnceSubmitted => section != SectionKind::SelfAssessment || someone.submitted,
            Moment::OnceShared => someone.shared,
            Moment::FromRelease => self.released(),
            Moment::FromReleaseAndMinimum => self.released() && someone.authors.len() >= 3,
            Moment::Never | Moment::InAggregates | Moment::OwnScope | Moment::Totals => false,
        };
        match section {
            SectionKind::NamedFeedback => {
                !someone.authors.is_empty() && (is_open(section) || is_open(SectionKind::AnonymousFeedback))
            }
            section => is_open(section),
        }
    }
}

fn read(made: &Made) -> Examined {
    let examined = examine(&made.org().world(), None);
    assert!(!examined.is_broken(), "{:#?}", examined.findings);
    examined
}

fn render(examined: &Examined, theme: &Theme) -> BTreeMap<String, Tree> {
    let audiences = trees(&examined.organisation);
    let site = Memory::default();
    let plan = Plan {
        examined,
        theme,
        engine: &*theme.engine().unwrap(),
        audiences: &audiences,
        audit: &Audit::of(&examined.organisation, theme.sources()),
    };
    build(plan, &site).unwrap();
    let files: BTreeMap<Address, _> = site.into_files();
    let tree = |audience: &preread::disclosure::Audience| {
        let name = audience.tree(&examined.organisation);
        let own = format!("{name}/");
        let inside = files.iter().filter(|(at, _)| at.as_str().starts_with(&own));
        let inside = inside
            .map(|(at, bytes)| (at.as_str().to_owned(), bytes.clone()))
            .collect();
        (name, inside)
    };
    audiences.iter().map(tree).collect()
}

fn ledger() -> Theme {
    Theme::load("ledger", &Files::new()).unwrap()
}

fn says(tree: &Tree, word: &str) -> bool {
    let finds = |bytes: &[u8]| bytes.windows(word.len()).any(|window| window == word.as_bytes());
    tree.iter().any(|(name, bytes)| name.contains(word) || finds(bytes))
}

/// Words that stand in a tree and may not, and with `whole` those that should and do not.
fn faults(made: &Made, examined: &Examined, site: &BTreeMap<String, Tree>, whole: bool) -> Vec<String> {
    let mut faults = Vec::new();
    for audience in trees(&examined.organisation) {
        let name = audience.tree(&examined.organisation);
        for at in 0..PEOPLE {
            for section in PLANTED {
                let may = made.shows(examined, &name, audience.kind(), at, *section);
                let does = says(&site[&name], &made.word(at, *section));
                if does && !may || whole && may && !does {
                    faults.push(format!("{name}: {} of p{at}: may {may}, does {does}", section.word()));
                }
            }
        }
    }
    faults
}

#[test]
fn every_tree_holds_what_the_matrix_allows_nothing_more_and_nothing_less() {
    let theme = ledger();
    for seed in 0..CASES {
        let made = Made::new(seed);
        let examined = read(&made);
        let found = faults(&made, &examined, &render(&examined, &theme), true);
        assert_eq!(found, Vec::<String>::new(), "{made:#?}");
    }
}

#[test]
fn authors_who_change_places_change_no_byte_of_a_tree_without_names() {
    let theme = ledger();
    for seed in 0..CASES {
        let mut made = Made::new(seed);
        made.people[4].authors = ["p0", "p1", "p5"].map(str::to_owned).to_vec();
        let before = read(&made);
        let site = render(&before, &theme);
        made.people[4].authors.rotate_left(1);
        let after = render(&read(&made), &theme);
        for audience in trees(&before.organisation) {
            let named = before.matrix.cell(SectionKind::NamedFeedback, audience.kind()).moment != Moment::Never;
            let name = audience.tree(&before.organisation);
            assert!(
                named || site[&name] == after[&name],
                "{name} tells who wrote what: {made:#?}"
            );
        }
    }
}

#[test]
fn what_an_audience_may_not_see_changes_no_byte_of_its_tree() {
    let theme = ledger();
    for seed in 0..CASES {
        let mut made = Made::new(seed);
        let mut random = Random(seed + 77);
        let before = read(&made);
        let site = render(&before, &theme);
        let (at, section) = (random.below(PEOPLE), PLANTED[random.below(PLANTED.len())]);
        made.changed = Some((at, section));
        let after = render(&read(&made), &theme);
        for audience in trees(&before.organisation) {
            let name = audience.tree(&before.organisation);
            let may = made.shows(&before, &name, audience.kind(), at, section);
            assert!(
                may || site[&name] == after[&name],
                "{name} tells of {} of p{at}: {made:#?}",
                section.word()
            );
        }
    }
}

#[test]
fn a_theme_that_prints_all_it_is_handed_prints_nothing_that_its_audience_may_not_see() {
    let mut files = Files::new();
    let own = ledger_base().replacen("</body>", "<pre>{{ \"\" ~ view ~ page ~ site }}</pre></body>", 1);
    assert!(own.contains("~ view"), "the theme's frame has another form now");
    files.insert("ledger/templates/base.html".to_owned(), own.into_bytes().into());
    let theme = Theme::load("ledger", &files).unwrap();
    for seed in 0..1 {
        let made = Made::new(seed);
        let examined = read(&made);
        let site = render(&examined, &theme);
        assert!(says(&site["hr"], "improvement_record"), "the whole view is printed");
        assert_eq!(
            faults(&made, &examined, &site, false),
            Vec::<String>::new(),
            "{made:#?}"
        );
    }
}

fn ledger_base() -> String {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    std::fs::read_to_string(folder.join("themes/ledger/templates/base.html")).unwrap()
}
