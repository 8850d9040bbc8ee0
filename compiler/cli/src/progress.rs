//! A line that says what takes long, on a terminal alone: gone before anything else is written.

use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// Work that takes less shows nothing.
const PATIENCE: Duration = Duration::from_millis(700);
const STEP: Duration = Duration::from_millis(120);
const SIGNS: [char; 4] = ['|', '/', '-', '\\'];

/// Shown until it is dropped.
pub struct Progress(Option<(Sender<()>, JoinHandle<()>)>);

impl Progress {
    /// Says `doing` on standard error, once it has taken a while; nothing where that is not wanted.
    pub fn show(doing: &'static str, wanted: bool) -> Self {
        if !wanted {
            return Self(None);
        }
        let (done, waiting) = mpsc::channel::<()>();
        let work = move || {
            let (mut pause, mut turn) = (PATIENCE, 0);
            while waiting.recv_timeout(pause) == Err(RecvTimeoutError::Timeout) {
                draw(&format!("\r{} {doing}", SIGNS[turn % SIGNS.len()]));
                (pause, turn) = (STEP, turn + 1);
            }
            if turn > 0 {
                draw("\r\u{1b}[K");
            }
        };
        // Without a thread there is nothing to see, and nothing else is lost.
        Self(thread::Builder::new().spawn(work).ok().map(|thread| (done, thread)))
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((done, thread)) = self.0.take() {
            drop(done);
            let _ = thread.join();
        }
    }
}

/// There is nobody to tell when it fails.
fn draw(text: &str) {
    let mut stream = io::stderr().lock();
    let _ = stream.write_all(text.as_bytes()).and_then(|()| stream.flush());
}
