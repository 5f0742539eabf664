//! Single keys in the terminal while the preview runs. The terminal is given back as it was.

use std::io::{self, IsTerminal, Read};
use std::thread;

use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};

use super::serve::open;
use crate::serve::Server;

/// Ctrl-C, which comes as a key while keys are read one by one.
const INTERRUPT: u8 = 3;

/// Keys are heard for as long as this value is there.
pub struct Keys(Termios);

impl Keys {
    /// Whether there is somebody with a keyboard.
    pub fn are_there() -> bool {
        io::stdin().is_terminal() && io::stdout().is_terminal()
    }

    /// Listens for keys, where there is a keyboard.
    pub fn listen(server: &Server) -> Option<Self> {
        if !Self::are_there() {
            return None;
        }
        let before = tcgetattr(io::stdin()).ok()?;
        let mut single = before.clone();
        single.local_modes -= LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG;
        tcsetattr(io::stdin(), OptionalActions::Now, &single).ok()?;
        let (quit, renew, url) = (server.quitter(), server.renewer(), server.url());
        thread::spawn(move || {
            for key in io::stdin().lock().bytes().map_while(Result::ok) {
                match key {
                    b'o' => open(&url),
                    b'r' => renew(),
                    b'q' | INTERRUPT => quit(),
                    _ => {}
                }
            }
        });
        Some(Self(before))
    }
}

impl Drop for Keys {
    fn drop(&mut self) {
        // Where that fails the terminal is gone.
        _ = tcsetattr(io::stdin(), OptionalActions::Now, &self.0);
    }
}
