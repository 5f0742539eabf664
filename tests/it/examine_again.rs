//! What is examined again of a few packets, sessions and units' goals is what is examined of everything: records, figures and findings alike.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use preread::diagnostics::Finding;
use preread::records::id::{CycleId, PersonId};
use preread::records::load::load;
use preread::records::{Parsed, RecordPlace};
use preread::site::{
    Again, Examined, GoalsAgain, PacketAgain, SessionsAgain, examine, examine_again, goals_at, packet_named,
};
use preread::source::{MemoryWorld, SourcePath, World};

use crate::random::Random;

/// How many sequences of edits are made; `PREREAD_SEQUENCES` asks for more, and `PREREAD_SEED` for those from another seed on.
const SEQUENCES: u64 = 8;
/// Seeds that found a fault once: of findings about people that are told of a cycle as a whole.
const TELLING: [u64; 1] = [215];
/// How many edits each has.
const EDITS: u64 = 25;
/// How many edits of what sessions decided follow, none of which breaks anything.
const DECISIONS: u64 = 12;
/// How many people the organisations have: few, so that edits meet.
const PEOPLE: usize = 8;

/// Records in memory, and the packets of which some differ from the last good state.
struct Site {
    world: MemoryWorld,
    original: BTreeMap<SourcePath, String>,
    parsed: Vec<Parsed>,
    pending: BTreeSet<(CycleId, PersonId)>,
    /// Cycles of whose sessions some differ from the last good state.
    sessions: BTreeSet<CycleId>,
    /// Goals of units and of the company that differ from the last good state.
    goals: BTreeSet<RecordPlace>,
    /// Whether packets alone are edited.
    packets_alone: bool,
}

fn organisation(seed: u64) -> BTreeMap<SourcePath, String> {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("site");
    let made = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["sample", "--cycles", "2", "--people", &PEOPLE.to_string()])
        .args(["--seed", &seed.to_string()])
        .arg(&root)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let mut files = BTreeMap::new();
    read_below(&root, &root, &mut files);
    files
}

fn read_below(root: &Path, folder: &Path, files: &mut BTreeMap<SourcePath, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let below = path.strip_prefix(root).unwrap().to_str().unwrap();
        if path.is_dir() {
            read_below(root, &path, files);
        } else if below.starts_with("content/") || below == "preread.toml" {
            files.insert(SourcePath::new(below), fs::read_to_string(&path).unwrap());
        }
    }
}

impl Site {
    fn new(seed: u64) -> Self {
        let original = organisation(seed);
        let day = preread::source::Date::from_ymd_opt(2026, 10, 30).unwrap();
        let mut world = MemoryWorld::new(day);
        for (path, text) in &original {
            world.write(path.as_str(), text.as_bytes());
        }
        Self {
            parsed: load(&world).records,
            world,
            original,
            pending: BTreeSet::new(),
            sessions: BTreeSet::new(),
            goals: BTreeSet::new(),
            // They were when these seeds found their faults.
            packets_alone: TELLING.contains(&seed),
        }
    }

    fn text(&self, path: &SourcePath) -> String {
        String::from_utf8(self.world.read(path).unwrap()).unwrap()
    }

    /// The files of packets.
    fn files(&self) -> Vec<SourcePath> {
        self.files_in("/people/")
    }

    fn files_in(&self, folder: &str) -> Vec<SourcePath> {
        let all = self.world.list(&SourcePath::new("content/cycles")).into_iter();
        let paths = all.map(|entry| entry.path);
        paths.filter(|path| path.as_str().contains(folder)).collect()
    }

    /// Changes the record of a session, rightly or wrongly, or takes it away, or holds it twice.
    fn edit_session(&mut self, random: &mut Random) {
        let files = self.files_in("/calibration/");
        if files.is_empty() || random.below(2) == 0 {
            for (path, text) in self
                .original
                .iter()
                .filter(|(path, _)| path.as_str().contains("/calibration/"))
            {
                self.world.write(path.as_str(), text.as_bytes());
            }
        } else {
            let path = random.choose(&files).clone();
            match random.below(20) {
                0 => self.world.remove(path.as_str()),
                1..=4 => {
                    let text = self.text(&path);
                    self.world
                        .write(path.parent().unwrap().join("again.toml").as_str(), text);
                }
                _ => {
                    let text = varied(&self.text(&path), random);
                    self.world.write(path.as_str(), text);
                }
            }
        }
        self.note();
    }

    /// Has a session decide otherwise, be held or not, or cover others; or has all of them as they were at first.
    fn decide_otherwise(&mut self, random: &mut Random) {
        let path = random.choose(&self.files_in("/calibration/")).clone();
        let text = self.text(&path);
        let of_field = |field: &str| text.lines().filter(|line| line.starts_with(field)).collect::<Vec<_>>();
        let (finals, rationales) = (of_field("final = "), of_field("rationale = "));
        let text = match random.below(6) {
            0 if !rationales.is_empty() => text.replacen(*random.choose(&rationales), "", 1),
            1 if text.contains("held = true") => text.replacen("held = true", "held = false", 1),
            1 => text.replacen("held = false", "held = true", 1),
            2 => match of_field("teams = ").first() {
                Some(teams) if *teams == "teams = []" => self.original[&path].clone(),
                Some(teams) => text.replacen(teams, "teams = []", 1),
                None => text,
            },
            3 => self.original[&path].clone(),
            _ if finals.is_empty() => text,
            _ => {
                let (at, _) = *random.choose(&text.match_indices("final = ").collect::<Vec<_>>());
                let mut text = text.clone();
                let digit = at + "final = ".len();
                text.replace_range(digit..=digit, &(1 + random.below(5)).to_string());
                text
            }
        };
        self.world.write(path.as_str(), text);
        self.note();
    }

    /// Changes the goals of a unit or of the company, rightly or wrongly, or takes them away, or mends all.
    fn edit_goals(&mut self, random: &mut Random) {
        let files = self.files_in("/goals/");
        let is_of_unit = |path: &&SourcePath| path.as_str().contains("/goals/");
        let written: Vec<_> = self.original.keys().filter(is_of_unit).cloned().collect();
        match random.below(24) {
            0..=13 => {
                for path in &written {
                    self.world.write(path.as_str(), self.original[path].as_bytes());
                }
            }
            14 if files.len() > 1 => self.world.remove(random.choose(&files).as_str()),
            15 if !files.is_empty() => {
                let text = self.text(random.choose(&files));
                self.world.write(random.choose(&written).as_str(), text);
            }
            _ if files.is_empty() => {}
            _ => {
                let path = random.choose(&files).clone();
                let text = varied(&self.text(&path), random);
                self.world.write(path.as_str(), text);
            }
        }
        self.note();
    }

    /// Changes one record of a packet, rightly or wrongly.
    fn edit(&mut self, random: &mut Random) {
        let kind = if self.packets_alone { 0 } else { random.below(12) };
        match kind {
            1..=3 => return self.edit_session(random),
            4 | 5 => return self.edit_goals(random),
            6..=8 => return self.restore(),
            _ => {}
        }
        let files = self.files();
        let path = random.choose(&files).clone();
        match random.below(12) {
            0 if files.len() > PEOPLE => self.world.remove(path.as_str()),
            1..=3 => self.mend(random),
            4 => {
                // What one person wrote, as another's: records come and go.
                let folder = path.parent().unwrap();
                let name = *random.choose(&["goals.toml", "check-in.md", "manager-assessment.md", "outcome.toml"]);
                let ending = format!("/{name}");
                let is_like = |path: &&SourcePath| path.as_str().ends_with(&ending);
                let like: Vec<_> = files.iter().filter(is_like).cloned().collect();
                if !like.is_empty() && !folder.as_str().ends_with("feedback") {
                    let text = self.text(random.choose(&like));
                    self.world.write(folder.join(name).as_str(), text);
                }
            }
            _ => {
                let text = varied(&self.text(&path), random);
                self.world.write(path.as_str(), text);
            }
        }
        self.note();
    }

    /// One packet's files, or all, as they were at first.
    fn mend(&mut self, random: &mut Random) {
        let one = random.choose(&self.files()).parent().unwrap();
        let all = random.below(2) == 0;
        let concerned = |path: &SourcePath| path.as_str().contains("/people/") && (all || path.below(&one).is_some());
        for path in self.files().into_iter().filter(concerned) {
            self.world.remove(path.as_str());
        }
        for (path, text) in self.original.iter().filter(|(path, _)| concerned(path)) {
            self.world.write(path.as_str(), text.as_bytes());
        }
    }

    /// Everything as it was at first.
    fn restore(&mut self) {
        for path in self.files_in("/") {
            self.world.remove(path.as_str());
        }
        for (path, text) in &self.original {
            self.world.write(path.as_str(), text.as_bytes());
        }
        self.note();
    }

    fn note(&mut self) {
        let now = load(&self.world).records;
        let before = std::mem::replace(&mut self.parsed, now);
        // A server reads no file again that is as it was.
        for parsed in &mut self.parsed {
            if let Some(same) = before.iter().find(|each| *each == parsed) {
                *parsed = same.clone();
            }
        }
        let all = [(&before, &self.parsed), (&self.parsed, &before)];
        for (one, other) in all {
            for parsed in one.iter().filter(|parsed| !other.contains(parsed)) {
                match &parsed.place {
                    RecordPlace::Packet(cycle, person, _) => {
                        self.pending.insert((cycle.clone(), person.clone()));
                    }
                    RecordPlace::Calibration(cycle, _) => _ = self.sessions.insert(cycle.clone()),
                    RecordPlace::CompanyGoals(_) | RecordPlace::TeamGoals(..) => {
                        self.goals.insert(parsed.place.clone());
                    }
                    other => panic!("{other:?} was not edited"),
                }
            }
        }
    }

    fn again(&self, good: &Examined) -> Option<Result<Examined, preread::model::Findings>> {
        let packets = self.pending.iter().map(|(cycle, person)| {
            let (at, whose) = packet_named(&good.organisation, cycle, person)?;
            let is_of = |place: &RecordPlace| match place {
                RecordPlace::Packet(of, who, _) => (of, who) == (cycle, person),
                _ => false,
            };
            let records = self.parsed.iter().filter(|parsed| is_of(&parsed.place));
            Some(PacketAgain::of(at, whose, records))
        });
        let sessions = self.sessions.iter().map(|cycle| {
            let at = good.organisation.find_cycle(cycle)?;
            let is_of = |place: &RecordPlace| matches!(place, RecordPlace::Calibration(of, _) if of == cycle);
            let records = self.parsed.iter().filter(|parsed| is_of(&parsed.place));
            Some(SessionsAgain::of(at, records))
        });
        let goals = self.goals.iter().map(|place| {
            let (at, owner) = goals_at(&good.organisation, place)?;
            let record = self.parsed.iter().find(|parsed| parsed.place == *place)?;
            Some(GoalsAgain::of(at, owner, record))
        });
        let again = Again {
            goals: goals.collect::<Option<_>>()?,
            packets: packets.collect::<Option<_>>()?,
            sessions: sessions.collect::<Option<_>>()?,
        };
        examine_again(good, again, self.parsed.len())
    }
}

/// Another version of a text: right or wrong, as it comes.
fn varied(text: &str, random: &mut Random) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    let at = random.below(lines.len());
    let digits: Vec<_> = text.char_indices().filter(|(_, c)| c.is_ascii_digit()).collect();
    match random.below(8) {
        0 => _ = lines.remove(at),
        1 => lines.insert(at, "# a remark"),
        2 => lines.insert(at, lines[at]),
        3 => lines.insert(at, "nonsense = "),
        4 => swap_tables(&mut lines, random),
        5 => return format!("{text}\nA sentence more.\n"),
        _ if digits.is_empty() => {}
        _ => {
            let mut text = text.to_owned();
            // Ratings, days, weights and money alike.
            let (from, _) = *random.choose(&digits);
            let digit = random.below(10).to_string();
            text.replace_range(from..=from, &digit);
            return text;
        }
    }
    let mut text = lines.join("\n");
    text.push('\n');
    text
}

/// Two tables change places, which moves every position behind them.
fn swap_tables(lines: &mut [&str], random: &mut Random) {
    let heads: Vec<_> = (0..lines.len()).filter(|at| lines[*at].starts_with("[[")).collect();
    if heads.len() < 3 {
        return;
    }
    let first = random.below(heads.len() - 2);
    let (a, b, c) = (heads[first], heads[first + 1], heads[first + 2]);
    lines[a..c].rotate_left(b - a);
}

fn sorted(findings: impl IntoIterator<Item = Finding>) -> Vec<String> {
    // The rule's own texts are the same in every run.
    let said = |finding: Finding| {
        let Finding {
            rule,
            place,
            message,
            help,
            detail,
            notes,
        } = finding;
        format!("{}: {place:?}: {message}: {help:?}: {detail:?}: {notes:?}", rule.code)
    };
    let mut all: Vec<_> = findings.into_iter().map(said).collect();
    all.sort();
    all
}

/// Whether two states say the same, in everything that pages are made of.
fn assert_same(again: &Examined, whole: &Examined, when: &str) {
    assert_eq!(again.records, whole.records, "{when}");
    assert_eq!(sorted(again.all_findings()), sorted(whole.all_findings()), "{when}");
    let of_process =
        |examined: &Examined| format!("{:#?}", examined.process.all(&examined.organisation, &examined.facts));
    assert_eq!(of_process(again), of_process(whole), "{when}");
    let (one, other) = (&again.organisation, &whole.organisation);
    assert_eq!(one.later, other.later, "{when}");
    for (at, cycle) in other.cycles() {
        let here = one.cycle(at);
        assert_eq!(here.packets, cycle.packets, "{when}");
        assert_eq!(here.sessions, cycle.sessions, "{when}");
        assert_eq!(here.goals.sets, cycle.goals.sets, "{when}");
        let (facts, expected) = (again.facts.cycle(at), whole.facts.cycle(at));
        assert_eq!(facts.packets, expected.packets, "{when}");
        assert_eq!(facts.goals, expected.goals, "{when}");
        assert_eq!(facts.units, expected.units, "{when}");
        assert_eq!(facts.managers, expected.managers, "{when}");
        assert_eq!(facts.everyone, expected.everyone, "{when}");
        let most = &expected.everyone.packets[1..];
        assert_eq!(facts.group_kept(one, most), expected.group_kept(other, most), "{when}");
        assert_eq!(again.facts.movement(one, at), whole.facts.movement(other, at), "{when}");
        assert_eq!(facts.bias(one, here), expected.bias(other, cycle), "{when}");
        assert_eq!(facts.success(one, here), expected.success(other, cycle), "{when}");
        let of_each = facts.checks_of_each(one, here);
        assert_eq!(of_each, expected.checks_of_each(other, cycle), "{when}");
    }
}

#[test]
fn what_is_examined_again_is_what_is_examined_of_everything() {
    let sequences = std::env::var("PREREAD_SEQUENCES").map_or(SEQUENCES, |count| count.parse().unwrap());
    let (mut again, mut whole, mut broken) = (0, 0, 0);
    let first = std::env::var("PREREAD_SEED").map_or(1, |seed| seed.parse().unwrap());
    for seed in TELLING.into_iter().chain(first..first + sequences) {
        let mut site = Site::new(seed);
        let mut random = Random::new(seed);
        let mut good = examine(&site.world, None);
        assert!(!good.is_broken(), "{:#?}", good.findings);
        for edit in 0..EDITS + DECISIONS {
            let when = format!("seed {seed}, edit {edit}");
            match edit {
                0..EDITS => site.edit(&mut random),
                EDITS => site.restore(),
                _ => site.decide_otherwise(&mut random),
            }
            let expected = examine(&site.world, None);
            match site.again(&good) {
                None => whole += 1,
                Some(Err(findings)) => {
                    broken += 1;
                    assert!(expected.is_broken(), "{when}: {findings:#?}");
                }
                Some(Ok(examined)) => {
                    again += 1;
                    assert!(!expected.is_broken(), "{when}: {:#?}", expected.findings);
                    assert_same(&examined, &expected, &when);
                }
            }
            if !expected.is_broken() {
                // The one that was examined again goes on, so that faults add up.
                let next = site.again(&good).and_then(Result::ok);
                good = next.unwrap_or(expected);
                site.pending.clear();
                site.sessions.clear();
                site.goals.clear();
            }
        }
    }
    assert!(
        again > whole && broken > 0 && whole > 0,
        "{again} again, {whole} whole, {broken} broken"
    );
}
