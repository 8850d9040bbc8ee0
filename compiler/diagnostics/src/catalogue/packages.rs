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
pub fn unsupported_dependency(place: Place, name: &str, source: &str, help: &str) -> Diagnostic {
    let message = format!("dependencies from {source} are not supported yet: `{name}`");
    Diagnostic::error("E0912", place, message).help(help)
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
        format!("the package that `{name}` comes from calls itself `{declared}`"),
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

/// A dependency that does not say where it comes from.
pub fn dependency_without_origin(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0904", place, format!("`{name}` does not say where it comes from"))
        .help("add `path = \"…\"`, `git = \"…\"`, `oci = \"…\"` or `registry = \"…\"`")
}

/// Two keys of a dependency, each of which says the same thing in another way.
pub fn dependency_says_both(place: Place, key: &str, first_place: Place, first: &str) -> Diagnostic {
    let message = format!("`{key}` and `{first}` do not go together");
    Diagnostic::error("E0919", place, message)
        .label(format!("`{first}` says it already"))
        .related(first_place, format!("`{first}` is said here"))
}

/// A key that says which version, in a way that where the dependency comes from does not have.
pub fn dependency_keys_apart(place: Place, key: &str, origin_place: Place, origin: &str) -> Diagnostic {
    let message = format!("`{key}` and `{origin}` do not go together");
    let label = match origin {
        "path" => "a package of a path has the one state that it is in",
        "registry" => "a registry has versions",
        "oci" => "an artefact has a version or a digest",
        _ => "a repository has versions, tags and commits",
    };
    Diagnostic::error("E0919", place, message)
        .label(label)
        .related(origin_place, format!("`{origin}` is said here"))
}

/// Where a dependency comes from, or its tag, commit or digest, in a form that it cannot have.
pub fn bad_origin(place: Place, key: &str, text: &str, reason: &str) -> Diagnostic {
    let text: String =
        text.chars().map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c }).collect();
    Diagnostic::error("E0920", place, format!("`{key}` cannot be `{text}`")).label(reason)
}

/// A dependency on a branch.
pub fn dependency_on_branch(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0921", place, format!("`{name}` cannot follow a branch"))
        .label("a branch means another commit every day")
        .help("tag what is to be used and say `version` or `tag`, or say the commit with `rev`")
}

/// Dependencies that the lock does not have, or for which there is no lock.
pub fn not_locked(names: &[(String, Place)], has_lock: bool) -> Diagnostic {
    let place = names.first().map_or(Place::file(crate::FileId(0), crate::Span::at(0)), |(_, place)| *place);
    let all = listed(names);
    let message = match has_lock {
        true => format!("{all} {} not in `o8.lock`", if names.len() == 1 { "is" } else { "are" }),
        false => format!("there is no `o8.lock` that says which version of {all} to use"),
    };
    names
        .iter()
        .skip(1)
        .take(4)
        .fold(Diagnostic::error("E0922", place, message), |diagnostic, (name, place)| {
            diagnostic.related(*place, format!("`{name}` is not in it either"))
        })
        .help("`o8 update` writes it: commit it with `o8.toml`")
}

/// A dependency that the lock has in a version, or from a place, that `o8.toml` does not ask for.
pub fn lock_differs(place: Place, locked: Place, name: &str, wanted: &str, found: &str) -> Diagnostic {
    let message = format!("`o8.lock` is not up to date: `{name}` has to be {wanted}, and is {found} there");
    Diagnostic::error("E0923", place, message)
        .label("asked for here")
        .related(locked, "locked here")
        .help(format!("`o8 update {name}` makes the lock say what `o8.toml` says"))
}

/// A lock that was not written by o8, or that was changed since.
pub fn bad_lock(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E0924", place, format!("`o8.lock` cannot be used: {reason}"))
        .help("take it from Git again; or remove it, and `o8 update` writes a new one")
}

/// A lock of a format that this o8 does not know.
pub fn newer_lock(place: Place, format: i64, by: Option<&str>) -> Diagnostic {
    let by = by.map_or_else(|| "a newer o8".to_owned(), |version| format!("o8 {version}"));
    Diagnostic::error("E0925", place, format!("`o8.lock` is in format {format}, which this o8 does not know"))
        .label("the newest that it knows is 1")
        .help(format!("it was written by {by}: use that, or a newer one"))
}

/// Dependencies that are locked and not in the cache.
pub fn not_cached(names: &[(String, Place)]) -> Diagnostic {
    let place = names.first().map_or(Place::file(crate::FileId(0), crate::Span::at(0)), |(_, place)| *place);
    let is = if names.len() == 1 { "is" } else { "are" };
    Diagnostic::error("E0926", place, format!("{} {is} not in the cache", listed(names)))
        .help("`o8 fetch` brings what `o8.lock` names; a build never reaches the network")
}

/// A copy of a dependency that is not what the lock says.
pub fn other_content(
    place: Place,
    name: &str,
    version: &str,
    at: &str,
    command: &str,
    reason: &str,
) -> Diagnostic {
    let message = format!(
        "`{name}` {version} in {} is not what `o8.lock` says",
        if at.contains('/') { quoted(at) } else { at.to_owned() }
    );
    Diagnostic::error("E0927", place, message)
        .label(reason)
        .help(format!("`{command}` replaces it with what is locked"))
}

/// Two packages that want of a third what it cannot be at once. Who says it, and what.
pub fn dependency_conflict(
    place: Place,
    first_place: Place,
    name: &str,
    first: (&str, &str),
    second: (&str, &str),
) -> Diagnostic {
    let message = format!(
        "a build has one `{name}`, and `{}` wants {}, `{}` wants {}",
        first.0, first.1, second.0, second.1
    );
    Diagnostic::error("E0928", place, message)
        .label(format!("`{}` asks for {}", second.0, second.1))
        .related(first_place, format!("`{}` asks for {}", first.0, first.1))
        .help(format!(
            "change one of the two, or choose versions of `{}` and `{}` that agree",
            first.0, second.0
        ))
}

/// A dependency of which no version is as it is wanted. `known` are some that there are, newest first, and `more` how
/// many are left out.
pub fn no_version_fits(
    place: Place,
    by: &str,
    name: &str,
    want: &str,
    origin: &str,
    known: &[String],
    more: usize,
) -> Diagnostic {
    let message = format!("`{by}` wants {want} of `{name}`, which `{origin}` does not have");
    let diagnostic = Diagnostic::error("E0929", place, message);
    match known {
        [] => diagnostic.label("it has no versions"),
        known => {
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            diagnostic.label(format!("it has {}{more}", known.join(", ")))
        }
    }
}

/// A package from elsewhere that depends on what is on the disk of whoever made it.
pub fn dependency_outside(place: Place, name: &str, by: &str) -> Diagnostic {
    let message = format!("`{by}` comes from elsewhere, and cannot depend on a folder: `{name}`");
    Diagnostic::error("E0930", place, message)
        .label("whoever uses the package does not have this")
        .help(format!("`{by}` has to name a repository that everybody can reach"))
}

/// A version of a package that calls itself another one.
pub fn version_differs(place: Place, name: &str, tagged: &str, own: &str) -> Diagnostic {
    let message = format!("what is offered as `{name}` {tagged} says in its `o8.toml` that it is {own}");
    Diagnostic::error("E0931", place, message).label("chosen for this").help(
        "ask whoever publishes it which one it is; another version, or its commit, can be chosen meanwhile",
    )
}

/// A dependency that does not say which version.
pub fn dependency_without_version(place: Place, name: &str, origin: &str, keys: &[&str]) -> Diagnostic {
    let known = one_of(keys.iter().copied(), 12);
    Diagnostic::error("E0932", place, format!("`{name}` does not say which version of `{origin}` it means"))
        .help(format!("add {known}; `version = \"*\"` takes the newest"))
}

/// A package of the lock that nothing depends on.
pub fn locked_for_nobody(place: Place, name: &str) -> Diagnostic {
    Diagnostic::warning("W0910", place, format!("`{name}` is in `o8.lock`, and nothing depends on it"))
        .help("`o8 update` takes it out")
}

/// Names in a sentence, the first few of many.
fn listed(names: &[(String, Place)]) -> String {
    let shown: Vec<String> = names.iter().take(5).map(|(name, _)| quoted(name)).collect();
    match (names.len() - shown.len(), shown.as_slice()) {
        (0, [all @ .., last]) if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        (0, all) => all.join(", "),
        (more, all) => format!("{} and {more} more", all.join(", ")),
    }
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
