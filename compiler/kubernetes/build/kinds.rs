//! Every built-in kind as a Rust type of `k8s-openapi`, and the schemas that those types give.
//!
//! The list is written by hand, because a type must be named to be asked; a test compares it with the
//! resources that an API server lists. Definitions that are no kinds come along by reference.

use std::collections::BTreeMap;

use k8s_openapi::schemars::{JsonSchema, SchemaGenerator};
use k8s_openapi::serde_json::Value;
use k8s_openapi::{ClusterResourceScope, NamespaceResourceScope, Resource};

/// What one kind says of itself.
pub(crate) struct Kind {
    pub(crate) group: &'static str,
    pub(crate) version: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) plural: &'static str,
    pub(crate) namespaced: bool,
    /// The name of its definition, for example `io.k8s.api.apps.v1.Deployment`.
    pub(crate) definition: String,
}

/// All kinds and the schemas that can be reached from them, by definition name.
pub(crate) struct Schemas {
    pub(crate) kinds: Vec<Kind>,
    pub(crate) definitions: BTreeMap<String, Value>,
}

/// Whether objects of a scope live in a namespace.
trait Scope {
    const NAMESPACED: bool;
}

impl Scope for ClusterResourceScope {
    const NAMESPACED: bool = false;
}

impl Scope for NamespaceResourceScope {
    const NAMESPACED: bool = true;
}

struct Collector {
    generator: SchemaGenerator,
    kinds: Vec<Kind>,
}

impl Collector {
    fn kind<T: Resource<Scope: Scope> + JsonSchema>(&mut self) {
        self.definition::<T>();
        self.kinds.push(Kind {
            group: T::GROUP,
            version: T::VERSION,
            kind: T::KIND,
            plural: T::URL_PATH_SEGMENT,
            namespaced: T::Scope::NAMESPACED,
            definition: T::schema_name().into_owned(),
        });
    }

    fn definition<T: JsonSchema>(&mut self) {
        self.generator.subschema_for::<T>();
    }
}

macro_rules! each {
    ($collector:ident.$method:ident: $($($module:ident)::+ { $($name:ident),+ $(,)? })+) => {
        $({
            use k8s_openapi::$($module)::+ as module;
            $($collector.$method::<module::$name>();)+
        })+
    };
}

/// Asks every kind for its schema.
pub(crate) fn schemas() -> Schemas {
    let mut collector = Collector { generator: SchemaGenerator::default(), kinds: Vec::new() };
    each! { collector.kind:
        api::admissionregistration::v1 {
            MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding,
            MutatingWebhookConfiguration, ValidatingAdmissionPolicy,
            ValidatingAdmissionPolicyBinding, ValidatingWebhookConfiguration,
        }
        api::admissionregistration::v1alpha1 { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding }
        api::admissionregistration::v1beta1 { MutatingAdmissionPolicy, MutatingAdmissionPolicyBinding }
        api::apiserverinternal::v1alpha1 { StorageVersion }
        api::apps::v1 { ControllerRevision, DaemonSet, Deployment, ReplicaSet, StatefulSet }
        api::authentication::v1 { SelfSubjectReview, TokenReview }
        api::authorization::v1 {
            LocalSubjectAccessReview, SelfSubjectAccessReview, SelfSubjectRulesReview,
            SubjectAccessReview,
        }
        api::autoscaling::v1 { HorizontalPodAutoscaler }
        api::autoscaling::v2 { HorizontalPodAutoscaler }
        api::batch::v1 { CronJob, Job }
        api::certificates::v1 { CertificateSigningRequest, ClusterTrustBundle, PodCertificateRequest }
        api::certificates::v1beta1 { ClusterTrustBundle, PodCertificateRequest }
        api::coordination::v1 { Lease }
        api::coordination::v1alpha2 { LeaseCandidate }
        api::coordination::v1beta1 { LeaseCandidate }
        api::core::v1 {
            Binding, ComponentStatus, ConfigMap, Endpoints, Event, LimitRange, Namespace, Node,
            PersistentVolume, PersistentVolumeClaim, Pod, PodTemplate, ReplicationController,
            ResourceQuota, Secret, Service, ServiceAccount,
        }
        api::discovery::v1 { EndpointSlice }
        api::events::v1 { Event }
        api::flowcontrol::v1 { FlowSchema, PriorityLevelConfiguration }
        api::lifecycle::v1alpha1 { Eviction, EvictionRequest }
        api::networking::v1 { IPAddress, Ingress, IngressClass, NetworkPolicy, ServiceCIDR }
        api::node::v1 { RuntimeClass }
        api::policy::v1 { PodDisruptionBudget }
        api::rbac::v1 { ClusterRole, ClusterRoleBinding, Role, RoleBinding }
        api::resource::v1 {
            DeviceClass, DeviceTaintRule, ResourceClaim, ResourceClaimTemplate, ResourceSlice,
        }
        api::resource::v1alpha3 { DeviceTaintRule, ResourcePoolStatusRequest }
        api::resource::v1beta1 { DeviceClass, ResourceClaim, ResourceClaimTemplate, ResourceSlice }
        api::resource::v1beta2 {
            DeviceClass, DeviceTaintRule, ResourceClaim, ResourceClaimTemplate, ResourceSlice,
        }
        api::scheduling::v1 { PriorityClass }
        api::scheduling::v1alpha3 { CompositePodGroup, PodGroup, Workload }
        api::scheduling::v1beta1 { PodGroup, Workload }
        api::storage::v1 {
            CSIDriver, CSINode, CSIStorageCapacity, StorageClass, VolumeAttachment,
            VolumeAttributesClass,
        }
        api::storagemigration::v1 { StorageVersionMigration }
        api::storagemigration::v1beta1 { StorageVersionMigration }
        apiextensions_apiserver::pkg::apis::apiextensions::v1 { CustomResourceDefinition }
        kube_aggregator::pkg::apis::apiregistration::v1 { APIService }
    }
    // Bodies of subresources: no manifest holds them, but programs may speak of their fields.
    each! { collector.definition:
        api::authentication::v1 { TokenRequest }
        api::autoscaling::v1 { Scale }
        api::policy::v1 { Eviction }
        apimachinery::pkg::apis::meta::v1 { DeleteOptions, Status }
    }
    let definitions = collector.generator.take_definitions(true).into_iter().collect();
    collector.kinds.sort_by_key(|kind| (kind.group, kind.version, kind.kind));
    Schemas { kinds: collector.kinds, definitions }
}
