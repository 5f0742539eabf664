//! Workbooks as `LibreOffice` reads them. Not among the ordinary tests, since it has to be there: `./test --browser` runs this.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use preread::disclosure::Audience;
use preread::exports;
use preread::site::{Examined, examine};
use preread::source::DiskWorld;
use preread::views::{self, Parts};

/// A name that a spreadsheet would compute, were it not a text.
const HOSTILE: &str = "=1+1";

/// The sample with a name in it that begins as a formula does.
fn hostile_sample(at: &Path) -> Examined {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::copy(repository.join("preread.toml"), at.join("preread.toml")).unwrap();
    let copied = Command::new("cp")
        .arg("-r")
        .args([repository.join("content"), at.join("content")])
        .status();
    assert!(copied.unwrap().success());
    let roster = at.join("content/people.toml");
    let people = fs::read_to_string(&roster).unwrap();
    let renamed = people.replace("name = \"Adaeze Umeh\"", &format!("name = \"{HOSTILE}\""));
    assert_ne!(people, renamed);
    fs::write(&roster, renamed).unwrap();
    let examined = examine(&DiskWorld::new(at), None);
    assert!(!examined.is_broken());
    examined
}

/// Lets `LibreOffice` write every sheet of the workbooks in a folder as comma-separated values.
fn convert(folder: &Path, workbooks: &[String]) {
    // Comma, double quotes, UTF-8, from the first line on, and all sheets.
    let form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1";
    let run = Command::new("soffice")
        .current_dir(folder)
        .arg(format!("-env:UserInstallation=file://{}/profile", folder.display()))
        .args(["--headless", "--convert-to", form])
        .args(workbooks)
        .output()
        .expect("LibreOffice is needed for this: install libreoffice-calc, or let `./test --browser` do it");
    assert!(run.status.success(), "{run:?}");
}

fn lines(bytes: &[u8]) -> Vec<Vec<String>> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let lines = reader.records();
    lines
        .map(|line| line.unwrap().iter().map(str::to_owned).collect())
        .collect()
}

/// Whether a cell of ours and one that `LibreOffice` wrote say the same: a number the same number, a text the same text.
fn agree(ours: &str, theirs: &str) -> bool {
    let text = ours.strip_prefix('\'').unwrap_or(ours);
    let number = |text: &str| text.trim_end_matches('%').replace(',', "").parse::<f64>().ok();
    match (number(ours), number(theirs)) {
        (Some(ours), Some(theirs)) => (ours - theirs).abs() < 1e-9,
        _ => ours == theirs || text == theirs,
    }
}

#[test]
fn cells_agree_where_they_say_the_same() {
    for (ours, theirs) in [
        ("4.0", "4%"),
        ("182000", "182,000"),
        ("'=1+1", "=1+1"),
        ("Ana", "Ana"),
        ("", ""),
    ] {
        assert!(agree(ours, theirs), "{ours} {theirs}");
    }
    for (ours, theirs) in [("4.0", "5%"), ("'=1+1", "2"), ("Ana", "ana"), ("4.0", ""), ("", "0")] {
        assert!(!agree(ours, theirs), "{ours} {theirs}");
    }
}

#[test]
#[ignore = "needs LibreOffice; `./test --browser` runs it"]
fn libreoffice_reads_every_sheet_as_our_own_tables_have_it() {
    let home = tempfile::tempdir().unwrap();
    let examined = hostile_sample(home.path());
    let hr = examined.lens(Audience::Hr);
    let mut expected = BTreeMap::new();
    let mut workbooks = Vec::new();
    for key in views::plan(&hr) {
        let (page, _) = views::page(&hr, key, Parts::WithTables);
        let Some(workbook) = page.workbook() else {
            continue;
        };
        // Those of both cycles, so a folder for each.
        let name = format!("{}-{}", workbook.name, workbooks.len());
        let file = exports::named(&page, &format!("{}.xlsx", workbook.name))
            .unwrap()
            .unwrap();
        fs::write(home.path().join(format!("{name}.xlsx")), file.bytes).unwrap();
        workbooks.push(format!("{name}.xlsx"));
        for sheet in &workbook.sheets {
            expected.insert(format!("{name}-{}.csv", sheet.title), exports::csv_of(sheet));
        }
    }
    assert_eq!(workbooks.len(), 4, "{workbooks:?}");
    convert(home.path(), &workbooks);
    let mut cells = 0;
    let mut hostile = 0;
    for (sheet, ours) in expected {
        let theirs = lines(&fs::read(home.path().join(&sheet)).unwrap_or_else(|error| panic!("{sheet}: {error}")));
        let ours = lines(&ours);
        assert_eq!(ours.len(), theirs.len(), "{sheet}");
        for (ours, theirs) in ours.iter().zip(&theirs) {
            assert_eq!(ours.len(), theirs.len(), "{sheet}: {ours:?} {theirs:?}");
            for (ours, theirs) in ours.iter().zip(theirs) {
                assert!(agree(ours, theirs), "{sheet}: {ours:?} is {theirs:?}");
                cells += 1;
                hostile += usize::from(theirs == HOSTILE);
            }
        }
    }
    assert!(cells > 3000 && hostile > 2, "{cells} cells, {hostile} of them hostile");
    println!("{cells} cells agree");
}
