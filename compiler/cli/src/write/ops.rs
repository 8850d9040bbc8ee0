//! Everything that changes the file system, in one place, so that a test can stop a build between any two steps.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
#[cfg(test)]
use std::sync::atomic::{AtomicIsize, Ordering};

/// The operations of one build.
#[derive(Default)]
pub(super) struct Ops {
    /// How many operations are left before the build is "killed": the one at that point does half of its work.
    #[cfg(test)]
    pub(super) left: Option<AtomicIsize>,
    /// Whether only that one operation fails, as on a full disk, instead of all from there on.
    #[cfg(test)]
    pub(super) once: bool,
}

/// What becomes of an operation in a test of kills.
enum Fate {
    Done,
    #[cfg(test)]
    Halved,
    #[cfg(test)]
    Killed,
}

impl Ops {
    #[cfg(not(test))]
    fn fate(&self) -> Fate {
        Fate::Done
    }

    #[cfg(test)]
    fn fate(&self) -> Fate {
        match self.left.as_ref().map(|left| left.fetch_sub(1, Ordering::SeqCst)) {
            None | Some(1..) => Fate::Done,
            Some(0) => Fate::Halved,
            Some(_) if self.once => Fate::Done,
            Some(_) => Fate::Killed,
        }
    }

    fn run<T>(&self, whole: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        match self.fate() {
            Fate::Done => whole(),
            #[cfg(test)]
            Fate::Halved | Fate::Killed => Err(io::Error::other("killed")),
        }
    }

    /// Creates a file with this content.
    pub(super) fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        match self.fate() {
            Fate::Done => fs::File::create(path)?.write_all(bytes),
            #[cfg(test)]
            Fate::Halved => {
                fs::write(path, &bytes[..bytes.len() / 2])?;
                Err(io::Error::other("killed"))
            }
            #[cfg(test)]
            Fate::Killed => Err(io::Error::other("killed")),
        }
    }

    pub(super) fn create_dir(&self, path: &Path) -> io::Result<()> {
        self.run(|| fs::create_dir(path))
    }

    pub(super) fn create_dir_all(&self, path: &Path) -> io::Result<()> {
        self.run(|| fs::create_dir_all(path))
    }

    pub(super) fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.run(|| fs::rename(from, to))
    }

    pub(super) fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.run(|| fs::remove_file(path))
    }

    pub(super) fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.run(|| fs::remove_dir(path))
    }

    pub(super) fn remove_dir_all(&self, path: &Path) -> io::Result<()> {
        self.run(|| fs::remove_dir_all(path))
    }
}
