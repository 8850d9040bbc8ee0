//! Conditions that people write: `where` of records and refined types (E07xx).

use crate::{Diagnostic, Fix, Place};

/// E0701: a `where` of a record does not hold. `message` is its own.
pub fn condition_fails(place: Place, message: &str, declared: Place) -> Diagnostic {
    let message = if message.is_empty() { "a condition of this record does not hold" } else { message };
    Diagnostic::error("E0701", place, message).related(declared, "this condition does not hold")
}

/// E0702: a value is outside its refined type. `shown` is the value, where the text does not show it.
pub fn refinement_fails(
    place: Place,
    name: &str,
    message: &str,
    shown: Option<&str>,
    declared: Place,
) -> Diagnostic {
    let message = if message.is_empty() {
        format!("this is no `{name}`")
    } else {
        format!("this is no `{name}`: it {message}")
    };
    let found = Diagnostic::error("E0702", place, message);
    let found = match shown {
        Some(shown) => found.label(format!("it is {shown}")),
        None => found,
    };
    found.related(declared, "the condition of the type")
}

/// What helps where the name that an entity is declared with is no name for its kind (E0702).
pub fn declare_as(found: Diagnostic, near: &str) -> Diagnostic {
    found.help(format!("declare it as `{near}`, or give it another name in the output: `name = \"{near}\"`"))
}

/// The text that was most likely meant (E0702). `literal` is where the wrong one is written, where it is written as such.
pub fn write_instead(found: Diagnostic, meant: &str, literal: Option<Place>) -> Diagnostic {
    let found = found.help(format!("did you mean `{meant}`?"));
    match literal {
        Some(place) => found.fix(Fix::offered(format!("write `{meant}`"), place, format!("\"{meant}\""))),
        None => found,
    }
}
