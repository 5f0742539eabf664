//! The examples of all rules, each laid over the smallest organisation: the wrong one breaks its rule, and the right one does not.

use preread::diagnostics::{Example, Finding, Kind, Rule};
use preread::facts::derive;
use preread::model::link;
use preread::records::load::load;
use preread::rules::registry;
use preread::source::{Date, MemoryWorld};

/// Rules whose wrong examples cannot be written down: bytes that are no text, what is no file, a list of 200,000 entries.
const NOT_TEXT: [&str; 4] = ["not-utf8", "unreadable-file", "names-differ-in-case", "too-many"];

fn smallest() -> MemoryWorld {
    let person = |id: &str, name: &str, manager: &str| {
        format!(
            "[[person]]\nid = \"{id}\"\nname = \"{name}\"\nemail = \"{id}@fernway.example\"\nhired = 2021-09-13\n\n\
             [[person.role]]\nfrom = 2021-09-13\ntitle = \"Engineer\"\nlevel = \"IC4\"\nteam = \"platform\"\n{manager}\n"
        )
    };
    let roster = [
        person("alex-kim", "Alex Kim", "").replace("\"platform\"", "\"engineering\""),
        person("robin-diaz", "Robin Diaz", "manager = \"alex-kim\"\n"),
        person("sam-lee", "Sam Lee", "manager = \"alex-kim\"\n"),
        person("noor-haddad", "Noor Haddad", "manager = \"alex-kim\"\n"),
        person("jo-martin", "Jo Martin", "manager = \"alex-kim\"\n"),
    ];
    MemoryWorld::new(Date::from_ymd_opt(2026, 10, 30).unwrap())
        .with("preread.toml", "[site]\ntitle = \"Reviews\"\norganisation = \"Fernway\"\nas_of = 2026-10-30\n")
        .with("content/people.toml", roster.concat())
        .with(
            "content/teams.toml",
            "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\nlead = \"alex-kim\"\n\n\
             [[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\n",
        )
        .with(
            "content/cycles/2026-q3/cycle.toml",
            "title = \"Q3 2026\"\nstart = 2026-07-01\nend = 2026-09-30\n\n\
             [facilitation]\ncoordinator = \"noor-haddad\"\nspecialist = \"noor-haddad\"\n\n\
             [deadlines]\ngoals_locked = 2026-07-28\ncheck_in = [2026-08-10, 2026-08-21]\nself_assessment = 2026-10-05\n\
             peer_feedback = 2026-10-07\nmanager_assessment = 2026-10-12\ncalibration = 2026-10-19\nrelease = 2026-10-26\n\n\
             [release]\napproved_by = \"alex-kim\"\napproved = 2026-10-23\n",
        )
}

fn findings(example: Example) -> Vec<Finding> {
    let mut world = smallest();
    for (path, text) in example {
        world.write(path, *text);
    }
    let loaded = load(&world);
    let mut findings: Vec<_> = loaded.all_findings().cloned().collect();
    let linked = link(loaded, Date::from_ymd_opt(2026, 10, 30).unwrap());
    findings.extend(linked.findings);
    findings.extend(preread::rules::warnings(&linked.organisation));
    let facts = derive(&linked.organisation);
    let process = preread::rules::process(&linked.organisation, &facts);
    findings.extend(process.into_iter().map(|each| each.finding));
    findings
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
        let wrong = of(rule, &findings(rule.wrong));
        let right = of(rule, &findings(rule.right));
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
        let examples = [("wrong", findings(rule.wrong)), ("right", findings(rule.right))];
        for (which, findings) in examples {
            let errors = findings.iter().filter(|finding| finding.rule.kind == Kind::Error);
            faults
                .extend(errors.map(|error| format!("{} ({which}): {}: {}", rule.code, error.rule.code, error.message)));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
