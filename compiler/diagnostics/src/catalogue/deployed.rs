//! What a change of the program would do to what is deployed already: E086x, W086x.

use super::wording::{nearest, one_of, plural};
use crate::{Diagnostic, Edit, Fix, Place, Span};

/// What would go, in words and counts.
pub struct Loss<'a> {
    /// How many applications.
    pub applications: usize,
    /// How many objects.
    pub objects: usize,
    /// Those that hold data, such as `PersistentVolumeClaim web/data`.
    pub stateful: &'a [String],
}

impl Loss<'_> {
    fn in_words(&self) -> String {
        let mut text =
            format!("{} with {}", plural(self.applications, "application"), plural(self.objects, "object"));
        if !self.stateful.is_empty() {
            text.push_str(&format!(", among them {}", all_of(self.stateful)));
        }
        text
    }
}

/// Where a declaration is put that says what is meant: before the one that a place is in.
fn before(place: Place) -> Place {
    Place { anchor: place.anchor, span: Span::at(0) }
}

/// Applications of production go. `place` is the module's, or the platform's where nothing declares it any more; `meant` is the
/// declaration that says that it is meant, and `renamed` a module that may be the same. Check AS01.
pub fn applications_disappear(
    place: Place,
    what: &str,
    targets: &[String],
    loss: &Loss<'_>,
    meant: &str,
    renamed: Option<&str>,
) -> Diagnostic {
    let places = all_of(targets);
    let message = format!("`{what}` disappears from {places}: {}", loss.in_words());
    let help = match renamed {
        Some(new) => {
            format!("write `moved {what} -> {new}` where that is its name now, or `{meant}` to mean it")
        }
        None => format!("write `{meant}` to mean it"),
    };
    Diagnostic::error("E0860", place, message)
        .label(format!("no longer deployed to {places}"))
        .help(help)
        .fix(declare(place, meant))
}

/// An environment of production goes with all that is in it. Check AS01.
pub fn environment_disappears(place: Place, name: &str, loss: &Loss<'_>) -> Diagnostic {
    let meant = format!("retire {name}");
    Diagnostic::error("E0860", place, format!("the environment `{name}` disappears: {}", loss.in_words()))
        .label("no longer declared")
        .help(format!("write `{meant}` to mean it"))
        .fix(declare(place, &meant))
}

/// A cluster goes with all that is in production on it. Check AS01.
pub fn cluster_disappears(place: Place, name: &str, modules: &[&str], loss: &Loss<'_>) -> Diagnostic {
    let meant = format!("retire {name}");
    let of = super::wording::all_of(modules.iter().copied(), 3);
    Diagnostic::error(
        "E0860",
        place,
        format!("the cluster `{name}` disappears, and with it {of}: {}", loss.in_words()),
    )
    .label("no longer declared")
    .help(format!("write `{meant}` to mean it"))
    .fix(declare(place, &meant))
}

fn declare(place: Place, meant: &str) -> Fix {
    Fix::offered(format!("declare `{meant}`"), before(place), format!("{meant}\n\n"))
}

/// Objects of production that hold data go while their module stays. `kept` is the namespace that would keep them. Check SY02.
pub fn stateful_objects_disappear(
    place: Place,
    module: &str,
    targets: &[String],
    objects: &[String],
    meant: &str,
    kept: Option<&str>,
) -> Diagnostic {
    let message = format!("{} would be pruned from `{module}` in {}", all_of(objects), all_of(targets));
    let help = match kept {
        Some(namespace) => format!("keep the namespace that they are in: `namespace = \"{namespace}\"`"),
        None => format!(
            "bring them back; write `moved OLD -> NEW` where their data goes to objects of another name, or `{meant}` to mean it"
        ),
    };
    Diagnostic::error("E0861", place, message).label("no longer emits what holds data").help(help)
}

/// What becomes of the selector of a workload.
pub struct SelectorChange<'a> {
    /// The application whose line in the committed manifest has the old one.
    pub application: &'a str,
    /// All that the old one asks for.
    pub before: &'a str,
    /// What the new one asks for besides.
    pub added: &'a [String],
    /// What it no longer asks for.
    pub removed: &'a [String],
    /// Whether the workload holds data.
    pub holds_data: bool,
}

/// A workload is to select its pods by something else than it was deployed with. Check KZ01.
pub fn selector_changes(
    (place, selector): (Place, Place),
    (workload, kind): (&str, &str),
    targets: &[String],
    change: &SelectorChange<'_>,
) -> Diagnostic {
    let message =
        format!("the selector of {workload} in {} is not the one that it was deployed with", all_of(targets));
    let label = match (change.added, change.removed) {
        ([], []) => "in another order".to_owned(),
        (added, []) => format!("adds {}", all_of(added)),
        ([], removed) => format!("no longer asks for {}", all_of(removed)),
        (added, removed) => format!("{} instead of {}", all_of(added), all_of(removed)),
    };
    let keep = match change.added {
        [] => "keep that".to_owned(),
        added => format!("keep that, and leave {} to the labels", all_of(added)),
    };
    let replace = match change.holds_data {
        true => format!("give the {kind} another name, and write `moved OLD -> NEW` for its data"),
        false => format!("give the {kind} another name"),
    };
    let found = Diagnostic::error("E0865", place, message).label(label);
    let found = if place == selector { found } else { found.related(selector, "the selector") };
    found.help(format!(
        "Kubernetes lets no selector change, so every sync would fail; `{}` in the committed `.o8/manifest.json` has `{}`: {keep}, or {replace}",
        change.application, change.before
    ))
}

/// Something is said to go that is there.
pub fn retired_is_deployed(
    place: Place,
    name: &str,
    targets: &[String],
    module: Option<Place>,
) -> Diagnostic {
    let found =
        Diagnostic::error("E0862", place, format!("`{name}` is still deployed to {}", all_of(targets)))
            .label("said to go")
            .help("take it out of the module's `environments` or `clusters` as well, or take this line out");
    match module {
        Some(place) => found.related(place, "declared here"),
        None => found,
    }
}

/// A name moves to where nothing is.
pub fn moved_to_nothing<'a>(place: Place, new: &str, known: impl IntoIterator<Item = &'a str>) -> Diagnostic {
    let message = format!("no module, and nothing that holds data, is called `{new}`");
    let found = Diagnostic::error("E0863", place, message).label("the name that it has now");
    match nearest(new, known) {
        Some(near) => found.help(format!("did you mean `{near}`?")).fix(Fix::offered(
            format!("rename to `{near}`"),
            place,
            near,
        )),
        None => found,
    }
}

/// A name moves that something still has.
pub fn moved_is_declared(place: Place, old: &str, declared: Place) -> Diagnostic {
    Diagnostic::error("E0863", place, format!("`{old}` has not moved: it is still declared"))
        .label("the name that it had")
        .related(declared, "declared here")
        .help("take one of the two out")
}

/// Two declarations say where one name comes from or goes to.
pub fn moved_twice(place: Place, name: &str, first: Place) -> Diagnostic {
    Diagnostic::error("E0863", place, format!("`{name}` moves twice"))
        .label("a second time")
        .related(first, "the first time")
        .help("take one of the two out")
}

/// What is said to go, or to have moved, is in the output neither before nor after.
pub fn without_effect(item: Place, place: Place, name: &str, known: &[&str]) -> Diagnostic {
    let near = nearest(name, known.iter().copied()).filter(|near| *near != name);
    let found = Diagnostic::warning("W0860", place, format!("nothing called `{name}` is deployed"))
        .label("there is nothing left to say of it");
    let found = match near {
        Some(near) => found.help(format!("did you mean `{near}`? If it has done its work, take it out")),
        None => found.help("take it out"),
    };
    let edit = Edit { place: item, text: String::new() };
    found.fix(Fix { title: "take it out".into(), safe: false, edits: vec![edit] })
}

/// The application of something in production that stays gets another name.
pub fn application_renamed(place: Place, module: &str, old: &str, new: &str) -> Diagnostic {
    Diagnostic::warning("W0861", place, format!("the application `{old}` becomes `{new}`"))
        .label(format!("`{module}` is deployed under another name"))
        .help(format!(
            "its objects stay, and Argo CD keeps `{old}` beside the new one until somebody deletes it without them: `argocd app delete {old} --cascade=false`"
        ))
}

/// `` `a`, `b` and `c` ``, of a few; the rest is counted.
fn all_of(names: &[String]) -> String {
    let text = one_of(names.iter().map(String::as_str), 6);
    match text.rsplit_once(" or ") {
        Some((first, last)) => format!("{first} and {last}"),
        None => text,
    }
}
