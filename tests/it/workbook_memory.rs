//! The memory that the workbooks of a real organisation of 10,000 people take to write. Not among the ordinary tests, since it measures the
//! whole process and so runs alone: `./test --browser` does. `cargo bench --bench calibration` prints the figures.

use std::fs;

use preread::disclosure::Audience;
use preread::exports;
use preread::site::examine;
use preread::source::DiskWorld;
use preread::views;

use super::oracle::run;

/// A figure of the process in kB.
fn memory(key: &str) -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[ignore = "measures the memory of the whole process, so it runs alone: `./test --browser` does"]
fn the_workbooks_of_ten_thousand_people_take_less_than_100_mb() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("reviews");
    let arguments = ["sample", root.to_str().unwrap(), "--people", "10000", "--cycles", "1"];
    run(&arguments, folder.path());
    let examined = examine(&DiskWorld::new(&root), None);
    let hr = examined.lens(Audience::Hr);
    for name in ["calibration", "outcomes"] {
        let ending = format!("/{name}/index.html");
        let mut keys = views::plan(&hr).into_iter();
        let key = keys.find(|key| key.address(&hr).ends_with(&ending)).unwrap();
        let (page, _) = views::page(&hr, key);
        // From here on the peak is that of writing alone.
        fs::write("/proc/self/clear_refs", "5").unwrap();
        let before = memory("VmRSS");
        let workbook = exports::named(&page, &format!("{name}.xlsx")).unwrap().unwrap();
        let more = memory("VmHWM").saturating_sub(before);
        println!(
            "{name}.xlsx: {} kB of workbook in {more} kB of memory",
            workbook.bytes.len() / 1024
        );
        assert!(more < 100 * 1024, "{name}.xlsx takes {more} kB");
    }
}
