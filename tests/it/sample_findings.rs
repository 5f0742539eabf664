//! The sample breaks exactly the rules that it was written to break, so that each kind of finding can be seen on a page.

use std::collections::BTreeSet;
use std::path::Path;

use preread::disclosure::Process;
use preread::facts::derive;
use preread::model::link;
use preread::records::load::load;
use preread::source::{Date, DiskWorld};

/// What was written on purpose: cycle, code, and the person or unit.
const DELIBERATE: &[(&str, &str, &str)] = &[
    ("2026-q2", "peer-feedback-below-minimum", "conor-mcgrath"),
    ("2026-q2", "rating-moved-without-rationale", "conor-mcgrath"),
    ("2026-q2", "peer-feedback-late", "kofi-mensah"),
    ("2026-q2", "manager-assessment-late", "odalys-ferrer"),
    ("2026-q2", "adjustment-without-rationale", "oleksandr-hrytsenko"),
    ("2026-q2", "self-assessment-late", "stefan-ilic"),
    ("2026-q2", "goals-missing", "yara-saleh"),
    ("2026-q2", "check-in-missing", "yara-saleh"),
    ("2026-q2", "exceeds-share", "reliability"),
    ("2026-q2", "survey-below-target", ""),
    ("2026-q3", "replacement-not-approved", "aroha-ngata"),
    ("2026-q3", "check-in-outside-window", "bartosz-wilk"),
    ("2026-q3", "peer-feedback-below-minimum", "emil-dragan"),
    ("2026-q3", "adjustment-without-rationale", "kofi-mensah"),
    ("2026-q3", "goals-agreed-late", "nell-ashworth"),
    ("2026-q3", "plan-without-mentor", "pavel-novotny"),
    ("2026-q3", "self-assessment-late", "petra-vukovic"),
    ("2026-q3", "merit-outside-range", "soren-askildsen"),
    ("2026-q3", "promotion-without-evidence", "sunita-pillai"),
    ("2026-q3", "intervention-without-plan", "viktor-halasz"),
    ("2026-q3", "goals-not-checked", "yara-saleh"),
];

#[test]
fn the_sample_breaks_the_rules_that_it_was_written_to_break_and_no_others() {
    let world = DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let linked = link(load(&world), Date::from_ymd_opt(2026, 10, 30).unwrap());
    let organisation = &linked.organisation;
    let facts = derive(organisation);
    let process = Process::new(organisation, &facts);
    let found = process.all(organisation, &facts);
    let about: BTreeSet<_> = found
        .iter()
        .map(|each| {
            let person = each.person.map(|person| organisation.person(person).id.as_str());
            let team = each.team.map(|team| organisation.team(team).id.as_str());
            let whom = person.or(team).unwrap_or_default();
            (organisation.cycle(each.cycle).id.as_str(), each.finding.rule.code, whom)
        })
        .collect();
    let expected: BTreeSet<_> = DELIBERATE.iter().copied().collect();
    let extra: Vec<_> = about.difference(&expected).collect();
    let absent: Vec<_> = expected.difference(&about).collect();
    assert!(
        extra.is_empty() && absent.is_empty(),
        "extra: {extra:#?}\nabsent: {absent:#?}"
    );
    assert_eq!(found.len(), about.len(), "each is found once");
}

#[test]
fn the_sample_has_no_errors_and_no_warnings() {
    let world = DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let loaded = load(&world);
    let mut findings: Vec<_> = loaded.all_findings().cloned().collect();
    let linked = link(loaded, Date::from_ymd_opt(2026, 10, 30).unwrap());
    findings.extend(linked.findings);
    findings.extend(preread::rules::warnings(&linked.organisation));
    let told: Vec<_> = findings
        .iter()
        .map(|f| format!("{}: {}: {}", f.place.file.as_str(), f.rule.code, f.message))
        .collect();
    assert_eq!(told, Vec::<String>::new());
}
