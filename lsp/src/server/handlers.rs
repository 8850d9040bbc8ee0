//! One handler a message.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CallHierarchyIncomingCall, CallHierarchyIncomingCallsParams, CallHierarchyItem,
    CallHierarchyOutgoingCall, CallHierarchyOutgoingCallsParams, CallHierarchyPrepareParams,
    CodeActionOrCommand, CodeActionParams, CodeActionResponse, CodeLens, CodeLensParams, CompletionItem,
    CompletionParams, CompletionResponse, CreateFilesParams, DeleteFilesParams, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, DocumentFormattingParams, DocumentHighlight,
    DocumentHighlightParams, DocumentLink, DocumentLinkParams, DocumentOnTypeFormattingParams,
    DocumentRangeFormattingParams, DocumentSymbolParams, DocumentSymbolResponse, ExecuteCommandParams,
    FoldingRange, FoldingRangeParams, GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverParams,
    InitializeParams, InitializeResult, InitializedParams, InlayHint, InlayHintParams,
    LinkedEditingRangeParams, LinkedEditingRanges, Location, MessageType, PrepareRenameResponse,
    ReferenceParams, RenameFilesParams, RenameParams, SelectionRange, SelectionRangeParams, SemanticToken,
    SemanticTokens, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensFullDeltaResult,
    SemanticTokensParams, SemanticTokensRangeParams, SemanticTokensRangeResult, SemanticTokensResult,
    ServerInfo, ShowDocumentParams, SignatureHelp, SignatureHelpParams, TextDocumentPositionParams, TextEdit,
    Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult, WorkspaceEdit, WorkspaceFolder,
    WorkspaceSymbolParams, WorkspaceSymbolResponse,
};

use tower_lsp::ls_types::request::{
    GotoDeclarationParams, GotoDeclarationResponse, GotoImplementationParams, GotoImplementationResponse,
    GotoTypeDefinitionParams, GotoTypeDefinitionResponse,
};

use super::outbox::Asks;
use super::{Backend, capabilities};
use crate::convert::actions::EXPLAIN;
use crate::convert::diagnostics::explanation;
use crate::convert::tokens::difference;
use crate::convert::{from_position, path_of};
use crate::state::{Change, Message};

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        if let Some(said) = &params.initialization_options {
            self.take_settings(said);
        }
        let client = capabilities::Client::of(&params);
        let encoding = client.encoding;
        self.tell(Message::Start {
            encoding,
            folders: client.folders.clone(),
            notices_files: client.can_watch,
            pulls: client.pulls,
        });
        // A client says this once.
        let _ = self.known.set(client);
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
        let asks = self.known.get().map_or_else(Asks::default, capabilities::Client::asks);
        tokio::spawn(outbox.send_all(client, asks));
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
        if let Ok(mut tokens) = self.tokens.lock() {
            tokens.remove(&params.text_document.uri);
        }
        self.tell(Message::Close { path: path_of(&params.text_document.uri) });
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let paths = |folders: &[WorkspaceFolder]| folders.iter().map(|folder| path_of(&folder.uri)).collect();
        let (added, removed) = (paths(&params.event.added), paths(&params.event.removed));
        self.tell(Message::Folders { added, removed });
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        self.settings_changed(params.settings).await;
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        self.tell(Message::Touched(params.changes.iter().map(|change| path_of(&change.uri)).collect()));
    }

    async fn did_create_files(&self, params: CreateFilesParams) {
        self.touched(params.files.iter().map(|file| &file.uri));
    }

    async fn will_rename_files(&self, params: RenameFilesParams) -> Result<Option<WorkspaceEdit>> {
        self.moved(params.files).await
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

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let place = params.text_document_position;
        self.format_on_type(&place.text_document.uri, place.position).await
    }

    async fn folding_range(&self, params: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        self.folds(&params.text_document.uri).await
    }

    async fn selection_range(&self, params: SelectionRangeParams) -> Result<Option<Vec<SelectionRange>>> {
        self.selections(&params.text_document.uri, params.positions).await
    }

    async fn document_symbol(&self, params: DocumentSymbolParams) -> Result<Option<DocumentSymbolResponse>> {
        let symbols = self.symbols(&params.text_document.uri).await?;
        Ok(symbols.map(DocumentSymbolResponse::Nested))
    }

    async fn symbol(&self, params: WorkspaceSymbolParams) -> Result<Option<WorkspaceSymbolResponse>> {
        Ok(Some(WorkspaceSymbolResponse::Flat(self.search(params.query).await?)))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        self.links(&params.text_document.uri).await
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let uri = params.text_document.uri;
        let Some(data) = self.tokens(&uri, None).await? else { return Ok(None) };
        let (id, _) = self.remembered(uri, data.clone());
        Ok(Some(SemanticTokensResult::Tokens(SemanticTokens { result_id: Some(id), data })))
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let uri = params.text_document.uri;
        let Some(data) = self.tokens(&uri, None).await? else { return Ok(None) };
        let (id, old) = self.remembered(uri, data.clone());
        let result_id = Some(id);
        Ok(Some(match old.filter(|(old, _)| *old == params.previous_result_id) {
            Some((_, old)) => {
                let edits = difference(&old, &data);
                SemanticTokensFullDeltaResult::TokensDelta(SemanticTokensDelta { result_id, edits })
            }
            None => SemanticTokensFullDeltaResult::Tokens(SemanticTokens { result_id, data }),
        }))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let data = self.tokens(&params.text_document.uri, Some(params.range)).await?;
        Ok(data.map(|data| SemanticTokensRangeResult::Tokens(SemanticTokens { result_id: None, data })))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.hints(&params.text_document.uri, params.range).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.lenses(params.text_document.uri).await
    }

    async fn code_lens_resolve(&self, params: CodeLens) -> Result<CodeLens> {
        self.lens(params).await
    }

    async fn prepare_call_hierarchy(
        &self,
        params: CallHierarchyPrepareParams,
    ) -> Result<Option<Vec<CallHierarchyItem>>> {
        let place = params.text_document_position_params;
        self.prepared(&place.text_document.uri, place.position).await
    }

    async fn incoming_calls(
        &self,
        params: CallHierarchyIncomingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyIncomingCall>>> {
        self.callers(&params.item).await
    }

    async fn outgoing_calls(
        &self,
        params: CallHierarchyOutgoingCallsParams,
    ) -> Result<Option<Vec<CallHierarchyOutgoingCall>>> {
        self.callees(&params.item).await
    }

    async fn signature_help(&self, params: SignatureHelpParams) -> Result<Option<SignatureHelp>> {
        let place = params.text_document_position_params;
        self.signature(&place.text_document.uri, place.position).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let actions = self.actions(&params.text_document.uri, params.range, params.context).await?;
        Ok(actions.map(|actions| actions.into_iter().map(CodeActionOrCommand::CodeAction).collect()))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<serde_json::Value>> {
        let code = params.arguments.first().and_then(serde_json::Value::as_str);
        let page = code.filter(|_| params.command == EXPLAIN).and_then(o8_diagnostics::explain);
        let (Some(page), Some(code)) = (page, code) else {
            return Err(Error::invalid_params(format!("nothing is known of `{}`", params.command)));
        };
        let shows_documents = self.known.get().is_some_and(|known| known.shows_documents);
        match explanation(code).filter(|_| shows_documents) {
            Some(uri) => {
                let client = self.client.clone();
                let page =
                    ShowDocumentParams { uri, external: Some(true), take_focus: None, selection: None };
                tokio::spawn(async move { client.show_document(page).await });
            }
            None => self.client.show_message(MessageType::INFO, page.markdown).await,
        }
        Ok(Some(page.markdown.into()))
    }

    async fn goto_definition(&self, params: GotoDefinitionParams) -> Result<Option<GotoDefinitionResponse>> {
        let links = self.known.get().is_some_and(|known| known.links_definitions);
        self.definition(params.text_document_position_params, links).await
    }

    async fn goto_declaration(
        &self,
        params: GotoDeclarationParams,
    ) -> Result<Option<GotoDeclarationResponse>> {
        self.definition(params.text_document_position_params, false).await
    }

    async fn goto_type_definition(
        &self,
        params: GotoTypeDefinitionParams,
    ) -> Result<Option<GotoTypeDefinitionResponse>> {
        self.type_definition(params.text_document_position_params).await
    }

    async fn goto_implementation(
        &self,
        params: GotoImplementationParams,
    ) -> Result<Option<GotoImplementationResponse>> {
        self.implementation(params.text_document_position_params).await
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        self.uses(params.text_document_position, params.context.include_declaration).await
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        self.highlights(params.text_document_position_params).await
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        self.linked(params.text_document_position_params).await
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        self.rename_prepared(params).await
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        self.renamed(params.text_document_position, params.new_name).await
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.hovered(params.text_document_position_params).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.completed(params.text_document_position).await
    }

    async fn completion_resolve(&self, params: CompletionItem) -> Result<CompletionItem> {
        self.completion_resolved(params).await
    }

    async fn diagnostic(&self, params: DocumentDiagnosticParams) -> Result<DocumentDiagnosticReportResult> {
        self.pull(params).await
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        self.pull_all(params).await
    }
}

impl Backend {
    /// Keeps the tokens of a document, and gives those that were kept before.
    fn remembered(
        &self,
        uri: Uri,
        data: Vec<SemanticToken>,
    ) -> (String, Option<(String, Vec<SemanticToken>)>) {
        let mut tokens = self.tokens.lock().unwrap_or_else(PoisonError::into_inner);
        let old = tokens.remove(&uri);
        let number = old.as_ref().and_then(|(id, _)| id.parse::<u64>().ok()).unwrap_or(0);
        let id = (number + 1).to_string();
        tokens.insert(uri, (id.clone(), data));
        (id, old)
    }

    /// An address that cannot be read is that of no file.
    fn touched<'u>(&self, uris: impl Iterator<Item = &'u String>) {
        let uris = uris.filter_map(|uri| uri.parse::<Uri>().ok());
        self.tell(Message::Touched(uris.map(|uri| path_of(&uri)).collect()));
    }
}
