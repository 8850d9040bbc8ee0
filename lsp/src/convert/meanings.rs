//! Places in other files, renames, hovers and completions.

use std::collections::BTreeMap;
use std::path::PathBuf;

use o8_core::db::SourceFile;
use rustc_hash::FxHashMap;
use serde_json::json;
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionItemLabelDetails, CompletionItemTag, CompletionTextEdit,
    DocumentHighlight, DocumentHighlightKind, Documentation, Hover, HoverContents, InsertTextFormat,
    InsertTextMode, LinkedEditingRanges, Location as ClientLocation, LocationLink, MarkupContent, MarkupKind,
    Range, TextEdit, Uri, WorkspaceEdit,
};

use super::{Written, edits, range, uri_of};
use crate::analysis::Analysis;
use crate::features::completion::{Completion, Offer, Sort};
use crate::features::rename::Changes;
use crate::features::words::{Location, Word};
use crate::positions::{Encoding, Lines};

/// Files as an editor knows them; the lines of each are counted once.
pub(crate) struct Places<'a> {
    analysis: &'a Analysis,
    encoding: Encoding,
    known: FxHashMap<SourceFile, Option<(Uri, Lines)>>,
}

impl<'a> Places<'a> {
    pub(crate) fn new(analysis: &'a Analysis, encoding: Encoding) -> Self {
        Self { analysis, encoding, known: FxHashMap::default() }
    }

    /// The file on the disk. A file of the library is put there.
    fn file(&mut self, file: SourceFile) -> Option<&(Uri, Lines)> {
        let analysis = self.analysis;
        let find = || {
            let text = file.text(&analysis.db);
            let path = analysis.files.origin(file)?.path.clone()?;
            if file.package(&analysis.db).is_embedded() {
                analysis.files.keep(&path, text);
            }
            Some((uri_of(&path)?, Lines::new(text)))
        };
        self.known.entry(file).or_insert_with(find).as_ref()
    }

    pub(crate) fn location(&mut self, at: Location) -> Option<ClientLocation> {
        let encoding = self.encoding;
        let (uri, lines) = self.file(at.file)?;
        Some(ClientLocation { uri: uri.clone(), range: range(at.span, lines, encoding) })
    }

    pub(crate) fn locations(&mut self, all: Vec<Location>) -> Vec<ClientLocation> {
        all.into_iter().filter_map(|at| self.location(at)).collect()
    }

    /// Places with the word that leads there.
    pub(crate) fn links(&mut self, word: &Word, all: Vec<Location>) -> Vec<LocationLink> {
        let origin = self.location(word.at).map(|at| at.range);
        let link = |at: ClientLocation| LocationLink {
            origin_selection_range: origin,
            target_uri: at.uri,
            target_range: at.range,
            target_selection_range: at.range,
        };
        self.locations(all).into_iter().map(link).collect()
    }

    /// `[app.o8:12](file:///…#L12)`, or the place alone where there is no file.
    pub(crate) fn linked(&mut self, at: Location) -> String {
        let analysis = self.analysis;
        let shown = match analysis.files.origin(at.file) {
            Some(origin) => origin.shown.clone(),
            None => at.file.path(&analysis.db).to_string(),
        };
        match self.location(at) {
            Some(found) => {
                let line = found.range.start.line + 1;
                format!("[{shown}:{line}]({}#L{line})", found.uri.as_str())
            }
            None => shown,
        }
    }

    pub(crate) fn workspace_edit(&mut self, changes: Changes, written: Written<'_>) -> WorkspaceEdit {
        written.workspace_edit(self.changed(changes))
    }

    /// The changes of files by their paths.
    pub(crate) fn changed(&mut self, changes: Changes) -> BTreeMap<PathBuf, Vec<TextEdit>> {
        let (analysis, encoding) = (self.analysis, self.encoding);
        let mut result = BTreeMap::new();
        for (file, changed) in changes {
            let path = analysis.files.origin(file).and_then(|origin| origin.path.clone());
            if let (Some(path), Some((_, lines))) = (path, self.file(file)) {
                result.insert(path, edits(changed, lines, encoding));
            }
        }
        result
    }
}

pub(crate) fn highlights(all: &[Location], lines: &Lines, encoding: Encoding) -> Vec<DocumentHighlight> {
    let highlight = |at: &Location| DocumentHighlight {
        range: range(at.span, lines, encoding),
        kind: Some(DocumentHighlightKind::TEXT),
    };
    all.iter().map(highlight).collect()
}

pub(crate) fn linked(all: &[Location], lines: &Lines, encoding: Encoding) -> LinkedEditingRanges {
    let ranges = all.iter().map(|at| range(at.span, lines, encoding)).collect();
    // Words as the editors of `editors/` know them.
    let word = "[A-Za-z](?:[A-Za-z0-9_]|-+(?=[A-Za-z0-9_]))*";
    LinkedEditingRanges { ranges, word_pattern: Some(word.to_owned()) }
}

pub(crate) fn hover(text: String, range: Range) -> Hover {
    Hover { contents: HoverContents::Markup(markdown(text)), range: Some(range) }
}

pub(crate) fn markdown(value: String) -> MarkupContent {
    MarkupContent { kind: MarkupKind::Markdown, value }
}

/// What a client can do with an offer.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Abilities {
    /// Whether it fills places.
    pub(crate) snippets: bool,
}

/// The offers, each with its number in the list of this id.
pub(crate) fn completion(
    completion: &Completion,
    id: u64,
    abilities: Abilities,
    lines: &Lines,
    encoding: Encoding,
) -> Vec<CompletionItem> {
    let range = range(completion.span, lines, encoding);
    let item = |(index, offer): (usize, &Offer)| {
        let is_snippet = offer.is_snippet && abilities.snippets;
        let text = match offer.is_snippet && !is_snippet {
            true => without_places(&offer.text),
            false => offer.text.clone(),
        };
        CompletionItem {
            label: offer.label.clone(),
            label_details: offer
                .import
                .as_ref()
                .map(|path| CompletionItemLabelDetails { detail: None, description: Some(path.clone()) }),
            kind: Some(kind(offer.sort)),
            detail: Some(offer.detail.clone()).filter(|detail| !detail.is_empty()),
            tags: offer.deprecated.then(|| vec![CompletionItemTag::DEPRECATED]),
            // Ranks, then the order of the alphabet.
            sort_text: Some(format!("{:02}{}", offer.rank, offer.label)),
            insert_text_mode: text.contains('\n').then_some(InsertTextMode::ADJUST_INDENTATION),
            insert_text_format: is_snippet.then_some(InsertTextFormat::SNIPPET),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text: text })),
            data: Some(json!([id, index])),
            ..CompletionItem::default()
        }
    };
    completion.offers.iter().enumerate().map(item).collect()
}

/// Adds what is only worth working out for one item.
pub(crate) fn resolved(
    item: CompletionItem,
    documentation: Option<String>,
    import: Option<TextEdit>,
) -> CompletionItem {
    CompletionItem {
        documentation: documentation.map(|text| Documentation::MarkupContent(markdown(text))),
        additional_text_edits: import.map(|edit| vec![edit]),
        ..item
    }
}

/// The text of a snippet up to its first place: for clients that fill none.
fn without_places(text: &str) -> String {
    let mut result = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        result.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('{') {
            Some(inner) => {
                let end = inner.find('}').unwrap_or(inner.len());
                result.push_str(inner[..end].split_once(':').map_or("", |(_, default)| default));
                rest = inner.get(end + 1..).unwrap_or_default();
            }
            None => rest = rest.trim_start_matches(|c: char| c.is_ascii_digit()),
        }
    }
    result + rest
}

fn kind(sort: Sort) -> CompletionItemKind {
    match sort {
        Sort::Keyword => CompletionItemKind::KEYWORD,
        Sort::Field => CompletionItemKind::FIELD,
        Sort::Value => CompletionItemKind::VALUE,
        Sort::Constant => CompletionItemKind::ENUM_MEMBER,
        Sort::Function => CompletionItemKind::FUNCTION,
        Sort::Method => CompletionItemKind::METHOD,
        Sort::Type => CompletionItemKind::STRUCT,
        Sort::Component => CompletionItemKind::CLASS,
        Sort::Entity => CompletionItemKind::MODULE,
        Sort::Package => CompletionItemKind::FOLDER,
        Sort::Local => CompletionItemKind::VARIABLE,
        Sort::Attribute => CompletionItemKind::PROPERTY,
        Sort::Snippet => CompletionItemKind::SNIPPET,
    }
}

#[cfg(test)]
mod tests {
    use super::without_places;

    #[test]
    fn a_client_without_snippets_gets_their_text() {
        assert_eq!(without_places("let ${1:name} = $0"), "let name = ");
        assert_eq!(without_places("replicas = $1"), "replicas = ");
        assert_eq!(without_places("sizing {\n  ${1}\n}"), "sizing {\n  \n}");
    }
}
