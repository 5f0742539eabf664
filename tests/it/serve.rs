//! `preread serve`, asked over its socket as a browser asks, and as nobody should.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A running preview of a small example, ended when it goes out of scope.
struct Preview {
    program: Child,
    port: u16,
    root: TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}

/// An answer, taken apart.
#[derive(Debug)]
struct Answer {
    status: u16,
    head: String,
    body: String,
    bytes: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// A folder with a small example in `reviews`.
fn example() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    crate::first_site::write(&root.path().join("reviews"));
    root
}

fn preview(arguments: &[&str]) -> Preview {
    preview_of(example(), arguments)
}

fn preview_of(root: TempDir, arguments: &[&str]) -> Preview {
    let mut program = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["serve", "--root"])
        .arg(root.path().join("reviews"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let port = loop {
        let line = lines.next().expect("the program ended").unwrap();
        if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
            break rest.split('/').next().unwrap().parse().unwrap();
        }
    };
    // What else it says must not fill its pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Preview { program, port, root }
}

impl Preview {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let start = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let start = start.map_or(bytes.len(), |at| at + 4);
        Answer {
            status: head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default(),
            head: head.to_owned(),
            body: body.to_owned(),
            bytes: bytes.split_off(start),
        }
    }

    fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let port = self.port;
        self.send(&format!(
            "{method} {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close\n{headers}\n"
        ))
    }

    fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    fn file(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join("reviews").join(path)
    }
}

#[test]
fn pages_are_served_with_the_headers_that_keep_them_confidential() {
    let preview = preview(&[]);
    let home = preview.get("/hr/index.html");
    assert_eq!(home.status, 200, "{home:?}");
    assert_eq!(home.header("Content-Type"), Some("text/html; charset=utf-8"));
    assert_eq!(home.header("Cache-Control"), Some("no-store"));
    assert_eq!(home.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(home.header("Referrer-Policy"), Some("no-referrer"));
    let policy = home.header("Content-Security-Policy").unwrap();
    assert!(
        policy.starts_with("default-src 'none';") && policy.ends_with("connect-src 'self'"),
        "{policy}"
    );
    assert_eq!(home.header("Access-Control-Allow-Origin"), None);
    assert_eq!(preview.get("/").header("Location"), Some("/hr/index.html"));
    assert_eq!(preview.get("/hr/").body, home.body);
}

#[test]
fn what_is_not_in_the_tree_is_not_served() {
    let preview = preview(&[]);
    for path in [
        "/hr/none.html",
        "/hr/../preread.toml",
        "/../preread.toml",
        "/hr/%2e%2e/preread.toml",
        "/hr/assets/../../preread.toml",
        "/preread.toml",
        "/content/people.toml",
        "/hr//index.html",
        "/company/index.html",
        "/hr/assets/",
        "/__preread/none",
    ] {
        assert_eq!(preview.get(path).status, 404, "{path}");
    }
}

#[test]
fn strangers_get_nothing() {
    let preview = preview(&[]);
    let port = preview.port;
    for headers in [
        "Origin: http://evil.example\n",
        "Origin: null\n",
        "Sec-Fetch-Site: cross-site\n",
        "Sec-Fetch-Site: same-site\n",
    ] {
        for path in ["/hr/index.html", "/__preread/events", "/__preread/as/company", "/none"] {
            let answer = preview.ask("GET", path, headers);
            assert_eq!(
                (answer.status, answer.body.contains("<html")),
                (403, false),
                "{path} {headers}"
            );
        }
    }
    for host in [
        "evil.example".to_owned(),
        format!("evil.example:{port}"),
        "127.0.0.1:1".to_owned(),
    ] {
        let answer = preview.send(&format!(
            "GET /hr/index.html HTTP/1.1\nHost: {host}\nConnection: close\n\n"
        ));
        assert_eq!(answer.status, 403, "{host}");
    }
    let nameless = preview.send("GET /hr/index.html HTTP/1.1\nConnection: close\n\n");
    assert_eq!(nameless.status, 403);
}

#[test]
fn only_get_and_head_are_answered() {
    let preview = preview(&[]);
    for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
        assert_eq!(preview.ask(method, "/hr/index.html", "").status, 405, "{method}");
    }
    let whole = preview.get("/hr/index.html");
    let head = preview.ask("HEAD", "/hr/index.html", "");
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    assert_eq!(head.header("Content-Length"), whole.header("Content-Length"));
    assert_eq!(preview.send("nonsense\n\n").status, 400);
    let long = format!("GET / HTTP/1.1\nX: {}\n\n", "x".repeat(40_000));
    assert_eq!(preview.send(&long).status, 431);
}

#[test]
fn tags_and_parts_are_right() {
    let preview = preview(&[]);
    let script = preview.get("/__preread/client.js");
    assert_eq!(script.header("Content-Type"), Some("text/javascript; charset=utf-8"));
    let tag = script.header("ETag").unwrap();
    let again = preview.ask("GET", "/__preread/client.js", &format!("If-None-Match: {tag}\n"));
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    let part = preview.ask("GET", "/__preread/client.js", "Range: bytes=3-6\n");
    assert_eq!((part.status, part.body.as_str()), (206, &script.body[3..7]));
    let total = script.body.len();
    assert_eq!(
        part.header("Content-Range"),
        Some(format!("bytes 3-6/{total}").as_str())
    );
    assert_eq!(
        preview
            .ask("GET", "/__preread/client.js", "Range: bytes=99999999-\n")
            .status,
        416
    );
}

#[test]
fn idle_and_slow_connections_starve_nobody() {
    let preview = preview(&[]);
    let idle: Vec<_> = (0..300).map(|_| preview.connect()).collect();
    let slow: Vec<_> = (0..50)
        .map(|_| {
            let mut stream = preview.connect();
            stream.write_all(b"GET /hr/index.html HTT").unwrap();
            stream
        })
        .collect();
    for _ in 0..20 {
        assert_eq!(preview.get("/hr/index.html").status, 200);
    }
    drop((idle, slow));
}

#[test]
fn a_taken_port_is_passed_by_unless_it_was_asked_for() {
    let first = preview(&[]);
    let second = preview(&[]);
    assert_ne!(first.port, second.port);
    let asked = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["serve", "--port", &first.port.to_string(), "--root"])
        .arg(first.file(""))
        .output()
        .unwrap();
    assert_eq!(asked.status.code(), Some(3), "{asked:?}");
}

#[test]
fn another_audience_is_served_alone() {
    let preview = preview(&["--as", "company"]);
    assert_eq!(preview.get("/company/index.html").status, 200);
    assert_eq!(preview.get("/hr/index.html").status, 404);
    let switched = preview.get("/__preread/as/hr?at=index.html");
    assert_eq!(
        (switched.status, switched.header("Location")),
        (303, Some("/hr/index.html"))
    );
    assert_eq!(preview.get("/hr/index.html").status, 200);
    assert_eq!(preview.get("/company/index.html").status, 404);
    assert_eq!(preview.get("/__preread/as/people/nobody").status, 404);
}

#[test]
fn what_is_served_is_what_a_build_writes_but_for_what_the_server_adds() {
    let preview = preview(&[]);
    let site = preview.file("site");
    let built = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["build", "--audience", "hr", "--root"])
        .arg(preview.file(""))
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    let mut compared = 0;
    each_file(&site.join("hr"), &mut |path| {
        let below = path.strip_prefix(&site).unwrap().to_str().unwrap();
        let served = preview.get(&format!("/{below}"));
        assert_eq!(served.status, 200, "{below}");
        if below.ends_with(".html") {
            let built = fs::read_to_string(path).unwrap();
            assert_eq!(without_additions(&served.body), built, "{below}");
            compared += 1;
        }
    });
    assert!(compared > 3, "{compared} pages");
}

fn each_file(folder: &Path, visit: &mut dyn FnMut(&Path)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            each_file(&path, visit);
        } else {
            visit(&path);
        }
    }
}

/// A served page without the script, the style, the build's id and the wider policy.
fn without_additions(page: &str) -> String {
    let ours = |line: &&str| !line.starts_with("<meta name=\"preread-") && !line.contains("/__preread/client.");
    let lines: Vec<_> = page.split('\n').filter(ours).collect();
    lines.join("\n").replacen("; connect-src &#39;self&#39;", "", 1)
}

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

#[test]
fn tables_are_served_as_a_build_writes_them() {
    let preview = preview(&["--as", "hr"]);
    let site = preview.root.path().join("built");
    let built = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["build", "--audience", "hr", "--root"])
        .arg(preview.root.path().join("reviews"))
        .arg("--output")
        .arg(&site)
        .output()
        .unwrap();
    assert!(built.status.success(), "{built:?}");
    for (file, kind) in [
        ("home.csv", "text/csv; charset=utf-8"),
        ("2026-q3/teams/units.csv", "text/csv; charset=utf-8"),
        ("people/robin-diaz/2026-q3/packet.csv", "text/csv; charset=utf-8"),
        (
            "2026-q3/outcomes/outcomes.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
    ] {
        let answer = preview.get(&format!("/hr/{file}"));
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, Some(kind)),
            "{file}"
        );
        assert_eq!(answer.bytes, fs::read(site.join("hr").join(file)).unwrap(), "{file}");
    }
    for missing in [
        "2026-q3/teams/pay.csv",
        "nowhere/units.csv",
        "2026-q3/teams/units.xlsx",
        "units.csv",
    ] {
        assert_eq!(preview.get(&format!("/hr/{missing}")).status, 404, "{missing}");
    }
}
