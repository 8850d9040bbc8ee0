//! The world failing: no such file, no permission. One line and its causes, and the exit code.
//!
//! What is wrong with a program is a diagnostic, never an error.

use std::fmt;
use std::io;
use std::path::Path;
use std::process::ExitCode;

use o8_diagnostics::catalogue::nearest;

/// How a command ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// All is well.
    Fine,
    /// The program has errors, or warnings where those are denied.
    Program,
    /// Wrong usage, or the world failed.
    World,
    /// A comparison that was asked for came out different.
    Different,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command stopped: what it was doing, and what stood in the way, outermost first.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Error {
    message: String,
    causes: Vec<String>,
}

impl Error {
    /// An error without a cause below it.
    pub fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new() }
    }

    /// An error of the file system at `path`: ``cannot read `a.o8`: permission denied``.
    pub fn at(doing: &str, path: &Path, cause: &io::Error) -> Self {
        Self { message: format!("cannot {doing} `{}`", shown(path)), causes: vec![reason(cause)] }
    }

    /// An error of a stream.
    pub fn of(message: &str, cause: &io::Error) -> Self {
        Self { message: message.to_owned(), causes: vec![reason(cause)] }
    }

    /// The same error as the cause of a larger thing that failed.
    pub fn within(mut self, message: impl Into<String>) -> Self {
        self.causes.insert(0, std::mem::replace(&mut self.message, message.into()));
        self
    }

    /// With a line that says what to do.
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.causes.push(hint.into());
        self
    }

    /// With the name that was probably meant by one that is wrong; where none of those that there are is near, with `otherwise`.
    pub fn meant<'a>(
        self,
        wrong: &str,
        known: impl IntoIterator<Item = &'a str>,
        otherwise: Option<String>,
    ) -> Self {
        match nearest(wrong, known).map(|near| format!("did you mean `{near}`?")).or(otherwise) {
            Some(hint) => self.hint(hint),
            None => self,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        self.causes.iter().try_for_each(|cause| write!(f, ": {cause}"))
    }
}

impl std::error::Error for Error {}

/// A path as people read it: from the current folder where it is below that, and on one line whatever its name.
pub(crate) fn shown(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let below = path.strip_prefix(&current).unwrap_or(path);
    let below = below.strip_prefix(".").unwrap_or(below);
    let text = if below.as_os_str().is_empty() { ".".into() } else { below.to_string_lossy() };
    text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect()
}

/// What the system says, in our voice and without its number.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => "unknown reason".to_owned(),
    }
}

/// Adds to the result of a file operation what was done to which file.
pub(crate) trait At<T> {
    fn at(self, doing: &str, path: &Path) -> Result<T, Error>;
}

impl<T> At<T> for io::Result<T> {
    fn at(self, doing: &str, path: &Path) -> Result<T, Error> {
        self.map_err(|cause| Error::at(doing, path, &cause))
    }
}
