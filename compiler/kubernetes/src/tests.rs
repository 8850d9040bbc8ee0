//! Lookups on the embedded table, and the table against what we know of Kubernetes.

use std::collections::BTreeSet;

use crate::*;

fn field(group: &str, version: &str, name: &str, field: &str) -> Field {
    let id = definition_named(group, version, name).unwrap_or_else(|| panic!("no {group}/{version} {name}"));
    definition(id).fields.get(field).unwrap_or_else(|| panic!("no {name}.{field}"))
}

#[test]
fn kinds_are_found_by_group_version_and_name() {
    let deployment = kind("apps", "v1", "Deployment").unwrap();
    assert_eq!((deployment.plural, deployment.namespaced), ("deployments", true));
    assert_eq!(kind("core", "v1", "Pod"), kind("", "v1", "Pod"));
    assert!(!kind("rbac.authorization.k8s.io", "v1", "ClusterRole").unwrap().namespaced);
    assert_eq!(kind("apps", "v1beta1", "Deployment"), None);
    assert_eq!(kind("", "v1", "Podd"), None);
}

#[test]
fn all_kinds_lead_to_definitions_with_metadata() {
    assert!(kinds().len() > 95);
    for kind in kinds() {
        let definition = definition(kind.definition);
        assert_eq!(
            (definition.group, definition.version, definition.name),
            (kind.group, kind.version, kind.kind)
        );
        for name in ["apiVersion", "kind", "metadata"] {
            assert!(definition.fields.get(name).is_some(), "{} has no {name}", kind.kind);
        }
        assert_eq!(crate::kind(kind.group, kind.version, kind.kind), Some(kind));
    }
}

#[test]
fn all_rows_can_be_read_and_found() {
    let mut reached = BTreeSet::new();
    for definition in definitions() {
        let id = definition_named(definition.group, definition.version, definition.name);
        assert_eq!(id, Some(definition.id));
        for field in definition.fields.iter() {
            assert_eq!(definition.fields.get(field.name), Some(field));
            let mut ty = field.ty;
            while let FieldType::List(of) | FieldType::Map(of) = ty {
                ty = of.get();
            }
            if let FieldType::Object(id) = ty {
                reached.insert(crate::definition(id).name);
            }
        }
    }
    assert!(reached.contains("ObjectMeta") && reached.contains("JSONSchemaProps"));
}

#[test]
fn groups_and_versions_are_listed_once() {
    let all: Vec<_> = groups().collect();
    assert_eq!(all[0], "core");
    assert!(all.contains(&"meta") && all.contains(&"networking.k8s.io"));
    assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
    assert_eq!(versions("autoscaling").collect::<Vec<_>>(), ["v1", "v2"]);
    assert_eq!(versions("core").collect::<Vec<_>>(), ["v1"]);
    assert_eq!(versions("nothing").count(), 0);
    assert_eq!(group_named("core"), Some(""));
    assert_eq!(group_named("networking"), Some("networking.k8s.io"));
    assert_eq!(group_named("networking.k8s.io"), Some("networking.k8s.io"));
    assert_eq!(group_named("net"), None);
    let kinds: Vec<_> = kinds_of("apps", "v1").map(|kind| kind.kind).collect();
    assert_eq!(kinds, ["ControllerRevision", "DaemonSet", "Deployment", "ReplicaSet", "StatefulSet"]);
}

#[test]
fn parts_of_kinds_have_names_of_their_own() {
    assert!(definition_named("apps", "v1", "DeploymentSpec").is_some());
    assert!(definition_named("meta", "v1", "LabelSelector").is_some());
    let core: Vec<_> = names_of("core", "v1").collect();
    assert!(core.contains(&"EnvVar") && core.contains(&"PodSpec") && core.contains(&"Pod"));
    assert!(!core.contains(&"Deployment"));
}

#[test]
fn fields_have_types_and_documentation() {
    assert_eq!(field("apps", "v1", "DeploymentSpec", "replicas").ty, FieldType::Int32);
    assert_eq!(field("core", "v1", "ServicePort", "targetPort").ty, FieldType::IntOrString);
    assert_eq!(
        field("core", "v1", "ServicePort", "port").description,
        "The port that will be exposed by this service."
    );
    let FieldType::Map(limits) = field("core", "v1", "ResourceRequirements", "limits").ty else { panic!() };
    assert_eq!(limits.get(), FieldType::Quantity);
    let FieldType::List(containers) = field("core", "v1", "PodSpec", "containers").ty else { panic!() };
    assert_eq!(containers.get(), FieldType::Object(definition_named("core", "v1", "Container").unwrap()));
    let FieldType::Map(data) = field("core", "v1", "Secret", "data").ty else { panic!() };
    assert_eq!(data.get(), FieldType::Bytes);
    assert_eq!(field("apps", "v1", "ControllerRevision", "data").ty, FieldType::Json);
}

#[test]
fn required_fields_are_told_apart() {
    assert!(field("core", "v1", "Container", "name").required);
    assert!(!field("core", "v1", "Container", "image").required);
    assert!(field("apps", "v1", "DeploymentSpec", "selector").required);
}

#[test]
#[expect(clippy::print_stderr, reason = "the size is worth reading with --nocapture")]
fn the_table_stays_small() {
    let (table, strings) = crate::table::size();
    eprintln!("{} kinds, {} definitions", kinds().len(), definitions().len());
    eprintln!("table {table} bytes, strings {strings} bytes");
    assert!(table < 200_000 && strings < 1_000_000);
}

#[test]
fn lists_and_patches_follow_the_merge_keys() {
    let containers = field("core", "v1", "PodSpec", "containers");
    assert_eq!(
        (containers.list, containers.patch),
        (ListKind::Map(&["name"]), PatchStrategy::MergeKey("name"))
    );
    let ports = field("core", "v1", "Container", "ports");
    assert_eq!(ports.list, ListKind::Map(&["containerPort", "protocol"]));
    assert_eq!(ports.patch, PatchStrategy::MergeKey("containerPort"));
    let volumes = field("core", "v1", "PodSpec", "volumes");
    assert_eq!(volumes.patch, PatchStrategy::MergeKeyRetainKeys("name"));
    let args = field("core", "v1", "Container", "args");
    assert_eq!((args.list, args.patch), (ListKind::Atomic, PatchStrategy::Replace));
    assert_eq!(field("apps", "v1", "DeploymentSpec", "strategy").patch, PatchStrategy::RetainKeys);
    assert_eq!(field("apps", "v1", "DeploymentSpec", "template").patch, PatchStrategy::Merge);
    assert_eq!(field("policy", "v1", "PodDisruptionBudgetSpec", "selector").patch, PatchStrategy::Replace);
}

#[test]
fn closed_values_and_immutable_fields_are_known() {
    assert_eq!(
        field("core", "v1", "Container", "imagePullPolicy").values,
        Some(&["Always", "IfNotPresent", "Never"][..])
    );
    assert_eq!(
        field("networking.k8s.io", "v1", "NetworkPolicySpec", "policyTypes").values,
        Some(&["Ingress", "Egress"][..])
    );
    assert_eq!(field("core", "v1", "Secret", "type").values, None);
    assert!(field("apps", "v1", "DeploymentSpec", "selector").immutable);
    assert!(!field("apps", "v1", "DeploymentSpec", "replicas").immutable);
    assert!(field("rbac.authorization.k8s.io", "v1", "RoleBinding", "roleRef").immutable);
    assert_eq!(immutable_paths("apps", "Deployment"), ["spec.selector"]);
    assert_eq!(immutable_paths("core", "Secret"), ["type"]);
    assert_eq!(immutable_paths("apps", "Nothing"), [""; 0]);
}

#[test]
fn closed_values_stand_on_text() {
    for definition in definitions() {
        for field in definition.fields.iter().filter(|field| field.values.is_some()) {
            let ty = if let FieldType::List(of) = field.ty { of.get() } else { field.ty };
            assert_eq!(ty, FieldType::String, "{}.{}", definition.name, field.name);
        }
    }
}

#[test]
fn merge_keys_are_fields_of_the_elements() {
    for owner in definitions() {
        for field in owner.fields.iter() {
            let FieldType::List(of) = field.ty else { continue };
            let keys: &[&str] = match (&field.list, &field.patch) {
                (ListKind::Map(keys), _) => keys,
                (_, PatchStrategy::MergeKey(key) | PatchStrategy::MergeKeyRetainKeys(key)) => &[*key],
                _ => continue,
            };
            let FieldType::Object(element) = of.get() else { panic!("{}.{}", owner.name, field.name) };
            for key in keys {
                let known = definition(element).fields.get(key).is_some();
                assert!(known, "elements of {}.{} have no {key}", owner.name, field.name);
            }
        }
    }
}
