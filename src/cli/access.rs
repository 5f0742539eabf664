//! `preread access`: who may see what, by which rule, and from when.

use std::fmt::Write as _;
use std::path::Path;

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::context::{cycle_named, day, find_root, world};
use super::printer::{print, print_document};
use super::{Exit, Failure};
use crate::disclosure::{
    Audience, AudienceKind, Cell, Moment, Opening, Origin, SectionKind, Sight, kept_from, sections_of_tree, trees,
    who_sees,
};
use crate::model::{Organisation, PersonIx};
use crate::records::faults::nearest;
use crate::site::{Examined, examine};
use crate::source::Date;

const AFTER_HELP: &str = "\
Examples:
  preread access                                  the matrix in force: when each audience sees each section
  preread access people/jane-doe                  what is in a tree, by which rule and from when
  preread access --who jane-doe/pay               everyone who sees a section
  preread access --who jane-doe/pay --cycle 2026-q2
  preread access --format json                    for programs

A cell that the policy overrides is marked with *.";

/// Say who may see what, and from when
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Access {
    /// A tree, such as people/jane-doe or hr; without it the matrix is printed
    #[arg(value_name = "TREE", conflicts_with = "who")]
    tree: Option<String>,
    /// List everyone who sees this section of this person's packet
    #[arg(long, value_name = "PERSON/SECTION")]
    who: Option<String>,
    /// In this cycle [default: all for a tree, the latest for a section]
    #[arg(long, value_name = "CYCLE")]
    cycle: Option<String>,
    /// As the records stood on this day [default: what preread.toml says, or today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// The form of the answer
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

impl Access {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let root = find_root(root)?;
        let examined = examine(&world(&root), self.as_of);
        if examined.is_broken() {
            return Err(
                Failure::findings("the records hold errors, so it is not certain who would see what")
                    .help("`preread check` lists them."),
            );
        }
        let (text, value) = match (&self.tree, &self.who) {
            (Some(tree), _) => self.tree(&examined, tree)?,
            (None, Some(who)) => self.who(&examined, who)?,
            (None, None) => matrix(&examined),
        };
        match self.format {
            Format::Human => print(&text)?,
            Format::Json => print_document(&format!("{value:#}\n"))?,
        }
        Ok(Exit::Done)
    }

    fn tree(&self, examined: &Examined, tree: &str) -> Result<(String, Value), Failure> {
        let organisation = &examined.organisation;
        let audience = Audience::find(organisation, tree).ok_or_else(|| {
            let all: Vec<_> = trees(organisation)
                .into_iter()
                .map(|audience| audience.tree(organisation))
                .collect();
            let failure = Failure::usage(format!("there is no tree `{tree}`"));
            let near = nearest(tree, all.iter().map(String::as_str));
            let kinds = "Trees are company, hr, people/<person>, managers/<person> and committee/<cycle>/<session>.";
            did_you_mean(failure, near, kinds)
        })?;
        let cycles: Vec<_> = match &self.cycle {
            Some(id) => vec![cycle_named(organisation, id)?],
            None => organisation.cycles().rev().map(|(at, _)| at).collect(),
        };
        let readers: Vec<_> = audience.readers(organisation).into_iter().collect();
        let mut text = format!("{tree}: read by {}\n", names(organisation, &readers));
        let left_out: Vec<_> = match audience {
            Audience::Committee(..) | Audience::Hr => audience.members(organisation).into_iter().collect(),
            Audience::Company | Audience::Person(_) | Audience::Manager(_) => Vec::new(),
        };
        if !left_out.is_empty() {
            let who = names(organisation, &left_out);
            let member = match left_out.len() {
                1 => "packet of {who}, who reads it as a member",
                _ => "packets of {who}, who read it as members",
            };
            _ = writeln!(text, "without the {}", member.replace("{who}", &who));
        }
        let mut values = Vec::new();
        for at in cycles {
            let id = organisation.cycle(at).id.as_str();
            let lines = sections_of_tree(organisation, &examined.facts, &examined.matrix, audience, at);
            let rows = lines.iter().map(|line| {
                let rule = rule(line.cell);
                vec![line.section.word().to_owned(), rule, words(line.opening)]
            });
            _ = write!(text, "\n{id}\n{}", table(&["section", "rule", "from"], rows.collect()));
            values.extend(lines.iter().map(|line| {
                json!({"cycle": id, "section": line.section.word(), "rule": line.cell.moment.word(),
                    "overridden": is_overridden(line.cell), "from": opening(line.opening)})
            }));
        }
        let value = json!({"tree": tree, "readers": ids(organisation, &readers),
            "left_out": ids(organisation, &left_out), "sections": values});
        Ok((text, value))
    }

    fn who(&self, examined: &Examined, who: &str) -> Result<(String, Value), Failure> {
        let organisation = &examined.organisation;
        let (person, section) = subject(organisation, who)?;
        let at = match &self.cycle {
            Some(id) => cycle_named(organisation, id)?,
            None => organisation
                .current_cycle()
                .ok_or_else(|| Failure::usage("no cycle has begun, so there is nothing to see"))?,
        };
        let id = organisation.cycle(at).id.as_str();
        let sights = who_sees(organisation, &examined.facts, &examined.matrix, (person, at), section);
        let row = |sight: &Sight| {
            let readers = names(organisation, &sight.readers);
            vec![
                sight.audience.tree(organisation),
                rule(sight.cell),
                words(sight.opening),
                readers,
            ]
        };
        let rows = sights.iter().map(row).collect();
        let mut text = format!("{who} in {id}\n{}", table(&["tree", "rule", "from", "readers"], rows));
        let kept = kept_from(organisation, &examined.facts, &examined.matrix, (person, at), section);
        let kept: Vec<_> = kept.iter().map(|audience| audience.tree(organisation)).collect();
        if !kept.is_empty() {
            let name = &organisation.person(person).name;
            _ = writeln!(
                text,
                "\nNot in {}: {name} is one of its readers, and nobody reads their own packet as a member.",
                kept.join(", ")
            );
        }
        let value = |sight: &Sight| {
            json!({"tree": sight.audience.tree(organisation), "rule": sight.cell.moment.word(),
                "overridden": is_overridden(sight.cell), "from": opening(sight.opening),
                "readers": ids(organisation, &sight.readers)})
        };
        let values: Vec<_> = sights.iter().map(value).collect();
        let person = organisation.person(person).id.as_str();
        Ok((
            text,
            json!({"person": person, "section": section.word(), "cycle": id, "seen_by": values, "kept_from": kept}),
        ))
    }
}

/// The matrix in force.
fn matrix(examined: &Examined) -> (String, Value) {
    let cells = |section: &SectionKind| {
        let section = *section;
        AudienceKind::ALL
            .iter()
            .map(move |audience| (*audience, examined.matrix.cell(section, *audience)))
    };
    let rows = SectionKind::ALL.iter().map(|section| {
        let head = std::iter::once(section.word().to_owned());
        head.chain(cells(section).map(|(_, cell)| rule(cell))).collect()
    });
    let heads: Vec<_> = std::iter::once("section")
        .chain(AudienceKind::ALL.iter().map(|kind| kind.word()))
        .collect();
    let mut text = table(&heads, rows.collect());
    text.push_str(
        "\n–  never; *  overridden by policy.toml. When each opens in a tree: `preread access people/<person>`.\n",
    );
    let value = SectionKind::ALL.iter().map(|section| {
        let row: serde_json::Map<_, _> = cells(section)
            .map(|(audience, cell)| {
                let cell = json!({"rule": cell.moment.word(), "overridden": is_overridden(cell)});
                (audience.word().to_owned(), cell)
            })
            .collect();
        (section.word().to_owned(), Value::Object(row))
    });
    (text, Value::Object(value.collect()))
}

fn subject(organisation: &Organisation, who: &str) -> Result<(PersonIx, SectionKind), Failure> {
    // As it is written in the name of a tree, too.
    let named = who.strip_prefix("people/").unwrap_or(who);
    let (id, word) = named.split_once('/').ok_or_else(|| {
        Failure::usage(format!("`{who}` is not a person and a section")).help("Write it as jane-doe/pay.")
    })?;
    let person = organisation.people().find(|(_, person)| person.id.as_str() == id);
    let (person, _) = person.ok_or_else(|| {
        let ids = organisation.people.iter().map(|person| person.id.as_str());
        let failure = Failure::usage(format!("there is no person `{id}`"));
        did_you_mean(failure, nearest(id, ids), "people.toml lists everyone by id.")
    })?;
    let section = SectionKind::ALL.iter().find(|section| section.word() == word);
    let section = section.ok_or_else(|| {
        let failure = Failure::usage(format!("there is no section `{word}`"));
        let all = format!("Sections are {}.", SectionKind::WORDS.join(", "));
        did_you_mean(failure, nearest(word, SectionKind::WORDS.iter().copied()), &all)
    })?;
    Ok((person, *section))
}

fn did_you_mean(failure: Failure, near: Option<&str>, otherwise: &str) -> Failure {
    match near {
        Some(near) => failure.help(format!("Did you mean `{near}`?")),
        None => failure.help(otherwise),
    }
}

fn is_overridden(cell: Cell) -> bool {
    cell.origin == Origin::Policy
}

fn rule(cell: Cell) -> String {
    let mark = if is_overridden(cell) { "*" } else { "" };
    let word = if cell.moment == Moment::Never {
        "–"
    } else {
        cell.moment.word()
    };
    format!("{word}{mark}")
}

/// From when, in words.
fn words(opening: Opening) -> String {
    match opening {
        Opening::Never => "–".to_owned(),
        Opening::Always => "always".to_owned(),
        Opening::From(day) => format!("{day}"),
        Opening::AwaitsApproval(day) => format!("{day}, once approved"),
        Opening::Waits => "not yet".to_owned(),
        Opening::Differs => "each their own day".to_owned(),
        Opening::Totals => "in totals".to_owned(),
    }
}

/// From when, for programs.
fn opening(opening: Opening) -> Value {
    match opening {
        Opening::Never => json!({"when": "never"}),
        Opening::Always => json!({"when": "always"}),
        Opening::From(day) => json!({"when": "from", "day": day}),
        Opening::AwaitsApproval(day) => json!({"when": "awaits-approval", "day": day}),
        Opening::Waits => json!({"when": "waits"}),
        Opening::Differs => json!({"when": "differs"}),
        Opening::Totals => json!({"when": "totals"}),
    }
}

/// The most readers that a line names.
const NAMED: usize = 12;

fn names(organisation: &Organisation, readers: &[PersonIx]) -> String {
    let shown: Vec<_> = readers
        .iter()
        .take(NAMED)
        .map(|reader| &*organisation.person(*reader).name)
        .collect();
    match readers.len().checked_sub(NAMED) {
        _ if readers.is_empty() => "nobody".to_owned(),
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}

fn ids(organisation: &Organisation, readers: &[PersonIx]) -> Vec<String> {
    readers
        .iter()
        .map(|reader| organisation.person(*reader).id.to_string())
        .collect()
}

/// Columns as wide as what stands in them.
fn table(heads: &[&str], rows: Vec<Vec<String>>) -> String {
    let head = heads.iter().map(|head| (*head).to_owned()).collect();
    let rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).collect();
    let width = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
    };
    let mut text = String::new();
    for row in &rows {
        let cells = row.iter().enumerate();
        let line: String = cells
            .map(|(column, cell)| format!("{cell:<wide$}  ", wide = width(column).unwrap_or(0)))
            .collect();
        _ = writeln!(text, "{}", line.trim_end());
    }
    text
}
