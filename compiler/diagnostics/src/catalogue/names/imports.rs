//! Imports and packages.

use crate::catalogue::wording::few;
use crate::catalogue::{nearest, one_of};
use crate::{Diagnostic, Fix, Place};

use super::lookup::did_you_mean;

/// E0204: an import names a package that does not exist.
pub fn unknown_package<'a>(
    place: Place,
    path: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0204", place, format!("there is no package `{path}`")).label("not found");
    did_you_mean(found, place, nearest(path, candidates))
}

/// E0204: an import names a group of Kubernetes without a version that it has.
pub fn unknown_version(place: Place, group: &str, version: Option<&str>, versions: &[&str]) -> Diagnostic {
    let message = match version {
        Some(version) => format!("the group `{group}` has no version `{version}`"),
        None => format!("the path of the group `{group}` lacks a version"),
    };
    let forms: Vec<String> = versions.iter().map(|version| format!("k8s/{group}/{version}")).collect();
    let mut found = Diagnostic::error("E0204", place, message)
        .label("not found")
        .help(format!("it has {}", one_of(forms.iter().map(String::as_str), 6)));
    if let [only] = forms.as_slice() {
        found = found.fix(Fix::offered(format!("import `{only}`"), place, only.clone()));
    }
    found
}

/// E0205: a package has no declaration of this name.
pub fn unknown_in_package<'a>(
    place: Place,
    name: &str,
    package: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let found = Diagnostic::error("E0205", place, format!("`{package}` has nothing called `{name}`"))
        .label("not in that package");
    did_you_mean(found, place, nearest(name, candidates))
}

/// E0206: a declaration of another package is not `pub`.
pub fn not_public(place: Place, name: &str, package: &str, declared: Place) -> Diagnostic {
    Diagnostic::error("E0206", place, format!("`{name}` of `{package}` is not `pub`"))
        .label("not visible here")
        .related(declared, "declared here, for its package alone")
}

/// E0207: an import names an entity.
pub fn entity_not_importable(place: Place, word: &str, name: &str, declared: Place) -> Diagnostic {
    Diagnostic::error("E0207", place, format!("the {word} `{name}` cannot be imported"))
        .label("an entity")
        .related(declared, "declared here")
        .help(format!("`existing {word} {name}` refers to something that another repository owns"))
}

/// E0208: an import of a path that ends in a version gives the package no name.
pub fn import_needs_name(place: Place, path: &str, suggested: &str) -> Diagnostic {
    let end = Place { span: crate::Span::at(place.span.end), ..place };
    Diagnostic::error("E0208", place, "the path of this import ends in a version, which is no name")
        .label("what is imported?")
        .help(format!("write `import {path} {{ … }}` or `import {path} as {suggested}`"))
        .fix(Fix::offered(format!("name it `{suggested}`"), end, format!(" as {suggested}")))
}

/// E0209: an import brings in a name that the package declares itself.
pub fn import_clashes(place: Place, name: &str, declared: Place) -> Diagnostic {
    let end = Place { span: crate::Span::at(place.span.end), ..place };
    Diagnostic::error("E0209", place, format!("`{name}` is imported, and this package declares it too"))
        .label("imported here")
        .related(declared, "declared here")
        .help(format!("give the import another name: `{name} as …`"))
        .fix(Fix::offered("import it under another name", end, format!(" as Imported{name}")))
}

/// E0210: two imports of a file bring in different things under one name.
pub fn imported_name_twice(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0210", place, format!("`{name}` is imported twice, for different things"))
        .label("imported again here")
        .related(first, "first imported here")
        .help(format!("give one of them another name: `{name} as …`"))
}

/// E0211: packages import each other in a circle.
pub fn package_cycle(place: Place, cycle: &[&str]) -> Diagnostic {
    let names: Vec<&str> =
        cycle.iter().map(|path| if path.is_empty() { "this package" } else { path }).collect();
    Diagnostic::error("E0211", place, format!("packages import each other: `{}`", few(&names).join(" -> ")))
        .label("this import closes the circle")
        .help("move what both need into a third package")
}

/// E0207: a package that others import declares an entity.
pub fn entity_in_dependency(place: Place, word: &str, name: &str, package: &str) -> Diagnostic {
    Diagnostic::error("E0207", place, format!("the package `{package}` is imported and declares the {word} `{name}`"))
        .label("an entity")
        .help(format!("only the package that is compiled declares entities: write `existing {word} {name}` there for what another repository owns"))
}

/// E0226: an import names a kind in an API version that Kubernetes has removed. `instead` is the import to write,
/// `advice` what people use where no kind took its place.
pub fn removed_api(
    place: Place,
    path: &str,
    kind: &str,
    removed_in: (u32, u32),
    instead: Option<&str>,
    advice: Option<&str>,
) -> Diagnostic {
    let (major, minor) = removed_in;
    let found = Diagnostic::error(
        "E0226",
        place,
        format!("`{kind}` of `{path}` was removed in Kubernetes {major}.{minor}"),
    )
    .label("no longer served");
    match (instead, advice) {
        (Some(instead), _) => found.help(format!("write `import {instead} {{ {kind} }}`")),
        (None, Some(advice)) => found.help(format!("in its place there is {advice}")),
        (None, None) => found.help("nothing took its place"),
    }
}

/// W0201: a file imports a name and does not use it.
pub fn unused_import(place: Place, name: &str, removed: Place) -> Diagnostic {
    Diagnostic::warning("W0201", place, format!("`{name}` is imported and not used"))
        .label("not used in this file")
        .fix(Fix::safe("remove it", removed, ""))
}

/// W0204: a file imports the same thing twice.
pub fn imported_again(place: Place, name: &str, first: Place, removed: Place) -> Diagnostic {
    Diagnostic::warning("W0204", place, format!("`{name}` is imported twice"))
        .label("imported again here")
        .related(first, "first imported here")
        .fix(Fix::safe("remove it", removed, ""))
}
