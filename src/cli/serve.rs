//! `preread serve`: shows the site in a browser while its records are written.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};

use clap::Args;

use super::context::{day, find_root, world};
use super::keys::Keys;
use super::printer::print;
use super::unchanged::{Choices, Inputs, Unchanged, content_of};
use super::{Exit, Failure};
use crate::model::Settings;
use crate::records::load::{content_folder, load_settings};
use crate::serve::{self, Ground, Listed, Listening, Memory, Notice, Opening, Options, PATIENCE, PORT};
use crate::site::stands_on;
use crate::source::{Date, World};

const AFTER_HELP: &str = "\
Examples:
  preread serve --open                show HR's pages in the browser
  preread serve --as people/jane-doe  the pages that Jane Doe would get
  preread serve --as-of 2026-08-15    the site as it stood on that day
  preread serve --port 8080           at another port

The preview holds everything, so it is for you alone: it answers this machine's browser and nobody else, unless --host \
says so. Records with errors do not stop it; the page shows what is wrong until it is mended.";

/// Show the site in a browser, on this machine alone
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub struct Serve {
    /// Open the site in the browser
    #[arg(long)]
    open: bool,
    /// Listen at this port, and at no other [default: 4100, or the next free one]
    #[arg(long, value_name = "PORT")]
    port: Option<u16>,
    /// Listen at this address, such as 0.0.0.0: whoever reaches it sees everything
    #[arg(long, value_name = "ADDRESS")]
    host: Option<String>,
    /// Show the tree of these readers first, such as hr or people/jane-doe
    #[arg(long = "as", value_name = "TREE", default_value = "hr")]
    tree: String,
    /// Show the site as it stood on this day [default: `as_of` of preread.toml, or today]
    #[arg(long, value_name = "DATE", value_parser = day)]
    as_of: Option<Date>,
    /// Look at the files again and again instead of waiting for the system to tell of changes
    #[arg(long)]
    poll: bool,
}

impl Serve {
    pub(super) fn run(&self, root: Option<&Path>) -> Result<Exit, Failure> {
        let root = find_root(root)?;
        let tree = self.tree.trim_matches('/').to_owned();
        let port = serve::listen(self.host.as_deref(), self.port).map_err(|error| self.not_listening(&error))?;
        self.greet(&port, &tree)?;
        let (opening, listed) = self.opening(&root, &tree);
        let options = Options {
            opening,
            listed,
            root,
            host: self.host.clone(),
            port: self.port,
            tree,
            as_of: self.as_of,
            poll: self.poll,
        };
        let opens = options.opening.is_some();
        if opens {
            print("Reading the records; until that is done, pages that were made of them before are shown.\n")?;
        }
        let first = Arc::new(Mutex::new(First::default()));
        let told = Arc::clone(&first);
        let server = port
            .serve(&options, move |notice| tell(notice, &told))
            .map_err(|error| self.not_listening(&error))?;
        if self.open {
            open(&server.url());
        }
        if !opens && !server.is_read_within(PATIENCE) {
            say_what_goes_on(&first)?;
        }
        if Keys::are_there() {
            print("Keys: o opens the browser, r reads everything again, q quits.\n")?;
        }
        let keys = Keys::listen(&server);
        server.wait();
        drop(keys);
        Ok(Exit::Done)
    }

    /// What was built last, or else what the server kept when it ran last, where that is what would be served; and the records' folder, where
    /// it was listed to see that.
    fn opening(&self, root: &Path, tree: &str) -> (Option<Opening>, Option<Listed>) {
        let world = world(root);
        let (settings, _) = load_settings(&world);
        let place = root.join(&*Settings::new(settings.as_ref()).output);
        let is_built = place.join(tree).is_dir();
        let memory = Memory::find(root).filter(|memory| memory.has_home_of(tree));
        if !is_built && memory.is_none() {
            return (None, None);
        }
        let folder = content_folder(settings.as_ref());
        let content = content_of(root, &folder);
        let as_of = stands_on(self.as_of, settings.as_ref(), world.today());
        let built = || {
            let inputs = Inputs::of(root, &content);
            let built = [(None, false), (None, true), (Some(tree), false), (Some(tree), true)];
            built.into_iter().find_map(|(audience, strict)| {
                let choices = Choices {
                    place: &place,
                    audience,
                    as_of,
                    strict,
                };
                Unchanged::new(root, &inputs, choices).finished()
            })
        };
        let finished = is_built.then(built).flatten();
        let opening = finished.map(|finished| Opening::built(place.clone(), finished));
        let opening = opening.or_else(|| {
            let ground = Ground::look(root, &world, as_of, &content)?;
            memory.filter(|memory| memory.stands_on(ground)).map(Opening::kept)
        });
        let listed = Listed {
            folder,
            entries: content,
        };
        (opening, Some(listed))
    }

    fn not_listening(&self, error: &std::io::Error) -> Failure {
        let at = self.host.as_deref().unwrap_or("127.0.0.1");
        let port = self.port.unwrap_or(PORT);
        Failure::machine(format!("cannot listen at {at}, port {port}: {error}"))
            .help("Another program may have the port: leave --port out to take the next free one, or name another.")
    }

    /// Says where the site will be, before anything is known of it.
    fn greet(&self, port: &Listening, tree: &str) -> Result<(), Failure> {
        let address = port.address();
        if self.port.is_none() && address.port() != PORT {
            print(&format!("Port {PORT} is taken, so this is at {}.\n", address.port()))?;
        }
        if !address.ip().is_loopback() {
            print(&format!(
                "WARNING: everyone who reaches {address} can read every record of every person, pay and ratings included.\n"
            ))?;
        }
        print(&format!("Serving {}\n", port.url(tree)))
    }
}

/// Whether the first reading has been told of.
#[derive(Default)]
struct First {
    told: bool,
}

/// Says that everything is still being read, unless it has just been said that it was.
fn say_what_goes_on(first: &Mutex<First>) -> Result<(), Failure> {
    let first = first.lock().unwrap_or_else(PoisonError::into_inner);
    if first.told {
        return Ok(());
    }
    print("Reading the records; pages come when that is done.\n")
}

/// Says what happens.
fn tell(notice: Notice, first: &Mutex<First>) {
    let mut first = first.lock().unwrap_or_else(PoisonError::into_inner);
    let text = match notice {
        Notice::Polling(why) => format!("Looking at the files twice a second: {why}.\n"),
        Notice::Read { took, status } => {
            first.told = true;
            format!("{} · read in {:.0} ms\n", line(&status), took.as_secs_f64() * 1e3)
        }
        Notice::Renewed { took, rendered, status } => {
            let pages = if rendered == 1 {
                "1 page"
            } else {
                &format!("{rendered} pages")
            };
            format!(
                "{} · made anew in {:.0} ms, after {pages}\n",
                line(&status),
                took.as_secs_f64() * 1e3
            )
        }
    };
    // Where nobody reads the output any more the site is served all the same.
    _ = print(&text);
}

/// How the site stands, in one line, and the first error below it.
fn line(status: &serve::Status) -> String {
    let people = status.people.map(|people| format!("{people} people, "));
    let phase = status.phase.map(|phase| format!("{phase}, "));
    let fault = status.fault.as_ref().map(|fault| format!("\n{fault}"));
    let or_none = Option::unwrap_or_default;
    format!(
        "{}{}{}{}",
        or_none(people),
        or_none(phase),
        status.tally,
        or_none(fault)
    )
}

/// Opens an address in the browser. Where that fails the address is on the screen anyway.
pub(super) fn open(url: &str) {
    let program = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
    let mut command = Command::new(program);
    command
        .arg(url)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    if let Ok(mut child) = command.spawn() {
        // Waited for, so that it does not stay behind as a dead process.
        std::thread::spawn(move || child.wait());
    }
}
