//! Where the schemas of `k8s-openapi` and the API disagree on what must be written.
//!
//! Source: `required` in the OpenAPI description of Kubernetes 1.36.

/// Group and version, definition, fields, whether these must be written.
type Correction = (&'static str, &'static str, &'static [&'static str], bool);

/// Required although the schema does not say so, or free although it does.
#[rustfmt::skip]
pub(crate) static REQUIRED: &[Correction] = &[
    ("apps/v1", "ControllerRevision", &["revision"], true),
    ("apps/v1", "DaemonSetCondition", &["status", "type"], true),
    ("apps/v1", "DeploymentCondition", &["status", "type"], true),
    ("apps/v1", "ReplicaSetCondition", &["status", "type"], true),
    ("apps/v1", "StatefulSetCondition", &["status", "type"], true),
    ("events.k8s.io/v1", "Event", &["eventTime"], true),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchema", &["spec"], false),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowSchemaCondition", &["type"], false),
    ("flowcontrol.apiserver.k8s.io/v1", "LimitedPriorityLevelConfiguration", &["limitResponse"], false),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfigurationCondition", &["type"], false),
    ("resource.k8s.io/v1", "DeviceClass", &["spec"], true),
    ("resource.k8s.io/v1", "ResourceClaim", &["spec"], true),
    ("resource.k8s.io/v1", "ResourceClaimTemplate", &["spec"], true),
    ("resource.k8s.io/v1", "ResourceClaimTemplateSpec", &["spec"], true),
    ("resource.k8s.io/v1beta1", "DeviceClass", &["spec"], true),
    ("resource.k8s.io/v1beta1", "ResourceClaim", &["spec"], true),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplate", &["spec"], true),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplateSpec", &["spec"], true),
    ("resource.k8s.io/v1beta2", "DeviceClass", &["spec"], true),
    ("resource.k8s.io/v1beta2", "ResourceClaim", &["spec"], true),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplate", &["spec"], true),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplateSpec", &["spec"], true),
];
