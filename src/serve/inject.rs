//! What the server adds to a page, and nothing else does: its script, the build's id, and the faults that keep the page from
//! being made anew. A built tree has none of it.

use crate::prose::escape::escape;
use crate::views::CONTENT_SECURITY_POLICY;

/// Where the server's own files stand.
pub const OWN: &str = "/__preread/";

/// What the server adds to one page.
#[derive(Debug, Clone, Copy)]
pub struct Additions<'a> {
    /// Which build the page is of.
    pub build: &'a str,
    /// What tells the page's content from any other.
    pub page: &'a str,
    /// What tells the theme's files from any others.
    pub look: &'a str,
    /// Whose tree it is.
    pub tree: &'a str,
    /// What keeps it from being made anew, as HTML.
    pub fault: Option<&'a str>,
}

/// The policy of a served page: that of a built one, which may also ask us for news.
pub fn served_policy() -> String {
    format!("{CONTENT_SECURITY_POLICY}; connect-src 'self'")
}

/// A page with what the server adds to it.
pub fn inject(page: &[u8], additions: &Additions<'_>) -> Vec<u8> {
    let built = escaped(CONTENT_SECURITY_POLICY);
    let page = replace_first(page, built.as_bytes(), escaped(&served_policy()).as_bytes());
    let page = insert_before(&page, b"</head>", head(additions).as_bytes());
    match additions.fault {
        Some(fault) => insert_before(&page, b"</body>", fault.as_bytes()),
        None => page,
    }
}

/// The elements in a page's head.
pub fn head(additions: &Additions<'_>) -> String {
    format!(
        "<meta name=\"preread-build\" content=\"{}\">\n<meta name=\"preread-page\" content=\"{}\">\n\
         <meta name=\"preread-look\" content=\"{}\">\n\
         <meta name=\"preread-tree\" content=\"{}\">\n\
         <link rel=\"stylesheet\" href=\"{OWN}client.css\">\n<script src=\"{OWN}client.js\" defer></script>\n",
        escaped(additions.build),
        escaped(additions.page),
        escaped(additions.look),
        escaped(additions.tree),
    )
}

/// Text as HTML.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    // Writing to a string does not fail.
    _ = escape(&mut out, text);
    out
}

fn find(page: &[u8], what: &[u8]) -> Option<usize> {
    page.windows(what.len()).position(|window| window == what)
}

fn replace_first(page: &[u8], what: &[u8], by: &[u8]) -> Vec<u8> {
    match find(page, what) {
        Some(at) => [&page[..at], by, &page[at + what.len()..]].concat(),
        None => page.to_vec(),
    }
}

/// Inserts before the first mention of `what`: text is escaped, so that only the page's own element can be it.
fn insert_before(page: &[u8], what: &[u8], text: &[u8]) -> Vec<u8> {
    match find(page, what) {
        Some(at) => [&page[..at], text, &page[at..]].concat(),
        None => [page, text].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_added_to_and_otherwise_left_as_it_is() {
        let policy = escaped(CONTENT_SECURITY_POLICY);
        let page = format!("<head><meta content=\"{policy}\"></head><body>&lt;/head&gt;</body>");
        let additions = Additions {
            build: "b-1",
            page: "p",
            look: "l",
            tree: "hr",
            fault: Some("<aside>fault</aside>"),
        };
        let served = String::from_utf8(inject(page.as_bytes(), &additions)).unwrap();
        assert!(served.contains("connect-src"), "{served}");
        let back = served
            .replace(&head(&additions), "")
            .replace("<aside>fault</aside>", "")
            .replace(&escaped("; connect-src 'self'"), "");
        assert_eq!(back, page);
    }
}
