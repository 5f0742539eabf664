use super::{Fault, Known, Roster, read};
use crate::model::link;
use crate::records::load::load;
use crate::source::{Date, MemoryWorld};

const HEADER: &str = "id,name,hired,from,title,level,team,manager";

fn known() -> Known {
    Known {
        people: ["omar-haddad".to_owned()].into(),
        teams: ["platform".to_owned()].into(),
    }
}

fn table(text: &str) -> Result<Roster, Vec<Fault>> {
    read(text.as_bytes().to_vec(), &known())
}

/// Line, column and message of each fault of lines below the header.
fn faults(lines: &str) -> Vec<(u64, String, String)> {
    let found = table(&format!("{HEADER}\n{lines}")).unwrap_err();
    let each = |fault: Fault| (fault.line, fault.column.unwrap_or_default(), fault.message);
    found.into_iter().map(each).collect()
}

#[test]
fn a_person_with_two_roles_comes_back_from_the_record_as_the_table_gives_them() {
    let text = "\u{feff}Employee ID;Full_Name;Hire Date;Role from;Job title;Grade;Unit;Manager;E-mail;Gender;Left;Desk\r\n\
        mia-chen;\"Mia \"\"M\"\" Chén; Jr\";2020-02-03;2024-01-01;Engineer;IC3;platform;;mia@x.example;woman;2026-12-31;7\r\n\
        \r\n\
        mia-chen;\"Mia \"\"M\"\" Chén; Jr\";2020-02-03;;Intern;IC1;platform;jo-li;mia@x.example;woman;2026-12-31;7\r\n\
        jo-li;Jo \\ Li;2019-01-01;;Lead;M1;platform;;;;;\r\n";
    let roster = table(text).unwrap();
    assert_eq!(roster.ignored, ["Desk"]);
    let world = MemoryWorld::new(Date::from_ymd_opt(2026, 1, 1).unwrap())
        .with("preread.toml", "[site]\ntitle = \"T\"\norganisation = \"O\"\n")
        .with(
            "content/teams.toml",
            "[[team]]\nid = \"platform\"\nname = \"Platform\"\n",
        );
    let world = roster.people.iter().fold(world, |world, person| {
        world.with(&format!("content/people/{}.toml", person.id), person.record())
    });
    let loaded = load(&world);
    assert_eq!(loaded.all_findings().count(), 0);
    let linked = link(loaded, Date::MAX);
    assert_eq!(Vec::from_iter(linked.findings), []);
    let organisation = &linked.organisation;
    let person = |id: &str| {
        let mut people = organisation.people.iter();
        people.find(|person| person.id.as_str() == id).unwrap()
    };
    let mia = person("mia-chen");
    assert_eq!(&*mia.name, "Mia \"M\" Chén; Jr");
    assert_eq!(mia.email.as_deref(), Some("mia@x.example"));
    assert_eq!(mia.gender.as_deref(), Some("woman"));
    assert_eq!(mia.pronouns, None);
    assert_eq!(mia.left, Date::from_ymd_opt(2026, 12, 31));
    let manager = |at: usize| {
        mia.roles[at]
            .manager
            .map(|manager| organisation.person(manager).id.to_string())
    };
    let roles: Vec<_> = mia
        .roles
        .iter()
        .map(|role| (role.from.to_string(), &*role.title, &*role.level))
        .collect();
    assert_eq!(
        roles,
        [
            ("2020-02-03".to_owned(), "Intern", "IC1"),
            ("2024-01-01".to_owned(), "Engineer", "IC3")
        ]
    );
    assert_eq!((manager(0).as_deref(), manager(1)), (Some("jo-li"), None));
    assert_eq!(&*person("jo-li").name, "Jo \\ Li");
}

#[test]
fn each_fault_of_a_cell_is_told_with_its_line_and_column_and_all_at_once() {
    let found = faults(
        "Mia Chen,Mia,2020-02-03,,Engineer,IC3,platform,\n\
         jo,,03.02.2020,,Engineer,IC3,platfrom,nobody\n\
         omar-haddad,Omar,2020-02-30,,Engineer,,platform,omar-haddad\n",
    );
    let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, &**column)).collect();
    assert_eq!(
        places,
        [
            (2, "id"),
            (3, "hired"),
            (3, "name"),
            (3, "team"),
            (3, "manager"),
            (4, "id"),
            (4, "hired"),
            (4, "level"),
            (4, "manager")
        ]
    );
}

#[test]
fn lines_about_one_person_may_not_contradict_each_other() {
    let found = faults("jo,Jo,2020-02-03,,A,IC3,platform,\njo,Joe,2020-02-03,,B,IC4,platform,\n");
    let places: Vec<_> = found.iter().map(|(line, column, _)| (*line, &**column)).collect();
    assert_eq!(places, [(3, "name"), (3, "from")]);
}

#[test]
fn a_role_before_the_first_day_is_a_fault() {
    let found = faults("jo,Jo,2020-02-03,2020-02-02,A,IC3,platform,\n");
    assert_eq!(found[0].1, "from");
}

#[test]
fn a_line_with_a_cell_too_many_and_a_missing_column_are_told() {
    assert_eq!(faults("jo,Jo,2020-02-03,,A,IC3,platform,,\n")[0].0, 2);
    let found = table("id,nmae,hired,title,level,team\n").unwrap_err();
    assert_eq!(found.len(), 1);
    assert!(found[0].help.contains("`nmae`"), "{}", found[0].help);
    assert_eq!(table("").unwrap_err().len(), 1);
    assert_eq!(read(b"id,name\nx,\xff\n".to_vec(), &known()).unwrap_err()[0].line, 2);
}
