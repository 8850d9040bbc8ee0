//! `[dependencies]` of `o8.toml`.

use o8_diagnostics::Place;
use o8_diagnostics::catalogue::packages;
use semver::VersionReq;

use super::{Reader, Value, in_order, is_package_name};
use crate::package::origin::{Dependency, Origin, Want};
use crate::packages::address;

/// What says where a package comes from.
const ORIGINS: &[&str] = &["path", "git", "oci", "registry"];
/// What says which version, with the origins that it goes with.
const WANTS: &[(&str, &[&str])] =
    &[("version", &["git", "oci", "registry"]), ("tag", &["git"]), ("rev", &["git"]), ("digest", &["oci"])];

/// One key of a dependency.
struct Said {
    key: String,
    key_place: Place,
    text: String,
    place: Place,
}

impl Reader {
    pub(super) fn dependencies(&mut self, value: &Value<'_>) {
        let Some(table) = self.table(value, "dependencies") else { return };
        for (key, value) in in_order(table) {
            let name = key.get_ref().as_ref();
            if !is_package_name(name) {
                self.report(packages::bad_package_name(self.place(key.span()), name));
                continue;
            }
            if value.get_ref().is_str() {
                let place = self.place(value.span());
                let help =
                    format!("say where it comes from, as in `{name} = {{ git = \"…\", version = \"…\" }}`");
                self.report(packages::unsupported_dependency(place, name, "a public registry", &help));
                continue;
            }
            let name_place = self.place(key.span());
            if let Some(dependency) = self.dependency(name, name_place, value) {
                self.settings.dependencies.push(dependency);
            }
        }
    }

    /// A dependency without a mistake: the first one is reported.
    fn dependency(&mut self, name: &str, name_place: Place, value: &Value<'_>) -> Option<Dependency> {
        let said = self.said(name, value)?;
        let mut origins = said.iter().filter(|said| ORIGINS.contains(&said.key.as_str()));
        let mut wants = said.iter().filter(|said| !ORIGINS.contains(&said.key.as_str()));
        let (origin, second, want, other) = (origins.next(), origins.next(), wants.next(), wants.next());
        let Some(from) = origin else {
            self.report(packages::dependency_without_origin(name_place, name));
            return None;
        };
        if let Some((first, second)) = second.map(|second| (from, second)).or_else(|| Some((want?, other?))) {
            self.report(packages::dependency_says_both(
                second.key_place,
                &second.key,
                first.key_place,
                &first.key,
            ));
            return None;
        }
        let origin = self.origin(name, from)?;
        let (want, want_place) = match want {
            None if matches!(origin, Origin::Path(_)) => (Want::Only, from.place),
            None => {
                let able: Vec<&str> = goes_with(&from.key).collect();
                self.report(packages::dependency_without_version(from.place, name, &from.key, &able));
                return None;
            }
            Some(said) if !goes_with(&from.key).any(|able| able == said.key) => {
                let diagnostic =
                    packages::dependency_keys_apart(said.key_place, &said.key, from.key_place, &from.key);
                self.report(diagnostic);
                return None;
            }
            Some(said) => (self.want(said)?, said.place),
        };
        Some(Dependency {
            name: name.to_owned(),
            origin,
            want,
            name_place,
            origin_place: from.place,
            want_place,
        })
    }

    /// The keys of a dependency as they stand.
    fn said(&mut self, name: &str, value: &Value<'_>) -> Option<Vec<Said>> {
        let table = self.table(value, name)?;
        let mut all = Vec::new();
        for (key, value) in in_order(table) {
            let (word, key_place) = (key.get_ref().as_ref(), self.place(key.span()));
            if word == "branch" {
                self.report(packages::dependency_on_branch(key_place, name));
                return None;
            }
            if !ORIGINS.contains(&word) && WANTS.iter().all(|(known, _)| *known != word) {
                let known = ORIGINS.iter().copied().chain(WANTS.iter().map(|(known, _)| *known));
                let free: Vec<&str> = known.filter(|known| !table.contains_key(*known)).collect();
                let within = format!("dependencies.{name}");
                self.report(packages::unknown_toml_key(key_place, word, Some(&within), &free));
                return None;
            }
            let text = self.string(value, word)?.to_owned();
            all.push(Said { key: word.to_owned(), key_place, text, place: self.place(value.span()) });
        }
        Some(all)
    }

    fn origin(&mut self, name: &str, said: &Said) -> Option<Origin> {
        let found = match said.key.as_str() {
            "git" => address::git(&said.text).map(Origin::Git),
            "oci" if said.text.starts_with("oci://") => {
                let help =
                    "copy the artefact with `oras copy --to-oci-layout`, and write `oci = \"oci-layout:…\"`";
                let source = "OCI registries over the network";
                self.report(packages::unsupported_dependency(said.place, name, source, help));
                return None;
            }
            "oci" => address::layout(&said.text).map(Origin::Layout),
            "registry" => address::folder(&said.text).map(Origin::Registry),
            _ => Ok(Origin::Path(said.text.clone())),
        };
        let report =
            |reason: String| self.report(packages::bad_origin(said.place, &said.key, &said.text, &reason));
        found.map_err(report).ok()
    }

    fn want(&mut self, said: &Said) -> Option<Want> {
        let text = said.text.as_str();
        let found = match said.key.as_str() {
            "version" => match VersionReq::parse(text) {
                Ok(wanted) => return Some(Want::Version(wanted)),
                Err(error) => {
                    self.report(packages::bad_version(
                        said.place,
                        "version",
                        text,
                        "^1.2",
                        &error.to_string(),
                    ));
                    return None;
                }
            },
            "tag" => address::tag(text).map(Want::Tag),
            "rev" => address::commit(text).map(Want::Rev),
            _ => address::digest(text).map(Want::Digest),
        };
        let report = |reason: String| self.report(packages::bad_origin(said.place, &said.key, text, &reason));
        found.map_err(report).ok()
    }
}

/// The keys that say which version, for a kind of origin.
fn goes_with(origin: &str) -> impl Iterator<Item = &'static str> {
    WANTS.iter().filter(move |(_, origins)| origins.contains(&origin)).map(|(key, _)| *key)
}
