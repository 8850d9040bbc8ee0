//! Outlines, folds, selections, links.

use o8_diagnostics::Span;
use tower_lsp::ls_types::{
    DocumentLink, DocumentSymbol, FoldingRange, FoldingRangeKind, SelectionRange, SymbolKind as ClientKind,
    Uri,
};

use super::range;
use crate::features::folding::{Fold, FoldKind};
use crate::features::links::Link;
use crate::features::symbols::{Symbol, SymbolKind};
use crate::positions::{Encoding, Lines};

pub(crate) fn symbols(symbols: Vec<Symbol>, lines: &Lines, encoding: Encoding) -> Vec<DocumentSymbol> {
    let symbol = |symbol: Symbol| {
        let children = self::symbols(symbol.children, lines, encoding);
        #[expect(deprecated, reason = "the field has to be given")]
        DocumentSymbol {
            name: symbol.name,
            detail: Some(symbol.detail).filter(|detail| !detail.is_empty()),
            kind: symbol_kind(symbol.kind),
            tags: None,
            deprecated: None,
            range: range(symbol.span, lines, encoding),
            selection_range: range(symbol.name_span, lines, encoding),
            children: (!children.is_empty()).then_some(children),
        }
    };
    symbols.into_iter().map(symbol).collect()
}

pub(crate) fn symbol_kind(kind: SymbolKind) -> ClientKind {
    match kind {
        SymbolKind::Constant => ClientKind::CONSTANT,
        SymbolKind::Type => ClientKind::STRUCT,
        SymbolKind::Function => ClientKind::FUNCTION,
        SymbolKind::Component => ClientKind::CLASS,
        SymbolKind::Entity => ClientKind::MODULE,
        SymbolKind::Test => ClientKind::METHOD,
        SymbolKind::Field => ClientKind::PROPERTY,
        SymbolKind::Parameter => ClientKind::VARIABLE,
        SymbolKind::Target => ClientKind::NAMESPACE,
        SymbolKind::Patch => ClientKind::OBJECT,
        SymbolKind::Intention => ClientKind::EVENT,
    }
}

pub(crate) fn folds(folds: Vec<Fold>) -> Vec<FoldingRange> {
    let fold = |fold: Fold| FoldingRange {
        start_line: fold.first,
        end_line: fold.last,
        kind: match fold.kind {
            FoldKind::Region => None,
            FoldKind::Comment => Some(FoldingRangeKind::Comment),
            FoldKind::Imports => Some(FoldingRangeKind::Imports),
        },
        ..FoldingRange::default()
    };
    folds.into_iter().map(fold).collect()
}

/// The smallest one, with those around it.
pub(crate) fn selection(spans: &[Span], lines: &Lines, encoding: Encoding) -> SelectionRange {
    let mut around: Option<SelectionRange> = None;
    for span in spans.iter().rev() {
        let range = range(*span, lines, encoding);
        around = Some(SelectionRange { range, parent: around.map(Box::new) });
    }
    around.expect("the file is around everything")
}

pub(crate) fn links(links: Vec<Link>, lines: &Lines, encoding: Encoding) -> Vec<DocumentLink> {
    let link = |link: Link| DocumentLink {
        range: range(link.span, lines, encoding),
        target: Uri::from_file_path(&link.path),
        tooltip: None,
        data: None,
    };
    links.into_iter().map(link).collect()
}
