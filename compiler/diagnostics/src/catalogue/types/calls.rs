//! Calls, arguments, methods, lambdas.

use crate::catalogue::{one_of, plural};
use crate::{Diagnostic, Fix, Place};

/// E0336: a call of what is no function.
pub fn not_called(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0336", place, format!("expected a function, found `{ty}`")).label("cannot be called")
}

/// E0336: a type with parentheses behind it.
pub fn type_called(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0336", place, format!("`{name}` is a type and no function"))
        .label("cannot be called")
        .help(format!("a value of it is written with braces: `{name} {{ … }}`"))
}

/// E0337: an argument that the function has no parameter for.
pub fn unknown_argument(
    place: Place,
    name: &str,
    function: &str,
    near: Option<&str>,
    parameters: &[&str],
    declared: Option<Place>,
) -> Diagnostic {
    let found = Diagnostic::error("E0337", place, format!("`{function}` has no parameter `{name}`"))
        .label("unknown parameter");
    let found = match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("rename to `{near}`"),
            place,
            near.to_owned(),
        )),
        None if parameters.is_empty() => found.help("it takes no arguments"),
        None => found.help(format!("it has {}", one_of(parameters.iter().copied(), 8))),
    };
    with_declaration(found, declared)
}

/// E0338: a call without arguments that the function needs.
pub fn missing_arguments(
    place: Place,
    function: &str,
    missing: &[&str],
    declared: Option<Place>,
) -> Diagnostic {
    let names: Vec<String> = missing.iter().map(|name| format!("`{name}`")).collect();
    let what = if missing.len() == 1 { "the argument" } else { "the arguments" };
    let found = Diagnostic::error("E0338", place, format!("`{function}` needs {what} {}", names.join(", ")))
        .label("not given here");
    with_declaration(found, declared)
}

/// E0339: more arguments than parameters.
pub fn too_many_arguments(
    place: Place,
    function: &str,
    due: usize,
    given: usize,
    declared: Option<Place>,
) -> Diagnostic {
    let message = format!("`{function}` takes {}, found {given}", plural(due, "argument"));
    with_declaration(Diagnostic::error("E0339", place, message).label("one too many"), declared)
}

/// E0339: another number of arguments than the function's type says.
pub fn wrong_number_of_arguments(place: Place, due: usize, given: usize) -> Diagnostic {
    Diagnostic::error(
        "E0339",
        place,
        format!("this function takes {}, found {given}", plural(due, "argument")),
    )
}

/// E0340: a parameter is given twice.
pub fn argument_twice(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0340", place, format!("the argument `{name}` is given twice"))
        .label("given again here")
}

/// E0340: an argument without a name after one with a name.
pub fn positional_after_named(place: Place) -> Diagnostic {
    Diagnostic::error("E0340", place, "an argument without a name stands after one with a name")
        .label("name it too")
}

/// E0341: a method that a type does not have.
pub fn unknown_method(place: Place, name: &str, ty: &str, near: Option<&str>) -> Diagnostic {
    let found =
        Diagnostic::error("E0341", place, format!("`{ty}` has no method `{name}`")).label("unknown method");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("rename to `{near}`"),
            place,
            near.to_owned(),
        )),
        None => found,
    }
}

/// E0342: a method on a list whose elements it cannot work with; `absent` where that is only since they may be null.
pub fn method_does_not_suit(place: Place, name: &str, ty: &str, absent: bool) -> Diagnostic {
    let due = match name {
        "sum" => "numbers or quantities",
        "join" => "texts",
        "flatten" => "lists",
        _ => "numbers, quantities or texts",
    };
    let found = Diagnostic::error("E0342", place, format!("`{name}` needs a list of {due}, found `{ty}`"));
    if absent {
        found.label("elements may be null").help("`[for x in xs if x != null: x]` leaves those out")
    } else {
        found.label("does not suit the elements")
    }
}

/// E0342: an argument of a built-in function that it cannot work with.
pub fn argument_does_not_suit(place: Place, function: &str, ty: &str) -> Diagnostic {
    let due = match function {
        "int" => "a text or a number",
        "float" => "a text or a number",
        "string" => "a number, a quantity, a boolean or an entity",
        _ => "a number",
    };
    Diagnostic::error("E0342", place, format!("`{function}` needs {due}, found `{ty}`"))
        .label("does not suit")
}

/// E0342: `sortBy` by something without an order.
pub fn no_order(place: Place, ty: &str) -> Diagnostic {
    Diagnostic::error("E0342", place, format!("expected something with an order, found `{ty}`"))
        .label("numbers, quantities and texts have one")
}

/// E0342: `toJson` or `toYaml` of what cannot be printed.
pub fn not_data(place: Place, ty: &str, method: &str) -> Diagnostic {
    Diagnostic::error("E0342", place, format!("`{method}` needs plain data, found `{ty}`"))
        .label("cannot be written as text")
}

/// E0343: `semver(…)` or `cidr(…)` alone.
pub fn needs_method(place: Place, function: &str) -> Diagnostic {
    let methods = match function {
        "semver" => "`.major`, `.minor`, `.patch`, `.compare(…)` or `.matches(…)`",
        _ => "`.contains(…)` or `.prefix`",
    };
    Diagnostic::error("E0343", place, format!("what `{function}` gives can be asked and not kept"))
        .label("one of its methods is due")
        .help(format!("write {methods} after it"))
}

/// E0344: a lambda where no function is due.
pub fn lambda_out_of_place(place: Place) -> Diagnostic {
    Diagnostic::error("E0344", place, "a lambda stands where no function is due")
        .label("only an argument can be a lambda")
        .help("declare a function with `fn`")
}

/// E0344: a lambda with another number of names.
pub fn lambda_parameters(place: Place, due: usize, found: usize) -> Diagnostic {
    let message = format!("expected a lambda of {}, found {}", plural(due, "name"), found);
    Diagnostic::error("E0344", place, message)
}

fn with_declaration(found: Diagnostic, declared: Option<Place>) -> Diagnostic {
    match declared {
        Some(declared) => found.related(declared, "declared here"),
        None => found,
    }
}
