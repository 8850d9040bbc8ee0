//! One build at a time in one output folder.
//!
//! The lock is on the folder itself, which leaves nothing behind; where a folder cannot be locked (some network
//! file systems, Windows) a file in `.o8` stands in for it. The system releases it when the build ends, however
//! it ends.

use std::fs::{self, File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use crate::Error;
use crate::error::{At, shown};

/// Held while a build writes.
pub(super) struct Lock {
    _file: File,
}

pub(super) fn lock(folder: &Path, wait: Duration, waiting: &dyn Fn()) -> Result<Lock, Error> {
    if let Ok(file) = File::open(folder)
        && let Some(lock) = attempt(file, folder, wait, waiting)?
    {
        return Ok(lock);
    }
    let private = folder.join(".o8");
    fs::create_dir_all(&private).at("create", &private)?;
    let path = private.join("lock");
    let file = File::options().create(true).append(true).open(&path).at("open", &path)?;
    attempt(file, folder, wait, waiting)?.ok_or_else(|| Error::new(format!("cannot lock `{}`", shown(&path))))
}

/// `None` where the system cannot lock this.
fn attempt(file: File, folder: &Path, wait: Duration, waiting: &dyn Fn()) -> Result<Option<Lock>, Error> {
    let start = Instant::now();
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(Lock { _file: file })),
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) if start.elapsed() >= wait => {
                let message = format!("another build is still writing to `{}`", shown(folder));
                return Err(Error::new(message).hint("nothing was written; try again when it is done"));
            }
            Err(TryLockError::WouldBlock) => {
                if !told {
                    waiting();
                    told = true;
                }
                thread::sleep(Duration::from_millis(20));
            }
        }
    }
}
