//! SY03: who writes which field. Every field of every object has one writer: Git, an autoscaler, a controller of rollouts,
//! something that injects certificates. What Git does not write, Argo CD leaves alone; what two write is an error.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::relations::{Ignored, Ledger, Named, Scaler};
use o8_ir::{DeploymentSummary, ModuleSummary, ObjectSummary};
use rustc_hash::{FxHashMap, FxHashSet};

/// Cluster, namespace (none for what is in none), group, kind and name.
type Key<'a> = (&'a str, Option<&'a str>, &'a str, &'a str, &'a str);

fn key_of<'a>(deployment: &'a DeploymentSummary, by: &'a ObjectSummary, named: &'a Named) -> Key<'a> {
    let namespace = by.key.namespace.as_deref();
    (&deployment.target.cluster, namespace, &named.group, &named.kind, &named.name)
}

fn objects<'a>(
    modules: &[&'a ModuleSummary],
) -> impl Iterator<Item = (&'a ModuleSummary, &'a DeploymentSummary, &'a ObjectSummary)> {
    modules.iter().flat_map(|&module| {
        module.deployments.iter().flat_map(move |deployment| {
            deployment.objects.iter().map(move |object| (module, deployment, object))
        })
    })
}

/// What Argo CD leaves alone in each application, whichever module brings the writer.
pub fn ledger(modules: &[&ModuleSummary]) -> Ledger {
    let mut fields: FxHashMap<Key<'_>, Vec<_>> = FxHashMap::default();
    for (_, deployment, object) in objects(modules) {
        for written in &object.relations.written {
            fields.entry(key_of(deployment, object, &written.object)).or_default().push(written.field);
        }
    }
    let mut ledger = Ledger::default();
    if fields.is_empty() {
        return ledger;
    }
    for (module, deployment, object) in objects(modules) {
        let key = &object.key;
        let found: Key<'_> =
            (&deployment.target.cluster, key.namespace.as_deref(), &key.group, &key.kind, &key.name);
        let Some(fields) = fields.get(&found) else { continue };
        let mut fields = fields.clone();
        fields.sort_unstable();
        fields.dedup();
        // Namespaces differ between environments, so they are only said where something depends on them.
        let is_same = |other: &&ObjectSummary| {
            let other = &other.key;
            other.group == key.group && other.kind == key.kind && other.name == key.name
        };
        let is_elsewhere = key.namespace.as_ref().is_some_and(|name| *name != deployment.namespace);
        let is_ambiguous = deployment.objects.iter().filter(is_same).count() > 1;
        let ignored = Ignored {
            group: key.group.clone(),
            kind: key.kind.clone(),
            namespace: key.namespace.clone().filter(|_| is_elsewhere || is_ambiguous),
            name: key.name.clone(),
            fields,
        };
        ledger.ignored.entry((module.name.clone(), deployment.target.clone())).or_default().push(ignored);
    }
    ledger
}

/// Reports workloads whose number of copies is decided in two places: by the manifest and by a scaler, or by two scalers.
/// Each once.
pub fn check_writers(modules: &[&ModuleSummary]) -> Vec<Diagnostic> {
    let mut scalers: FxHashMap<Key<'_>, (&ObjectSummary, &Scaler)> = FxHashMap::default();
    let mut reported: FxHashSet<(Place, Place)> = FxHashSet::default();
    let mut diagnostics = Vec::new();
    for (_, deployment, object) in objects(modules) {
        let Some(scaler) = &object.relations.scaler else { continue };
        let Some((first, other)) =
            scalers.insert(key_of(deployment, object, &scaler.target), (object, scaler))
        else {
            continue;
        };
        if reported.insert((other.target.place, scaler.target.place)) {
            let target = deployment.target.label();
            diagnostics.push(catalogue::ledger::two_scalers(
                &workload(&scaler.target),
                &target,
                (&described(first), other.target.place),
                (&described(object), scaler.target.place),
            ));
        }
    }
    for (_, deployment, object) in objects(modules) {
        let key = &object.key;
        let found: Key<'_> =
            (&deployment.target.cluster, key.namespace.as_deref(), &key.group, &key.kind, &key.name);
        let (Some((count, place)), Some((by, scaler))) = (object.relations.replicas, scalers.get(&found))
        else {
            continue;
        };
        // A component says it once for all modules that deploy it.
        if reported.insert((place, place)) {
            let target = deployment.target.label();
            diagnostics.push(catalogue::ledger::replicas_of_scaled(
                place,
                &described(object),
                count,
                &target,
                (&described(by), scaler.target.place),
            ));
        }
    }
    diagnostics
}

/// `` `Deployment web` ``.
pub(crate) fn described(object: &ObjectSummary) -> String {
    format!("`{} {}`", object.key.kind, object.key.name)
}

fn workload(named: &Named) -> EcoString {
    ecow::eco_format!("`{} {}`", named.kind, named.name)
}
