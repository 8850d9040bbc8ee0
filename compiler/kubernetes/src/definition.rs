//! Definitions, the object types which kinds are made of, and their fields.

use crate::facts::{self, ListKind, PatchStrategy};
use crate::kind::api_group;
use crate::table::{DEFINITIONS, FIELDS, NONE, Row, TYPES, partition};

/// Names a definition: the same number for the same definition within one build of the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DefinitionId(u16);

impl DefinitionId {
    pub(crate) fn new(row: u16) -> Self {
        DefinitionId(row)
    }

    /// The number, from zero up to the number of definitions.
    pub fn index(self) -> usize {
        usize::from(self.0)
    }
}

/// An object type: a kind, or a part of kinds such as `Container`.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its own id.
    pub id: DefinitionId,
    /// The API group; empty for the core group and `meta` for what all groups share.
    pub group: &'static str,
    /// The version, for example `v1`.
    pub version: &'static str,
    /// The short name, for example `DeploymentSpec`.
    pub name: &'static str,
    /// The documentation of Kubernetes, in Markdown.
    pub description: &'static str,
    /// The fields in the order of their names.
    pub fields: Fields,
}

/// The fields of one definition, read as they are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fields {
    start: usize,
    end: usize,
}

impl Fields {
    /// How many fields there are.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Whether there are none.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The field with this name.
    pub fn get(self, name: &str) -> Option<Field> {
        let row = partition(self.start..self.end, |row| FIELDS.row(row).text(0) < name);
        let field = (row < self.end).then(|| FIELDS.row(row))?;
        (field.text(0) == name).then(|| Field::read(field))
    }

    /// The names alone, which is all that "did you mean" asks for.
    pub fn names(self) -> impl ExactSizeIterator<Item = &'static str> {
        (self.start..self.end).map(|row| FIELDS.row(row).text(0))
    }

    /// All fields in the order of their names.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Field> {
        (self.start..self.end).map(|row| Field::read(FIELDS.row(row)))
    }
}

/// One field of a definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// The name as in YAML.
    pub name: &'static str,
    /// What it holds.
    pub ty: FieldType,
    /// Whether an object without it is refused.
    pub required: bool,
    /// The documentation of Kubernetes, in Markdown.
    pub description: &'static str,
    /// How server-side apply treats it, if it is a list.
    pub list: ListKind,
    /// How a strategic merge patch treats it.
    pub patch: PatchStrategy,
    /// The only values that it, or each element of a list, may have.
    pub values: Option<&'static [&'static str]>,
    /// Whether it cannot change once an object exists. [`immutable_paths`](crate::immutable_paths) says for
    /// which kinds; a part may be fixed in one kind and free in another that holds the same definition.
    pub immutable: bool,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldType {
    /// `true` or `false`.
    Bool,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number with a fraction.
    Float,
    /// Any text.
    String,
    /// A whole number, or a text such as `25%` or the name of a port.
    IntOrString,
    /// A quantity such as `500m` or `2Gi`.
    Quantity,
    /// A point in time as RFC 3339 writes it.
    Time,
    /// Bytes in base64.
    Bytes,
    /// Any JSON.
    Json,
    /// An object of this definition.
    Object(DefinitionId),
    /// A list.
    List(ElementType),
    /// A map from text.
    Map(ElementType),
}

/// The type of the elements of a list or of the values of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ElementType(u16);

impl ElementType {
    /// The type itself.
    pub fn get(self) -> FieldType {
        FieldType::read(self.0)
    }
}

impl FieldType {
    fn read(row: u16) -> FieldType {
        let row = TYPES.row(usize::from(row));
        let of = row.small(2);
        match row.small(0) {
            0 => FieldType::Bool,
            1 => FieldType::Int32,
            2 => FieldType::Int64,
            3 => FieldType::Float,
            4 => FieldType::String,
            5 => FieldType::IntOrString,
            6 => FieldType::Quantity,
            7 => FieldType::Time,
            8 => FieldType::Bytes,
            10 => FieldType::Object(DefinitionId(of)),
            11 => FieldType::List(ElementType(of)),
            12 => FieldType::Map(ElementType(of)),
            _ => FieldType::Json,
        }
    }
}

impl Field {
    fn read(row: Row) -> Field {
        let flags = row.small(14);
        let ty = FieldType::read(row.small(12));
        Field {
            name: row.text(0),
            description: row.text(6),
            ty,
            required: flags & 1 != 0,
            immutable: flags & 2 != 0,
            list: fact(row.small(16)).map_or(ListKind::Atomic, |fact| facts::LISTS[fact].3),
            patch: fact(row.small(18)).map_or(default_patch(ty), |fact| facts::PATCHES[fact].3),
            values: fact(row.small(20)).map(|fact| facts::VALUES[fact].3),
        }
    }
}

fn default_patch(ty: FieldType) -> PatchStrategy {
    match ty {
        FieldType::Object(_) | FieldType::Map(_) | FieldType::Json => PatchStrategy::Merge,
        _ => PatchStrategy::Replace,
    }
}

fn fact(row: u16) -> Option<usize> {
    (row != NONE).then_some(usize::from(row))
}

/// The definition with this id.
pub fn definition(id: DefinitionId) -> Definition {
    let row = DEFINITIONS.row(id.index());
    let start = usize::from(row.small(24));
    Definition {
        id,
        group: row.text(0),
        version: row.text(6),
        name: row.text(12),
        description: row.text(18),
        fields: Fields { start, end: start + usize::from(row.small(26)) },
    }
}

/// All definitions, in the order of group, version and name.
pub fn definitions() -> impl ExactSizeIterator<Item = Definition> {
    (0..DEFINITIONS.len()).map(|row| definition(DefinitionId(row as u16)))
}

/// The definition with this short name in a group's version. The core group is `""` or `core`.
pub fn definition_named(group: &str, version: &str, name: &str) -> Option<DefinitionId> {
    DEFINITIONS.find([api_group(group), version, name]).map(|row| DefinitionId(row as u16))
}

/// The short names of all definitions of a group's version, kinds among them.
pub fn names_of(group: &str, version: &str) -> impl ExactSizeIterator<Item = &'static str> + use<> {
    DEFINITIONS.range([api_group(group), version]).map(|row| DEFINITIONS.row(row).text(12))
}
