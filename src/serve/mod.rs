//! The preview: the site of one audience at a time, made as it is asked for, made anew as its files change.
//!
//! [`listen`] takes a port, and [`Listening::serve`] gives a [`Server`], which answers from then on: what it cannot know before everything has
//! been read waits for that. HTTP is our own, over `std`'s sockets (`wire`, `http`): what is needed of it is small, and
//! its bounds (connections, heads, time) are the point. What is served is looked up in the plan of the site, and on the
//! disk only as long as pages that were made of the same files before stand in for it (`opening`, `memory`).

mod answer;
mod connection;
mod fault;
mod ground;
mod guard;
mod http;
mod inject;
#[cfg(target_os = "linux")]
mod inotify;
#[cfg(not(target_os = "linux"))]
#[path = "no_events.rs"]
mod inotify;
mod keep;
mod listed;
mod live;
mod memory;
mod opening;
mod reading;
mod snapshot;
mod watch;
mod wire;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::diagnostics::Tally;
use crate::source::Date;

use answer::Answerer;
pub use fault::Fault;
pub use ground::Ground;
use guard::Guard;
use keep::Keeper;
pub use listed::Listed;
pub use live::{Live, State};
pub use memory::Memory;
pub use opening::Opening;
pub use snapshot::{File, Missing, Snapshot};
pub use watch::Change;
pub use wire::PATIENCE;

use watch::{Signal, Watch};

/// The port, unless another is asked for.
pub const PORT: u16 = 4100;
/// How many ports are tried, one after the other, where none was asked for.
const PORTS_TRIED: u16 = 20;

/// What is served, and where.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folder that holds `preread.toml`.
    pub root: PathBuf,
    /// The address to listen at, by name or number; loopback where there is none.
    pub host: Option<String>,
    /// The port; the first free one from [`PORT`] on where there is none.
    pub port: Option<u16>,
    /// The tree that is served first.
    pub tree: String,
    /// The day on which the site stands.
    pub as_of: Option<Date>,
    /// Whether files are looked at again and again instead of waiting for the system to tell.
    pub poll: bool,
    /// What is shown until everything has been read, where that is certain to be the same.
    pub opening: Option<Opening>,
    /// The records' folder, where it has been listed already.
    pub listed: Option<Listed>,
}

/// A port that is ours, at which nobody answers yet.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    address: SocketAddr,
    since: Instant,
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    /// Says when the first reading is done.
    read: Receiver<()>,
    live: Arc<Live>,
    wire: wire::Handle,
    watch: Sender<Signal>,
    keeper: Arc<Keeper>,
    thread: JoinHandle<()>,
}

/// What happens while the server runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Changes are noticed by looking again and again, for this reason.
    Polling(String),
    /// Everything was read for the first time.
    Read {
        /// How long it took.
        took: Duration,
        /// How the site stands.
        status: Status,
    },
    /// The site was made anew.
    Renewed {
        /// How long it took, the wait for the end of the change left out.
        took: Duration,
        /// How many pages had been made of the state before.
        rendered: usize,
        /// How it stands now.
        status: Status,
    },
}

/// How the site stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// Whether everything is still being read, and pages that were made before are shown.
    pub opening: bool,
    /// People of the roster; none until there has been a good state.
    pub people: Option<usize>,
    /// The phase of the current cycle.
    pub phase: Option<&'static str>,
    /// The findings of the newest state.
    pub tally: Tally,
    /// The first error, where one keeps the newest state from being shown.
    pub fault: Option<String>,
}

/// Listens, answers, reads the site, and watches; `tell` hears what happens.
///
/// # Errors
/// Where the address cannot be listened at.
pub fn start(options: &Options, tell: impl Fn(Notice) + Send + 'static) -> io::Result<Server> {
    listen(options.host.as_deref(), options.port)?.serve(options, tell)
}

impl Listening {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the home of a tree.
    pub fn url(&self, tree: &str) -> String {
        url(self.address, tree)
    }

    /// Answers from now on; `tell` hears what happens.
    ///
    /// # Errors
    /// Where the machine gives no threads or pipes.
    pub fn serve(self, options: &Options, tell: impl Fn(Notice) + Send + 'static) -> io::Result<Server> {
        let opening = options.opening.clone();
        let live = Live::new(&options.root, options.as_of, &options.tree, opening);
        if let Some(listed) = &options.listed {
            live.has_been_listed(listed.clone());
        }
        self.serve_live(options, Arc::new(live), tell)
    }

    fn serve_live(
        self,
        options: &Options,
        live: Arc<Live>,
        tell: impl Fn(Notice) + Send + 'static,
    ) -> io::Result<Server> {
        let Self {
            listener,
            address,
            since,
        } = self;
        let guard = Guard::new(address, options.host.as_deref());
        let answerer: Arc<dyn wire::Answer> = Arc::new(Answerer::new(guard, Arc::clone(&live), since.elapsed()));
        let (wire, thread) = wire::start(listener, &answerer, &live.state().build)?;
        let (watched, told) = (Arc::clone(&live), wire.clone());
        let (root, poll) = (options.root.clone(), options.poll);
        let (watch, signals) = channel();
        let sender = watch.clone();
        let keeper = Arc::new(Keeper::new(root.clone(), Arc::clone(&live), watch.clone()));
        let (happens, happened) = channel();
        live.tell(happens);
        let keeps = Arc::clone(&keeper);
        thread::Builder::new()
            .name("keep".to_owned())
            .spawn(move || keeps.run(&happened))?;
        let (done, read) = channel();
        thread::Builder::new().name("watch".to_owned()).spawn(move || {
            // A fault of the program has been printed by then. Nothing will ever be there to answer with.
            if catch_unwind(AssertUnwindSafe(|| read_first(&watched, &told, &tell))).is_err() {
                return told.quit();
            }
            // Whoever started the server need not wait for that.
            _ = done.send(());
            let watch_files = Watch::begin(&root, &watched.content(), poll, (sender, signals));
            keep_watching(watch_files, &watched, &told, &tell);
        })?;
        Ok(Server {
            address,
            read,
            live,
            wire,
            watch,
            keeper,
            thread,
        })
    }
}

/// Reads everything for the first time.
fn read_first(live: &Live, wire: &wire::Handle, tell: &dyn Fn(Notice)) {
    let began = Instant::now();
    if let Some(state) = live.renew(&Change::default()) {
        wire.publish(&state.build);
        let took = began.elapsed();
        let status = Status::of(&state);
        tell(Notice::Read { took, status });
    }
}

/// Makes the site anew with every change, for as long as the program runs.
fn keep_watching(mut watch: Watch, live: &Live, wire: &wire::Handle, tell: &dyn Fn(Notice)) {
    let mut polls = None;
    // What changed between the first reading and the first watching was told by nobody.
    let mut change = Some(Change::default());
    loop {
        if watch.polls_because() != polls.as_deref() {
            polls = watch.polls_because().map(str::to_owned);
            if let Some(why) = &polls {
                tell(Notice::Polling(why.clone()));
            }
        }
        // Also without a change, since another day may have come.
        let asked = change.unwrap_or_default();
        if asked.everything {
            live.forget();
        }
        if renew(&asked, live, wire, tell) {
            watch.keep_to(&live.content());
        }
        change = watch.next();
    }
}

/// Makes the site anew with one change, and says so where anything differs.
fn renew(change: &Change, live: &Live, wire: &wire::Handle, tell: &dyn Fn(Notice)) -> bool {
    let began = Instant::now();
    // Held until the new state is told of, so that nobody waits for the old one to be taken apart.
    let before = live.state();
    let Some(state) = live.renew(change) else {
        return false;
    };
    wire.publish(&state.build);
    let took = began.elapsed();
    // Before anything is counted, which would take the processors from it.
    live.make_ahead();
    tell(Notice::Renewed {
        took,
        rendered: before.good.as_ref().map_or(0, |good| good.rendered()),
        status: Status::of(&state),
    });
    true
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the page to open first.
    pub fn url(&self) -> String {
        url(self.address, &self.live.tree())
    }

    /// Waits for the first reading to be done, at most this long; whether it is.
    pub fn is_read_within(&self, patience: Duration) -> bool {
        self.read.recv_timeout(patience) != Err(RecvTimeoutError::Timeout)
    }

    /// How the site stands.
    pub fn status(&self) -> Status {
        Status::of(&self.live.state())
    }

    /// Serves until it is told to end.
    pub fn wait(self) {
        // A panic of the thread has been printed by then, and ends the server all the same.
        _ = self.thread.join();
        self.keeper.end();
    }

    /// A way to end the server from another thread.
    pub fn quitter(&self) -> impl Fn() + Send + 'static {
        let wire = self.wire.clone();
        move || wire.quit()
    }

    /// A way to have everything read again from another thread.
    pub fn renewer(&self) -> impl Fn() + Send + 'static {
        let watch = self.watch.clone();
        move || {
            // The watch ends with the program alone.
            _ = watch.send(Signal::Again);
        }
    }
}

impl Status {
    fn of(state: &State) -> Self {
        let good = state.good.as_ref();
        let organisation = good.map(|good| &good.examined.organisation);
        let current = organisation.and_then(|organisation| Some(organisation.cycle(organisation.current_cycle()?)));
        Self {
            opening: state.opening.is_some(),
            people: organisation.map(|organisation| organisation.people.len()),
            phase: current.map(|cycle| cycle.phase.title()),
            tally: state.tally(),
            fault: state.fault.as_ref().map(|fault| fault.first().to_owned()),
        }
    }
}

fn url(address: SocketAddr, tree: &str) -> String {
    let host = match address.ip() {
        ip if ip.is_unspecified() => "localhost".to_owned(),
        IpAddr::V6(ip) => format!("[{ip}]"),
        IpAddr::V4(ip) => ip.to_string(),
    };
    format!("http://{host}:{}/{tree}/index.html", address.port())
}

/// Takes the port that is asked for, else the first free one from [`PORT`] on, at an address or at loopback.
///
/// # Errors
/// Where the address cannot be listened at.
pub fn listen(host: Option<&str>, port: Option<u16>) -> io::Result<Listening> {
    let host = host.unwrap_or("127.0.0.1");
    let bind = |port: u16| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let addresses: Vec<_> = (host, port).to_socket_addrs()?.collect();
        TcpListener::bind(&*addresses)
    };
    let taken = |bound: &io::Result<TcpListener>| {
        bound
            .as_ref()
            .is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    };
    let listener = match port {
        Some(port) => bind(port)?,
        None => (PORT..PORT + PORTS_TRIED)
            .map(bind)
            .find(|bound| !taken(bound))
            .unwrap_or_else(|| Err(io::ErrorKind::AddrInUse.into()))?,
    };
    let address = listener.local_addr()?;
    Ok(Listening {
        listener,
        address,
        since: Instant::now(),
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};
    use std::net::TcpStream;
    use std::path::Path;

    use super::*;

    fn ask(address: SocketAddr, path: &str, headers: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{headers}\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn options(root: &Path) -> Options {
        Options {
            root: root.to_owned(),
            host: None,
            port: Some(0),
            tree: "hr".to_owned(),
            as_of: None,
            poll: false,
            opening: None,
            listed: None,
        }
    }

    fn heard(mut stream: TcpStream) -> String {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    #[test]
    fn a_server_answers_and_ends_while_its_records_are_read() {
        let dir = tempfile::tempdir().unwrap();
        let options = options(dir.path());
        let live = Arc::new(Live::new(dir.path(), None, "hr", None));
        let (tell, told) = channel();
        let reading = live.hold();
        let server = listen(None, options.port)
            .unwrap()
            .serve_live(&options, Arc::clone(&live), move |notice| _ = tell.send(notice))
            .unwrap();
        let page = format!("/{}/index.html", options.tree);
        // More than there are workers.
        let waiting: Vec<_> = (0..20).map(|_| ask(server.address(), &page, "")).collect();
        let looks = heard(ask(server.address(), &page, "Sec-Fetch-Mode: navigate\r\n"));
        assert!(
            looks.starts_with("HTTP/1.1 503") && looks.contains("Reading the records"),
            "{looks}"
        );
        let status = server.status();
        assert_eq!((status.people, status.fault), (None, None));
        assert!(!server.is_read_within(Duration::ZERO));
        drop(reading);
        for each in waiting {
            let answer = heard(each);
            assert!(answer.contains("Nothing can be shown yet"), "{answer}");
        }
        assert!(matches!(told.recv(), Ok(Notice::Read { .. })));
        let reading = live.hold();
        server.quitter()();
        server.wait();
        drop(reading);
    }

    #[test]
    fn the_page_that_somebody_looks_at_is_made_with_the_state_that_it_shows() {
        let dir = tempfile::tempdir().unwrap();
        let settings = dir.path().join("preread.toml");
        let write = |title: &str| {
            let site = format!("[site]\ntitle = \"{title}\"\norganisation = \"Example\"\n");
            std::fs::write(&settings, site).unwrap();
        };
        std::fs::create_dir(dir.path().join("content")).unwrap();
        write("One");
        let options = options(dir.path());
        let (tell, told) = channel();
        let server = start(&options, move |notice| _ = tell.send(notice)).unwrap();
        assert!(matches!(told.recv(), Ok(Notice::Read { .. })));
        let page = || heard(ask(server.address(), "/hr/", ""));
        let tag = |page: &str| {
            let at = page.find("preread-page").unwrap();
            page[at..].split('"').nth(2).unwrap().to_owned()
        };
        let mut tags = std::collections::HashSet::from([tag(&page())]);
        // How many pages had been made of the state before is told with the next.
        let mut rendered = Vec::new();
        for title in ["Two", "Three", "Four"] {
            write(title);
            while let Ok(notice) = told.recv() {
                if let Notice::Renewed { rendered: pages, .. } = notice {
                    rendered.push(pages);
                    break;
                }
            }
            if title == "Three" {
                continue;
            }
            let shown = page();
            assert!(shown.contains(title), "{shown}");
            assert!(tags.insert(tag(&shown)), "a page that is not the one that was shown");
        }
        assert_eq!(rendered, [1, 1, 1]);
        server.quitter()();
        server.wait();
    }
}
