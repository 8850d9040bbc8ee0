//! Fields with a closed set of values. For a list, the set is that of its elements.
//!
//! Source: the Kubernetes API reference, where a field "must be one of", and the constants of the API
//! types that carry the `enum` marker. Sets that plugins extend, such as the types of secrets, stay
//! open, and so does everything in a status. Values behind an alpha feature gate are left out, because
//! clusters refuse them.

const ACCESS_MODES: &[&str] = &["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];
const CONFINEMENTS: &[&str] = &["RuntimeDefault", "Localhost", "Unconfined"];
const COUNT: &[&str] = &["ExactCount", "All"];
const DEVICE_EFFECTS: &[&str] = &["None", "NoSchedule", "NoExecute"];
const EQUAL: &[&str] = &["Equal", "Exists"];
const EVICTION: &[&str] = &["Eviction", "Withdrawn"];
const FAILURE: &[&str] = &["Fail", "Ignore"];
const HONOR: &[&str] = &["Honor", "Ignore"];
const IN: &[&str] = &["In", "NotIn"];
const MATCH: &[&str] = &["Exact", "Equivalent"];
const METRICS: &[&str] = &["Resource", "ContainerResource", "Pods", "Object", "External"];
const NODE_OPERATIONS: &[&str] = &["*", "NodePrepareResources", "NodeUnprepareResources"];
const NOT_FOUND: &[&str] = &["Allow", "Deny"];
const OPERATIONS: &[&str] = &["*", "CREATE", "UPDATE", "DELETE", "CONNECT"];
const OPERATORS: &[&str] = &["In", "NotIn", "Exists", "DoesNotExist"];
const PATCH: &[&str] = &["ApplyConfiguration", "JSONPatch"];
const PREEMPTION: &[&str] = &["PreemptLowerPriority", "Never"];
const PROTOCOLS: &[&str] = &["TCP", "UDP", "SCTP"];
const PULL: &[&str] = &["Always", "IfNotPresent", "Never"];
const REINVOCATION: &[&str] = &["Never", "IfNeeded"];
const RESTART: &[&str] = &["Always", "OnFailure", "Never"];
const RETENTION: &[&str] = &["Retain", "Delete"];
const RULE_SCOPES: &[&str] = &["*", "Cluster", "Namespaced"];
const SIDE_EFFECTS: &[&str] = &["None", "NoneOnDryRun"];
const SUBJECTS: &[&str] = &["User", "Group", "ServiceAccount"];
const TAINT_EFFECTS: &[&str] = &["NoSchedule", "PreferNoSchedule", "NoExecute"];
const TERMINATION: &[&str] = &["File", "FallbackToLogsOnError"];
const TRAFFIC: &[&str] = &["Cluster", "Local"];
const VOLUME_MODES: &[&str] = &["Filesystem", "Block"];

#[rustfmt::skip]
const HOST_PATHS: &[&str] =
    &["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"];

/// The sizes of huge pages on the processors which Kubernetes runs on.
#[rustfmt::skip]
const MEDIA: &[&str] = &[
    "", "Memory", "HugePages", "HugePages-64Ki", "HugePages-2Mi", "HugePages-32Mi", "HugePages-512Mi",
    "HugePages-1Gi", "HugePages-16Gi",
];

#[rustfmt::skip]
const QUOTA_SCOPES: &[&str] = &[
    "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass",
    "CrossNamespacePodAffinity", "VolumeAttributesClass",
];

#[rustfmt::skip]
const SIGNALS: &[&str] = &[
    "SIGABRT", "SIGALRM", "SIGBUS", "SIGCHLD", "SIGCLD", "SIGCONT", "SIGFPE", "SIGHUP", "SIGILL", "SIGINT",
    "SIGIO", "SIGIOT", "SIGKILL", "SIGPIPE", "SIGPOLL", "SIGPROF", "SIGPWR", "SIGQUIT", "SIGSEGV",
    "SIGSTKFLT", "SIGSTOP", "SIGSYS", "SIGTERM", "SIGTRAP", "SIGTSTP", "SIGTTIN", "SIGTTOU", "SIGURG",
    "SIGUSR1", "SIGUSR2", "SIGVTALRM", "SIGWINCH", "SIGXCPU", "SIGXFSZ", "SIGRTMIN", "SIGRTMIN+1",
    "SIGRTMIN+2", "SIGRTMIN+3", "SIGRTMIN+4", "SIGRTMIN+5", "SIGRTMIN+6", "SIGRTMIN+7", "SIGRTMIN+8",
    "SIGRTMIN+9", "SIGRTMIN+10", "SIGRTMIN+11", "SIGRTMIN+12", "SIGRTMIN+13", "SIGRTMIN+14", "SIGRTMIN+15",
    "SIGRTMAX-14", "SIGRTMAX-13", "SIGRTMAX-12", "SIGRTMAX-11", "SIGRTMAX-10", "SIGRTMAX-9", "SIGRTMAX-8",
    "SIGRTMAX-7", "SIGRTMAX-6", "SIGRTMAX-5", "SIGRTMAX-4", "SIGRTMAX-3", "SIGRTMAX-2", "SIGRTMAX-1",
    "SIGRTMAX",
];

#[rustfmt::skip]
const USAGES: &[&str] = &[
    "signing", "digital signature", "content commitment", "key encipherment", "key agreement",
    "data encipherment", "cert sign", "crl sign", "encipher only", "decipher only", "any", "server auth",
    "client auth", "code signing", "email protection", "s/mime", "ipsec end system", "ipsec tunnel",
    "ipsec user", "timestamping", "ocsp signing", "microsoft sgc", "netscape sgc",
];

/// Group and version as an import writes them, definition, field, values.
#[rustfmt::skip]
pub(crate) static VALUES: &[(&str, &str, &str, &[&str])] = &[
    ("admissionregistration.k8s.io/v1", "MatchResources", "matchPolicy", MATCH),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicySpec", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1", "MutatingAdmissionPolicySpec", "reinvocationPolicy", REINVOCATION),
    ("admissionregistration.k8s.io/v1", "MutatingWebhook", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1", "MutatingWebhook", "matchPolicy", MATCH),
    ("admissionregistration.k8s.io/v1", "MutatingWebhook", "reinvocationPolicy", REINVOCATION),
    ("admissionregistration.k8s.io/v1", "MutatingWebhook", "sideEffects", SIDE_EFFECTS),
    ("admissionregistration.k8s.io/v1", "Mutation", "patchType", PATCH),
    ("admissionregistration.k8s.io/v1", "NamedRuleWithOperations", "operations", OPERATIONS),
    ("admissionregistration.k8s.io/v1", "NamedRuleWithOperations", "scope", RULE_SCOPES),
    ("admissionregistration.k8s.io/v1", "ParamRef", "parameterNotFoundAction", NOT_FOUND),
    ("admissionregistration.k8s.io/v1", "RuleWithOperations", "operations", OPERATIONS),
    ("admissionregistration.k8s.io/v1", "RuleWithOperations", "scope", RULE_SCOPES),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicyBindingSpec", "validationActions",
        &["Deny", "Warn", "Audit"]),
    ("admissionregistration.k8s.io/v1", "ValidatingAdmissionPolicySpec", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhook", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhook", "matchPolicy", MATCH),
    ("admissionregistration.k8s.io/v1", "ValidatingWebhook", "sideEffects", SIDE_EFFECTS),
    ("admissionregistration.k8s.io/v1alpha1", "MatchResources", "matchPolicy", MATCH),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicySpec", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1alpha1", "MutatingAdmissionPolicySpec", "reinvocationPolicy", REINVOCATION),
    ("admissionregistration.k8s.io/v1alpha1", "Mutation", "patchType", PATCH),
    ("admissionregistration.k8s.io/v1alpha1", "NamedRuleWithOperations", "operations", OPERATIONS),
    ("admissionregistration.k8s.io/v1alpha1", "NamedRuleWithOperations", "scope", RULE_SCOPES),
    ("admissionregistration.k8s.io/v1alpha1", "ParamRef", "parameterNotFoundAction", NOT_FOUND),
    ("admissionregistration.k8s.io/v1beta1", "MatchResources", "matchPolicy", MATCH),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicySpec", "failurePolicy", FAILURE),
    ("admissionregistration.k8s.io/v1beta1", "MutatingAdmissionPolicySpec", "reinvocationPolicy", REINVOCATION),
    ("admissionregistration.k8s.io/v1beta1", "Mutation", "patchType", PATCH),
    ("admissionregistration.k8s.io/v1beta1", "NamedRuleWithOperations", "operations", OPERATIONS),
    ("admissionregistration.k8s.io/v1beta1", "NamedRuleWithOperations", "scope", RULE_SCOPES),
    ("admissionregistration.k8s.io/v1beta1", "ParamRef", "parameterNotFoundAction", NOT_FOUND),
    ("apiextensions.k8s.io/v1", "CustomResourceColumnDefinition", "type",
        &["integer", "number", "string", "boolean", "date"]),
    ("apiextensions.k8s.io/v1", "CustomResourceConversion", "strategy", &["None", "Webhook"]),
    ("apiextensions.k8s.io/v1", "CustomResourceDefinitionSpec", "scope", &["Cluster", "Namespaced"]),
    ("apiextensions.k8s.io/v1", "JSONSchemaProps", "type",
        &["object", "array", "string", "number", "integer", "boolean"]),
    ("apiextensions.k8s.io/v1", "JSONSchemaProps", "x-kubernetes-list-type", &["atomic", "set", "map"]),
    ("apiextensions.k8s.io/v1", "JSONSchemaProps", "x-kubernetes-map-type", &["granular", "atomic"]),
    ("apiextensions.k8s.io/v1", "ValidationRule", "reason",
        &["FieldValueInvalid", "FieldValueForbidden", "FieldValueRequired", "FieldValueDuplicate"]),
    ("apps/v1", "DaemonSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"]),
    ("apps/v1", "DeploymentStrategy", "type", &["RollingUpdate", "Recreate"]),
    ("apps/v1", "StatefulSetPersistentVolumeClaimRetentionPolicy", "whenDeleted", RETENTION),
    ("apps/v1", "StatefulSetPersistentVolumeClaimRetentionPolicy", "whenScaled", RETENTION),
    ("apps/v1", "StatefulSetSpec", "podManagementPolicy", &["OrderedReady", "Parallel"]),
    ("apps/v1", "StatefulSetUpdateStrategy", "type", &["RollingUpdate", "OnDelete"]),
    ("autoscaling/v2", "HPAScalingPolicy", "type", &["Pods", "Percent"]),
    ("autoscaling/v2", "HPAScalingRules", "selectPolicy", &["Max", "Min", "Disabled"]),
    ("autoscaling/v2", "MetricSpec", "type", METRICS),
    ("autoscaling/v2", "MetricTarget", "type", &["Utilization", "Value", "AverageValue"]),
    ("batch/v1", "CronJobSpec", "concurrencyPolicy", &["Allow", "Forbid", "Replace"]),
    ("batch/v1", "JobSpec", "completionMode", &["NonIndexed", "Indexed"]),
    ("batch/v1", "JobSpec", "podReplacementPolicy", &["TerminatingOrFailed", "Failed"]),
    ("batch/v1", "PodFailurePolicyOnExitCodesRequirement", "operator", IN),
    ("batch/v1", "PodFailurePolicyRule", "action", &["FailJob", "FailIndex", "Ignore", "Count"]),
    ("certificates.k8s.io/v1", "CertificateSigningRequestSpec", "usages", USAGES),
    ("core/v1", "AppArmorProfile", "type", CONFINEMENTS),
    ("core/v1", "AzureDiskVolumeSource", "cachingMode", &["None", "ReadOnly", "ReadWrite"]),
    ("core/v1", "AzureDiskVolumeSource", "kind", &["Shared", "Dedicated", "Managed"]),
    ("core/v1", "Container", "imagePullPolicy", PULL),
    ("core/v1", "Container", "restartPolicy", RESTART),
    ("core/v1", "Container", "terminationMessagePolicy", TERMINATION),
    ("core/v1", "ContainerPort", "protocol", PROTOCOLS),
    ("core/v1", "ContainerResizePolicy", "restartPolicy", &["NotRequired", "RestartContainer"]),
    ("core/v1", "ContainerRestartRule", "action", &["Restart", "RestartAllContainers"]),
    ("core/v1", "ContainerRestartRuleOnExitCodes", "operator", IN),
    ("core/v1", "EmptyDirVolumeSource", "medium", MEDIA),
    ("core/v1", "EndpointPort", "protocol", PROTOCOLS),
    ("core/v1", "EphemeralContainer", "imagePullPolicy", PULL),
    ("core/v1", "EphemeralContainer", "terminationMessagePolicy", TERMINATION),
    ("core/v1", "GRPCAction", "mode", &["Plaintext", "TLS"]),
    ("core/v1", "HTTPGetAction", "protocol", &["HTTP1", "HTTP2"]),
    ("core/v1", "HTTPGetAction", "scheme", &["HTTP", "HTTPS"]),
    ("core/v1", "HostPathVolumeSource", "type", HOST_PATHS),
    ("core/v1", "ImageVolumeSource", "pullPolicy", PULL),
    ("core/v1", "Lifecycle", "stopSignal", SIGNALS),
    ("core/v1", "LimitRangeItem", "type", &["Pod", "Container", "PersistentVolumeClaim"]),
    ("core/v1", "NodeSelectorRequirement", "operator", &["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]),
    ("core/v1", "PersistentVolumeClaimSpec", "accessModes", ACCESS_MODES),
    ("core/v1", "PersistentVolumeClaimSpec", "volumeMode", VOLUME_MODES),
    ("core/v1", "PersistentVolumeSpec", "accessModes", ACCESS_MODES),
    ("core/v1", "PersistentVolumeSpec", "persistentVolumeReclaimPolicy", &["Retain", "Delete", "Recycle"]),
    ("core/v1", "PersistentVolumeSpec", "volumeMode", VOLUME_MODES),
    ("core/v1", "PodCertificateProjection", "keyType",
        &["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"]),
    ("core/v1", "PodOS", "name", &["linux", "windows"]),
    ("core/v1", "PodSecurityContext", "fsGroupChangePolicy", &["OnRootMismatch", "Always"]),
    ("core/v1", "PodSecurityContext", "seLinuxChangePolicy", &["Recursive", "MountOption"]),
    ("core/v1", "PodSecurityContext", "supplementalGroupsPolicy", &["Merge", "Strict"]),
    ("core/v1", "PodSpec", "dnsPolicy", &["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"]),
    ("core/v1", "PodSpec", "preemptionPolicy", PREEMPTION),
    ("core/v1", "PodSpec", "restartPolicy", RESTART),
    ("core/v1", "ResourceQuotaSpec", "scopes", QUOTA_SCOPES),
    ("core/v1", "ScopedResourceSelectorRequirement", "operator", OPERATORS),
    ("core/v1", "ScopedResourceSelectorRequirement", "scopeName", QUOTA_SCOPES),
    ("core/v1", "SeccompProfile", "type", CONFINEMENTS),
    ("core/v1", "SecurityContext", "procMount", &["Default", "Unmasked"]),
    ("core/v1", "ServicePort", "protocol", PROTOCOLS),
    ("core/v1", "ServiceSpec", "externalTrafficPolicy", TRAFFIC),
    ("core/v1", "ServiceSpec", "internalTrafficPolicy", TRAFFIC),
    ("core/v1", "ServiceSpec", "ipFamilies", &["IPv4", "IPv6"]),
    ("core/v1", "ServiceSpec", "ipFamilyPolicy", &["SingleStack", "PreferDualStack", "RequireDualStack"]),
    ("core/v1", "ServiceSpec", "sessionAffinity", &["None", "ClientIP"]),
    ("core/v1", "ServiceSpec", "trafficDistribution", &["PreferClose", "PreferSameZone", "PreferSameNode"]),
    ("core/v1", "ServiceSpec", "type", &["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]),
    ("core/v1", "Taint", "effect", TAINT_EFFECTS),
    ("core/v1", "Toleration", "effect", TAINT_EFFECTS),
    ("core/v1", "Toleration", "operator", &["Exists", "Equal", "Lt", "Gt"]),
    ("core/v1", "TopologySpreadConstraint", "nodeAffinityPolicy", HONOR),
    ("core/v1", "TopologySpreadConstraint", "nodeTaintsPolicy", HONOR),
    ("core/v1", "TopologySpreadConstraint", "whenUnsatisfiable", &["DoNotSchedule", "ScheduleAnyway"]),
    ("core/v1", "VolumeMount", "mountPropagation", &["None", "HostToContainer", "Bidirectional"]),
    ("core/v1", "VolumeMount", "recursiveReadOnly", &["Disabled", "IfPossible", "Enabled"]),
    ("discovery.k8s.io/v1", "EndpointPort", "protocol", PROTOCOLS),
    ("discovery.k8s.io/v1", "EndpointSlice", "addressType", &["IPv4", "IPv6", "FQDN"]),
    ("flowcontrol.apiserver.k8s.io/v1", "FlowDistinguisherMethod", "type", &["ByUser", "ByNamespace"]),
    ("flowcontrol.apiserver.k8s.io/v1", "LimitResponse", "type", &["Queue", "Reject"]),
    ("flowcontrol.apiserver.k8s.io/v1", "PriorityLevelConfigurationSpec", "type", &["Exempt", "Limited"]),
    ("flowcontrol.apiserver.k8s.io/v1", "Subject", "kind", SUBJECTS),
    ("lifecycle.k8s.io/v1alpha1", "EvictionRequestSpec", "intent", EVICTION),
    ("lifecycle.k8s.io/v1alpha1", "Requester", "intent", EVICTION),
    ("meta/v1", "DeleteOptions", "propagationPolicy", &["Orphan", "Background", "Foreground"]),
    ("meta/v1", "FieldSelectorRequirement", "operator", OPERATORS),
    ("meta/v1", "LabelSelectorRequirement", "operator", OPERATORS),
    ("networking.k8s.io/v1", "HTTPIngressPath", "pathType", &["Exact", "Prefix", "ImplementationSpecific"]),
    ("networking.k8s.io/v1", "IngressClassParametersReference", "scope", &["Cluster", "Namespace"]),
    ("networking.k8s.io/v1", "NetworkPolicyPort", "protocol", PROTOCOLS),
    ("networking.k8s.io/v1", "NetworkPolicySpec", "policyTypes", &["Ingress", "Egress"]),
    ("policy/v1", "PodDisruptionBudgetSpec", "unhealthyPodEvictionPolicy", &["IfHealthyBudget", "AlwaysAllow"]),
    ("rbac.authorization.k8s.io/v1", "RoleRef", "kind", &["Role", "ClusterRole"]),
    ("rbac.authorization.k8s.io/v1", "Subject", "kind", SUBJECTS),
    ("resource.k8s.io/v1", "DeviceSubRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1", "DeviceTaint", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1", "DeviceToleration", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1", "DeviceToleration", "operator", EQUAL),
    ("resource.k8s.io/v1", "ExactDeviceRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1", "ResourceSliceSpec", "skipNodeOperations", NODE_OPERATIONS),
    ("resource.k8s.io/v1alpha3", "DeviceTaint", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1beta1", "DeviceRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1beta1", "DeviceSubRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1beta1", "DeviceTaint", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1beta1", "DeviceToleration", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1beta1", "DeviceToleration", "operator", EQUAL),
    ("resource.k8s.io/v1beta1", "ResourceSliceSpec", "skipNodeOperations", NODE_OPERATIONS),
    ("resource.k8s.io/v1beta2", "DeviceSubRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1beta2", "DeviceTaint", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1beta2", "DeviceToleration", "effect", DEVICE_EFFECTS),
    ("resource.k8s.io/v1beta2", "DeviceToleration", "operator", EQUAL),
    ("resource.k8s.io/v1beta2", "ExactDeviceRequest", "allocationMode", COUNT),
    ("resource.k8s.io/v1beta2", "ResourceSliceSpec", "skipNodeOperations", NODE_OPERATIONS),
    ("scheduling.k8s.io/v1", "PriorityClass", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1alpha3", "CompositePodGroupSpec", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1alpha3", "CompositePodGroupTemplate", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1alpha3", "PodGroupSpec", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1alpha3", "PodGroupTemplate", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1beta1", "CompositePodGroupTemplate", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1beta1", "PodGroupSpec", "preemptionPolicy", PREEMPTION),
    ("scheduling.k8s.io/v1beta1", "PodGroupTemplate", "preemptionPolicy", PREEMPTION),
    ("storage.k8s.io/v1", "CSIDriverSpec", "fsGroupPolicy", &["ReadWriteOnceWithFSType", "File", "None"]),
    ("storage.k8s.io/v1", "CSIDriverSpec", "volumeLifecycleModes", &["Persistent", "Ephemeral"]),
    ("storage.k8s.io/v1", "StorageClass", "reclaimPolicy", &["Delete", "Retain"]),
    ("storage.k8s.io/v1", "StorageClass", "volumeBindingMode", &["Immediate", "WaitForFirstConsumer"]),
];
