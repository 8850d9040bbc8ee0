//! Records and entities: fields that are missing, in a circle, or without a value.

use crate::catalogue::wording::few;
use crate::{Diagnostic, Place};

/// E0431: fields need each other in a circle. `cycle` begins and ends with the same field.
pub fn value_cycle(place: Place, cycle: &[String]) -> Diagnostic {
    Diagnostic::error("E0431", place, format!("this value needs itself: `{}`", few(cycle).join(" -> ")))
        .help("one of them has to be given without the others")
}

/// E0432: a field without a default is not set.
pub fn missing_field(place: Place, field: &str, record: &str) -> Diagnostic {
    Diagnostic::error("E0432", place, format!("`{record}` needs the field `{field}`"))
}

/// E0433: `null` where a value is needed.
pub fn unexpected_null(place: Place) -> Diagnostic {
    Diagnostic::error("E0433", place, "this is `null`, and a value is needed")
}

/// E0434: a block or a dotted path opens what is neither a record nor a map nor a keyed list.
pub fn cannot_be_opened(place: Place) -> Diagnostic {
    Diagnostic::error("E0434", place, "what is here cannot be opened: it has no fields")
        .help("set it with `=`")
}

/// E0436: the name of a namespace gets too long.
pub fn namespace_too_long(place: Place, name: &str, most: usize) -> Diagnostic {
    Diagnostic::error("E0436", place, format!("the namespace `{name}` is longer than {most} characters"))
        .help("set `namespace`, or choose shorter names")
}
