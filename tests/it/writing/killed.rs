//! A build that is killed at any moment: the old site stands, or the new one, and the next build clears up.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::time::Duration;

use preread::site::{Output, PowerCut, Session};

use super::{Home, address, contents, helper, helper_site};

#[test]
#[ignore = "run by a_build_killed_at_any_moment_leaves_a_whole_site in a process of its own"]
fn build_on_and_on() {
    for round in 0.. {
        build_generation(&helper_site(), round);
        println!("built {round}");
    }
}

/// A site each of whose changing pages names its generation; every second page stays.
fn build_generation(site: &Path, generation: u32) {
    let session = Session::begin(&Output::new(site, &[]).unwrap(), PowerCut::Ignored).unwrap();
    for page in 0..60 {
        let text = if page % 2 == 0 {
            "stays".to_owned()
        } else {
            format!("generation {generation}")
        };
        session
            .write(&address(&format!("hr/p{}/{page}.html", page % 7)), text.as_bytes())
            .unwrap();
    }
    session.finish().unwrap();
}

fn assert_one_generation(site: &Path) {
    let found = contents(site);
    assert_eq!(found.len(), 61, "60 pages and the notes");
    let mut texts: Vec<_> = found.values().map(String::as_str).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 3, "one generation, what stays and the notes: {texts:?}");
}

#[test]
fn a_build_killed_at_any_moment_leaves_a_whole_site() {
    let home = Home::new();
    build_generation(&home.site(), u32::MAX);
    fs::write(home.at("hr/notes.txt"), "mine").unwrap();
    let mut left_something = 0;
    for round in 0..40_u64 {
        let mut child = helper("killed::build_on_and_on", &home.site()).spawn().unwrap();
        // Wait until it is at work, then a moment that differs from round to round.
        let mut byte = [0; 64];
        let _ = child.stdout.as_mut().unwrap().read(&mut byte).unwrap();
        std::thread::sleep(Duration::from_micros(20_000 + round * 733 % 9_000));
        child.kill().unwrap();
        child.wait().unwrap();
        assert_one_generation(&home.site());
        left_something += usize::from(home.beside().iter().any(|name| name != ".site.preread-lock"));
    }
    assert!(left_something > 0, "no kill hit a build: the test tests nothing");
    build_generation(&home.site(), 0);
    assert_one_generation(&home.site());
    assert!(home.beside().is_empty(), "{:?}", home.beside());
}
