//! E09xx, W09xx: packages, their files, and `o8.toml`.

use super::wording::few;
use super::{nearest, one_of, quoted};
use crate::{Diagnostic, Fix, Place};

/// `o8.toml` is not TOML.
pub fn toml_syntax(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0901", place, format!("`o8.toml` is not valid TOML: {reason}"))
}

/// A key that `o8.toml`, or one of its tables, does not have. `free` are those that it has and that are not said yet.
pub fn unknown_toml_key(place: Place, key: &str, table: Option<&str>, free: &[&str]) -> Diagnostic {
    let within = table.map_or_else(|| "`o8.toml`".to_owned(), |table| format!("`[{table}]` of `o8.toml`"));
    let diagnostic = Diagnostic::error("E0902", place, format!("{within} has no key `{key}`"));
    match nearest(key, free.iter().copied()) {
        Some(near) => diagnostic.label(format!("did you mean `{near}`?")).fix(Fix::safe(
            format!("rename to `{near}`"),
            place,
            near,
        )),
        None if free.is_empty() => diagnostic,
        None => diagnostic.help(format!("what it could say is {}", one_of(free.iter().copied(), 12))),
    }
}

/// A value of `o8.toml` of the wrong type.
pub fn toml_type(place: Place, key: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error("E0903", place, format!("`{key}` expects {expected}, found {found}"))
        .label(format!("expected {expected}"))
}

/// A key that `o8.toml` has to have.
pub fn missing_toml_key(place: Place, key: &str) -> Diagnostic {
    Diagnostic::error("E0904", place, format!("`o8.toml` does not say `{key}`"))
        .help(format!("add a line `{key} = \"…\"`"))
}

/// A version, or a requirement on one, that is not written as semantic versioning has it.
pub fn bad_version(place: Place, key: &str, text: &str, example: &str, reason: &str) -> Diagnostic {
    Diagnostic::error("E0905", place, format!("`{key}` expects a value like `{example}`, found `{text}`"))
        .label(reason)
}

/// The package asks for another version of o8 than the one that runs.
pub fn needs_other_o8(place: Place, requirement: &str, running: &str) -> Diagnostic {
    Diagnostic::error(
        "E0906",
        place,
        format!("this package needs o8 `{requirement}`, and this is o8 {running}"),
    )
    .help("run a version of o8 that fits, or change the requirement")
}

/// A value of `o8.toml` that is none of those that there are.
pub fn unknown_toml_value(place: Place, key: &str, value: &str, known: &[&str]) -> Diagnostic {
    let expected = one_of(known.iter().copied(), 12);
    let diagnostic =
        Diagnostic::error("E0907", place, format!("`{key}` expects {expected}, found `{value}`"));
    match nearest(value, known.iter().copied()) {
        Some(near) => diagnostic.fix(Fix::safe(format!("write `{near}`"), place, format!("{near:?}"))),
        None => diagnostic,
    }
}

/// A package name that others could not import.
pub fn bad_package_name(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0908", place, format!("`{name}` cannot be the name of a package"))
        .label("expected lower-case letters, digits and inner dashes, beginning with a letter")
}

/// An output folder that is not a folder inside the package.
pub fn output_outside(place: Place, output: &str) -> Diagnostic {
    Diagnostic::error("E0909", place, format!("the output folder `{output}` is not inside the package"))
        .label("expected a path relative to `o8.toml`, without `..`")
        .help("`o8 build --out` writes to any folder")
}

/// An output folder that is the package itself, or that holds source files.
pub fn output_holds_sources(place: Place, output: &str, example: &str) -> Diagnostic {
    let message =
        format!("the output folder `{output}` holds source files, which would not be part of the package");
    Diagnostic::error("E0910", place, message)
        .label(format!("`{example}` is in it"))
        .help("choose a folder that is only for output, such as `generated`")
}

/// An output folder in a folder of sources below the package's root.
pub fn output_inside_sources(place: Place, output: &str, folder: &str, example: &str) -> Diagnostic {
    let message = format!("the output folder `{output}` is inside `{folder}`, a folder of source files");
    Diagnostic::error("E0911", place, message)
        .label(format!("`{example}` is beside it"))
        .help("keep what is written apart from what is generated: choose a folder such as `generated`")
}

/// A dependency from a kind of source that o8 cannot read yet.
pub fn unsupported_dependency(place: Place, name: &str, source: &str) -> Diagnostic {
    let message = format!("dependencies from {source} are not supported yet: `{name}`");
    Diagnostic::error("E0912", place, message)
        .help(format!("copy or check out the package, and write `{name} = {{ path = \"…\" }}`"))
}

/// A `path` dependency where there is no package.
pub fn dependency_not_found(place: Place, name: &str, path: &str) -> Diagnostic {
    Diagnostic::error(
        "E0913",
        place,
        format!("there is no package at `{path}`, which `{name}` is to come from"),
    )
    .label("no `o8.toml` in this folder")
    .help("the path is relative to this `o8.toml`")
}

/// A dependency that is called otherwise than the package that it points at.
pub fn dependency_renamed(place: Place, name: &str, declared: &str) -> Diagnostic {
    Diagnostic::error(
        "E0914",
        place,
        format!("the package at the path of `{name}` calls itself `{declared}`"),
    )
    .label(format!("expected {}", quoted(declared)))
    .fix(Fix::offered(format!("rename to `{declared}`"), place, declared))
}

/// Packages that depend on each other in a circle. `cycle` begins and ends with the same name.
pub fn dependency_cycle(place: Place, cycle: &[&str]) -> Diagnostic {
    let names: Vec<String> = cycle.iter().map(|name| quoted(name)).collect();
    let path = few(&names).join(" -> ");
    Diagnostic::error("E0915", place, format!("packages depend on each other in a circle: {path}"))
        .label("closes the circle")
}

/// A source file that is not UTF-8. The place is where the first bad byte stands in the text before it.
pub fn invalid_utf8(place: Place, offset: usize, byte: u8) -> Diagnostic {
    Diagnostic::error("E0916", place, format!("the file is not UTF-8: byte 0x{byte:02x} at offset {offset}"))
        .label("the text before this is fine")
        .help("save the file as UTF-8")
}

/// Two dependencies of one name from different folders.
pub fn dependency_twice(place: Place, name: &str, here: &str, there: &str) -> Diagnostic {
    let message =
        format!("`{name}` comes from two folders: `{here}` and, through another package, `{there}`");
    Diagnostic::error("E0917", place, message).help("let all packages name the same folder")
}

/// A lint level for a code that no lint has.
pub fn unknown_lint(place: Place, code: &str, known: &[&str]) -> Diagnostic {
    let diagnostic = Diagnostic::error("E0918", place, format!("there is no warning `{code}`"));
    let diagnostic = match nearest(code, known.iter().copied()) {
        Some(near) => diagnostic.fix(Fix::offered(format!("write `{near}`"), place, near)),
        None => diagnostic,
    };
    diagnostic.help("levels can be set for warnings alone, which have codes such as `W0901`")
}

/// A package in a folder of another one: its files belong to it alone.
pub fn nested_package(place: Place, folder: &str) -> Diagnostic {
    let message = format!("`{folder}` is a package of its own, and no part of this one");
    Diagnostic::warning("W0901", place, message).help(format!(
        "build it with `o8 build {folder}`; a dependency on it, or `W0901 = \"allow\"`, silences this"
    ))
}

/// A link to a folder, which is not followed: it could lead out of the package, or in a circle.
pub fn linked_folder(place: Place, folder: &str) -> Diagnostic {
    let message =
        format!("`{folder}` is a symbolic link to a folder, and what is in it is no part of this package");
    Diagnostic::warning("W0902", place, message)
        .help("make it a package of its own, and depend on it by its path")
}
