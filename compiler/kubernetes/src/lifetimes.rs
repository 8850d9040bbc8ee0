//! Since when API versions are served, from when on they are deprecated, and when they go.
//!
//! Source: the deprecated API migration guide of Kubernetes, and the `prerelease-lifecycle-gen` markers on
//! the API types (introduced, deprecated, removed) in the releases from 1.19 to 1.37. A removal in a
//! release to come is what the markers announce. A kind without a row has been served since before 1.16.

/// The life of some kinds of one group's version. Numbers are minor releases of Kubernetes 1; 0 is "never".
pub(crate) struct Lifetime {
    /// As in `apiVersion`.
    pub(crate) api: &'static str,
    pub(crate) kinds: &'static [&'static str],
    pub(crate) since: u32,
    pub(crate) deprecated: u32,
    pub(crate) removed: u32,
    /// What to write instead: an API version, with a kind when that differs; empty if nothing follows.
    pub(crate) next: &'static str,
}

const fn stable(api: &'static str, kinds: &'static [&'static str], since: u32) -> Lifetime {
    Lifetime { api, kinds, since, deprecated: 0, removed: 0, next: "" }
}

const fn passing(
    api: &'static str,
    kinds: &'static [&'static str],
    [since, deprecated, removed]: [u32; 3],
    next: &'static str,
) -> Lifetime {
    Lifetime { api, kinds, since, deprecated, removed, next }
}

const CLAIMS: &[&str] = &["DeviceClass", "ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"];
const FLOWS: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];
const MUTATING: &[&str] = &["MutatingAdmissionPolicy", "MutatingAdmissionPolicyBinding"];
const RANGES: &[&str] = &["IPAddress", "ServiceCIDR"];
const REVIEWS: &[&str] =
    &["LocalSubjectAccessReview", "SelfSubjectAccessReview", "SelfSubjectRulesReview", "SubjectAccessReview"];
const ROLES: &[&str] = &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"];
const VALIDATING: &[&str] = &["ValidatingAdmissionPolicy", "ValidatingAdmissionPolicyBinding"];
const WEBHOOKS: &[&str] = &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

#[rustfmt::skip]
pub(crate) static LIFETIMES: &[Lifetime] = &[
    // Core. Deprecated without a date of removal.
    passing("v1", &["ComponentStatus"], [0, 19, 0], ""),
    passing("v1", &["Endpoints"], [0, 33, 0], "discovery.k8s.io/v1 EndpointSlice"),

    passing("admissionregistration.k8s.io/v1beta1", WEBHOOKS, [9, 16, 22], "admissionregistration.k8s.io/v1"),
    stable("admissionregistration.k8s.io/v1", WEBHOOKS, 16),
    passing("admissionregistration.k8s.io/v1alpha1", VALIDATING, [26, 29, 32], "admissionregistration.k8s.io/v1beta1"),
    passing("admissionregistration.k8s.io/v1beta1", VALIDATING, [28, 31, 34], "admissionregistration.k8s.io/v1"),
    stable("admissionregistration.k8s.io/v1", VALIDATING, 30),
    passing("admissionregistration.k8s.io/v1alpha1", MUTATING, [32, 35, 38], "admissionregistration.k8s.io/v1beta1"),
    passing("admissionregistration.k8s.io/v1beta1", MUTATING, [34, 37, 40], "admissionregistration.k8s.io/v1"),
    stable("admissionregistration.k8s.io/v1", MUTATING, 36),

    passing("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"], [7, 16, 22], "apiextensions.k8s.io/v1"),
    stable("apiextensions.k8s.io/v1", &["CustomResourceDefinition"], 16),
    passing("apiregistration.k8s.io/v1beta1", &["APIService"], [7, 19, 22], "apiregistration.k8s.io/v1"),

    passing("apps/v1beta1", &["ControllerRevision"], [7, 8, 16], "apps/v1"),
    passing("apps/v1beta1", &["Deployment"], [6, 8, 16], "apps/v1"),
    passing("apps/v1beta1", &["StatefulSet"], [5, 8, 16], "apps/v1"),
    passing("apps/v1beta2", &["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"], [8, 9, 16], "apps/v1"),
    passing("extensions/v1beta1", &["DaemonSet", "Deployment", "ReplicaSet"], [2, 8, 16], "apps/v1"),
    passing("extensions/v1beta1", &["NetworkPolicy"], [3, 9, 16], "networking.k8s.io/v1"),
    passing("extensions/v1beta1", &["PodSecurityPolicy"], [2, 11, 16], "policy/v1beta1"),
    passing("extensions/v1beta1", &["Ingress"], [1, 14, 22], "networking.k8s.io/v1beta1"),

    passing("auditregistration.k8s.io/v1alpha1", &["AuditSink"], [13, 0, 19], ""),
    passing("authentication.k8s.io/v1beta1", &["TokenReview"], [4, 19, 22], "authentication.k8s.io/v1"),
    passing("authentication.k8s.io/v1alpha1", &["SelfSubjectReview"], [26, 29, 32], "authentication.k8s.io/v1beta1"),
    passing("authentication.k8s.io/v1beta1", &["SelfSubjectReview"], [27, 30, 33], "authentication.k8s.io/v1"),
    stable("authentication.k8s.io/v1", &["SelfSubjectReview"], 28),
    passing("authorization.k8s.io/v1beta1", REVIEWS, [2, 19, 22], "authorization.k8s.io/v1"),

    passing("autoscaling/v2beta1", &["HorizontalPodAutoscaler"], [8, 22, 25], "autoscaling/v2beta2"),
    passing("autoscaling/v2beta2", &["HorizontalPodAutoscaler"], [12, 23, 26], "autoscaling/v2"),
    stable("autoscaling/v2", &["HorizontalPodAutoscaler"], 23),

    passing("batch/v2alpha1", &["CronJob"], [5, 0, 21], "batch/v1beta1"),
    passing("batch/v1beta1", &["CronJob"], [8, 21, 25], "batch/v1"),
    stable("batch/v1", &["CronJob"], 21),

    passing("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"], [4, 19, 22], "certificates.k8s.io/v1"),
    stable("certificates.k8s.io/v1", &["CertificateSigningRequest"], 19),
    passing("certificates.k8s.io/v1alpha1", &["ClusterTrustBundle"], [26, 34, 37], "certificates.k8s.io/v1beta1"),
    passing("certificates.k8s.io/v1beta1", &["ClusterTrustBundle"], [33, 37, 40], "certificates.k8s.io/v1"),
    passing("certificates.k8s.io/v1alpha1", &["PodCertificateRequest"], [34, 0, 35], "certificates.k8s.io/v1beta1"),
    passing("certificates.k8s.io/v1beta1", &["PodCertificateRequest"], [35, 37, 40], "certificates.k8s.io/v1"),
    stable("certificates.k8s.io/v1", &["ClusterTrustBundle", "PodCertificateRequest"], 37),

    passing("coordination.k8s.io/v1beta1", &["Lease"], [12, 19, 22], "coordination.k8s.io/v1"),
    passing("coordination.k8s.io/v1alpha1", &["LeaseCandidate"], [31, 0, 32], "coordination.k8s.io/v1alpha2"),
    passing("coordination.k8s.io/v1alpha2", &["LeaseCandidate"], [32, 35, 38], "coordination.k8s.io/v1beta1"),
    passing("coordination.k8s.io/v1beta1", &["LeaseCandidate"], [33, 36, 39], ""),

    passing("discovery.k8s.io/v1alpha1", &["EndpointSlice"], [16, 0, 21], "discovery.k8s.io/v1beta1"),
    passing("discovery.k8s.io/v1beta1", &["EndpointSlice"], [17, 21, 25], "discovery.k8s.io/v1"),
    stable("discovery.k8s.io/v1", &["EndpointSlice"], 21),
    passing("events.k8s.io/v1beta1", &["Event"], [8, 22, 25], "events.k8s.io/v1"),
    stable("events.k8s.io/v1", &["Event"], 19),

    passing("flowcontrol.apiserver.k8s.io/v1alpha1", FLOWS, [18, 20, 21], "flowcontrol.apiserver.k8s.io/v1beta1"),
    passing("flowcontrol.apiserver.k8s.io/v1beta1", FLOWS, [20, 23, 26], "flowcontrol.apiserver.k8s.io/v1beta2"),
    passing("flowcontrol.apiserver.k8s.io/v1beta2", FLOWS, [23, 26, 29], "flowcontrol.apiserver.k8s.io/v1beta3"),
    passing("flowcontrol.apiserver.k8s.io/v1beta3", FLOWS, [26, 29, 32], "flowcontrol.apiserver.k8s.io/v1"),
    stable("flowcontrol.apiserver.k8s.io/v1", FLOWS, 29),

    stable("internal.apiserver.k8s.io/v1alpha1", &["StorageVersion"], 20),
    passing("lifecycle.k8s.io/v1alpha1", &["Eviction", "EvictionRequest"], [37, 40, 43], ""),

    passing("networking.k8s.io/v1beta1", &["Ingress"], [14, 19, 22], "networking.k8s.io/v1"),
    passing("networking.k8s.io/v1beta1", &["IngressClass"], [18, 19, 22], "networking.k8s.io/v1"),
    stable("networking.k8s.io/v1", &["Ingress", "IngressClass"], 19),
    passing("networking.k8s.io/v1alpha1", &["ClusterCIDR"], [25, 0, 29], ""),
    passing("networking.k8s.io/v1alpha1", RANGES, [27, 30, 33], "networking.k8s.io/v1beta1"),
    passing("networking.k8s.io/v1beta1", RANGES, [31, 34, 37], "networking.k8s.io/v1"),
    stable("networking.k8s.io/v1", RANGES, 33),

    passing("node.k8s.io/v1beta1", &["RuntimeClass"], [14, 22, 25], "node.k8s.io/v1"),
    stable("node.k8s.io/v1", &["RuntimeClass"], 20),

    passing("policy/v1beta1", &["PodDisruptionBudget"], [5, 21, 25], "policy/v1"),
    passing("policy/v1beta1", &["PodSecurityPolicy"], [10, 21, 25], ""),
    stable("policy/v1", &["PodDisruptionBudget"], 21),

    passing("rbac.authorization.k8s.io/v1alpha1", ROLES, [5, 17, 23], "rbac.authorization.k8s.io/v1"),
    passing("rbac.authorization.k8s.io/v1beta1", ROLES, [6, 17, 22], "rbac.authorization.k8s.io/v1"),

    // Dynamic resource allocation was designed twice: what came before 1.31 has no direct successor.
    passing("resource.k8s.io/v1alpha1", &["PodScheduling", "ResourceClaim", "ResourceClaimTemplate", "ResourceClass"], [26, 0, 27], ""),
    passing("resource.k8s.io/v1alpha2", &["PodSchedulingContext", "ResourceClass"], [27, 0, 31], ""),
    passing("resource.k8s.io/v1alpha2", &["ResourceClaim", "ResourceClaimTemplate"], [27, 0, 31], "resource.k8s.io/v1alpha3"),
    passing("resource.k8s.io/v1alpha3", &["PodSchedulingContext"], [31, 0, 32], ""),
    passing("resource.k8s.io/v1alpha3", CLAIMS, [31, 0, 34], "resource.k8s.io/v1beta1"),
    passing("resource.k8s.io/v1beta1", CLAIMS, [32, 35, 38], "resource.k8s.io/v1beta2"),
    passing("resource.k8s.io/v1beta2", CLAIMS, [33, 36, 39], "resource.k8s.io/v1"),
    stable("resource.k8s.io/v1", CLAIMS, 34),
    passing("resource.k8s.io/v1alpha3", &["DeviceTaintRule"], [33, 36, 39], "resource.k8s.io/v1beta2"),
    passing("resource.k8s.io/v1beta2", &["DeviceTaintRule"], [36, 39, 42], "resource.k8s.io/v1"),
    stable("resource.k8s.io/v1", &["DeviceTaintRule"], 37),
    passing("resource.k8s.io/v1alpha3", &["ResourcePoolStatusRequest"], [36, 39, 42], ""),

    passing("scheduling.k8s.io/v1alpha1", &["PriorityClass"], [8, 14, 23], "scheduling.k8s.io/v1"),
    passing("scheduling.k8s.io/v1beta1", &["PriorityClass"], [11, 14, 22], "scheduling.k8s.io/v1"),
    passing("scheduling.k8s.io/v1alpha1", &["Workload"], [35, 0, 36], "scheduling.k8s.io/v1alpha2"),
    passing("scheduling.k8s.io/v1alpha2", &["PodGroup", "Workload"], [36, 0, 37], "scheduling.k8s.io/v1beta1"),
    passing("scheduling.k8s.io/v1beta1", &["PodGroup", "Workload"], [37, 40, 43], ""),
    stable("scheduling.k8s.io/v1alpha3", &["CompositePodGroup", "PodGroup", "Workload"], 37),

    passing("settings.k8s.io/v1alpha1", &["PodPreset"], [6, 0, 20], ""),

    passing("storage.k8s.io/v1beta1", &["CSIDriver"], [14, 19, 22], "storage.k8s.io/v1"),
    stable("storage.k8s.io/v1", &["CSIDriver"], 18),
    passing("storage.k8s.io/v1beta1", &["CSINode"], [14, 17, 22], "storage.k8s.io/v1"),
    stable("storage.k8s.io/v1", &["CSINode"], 17),
    passing("storage.k8s.io/v1beta1", &["StorageClass"], [4, 19, 22], "storage.k8s.io/v1"),
    passing("storage.k8s.io/v1alpha1", &["VolumeAttachment"], [9, 21, 24], "storage.k8s.io/v1"),
    passing("storage.k8s.io/v1beta1", &["VolumeAttachment"], [10, 19, 22], "storage.k8s.io/v1"),
    passing("storage.k8s.io/v1alpha1", &["CSIStorageCapacity"], [19, 21, 24], "storage.k8s.io/v1beta1"),
    passing("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], [21, 24, 27], "storage.k8s.io/v1"),
    stable("storage.k8s.io/v1", &["CSIStorageCapacity"], 24),
    passing("storage.k8s.io/v1alpha1", &["VolumeAttributesClass"], [29, 32, 35], "storage.k8s.io/v1beta1"),
    passing("storage.k8s.io/v1beta1", &["VolumeAttributesClass"], [31, 34, 37], "storage.k8s.io/v1"),
    stable("storage.k8s.io/v1", &["VolumeAttributesClass"], 34),

    passing("storagemigration.k8s.io/v1alpha1", &["StorageVersionMigration"], [30, 33, 35], "storagemigration.k8s.io/v1beta1"),
    passing("storagemigration.k8s.io/v1beta1", &["StorageVersionMigration"], [35, 37, 40], "storagemigration.k8s.io/v1"),
    stable("storagemigration.k8s.io/v1", &["StorageVersionMigration"], 37),
];
