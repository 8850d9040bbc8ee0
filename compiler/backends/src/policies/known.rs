//! What is known of a value before it is evaluated: only where a schema says nothing is its type asked for.

use o8_policies::Sort;

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    /// What the schema says.
    Sort(Sort),
    /// It is what it is used as: an element of a list that has a schema.
    Used,
}

/// Whether a value is of a sort.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Fit {
    Never,
    Always,
    /// That shows when it is evaluated.
    Ask(Sort),
}

impl Known {
    /// What is known of a value that is one or the other.
    pub(super) fn either(self, other: Self) -> Self {
        if self == other { self } else { Self::Sort(Sort::Any) }
    }

    /// Whether it can be used as a value of this sort.
    pub(super) fn fit(self, wanted: Sort) -> Fit {
        match self {
            Self::Used => Fit::Always,
            Self::Sort(_) => self.asked(wanted),
        }
    }

    /// Whether it is of this sort.
    pub(super) fn asked(self, wanted: Sort) -> Fit {
        match (self, wanted) {
            (Self::Used | Self::Sort(Sort::Any), wanted) => Fit::Ask(wanted),
            (Self::Sort(known), wanted) if known == wanted => Fit::Always,
            (Self::Sort(Sort::Int | Sort::Text | Sort::IntOrText), Sort::Quantity)
            | (Self::Sort(Sort::Int | Sort::Text), Sort::IntOrText) => Fit::Always,
            (Self::Sort(Sort::IntOrText | Sort::Quantity), Sort::Int | Sort::Text) => Fit::Ask(wanted),
            // A quantity that is a number may have a fraction.
            (Self::Sort(Sort::Quantity), Sort::IntOrText) => Fit::Ask(wanted),
            (Self::Sort(_), _) => Fit::Never,
        }
    }
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
