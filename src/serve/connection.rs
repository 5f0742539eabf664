//! One connection: a head that arrives, an answer that goes out, events that are heard. Nothing here waits.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use rustix::event::PollFlags;

use super::http::{LARGEST_HEAD, Malformed, Method, Request, Response};

/// How long a request's head, once begun, and each stall in taking an answer may last.
const SLOWEST: Duration = Duration::from_secs(10);
/// How long a connection may wait for its next request.
const LONGEST_IDLE: Duration = Duration::from_secs(60);
/// How long a connection that was told its last may take to close.
const LONGEST_END: Duration = Duration::from_secs(2);
/// How often one connection is read before it is another's turn.
const MOST_READS: usize = 16;
/// The most that is queued for one listener, in bytes.
const LONGEST_QUEUE: usize = 64 * 1024;

/// What becomes of a connection when an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Then {
    Keep,
    Listen,
    Close,
}

/// What a connection is about.
pub enum Phase {
    /// Waits for a head, part of which may have arrived.
    Reading,
    /// A worker has the request.
    Answering,
    /// The request cannot be answered yet.
    Waiting {
        request: Request,
        /// When it is asked again, whatever happens until then.
        again: Option<Instant>,
    },
    /// An answer is on its way.
    Writing { bytes: Vec<u8>, at: usize, then: Then },
    /// Has had its last answer; what it still says is thrown away, since a socket closed over unread bytes takes the answer back.
    Ending,
    /// Hears events.
    Listening { queue: Vec<u8> },
}

/// A connection, and how far it has come.
pub struct Connection {
    pub stream: TcpStream,
    arrived: Vec<u8>,
    pub phase: Phase,
    /// When the last byte moved or the phase changed; while a head arrives, when it began; until it is answered, when it was all there.
    pub since: Instant,
}

/// Whether a connection goes on.
pub type Goes = io::Result<()>;

impl Connection {
    /// A connection that has said nothing yet.
    pub fn new(stream: TcpStream) -> Self {
        Self {
            stream,
            arrived: Vec::new(),
            phase: Phase::Reading,
            since: Instant::now(),
        }
    }

    /// What of the stream is worth waking up for.
    pub fn interest(&self) -> PollFlags {
        match &self.phase {
            Phase::Reading | Phase::Ending => PollFlags::IN,
            Phase::Answering | Phase::Waiting { .. } => PollFlags::empty(),
            Phase::Writing { .. } => PollFlags::OUT,
            Phase::Listening { queue } if queue.is_empty() => PollFlags::IN,
            Phase::Listening { .. } => PollFlags::IN | PollFlags::OUT,
        }
    }

    /// Whether it has taken longer than it may.
    pub fn is_overdue(&self, now: Instant) -> bool {
        let waited = now.saturating_duration_since(self.since);
        match &self.phase {
            Phase::Reading if self.arrived.is_empty() => waited > LONGEST_IDLE,
            Phase::Reading | Phase::Writing { .. } => waited > SLOWEST,
            Phase::Answering | Phase::Waiting { .. } => false,
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

    /// Begins to send an answer.
    pub fn write(&mut self, bytes: Vec<u8>, then: Then) {
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
                Phase::Reading | Phase::Answering | Phase::Waiting { .. } | Phase::Ending => {
                    return Ok(None);
                }
            };
            if rest.is_empty() {
                return Ok(then);
            }
            match self.stream.write(rest) {
                Ok(sent) => {
                    match &mut self.phase {
                        Phase::Writing { at, .. } => *at += sent,
                        Phase::Listening { queue } => drop(queue.drain(..sent)),
                        Phase::Reading | Phase::Answering | Phase::Waiting { .. } | Phase::Ending => {}
                    }
                    self.since = Instant::now();
                }
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Sends news, or queues what does not go out at once.
    pub fn hear(&mut self, text: &str) -> Goes {
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
pub fn event_lines(event: &str) -> String {
    format!("data: {event}\n\n")
}

/// Moves a connection on as far as it goes; `hand_over` takes a request that is complete, and since when it is.
pub fn advance(connection: &mut Connection, event: &str, hand_over: impl Fn(Request, Instant)) -> Goes {
    if matches!(connection.phase, Phase::Answering | Phase::Waiting { .. }) {
        // Nothing is waited for here but the client's end.
        return Err(ErrorKind::ConnectionReset.into());
    }
    if !matches!(connection.phase, Phase::Writing { .. }) {
        connection.take()?;
    }
    loop {
        match &connection.phase {
            Phase::Answering | Phase::Waiting { .. } | Phase::Ending => return Ok(()),
            Phase::Reading => {
                if let Some(request) = connection.request() {
                    hand_over(request, connection.since);
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
