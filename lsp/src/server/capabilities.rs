//! What the client can do, and what it is told that the server can.

use std::path::PathBuf;

use tower_lsp::ls_types::{
    CallHierarchyServerCapability, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions,
    CompletionOptions, DeclarationCapability, DiagnosticOptions, DiagnosticServerCapabilities,
    DocumentLinkOptions, DocumentOnTypeFormattingOptions, ExecuteCommandOptions, FileOperationFilter,
    FileOperationPattern, FileOperationRegistrationOptions, FoldingRangeProviderCapability,
    HoverProviderCapability, ImplementationProviderCapability, InitializeParams,
    LinkedEditingRangeServerCapabilities, OneOf, PositionEncodingKind, RenameOptions, SaveOptions,
    SelectionRangeProviderCapability, SemanticTokensFullOptions, SemanticTokensOptions,
    SemanticTokensServerCapabilities, ServerCapabilities, SignatureHelpOptions, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextDocumentSyncSaveOptions,
    TypeDefinitionProviderCapability, WorkDoneProgressOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use super::outbox::Asks;
use super::requests;
use crate::convert::actions::{EXPLAIN, kinds};
use crate::convert::path_of;
use crate::convert::tokens::legend;
use crate::positions::Encoding;

/// What the client says of itself, as far as it matters.
pub(super) struct Client {
    pub(super) encoding: Encoding,
    pub(super) folders: Vec<PathBuf>,
    /// Whether it can be asked to tell of changes on the disk.
    pub(super) can_watch: bool,
    /// Whether it asks for diagnostics by itself.
    pub(super) pulls: bool,
    /// Whether it can be asked to ask again.
    pub(super) can_refresh: bool,
    /// Whether a definition may say what word leads there.
    pub(super) links_definitions: bool,
    /// Whether it fills places in what is completed.
    pub(super) fills_snippets: bool,
    /// Whether it opens pages in a browser.
    pub(super) shows_documents: bool,
    /// Whether it takes changes of several files with the versions that they are of.
    pub(super) changes_documents: bool,
    /// Whether it can be asked for settings, and to ask again for hints and lenses.
    pub(super) has_settings: bool,
    pub(super) can_refresh_hints: bool,
    pub(super) can_refresh_lenses: bool,
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let watching =
            capabilities.workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let documents = capabilities.text_document.as_ref();
        let refreshing = capabilities.workspace.as_ref().and_then(|workspace| workspace.diagnostics.as_ref());
        let showing = capabilities.window.as_ref().and_then(|window| window.show_document.as_ref());
        let workspace = capabilities.workspace.as_ref();
        let hints = workspace.and_then(|workspace| workspace.inlay_hint.as_ref());
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        let folders = match &params.workspace_folders {
            Some(folders) => folders.iter().map(|folder| path_of(&folder.uri)).collect(),
            #[expect(deprecated, reason = "older clients say nothing else")]
            None => params.root_uri.iter().map(path_of).collect(),
        };
        Self {
            encoding: encoding(encodings.map(Vec::as_slice).unwrap_or_default()),
            folders,
            can_watch: watching.and_then(|watching| watching.dynamic_registration).unwrap_or(false),
            pulls: documents.is_some_and(|documents| documents.diagnostic.is_some()),
            can_refresh: refreshing.and_then(|refreshing| refreshing.refresh_support).unwrap_or(false),
            links_definitions: documents
                .and_then(|documents| documents.definition?.link_support)
                .unwrap_or(false),
            fills_snippets: documents
                .and_then(|documents| {
                    documents.completion.as_ref()?.completion_item.as_ref()?.snippet_support
                })
                .unwrap_or(false),
            has_settings: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
            can_refresh_hints: hints.and_then(|hints| hints.refresh_support).unwrap_or(false),
            can_refresh_lenses: lenses.and_then(|lenses| lenses.refresh_support).unwrap_or(false),
            changes_documents: workspace
                .and_then(|workspace| workspace.workspace_edit.as_ref()?.document_changes)
                .unwrap_or(false),
            shows_documents: showing.is_some_and(|showing| showing.support),
        }
    }
}

impl Client {
    /// What it can be asked for.
    pub(super) fn asks(&self) -> Asks {
        Asks {
            watch: self.can_watch,
            diagnostics: self.can_refresh,
            hints: self.can_refresh_hints,
            lenses: self.can_refresh_lenses,
        }
    }
}

/// Of the encodings that the client knows, the one that costs least here.
fn encoding(known: &[PositionEncodingKind]) -> Encoding {
    if known.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if known.contains(&PositionEncodingKind::UTF16) || !known.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf16
    } else {
        Encoding::Utf32
    }
}

/// What the server can do.
pub(super) fn capabilities(encoding: Encoding) -> ServerCapabilities {
    ServerCapabilities {
        position_encoding: Some(match encoding {
            Encoding::Utf8 => PositionEncodingKind::UTF8,
            Encoding::Utf16 => PositionEncodingKind::UTF16,
            Encoding::Utf32 => PositionEncodingKind::UTF32,
        }),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions { include_text: Some(false) })),
            ..TextDocumentSyncOptions::default()
        })),
        definition_provider: Some(OneOf::Left(true)),
        declaration_provider: Some(DeclarationCapability::Simple(true)),
        type_definition_provider: Some(TypeDefinitionProviderCapability::Simple(true)),
        implementation_provider: Some(ImplementationProviderCapability::Simple(true)),
        references_provider: Some(OneOf::Left(true)),
        document_highlight_provider: Some(OneOf::Left(true)),
        linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        completion_provider: Some(CompletionOptions {
            resolve_provider: Some(true),
            trigger_characters: Some([".", "@", "/", "{", "\""].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
        selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        workspace_symbol_provider: Some(OneOf::Left(true)),
        document_link_provider: Some(DocumentLinkOptions {
            resolve_provider: Some(false),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(kinds()),
            ..CodeActionOptions::default()
        })),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: vec![EXPLAIN.to_owned()],
            ..ExecuteCommandOptions::default()
        }),
        semantic_tokens_provider: Some(SemanticTokensServerCapabilities::SemanticTokensOptions(
            SemanticTokensOptions {
                legend: legend(),
                range: Some(true),
                full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                ..SemanticTokensOptions::default()
            },
        )),
        diagnostic_provider: Some(DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("o8".to_owned()),
            inter_file_dependencies: true,
            workspace_diagnostics: true,
            work_done_progress_options: WorkDoneProgressOptions::default(),
        })),
        document_on_type_formatting_provider: Some(DocumentOnTypeFormattingOptions {
            first_trigger_character: "}".to_owned(),
            more_trigger_character: Some(vec!["]".to_owned(), ")".to_owned()]),
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                did_create: Some(everything()),
                will_rename: Some(everything()),
                did_rename: Some(everything()),
                did_delete: Some(everything()),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        call_hierarchy_provider: Some(CallHierarchyServerCapability::Simple(true)),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(vec!["(".to_owned(), ",".to_owned()]),
            retrigger_characters: Some(vec![")".to_owned(), "=".to_owned()]),
            work_done_progress_options: WorkDoneProgressOptions::default(),
        }),
        experimental: Some(requests::announced()),
        ..ServerCapabilities::default()
    }
}

/// All files and folders: a folder takes its programs along, and any file may be read by one.
fn everything() -> FileOperationRegistrationOptions {
    let pattern = FileOperationPattern { glob: "**".to_owned(), matches: None, options: None };
    FileOperationRegistrationOptions {
        filters: vec![FileOperationFilter { scheme: Some("file".to_owned()), pattern }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cheapest_encoding_is_chosen() {
        let [utf8, utf16, utf32] =
            [PositionEncodingKind::UTF8, PositionEncodingKind::UTF16, PositionEncodingKind::UTF32];
        assert_eq!(encoding(&[]), Encoding::Utf16);
        assert_eq!(encoding(&[utf16.clone(), utf8]), Encoding::Utf8);
        assert_eq!(encoding(&[utf32.clone(), utf16]), Encoding::Utf16);
        assert_eq!(encoding(&[utf32]), Encoding::Utf32);
        assert_eq!(encoding(&[PositionEncodingKind::new("utf-7")]), Encoding::Utf16);
    }
}
