//! From a request to an answer: who asks, whose tree, which file of its plan.

use std::sync::Arc;

use super::fault::Fault;
use super::guard::{Guard, Stranger};
use super::http::{HTML, Method, Request, Response, content_type};
use super::inject::{Additions, OWN, escaped, head, inject};
use super::live::{Live, State};
use super::snapshot::{File, Missing, Snapshot};
use super::wire::Answer;

const CLIENT_SCRIPT: &[u8] = include_bytes!("client.js");
const CLIENT_STYLE: &[u8] = include_bytes!("client.css");

/// Answers from what is live.
pub struct Answerer {
    guard: Guard,
    live: Arc<Live>,
}

impl Answerer {
    /// Answers to those whom the guard lets through.
    pub fn new(guard: Guard, live: Arc<Live>) -> Self {
        Self { guard, live }
    }
}

impl Answer for Answerer {
    fn answer(&self, request: &Request) -> Response {
        match self.guard.admit(request) {
            Err(Stranger::Host) => return Response::plain(403, "This server does not answer to that name."),
            Err(Stranger::Site) => return Response::plain(403, "This server does not answer to pages of other sites."),
            Ok(()) => {}
        }
        if request.method == Method::Other {
            return Response::plain(405, "Only GET and HEAD are answered here.").with("Allow", "GET, HEAD");
        }
        match request.path.strip_prefix(OWN) {
            Some(own) => self.own(request, own),
            None => self.site(request),
        }
    }
}

impl Answerer {
    /// The server's own files.
    fn own(&self, request: &Request, path: &str) -> Response {
        match path {
            "client.js" => asset(request, path, CLIENT_SCRIPT.to_vec()),
            "client.css" => asset(request, path, CLIENT_STYLE.to_vec()),
            "events" => Response::events(),
            "trees" => self.trees(),
            _ => match path.strip_prefix("as/") {
                Some(tree) => self.switch(request, tree),
                None => Response::plain(404, "There is nothing here."),
            },
        }
    }

    fn trees(&self) -> Response {
        let trees = self
            .live
            .state()
            .good
            .as_ref()
            .map(|good| good.trees())
            .unwrap_or_default();
        match serde_json::to_vec(&trees) {
            Ok(json) => Response::new(200, "application/json", json),
            Err(_) => Response::plain(500, "The list of trees cannot be written."),
        }
    }

    /// Serves another tree from now on, and leads to the same page in it if it has that.
    fn switch(&self, request: &Request, tree: &str) -> Response {
        let state = self.live.state();
        let Some(good) = state.good.as_ref().filter(|good| good.has(tree, "index.html")) else {
            return Response::plain(404, "There is no such tree.");
        };
        self.live.serve_as(tree);
        let same = request.asked("at").filter(|at| good.has(tree, at));
        Response::see_other(&format!("/{tree}/{}", same.unwrap_or("index.html")))
    }

    fn site(&self, request: &Request) -> Response {
        let state = self.live.state();
        let tree = self.live.tree();
        if state.good.is_none() && state.opening.is_none() {
            return self.page_of_ours(&state, 503, "Nothing can be shown yet", "");
        }
        if request.path == "/" {
            return Response::see_other(&format!("/{tree}/index.html"));
        }
        let own = format!("/{tree}/");
        let address = request.path.strip_prefix(&own).map(|address| {
            let folder = address.is_empty() || address.ends_with('/');
            if folder {
                format!("{address}index.html")
            } else {
                address.to_owned()
            }
        });
        match (&state.good, address) {
            (Some(good), Some(address)) => self.file(request, &state, good, &tree, &address),
            (Some(_), None) => self.missing(&state),
            (None, address) => self.opened(request, &state, address.as_deref()),
        }
    }

    /// A file of the site that was built before. One that it lacks may be there once everything has been read.
    fn opened(&self, request: &Request, state: &State, address: Option<&str>) -> Response {
        let tree = self.live.tree();
        let found = address.and_then(|address| Some((address, state.opening.as_ref()?.file(&tree, address)?)));
        match found {
            Some((address, bytes)) if address.ends_with(".html") => self.page(request, state, &bytes, None),
            Some((address, bytes)) => asset(request, address, bytes),
            None => {
                let wait = "<p>It will be shown here as soon as that is done.</p>";
                self.page_of_ours(state, 503, "The records are being read", wait)
            }
        }
    }

    fn file(&self, request: &Request, state: &State, good: &Snapshot, tree: &str, address: &str) -> Response {
        match good.file(tree, address) {
            Ok(File::Asset(bytes)) => asset(request, address, bytes),
            Ok(File::Page(bytes)) => {
                self.live.remember(&request.path, &bytes);
                let fault = state.fault.as_ref().filter(|fault| fault.concerns(address));
                self.page(request, state, &bytes, fault)
            }
            Err(Missing::Address | Missing::Tree) => self.missing(state),
            Err(Missing::Theme(error)) => {
                let fault = self.live.fault_of(good, &error);
                match self.live.remembered(&request.path) {
                    Some(bytes) => self.page(request, state, &bytes, Some(&fault)),
                    None => self.page_of_ours(state, 503, "This page cannot be shown", &fault.html()),
                }
            }
        }
    }

    /// A page of the tree. Its tag is weak: two servings of one page differ in the build's id.
    fn page(&self, request: &Request, state: &State, bytes: &[u8], fault: Option<&Fault>) -> Response {
        let fault = fault.map(Fault::html);
        let tree = self.live.tree();
        let page = hash_of([bytes]);
        let over = fault.as_deref().unwrap_or_default();
        let hash = hash_of([bytes, over.as_bytes(), tree.as_bytes()]);
        let additions = Additions {
            build: &state.build,
            page: &page,
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
        let html = format!(
            "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n{head}</head>\n\
             <body class=\"preread-own\">\n<main>\n<h1>{title}</h1>\n{content}\n</main>\n{fault}</body>\n</html>\n"
        );
        Response::new(status, HTML, html.into_bytes())
    }
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

    fn asked(answerer: &Answerer, path: &str) -> Response {
        let head = format!("GET {path} HTTP/1.1\r\nHost: 127.0.0.1:4100\r\n\r\n");
        answerer.answer(&Request::read(head.as_bytes()).unwrap().unwrap().0)
    }

    #[test]
    fn what_was_built_stands_in_until_everything_has_been_read() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("site/hr")).unwrap();
        std::fs::write(dir.path().join("site/hr/index.html"), "<head></head>as built").unwrap();
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(1);
        let opening = Opening::new(dir.path().join("site"), later);
        let live = Arc::new(Live::new(dir.path(), None, "hr", Some(opening)));
        let guard = Guard::new(([127, 0, 0, 1], 4100).into(), None);
        let answerer = Answerer::new(guard, Arc::clone(&live));
        let home = asked(&answerer, "/hr/");
        assert_eq!(home.status, 200);
        let page = String::from_utf8_lossy(&home.bytes(Method::Get, false)).into_owned();
        assert!(page.contains("preread-build") && page.contains("as built"), "{page}");
        assert_eq!(asked(&answerer, "/hr/people/jane-doe/index.html").status, 503);
        assert_eq!(asked(&answerer, "/company/index.html").status, 503);
        live.renew(&Change::default());
        // The folder holds no records, so that there is nothing to show once that is known.
        assert_eq!(asked(&answerer, "/hr/").status, 503);
    }
}
