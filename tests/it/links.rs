//! Every page of every tree of the sample is well-formed, acts on nothing by itself, and leads only to what its own tree has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use preread::disclosure::trees;
use preread::site::{Audit, Memory, Plan, build, examine};
use preread::source::DiskWorld;
use preread::themes::{Files, Theme};

/// Elements that have no end.
const VOID: [&str; 7] = ["meta", "link", "input", "br", "hr", "img", "wbr"];

/// What is read of one page.
#[derive(Debug, Default)]
struct Scanned {
    ids: BTreeSet<String>,
    /// The element, and where it leads.
    links: Vec<(String, String)>,
    faults: Vec<String>,
}

/// Reads a page tag by tag: enough for pages whose attributes all stand between double quotes, which is checked.
fn scan(html: &str) -> Scanned {
    let mut page = Scanned::default();
    let mut open: Vec<String> = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if rest.starts_with('!') {
            continue;
        }
        let Some(end) = end_of_tag(rest) else {
            page.faults.push("a tag does not end".to_owned());
            break;
        };
        let tag = &rest[..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            match open.pop() {
                Some(last) if last == name => {}
                other => page.faults.push(format!("</{name}> ends {other:?}")),
            }
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(char::is_whitespace).next().unwrap_or_default();
        page.read_tag(name, &tag[name.len()..]);
        if name == "script" && !rest.starts_with("</script>") {
            page.faults.push("a script stands in the page".to_owned());
        }
        if !closed && !VOID.contains(&name) {
            open.push(name.to_owned());
        }
    }
    if !open.is_empty() {
        page.faults.push(format!("{open:?} do not end"));
    }
    page
}

/// Where a tag ends: the first `>` outside of quotes.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut quoted = false;
    text.bytes().position(|b| {
        quoted ^= b == b'"';
        b == b'>' && !quoted
    })
}

impl Scanned {
    fn read_tag(&mut self, name: &str, attributes: &str) {
        if !name.bytes().all(|b| b.is_ascii_alphanumeric()) || name.is_empty() {
            self.faults.push(format!("`<{name}` is no element"));
        }
        if matches!(name, "style" | "iframe" | "object" | "embed" | "form" | "base" | "img") {
            self.faults.push(format!("<{name}> stands in the page"));
        }
        let mut rest = attributes.trim_start();
        while !rest.is_empty() {
            let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let mut value = "";
            if let Some(after) = rest.strip_prefix("=\"") {
                let end = after.find('"').unwrap_or(after.len());
                value = &after[..end];
                rest = &after[(end + 1).min(after.len())..];
            } else if rest.starts_with('=') {
                self.faults.push(format!("{key} of <{name}> is not quoted"));
                return;
            }
            self.read_attribute(name, &key, value);
            rest = rest.trim_start();
        }
    }

    fn read_attribute(&mut self, name: &str, key: &str, value: &str) {
        if key == "style" || key.starts_with("on") || key == "srcdoc" || key == "srcset" {
            self.faults.push(format!("<{name}> has `{key}`"));
        }
        match key {
            "id" if !self.ids.insert(unescaped(value)) => self.faults.push(format!("the id {value} stands twice")),
            "href" | "src" => self.links.push((name.to_owned(), unescaped(value))),
            _ => {}
        }
    }
}

fn unescaped(value: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x2f;", "/"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    pairs.iter().fold(value.to_owned(), |value, (escaped, plain)| {
        value.replace(escaped, plain)
    })
}

/// The address that a relative link leads to; none where it leaves the tree.
fn resolved(page: &str, link: &str) -> Option<String> {
    let mut parts: Vec<&str> = page.split('/').collect();
    parts.pop();
    for part in link.split('/') {
        match part {
            ".." => drop(parts.pop()?),
            "." => {}
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Whether a link leads out of the site in a way that a page may offer.
fn leads_outside(element: &str, link: &str) -> bool {
    let outside = ["https://", "http://", "mailto:"]
        .iter()
        .any(|scheme| link.starts_with(scheme));
    (element == "a" && outside) || (element == "link" && link == "data:,")
}

/// What is wrong with one link of a page.
fn fault(tree: &BTreeMap<&str, Option<Scanned>>, page: &str, element: &str, link: &str) -> Option<String> {
    if leads_outside(element, link) {
        return None;
    }
    let (path, anchor) = link
        .split_once('#')
        .map_or((link, None), |(path, anchor)| (path, Some(anchor)));
    if path.starts_with('/') || path.contains(':') {
        return Some(format!("{link} is not relative"));
    }
    let target = if path.is_empty() {
        page.to_owned()
    } else {
        match resolved(page, path) {
            Some(target) => target,
            None => return Some(format!("{link} leaves the tree")),
        }
    };
    let Some(found) = tree.get(&*target) else {
        return Some(format!("{link} leads nowhere"));
    };
    let has = |anchor: &str| found.as_ref().is_some_and(|page| page.ids.contains(anchor));
    anchor
        .filter(|anchor| !has(anchor))
        .map(|_| format!("{link}: there is no such place on the page"))
}

/// All files of all trees of the sample, by tree, and by address in it.
fn sample() -> BTreeMap<String, BTreeMap<String, Arc<[u8]>>> {
    let examined = examine(&DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR"))), None);
    assert!(!examined.is_broken());
    let theme = Theme::load("ledger", &Files::new()).unwrap();
    let audiences = trees(&examined.organisation);
    let audit = Audit::of(&examined.organisation, theme.sources());
    let engine = theme.engine().unwrap();
    let plan = Plan {
        examined: &examined,
        theme: &theme,
        engine: &*engine,
        audiences: &audiences,
        audit: &audit,
    };
    let sink = Memory::default();
    build(plan, &sink).unwrap();
    let mut trees: BTreeMap<String, BTreeMap<_, _>> = audiences
        .iter()
        .map(|audience| (audience.tree(&examined.organisation), BTreeMap::new()))
        .collect();
    for (address, bytes) in sink.into_files() {
        let address = address.as_str();
        // The tree is the longest folder that is one: `people/jane` in `people/jane/index.html`.
        let mut cuts = address.match_indices('/').map(|(at, _)| at);
        let root = cuts.rfind(|at| trees.contains_key(&address[..*at]));
        if let Some((tree, file)) = root.map(|at| (&address[..at], &address[at + 1..])) {
            trees.entry(tree.to_owned()).or_default().insert(file.to_owned(), bytes);
        }
    }
    trees
}

#[test]
fn every_page_of_the_sample_is_well_formed_and_leads_only_to_what_its_tree_has() {
    let mut faults = Vec::new();
    let mut pages = 0;
    for (name, files) in sample() {
        let tree: BTreeMap<&str, Option<Scanned>> = files
            .iter()
            .map(|(address, bytes)| {
                let is_page = address.ends_with(".html");
                let page = is_page.then(|| scan(std::str::from_utf8(bytes).unwrap()));
                (address.as_str(), page)
            })
            .collect();
        for (address, page) in tree
            .iter()
            .filter_map(|(address, page)| Some((address, page.as_ref()?)))
        {
            pages += 1;
            let links = page.links.iter();
            let dead = links.filter_map(|(element, link)| fault(&tree, address, element, link));
            let all = page.faults.iter().cloned().chain(dead);
            faults.extend(all.map(|fault| format!("{name}/{address}: {fault}")));
        }
    }
    assert!(pages > 1000, "{pages} pages");
    assert!(
        faults.is_empty(),
        "{} faults, among them:\n{}",
        faults.len(),
        faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn the_scan_finds_what_it_looks_for() {
    let page =
        scan("<p id=\"a\" onclick=\"x()\"><b>x</p><i id=\"a\" style=\"y\"></i><script>1</script><a href=\"b.html#c\">");
    let found = |what: &str| assert!(page.faults.iter().any(|fault| fault.contains(what)), "{what}: {page:?}");
    for what in [
        "onclick",
        "</p> ends",
        "stands twice",
        "`style`",
        "a script stands",
        "do not end",
    ] {
        found(what);
    }
    assert_eq!(page.links, [("a".to_owned(), "b.html#c".to_owned())]);
    let tree = BTreeMap::from([("x/a.html", Some(scan("<p id=\"c\"></p>"))), ("x/b.css", None)]);
    let at = |link: &str| fault(&tree, "x/a.html", "a", link);
    for good in [
        "#c",
        "a.html#c",
        "../x/a.html",
        "b.css",
        "https://example.com",
        "mailto:a@example.com",
    ] {
        assert_eq!(at(good), None, "{good}");
    }
    for bad in [
        "#d",
        "c.html",
        "../../x/a.html",
        "/x/a.html",
        "javascript:x",
        "a.html#d",
        "b.css#c",
    ] {
        assert!(at(bad).is_some(), "{bad}");
    }
    assert_eq!(
        fault(&tree, "x/a.html", "script", "https://example.com"),
        Some("https://example.com is not relative".to_owned())
    );
}
