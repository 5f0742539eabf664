//! A site at one moment: pages are made when they are asked for, and remembered for as long as what stands on them is the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::disclosure::{Audience, Lens, Scopes, trees};
use crate::exports;
use crate::render::{self, Prepared, SEARCH_INDEX};
use crate::site::Examined;
use crate::themes::{Engine, Theme, ThemeError};
use crate::views::{self, PageKey, Parts, plan};

/// The most that is remembered of pages, in bytes; what is over is made again when it is asked for.
const MOST_REMEMBERED: usize = 64 * 1024 * 1024;

/// A site at one moment.
pub struct Snapshot {
    /// What its pages are made of.
    pub examined: Examined,
    /// The theme.
    pub theme: Arc<Theme>,
    /// The theme's engine.
    pub engine: Arc<dyn Engine>,
    /// What tells the theme's files from any others.
    pub look: String,
    audiences: Mutex<HashMap<String, Arc<Tree>>>,
    scopes: Mutex<HashMap<Audience, Arc<Scopes>>>,
    pages: Mutex<Remembered>,
    /// Held for each page while it is made, so that a second reader waits for it and does not make it too.
    making: Mutex<Making>,
    indexes: Mutex<HashMap<Audience, Arc<[u8]>>>,
}

/// How much of a site differs from a moment before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    /// Records on which nothing hangs of who reads which pages.
    Records,
    /// Anything.
    Whole,
}

/// One audience's tree: which page stands where.
struct Tree {
    audience: Audience,
    pages: HashMap<String, PageKey>,
}

#[derive(Default)]
struct Remembered {
    pages: HashMap<(Audience, PageKey), Kept>,
    bytes: usize,
    rendered: usize,
}

/// A lock for each page.
type Making = HashMap<(Audience, PageKey), Arc<Mutex<()>>>;

/// A page that was made once.
#[derive(Clone)]
struct Kept {
    /// What tells its view from any other.
    view: Option<blake3::Hash>,
    bytes: Arc<[u8]>,
    /// Whether it was made or looked at anew at this very moment of the site.
    current: bool,
}

/// A file of a tree.
#[derive(Debug, Clone)]
pub enum File {
    /// A page, as a build would write it.
    Page(Arc<[u8]>),
    /// What lies beside pages.
    Asset(Vec<u8>),
}

/// Why there is no file.
#[derive(Debug)]
pub enum Missing {
    /// The tree has none at this address.
    Address,
    /// The site has no such tree.
    Tree,
    /// The theme fails on it.
    Theme(ThemeError),
}

impl Snapshot {
    /// A site at the moment at which it was examined.
    pub fn new(examined: Examined, theme: Arc<Theme>, engine: Arc<dyn Engine>, look: String) -> Self {
        Self {
            examined,
            theme,
            engine,
            look,
            audiences: Mutex::default(),
            scopes: Mutex::default(),
            pages: Mutex::default(),
            making: Mutex::default(),
            indexes: Mutex::default(),
        }
    }

    /// The site at a later moment, in the same dress: a page is rendered anew where what stands on it is not the same.
    #[must_use]
    pub fn later(&self, examined: Examined, differs: Extent) -> Self {
        let known = locked(&self.pages);
        let stale = |(key, kept): (&(Audience, PageKey), &Kept)| {
            let kept = Kept {
                current: false,
                ..kept.clone()
            };
            (*key, kept)
        };
        let pages = Remembered {
            pages: known.pages.iter().map(stale).collect(),
            bytes: known.bytes,
            rendered: 0,
        };
        drop(known);
        let (audiences, scopes) = match differs {
            // Which pages there are follows from the roster, the cycles, the sessions' bodies and the matrix.
            Extent::Records => (locked(&self.audiences).clone(), locked(&self.scopes).clone()),
            Extent::Whole => (HashMap::new(), HashMap::new()),
        };
        Self {
            audiences: Mutex::new(audiences),
            scopes: Mutex::new(scopes),
            pages: Mutex::new(pages),
            ..Self::new(
                examined,
                Arc::clone(&self.theme),
                Arc::clone(&self.engine),
                self.look.clone(),
            )
        }
    }

    /// The file at an address below a tree, looked up in the plan of the tree.
    ///
    /// # Errors
    /// Where there is none, or where it cannot be made.
    pub fn file(&self, tree: &str, address: &str) -> Result<File, Missing> {
        let found = self.tree(tree).ok_or(Missing::Tree)?;
        if let Some(asset) = address.strip_prefix("assets/") {
            let mut assets = self.theme.assets();
            let bytes = assets.find(|(path, _)| *path == asset).ok_or(Missing::Address)?.1;
            return Ok(File::Asset(bytes.to_vec()));
        }
        if address == SEARCH_INDEX {
            return self.index(found.audience).map(File::Asset).map_err(Missing::Theme);
        }
        let (folder, name) = address.rsplit_once('/').unwrap_or(("", address));
        if name.ends_with(".csv") || name.ends_with(".xlsx") {
            return self.beside(&found, folder, name);
        }
        let page = *found.pages.get(address).ok_or(Missing::Address)?;
        self.page(found.audience, page).map(File::Page).map_err(Missing::Theme)
    }

    /// A table beside the page of a folder. It is made when somebody asks for it, since few are.
    fn beside(&self, tree: &Tree, folder: &str, name: &str) -> Result<File, Missing> {
        let address = if folder.is_empty() {
            "index.html".to_owned()
        } else {
            format!("{folder}/index.html")
        };
        let key = *tree.pages.get(&address).ok_or(Missing::Address)?;
        let (page, _) = views::page(&self.lens(tree.audience), key, Parts::WithTables);
        match exports::named(&page, name) {
            Ok(Some(export)) => Ok(File::Asset(export.bytes)),
            // What is too large for a workbook is not in a built site either.
            Ok(None) | Err(_) => Err(Missing::Address),
        }
    }

    /// Whether a tree has a page at an address.
    pub fn has(&self, tree: &str, address: &str) -> bool {
        self.tree(tree).is_some_and(|tree| tree.pages.contains_key(address))
    }

    /// The trees of the site with what each says of its readers.
    pub fn trees(&self) -> Vec<(String, String)> {
        let organisation = &self.examined.organisation;
        let all = trees(organisation).into_iter();
        all.map(|audience| (audience.tree(organisation), audience.label(organisation)))
            .collect()
    }

    /// How many pages were rendered at this moment.
    pub fn rendered(&self) -> usize {
        locked(&self.pages).rendered
    }

    fn lens(&self, audience: Audience) -> Lens<'_> {
        let new = || Arc::new(Scopes::new(&self.examined.organisation));
        let scopes = Arc::clone(locked(&self.scopes).entry(audience).or_insert_with(new));
        self.examined.lens(audience).with_scopes(scopes)
    }

    fn tree(&self, tree: &str) -> Option<Arc<Tree>> {
        if let Some(known) = locked(&self.audiences).get(tree) {
            return Some(Arc::clone(known));
        }
        let audience = Audience::find(&self.examined.organisation, tree)?;
        let lens = self.lens(audience);
        let pages = plan(&lens)
            .into_iter()
            .map(|page| (page.address(&lens), page))
            .collect();
        let found = Arc::new(Tree { audience, pages });
        locked(&self.audiences).insert(tree.to_owned(), Arc::clone(&found));
        Some(found)
    }

    /// The search index of a tree. It is made when somebody begins to search, since all pages have to be for it.
    fn index(&self, audience: Audience) -> Result<Vec<u8>, ThemeError> {
        // Held while it is made, so that a second reader waits for it and does not make it too.
        let mut known = locked(&self.indexes);
        if let Some(known) = known.get(&audience) {
            return Ok(known.to_vec());
        }
        let room = |pages| render::room(&self.examined.organisation, audience, pages);
        let bytes = render::search_index(&self.lens(audience), &*self.engine, room)?;
        known.insert(audience, bytes.as_slice().into());
        Ok(bytes)
    }

    fn page(&self, audience: Audience, page: PageKey) -> Result<Arc<[u8]>, ThemeError> {
        let known = || locked(&self.pages).pages.get(&(audience, page)).cloned();
        if let Some(known) = known().filter(|known| known.current) {
            return Ok(known.bytes);
        }
        let making = Arc::clone(locked(&self.making).entry((audience, page)).or_default());
        let _making = locked(&making);
        let known = known();
        if let Some(known) = known.as_ref().filter(|known| known.current) {
            return Ok(Arc::clone(&known.bytes));
        }
        let lens = self.lens(audience);
        let prepared = Prepared::new(&lens, page);
        let view = prepared.hash();
        let kept = match known.filter(|known| known.view.is_some() && known.view == view) {
            Some(known) => Kept { current: true, ..known },
            None => Kept {
                view,
                bytes: prepared.render(&*self.engine)?.bytes.into(),
                current: true,
            },
        };
        Ok(locked(&self.pages).keep((audience, page), kept))
    }
}

impl Remembered {
    fn keep(&mut self, key: (Audience, PageKey), kept: Kept) -> Arc<[u8]> {
        let bytes = Arc::clone(&kept.bytes);
        match self.pages.remove(&key) {
            Some(old) if Arc::ptr_eq(&old.bytes, &bytes) => self.bytes -= bytes.len(),
            old => {
                self.bytes -= old.map_or(0, |old| old.bytes.len());
                self.rendered += 1;
            }
        }
        if self.bytes + bytes.len() > MOST_REMEMBERED {
            self.pages.clear();
            self.bytes = 0;
        }
        self.bytes += bytes.len();
        self.pages.insert(key, kept);
        bytes
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What a panicking thread left is whole: nothing is changed in more than one step.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
