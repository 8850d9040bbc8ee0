//! Which lists Kustomize merges element by element, and by which keys.
//!
//! Facts about the OpenAPI document built into every Kustomize from 5.0 to 5.8, which is that of Kubernetes
//! 1.21: the fields with `x-kubernetes-patch-strategy: merge` and their `x-kubernetes-list-map-keys` or
//! `x-kubernetes-patch-merge-key`. A kind that Kubernetes gained later, such as `autoscaling/v2`, is as unknown to
//! Kustomize as a custom resource, and so is a list that an old kind gained later; both are replaced whole. The
//! strategies that a newer Kubernetes server knows therefore play no part here.

/// What Kustomize knows of the fields of a map.
#[derive(Debug)]
pub(super) struct Shape {
    fields: &'static [(&'static str, Field)],
}

/// What Kustomize knows of a field.
#[derive(Debug)]
enum Field {
    /// A map.
    Map(&'static Shape),
    /// A list whose elements are merged by keys.
    Keyed(&'static [&'static str], &'static Shape),
    /// A list of scalars that is merged as a set.
    Set,
}

/// How Kustomize patches a list.
#[derive(Clone, Copy, Debug)]
pub(super) enum Merge {
    /// It is replaced whole.
    Replace,
    /// Its elements, of the given shape, are merged by the values of these fields.
    Keyed(&'static [&'static str], &'static Shape),
    /// Its elements are scalars of a set.
    Set,
}

impl Shape {
    fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().find_map(|(field, of)| (*field == name).then_some(of))
    }

    /// What is known of the map in the field `name`.
    pub(super) fn map(&self, name: &str) -> &'static Self {
        match self.field(name) {
            Some(Field::Map(shape)) => shape,
            _ => &UNKNOWN,
        }
    }

    /// How the list in the field `name` is patched.
    pub(super) fn list(&self, name: &str) -> Merge {
        match self.field(name) {
            Some(Field::Keyed(keys, shape)) => Merge::Keyed(keys, shape),
            Some(Field::Set) => Merge::Set,
            _ => Merge::Replace,
        }
    }

    /// Whether nothing below is merged element by element.
    pub(super) fn is_unknown(&self) -> bool {
        self.fields.is_empty()
    }
}

/// A map in which every list is replaced whole.
pub(super) static UNKNOWN: Shape = Shape { fields: &[] };

/// What Kustomize knows of a kind.
pub(super) fn shape_of_kind(api_version: &str, kind: &str) -> &'static Shape {
    match (api_version, kind) {
        ("apps/v1", "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet")
        | ("v1", "ReplicationController")
        | ("batch/v1", "Job") => &WORKLOAD,
        ("batch/v1" | "batch/v1beta1", "CronJob") => &CRON_JOB,
        ("v1", "Pod") => &POD,
        ("v1", "PodTemplate") => &POD_TEMPLATE_OBJECT,
        ("v1", "Service") => &SERVICE,
        ("v1", "ServiceAccount") => &SERVICE_ACCOUNT,
        ("v1", "Node") => &NODE,
        (
            "admissionregistration.k8s.io/v1" | "admissionregistration.k8s.io/v1beta1",
            "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration",
        ) => &WEBHOOKS,
        ("storage.k8s.io/v1" | "storage.k8s.io/v1beta1", "CSINode") => &CSI_NODE,
        _ if KINDS.iter().any(|(group, kinds)| *group == api_version && kinds.contains(&kind)) => &OBJECT,
        _ => &UNKNOWN,
    }
}

/// The other kinds that can be deployed: their metadata alone has lists that are merged.
static KINDS: &[(&str, &[&str])] = &[
    (
        "v1",
        &[
            "ConfigMap",
            "Endpoints",
            "Event",
            "LimitRange",
            "Namespace",
            "PersistentVolume",
            "PersistentVolumeClaim",
            "ResourceQuota",
            "Secret",
        ],
    ),
    ("apps/v1", &["ControllerRevision"]),
    ("autoscaling/v1", &["HorizontalPodAutoscaler"]),
    ("autoscaling/v2beta1", &["HorizontalPodAutoscaler"]),
    ("autoscaling/v2beta2", &["HorizontalPodAutoscaler"]),
    ("certificates.k8s.io/v1", &["CertificateSigningRequest"]),
    ("certificates.k8s.io/v1beta1", &["CertificateSigningRequest"]),
    ("coordination.k8s.io/v1", &["Lease"]),
    ("coordination.k8s.io/v1beta1", &["Lease"]),
    ("discovery.k8s.io/v1", &["EndpointSlice"]),
    ("discovery.k8s.io/v1beta1", &["EndpointSlice"]),
    ("events.k8s.io/v1", &["Event"]),
    ("events.k8s.io/v1beta1", &["Event"]),
    ("extensions/v1beta1", &["Ingress"]),
    ("flowcontrol.apiserver.k8s.io/v1beta1", &["FlowSchema", "PriorityLevelConfiguration"]),
    ("networking.k8s.io/v1", &["Ingress", "IngressClass", "NetworkPolicy"]),
    ("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"]),
    ("node.k8s.io/v1", &["RuntimeClass"]),
    ("node.k8s.io/v1beta1", &["RuntimeClass"]),
    ("policy/v1", &["PodDisruptionBudget"]),
    ("policy/v1beta1", &["PodDisruptionBudget", "PodSecurityPolicy"]),
    ("rbac.authorization.k8s.io/v1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
    ("rbac.authorization.k8s.io/v1beta1", &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"]),
    ("scheduling.k8s.io/v1", &["PriorityClass"]),
    ("scheduling.k8s.io/v1beta1", &["PriorityClass"]),
    ("storage.k8s.io/v1", &["CSIDriver", "StorageClass", "VolumeAttachment"]),
    ("storage.k8s.io/v1beta1", &["CSIDriver", "CSIStorageCapacity", "StorageClass", "VolumeAttachment"]),
    ("apiextensions.k8s.io/v1", &["CustomResourceDefinition"]),
    ("apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"]),
    ("apiregistration.k8s.io/v1", &["APIService"]),
    ("apiregistration.k8s.io/v1beta1", &["APIService"]),
];

static METADATA: Shape =
    Shape { fields: &[("ownerReferences", Field::Keyed(&["uid"], &UNKNOWN)), ("finalizers", Field::Set)] };

static OBJECT: Shape = Shape { fields: &[("metadata", Field::Map(&METADATA))] };

static CONTAINER: Shape = Shape {
    fields: &[
        ("env", Field::Keyed(&["name"], &UNKNOWN)),
        ("ports", Field::Keyed(&["containerPort", "protocol"], &UNKNOWN)),
        ("volumeMounts", Field::Keyed(&["mountPath"], &UNKNOWN)),
        ("volumeDevices", Field::Keyed(&["devicePath"], &UNKNOWN)),
    ],
};

static EPHEMERAL_CONTAINER: Shape = Shape {
    fields: &[
        ("env", Field::Keyed(&["name"], &UNKNOWN)),
        ("volumeMounts", Field::Keyed(&["mountPath"], &UNKNOWN)),
        ("volumeDevices", Field::Keyed(&["devicePath"], &UNKNOWN)),
    ],
};

static EPHEMERAL_VOLUME: Shape = Shape { fields: &[("volumeClaimTemplate", Field::Map(&OBJECT))] };

static VOLUME: Shape = Shape { fields: &[("ephemeral", Field::Map(&EPHEMERAL_VOLUME))] };

static POD_SPEC: Shape = Shape {
    fields: &[
        ("containers", Field::Keyed(&["name"], &CONTAINER)),
        ("initContainers", Field::Keyed(&["name"], &CONTAINER)),
        ("ephemeralContainers", Field::Keyed(&["name"], &EPHEMERAL_CONTAINER)),
        ("volumes", Field::Keyed(&["name"], &VOLUME)),
        ("imagePullSecrets", Field::Keyed(&["name"], &UNKNOWN)),
        ("hostAliases", Field::Keyed(&["ip"], &UNKNOWN)),
        ("topologySpreadConstraints", Field::Keyed(&["topologyKey", "whenUnsatisfiable"], &UNKNOWN)),
    ],
};

static POD: Shape = Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&POD_SPEC))] };

static POD_TEMPLATE_OBJECT: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("template", Field::Map(&POD))] };

static WORKLOAD_SPEC: Shape = Shape { fields: &[("template", Field::Map(&POD))] };

static WORKLOAD: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&WORKLOAD_SPEC))] };

static CRON_JOB_SPEC: Shape = Shape { fields: &[("jobTemplate", Field::Map(&WORKLOAD))] };

static CRON_JOB: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&CRON_JOB_SPEC))] };

static SERVICE_SPEC: Shape = Shape { fields: &[("ports", Field::Keyed(&["port", "protocol"], &UNKNOWN))] };

static SERVICE: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&SERVICE_SPEC))] };

static SERVICE_ACCOUNT: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("secrets", Field::Keyed(&["name"], &UNKNOWN))] };

static NODE_SPEC: Shape = Shape { fields: &[("podCIDRs", Field::Set)] };

static NODE: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&NODE_SPEC))] };

static WEBHOOKS: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("webhooks", Field::Keyed(&["name"], &UNKNOWN))] };

static CSI_NODE_SPEC: Shape = Shape { fields: &[("drivers", Field::Keyed(&["name"], &UNKNOWN))] };

static CSI_NODE: Shape =
    Shape { fields: &[("metadata", Field::Map(&METADATA)), ("spec", Field::Map(&CSI_NODE_SPEC))] };
