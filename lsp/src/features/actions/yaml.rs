//! Pasted YAML as o8: objects of Kubernetes become values of their kinds, anything else free data.

use std::collections::BTreeMap;

use o8_core::db::{package_items, parse};
use o8_core::names::{self, Meaning};
use o8_core::ty::Ty;
use o8_core::{types, view};
use o8_diagnostics::Span;
use o8_syntax::TokenKind;
use serde_yaml::{Mapping, Value};

use super::insert::{STEP, indentation, indented};
use super::place::Place;
use super::{Action, Kind};
use crate::features::completion::imports;
use crate::features::format::Edit;

/// Longest selection that is read.
const LONGEST: usize = 1 << 20;
/// Longest braces on one line.
const WIDTH: usize = 60;

/// The change, where the selection is YAML and no o8.
pub(super) fn converted(place: &Place<'_>) -> Option<Action> {
    let span = whole_first_line(place.text, place.span);
    let text = place.text.get(span.start as usize..span.end as usize)?;
    if text.len() > LONGEST || !looks_like_yaml(text) || !is_broken(place, span) {
        return None;
    }
    let objects = objects(&without_indentation(text))?;
    let (form, begun) = form(&place.text[..span.start as usize]);
    let is_object =
        |object: &Mapping| text_of(object, "apiVersion").is_some() && text_of(object, "kind").is_some();
    let is_whole_lines = is_end_of_line(place.text, span) && is_start_of_line(place.text, span);
    let fits = match form {
        Form::Emits => is_whole_lines && objects.iter().all(is_object),
        Form::Declarations | Form::Members => is_whole_lines,
        Form::Values => objects.len() == 1 || begun.is_none(),
    };
    if !fits {
        return None;
    }
    let mut imports = Imports::default();
    let parts: Vec<String> =
        objects.iter().map(|object| part(place, form, object, &mut imports)).collect::<Option<_>>()?;
    let indent = indentation(place.text, begun.unwrap_or(span.start));
    let gap = if form == Form::Declarations { "\n\n" } else { "\n" };
    let text_end = text.trim_end();
    let start = span.start + length(text) - length(text.trim_start());
    let replaced = Span::new(begun.unwrap_or(start), span.start + length(text_end));
    let blank = if begun.is_some() { " " } else { "" };
    let mut edits = imports.edits(place);
    edits.push(Edit { span: replaced, text: format!("{blank}{}", indented(&parts.join(gap), indent)) });
    edits.sort_by_key(|edit| edit.span);
    Some(place.action("convert YAML into o8".to_owned(), Kind::Rewrite, edits))
}

/// Whether a text may be YAML that is no o8: a mapping in braces has quotes at its first key.
fn looks_like_yaml(text: &str) -> bool {
    let text = text.trim_start();
    match text.strip_prefix('{') {
        Some(rest) => rest.trim_start().starts_with('"'),
        None => text.contains(':') && !text.starts_with('['),
    }
}

fn is_start_of_line(text: &str, span: Span) -> bool {
    let before = text.get(..span.start as usize).unwrap_or_default();
    before.is_empty() || before.ends_with('\n')
}

fn is_end_of_line(text: &str, span: Span) -> bool {
    let selected = text.get(span.start as usize..span.end as usize).unwrap_or_default();
    let rest = text.get(span.end as usize..).unwrap_or_default();
    selected.ends_with('\n') || rest.split('\n').next().is_some_and(|line| line.trim().is_empty())
}

fn length(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// With the blanks before it, which say how far its first line is indented.
fn whole_first_line(text: &str, span: Span) -> Span {
    let before = text.get(..span.start as usize).unwrap_or_default();
    let blanks = before.len() - before.trim_end_matches(' ').len();
    Span::new(span.start - u32::try_from(blanks).unwrap_or_default(), span.end)
}

/// Whether the parser has found something wrong in a part of the file.
fn is_broken(place: &Place<'_>, span: Span) -> bool {
    let parsed = parse(&place.analysis.db, place.file);
    let touches = |at: Span| at.start <= span.end && span.start <= at.end;
    let in_items = parsed
        .items
        .iter()
        .any(|item| item.diagnostics.iter().any(|found| touches(found.place.span.shift(item.start))));
    in_items || parsed.diagnostics.iter().any(|found| touches(found.place.span))
}

fn without_indentation(text: &str) -> String {
    let indents = text.lines().filter(|line| !line.trim().is_empty());
    let least = indents.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let lines = text.lines().map(|line| line.get(least..).unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The mappings of a stream; those in a list of Kubernetes one by one.
fn objects(text: &str) -> Option<Vec<Mapping>> {
    let mut result = Vec::new();
    for document in documents(text) {
        match serde_yaml::from_str(&document).ok()? {
            Value::Null => {}
            Value::Mapping(object) => match object.get("items") {
                Some(Value::Sequence(items)) if text_of(&object, "kind") == Some("List") => {
                    let items = items.iter().map(|item| item.as_mapping().cloned());
                    result.extend(items.collect::<Option<Vec<_>>>()?);
                }
                _ => result.push(object),
            },
            _ => return None,
        }
    }
    let has_text_keys = |object: &Mapping| object.keys().all(|key| matches!(key, Value::String(_)));
    (!result.is_empty() && result.iter().all(has_text_keys)).then_some(result)
}

/// The documents of a stream: a line of three dashes begins one.
fn documents(text: &str) -> Vec<String> {
    let mut documents = vec![String::new()];
    for line in text.lines() {
        match line.strip_prefix("---") {
            Some(rest) if rest.trim().is_empty() => documents.push(String::new()),
            _ => documents.iter_mut().next_back().into_iter().for_each(|last| {
                last.push_str(line);
                last.push('\n');
            }),
        }
    }
    documents
}

fn text_of<'a>(object: &'a Mapping, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str)
}

/// What may be written at a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Form {
    /// `let NAME = …`, outside of all braces.
    Declarations,
    /// `emit …`, in a component.
    Emits,
    /// A value, behind `=` or in a list.
    Values,
    /// `key = value`, in other braces.
    Members,
}

/// What may be written behind a text, and where the `=` ends that it is the value of.
fn form(before: &str) -> (Form, Option<u32>) {
    let tokens = o8_syntax::tokens(before).tokens;
    let significant: Vec<_> = tokens.into_iter().filter(|token| !token.kind.is_trivia()).collect();
    let mut open = Vec::new();
    for (index, token) in significant.iter().enumerate() {
        match token.kind {
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::OpenParen => open.push(index),
            TokenKind::CloseBrace | TokenKind::CloseBracket | TokenKind::CloseParen => {
                open.pop();
            }
            _ => {}
        }
    }
    let begun = significant
        .last()
        .filter(|last| matches!(last.kind, TokenKind::Equal | TokenKind::PlusEqual | TokenKind::FatArrow));
    let form = match open.as_slice() {
        _ if begun.is_some() => Form::Values,
        [] => Form::Declarations,
        [.., last] if significant[*last].kind != TokenKind::OpenBrace => Form::Values,
        [only] if *only >= 2 && significant[*only - 2].text(before) == "component" => Form::Emits,
        _ => Form::Members,
    };
    (form, begun.map(|last| last.span.end))
}

/// The names that have to be imported, by package.
#[derive(Default)]
struct Imports(BTreeMap<String, Vec<String>>);

impl Imports {
    fn add(&mut self, path: &str, name: &str) {
        let names = self.0.entry(path.to_owned()).or_default();
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }

    fn edits(&self, place: &Place<'_>) -> Vec<Edit> {
        let edit = |(path, names): (&String, &Vec<String>)| {
            imports::edit(place.analysis, place.file, path, &names.join(", "))
        };
        self.0.iter().filter_map(edit).collect()
    }
}

fn part(place: &Place<'_>, form: Form, object: &Mapping, imports: &mut Imports) -> Option<String> {
    let kind = kind(place, object);
    let is_object = text_of(object, "apiVersion").is_some() && text_of(object, "kind").is_some();
    let (name, ty) = match (&kind, form) {
        (Some(kind), _) => (Some(kind.name.clone()), kind.ty.clone()),
        // An object of a kind that nobody has declared says itself what it is.
        (None, _) if is_object => (Some("Any".to_owned()), None),
        (None, Form::Declarations) => (None, Some(Ty::Json)),
        (None, _) => (None, None),
    };
    let fields: Mapping = object
        .iter()
        .filter(|(key, _)| match key.as_str() {
            Some("apiVersion" | "kind") => kind.is_none(),
            Some("status") => !is_object,
            _ => true,
        })
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect();
    if form == Form::Members {
        return Some(members(place, &fields, ty.as_ref()).join("\n"));
    }
    if let Some(Import { path, name }) = kind.and_then(|kind| kind.import) {
        imports.add(&path, &name);
    }
    let value = braces(place, &fields, ty.as_ref());
    let value = name.as_ref().map_or(value.clone(), |name| format!("{name} {value}"));
    Some(match form {
        Form::Declarations => {
            let of_json = if name.is_none() { ": Json" } else { "" };
            format!("let {}{of_json} = {value}", constant_name(place, object))
        }
        Form::Emits => format!("emit {value}"),
        Form::Values | Form::Members => value,
    })
}

struct KnownKind {
    /// As the file calls it.
    name: String,
    ty: Option<Ty>,
    import: Option<Import>,
}

struct Import {
    path: String,
    name: String,
}

/// The kind that an object is of, where a package has it.
fn kind(place: &Place<'_>, object: &Mapping) -> Option<KnownKind> {
    let (api, kind) = (text_of(object, "apiVersion")?, text_of(object, "kind")?);
    let (group, version) = api.split_once('/').unwrap_or(("", api));
    let (db, program) = (&place.analysis.db, place.analysis.program);
    let names::Importable { path, meaning, .. } = names::kind_named(db, program, group, version, kind)?;
    let ty = match &meaning {
        Meaning::Kube(id) => Some(Ty::Kube(*id)),
        Meaning::Type(def) => Some(Ty::Record(*def)),
        _ => None,
    };
    let scope = names::file_scope(db, program, place.file);
    if scope.get(kind) == Some(&meaning) {
        return Some(KnownKind { name: kind.to_owned(), ty, import: None });
    }
    if let Some(name) = scope.names().find(|name| scope.get(name) == Some(&meaning)) {
        return Some(KnownKind { name: name.to_owned(), ty, import: None });
    }
    // A kind that is called as something that the file knows gets another name.
    let is_free = names::lookup(db, program, place.file, kind, None) == Meaning::Missing
        && types::built_in(kind).is_none();
    let (name, imported) = match is_free {
        true => (kind.to_owned(), kind.to_owned()),
        false => (format!("Kube{kind}"), format!("{kind} as Kube{kind}")),
    };
    Some(KnownKind { name, ty, import: Some(Import { path, name: imported }) })
}

/// A name for the object that the package does not have.
fn constant_name(place: &Place<'_>, object: &Mapping) -> String {
    let metadata = object.get("metadata").and_then(Value::as_mapping);
    let given = metadata.and_then(|metadata| text_of(metadata, "name")).or_else(|| text_of(object, "kind"));
    let mut name = String::new();
    for word in given.unwrap_or("value").split(|c: char| !c.is_ascii_alphanumeric()) {
        let mut letters = word.chars();
        let first = letters
            .next()
            .map(|c| if name.is_empty() { c.to_ascii_lowercase() } else { c.to_ascii_uppercase() });
        name.extend(first.into_iter().chain(letters));
    }
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
        name = format!("value{name}");
    }
    let db = &place.analysis.db;
    let items = package_items(db, place.analysis.program, place.file.package(db));
    let is_taken = |name: &str| {
        items.items.iter().any(|entry| entry.def.name() == name)
            || matches!(name, "module" | "environment" | "cluster" | "team" | "platform")
    };
    let numbered = (2..).map(|number| format!("{name}{number}"));
    let mut all = std::iter::once(name.clone()).chain(numbered);
    all.find(|name| !is_taken(name)).unwrap_or(name.clone())
}

/// A mapping in braces; its further lines are indented from the left edge.
fn braces(place: &Place<'_>, object: &Mapping, ty: Option<&Ty>) -> String {
    let members = members(place, object, ty);
    let width: usize = members.iter().map(|member| member.len() + 2).sum();
    if members.is_empty() {
        "{}".to_owned()
    } else if width <= WIDTH
        && members.len() <= 3
        && !members.iter().any(|member| member.contains(['\n', '{', '[']))
    {
        format!("{{ {} }}", members.join(", "))
    } else {
        let lines: String =
            members.iter().map(|member| format!("\n{STEP}{}", indented(member, STEP))).collect();
        format!("{{{lines}\n}}")
    }
}

fn members(place: &Place<'_>, object: &Mapping, ty: Option<&Ty>) -> Vec<String> {
    let member = |(key, value): (&Value, &Value)| {
        let key = scalar_key(key)?;
        let of_field = ty.and_then(|ty| type_of_field(place, ty, &key));
        let name = if is_name(&key) { key } else { text(&key) };
        // What is absent in YAML is left out in o8.
        let value = match untagged(value) {
            Value::Null => return None,
            Value::Mapping(inner) => {
                let inner_text = braces(place, inner, of_field.as_ref());
                let opens = of_field.as_ref().is_some_and(|ty| is_opened(place, ty));
                return Some(if opens && is_name(&name) {
                    format!("{name} {inner_text}")
                } else {
                    format!("{name} = {inner_text}")
                });
            }
            other => self::value(place, other, of_field.as_ref()),
        };
        Some(format!("{name} = {value}"))
    };
    object.iter().filter_map(member).collect()
}

fn is_opened(place: &Place<'_>, ty: &Ty) -> bool {
    let ty = core(place, ty);
    matches!(ty, Ty::Record(_) | Ty::Kube(_) | Ty::Map(_))
}

fn core(place: &Place<'_>, ty: &Ty) -> Ty {
    types::behind(&place.analysis.db, place.analysis.program, ty)
}

fn type_of_field(place: &Place<'_>, ty: &Ty, key: &str) -> Option<Ty> {
    let (db, program) = (&place.analysis.db, place.analysis.program);
    match core(place, ty) {
        Ty::Map(map) => Some(map.value.clone()),
        Ty::Json => Some(Ty::Json),
        ty => {
            let view = view::record(db, program, view::record_of(&ty)?);
            Some(view.field(view.field_named(key)?).ty.clone())
        }
    }
}

fn untagged(value: &Value) -> &Value {
    match value {
        Value::Tagged(tagged) => untagged(&tagged.value),
        value => value,
    }
}

fn scalar_key(key: &Value) -> Option<String> {
    match untagged(key) {
        Value::String(text) => Some(text.clone()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn value(place: &Place<'_>, value: &Value, ty: Option<&Ty>) -> String {
    match untagged(value) {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => self::number(number),
        Value::String(found) => {
            let core = ty.map(|ty| core(place, ty));
            let is_amount = core.is_some_and(|ty| {
                matches!(ty, Ty::Quantity | Ty::Cpu | Ty::Memory | Ty::Duration | Ty::Percent)
            });
            if is_amount && is_number(found) { found.clone() } else { text(found) }
        }
        Value::Sequence(elements) => {
            let of_element = ty.and_then(|ty| match core(place, ty) {
                Ty::List(list) => Some(list.element.clone()),
                Ty::Json => Some(Ty::Json),
                _ => None,
            });
            list(
                &elements
                    .iter()
                    .map(|element| self::value(place, element, of_element.as_ref()))
                    .collect::<Vec<_>>(),
            )
        }
        Value::Mapping(object) => braces(place, object, ty),
        Value::Tagged(_) => "null".to_owned(),
    }
}

fn number(number: &serde_yaml::Number) -> String {
    match (number.is_f64(), number.as_f64()) {
        (true, Some(value)) if !value.is_finite() => text(&number.to_string()),
        // There are no exponents.
        (true, Some(value)) => {
            let plain = value.to_string();
            if plain.contains('.') { plain } else { format!("{plain}.0") }
        }
        _ => number.to_string(),
    }
}

fn list(elements: &[String]) -> String {
    let width: usize = elements.iter().map(|element| element.len() + 2).sum();
    if width <= WIDTH && !elements.iter().any(|element| element.contains('\n')) {
        return format!("[{}]", elements.join(", "));
    }
    let lines: String =
        elements.iter().map(|element| format!("\n{STEP}{}", indented(element, STEP))).collect();
    format!("[{lines}\n]")
}

/// Whether a text can stand as a name.
fn is_name(text: &str) -> bool {
    let tokens = o8_syntax::tokens(text).tokens;
    matches!(tokens.as_slice(), [only] if only.kind == TokenKind::Word)
}

fn is_number(text: &str) -> bool {
    let tokens = o8_syntax::tokens(text);
    tokens.diagnostics.is_empty()
        && matches!(tokens.tokens.as_slice(), [only] if only.kind == TokenKind::Number)
}

/// A text between quotes, or as a text block where it has several lines.
fn text(value: &str) -> String {
    let is_plain =
        !value.contains("\"\"\"") && !value.contains(|c: char| c.is_control() && c != '\n' && c != '\t');
    if value.contains('\n') && value.trim() != "" && is_plain {
        let raw = if value.contains('\\') || value.contains("${") { "r" } else { "" };
        let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("\n{STEP}{line}") };
        let lines: String = value.split('\n').map(line).collect();
        return format!("{raw}\"\"\"{lines}\n{STEP}\"\"\"");
    }
    let mut result = String::from('"');
    for c in value.chars() {
        match c {
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            '$' => result.push_str("\\$"),
            c if c.is_control() => result.push_str(&format!("\\u{{{:X}}}", u32::from(c))),
            c => result.push(c),
        }
    }
    result.push('"');
    result
}
