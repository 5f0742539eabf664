//! The examples of all rules, each laid over the smallest organisation: the wrong one breaks its rule, and the right one does not.

use preread::cli::init::example;
use preread::cli::registry;
use preread::diagnostics::{Example, Finding, Kind, Rule};
use preread::disclosure::{Audience, Process};
use preread::site::{dress, examine, own_themes, try_on};
use preread::source::{Date, MemoryWorld};
use preread::views::{PageKey, Parts, page};

/// Rules whose wrong examples cannot be written down: bytes that are no text, what is no file, a list of 200,000 entries.
const NOT_TEXT: [&str; 4] = ["not-utf8", "unreadable-file", "names-differ-in-case", "too-many"];

const DAY: Option<Date> = Date::from_ymd_opt(2026, 10, 30);

/// The smallest organisation, as `init` writes it.
fn smallest() -> MemoryWorld {
    example().fold(MemoryWorld::new(DAY.unwrap()), |world, (path, bytes)| {
        world.with(path, bytes)
    })
}

/// The same with an empty cycle, so that no record refers to one that an example replaces.
fn with_empty_cycle() -> MemoryWorld {
    let files = example().filter(|(path, _)| !path.contains("/cycles/") || path.ends_with("/cycle.toml"));
    files.fold(MemoryWorld::new(DAY.unwrap()), |world, (path, bytes)| {
        world.with(path, bytes)
    })
}

/// All findings, the process findings also where there are errors, what free pages cannot show, and what is wrong with the theme
/// where an example brings one.
fn findings(mut world: MemoryWorld, example: Example) -> Vec<Finding> {
    for (path, text) in example {
        world.write(path, *text);
    }
    let examined = examine(&world, DAY);
    let process = Process::new(&examined.organisation, &examined.facts);
    let process = process.all(&examined.organisation, &examined.facts).into_iter();
    let process: Vec<_> = process.map(|each| each.finding.clone()).collect();
    let lens = examined.lens(Audience::Company);
    let pages = (0..lens.pages().len()).map(|at| page(&lens, PageKey::Free(at), Parts::Page).1);
    let notices: Vec<_> = pages.flatten().map(|notice| notice.finding()).collect();
    let brings_a_theme = example
        .iter()
        .any(|(path, _)| path.starts_with("themes/") || *path == "preread.toml");
    let own = own_themes(&world).unwrap();
    let theme = match dress(&examined.organisation.settings, &own) {
        Err(findings) => findings,
        Ok((_, engine)) if brings_a_theme => try_on(&examined, &*engine),
        Ok(_) => Vec::new(),
    };
    let all = examined.findings.iter().cloned();
    all.chain(process).chain(notices).chain(theme).collect()
}

fn of(rule: &Rule, findings: &[Finding]) -> Vec<Finding> {
    findings
        .iter()
        .filter(|finding| *finding.rule == *rule)
        .cloned()
        .collect()
}

#[test]
fn the_wrong_example_of_each_rule_breaks_it_and_the_right_one_does_not() {
    let mut faults = Vec::new();
    for rule in registry::all().filter(|rule| !NOT_TEXT.contains(&rule.code)) {
        let wrong = of(rule, &findings(smallest(), rule.wrong));
        let right = of(rule, &findings(smallest(), rule.right));
        if !wrong.iter().any(|finding| !right.contains(finding)) {
            faults.push(format!("{}: the wrong example does not break it", rule.code));
        }
        let files: Vec<_> = rule.right.iter().map(|(path, _)| *path).collect();
        for finding in right
            .iter()
            .filter(|finding| files.contains(&finding.place.file.as_str()))
        {
            faults.push(format!("{}: the right example breaks it: {finding:?}", rule.code));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn an_example_breaks_no_other_rule_by_a_fault_of_the_file_itself() {
    let mut faults = Vec::new();
    for rule in registry::all().filter(|rule| rule.kind != Kind::Error) {
        let examples = [
            ("wrong", findings(with_empty_cycle(), rule.wrong)),
            ("right", findings(with_empty_cycle(), rule.right)),
        ];
        for (which, findings) in examples {
            let errors = findings.iter().filter(|finding| finding.rule.kind == Kind::Error);
            faults
                .extend(errors.map(|error| format!("{} ({which}): {}: {}", rule.code, error.rule.code, error.message)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
