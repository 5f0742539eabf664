//! The roster and the units: addresses by which readers are known, and people who are named and no longer there.

use std::collections::HashMap;

use super::Warning;
use super::examples::{MORE_PEOPLE, kai};
use crate::diagnostics::{Finding, Rule, rule};
use crate::model::{Organisation, Person, Policy};

pub(super) const RULES: &[&Rule] = &[
    &ADDRESS_TWICE,
    &ADDRESS_MISSING,
    &ADDRESS_MALFORMED,
    &ADDRESS_UNWRITABLE,
    &MANAGER_LEFT,
    &LEAD_LEFT,
    &ROLE_AFTER_LEAVING,
];
pub(super) const WARNINGS: &[Warning<Policy>] = &[
    address_twice,
    address_missing,
    address_malformed,
    address_unwritable,
    manager_left,
    lead_left,
    role_after_leaving,
];

rule! {
    /// One address of two people.
    ADDRESS_TWICE, "address-twice", Error, "two people have the same address",
    "Web servers know a reader by the e-mail address, so one address for two people would open the records of each to the other. Capital letters make no \
     difference. Give each their own.",
    wrong: &[(MORE_PEOPLE, concat!(kai!("email = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n"),
        "\n[[person]]\nid = \"kai-bergmann\"\nname = \"Kai Bergmann\"\nemail = \"Kai.Berg@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: &[(MORE_PEOPLE, concat!(kai!("email = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n"),
        "\n[[person]]\nid = \"kai-bergmann\"\nname = \"Kai Bergmann\"\nemail = \"kai.bergmann@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// No address.
    ADDRESS_MISSING, "address-missing", Warning, "a person has no e-mail address",
    "The rules for web servers are made from the addresses of the roster: without one nobody can read this person's own pages, nor they the pages of those whom \
     they manage. Add `email`. People who left need none.",
    wrong: &[(MORE_PEOPLE, kai!("", "manager = \"alex-kim\"\n"))],
    right: &[(MORE_PEOPLE, kai!())];
}
rule! {
    /// What is no address.
    ADDRESS_MALFORMED, "address-malformed", Warning, "an e-mail address does not look like one",
    "An address has one @ with a name before and a domain after it, and no spaces. A wrong one lets nobody in. Correct it.",
    wrong: &[(MORE_PEOPLE, kai!("email = \"kai.berg at northwind.example\"\n", "manager = \"alex-kim\"\n"))],
    right: &[(MORE_PEOPLE, kai!())];
}
rule! {
    /// An address that no server's rules can hold.
    ADDRESS_UNWRITABLE, "address-not-served", Warning, "an e-mail address cannot stand in a web server's rules",
    "The rules for web servers hold addresses of ASCII letters, digits and the signs `.` `_` `-` `+` `=` `'` `!` `#` `%` `&` `*` `/` `?` `^` `~`, of up to 254 characters. \
     Others could be read as part of the rules, so the address is left out and its owner is let in nowhere. Give the address that the identity provider knows.",
    wrong: &[(MORE_PEOPLE, kai!("email = \"kai{berg}@northwind.example\"\n", "manager = \"alex-kim\"\n"))],
    right: &[(MORE_PEOPLE, kai!())];
}
rule! {
    /// A manager who is not there.
    MANAGER_LEFT, "manager-not-employed", Warning, "a person's manager is not employed",
    "The role in force today names a manager who has left or has not begun. Nobody would write the assessment. Add a role with the new manager.",
    wrong: &[(MORE_PEOPLE, concat!(kai!("left = 2026-08-31\nemail = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n"),
        "\n[[person]]\nid = \"lou-ray\"\nname = \"Lou Ray\"\nemail = \"lou.ray@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"kai-berg\"\n"))],
    right: &[(MORE_PEOPLE, concat!(kai!("left = 2026-08-31\nemail = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n"),
        "\n[[person]]\nid = \"lou-ray\"\nname = \"Lou Ray\"\nemail = \"lou.ray@northwind.example\"\nhired = 2024-02-01\n\n[[person.role]]\nfrom = 2024-02-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"kai-berg\"\n\n[[person.role]]\nfrom = 2026-09-01\ntitle = \"Engineer\"\nlevel = \"IC3\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))];
}
rule! {
    /// A lead who is not there.
    LEAD_LEFT, "lead-not-employed", Warning, "a unit's lead is not employed",
    "The unit names a lead who has left or has not begun. Name the one who leads it now.",
    wrong: &[(MORE_PEOPLE, kai!("left = 2026-08-31\n", "manager = \"alex-kim\"\n")),
        ("content/teams.toml", "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\nlead = \"alex-kim\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\nlead = \"kai-berg\"\n")],
    right: &[(MORE_PEOPLE, kai!()),
        ("content/teams.toml", "[[team]]\nid = \"engineering\"\nname = \"Engineering\"\nkind = \"department\"\nlead = \"alex-kim\"\n\n[[team]]\nid = \"platform\"\nname = \"Platform\"\nparent = \"engineering\"\nlead = \"kai-berg\"\n")];
}
rule! {
    /// A role of somebody who has gone.
    ROLE_AFTER_LEAVING, "role-after-leaving", Warning, "a role begins after the person left",
    "The last role begins while the person is employed. Correct its date, or the last day.",
    wrong: &[(MORE_PEOPLE, kai!("left = 2025-12-31\n", "manager = \"alex-kim\"\n\n[[person.role]]\nfrom = 2026-02-01\ntitle = \"Senior Engineer\"\nlevel = \"IC4\"\nteam = \"platform\"\nmanager = \"alex-kim\"\n"))],
    right: &[(MORE_PEOPLE, kai!("left = 2026-12-31\nemail = \"kai.berg@northwind.example\"\n", "manager = \"alex-kim\"\n"))];
}

/// An address as it is compared.
fn key(person: &Person) -> Option<String> {
    person
        .email
        .as_ref()
        .map(|email| email.trim().to_lowercase())
        .filter(|email| !email.is_empty())
}

fn address_twice(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let mut first: HashMap<String, &Person> = HashMap::new();
    let mut found = Vec::new();
    for person in organisation.people.iter() {
        let Some(address) = key(person) else { continue };
        if let Some(other) = first.get(&address) {
            let message = format!("`{}` has the address of `{}`", person.id, other.id);
            let finding = Finding::new(&ADDRESS_TWICE, person.place.clone(), message);
            found.push(
                finding
                    .help("Give each their own address.")
                    .note(other.place.clone(), "the other person"),
            );
        } else {
            first.insert(address, person);
        }
    }
    found
}

fn address_missing(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let there = |person: &&Person| person.left.is_none_or(|left| left >= organisation.as_of);
    let without = organisation
        .people
        .iter()
        .filter(there)
        .filter(|person| key(person).is_none());
    without
        .map(|person| {
            Finding::new(
                &ADDRESS_MISSING,
                person.place.clone(),
                "this person has no e-mail address",
            )
            .help("Add `email`.")
        })
        .collect()
}

fn is_address(text: &str) -> bool {
    let parts = text.split_once('@');
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c == '@' || c.is_whitespace());
    parts.is_some_and(|(name, domain)| plain(name) && plain(domain))
}

fn address_malformed(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let odd = |person: &&Person| key(person).is_some() && !person.email.as_deref().is_some_and(is_address);
    let people = organisation.people.iter().filter(odd);
    people
        .map(|person| {
            let message = "this person's `email` does not look like an address";
            Finding::new(&ADDRESS_MALFORMED, person.place.clone(), message).help("Write it as name@domain.")
        })
        .collect()
}

/// The longest address that mail can carry (RFC 5321, 4.5.3.1.3).
const LONGEST_ADDRESS: usize = 254;

/// Whether an address can stand in the rules of any web server as it is, without being read as anything else.
pub fn is_servable(address: &str) -> bool {
    let name = |c: char| c.is_ascii_alphanumeric() || ".!#%&'*+/=?^_~-".contains(c);
    let domain = |c: char| c.is_ascii_alphanumeric() || ".-".contains(c);
    address.len() <= LONGEST_ADDRESS
        && address.split_once('@').is_some_and(|(before, after)| {
            !before.is_empty() && !after.is_empty() && before.chars().all(name) && after.chars().all(domain)
        })
}

fn address_unwritable(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let odd = |person: &&Person| {
        person
            .email
            .as_deref()
            .is_some_and(|email| is_address(email) && !is_servable(email))
    };
    let people = organisation.people.iter().filter(odd);
    people
        .map(|person| {
            let message = "this person's `email` holds a sign that the rules for web servers cannot hold";
            Finding::new(&ADDRESS_UNWRITABLE, person.place.clone(), message)
                .help("Give the address that the identity provider knows.")
        })
        .collect()
}

fn manager_left(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let today = organisation.as_of;
    let employed = organisation.people.iter().filter(|person| person.employed_on(today));
    let roles = employed.filter_map(|person| person.role_on(today));
    let orphaned = roles.filter(|role| {
        role.manager
            .is_some_and(|manager| !organisation.person(manager).employed_on(today))
    });
    orphaned
        .map(|role| {
            let message = "this role is in force, and its manager is not employed";
            Finding::new(&MANAGER_LEFT, role.place.clone(), message).help("Add a role with the new manager.")
        })
        .collect()
}

fn lead_left(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let gone = |lead| !organisation.person(lead).employed_on(organisation.as_of);
    let teams = organisation.teams.iter().filter(|team| team.lead.is_some_and(gone));
    teams
        .map(|team| {
            Finding::new(&LEAD_LEFT, team.place.clone(), "the lead of this unit is not employed")
                .help("Name the one who leads it now.")
        })
        .collect()
}

fn role_after_leaving(organisation: &Organisation, _: &Policy) -> Vec<Finding> {
    let mut found = Vec::new();
    for person in organisation.people.iter() {
        let after = person
            .roles
            .iter()
            .filter(|role| person.left.is_some_and(|left| role.from > left));
        found.extend(after.map(|role| {
            Finding::new(
                &ROLE_AFTER_LEAVING,
                role.place.clone(),
                "this role begins after the person left",
            )
            .help("Correct one of the two dates.")
            .note(person.place.clone(), "the person")
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{is_address, is_servable};

    #[test]
    fn an_address_that_a_servers_rules_could_misread_is_not_served() {
        assert!(is_servable("kai.o'berg+hr@north-wind.example"));
        for wrong in [
            "kai\"@a.b",
            "kai$x@a.b",
            "{kai}@a.b",
            "kai\\@a.b",
            "kai|x@a.b",
            "kai;@a.b",
            "käi@a.b",
            "kai@a.b\n",
            "kai @a.b",
            "kai@a@b",
            "`k@a.b",
        ] {
            assert!(!is_servable(wrong), "{wrong}");
        }
        assert!(!is_servable(&format!("{}@a.b", "k".repeat(251))));
    }

    #[test]
    fn an_address_has_a_name_and_a_domain() {
        assert!(is_address("kai.berg@northwind.example"));
        for wrong in [
            "kai.berg",
            "@northwind.example",
            "kai@",
            "kai berg@northwind.example",
            "a@b@c",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
