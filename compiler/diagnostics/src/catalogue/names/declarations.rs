//! Declarations: doubles, circles, attributes, visibility.

use crate::catalogue::wording::few;
use crate::catalogue::{nearest, one_of};
use crate::{Diagnostic, Fix, Place};

use super::lookup::did_you_mean;

/// E0203: two declarations of a package have one name. `sort` says what the second is: "a type", "the module".
pub fn declared_twice(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0203", place, format!("`{name}` is declared twice"))
        .label("declared again here")
        .related(first, "first declared here")
}

/// E0213: declarations need each other in a circle. `cycle` begins and ends with the same name.
pub fn cycle(place: Place, what: CycleOf, cycle: &[&str]) -> Diagnostic {
    let path = few(cycle).join(" -> ");
    let (message, help) = match what {
        CycleOf::Constants => {
            (format!("this value needs itself: `{path}`"), "one of them has to be given without the others")
        }
        CycleOf::Functions => (
            format!("this function calls itself: `{path}`"),
            "functions cannot be recursive: go through a list with `map`, `filter` or a comprehension",
        ),
        CycleOf::Aliases => (
            format!("this type stands for itself: `{path}`"),
            "a record type may hold itself, in an optional field or a list",
        ),
        CycleOf::Components => (
            format!("this component contains itself: `{path}`"),
            "a component can only emit components that do not emit it",
        ),
        CycleOf::Mixed => {
            (format!("this declaration needs itself: `{path}`"), "one of them has to do without the others")
        }
    };
    Diagnostic::error("E0213", place, message).label("the circle begins here").help(help)
}

/// E0234: each value of a record type needs another one in a field. `cycle` begins and ends with the same name.
pub fn record_of_itself(place: Place, cycle: &[&str]) -> Diagnostic {
    let path = few(cycle).join(" -> ");
    Diagnostic::error(
        "E0234",
        place,
        format!("no value of this type can be made, each needs another one: `{path}`"),
    )
    .label("needs a value of the type that comes next")
    .help("make the field optional, a list or a map, or give it a default")
}

/// What declarations of a circle are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CycleOf {
    /// `let`s.
    Constants,
    /// Functions.
    Functions,
    /// Aliases.
    Aliases,
    /// Components.
    Components,
    /// Several sorts.
    Mixed,
}

/// E0230: the type of a declaration needs more others in a row than the compiler follows.
pub fn chain_too_long(place: Place, most: usize) -> Diagnostic {
    Diagnostic::error(
        "E0230",
        place,
        format!("the type of this declaration follows from more than {most} others in a row"),
    )
    .label("not followed further")
    .help("write the type of a `let` along the way")
}

/// E0218: a field, parameter or `let` of one declaration has a name that another has already.
pub fn field_twice(place: Place, sort: &str, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0218", place, format!("the {sort} `{name}` is declared twice"))
        .label("declared again here")
        .related(first, "first declared here")
}

/// E0219: a parameter without a default comes after one with a default.
pub fn required_after_default(place: Place, name: &str, before: &str) -> Diagnostic {
    Diagnostic::error(
        "E0219",
        place,
        format!("`{name}` has no default and comes after `{before}`, which has one"),
    )
    .label("needs an argument")
    .help("put parameters with defaults last")
}

/// E0220: a `pub` declaration names a type that other packages do not see.
pub fn private_in_public(place: Place, public: &str, private: &str, declared: Place) -> Diagnostic {
    Diagnostic::error(
        "E0220",
        place,
        format!("`{public}` is `pub` and names the type `{private}`, which is not"),
    )
    .label("not visible to other packages")
    .related(declared, "declared here, for its package alone")
    .help(format!("make `{private}` `pub` too"))
}

/// E0221: an attribute that does not exist.
pub fn unknown_attribute<'a>(
    place: Place,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0221", place, format!("there is no attribute `@{name}`"))
        .label("not an attribute");
    did_you_mean(found, place, nearest(name, candidates))
}

/// E0222: an attribute stands before something that it cannot belong to. `belongs` says what it can: "a field that is a list".
pub fn attribute_misplaced(place: Place, name: &str, belongs: &str) -> Diagnostic {
    Diagnostic::error("E0222", place, format!("`@{name}` belongs before {belongs}"))
        .label("not here")
        .fix(Fix::offered("remove it", place, ""))
}

/// E0223: an attribute has other arguments than it takes. `form` shows what is right: `@key(name)`.
pub fn attribute_arguments(place: Place, form: &str) -> Diagnostic {
    Diagnostic::error("E0223", place, format!("expected `{form}`")).label("other arguments than it takes")
}

/// E0989: `@instead` is about a field that the type has.
pub fn instead_of_own_field(place: Place, field: &str, record: &str, declared: Place) -> Diagnostic {
    Diagnostic::error(
        "E0989",
        place,
        format!("`{record}` has the field `{field}`: nothing is written instead"),
    )
    .label("never read")
    .related(declared, "the field")
    .help("take the attribute out, or the field: `@deprecated` warns of one that is there still")
}

/// E0232: `@key` names a field that the elements of the list do not have. `place` is the name of the list.
pub fn unknown_key_field<'a>(
    place: Place,
    key: &str,
    element: &str,
    fields: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0232", place, format!("`{element}` has no field `{key}` to be a key"))
        .label("a list of these");
    match nearest(key, fields) {
        Some(near) => found.help(format!("did you mean `@key({near})`?")),
        None => found,
    }
}

/// Kinds of entities of the language that the prelude does not have yet.
const NOT_YET: [&str; 1] = ["promotion"];

/// Words that begin other declarations.
const DECLARATIONS: [&str; 8] = ["import", "let", "type", "fn", "component", "extend", "existing", "test"];

/// E0224: a word that begins a declaration and is no kind of entity, or one that is not supported yet.
pub fn unknown_entity_kind<'a>(
    place: Place,
    word: &str,
    words: impl IntoIterator<Item = &'a str> + Clone,
) -> Diagnostic {
    if NOT_YET.contains(&word) {
        return Diagnostic::error("E0224", place, format!("`{word}` is not supported yet"))
            .label("a kind of entity that this version of o8 does not compile")
            .help(format!("it compiles {}", one_of(words, 12)));
    }
    let found = Diagnostic::error("E0224", place, format!("there is no kind of entity called `{word}`"))
        .label("not a word that declares something");
    match nearest(word, words.clone().into_iter().chain(DECLARATIONS)) {
        Some(near) => did_you_mean(found, place, Some(near)),
        None => found.help(format!("entities are {}", one_of(words, 12))),
    }
}

/// E0229: `extend` names an entity that the package does not declare.
pub fn unknown_extended<'a>(
    place: Place,
    word: &str,
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0229", place, format!("there is no {word} `{name}` to extend"))
        .label("not declared in this package");
    did_you_mean(found, place, nearest(name, candidates))
}

/// E0235: `pub` before something that other packages cannot name. `place` is the word.
pub fn public_misplaced(place: Place) -> Diagnostic {
    Diagnostic::error("E0235", place, "only a type, a component, a function and a `let` can be `pub`")
        .label("nothing that other packages can name")
        .fix(Fix::safe("remove it", place, ""))
}

/// E0231: a declaration has one of the names that say what something is evaluated for.
pub fn reserved_name(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error(
        "E0231",
        place,
        format!("`{name}` is what a module is evaluated for: nothing else can have this name"),
    )
    .label("not a free name")
}
