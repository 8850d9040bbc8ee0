//! Texts that the package has already: versions of its modules, images with their tags.

use std::collections::BTreeMap;

use o8_core::db::{SourceFile, files, package_items, parse};
use o8_core::ids::DefKind;
use o8_core::ty::Ty;
use o8_core::types::remove_null;
use o8_syntax::ast::{Expr, ExprKind, Item, ItemKind, MemberKind, Path, Piece, Step};

use super::{Offer, Sort};
use crate::analysis::Analysis;
use crate::features::actions::nodes::{Node, every};

/// The texts of a type with a condition that things of the same name are set to elsewhere; for what is needed of a module, what
/// its versions are. `start` is where the text begins that is written.
pub(super) fn texts(
    analysis: &Analysis,
    file: SourceFile,
    start: u32,
    due: &Ty,
    name: Option<&str>,
) -> Vec<Offer> {
    let Ty::Refined(def) = remove_null(due) else { return Vec::new() };
    let Some(name) = name else { return Vec::new() };
    let mut found: BTreeMap<String, String> = BTreeMap::new();
    if def.name() == "VersionReq" {
        let items = package_items(&analysis.db, analysis.program, file.package(&analysis.db));
        let is_module = |kind, word: &str| {
            matches!(kind, DefKind::Entity | DefKind::Existing) && matches!(word, "module" | "addon")
        };
        for entry in items.named(name).filter(|entry| {
            let data = entry.def.data();
            is_module(data.kind, &data.word)
        }) {
            let Some(parsed) = parse(&analysis.db, entry.file).items.get(entry.index as usize) else {
                continue;
            };
            for version in settings(&parsed.item, "version").map(|(text, _)| text) {
                found.insert(format!("^{version}"), format!("`{name}` is {version}"));
            }
        }
    } else {
        for &other in files(&analysis.db, analysis.program, file.package(&analysis.db)) {
            for parsed in &parse(&analysis.db, other).items {
                for (text, at) in settings(&parsed.item, name) {
                    // What is being written says nothing yet.
                    if other == file && at.start + parsed.start + 1 == start {
                        continue;
                    }
                    found.entry(text.to_owned()).or_insert_with(|| of(&parsed.item));
                }
            }
        }
    }
    found.into_iter().map(|(text, detail)| Offer::plain(text, Sort::Constant, detail, 0)).collect()
}

/// The plain texts that a field of this name is set to in an item, with where they stand.
fn settings<'a>(item: &'a Item, name: &str) -> impl Iterator<Item = (&'a str, o8_diagnostics::Span)> {
    let is_named = move |path: &Path| match path.steps.last() {
        Some(Step::Field(last)) => last.text == name,
        _ => false,
    };
    let members = every(item).filter_map(|node| match node {
        Node::Member(member) => Some(member),
        _ => None,
    });
    members.filter_map(move |member| match &member.kind {
        MemberKind::Set(path, value) if is_named(path) => Some((plain(value)?, value.span)),
        _ => None,
    })
}

fn plain(value: &Expr) -> Option<&str> {
    match &value.kind {
        ExprKind::String(string) => match string.pieces.as_slice() {
            [Piece::Text(text, _)] => Some(text),
            _ => None,
        },
        _ => None,
    }
}

/// Where something is from, in a few words.
fn of(item: &Item) -> String {
    match &item.kind {
        ItemKind::Entity(decl) | ItemKind::Extend(decl) | ItemKind::Existing(decl) => {
            format!("{} {}", decl.kind.text, decl.name.text)
        }
        ItemKind::Component(decl) => format!("component {}", decl.name.text),
        _ => "set here".to_owned(),
    }
}
