//! Questions about a document, answered elsewhere: one method a question.

use std::sync::Arc;

use o8_core::db::parse;
use o8_diagnostics::Span;
use o8_syntax::ParsedItem;
use tower_lsp::jsonrpc::Result;
use tower_lsp::ls_types::{
    CodeAction, CodeActionContext, DocumentLink, DocumentSymbol, FoldingRange, Location, Position, Range,
    SelectionRange, SemanticToken, SymbolInformation, TextEdit, Uri,
};

use super::Backend;
use crate::convert::{self, edits, from_range, path_of, range};
use crate::features;
use crate::positions::Lines;
use crate::state::View;

fn items(view: &View) -> &[ParsedItem] {
    &parse(&view.analysis.db, view.file).items
}

impl Backend {
    pub(super) async fn format(&self, uri: &Uri, within: Option<Range>) -> Result<Option<Vec<TextEdit>>> {
        let work = move |view: &View| {
            let within = within.map(|range| from_range(range, view.text(), &view.lines, view.encoding));
            edits(features::format::format(view.text(), within), &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn format_on_type(&self, uri: &Uri, at: Position) -> Result<Option<Vec<TextEdit>>> {
        let work = move |view: &View| {
            let offset = view.offset(at);
            edits(features::format::format_on_type(view.text(), offset), &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn folds(&self, uri: &Uri) -> Result<Option<Vec<FoldingRange>>> {
        let work = |view: &View| {
            convert::outline::folds(features::folding::folds(view.text(), items(view), &view.lines))
        };
        self.read(uri, work).await
    }

    pub(super) async fn selections(
        &self,
        uri: &Uri,
        positions: Vec<Position>,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let work = move |view: &View| {
            let one = |position: &Position| {
                let offset = view.offset(*position);
                let spans = features::selection::selections(view.text(), items(view), offset);
                convert::outline::selection(&spans, &view.lines, view.encoding)
            };
            positions.iter().map(one).collect()
        };
        self.read(uri, work).await
    }

    pub(super) async fn symbols(&self, uri: &Uri) -> Result<Option<Vec<DocumentSymbol>>> {
        let work = |view: &View| {
            let symbols = features::symbols::symbols(view.text(), items(view));
            convert::outline::symbols(symbols, &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn links(&self, uri: &Uri) -> Result<Option<Vec<DocumentLink>>> {
        let work = |view: &View| {
            let links = features::links::links(&view.analysis, view.file);
            links.iter().for_each(|link| view.analysis.keep(&link.path));
            convert::outline::links(links, &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn tokens(
        &self,
        uri: &Uri,
        within: Option<Range>,
    ) -> Result<Option<Vec<SemanticToken>>> {
        let work = move |view: &View| {
            let within = within.map(|range| from_range(range, view.text(), &view.lines, view.encoding));
            let roles = features::tokens::roles(&view.analysis, view.file);
            let resolve = |span: Span| roles.get(&span).copied();
            let pieces = features::tokens::pieces(view.text(), items(view), within, Some(&resolve));
            convert::tokens::tokens(&pieces, &view.lines, view.encoding)
        };
        self.read(uri, work).await
    }

    pub(super) async fn actions(
        &self,
        uri: &Uri,
        within: Range,
        context: CodeActionContext,
    ) -> Result<Option<Vec<CodeAction>>> {
        let (path, of_documents) = (path_of(uri), self.changes_documents());
        let work = move |view: &View| {
            let span = from_range(within, view.text(), &view.lines, view.encoding);
            let found = features::diagnostics::diagnostics(&view.analysis);
            let only = context.only.as_deref();
            let wanted = |kind| convert::actions::wants(only, kind);
            let place = (view.file, path.as_path());
            let actions = features::actions::actions(&view.analysis, &found, place, span, &wanted);
            // Pages have no kind of their own.
            let explains = only.is_none();
            let written = view.written(of_documents);
            let shown = &context.diagnostics;
            convert::actions::actions(&view.analysis, actions, shown, explains, view.encoding, written)
        };
        self.read(uri, work).await
    }

    pub(super) async fn search(&self, query: String) -> Result<Vec<SymbolInformation>> {
        let query: Arc<str> = query.into();
        let work = move |all: &super::Programs| {
            let mut result = Vec::new();
            for analysis in &all.analyses {
                for (file, symbol) in features::search::search(analysis, &query) {
                    let path = analysis.files.origin(file).and_then(|origin| origin.path.as_ref());
                    let Some(uri) = path.and_then(|path| convert::uri_of(path)) else { continue };
                    let lines = Lines::new(file.text(&analysis.db));
                    #[expect(deprecated, reason = "the field has to be given")]
                    result.push(SymbolInformation {
                        name: symbol.name,
                        kind: convert::outline::symbol_kind(symbol.kind),
                        tags: None,
                        deprecated: None,
                        location: Location { uri, range: range(symbol.name_span, &lines, all.encoding) },
                        container_name: Some(symbol.detail).filter(|detail| !detail.is_empty()),
                    });
                }
            }
            result
        };
        self.read_all(work).await
    }
}
