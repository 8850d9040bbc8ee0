//! The syntax tree: what the text says, before any name has a meaning.
//!
//! Spans are relative to the first byte of the top-level item that a node belongs to. The tree is always
//! whole: where something was due and is missing, a *hole* stands (`ExprKind::Hole`, an empty [`Name`] …),
//! and the parser has reported it, so that later stages stay silent about it.

use ecow::EcoString;
use o8_diagnostics::Span;

/// A word used as a name. A hole has empty text.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Name {
    /// The word.
    pub text: EcoString,
    /// Where it stands.
    pub span: Span,
}

impl Name {
    /// Whether a name was due here and is missing.
    pub fn is_hole(&self) -> bool {
        self.text.is_empty()
    }
}

/// A top-level declaration with what stands before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Item {
    /// `@name(…)` before it.
    pub attributes: Vec<Attribute>,
    /// The text of its `///` lines.
    pub docs: Option<Docs>,
    /// Where `pub` stands.
    pub public: Option<Span>,
    /// The declaration.
    pub kind: ItemKind,
    /// From the first attribute, documentation line or word to the last token.
    pub span: Span,
}

impl Item {
    /// Where no declaration is.
    pub fn hole(span: Span) -> Self {
        Self { attributes: Vec::new(), docs: None, public: None, kind: ItemKind::Hole, span }
    }
}

/// The lines of a `///` comment, joined by newlines, without the slashes and one space after them.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Docs {
    /// The text.
    pub text: EcoString,
    /// From the first line's slashes to the last line's end.
    pub span: Span,
}

/// `@name(argument, …)`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attribute {
    /// The word after `@`.
    pub name: Name,
    /// What stands in the parentheses.
    pub arguments: Vec<Argument>,
    /// The whole attribute.
    pub span: Span,
}

/// What a top-level item declares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ItemKind {
    /// `import …`
    Import(Import),
    /// `let NAME: T = e`
    Let(Let),
    /// `type NAME …`
    Type(TypeDecl),
    /// `fn NAME(…) -> T = e`
    Function(Function),
    /// `component NAME { … }`
    Component(Component),
    /// `KIND NAME { … }`
    Entity(Entity),
    /// `extend KIND NAME { … }`
    Extend(Entity),
    /// `existing KIND NAME { … }`; the block may be missing
    Existing(Entity),
    /// `retire NAME in ENV, …`
    Retire(Retire),
    /// `moved OLD -> NEW`
    Moved(Moved),
    /// `test "…" { … }`
    Test(Test),
    /// Nothing that is a declaration; reported.
    Hole,
}

/// `import PATH { NAME as ALIAS, … }` or `import PATH as ALIAS`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Import {
    /// The parts between the slashes: `k8s/apps/v1`, `crd/gateway.networking.k8s.io/v1`.
    pub path: Vec<Name>,
    /// `as ALIAS` of the whole package.
    pub alias: Option<Name>,
    /// The names in braces; `None` without braces.
    pub names: Option<Vec<ImportedName>>,
}

/// `NAME` or `NAME as ALIAS` in the braces of an import.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ImportedName {
    /// The name in its package.
    pub name: Name,
    /// The name in this file, where it is another.
    pub alias: Option<Name>,
}

/// `let NAME: T = e`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Let {
    /// The name.
    pub name: Name,
    /// The type, where one is written.
    pub ty: Option<TypeExpr>,
    /// The value.
    pub value: Expr,
    /// From `let` to the end.
    pub span: Span,
}

/// `type NAME = T where … else "…"` or `type NAME { … }`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeDecl {
    /// The name.
    pub name: Name,
    /// What it stands for.
    pub body: TypeBody,
}

/// What a type stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeBody {
    /// `= T`, possibly refined.
    Alias {
        /// The type.
        ty: TypeExpr,
        /// `where CONDITION else "message"` after it; `it` is the value.
        refinement: Option<Where>,
    },
    /// `{ … }`: `Member::Field`, `Member::Where` and `Member::Let`.
    Record(Block),
}

/// `where CONDITION else "message"`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Where {
    /// What must hold.
    pub condition: Expr,
    /// What to say when it does not; a hole where `else` is missing.
    pub message: Expr,
    /// From `where` to the end.
    pub span: Span,
}

/// `fn NAME(p: T = d, …) -> T = e`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// The name.
    pub name: Name,
    /// The parameters.
    pub parameters: Vec<Parameter>,
    /// The type of the result; a hole where it is missing.
    pub result: TypeExpr,
    /// The body.
    pub body: Expr,
}

/// `p: T = d`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parameter {
    /// The name.
    pub name: Name,
    /// Its type; a hole where it is missing.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
    /// The whole parameter.
    pub span: Span,
}

/// `component NAME { … }`: `Member::Param`, `Let`, `Where`, `Emit`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Component {
    /// The name.
    pub name: Name,
    /// The body.
    pub body: Block,
}

/// `KIND NAME { … }`, also after `extend` and `existing`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entity {
    /// The kind: `module`, `environment` … Any word: which kinds there are is for the checker to say.
    pub kind: Name,
    /// The name.
    pub name: Name,
    /// The body; only `existing` may go without.
    pub body: Option<Block>,
}

/// `retire NAME in ENV, …`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Retire {
    /// Where `retire` stands.
    pub word: Span,
    /// What goes.
    pub name: Name,
    /// Where; empty means everywhere.
    pub targets: Vec<Target>,
}

/// `moved OLD -> NEW`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moved {
    /// Where `moved` stands.
    pub word: Span,
    /// The name it had.
    pub old: Name,
    /// The name it has.
    pub new: Name,
}

/// `test "…" { … }`: `Member::Let`, `Assert`, and declarations inside `assertFails`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Test {
    /// The description.
    pub name: Expr,
    /// The body.
    pub body: Block,
}

/// `ENV`, `@CLUSTER` or `ENV@CLUSTER`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    /// The environment.
    pub environment: Option<Name>,
    /// The cluster.
    pub cluster: Option<Name>,
    /// The whole target.
    pub span: Span,
}

/// What stands in `{ }`, whatever the braces belong to; which members are allowed where is for the checker to say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Block {
    /// The members in order.
    pub members: Vec<Member>,
    /// From `{` to `}`.
    pub span: Span,
}

/// One member of a block, with what stands before it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// `@name(…)` before it.
    pub attributes: Vec<Attribute>,
    /// The text of its `///` lines.
    pub docs: Option<Docs>,
    /// What it says.
    pub kind: MemberKind,
    /// From the first attribute, documentation line or token to the last token.
    pub span: Span,
}

/// What a member of a block says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MemberKind {
    /// `let x = e`
    Let(Box<Let>),
    /// `a.b = e`
    Set(Path, Expr),
    /// `a.b += e`
    Append(Path, Expr),
    /// `a.b { … }`, `f KEY { … }` (the key is then the last step of the path)
    Open(Path, Block),
    /// `unset a.b`
    Unset(Path),
    /// `name: T = default`, in a type
    Field(Box<Field>),
    /// `param name: T = default`, in a component
    Param(Box<Field>),
    /// `where CONDITION else "message"`
    Where(Box<Where>),
    /// `emit …`, in a component
    Emit(Box<Emit>),
    /// `in TARGET, … { … }`
    In(Vec<Target>, Block),
    /// `patch KIND "name" { … }`
    Patch(Box<Patch>),
    /// `assert CONDITION`, in a test
    Assert(Expr),
    /// A bare expression: the result of a `{ let … ⏎ e }`, or a call such as `assertFails` in a test
    Expr(Expr),
    /// A declaration, in `assertFails(…) { … }`
    Item(Box<Item>),
    /// Nothing that is a member; reported.
    Hole,
}

/// `name: T = default`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Field {
    /// The name.
    pub name: Name,
    /// The type; a hole where it is missing.
    pub ty: TypeExpr,
    /// The default.
    pub default: Option<Expr>,
}

/// `emit if c: VALUE`, `emit for k, v in xs if c: VALUE`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Emit {
    /// `for …`
    pub each: Option<ForClause>,
    /// `if c`, where there is no `for`; with `for` the condition is in the clause.
    pub condition: Option<Expr>,
    /// The object or component.
    pub value: Expr,
    /// From `emit` to the end.
    pub span: Span,
}

/// `for x in xs if c` or `for k, v in m if c`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ForClause {
    /// The name of the element, or of the key.
    pub first: Name,
    /// The name of the value, over a map (over a list: `first` is the index).
    pub second: Option<Name>,
    /// What is gone through.
    pub iterable: Box<Expr>,
    /// `if c`
    pub condition: Option<Box<Expr>>,
    /// From `for` to the end.
    pub span: Span,
}

/// `patch KIND "name" { … }`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Patch {
    /// The kind, as imported or as Kubernetes names it.
    pub kind: Vec<Name>,
    /// The name of the object, where several are of the kind.
    pub name: Option<Expr>,
    /// The changes.
    pub body: Block,
}

/// The left side of a setting: `a.b["c"].d`. Never empty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Path {
    /// The steps.
    pub steps: Vec<Step>,
    /// From the first step to the last.
    pub span: Span,
}

/// One step of a path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Step {
    /// `name`, first or after a dot.
    Field(Name),
    /// `["key"]`, a string first in a member, or the key of `f KEY { … }` where that is not a plain name.
    Key(Expr),
    /// The key of `f KEY { … }` where it is a plain name: an entity's name for maps keyed by entity, its text otherwise.
    Word(Name),
}

impl Step {
    /// Where the step stands.
    pub fn span(&self) -> Span {
        match self {
            Self::Field(name) | Self::Word(name) => name.span,
            Self::Key(expr) => expr.span,
        }
    }
}

/// A type as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TypeExpr {
    /// What is written.
    pub kind: TypeExprKind,
    /// Where.
    pub span: Span,
}

/// The forms of types.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum TypeExprKind {
    /// A type was due; reported.
    Hole,
    /// `Name` or `package.Name`
    Name(Vec<Name>),
    /// `[T]`
    List(Box<TypeExpr>),
    /// `{K: V}`
    Map(Box<TypeExpr>, Box<TypeExpr>),
    /// `T?`
    Optional(Box<TypeExpr>),
    /// A literal: `"small"`, `1`, `true`
    Literal(Box<Expr>),
    /// `A | B`
    Union(Vec<TypeExpr>),
    /// `(T, U) -> V`
    Function(Vec<TypeExpr>, Box<TypeExpr>),
}

/// An expression.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Expr {
    /// What is written. Boxed where it is large, so that an `Expr` stays small.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// The forms of expressions.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ExprKind {
    /// An expression was due; reported.
    Hole,
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number with or without a unit, as written but for `_`: `42`, `0.5`, `-3`, `500m`, `1h30m`, `25%`
    Number(EcoString),
    /// A string; one piece of text where nothing is interpolated
    String(Box<StringLit>),
    /// A name
    Name(EcoString),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `[for x in xs if c: e]`
    ListFor(Box<ForClause>, Box<Expr>),
    /// `{for k, v in m if c: k => v}`
    MapFor(Box<ForClause>, Box<(Expr, Expr)>),
    /// `{ … }` or `Type { … }`: a record, a map, or `{ let … ⏎ e }`
    Record(Option<Vec<Name>>, Box<Block>),
    /// `a.b`, `a?.b`
    Field {
        /// What the field is taken of.
        base: Box<Expr>,
        /// The field; a hole after a dot with nothing behind it.
        name: Name,
        /// Whether it is `?.`
        optional: bool,
    },
    /// `a[i]`
    Index(Box<Expr>, Box<Expr>),
    /// `f(a, name = b)`; `block` is the `{ … }` of `assertFails("E…") { … }`, in tests
    Call {
        /// What is called: a name, or a field for a method.
        callee: Box<Expr>,
        /// The arguments.
        arguments: Vec<Argument>,
        /// A block after the call.
        block: Option<Box<Block>>,
    },
    /// `-a`, `!a`
    Unary(UnaryOp, Box<Expr>),
    /// `a + b`
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Where the operator stands.
        op_span: Span,
        /// Both sides.
        sides: Box<(Expr, Expr)>,
    },
    /// `if c then a else b`; `otherwise` is a hole where `else` is missing
    If(Box<(Expr, Expr, Expr)>),
    /// `match e { p => a … }`
    Match(Box<Expr>, Vec<Arm>),
    /// `e with { … }`
    With(Box<Expr>, Box<Block>),
    /// `x => e`, `(x, y) => e`
    Lambda(Vec<Name>, Box<Expr>),
    /// `(e)`
    Paren(Box<Expr>),
}

/// `p => e` of a `match`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Arm {
    /// The pattern.
    pub pattern: Pattern,
    /// The result.
    pub value: Expr,
    /// The whole arm.
    pub span: Span,
}

/// A pattern of a `match`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// What is written.
    pub kind: PatternKind,
    /// Where.
    pub span: Span,
}

/// The forms of patterns.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PatternKind {
    /// A pattern was due; reported.
    Hole,
    /// `_`
    Wildcard,
    /// `null`
    Null,
    /// A literal: string, number, boolean
    Literal(Box<Expr>),
    /// `TYPE name`; without a name, `name` is `None`
    Type(TypeExpr, Option<Name>),
    /// `p | q`
    Or(Vec<Pattern>),
}

/// An argument of a call or an attribute.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Argument {
    /// `name =` before it.
    pub name: Option<Name>,
    /// The value.
    pub value: Expr,
}

/// A string literal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StringLit {
    /// How it is written.
    pub form: StringForm,
    /// Its pieces, escapes and indentation resolved.
    pub pieces: Vec<Piece>,
}

/// A piece of a string.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece {
    /// Text, and where it stands in the source.
    Text(EcoString, Span),
    /// `${e}`
    Interpolation(Expr),
}

/// How a string is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StringForm {
    /// `"…"`
    Plain,
    /// `r"…"`
    Raw,
    /// `"""…"""`
    Block,
    /// `r"""…"""`
    RawBlock,
}

/// Prefix operators.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `!`
    Not,
}

/// Infix operators. Binding, loosest first: `??`; `||`; `&&`; comparisons and `in` (do not chain); `+ -`; `* /`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "the names say it")]
pub enum BinaryOp {
    Coalesce,
    Or,
    And,
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
