//! From a request to an answer: who asks, whose tree, which file of its plan.

use std::sync::Arc;
use std::time::Duration;

use super::fault::Fault;
use super::guard::{Guard, Stranger};
use super::http::{HTML, Method, Request, Response, content_type};
use super::inject::{Additions, OWN, escaped, head, inject};
use super::live::{Live, State};
use super::snapshot::{File, Missing, Snapshot};
use super::wire::{Answer, PATIENCE};

const CLIENT_SCRIPT: &[u8] = include_bytes!("client.js");
const CLIENT_STYLE: &[u8] = include_bytes!("client.css");

/// Answers from what is live.
pub struct Answerer {
    guard: Guard,
    live: Arc<Live>,
    /// How long somebody who looks waits for the first reading without a word.
    patience: Duration,
}

impl Answerer {
    /// Answers to those whom the guard lets through. They have waited this long already before anybody could answer.
    pub fn new(guard: Guard, live: Arc<Live>, late: Duration) -> Self {
        Self {
            guard,
            live,
            patience: PATIENCE.saturating_sub(late),
        }
    }
}

impl Answer for Answerer {
    fn answer(&self, request: &Request, waited: Duration) -> Option<Response> {
        if let Some(refusal) = self.refused(request) {
            return Some(refusal);
        }
        let state = self.live.state();
        match request.path.strip_prefix(OWN) {
            Some("client.js") => Some(asset(request, "client.js", CLIENT_SCRIPT.to_vec())),
            Some("client.css") => Some(asset(request, "client.css", CLIENT_STYLE.to_vec())),
            Some("events") => Some(Response::events()),
            _ if state.is_first_reading() => self.while_reading(request, &state, waited),
            Some(own) => Some(self.own(request, &state, own)),
            None => Some(self.site(request, &state)),
        }
    }
}

impl Answerer {
    /// What a request gets for which nothing is made.
    fn refused(&self, request: &Request) -> Option<Response> {
        match self.guard.admit(request) {
            Err(Stranger::Host) => Some(Response::plain(403, "This server does not answer to that name.")),
            Err(Stranger::Site) => Some(Response::plain(
                403,
                "This server does not answer to pages of other sites.",
            )),
            Ok(()) if request.method == Method::Other => {
                Some(Response::plain(405, "Only GET and HEAD are answered here.").with("Allow", "GET, HEAD"))
            }
            Ok(()) => None,
        }
    }

    /// What the server itself is asked.
    fn own(&self, request: &Request, state: &State, path: &str) -> Response {
        match (path, path.strip_prefix("as/")) {
            ("trees", _) => trees(state),
            (_, Some(tree)) => self.switch(request, state, tree),
            (_, None) => Response::plain(404, "There is nothing here."),
        }
    }

    /// Serves another tree from now on, and leads to the same page in it if it has that.
    fn switch(&self, request: &Request, state: &State, tree: &str) -> Response {
        let Some(good) = state.good.as_ref().filter(|good| good.has(tree, "index.html")) else {
            return Response::plain(404, "There is no such tree.");
        };
        self.live.serve_as(tree);
        let same = request.asked("at").filter(|at| good.has(tree, at));
        Response::see_other(&format!("/{tree}/{}", same.unwrap_or("index.html")))
    }

    fn site(&self, request: &Request, state: &State) -> Response {
        let tree = self.live.tree();
        let Some(good) = &state.good else {
            return self.page_of_ours(state, 503, "Nothing can be shown yet", "");
        };
        if request.path == "/" {
            return Response::see_other(&format!("/{tree}/index.html"));
        }
        match address_in(&tree, &request.path) {
            Some(address) => self.file(request, state, good, &tree, &address),
            None => self.missing(state),
        }
    }

    /// What is certain before everything has been read; else nothing, or after a while, for somebody who looks at an empty window, what
    /// they wait for.
    fn while_reading(&self, request: &Request, state: &State, waited: Duration) -> Option<Response> {
        let tree = self.live.tree();
        if let Some(opening) = &state.opening {
            if request.path == "/" {
                return Some(Response::see_other(&format!("/{tree}/index.html")));
            }
            let address = address_in(&tree, &request.path);
            let found = address.and_then(|address| Some((opening.file(&tree, &address)?, address)));
            if let Some((bytes, address)) = found {
                return Some(if address.ends_with(".html") {
                    let hash = self.live.remember(&tree, &address, &bytes);
                    self.page(request, state, (&bytes, &hash), None)
                } else {
                    asset(request, &address, bytes.to_vec())
                });
            }
        }
        let looks = request.header("sec-fetch-mode") == Some("navigate");
        (looks && waited >= self.patience).then(|| {
            let wait = "<p role=\"status\">This page comes by itself as soon as that is done.</p>";
            let page = self.page_of_ours(state, 503, "Reading the records…", wait);
            page.with("Retry-After", "1")
        })
    }

    fn file(&self, request: &Request, state: &State, good: &Snapshot, tree: &str, address: &str) -> Response {
        match good.file(tree, address) {
            Ok(File::Asset(bytes)) => asset(request, address, bytes),
            Ok(File::Page(bytes)) => {
                let hash = self.live.remember(tree, address, &bytes);
                let fault = state.fault.as_ref().filter(|fault| fault.concerns(address));
                self.page(request, state, (&bytes, &hash), fault)
            }
            Err(Missing::Address | Missing::Tree) => self.missing(state),
            Err(Missing::Theme(error)) => {
                let fault = self.live.fault_of(good, &error);
                match self.live.remembered(tree, address) {
                    Some((bytes, hash)) => self.page(request, state, (&bytes, &hash), Some(&fault)),
                    None => self.page_of_ours(state, 503, "This page cannot be shown", &fault.html()),
                }
            }
        }
    }

    /// A page of the tree: its bytes, and what tells them from any others. Its tag is weak: two servings of one page differ in the build's id.
    fn page(&self, request: &Request, state: &State, (bytes, page): (&[u8], &str), fault: Option<&Fault>) -> Response {
        let fault = fault.map(Fault::html);
        let tree = self.live.tree();
        let over = fault.as_deref().unwrap_or_default();
        let hash = hash_of([page, over, &tree].map(str::as_bytes));
        let additions = Additions {
            build: &state.build,
            page,
            look: state.look(),
            tree: &tree,
            fault: fault.as_deref(),
        };
        Response::new(200, HTML, inject(bytes, &additions)).tagged(request, &format!("W/\"{hash}\""))
    }

    fn missing(&self, state: &State) -> Response {
        let tree = self.live.tree();
        let home = format!(
            "<p>It may have been deleted, or stand in other readers' tree. <a href=\"/{0}/index.html\">Home of {0}</a></p>",
            escaped(&tree)
        );
        self.page_of_ours(state, 404, "There is no such page in this tree", &home)
    }

    /// A page that is not of the site. It listens too, so that it gives way when there is one.
    fn page_of_ours(&self, state: &State, status: u16, title: &str, content: &str) -> Response {
        let tree = self.live.tree();
        let fault = state.fault.as_ref().map(Fault::html).unwrap_or_default();
        let additions = Additions {
            build: &state.build,
            page: title,
            look: state.look(),
            tree: &tree,
            fault: None,
        };
        let head = head(&additions);
        // Without a script nothing else brings the page.
        let again = if state.is_first_reading() {
            "<noscript><meta http-equiv=\"refresh\" content=\"1\"></noscript>\n"
        } else {
            ""
        };
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n{head}{again}</head>\n\
             <body class=\"preread-own\">\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n{fault}</body>\n</html>\n"
        );
        Response::new(status, HTML, html.into_bytes())
    }
}

fn trees(state: &State) -> Response {
    let trees = state.good.as_ref().map(|good| good.trees()).unwrap_or_default();
    match serde_json::to_vec(&trees) {
        Ok(json) => Response::new(200, "application/json", json),
        Err(_) => Response::plain(500, "The list of trees cannot be written."),
    }
}

/// The address below a tree of what a path asks for; none where it asks for something else.
fn address_in(tree: &str, path: &str) -> Option<String> {
    let address = path.strip_prefix('/')?.strip_prefix(tree)?.strip_prefix('/')?;
    let is_folder = address.is_empty() || address.ends_with('/');
    Some(if is_folder {
        format!("{address}index.html")
    } else {
        address.to_owned()
    })
}

fn asset(request: &Request, path: &str, bytes: Vec<u8>) -> Response {
    let tag = format!("\"{}\"", hash_of([&*bytes]));
    Response::new(200, content_type(path), bytes).tagged(request, &tag)
}

/// What tells these bytes from any others.
pub fn hash_of<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&part.len().to_le_bytes());
        hasher.update(part);
    }
    hasher.finalize().to_hex()[..24].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::serve::opening::Opening;
    use crate::serve::watch::Change;

    const LOOKS: &str = "Sec-Fetch-Mode: navigate\r\n";

    /// What is answered to a request that has waited already.
    fn asked(answerer: &Answerer, path: &str, headers: &str, waited: Duration) -> Option<Response> {
        let head = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:4100\r\n{headers}\r\n");
        answerer.answer(&Request::read(head.as_bytes()).unwrap().unwrap().0, waited)
    }

    fn status(answerer: &Answerer, path: &str, headers: &str, waited: Duration) -> Option<u16> {
        asked(answerer, path, headers, waited).map(|response| response.status)
    }

    fn text(response: &Response) -> String {
        String::from_utf8_lossy(&response.bytes(Method::Get, false)).into_owned()
    }

    fn unread(root: &std::path::Path, opening: Option<Opening>) -> (Arc<Live>, Answerer) {
        let live = Arc::new(Live::new(root, None, "hr", opening));
        let guard = Guard::new(([127, 0, 0, 1], 4100).into(), None);
        (Arc::clone(&live), Answerer::new(guard, live, Duration::ZERO))
    }

    #[test]
    fn what_was_built_stands_in_until_everything_has_been_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("site/hr")).unwrap();
        std::fs::write(dir.path().join("site/hr/index.html"), "<head></head>as built").unwrap();
        let later = std::time::SystemTime::now() + Duration::from_secs(1);
        let (live, answerer) = unread(dir.path(), Some(Opening::built(dir.path().join("site"), later)));
        let now = Duration::ZERO;
        let home = asked(&answerer, "/hr/", "", now).unwrap();
        assert_eq!(home.status, 200);
        let page = text(&home);
        assert!(page.contains("preread-build") && page.contains("as built"), "{page}");
        assert_eq!(status(&answerer, "/", "", now), Some(303));
        for path in ["/hr/people/jane-doe/index.html", "/company/index.html"] {
            assert_eq!(status(&answerer, path, "", now), None, "{path}");
        }
        live.renew(&Change::default());
        // The folder holds no records, so that there is nothing to show once that is known.
        assert_eq!(status(&answerer, "/hr/", "", now), Some(503));
    }

    #[test]
    fn what_was_waited_for_before_anybody_could_answer_is_counted() {
        let dir = tempfile::tempdir().unwrap();
        let (_, answerer) = unread(dir.path(), None);
        for (late, told) in [(PATIENCE / 2, None), (PATIENCE, Some(503)), (PATIENCE * 9, Some(503))] {
            let late = Answerer::new(answerer.guard.clone(), Arc::clone(&answerer.live), late);
            assert_eq!(status(&late, "/hr/index.html", LOOKS, Duration::ZERO), told);
            assert_eq!(status(&late, "/hr/index.html", "", Duration::ZERO), None);
        }
    }

    #[test]
    fn whoever_looks_is_told_of_the_reading_after_a_while_and_everybody_else_waits_for_what_is_true() {
        let dir = tempfile::tempdir().unwrap();
        let (live, answerer) = unread(dir.path(), None);
        for path in ["/", "/hr/index.html", "/__preread/as/company"] {
            assert_eq!(status(&answerer, path, LOOKS, PATIENCE / 2), None, "{path}");
            let told = asked(&answerer, path, LOOKS, PATIENCE).unwrap();
            assert_eq!(told.status, 503, "{path}");
            let page = text(&told);
            for part in ["Retry-After: 1", "Reading the records", "client.js", "refresh"] {
                assert!(page.contains(part), "{part} in {page}");
            }
            for headers in ["", "Sec-Fetch-Mode: cors\r\n", "Sec-Fetch-Mode: no-cors\r\n"] {
                assert_eq!(
                    status(&answerer, path, headers, PATIENCE * 100),
                    None,
                    "{path} {headers}"
                );
            }
        }
        assert_eq!(status(&answerer, "/__preread/trees", "", PATIENCE), None);
        live.renew(&Change::default());
        let after = asked(&answerer, "/hr/index.html", LOOKS, Duration::ZERO).unwrap();
        let page = text(&after);
        assert!(
            after.status == 503 && page.contains("Nothing can be shown yet"),
            "{page}"
        );
        assert!(!page.contains("refresh"), "{page}");
    }

    #[test]
    fn what_needs_no_records_is_answered_while_they_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let (_live, answerer) = unread(dir.path(), None);
        for path in ["client.js", "client.css", "events"] {
            let path = format!("/__preread/{path}");
            assert_eq!(status(&answerer, &path, "", Duration::ZERO), Some(200), "{path}");
        }
        let stranger = "Sec-Fetch-Site: cross-site\r\n";
        assert_eq!(status(&answerer, "/hr/", stranger, Duration::ZERO), Some(403));
    }
}
