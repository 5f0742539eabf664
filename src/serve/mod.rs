//! The preview: the site of one audience at a time, made as it is asked for, made anew as its files change.
//!
//! [`start`] gives a [`Server`]. HTTP is our own, over `std`'s sockets (`wire`, `http`): what is needed of it is small, and
//! its bounds (connections, heads, time) are the point. What is served is looked up in the plan of the site, never on the disk.

mod answer;
mod fault;
mod guard;
mod http;
mod inject;
mod live;
mod snapshot;
mod wire;

use std::io;
use std::net::{SocketAddr, TcpListener, ToSocketAddrs};
use std::path::PathBuf;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::diagnostics::Tally;
use crate::source::Date;

use answer::Answerer;
use guard::Guard;
use live::Live;

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
}

/// A running server.
pub struct Server {
    address: SocketAddr,
    live: Arc<Live>,
    wire: wire::Handle,
    thread: JoinHandle<()>,
}

/// How the site stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// People of the roster; none until there has been a good state.
    pub people: Option<usize>,
    /// The phase of the current cycle.
    pub phase: Option<&'static str>,
    /// The findings of the newest state.
    pub tally: Tally,
    /// The first error, where one keeps the newest state from being shown.
    pub fault: Option<String>,
    /// How many pages were made since the last change.
    pub rendered: usize,
}

/// Reads the site, listens, and serves.
///
/// # Errors
/// Where the address cannot be listened at.
pub fn start(options: &Options) -> io::Result<Server> {
    let listener = listen(options)?;
    let address = listener.local_addr()?;
    let live = Arc::new(Live::new(&options.root, options.as_of, &options.tree));
    let guard = Guard::new(address, options.host.as_deref());
    let answerer = Arc::new(Answerer::new(guard, Arc::clone(&live)));
    let (wire, thread) = wire::start(listener, answerer, &live.state().build)?;
    Ok(Server {
        address,
        live,
        wire,
        thread,
    })
}

impl Server {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address of the page to open first.
    pub fn url(&self) -> String {
        let host = match self.address.ip() {
            ip if ip.is_unspecified() => "localhost".to_owned(),
            std::net::IpAddr::V6(ip) => format!("[{ip}]"),
            std::net::IpAddr::V4(ip) => ip.to_string(),
        };
        format!("http://{host}:{}/{}/index.html", self.address.port(), self.live.tree())
    }

    /// Reads the site again and tells every open page.
    pub fn renew(&self) {
        let state = self.live.renew();
        self.wire.publish(&state.build);
    }

    /// How the site stands.
    pub fn status(&self) -> Status {
        let state = self.live.state();
        let good = state.good.as_ref();
        let organisation = good.map(|good| &good.examined.organisation);
        let current = organisation.and_then(|organisation| Some(organisation.cycle(organisation.current_cycle()?)));
        Status {
            people: organisation.map(|organisation| organisation.people.len()),
            phase: current.map(|cycle| cycle.phase.title()),
            tally: state.tally,
            fault: state.fault.as_ref().map(|fault| fault.first().to_owned()),
            rendered: good.map_or(0, |good| good.rendered()),
        }
    }

    /// Serves until it is told to end.
    pub fn wait(self) {
        // A panic of the thread has been printed by then, and ends the server all the same.
        _ = self.thread.join();
    }

    /// Ends the server.
    pub fn quit(&self) {
        self.wire.quit();
    }
}

fn listen(options: &Options) -> io::Result<TcpListener> {
    let host = options.host.as_deref().unwrap_or("127.0.0.1");
    let bind = |port: u16| {
        let host = host.trim_start_matches('[').trim_end_matches(']');
        let addresses: Vec<_> = (host, port).to_socket_addrs()?.collect();
        TcpListener::bind(&*addresses)
    };
    if let Some(port) = options.port {
        return bind(port);
    }
    let mut tried = (PORT..PORT + PORTS_TRIED).map(bind);
    let taken = |bound: &io::Result<TcpListener>| {
        bound
            .as_ref()
            .is_err_and(|error| error.kind() == io::ErrorKind::AddrInUse)
    };
    tried
        .find(|bound| !taken(bound))
        .unwrap_or_else(|| Err(io::ErrorKind::AddrInUse.into()))
}
