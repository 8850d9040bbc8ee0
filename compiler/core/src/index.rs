//! What every word of a declaration stands for, and the types of its values: what an editor asks for.
//!
//! Made by the checker itself, so that the editor and the compiler never differ, but only where somebody asks.
//! Spans are relative to the item.

mod names;

use ecow::EcoString;
use o8_diagnostics::{Place, Span};
use o8_kubernetes::DefinitionId;
use o8_syntax::ast::Name;

use crate::check;
use crate::cycles;
use crate::db::{self, Program};
use crate::hir::{Context, FieldIndex, RecordRef};
use crate::ids::DefId;
use crate::names::{Meaning, PackageRef, name_place};
use crate::signature;
use crate::ty::Ty;
use crate::view;

/// What a word stands for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// A declaration of a file.
    Declaration(DefId),
    /// A field of a record or a parameter of a component; a `let` of theirs after the fields.
    Field(RecordRef, FieldIndex),
    /// A name that the same item binds at this place.
    Local(Span),
    /// A parameter of a function, by position.
    Parameter(DefId, u16),
    /// A package.
    Package(PackageRef),
    /// A type of Kubernetes itself.
    Kube(DefinitionId),
    /// `modules`, `teams` …: all entities of the kind with this record.
    Entities(DefId),
    /// `module`, `environment` …: what an evaluation is for.
    Context(Context),
    /// A method of a built-in type or a built-in function, by name and what it is called on.
    Method(&'static str, check::On),
    /// A type that needs no declaration.
    BuiltIn(&'static str),
}

impl Target {
    /// What a name's meaning stands for; `None` where it has none.
    pub fn of_meaning(meaning: &Meaning) -> Option<Self> {
        Some(match meaning {
            Meaning::Constant(def) | Meaning::Function(def) | Meaning::Type(def) | Meaning::Entity(def) => {
                Self::Declaration(*def)
            }
            Meaning::Kube(id) => Self::Kube(*id),
            Meaning::Package(package) => Self::Package(*package),
            Meaning::Entities(record) => Self::Entities(*record),
            Meaning::Ambiguous(_) | Meaning::Missing | Meaning::Error => return None,
        })
    }
}

/// A word that stands for something.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reference {
    /// Where it stands.
    pub span: Span,
    /// What it stands for. Where the word declares it, that is itself.
    pub target: Target,
}

/// An expression, or a local where it is declared, with its type.
#[derive(Clone, PartialEq, Debug)]
pub struct Valued {
    /// Where it stands.
    pub span: Span,
    /// The type that it has.
    pub ty: Ty,
    /// The type that is due, where one is.
    pub due: Option<Ty>,
}

/// Braces in which something is set.
#[derive(Clone, PartialEq, Debug)]
pub struct Opening {
    /// From `{` to `}`.
    pub span: Span,
    /// What is set there.
    pub opens: Opens,
    /// The names that settings in them begin with, in order.
    pub given: Vec<Name>,
    /// Whether `in TARGET` and `patch` may stand there.
    pub targets: bool,
    /// Whether the braces make a new value, whose required fields have to be set.
    pub fresh: bool,
}

/// What is set in braces.
#[derive(Clone, PartialEq, Debug)]
pub enum Opens {
    /// Fields of a record.
    Record(RecordRef),
    /// Entries of a map.
    Map {
        /// What the keys are.
        key: Ty,
        /// What the entries are.
        value: Ty,
    },
    /// Elements of a list that are known by a field.
    Keyed {
        /// The record type of the elements.
        element: RecordRef,
        /// What the keys are.
        key: Ty,
    },
    /// Free data.
    Free,
}

/// What a place leaves out, as a diagnostic says of it.
#[derive(Clone, PartialEq, Debug)]
pub struct Lack {
    /// Where the diagnostic stands.
    pub span: Span,
    /// What is left out.
    pub what: Lacking,
}

/// What is left out.
#[derive(Clone, PartialEq, Debug)]
pub enum Lacking {
    /// Fields that a record needs, in order.
    Fields(RecordRef, Vec<FieldIndex>),
    /// What no arm of a `match` covers: types and constants.
    Arms(Vec<Ty>),
}

/// A name in sight with its type.
#[derive(Clone, PartialEq, Debug)]
pub struct Binding {
    /// The name.
    pub name: EcoString,
    /// The type of what it stands for.
    pub ty: Ty,
}

/// What is known of one place of an item.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Probe {
    /// The innermost braces around it in which something is set.
    pub opening: Option<Opening>,
    /// Whether it is in or at an expression inside them.
    pub in_value: bool,
    /// The type that is due there.
    pub due: Option<Ty>,
    /// Locals, and fields of the record around, innermost first.
    pub bindings: Vec<Binding>,
    /// Whether `module`, `environment` and the like are in sight.
    pub contexts: bool,
}

/// What the words of an item stand for, and the types of its values.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Index {
    /// By place, without overlap: `package.Name` is two.
    pub references: Vec<Reference>,
    /// The outer ones before those inside.
    pub values: Vec<Valued>,
    /// The outer ones before those inside.
    pub openings: Vec<Opening>,
    /// What is left out, in the order in which it was noticed.
    pub lacks: Vec<Lack>,
}

impl Index {
    /// The word at an offset of the item: the one that it is in or, if none, that ends there.
    pub fn reference_at(&self, offset: u32) -> Option<&Reference> {
        let after = self.references.partition_point(|reference| reference.span.start <= offset);
        let candidates = self.references[..after].iter().rev().take(2);
        let mut touching = candidates.filter(|reference| offset <= reference.span.end);
        touching.next()
    }

    /// The innermost expression at an offset.
    pub fn value_at(&self, offset: u32) -> Option<&Valued> {
        let touching =
            self.values.iter().filter(|value| value.span.start <= offset && offset <= value.span.end);
        touching.min_by_key(|value| value.span.end - value.span.start)
    }

    /// The type of the expression that stands exactly there.
    pub fn type_of(&self, span: Span) -> Option<&Ty> {
        self.values.iter().find(|value| value.span == span).map(|value| &value.ty)
    }
}

/// What the words of an item stand for.
#[salsa::tracked]
pub fn index(db: &dyn salsa::Database, program: Program, def: DefId) -> Index {
    let mut index = Index::default();
    names::references(db, program, def, &mut index.references);
    if !cycles::is_cyclic(db, program, def)
        && let Some((checked, _)) = check::recorded(db, program, def, None)
    {
        index.references.extend(checked.references);
        index.values = checked.values;
        index.openings = checked.openings;
        index.lacks = checked.lacks;
    }
    // Some places are gone over twice; what was known first is kept.
    index.references.retain(|reference| reference.span.start < reference.span.end);
    index.references.sort_by_key(|reference| (reference.span.start, reference.span.end));
    index.references.dedup_by_key(|reference| reference.span);
    let outer_first = |span: Span| (span.start, std::cmp::Reverse(span.end));
    index.values.sort_by_key(|value| outer_first(value.span));
    index.values.dedup_by(|later, first| later.span == first.span && later.ty == first.ty);
    index.openings.sort_by_key(|opening| outer_first(opening.span));
    index.openings.dedup_by_key(|opening| opening.span);
    index
}

/// What is due and in sight at an offset of an item. Works in broken text too.
pub fn probe(db: &dyn salsa::Database, program: Program, def: DefId, offset: u32) -> Probe {
    if cycles::is_cyclic(db, program, def) {
        return Probe::default();
    }
    let gap = gap(db, program, def, offset).unwrap_or((offset, offset));
    check::recorded(db, program, def, Some(Asked { at: offset, gap }))
        .map(|(_, probe)| probe)
        .unwrap_or_default()
}

/// The white space around an offset of an item: what is missing there is missing anywhere in it.
fn gap(db: &dyn salsa::Database, program: Program, def: DefId, offset: u32) -> Option<(u32, u32)> {
    let (file, start) = db::locate(db, program, def.item())?;
    let text = file.text(db);
    let at = usize::try_from(start.checked_add(offset)?).ok()?;
    let (before, after) = text.split_at_checked(at)?;
    let left = before.len() - before.trim_end().len();
    let right = after.len() - after.trim_start().len();
    Some((offset.saturating_sub(u32::try_from(left).ok()?), offset + u32::try_from(right).ok()?))
}

/// The place that [`probe`] asks about.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    /// The offset.
    pub(crate) at: u32,
    /// The white space around it.
    pub(crate) gap: (u32, u32),
}

/// Where something is declared; `None` for what no file declares. `item` is where the word stands.
pub fn declared(db: &dyn salsa::Database, program: Program, target: &Target, item: DefId) -> Option<Place> {
    match target {
        Target::Declaration(def) => {
            db::item(db, program, *def)?;
            Some(name_place(db, program, *def))
        }
        Target::Field(RecordRef::Declared(def), index) => {
            let view = view::record(db, program, RecordRef::Declared(*def));
            let record = signature::record(db, program, *def)?;
            let index = usize::from(*index);
            let span = match index.checked_sub(view.len()) {
                None => record.fields.get(index)?.name_span,
                Some(position) => record.lets.get(position)?.name_span,
            };
            Some(Place::item(def.item(), span))
        }
        Target::Local(span) => Some(Place::item(item.item(), *span)),
        Target::Parameter(def, position) => {
            let item = db::item(db, program, *def)?;
            let o8_syntax::ast::ItemKind::Function(decl) = &item.kind else { return None };
            let parameter = decl.parameters.get(usize::from(*position))?;
            Some(Place::item(def.item(), parameter.name.span))
        }
        Target::Entities(record) => Some(name_place(db, program, *record)),
        Target::Context(context) => {
            let kinds = crate::names::entity_kinds(db, program);
            kinds.of_word(context.word()).map(|kind| name_place(db, program, kind.record))
        }
        Target::Field(RecordRef::Kube(_), _)
        | Target::Package(_)
        | Target::Kube(_)
        | Target::Method(..)
        | Target::BuiltIn(_) => None,
    }
}

#[cfg(test)]
mod tests;
