//! What is waived with a reason: `@waive(…)`.

use super::{nearest, one_of};
use crate::subjects::{codes_of_subject, subjects};
use crate::waivable::is_waivable;
use crate::{Diagnostic, Fix, Place, codes};

/// E0359: a waiver names what is neither a code nor a subject.
pub fn unknown_code(place: Place, named: &str) -> Diagnostic {
    let found = Diagnostic::error("E0359", place, format!("nothing is reported as `{named}`"))
        .label("neither a code nor a subject");
    let near = nearest(named, codes().filter(|code| is_waivable(code)).chain(subjects()));
    match near {
        Some(near) => meant(found, place, near, format!("\"{near}\"")),
        None => found.help("a code, such as `E0860`, or the subject of several, such as `AS01`"),
    }
}

/// E0362: a waiver names what nothing can be written after.
pub fn not_waivable(place: Place, named: &str) -> Diagnostic {
    let of_subject = codes_of_subject(named);
    let what = match of_subject {
        [] => format!("`{named}`"),
        _ => format!("`{named}` ({})", one_of(of_subject.iter().copied(), 4)),
    };
    Diagnostic::error("E0362", place, format!("{what} cannot be waived"))
        .label("has to be mended")
        .help("what checks of the platform find can be: there is still one thing to write then")
}

/// E0364: a waiver without words.
pub fn no_reason(place: Place) -> Diagnostic {
    Diagnostic::error("E0364", place, "a waiver says why").label("expected a reason")
}

/// E0365: the end of a waiver is no day.
pub fn not_a_day(place: Place, text: &str) -> Diagnostic {
    Diagnostic::error("E0365", place, format!("expected a day such as `2027-01-31`, found `{text}`"))
        .label("not a day of the calendar")
}

/// E0366: the owner of a waiver is a word that is no team.
pub fn unknown_owner<'a>(place: Place, name: &str, teams: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let found = Diagnostic::error("E0366", place, format!("there is no team `{name}`"))
        .label("expected a team, or a text in quotes");
    match nearest(name, teams) {
        Some(near) => meant(found, place, near, near.to_owned()),
        None => found.fix(Fix::offered("put it in quotes", place, format!("\"{name}\""))),
    }
}

/// W0868: a waiver of what is not found there.
pub fn waives_nothing(place: Place, named: &str, attribute: Place) -> Diagnostic {
    Diagnostic::warning("W0868", place, format!("nothing here is reported as `{named}`"))
        .label("waives nothing")
        .fix(Fix::safe("remove the waiver", attribute, ""))
}

/// W0869: the time of a waiver is over. `today` is the day that the command was given.
pub fn expired(place: Place, named: &str, until: &str, today: &str, reason: &str) -> Diagnostic {
    Diagnostic::warning("W0869", place, format!("`{named}` was waived until {until}, and today is {today}"))
        .label("over")
        .help(format!("mend it, or say until when it is right: \"{reason}\""))
}

fn meant(found: Diagnostic, place: Place, near: &str, text: String) -> Diagnostic {
    let fix = Fix::offered(format!("write `{near}`"), place, text);
    found.help(format!("did you mean `{near}`?")).fix(fix)
}
