//! What is shown of the word, the number or the setting under a cursor, in Markdown.

use o8_core::db::SourceFile;
use o8_core::ids::{DefId, DefKind};
use o8_core::index::{Target, index};
use o8_core::output::module_output;
use o8_core::ty::Ty;
use o8_diagnostics::Span;
use o8_ir::OriginKind;

use super::describe;
use super::effective::{self, Effective};
use super::units;
use super::words::Location;
use crate::analysis::Analysis;

/// What is shown at a place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Hover {
    /// What it is about.
    pub span: Span,
    /// Markdown.
    pub text: String,
}

/// Where a place is, as a reader sees it and, if it is a file of the disk, as a link: given by who knows the files.
pub type Linked<'a> = &'a dyn Fn(Location) -> String;

/// What is shown at an offset of a file.
pub fn hover(analysis: &Analysis, file: SourceFile, offset: u32, linked: Linked<'_>) -> Option<Hover> {
    let Some(word) = analysis.word_at(file, offset) else {
        return of_number(analysis, file, offset).or_else(|| of_key(analysis, file, offset, linked));
    };
    let found = describe::of_word(analysis, &word)?;
    let mut parts = vec![format!("```o8\n{}\n```", found.signature)];
    parts.extend(Some(found.docs).filter(|docs| !docs.is_empty()));
    if let Target::Declaration(def) = word.target {
        parts.extend(compiles_to(analysis, def));
    }
    if matches!(word.target, Target::Field(..))
        && let Some(values) = effective::effective(analysis, file, offset)
    {
        parts.extend(table(&values, linked));
    }
    if !found.facts.is_empty() {
        parts.push(format!("*{}*", found.facts.join(" · ")));
    }
    Some(Hover { span: word.at.span, text: parts.join("\n\n") })
}

/// The entry of a map under its key: what it is in each target.
fn of_key(analysis: &Analysis, file: SourceFile, offset: u32, linked: Linked<'_>) -> Option<Hover> {
    let values = effective::effective(analysis, file, offset)?;
    let tokens = o8_syntax::tokens(file.text(&analysis.db)).tokens;
    let is_here = |token: &&o8_syntax::Token| token.span.start <= offset && offset <= token.span.end;
    let words = tokens
        .iter()
        .filter(is_here)
        .filter(|token| matches!(token.kind, o8_syntax::TokenKind::Word | o8_syntax::TokenKind::StringText));
    let span = words.map(|token| token.span).next_back()?;
    let text = table(&values, linked).filter(|_| values.iter().any(|value| value.value.is_some()))?;
    Some(Hover { span, text })
}

/// A quantity in other units.
fn of_number(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Hover> {
    let (item, start) = analysis.item_at(file, offset)?;
    let value = index(&analysis.db, analysis.program, item).value_at(offset - start)?;
    let span = Span::new(value.span.start + start, value.span.end + start);
    let text = analysis.text(Location { file, span });
    let ty = [Some(&value.ty), value.due.as_ref()].into_iter().flatten().find_map(quantity)?;
    let conversion = units::converted(text, &ty)?;
    Some(Hover { span, text: format!("`{text}` = {conversion}") })
}

fn quantity(ty: &Ty) -> Option<Ty> {
    use o8_core::ty::Literal;
    match ty {
        Ty::Cpu | Ty::Memory | Ty::Duration | Ty::Percent => Some(ty.clone()),
        Ty::Optional(inner) => quantity(inner),
        Ty::Literal(Literal::Cpu(..)) => Some(Ty::Cpu),
        Ty::Literal(Literal::Memory(..)) => Some(Ty::Memory),
        Ty::Literal(Literal::Duration(..)) => Some(Ty::Duration),
        Ty::Literal(Literal::Percent(..)) => Some(Ty::Percent),
        _ => None,
    }
}

/// `compiles to 12 objects in 4 targets`
fn compiles_to(analysis: &Analysis, def: DefId) -> Option<String> {
    let data = def.data();
    if data.kind != DefKind::Entity || !matches!(data.word.as_str(), "module" | "addon") {
        return None;
    }
    let summary = &module_output(&analysis.db, analysis.program, def).summary;
    let objects: usize = summary.deployments.iter().map(|deployment| deployment.objects.len()).sum();
    let targets = summary.deployments.len();
    let plural = o8_diagnostics::catalogue::plural;
    Some(format!("compiles to {} in {}", plural(objects, "object"), plural(targets, "target")))
}

/// The values as a table, or as one line where all are the same.
fn table(values: &[Effective], linked: Linked<'_>) -> Option<String> {
    let first = values.first()?;
    let set_by = |value: &Effective| match &value.source {
        Some((kind, at)) => format!("{} {}", source_name(*kind), linked(*at)),
        None => String::new(),
    };
    let cell = |value: &Effective| match &value.value {
        Some(text) => format!("`{}`", text.replace('`', "'").replace('|', "\\|")),
        None => "—".to_owned(),
    };
    if values.iter().all(|value| value.value == first.value && value.source == first.source) {
        let everywhere = if values.len() > 1 { "everywhere" } else { first.target.as_str() };
        return Some(format!("{everywhere}: {} {}", cell(first), set_by(first)).trim_end().to_owned());
    }
    let mut rows = vec!["| target | value | set by |".to_owned(), "|---|---|---|".to_owned()];
    rows.extend(
        values.iter().map(|value| format!("| {} | {} | {} |", value.target, cell(value), set_by(value))),
    );
    Some(rows.join("\n"))
}

/// What kind of text decided a value.
pub(super) fn source_name(kind: OriginKind) -> &'static str {
    match kind {
        OriginKind::Default => "default",
        OriginKind::Component => "component",
        OriginKind::Body => "module",
        OriginKind::Extend => "extension",
        OriginKind::Override => "override",
        OriginKind::Patch => "patch",
    }
}
