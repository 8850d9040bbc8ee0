//! Runs the binary.

use std::ffi::OsStr;
use std::io::Read;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

/// Far more than any of these runs takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(90);

/// What a command wrote and how it ended.
#[derive(Debug)]
pub(crate) struct Ran {
    /// `None` where a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The same run, once it has ended with `code`.
    #[track_caller]
    pub(crate) fn ends(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{:.4000}\nstderr:\n{:.4000}", self.out, self.err);
        self
    }

    /// The same run, once it has said this on standard error.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.err.contains(text), "expected: {text}\nstderr:\n{:.4000}", self.err);
        self
    }

    /// The same run, once it has printed exactly this.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(
            self.out == text,
            "expected:\n{text}\nfound:\n{:.4000}\nstderr:\n{:.4000}",
            self.out,
            self.err
        );
        self
    }

    /// What it printed, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in:\n{}", self.out))
    }
}

/// `o8` with these arguments, to be run in `folder`.
pub(crate) fn command(folder: &Path, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_o8"));
    // No test sees the cache of who runs it.
    command
        .args(arguments)
        .current_dir(folder)
        .env("O8_CACHE", folder.join(".cache"))
        .env_remove("O8_TIMEOUT");
    command
}

/// Runs a command to its end.
#[track_caller]
pub(crate) fn ended(command: &mut Command) -> Ran {
    let shown = format!("{command:?}");
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    wait(child.unwrap_or_else(|error| panic!("{shown}: {error}")), &shown)
}

/// Waits for the end of a process that has its streams in pipes.
#[track_caller]
pub(crate) fn wait(mut child: Child, shown: &str) -> Ran {
    let out = child.stdout.take().map(reader);
    let err = child.stderr.take().map(reader);
    let start = Instant::now();
    let status = loop {
        match child.try_wait().expect("a child can be waited for") {
            Some(status) => break status,
            None if start.elapsed() > PATIENCE => {
                child.kill().expect("a child can be killed");
                child.wait().expect("a killed child ends");
                panic!("{shown} hangs");
            }
            None => thread::sleep(Duration::from_millis(2)),
        }
    };
    let text = |reader: Option<JoinHandle<Vec<u8>>>| {
        let bytes = reader.map(|reader| reader.join().expect("a reader ends")).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    };
    Ran { code: status.code(), out: text(out), err: text(err) }
}

/// Reads a pipe while the process runs, which would wait for ever once the pipe is full.
fn reader(mut pipe: impl Read + Send + 'static) -> JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        pipe.read_to_end(&mut bytes).expect("a pipe can be read");
        bytes
    })
}
