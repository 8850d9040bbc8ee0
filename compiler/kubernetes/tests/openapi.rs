//! The table against the OpenAPI description of Kubernetes 1.36, which lies beside the repository.
//!
//! The table is one release newer. Each difference stands in a list below with its reason, and a list
//! that names more than differs fails as well.
#![expect(clippy::print_stderr, reason = "a test that is skipped says so")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use o8_kubernetes::{
    Definition, Field, FieldType, ListKind, PatchStrategy, definition, definition_named, definitions,
    group_named, kind, kinds,
};
use serde_json::Value;

/// Groups and versions that only one of the two releases has.
const NEW_VERSIONS: &[&str] = &[
    "certificates.k8s.io/v1",
    "lifecycle.k8s.io/v1alpha1",
    "scheduling.k8s.io/v1alpha3",
    "scheduling.k8s.io/v1beta1",
    "storagemigration.k8s.io/v1",
];
const OLD_VERSIONS: &[&str] = &[
    "certificates.k8s.io/v1alpha1",
    "networking.k8s.io/v1beta1",
    "scheduling.k8s.io/v1alpha2",
    "storage.k8s.io/v1beta1",
];

/// Definitions that 1.37 added to versions which 1.36 has.
const NEW_DEFINITIONS: &[&str] = &[
    "batch/v1 JobSchedulingConfiguration",
    "core/v1 EvictionResponder",
    "core/v1 NodeAllocatableMappedResources",
    "core/v1 NodeAllocatableOverheadResources",
    "core/v1 NodePodPreemptionPolicy",
    "core/v1 PodVolumeHealth",
    "core/v1 VolumeHealthCondition",
    "core/v1 VolumeHealthStatus",
    "resource.k8s.io/v1 DeviceDerivedAttribute",
    "resource.k8s.io/v1 DeviceTaintRule",
    "resource.k8s.io/v1 DeviceTaintRuleSpec",
    "resource.k8s.io/v1 DeviceTaintRuleStatus",
    "resource.k8s.io/v1 DeviceTaintSelector",
    "resource.k8s.io/v1 NodeAllocatableMapping",
    "resource.k8s.io/v1 NodeAllocatableOverhead",
    "resource.k8s.io/v1 NodeAllocatableResource",
    "resource.k8s.io/v1alpha3 PartitionTypeStatus",
    "resource.k8s.io/v1alpha3 ShareableCapacityStatus",
    "resource.k8s.io/v1alpha3 ShareableSummaryStatus",
    "resource.k8s.io/v1beta1 DeviceDerivedAttribute",
    "resource.k8s.io/v1beta1 NodeAllocatableMapping",
    "resource.k8s.io/v1beta1 NodeAllocatableOverhead",
    "resource.k8s.io/v1beta1 NodeAllocatableResource",
    "resource.k8s.io/v1beta2 DeviceDerivedAttribute",
    "resource.k8s.io/v1beta2 NodeAllocatableMapping",
    "resource.k8s.io/v1beta2 NodeAllocatableOverhead",
    "resource.k8s.io/v1beta2 NodeAllocatableResource",
    "storage.k8s.io/v1 CSINodeStatus",
    "storage.k8s.io/v1 StorageHealth",
    "storage.k8s.io/v1 StorageHealthCondition",
];

/// Renamed in 1.37, or part of the protocol of the API server and of no manifest.
const OLD_DEFINITIONS: &[&str] = &[
    "meta/v1 APIGroup",
    "meta/v1 APIResource",
    "meta/v1 APIVersions",
    "meta/v1 GroupVersionForDiscovery",
    "meta/v1 ServerAddressByClientCIDR",
    "meta/v1 WatchEvent",
    "resource.k8s.io/v1 NodeAllocatableResourceMapping",
    "resource.k8s.io/v1beta1 NodeAllocatableResourceMapping",
    "resource.k8s.io/v1beta2 NodeAllocatableResourceMapping",
];

/// Fields that 1.37 added.
const NEW_FIELDS: &[&str] = &[
    "authentication.k8s.io/v1 TokenRequestSpec.attestations",
    "autoscaling/v2 HorizontalPodAutoscalerCondition.observedGeneration",
    "batch/v1 JobSpec.scheduling",
    "core/v1 ClusterTrustBundleProjection.user",
    "core/v1 ConfigMapVolumeSource.defaultUser",
    "core/v1 DownwardAPIVolumeFile.user",
    "core/v1 DownwardAPIVolumeSource.defaultUser",
    "core/v1 EmptyDirVolumeSource.mode",
    "core/v1 GRPCAction.mode",
    "core/v1 HTTPGetAction.protocol",
    "core/v1 KeyToPath.user",
    "core/v1 NodeAllocatableResourceClaimStatus.mapping",
    "core/v1 NodeAllocatableResourceClaimStatus.overhead",
    "core/v1 NodeSpec.podPreemptionPolicy",
    "core/v1 NodeSystemInfo.runningInUserNamespace",
    "core/v1 PersistentVolumeClaimStatus.healthStatus",
    "core/v1 PodCertificateProjection.user",
    "core/v1 PodSpec.evictionResponders",
    "core/v1 PodStatus.volumeHealth",
    "core/v1 ProjectedVolumeSource.defaultUser",
    "core/v1 SecretVolumeSource.defaultUser",
    "core/v1 ServiceAccountTokenProjection.user",
    "core/v1 VolumeMount.bindMountOptions",
    "resource.k8s.io/v1 Device.nodeAllocatableResources",
    "resource.k8s.io/v1 DeviceCounterConsumption.compatibilityGroups",
    "resource.k8s.io/v1 DeviceRequestAllocationResult.skipNodeOperations",
    "resource.k8s.io/v1 DeviceSubRequest.derivedAttributes",
    "resource.k8s.io/v1 ExactDeviceRequest.derivedAttributes",
    "resource.k8s.io/v1 ResourceSliceSpec.partitionTypeAttribute",
    "resource.k8s.io/v1 ResourceSliceSpec.skipNodeOperations",
    "resource.k8s.io/v1alpha3 PoolStatus.partitionSummary",
    "resource.k8s.io/v1alpha3 PoolStatus.shareableSummary",
    "resource.k8s.io/v1alpha3 ResourcePoolStatusRequestSpec.defaultPartitionTypeAttribute",
    "resource.k8s.io/v1beta1 BasicDevice.nodeAllocatableResources",
    "resource.k8s.io/v1beta1 DeviceCounterConsumption.compatibilityGroups",
    "resource.k8s.io/v1beta1 DeviceRequest.derivedAttributes",
    "resource.k8s.io/v1beta1 DeviceRequestAllocationResult.skipNodeOperations",
    "resource.k8s.io/v1beta1 DeviceSubRequest.derivedAttributes",
    "resource.k8s.io/v1beta1 ResourceSliceSpec.partitionTypeAttribute",
    "resource.k8s.io/v1beta1 ResourceSliceSpec.skipNodeOperations",
    "resource.k8s.io/v1beta2 Device.nodeAllocatableResources",
    "resource.k8s.io/v1beta2 DeviceCounterConsumption.compatibilityGroups",
    "resource.k8s.io/v1beta2 DeviceRequestAllocationResult.skipNodeOperations",
    "resource.k8s.io/v1beta2 DeviceSubRequest.derivedAttributes",
    "resource.k8s.io/v1beta2 ExactDeviceRequest.derivedAttributes",
    "resource.k8s.io/v1beta2 ResourceSliceSpec.partitionTypeAttribute",
    "resource.k8s.io/v1beta2 ResourceSliceSpec.skipNodeOperations",
    "storage.k8s.io/v1 CSINode.status",
];

/// Fields that 1.37 renamed; both are alpha.
const OLD_FIELDS: &[&str] = &[
    "core/v1 NodeAllocatableResourceClaimStatus.resources",
    "resource.k8s.io/v1 Device.nodeAllocatableResourceMappings",
    "resource.k8s.io/v1beta1 BasicDevice.nodeAllocatableResourceMappings",
    "resource.k8s.io/v1beta2 Device.nodeAllocatableResourceMappings",
];

/// Required in the table alone: 1.37 says of the first that they are required, and the validation of every
/// release refuses the others when they are empty. Besides these, every kind requires `metadata`, since no
/// object is stored without a name.
const STRICTER: &[&str] = &[
    "apps/v1 ControllerRevision.data",
    "apps/v1 DaemonSet.spec",
    "apps/v1 Deployment.spec",
    "apps/v1 ReplicaSet.spec",
    "apps/v1 StatefulSet.spec",
    "flowcontrol.apiserver.k8s.io/v1 FlowSchema.spec",
    "flowcontrol.apiserver.k8s.io/v1 FlowSchemaCondition.type",
    "flowcontrol.apiserver.k8s.io/v1 LimitedPriorityLevelConfiguration.limitResponse",
    "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration.spec",
    "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfigurationCondition.type",
    "core/v1 ConfigMapEnvSource.name",
    "core/v1 ConfigMapKeySelector.name",
    "core/v1 ConfigMapProjection.name",
    "core/v1 ConfigMapVolumeSource.name",
    "core/v1 LocalObjectReference.name",
    "core/v1 SecretEnvSource.name",
    "core/v1 SecretKeySelector.name",
    "core/v1 SecretProjection.name",
];

/// Required in 1.36 and no more in 1.37: parts of statuses.
const LOOSER: &[&str] = &[
    "apps/v1 DaemonSetCondition.status",
    "apps/v1 DaemonSetCondition.type",
    "apps/v1 DeploymentCondition.status",
    "apps/v1 DeploymentCondition.type",
    "apps/v1 ReplicaSetCondition.status",
    "apps/v1 ReplicaSetCondition.type",
    "apps/v1 StatefulSetCondition.status",
    "apps/v1 StatefulSetCondition.type",
];

/// Lists and merge keys which 1.37 changed.
const OTHER_MERGE: &[&str] = &["core/v1 PodStatus.nodeAllocatableResourceClaimStatuses"];

/// Sets of values that the table has wider, with all sizes of huge pages.
const WIDER_VALUES: &[&str] = &["core/v1 EmptyDirVolumeSource.medium"];

/// The folder of strict schemas, if it lies beside the repository.
fn shared(file: &str) -> Option<String> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let found = ["../shared", "../../shared"].iter().find_map(|folder| {
        std::fs::read_to_string(root.join(folder).join("schemas/kubernetes").join(file)).ok()
    });
    if found.is_none() {
        eprintln!("skipped: needs the shared schemas");
    }
    found
}

/// `io.k8s.api.apps.v1.DeploymentSpec` as (group, version, name), if it is of a group that we know.
fn address(long: &str) -> Option<(&'static str, &str, &str)> {
    let mut parts = long.rsplit('.');
    let (name, version, module) = (parts.next()?, parts.next()?, parts.next()?);
    let module = match module {
        "apiserverinternal" => "internal",
        other => other,
    };
    Some((group_named(module)?, version, name))
}

fn title(group: &str, version: &str, name: &str) -> String {
    format!("{}/{version} {name}", if group.is_empty() { "core" } else { group })
}

fn swagger() -> Option<BTreeMap<String, Value>> {
    let text = shared("swagger.json")?;
    let mut swagger: Value = serde_json::from_str(&text).expect("the shared file is JSON");
    let Value::Object(definitions) = swagger["definitions"].take() else { panic!("no definitions") };
    Some(definitions.into_iter().collect())
}

/// The definitions that both have, with their properties.
fn common(swagger: &BTreeMap<String, Value>) -> Vec<(String, Definition, &Value)> {
    let mut common = Vec::new();
    for (long, schema) in swagger {
        let Some((group, version, name)) = address(long) else { continue };
        if let Some(id) = definition_named(group, version, name) {
            common.push((title(group, version, name), definition(id), schema));
        }
    }
    assert!(common.len() > 600, "only {} definitions in common", common.len());
    common
}

/// Compares what differs with what may.
fn explained(what: &str, found: &BTreeSet<String>, expected: &[&str]) {
    let expected: BTreeSet<String> = expected.iter().map(|&name| name.to_owned()).collect();
    let unexplained: Vec<_> = found.difference(&expected).collect();
    let stale: Vec<_> = expected.difference(found).collect();
    assert!(
        unexplained.is_empty() && stale.is_empty(),
        "{what}: unexplained {unexplained:#?}, stale {stale:#?}"
    );
}

#[test]
fn definitions_agree() {
    let Some(swagger) = swagger() else { return };
    let old: BTreeSet<String> = swagger
        .iter()
        .filter(|(long, schema)| schema.get("properties").is_some() && !is_list(long, schema))
        .filter_map(|(long, _)| address(long))
        .filter(|(group, version, name)| definition_named(group, version, name).is_none())
        .map(|(group, version, name)| title(group, version, name))
        .filter(|title| !OLD_VERSIONS.iter().any(|version| title.starts_with(&format!("{version} "))))
        .collect();
    explained("definitions that the table lacks", &old, OLD_DEFINITIONS);

    let known: BTreeSet<_> = swagger.keys().filter_map(|long| address(long)).collect();
    let new: BTreeSet<String> = definitions()
        .filter(|definition| !known.contains(&(definition.group, definition.version, definition.name)))
        .map(|definition| title(definition.group, definition.version, definition.name))
        .filter(|title| !NEW_VERSIONS.iter().any(|version| title.starts_with(&format!("{version} "))))
        .collect();
    explained("definitions that only the table has", &new, NEW_DEFINITIONS);
}

/// Lists of objects, such as `PodList`, are answers of an API server.
fn is_list(long: &str, schema: &Value) -> bool {
    long.ends_with("List") && schema["properties"].get("metadata").is_none_or(|it| it["$ref"].is_string())
}

#[test]
fn fields_and_types_agree() {
    let Some(swagger) = swagger() else { return };
    let (mut old, mut new) = (BTreeSet::new(), BTreeSet::new());
    for (title, definition, schema) in common(&swagger) {
        let properties = schema["properties"].as_object().cloned().unwrap_or_default();
        for (name, property) in &properties {
            match definition.fields.get(name) {
                Some(field) => assert_eq!(ours(field.ty), theirs(property), "{title}.{name}"),
                None => drop(old.insert(format!("{title}.{name}"))),
            }
        }
        let added = definition.fields.names().filter(|name| !properties.contains_key(*name));
        new.extend(added.map(|name| format!("{title}.{name}")));
    }
    explained("fields that the table lacks", &old, OLD_FIELDS);
    explained("fields that only the table has", &new, NEW_FIELDS);
}

fn ours(ty: FieldType) -> String {
    match ty {
        FieldType::Object(id) => definition(id).name.to_owned(),
        FieldType::List(of) => format!("list of {}", ours(of.get())),
        FieldType::Map(of) => format!("map of {}", ours(of.get())),
        scalar => format!("{scalar:?}").to_lowercase(),
    }
}

fn theirs(schema: &Value) -> String {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('.').next().unwrap_or_default();
        return match name {
            "IntOrString" | "Quantity" => name.to_lowercase(),
            "Time" | "MicroTime" => "time".to_owned(),
            "RawExtension" | "FieldsV1" | "JSON" => "json".to_owned(),
            _ if name.starts_with("JSONSchemaPropsOr") => "json".to_owned(),
            _ => name.to_owned(),
        };
    }
    let format = schema["format"].as_str().unwrap_or_default();
    match (schema["type"].as_str().unwrap_or_default(), format) {
        ("array", _) => format!("list of {}", theirs(&schema["items"])),
        ("object", _) => format!("map of {}", theirs(&schema["additionalProperties"])),
        ("boolean", _) => "bool".to_owned(),
        ("integer", "int32") => "int32".to_owned(),
        ("integer", _) => "int64".to_owned(),
        ("number", _) => "float".to_owned(),
        ("string", "byte") => "bytes".to_owned(),
        (other, _) => other.to_owned(),
    }
}

#[test]
fn required_fields_agree() {
    let Some(swagger) = swagger() else { return };
    let (mut stricter, mut looser) = (BTreeSet::new(), BTreeSet::new());
    for (title, definition, schema) in common(&swagger) {
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let is_kind = definition.fields.get("apiVersion").is_some();
        for field in definition.fields.iter() {
            let named = format!("{title}.{}", field.name);
            match (field.required, required.contains(&field.name)) {
                (true, false) if is_kind && field.name == "metadata" => {}
                (true, false) => drop(stricter.insert(named)),
                (false, true) => drop(looser.insert(named)),
                _ => {}
            }
        }
    }
    explained("required in the table alone", &stricter, STRICTER);
    explained("required in the description alone", &looser, LOOSER);
}

#[test]
fn lists_and_merge_keys_agree() {
    let Some(swagger) = swagger() else { return };
    let mut other = BTreeSet::new();
    for (title, definition, schema) in common(&swagger) {
        for field in definition.fields.iter() {
            let property = &schema["properties"][field.name];
            if !property.is_null() && (!list_agrees(field, property) || !patch_agrees(field, property)) {
                other.insert(format!("{title}.{}", field.name));
            }
        }
    }
    explained("lists or merge keys", &other, OTHER_MERGE);
}

fn list_agrees(field: Field, property: &Value) -> bool {
    match property["x-kubernetes-list-type"].as_str() {
        Some("set") => field.list == ListKind::Set,
        Some("map") => {
            let keys = property["x-kubernetes-list-map-keys"].as_array().into_iter().flatten();
            let keys: Vec<&str> = keys.filter_map(Value::as_str).collect();
            matches!(field.list, ListKind::Map(ours) if ours == keys)
        }
        _ => field.list == ListKind::Atomic,
    }
}

fn patch_agrees(field: Field, property: &Value) -> bool {
    let key = property["x-kubernetes-patch-merge-key"].as_str();
    match (property["x-kubernetes-patch-strategy"].as_str(), field.patch) {
        (Some("merge"), PatchStrategy::MergeKey(ours)) => key == Some(ours),
        (Some("merge,retainKeys"), PatchStrategy::MergeKeyRetainKeys(ours)) => key == Some(ours),
        (Some("merge"), PatchStrategy::Merge) => key.is_none() && matches!(field.ty, FieldType::List(_)),
        (Some("retainKeys"), PatchStrategy::RetainKeys) | (Some("replace"), PatchStrategy::Replace) => true,
        (None, PatchStrategy::Merge) => !matches!(field.ty, FieldType::List(_)),
        (None, PatchStrategy::Replace) => true,
        _ => false,
    }
}

#[test]
fn kinds_have_their_plural_and_scope() {
    let Some(resources) = shared("resources.tsv") else { return };
    let mut listed = BTreeSet::new();
    for line in resources.lines().skip(1) {
        let columns: Vec<&str> = line.split('\t').collect();
        let [group, version, name, plural, scope] = columns[..] else { panic!("{line}") };
        listed.insert((group, version, name));
        match kind(group, version, name) {
            Some(kind) => {
                assert_eq!((kind.plural, kind.namespaced), (plural, scope == "Namespaced"), "{line}")
            }
            None => {
                assert!(OLD_VERSIONS.contains(&format!("{group}/{version}").as_str()), "no kind for {line}")
            }
        }
    }
    let new = kinds().filter(|kind| !listed.contains(&(kind.group, kind.version, kind.kind)));
    for kind in new {
        let title = title(kind.group, kind.version, kind.kind);
        let version = title.split(' ').next().unwrap_or_default();
        assert!(NEW_VERSIONS.contains(&version) || NEW_DEFINITIONS.contains(&title.as_str()), "{title}");
    }
}

#[test]
fn closed_values_agree() {
    let Some(text) = shared("enums.json") else { return };
    let enums: BTreeMap<String, BTreeMap<String, Vec<String>>> =
        serde_json::from_str(&text).expect("the shared file is JSON");
    for (long, fields) in &enums {
        let (group, version, name) = address(long).unwrap_or_else(|| panic!("{long}"));
        let definition =
            definition(definition_named(group, version, name).unwrap_or_else(|| panic!("{long}")));
        for (field, values) in fields {
            let field = field.trim_end_matches("[]");
            let title = format!("{}.{field}", title(group, version, name));
            let ours = definition.fields.get(field).and_then(|field| field.values);
            let ours: BTreeSet<&str> = ours.unwrap_or_default().iter().copied().collect();
            let values: BTreeSet<&str> = values.iter().map(String::as_str).collect();
            let agrees =
                ours == values || WIDER_VALUES.contains(&title.as_str()) && ours.is_superset(&values);
            assert!(agrees, "{title}: expected {values:?}, found {ours:?}");
        }
    }
}
