//! What is to be said of something that a word stands for: its declaration, documentation, and facts about it.

use o8_core::check::{self, Method, On, Slot};
use o8_core::db;
use o8_core::hir::{FieldIndex, RecordRef};
use o8_core::ids::DefId;
use o8_core::index::Target;
use o8_core::names::PackageRef;
use o8_core::signature;
use o8_core::ty::{RecordSort, Signature};
use o8_core::types::display;
use o8_core::view::{self, FieldView};
use o8_diagnostics::Span;
use o8_syntax::ast::{self, ItemKind, MemberKind, TypeBody};

use super::navigation;
use super::words::Word;
use crate::analysis::Analysis;

/// What is to be said of something.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Description {
    /// Its declaration in o8, without bodies.
    pub signature: String,
    /// Its documentation, in Markdown.
    pub docs: String,
    /// Facts in a few words each.
    pub facts: Vec<String>,
}

/// Longest text of a default or a constant that is shown.
const LONGEST: usize = 80;

/// What is to be said of what a word stands for.
pub fn of_word(analysis: &Analysis, word: &Word) -> Option<Description> {
    match &word.target {
        Target::Local(_) => {
            let name = analysis.text(word.at);
            let ty = navigation::type_of(analysis, word);
            let signature = match ty {
                Some(ty) => format!("{name}: {}", display(&ty)),
                None => name.to_owned(),
            };
            Some(Description { signature, ..Description::default() })
        }
        target => of_target(analysis, target),
    }
}

/// What is to be said of what is no local.
pub fn of_target(analysis: &Analysis, target: &Target) -> Option<Description> {
    let (db, program) = (&analysis.db, analysis.program);
    match target {
        Target::Declaration(def) => of_declaration(analysis, *def),
        Target::Field(record, field) => of_field(analysis, *record, *field),
        Target::Parameter(def, position) => {
            let function = signature::function(db, program, *def)?;
            let parameter = function.parameters.get(usize::from(*position))?;
            let signature = format!("{}: {}", parameter.name, display(&parameter.ty));
            let facts = vec![format!("a parameter of `{}`", function.name)];
            Some(Description { signature, docs: String::new(), facts })
        }
        Target::Package(PackageRef::Source(package)) => {
            Some(Description { signature: format!("package {}", package.shown()), ..Description::default() })
        }
        Target::Package(PackageRef::Kube { group, version }) => {
            let group = if group.is_empty() { "core" } else { group };
            let signature = format!("package k8s/{group}/{version}");
            let docs = "Types of Kubernetes itself.".to_owned();
            Some(Description { signature, docs, facts: Vec::new() })
        }
        Target::Kube(id) => {
            let view = view::record(db, program, RecordRef::Kube(*id));
            Some(of_record(view, "type"))
        }
        Target::Entities(record) => {
            let kinds = o8_core::names::entity_kinds(db, program);
            let kind = kinds.of_record(*record)?;
            let signature = format!("{}: {{String: {}}}", kind.plural, record.name());
            let docs = format!("Every {} of the program, by name.", kind.word);
            Some(Description { signature, docs, facts: Vec::new() })
        }
        Target::Context(context) => {
            let kinds = o8_core::names::entity_kinds(db, program);
            let kind = kinds.of_word(context.word())?;
            let mut found = of_declaration(analysis, kind.record)?;
            found.signature = format!("{}: {}", context.word(), kind.record.name());
            found.facts = vec![format!("the {} that this is worked out for", context.word())];
            Some(found)
        }
        Target::Method(name, on) => of_method(name, *on),
        Target::BuiltIn(name) => Some(Description {
            signature: format!("type {name}"),
            docs: of_built_in(name).to_owned(),
            facts: Vec::new(),
        }),
        Target::Local(_) => None,
    }
}

fn of_declaration(analysis: &Analysis, def: DefId) -> Option<Description> {
    let (db, program) = (&analysis.db, analysis.program);
    let deprecated = db::item(db, program, def).and_then(|item| deprecation(item));
    let facts: Vec<String> = deprecated.into_iter().collect();
    let mut found = match &signature::signature(db, program, def).signature {
        Signature::Let(constant) => {
            let ty = display(&constant.ty);
            let value = written(analysis, def, |item| match &item.kind {
                ItemKind::Let(decl) => Some(decl.value.span),
                _ => None,
            });
            let signature = match value {
                Some(value) => format!("let {}: {ty} = {value}", constant.name),
                None => format!("let {}: {ty}", constant.name),
            };
            Description { signature, docs: constant.docs.to_string(), facts }
        }
        Signature::Function(function) => {
            Description { signature: function_signature(function), docs: function.docs.to_string(), facts }
        }
        Signature::Alias(alias) => {
            let condition = written(analysis, def, |item| match &item.kind {
                ItemKind::Type(ast::TypeDecl { body: TypeBody::Alias { refinement, .. }, .. }) => {
                    refinement.as_ref().map(|refinement| refinement.span)
                }
                _ => None,
            });
            let base = display(&alias.base);
            let signature = match condition {
                Some(condition) => format!("type {} = {base} {condition}", alias.name),
                None => format!("type {} = {base}", alias.name),
            };
            Description { signature, docs: alias.docs.to_string(), facts }
        }
        Signature::Record(record) => {
            let word = match record.sort {
                RecordSort::Component { .. } => "component",
                _ => "type",
            };
            let view = view::record(db, program, RecordRef::Declared(def));
            let mut found = of_record(view, word);
            found.facts.splice(0..0, facts);
            found
        }
        Signature::Entity(entity) => {
            let existing = if entity.existing { "existing " } else { "" };
            let signature = format!("{existing}{} {}", entity.word, entity.name);
            Description { signature, docs: entity.docs.to_string(), facts }
        }
        Signature::None => return None,
    };
    if found.docs.is_empty()
        && let Some(item) = db::item(db, program, def)
    {
        found.docs = item.docs.as_ref().map(|docs| docs.text.to_string()).unwrap_or_default();
    }
    let package = def.package();
    if package != o8_core::ids::PackageId::root() && package != o8_core::ids::PackageId::prelude() {
        found.facts.push(format!("from `{}`", package.shown()));
    }
    Some(found)
}

/// `fn name(a: T, b: T = …) -> R`
pub(super) fn function_signature(function: &o8_core::ty::FunctionSignature) -> String {
    let parameters: Vec<String> = function.parameters.iter().map(parameter).collect();
    format!("fn {}({}) -> {}", function.name, parameters.join(", "), display(&function.result))
}

/// `a: T`, `b: T = …`
pub(super) fn parameter(parameter: &o8_core::ty::ParameterSignature) -> String {
    let default = if parameter.has_default { " = …" } else { "" };
    format!("{}: {}{default}", parameter.name, display(&parameter.ty))
}

fn of_record(view: view::RecordView<'_>, word: &str) -> Description {
    let mut facts = Vec::new();
    if let Some(kind) = view.kind() {
        let group = if kind.group.is_empty() { String::new() } else { format!("{}/", kind.group) };
        let place = if kind.namespaced { "in a namespace" } else { "of the whole cluster" };
        facts.push(format!("`{group}{}` `{}`, {place}", kind.version, kind.kind));
    }
    let required: Vec<String> = view
        .fields()
        .filter(|(_, field)| field.required)
        .map(|(_, field)| format!("`{}`", field.name))
        .collect();
    if !required.is_empty() {
        facts.push(format!("has to be given {}", required.join(", ")));
    }
    Description { signature: format!("{word} {}", view.name()), docs: view.docs().to_owned(), facts }
}

fn of_field(analysis: &Analysis, record: RecordRef, index: FieldIndex) -> Option<Description> {
    let view = view::record(&analysis.db, analysis.program, record);
    if let Some(position) = usize::from(index).checked_sub(view.len()) {
        let found = view.lets().get(position)?;
        let signature = format!("let {}: {}", found.name, display(&found.ty));
        return Some(Description { signature, docs: found.docs.to_string(), facts: Vec::new() });
    }
    let field = view.field(index);
    let mut signature = format!("{}: {}", field.name, display(field.ty));
    if let Some(default) = default_of(analysis, record, field.name) {
        signature += &format!(" = {default}");
    }
    let mut facts = vec![format!("a field of `{}`", view.name())];
    facts.extend(field_facts(&field));
    Some(Description { signature, docs: field.docs.to_owned(), facts })
}

/// What is special about a field.
pub(super) fn field_facts(field: &FieldView<'_>) -> Vec<String> {
    let mut facts = Vec::new();
    if field.required {
        facts.push("has to be given".to_owned());
    }
    if field.readonly {
        facts.push("cannot be set".to_owned());
    }
    if field.computed {
        facts.push("worked out where it is not given".to_owned());
    }
    facts.extend(field.deprecated.map(|instead| format!("deprecated: {instead}")));
    facts.extend(field.since.map(|version| format!("since {version}")));
    facts
}

/// The default of a field as it is written, where it is short.
pub(super) fn default_of(analysis: &Analysis, record: RecordRef, name: &str) -> Option<String> {
    let RecordRef::Declared(def) = record else { return None };
    written(analysis, def, |item| {
        let block = match &item.kind {
            ItemKind::Component(decl) => &decl.body,
            ItemKind::Type(ast::TypeDecl { body: TypeBody::Record(block), .. }) => block,
            _ => return None,
        };
        block.members.iter().find_map(|member| match &member.kind {
            MemberKind::Field(field) | MemberKind::Param(field) if field.name.text == name => {
                field.default.as_ref().map(|default| default.span)
            }
            _ => None,
        })
    })
}

/// A part of an item as it is written, on one line, where it is short.
fn written(analysis: &Analysis, def: DefId, part: impl FnOnce(&ast::Item) -> Option<Span>) -> Option<String> {
    let span = part(db::item(&analysis.db, analysis.program, def)?)?;
    let (file, start) = db::locate(&analysis.db, analysis.program, def.item())?;
    let text = file.text(&analysis.db);
    let text = text.get((start + span.start) as usize..(start + span.end) as usize)?;
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    (!line.is_empty() && line.chars().count() <= LONGEST).then_some(line)
}

fn deprecation(item: &ast::Item) -> Option<String> {
    let attribute = o8_core::names::attribute(&item.attributes, "deprecated")?;
    let instead = attribute.arguments.first().and_then(|argument| o8_core::names::text_of(&argument.value));
    Some(format!("deprecated: {}", instead.unwrap_or_default()))
}

fn of_method(name: &str, on: On) -> Option<Description> {
    let method = check::method(name, on)?;
    Some(Description { signature: method_signature(method), docs: method.docs.to_owned(), facts: Vec::new() })
}

/// `List.join(separator?: String) -> String`
pub(super) fn method_signature(method: &Method) -> String {
    let numbers = 0..method.parameters.len();
    let parameters: Vec<String> = numbers.map(|index| method_parameter(method, index)).collect();
    let receiver = match method.on {
        On::Nothing => "fn ".to_owned(),
        on => format!("{}.", on_name(on)),
    };
    format!("{receiver}{}({}) -> {}", method.name, parameters.join(", "), slot_name(method.result))
}

/// `separator?: String`
pub(super) fn method_parameter(method: &Method, index: usize) -> String {
    let (name, slot) = method.parameters[index];
    let mark = if index < method.required { "" } else { "?" };
    format!("{name}{mark}: {}", slot_name(slot))
}

fn on_name(on: On) -> &'static str {
    match on {
        On::List => "[T]",
        On::Map => "{K: V}",
        On::String => "String",
        On::Duration => "Duration",
        On::Cpu => "Cpu",
        On::Memory => "Memory",
        On::Percent => "Percent",
        On::Float => "Float",
        On::Sized => "collection",
        On::Data => "value",
        On::Nothing => "",
    }
}

fn slot_name(slot: Slot) -> &'static str {
    match slot {
        Slot::Bool => "Bool",
        Slot::Int => "Int",
        Slot::Float => "Float",
        Slot::String => "String",
        Slot::Strings => "[String]",
        Slot::Ints => "[Int]",
        Slot::Same => "the same",
        Slot::SameOrNull => "the same?",
        Slot::Element => "T",
        Slot::ElementOrNull => "T?",
        Slot::Inner => "[T]",
        Slot::Pairs => "[[T]]",
        Slot::Key => "K",
        Slot::Keys => "[K]",
        Slot::Value => "V",
        Slot::ValueOrNull => "V?",
        Slot::Values => "[V]",
        Slot::Test => "T => Bool",
        Slot::Change => "T => U",
        Slot::Changed => "[U]",
        Slot::Number => "Int | Float",
        Slot::Text => "anything with a text",
    }
}

fn of_built_in(name: &str) -> &'static str {
    match name {
        "Bool" => "`true` or `false`.",
        "Int" => "A whole number of 64 bits.",
        "Float" => "A number with a fraction.",
        "String" => "Text.",
        "Duration" => "A length of time, such as `30s` or `1h30m`, in whole milliseconds.",
        "Cpu" => "Processor time, such as `500m` or `2`, in whole thousandths of a CPU.",
        "Memory" => "Bytes, such as `256Mi` or `1.5Gi`.",
        "Percent" => "A share, such as `25%`.",
        "Quantity" => "Any quantity of Kubernetes, as it is written.",
        "Secret" => "A value that never becomes text: a reference to where it is kept.",
        "Json" => "Free data: whatever JSON can say.",
        "Any" => "An object of a kind without a schema.",
        "Component" => "Any component.",
        "Object" => "An object of any kind.",
        _ => "",
    }
}
