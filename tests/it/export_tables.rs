//! The tables beside pages: each is reached from its page, says what the page says and no more, and is read by the leak audit.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};

use preread::disclosure::{Audience, trees};
use preread::exports;
use preread::site::{Audit, Examined, Memory, Plan, build, examine};
use preread::source::DiskWorld;
use preread::themes::{Files, Theme};
use preread::views::{self, Parts};

/// All files of the sample's site, by address.
type Site = BTreeMap<String, Arc<[u8]>>;

fn examined() -> Examined {
    examine(&DiskWorld::new(Path::new(env!("CARGO_MANIFEST_DIR"))), None)
}

fn audit(examined: &Examined) -> Audit {
    let theme = Theme::load("ledger", &Files::new()).unwrap();
    Audit::of(&examined.organisation, theme.sources())
}

fn made() -> Site {
    let examined = examined();
    let theme = Theme::load("ledger", &Files::new()).unwrap();
    let engine = theme.engine().unwrap();
    // Each kind of tree once or twice: what holds for one person's holds for the others.
    let mut kinds = BTreeMap::new();
    let audiences: Vec<_> = trees(&examined.organisation)
        .into_iter()
        .filter(|audience| {
            let seen = kinds.entry(audience.kind().word()).or_insert(0);
            *seen += 1;
            *seen <= 3
        })
        .collect();
    let plan = Plan {
        examined: &examined,
        theme: &theme,
        engine: &*engine,
        audiences: &audiences,
        audit: &audit(&examined),
    };
    let sink = Memory::default();
    build(plan, &sink).unwrap();
    let files = sink.into_files().into_iter();
    files.map(|(at, bytes)| (at.as_str().to_owned(), bytes)).collect()
}

fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(made)
}

fn text(site: &Site, at: &str) -> String {
    String::from_utf8(site[at].to_vec()).unwrap()
}

/// Folder and name of a file.
fn parted(at: &str) -> (&str, &str) {
    at.rsplit_once('/').unwrap()
}

fn is_export(at: &str) -> bool {
    at.ends_with(".csv") || at.ends_with(".xlsx")
}

/// The lines of a table, its head first, read by a reader that is not ours.
fn lines(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes);
    let lines = reader
        .records()
        .map(|line| line.unwrap().iter().map(str::to_owned).collect());
    lines.collect()
}

/// The words of a page: its text and what its attributes say, with single blanks.
fn words(html: &str) -> String {
    let html = html.split_once("<main").map_or(html, |(_, main)| main);
    let mut shown = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        shown.push_str(&rest[..at]);
        let end = rest[at..].find('>').map_or(rest.len(), |end| at + end + 1);
        let tag = &rest[at..end];
        for value in tag.split('"').skip(1).step_by(2) {
            shown.push(' ');
            shown.push_str(value);
        }
        // Marks within a sentence part no words.
        let inline = [
            "<b>", "</b>", "<em", "</em", "<bdi", "</bdi", "<s ", "</s", "<span", "</span",
        ];
        if !inline.iter().any(|name| tag.starts_with(name)) {
            shown.push(' ');
        }
        rest = &rest[end..];
    }
    shown.push_str(rest);
    plain(&shown)
}

fn plain(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#x2f;", "/"),
        ("&#x27;", "'"),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    let text = pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The figures of a text, without what parts thousands.
fn figures(text: &str) -> BTreeSet<String> {
    let mut figures = BTreeSet::new();
    let text = text.replace('−', "-");
    for word in text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',' | '-'))) {
        let word = word.replace(',', "");
        for figure in [&*word, word.trim_start_matches('-')] {
            if let Ok(figure) = figure.trim_end_matches('.').parse::<f64>() {
                figures.insert(figure.to_string());
            }
        }
    }
    figures
}

/// Columns whose figures the page says in another form: as how far a name is set in, as a list to count, as a tick.
const OTHER_FORM: &[&str] = &[
    "Units above it",
    "Criteria",
    "Criteria met",
    "Goals below",
    "Weight",
    "Falls short",
    "Steps",
];
/// Columns whose words the page says in another form: a sign, or what is said once above the table.
const OTHER_WORDS: &[&str] = &[
    "Table",
    "Figure",
    "Recommended",
    "Kind",
    "Answer",
    "Answered",
    "Replaced",
    "Criteria owed",
    "Part",
    "Status",
    "State",
    "Standing",
    "Confidence",
    "Check",
    "Reason",
];

/// What a file says and its page does not.
fn said_beyond(page: &str, table: &[Vec<String>]) -> Vec<String> {
    let words = words(page);
    let figures = figures(&words);
    let (head, rows) = table.split_first().unwrap();
    let mut beyond = Vec::new();
    for row in rows {
        for (column, cell) in head.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let is_figure = cell.parse::<f64>().is_ok();
            let known = if is_figure {
                let figure = cell.parse::<f64>().unwrap().to_string();
                OTHER_FORM.contains(&&**column) || figures.contains(&figure) || words.contains(&plain(cell))
            } else {
                let parts = plain(cell.trim_start_matches('\''));
                OTHER_WORDS.contains(&&**column)
                    || parts.split("; ").all(|part| words.contains(part.trim_end_matches('…')))
            };
            if !known {
                beyond.push(format!("{column}: {cell}"));
            }
        }
    }
    beyond
}

#[test]
fn every_page_with_a_table_leads_to_its_files_and_every_file_is_reached_from_its_page() {
    let site = site();
    let mut wrong = Vec::new();
    for at in site
        .keys()
        .filter(|at| at.ends_with(".html") && !at.contains("/pages/"))
    {
        let html = text(site, at);
        let (folder, _) = parted(at);
        let tables = html.matches("<table").count();
        let links: BTreeSet<_> = html
            .split("href=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        let files = links.iter().filter(|link| link.ends_with(".csv")).count();
        // The pre-read as one document is made of pages whose files lie beside those.
        if tables > 0 && files == 0 && !at.ends_with("/calibration/print/index.html") {
            wrong.push(format!("{at} has {tables} tables and no file"));
        }
        for file in site.keys().filter(|file| is_export(file) && parted(file).0 == folder) {
            if !links.contains(parted(file).1) {
                wrong.push(format!("{at} does not lead to {file}"));
            }
        }
    }
    for file in site.keys().filter(|at| is_export(at)) {
        let page = format!("{}/index.html", parted(file).0);
        assert!(site.contains_key(&page), "{file} stands beside no page");
    }
    assert_eq!(wrong, Vec::<String>::new());
    for name in [
        "hr/2026-q3/calibration/calibration.xlsx",
        "hr/2026-q3/outcomes/outcomes.xlsx",
    ] {
        assert!(site.contains_key(name), "{name}");
    }
}

#[test]
fn a_file_says_nothing_that_its_page_does_not_say() {
    let site = site();
    let mut beyond: BTreeMap<String, String> = BTreeMap::new();
    let mut cells = 0;
    for at in site.keys().filter(|at| at.ends_with(".csv")) {
        let (folder, name) = parted(at);
        let mut page = text(site, &format!("{folder}/index.html"));
        if folder.ends_with("/calibration") && name == "people.csv" {
            // Everyone stands on the pages of the levels, with the same columns.
            let levels = site
                .keys()
                .filter(|at| at.starts_with(&format!("{folder}/levels/")) && at.ends_with(".html"));
            page = levels.map(|level| text(site, level)).collect();
        }
        let table = lines(&site[at]);
        cells += table.iter().flatten().filter(|cell| !cell.is_empty()).count();
        for more in said_beyond(&page, &table) {
            let column = more.split(": ").next().unwrap_or_default();
            beyond
                .entry(format!("{name}, {column}"))
                .or_insert_with(|| format!("{more} in {at}"));
        }
    }
    assert!(cells > 10_000, "{cells} cells");
    assert_eq!(beyond, BTreeMap::new());
}

#[test]
fn a_column_that_the_page_has_not_is_found() {
    let site = site();
    let at = "hr/2026-q3/calibration/top.csv";
    let page = text(site, "hr/2026-q3/calibration/index.html");
    let mut table = lines(&site[at]);
    assert_eq!(said_beyond(&page, &table), Vec::<String>::new());
    for (row, more) in table.iter_mut().zip(["Base pay after (USD)", "195871"]) {
        row.push(more.to_owned());
    }
    assert_eq!(said_beyond(&page, &table), ["Base pay after (USD): 195871"]);
    table[1][8] = "Ran the merger talks alone".to_owned();
    assert_eq!(said_beyond(&page, &table).len(), 1);
}

#[test]
fn the_audit_finds_in_a_file_what_its_tree_may_not_hold() {
    let examined = examined();
    let audit = audit(&examined);
    let hr = examined.lens(Audience::Hr);
    let page = |ending: &str| {
        let keys = views::plan(&hr).into_iter();
        keys.rev().find(|key| key.address(&hr).ends_with(ending)).unwrap()
    };
    let company = examined.lens(Audience::Company);
    let mut leaking = 0;
    for ending in ["/outcomes/index.html", "/calibration/index.html"] {
        let (page, _) = views::page(&hr, page(ending), Parts::WithTables);
        for export in exports::beside(&page).unwrap() {
            let said = audit.read(&export.name, &export.bytes);
            assert_eq!(
                audit.judge(&hr, "hr", &export.name, &said),
                [],
                "its own tree may hold it"
            );
            let leaks = audit.judge(&company, "company", &export.name, &said);
            if ["merit.csv", "outcomes.xlsx", "changed.csv", "calibration.xlsx"].contains(&&*export.name) {
                assert!(
                    !leaks.is_empty(),
                    "{} would stand in everyone's tree unseen",
                    export.name
                );
                leaking += 1;
            }
        }
    }
    assert_eq!(leaking, 4);
}

/// The texts of a workbook as its own parts hold them.
fn strings_of(workbook: &[u8]) -> BTreeSet<String> {
    let mut zip = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    let mut xml = String::new();
    zip.by_name("xl/sharedStrings.xml")
        .unwrap()
        .read_to_string(&mut xml)
        .unwrap();
    let texts = xml
        .split("<t")
        .skip(1)
        .filter_map(|rest| rest.split_once('>')?.1.split("</t>").next());
    texts.map(plain).filter(|text| !text.is_empty()).collect()
}

#[test]
fn a_workbook_says_what_its_tables_say_and_no_more() {
    let examined = examined();
    let hr = examined.lens(Audience::Hr);
    for ending in ["/outcomes/index.html", "/calibration/index.html"] {
        let keys = views::plan(&hr).into_iter();
        let key = keys.rev().find(|key| key.address(&hr).ends_with(ending)).unwrap();
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        let exports = exports::beside(&page).unwrap();
        let workbook = exports.iter().find(|each| each.name.ends_with(".xlsx")).unwrap();
        let sheets = page.workbook().unwrap().sheets;
        let tables = sheets.iter().flat_map(exports::csv_of).collect::<Vec<_>>();
        let said = plain(&String::from_utf8_lossy(&tables).replace("\"\"", "\""));
        let packed = strings_of(&workbook.bytes);
        assert!(packed.len() > 50, "{}", packed.len());
        let more: Vec<_> = packed.iter().filter(|text| !said.contains(&**text)).collect();
        assert_eq!(more, Vec::<&String>::new(), "{}", workbook.name);
    }
}

#[test]
fn the_guideline_is_the_second_sheet_of_both_workbooks() {
    for name in [
        "hr/2026-q3/calibration/calibration.xlsx",
        "hr/2026-q3/outcomes/outcomes.xlsx",
    ] {
        let mut zip = zip::ZipArchive::new(Cursor::new(&*site()[name])).unwrap();
        let mut xml = String::new();
        zip.by_name("xl/workbook.xml")
            .unwrap()
            .read_to_string(&mut xml)
            .unwrap();
        let sheets: Vec<_> = xml
            .split("<sheet name=\"")
            .skip(1)
            .filter_map(|rest| rest.split('"').next())
            .collect();
        assert!(["People", "Merit"].contains(&sheets[0]), "{sheets:?}");
        assert_eq!(sheets[1], "Guideline", "{sheets:?}");
    }
}
