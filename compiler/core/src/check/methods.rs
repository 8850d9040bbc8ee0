//! The methods of built-in types and the built-in functions, as a table.

use std::sync::Arc;

use crate::hir::Builtin;
use crate::ty::{FunctionTy, ListTy, MapTy, Ty};
use crate::types;

/// A method of a built-in type, or a built-in function.
#[derive(Clone, Copy, Debug)]
pub struct Method {
    /// Its name.
    pub name: &'static str,
    /// What it is called on; nothing for a function.
    pub on: On,
    /// What it takes: each with its name.
    pub parameters: &'static [(&'static str, Slot)],
    /// How many of them have to be given.
    pub required: usize,
    /// What it gives.
    pub result: Slot,
    /// What it does.
    pub builtin: Builtin,
    /// One line of documentation.
    pub docs: &'static str,
}

/// What a method is called on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[expect(missing_docs, reason = "most names say it")]
pub enum On {
    List,
    Map,
    String,
    Duration,
    Cpu,
    Memory,
    Percent,
    Float,
    /// A list, map or string.
    Sized,
    /// Anything that can be printed.
    Data,
    /// A function.
    Nothing,
}

/// A type in a method's signature, in terms of what it is called on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[expect(missing_docs, reason = "most names say it")]
pub enum Slot {
    Bool,
    Int,
    Float,
    String,
    Strings,
    Ints,
    /// What it is called on.
    Same,
    /// What it is called on, or null.
    SameOrNull,
    /// The element of the list.
    Element,
    /// The element of the list, or null.
    ElementOrNull,
    /// The list's elements are lists: one of those.
    Inner,
    /// A list of lists of the element.
    Pairs,
    /// The key of the map.
    Key,
    Keys,
    /// The value of the map.
    Value,
    ValueOrNull,
    Values,
    /// A function of the element to `Bool`.
    Test,
    /// A function of the element to anything.
    Change,
    /// A list of what the function gives.
    Changed,
    /// Int or Float: the type of the first argument.
    Number,
    /// Anything with a text.
    Text,
}

use On::{Cpu, Data, Duration, Float, List, Map, Memory, Nothing, Percent, Sized, String as OnString};
use Slot as S;

const fn entry(
    on: On,
    name: &'static str,
    parameters: &'static [(&'static str, Slot)],
    result: Slot,
    builtin: Builtin,
    docs: &'static str,
) -> Method {
    Method { name, on, parameters, required: parameters.len(), result, builtin, docs }
}

const fn optional(mut method: Method, required: usize) -> Method {
    method.required = required;
    method
}

#[rustfmt::skip]
static METHODS: &[Method] = &[
    entry(List, "all", &[("test", S::Test)], S::Bool, Builtin::All, "Whether the test holds for every element."),
    entry(List, "exists", &[("test", S::Test)], S::Bool, Builtin::Exists, "Whether the test holds for some element."),
    entry(List, "exists_one", &[("test", S::Test)], S::Bool, Builtin::ExistsOne, "Whether the test holds for exactly one element."),
    entry(List, "map", &[("change", S::Change)], S::Changed, Builtin::MapList, "What the function gives for each element."),
    entry(List, "filter", &[("test", S::Test)], S::Same, Builtin::Filter, "The elements for which the test holds."),
    entry(List, "flatten", &[], S::Inner, Builtin::Flatten, "The elements of the lists in the list."),
    entry(List, "sort", &[], S::Same, Builtin::Sort, "The elements in order: numbers and quantities by size, texts by their characters."),
    entry(List, "sortBy", &[("key", S::Change)], S::Same, Builtin::SortBy, "The elements in the order of what the function gives for them."),
    entry(List, "unique", &[], S::Same, Builtin::Unique, "The elements without those that are there already."),
    entry(List, "zip", &[("other", S::Same)], S::Pairs, Builtin::Zip, "Pairs of elements at the same position, as far as the shorter list goes."),
    entry(List, "sum", &[], S::Element, Builtin::Sum, "All elements added up."),
    entry(List, "min", &[], S::Element, Builtin::Min, "The smallest element; an error for an empty list."),
    entry(List, "max", &[], S::Element, Builtin::Max, "The largest element; an error for an empty list."),
    entry(List, "first", &[], S::ElementOrNull, Builtin::First, "The first element, null where there is none."),
    entry(List, "last", &[], S::ElementOrNull, Builtin::Last, "The last element, null where there is none."),
    entry(List, "indexOf", &[("element", S::Element)], S::Int, Builtin::IndexOf, "The position of an element, -1 where it is not there."),
    entry(List, "reverse", &[], S::Same, Builtin::Reverse, "The elements from the last to the first."),
    optional(entry(List, "join", &[("separator", S::String)], S::String, Builtin::Join, "The texts one after the other, with a separator between them."), 0),
    optional(entry(List, "slice", &[("start", S::Int), ("end", S::Int)], S::Same, Builtin::Slice, "The elements from one position up to another."), 1),
    entry(List, "contains", &[("element", S::Element)], S::Bool, Builtin::Contains, "Whether the element is in the list."),
    optional(entry(OnString, "slice", &[("start", S::Int), ("end", S::Int)], S::String, Builtin::Slice, "The characters from one position up to another."), 1),
    entry(OnString, "indexOf", &[("text", S::String)], S::Int, Builtin::IndexOf, "The position of a text in it, -1 where it is not there."),
    entry(OnString, "startsWith", &[("text", S::String)], S::Bool, Builtin::StartsWith, "Whether it begins with a text."),
    entry(OnString, "endsWith", &[("text", S::String)], S::Bool, Builtin::EndsWith, "Whether it ends with a text."),
    entry(OnString, "contains", &[("text", S::String)], S::Bool, Builtin::Contains, "Whether a text is in it."),
    entry(OnString, "matches", &[("pattern", S::String)], S::Bool, Builtin::Matches, "Whether a regular expression (RE2) is found in it."),
    entry(OnString, "split", &[("separator", S::String)], S::Strings, Builtin::Split, "The texts between the separators."),
    entry(OnString, "replace", &[("text", S::String), ("by", S::String)], S::String, Builtin::Replace, "It with every occurrence of a text replaced."),
    entry(OnString, "lowerAscii", &[], S::String, Builtin::LowerAscii, "It with `A` to `Z` in lower case."),
    entry(OnString, "upperAscii", &[], S::String, Builtin::UpperAscii, "It with `a` to `z` in upper case."),
    entry(OnString, "trim", &[], S::String, Builtin::Trim, "It without white space at both ends."),
    entry(OnString, "isCron", &[], S::Bool, Builtin::IsCron, "Whether it is five fields of cron: minute, hour, day of month, month, day of week."),
    entry(OnString, "isTimeZone", &[], S::Bool, Builtin::IsTimeZone, "Whether it is the name of a zone in the IANA time zone database."),
    entry(OnString, "isRegex", &[], S::Bool, Builtin::IsRegex, "Whether it is a regular expression, as `matches` takes one, and one of RE2's, which Go reads."),
    entry(Map, "keys", &[], S::Keys, Builtin::Keys, "The keys in order."),
    entry(Map, "values", &[], S::Values, Builtin::Values, "The values in the order of their keys."),
    entry(Map, "merge", &[("other", S::Same)], S::Same, Builtin::Merge, "The entries of both; the other's where both have a key."),
    entry(Map, "get", &[("key", S::Key)], S::ValueOrNull, Builtin::Get, "The value of a key, null where it is missing."),
    entry(Sized, "size", &[], S::Int, Builtin::Size, "How many elements, entries or characters it has."),
    entry(Sized, "isEmpty", &[], S::Bool, Builtin::IsEmpty, "Whether it has none."),
    entry(Sized, "orNull", &[], S::SameOrNull, Builtin::OrNull, "It, or null where it is empty."),
    entry(Duration, "seconds", &[], S::Int, Builtin::Seconds, "Its whole seconds."),
    entry(Duration, "millis", &[], S::Int, Builtin::Millis, "Its milliseconds."),
    entry(Cpu, "millis", &[], S::Int, Builtin::Millis, "Its thousandths of a CPU."),
    entry(Memory, "bytes", &[], S::Int, Builtin::Bytes, "Its bytes."),
    entry(Percent, "int", &[], S::Int, Builtin::PercentInt, "The number before the sign."),
    entry(Float, "ceil", &[], S::Int, Builtin::Ceil, "The smallest whole number that is not below it."),
    entry(Float, "floor", &[], S::Int, Builtin::Floor, "The largest whole number that is not above it."),
    entry(Float, "round", &[], S::Int, Builtin::Round, "The nearest whole number, halves away from zero."),
    entry(Data, "toYaml", &[], S::String, Builtin::ToYaml, "Its YAML."),
    entry(Data, "toJson", &[], S::String, Builtin::ToJsonText, "Its JSON, on one line."),
    entry(Nothing, "mod", &[("a", S::Int), ("b", S::Int)], S::Int, Builtin::Mod, "What remains of `a` divided by `b`."),
    entry(Nothing, "abs", &[("number", S::Number)], S::Number, Builtin::Abs, "The number without its sign."),
    entry(Nothing, "imageReference", &[("image", S::String)], S::String, Builtin::ImageReference, "A reference to an image with its registry and its library written out: `docker.io/library/nginx`."),
    entry(Nothing, "sha256", &[("text", S::String)], S::String, Builtin::Sha256, "The SHA-256 of a text, 64 hexadecimal digits."),
    entry(Nothing, "base64", &[("text", S::String)], S::String, Builtin::Base64Encode, "A text in base64."),
    entry(Nothing, "string", &[("value", S::Text)], S::String, Builtin::ToString, "The text of a number, a quantity, a boolean or an entity's name."),
    entry(Nothing, "int", &[("value", S::Text)], S::Int, Builtin::ToInt, "The whole number in a text, or a number without what is behind the point."),
    entry(Nothing, "float", &[("value", S::Text)], S::Float, Builtin::ToFloat, "The number in a text, or a whole number as one with a fraction."),
    entry(Nothing, "readFile", &[("path", S::String)], S::String, Builtin::ReadFile, "The text of a file, by its path from the folder of the file that calls it."),
    optional(entry(Nothing, "range", &[("start", S::Int), ("end", S::Int)], S::Ints, Builtin::Range, "The whole numbers from `start` up to `end`, or from 0 up to one number."), 1),
];

impl On {
    fn takes(self, of: &Ty) -> bool {
        match self {
            List => matches!(of, Ty::List(_)),
            Map => matches!(of, Ty::Map(_)),
            OnString => is_text(of),
            Duration => *of == Ty::Duration,
            Cpu => *of == Ty::Cpu,
            Memory => *of == Ty::Memory,
            Percent => *of == Ty::Percent,
            Float => *of == Ty::Float,
            Sized => matches!(of, Ty::List(_) | Ty::Map(_)) || is_text(of),
            Data => !matches!(of, Ty::Function(_) | Ty::Component | Ty::Null),
            Nothing => false,
        }
    }
}

/// Whether values of the type are texts: strings, and unions of constant strings.
pub(super) fn is_text(of: &Ty) -> bool {
    use crate::ty::Literal;
    types::alternatives(of).iter().all(|ty| matches!(ty, Ty::String | Ty::Literal(Literal::String(_))))
}

/// The methods of a built-in type, refinements aside.
pub fn methods_of(of: &Ty) -> impl Iterator<Item = &'static Method> {
    METHODS.iter().filter(move |method| method.on.takes(of))
}

/// The built-in functions; `semver` and `cidr` aside, which need one of their methods.
pub fn functions() -> impl Iterator<Item = &'static Method> {
    METHODS.iter().filter(|method| method.on == Nothing)
}

/// The method, or function, of this name on this.
pub fn method(name: &str, on: On) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name && method.on == on)
}

pub(super) fn method_named(of: &Ty, name: &str) -> Option<&'static Method> {
    methods_of(of).find(|method| method.name == name)
}

pub(super) fn has_method(of: &Ty, name: &str) -> bool {
    method_named(of, name).is_some()
}

/// The types of a method's signature for one receiver.
pub(super) struct Terms {
    pub(super) receiver: Ty,
    pub(super) element: Ty,
    pub(super) key: Ty,
    pub(super) value: Ty,
    /// What the function among the arguments gives, once it is known.
    pub(super) changed: Ty,
    /// The type of the first argument, once it is known.
    pub(super) first: Ty,
}

impl Terms {
    /// `core` is the receiver behind refinements.
    pub(super) fn new(receiver: Ty, core: &Ty) -> Self {
        let (element, key, value) = match core {
            Ty::List(list) => (list.element.clone(), Ty::Error, Ty::Error),
            Ty::Map(map) => (Ty::Error, map.key.clone(), map.value.clone()),
            _ => (Ty::Error, Ty::Error, Ty::Error),
        };
        Self { receiver, element, key, value, changed: Ty::Error, first: Ty::Error }
    }

    /// The type that a slot of the signature stands for.
    pub(super) fn ty(&self, slot: Slot) -> Ty {
        match slot {
            S::Bool => Ty::Bool,
            S::Int => Ty::Int,
            S::Float => Ty::Float,
            S::String => Ty::String,
            S::Strings => list(Ty::String),
            S::Ints => list(Ty::Int),
            S::Same => self.receiver.clone(),
            S::SameOrNull => types::optional(self.receiver.clone()),
            S::Element => self.element.clone(),
            S::ElementOrNull => types::optional(self.element.clone()),
            S::Inner => self.element.clone(),
            S::Pairs => list(list(self.element.clone())),
            S::Key => self.key.clone(),
            S::Keys => list(self.key.clone()),
            S::Value => self.value.clone(),
            S::ValueOrNull => types::optional(self.value.clone()),
            S::Values => list(self.value.clone()),
            S::Test => function(self.element.clone(), Ty::Bool),
            S::Change => function(self.element.clone(), Ty::Error),
            S::Changed => list(self.changed.clone()),
            S::Number => self.first.clone(),
            S::Text => Ty::Error,
        }
    }
}

pub(crate) fn list(element: Ty) -> Ty {
    Ty::List(Arc::new(ListTy { element, key: None }))
}

pub(crate) fn map(key: Ty, value: Ty) -> Ty {
    Ty::Map(Arc::new(MapTy { key, value }))
}

fn function(parameter: Ty, result: Ty) -> Ty {
    Ty::Function(Arc::new(FunctionTy { parameters: vec![parameter], result }))
}
