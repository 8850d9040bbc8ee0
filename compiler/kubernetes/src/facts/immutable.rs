//! Fields that an API server refuses to change once an object exists.
//!
//! Source: the Kubernetes API reference ("cannot be updated", "immutable") and the validation of updates
//! in the API server. A path stands for everything below it. Left out is what is fixed only in some
//! state: the data of a ConfigMap or Secret which says `immutable: true`, and the template of a suspended job.

/// API group, kind, paths from the top of the object.
type Immutable = (&'static str, &'static str, &'static [&'static str]);

#[rustfmt::skip]
pub(crate) static IMMUTABLE: &[Immutable] = &[
    ("", "PersistentVolume", &[
        "spec.awsElasticBlockStore", "spec.azureDisk", "spec.azureFile", "spec.cephfs", "spec.cinder", "spec.csi",
        "spec.fc", "spec.flexVolume", "spec.flocker", "spec.gcePersistentDisk", "spec.glusterfs", "spec.hostPath",
        "spec.iscsi", "spec.local", "spec.nfs", "spec.photonPersistentDisk", "spec.portworxVolume", "spec.quobyte",
        "spec.rbd", "spec.scaleIO", "spec.storageos", "spec.volumeMode", "spec.vsphereVolume",
    ]),
    // Of the spec only `resources.requests` and `volumeAttributesClassName` may change.
    ("", "PersistentVolumeClaim", &[
        "spec.accessModes", "spec.dataSource", "spec.dataSourceRef", "spec.selector", "spec.storageClassName",
        "spec.volumeMode", "spec.volumeName",
    ]),
    ("", "Secret", &["type"]),
    // The first addresses of a service; secondary families may come and go.
    ("", "Service", &["spec.clusterIP", "spec.loadBalancerClass"]),
    ("apiextensions.k8s.io", "CustomResourceDefinition", &[
        "spec.group", "spec.names.kind", "spec.names.plural", "spec.scope",
    ]),
    ("apps", "ControllerRevision", &["data"]),
    ("apps", "DaemonSet", &["spec.selector"]),
    ("apps", "Deployment", &["spec.selector"]),
    ("apps", "ReplicaSet", &["spec.selector"]),
    ("apps", "StatefulSet", &[
        "spec.podManagementPolicy", "spec.selector", "spec.serviceName", "spec.volumeClaimTemplates",
    ]),
    ("batch", "Job", &[
        "spec.backoffLimitPerIndex", "spec.completionMode", "spec.managedBy", "spec.podFailurePolicy",
        "spec.selector", "spec.successPolicy", "spec.template",
    ]),
    ("certificates.k8s.io", "CertificateSigningRequest", &["spec"]),
    ("certificates.k8s.io", "ClusterTrustBundle", &["spec.signerName"]),
    ("certificates.k8s.io", "PodCertificateRequest", &["spec"]),
    ("discovery.k8s.io", "EndpointSlice", &["addressType"]),
    ("networking.k8s.io", "IPAddress", &["spec.parentRef"]),
    ("networking.k8s.io", "IngressClass", &["spec.controller"]),
    ("node.k8s.io", "RuntimeClass", &["handler"]),
    ("rbac.authorization.k8s.io", "ClusterRoleBinding", &["roleRef"]),
    ("rbac.authorization.k8s.io", "RoleBinding", &["roleRef"]),
    ("resource.k8s.io", "ResourceClaim", &["spec"]),
    ("resource.k8s.io", "ResourceClaimTemplate", &["spec"]),
    ("scheduling.k8s.io", "PriorityClass", &["preemptionPolicy", "value"]),
    ("storage.k8s.io", "CSIDriver", &["spec.attachRequired", "spec.volumeLifecycleModes"]),
    ("storage.k8s.io", "CSIStorageCapacity", &["nodeTopology", "storageClassName"]),
    ("storage.k8s.io", "StorageClass", &["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"]),
    ("storage.k8s.io", "VolumeAttachment", &["spec"]),
    ("storage.k8s.io", "VolumeAttributesClass", &["driverName", "parameters"]),
];
