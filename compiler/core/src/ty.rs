//! Types, and the signatures of the declarations that make them.
//!
//! A type is small, comparable and free of spans of other files. What a declared type consists of is asked of
//! the database by its [`DefId`]; what a built-in Kubernetes type consists of is asked of `o8-kubernetes`.

use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::Span;
use o8_ir::platform::SourceSort;
use o8_kubernetes::DefinitionId;

use crate::ids::DefId;

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Ty {
    /// Unknown after a reported mistake. Fits everything, silently.
    Error,
    /// The type of `null` alone.
    Null,
    /// `Bool`
    Bool,
    /// `Int`, 64-bit
    Int,
    /// `Float`
    Float,
    /// `String`
    String,
    /// `Duration`, whole milliseconds
    Duration,
    /// `Cpu`, whole millicpu
    Cpu,
    /// `Memory`, whole bytes
    Memory,
    /// `Percent`, of a whole number or with fraction
    Percent,
    /// `Quantity`: any quantity of Kubernetes, for open maps
    Quantity,
    /// `[T]`
    List(Arc<ListTy>),
    /// `{K: V}`
    Map(Arc<MapTy>),
    /// `T?`; never of an optional
    Optional(Arc<Ty>),
    /// A literal as a type, such as `"small"`
    Literal(Literal),
    /// `A | B`: flat, without doubles, at least two, never an optional inside (the whole union is optional then)
    Union(Arc<[Ty]>),
    /// A declared record: a `type` with fields, a component, the type of an entity, a custom resource
    Record(DefId),
    /// A record of Kubernetes itself: a kind or a part of one
    Kube(DefinitionId),
    /// A declared alias with a `where`; its base type is in its signature
    Refined(DefId),
    /// A reference to a value that never becomes text
    Secret,
    /// Free data
    Json,
    /// An object of a kind without a schema
    Any,
    /// Any component: what `deploy` and `extras` hold
    Component,
    /// Any object of a kind: what `emit` takes besides components
    Object,
    /// A rule over an object: an expression in which `object`, `template`, `pod` and `containers` are what is under review
    Predicate,
    /// A part of an object under review of which no schema is known: fields of any name, absent where there is none
    Reviewed,
    /// `(T) -> U`, for parameters
    Function(Arc<FunctionTy>),
}

/// The type of a list.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ListTy {
    /// What it holds.
    pub element: Ty,
    /// The field by which elements are known, for `@key` lists and the merge keys of Kubernetes.
    pub key: Option<EcoString>,
}

/// The type of a map. `key` is `String`, a refined string, a union of string literals or the record of an entity kind.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MapTy {
    /// What its keys are.
    pub key: Ty,
    /// What it holds.
    pub value: Ty,
}

/// The type of a function.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct FunctionTy {
    /// Types of the parameters.
    pub parameters: Vec<Ty>,
    /// Type of the result.
    pub result: Ty,
}

/// A constant.
#[derive(Clone, PartialEq, Debug)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// Text.
    String(EcoString),
    /// Milliseconds, and the text as written.
    Duration(i64, EcoString),
    /// Millicpu, and the text as written.
    Cpu(i64, EcoString),
    /// Bytes, and the text as written.
    Memory(i64, EcoString),
    /// Hundredths of a percent, and the text as written: `25%` is 2500.
    Percent(i64, EcoString),
    /// A quantity of Kubernetes, as written.
    Quantity(EcoString),
}

/// Literals in types are strings, integers and booleans, so that bitwise equality of floats is enough.
impl Eq for Literal {}

impl std::hash::Hash for Literal {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        std::mem::discriminant(self).hash(state);
        match self {
            Self::Null => {}
            Self::Bool(value) => value.hash(state),
            Self::Int(value) => value.hash(state),
            Self::Float(value) => value.to_bits().hash(state),
            Self::String(text) | Self::Quantity(text) => text.hash(state),
            Self::Duration(value, _)
            | Self::Cpu(value, _)
            | Self::Memory(value, _)
            | Self::Percent(value, _) => value.hash(state),
        }
    }
}

/// What a declaration is to the rest of the program. Spans are relative to its own item.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Signature {
    /// `type NAME { … }`, `component NAME { … }`
    Record(RecordSignature),
    /// `type NAME = T where …`
    Alias(AliasSignature),
    /// `fn`
    Function(FunctionSignature),
    /// `let`: its type
    Let(LetSignature),
    /// An entity: the record of its kind
    Entity(EntitySignature),
    /// Nothing that other declarations see: `extend`, `test`, `import` …, and what is broken
    None,
}

/// A record type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RecordSignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// Whether other packages see it.
    pub public: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// What sort of record it is.
    pub sort: RecordSort,
    /// Its fields (the parameters of a component), in order. A `FieldIndex` counts these.
    pub fields: Vec<FieldSignature>,
    /// Names of its `let`s, in order; addressed after the fields.
    pub lets: Vec<LetSignature>,
}

/// What sort of record a declared record type is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RecordSort {
    /// `type NAME { … }`
    Plain,
    /// `component NAME { … }`: its values render to objects
    Component {
        /// `@delivery(…)`: what Argo CD reads instead of objects of ours.
        delivery: Option<SourceSort>,
    },
    /// `@entity(WORD, PLURAL) type …`: the type of the entities declared with WORD
    Entity {
        /// `module`, `environment` …
        word: EcoString,
        /// `modules`, `environments` …: the map of all of them
        plural: EcoString,
    },
    /// `@kind(…) type …`: a custom resource
    Kind {
        /// API group.
        group: EcoString,
        /// API version.
        version: EcoString,
        /// Kind.
        kind: EcoString,
        /// Name in URLs and in RBAC.
        plural: EcoString,
        /// Whether its objects live in a namespace.
        namespaced: bool,
    },
}

/// A field of a record, or a parameter of a component.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FieldSignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// Its type.
    pub ty: Ty,
    /// Whether it may be left out. An optional field without a written default is `null`.
    pub has_default: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// `@deprecated("use x")`
    pub deprecated: Option<EcoString>,
    /// `@since("1.2")`
    pub since: Option<EcoString>,
    /// `@readonly`: has a value, cannot be set.
    pub readonly: bool,
    /// `@computed`: the compiler gives the value where the program sets none.
    pub computed: bool,
}

/// `type NAME = T where …`; without `where` the alias is replaced by what it stands for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AliasSignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// Whether other packages see it.
    pub public: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// What it stands for.
    pub base: Ty,
    /// Whether there is a `where`.
    pub refined: bool,
}

/// A function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FunctionSignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// Whether other packages see it.
    pub public: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// Its parameters.
    pub parameters: Vec<ParameterSignature>,
    /// The type of its result.
    pub result: Ty,
}

/// A parameter of a function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParameterSignature {
    /// Its name.
    pub name: EcoString,
    /// Its type.
    pub ty: Ty,
    /// Whether it may be left out.
    pub has_default: bool,
}

/// A `let`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LetSignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// Whether other packages see it.
    pub public: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// Its type, written or inferred.
    pub ty: Ty,
}

/// An entity.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct EntitySignature {
    /// Its name.
    pub name: EcoString,
    /// Where the name stands.
    pub name_span: Span,
    /// The word that declares it.
    pub word: EcoString,
    /// The record type of its kind.
    pub record: DefId,
    /// Whether it is `existing`: referred to, never emitted.
    pub existing: bool,
    /// Its documentation.
    pub docs: EcoString,
    /// For a module: the component (or other record) that its body's `deploy` says, where one is said.
    pub deploy: Option<Ty>,
}
