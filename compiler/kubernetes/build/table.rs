//! Lays kinds, definitions, fields and types out in bytes; `src/table.rs` is the reader.
//!
//! All numbers are little-endian. The header holds, for each section, its offset and its row count.
//! Strings are an offset (4 bytes) and a length (2 bytes) into one pool. Rows are sorted, so that
//! the reader looks names up by binary search.

use std::collections::BTreeMap;

use crate::facts_by_field::{About, Facts, NONE};
use crate::kinds::Kind;
use crate::schema::{Definition, Field, Type};

/// The bytes of the table and its string pool.
pub(crate) fn encode(kinds: &[Kind], definitions: &BTreeMap<String, Definition>) -> (Vec<u8>, String) {
    let mut order: Vec<(&String, &Definition)> = definitions.iter().collect();
    order.sort_by_key(|(_, definition)| (&definition.group, &definition.version, &definition.name));
    let ids: BTreeMap<&str, u16> =
        order.iter().enumerate().map(|(id, (long, _))| (long.as_str(), small(id))).collect();

    let facts = Facts::new(kinds, definitions);
    let mut encoder = Encoder { strings: Strings::default(), types: Types { ids: &ids, rows: Vec::new() } };
    let mut kind_rows = Vec::new();
    for kind in kinds {
        encoder.kind(kind, &mut kind_rows);
    }
    let mut definition_rows = Vec::new();
    let mut field_rows = Vec::new();
    let mut field_count = 0;
    for (long, definition) in &order {
        encoder.definition(definition, field_count, &mut definition_rows);
        for field in &definition.fields {
            let about = facts.about(long, definition, field);
            encoder.field(field, &about, &mut field_rows);
        }
        field_count += definition.fields.len();
    }

    let type_rows: Vec<u8> = encoder
        .types
        .rows
        .iter()
        .flat_map(|(tag, of)| [tag.to_le_bytes(), of.to_le_bytes()])
        .flatten()
        .collect();
    let sections = [
        (kinds.len(), kind_rows),
        (order.len(), definition_rows),
        (field_count, field_rows),
        (encoder.types.rows.len(), type_rows),
    ];
    let mut table = Vec::new();
    let mut offset = sections.len() * 8;
    for (count, rows) in &sections {
        table.extend(wide(offset).to_le_bytes());
        table.extend(wide(*count).to_le_bytes());
        offset += rows.len();
    }
    for (_, rows) in sections {
        table.extend(rows);
    }
    (table, encoder.strings.pool)
}

struct Encoder<'a> {
    strings: Strings,
    types: Types<'a>,
}

impl Encoder<'_> {
    /// Row: group, version, kind, plural, definition (2), namespaced (1), zero (1).
    fn kind(&mut self, kind: &Kind, rows: &mut Vec<u8>) {
        for text in [kind.group, kind.version, kind.kind, kind.plural] {
            self.strings.add(text, rows);
        }
        rows.extend(self.types.ids[kind.definition.as_str()].to_le_bytes());
        rows.extend([u8::from(kind.namespaced), 0]);
    }

    /// Row: group, version, name, description, first field (2), number of fields (2).
    fn definition(&mut self, definition: &Definition, first_field: usize, rows: &mut Vec<u8>) {
        for text in [&definition.group, &definition.version, &definition.name, &definition.description] {
            self.strings.add(text, rows);
        }
        rows.extend(small(first_field).to_le_bytes());
        rows.extend(small(definition.fields.len()).to_le_bytes());
    }

    /// Row: name, description, type (2), flags (2), rows of the list, patch and value facts (2 each).
    fn field(&mut self, field: &Field, about: &About, rows: &mut Vec<u8>) {
        self.strings.add(&field.name, rows);
        self.strings.add(&field.description, rows);
        let flags = u16::from(about.required) | u16::from(about.immutable) << 1;
        let ty = self.types.add(&field.ty);
        for number in [ty, flags, about.list, about.patch, about.values] {
            rows.extend(number.to_le_bytes());
        }
    }
}

/// The string pool: each different string once.
#[derive(Default)]
struct Strings {
    pool: String,
    places: BTreeMap<String, usize>,
}

impl Strings {
    fn add(&mut self, text: &str, row: &mut Vec<u8>) {
        let place = match self.places.get(text) {
            Some(place) => *place,
            None => {
                let place = self.pool.len();
                self.pool.push_str(text);
                self.places.insert(text.to_owned(), place);
                place
            }
        };
        row.extend(wide(place).to_le_bytes());
        row.extend(small(text.len()).to_le_bytes());
    }
}

/// The different types: a tag, and what an object, a list or a map is of.
struct Types<'a> {
    ids: &'a BTreeMap<&'a str, u16>,
    rows: Vec<(u16, u16)>,
}

impl Types<'_> {
    fn add(&mut self, ty: &Type) -> u16 {
        let row = match ty {
            Type::Bool => (0, 0),
            Type::Int32 => (1, 0),
            Type::Int64 => (2, 0),
            Type::Float => (3, 0),
            Type::String => (4, 0),
            Type::IntOrString => (5, 0),
            Type::Quantity => (6, 0),
            Type::Time => (7, 0),
            Type::Bytes => (8, 0),
            Type::Json => (9, 0),
            Type::Object(long) => (10, self.ids[long.as_str()]),
            Type::List(of) => (11, self.add(of)),
            Type::Map(of) => (12, self.add(of)),
        };
        let place = self.rows.iter().position(|known| *known == row).unwrap_or_else(|| {
            self.rows.push(row);
            self.rows.len() - 1
        });
        small(place)
    }
}

pub(crate) fn small(number: usize) -> u16 {
    u16::try_from(number).ok().filter(|number| *number < NONE).expect("the table has fewer than 65535 rows")
}

fn wide(number: usize) -> u32 {
    u32::try_from(number).expect("the table is smaller than 4 GiB")
}
