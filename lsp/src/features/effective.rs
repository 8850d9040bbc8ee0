//! The value that a setting of a module has in each of its targets, and the text that decides it there.

use o8_core::db::{self, SourceFile};
use o8_core::eval;
use o8_core::ids::{DefId, DefKind};
use o8_core::names;
use o8_diagnostics::Span;
use o8_ir::{Node, OriginKind, Tree};
use o8_syntax::ast::{Block, Expr, ExprKind, ItemKind, MemberKind, Path, Piece, Step};

use super::words::Location;
use crate::analysis::Analysis;

/// The value of a setting in one target.
#[derive(Clone, PartialEq, Debug)]
pub struct Effective {
    /// `prod`, `prod@us`, or the cluster of an addon.
    pub target: String,
    /// The value on one line; `None` where the setting has none there.
    pub value: Option<String>,
    /// What kind of text decided it, and where.
    pub source: Option<(OriginKind, Location)>,
}

/// Longest value that is shown whole.
const LONGEST: usize = 60;

/// The values of the setting at an offset: the field of a module, as deep as it is written.
pub fn effective(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Vec<Effective>> {
    let (item, start) = analysis.item_at(file, offset)?;
    let (module, path) = setting_at(analysis, item, offset - start)?;
    Some(of_path(analysis, module, &path))
}

/// The values of a setting of a module by its path.
pub fn of_path(analysis: &Analysis, module: DefId, path: &[String]) -> Vec<Effective> {
    let described = eval::described(&analysis.db, analysis.program, module);
    let steps: Vec<&str> = path.iter().map(String::as_str).collect();
    let value = |target: &eval::DescribedTarget| {
        let node = target.node.at(&steps);
        let source = node.and_then(|node| described.origins.get(node.origin));
        Effective {
            target: target_name(analysis, target),
            value: node.map(shown),
            source: source.and_then(|source| Some((source.kind, analysis.location(source.decided)?))),
        }
    };
    described.targets.iter().map(value).collect()
}

/// `prod` where the environment has one cluster, else `prod@us`; for an addon, the cluster.
fn target_name(analysis: &Analysis, target: &eval::DescribedTarget) -> String {
    let Some(environment) = target.environment else {
        return target.cluster.map_or_else(String::new, |cluster| cluster.name().to_owned());
    };
    let all = eval::environments(&analysis.db, analysis.program);
    let several = all
        .iter()
        .find(|known| known.environment == environment)
        .is_some_and(|known| known.clusters.len() > 1);
    match target.cluster {
        Some(cluster) if several => format!("{}@{}", environment.name(), cluster.name()),
        _ => environment.name().to_owned(),
    }
}

/// The module and the path of the setting whose words an offset of an item is on.
pub(super) fn setting_at(analysis: &Analysis, item: DefId, offset: u32) -> Option<(DefId, Vec<String>)> {
    let data = item.data();
    if !matches!(data.word.as_str(), "module" | "addon") {
        return None;
    }
    let (db, program) = (&analysis.db, analysis.program);
    let ast = db::item(db, program, item)?;
    let (decl, module) = match &ast.kind {
        ItemKind::Entity(decl) => (decl, item),
        ItemKind::Extend(decl) => {
            (decl, names::entity(db, program, data.package, &data.word, &decl.name.text)?)
        }
        _ => return None,
    };
    if module.data().kind != DefKind::Entity {
        return None;
    }
    let mut path = Vec::new();
    in_block(decl.body.as_ref()?, offset, &mut path).then_some((module, path))
}

fn contains(span: Span, offset: u32) -> bool {
    span.start <= offset && offset <= span.end
}

/// Follows settings down to the one whose path an offset is on; `path` is the way there.
fn in_block(block: &Block, offset: u32, path: &mut Vec<String>) -> bool {
    let Some(member) = block.members.iter().find(|member| contains(member.span, offset)) else {
        return false;
    };
    match &member.kind {
        MemberKind::Set(steps, value) | MemberKind::Append(steps, value) => {
            in_path(steps, offset, path).unwrap_or_else(|| in_value(value, offset, path))
        }
        MemberKind::Open(steps, inner) => {
            in_path(steps, offset, path).unwrap_or_else(|| in_block(inner, offset, path))
        }
        MemberKind::Unset(steps) => in_path(steps, offset, path).unwrap_or(false),
        MemberKind::In(_, inner) => in_block(inner, offset, path),
        _ => false,
    }
}

/// Whether the offset is on the path, which then ends there; `None` where it is behind it.
fn in_path(steps: &Path, offset: u32, path: &mut Vec<String>) -> Option<bool> {
    for step in &steps.steps {
        match step {
            Step::Field(name) | Step::Word(name) => path.push(name.text.to_string()),
            Step::Key(key) => match plain(key) {
                Some(key) => path.push(key),
                None => return Some(false),
            },
        }
        if contains(step.span(), offset) {
            return Some(true);
        }
    }
    None
}

/// The names of a path; `None` where it has keys that only an evaluation would know.
pub(super) fn steps_of(path: &Path) -> Option<Vec<String>> {
    let one = |step: &Step| match step {
        Step::Field(name) | Step::Word(name) => Some(name.text.to_string()),
        Step::Key(key) => plain(key),
    };
    path.steps.iter().map(one).collect()
}

fn in_value(value: &Expr, offset: u32, path: &mut Vec<String>) -> bool {
    match &value.kind {
        ExprKind::Record(_, block) if contains(block.span, offset) => in_block(block, offset, path),
        ExprKind::With(_, block) if contains(block.span, offset) => in_block(block, offset, path),
        ExprKind::Paren(inner) => in_value(inner, offset, path),
        _ => false,
    }
}

fn plain(key: &Expr) -> Option<String> {
    match &key.kind {
        ExprKind::String(string) => match string.pieces.as_slice() {
            [Piece::Text(text, _)] => Some(text.to_string()),
            _ => None,
        },
        _ => None,
    }
}

/// A value on one line.
pub(super) fn shown(node: &Node) -> String {
    let mut text = String::new();
    write(node, &mut text);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn write(node: &Node, text: &mut String) {
    if text.len() > 4 * LONGEST {
        return;
    }
    match &node.tree {
        Tree::Null => text.push_str("null"),
        Tree::Bool(value) => text.push_str(if *value { "true" } else { "false" }),
        Tree::Int(number) => text.push_str(&number.to_string()),
        Tree::Float(number) => text.push_str(&number.to_string()),
        Tree::String(value) => text.push_str(&value.as_str().replace(['\n', '\r'], "⏎")),
        Tree::Map(map) => {
            if map.0.is_empty() {
                return text.push_str("{}");
            }
            text.push_str("{ ");
            for (index, (key, value)) in map.0.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                text.push_str(key);
                text.push_str(" = ");
                write(value, text);
            }
            text.push_str(" }");
        }
        Tree::List(list) => {
            text.push('[');
            for (index, value) in list.items.iter().enumerate() {
                text.push_str(if index > 0 { ", " } else { "" });
                write(value, text);
            }
            text.push(']');
        }
    }
}
