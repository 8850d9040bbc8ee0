//! Numbers and their units.

use crate::{Diagnostic, Fix, Place};

/// E0305: a unit that belongs to two dimensions, where nothing says which is meant.
pub fn ambiguous_unit(place: Place, text: &str) -> Diagnostic {
    let number = text.trim_end_matches('m');
    Diagnostic::error(
        "E0305",
        place,
        format!("`{text}` can be {number} thousandths of a CPU or {number} minutes"),
    )
    .label("nothing here says which")
    .help("give it a type: `let x: Cpu = …` or `let x: Duration = …`")
}

/// E0306: memory in `m`, which Kubernetes reads as thousandths of a byte.
pub fn memory_in_milli(place: Place, text: &str) -> Diagnostic {
    let number = text.trim_end_matches('m');
    let meant = format!("{number}Mi");
    Diagnostic::error("E0306", place, format!("`{text}` of memory is {number} thousandths of a byte"))
        .label("expected `Memory`")
        .help(format!("did you mean `{meant}`?"))
        .fix(Fix::offered(format!("write `{meant}`"), place, meant))
}

/// E0307: a number that its type cannot hold.
pub fn number_out_of_range(place: Place, text: &str, why: &str) -> Diagnostic {
    Diagnostic::error("E0307", place, format!("`{text}` cannot be held: {why}"))
        .label("too large or too fine")
}

/// E0308: a duration whose units do not go from large to small, each once. `ordered` is the same in order.
pub fn units_out_of_order(place: Place, text: &str, ordered: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0308", place, format!("the units of `{text}` are out of order"))
        .label("units go from large to small, each once");
    match ordered {
        Some(ordered) => found.fix(Fix::safe(format!("write `{ordered}`"), place, ordered.to_owned())),
        None => found.help("the order is `d h m s ms`, as in `1d12h`"),
    }
}

/// E0308: several amounts in one literal that is no duration.
pub fn several_units(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0308", place, format!("`{text}` has several units"))
        .label("only a duration has more than one")
        .help("write it in one unit, or add: `1Gi + 512Mi`")
}

/// E0308: a number with a unit that there is not.
pub fn malformed_number(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0308", place, format!("`{text}` is no number with a unit"))
        .label("unknown unit")
        .help(
            "units are `ms s m h d` for durations, `m` for CPU, `Ki Mi Gi Ti Pi Ei` and `k M G T P E` for memory, `%`",
        )
}
