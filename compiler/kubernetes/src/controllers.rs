//! Controllers whose releases decide which versions of their custom resources a cluster serves.
//!
//! Sources: the release notes of external-secrets 0.16 ("Guide to Promoting to 0.16") and 0.17 ("Stops serving v1beta1 apis");
//! the upgrade notes of cert-manager 1.5 to 1.6 ("v1alpha2, v1alpha3, and v1beta1 are no longer served"); "Introducing Istio v1
//! APIs" of Istio 1.22; the release notes of CloudNativePG 1.25; the definitions of Kargo and of GitOps Promoter in each of their
//! releases. What has no row is not known, and nothing is said of it.

/// Major and minor number of a release of a controller.
pub type ControllerRelease = (u64, u64);

/// A controller.
struct Controller {
    /// The name that people know it by.
    name: &'static str,
    /// Its chart.
    chart: &'static str,
    /// Whether the version of the chart is that of the controller.
    one_version: bool,
}

/// How long a controller serves a version of some kinds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Service {
    /// The name of the controller.
    pub controller: &'static str,
    group: &'static str,
    version: &'static str,
    kinds: &'static [&'static str],
    /// The first release that serves it, where that is not every one.
    pub since: Option<ControllerRelease>,
    /// The first release that no longer does, if there is one.
    pub until: Option<ControllerRelease>,
    /// The version to write instead where it is not served, if there is one.
    pub instead: Option<&'static str>,
}

impl Service {
    /// Whether a release of the controller serves it.
    pub fn is_in(&self, release: ControllerRelease) -> bool {
        self.since.is_none_or(|since| since <= release) && self.until.is_none_or(|until| release < until)
    }
}

const CONTROLLERS: &[Controller] = &[
    Controller { name: "cert-manager", chart: "cert-manager", one_version: true },
    Controller { name: "cloudnative-pg", chart: "cloudnative-pg", one_version: false },
    Controller { name: "external-secrets", chart: "external-secrets", one_version: true },
    Controller { name: "gitops-promoter", chart: "gitops-promoter", one_version: false },
    Controller { name: "istio", chart: "istiod", one_version: true },
    Controller { name: "kargo", chart: "kargo", one_version: true },
];

const ACME: &[&str] = &["Challenge", "Order"];
const CERTIFICATES: &[&str] = &["Certificate", "CertificateRequest", "ClusterIssuer", "Issuer"];
const NETWORKING: &[&str] = &[
    "DestinationRule",
    "Gateway",
    "ServiceEntry",
    "Sidecar",
    "VirtualService",
    "WorkloadEntry",
    "WorkloadGroup",
];
const KARGO: (&str, &str) = ("kargo.akuity.io", "v1alpha1");
const PROMOTER: (&str, &str) = ("promoter.argoproj.io", "v1alpha1");
const SECRETS: &[&str] = &["ClusterExternalSecret", "ClusterSecretStore", "ExternalSecret", "SecretStore"];

const fn from(
    controller: &'static str,
    (group, version): (&'static str, &'static str),
    kinds: &'static [&'static str],
    since: ControllerRelease,
    instead: Option<&'static str>,
) -> Service {
    Service { controller, group, version, kinds, since: Some(since), until: None, instead }
}

const fn until(
    controller: &'static str,
    (group, version): (&'static str, &'static str),
    kinds: &'static [&'static str],
    until: ControllerRelease,
    instead: &'static str,
) -> Service {
    Service { controller, group, version, kinds, since: None, until: Some(until), instead: Some(instead) }
}

#[rustfmt::skip]
const SERVICES: &[Service] = &[
    until("cert-manager", ("acme.cert-manager.io", "v1alpha2"), ACME, (1, 6), "v1"),
    until("cert-manager", ("acme.cert-manager.io", "v1alpha3"), ACME, (1, 6), "v1"),
    until("cert-manager", ("acme.cert-manager.io", "v1beta1"), ACME, (1, 6), "v1"),
    until("cert-manager", ("cert-manager.io", "v1alpha2"), CERTIFICATES, (1, 6), "v1"),
    until("cert-manager", ("cert-manager.io", "v1alpha3"), CERTIFICATES, (1, 6), "v1"),
    until("cert-manager", ("cert-manager.io", "v1beta1"), CERTIFICATES, (1, 6), "v1"),
    from("cloudnative-pg", ("postgresql.cnpg.io", "v1"), &["Database", "Publication", "Subscription"], (1, 25), None),
    until("external-secrets", ("external-secrets.io", "v1beta1"), SECRETS, (0, 17), "v1"),
    from("external-secrets", ("external-secrets.io", "v1"), SECRETS, (0, 16), Some("v1beta1")),
    from("gitops-promoter", PROMOTER, &["ClusterScmProvider"], (0, 4), None),
    from("gitops-promoter", PROMOTER, &["TimedCommitStatus"], (0, 16), None),
    from("gitops-promoter", PROMOTER, &["GitCommitStatus"], (0, 19), None),
    from("gitops-promoter", PROMOTER, &["WebRequestCommitStatus"], (0, 23), None),
    from("gitops-promoter", PROMOTER, &["ScheduledCommitStatus"], (0, 34), None),
    from("istio", ("networking.istio.io", "v1"), NETWORKING, (1, 22), Some("v1beta1")),
    from("istio", ("security.istio.io", "v1"), &["PeerAuthentication"], (1, 22), Some("v1beta1")),
    from("istio", ("telemetry.istio.io", "v1"), &["Telemetry"], (1, 22), Some("v1alpha1")),
    from("kargo", KARGO, &["ClusterPromotionTask", "PromotionTask"], (1, 2), None),
    from("kargo", KARGO, &["ProjectConfig"], (1, 5), None),
    from("kargo", KARGO, &["ClusterConfig"], (1, 6), None),
];

/// The names of the controllers whose releases decide on something, sorted.
pub fn controllers() -> impl ExactSizeIterator<Item = &'static str> {
    CONTROLLERS.iter().map(|controller| controller.name)
}

/// The controller that a chart brings, and whether its version is that of the chart.
pub fn controller_of_chart(chart: &str) -> Option<(&'static str, bool)> {
    let found = CONTROLLERS.iter().find(|controller| controller.chart == chart)?;
    Some((found.name, found.one_version))
}

/// What is known of the releases that serve a version of a kind of custom resources.
pub fn service_of(group: &str, version: &str, kind: &str) -> Option<&'static Service> {
    let is =
        |known: &&Service| (known.group, known.version) == (group, version) && known.kinds.contains(&kind);
    SERVICES.iter().find(is)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_fit_together() {
        assert!(controllers().is_sorted());
        for service in SERVICES {
            assert!(controllers().any(|name| name == service.controller), "{}", service.controller);
            let found = service_of(service.group, service.version, service.kinds[0]);
            assert_eq!(found, Some(service), "two rows say something of one kind");
        }
    }

    #[test]
    fn releases_serve_versions_for_a_while() {
        let of_secrets = |version| service_of("external-secrets.io", version, "SecretStore").expect("a row");
        let served = |version, release| of_secrets(version).is_in(release);
        assert!(served("v1beta1", (0, 9)) && served("v1beta1", (0, 16)) && !served("v1beta1", (0, 17)));
        assert!(!served("v1", (0, 15)) && served("v1", (0, 16)) && served("v1", (2, 0)));
        assert_eq!(service_of("external-secrets.io", "v1alpha1", "PushSecret"), None);
        assert_eq!(controller_of_chart("istiod"), Some(("istio", true)));
        assert_eq!(controller_of_chart("podinfo"), None);
    }
}
