//! Reads JSON schemas into definitions: fields with their types, required or not, and documentation.
//!
//! A construction that this file does not know fails the build: a new release must not lose a field
//! silently.

use std::collections::BTreeMap;

use k8s_openapi::serde_json::{Map, Value};

use crate::kinds::Schemas;

/// One object type, named as programs name it.
#[derive(Clone)]
pub(crate) struct Definition {
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) name: String,
    pub(crate) description: String,
    /// In the order of their names.
    pub(crate) fields: Vec<Field>,
}

/// One field as its schema gives it.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) description: String,
}

/// The type of a field. `Object` holds the long name of a definition.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Type {
    Bool,
    Int32,
    Int64,
    Float,
    String,
    IntOrString,
    Quantity,
    Time,
    Bytes,
    Json,
    Object(String),
    List(Box<Type>),
    Map(Box<Type>),
}

/// All object types by their long names; those which are written as scalars or as free JSON are left out.
pub(crate) fn definitions(schemas: &Schemas) -> BTreeMap<String, Definition> {
    let groups = api_groups(schemas);
    let objects = schemas.definitions.iter().filter(|(name, _)| special_type(name).is_none());
    objects
        .map(|(long, schema)| {
            let (module, name) = long.rsplit_once('.').expect("definition names are dotted");
            let (_, version) = module.rsplit_once('.').expect("definition names hold a version");
            let group = groups
                .get(module)
                .unwrap_or_else(|| panic!("{long}: no kind tells to which group this belongs"));
            let definition = Definition {
                group: (*group).to_owned(),
                version: version.to_owned(),
                name: name.to_owned(),
                description: description(schema),
                fields: fields(long, schema),
            };
            (long.clone(), definition)
        })
        .collect()
}

/// The API group of each module of definitions, as the kinds in it say.
fn api_groups(schemas: &Schemas) -> BTreeMap<&str, &str> {
    let mut groups = BTreeMap::new();
    for kind in &schemas.kinds {
        let (module, _) = kind.definition.rsplit_once('.').expect("definition names are dotted");
        groups.insert(module, kind.group);
    }
    // Shared by all groups and part of none; programs import it as `k8s/meta/v1`.
    groups.insert("io.k8s.apimachinery.pkg.apis.meta.v1", "meta");
    groups
}

/// The type of a definition which is no record in YAML.
fn special_type(long: &str) -> Option<Type> {
    let name = long.rsplit('.').next()?;
    Some(match name {
        "Quantity" => Type::Quantity,
        "IntOrString" => Type::IntOrString,
        "Time" | "MicroTime" => Type::Time,
        "RawExtension" | "FieldsV1" | "JSON" => Type::Json,
        // Unions of a schema with something else, inside custom resource definitions.
        "JSONSchemaPropsOrArray" | "JSONSchemaPropsOrBool" | "JSONSchemaPropsOrStringArray" => Type::Json,
        _ => return None,
    })
}

fn fields(long: &str, schema: &Value) -> Vec<Field> {
    assert_eq!(text(schema, "type"), "object", "{long}: expected an object type");
    let required: Vec<&str> = match schema.get("required") {
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let none = Map::new();
    let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
    let mut fields: Vec<Field> = properties
        .iter()
        .map(|(name, property)| Field {
            name: name.clone(),
            ty: type_of(property).unwrap_or_else(|| panic!("{long}.{name}: unknown type {property}")),
            required: required.contains(&name.as_str()),
            description: description(property),
        })
        .collect();
    fields.sort_by(|a, b| a.name.cmp(&b.name));
    fields
}

fn type_of(schema: &Value) -> Option<Type> {
    if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
        let long = reference.strip_prefix("#/$defs/")?;
        return Some(special_type(long).unwrap_or_else(|| Type::Object(long.to_owned())));
    }
    Some(match (text(schema, "type"), text(schema, "format")) {
        ("boolean", _) => Type::Bool,
        ("integer", "int32") => Type::Int32,
        ("integer", _) => Type::Int64,
        ("number", _) => Type::Float,
        ("string", "byte") => Type::Bytes,
        ("string", "date-time") => Type::Time,
        ("string", "") => Type::String,
        ("array", _) => Type::List(Box::new(type_of(schema.get("items")?)?)),
        ("object", _) => Type::Map(Box::new(type_of(schema.get("additionalProperties")?)?)),
        _ => return None,
    })
}

fn description(schema: &Value) -> String {
    text(schema, "description").trim().to_owned()
}

fn text<'a>(schema: &'a Value, key: &str) -> &'a str {
    schema.get(key).and_then(Value::as_str).unwrap_or_default()
}
