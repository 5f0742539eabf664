use clap::Parser;

use super::*;
use crate::diagnostics::Kind;
use crate::source::MemoryWorld;

#[derive(Debug, Parser)]
struct Line {
    #[command(flatten)]
    new: New,
}

/// The organisation that `init` writes, as it stands on its day.
fn smallest() -> MemoryWorld {
    let day = Date::from_ymd_opt(2026, 10, 30).unwrap();
    init::example().fold(MemoryWorld::new(day), |world, (path, content)| {
        world.with(path, content)
    })
}

fn draft(world: &MemoryWorld, arguments: &str) -> Result<Draft, Failure> {
    let line = Line::try_parse_from(["new"].into_iter().chain(arguments.split(' '))).unwrap();
    line.new.draft(&Desk::new(world))
}

fn errors(world: &MemoryWorld) -> Vec<String> {
    let findings = crate::site::examine(world, None).findings;
    let grave = findings.iter().filter(|finding| finding.rule.kind == Kind::Error);
    grave
        .map(|finding| format!("{:?}: {}", finding.place, finding.message))
        .collect()
}

#[test]
fn every_new_record_lies_in_its_place_and_checks_without_error() {
    let mut world = smallest();
    let steps = [
        ("cycle 2026-q4", "content/cycles/2026-q4/cycle.toml"),
        (
            "person mia-chen --name Mia --title Engineer --level IC3 --team platform",
            "content/people/mia-chen.toml",
        ),
        (
            "goals company --cycle 2026-q4",
            "content/cycles/2026-q4/goals/company.toml",
        ),
        (
            "goals engineering --cycle 2026-q4",
            "content/cycles/2026-q4/goals/engineering.toml",
        ),
        (
            "goals mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/goals.toml",
        ),
        (
            "check-in mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/check-in.md",
        ),
        (
            "self-assessment mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/self-assessment.md",
        ),
        (
            "manager-assessment mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/manager-assessment.md",
        ),
        (
            "feedback mia-chen --author sam-lee --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/feedback/sam-lee.md",
        ),
        (
            "calibration engineering --cycle 2026-q4",
            "content/cycles/2026-q4/calibration/engineering.toml",
        ),
        (
            "outcome mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/outcome.toml",
        ),
        (
            "development-plan mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/development-plan.md",
        ),
        (
            "improvement-plan mia-chen --cycle 2026-q4",
            "content/cycles/2026-q4/people/mia-chen/improvement-plan.md",
        ),
    ];
    for (arguments, path) in steps {
        let draft = draft(&world, arguments).unwrap();
        assert_eq!(format!("content/{}", draft.path), path);
        world.write(path, draft.content.clone());
        assert_eq!(errors(&world), Vec::<String>::new(), "{arguments}\n{}", draft.content);
    }
    let later = Date::from_ymd_opt(2027, 3, 1);
    let whole = crate::site::examine(&world, later);
    let packet = whole
        .organisation
        .cycles
        .last()
        .unwrap()
        .packets
        .iter()
        .find(|packet| packet.goals.is_some())
        .unwrap();
    assert!(packet.check_in.is_some() && packet.self_assessment.is_some() && packet.outcome.is_some());
    assert!(packet.development_plan.is_some() && packet.improvement_plan.is_some() && packet.feedback.len() == 1);
}

#[test]
fn a_new_quarter_has_the_scenarios_deadlines_and_follows_the_last() {
    let content = draft(&smallest(), "cycle 2026-q4").unwrap().content;
    for line in [
        "title = \"Q4 2026\"",
        "start = 2026-10-01",
        "end = 2026-12-31",
        "previous = \"2026-q3\"",
        "goals_locked = 2026-10-28",
        "coordinator = \"noor-haddad\"",
        "self_assessment = 2027-01-05",
    ] {
        assert!(content.contains(line), "{line} in\n{content}");
    }
}

#[test]
fn a_check_in_names_the_manager_and_every_key_result() {
    let mut world = smallest();
    world.remove("content/cycles/2026-q3/people/robin-diaz/check-in.md");
    let content = draft(&world, "check-in robin-diaz").unwrap().content;
    assert!(
        content.contains("manager = \"alex-kim\"") && content.contains("date = 2026-08-21"),
        "{content}"
    );
    assert_eq!(content.matches("[[progress]]").count(), 6);
}

#[test]
fn whom_nobody_knows_is_told_with_the_nearest() {
    let failure = draft(&smallest(), "outcome robin-dias").unwrap_err();
    assert!(failure.to_string().contains("Did you mean `robin-diaz`?"), "{failure}");
    assert_eq!(failure.exit(), Exit::Usage);
}
