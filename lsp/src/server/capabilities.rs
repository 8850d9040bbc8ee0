//! What the client can do, and what it is told that the server can.

use std::path::PathBuf;

use tower_lsp::ls_types::{
    FileOperationFilter, FileOperationPattern, FileOperationRegistrationOptions, InitializeParams, OneOf,
    PositionEncodingKind, SaveOptions, ServerCapabilities, TextDocumentSyncCapability, TextDocumentSyncKind,
    TextDocumentSyncOptions, TextDocumentSyncSaveOptions, WorkspaceFileOperationsServerCapabilities,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use crate::convert::path_of;
use crate::positions::Encoding;

/// What the client says of itself, as far as it matters.
pub(super) struct Client {
    pub(super) encoding: Encoding,
    pub(super) folders: Vec<PathBuf>,
    /// Whether it can be asked to tell of changes on the disk.
    pub(super) can_watch: bool,
}

impl Client {
    pub(super) fn of(params: &InitializeParams) -> Self {
        let capabilities = &params.capabilities;
        let encodings = capabilities.general.as_ref().and_then(|general| general.position_encodings.as_ref());
        let watching =
            capabilities.workspace.as_ref().and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let folders = match &params.workspace_folders {
            Some(folders) => folders.iter().map(|folder| path_of(&folder.uri)).collect(),
            #[expect(deprecated, reason = "older clients say nothing else")]
            None => params.root_uri.iter().map(path_of).collect(),
        };
        Self {
            encoding: encoding(encodings.map(Vec::as_slice).unwrap_or_default()),
            folders,
            can_watch: watching.and_then(|watching| watching.dynamic_registration).unwrap_or(false),
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
        document_formatting_provider: Some(OneOf::Left(true)),
        document_range_formatting_provider: Some(OneOf::Left(true)),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(OneOf::Left(true)),
            }),
            file_operations: Some(WorkspaceFileOperationsServerCapabilities {
                did_create: Some(everything()),
                did_rename: Some(everything()),
                did_delete: Some(everything()),
                ..WorkspaceFileOperationsServerCapabilities::default()
            }),
        }),
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
