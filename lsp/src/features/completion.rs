//! What may be written at a cursor, in broken code too.

mod context;
pub(in crate::features) mod imports;
mod members;
mod texts;
mod values;

use o8_core::db::SourceFile;
use o8_core::index::Target;
use o8_core::types;
use o8_diagnostics::Span;

use super::format::Edit;
use crate::analysis::Analysis;
use context::{Context, Wants};

/// What sort of thing is offered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Sort {
    Keyword,
    Field,
    Value,
    Constant,
    Function,
    Method,
    Type,
    Component,
    Entity,
    Package,
    Local,
    Attribute,
    Snippet,
}

/// Something that may be written.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    /// The name, and what is looked for in what has been typed.
    pub label: String,
    /// What it is.
    pub sort: Sort,
    /// Its type, or where it is from, in a few words.
    pub detail: String,
    /// What is written: a snippet, in which `$1` are places to be filled, where `is_snippet`.
    pub text: String,
    /// Whether `text` has places to be filled.
    pub is_snippet: bool,
    /// Lower is nearer.
    pub rank: u8,
    /// Whether something else should be used.
    pub deprecated: bool,
    /// What to ask for its documentation.
    pub target: Option<Target>,
    /// The package to import it from, where it is not in sight.
    pub import: Option<String>,
}

/// What may be written at a place.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Completion {
    /// What is replaced: the word that has been begun.
    pub span: Span,
    /// What may stand there, the nearest first.
    pub offers: Vec<Offer>,
}

/// What may be written at an offset of a file.
pub fn completion(analysis: &Analysis, file: SourceFile, offset: u32) -> Completion {
    let context = Context::at(analysis, file, offset);
    let mut offers = match &context.wants {
        Wants::Nothing => Vec::new(),
        Wants::Declaration => members::declarations(analysis),
        Wants::Attribute => members::attributes(),
        Wants::ImportPath { written } => imports::paths(analysis, written),
        Wants::ImportedName { path } => imports::names(analysis, file, path),
        Wants::Member { base, is_setting } => members::of(analysis, &context, base, *is_setting),
        Wants::Targets { environment } => members::targets(analysis, file, environment.as_deref()),
        Wants::Type => values::types(analysis, file, &context),
        Wants::Setting(opening) => members::settings(analysis, file, &context, opening),
        Wants::Value(probe) => values::values(analysis, file, &context, probe),
        Wants::Text { due, name } => texts::texts(analysis, file, context.word.start, due, name.as_deref()),
    };
    for (name, ty) in context.argument.iter().flat_map(|argument| &argument.names) {
        let text = format!("{name} = $0");
        offers.push(Offer::snippet(name.as_str(), Sort::Field, types::display(ty), text, 3));
    }
    offers.sort_by(|a, b| (a.rank, a.label.as_str()).cmp(&(b.rank, b.label.as_str())));
    offers.dedup_by(|a, b| a.label == b.label && a.text == b.text);
    Completion { span: context.word, offers }
}

/// The documentation of an offer, in Markdown.
pub fn documentation(analysis: &Analysis, offer: &Offer) -> Option<String> {
    let found = super::describe::of_target(analysis, offer.target.as_ref()?)?;
    let mut parts = vec![format!("```o8\n{}\n```", found.signature)];
    parts.extend(Some(found.docs).filter(|docs| !docs.is_empty()));
    if !found.facts.is_empty() {
        parts.push(format!("*{}*", found.facts.join(" · ")));
    }
    Some(parts.join("\n\n"))
}

/// The change that brings the name of an offer into sight; `None` where it is.
pub fn import_of(analysis: &Analysis, file: SourceFile, offer: &Offer) -> Option<Edit> {
    imports::edit(analysis, file, offer.import.as_ref()?, &offer.label)
}

impl Offer {
    fn plain(label: impl Into<String>, sort: Sort, detail: impl Into<String>, rank: u8) -> Self {
        let label = label.into();
        Self {
            text: label.clone(),
            label,
            sort,
            detail: detail.into(),
            is_snippet: false,
            rank,
            deprecated: false,
            target: None,
            import: None,
        }
    }

    fn snippet(
        label: impl Into<String>,
        sort: Sort,
        detail: impl Into<String>,
        text: impl Into<String>,
        rank: u8,
    ) -> Self {
        Self { text: text.into(), is_snippet: true, ..Self::plain(label, sort, detail, rank) }
    }

    fn about(self, target: Target) -> Self {
        Self { target: Some(target), ..self }
    }
}
