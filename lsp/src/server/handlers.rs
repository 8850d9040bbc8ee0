//! One handler a message.

use std::sync::atomic::Ordering;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CreateFilesParams, DeleteFilesParams, DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWorkspaceFoldersParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    DidSaveTextDocumentParams, DocumentFormattingParams, DocumentRangeFormattingParams, InitializeParams,
    InitializeResult, InitializedParams, Range, RenameFilesParams, ServerInfo, TextEdit, Uri,
    WorkspaceFolder,
};

use super::{Backend, capabilities};
use crate::convert::{edits, from_position, from_range, path_of};
use crate::features;
use crate::state::{Change, Message, View};

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let client = capabilities::Client::of(&params);
        let encoding = client.encoding;
        let can_watch = client.can_watch;
        self.can_watch.store(can_watch, Ordering::SeqCst);
        self.tell(Message::Start { encoding, folders: client.folders, notices_files: can_watch });
        Ok(InitializeResult {
            capabilities: capabilities::capabilities(encoding),
            server_info: Some(ServerInfo {
                name: "o8".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let (outbox, client) = (self.outbox.clone(), self.client.clone());
        let can_watch = self.can_watch.load(Ordering::SeqCst);
        tokio::spawn(async move { outbox.send_all(client, can_watch).await });
    }

    async fn shutdown(&self) -> Result<()> {
        self.is_shut_down.store(true, Ordering::SeqCst);
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let (path, uri) = (path_of(&document.uri), document.uri);
        self.tell(Message::Open { path, uri, version: document.version, text: document.text });
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let changes = params.content_changes.into_iter().map(|change| Change {
            range: change.range.map(|range| (from_position(range.start), from_position(range.end))),
            text: change.text,
        });
        let (path, version) = (path_of(&params.text_document.uri), params.text_document.version);
        self.tell(Message::Change { path, version, changes: changes.collect() });
    }

    async fn did_save(&self, params: DidSaveTextDocumentParams) {
        self.tell(Message::Save { path: path_of(&params.text_document.uri) });
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        self.tell(Message::Close { path: path_of(&params.text_document.uri) });
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[WorkspaceFolder]| folders.iter().map(|folder| path_of(&folder.uri)).collect();
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        self.tell(Message::Folders { added, removed });
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Message::Touched(params.changes.iter().map(|change| path_of(&change.uri)).collect()));
    }

    async fn did_create_files(&self, params: CreateFilesParams) {
        self.touched(params.files.iter().map(|file| &file.uri));
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        self.touched(params.files.iter().flat_map(|file| [&file.old_uri, &file.new_uri]));
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        self.touched(params.files.iter().map(|file| &file.uri));
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.format(&params.text_document.uri, None).await
    }

    async fn range_formatting(&self, params: DocumentRangeFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        self.format(&params.text_document.uri, Some(params.range)).await
    }
}

impl Backend {
    async fn format(&self, uri: &Uri, within: Option<Range>) -> Result<Option<Vec<TextEdit>>> {
        let work = move |view: &View| {
            let within = within.map(|range| from_range(range, view.text(), &view.lines, view.encoding));
            edits(features::format::format(view.text(), within), &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    /// An address that cannot be read is that of no file.
    fn touched<'u>(&self, uris: impl Iterator<Item = &'u String>) {
        let uris = uris.filter_map(|uri| uri.parse::<Uri>().ok());
        self.tell(Message::Touched(uris.map(|uri| path_of(&uri)).collect()));
    }
}
