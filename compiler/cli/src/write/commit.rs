//! Carrying a plan out: staging, moving into place, removing, and the manifest at the end.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::ops::Ops;
use super::plan::{Folder, Item, Plan};
use super::state::{Known, is_absent, private};
use crate::Error;
use crate::error::At;
use crate::parallel::parallel;

/// Does what the plan says. Where that fails before anything was replaced, everything is as it was.
pub(super) fn commit(root: &Path, plan: &Plan<'_>, known: &Known, ops: &Ops) -> Result<(), Error> {
    let stage = Stage { root, folder: private(root).join("stage") };
    if plan.is_fulfilled(known) {
        return if stage.folder.exists() { stage.clear(ops) } else { Ok(()) };
    }
    stage.clear(ops)?;
    ops.create_dir_all(&stage.folder).at("create", &stage.folder)?;
    if let Err(error) = stage.fill(plan, known, ops) {
        // Best effort: the next build clears it otherwise. A folder with something in it is not removed.
        let _ = stage.clear(ops);
        let _ = ops.remove_dir(&private(root));
        return Err(error.within("nothing was written"));
    }
    stage
        .move_into_place(plan, ops)
        .map_err(|error| error.within("the output is incomplete, and the next build completes it"))
}

/// `.o8/stage`: what will be moved into place.
struct Stage<'r> {
    root: &'r Path,
    folder: PathBuf,
}

impl Stage<'_> {
    fn clear(&self, ops: &Ops) -> Result<(), Error> {
        match ops.remove_dir_all(&self.folder) {
            Err(error) if !is_absent(&error) => Err(Error::at("remove", &self.folder, &error)),
            _ => Ok(()),
        }
    }

    /// Prepares every new content, and says last that it counts as ours.
    fn fill(&self, plan: &Plan<'_>, known: &Known, ops: &Ops) -> Result<(), Error> {
        let items = by_folder(plan);
        parallel(plan.folders.len(), |position| {
            let folder = &plan.folders[position];
            if !folder.exists && position > 0 {
                let path = self.of_folder(plan, position);
                make_folder(&path, ops).at("create", &path)?;
            }
            for &item in &items[position] {
                let path = self.of_item(plan, item);
                ops.write(&path, &plan.items[item].file.bytes).at("write", &path)?;
            }
            Ok(())
        })?;
        if known.interrupted {
            // What the interrupted build left counts as ours from here on, whatever becomes of `next.json`.
            self.put(&known.manifest.to_text(), "manifest.json", ops)?;
        }
        self.put(&plan.manifest(), "next.json", ops)
    }

    /// Writes one of our own files, whole or not at all.
    fn put(&self, text: &str, name: &str, ops: &Ops) -> Result<(), Error> {
        let (staged, path) = (self.folder.join(name), private(self.root).join(name));
        ops.write(&staged, text.as_bytes()).at("write", &staged)?;
        ops.rename(&staged, &path).at("replace", &path)
    }

    fn move_into_place(&self, plan: &Plan<'_>, ops: &Ops) -> Result<(), Error> {
        let tops = |position: &usize| is_top(plan, *position);
        for position in (0..plan.folders.len()).filter(tops) {
            let path = self.root.join(plan.folders[position].path);
            ops.rename(&self.of_folder(plan, position), &path).at("create", &path)?;
        }
        let replaces =
            |item: &usize| plan.items[*item].changes() && plan.folders[plan.items[*item].folder].exists;
        let replaced: Vec<usize> = (0..plan.items.len()).filter(replaces).collect();
        parallel(replaced.len(), |n| {
            let path = self.root.join(plan.items[replaced[n]].path());
            ops.rename(&self.of_item(plan, replaced[n]), &path).at("replace", &path)
        })?;
        self.remove_stale(plan, ops)?;
        let (next, manifest) =
            (private(self.root).join("next.json"), private(self.root).join("manifest.json"));
        ops.rename(&next, &manifest).at("replace", &manifest)?;
        self.clear(ops)
    }

    /// Removes files that are no longer produced, and the folders that this empties.
    fn remove_stale(&self, plan: &Plan<'_>, ops: &Ops) -> Result<(), Error> {
        let mut folders: Vec<&str> = Vec::new();
        for stale in &plan.stale {
            if !stale.gone {
                let path = self.root.join(&stale.path);
                match ops.remove_file(&path) {
                    Err(error) if !is_absent(&error) => return Err(Error::at("remove", &path, &error)),
                    _ => {}
                }
            }
            let ends = stale.path.match_indices('/').map(|(end, _)| end);
            folders.extend(ends.map(|end| &stale.path[..end]));
        }
        folders.sort_unstable();
        folders.dedup();
        // Children before parents. One that holds something else stays.
        for folder in folders.into_iter().rev() {
            let path = self.root.join(folder);
            if is_empty(&path) {
                ops.remove_dir(&path).at("remove", &path)?;
            }
        }
        Ok(())
    }

    /// Where a folder is staged that does not exist yet: under the number of its topmost missing folder.
    fn of_folder(&self, plan: &Plan<'_>, position: usize) -> PathBuf {
        let mut top = position;
        while !is_top(plan, top) {
            top = plan.folders[top].parent;
        }
        let inside = &plan.folders[position].path[plan.folders[top].path.len()..];
        self.folder.join(format!("d{top}{inside}"))
    }

    /// Where a file is staged: at its place in a new folder, else under its number.
    fn of_item(&self, plan: &Plan<'_>, number: usize) -> PathBuf {
        let Item { file, folder, .. } = &plan.items[number];
        if plan.folders[*folder].exists {
            return self.folder.join(format!("f{number}"));
        }
        let name = file.path.rsplit('/').next().unwrap_or_default();
        self.of_folder(plan, *folder).join(name)
    }
}

/// Whether a folder is missing while the one around it exists.
fn is_top(plan: &Plan<'_>, position: usize) -> bool {
    let Folder { exists, parent, .. } = plan.folders[position];
    !exists && (position == 0 || plan.folders[parent].exists)
}

/// The items that change, by folder.
fn by_folder(plan: &Plan<'_>) -> Vec<Vec<usize>> {
    let mut items = vec![Vec::new(); plan.folders.len()];
    for (n, item) in plan.items.iter().enumerate().filter(|(_, item)| item.changes()) {
        items[item.folder].push(n);
    }
    items
}

/// Another thread may have made it on the way to one inside, and the one around it may not be made yet.
fn make_folder(path: &Path, ops: &Ops) -> io::Result<()> {
    match ops.create_dir(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => ops.create_dir_all(path),
        made => made,
    }
}

fn is_empty(folder: &Path) -> bool {
    fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_none())
}
