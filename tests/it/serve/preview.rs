//! A running preview, and asking it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use tempfile::TempDir;

/// A running preview of a small example, ended when it goes out of scope.
pub struct Preview {
    program: Child,
    pub port: u16,
    pub root: TempDir,
}

impl Drop for Preview {
    fn drop(&mut self) {
        _ = self.program.kill();
        _ = self.program.wait();
    }
}

/// An answer, taken apart.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub head: String,
    pub body: String,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    }
}

/// A folder with a small example in `reviews`.
pub fn example() -> TempDir {
    let root = tempfile::tempdir().unwrap();
    crate::first_site::write(&root.path().join("reviews"));
    root
}

pub fn preview(arguments: &[&str]) -> Preview {
    preview_of(example(), arguments)
}

pub fn preview_of(root: TempDir, arguments: &[&str]) -> Preview {
    let mut program = Command::new(env!("CARGO_BIN_EXE_preread"))
        .args(["serve", "--root"])
        .arg(root.path().join("reviews"))
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(program.stdout.take().unwrap()).lines();
    let port = loop {
        let line = lines.next().expect("the program ended").unwrap();
        if let Some((_, rest)) = line.split_once("http://127.0.0.1:") {
            break rest.split('/').next().unwrap().parse().unwrap();
        }
    };
    // What else it says must not fill its pipe.
    std::thread::spawn(move || lines.for_each(drop));
    Preview { program, port, root }
}

impl Preview {
    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        stream
    }

    pub fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.replace('\n', "\r\n").as_bytes()).unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
        let start = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        let start = start.map_or(bytes.len(), |at| at + 4);
        Answer {
            status: head.split(' ').nth(1).unwrap_or_default().parse().unwrap_or_default(),
            head: head.to_owned(),
            body: body.to_owned(),
            bytes: bytes.split_off(start),
        }
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str) -> Answer {
        let port = self.port;
        self.send(&format!(
            "{method} {path} HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close\n{headers}\n"
        ))
    }

    pub fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, "")
    }

    pub fn file(&self, path: &str) -> std::path::PathBuf {
        self.root.path().join("reviews").join(path)
    }
}
