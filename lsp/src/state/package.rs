//! A package in its database.

use std::path::Path;
use std::sync::Arc;

use o8_core::db::{Database, Program};
use o8_core::load;

use super::Found;
use crate::analysis::{Analysis, Files, given};
use crate::host::{Host, Loaded};

pub(super) struct Package {
    pub(super) db: Database,
    program: Program,
    pub(super) files: Arc<Files>,
    /// Counts the changes.
    pub(super) revision: u64,
    /// The revision that was last given to a worker.
    checked: Option<u64>,
    /// The last revision whose check has ended.
    pub(super) ended: Option<u64>,
    /// What the last check to end has found.
    pub(super) found: Found,
    /// Whether it has changed since the client was last asked to look again at what stands beside its texts.
    pub(super) is_beside_stale: bool,
}

impl Package {
    pub(super) fn new(loaded: Loaded) -> Self {
        let Analysis { db, program, files } = Analysis::load(loaded);
        Self {
            db,
            program,
            files,
            revision: 0,
            checked: None,
            ended: None,
            found: Found::new(),
            is_beside_stale: false,
        }
    }

    pub(super) fn update(&mut self, mut loaded: Loaded) {
        load::update(&mut self.db, self.program, given(&mut loaded));
        self.files = Arc::new(Files::new(&self.db, self.program, loaded));
        self.revision += 1;
        self.is_beside_stale = true;
    }

    /// Gives a file another text. `false` where the package has to be loaded again for it.
    pub(super) fn write(&mut self, path: &Path, text: &Arc<str>, host: &dyn Host) -> bool {
        if self.files.loaded.others.iter().any(|other| other == path) {
            return false;
        }
        let Some(file) = self.files.at(path) else { return true };
        let old = file.text(&self.db);
        if old == text {
            return true;
        }
        let reads_alike = host.reads(old) == host.reads(text);
        load::set_text(&mut self.db, self.program, file, text.clone());
        self.revision += 1;
        self.is_beside_stale = true;
        reads_alike
    }

    /// Somebody has opened a file, and will edit it. What that costs is paid by a check that nobody waits for.
    pub(super) fn expect_edits(&mut self, path: &Path) {
        if let Some(file) = self.files.at(path) {
            load::expect_edits(&mut self.db, self.program, file);
            self.revision += 1;
        }
    }

    pub(super) fn analysis(&self) -> Analysis {
        Analysis { db: self.db.clone(), program: self.program, files: self.files.clone() }
    }

    /// The revision, if nobody checks it or has; from now on somebody does.
    pub(super) fn unchecked(&mut self) -> Option<u64> {
        let is_new = self.checked != Some(self.revision);
        self.checked = Some(self.revision);
        is_new.then_some(self.revision)
    }

    /// Whether everything is said of the text as it is.
    pub(super) fn is_checked(&self) -> bool {
        self.ended == Some(self.revision)
    }
}
