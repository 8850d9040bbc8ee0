//! What a schema says, in terms of the language: types that have no name yet.

use std::rc::Rc;

/// A type.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) enum Shape {
    /// A type of the language or of another package, by name: `Bool`, `Json`, `ObjectMeta`.
    Named(&'static str),
    /// A definition of the same schema, by the key of its `$ref`.
    Definition(String),
    /// One of several constants, each as the language writes it.
    Constants(Vec<String>),
    /// One of several types.
    Union(Vec<Rc<Shape>>),
    /// A type with conditions on `it`.
    Refined(Rc<Shape>, Vec<Condition>),
    /// A list, and the field that tells its elements apart.
    List(Rc<Shape>, Option<String>),
    /// A map from texts.
    Map(Rc<Shape>),
    /// A record.
    Record(Record),
}

/// A condition, and what is said where it does not hold.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Condition {
    /// An expression of the language.
    pub(crate) text: String,
    /// The rest of "the value …".
    pub(crate) message: String,
}

/// Fields and what holds of them together.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub(crate) struct Record {
    /// In the order of the schema.
    pub(crate) fields: Vec<Field>,
    /// Conditions over several fields, or on the size of one.
    pub(crate) conditions: Vec<Condition>,
    /// What the schema asks for beside this, in words.
    pub(crate) unchecked: Vec<String>,
}

/// A field of a record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(crate) struct Field {
    /// Its name, which is one of the language.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) shape: Rc<Shape>,
    /// Whether it has to be given.
    pub(crate) required: bool,
    /// Its documentation; empty where there is none.
    pub(crate) docs: String,
    /// What the schema asks for beside this, in words.
    pub(crate) unchecked: Vec<String>,
}

impl Shape {
    /// Free data.
    pub(crate) const JSON: Self = Self::Named("Json");

    /// The record inside lists and maps, where there is one.
    pub(crate) fn is_free(&self) -> bool {
        *self == Self::JSON
    }
}
