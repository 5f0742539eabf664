//! All connections, held by one thread that never waits for any of them; workers only make answers.
//!
//! An idle, slow or stalled client costs a descriptor and a few hundred bytes, and no thread, so that hundreds of them take
//! nothing from the one who reads. Everything is bounded: connections, heads, the time for each step, what is queued.

use std::collections::HashMap;
use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpListener;
use std::os::unix::net::UnixStream;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::connection::{Connection, Phase, Then, advance, event_lines};
use super::http::{Body, Method, Request, Response};

/// The most connections; a further one takes the place of the one that has been idle longest.
const MOST_CONNECTIONS: usize = 512;
/// How often a listener to events hears that we are there, and we that it is gone.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long the thread sleeps at most.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);
/// What is there within this time needs no word that it is being made; what cannot be answered yet is asked for again when it has waited this
/// long, and with each event.
pub const PATIENCE: Duration = Duration::from_millis(300);

/// Makes answers, on any thread.
pub trait Answer: Send + Sync {
    /// The answer to one request that has waited this long; none where it has to wait on.
    fn answer(&self, request: &Request, waited: Duration) -> Option<Response>;
}

/// What other threads tell the one that holds the connections.
enum Message {
    Answered { id: u64, bytes: Vec<u8>, then: Then },
    NotYet { job: Job, waited: Duration },
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

/// A request on its way to an answer.
struct Job {
    id: u64,
    request: Request,
    /// Since when all of it is there.
    since: Instant,
    /// The newest event when it was handed over: what cannot be answered by that may be by a later one.
    event: Arc<str>,
}

fn work_off(jobs: &Mutex<Receiver<Job>>, answer: &dyn Answer, handle: &Handle) {
    loop {
        let job = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = job else { return };
        let request = &job.request;
        // A fault of the program costs one page, not the server.
        let waited = job.since.elapsed();
        let made = catch_unwind(AssertUnwindSafe(|| answer.answer(request, waited)));
        let made = made.unwrap_or_else(|_| {
            let text = "preread failed to make this page; that is a fault of the program.";
            Some(Response::plain(500, text))
        });
        let Some(made) = made else {
            handle.send(Message::NotYet { job, waited });
            continue;
        };
        let then = match (&made.body, request.method) {
            (Body::Events, Method::Get) => Then::Listen,
            _ if request.keep_alive => Then::Keep,
            _ => Then::Close,
        };
        let bytes = made.bytes(request.method, then != Then::Close);
        handle.send(Message::Answered {
            id: job.id,
            bytes,
            then,
        });
    }
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
        let sleep = self.sleep();
        let sleep = Timespec {
            tv_sec: sleep.as_secs().cast_signed(),
            tv_nsec: sleep.subsec_nanos().into(),
        };
        if poll(&mut waited, Some(&sleep)).is_err() {
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

    /// How long nothing has to be done unless something happens.
    fn sleep(&self) -> Duration {
        let again = self.connections.values().filter_map(|each| match &each.phase {
            Phase::Waiting { again, .. } => *again,
            _ => None,
        });
        let first = again.min();
        first.map_or(LONGEST_SLEEP, |at| {
            at.saturating_duration_since(Instant::now()).min(LONGEST_SLEEP)
        })
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
                Message::NotYet { job, waited } => self.put_off(job, waited),
                Message::Event(event) => {
                    let text = event_lines(&event);
                    self.event = event;
                    self.tell(&text);
                    self.ask_again(|_| true);
                }
            }
        }
        false
    }

    fn tell(&mut self, text: &str) {
        self.connections
            .retain(|_, each| !matches!(each.phase, Phase::Listening { .. }) || each.hear(text).is_ok());
    }

    /// Keeps a request that could not be answered when it had waited this long.
    fn put_off(&mut self, job: Job, waited: Duration) {
        let Some(connection) = self.connections.get_mut(&job.id) else {
            return;
        };
        connection.phase = Phase::Waiting {
            request: job.request,
            again: (waited < PATIENCE).then(|| job.since + PATIENCE),
        };
        if !Arc::ptr_eq(&job.event, &self.event) {
            self.ask_again(|_| true);
        }
    }

    /// Asks again for what could not be answered; which, is said by when it was to be asked again.
    fn ask_again(&mut self, which: impl Fn(Option<Instant>) -> bool) {
        for (id, each) in &mut self.connections {
            if !matches!(each.phase, Phase::Waiting { again, .. } if which(again)) {
                continue;
            }
            if let Phase::Waiting { request, .. } = std::mem::replace(&mut each.phase, Phase::Answering) {
                hand_over(&self.work, (*id, each.since), request, &self.event);
            }
        }
    }

    /// Moves a connection on as far as it goes without waiting.
    fn step(&mut self, id: u64) {
        let Some(connection) = self.connections.get_mut(&id) else {
            return;
        };
        let (work, event) = (&self.work, &self.event);
        if advance(connection, event, |request, since| {
            hand_over(work, (id, since), request, event);
        })
        .is_err()
        {
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
                    self.connections.insert(self.next, Connection::new(stream));
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
            Phase::Answering | Phase::Waiting { .. } | Phase::Writing { .. } => None,
        };
        let idle = self.connections.iter();
        let idle = idle.filter_map(|(id, each)| Some((rank(&each.phase)?, each.since, *id)));
        let idlest = idle.min();
        idlest.is_some_and(|(_, _, id)| self.connections.remove(&id).is_some())
    }

    fn tidy(&mut self) {
        let now = Instant::now();
        self.connections.retain(|_, each| !each.is_overdue(now));
        self.ask_again(|again| again.is_some_and(|at| at <= now));
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

/// Has a request answered by whichever worker is free.
fn hand_over(work: &Sender<Job>, (id, since): (u64, Instant), request: Request, event: &Arc<str>) {
    // The workers end after this thread alone.
    _ = work.send(Job {
        id,
        request,
        since,
        event: Arc::clone(event),
    });
}

#[cfg(test)]
mod tests {
    use std::net::{SocketAddr, TcpStream};
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::*;

    /// Answers at once, when it is open, or to those who have waited, by what is asked.
    #[derive(Default)]
    struct Gate {
        open: AtomicBool,
        /// How many have waited for as long as anybody does without an event.
        asked_again: AtomicUsize,
        handle: OnceLock<Handle>,
    }

    impl Gate {
        fn open(&self) {
            self.open.store(true, Ordering::SeqCst);
            self.handle.wait().publish("open");
        }
    }

    impl Answer for Gate {
        fn answer(&self, request: &Request, waited: Duration) -> Option<Response> {
            let is_open = self.open.load(Ordering::SeqCst);
            let answers = match &*request.path {
                "/now" => true,
                "/patient" => waited >= PATIENCE,
                "/opens" if !is_open => {
                    // Opened when it has been seen to be closed, and before anybody knows that this waits on.
                    if waited >= PATIENCE {
                        self.open();
                    }
                    false
                }
                _ => {
                    self.asked_again
                        .fetch_add((waited >= PATIENCE).into(), Ordering::SeqCst);
                    is_open
                }
            };
            answers.then(|| Response::plain(200, "Answered."))
        }
    }

    fn gate() -> (Arc<Gate>, SocketAddr) {
        let gate = Arc::new(Gate::default());
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let answer: Arc<dyn Answer> = Arc::<Gate>::clone(&gate);
        let (handle, _) = start(listener, &answer, "closed").unwrap();
        _ = gate.handle.set(handle);
        (gate, address)
    }

    fn ask(address: SocketAddr, path: &str) -> TcpStream {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let request = format!("GET {path} HTTP/1.1\r\nHost: us\r\nConnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    fn is_answered(mut stream: TcpStream) -> bool {
        let mut answer = String::new();
        stream.read_to_string(&mut answer).is_ok() && answer.starts_with("HTTP/1.1 200")
    }

    #[test]
    fn those_who_wait_keep_nobody_from_an_answer_and_get_theirs_with_the_next_event() {
        let (gate, address) = gate();
        let waiting: Vec<_> = (0..50).map(|_| ask(address, "/later")).collect();
        assert!(is_answered(ask(address, "/now")));
        while gate.asked_again.load(Ordering::SeqCst) < waiting.len() {
            thread::sleep(Duration::from_millis(5));
        }
        gate.open();
        assert!(waiting.into_iter().all(is_answered));
    }

    #[test]
    fn an_event_that_comes_while_it_is_found_that_one_has_to_wait_is_not_missed() {
        let (_gate, address) = gate();
        assert!(is_answered(ask(address, "/opens")));
    }

    #[test]
    fn whoever_waited_is_asked_for_again_without_an_event() {
        let (_gate, address) = gate();
        assert!(is_answered(ask(address, "/patient")));
    }
}
