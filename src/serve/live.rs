//! What is served now: the last good snapshot, and what keeps the next one from being made.

use std::collections::hash_map::RandomState;
use std::collections::{HashSet, VecDeque};
use std::hash::{BuildHasher, Hasher};
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};

use super::answer::hash_of;
use super::fault::Fault;
use super::ground::Ground;
use super::listed::{Known, Listed};
use super::opening::Opening;
use super::reading::{Differs, Reading, now};
use super::snapshot::{Extent, Snapshot};
use super::watch::Change;
use crate::diagnostics::{Finding, Tally};
use crate::model::{Cycle, Findings, Organisation, Session, Settings};
use crate::records::RecordPlace;
use crate::records::id::{CycleId, PersonId};
use crate::records::load::{SETTINGS_FILE, load_settings};
use crate::site::{
    Again, Examined, Fingerprint, GoalsAgain, PacketAgain, SessionsAgain, dress, examine_again, examine_loaded,
    goals_at, own_themes, packet_named, theme_findings,
};
use crate::source::{Date, DiskWorld, SourcePath, Stamp, Unreadable, World, YOUNG};
use crate::themes::{Engine, Files, Theme, ThemeError};

/// How many pages are kept: for the case that the theme fails on them next time, and for the next start.
const LAST_GOOD_PAGES: usize = 64;
/// How many files are read again at once to be certain of them.
const SETTLED_AT_ONCE: usize = 256;

/// The site as it is served, made anew whenever its files change.
pub struct Live {
    root: PathBuf,
    as_of: Option<Date>,
    /// Told apart from the builds of every other run, so that a page of an earlier one is never taken for current.
    run: u64,
    /// Held for as long as the site is made anew, so that this is done once at a time.
    past: Mutex<Past>,
    state: RwLock<Arc<State>>,
    tree: RwLock<String>,
    last_good: Mutex<VecDeque<Asked>>,
    /// Hears of everything that happens.
    happens: OnceLock<Sender<()>>,
    /// The program as it was when it began: its file may be another one by now.
    program: Fingerprint,
}

/// A page that somebody asked for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Whose it is.
    pub tree: String,
    /// Its address below the tree.
    pub address: String,
    /// As it came out.
    pub bytes: Arc<[u8]>,
    /// What tells the bytes from any others, once somebody has asked.
    hash: OnceLock<Arc<str>>,
}

impl State {
    /// What tells the theme's files from any others.
    pub fn look(&self) -> &str {
        self.good.as_ref().map_or("", |good| &good.look)
    }

    /// Whether nothing has been read yet.
    pub fn is_first_reading(&self) -> bool {
        self.number == 0
    }

    /// How many errors, warnings and process findings there are. They are counted here, since nobody who asks for a page waits for them.
    pub fn tally(&self) -> Tally {
        let of_good = || self.good.as_ref().map(|good| tally(&good.examined));
        self.hidden.or_else(of_good).unwrap_or_default()
    }
}

fn tally(examined: &Examined) -> Tally {
    let process = examined.process.count(&examined.organisation, &examined.facts);
    Fault::tally(&examined.findings, process)
}

fn id(run: u64, number: u64) -> String {
    format!("{run:x}-{number}")
}

/// What is kept from one time to the next.
#[derive(Default)]
struct Past {
    reading: Reading,
    /// What differs from the last good state.
    pending: Differs,
    theme: Option<Dressed>,
    today: Option<Date>,
    /// What has been looked at before anything was read.
    listed: Option<Listed>,
}

/// A theme that was loaded, and the files that it was loaded from.
struct Dressed {
    name: Box<str>,
    own: Files,
    look: String,
    theme: Arc<Theme>,
    engine: Arc<dyn Engine>,
}

/// One state of the site.
pub struct State {
    /// Its id.
    pub build: String,
    number: u64,
    /// What is served; none until there has been a good one.
    pub good: Option<Arc<Snapshot>>,
    /// What is served until everything has been read.
    pub opening: Option<Opening>,
    /// What keeps a newer one from being made.
    pub fault: Option<Fault>,
    /// How many errors, warnings and process findings there are in what could not be shown; none where what is there is shown.
    hidden: Option<Tally>,
}

impl Live {
    /// The site below a root, for the readers of a tree. Nothing has been read of it yet.
    pub fn new(root: &Path, as_of: Option<Date>, tree: &str, opening: Option<Opening>) -> Self {
        let run = RandomState::new().build_hasher().finish();
        let known = opening.as_ref().map(Opening::pages).unwrap_or_default();
        let empty = State {
            build: id(run, 0),
            number: 0,
            good: None,
            opening,
            fault: None,
            hidden: None,
        };
        Self {
            root: root.to_path_buf(),
            as_of,
            run,
            past: Mutex::default(),
            state: RwLock::new(Arc::new(empty)),
            tree: RwLock::new(tree.to_owned()),
            last_good: Mutex::new(known.into()),
            happens: OnceLock::new(),
            program: Fingerprint::of_program(),
        }
    }

    /// Takes over what has been looked at, for the next reading.
    pub fn has_been_listed(&self, listed: Listed) {
        self.past.lock().unwrap_or_else(PoisonError::into_inner).listed = Some(listed);
    }

    /// What is served now.
    pub fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Whose tree is served, as its address.
    pub fn tree(&self) -> String {
        self.tree.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Serves the tree of other readers.
    pub fn serve_as(&self, tree: &str) {
        tree.clone_into(&mut self.tree.write().unwrap_or_else(PoisonError::into_inner));
    }

    /// Reads again what changed; `None` where everything is as it was. What cannot be built leaves the
    /// last good state, with what is wrong over it.
    pub fn renew(&self, change: &Change) -> Option<Arc<State>> {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let before = self.state();
        let world = self.world();
        let listed = past.listed.take();
        let differs = past.reading.again(&Known::new(&world, listed), change);
        let own = own_themes(&world);
        let today = Some(world.today());
        let dressed = past
            .theme
            .as_ref()
            .zip(own.as_ref().ok())
            .is_some_and(|(theme, own)| theme.own == *own);
        let same_day = past.today == today;
        if differs.is_nothing() && dressed && same_day {
            return None;
        }
        past.today = today;
        past.pending.add(if same_day { differs } else { Differs::Whole });
        let examined = past.examine(before.good.as_deref(), self.as_of, world.today());
        let mut hidden = None;
        let made = match examined {
            Ok((examined, differs)) => match past.dress(&examined, own) {
                Ok(dressed) => Ok(dressed.snapshot(examined, before.good.as_deref(), differs)),
                Err(findings) => {
                    hidden = Some(tally(&examined));
                    Err(Fault::of_findings(&findings, &world))
                }
            },
            Err(findings) => {
                hidden = Some(Fault::tally(&findings, 0));
                Err(Fault::of_findings(findings.iter(), &world))
            }
        };
        if made.is_ok() {
            past.pending = Differs::default();
        }
        let (good, fault) = match (made, &past.pending) {
            (Ok(snapshot), _) => (Some(Arc::new(snapshot)), None),
            (Err(fault), Differs::Records(records)) if records.are_of_packets() => {
                let fault = fault.within(&past.reading.content(), &records.packets);
                (before.good.clone(), Some(fault))
            }
            (Err(fault), _) => (before.good.clone(), Some(fault)),
        };
        let number = before.number + 1;
        let state = Arc::new(State {
            build: id(self.run, number),
            number,
            good,
            opening: None,
            fault,
            hidden,
        });
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&state);
        self.happened();
        Some(state)
    }

    /// Tells of each new state and of each page that is asked for, from now on.
    pub fn tell(&self, happens: Sender<()>) {
        // Told once, by the one server that there is.
        _ = self.happens.set(happens);
    }

    fn happened(&self) {
        if let Some(happens) = self.happens.get() {
            // Whoever no longer listens need not hear.
            _ = happens.send(());
        }
    }

    fn world(&self) -> DiskWorld {
        let world = DiskWorld::new(&self.root);
        let (settings, _) = load_settings(&world);
        let build = settings.and_then(|settings| settings.record.build.clone());
        match build.and_then(|build| build.largest_file) {
            Some(limit) => world.with_limit(u64::from(limit.0)),
            None => world,
        }
    }

    /// A fault of the theme on a page of a snapshot.
    pub fn fault_of(&self, good: &Snapshot, error: &ThemeError) -> Fault {
        let settings = &good.examined.organisation.settings;
        Fault::of_findings(&theme_findings(settings, std::slice::from_ref(error)), &self.world())
    }

    /// Forgets what was read, so that everything is read again next time.
    pub fn forget(&self) {
        *self.past.lock().unwrap_or_else(PoisonError::into_inner) = Past::default();
    }

    /// Keeps the site from being made anew for as long as the value is there.
    #[cfg(test)]
    pub fn hold(&self) -> impl Drop + use<'_> {
        self.past.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the records lie, by the settings that were read last.
    pub fn content(&self) -> SourcePath {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        past.reading.content()
    }

    /// What the pages of the newest state stand on, where all of that is certain.
    pub fn ground(&self) -> Option<(Ground, Arc<Snapshot>)> {
        let past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let state = self.state();
        let is_whole = state.fault.is_none() && past.pending.is_nothing() && past.reading.is_certain();
        let good = state.good.as_ref().filter(|_| is_whole)?;
        let settings = self.world().read(&SourcePath::new(SETTINGS_FILE)).ok()?;
        if !past.reading.has_settings(&settings) {
            return None;
        }
        let own = &past.theme.as_ref()?.own;
        let as_of = good.examined.organisation.as_of;
        let ground = Ground::of(&self.program, &settings, own, as_of, &past.reading.found())?;
        Some((ground, Arc::clone(good)))
    }

    /// Reads again some of the files that were too young to be certain of; nothing where none is left to read.
    pub fn settle(&self) -> Option<Settled> {
        let mut past = self.past.lock().unwrap_or_else(PoisonError::into_inner);
        let now = now();
        let is_older = |what: &Result<Stamp, Unreadable>, than| what.as_ref().is_ok_and(|stamp| stamp.modified < than);
        let of_age = |age| past.reading.young().filter(move |(_, what)| is_older(what, now - age));
        let certain_now = of_age(YOUNG.as_nanos().cast_signed());
        let touched: HashSet<_> = certain_now
            .take(SETTLED_AT_ONCE)
            .map(|(path, _)| path.clone())
            .collect();
        if touched.is_empty() {
            return of_age(0).next().map(|_| Settled::Later);
        }
        let change = Change {
            touched,
            named_all: true,
            everything: false,
        };
        let differs = past.reading.again(&self.world(), &change);
        let settled = if differs.is_nothing() {
            Settled::AsTheyWere
        } else {
            Settled::Changed
        };
        past.pending.add(differs);
        Some(settled)
    }

    /// Remembers a page that came out well; gives what tells its bytes from any others.
    pub fn remember(&self, tree: &str, address: &str, bytes: &Arc<[u8]>) -> Arc<str> {
        let mut last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.iter().position(|known| known.is(tree, address));
        let known = known.and_then(|at| last.remove(at));
        let asked = known
            .filter(|known| Arc::ptr_eq(&known.bytes, bytes))
            .unwrap_or_else(|| Asked::new(tree, address, bytes));
        let hash = asked.hash();
        last.push_back(asked);
        if last.len() > LAST_GOOD_PAGES {
            last.pop_front();
        }
        drop(last);
        self.happened();
        hash
    }

    /// Makes the page that somebody asked for last: whoever edits looks at it, and it will be asked for next.
    pub fn make_ahead(&self) {
        let last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        let page = last.back().map(|page| (page.tree.clone(), page.address.clone()));
        drop(last);
        if let (Some((tree, address)), Some(good)) = (page, &self.state().good) {
            // What keeps it from being made is told to whoever asks for it.
            _ = good.file(&tree, &address);
        }
    }

    /// A page as it last came out well.
    pub fn remembered(&self, tree: &str, address: &str) -> Option<(Arc<[u8]>, Arc<str>)> {
        let last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        let known = last.iter().find(|known| known.is(tree, address))?;
        Some((Arc::clone(&known.bytes), known.hash()))
    }

    /// The pages that were asked for last, the newest first.
    pub fn asked_last(&self) -> Vec<Asked> {
        let last = self.last_good.lock().unwrap_or_else(PoisonError::into_inner);
        last.iter().rev().cloned().collect()
    }
}

/// What reading young files again came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// They are as they were.
    AsTheyWere,
    /// They are still too young.
    Later,
    /// One changed, and nobody told.
    Changed,
}

impl Asked {
    /// A page as it came out.
    pub fn new(tree: &str, address: &str, bytes: &Arc<[u8]>) -> Self {
        Self {
            tree: tree.to_owned(),
            address: address.to_owned(),
            bytes: Arc::clone(bytes),
            hash: OnceLock::new(),
        }
    }

    fn hash(&self) -> Arc<str> {
        Arc::clone(self.hash.get_or_init(|| hash_of([&*self.bytes]).into()))
    }

    fn is(&self, tree: &str, address: &str) -> bool {
        self.tree == tree && self.address == address
    }
}

impl Past {
    /// Examines what differs from the last good state, or everything where there is none, or where much hangs on what differs.
    fn examine(
        &self,
        good: Option<&Snapshot>,
        as_of: Option<Date>,
        today: Date,
    ) -> Result<(Examined, Extent), Findings> {
        if let Some((good, again)) = good.and_then(|good| Some((good, self.examine_again(&good.examined)?))) {
            let examined = again?;
            let same_trees = same_sessions(&good.examined.organisation, &examined.organisation);
            let extent = if same_trees { Extent::Records } else { Extent::Whole };
            return Ok((examined, extent));
        }
        let examined = examine_loaded(self.reading.loaded(), as_of, today);
        if examined.is_broken() {
            return Err(examined.findings);
        }
        Ok((examined, Extent::Whole))
    }

    fn examine_again(&self, good: &Examined) -> Option<Result<Examined, Findings>> {
        let Differs::Records(records) = &self.pending else {
            return None;
        };
        let packet = |(cycle, person): &(CycleId, PersonId)| {
            let (at, whose) = packet_named(&good.organisation, cycle, person)?;
            Some(PacketAgain::of(at, whose, self.reading.packet(cycle, person)))
        };
        let sessions = |cycle: &CycleId| {
            let at = good.organisation.find_cycle(cycle)?;
            Some(SessionsAgain::of(at, self.reading.sessions(cycle)))
        };
        let goals = |place: &RecordPlace| {
            let (at, owner) = goals_at(&good.organisation, place)?;
            Some(GoalsAgain::of(at, owner, self.reading.goals(place)?))
        };
        let again = Again {
            packets: records.packets.iter().map(packet).collect::<Option<_>>()?,
            sessions: records.sessions.iter().map(sessions).collect::<Option<_>>()?,
            goals: records.goals.iter().map(goals).collect::<Option<_>>()?,
        };
        examine_again(good, again, self.reading.records())
    }

    /// The theme that a site asks for; as it was where its files are.
    fn dress(&mut self, examined: &Examined, own: Result<Files, Vec<Finding>>) -> Result<&Dressed, Vec<Finding>> {
        let own = own?;
        let settings = &examined.organisation.settings;
        let known = self.theme.take();
        let dressed = match known.filter(|known| known.name == settings.theme && known.own == own) {
            Some(known) => known,
            None => Dressed::new(settings, own)?,
        };
        Ok(self.theme.insert(dressed))
    }
}

/// Whether the same sessions are led and attended by the same people about the same units: who reads which trees hangs on that.
fn same_sessions(before: &Organisation, now: &Organisation) -> bool {
    let same = |(one, other): (&Arc<Cycle>, &Arc<Cycle>)| {
        let are_alike = |(one, other): (&Arc<Session>, &Arc<Session>)| {
            (&one.id, &one.teams, &one.participants, one.facilitator)
                == (&other.id, &other.teams, &other.participants, other.facilitator)
        };
        one.sessions.len() == other.sessions.len() && one.sessions.iter().zip(&*other.sessions).all(are_alike)
    };
    before.cycles.len() == now.cycles.len() && before.cycles.iter().zip(&now.cycles).all(same)
}

impl Dressed {
    fn new(settings: &Settings, own: Files) -> Result<Self, Vec<Finding>> {
        let (theme, engine) = dress(settings, &own)?;
        Ok(Self {
            name: settings.theme.clone(),
            own,
            look: hash_of(theme.assets().flat_map(|(path, bytes)| [path.as_bytes(), bytes])),
            theme: Arc::new(theme),
            engine: engine.into(),
        })
    }

    /// The site as it was examined, by the last good moment before.
    fn snapshot(&self, examined: Examined, before: Option<&Snapshot>, differs: Extent) -> Snapshot {
        if let Some(before) = before.filter(|before| Arc::ptr_eq(&before.theme, &self.theme)) {
            return before.later(examined, differs);
        }
        let look = self.look.clone();
        Snapshot::new(examined, Arc::clone(&self.theme), Arc::clone(&self.engine), look)
    }
}
