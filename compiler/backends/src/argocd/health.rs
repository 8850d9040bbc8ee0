//! The health of custom resources that Argo CD has no check for. Without one, an object is taken for healthy as soon as it is
//! there, and whatever waits for it starts too early.

mod built_in;

use std::collections::BTreeSet;

use ecow::{EcoString, eco_format};
use o8_ir::ModuleSummary;

pub use built_in::{has_health_since, has_no_health};

/// A check of Argo CD: API group, kind, and a script in Lua that looks at `obj`.
type HealthCheck = (&'static str, &'static str, &'static str);

/// The checks, by group and kind. Argo CD has its own for `Cluster` of CloudNativePG and for `Prometheus`, among others.
pub const HEALTH_CHECKS: &[HealthCheck] = &[
    ("monitoring.coreos.com", "Alertmanager", PROMETHEUS_OPERATOR),
    ("monitoring.coreos.com", "PrometheusAgent", PROMETHEUS_OPERATOR),
    ("monitoring.coreos.com", "ThanosRuler", PROMETHEUS_OPERATOR),
    ("postgresql.cnpg.io", "Database", include_str!("health/cnpg_database.lua")),
    ("velero.io", "BackupStorageLocation", VELERO),
    ("velero.io", "Schedule", VELERO),
];

const PROMETHEUS_OPERATOR: &str = include_str!("health/prometheus_operator.lua");
const VELERO: &str = include_str!("health/velero_phase.lua");

/// Whether we write a check of a kind where something waits for it.
pub fn is_checked_by_us(group: &str, kind: &str) -> bool {
    HEALTH_CHECKS.iter().any(|(known, of, _)| (*known, *of) == (group, kind))
}

/// Keys and scripts for the kinds among the objects of these modules, as `argocd-cm` has them.
pub(super) fn health_checks(modules: &[&ModuleSummary]) -> Vec<(EcoString, &'static str)> {
    let objects = modules.iter().flat_map(|module| &module.deployments).flat_map(|here| &here.objects);
    let kinds: BTreeSet<(&str, &str)> =
        objects.map(|object| (object.key.group.as_str(), object.key.kind.as_str())).collect();
    let wanted = HEALTH_CHECKS.iter().filter(|(group, kind, _)| kinds.contains(&(group, kind)));
    wanted.map(|(group, kind, script)| (key(group, kind), *script)).collect()
}

/// The key of a check in `argocd-cm`. Kinds of the core group go by their names alone.
pub(super) fn key(group: &str, kind: &str) -> EcoString {
    let separator = if group.is_empty() { "" } else { "_" };
    eco_format!("resource.customizations.health.{group}{separator}{kind}")
}
