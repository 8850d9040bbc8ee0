//! What is known of a value before it is evaluated: only where a schema says nothing is its type asked for.

use o8_policies::{Root, Sort, Term};

/// Whether a value is of a sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    Never,
    Always,
    /// That shows when it is evaluated.
    Ask(Sort),
}

/// What is known of a value that is one or the other.
pub(super) fn either(one: Sort, other: Sort) -> Sort {
    if one == other { one } else { Sort::Any }
}

/// Whether what is of the sort `known` is of the sort `wanted`.
pub(super) fn fit(known: Sort, wanted: Sort) -> Fit {
    match (known, wanted) {
        (Sort::Any, wanted) => Fit::Ask(wanted),
        (known, wanted) if known == wanted => Fit::Always,
        (Sort::Int | Sort::Text | Sort::IntOrText, Sort::Quantity)
        | (Sort::Int | Sort::Text, Sort::IntOrText) => Fit::Always,
        // A quantity that is a number may have a fraction.
        (Sort::IntOrText | Sort::Quantity, Sort::Int | Sort::Text) | (Sort::Quantity, Sort::IntOrText) => {
            Fit::Ask(wanted)
        }
        _ => Fit::Never,
    }
}

/// Fields of Kubernetes that the API server writes as null where nothing is in them, below what they are in; `""` is the object itself.
/// Read from the types of `k8s.io/api`: their tags have no `omitempty`. What has to hold something is not among them.
const MAY_BE_NULL: [(&str, &str); 11] = [
    ("", "endpoints"),
    ("", "ports"),
    ("", "rules"),
    ("azureFile", "secretNamespace"),
    ("dataSource", "apiGroup"),
    ("dataSourceRef", "apiGroup"),
    ("grpc", "service"),
    ("projected", "sources"),
    ("resource", "apiGroup"),
    ("spec", "drivers"),
    ("spec", "limits"),
];

/// The sort of a field as far as the API server keeps it: what may be null has to be asked.
pub(super) fn field_sort(base: &Term, name: &str, sort: Sort) -> Sort {
    let parent = match base {
        Term::Root(Root::Object) => "",
        Term::Field { name, .. } => name.as_str(),
        _ => return sort,
    };
    if MAY_BE_NULL.contains(&(parent, name)) { Sort::Any } else { sort }
}

/// What the elements are that a quantifier goes through: as its test says, which is about the one with this number.
pub(super) fn element_sort(test: &Term, variable: u32) -> Option<Sort> {
    if let Term::Element { variable: of, sort } = test {
        return (*of == variable).then_some(*sort);
    }
    let mut found = None;
    test.each_part(&mut |part| found = found.or_else(|| element_sort(part, variable)));
    found
}

/// What an element of a list is called: by the field that it is in, without the `s` of many. No word of either language.
pub(super) fn element_name(field: &str) -> String {
    const TAKEN: &[&str] = &[
        "as",
        "bool",
        "break",
        "const",
        "contain",
        "continue",
        "data",
        "default",
        "double",
        "dyn",
        "else",
        "every",
        "false",
        "for",
        "function",
        "if",
        "import",
        "in",
        "input",
        "int",
        "let",
        "list",
        "loop",
        "map",
        "namespace",
        "not",
        "null",
        "object",
        "changed",
        "familiar",
        "get",
        "items",
        "keys",
        "old",
        "quantity",
        "reviewed",
        "size",
        "subject",
        "times",
        "package",
        "param",
        "pod",
        "request",
        "some",
        "string",
        "template",
        "true",
        "type",
        "uint",
        "var",
        "variable",
        "with",
    ];
    let one = match field {
        "labels" | "annotations" | "matchLabels" | "nodeSelector" => "key",
        "capabilities" => "capability",
        _ => field.strip_suffix('s').unwrap_or("item"),
    };
    let plain = one.len() > 1 && one.bytes().all(|byte| byte.is_ascii_alphabetic()) && !TAKEN.contains(&one);
    if plain { one.to_owned() } else { "item".to_owned() }
}
