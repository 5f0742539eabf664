//! Records that change while they are served: what a page says then, and who hears of it.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::preview::{example, preview, preview_of};

#[test]
fn a_fault_in_a_packet_stands_over_the_pages_that_it_keeps_back() {
    let preview = preview(&[]);
    let packets = preview.file("content/cycles/2026-q3/people");
    let mut people: Vec<_> = fs::read_dir(&packets)
        .unwrap()
        .map(|each| each.unwrap().path())
        .collect();
    let page_of = |packet: &Path| {
        let id = packet.file_name().unwrap().to_str().unwrap();
        preview.get(&format!("/hr/people/{id}/2026-q3/index.html"))
    };
    people.retain(|packet| packet.join("self-assessment.md").exists() && page_of(packet).status == 200);
    people.sort();
    let (broken, edited, other) = (&people[0], &people[1], &people[2]);
    let has_fault = |packet: &Path| page_of(packet).body.contains("preread-fault");
    let record = broken.join("self-assessment.md");
    let text = fs::read_to_string(&record).unwrap();
    fs::write(&record, text.replacen("+++", "+++\nnonsense = ", 1)).unwrap();
    eventually("the fault is shown where it is", || has_fault(broken));
    assert!(preview.get("/hr/index.html").body.contains("preread-fault"));
    assert!(!has_fault(other));
    assert!(!has_fault(edited));
    let kept_back = edited.join("self-assessment.md");
    let second = fs::read_to_string(&kept_back).unwrap();
    fs::write(&kept_back, format!("{second}\nNot shown until the other is mended.\n")).unwrap();
    eventually("what is kept back says why", || has_fault(edited));
    assert!(!has_fault(other));
    fs::write(&record, text).unwrap();
    eventually("all is well", || !has_fault(broken) && !has_fault(edited));
    assert!(page_of(edited).body.contains("Not shown until the other is mended."));
}

/// Asks until an answer is as expected; fails where it never is.
fn eventually(what: &str, mut asked: impl FnMut() -> bool) {
    let began = Instant::now();
    while !asked() {
        assert!(began.elapsed() < Duration::from_secs(20), "{what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn an_edit_is_seen_by_events_and_by_polling() {
    for arguments in [&[] as &[&str], &["--poll"]] {
        let preview = preview(arguments);
        let file = preview.file("preread.toml");
        let text = fs::read_to_string(&file).unwrap();
        let title = text.lines().find(|line| line.starts_with("title = ")).unwrap();
        assert!(!preview.get("/hr/index.html").body.contains("Another title"));
        fs::write(&file, text.replace(title, "title = \"Another title\"")).unwrap();
        eventually("the title changes", || {
            preview.get("/hr/index.html").body.contains("Another title")
        });
    }
}

#[test]
fn a_broken_record_keeps_the_last_good_page_under_what_is_wrong_until_it_is_mended() {
    let preview = preview(&[]);
    let file = preview.file("content/people.toml");
    let good = preview.get("/hr/index.html").body;
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, format!("{text}\nnonsense <b>\n")).unwrap();
    eventually("the fault is shown", || {
        preview.get("/hr/index.html").body.contains("preread-fault")
    });
    let over = preview.get("/hr/index.html");
    assert_eq!(over.status, 200);
    let line = text.lines().count() + 2;
    assert!(
        over.body.contains(&format!("content/people.toml:{line}:")),
        "{}",
        over.body
    );
    assert!(over.body.contains("nonsense &lt;b&gt;"), "{}", over.body);
    let main = |page: &str| {
        page.split("<main")
            .nth(1)
            .unwrap()
            .split("</main>")
            .next()
            .unwrap()
            .to_owned()
    };
    assert_eq!(main(&over.body), main(&good));
    fs::write(&file, text).unwrap();
    eventually("the fault is gone", || {
        !preview.get("/hr/index.html").body.contains("preread-fault")
    });
}

#[test]
fn it_starts_on_broken_records_and_shows_what_is_wrong() {
    let root = example();
    let file = root.path().join("reviews/content/people.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, "half a rec").unwrap();
    let preview = preview_of(root, &[]);
    let answer = preview.get("/hr/index.html");
    assert_eq!(answer.status, 503);
    assert!(answer.body.contains("content/people.toml:1:"), "{}", answer.body);
    fs::write(&file, text).unwrap();
    eventually("it is mended", || preview.get("/hr/index.html").status == 200);
}

#[test]
fn a_deleted_page_is_gone_and_one_in_a_new_folder_is_there() {
    let preview = preview(&[]);
    let folder = preview.file("content/pages");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("fresh.md"), "# Fresh\n\nText.\n").unwrap();
    eventually("the page is there", || {
        preview.get("/hr/pages/fresh/index.html").status == 200
    });
    fs::rename(&folder, preview.file("content/.away")).unwrap();
    eventually("the page is gone", || {
        preview.get("/hr/pages/fresh/index.html").status == 404
    });
    fs::rename(preview.file("content/.away"), &folder).unwrap();
    eventually("the page is back", || {
        preview.get("/hr/pages/fresh/index.html").status == 200
    });
    fs::write(folder.join("fresh.md"), "# Fresh\n\nOther words.\n").unwrap();
    eventually("it is still watched", || {
        preview.get("/hr/pages/fresh/index.html").body.contains("Other words")
    });
    fs::remove_file(folder.join("fresh.md")).unwrap();
    eventually("the page is gone", || {
        preview.get("/hr/pages/fresh/index.html").status == 404
    });
}

#[test]
fn listeners_hear_which_build_is_current_when_they_come_and_when_it_changes() {
    let preview = preview(&[]);
    // The first page comes when everything has been read: before that another build is current.
    assert_eq!(preview.get("/hr/index.html").status, 200);
    let mut stream = preview.connect();
    let port = preview.port;
    write!(
        stream,
        "GET /__preread/events HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n"
    )
    .unwrap();
    let mut lines = BufReader::new(stream).lines().map_while(Result::ok);
    let mut next = || {
        lines
            .by_ref()
            .find_map(|line| line.strip_prefix("data: ").map(str::to_owned))
            .unwrap()
    };
    let first = next();
    assert!(
        preview
            .get("/hr/index.html")
            .body
            .contains(&format!("content=\"{first}\""))
    );
    let file = preview.file("preread.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text.replace("title = \"", "title = \"More ")).unwrap();
    let second = next();
    assert_ne!(first, second);
    assert!(
        preview
            .get("/hr/index.html")
            .body
            .contains(&format!("content=\"{second}\""))
    );
}
