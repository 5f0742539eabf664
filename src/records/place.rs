//! Which record a path holds: the tree of the content folder, and the nearest right name for a path that is none of it.

use super::faults::nearest;
use super::id::{CycleId, PageId, PersonId, SessionId, TeamId};

/// What a file below the content folder is, by its place.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordPlace {
    /// `policy.toml`
    Policy,
    /// `teams.toml`
    Teams,
    /// `people.toml` or `people/*.toml`
    People,
    /// `pages/<page>.md`
    Page(PageId),
    /// `cycles/<cycle>/cycle.toml`
    Cycle(CycleId),
    /// `cycles/<cycle>/goals/company.toml`
    CompanyGoals(CycleId),
    /// `cycles/<cycle>/goals/<team>.toml`
    TeamGoals(CycleId, TeamId),
    /// `cycles/<cycle>/calibration/<session>.toml`
    Calibration(CycleId, SessionId),
    /// `cycles/<cycle>/surveys.toml`
    Surveys(CycleId),
    /// `cycles/<cycle>/people/<person>/…`
    Packet(CycleId, PersonId, PacketPart),
}

/// One record of a packet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PacketPart {
    /// `goals.toml`
    Goals,
    /// `check-in.md`
    CheckIn,
    /// `self-assessment.md`
    SelfAssessment,
    /// `manager-assessment.md`
    ManagerAssessment,
    /// `feedback/<author>.md`
    Feedback(PersonId),
    /// `outcome.toml`
    Outcome,
    /// `development-plan.md`
    DevelopmentPlan,
    /// `improvement-plan.md`
    ImprovementPlan,
}

/// What was found at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A record.
    Record(RecordPlace),
    /// What an editor leaves behind.
    Ignored,
    /// A folder has the name of a file.
    Folder,
    /// The place is right and the name, which must be an id, is not one.
    BadName {
        /// Whose id it should be.
        what: &'static str,
        /// The name as it is.
        name: String,
    },
    /// None of these, with the nearest right name.
    Unknown(Option<String>),
}

const PACKET_FILES: &[(&str, PacketPart)] = &[
    ("goals.toml", PacketPart::Goals),
    ("check-in.md", PacketPart::CheckIn),
    ("self-assessment.md", PacketPart::SelfAssessment),
    ("manager-assessment.md", PacketPart::ManagerAssessment),
    ("outcome.toml", PacketPart::Outcome),
    ("development-plan.md", PacketPart::DevelopmentPlan),
    ("improvement-plan.md", PacketPart::ImprovementPlan),
];

/// Tells what a path below the content folder holds; `path` is relative to it.
#[must_use]
pub fn place_of(path: &str) -> Sought {
    let parts: Vec<&str> = path.split('/').collect();
    if parts.iter().any(|part| is_dropping(part)) {
        return Sought::Ignored;
    }
    let (_, folders) = parts.split_last().unwrap_or((&"", &[]));
    if folders
        .iter()
        .any(|folder| folder.ends_with(".toml") || folder.ends_with(".md"))
    {
        return Sought::Folder;
    }
    match parts.as_slice() {
        ["policy.toml"] => Sought::Record(RecordPlace::Policy),
        ["teams.toml"] => Sought::Record(RecordPlace::Teams),
        ["people.toml"] => Sought::Record(RecordPlace::People),
        ["people", file] if file.ends_with(".toml") => Sought::Record(RecordPlace::People),
        ["pages", file] if file.ends_with(".md") => named(file, "the name of a page", PageId::new, RecordPlace::Page),
        ["cycles", cycle, rest @ ..] if !rest.is_empty() => match CycleId::new(cycle) {
            Some(id) => in_cycle(&id, rest),
            None => Sought::BadName {
                what: "the name of a cycle's folder",
                name: (*cycle).to_owned(),
            },
        },
        [file] => unknown(file, &["policy.toml", "teams.toml", "people.toml"]),
        [folder, ..] => unknown(folder, &["people", "pages", "cycles"]),
        [] => Sought::Unknown(None),
    }
}

fn in_cycle(cycle: &CycleId, rest: &[&str]) -> Sought {
    match rest {
        ["cycle.toml"] => Sought::Record(RecordPlace::Cycle(cycle.clone())),
        ["surveys.toml"] => Sought::Record(RecordPlace::Surveys(cycle.clone())),
        ["goals", "company.toml"] => Sought::Record(RecordPlace::CompanyGoals(cycle.clone())),
        ["goals", file] if file.ends_with(".toml") => named(file, "the name of a team's goals", TeamId::new, |team| {
            RecordPlace::TeamGoals(cycle.clone(), team)
        }),
        ["calibration", file] if file.ends_with(".toml") => {
            let record = |session| RecordPlace::Calibration(cycle.clone(), session);
            named(file, "the name of a calibration session", SessionId::new, record)
        }
        ["people", person, rest @ ..] if !rest.is_empty() => match PersonId::new(person) {
            Some(id) => in_packet(cycle, &id, rest),
            None => Sought::BadName {
                what: "the name of a person's folder",
                name: (*person).to_owned(),
            },
        },
        [file] => unknown(file, &["cycle.toml", "surveys.toml"]),
        [folder, ..] => unknown(folder, &["goals", "calibration", "people"]),
        [] => Sought::Unknown(None),
    }
}

fn in_packet(cycle: &CycleId, person: &PersonId, rest: &[&str]) -> Sought {
    let record = |part| RecordPlace::Packet(cycle.clone(), person.clone(), part);
    match rest {
        ["feedback", file] if file.ends_with(".md") => {
            named(file, "the name of a feedback's author", PersonId::new, |author| {
                record(PacketPart::Feedback(author))
            })
        }
        [file] => match PACKET_FILES.iter().find(|(name, _)| name == file) {
            Some((_, part)) => Sought::Record(record(part.clone())),
            None => unknown(file, &PACKET_FILES.iter().map(|(name, _)| *name).collect::<Vec<_>>()),
        },
        [folder, ..] => unknown(folder, &["feedback"]),
        [] => Sought::Unknown(None),
    }
}

fn named<I>(
    file: &str,
    what: &'static str,
    id: impl Fn(&str) -> Option<I>,
    record: impl Fn(I) -> RecordPlace,
) -> Sought {
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    match id(stem) {
        Some(id) => Sought::Record(record(id)),
        None => Sought::BadName {
            what,
            name: stem.to_owned(),
        },
    }
}

fn unknown(name: &str, known: &[&str]) -> Sought {
    Sought::Unknown(
        nearest(name, known.iter().copied())
            .filter(|near| *near != name)
            .map(str::to_owned),
    )
}

fn is_dropping(name: &str) -> bool {
    // Vim writes a file named 4913 to learn whether it may write in a folder.
    name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp") || name == "4913"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cycle() -> CycleId {
        CycleId::new("2026-q3").unwrap()
    }

    fn jane() -> PersonId {
        PersonId::new("jane-doe").unwrap()
    }

    #[test]
    fn every_record_is_known_by_its_place() {
        let packet = |part| Sought::Record(RecordPlace::Packet(cycle(), jane(), part));
        let at = |rest: &str| place_of(&format!("cycles/2026-q3/{rest}"));
        assert_eq!(place_of("people/platform.toml"), Sought::Record(RecordPlace::People));
        assert_eq!(
            at("goals/company.toml"),
            Sought::Record(RecordPlace::CompanyGoals(cycle()))
        );
        assert_eq!(
            at("goals/risk.toml"),
            Sought::Record(RecordPlace::TeamGoals(cycle(), TeamId::new("risk").unwrap()))
        );
        for (name, part) in PACKET_FILES {
            assert_eq!(at(&format!("people/jane-doe/{name}")), packet(part.clone()));
        }
        let omar = PersonId::new("omar").unwrap();
        assert_eq!(
            at("people/jane-doe/feedback/omar.md"),
            packet(PacketPart::Feedback(omar))
        );
    }

    #[test]
    fn a_misspelt_file_is_told_its_right_name() {
        let suggested = |path: &str| match place_of(path) {
            Sought::Unknown(Some(name)) => name,
            other => format!("{other:?}"),
        };
        assert_eq!(
            suggested("cycles/2026-q3/people/jane-doe/selfassessment.md"),
            "self-assessment.md"
        );
        assert_eq!(suggested("team.toml"), "teams.toml");
        assert_eq!(suggested("cycles/2026-q3/calibrations/x.toml"), "calibration");
        assert_eq!(place_of("notes.txt"), Sought::Unknown(None));
    }

    #[test]
    fn what_editors_leave_is_ignored_and_no_path_climbs_out() {
        for path in [
            ".git/config",
            "people.toml~",
            "cycles/2026-q3/4913",
            "pages/.a.md.swp",
            "../x.toml",
        ] {
            assert_eq!(place_of(path), Sought::Ignored, "{path}");
        }
        assert!(matches!(place_of("pages/A b.md"), Sought::BadName { .. }));
        assert_eq!(place_of("people.toml/x.toml"), Sought::Folder);
    }
}
