//! What the server has to say unasked, until the client takes it: of diagnostics only the newest of each file, so that a
//! client that does not read costs nothing.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use tokio::task::JoinHandle;
use tower_lsp::Client;
use tower_lsp::ls_types::{
    Diagnostic, DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, MessageType,
    Registration, Unregistration, Uri,
};

/// More messages than these nobody reads.
const MESSAGES: usize = 100;

/// What the sources of any package are.
const GLOBS: [&str; 4] = ["**/*.o8", "**/o8.toml", "**/o8.lock", "**/.o8/manifest.json"];

const WATCHING: &str = "workspace/didChangeWatchedFiles";

#[derive(Default)]
pub(crate) struct Outbox {
    waiting: Mutex<Waiting>,
    news: Notify,
}

#[derive(Default)]
struct Waiting {
    diagnostics: BTreeMap<Uri, (Vec<Diagnostic>, Option<i32>)>,
    messages: Vec<(MessageType, String, bool)>,
    /// Files to be watched beside the sources, if they are others than before.
    watch: Option<Vec<PathBuf>>,
    watched: Option<Vec<PathBuf>>,
    is_refreshed: bool,
    /// Whether what stands beside the texts of other files may be another now.
    is_beside_stale: bool,
}

/// What the client can be asked for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asks {
    pub(crate) watch: bool,
    /// To ask again for diagnostics.
    pub(crate) diagnostics: bool,
    /// To ask again for hints, and for lenses.
    pub(crate) hints: bool,
    pub(crate) lenses: bool,
}

impl Outbox {
    pub(crate) fn publish(&self, uri: Uri, diagnostics: Vec<Diagnostic>, version: Option<i32>) {
        self.waiting().diagnostics.insert(uri, (diagnostics, version));
        self.news.notify_one();
    }

    /// Tells the user of something that is wrong with the world.
    pub(crate) fn show_error(&self, text: &str) {
        self.message(MessageType::ERROR, text.to_owned(), true);
    }

    /// Tells whoever reads the log of a bug.
    pub(crate) fn log_panic(&self, text: &str) {
        self.message(MessageType::ERROR, format!("o8 has a bug, please report it: {text}"), false);
    }

    /// Says that hints and lenses of open files may be others than before.
    pub(crate) fn beside_is_stale(&self) {
        self.waiting().is_beside_stale = true;
        self.news.notify_one();
    }

    fn message(&self, kind: MessageType, text: String, shown: bool) {
        let mut waiting = self.waiting();
        if waiting.messages.len() < MESSAGES {
            waiting.messages.push((kind, text, shown));
        }
        drop(waiting);
        self.news.notify_one();
    }

    /// Asks the client to tell of changes of these files too.
    pub(crate) fn watch(&self, mut paths: Vec<PathBuf>) {
        // The globs have most of them.
        let is_covered = |path: &PathBuf| {
            path.ends_with("o8.toml") || path.ends_with("o8.lock") || path.ends_with(".o8/manifest.json")
        };
        paths.retain(|path| !is_covered(path));
        paths.sort();
        paths.dedup();
        let mut waiting = self.waiting();
        if waiting.watched.as_ref() != Some(&paths) {
            waiting.watched = Some(paths.clone());
            waiting.watch = Some(paths);
        }
        drop(waiting);
        self.news.notify_one();
    }

    /// Asks the client to ask for diagnostics again.
    pub(crate) fn refresh(&self) {
        self.waiting().is_refreshed = true;
        self.news.notify_one();
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Everything that was published and not yet taken.
    #[cfg(test)]
    pub(crate) fn take_diagnostics(&self) -> BTreeMap<Uri, (Vec<Diagnostic>, Option<i32>)> {
        std::mem::take(&mut self.waiting().diagnostics)
    }

    /// Sends what there is to send, for ever.
    pub(crate) async fn send_all(self: Arc<Self>, client: Client, asks: Asks) {
        let mut is_watching = false;
        // The client is asked once at a time: it may type faster than it draws.
        let mut refreshing: Option<JoinHandle<()>> = None;
        loop {
            let is_free = refreshing.as_ref().is_none_or(JoinHandle::is_finished);
            let (diagnostics, messages, watch, is_refreshed, is_beside_stale) = {
                let mut waiting = self.waiting();
                (
                    waiting.diagnostics.pop_first(),
                    std::mem::take(&mut waiting.messages),
                    waiting.watch.take(),
                    std::mem::take(&mut waiting.is_refreshed),
                    is_free && std::mem::take(&mut waiting.is_beside_stale),
                )
            };
            let nothing = diagnostics.is_none()
                && messages.is_empty()
                && watch.is_none()
                && !is_refreshed
                && !is_beside_stale;
            for (kind, text, shown) in messages {
                match shown {
                    true => client.show_message(kind, text).await,
                    false => client.log_message(kind, text).await,
                }
            }
            if let Some(paths) = watch.filter(|_| asks.watch) {
                // The client's answer may come late, or never.
                tokio::spawn(register(client.clone(), paths, is_watching));
                is_watching = true;
            }
            if is_refreshed && asks.diagnostics {
                let client = client.clone();
                tokio::spawn(async move { client.workspace_diagnostic_refresh().await });
            }
            if is_beside_stale && (asks.hints || asks.lenses) {
                refreshing = Some(tokio::spawn(self.clone().refresh_beside(client.clone(), asks)));
            }
            if let Some((uri, (diagnostics, version))) = diagnostics {
                client.publish_diagnostics(uri, diagnostics, version).await;
            }
            if nothing {
                self.news.notified().await;
            }
        }
    }

    /// Asks the client to ask again for what stands beside the texts.
    async fn refresh_beside(self: Arc<Self>, client: Client, asks: Asks) {
        if asks.hints {
            let _ = client.inlay_hint_refresh().await;
        }
        if asks.lenses {
            let _ = client.code_lens_refresh().await;
        }
        // More may have changed meanwhile.
        self.news.notify_one();
    }
}

/// Watches the sources of packages, and `paths`. What is not watched in the end is noticed at the next save.
async fn register(client: Client, paths: Vec<PathBuf>, is_watching: bool) {
    let (id, method) = (WATCHING.to_owned(), WATCHING.to_owned());
    if is_watching {
        let old = Unregistration { id: id.clone(), method: method.clone() };
        let _ = client.unregister_capability(vec![old]).await;
    }
    let globs = GLOBS.iter().map(|glob| (*glob).to_owned());
    let globs = globs.chain(paths.iter().filter_map(|path| path.to_str().map(str::to_owned)));
    let watcher = |glob| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None };
    let options = DidChangeWatchedFilesRegistrationOptions { watchers: globs.map(watcher).collect() };
    let register_options = serde_json::to_value(options).ok();
    let _ = client.register_capability(vec![Registration { id, method, register_options }]).await;
}
