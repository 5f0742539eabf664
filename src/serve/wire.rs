//! All connections, held by one thread that never waits for any of them; workers only make answers.
//!
//! An idle, slow or stalled client costs a descriptor and a few hundred bytes, and no thread, so that hundreds of them take
//! nothing from the one who reads. Everything is bounded: connections, heads, the time for each step, what is queued.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::http::{Body, LARGEST_HEAD, Malformed, Method, Request, Response};

/// The most connections; a further one takes the place of the one that has been idle longest.
const MOST_CONNECTIONS: usize = 512;
/// How long a request's head, once begun, and each stall in taking an answer may last.
const SLOWEST: Duration = Duration::from_secs(10);
/// How long a connection may wait for its next request.
const LONGEST_IDLE: Duration = Duration::from_secs(60);
/// How long a connection that was told its last may take to close.
const LONGEST_END: Duration = Duration::from_secs(2);
/// How often a listener to events hears that we are there, and we that it is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How often one connection is read before it is another's turn.
const MOST_READS: usize = 16;
/// The most that is queued for one listener, in bytes.
const LONGEST_QUEUE: usize = 64 * 1024;

/// Makes answers, on any thread.
pub trait Answer: Send + Sync {
    /// The answer to one request.
    fn answer(&self, request: &Request) -> Response;
}

/// What other threads tell the one that holds the connections.
enum Message {
    Answered { id: u64, bytes: Vec<u8>, then: Then },
    Event(Arc<str>),
    Quit,
}

/// A way to reach the connections from any thread.
#[derive(Clone)]
pub struct Handle {
    messages: Sender<Message>,
    wake: Arc<UnixStream>,
}

impl Handle {
    /// Tells every listener, and each that comes later until the next event.
    pub fn publish(&self, event: &str) {
        self.send(Message::Event(event.into()));
    }

    /// Ends the server.
    pub fn quit(&self) {
        self.send(Message::Quit);
    }

    fn send(&self, message: Message) {
        // Where the thread has ended there is nobody to tell; a full pipe wakes it just as well.
        _ = self.messages.send(message);
        _ = (&*self.wake).write(&[1]);
    }
}

/// Begins to serve; `event` is what listeners hear first.
///
/// # Errors
/// Where the machine gives no threads or pipes.
pub fn start(listener: TcpListener, answer: &Arc<dyn Answer>, event: &str) -> io::Result<(Handle, JoinHandle<()>)> {
    listener.set_nonblocking(true)?;
    let (wake, woken) = UnixStream::pair()?;
    wake.set_nonblocking(true)?;
    woken.set_nonblocking(true)?;
    let (messages, inbox) = channel();
    let handle = Handle {
        messages,
        wake: Arc::new(wake),
    };
    let (work, jobs) = channel();
    let jobs = Arc::new(Mutex::new(jobs));
    let workers = thread::available_parallelism().map_or(2, |count| count.get().clamp(2, 8));
    for _ in 0..workers {
        let (jobs, answer, handle) = (Arc::clone(&jobs), Arc::clone(answer), handle.clone());
        thread::Builder::new()
            .name("answer".to_owned())
            .spawn(move || work_off(&jobs, &*answer, &handle))?;
    }
    let wire = Wire {
        listener,
        woken,
        inbox,
        work,
        connections: HashMap::new(),
        next: 0,
        event: event.into(),
        beat: Instant::now(),
    };
    let thread = thread::Builder::new()
        .name("wire".to_owned())
        .spawn(move || wire.run())?;
    Ok((handle, thread))
}

type Job = (u64, Request);

fn work_off(jobs: &Mutex<Receiver<Job>>, answer: &dyn Answer, handle: &Handle) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok((id, request)) = job else { return };
        // A fault of the program costs one page, not the server.
        let made = catch_unwind(AssertUnwindSafe(|| answer.answer(&request)));
        let made = made.unwrap_or_else(|_| {
            Response::plain(500, "preread failed to make this page; that is a fault of the program.")
        });
        let then = match (&made.body, request.method) {
            (Body::Events, Method::Get) => Then::Listen,
            _ if request.keep_alive => Then::Keep,
            _ => Then::Close,
        };
        let bytes = made.bytes(request.method, then != Then::Close);
        handle.send(Message::Answered { id, bytes, then });
    }
}

/// What becomes of a connection when an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    Keep,
    Listen,
    Close,
}

enum Phase {
    /// Waits for a head, part of which may have arrived.
    Reading,
    /// A worker has the request.
    Answering,
    /// An answer is on its way.
    Writing { bytes: Vec<u8>, at: usize, then: Then },
    /// Has had its last answer; what it still says is thrown away, since a socket closed over unread bytes takes the answer back.
    Ending,
    /// Hears events.
    Listening { queue: Vec<u8> },
}

struct Connection {
    stream: TcpStream,
    arrived: Vec<u8>,
    phase: Phase,
    /// When the last byte moved or the phase changed; while a head arrives, when it began.
    since: Instant,
}

/// Whether a connection goes on.
type Goes = io::Result<()>;

impl Connection {
    fn interest(&self) -> PollFlags {
        match &self.phase {
            Phase::Reading | Phase::Ending => PollFlags::IN,
            Phase::Answering => PollFlags::empty(),
            Phase::Writing { .. } => PollFlags::OUT,
            Phase::Listening { queue } if queue.is_empty() => PollFlags::IN,
            Phase::Listening { .. } => PollFlags::IN | PollFlags::OUT,
        }
    }

    fn is_overdue(&self, now: Instant) -> bool {
        let waited = now.saturating_duration_since(self.since);
        match &self.phase {
            Phase::Reading if self.arrived.is_empty() => waited > LONGEST_IDLE,
            Phase::Reading | Phase::Writing { .. } => waited > SLOWEST,
            Phase::Answering => false,
            Phase::Ending => waited > LONGEST_END,
            Phase::Listening { queue } => !queue.is_empty() && waited > SLOWEST,
        }
    }

    /// Takes what has arrived; an end of the stream is an error like any other.
    fn take(&mut self) -> Goes {
        let mut buffer = [0; 4096];
        // No client, however fast, keeps us from the others.
        for _ in 0..MOST_READS {
            match self.stream.read(&mut buffer) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                // What a listener says is of no interest, and what follows the end neither.
                Ok(_) if matches!(self.phase, Phase::Listening { .. } | Phase::Ending) => {}
                Ok(read) => {
                    if self.arrived.is_empty() {
                        self.since = Instant::now();
                    }
                    self.arrived.extend_from_slice(&buffer[..read]);
                    if self.arrived.len() > LARGEST_HEAD + buffer.len() {
                        return Ok(());
                    }
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The next request, if all of it is there; one that cannot be read is answered here.
    fn request(&mut self) -> Option<Request> {
        match Request::read(&self.arrived) {
            Ok(None) => None,
            Ok(Some((request, took))) => {
                self.arrived.drain(..took);
                self.enter(Phase::Answering);
                Some(request)
            }
            Err(error) => {
                self.write(refusal(error).bytes(Method::Get, false), Then::Close);
                None
            }
        }
    }

    fn write(&mut self, bytes: Vec<u8>, then: Then) {
        self.enter(Phase::Writing { bytes, at: 0, then });
    }

    fn enter(&mut self, phase: Phase) {
        self.phase = phase;
        self.since = Instant::now();
    }

    /// Sends what can be sent without waiting; says what is next when an answer is through.
    fn send(&mut self) -> io::Result<Option<Then>> {
        loop {
            let (rest, then): (&[u8], _) = match &self.phase {
                Phase::Writing { bytes, at, then } => (&bytes[*at..], Some(*then)),
                Phase::Listening { queue } => (queue, None),
                Phase::Reading | Phase::Answering | Phase::Ending => return Ok(None),
            };
            if rest.is_empty() {
                return Ok(then);
            }
            match self.stream.write(rest) {
                Ok(sent) => {
                    match &mut self.phase {
                        Phase::Writing { at, .. } => *at += sent,
                        Phase::Listening { queue } => drop(queue.drain(..sent)),
                        Phase::Reading | Phase::Answering | Phase::Ending => {}
                    }
                    self.since = Instant::now();
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    fn hear(&mut self, text: &str) -> Goes {
        if let Phase::Listening { queue } = &mut self.phase {
            if queue.is_empty() {
                self.since = Instant::now();
            }
            queue.extend_from_slice(text.as_bytes());
            if queue.len() > LONGEST_QUEUE {
                return Err(ErrorKind::OutOfMemory.into());
            }
        }
        self.send().map(drop)
    }
}

fn refusal(error: Malformed) -> Response {
    match error {
        Malformed::NotHttp => Response::plain(400, "This is no request that can be read."),
        Malformed::TooLong => Response::plain(431, "The head of this request is too long."),
        Malformed::Body => Response::plain(413, "No request may bring a body here."),
    }
}

/// An event as the wire has it.
fn event_lines(event: &str) -> String {
    format!("data: {event}\n\n")
}

struct Wire {
    listener: TcpListener,
    woken: UnixStream,
    inbox: Receiver<Message>,
    work: Sender<Job>,
    connections: HashMap<u64, Connection>,
    next: u64,
    event: Arc<str>,
    beat: Instant,
}

impl Wire {
    fn run(mut self) {
        loop {
            let ready = self.wait();
            if ready.woken && self.read_messages() {
                return;
            }
            for id in ready.connections {
                self.step(id);
            }
            if ready.listener {
                self.accept();
            }
            self.tidy();
        }
    }

    fn wait(&self) -> Ready {
        let mut waited: Vec<_> = vec![
            PollFd::new(&self.listener, PollFlags::IN),
            PollFd::new(&self.woken, PollFlags::IN),
        ];
        let ids: Vec<u64> = self.connections.keys().copied().collect();
        let of_connections = self.connections.values();
        waited.extend(of_connections.map(|each| PollFd::new(&each.stream, each.interest())));
        let second = Timespec { tv_sec: 1, tv_nsec: 0 };
        if poll(&mut waited, Some(&second)).is_err() {
            return Ready::default();
        }
        let is_ready = |at: usize| waited.get(at).is_some_and(|fd| !fd.revents().is_empty());
        let connections = ids.into_iter().enumerate();
        Ready {
            listener: is_ready(0),
            woken: is_ready(1),
            connections: connections
                .filter(|(at, _)| is_ready(at + 2))
                .map(|(_, id)| id)
                .collect(),
        }
    }

    /// Reads what other threads say; whether the server ends.
    fn read_messages(&mut self) -> bool {
        let mut drain = [0; 256];
        while matches!(self.woken.read(&mut drain), Ok(read) if read == drain.len()) {}
        while let Ok(message) = self.inbox.try_recv() {
            match message {
                Message::Quit => return true,
                Message::Answered { id, bytes, then } => {
                    if let Some(connection) = self.connections.get_mut(&id) {
                        connection.write(bytes, then);
                        self.step(id);
                    }
                }
                Message::Event(event) => {
                    let text = event_lines(&event);
                    self.event = event;
                    self.tell(&text);
                }
            }
        }
        false
    }

    fn tell(&mut self, text: &str) {
        self.connections
            .retain(|_, each| !matches!(each.phase, Phase::Listening { .. }) || each.hear(text).is_ok());
    }

    /// Moves a connection on as far as it goes without waiting.
    fn step(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        if advance(connection, &self.event, |request| _ = self.work.send((id, request))).is_err() {
            self.connections.remove(&id);
        }
    }

    fn accept(&mut self) {
        loop {
            match self.listener.accept() {
                Ok((stream, _)) => {
                    if self.connections.len() >= MOST_CONNECTIONS && !self.drop_idlest() {
                        continue;
                    }
                    // Small answers would otherwise wait for the client's acknowledgement of the one before.
                    if stream
                        .set_nonblocking(true)
                        .and_then(|()| stream.set_nodelay(true))
                        .is_err()
                    {
                        continue;
                    }
                    self.next += 1;
                    let connection = Connection {
                        stream,
                        arrived: Vec::new(),
                        phase: Phase::Reading,
                        since: Instant::now(),
                    };
                    self.connections.insert(self.next, connection);
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return,
                Err(error) if matches!(error.kind(), ErrorKind::Interrupted | ErrorKind::ConnectionAborted) => {}
                // No descriptors left, most likely: make room, so that the next attempt does not fail at once.
                Err(_) => {
                    if !self.drop_idlest() {
                        thread::sleep(Duration::from_millis(50));
                    }
                    return;
                }
            }
        }
    }

    /// Closes the connection that has waited longest, one without a request before one that hears events.
    fn drop_idlest(&mut self) -> bool {
        let rank = |phase: &Phase| match phase {
            Phase::Reading | Phase::Ending => Some(0),
            Phase::Listening { .. } => Some(1),
            Phase::Answering | Phase::Writing { .. } => None,
        };
        let idle = self.connections.iter();
        let idle = idle.filter_map(|(id, each)| Some((rank(&each.phase)?, each.since, *id)));
        let idlest = idle.min();
        idlest.is_some_and(|(_, _, id)| self.connections.remove(&id).is_some())
    }

    fn tidy(&mut self) {
        let now = Instant::now();
        self.connections.retain(|_, each| !each.is_overdue(now));
        if now.saturating_duration_since(self.beat) > HEARTBEAT {
            self.beat = now;
            self.tell(":\n\n");
        }
    }
}

#[derive(Default)]
struct Ready {
    listener: bool,
    woken: bool,
    connections: Vec<u64>,
}

/// Moves a connection on as far as it goes; `hand_over` takes a request that is complete.
fn advance(connection: &mut Connection, event: &str, hand_over: impl Fn(Request)) -> Goes {
    if matches!(connection.phase, Phase::Answering) {
        // Nothing is waited for here but the client's end.
        return Err(ErrorKind::ConnectionReset.into());
    }
    if !matches!(connection.phase, Phase::Writing { .. }) {
        connection.take()?;
    }
    loop {
        match &connection.phase {
            Phase::Answering | Phase::Ending => return Ok(()),
            Phase::Reading => {
                if let Some(request) = connection.request() {
                    hand_over(request);
                }
                if matches!(connection.phase, Phase::Reading) {
                    return Ok(());
                }
            }
            Phase::Listening { .. } => return connection.send().map(drop),
            Phase::Writing { .. } => match connection.send()? {
                None => return Ok(()),
                Some(Then::Close) => {
                    connection.stream.shutdown(Shutdown::Write)?;
                    connection.enter(Phase::Ending);
                }
                Some(Then::Keep) => connection.enter(Phase::Reading),
                // Said again to each that comes, so that nothing is lost between a page and its first listening.
                Some(Then::Listen) => connection.enter(Phase::Listening {
                    queue: format!("retry: 1000\n{}", event_lines(event)).into_bytes(),
                }),
            },
        }
    }
}
