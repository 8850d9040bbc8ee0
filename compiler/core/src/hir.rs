//! The checked program: every name resolved, every literal typed, every setting an [`Edit`].
//!
//! The checker makes it from the syntax tree and the evaluator runs it; neither knows the other. It is what
//! an expression *means*: sugar is gone, and where the checker reported a mistake an [`ExprKind::Poison`]
//! stands, which evaluates to a hole without a word. Spans are relative to the item of the body.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Span};
use o8_kubernetes::DefinitionId;

use crate::ids::DefId;
pub use crate::ty::Literal;
use crate::ty::Ty;

/// A checked item: what it evaluates to and what was wrong with it.
#[derive(Clone, PartialEq, Debug)]
pub struct Checked {
    /// The meaning.
    pub body: Body,
    /// The type of a `let`'s value or of a function's body; `Ty::Error` for what has no value.
    pub ty: Ty,
    /// What a body sets at places whose type leaves several open, for what opens them elsewhere.
    pub known: Option<Arc<crate::check::Known>>,
    /// What was found (places anchored to the items that they are in).
    pub diagnostics: Vec<Diagnostic>,
}

/// The meaning of an item.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// A constant.
    Let(Expr),
    /// A record type or a component.
    Record(RecordBody),
    /// A refined alias: `it` is local 0 of the frame.
    Refinement(Condition),
    /// A function: parameters are the locals of the outermost frame, in order.
    Function(FunctionBody),
    /// An entity, or what `extend` says of one.
    Entity(EntityBody),
    /// A test.
    Test(TestBody),
    /// Nothing to evaluate.
    None,
}

/// Defaults, derived names, conditions and output of a record type.
#[derive(Clone, PartialEq, Debug)]
pub struct RecordBody {
    /// One for each field of the signature; `None` where it has no written default. Sees the record's fields by [`ExprKind::This`].
    pub defaults: Vec<Option<Expr>>,
    /// One for each `let` of the signature.
    pub lets: Vec<Expr>,
    /// What must hold.
    pub conditions: Vec<Condition>,
    /// What is emitted, in order; empty but for components.
    pub emits: Vec<Emit>,
}

/// `where CONDITION else "message"`.
#[derive(Clone, PartialEq, Debug)]
pub struct Condition {
    /// A `Bool`.
    pub condition: Expr,
    /// A `String`.
    pub message: Expr,
    /// The whole `where`.
    pub span: Span,
    /// Fields of the record that the condition reads, for placing the error.
    pub reads: Vec<FieldIndex>,
}

/// `emit …`. Its index among its component's emits is part of the identity of the objects.
#[derive(Clone, PartialEq, Debug)]
pub struct Emit {
    /// `for`: opens a frame for condition and value.
    pub each: Option<Each>,
    /// `if`
    pub condition: Option<Expr>,
    /// An object of a kind or a component.
    pub value: Expr,
    /// The whole `emit`.
    pub span: Span,
}

/// Parameters and body of a function.
#[derive(Clone, PartialEq, Debug)]
pub struct FunctionBody {
    /// Defaults, by parameter; a default sees the parameters before it.
    pub defaults: Vec<Option<Expr>>,
    /// The result.
    pub body: Expr,
}

/// What one item says of an entity.
///
/// Frames of locals: `lets` are one frame, also when there are none; the `lets` of an override are a second one inside it.
/// `patches` and `edits` stand in the frame of their body or override.
#[derive(Clone, PartialEq, Debug)]
pub struct EntityBody {
    /// The entity: for `extend`, the one extended.
    pub entity: DefId,
    /// The record type of its kind.
    pub record: DefId,
    /// `let`s of the body: the outermost frame of everything below.
    pub lets: Vec<Expr>,
    /// Settings of the body.
    pub edits: Vec<Edit>,
    /// `patch …` of the body.
    pub patches: Vec<Patch>,
    /// `in TARGET { … }`, in order.
    pub overrides: Vec<Override>,
}

/// `in TARGET, … { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Override {
    /// Where it holds.
    pub targets: Vec<TargetRef>,
    /// `let`s of the block: a frame inside the body's.
    pub lets: Vec<Expr>,
    /// Settings.
    pub edits: Vec<Edit>,
    /// Patches.
    pub patches: Vec<Patch>,
    /// The whole override.
    pub span: Span,
}

/// `ENV`, `@CLUSTER` or `ENV@CLUSTER`, resolved.
#[derive(Clone, PartialEq, Debug)]
pub struct TargetRef {
    /// The environment.
    pub environment: Option<DefId>,
    /// The cluster.
    pub cluster: Option<DefId>,
    /// Where it stands.
    pub span: Span,
}

/// `patch KIND "name" { … }`.
#[derive(Clone, PartialEq, Debug)]
pub struct Patch {
    /// The kind of the object.
    pub kind: RecordRef,
    /// The name of the object, where one is written.
    pub name: Option<Expr>,
    /// The changes.
    pub edits: Vec<Edit>,
    /// From `patch` to its kind or name.
    pub span: Span,
}

/// The statements of a test.
#[derive(Clone, PartialEq, Debug)]
pub struct TestBody {
    /// The description.
    pub name: EcoString,
    /// `let`s: the outermost frame.
    pub lets: Vec<Expr>,
    /// What is asserted, in order.
    pub asserts: Vec<Assert>,
}

/// One assertion of a test.
#[derive(Clone, PartialEq, Debug)]
pub enum Assert {
    /// `assert CONDITION`; for a comparison, both sides are kept apart so that a failure can show them.
    Holds {
        /// The condition.
        condition: Expr,
        /// The sides of an `==` or other comparison.
        sides: Option<Box<(Expr, Expr)>>,
        /// The whole statement.
        span: Span,
    },
    /// `assertFails("E…", "text") { … }`: with these declarations added, compiling reports the code with the text.
    Fails {
        /// The code.
        code: EcoString,
        /// A part of the message; empty where none is written.
        text: EcoString,
        /// The declarations: the bytes between the braces.
        source: Span,
        /// The whole statement.
        span: Span,
    },
}

/// A field of a declared record (its index in the signature) or of a Kubernetes definition (its index there).
pub type FieldIndex = u16;

/// A record type, declared or built in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RecordRef {
    /// A declared record.
    Declared(DefId),
    /// A record of Kubernetes itself.
    Kube(DefinitionId),
}

/// One change of a record, map or keyed list. Within one list of edits, no two have the same constant step
/// (the checker joins `a.b = 1`, `a.c = 2` into one `Open` and reports what is set twice).
#[derive(Clone, PartialEq, Debug)]
pub struct Edit {
    /// What is changed.
    pub step: Step,
    /// How.
    pub op: EditOp,
    /// The path as written (up to this step), for errors and provenance.
    pub span: Span,
}

/// What an edit changes in its record, map or list.
#[derive(Clone, PartialEq, Debug)]
pub enum Step {
    /// A field of a record.
    Field(FieldIndex),
    /// An entry of a map, an element of a keyed list. A `String`, or an entity where the map's keys are entities.
    Key(Expr),
}

/// How an edit changes it.
#[derive(Clone, PartialEq, Debug)]
pub enum EditOp {
    /// `= e`: whatever was there.
    Set(Expr),
    /// `+= e`: elements of a list, entries of a map.
    Append(Expr),
    /// `unset`: as if never written.
    Unset,
    /// `{ … }` or a dotted path: changes what is there, or the default, or a new empty one.
    Open(Shape, Vec<Edit>),
}

/// What an opened place holds: what is made where there is nothing yet.
#[derive(Clone, PartialEq, Debug)]
pub enum Shape {
    /// A record.
    Record(RecordRef),
    /// A map.
    Map,
    /// A list whose elements are known by this field; `element` is what a new element is. `key` is the field's index in it.
    KeyedList {
        /// The record type of the elements.
        element: RecordRef,
        /// Index of the key field in it.
        key: FieldIndex,
    },
}

/// An expression with its meaning.
#[derive(Clone, PartialEq, Debug)]
pub struct Expr {
    /// The meaning.
    pub kind: ExprKind,
    /// Where it is written.
    pub span: Span,
}

/// A local name: how many frames up, and which slot. Frames are opened by functions (parameters), `Let`,
/// loops, matched patterns that bind a name, and lambdas.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Local {
    /// Frames up; 0 is the innermost.
    pub up: u16,
    /// Slot in that frame.
    pub slot: u16,
}

/// The meanings of expressions.
#[derive(Clone, PartialEq, Debug)]
pub enum ExprKind {
    /// The checker reported a mistake here.
    Poison,
    /// A constant.
    Literal(Literal),
    /// Text with values in it.
    Interpolate(Vec<Piece>),
    /// A local name.
    Local(Local),
    /// A field (index below the number of fields) or a `let` (index minus the number of fields) of the record that a
    /// default, condition, `let` or `emit` belongs to.
    This(FieldIndex),
    /// `module`, `environment`, `cluster`, `team`, `platform`: what the evaluation is for.
    Context(Context),
    /// A constant of a package.
    Constant(DefId),
    /// An entity.
    Entity(DefId),
    /// `modules`, `environments` …: the map of all entities of the kind with this record.
    Entities(DefId),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[for … : e]`
    ListFor(Box<Each>, Option<Box<Expr>>, Box<Expr>),
    /// `{for … : k => v}`
    MapFor(Box<Each>, Option<Box<Expr>>, Box<(Expr, Expr)>),
    /// A new record: the edits on its defaults.
    Record(RecordRef, Vec<Edit>),
    /// A new map: the edits on an empty one (all steps are keys).
    Map(Vec<Edit>),
    /// `a.b`; `optional` for `a?.b` (null where `a` is). `a` may be a record or a reference to an entity.
    Field {
        /// The record.
        base: Box<Expr>,
        /// The record type, which says what the index counts.
        record: RecordRef,
        /// The field, or a `let` after the fields.
        field: FieldIndex,
        /// Whether it is `?.`
        optional: bool,
    },
    /// A field of a part of an object of which no schema is known, by its name or key.
    Part(Box<Expr>, Box<Expr>),
    /// `a[i]`
    Index(IndexKind, Box<(Expr, Expr)>),
    /// A function of the program; one argument a parameter, `None` where the default holds.
    Call(DefId, Vec<Option<Expr>>),
    /// A parameter of function type that is called.
    CallLocal(Local, Vec<Expr>),
    /// A built-in function or method; the receiver of a method is the first argument.
    Builtin(Builtin, Vec<Expr>),
    /// A lambda: opens a frame with this many slots.
    Lambda(u16, Arc<Expr>),
    /// A function of the program as an argument of function type.
    FunctionRef(DefId),
    /// `-a`
    Negate(Box<Expr>),
    /// `!a`
    Not(Box<Expr>),
    /// `a + b` and the like. The operands' values say which arithmetic it is.
    Binary(BinaryOp, Box<(Expr, Expr)>),
    /// `a && b`, evaluated from left to right as far as needed.
    And(Box<(Expr, Expr)>),
    /// `a || b`
    Or(Box<(Expr, Expr)>),
    /// `a ?? b`
    Coalesce(Box<(Expr, Expr)>),
    /// `if c then a else b`
    If(Box<(Expr, Expr, Expr)>),
    /// `match`; the checker has made it exhaustive.
    Match(Box<Expr>, Vec<Arm>),
    /// `e with { … }`
    With(Box<Expr>, Vec<Edit>),
    /// `{ let a = … ⏎ e }` and the `let`s of a record's or map's braces: opens a frame; each `let` sees the ones before it. Lazy.
    /// Those of the braces of an opened place are shared by all settings in it.
    Let(Arc<[Expr]>, Box<Expr>),
    /// A value that enters a narrower type: refinements in it (also inside lists, maps and options) are checked.
    Check(Ty, Box<Expr>),
    /// An object of a kind without a schema (`Any`) or free data (`Json`) out of typed data.
    ToJson(Box<Expr>),
    /// A secret put where a selector of a key is due: `{ name, key }` of this record.
    SecretSelector(RecordRef, Box<Expr>),
    /// `rendered(MODULE, "TARGET", KIND)`, in tests: the one object of the kind (and name, where given) of a target.
    Rendered {
        /// The module.
        module: Box<Expr>,
        /// `"ENV"` or `"ENV@CLUSTER"`.
        target: Box<Expr>,
        /// The kind.
        kind: RecordRef,
        /// The name of the object.
        name: Option<Box<Expr>>,
    },
}

/// A piece of a text with values in it.
#[derive(Clone, PartialEq, Debug)]
pub enum Piece {
    /// Text.
    Text(EcoString),
    /// A string, number, boolean, quantity or entity.
    Value(Expr),
}

/// What an evaluation is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Context {
    Module,
    Environment,
    Cluster,
    Team,
    Platform,
}

impl Context {
    /// Its name in the language.
    pub fn word(self) -> &'static str {
        match self {
            Self::Module => "module",
            Self::Environment => "environment",
            Self::Cluster => "cluster",
            Self::Team => "team",
            Self::Platform => "platform",
        }
    }
}

/// The values that a loop goes through. Opens a frame: over a list slot 0 is the element (with two names slot 0 is the
/// index and slot 1 the element); over a map slot 0 is the key and slot 1 the value (with one name: the key).
#[derive(Clone, PartialEq, Debug)]
pub struct Each {
    /// A list or map.
    pub iterable: Expr,
    /// How many names are bound: 1 or 2.
    pub names: u16,
    /// Whether it goes through a map.
    pub map: bool,
}

/// How an index is taken.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IndexKind {
    /// An element of a list by position.
    Position,
    /// An entry of a map; a missing one is an error.
    Key,
    /// An element of a keyed list by the value of the field with this index.
    Element(FieldIndex),
    /// A key of a secret entity.
    Secret,
}

/// One arm of a `match`.
#[derive(Clone, PartialEq, Debug)]
pub struct Arm {
    /// When it is taken.
    pub pattern: Pattern,
    /// Whether the value gets a name: the result then stands in a frame of one slot.
    pub binds: bool,
    /// The result.
    pub value: Expr,
}

/// A pattern.
#[derive(Clone, PartialEq, Debug)]
pub enum Pattern {
    /// `_`
    Any,
    /// A constant, `null` included.
    Literal(Literal),
    /// A value of this type.
    Type(Ty),
    /// One of several.
    Or(Vec<Pattern>),
}

/// Operators whose operands are both evaluated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    In,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// Built-in functions and methods. The receiver is the first argument.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "named as in the language")]
pub enum Builtin {
    // on lists
    All,
    Exists,
    ExistsOne,
    MapList,
    Filter,
    Flatten,
    Sort,
    SortBy,
    Unique,
    Zip,
    Sum,
    Min,
    Max,
    First,
    Last,
    IsEmpty,
    Join,
    Slice,
    Size,
    IndexOf,
    Reverse,
    // on strings
    StartsWith,
    EndsWith,
    Contains,
    Matches,
    Split,
    Replace,
    LowerAscii,
    UpperAscii,
    Trim,
    IsCron,
    IsTimeZone,
    IsRegex,
    ImageReference,
    // on maps
    Keys,
    Values,
    Merge,
    Get,
    // on anything
    OrNull,
    ToYaml,
    ToJsonText,
    // out of a dimension
    Seconds,
    Millis,
    Bytes,
    PercentInt,
    // functions
    Mod,
    Abs,
    Ceil,
    Floor,
    Round,
    SemverMajor,
    SemverMinor,
    SemverPatch,
    SemverCompare,
    SemverMatches,
    CidrContains,
    CidrPrefix,
    Sha256,
    ToString,
    ToInt,
    ToFloat,
    ReadFile,
    Range,
    Base64Encode,
}
