//! Other programs, with bounds on what they say and how long they take.

use std::io::{self, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;

/// How much of what a program complains about is kept.
const LARGEST_COMPLAINT: u64 = 64 * 1024;

/// Runs a program to its end, and gives what it wrote to standard output.
pub(super) fn run(
    mut command: Command,
    name: &str,
    input: Vec<u8>,
    limit: u64,
    patience: Duration,
) -> Result<Vec<u8>, Error> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn().map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => Error::new(format!("the program `{name}` is not installed")),
        _ => Error::of(&format!("cannot run `{name}`"), &error),
    })?;
    // Each stream has its own thread: a full pipe would keep the program waiting. They are not waited for when the
    // program is ended, for what it started may hold the pipes open.
    let stdin = child.stdin.take();
    thread::spawn(move || {
        // A program that ends early reads no further, which its exit says better.
        let _ = stdin.map(|mut pipe| pipe.write_all(&input));
    });
    let out = reader(child.stdout.take(), limit);
    let err = reader(child.stderr.take(), LARGEST_COMPLAINT);
    let end = Instant::now() + patience;
    let late = || Error::new(format!("`{name}` takes more than {} seconds", patience.as_secs()));
    let Ok(out) = out.recv_timeout(patience) else {
        kill(&mut child);
        return Err(late());
    };
    if out.len() as u64 > limit {
        kill(&mut child);
        return Err(Error::new(format!("`{name}` says more than {limit} bytes")));
    }
    let Some(status) = wait(&mut child, end) else {
        kill(&mut child);
        return Err(late());
    };
    if status.success() {
        return Ok(out);
    }
    let err = err.recv_timeout(Duration::from_secs(1)).unwrap_or_default();
    Err(complaint(name, &String::from_utf8_lossy(&err)))
}

fn reader(pipe: Option<impl Read + Send + 'static>, limit: u64) -> mpsc::Receiver<Vec<u8>> {
    let (done, waiting) = mpsc::channel();
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(pipe) = pipe {
            // What cannot be read is missed below, where the bytes are looked at.
            let _ = pipe.take(limit + 1).read_to_end(&mut bytes);
        }
        let _ = done.send(bytes);
    });
    waiting
}

/// How a program ended; `None` where it has not.
fn wait(child: &mut Child, end: Instant) -> Option<ExitStatus> {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return Some(status),
            Ok(None) if Instant::now() < end => thread::sleep(Duration::from_millis(5)),
            Ok(None) | Err(_) => return None,
        }
    }
}

/// Ends a program and what it started.
fn kill(child: &mut Child) {
    #[cfg(unix)]
    {
        let group = format!("-{}", child.id());
        let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
    }
    let _ = child.kill();
    let _ = child.wait();
}

/// What a program says went wrong, on one line: the lines that say so, without the advice.
fn complaint(name: &str, text: &str) -> Error {
    let visible = |line: &str| -> String {
        line.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).take(300).collect()
    };
    let told = text.lines().map(str::trim).find_map(|line| {
        line.strip_prefix("fatal: ")
            .or_else(|| line.strip_prefix("ERROR: "))
            .or_else(|| line.strip_prefix("error: "))
    });
    let told = told.or_else(|| text.lines().map(str::trim).find(|line| !line.is_empty()));
    Error::new(format!("`{name}` failed"))
        .hint(told.map_or_else(|| "it does not say why".to_owned(), visible))
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn sh(script: &str, limit: u64) -> Result<Vec<u8>, String> {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        run(command, "sh", b"in".to_vec(), limit, Duration::from_secs(1)).map_err(|error| error.to_string())
    }

    #[test]
    fn programs_are_bounded() {
        assert_eq!(sh("cat; printf out", 100), Ok(b"inout".to_vec()));
        assert_eq!(
            sh("echo fatal: no such thing >&2; exit 3", 100),
            Err("`sh` failed: no such thing".to_owned())
        );
        assert_eq!(sh("while :; do echo y; done", 1000), Err("`sh` says more than 1000 bytes".to_owned()));
        let start = Instant::now();
        assert_eq!(sh("sleep 30 & sleep 30", 100), Err("`sh` takes more than 1 seconds".to_owned()));
        assert_eq!(sh("exec 1>&-; sleep 30", 100), Err("`sh` takes more than 1 seconds".to_owned()));
        assert!(start.elapsed() < Duration::from_secs(20));
    }
}
