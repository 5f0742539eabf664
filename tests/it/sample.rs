//! The sample that ships with the program: it is read without a fault.

use std::path::Path;

use preread::diagnostics::Kind;
use preread::model::link;
use preread::records::load::load;
use preread::source::{Date, DiskWorld};

#[test]
fn the_sample_is_read_and_linked_without_an_error() {
    let world = DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR")));
    let loaded = load(&world);
    let faults: Vec<_> = loaded
        .all_findings()
        .map(|f| format!("{:?} {} {:?}", f.place, f.message, f.help))
        .collect();
    assert_eq!(faults, Vec::<String>::new());
    let linked = link(loaded, Date::from_ymd_opt(2026, 10, 30).unwrap());
    let errors = linked
        .findings
        .iter()
        .filter(|finding| finding.rule.kind != Kind::Process);
    let errors: Vec<_> = errors
        .map(|f| format!("{:?} {} {:?}", f.place, f.message, f.help))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    assert_eq!(linked.organisation.people.len(), 51);
    assert_eq!(linked.organisation.cycles.len(), 2);
}
