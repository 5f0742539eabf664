//! The cycles of a made organisation: who calibrates, who runs them, and their days.

use std::collections::BTreeSet;

use super::super::random::Random;

/// A cycle.
#[derive(Debug, Clone)]
pub struct Cycle {
    pub id: &'static str,
    /// How many months it lies before the quarter in whose days the methods below are written.
    before: u32,
    pub sessions: Vec<Session>,
    pub coordinator: String,
    pub specialist: String,
    pub approved: bool,
    /// What the surveys say, from 1 to 5.
    pub survey: [usize; 5],
}

/// A calibration session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: String,
    /// Which units it looks at.
    pub scope: Vec<&'static str>,
    pub participants: Vec<String>,
    pub facilitator: String,
}

impl Cycle {
    /// The later cycle, or the one before it.
    pub fn new(earlier: usize, many: usize, nested: bool, random: &mut Random) -> Self {
        let scope = random.pick(&[vec!["core"], vec!["side"], vec!["core", "side"]]);
        // Nobody is looked at twice.
        let rest = if scope == ["core"] { "side" } else { "core" };
        let panel = (scope.len() == 1 && !nested && random.flip()).then(|| vec![rest]);
        let scopes = std::iter::once(("board", scope)).chain(panel.map(|scope| ("panel", scope)));
        let sessions = scopes.map(|(id, scope)| {
            let mut participants: Vec<_> = (0..random.below(4)).map(|_| anyone(many, random)).collect();
            participants.sort_unstable();
            participants.dedup();
            let facilitator = anyone(many, random);
            Session {
                id: id.to_owned(),
                scope,
                participants,
                facilitator,
            }
        });
        let sessions = sessions.collect();
        Self {
            id: ["2026-q3", "2026-q2"][earlier],
            before: 3 * u32::try_from(earlier).unwrap(),
            sessions,
            coordinator: anyone(many, random),
            specialist: anyone(many, random),
            approved: random.often(70),
            survey: [0, 1, 2, 3, 1],
        }
    }

    /// A day of the later cycle, or the one of this cycle that corresponds to it.
    pub fn day(&self, month: u32, day: u32) -> String {
        let month = month - self.before;
        let (year, month) = if month > 12 { (2027, month - 12) } else { (2026, month) };
        format!("{year}-{month:02}-{day:02}")
    }

    /// A text with the days of this cycle for `@08-12` and the like.
    pub fn with_days(&self, text: &str) -> String {
        let mut parts = text.split('@');
        let mut written = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            let number = |at| part[at..at + 2].parse().unwrap();
            written.push_str(&self.day(number(0), number(3)));
            written.push_str(&part[5..]);
        }
        written
    }

    /// The words of the goals of the company, or of a unit.
    pub fn goal(&self, owner: &str) -> String {
        format!("zqgoals{}{owner}x", self.before)
    }

    /// The day from which goals are locked.
    pub fn locked(&self) -> String {
        self.day(7, 28)
    }

    /// The day of check-ins.
    pub fn checked_in(&self) -> String {
        self.day(8, 12)
    }

    /// The day on which manager assessments are handed in.
    pub fn assessed(&self) -> String {
        self.day(10, 9)
    }

    /// The day on which the sessions are held.
    pub fn held(&self) -> String {
        self.day(10, 16)
    }

    /// The day on which plans are made.
    pub fn planned(&self) -> String {
        self.day(10, 19)
    }

    /// The day of the approval.
    pub fn approval(&self) -> String {
        self.day(10, 20)
    }

    /// The day on which ratings are released, where that is approved.
    pub fn release(&self) -> String {
        self.day(10, 26)
    }

    /// When the feedback with a number is handed in.
    pub fn handed_in(&self, number: usize) -> String {
        self.day(10, 3 + 3 * u32::try_from(number).unwrap())
    }
}

impl Session {
    /// A session that looks at no unit.
    pub fn of_nobody(number: usize) -> Self {
        Self {
            id: format!("more-{number}"),
            scope: Vec::new(),
            participants: Vec::new(),
            facilitator: "head".to_owned(),
        }
    }

    /// Who takes part, and who leads it.
    pub fn calibrators(&self) -> BTreeSet<&str> {
        let all = self.participants.iter().chain([&self.facilitator]);
        all.map(String::as_str).collect()
    }

    /// A word that stands in a justification of the session.
    pub fn justification(&self, cycle: &Cycle) -> String {
        format!("zqjustification{}{}x", cycle.before, self.id.replace('-', ""))
    }
}

fn anyone(many: usize, random: &mut Random) -> String {
    match random.below(many + 1) {
        0 => "head".to_owned(),
        at => format!("p{}", at - 1),
    }
}
