//! The one thread that owns the databases: edits in the order in which they came, reads on clones.
//!
//! Invariant: a worker gives its clone back before it says anything, and never waits for this thread, which waits for all
//! clones when it writes.

mod document;
mod guard;
mod package;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, TryRecvError};

use o8_core::db::SourceFile;
use tower_lsp::ls_types::{Diagnostic, Position, Uri};

use crate::analysis::Analysis;
use crate::convert;
use crate::host::{Host, Root, Unsaved};
use crate::positions::{Encoding, Lines};
use crate::server::outbox::Outbox;

pub(crate) use document::{Change, Document};
pub(crate) use guard::{Stopped, guarded};
use package::Package;

/// Diagnostics of a package by file, ready to be sent.
pub(crate) type Found = BTreeMap<PathBuf, Vec<Diagnostic>>;

/// What the thread is told.
pub(crate) enum Message {
    /// The client said who it is.
    Start {
        encoding: Encoding,
        folders: Vec<PathBuf>,
        notices_files: bool,
        /// Whether it asks for the diagnostics of the documents that it has open.
        pulls: bool,
    },
    Open {
        path: PathBuf,
        uri: Uri,
        version: i32,
        text: String,
    },
    Change {
        path: PathBuf,
        version: i32,
        changes: Vec<Change>,
    },
    Save {
        path: PathBuf,
    },
    Close {
        path: PathBuf,
    },
    Folders {
        added: Vec<PathBuf>,
        removed: Vec<PathBuf>,
    },
    /// These files or folders changed, came or went on the disk.
    Touched(Vec<PathBuf>),
    /// Something to be read from a file of a program, elsewhere.
    Read {
        path: PathBuf,
        work: Box<dyn FnOnce(Option<View>) + Send>,
    },
    /// Something to be read from all programs, elsewhere.
    ReadAll {
        work: Box<dyn FnOnce(Programs) + Send>,
    },
    /// Diagnostics are wanted, once all that was said is checked.
    Pull(Pull),
    /// A worker has checked a package.
    Found {
        root: Root,
        revision: u64,
        found: Result<Found, Stopped>,
    },
    Stop,
}

/// A file of a program at one moment.
pub(crate) struct View {
    pub(crate) analysis: Analysis,
    pub(crate) file: SourceFile,
    pub(crate) lines: Arc<Lines>,
    pub(crate) encoding: Encoding,
    /// The versions of all texts that the client has open.
    pub(crate) versions: BTreeMap<PathBuf, i32>,
}

/// All programs at one moment.
pub(crate) struct Programs {
    pub(crate) analyses: Vec<Analysis>,
    pub(crate) encoding: Encoding,
    /// The versions of all texts that the client has open.
    pub(crate) versions: BTreeMap<PathBuf, i32>,
}

/// Who waits for diagnostics.
pub(crate) enum Pull {
    /// Those of one file.
    File(PathBuf, Box<dyn FnOnce(Report) + Send>),
    /// Those of all files that have some, and of these.
    All(Vec<PathBuf>, Box<dyn FnOnce(Vec<Report>) + Send>),
}

/// The diagnostics of a file.
pub(crate) struct Report {
    pub(crate) uri: Option<Uri>,
    pub(crate) version: Option<i32>,
    pub(crate) found: Vec<Diagnostic>,
}

impl View {
    /// The offset of a position of the client.
    pub(crate) fn offset(&self, at: Position) -> u32 {
        self.lines.offset(self.text(), convert::from_position(at), self.encoding)
    }

    /// How changes of several files are written, with the versions of the texts where the client takes them.
    pub(crate) fn written(&self, of_documents: bool) -> convert::Written<'_> {
        convert::Written { versions: of_documents.then_some(&self.versions) }
    }

    pub(crate) fn text(&self) -> &str {
        self.file.text(&self.analysis.db)
    }
}

/// Runs work on another thread.
pub(crate) type Spawn = Box<dyn Fn(Box<dyn FnOnce() + Send>) + Send>;

pub(crate) struct State {
    host: Arc<dyn Host>,
    outbox: Arc<Outbox>,
    spawn: Spawn,
    /// For workers.
    sender: Sender<Message>,
    encoding: Encoding,
    /// Whether the client tells what changes on the disk.
    notices_files: bool,
    folders: Vec<PathBuf>,
    open: BTreeMap<PathBuf, Document>,
    packages: BTreeMap<Root, Package>,
    /// What was said of packages that could not be loaded.
    failed: BTreeMap<Root, String>,
    /// Open files whose text the programs do not have yet.
    edited: BTreeSet<PathBuf>,
    /// What was opened and no program knows of yet.
    unexpected: BTreeSet<PathBuf>,
    /// Whether packages may have come or gone.
    is_unsettled: bool,
    /// Whether anything on the disk may have changed.
    is_stale: bool,
    /// Whether the client asks for the diagnostics of what it has open, and of everything. It is not told what it asks for.
    pulls: bool,
    pulls_all: bool,
    waiting: Vec<Pull>,
    /// What was opened and has got nothing yet.
    opened: BTreeSet<PathBuf>,
    /// Whether diagnostics may change that no edit of the client has changed.
    is_refreshed: bool,
    published: BTreeMap<PathBuf, (Option<i32>, Vec<Diagnostic>)>,
}

impl State {
    pub(crate) fn new(
        host: Arc<dyn Host>,
        outbox: Arc<Outbox>,
        spawn: Spawn,
        sender: Sender<Message>,
    ) -> Self {
        Self {
            host,
            outbox,
            spawn,
            sender,
            encoding: Encoding::default(),
            notices_files: false,
            folders: Vec::new(),
            open: BTreeMap::new(),
            packages: BTreeMap::new(),
            failed: BTreeMap::new(),
            edited: BTreeSet::new(),
            unexpected: BTreeSet::new(),
            is_unsettled: false,
            is_stale: false,
            pulls: false,
            pulls_all: false,
            waiting: Vec::new(),
            opened: BTreeSet::new(),
            is_refreshed: false,
            published: BTreeMap::new(),
        }
    }

    /// Works until it is told to stop, or nobody is left to tell it anything.
    pub(crate) fn run(mut self, messages: &Receiver<Message>) {
        while let Ok(first) = messages.recv() {
            let mut next = Some(first);
            while let Some(message) = next {
                if matches!(message, Message::Stop) {
                    return;
                }
                self.guarded(|state| state.handle(message));
                next = match messages.try_recv() {
                    Ok(message) => Some(message),
                    Err(TryRecvError::Empty) => None,
                    Err(TryRecvError::Disconnected) => return,
                };
            }
            self.guarded(Self::catch_up);
            self.guarded(Self::check);
        }
    }

    /// A panic here is a bug, and costs one message rather than the session.
    fn guarded(&mut self, step: impl FnOnce(&mut Self)) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| step(self))) {
            self.outbox.log_panic(&guard::text_of(panic.as_ref()));
        }
    }

    fn handle(&mut self, message: Message) {
        match message {
            Message::Start { encoding, folders, notices_files, pulls } => {
                (self.encoding, self.folders) = (encoding, folders);
                (self.notices_files, self.pulls) = (notices_files, pulls);
                self.is_unsettled = true;
            }
            Message::Open { path, uri, version, text } => {
                self.open.insert(path.clone(), Document::new(uri, version, text));
                self.opened.insert(path.clone());
                self.unexpected.insert(path.clone());
                self.edited.insert(path);
                self.is_unsettled = true;
            }
            Message::Change { path, version, changes } => {
                let Some(document) = self.open.get_mut(&path) else { return };
                document.change(version, changes, self.encoding);
                self.edited.insert(path);
            }
            // A client that watches no files says at least when it writes one.
            Message::Save { path } => self.is_stale |= !self.notices_files || !self.open.contains_key(&path),
            Message::Close { path } => {
                self.open.remove(&path);
                self.edited.remove(&path);
                (self.is_stale, self.is_unsettled) = (true, true);
            }
            Message::Folders { added, removed } => {
                self.folders.retain(|folder| !removed.contains(folder));
                self.folders.extend(added);
                self.is_unsettled = true;
            }
            Message::Touched(paths) => {
                if paths.iter().any(|path| !self.open.contains_key(path)) {
                    (self.is_stale, self.is_unsettled) = (true, true);
                }
            }
            Message::Read { path, work } => {
                self.catch_up();
                let view = self.view(&path);
                (self.spawn)(Box::new(move || work(view)));
            }
            Message::ReadAll { work } => {
                self.catch_up();
                let analyses = self.packages.values().map(Package::analysis).collect();
                let programs = Programs { analyses, encoding: self.encoding, versions: self.versions() };
                (self.spawn)(Box::new(move || work(programs)));
            }
            Message::Pull(pull) => {
                if matches!(pull, Pull::All(..)) && !self.pulls_all {
                    self.pulls_all = true;
                    let told: Vec<PathBuf> = self.published.keys().cloned().collect();
                    self.publish(told.iter());
                }
                self.waiting.push(pull);
            }
            Message::Found { root, revision, found } => self.found(&root, revision, found),
            Message::Stop => {}
        }
    }

    /// Brings the programs to what was said so far.
    fn catch_up(&mut self) {
        if self.is_stale {
            (self.is_stale, self.is_refreshed) = (false, true);
            self.edited.clear();
            for root in self.packages.keys().cloned().collect::<Vec<_>>() {
                self.load(&root);
            }
        }
        for path in std::mem::take(&mut self.edited) {
            self.write(&path);
        }
        if self.is_unsettled {
            self.is_unsettled = false;
            self.settle();
        }
        for path in std::mem::take(&mut self.unexpected) {
            self.packages.values_mut().for_each(|package| package.expect_edits(&path));
        }
    }

    /// Gives an edited text to the programs that have its file.
    fn write(&mut self, path: &Path) {
        let Some(document) = self.open.get(path) else { return };
        let mut stale = Vec::new();
        for (root, package) in &mut self.packages {
            if !package.write(path, &document.text, &*self.host) {
                stale.push(root.clone());
            }
        }
        for root in stale {
            self.load(&root);
        }
    }

    /// Loads what is wanted and is not there, and lets go of what nobody wants any more.
    fn settle(&mut self) {
        let mut wanted = BTreeSet::new();
        for folder in self.folders.clone() {
            if let Some(root @ Root::Package(_)) = self.host.find(&folder) {
                self.want(root, &mut wanted);
            }
        }
        let open: Vec<(PathBuf, bool)> =
            self.open.iter().map(|(path, document)| (path.clone(), document.is_file())).collect();
        for (path, is_file) in open {
            let root = if is_file { self.host.find(&path) } else { Some(Root::File(path.clone())) };
            let Some(root) = root else { continue };
            self.want(root.clone(), &mut wanted);
            // What lies in the output, or in a hidden folder, is in no package.
            let is_program = path.extension().is_some_and(|extension| extension == "o8");
            let is_held = |package: &Package| package.files.at(&path).is_some();
            if is_program && !self.packages.get(&root).is_some_and(is_held) {
                let alone = Root::File(path.clone());
                let is_known = self.packages.contains_key(&alone) || !self.load(&root);
                if is_known || !self.packages.get(&root).is_some_and(is_held) {
                    self.want(alone, &mut wanted);
                }
            }
        }
        let unwanted: Vec<Root> =
            self.packages.keys().filter(|root| !wanted.contains(*root)).cloned().collect();
        for root in unwanted {
            let Some(package) = self.packages.remove(&root) else { continue };
            self.publish(package.found.keys());
        }
        self.failed.retain(|root, _| wanted.contains(root));
        self.watch();
    }

    fn want(&mut self, root: Root, wanted: &mut BTreeSet<Root>) {
        if !self.packages.contains_key(&root) {
            self.load(&root);
        }
        wanted.insert(root);
    }

    /// Loads a package, for the first time or anew. What cannot be loaded stays as it was.
    fn load(&mut self, root: &Root) -> bool {
        let unsaved: Unsaved =
            self.open.iter().map(|(path, document)| (path.clone(), document.text.clone())).collect();
        match self.host.load(root, &unsaved) {
            Ok(loaded) => {
                self.failed.remove(root);
                match self.packages.get_mut(root) {
                    Some(package) => package.update(loaded),
                    None => drop(self.packages.insert(root.clone(), Package::new(loaded))),
                }
                true
            }
            Err(reason) => {
                if self.failed.get(root) != Some(&reason) {
                    self.outbox.show_error(&reason);
                    self.failed.insert(root.clone(), reason);
                }
                // A folder that is gone has no package; whatever else is wrong may be mended.
                if !root.path().exists()
                    && !self.open.contains_key(root.path())
                    && let Some(package) = self.packages.remove(root)
                {
                    self.publish(package.found.keys());
                }
                false
            }
        }
    }

    /// Tells the client what to watch.
    fn watch(&self) {
        let others = self.packages.values().flat_map(|package| &package.files.loaded.others);
        self.outbox.watch(others.cloned().collect());
    }

    fn view(&self, path: &Path) -> Option<View> {
        let (package, file) =
            self.packages.values().find_map(|package| Some((package, package.files.at(path)?)))?;
        let text = file.text(&package.db);
        let document = self.open.get(path).filter(|document| document.text == *text);
        let lines = document.map_or_else(|| Arc::new(Lines::new(text)), |document| document.lines.clone());
        let (encoding, versions) = (self.encoding, self.versions());
        Some(View { analysis: package.analysis(), file, lines, encoding, versions })
    }

    fn versions(&self) -> BTreeMap<PathBuf, i32> {
        self.open.iter().map(|(path, document)| (path.clone(), document.version)).collect()
    }

    /// Starts to check what has changed since it was checked.
    fn check(&mut self) {
        for (root, package) in &mut self.packages {
            let Some(revision) = package.unchecked() else { continue };
            let (root, analysis) = (root.clone(), package.analysis());
            let (encoding, sender) = (self.encoding, self.sender.clone());
            (self.spawn)(Box::new(move || {
                let found = guarded(|| convert::diagnostics::of_package(&analysis, &root, encoding));
                drop(analysis);
                // Nobody is left to tell when the server ends.
                let _ = sender.send(Message::Found { root, revision, found });
            }));
        }
        self.answer();
    }

    /// Says what waited for the end of all checks.
    fn answer(&mut self) {
        if !self.packages.values().all(Package::is_checked) {
            return;
        }
        let opened = std::mem::take(&mut self.opened);
        self.publish(opened.iter());
        for pull in std::mem::take(&mut self.waiting) {
            match pull {
                Pull::File(path, answer) => answer(self.report(&path)),
                Pull::All(known, answer) => {
                    let found = self.packages.values().flat_map(|package| package.found.keys());
                    let paths: BTreeSet<&PathBuf> = found.chain(&known).collect();
                    answer(paths.into_iter().map(|path| self.report(path)).collect());
                }
            }
        }
        if std::mem::take(&mut self.is_refreshed) && (self.pulls || self.pulls_all) {
            self.outbox.refresh();
        }
    }

    /// What is found in a file, by all packages that have it.
    fn report(&self, path: &Path) -> Report {
        let mut found: Vec<Diagnostic> = Vec::new();
        // Two packages may hold one file, and agree.
        for of_one in self.packages.values().filter_map(|package| package.found.get(path)) {
            let new: Vec<Diagnostic> = of_one.iter().filter(|one| !found.contains(one)).cloned().collect();
            found.extend(new);
        }
        let document = self.open.get(path);
        let uri = document.map(|document| document.uri.clone()).or_else(|| convert::uri_of(path));
        Report { uri, version: document.map(|document| document.version), found }
    }

    fn found(&mut self, root: &Root, revision: u64, found: Result<Found, Stopped>) {
        let Some(package) = self.packages.get_mut(root) else { return };
        // Where a check has failed, nothing better will come of this revision.
        if found != Err(Stopped::Changed) {
            package.ended = Some(revision);
        }
        match found {
            Ok(found) if revision == package.revision => {
                let before = std::mem::replace(&mut package.found, found);
                let open: Vec<&PathBuf> =
                    self.open.keys().filter(|path| package.files.at(path).is_some()).collect();
                // Of the text that is edited the client asks by itself.
                if std::mem::take(&mut package.is_beside_stale) && open.len() > 1 {
                    self.outbox.beside_is_stale();
                }
                let paths: BTreeSet<PathBuf> =
                    before.keys().chain(package.found.keys()).chain(open).cloned().collect();
                self.publish(paths.iter());
            }
            // What the edit began that came between says the rest.
            Ok(_) | Err(Stopped::Changed) => {}
            Err(Stopped::Panicked(text)) => self.outbox.log_panic(&text),
        }
    }

    /// Sends what is found in these files, where that is news.
    fn publish<'p>(&mut self, paths: impl Iterator<Item = &'p PathBuf>) {
        for path in paths {
            let Report { uri, version, mut found } = self.report(path);
            let is_asked_for = if self.open.contains_key(path) { self.pulls } else { self.pulls_all };
            if is_asked_for {
                if self.published.get(path).is_none_or(|(_, told)| told.is_empty()) {
                    continue;
                }
                found.clear();
            }
            let news = (version, found);
            if self.published.get(path) == Some(&news) {
                continue;
            }
            if let Some(uri) = uri {
                self.outbox.publish(uri, news.1.clone(), version);
            }
            match news {
                (None, found) if found.is_empty() => drop(self.published.remove(path)),
                news => drop(self.published.insert(path.clone(), news)),
            }
        }
    }
}
