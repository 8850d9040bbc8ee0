//! Fields that must be written although the schemas of the newest release do not say so.
//!
//! Kubernetes 1.37 relaxed them on paper, and clusters before it refuse an object without them.
//! Source: `required` in the OpenAPI description of Kubernetes 1.36.

/// Group and version as an import writes them, definition, fields.
type Required = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
pub(crate) static REQUIRED: &[Required] = &[
    ("apps/v1", "ControllerRevision", &["revision"]),
    ("events.k8s.io/v1", "Event", &["eventTime"]),
    ("resource.k8s.io/v1", "DeviceClass", &["spec"]),
    ("resource.k8s.io/v1", "ResourceClaim", &["spec"]),
    ("resource.k8s.io/v1", "ResourceClaimTemplate", &["spec"]),
    ("resource.k8s.io/v1", "ResourceClaimTemplateSpec", &["spec"]),
    ("resource.k8s.io/v1beta1", "DeviceClass", &["spec"]),
    ("resource.k8s.io/v1beta1", "ResourceClaim", &["spec"]),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplate", &["spec"]),
    ("resource.k8s.io/v1beta1", "ResourceClaimTemplateSpec", &["spec"]),
    ("resource.k8s.io/v1beta2", "DeviceClass", &["spec"]),
    ("resource.k8s.io/v1beta2", "ResourceClaim", &["spec"]),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplate", &["spec"]),
    ("resource.k8s.io/v1beta2", "ResourceClaimTemplateSpec", &["spec"]),
];
