//! Kinds and fields of Kubernetes (E06xx, W06xx).

use crate::catalogue::{one_of, quoted};
use crate::{Diagnostic, Fix, Place};

/// E0601: a field that a record of Kubernetes does not have.
///
/// `elsewhere` is the path below the record at which there is such a field.
pub fn unknown_field(
    place: Place,
    name: &str,
    record: &str,
    near: Option<&str>,
    elsewhere: Option<&str>,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0601", place, format!("`{record}` has no field `{name}`")).label("unknown field");
    match (near, elsewhere) {
        (Some(near), _) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("rename to `{near}`"),
            place,
            near.to_owned(),
        )),
        (None, Some(path)) => found.help(format!("it belongs in `{path}`")),
        (None, None) => found,
    }
}

/// E0602: a text that Kubernetes does not take in this field.
pub fn value_not_known(place: Place, text: &str, listed: &[&str], near: Option<&str>) -> Diagnostic {
    let all = one_of(listed.iter().copied(), 8);
    let found = Diagnostic::error("E0602", place, format!("expected {all}, found `{text}`"))
        .label("Kubernetes takes none like this");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("write `{near}`"),
            place,
            format!("\"{near}\""),
        )),
        None => found,
    }
}

/// E0603: a record of Kubernetes without fields that the API server asks for.
pub fn missing_fields(place: Place, record: &str, missing: &[&str]) -> Diagnostic {
    let names: Vec<String> = missing.iter().map(|name| quoted(name)).collect();
    let what = if missing.len() == 1 { "field" } else { "fields" };
    Diagnostic::error("E0603", place, format!("`{record}` needs the {what} {}", names.join(", ")))
        .label("the API server refuses it without")
}

/// E0604: `status` set by hand.
pub fn status_is_set(place: Place, kind: &str) -> Diagnostic {
    Diagnostic::error("E0604", place, format!("the `status` of a `{kind}` is written by the cluster"))
        .label("cannot be set")
        .help("leave it out")
}

/// E0605: `apiVersion` or `kind` that disagrees with the type.
pub fn wrong_identity(place: Place, field: &str, due: &str, kind: &str) -> Diagnostic {
    Diagnostic::error("E0605", place, format!("the `{field}` of this `{kind}` is `{due}`"))
        .label("says something else")
        .help(format!("leave `{field}` out: it fills itself"))
}

/// W0601: `apiVersion` or `kind` said again.
pub fn fills_itself(place: Place, field: &str) -> Diagnostic {
    Diagnostic::warning("W0601", place, format!("`{field}` fills itself"))
        .label("said by the type")
        .help("leave it out")
}

/// W0602: a field of Kubernetes that is deprecated.
///
/// `said` is what its documentation says of that.
pub fn deprecated_field(place: Place, name: &str, record: &str, said: &str) -> Diagnostic {
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    Diagnostic::warning("W0602", place, format!("`{name}` of `{record}` is deprecated"))
        .label("deprecated")
        .help(format!("Kubernetes says: {said}"))
}

/// E0606: a kind that neither an import nor Kubernetes has.
pub fn unknown_kind(place: Place, name: &str, near: Option<&str>) -> Diagnostic {
    let found = Diagnostic::error("E0606", place, format!("there is no kind `{name}`")).label("unknown kind");
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("write `{near}`"),
            place,
            near.to_owned(),
        )),
        None => found.help("import it if it is a custom resource"),
    }
}

/// E0607: a type that is no kind where one is due.
pub fn not_a_kind(place: Place, name: &str) -> Diagnostic {
    Diagnostic::error("E0607", place, format!("`{name}` is no kind of object"))
        .label("a kind is due")
        .help("a kind is what `kubectl get` lists, such as `Deployment`")
}

/// E0608: a kind that several API groups have.
pub fn ambiguous_kind(place: Place, name: &str, imports: &[&str]) -> Diagnostic {
    Diagnostic::error("E0608", place, format!("several API groups have a kind `{name}`"))
        .label("which one is meant?")
        .help(format!("import the one that is meant: {}", one_of(imports.iter().copied(), 4)))
}

/// E0609: an object without a schema that does not say what it is.
pub fn any_without_identity(place: Place, missing: &[&str]) -> Diagnostic {
    let names: Vec<String> = missing.iter().map(|name| quoted(name)).collect();
    Diagnostic::error("E0609", place, format!("an `Any` needs {}", names.join(", ")))
        .label("what object is it?")
        .help("write `Any { apiVersion = \"…\", kind = \"…\", metadata { name = … }, … }`")
}

/// A kind is imported from a version that its definition serves no more.
pub fn version_not_served(place: Place, kind: &str, api: &str, instead: &str) -> Diagnostic {
    Diagnostic::error("E0510", place, format!("`{api}` of `{kind}` is not served any more"))
        .label(format!("`{instead}` has it"))
        .help("the API server refuses objects of a version that is not served")
}

/// A component that Argo CD renders itself lacks a parameter that says what.
pub fn delivery_needs(place: Place, component: &str, parameter: &str, ty: &str) -> Diagnostic {
    Diagnostic::error(
        "E0511",
        place,
        format!("`{component}` has no parameter `{parameter}`, which Argo CD needs"),
    )
    .label("Argo CD renders this itself")
    .help(format!("add `param {parameter}: {ty}`"))
}

/// A parameter that Argo CD is told of has another type than it takes.
pub fn delivery_parameter(place: Place, parameter: &str, expected: &str, found: &str) -> Diagnostic {
    Diagnostic::error(
        "E0512",
        place,
        format!("Argo CD takes a `{expected}` for `{parameter}`, found `{found}`"),
    )
    .label(format!("expected `{expected}`"))
}

/// A component that Argo CD renders itself emits objects.
pub fn delivery_emits(place: Place, component: &str, attribute: Place) -> Diagnostic {
    Diagnostic::error("E0513", place, format!("`{component}` cannot emit objects: Argo CD renders it itself"))
        .label("this would never be written")
        .related(attribute, "because of this")
        .help("the objects belong in the `extras` of the modules that deploy it")
}

/// W0973: the chart of a component is rendered otherwise each time. Check HE02.
pub fn render_differs(place: Place, component: &str, call: (&str, &str, usize)) -> Diagnostic {
    rendered_otherwise(place, &format!("`{component}`"), call).label("the values of that chart").help(
        "bring from outside what is drawn there, such as by an existing Secret, and say so before the component: `@settled(\"…\")`",
    )
}

/// W0973: values go to a chart that is rendered otherwise each time. Check HE02.
pub fn values_differ(place: Place, ty: &str, call: (&str, &str, usize)) -> Diagnostic {
    rendered_otherwise(place, &format!("the chart of `{ty}`"), call).label("its values").help(
        "bring from outside what is drawn there, and say so before a component of its own: `@settled(\"…\")` beside `@delivery(helm)`",
    )
}

fn rendered_otherwise(
    place: Place,
    chart: &str,
    (template, function, more): (&str, &str, usize),
) -> Diagnostic {
    let more = match more {
        0 => String::new(),
        1 => ", and there is 1 more such call".to_owned(),
        more => format!(", and there are {more} more such calls"),
    };
    let message =
        format!("{chart} is rendered otherwise each time: its `{template}` calls `{function}`{more}");
    Diagnostic::warning("W0973", place, message)
}

/// W0974: `@settled` of a chart of which nothing differs.
pub fn nothing_to_settle(place: Place, component: &str) -> Diagnostic {
    Diagnostic::warning(
        "W0974",
        place,
        format!("nothing says that `{component}` is rendered otherwise each time"),
    )
    .label("settles nothing")
    .help("take it out, or read the type of its `values` from the chart: `o8 schema add --name … CHART`")
}
