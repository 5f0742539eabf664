//! As much of HTTP/1.1 as a preview needs: the head of a request, and an answer with its ranges and tags. Pure.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// The most that the head of a request may take, in bytes.
pub const LARGEST_HEAD: usize = 16 * 1024;

/// What a request asks to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// A page or file.
    Get,
    /// The same without its bytes.
    Head,
    /// Anything else.
    Other,
}

/// The head of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// The path, without the query.
    pub path: String,
    /// What follows the first `?`.
    pub query: String,
    /// Whether the connection stays open.
    pub keep_alive: bool,
    headers: BTreeMap<String, Vec<String>>,
}

/// Why a request cannot be understood.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Malformed {
    /// It is no request of HTTP/1.x.
    NotHttp,
    /// Its head is longer than is read.
    TooLong,
    /// It brings a body, which nothing here takes.
    Body,
}

impl Request {
    /// Reads a head from the beginning of what arrived, and says how many bytes it took; `None` until it is all there.
    ///
    /// # Errors
    /// Where no answer but a refusal is possible, after which the connection is closed.
    pub fn read(bytes: &[u8]) -> Result<Option<(Self, usize)>, Malformed> {
        let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
            return if bytes.len() > LARGEST_HEAD {
                Err(Malformed::TooLong)
            } else {
                Ok(None)
            };
        };
        if end > LARGEST_HEAD {
            return Err(Malformed::TooLong);
        }
        let head = std::str::from_utf8(&bytes[..end]).map_err(|_| Malformed::NotHttp)?;
        Self::parse(head).map(|request| Some((request, end + 4)))
    }

    fn parse(head: &str) -> Result<Self, Malformed> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target), Some(version), None) =
            (words.next(), words.next(), words.next(), words.next())
        else {
            return Err(Malformed::NotHttp);
        };
        if !matches!(version, "HTTP/1.1" | "HTTP/1.0") || !target.starts_with('/') {
            return Err(Malformed::NotHttp);
        }
        let mut headers: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for line in lines {
            let (name, value) = line.split_once(':').ok_or(Malformed::NotHttp)?;
            if name.is_empty() || name.contains(char::is_whitespace) {
                return Err(Malformed::NotHttp);
            }
            let values = headers.entry(name.to_ascii_lowercase()).or_default();
            values.push(value.trim().to_owned());
        }
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let mut request = Self {
            method: match method {
                "GET" => Method::Get,
                "HEAD" => Method::Head,
                _ => Method::Other,
            },
            path: path.to_owned(),
            query: query.to_owned(),
            keep_alive: version == "HTTP/1.1",
            headers,
        };
        if request.has_body() {
            return Err(Malformed::Body);
        }
        let closes = |value: &str| value.to_ascii_lowercase().contains("close");
        request.keep_alive &= !request.header("connection").is_some_and(closes);
        Ok(request)
    }

    fn has_body(&self) -> bool {
        let length = self.header("content-length");
        self.header("transfer-encoding").is_some() || length.is_some_and(|length| length != "0")
    }

    /// A header's value, by its name in small letters; the first where it stands twice.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.values(name).first().map(String::as_str)
    }

    /// All values of a header.
    pub fn values(&self, name: &str) -> &[String] {
        self.headers.get(name).map_or(&[], Vec::as_slice)
    }

    /// A value of the query, as written.
    pub fn asked(&self, name: &str) -> Option<&str> {
        let pairs = self.query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(key, _)| *key == name).map(|(_, value)| value)
    }
}

/// What follows the head of an answer.
#[derive(Debug, Clone)]
pub enum Body {
    /// These bytes.
    Bytes(Arc<[u8]>),
    /// Events for as long as the connection stands.
    Events,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// What kind of bytes follow.
    pub content_type: &'static str,
    /// Further headers.
    pub headers: Vec<(&'static str, String)>,
    /// What follows.
    pub body: Body,
}

/// HTML, as a content type.
pub const HTML: &str = "text/html; charset=utf-8";
/// Plain text, as a content type.
pub const TEXT: &str = "text/plain; charset=utf-8";

impl Response {
    /// An answer of bytes.
    pub fn new(status: u16, content_type: &'static str, body: impl Into<Arc<[u8]>>) -> Self {
        Self {
            status,
            content_type,
            headers: Vec::new(),
            body: Body::Bytes(body.into()),
        }
    }

    /// An answer in one sentence.
    pub fn plain(status: u16, text: &str) -> Self {
        Self::new(status, TEXT, format!("{text}\n").into_bytes())
    }

    /// The way to another address of the server.
    pub fn see_other(path: &str) -> Self {
        Self::plain(303, "See there.").with("Location", path)
    }

    /// A stream of events.
    pub fn events() -> Self {
        Self {
            status: 200,
            content_type: "text/event-stream",
            headers: Vec::new(),
            body: Body::Events,
        }
    }

    /// This answer with one more header.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// This answer under a tag: nothing but the tag for who has these bytes, and a part of them for who asks for a part.
    #[must_use]
    pub fn tagged(self, request: &Request, tag: &str) -> Self {
        let known = request.values("if-none-match");
        let is_ours = |each: &str| each.trim() == "*" || strong(each.trim()) == strong(tag);
        let unchanged = known.iter().flat_map(|value| value.split(',')).any(is_ours);
        let answer = if self.status == 200 && unchanged {
            Self::new(304, self.content_type, Vec::new())
        } else {
            self.part(request, tag)
        };
        answer.with("ETag", tag)
    }

    fn part(self, request: &Request, tag: &str) -> Self {
        let Body::Bytes(bytes) = &self.body else { return self };
        // A weak tag says that bytes may differ, so parts under it do not fit together.
        let fits = request
            .header("if-range")
            .is_none_or(|has| has == tag && !tag.starts_with("W/"));
        let asked = request.header("range").filter(|_| self.status == 200 && fits);
        match asked.map(|range| range_of(range, bytes.len())) {
            None | Some(Range::Whole) => self.with("Accept-Ranges", "bytes"),
            Some(Range::Part(from, to)) => {
                let content_range = format!("bytes {from}-{to}/{}", bytes.len());
                Self::new(206, self.content_type, &bytes[from..=to]).with("Content-Range", content_range)
            }
            Some(Range::Outside) => {
                let content_range = format!("bytes */{}", bytes.len());
                Self::plain(416, "There is no such part.").with("Content-Range", content_range)
            }
        }
    }

    /// The answer as it goes over the wire.
    pub fn bytes(&self, method: Method, keep_alive: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut line = |name: &str, value: &str| {
            // Writing to a string does not fail.
            _ = write!(head, "{name}: {value}\r\n");
        };
        line("Content-Type", self.content_type);
        line("X-Content-Type-Options", "nosniff");
        line("Cache-Control", "no-store");
        line("Referrer-Policy", "no-referrer");
        line("Cross-Origin-Resource-Policy", "same-origin");
        line("Content-Security-Policy", &super::inject::served_policy());
        for (name, value) in &self.headers {
            line(name, value);
        }
        let body: &[u8] = match &self.body {
            Body::Bytes(bytes) => {
                if self.status != 304 {
                    line("Content-Length", &bytes.len().to_string());
                }
                bytes
            }
            Body::Events => &[],
        };
        line("Connection", if keep_alive { "keep-alive" } else { "close" });
        head.push_str("\r\n");
        let mut all = head.into_bytes();
        if method != Method::Head && self.status != 304 {
            all.extend_from_slice(body);
        }
        all
    }
}

fn strong(tag: &str) -> &str {
    tag.strip_prefix("W/").unwrap_or(tag)
}

/// What a `Range` header asks for. Of several parts the whole is given, which is always right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    Whole,
    Part(usize, usize),
    Outside,
}

fn range_of(header: &str, len: usize) -> Range {
    let Some((from, to)) = header.strip_prefix("bytes=").and_then(|range| range.split_once('-')) else {
        return Range::Whole;
    };
    let number = |text: &str| text.parse::<usize>();
    match (from, to) {
        ("", last) => match number(last) {
            Ok(0) => Range::Outside,
            Ok(_) if len == 0 => Range::Outside,
            Ok(last) => Range::Part(len.saturating_sub(last), len - 1),
            Err(_) => Range::Whole,
        },
        (from, to) => match (number(from), if to.is_empty() { Ok(usize::MAX) } else { number(to) }) {
            (Ok(from), Ok(to)) if from > to => Range::Whole,
            (Ok(from), Ok(_)) if from >= len => Range::Outside,
            (Ok(from), Ok(to)) => Range::Part(from, to.min(len - 1)),
            _ => Range::Whole,
        },
    }
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        206 => "Partial Content",
        303 => "See Other",
        304 => "Not Modified",
        400 => "Bad Request",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        413 => "Content Too Large",
        416 => "Range Not Satisfiable",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Internal Server Error",
    }
}

/// The content type of a file, by the end of its name.
pub fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => HTML,
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "csv" => "text/csv; charset=utf-8",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "txt" => TEXT,
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(text: &str) -> Request {
        let text = text.replace('\n', "\r\n");
        Request::read(text.as_bytes()).unwrap().unwrap().0
    }

    #[test]
    fn a_head_is_read_when_it_is_all_there_and_what_follows_is_left() {
        let bytes = b"GET /a/b?c=d HTTP/1.1\r\nHost: x\r\n\r\nGET /";
        for cut in 0..bytes.len() - 5 {
            assert_eq!(Request::read(&bytes[..cut]), Ok(None), "{cut}");
        }
        let (request, took) = Request::read(bytes).unwrap().unwrap();
        assert_eq!(
            (took, request.path.as_str(), request.asked("c")),
            (bytes.len() - 5, "/a/b", Some("d"))
        );
        assert_eq!(request.header("host"), Some("x"));
        assert!(request.keep_alive);
    }

    #[test]
    fn what_is_no_request_or_brings_a_body_is_refused() {
        for (text, error) in [
            ("GET / HTTP/2\r\n\r\n", Malformed::NotHttp),
            ("GET http://x/ HTTP/1.1\r\n\r\n", Malformed::NotHttp),
            ("GET / x HTTP/1.1\r\n\r\n", Malformed::NotHttp),
            ("GET / HTTP/1.1\r\nHost : x\r\n\r\n", Malformed::NotHttp),
            ("GET / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", Malformed::Body),
            ("GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n", Malformed::Body),
        ] {
            assert_eq!(Request::read(text.as_bytes()), Err(error), "{text:?}");
        }
        assert_eq!(Request::read(&vec![b'a'; LARGEST_HEAD + 1]), Err(Malformed::TooLong));
    }

    #[test]
    fn ranges_are_inclusive_and_clamped() {
        for (header, expected) in [
            ("bytes=0-1", Range::Part(0, 1)),
            ("bytes=8-99", Range::Part(8, 9)),
            ("bytes=8-", Range::Part(8, 9)),
            ("bytes=-3", Range::Part(7, 9)),
            ("bytes=-99", Range::Part(0, 9)),
            ("bytes=10-", Range::Outside),
            ("bytes=-0", Range::Outside),
            ("bytes=3-2", Range::Whole),
            ("bytes=0-1,4-5", Range::Whole),
            ("lines=0-1", Range::Whole),
        ] {
            assert_eq!(range_of(header, 10), expected, "{header}");
        }
    }

    #[test]
    fn who_has_the_bytes_gets_the_tag_alone() {
        let asked = request("GET / HTTP/1.1\nIf-None-Match: \"x\", W/\"t\"\n\n");
        let answer = Response::new(200, HTML, b"page".to_vec()).tagged(&asked, "\"t\"");
        let bytes = String::from_utf8(answer.bytes(Method::Get, true)).unwrap();
        assert!(
            bytes.starts_with("HTTP/1.1 304 ") && bytes.ends_with("\r\n\r\n"),
            "{bytes}"
        );
    }

    #[test]
    fn a_head_request_is_told_the_length_and_gets_no_bytes() {
        let answer = Response::new(200, HTML, b"page".to_vec());
        let bytes = String::from_utf8(answer.bytes(Method::Head, true)).unwrap();
        assert!(
            bytes.contains("Content-Length: 4\r\n") && bytes.ends_with("\r\n\r\n"),
            "{bytes}"
        );
    }
}
