//! The memory that the workbooks of a real organisation of 10,000 people take to write. Not among the ordinary tests, since it measures the
//! whole process and so runs alone: `./test --browser` does. `cargo bench --bench calibration` prints the figures.
//!
//! What is measured is what the program asks of its allocator. The memory that the system has given the process would say too little:
//! reading the records leaves room behind that the allocator keeps, and a workbook written into that room shows in no figure of the system's.

#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering};

use preread::disclosure::Audience;
use preread::exports;
use preread::site::examine;
use preread::source::DiskWorld;
use preread::views::{self, Parts};

use super::oracle::run;

/// The system's allocator, and how many bytes are in use, and were at most.
struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;
static IN_USE: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

fn count(size: usize) {
    let now = IN_USE.fetch_add(size, Ordering::Relaxed) + size;
    PEAK.fetch_max(now, Ordering::Relaxed);
}

// SAFETY: every request goes to the system's allocator as it came. What is not overridden here (`realloc`, `alloc_zeroed`) is made of
// these two, so that a block that grows counts in both sizes while it is copied.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: the caller's promise is the one that is asked for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        IN_USE.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: as above, and every block came from there.
        unsafe { System.dealloc(block, layout) }
    }
}

/// By how many bytes more were in use while `work` was done than before.
fn peak_of<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let before = IN_USE.load(Ordering::Relaxed);
    PEAK.store(before, Ordering::Relaxed);
    let done = work();
    (done, PEAK.load(Ordering::Relaxed) - before)
}

#[test]
#[ignore = "measures the memory of the whole process, so it runs alone: `./test --browser` does"]
fn the_workbooks_of_ten_thousand_people_take_less_than_100_mb() {
    // Room that was used and given back before counts in full.
    drop(vec![1_u8; 64 << 20]);
    let (_, of_room) = peak_of(|| vec![1_u8; 32 << 20]);
    assert!(of_room >= 32 << 20, "{of_room}");

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
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        let (workbook, more) = peak_of(|| exports::named(&page, &format!("{name}.xlsx")).unwrap().unwrap());
        println!(
            "{name}.xlsx: {} kB of workbook in {} kB of memory",
            workbook.bytes.len() / 1024,
            more / 1024
        );
        assert!(more < 100 * 1024 * 1024, "{name}.xlsx takes {more} bytes");
    }
}
