//! The leak audit: looks in the bytes of every tree for what that tree may not hold.
//!
//! It knows nothing of views and templates. From each section of the records it takes phrases and figures that are distinctive; then it
//! reads what was written (pages with their attributes and comments, search indexes, tables, file names) and asks of each that it
//! finds whether some section which says so is open in that tree. What several sections say is allowed where one of them is open.

mod chunk;
mod index;
mod texts;
mod tokens;
mod workbook;

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use self::index::Index;
use self::texts::read_json;
use self::tokens::Figures;
use crate::disclosure::secrets::{Listener, Source, tell_common, tell_packet};
use crate::disclosure::{Lens, SectionKind};
use crate::model::Organisation;

/// What more texts than this say is a formula and distinguishes nobody.
const MOST_SAYERS: usize = 64;

/// What is distinctive in the records, and which sections say it.
#[derive(Debug, Default)]
pub struct Audit {
    texts: Vec<Text>,
    said: Index,
}

/// What is known by the same phrases: the sentences of one text of the records, a run of short ones, or one figure.
#[derive(Debug, Clone, Copy)]
struct Text {
    source: Source,
    /// By how many phrases it is known: it is found where more than half as many are.
    known_by: u32,
}

/// Something in a tree that may not be in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Leak {
    /// The tree.
    pub tree: String,
    /// The file within the site.
    pub file: String,
    /// The section that says it, in words.
    pub section: String,
    /// The rule that keeps it out.
    pub rule: String,
}

/// What a file says, as far as the records know of it; the same for each tree that holds the file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Said {
    /// The known hashes in it, each once.
    known: Vec<u64>,
    /// Whether it could not be read.
    is_unread: bool,
}

impl Audit {
    /// Learns what the records of an organisation say. `frames` are the theme's own words, which stand on pages of any tree.
    pub fn of<'f>(organisation: &Organisation, frames: impl Iterator<Item = &'f str>) -> Self {
        let mut learned = Learned::default();
        for ear in listen(organisation, Ear::default) {
            learned.add(ear.heard);
        }
        let known = Index::new(learned.said.clone(), usize::MAX);
        // A phrase by which one text is known may stand in others that are known by other phrases. They say it too.
        for echo in listen(organisation, || Echo::of(&known)) {
            learned.add(echo.heard);
        }
        let mut of_theme = Learned::default();
        for frame in frames {
            let said = read(&known, "frame.html", frame.as_bytes());
            of_theme.hear(Source::Open, NOT_KNOWN, said.known.into_iter());
        }
        learned.add(of_theme);
        drop(known);
        learned.index()
    }

    /// Reads a file, once for all trees that hold it.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Said {
        read(&self.said, name, bytes)
    }

    /// Whether a tree may hold a file: the leaks if it may not.
    pub fn judge(&self, lens: &Lens<'_>, tree: &str, file: &str, said: &Said) -> Vec<Leak> {
        // Sentences that are too short to be known by themselves may meet as another's do by chance, but not most of a run of them.
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        for hash in &said.known {
            let sayers = self.said.sayers(*hash);
            let source = |at: &u32| self.texts[*at as usize].source;
            if sayers.iter().any(|at| lens.may_hold(source(at))) {
                continue;
            }
            // Of figures only those of pay are distinctive; and where an audience sees other people's pay, a sum of theirs may be
            // what somebody else earns.
            let tells =
                |source: Source| !Figures::is_figure(*hash) || (source.is_pay() && !lens.has_figures_like(source));
            for at in sayers.iter().filter(|at| tells(source(at))) {
                *found.entry(*at).or_default() += 1;
            }
        }
        let told = found.iter().map(|(at, hits)| (self.texts[*at as usize], *hits));
        let told = told.filter(|(text, hits)| 2 * u64::from(*hits) > u64::from(text.known_by));
        let mut leaks: Vec<_> = told.map(|(text, _)| leak(lens, tree, file, text.source)).collect();
        if said.is_unread {
            leaks.push(unread(tree, file));
        }
        leaks.sort();
        leaks.dedup();
        leaks
    }
}

/// What a file says of what is known.
fn read(index: &Index, name: &str, bytes: &[u8]) -> Said {
    let mut known = Vec::new();
    let mut note = |hash: u64| {
        if index.knows(hash) {
            known.push(hash);
        }
    };
    let is_unread = if name.ends_with(".xlsx") {
        workbook::read(bytes, &mut note).is_err()
    } else {
        tokens::read_file(name, bytes, &mut note);
        false
    };
    known.sort_unstable();
    known.dedup();
    Said { known, is_unread }
}

/// A file of which nobody knows what it says does not go out.
fn unread(tree: &str, file: &str) -> Leak {
    Leak {
        tree: tree.to_owned(),
        file: file.to_owned(),
        section: "what could not be read".to_owned(),
        rule: "every file that is written is read".to_owned(),
    }
}

fn leak(lens: &Lens<'_>, tree: &str, file: &str, source: Source) -> Leak {
    let (section, rule) = match source {
        Source::Open => ("what is open to all".to_owned(), String::new()),
        Source::Packet { section, person, cycle } => {
            let (person, cycle) = (lens.name(person).id, lens.cycle(cycle).id);
            (
                format!("{} of {person} in {cycle}", section.word()),
                rule_of(lens, section),
            )
        }
        Source::Session { cycle, .. } => (
            format!("a calibration session of {}", lens.cycle(cycle).id),
            rule_of(lens, SectionKind::Calibration),
        ),
    };
    Leak {
        tree: tree.to_owned(),
        file: file.to_owned(),
        section,
        rule,
    }
}

fn rule_of(lens: &Lens<'_>, section: SectionKind) -> String {
    let audience = lens.audience().kind();
    format!(
        "`{}` is shown to `{}` {}",
        section.word(),
        audience.word(),
        lens.moment(section).word()
    )
}

/// Of a text that is known by none of its phrases: it never counts as found.
const NOT_KNOWN: u32 = u32::MAX;

/// Lets listeners hear everything that the records say, on all threads.
fn listen<L: Listener + Send>(organisation: &Organisation, listener: impl Fn() -> L + Sync) -> Vec<L> {
    let mut common = listener();
    tell_common(organisation, &mut common);
    let packets: Vec<_> = organisation
        .cycles()
        .flat_map(|(at, cycle)| cycle.packets.iter().map(move |packet| (at, packet)))
        .collect();
    let mut heard: Vec<L> = packets
        .par_chunks(256)
        .map(|chunk| {
            let mut ear = listener();
            for (cycle, packet) in chunk {
                tell_packet(organisation, *cycle, packet, &mut ear);
            }
            ear
        })
        .collect();
    heard.insert(0, common);
    heard
}

/// Texts, and the hashes that they say.
#[derive(Default)]
struct Learned {
    texts: Vec<Text>,
    said: Vec<(u64, u32)>,
}

impl Learned {
    fn hear(&mut self, source: Source, known_by: u32, hashes: impl Iterator<Item = u64>) {
        let at = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(Text { source, known_by });
        self.said.extend(hashes.map(|hash| (hash, at)));
    }

    fn add(&mut self, other: Self) {
        let offset = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.extend(other.texts);
        self.said
            .extend(other.said.into_iter().map(|(hash, text)| (hash, text + offset)));
    }

    /// A text is still known by the formulas in it, which are never found: one that is made of formulas tells of nobody.
    fn index(self) -> Audit {
        Audit {
            texts: self.texts,
            said: Index::new(self.said, MOST_SAYERS),
        }
    }
}

/// Takes the phrases of each section by which some other text is known.
struct Echo<'a> {
    known: &'a Index,
    heard: Learned,
    buffer: Vec<u8>,
}

impl<'a> Echo<'a> {
    fn of(known: &'a Index) -> Self {
        Self {
            known,
            heard: Learned::default(),
            buffer: Vec::new(),
        }
    }
}

impl Listener for Echo<'_> {
    fn hear<T: Serialize>(&mut self, source: Source, content: &T) {
        self.buffer.clear();
        // What cannot be written down was not learned either.
        if serde_json::to_writer(&mut self.buffer, content).is_err() {
            return;
        }
        let heard = &mut self.heard;
        read_json(&self.buffer, &mut |_| (), |text| {
            let own: Vec<u64> = text.marks().into_iter().flat_map(|mark| mark.phrases).collect();
            let others = text.phrases().iter().copied().filter(|hash| !own.contains(hash));
            let mut known = others.filter(|hash| self.known.knows(*hash)).peekable();
            if known.peek().is_some() {
                heard.hear(source, NOT_KNOWN, known);
            }
        });
    }
}

/// Takes what is distinctive in each section.
#[derive(Default)]
struct Ear {
    heard: Learned,
    buffer: Vec<u8>,
}

impl Listener for Ear {
    fn hear<T: Serialize>(&mut self, source: Source, content: &T) {
        self.buffer.clear();
        // Writing plain data into memory does not fail; were it to, the section would be searched for in vain and no more.
        if serde_json::to_writer(&mut self.buffer, content).is_err() {
            return;
        }
        let mut figures = Vec::new();
        let mut amount = |number| figures.extend(Figures::of(number));
        let heard = &mut self.heard;
        let mut in_texts = Vec::new();
        read_json(&self.buffer, &mut amount, |text| {
            in_texts.extend(text.figures().iter().copied());
            for mark in text.marks() {
                heard.hear(source, mark.known_by, mark.phrases.into_iter());
            }
        });
        for figure in figures.into_iter().chain(in_texts) {
            heard.hear(source, 1, std::iter::once(figure));
        }
    }
}
