//! Values while they are evaluated: small, copied freely, living in the arena of one evaluation.
//!
//! Records are lazy: an [`Instance`] holds how each field is defined and works a field out when it is read. All
//! else is a value through and through. [`Value::Hole`] is what cannot be known: in a layer because it depends on
//! the target, in a target because a mistake was reported. Whatever needs a hole is one.

use std::cell::Cell;

use bumpalo::Bump;
use ecow::EcoString;
use o8_diagnostics::{Place, Span};
use o8_ir::OriginKind;

use crate::hir;
use crate::ids::DefId;

use super::review::Reviewed;
use super::shape::RecordInfo;

/// Where the values of one evaluation live.
#[derive(Default)]
pub(crate) struct Arena {
    bump: Bump,
    /// Texts that the evaluation made. Those of the program are borrowed from it.
    strings: typed_arena::Arena<EcoString>,
    /// What rules are made of.
    terms: typed_arena::Arena<Reviewed>,
}

impl Arena {
    pub(crate) fn new() -> Self {
        Self::default()
    }

    pub(super) fn alloc<T: Copy>(&self, value: T) -> &T {
        self.bump.alloc(value)
    }

    /// For what holds a [`Cell`]; nothing in the arena is ever dropped, so `T` must own no memory outside it.
    pub(super) fn alloc_cell<T>(&self, value: T) -> &T {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.bump.alloc(value)
    }

    pub(super) fn slice<T: Copy>(&self, values: &[T]) -> &[T] {
        self.bump.alloc_slice_copy(values)
    }

    /// A slice that its maker may still change.
    pub(super) fn slice_with<T>(&self, length: usize, make: impl FnMut(usize) -> T) -> &mut [T] {
        const { assert!(!std::mem::needs_drop::<T>()) };
        self.bump.alloc_slice_fill_with(length, make)
    }

    pub(super) fn term(&self, term: Reviewed) -> &Reviewed {
        self.terms.alloc(term)
    }

    pub(super) fn text(&self, text: impl Into<EcoString>) -> &EcoString {
        self.strings.alloc(text.into())
    }
}

/// A value.
#[derive(Clone, Copy)]
pub(crate) enum Value<'a> {
    /// What cannot be known.
    Hole,
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    String(&'a EcoString),
    Amount(Amount<'a>),
    /// A quantity of Kubernetes as text, for open maps.
    Quantity(&'a EcoString),
    List(&'a List<'a>),
    Map(&'a Map<'a>),
    Record(&'a Instance<'a>),
    Entity(DefId),
    Secret(&'a SecretKey<'a>),
    Function(&'a Function<'a>),
    /// What is under review in a rule, and what hangs on it.
    Reviewed(&'a Reviewed),
}

/// A number with a dimension, and the text as written where it is a literal.
#[derive(Clone, Copy)]
pub(crate) struct Amount<'a> {
    pub(super) dimension: Dimension,
    /// Milliseconds, millicpu, bytes, hundredths of a percent.
    pub(super) amount: i64,
    pub(super) text: Option<&'a EcoString>,
}

impl Amount<'_> {
    /// Whether it is one of the quantities of Kubernetes.
    pub(super) fn is_quantity(self) -> bool {
        matches!(self.dimension, Dimension::Cpu | Dimension::Memory)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Dimension {
    Duration,
    Cpu,
    Memory,
    Percent,
}

/// The text that decided a value.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Setting {
    pub(super) kind: OriginKind,
    pub(super) item: DefId,
    pub(super) span: Span,
}

impl Setting {
    pub(super) fn place(self) -> Place {
        Place::item(self.item.item(), self.span)
    }
}

/// A value and the setting that it came from unchanged; `None` where the expression itself made it.
#[derive(Clone, Copy)]
pub(crate) struct Located<'a> {
    pub(super) value: Value<'a>,
    pub(super) from: Option<Setting>,
}

impl<'a> Located<'a> {
    pub(super) const HOLE: Self = Self { value: Value::Hole, from: None };

    /// The same, come from `setting` unless it came from another before.
    pub(super) fn or_from(self, setting: Option<Setting>) -> Self {
        Self { value: self.value, from: self.from.or(setting) }
    }
}

impl<'a> From<Value<'a>> for Located<'a> {
    fn from(value: Value<'a>) -> Self {
        Self { value, from: None }
    }
}

#[derive(Clone, Copy)]
pub(crate) struct List<'a> {
    pub(super) items: &'a [Located<'a>],
}

/// A map in the order in which its entries were made.
pub(crate) struct Map<'a> {
    pub(super) entries: &'a [Entry<'a>],
    /// Whether entries are missing whose keys are unknown.
    pub(super) complete: bool,
    /// Positions in `entries`, sorted by key; made for larger maps when first searched.
    pub(super) index: Cell<Option<&'a [u32]>>,
}

#[derive(Clone, Copy)]
pub(crate) struct Entry<'a> {
    pub(super) key: Key<'a>,
    pub(super) value: Located<'a>,
}

/// The key of an entry. Keys of one map are all texts or all entities.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Key<'a> {
    String(&'a EcoString),
    Entity(EntityKey),
}

/// An entity in key position, ordered by its name for searching.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct EntityKey(pub(super) DefId);

impl PartialOrd for EntityKey {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for EntityKey {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.name().cmp(other.0.name()).then_with(|| self.0.item().cmp(&other.0.item()))
    }
}

impl<'a> Key<'a> {
    /// The key as a value of its own.
    pub(super) fn value(self) -> Value<'a> {
        match self {
            Self::String(text) => Value::String(text),
            Self::Entity(EntityKey(def)) => Value::Entity(def),
        }
    }

    /// The text of the key for messages.
    pub(super) fn name(&self) -> &str {
        match self {
            Self::String(text) => text,
            Self::Entity(EntityKey(def)) => def.name(),
        }
    }

    /// The key that a value is, if it can be one.
    pub(super) fn of(value: Value<'a>) -> Option<Self> {
        match value {
            Value::String(text) => Some(Self::String(text)),
            Value::Entity(def) => Some(Self::Entity(EntityKey(def))),
            _ => None,
        }
    }
}

/// Maps up to this size are searched from the front.
const SMALL_MAP: usize = 12;

impl<'a> Map<'a> {
    pub(super) fn get(&self, arena: &'a Arena, key: Key<'a>) -> Option<&'a Entry<'a>> {
        self.position(arena, key).map(|at| &self.entries[at])
    }

    pub(super) fn position(&self, arena: &'a Arena, key: Key<'a>) -> Option<usize> {
        if self.entries.len() <= SMALL_MAP {
            return self.entries.iter().position(|entry| entry.key == key);
        }
        let index = self.index.get().unwrap_or_else(|| {
            let index = arena.slice_with(self.entries.len(), |at| at as u32);
            index.sort_unstable_by(|&a, &b| self.entries[a as usize].key.cmp(&self.entries[b as usize].key));
            self.index.set(Some(index));
            index
        });
        let found = index.binary_search_by(|&at| self.entries[at as usize].key.cmp(&key)).ok()?;
        Some(index[found] as usize)
    }
}

/// A key of a secret: never text.
#[derive(Clone, Copy)]
pub(crate) struct SecretKey<'a> {
    pub(super) entity: DefId,
    pub(super) key: &'a EcoString,
}

/// A value of function type.
#[derive(Clone, Copy)]
pub(crate) enum Function<'a> {
    Lambda { slots: u16, body: &'a hir::Expr, scope: &'a Scope<'a> },
    Declared { def: DefId, from: &'a Scope<'a> },
}

/// A record: how each field is defined, and what was worked out so far.
pub(crate) struct Instance<'a> {
    pub(super) info: &'a RecordInfo<'a>,
    /// Declared records have one slot for each field and `let`; records of Kubernetes one for each field that is set.
    pub(super) slots: &'a [Slot<'a>],
    /// Positions in `slots` of the fields that are set, in the order of the program.
    pub(super) order: &'a [u16],
    /// Where it was made or last changed.
    pub(super) made: Setting,
    /// Whose body or component it belongs to: what `module` means in it.
    pub(super) subject: Option<DefId>,
    /// The entity that it is the record of.
    pub(super) entity: Cell<Option<DefId>>,
    /// Where its defaults and `let`s are evaluated; made when first needed.
    pub(super) scopes: [Cell<Option<&'a Scope<'a>>>; 2],
    /// Whether its conditions were taken care of.
    pub(super) settled: Cell<bool>,
}

impl<'a> Instance<'a> {
    pub(super) fn slot(&self, field: u16) -> Option<&'a Slot<'a>> {
        if self.info.shape.dense {
            self.slots.get(usize::from(field))
        } else {
            self.slots.iter().find(|slot| slot.field == field)
        }
    }

    /// The fields that are set, in the order of the program.
    pub(super) fn set(&self) -> impl Iterator<Item = &'a Slot<'a>> + use<'a> {
        let slots = self.slots;
        self.order.iter().map(move |&at| &slots[usize::from(at)])
    }
}

/// One field of a record.
#[derive(Clone)]
pub(crate) struct Slot<'a> {
    pub(super) field: u16,
    /// The edit that set or changed it last; `None` where the program does not.
    pub(super) at: Option<Setting>,
    pub(super) definition: Definition<'a>,
    pub(super) state: Cell<State<'a>>,
}

/// What was worked out of a field or `let`.
#[derive(Clone, Copy)]
pub(crate) enum State<'a> {
    Todo,
    Busy,
    Done(Located<'a>),
}

/// How a field is defined.
#[derive(Clone, Copy)]
pub(crate) enum Definition<'a> {
    /// By its default.
    Unset,
    Expr(&'a hir::Expr, &'a Scope<'a>),
    Value(&'a Located<'a>),
    Opened(&'a Opened<'a>),
    Appended(&'a Appended<'a>),
}

/// A field of which something is changed: by `{ … }` or a dotted path.
#[derive(Clone, Copy)]
pub(crate) struct Opened<'a> {
    pub(super) base: Definition<'a>,
    pub(super) base_at: Option<Setting>,
    pub(super) shape: &'a hir::Shape,
    pub(super) edits: &'a [hir::Edit],
    pub(super) scope: &'a Scope<'a>,
    pub(super) at: Setting,
    pub(super) mode: Mode,
}

/// A field to which something is added.
#[derive(Clone, Copy)]
pub(crate) struct Appended<'a> {
    pub(super) base: Definition<'a>,
    pub(super) base_at: Option<Setting>,
    pub(super) expr: &'a hir::Expr,
    pub(super) scope: &'a Scope<'a>,
    pub(super) at: Setting,
    pub(super) mode: Mode,
}

/// On whose behalf edits are applied: what is reported of them depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// A literal, a body or a `with`: `=` sets a field whatever was there.
    Plain,
    /// An `extend`: only what is not set yet may be set.
    Extend,
    /// A block of an override or a patch with this number: settings without effect are noticed.
    Tracked(u32),
}

/// What names mean where an expression stands: a frame of locals inside others.
#[derive(Clone, Copy)]
pub(crate) struct Scope<'a> {
    pub(super) root: &'a Root<'a>,
    pub(super) parent: Option<&'a Scope<'a>>,
    pub(super) locals: Locals<'a>,
}

/// What all frames of one text share.
#[derive(Clone, Copy)]
pub(crate) struct Root<'a> {
    /// The item that spans are relative to.
    pub(super) item: DefId,
    /// What kind of text it is.
    pub(super) kind: OriginKind,
    /// The record whose defaults, `let`s, conditions or emits are evaluated.
    pub(super) this: Option<&'a Instance<'a>>,
    /// What `module` means.
    pub(super) subject: Option<DefId>,
}

/// The locals of a frame.
#[derive(Clone, Copy)]
pub(crate) enum Locals<'a> {
    /// There is none: the outermost scope of a record's or constant's text.
    None,
    /// `let`s, worked out when they are read.
    Lazy(&'a [hir::Expr], &'a [Cell<State<'a>>]),
    Values(&'a [Located<'a>]),
}

impl<'a> Scope<'a> {
    /// Whether an argument of a function around, or an element of one, is not known because of a mistake.
    pub(super) fn has_unknown_argument(&self) -> bool {
        let is_unknown = |located: &Located<'a>| match located.value {
            Value::Hole => true,
            Value::List(list) => list.items.iter().any(|item| matches!(item.value, Value::Hole)),
            _ => false,
        };
        let mut around = std::iter::successors(Some(self), |scope| scope.parent);
        around.any(|scope| matches!(scope.locals, Locals::Values(values) if values.iter().any(is_unknown)))
    }

    pub(super) fn setting(&self, span: Span) -> Setting {
        Setting { kind: self.root.kind, item: self.root.item, span }
    }

    pub(super) fn place(&self, span: Span) -> Place {
        Place::item(self.root.item.item(), span)
    }
}
