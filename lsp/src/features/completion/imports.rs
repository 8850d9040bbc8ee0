//! Packages and the names that they have, and the change of a file that imports one.

use o8_core::db::{SourceFile, parse};
use o8_core::index::Target;
use o8_core::names::{self, Meaning};
use o8_diagnostics::Span;
use o8_syntax::ast::{ImportedName, ItemKind};

use super::{Offer, Sort};
use crate::analysis::Analysis;
use crate::features::format::Edit;

/// Paths that go on as `written` does, from its last slash on.
pub(super) fn paths(analysis: &Analysis, written: &str) -> Vec<Offer> {
    let begun = written.rsplit_once('/').map_or("", |(begun, _)| begun);
    let prefix = if begun.is_empty() { String::new() } else { format!("{begun}/") };
    let all = names::importable(&analysis.db, analysis.program);
    let rests = all.iter().filter_map(|path| path.strip_prefix(prefix.as_str()));
    rests.map(|rest| Offer::plain(rest, Sort::Package, "", 0)).collect()
}

/// The names of a package that the file does not import yet.
pub(super) fn names(analysis: &Analysis, file: SourceFile, path: &str) -> Vec<Offer> {
    let all = names::importable_names(&analysis.db, analysis.program);
    let scope = names::file_scope(&analysis.db, analysis.program, file);
    let of_path = all.iter().filter(|found| found.path == path && scope.get(&found.name).is_none());
    of_path.map(|found| of_meaning(&found.name, &found.meaning, "", 0)).collect()
}

/// A name with what it stands for.
pub(super) fn of_meaning(name: &str, meaning: &Meaning, detail: &str, rank: u8) -> Offer {
    use o8_core::ids::DefKind;
    let sort = match meaning {
        Meaning::Constant(_) => Sort::Constant,
        Meaning::Function(_) => Sort::Function,
        Meaning::Type(def) if def.data().kind == DefKind::Component => Sort::Component,
        Meaning::Type(_) | Meaning::Kube(_) => Sort::Type,
        Meaning::Package(_) => Sort::Package,
        Meaning::Entity(_) => Sort::Entity,
        Meaning::Entities(_) | Meaning::Ambiguous(_) | Meaning::Missing | Meaning::Error => Sort::Value,
    };
    let offer = Offer::plain(name, sort, detail, rank);
    match Target::of_meaning(meaning) {
        Some(target) => offer.about(target),
        None => offer,
    }
}

/// The change that imports a name: into the braces of an import of the same package, or as a line of its own. Both go to where
/// they are in order, where what is there is.
pub(in crate::features) fn edit(
    analysis: &Analysis,
    file: SourceFile,
    path: &str,
    name: &str,
) -> Option<Edit> {
    let parsed = parse(&analysis.db, file);
    let mut imports: Vec<(String, u32, u32)> = Vec::new();
    for item in &parsed.items {
        let ItemKind::Import(import) = &item.item.kind else { continue };
        let words: Vec<&str> = import.path.iter().map(|name| name.text.as_str()).collect();
        let known = words.join("/");
        if let Some(names) = import.names.as_ref().filter(|names| known == path && !names.is_empty()) {
            return Some(into_braces(item.start, names, name));
        }
        imports.push((known, item.start, item.end));
    }
    let line = format!("import {path} {{ {name} }}");
    let Some((_, _, end)) = imports.last() else {
        // Below the comment that a file begins with, above the first declaration.
        let first = parsed.items.first().map_or(0, |item| item.start);
        return Some(Edit { span: Span::at(first), text: format!("{line}\n\n") });
    };
    let next = imports.iter().find(|(known, ..)| known.as_str() > path);
    Some(match next.filter(|_| imports.is_sorted_by(|(a, ..), (b, ..)| a <= b)) {
        Some((_, start, _)) => Edit { span: Span::at(*start), text: format!("{line}\n") },
        None => Edit { span: Span::at(*end), text: format!("\n{line}") },
    })
}

fn into_braces(start: u32, names: &[ImportedName], name: &str) -> Edit {
    let end = |found: &ImportedName| found.alias.as_ref().map_or(found.name.span.end, |alias| alias.span.end);
    let is_sorted = names.is_sorted_by(|a, b| a.name.text <= b.name.text);
    let next = names.iter().find(|found| is_sorted && found.name.text.as_str() > name);
    match (next, names.last()) {
        (Some(next), _) => Edit { span: Span::at(start + next.name.span.start), text: format!("{name}, ") },
        (None, Some(last)) => Edit { span: Span::at(start + end(last)), text: format!(", {name}") },
        (None, None) => Edit { span: Span::at(start), text: String::new() },
    }
}
