//! Questions about what words mean: where they are declared and used, what is to be said of them, what may stand beside.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CompletionItem, CompletionList, CompletionResponse, DocumentHighlight, FileRename,
    GotoDefinitionResponse, Hover, LinkedEditingRanges, Location, PrepareRenameResponse,
    TextDocumentPositionParams, TextEdit, Uri, WorkspaceEdit,
};

use super::Backend;
use crate::convert::meanings::{self, Abilities, Places};
use crate::convert::{Written, edits, path_of, range};
use crate::features;
use crate::features::completion::Completion;
use crate::features::moves::Move;
use crate::state::{Programs, View};

/// The list that a client was last offered: what is asked of one of its items is asked of this.
#[derive(Default)]
pub(super) struct Offered {
    pub(super) id: u64,
    pub(super) uri: Option<Uri>,
    pub(super) completion: Arc<Completion>,
}

impl Backend {
    pub(super) async fn definition(
        &self,
        at: TextDocumentPositionParams,
        links: bool,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let position = at.position;
        let work = move |view: &View| {
            let offset = view.offset(position);
            let (word, found) = features::navigation::definition(&view.analysis, view.file, offset)?;
            let mut places = Places::new(&view.analysis, view.encoding);
            Some(match links {
                true => GotoDefinitionResponse::Link(places.links(&word, found)),
                false => GotoDefinitionResponse::Array(places.locations(found)),
            })
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn type_definition(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.places(at, features::navigation::type_definition).await
    }

    pub(super) async fn implementation(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        self.places(at, features::navigation::implementations).await
    }

    async fn places(
        &self,
        at: TextDocumentPositionParams,
        feature: fn(
            &crate::analysis::Analysis,
            o8_core::db::SourceFile,
            u32,
        ) -> Vec<features::words::Location>,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let position = at.position;
        let work = move |view: &View| {
            let found = feature(&view.analysis, view.file, view.offset(position));
            let found = Places::new(&view.analysis, view.encoding).locations(found);
            (!found.is_empty()).then_some(GotoDefinitionResponse::Array(found))
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn uses(
        &self,
        at: TextDocumentPositionParams,
        declaration: bool,
    ) -> Result<Option<Vec<Location>>> {
        let position = at.position;
        let work = move |view: &View| {
            let offset = view.offset(position);
            let found = features::references::references(&view.analysis, view.file, offset, declaration)?;
            Some(Places::new(&view.analysis, view.encoding).locations(found))
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn highlights(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let position = at.position;
        let work = move |view: &View| {
            let found = features::references::highlights(&view.analysis, view.file, view.offset(position))?;
            Some(meanings::highlights(&found, &view.lines, view.encoding))
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn linked(&self, at: TextDocumentPositionParams) -> Result<Option<LinkedEditingRanges>> {
        let position = at.position;
        let work = move |view: &View| {
            let found = features::references::linked(&view.analysis, view.file, view.offset(position))?;
            Some(meanings::linked(&found, &view.lines, view.encoding))
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn rename_prepared(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let position = at.position;
        let work = move |view: &View| {
            let span = features::rename::prepare(&view.analysis, view.file, view.offset(position))?;
            let placeholder = view.text()[span.start as usize..span.end as usize].to_owned();
            let range = range(span, &view.lines, view.encoding);
            Ok(PrepareRenameResponse::RangeWithPlaceholder { range, placeholder })
        };
        self.read(&at.text_document.uri, work).await?.transpose().map_err(refused)
    }

    pub(super) async fn renamed(
        &self,
        at: TextDocumentPositionParams,
        new: String,
    ) -> Result<Option<WorkspaceEdit>> {
        let (position, of_documents) = (at.position, self.changes_documents());
        let work = move |view: &View| {
            let offset = view.offset(position);
            let changes = features::rename::rename(&view.analysis, view.file, offset, &new)?;
            let written = view.written(of_documents);
            Ok(Places::new(&view.analysis, view.encoding).workspace_edit(changes, written))
        };
        self.read(&at.text_document.uri, work).await?.transpose().map_err(refused)
    }

    /// What texts have to say once files lie elsewhere.
    pub(super) async fn moved(&self, files: Vec<FileRename>) -> Result<Option<WorkspaceEdit>> {
        let path = |uri: &str| Some(path_of(&uri.parse().ok()?));
        let moves = files
            .iter()
            .filter_map(|file| Some(Move { old: path(&file.old_uri)?, new: path(&file.new_uri)? }));
        let moves: Vec<Move> = moves.collect();
        let of_documents = self.changes_documents();
        let work = move |all: &Programs| {
            let changed = all.analyses.iter().flat_map(|analysis| {
                let changes = features::moves::moves(analysis, &moves);
                Places::new(analysis, all.encoding).changed(changes)
            });
            // A file of several packages says the same in each.
            let changed: BTreeMap<PathBuf, Vec<TextEdit>> = changed.collect();
            let written = Written { versions: of_documents.then_some(&all.versions) };
            (!changed.is_empty()).then(|| written.workspace_edit(changed))
        };
        self.read_all(work).await
    }

    pub(super) async fn hovered(&self, at: TextDocumentPositionParams) -> Result<Option<Hover>> {
        let position = at.position;
        let work = move |view: &View| {
            let places = std::cell::RefCell::new(Places::new(&view.analysis, view.encoding));
            let linked = |at| places.borrow_mut().linked(at);
            let offset = view.offset(position);
            let found = features::hover::hover(&view.analysis, view.file, offset, &linked)?;
            Some(meanings::hover(found.text, range(found.span, &view.lines, view.encoding)))
        };
        Ok(self.read(&at.text_document.uri, work).await?.flatten())
    }

    pub(super) async fn completed(
        &self,
        at: TextDocumentPositionParams,
    ) -> Result<Option<CompletionResponse>> {
        let abilities = Abilities { snippets: self.known.get().is_some_and(|known| known.fills_snippets) };
        let id = self.next_offer();
        let position = at.position;
        let work = move |view: &View| {
            let offset = view.offset(position);
            let found = features::completion::completion(&view.analysis, view.file, offset);
            let items = meanings::completion(&found, id, abilities, &view.lines, view.encoding);
            (found, items)
        };
        let Some((found, items)) = self.read(&at.text_document.uri, work).await? else { return Ok(None) };
        self.remember_offer(Offered { id, uri: Some(at.text_document.uri), completion: Arc::new(found) });
        // More is offered once there are letters: names that would have to be imported.
        let list = CompletionList { is_incomplete: true, items };
        Ok(Some(CompletionResponse::List(list)))
    }

    pub(super) async fn completion_resolved(&self, item: CompletionItem) -> Result<CompletionItem> {
        let numbers = item.data.as_ref().and_then(|data| data.as_array().cloned()).unwrap_or_default();
        let number = |index: usize| numbers.get(index).and_then(serde_json::Value::as_u64);
        let (Some(id), Some(index)) = (number(0), number(1)) else { return Ok(item) };
        let Some((uri, completion)) = self.offered(id) else { return Ok(item) };
        let work = move |view: &View| {
            let offer = completion.offers.get(usize::try_from(index).ok()?)?;
            let documentation = features::completion::documentation(&view.analysis, offer);
            let import = features::completion::import_of(&view.analysis, view.file, offer);
            let import = import.map(|edit| edits(vec![edit], &view.lines, view.encoding));
            Some((documentation, import.and_then(|all: Vec<TextEdit>| all.into_iter().next())))
        };
        let Some(Some((documentation, import))) = self.read(&uri, work).await? else { return Ok(item) };
        Ok(meanings::resolved(item, documentation, import))
    }
}

impl Backend {
    /// The number of the next list of offers.
    fn next_offer(&self) -> u64 {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        offered.id += 1;
        offered.id
    }

    fn remember_offer(&self, offer: Offered) {
        let mut offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        // A later one may have been quicker.
        if offer.id == offered.id {
            *offered = offer;
        }
    }

    fn offered(&self, id: u64) -> Option<(Uri, Arc<Completion>)> {
        let offered = self.offered.lock().unwrap_or_else(PoisonError::into_inner);
        (offered.id == id).then(|| Some((offered.uri.clone()?, offered.completion.clone())))?
    }
}

/// A question that has an answer, which is no: the client shows it.
fn refused(reason: String) -> Error {
    Error { message: reason.into(), ..Error::invalid_params("") }
}
