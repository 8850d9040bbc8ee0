//! PR01: where a build changes something, in words: `changes: dev (3 files), prod@prod-eu (1 file)`.
//!
//! A file that several places read, such as one of a base, counts in each of them.

use std::collections::{BTreeMap, BTreeSet};

use o8_diagnostics::catalogue::plural;
use serde_json::{Value, json};

/// What is deployed apart from the rest: an environment, a cluster of one, a cluster whatever the environment. Neither is what
/// Argo CD reads for itself.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct Place {
    environment: Option<String>,
    cluster: Option<String>,
}

impl Place {
    const ARGOCD: Self = Self { environment: None, cluster: None };

    /// The place of `dev`, `prod@prod-eu` or `@prod-eu`.
    fn of_label(label: &str) -> Self {
        let (environment, cluster) = label.split_once('@').unwrap_or((label, ""));
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Self { environment: some(environment), cluster: some(cluster) }
    }

    fn in_words(&self) -> String {
        match (&self.environment, &self.cluster) {
            (Some(environment), Some(cluster)) => format!("{environment}@{cluster}"),
            (Some(environment), None) => environment.clone(),
            (None, Some(cluster)) => format!("@{cluster}"),
            (None, None) => "Argo CD".to_owned(),
        }
    }
}

/// How many files change in each place.
#[derive(PartialEq, Eq, Debug, Default)]
pub(super) struct Changes(Vec<(Place, usize)>);

impl Changes {
    /// The places that read `changed`. `paths` is the whole output; `environments` are in the order of promotion, each with its
    /// clusters.
    pub(super) fn of<'p>(
        changed: &'p [String],
        paths: impl Iterator<Item = &'p str>,
        environments: &[(String, Vec<String>)],
    ) -> Self {
        if changed.is_empty() {
            return Self::default();
        }
        let mut overlays: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for path in paths.chain(changed.iter().map(String::as_str)) {
            if let ["modules", module, "overlays", label, ..] = parts(path).as_slice() {
                overlays.entry(module).or_default().insert(label);
            }
        }
        let mut counts: BTreeMap<Place, usize> = BTreeMap::new();
        for path in changed {
            for place in readers(path, &overlays, environments) {
                *counts.entry(place).or_default() += 1;
            }
        }
        let rank = |place: &Place| {
            let at = environments.iter().position(|(name, _)| Some(name) == place.environment.as_ref());
            // Environments in their order, those that are no longer declared, clusters whatever the environment, Argo CD.
            (at.unwrap_or(environments.len()), place.environment.is_none(), *place == Place::ARGOCD)
        };
        let mut found: Vec<(Place, usize)> = counts.into_iter().collect();
        found.sort_by(|(a, _), (b, _)| (rank(a), a).cmp(&(rank(b), b)));
        Self(found)
    }

    /// `None` where nothing changes.
    pub(super) fn in_words(&self) -> Option<String> {
        let one =
            |(place, files): &(Place, usize)| format!("{} ({})", place.in_words(), plural(*files, "file"));
        let all: Vec<String> = self.0.iter().map(one).collect();
        (!all.is_empty()).then(|| format!("changes: {}", all.join(", ")))
    }

    /// The same for machines.
    pub(super) fn to_json(&self) -> Value {
        let one = |(place, files): &(Place, usize)| json!({ "environment": place.environment, "cluster": place.cluster, "files": files });
        self.0.iter().map(one).collect()
    }
}

fn parts(path: &str) -> Vec<&str> {
    path.split('/').collect()
}

/// The places that read a file of the output.
fn readers(
    path: &str,
    overlays: &BTreeMap<&str, BTreeSet<&str>>,
    environments: &[(String, Vec<String>)],
) -> Vec<Place> {
    match parts(path).as_slice() {
        ["modules", _, "overlays", label, ..] => vec![Place::of_label(label)],
        ["modules", module, ..] => {
            let labels = overlays.get(module);
            let labels = labels.iter().flat_map(|labels| labels.iter());
            // An environment of several clusters has a layer of its own, and says it for all of them.
            let is_said = |label: &&&str| {
                let layer = label.split_once('@').map(|(environment, _)| environment);
                !layer.is_some_and(|layer| overlays[module].contains(layer))
            };
            labels.filter(is_said).map(|label| Place::of_label(label)).collect()
        }
        ["environments", environment, rest @ ..] => {
            let clusters = environments.iter().find(|(name, _)| name == environment);
            let cluster = rest.first().filter(|_| rest.len() > 1).filter(|part| {
                clusters.is_some_and(|(_, clusters)| {
                    clusters.len() > 1 && clusters.iter().any(|name| name == *part)
                })
            });
            vec![Place {
                environment: Some((*environment).to_owned()),
                cluster: cluster.map(|cluster| (*cluster).to_owned()),
            }]
        }
        ["clusters", cluster, ..] => {
            vec![Place { environment: None, cluster: Some((*cluster).to_owned()) }]
        }
        _ => vec![Place::ARGOCD],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changes(changed: &[&str]) -> String {
        let paths = [
            "modules/web/base/deployment-web.yaml",
            "modules/web/overlays/dev/kustomization.yaml",
            "modules/web/overlays/prod/kustomization.yaml",
            "modules/web/overlays/prod@eu/kustomization.yaml",
            "modules/web/overlays/prod@us/kustomization.yaml",
            "modules/agent/overlays/@eu/kustomization.yaml",
        ];
        let changed: Vec<String> = changed.iter().map(|path| (*path).to_owned()).collect();
        let environments = [("stage", vec!["a"]), ("dev", vec!["a"]), ("prod", vec!["eu", "us"])];
        let environments = environments.map(|(name, clusters)| {
            (name.to_owned(), clusters.into_iter().map(str::to_owned).collect::<Vec<String>>())
        });
        Changes::of(&changed, paths.into_iter(), &environments).in_words().unwrap_or_default()
    }

    #[test]
    fn a_file_counts_where_it_is_read() {
        assert_eq!(changes(&[]), "");
        assert_eq!(
            changes(&["modules/web/base/deployment-web.yaml"]),
            "changes: dev (1 file), prod (1 file)"
        );
        assert_eq!(changes(&["modules/web/overlays/prod@us/values.yaml"]), "changes: prod@us (1 file)");
        assert_eq!(changes(&["modules/agent/base/kustomization.yaml"]), "changes: @eu (1 file)");
        // Of a module that goes, all that there was goes.
        assert_eq!(
            changes(&["modules/gone/base/a.yaml", "modules/gone/overlays/prod/a.yaml"]),
            "changes: prod (2 files)"
        );
    }

    #[test]
    fn the_order_is_that_of_promotion() {
        let changed = [
            "argocd/projects/shop.yaml",
            "bootstrap/root.yaml",
            "clusters/eu/namespace-agent.yaml",
            "environments/dev/namespace-web.yaml",
            "environments/old/namespace-web.yaml",
            "environments/prod/eu/namespace-web.yaml",
            "environments/stage/a/namespace-web.yaml",
        ];
        assert_eq!(
            changes(&changed),
            "changes: stage (1 file), dev (1 file), prod@eu (1 file), old (1 file), @eu (1 file), Argo CD (2 files)"
        );
    }
}
