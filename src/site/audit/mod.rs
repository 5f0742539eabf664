//! The leak audit: looks in the bytes of every tree for what that tree may not hold.
//!
//! It knows nothing of views and templates. From each section of the records it takes phrases and figures that are distinctive; then it
//! reads what was written (pages with their attributes and comments, search indexes, tables, file names) and asks of each that it
//! finds whether some section which says so is open in that tree. What several sections say is allowed where one of them is open.

mod tokens;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasherDefault;

use rayon::prelude::*;
use serde::Serialize;

use self::tokens::{Figures, IdentityHasher, Phrases, strings_of_json};
use crate::disclosure::secrets::{Listener, Source, tell_common, tell_packet};
use crate::disclosure::{Lens, SectionKind};
use crate::model::Organisation;

type ByHash = HashMap<u64, Vec<u32>, BuildHasherDefault<IdentityHasher>>;

/// What is distinctive in the records, and which sections say it.
#[derive(Debug, Default)]
pub struct Audit {
    texts: Vec<Text>,
    said: ByHash,
}

/// One text of the records, or one figure.
#[derive(Debug, Clone, Copy)]
struct Text {
    source: Source,
    /// By how many phrases it is known.
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
pub struct Said(Vec<u64>);

impl Audit {
    /// Learns what the records of an organisation say. `frames` are the theme's own words, which stand on pages of any tree.
    pub fn of<'f>(organisation: &Organisation, frames: impl Iterator<Item = &'f str>) -> Self {
        let mut audit = Self::default();
        for ear in listen(organisation, Ear::default) {
            audit.add(ear);
        }
        // A phrase by which one text is known may stand in others that are known by other phrases. They say it too.
        let echoes = listen(organisation, || Echo::of(&audit.said));
        let echoes: Vec<_> = echoes.into_iter().flat_map(|echo| echo.heard).collect();
        for (source, phrases) in echoes {
            audit.add_sayer(source, NOT_KNOWN, phrases);
        }
        let frames: Vec<_> = frames
            .flat_map(|frame| audit.read("frame.html", frame.as_bytes()).0)
            .collect();
        audit.add(Ear {
            heard: vec![(Source::Open, frames)],
            ..Ear::default()
        });
        audit
    }

    fn add(&mut self, ear: Ear) {
        for (source, hashes) in ear.heard {
            let known_by = u32::try_from(hashes.len()).unwrap_or(NOT_KNOWN);
            self.add_sayer(source, known_by, hashes);
        }
    }

    fn add_sayer(&mut self, source: Source, known_by: u32, hashes: Vec<u64>) {
        let at = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(Text { source, known_by });
        for hash in hashes {
            let sayers = self.said.entry(hash).or_default();
            if sayers.last() != Some(&at) {
                sayers.push(at);
            }
        }
    }

    /// Reads a file, once for all trees that hold it.
    pub fn read(&self, name: &str, bytes: &[u8]) -> Said {
        let mut found = Vec::new();
        let mut note = |hash: u64| {
            if self.said.contains_key(&hash) {
                found.push(hash);
            }
        };
        tokens::read_file(name, bytes, &mut note);
        found.sort_unstable();
        found.dedup();
        Said(found)
    }

    /// Whether a tree may hold a file: the leaks if it may not.
    pub fn judge(&self, lens: &Lens<'_>, tree: &str, file: &str, said: &Said) -> Vec<Leak> {
        // Two people may write eight words alike by chance, but not most of what the other wrote.
        let mut found: BTreeMap<u32, u32> = BTreeMap::new();
        for hash in &said.0 {
            let sayers = self.said.get(hash).map_or(&[][..], Vec::as_slice);
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
        let told = told.filter(|(text, hits)| 2 * hits > text.known_by);
        let mut leaks: Vec<_> = told.map(|(text, _)| leak(lens, tree, file, text.source)).collect();
        leaks.sort();
        leaks.dedup();
        leaks
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

/// Takes the phrases of each section by which some other text is known.
struct Echo<'a> {
    said: &'a ByHash,
    heard: Vec<(Source, Vec<u64>)>,
    buffer: Vec<u8>,
}

impl<'a> Echo<'a> {
    fn of(said: &'a ByHash) -> Self {
        Self {
            said,
            heard: Vec::new(),
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
        for text in strings_of_json(&self.buffer, &mut |_| ()) {
            let (_, others) = Phrases::parted(Phrases::all(&text));
            let others = others.into_iter().map(Figures::not_one);
            let known: Vec<_> = others.filter(|hash| self.said.contains_key(hash)).collect();
            if !known.is_empty() {
                self.heard.push((source, known));
            }
        }
    }
}

/// Takes what is distinctive in each section.
#[derive(Default)]
struct Ear {
    heard: Vec<(Source, Vec<u64>)>,
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
        let strings = strings_of_json(&self.buffer, &mut |number| figures.extend(Figures::of(number)));
        for text in strings {
            figures.extend(Figures::all_in(&text));
            let phrases: Vec<_> = Phrases::distinctive(&text).into_iter().map(Figures::not_one).collect();
            if !phrases.is_empty() {
                self.heard.push((source, phrases));
            }
        }
        self.heard
            .extend(figures.into_iter().map(|figure| (source, vec![figure])));
    }
}
