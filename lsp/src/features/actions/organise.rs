//! Imports in order: by path, each path once, its names by the alphabet.

use std::collections::BTreeMap;

use o8_core::db::parse;
use o8_diagnostics::Span;
use o8_syntax::ast::{Import, ItemKind};
use o8_syntax::{ParsedItem, TokenKind};

use super::place::Place;
use super::{Action, Kind};
use crate::features::format::Edit;

/// The change; `None` where everything is in order. Imports with comments in or between them stay as they are.
pub(super) fn organised(place: &Place<'_>) -> Option<Action> {
    let items = &parse(&place.analysis.db, place.file).items;
    let is_import = |item: &ParsedItem| matches!(item.item.kind, ItemKind::Import(_));
    let edits: Vec<Edit> = items
        .chunk_by(|a, b| is_import(a) == is_import(b))
        .filter(|run| run.first().is_some_and(is_import))
        .filter_map(|run| in_order(place.text, run))
        .collect();
    (!edits.is_empty()).then(|| place.action("organise imports".to_owned(), Kind::OrganiseImports, edits))
}

fn in_order(text: &str, run: &[ParsedItem]) -> Option<Edit> {
    let span = Span::new(run.first()?.start, run.last()?.end);
    let old = text.get(span.start as usize..span.end as usize)?;
    let has_comments = o8_syntax::tokens(old)
        .tokens
        .iter()
        .any(|token| matches!(token.kind, TokenKind::Comment | TokenKind::Doc));
    if has_comments || run.iter().any(|item| !item.diagnostics.is_empty()) {
        return None;
    }
    // A path with its alias, and the names that are taken from it; none where it is imported as a whole.
    let mut imports: BTreeMap<(String, String), Option<Vec<String>>> = BTreeMap::new();
    for item in run {
        let ItemKind::Import(import) = &item.item.kind else { return None };
        let (key, names) = parts(import);
        match (imports.get_mut(&key), names) {
            (Some(Some(known)), Some(names)) => known.extend(names),
            // One path as a whole and by names: two imports, which cannot be one.
            (Some(_), _) => return None,
            (None, names) => {
                imports.insert(key, names);
            }
        }
    }
    let lines: Vec<String> =
        imports.into_iter().map(|((path, alias), names)| line(&path, &alias, names)).collect();
    let new = lines.join("\n");
    (new != old).then_some(Edit { span, text: new })
}

fn parts(import: &Import) -> ((String, String), Option<Vec<String>>) {
    let path: Vec<&str> = import.path.iter().map(|part| part.text.as_str()).collect();
    let alias = import.alias.as_ref().map(|alias| format!(" as {}", alias.text)).unwrap_or_default();
    let names = import.names.as_ref().map(|names| {
        let name = |imported: &o8_syntax::ast::ImportedName| match &imported.alias {
            Some(alias) => format!("{} as {}", imported.name.text, alias.text),
            None => imported.name.text.to_string(),
        };
        names.iter().map(name).collect()
    });
    // A path as a whole and the same path by names are two keys.
    let alias = if names.is_none() { format!("{alias} ") } else { alias };
    ((path.join("/"), alias), names)
}

fn line(path: &str, alias: &str, names: Option<Vec<String>>) -> String {
    let begun = format!("import {path}{}", alias.trim_end());
    match names {
        None => begun,
        Some(mut names) => {
            names.sort();
            names.dedup();
            format!("{begun} {{ {} }}", names.join(", "))
        }
    }
}
