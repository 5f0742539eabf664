//! Every figure on the pages for HR leads to the records or the list that it is counted from, or stands where they do.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use tempfile::TempDir;

use super::oracle::html::{Element, parse};
use super::oracle::{repository, run};

/// A page of the tree.
struct Shown<'p> {
    address: &'p str,
    people: &'p [String],
}

fn classes(element: &Element) -> Vec<&str> {
    let classes = element.attribute("class").unwrap_or_default();
    classes.split_whitespace().collect()
}

fn has_class(element: &Element, class: &str) -> bool {
    classes(element).contains(&class)
}

fn has_link(element: &Element) -> bool {
    !element
        .all(&|each| each.name == "a" && each.attribute("href").is_some())
        .is_empty()
}

/// What a cell says of figures: a number in a column of numbers, a rating, a count with its share.
fn is_figure(cell: &Element) -> bool {
    let text = cell.text();
    let marked = |each: &Element| {
        ["rating", "count", "share", "moved"]
            .iter()
            .any(|class| has_class(each, class))
    };
    let looks = has_class(cell, "num") || text.contains('%') || text.starts_with(|c: char| c.is_ascii_digit());
    let is_date = !cell.named("time").is_empty();
    let is_written = !cell.all(&|each| each.attribute("dir").is_some()).is_empty();
    text.contains(|c: char| c.is_ascii_digit()) && (!cell.all(&marked).is_empty() || (looks && !is_date && !is_written))
}

/// Whether a row needs no link because what it shows is the record, or the list.
fn is_record(page: &Shown<'_>, caption: &str, row: &Element) -> bool {
    let id = row.attribute("id").unwrap_or_default();
    let of_person = |id: &str| {
        page.people
            .iter()
            .any(|person| id.starts_with(&format!("goal.{person}.")))
    };
    match caption {
        // The goals of the company and of units stand in the cascade and nowhere else.
        _ if caption.starts_with("Key results of ") => id.starts_with("goal.") && !of_person(id),
        // The policy's own figures, and the cycle's own days.
        "Guideline of each rating" | "Timeline" => true,
        // Of surveys there are only sums, and they stand here.
        "Success criteria" => ["manager-satisfaction", "fairness"].contains(&id),
        // The row names everyone whom it counts.
        "People by rating before and now" => has_link(row),
        _ => false,
    }
}

impl Shown<'_> {
    /// A packet holds a person's own records, and a free page what its author wrote.
    fn is_records(&self) -> bool {
        let packet = self.address.starts_with("people/") && self.address.matches('/').count() == 3;
        packet || self.address.starts_with("pages/")
    }

    fn unlinked(&self, page: &Element) -> Vec<String> {
        let mut found = Vec::new();
        for head in page.all(&|each| has_class(each, "page-head")) {
            let lede = head.all(&|each| has_class(each, "lede"));
            let counts = lede
                .iter()
                .any(|lede| lede.text().contains(|c: char| c.is_ascii_digit()));
            if counts && !head.all(&|each| has_class(each, "behind")).into_iter().any(has_link) {
                found.push(format!("{}: {}", self.address, lede[0].text()));
            }
        }
        if !self.is_records() {
            self.search(page, false, &mut found);
        }
        found
    }

    /// `linked`: whether the drawing around it says where those stand whom it counts.
    fn search(&self, element: &Element, linked: bool, found: &mut Vec<String>) {
        for each in element.elements() {
            let linked = linked || (each.name == "figure" && behind(each));
            match &*each.name {
                "table" if !linked => self.table(each, found),
                "dl" if has_class(each, "facts") => self.facts(each, found),
                _ => self.search(each, linked, found),
            }
        }
    }

    fn table(&self, table: &Element, found: &mut Vec<String>) {
        let captions = table.named("caption");
        if captions.iter().any(|caption| has_link(caption)) {
            return;
        }
        let caption = captions.first().map(|caption| caption.text()).unwrap_or_default();
        // The sums at the foot are of the rows above, which are held to account themselves.
        for body in table.named("tbody") {
            for row in body.named("tr") {
                let mut cells = row.elements();
                let Some(head) = cells.next() else { continue };
                if has_link(head) || is_record(self, &caption, row) {
                    continue;
                }
                let bare = cells.filter(|cell| is_figure(cell) && !has_link(cell));
                found.extend(bare.map(|cell| {
                    let (head, cell) = (head.text(), cell.text());
                    format!("{}: {caption}: {head}: {cell}", self.address)
                }));
            }
        }
    }

    fn facts(&self, facts: &Element, found: &mut Vec<String>) {
        for fact in facts.elements() {
            // What a rating means, with the policy's guideline.
            let is_scale = fact
                .named("dt")
                .into_iter()
                .any(|term| !term.all(&|each| has_class(each, "rating")).is_empty());
            if !is_scale && !has_link(fact) && fact.named("dd").into_iter().any(is_figure) {
                found.push(format!("{}: {}", self.address, fact.text()));
            }
        }
    }
}

/// Whether a drawing says where those stand whom it counts.
fn behind(figure: &Element) -> bool {
    figure
        .elements()
        .any(|each| has_class(each, "behind") && has_link(each))
}

fn pages(folder: &Path, root: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            pages(&path, root, found);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            found.push(path.strip_prefix(root).unwrap().to_str().unwrap().to_owned());
        }
    }
}

/// The tree of HR, built once for all tests.
fn hr() -> &'static Path {
    static BUILT: OnceLock<TempDir> = OnceLock::new();
    static TREE: OnceLock<PathBuf> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let built = tempfile::tempdir().unwrap();
        let site = built.path().join("site");
        let arguments = ["build", "--audience", "hr", "--output", site.to_str().unwrap()];
        run(&arguments, &repository());
        built
    });
    TREE.get_or_init(|| built.path().join("site/hr"))
}

/// How many a list at an anchor names: its entries, or the names of its row, and those of whom it says that there are more.
fn listed(page: &Element, anchor: &str) -> Option<usize> {
    let at = page.all(&|each| each.attribute("id") == Some(anchor));
    let place = *at.first()?;
    let section = page.all(&|each| each.attribute("aria-labelledby") == Some(anchor));
    // Beside a section's heading stands where it comes from, as a list too.
    let body = section
        .first()
        .map(|section| section.all(&|each| has_class(each, "entry-body"))[0]);
    let list = body.unwrap_or(place);
    let names = match &*list.name {
        "tr" => list.elements().skip(1).map(|cell| cell.named("a").len()).sum(),
        _ => list.named("li").len(),
    };
    let more = list.all(&|each| has_class(each, "table-foot")).into_iter().map(|foot| {
        let text = foot.text().replace(',', "");
        text.split(' ')
            .next()
            .and_then(|word| word.parse::<usize>().ok())
            .unwrap_or(0)
    });
    Some(names + more.sum::<usize>())
}

/// Counts of a table that lead to a list: where they do not lead to one of exactly so many, and how many were looked at.
fn miscounted(tree: &Path, address: &str, caption: &str) -> (Vec<String>, usize) {
    let page = parse(&fs::read_to_string(tree.join(address)).unwrap(), address);
    let tables = page.named("table");
    let captioned = |table: &&Element| table.named("caption").iter().any(|each| each.text() == caption);
    let table = tables
        .into_iter()
        .find(captioned)
        .unwrap_or_else(|| panic!("{address} has no {caption}"));
    let (mut wrong, mut seen) = (Vec::new(), 0);
    for cell in table.all(&|each| each.name == "td") {
        for link in cell.named("a") {
            let Ok(count) = link.text().replace(',', "").parse::<usize>() else {
                continue;
            };
            let (file, anchor) = link.attribute("href").unwrap().split_once('#').unwrap_or_default();
            let target = Path::new(address).parent().unwrap().join(file);
            let elsewhere = (!file.is_empty()).then(|| parse(&fs::read_to_string(tree.join(target)).unwrap(), file));
            let found = listed(elsewhere.as_ref().unwrap_or(&page), anchor);
            seen += 1;
            if found != Some(count) {
                wrong.push(format!(
                    "{address}, {caption}: {count} leads to {found:?} at {anchor:?}"
                ));
            }
        }
    }
    (wrong, seen)
}

#[test]
fn a_count_leads_to_a_list_of_exactly_so_many() {
    for (address, caption, least) in [
        ("2026-q2/index.html", "Completion by part", 7),
        ("2026-q3/index.html", "Completion by part", 7),
        (
            "2026-q3/movement/index.html",
            "From the rating before to the rating now, in people",
            6,
        ),
        ("index.html", "With whom", 3),
    ] {
        let (wrong, seen) = miscounted(hr(), address, caption);
        assert_eq!(wrong, Vec::<String>::new());
        assert!(seen >= least, "{address}: only {seen} counts lead to a list");
    }
    // Every figure of the completion that is not 0 leads to one.
    let page = parse(&fs::read_to_string(hr().join("2026-q3/index.html")).unwrap(), "cycle");
    let tables = page.named("table");
    let completion = tables.iter().find(|table| {
        table
            .named("caption")
            .iter()
            .any(|each| each.text() == "Completion by part")
    });
    for cell in completion
        .unwrap()
        .all(&|each| each.name == "td" && has_class(each, "num"))
    {
        assert_eq!(cell.text() != "0", has_link(cell), "{}", cell.text());
    }
}

#[test]
fn a_list_of_another_length_than_its_count_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let row = |id: &str, many: usize| format!("<details id=\"{id}\"><ul>{}</ul></details>", "<li>a</li>".repeat(many));
    let table = "<table><caption>C</caption><tr><th>Part</th></tr><tr><td><a href=\"#late\">3</a></td></tr></table>";
    for (list, good) in [
        (row("late", 3), true),
        (row("late", 2), false),
        (row("other", 3), false),
    ] {
        fs::write(folder.path().join("index.html"), format!("{table}{list}")).unwrap();
        assert_eq!(
            miscounted(folder.path(), "index.html", "C").0.is_empty(),
            good,
            "{list}"
        );
    }
}

#[test]
fn every_figure_leads_to_what_it_is_counted_from() {
    let tree = hr();
    let people: Vec<String> = fs::read_dir(tree.join("people"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let mut addresses = Vec::new();
    pages(tree, tree, &mut addresses);
    assert!(addresses.len() > 200, "{} pages", addresses.len());
    let mut found = Vec::new();
    for address in &addresses {
        let page = parse(&fs::read_to_string(tree.join(address)).unwrap(), address);
        let people = &people;
        found.extend(Shown { address, people }.unlinked(&page));
    }
    assert!(
        found.is_empty(),
        "{} figures lead nowhere:\n{}",
        found.len(),
        found.join("\n")
    );
}

#[test]
fn a_figure_that_leads_nowhere_is_found() {
    let unlinked = |body: &str| {
        let shown = Shown {
            address: "2026-q3/index.html",
            people: &["jane-doe".to_owned()],
        };
        shown.unlinked(&parse(body, "page"))
    };
    let table = |caption: &str, row: &str| format!("<table><caption>{caption}</caption><tbody>{row}</tbody></table>");
    let bare = "<tr><th>Unit</th><td class=\"num\">3</td></tr>";
    let linked = "<tr><th><a href=\"#unit\">Unit</a></th><td class=\"num\">3</td></tr>";
    let chart = |foot: &str| format!("<figure><details>{}</details>{foot}</figure>", table("Chart", bare));
    let behind = "<p class=\"table-foot behind\"><a href=\"#list\">list</a></p>";
    let lede = |foot: &str| format!("<header class=\"page-head\"><p class=\"lede\">47 of 50 rated</p>{foot}</header>");
    let goal =
        |owner: &str| format!("<tr id=\"goal.{owner}.o1.kr1\"><th>Key result</th><td class=\"num\">1.00</td></tr>");
    for fault in [
        table("Units", bare),
        table("Units", "<tr><th>Unit</th><td>92%</td></tr>"),
        table(
            "Units",
            "<tr><th>Unit</th><td><span class=\"rating\"><b>3</b></span></td></tr>",
        ),
        table("Key results of Ship", &goal("jane-doe")),
        chart(""),
        chart("<p><a href=\"#list\">list</a></p>"),
        lede(""),
        "<dl class=\"facts\"><div><dt>Rated</dt><dd>47</dd></div></dl>".to_owned(),
    ] {
        assert_eq!(unlinked(&fault).len(), 1, "{fault}");
    }
    for good in [
        table("Units", linked),
        table(
            "Units",
            "<tr><th>Unit</th><td class=\"num\"><a href=\"#list\">3</a></td></tr>",
        ),
        table("Units", "<tr><th>Unit</th><td class=\"num\">–</td></tr>"),
        table("Key results of Ship", &goal("company")),
        chart(behind),
        lede(behind),
        "<dl class=\"facts\"><div><dt>Rated</dt><dd><a href=\"#list\">47</a></dd></div></dl>".to_owned(),
    ] {
        assert_eq!(unlinked(&good), Vec::<String>::new(), "{good}");
    }
}
