//! Attributes: which there are, where they belong, what they take.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_syntax::ast::{Attribute, Expr, ExprKind, Item, ItemKind, Member, MemberKind, Piece, TypeBody};

use crate::db::{Program, item};
use crate::ids::{DefId, PackageId};
use crate::waivers::{self, WAIVE};

/// An attribute of the language.
struct Known {
    name: &'static str,
    /// How it is written.
    form: &'static str,
    /// What it belongs before.
    belongs: &'static str,
    takes: Takes,
}

/// Every attribute: its name, how it is written, and what it belongs before.
pub fn forms() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    KNOWN.iter().map(|known| (known.name, known.form, known.belongs))
}

/// The arguments that an attribute takes.
enum Takes {
    Nothing,
    /// So many words or strings.
    Words(usize),
    /// At least one word or string.
    Several,
    /// Named strings: those it needs.
    Named(&'static [&'static str]),
    /// What [`crate::waivers`] reads.
    Waiver,
}

const KNOWN: [Known; 14] = [
    Known {
        name: "entity",
        form: "@entity(word, words)",
        belongs: "a record type of the prelude",
        takes: Takes::Words(2),
    },
    Known {
        name: "kind",
        form: "@kind(group = \"…\", version = \"…\", kind = \"…\", plural = \"…\", scope = \"Namespaced\")",
        belongs: "a record type",
        takes: Takes::Named(&["group", "version", "kind", "plural", "scope"]),
    },
    Known {
        name: "replaces",
        form: "@replaces(\"v1beta1\")",
        belongs: "a type with `@kind`",
        takes: Takes::Several,
    },
    Known {
        name: "schema",
        form: "@schema(\"values.schema.json\")",
        belongs: "a record type",
        takes: Takes::Words(1),
    },
    Known {
        name: "instead",
        form: "@instead(\"oldField\", \"it is called `newField`\")",
        belongs: "a record type",
        takes: Takes::Words(2),
    },
    Known {
        name: "differs",
        form: "@differs(\"templates/secret.yaml\", \"randAlphaNum\")",
        belongs: "a record type",
        takes: Takes::Words(2),
    },
    Known {
        name: "settled",
        form: "@settled(\"the password comes from an existing Secret\")",
        belongs: "a component with `@delivery(helm)`",
        takes: Takes::Words(1),
    },
    Known { name: "delivery", form: "@delivery(helm)", belongs: "a component", takes: Takes::Words(1) },
    Known {
        name: "deprecated",
        form: "@deprecated(\"use … instead\")",
        belongs: "a type, a component, a function, a `let`, a field or a parameter",
        takes: Takes::Words(1),
    },
    Known {
        name: "since",
        form: "@since(\"1.2\")",
        belongs: "a type, a component, a function, a `let`, a field or a parameter",
        takes: Takes::Words(1),
    },
    Known { name: "key", form: "@key(name)", belongs: "a field that is a list", takes: Takes::Words(1) },
    Known {
        name: "readonly",
        form: "@readonly",
        belongs: "a field that has a default",
        takes: Takes::Nothing,
    },
    Known { name: "computed", form: "@computed", belongs: "a field of the prelude", takes: Takes::Nothing },
    Known {
        name: WAIVE,
        form: "@waive(\"CODE\", reason = \"…\", owner = team, until = \"2027-01-31\")",
        belongs: "a declaration, or a setting, an `in` or a `patch` in the braces of an entity",
        takes: Takes::Waiver,
    },
];

/// The first attribute with this name.
pub fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> Option<&'a Attribute> {
    attributes.iter().find(|attribute| attribute.name.text == name)
}

/// What an argument of an attribute says: a word or a string without interpolation.
pub fn text_of(expr: &Expr) -> Option<EcoString> {
    match &expr.kind {
        ExprKind::Name(name) => Some(name.clone()),
        ExprKind::String(string) => match string.pieces.as_slice() {
            [] => Some(EcoString::new()),
            [Piece::Text(text, _)] => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// Reports what is wrong with the attributes before an item. Those of its fields are looked at with the fields.
pub(crate) fn check_attributes(item: &Item, package: PackageId, diagnostics: &mut Vec<Diagnostic>) {
    let record = matches!(&item.kind, ItemKind::Type(decl) if matches!(decl.body, TypeBody::Record(_)));
    let named = matches!(
        item.kind,
        ItemKind::Let(_) | ItemKind::Type(_) | ItemKind::Function(_) | ItemKind::Component(_)
    );
    check(&item.attributes, diagnostics, |name| match name {
        "entity" => record && package == PackageId::prelude(),
        "delivery" => matches!(item.kind, ItemKind::Component(_)),
        "kind" | "schema" | "instead" | "differs" => record,
        "settled" => attribute(&item.attributes, "delivery")
            .and_then(|delivery| text_of(&delivery.arguments.first()?.value))
            .is_some_and(|delivery| delivery == "helm"),
        "replaces" => attribute(&item.attributes, "kind").is_some(),
        "deprecated" | "since" => named,
        WAIVE => !matches!(item.kind, ItemKind::Import(_) | ItemKind::Test(_) | ItemKind::Hole),
        _ => false,
    });
    check_instead(item, diagnostics);
}

/// Reports an `@instead` for a field that the type has: it would never be read.
fn check_instead(item: &Item, diagnostics: &mut Vec<Diagnostic>) {
    let ItemKind::Type(decl) = &item.kind else { return };
    let TypeBody::Record(block) = &decl.body else { return };
    let fields = || {
        block.members.iter().filter_map(|member| match &member.kind {
            MemberKind::Field(field) => Some(&field.name),
            _ => None,
        })
    };
    for (argument, name) in item.attributes.iter().filter_map(lacking) {
        if let Some(field) = fields().find(|field| field.text == name) {
            diagnostics.push(catalogue::names::instead_of_own_field(
                Place::local(argument.span),
                &name,
                &decl.name.text,
                Place::local(field.span),
            ));
        }
    }
}

/// What is written instead of a field that a record type does not have, where its declaration says so.
pub(crate) fn instead(
    db: &dyn salsa::Database,
    program: Program,
    def: DefId,
    field: &str,
) -> Option<EcoString> {
    let attributes = &item(db, program, def)?.attributes;
    let said =
        attributes.iter().find(|attribute| lacking(attribute).is_some_and(|(_, name)| name == field))?;
    text_of(&said.arguments.get(1)?.value)
}

/// The template and the function in it that make something else each time, of the chart that a record type has the values of,
/// and how many more there are.
pub(crate) fn differs(
    db: &dyn salsa::Database,
    program: Program,
    def: DefId,
) -> Option<(EcoString, EcoString, usize)> {
    let attributes = &item(db, program, def)?.attributes;
    let mut all = attributes.iter().filter(|attribute| attribute.name.text == "differs").filter_map(|said| {
        let [template, function] = said.arguments.as_slice() else { return None };
        Some((text_of(&template.value)?, text_of(&function.value)?))
    });
    let (template, function) = all.next()?;
    Some((template, function, all.count()))
}

/// The field that an `@instead` is about.
fn lacking(attribute: &Attribute) -> Option<(&Expr, EcoString)> {
    let argument = attribute.arguments.first().filter(|_| attribute.name.text == "instead")?;
    Some((&argument.value, text_of(&argument.value)?))
}

/// Reports what is wrong with the attributes before a field or parameter.
pub(crate) fn check_field_attributes(member: &Member, prelude: bool, diagnostics: &mut Vec<Diagnostic>) {
    let with_default = matches!(
        &member.kind,
        MemberKind::Field(field) | MemberKind::Param(field) if field.default.is_some()
    );
    check(&member.attributes, diagnostics, |name| match name {
        "entity" | "kind" | "replaces" | "schema" | "instead" | "differs" | "settled" | "delivery"
        | WAIVE => false,
        // Only what the prelude declares has a value that the compiler knows.
        "computed" => prelude,
        // Nothing else could give it a value.
        "readonly" => with_default,
        _ => true,
    });
}

/// Reports what is wrong with the waivers before a setting of an entity.
pub(crate) fn check_waivers(member: &Member, diagnostics: &mut Vec<Diagnostic>) {
    check(&member.attributes, diagnostics, |name| name == WAIVE);
}

/// Reports a waiver where none can be.
pub(crate) fn misplaced_waiver(attribute: &Attribute, diagnostics: &mut Vec<Diagnostic>) {
    check(std::slice::from_ref(attribute), diagnostics, |_| false);
}

fn check(attributes: &[Attribute], diagnostics: &mut Vec<Diagnostic>, belongs: impl Fn(&str) -> bool) {
    for attribute in attributes {
        let name = attribute.name.text.as_str();
        let place = Place::local(attribute.span);
        if name.is_empty() {
            continue;
        }
        let Some(known) = KNOWN.iter().find(|known| known.name == name) else {
            let names = KNOWN.iter().map(|known| known.name);
            diagnostics.push(catalogue::names::unknown_attribute(
                Place::local(attribute.name.span),
                name,
                names,
            ));
            continue;
        };
        if !belongs(name) {
            diagnostics.push(catalogue::names::attribute_misplaced(place, name, known.belongs));
        } else if !takes(attribute, &known.takes) {
            diagnostics.push(catalogue::names::attribute_arguments(place, known.form));
        } else if name == WAIVE {
            diagnostics.extend(waivers::check(attribute));
        }
    }
}

/// Whether an attribute has the arguments that it takes.
fn takes(attribute: &Attribute, takes: &Takes) -> bool {
    let arguments = &attribute.arguments;
    match takes {
        Takes::Nothing => arguments.is_empty(),
        Takes::Waiver => waivers::is_complete(attribute),
        Takes::Words(count) => {
            arguments.len() == *count
                && arguments
                    .iter()
                    .all(|argument| argument.name.is_none() && text_of(&argument.value).is_some())
        }
        Takes::Several => {
            !arguments.is_empty()
                && arguments
                    .iter()
                    .all(|argument| argument.name.is_none() && text_of(&argument.value).is_some())
        }
        Takes::Named(names) => {
            let name = |index: usize| arguments[index].name.as_ref().map(|name| name.text.as_str());
            arguments.len() == names.len()
                && names.iter().all(|known| (0..arguments.len()).any(|index| name(index) == Some(known)))
                && arguments.iter().all(|argument| text_of(&argument.value).is_some())
        }
    }
}
