//! Who signs images and what is noticed at run time: E1014 to E1018, W1011 to W1013.

use crate::{Diagnostic, Place};

use super::wording::all_of;

/// Signatures that nobody looks at.
pub fn nobody_looks(place: Place, engines: &[&str]) -> Diagnostic {
    let message = match engines {
        [] => "the platform has nobody who looks at signatures".to_owned(),
        engines => format!("{} cannot look at signatures", all_of(engines.iter().copied(), 4)),
    };
    Diagnostic::error("E1014", place, message)
        .label("images that nobody has signed would run all the same")
        .help("add `\"kyverno\"` or `\"sigstore\"` to `platform.policy`")
}

/// Environments of one cluster that ask for other signatures.
pub fn not_told_apart(
    (later, place): (&str, Place),
    (earlier, other): (&str, Place),
    cluster: &str,
    what: &str,
) -> Diagnostic {
    let message = format!("`sigstore` cannot tell `{later}` and `{earlier}` apart in `{cluster}`");
    Diagnostic::error("E1015", place, message)
        .label(format!("they differ in {what}"))
        .related(other, "the other environment of the cluster")
        .help("its policies hold in all namespaces that it looks at: ask for the same in both, give each a cluster, or have `\"kyverno\"` look")
}

/// A private key where the public one is due.
pub fn private_key(place: Place) -> Diagnostic {
    Diagnostic::error("E1016", place, "a private key stands in `images.signedBy`")
        .label("in this baseline: whoever reads it can sign")
        .help("make a new pair, keep its private key out of the repository, and write the public one here: `cosign public-key`")
}

/// A text that is no public key.
pub fn no_public_key(place: Place, reason: &str) -> Diagnostic {
    Diagnostic::error("E1016", place, "this is no public key in PEM").label(reason.to_owned())
}

/// A pattern that strangers' names match, too.
pub fn anybody_signs(place: Place, stranger: &str) -> Diagnostic {
    Diagnostic::error("E1017", place, "anybody can have a name that matches this pattern")
        .label(format!("as does `{stranger}`"))
        .help("say whose it is, up to a slash: `https://github\\.com/acme/.*`")
}

/// Images that are signed, and named by what can be moved.
pub fn signed_by_tag(place: Place) -> Diagnostic {
    Diagnostic::warning("W1011", place, "images are signed, and named by a tag")
        .label("a node may pull another image of that tag than the one whose signature was looked at")
        .help("ask for `digest = \"required\"`, too")
}

/// Signatures, which the compiler does not see: of the images of these baselines, each with the place that asks for them. There is one at
/// least.
pub fn signatures_at_admission(baselines: &[(Place, &str)]) -> Diagnostic {
    /// How many are named.
    const SHOWN: usize = 5;
    let names = all_of(baselines.iter().map(|(_, name)| *name), SHOWN);
    let (first, others) = baselines.split_first().expect("there is one");
    let found = Diagnostic::note(
        "W1009",
        first.0,
        format!("whether the images of {names} are signed is checked at admission only"),
    )
    .label("the compiler sees names of images, and not images");
    let mut shown = vec![first.0];
    others.iter().take(SHOWN - 1).fold(found, |found, (place, name)| {
        // A baseline may have it from another one.
        if shown.contains(place) {
            return found;
        }
        shown.push(*place);
        found.related(*place, format!("and those of `{name}`"))
    })
}

/// A namespace of Falco that nothing makes.
pub fn no_falco(place: Place, namespace: &str, cluster: &str) -> Diagnostic {
    Diagnostic::error("E1018", place, format!("nothing makes the namespace `{namespace}` in `{cluster}`"))
        .label("what Falco notices is written down there")
        .help(format!(
            "deploy Falco there as an addon, or say that it is there: `existing namespace {namespace} {{}}`"
        ))
}

/// What an addon's baseline asks for, and nobody can be told of its namespaces alone.
pub fn not_of_addons(place: Place, addon: &str, what: &str, asked: Place) -> Diagnostic {
    Diagnostic::warning("W1013", place, format!("of the addon `{addon}`, nobody looks at {what}"))
        .label("who looks is told of environments, and an addon is in none")
        .related(asked, "asked for here")
        .help("give it a baseline that asks for what holds there")
}

/// What is asked for in namespaces that are not known beforehand.
pub fn not_in_previews(place: Place, environment: &str, what: &str, asked: Place) -> Diagnostic {
    Diagnostic::warning("W1012", place, format!("in `{environment}`, nobody looks at {what}"))
        .label("its namespaces are made for pull requests, and not known beforehand")
        .related(asked, "asked for here")
        .help("give it a baseline that asks for what holds there")
}
