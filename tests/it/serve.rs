//! `preread serve`, asked over its socket as a browser asks, and as nobody should.

mod changes;
mod preview;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use self::preview::preview;

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
