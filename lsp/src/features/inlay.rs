//! Hints between the words of a file: types that are not written, values that are overridden, defaults.

use o8_core::db::{self, SourceFile, package_items, parse};
use o8_core::eval;
use o8_core::ids::DefId;
use o8_core::ty::Ty;
use o8_core::types::display;
use o8_diagnostics::Span;
use o8_ir::{Node, OriginKind, Tree};
use o8_syntax::ParsedItem;
use o8_syntax::ast::{Block, Expr, ExprKind, ItemKind, MemberKind, Path};

use super::compiled::{is_on_disk, module_of};
use super::effective::{self, shown, steps_of};
use super::hover::source_name;
use super::navigation;
use super::walk::{Role, walk};
use super::words::Location;
use crate::analysis::Analysis;

/// Which hints are wanted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Wanted {
    /// Types of `let`s and of parameters of lambdas.
    pub types: bool,
    /// What a setting of a module is where another text overrides it.
    pub effective: bool,
    /// Fields that are not given, with their defaults.
    pub defaults: bool,
}

/// What a hint says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum HintKind {
    /// A type.
    Type,
    /// Values in targets.
    Effective,
    /// Defaults.
    Default,
}

/// A hint.
#[derive(Clone, PartialEq, Debug)]
pub struct Hint {
    /// The offset that it stands before.
    pub at: u32,
    /// What it says.
    pub kind: HintKind,
    /// Its parts, one behind the other.
    pub parts: Vec<Part>,
}

/// A part of a hint.
#[derive(Clone, PartialEq, Debug)]
pub struct Part {
    /// What is shown.
    pub text: String,
    /// What is said of it in more words.
    pub more: Option<String>,
    /// What it leads to.
    pub leads_to: Option<Location>,
}

/// Longest type that is shown whole.
const LONGEST: usize = 40;

/// How many defaults are shown of one block.
const DEFAULTS: usize = 4;

/// The hints in a part of a file, in order.
pub fn hints(analysis: &Analysis, file: SourceFile, within: Span, wanted: Wanted) -> Vec<Hint> {
    let mut hints = Vec::new();
    let items = &parse(&analysis.db, file).items;
    let is_near = |item: &&ParsedItem| item.start <= within.end && within.start <= item.end;
    if wanted.types {
        let near: Vec<ParsedItem> = items.iter().filter(is_near).cloned().collect();
        types(analysis, file, &near, &mut hints);
    }
    if wanted.effective || wanted.defaults {
        let entries = package_items(&analysis.db, analysis.program, file.package(&analysis.db)).in_file(file);
        for (entry, parsed) in entries.iter().zip(items).filter(|(_, parsed)| is_near(parsed)) {
            of_module(analysis, entry.def, parsed.start, wanted, &mut hints);
        }
    }
    hints.retain(|hint| within.start <= hint.at && hint.at <= within.end);
    hints.sort_by_key(|hint| hint.at);
    hints
}

fn types(analysis: &Analysis, file: SourceFile, items: &[ParsedItem], hints: &mut Vec<Hint>) {
    let text = file.text(&analysis.db);
    for name in walk(items).names.iter().filter(|name| name.declares) {
        let (before, after) = (&text[..name.span.start as usize], &text[name.span.end as usize..]);
        let after = after.trim_start_matches([' ', '\t']);
        let has_none = match name.role {
            // A parameter with a type is one of a function or of a component.
            Role::Parameter => !after.starts_with(':'),
            Role::Variable => after.starts_with('=') && before.trim_end().ends_with("let"),
            _ => false,
        };
        if !has_none {
            continue;
        }
        let Some(word) = analysis.word_at(file, name.span.start) else { continue };
        let Some(ty) = navigation::type_of(analysis, &word).filter(|ty| *ty != Ty::Error) else { continue };
        let ty = display(&ty).to_string();
        // `let a = Sizing { … }` says it.
        if after.trim_start_matches('=').trim_start().starts_with(&ty) {
            continue;
        }
        let short = match ty.char_indices().nth(LONGEST) {
            Some((end, _)) => format!(": {}…", &ty[..end]),
            None => format!(": {ty}"),
        };
        let more = (ty.chars().count() > LONGEST).then_some(ty);
        let part = Part { text: short, more, leads_to: None };
        hints.push(Hint { at: name.span.end, kind: HintKind::Type, parts: vec![part] });
    }
}

/// The settings of a module, as they are written in its body.
struct Settings<'a> {
    /// Paths that end in a plain value, with what sets them.
    values: Vec<(Vec<String>, Span)>,
    /// Blocks that set fields, with their paths.
    blocks: Vec<(Vec<String>, &'a Block)>,
}

fn of_module(analysis: &Analysis, item: DefId, start: u32, wanted: Wanted, hints: &mut Vec<Hint>) {
    let Some(module) = module_of(analysis, item) else { return };
    let Some(ast) = db::item(&analysis.db, analysis.program, item) else { return };
    let (ItemKind::Entity(decl) | ItemKind::Extend(decl)) = &ast.kind else { return };
    let Some(body) = &decl.body else { return };
    let mut settings = Settings { values: Vec::new(), blocks: Vec::new() };
    in_block(body, &mut Vec::new(), &mut settings);
    if wanted.effective {
        for (path, span) in &settings.values {
            let file_span = Span::new(span.start + start, span.end + start);
            hints.extend(overridden(analysis, module, path, file_span));
        }
    }
    if wanted.defaults {
        let described = eval::described(&analysis.db, analysis.program, module);
        let Some(first) = described.targets.first() else { return };
        for (path, block) in &settings.blocks {
            let steps: Vec<&str> = path.iter().map(String::as_str).collect();
            let Some(node) = first.node.at(&steps) else { continue };
            hints.extend(defaults(analysis, &described.origins, node, block.span.start + 1 + start));
        }
    }
}

fn in_block<'a>(block: &'a Block, path: &mut Vec<String>, found: &mut Settings<'a>) {
    for member in &block.members {
        let length = path.len();
        match &member.kind {
            MemberKind::Set(steps, value) if extend(path, steps) => match braces(value) {
                Some(inner) => {
                    found.blocks.push((path.clone(), inner));
                    in_block(inner, path, found);
                }
                None => found.values.push((path.clone(), member.span)),
            },
            MemberKind::Open(steps, inner) if extend(path, steps) => {
                found.blocks.push((path.clone(), inner));
                in_block(inner, path, found);
            }
            _ => {}
        }
        path.truncate(length);
    }
}

/// Goes down a path; false where it has keys that only an evaluation would know.
fn extend(path: &mut Vec<String>, steps: &Path) -> bool {
    match steps_of(steps) {
        Some(steps) => {
            path.extend(steps);
            true
        }
        None => false,
    }
}

fn braces(value: &Expr) -> Option<&Block> {
    match &value.kind {
        ExprKind::Record(_, block) | ExprKind::With(_, block) => Some(block),
        ExprKind::Paren(inner) => braces(inner),
        _ => None,
    }
}

/// What a setting is where the text at `span` does not decide it, although it sets it.
fn overridden(analysis: &Analysis, module: DefId, path: &[String], span: Span) -> Option<Hint> {
    let mut groups: Vec<(String, Vec<String>, OriginKind, Location)> = Vec::new();
    let values = effective::of_path(analysis, module, path);
    let all: Vec<String> = values.iter().map(|value| value.target.clone()).collect();
    for value in values {
        let Some((kind @ (OriginKind::Override | OriginKind::Extend), at)) = value.source else { continue };
        if span.start <= at.span.start && at.span.end <= span.end {
            continue;
        }
        let text = value.value.unwrap_or_else(|| "unset".to_owned());
        match groups.iter_mut().find(|(other, _, _, place)| *other == text && *place == at) {
            Some((_, targets, ..)) => targets.push(value.target),
            None => groups.push((text, vec![value.target], kind, at)),
        }
    }
    let parts: Vec<Part> = groups
        .into_iter()
        .enumerate()
        .map(|(index, (text, targets, kind, at))| {
            let text = format!(
                "{}{}: {text}",
                if index > 0 { " · " } else { "" },
                together(&targets, &all).join(", ")
            );
            let more = Some(source_name(kind).to_owned());
            Part { text, more, leads_to: Some(at).filter(|at| is_on_disk(analysis, at.file)) }
        })
        .collect();
    (!parts.is_empty()).then_some(Hint { at: span.end, kind: HintKind::Effective, parts })
}

/// Targets by the shortest names: `prod` for all clusters of it.
fn together<'t>(targets: &'t [String], all: &[String]) -> Vec<&'t str> {
    let mut names = Vec::new();
    for target in targets {
        let name = match target.split_once('@') {
            Some((environment, _)) => {
                let is_of_it =
                    |other: &&String| other.split_once('@').is_some_and(|(other, _)| other == environment);
                match all.iter().filter(is_of_it).all(|other| targets.contains(other)) {
                    true => environment,
                    false => target.as_str(),
                }
            }
            None => target.as_str(),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The plain fields of a record whose values are defaults.
fn defaults(analysis: &Analysis, origins: &o8_ir::Origins, node: &Node, at: u32) -> Option<Hint> {
    let map = node.as_map()?;
    let is_plain = |node: &Node| !matches!(node.tree, Tree::Map(_) | Tree::List(_) | Tree::Null);
    let mut parts = Vec::new();
    for (name, value) in map.0.iter().filter(|(_, value)| is_plain(value)) {
        let Some(source) = origins.get(value.origin).filter(|source| source.kind == OriginKind::Default)
        else {
            continue;
        };
        let decided = analysis.location(source.decided);
        let from = decided.map(|at| {
            let line = at.file.text(&analysis.db)[..at.span.start as usize].matches('\n').count() + 1;
            let shown = match analysis.files.origin(at.file) {
                Some(origin) => origin.shown.clone(),
                None => format!("{}/{}", at.file.package(&analysis.db).shown(), at.file.path(&analysis.db)),
            };
            format!("default of {shown}:{line}")
        });
        let text = format!("{}{name} = {}", if parts.is_empty() { "" } else { ", " }, shown(value));
        parts.push(Part { text, more: from, leads_to: decided.filter(|at| is_on_disk(analysis, at.file)) });
    }
    if parts.len() > DEFAULTS {
        let rest = parts.split_off(DEFAULTS);
        let more = rest.iter().map(|part| part.text.trim_start_matches(", ")).collect::<Vec<_>>().join("\n");
        let text = format!(", … {} more", rest.len());
        parts.push(Part { text, more: Some(more), leads_to: None });
    }
    (!parts.is_empty()).then_some(Hint { at, kind: HintKind::Default, parts })
}
