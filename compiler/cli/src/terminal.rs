//! What commands say: results on standard output, everything for people's eyes alone on standard error.

use std::fmt::Display;
use std::io::{self, IsTerminal, Write};

use o8_diagnostics::render::Format;

use crate::Error;
use crate::arguments::{Colour, Global};
use crate::progress::Progress;

/// Where a command writes to.
pub struct Terminal {
    global: Global,
    out: Box<dyn Write>,
    err: Box<dyn Write>,
    /// Whether nobody reads standard output any more.
    closed: bool,
    /// Whether these are the streams of the process.
    on_terminal: bool,
}

impl Terminal {
    /// The standard streams of this process.
    pub fn standard(global: Global) -> Self {
        Self {
            global,
            out: Box::new(io::stdout()),
            err: Box::new(io::stderr()),
            closed: false,
            on_terminal: true,
        }
    }

    /// Any streams, for tests.
    pub fn of(global: Global, out: Box<dyn Write>, err: Box<dyn Write>) -> Self {
        Self { global, out, err, closed: false, on_terminal: false }
    }

    /// Writes a result. A reader that went away is no error: it has what it wanted.
    pub fn result(&mut self, text: &str) -> Result<(), Error> {
        if self.closed {
            return Ok(());
        }
        match self.out.write_all(text.as_bytes()).and_then(|()| self.out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            written => written.map_err(|error| Error::of("cannot write to standard output", &error)),
        }
    }

    /// Says how things go, unless that is not wanted.
    pub fn say(&mut self, text: &str) {
        if !self.global.quiet {
            self.warn(text);
        }
    }

    /// Says what was done in detail, where that is wanted.
    pub fn detail(&mut self, text: &str) {
        if self.global.verbose > 0 && !self.global.quiet {
            self.warn(text);
        }
    }

    /// Says what has to be said. There is nobody to tell when that fails.
    pub fn warn(&mut self, text: &str) {
        let _ = writeln!(self.err, "{}", text.trim_end_matches('\n'));
    }

    /// Writes a report of diagnostics: what people read goes where progress goes, what machines read is a result.
    pub fn report(&mut self, format: Format, text: &str) -> Result<(), Error> {
        match format {
            Format::Human if text.is_empty() => Ok(()),
            Format::Human => {
                self.warn(text);
                Ok(())
            }
            Format::Json | Format::Sarif | Format::Github | Format::Gitlab | Format::Junit => {
                self.result(text)
            }
        }
    }

    /// Whether what people read is coloured.
    pub fn colour(&self) -> bool {
        self.colour_on(&io::stderr())
    }

    /// Whether results for people are coloured.
    pub fn colour_of_results(&self) -> bool {
        self.colour_on(&io::stdout())
    }

    fn colour_on(&self, stream: &impl IsTerminal) -> bool {
        let wanted = || {
            std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
        };
        match self.global.color {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => stream.is_terminal() && wanted(),
        }
    }

    /// Says on a terminal what takes long, for as long as the answer lives.
    pub fn progress(&self, doing: &'static str) -> Progress {
        Progress::show(doing, !self.global.quiet && self.on_terminal && io::stderr().is_terminal())
    }

    /// Says why something failed.
    pub fn error(&mut self, error: &impl Display) {
        let word = if self.colour() { "\u{1b}[1;31merror\u{1b}[0m" } else { "error" };
        self.warn(&format!("{word}: {error}"));
    }
}
