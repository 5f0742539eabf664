//! The rules for web servers, tried on real ones: nginx and Caddy on loopback, with a stand-in for the identity provider.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use preread::model::testing::org;
use preread::site::AccessRules;
use tempfile::TempDir;

/// A header by which a reader is known; only the provider's is to be believed.
const HEADER: &str = "X-Auth-Request-Email";

/// A server that guards a site by the rules, ended when it goes out of scope.
struct Server {
    program: Child,
    port: u16,
    rules: BTreeMap<String, Vec<String>>,
    _home: TempDir,
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}

impl Server {
    /// Asks for a path as it is written, and gives the status and the body.
    fn ask(&self, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        self.ask_with("GET", path, headers)
    }

    fn ask_with(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> (u16, String) {
        let headers: String = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value}\r\n"))
            .collect();
        let request = format!(
            "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n{headers}\r\n",
            self.port
        );
        let answer = self.send(&request);
        let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
        (status.unwrap_or_else(|| panic!("{path}: {answer}")), answer)
    }

    /// Sends a request as it is written, and gives all that comes back.
    fn send(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// Asks as somebody whom the provider knows.
    fn ask_as(&self, reader: &str, path: &str) -> (u16, String) {
        self.ask(path, &[("Cookie", &format!("who={reader}"))])
    }
}

/// The readers' addresses, by tree, of an organisation with a head, two managers, a committee and HR.
fn rules() -> AccessRules {
    let address = |id: &str| format!("{id}@acme.example");
    let mut org = org();
    for id in ["head", "mid", "jane", "omar", "coordinator", "specialist", "gone"] {
        org = org.person(id).email(&address(id));
    }
    let org = org.person("jane").managed_by("mid").person("gone").left("2026-10-01");
    let org = org.cycle_fields("[facilitation]\ncoordinator = \"coordinator\"\nspecialist = \"specialist\"\n");
    let session = "title = \"Board\"\ndate = 2026-10-16\nteams = [\"core\"]\nfacilitator = \"specialist\"\nparticipants = [\"head\", \"mid\"]\n";
    AccessRules::of(&org.in_cycle("calibration/board.toml", session).build())
}

/// Answers who a reader is by the cookie: nobody without one, and as many addresses as it names.
fn provider() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            std::thread::spawn(move || answer(stream));
        }
    });
    port
}

fn answer(mut stream: TcpStream) {
    let head: Vec<_> = BufReader::new(&stream)
        .lines()
        .map_while(Result::ok)
        .take_while(|line| !line.is_empty())
        .collect();
    let lower: Vec<_> = head.iter().map(|line| line.to_ascii_lowercase()).collect();
    // What the client claims must not even reach the provider, which might repeat it.
    let claimed = lower
        .iter()
        .any(|line| line.starts_with("x-auth-request-") || line.starts_with("x-forwarded-email"));
    let session = lower.iter().position(|line| line.starts_with("cookie: who="));
    let who = session.map(|at| head[at]["cookie: who=".len()..].to_owned());
    let (status, names) = match who {
        _ if claimed => ("500 The claim came through", String::new()),
        None => ("401 Unauthorized", String::new()),
        Some(who) => {
            let names = who.split('+').filter(|name| !name.is_empty());
            (
                "202 Accepted",
                names.map(|name| format!("{HEADER}: {name}\r\n")).collect(),
            )
        }
    };
    _ = write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n{names}\r\n"
    );
}

fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0))
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// The program, or a loud word that it is not there; where everything must be tested that is a failure.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var("PATH").unwrap_or_default();
    let folders = path.split(':').chain(["/usr/sbin", "/usr/bin"]);
    let found = folders
        .map(|folder| Path::new(folder).join(program))
        .find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os("CI").is_none(), "{program} is not installed");
        eprintln!("NOT TESTED: {program} is not installed, so the rules for it were not tried");
    }
    found
}

/// A site with a page in each tree that says whose it is, and things that nobody may get.
fn site(home: &Path, rules: &AccessRules) -> BTreeMap<String, Vec<String>> {
    let site = home.join("site");
    let trees: BTreeMap<String, Vec<String>> = serde_json::from_str(&rules.json()).unwrap();
    for tree in trees.keys() {
        let folder = site.join(tree);
        fs::create_dir_all(folder.join("assets")).unwrap();
        fs::write(folder.join("index.html"), format!("the tree {tree}.")).unwrap();
        fs::write(folder.join("assets/style.css"), "p {}").unwrap();
    }
    fs::write(site.join(".preread-manifest"), "secret").unwrap();
    fs::write(site.join("people/jane/.hidden"), "secret").unwrap();
    trees
}

fn start(home: TempDir, port: u16, rules: BTreeMap<String, Vec<String>>, command: &mut Command) -> Server {
    let program = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let server = Server {
        program,
        port,
        rules,
        _home: home,
    };
    let began = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(began.elapsed() < Duration::from_secs(60), "the server does not answer");
        std::thread::sleep(Duration::from_millis(50));
    }
    server
}

fn nginx() -> Option<Server> {
    let program = find("nginx")?;
    let home = tempfile::tempdir().unwrap();
    let (folder, rules) = (home.path().display().to_string(), rules());
    let (port, provider) = (free_port(), provider());
    let trees = site(home.path(), &rules);
    let temporary: String = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .iter()
        .map(|kind| format!("{kind}_temp_path {folder}/{kind};\n"))
        .collect();
    // A process that started as root would give its workers another user, who cannot read the folder.
    let main = format!(
        "daemon off;\nmaster_process off;\npid {folder}/pid;\nerror_log /dev/null;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}\
         upstream preread_provider {{ server 127.0.0.1:{provider}; }}\ninclude {folder}/rules.conf;\n}}\n"
    );
    fs::write(home.path().join("nginx.conf"), main).unwrap();
    fs::write(home.path().join("rules.conf"), rules.nginx()).unwrap();
    let own = format!("listen 127.0.0.1:{port};\nroot {folder}/site;\n");
    fs::write(home.path().join("preread-server.conf"), own).unwrap();
    let mut command = Command::new(program);
    command.args(["-p", &folder, "-c", &format!("{folder}/nginx.conf")]);
    Some(start(home, port, trees, &mut command))
}

fn caddy() -> Option<Server> {
    let program = find("caddy")?;
    let home = tempfile::tempdir().unwrap();
    let (folder, rules) = (home.path().display().to_string(), rules());
    let (port, provider) = (free_port(), provider());
    let trees = site(home.path(), &rules);
    let main = format!(
        "{{\n\tadmin off\n\tauto_https off\n}}\nimport {folder}/rules\nhttp://127.0.0.1:{port} {{\n\tbind 127.0.0.1\n\troot * {folder}/site\n\t\
         import preread 127.0.0.1:{provider}\n}}\n"
    );
    fs::write(home.path().join("Caddyfile"), main).unwrap();
    fs::write(home.path().join("rules"), rules.caddy()).unwrap();
    let mut command = Command::new(program);
    command.args([
        "run",
        "--adapter",
        "caddyfile",
        "--config",
        &format!("{folder}/Caddyfile"),
    ]);
    command
        .env("HOME", &folder)
        .env("XDG_DATA_HOME", &folder)
        .env("XDG_CONFIG_HOME", &folder);
    Some(start(home, port, trees, &mut command))
}

/// Everyone of the roster, one who has left, one who was never there, and an address that differs in case alone.
const PEOPLE: &[&str] = &[
    "head",
    "mid",
    "jane",
    "omar",
    "coordinator",
    "specialist",
    "gone",
    "stranger",
    "Jane",
];

fn each_reads_their_own_trees_and_no_other(server: &Server) {
    assert!(server.rules.len() > 10, "{:?}", server.rules);
    for person in PEOPLE {
        let reader = format!("{person}@acme.example");
        for (tree, readers) in &server.rules {
            for path in [
                format!("/{tree}/"),
                format!("/{tree}/index.html"),
                format!("/{tree}/assets/style.css?v=1"),
            ] {
                let (status, answer) = server.ask_as(&reader, &path);
                let may = readers.contains(&reader);
                assert_eq!(status, if may { 200 } else { 403 }, "{reader} asks for {path}");
                assert_eq!(
                    answer.contains(&format!("the tree {tree}.")),
                    may && !path.contains("assets"),
                    "{reader} {path}"
                );
            }
        }
    }
}

fn who_is_not_known_to_the_provider_reads_nothing(server: &Server) {
    let jane = "jane@acme.example";
    for tree in server.rules.keys() {
        let path = format!("/{tree}/");
        let claims: &[&[(&str, &str)]] = &[
            &[],
            &[("Cookie", "who=")],
            &[(HEADER, jane)],
            &[(HEADER, jane), (HEADER, jane)],
            &[("x-auth-request-email", jane), ("Cookie", "who=")],
            &[(HEADER, ""), ("Cookie", "who=")],
            &[("X_Auth_Request_Email", jane)],
            &[
                ("X-Forwarded-Email", jane),
                ("Remote-User", jane),
                ("X-Auth-Request-User", jane),
            ],
            &[("Cookie", "who=people/jane jane@acme.example")],
            &[("Cookie", "who=jane@acme.example jane@acme.example")],
        ];
        for claim in claims {
            assert_eq!(server.ask(&path, claim).0, 403, "{path} {claim:?}");
        }
    }
    // Somebody who is known, and says that they are somebody else.
    let disguised = [("Cookie", "who=omar@acme.example"), (HEADER, jane)];
    assert_eq!(server.ask("/people/jane/", &disguised).0, 403);
    assert_eq!(
        server
            .ask_with(
                "POST",
                "/people/jane/",
                &[("Cookie", "who=jane@acme.example"), ("Content-Length", "0")]
            )
            .0,
        403
    );
}

fn no_spelling_of_a_path_leads_elsewhere(server: &Server) {
    let paths = [
        "/",
        "/index.html",
        "/assets/",
        "/assets/style.css",
        "/people/",
        "/people",
        "/managers/",
        "/committee/",
        "/committee/2026-q3/",
        "/people/jane/assets/",
        "/people/jane/.hidden",
        "/.preread-manifest",
        "/people/jane/../../.preread-manifest",
        "/people/jane/../omar/",
        "/people/jane/..%2fomar/",
        "/people/jane/%2e%2e/omar/",
        "/people/jane%2f..%2fomar/",
        "/people%2fjane/",
        "/people/jane/..%5comar/",
        "/people/jane/..;/omar/",
        "/people//jane/",
        "//people/jane/",
        "/./people/jane/",
        "/people/./jane/",
        "/People/jane/",
        "/people/JANE/",
        "/people/Omar/",
        "/HR/",
        "/hr",
        "/people/%6aane/",
        "/people/%6fmar/",
        "/people/omar",
        "/company/%00",
        "/people/jane/%252e%252e/omar/",
        "/people/omar/?/../jane/",
        "/people/omar/#/people/jane/",
        "/_preread/auth",
        "/oauth2/auth",
        "/people/jane-/",
        "/people/janet/",
        "/people/jane/%2e%2e%2fomar/",
        "/people/jane/.%2e/omar/",
        "/people/jane/%2E%2E/omar/",
        "/people/jane/%c0%ae%c0%ae/omar/",
        "/people/jane/..\\omar/",
        "/people/jane/....//omar/",
        "/people/jane/;/../../omar/",
        "/people/jane%20/",
        "/people/jane%0d%0a/",
        "/people/jane./",
        "/PEOPLE/omar/",
        "/people/omar/INDEX.html",
        "/people/omar/index.html/",
        "/company/../people/omar/",
        "/company/%2e%2e/people/omar/",
        "/company/..%2fpeople%2fomar/",
        "/site/people/omar/",
        "/access/trees.json",
        "/trees.json",
    ];
    for path in paths {
        let (status, answer) = server.ask_as("jane@acme.example", path);
        // A path with a NUL byte or a fragment is no request at all.
        let refused = [403, 404].contains(&status) || (status == 400 && (path.contains("%00") || path.contains('#')));
        assert!(refused, "{path}: {status}");
        assert!(!answer.contains("the tree"), "{path}: {answer}");
        assert!(!answer.contains("secret"), "{path}: {answer}");
    }
}

/// Headers by which proxies tell a server who the reader is, as the manual lists them.
const CLAIMS: &[&str] = &[
    "X-Auth-Request-Email",
    "x-auth-request-email",
    "X-AUTH-REQUEST-USER",
    "X-Auth-Request-Preferred-Username",
    "X-Auth-Request-Groups",
    "X-Auth-Request-Access-Token",
    "X-Forwarded-Email",
    "X-Forwarded-User",
    "X-Forwarded-Preferred-Username",
    "X-Forwarded-Groups",
    "Remote-User",
    "Remote-Email",
];

fn who_says_who_they_are_is_refused_even_where_it_is_true(server: &Server) {
    let session = ("Cookie", "who=jane@acme.example");
    assert_eq!(server.ask("/people/jane/", &[session]).0, 200);
    for claim in CLAIMS {
        for name in ["jane@acme.example", "omar@acme.example"] {
            for path in ["/people/jane/", "/people/omar/", "/company/"] {
                let status = server.ask(path, &[session, (claim, name)]).0;
                assert_eq!(status, 403, "{claim}: {name}, {path}");
            }
        }
    }
    // Of an answer that names two readers the second at least is nobody.
    let doubled = server.ask_as("jane@acme.example+omar@acme.example", "/people/omar/").0;
    assert_eq!(doubled, 403);
}

fn no_other_word_of_a_request_leads_elsewhere(server: &Server) {
    let session = ("Cookie", "who=jane@acme.example");
    let elsewhere = [
        "X-Original-URI",
        "X-Original-URL",
        "X-Rewrite-URL",
        "X-Forwarded-Uri",
        "X-Forwarded-Prefix",
        "X-Accel-Redirect",
        "X-Sendfile",
        "X-Forwarded-Host",
        "Forwarded",
    ];
    for header in elsewhere {
        let lead = |to| (header, to);
        let (status, answer) = server.ask("/people/jane/", &[session, lead("/people/omar/")]);
        assert!(
            status == 403 || answer.contains("the tree people/jane."),
            "{header}: {answer}"
        );
        let (status, answer) = server.ask("/people/omar/", &[session, lead("/people/jane/")]);
        assert!(status == 403 && !answer.contains("the tree"), "{header}: {answer}");
    }
    for method in [
        "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "TRACE", "get",
    ] {
        let headers = [session, ("Content-Length", "0"), ("X-HTTP-Method-Override", "GET")];
        for (path, may) in [("/people/jane/", true), ("/people/omar/", false), ("/hr/", false)] {
            let (status, answer) = server.ask_with(method, path, &headers);
            assert!(!answer.contains("the tree"), "{method} {path}: {answer}");
            assert_eq!(status == 200, may && method == "HEAD", "{method} {path}: {status}");
        }
    }
    let whole = format!("http://127.0.0.1:{}/people/omar/", server.port);
    let (status, answer) = server.ask(&whole, &[session]);
    assert!(status != 200 && !answer.contains("the tree"), "{answer}");
    for request in [
        "GET /people/omar/\r\n\r\n",
        "GET /people/omar/ HTTP/1.0\r\nCookie: who=jane@acme.example\r\n\r\n",
        "GET /people/omar/ HTTP/1.0\r\n\r\n",
        "GET /people/jane/ HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\nCookie: who=omar@acme.example\r\n\r\n",
    ] {
        let answer = server.send(request);
        assert!(!answer.contains("the tree"), "{request}: {answer}");
    }
}

#[test]
fn nginx_shows_each_reader_their_own_trees_alone() {
    let Some(server) = nginx() else { return };
    each_reads_their_own_trees_and_no_other(&server);
    who_is_not_known_to_the_provider_reads_nothing(&server);
    no_spelling_of_a_path_leads_elsewhere(&server);
    who_says_who_they_are_is_refused_even_where_it_is_true(&server);
    no_other_word_of_a_request_leads_elsewhere(&server);
}

#[test]
fn caddy_shows_each_reader_their_own_trees_alone() {
    let Some(server) = caddy() else { return };
    each_reads_their_own_trees_and_no_other(&server);
    who_is_not_known_to_the_provider_reads_nothing(&server);
    no_spelling_of_a_path_leads_elsewhere(&server);
    who_says_who_they_are_is_refused_even_where_it_is_true(&server);
    no_other_word_of_a_request_leads_elsewhere(&server);
    // An answer that names two readers names none. (nginx before 1.23 takes the first.)
    assert_eq!(
        server.ask_as("jane@acme.example+omar@acme.example", "/people/jane/").0,
        403
    );
}
