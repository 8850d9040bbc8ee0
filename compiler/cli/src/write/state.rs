//! What an output folder says of itself: the manifest, and the one that an interrupted build was about to put down.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::Error;
use crate::error::{At, shown};
use crate::manifest::{Hash, Manifest};

/// Which files are ours, with the contents that we may have given them.
pub(super) struct Known {
    pub(super) manifest: Manifest,
    /// The text of the manifest as it lies there; empty where there is none.
    pub(super) text: String,
    /// Whether a build before this one did not end.
    pub(super) interrupted: bool,
}

/// The folder of our own files.
pub(super) fn private(folder: &Path) -> PathBuf {
    folder.join(".o8")
}

impl Known {
    /// Reads both manifests. What an interrupted build had moved into place already counts as what it wrote; the
    /// rest as what was there before.
    pub(super) fn read(folder: &Path) -> Result<Self, Error> {
        let text = read_text(&private(folder).join("manifest.json"))?.unwrap_or_default();
        let mut manifest = parse(&text, folder)?;
        let next = read_text(&private(folder).join("next.json"))?;
        if let Some(next) = &next {
            let next = parse(next, folder)?;
            for path in next.paths() {
                let intended = next.hashes(path).unwrap_or_default();
                if manifest.hashes(path) == Some(intended) {
                    continue;
                }
                let on_disk = hash_of(&folder.join(path))?;
                if let Some(hash) = on_disk.filter(|hash| intended.contains(hash)) {
                    manifest.set(path, hash);
                }
            }
        }
        Ok(Self { manifest, text, interrupted: next.is_some() })
    }
}

fn parse(text: &str, folder: &Path) -> Result<Manifest, Error> {
    Manifest::parse(text).map_err(|_| {
        Error::new(format!("`{}` was written by a newer o8", shown(&folder.join(".o8/manifest.json"))))
            .hint("build with that version, or write to another folder")
    })
}

fn read_text(path: &Path) -> Result<Option<String>, Error> {
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return Err(Error::new(format!("`{}` is not a file", shown(path))));
    }
    match fs::read(path) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Error::at("read", path, &error)),
    }
}

/// The hash of a file's content; `None` where there is no file.
pub(super) fn hash_of(path: &Path) -> Result<Option<Hash>, Error> {
    match fs::metadata(path) {
        Ok(found) if found.is_file() => {
            let mut content = Vec::new();
            read(path, usize::try_from(found.len()).unwrap_or(0), &mut content).at("read", path)?;
            Ok(Some(Hash::of(&content)))
        }
        Ok(_) => Ok(None),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(Error::at("look at", path, &error)),
    }
}

/// Whether an error says that nothing is at a path.
pub(super) fn is_absent(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory)
}

/// Reads a file that most likely has `expected` bytes: in one call where it has no more than that.
pub(super) fn read(path: &Path, expected: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    let mut file = File::open(path)?;
    buffer.resize(expected + 1, 0);
    let read = loop {
        match file.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => break read?,
        }
    };
    buffer.truncate(read);
    // A regular file that gives less than was asked for has no more.
    if read > expected { file.read_to_end(buffer).map(drop) } else { Ok(()) }
}
