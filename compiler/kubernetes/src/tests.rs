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
fn kinds_are_cluster_wide_in_every_version() {
    for (group, kind) in [
        ("rbac.authorization.k8s.io", "ClusterRole"),
        ("core", "Namespace"),
        ("policy", "PodSecurityPolicy"),
        ("apiextensions.k8s.io", "CustomResourceDefinition"),
    ] {
        assert!(is_cluster_wide(group, kind), "{kind}");
    }
    for (group, kind) in [("apps", "Deployment"), ("example.org", "Widget"), ("extensions", "Ingress")] {
        assert!(!is_cluster_wide(group, kind), "{kind}");
    }
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

#[test]
fn api_versions_live_by_release() {
    fn check(api: &str, kind: &str, minor: u32, expected: &str) {
        let (group, version) = api.split_once('/').unwrap();
        let name = |api: Option<ApiKind>| api.map_or("nothing".to_owned(), |api| api.to_string());
        let status = match api_status(group, version, kind, (1, minor)) {
            None => "unknown".to_owned(),
            Some(ApiStatus::Served) => "served".to_owned(),
            Some(ApiStatus::Deprecated { since, removed_in, replacement }) => {
                format!(
                    "deprecated {} until {}: {}",
                    since.1,
                    removed_in.map_or(0, |it| it.1),
                    name(replacement)
                )
            }
            Some(ApiStatus::Removed { removed_in, replacement }) => {
                format!("removed {}: {}", removed_in.1, name(replacement))
            }
            Some(ApiStatus::NotYet { since, earlier }) => format!("from {}: {}", since.1, name(earlier)),
        };
        assert_eq!(status, expected, "{api} {kind} in 1.{minor}");
    }
    check("apps/v1", "Deployment", 30, "served");
    check("core/v1", "Pod", 16, "served");
    check("core/v1", "Endpoints", 32, "served");
    check("core/v1", "Endpoints", 33, "deprecated 33 until 0: discovery.k8s.io/v1 EndpointSlice");
    check("policy/v1beta1", "PodSecurityPolicy", 20, "served");
    check("policy/v1beta1", "PodSecurityPolicy", 24, "deprecated 21 until 25: nothing");
    check("policy/v1beta1", "PodSecurityPolicy", 30, "removed 25: nothing");
    check("policy/v1beta1", "PodDisruptionBudget", 25, "removed 25: policy/v1 PodDisruptionBudget");
    check("extensions/v1beta1", "Deployment", 16, "removed 16: apps/v1 Deployment");
    check("extensions/v1beta1", "Ingress", 18, "deprecated 14 until 22: networking.k8s.io/v1beta1 Ingress");
    check("extensions/v1beta1", "Ingress", 22, "removed 22: networking.k8s.io/v1 Ingress");
    check("networking.k8s.io/v1", "Ingress", 18, "from 19: networking.k8s.io/v1beta1 Ingress");
    check(
        "autoscaling/v2beta2",
        "HorizontalPodAutoscaler",
        26,
        "removed 26: autoscaling/v2 HorizontalPodAutoscaler",
    );
    check(
        "autoscaling/v2beta1",
        "HorizontalPodAutoscaler",
        22,
        "deprecated 22 until 25: autoscaling/v2beta2 HorizontalPodAutoscaler",
    );
    check(
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        22,
        "from 23: autoscaling/v2beta2 HorizontalPodAutoscaler",
    );
    check("autoscaling/v2", "HorizontalPodAutoscaler", 23, "served");
    check(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema",
        28,
        "removed 26: flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema",
    );
    check(
        "flowcontrol.apiserver.k8s.io/v1beta1",
        "FlowSchema",
        32,
        "removed 26: flowcontrol.apiserver.k8s.io/v1 FlowSchema",
    );
    check(
        "admissionregistration.k8s.io/v1",
        "ValidatingAdmissionPolicy",
        29,
        "from 30: admissionregistration.k8s.io/v1beta1 ValidatingAdmissionPolicy",
    );
    check("resource.k8s.io/v1", "ResourceClaim", 33, "from 34: resource.k8s.io/v1beta2 ResourceClaim");
    check("batch/v1beta1", "CronJob", 25, "removed 25: batch/v1 CronJob");
    check(
        "storage.k8s.io/v1",
        "CSIStorageCapacity",
        23,
        "from 24: storage.k8s.io/v1beta1 CSIStorageCapacity",
    );
    check("apps/v1", "Deploymentt", 30, "unknown");
    assert!(successor_advice("policy", "PodSecurityPolicy").is_some());
}

#[test]
fn alpha_and_young_beta_versions_are_off_by_default() {
    assert!(served_by_default("apps", "v1", "Deployment"));
    assert!(served_by_default("batch", "v1beta1", "CronJob"));
    assert!(served_by_default("flowcontrol.apiserver.k8s.io", "v1beta3", "FlowSchema"));
    assert!(!served_by_default("resource.k8s.io", "v1beta1", "ResourceClaim"));
    assert!(!served_by_default("admissionregistration.k8s.io", "v1alpha1", "MutatingAdmissionPolicy"));
}

#[test]
fn lifetimes_agree_with_the_table_of_kinds() {
    let mut seen = BTreeSet::new();
    for life in crate::lifetimes::LIFETIMES {
        let (group, version) = life.api.split_once('/').unwrap_or(("", life.api));
        for name in life.kinds {
            assert!(seen.insert((life.api, *name)), "two rows for {} {name}", life.api);
            let served = life.since <= RELEASE.1 && (life.removed == 0 || life.removed > RELEASE.1);
            assert_eq!(kind(group, version, name).is_some(), served, "{} {name}", life.api);
            let order = [life.since, life.deprecated, life.removed];
            assert!(order.iter().filter(|minor| **minor != 0).is_sorted(), "{} {name}", life.api);
        }
    }
    for kind in kinds() {
        let status = api_status(kind.group, kind.version, kind.kind, RELEASE);
        let served = matches!(status, Some(ApiStatus::Served | ApiStatus::Deprecated { .. }));
        assert!(served, "{} {}: {status:?}", kind.version, kind.kind);
        let dated = kind.version == "v1"
            || seen.iter().any(|(api, name)| api.ends_with(kind.version) && *name == kind.kind);
        assert!(dated || kind.version == "v2", "no dates for {} {} {}", kind.group, kind.version, kind.kind);
    }
}

#[test]
fn names_follow_the_rule_of_their_kind() {
    let check = |group: &str, kind: &str, name: &str, expected: bool| {
        assert_eq!(name_rule(group, kind).admits(name), expected, "{kind} {name:?}");
    };
    check("", "ConfigMap", "a.b-c.0", true);
    check("", "ConfigMap", "2048-game", true);
    for wrong in ["", "A", "a_b", "-a", "a-", ".a", "a.", "a..b", "a.-b", "é", "a b", "a/b"] {
        check("", "ConfigMap", wrong, false);
        check("acme.example", "Widget", wrong, false);
    }
    check("", "Service", "web", true);
    check("core", "Service", "2048-game", false);
    check("", "Service", "a.b", false);
    check("serving.knative.dev", "Service", "2048.game", true);
    check("", "Namespace", "2048-game", true);
    check("", "Namespace", "a.b", false);
    check("rbac.authorization.k8s.io", "ClusterRole", "system:Node_1", true);
    for wrong in ["", ".", "..", "a/b", "a%b"] {
        check("rbac.authorization.k8s.io", "ClusterRole", wrong, false);
    }
}

#[test]
fn labels_and_annotations_have_the_form_of_qualified_names() {
    for right in ["a", "A_b.C-0", "app.kubernetes.io/name", "1", &"k".repeat(63)] {
        assert!(is_label_key(right) && is_annotation_key(right), "{right}");
    }
    assert!(!is_label_key("Acme.example/name") && is_annotation_key("Acme.example/name"));
    for wrong in ["", "a b", "-a", "a_", "/a", "a/", "a/b/c", "a_b/c", "é", &"k".repeat(64)] {
        assert!(!is_label_key(wrong) && !is_annotation_key(wrong), "{wrong}");
    }
    for right in ["", "a", "1.4.2", "A_b-c", &"v".repeat(63)] {
        assert!(is_label_value(right), "{right}");
    }
    for wrong in ["a b", "-a", "a/b", "a:b", &"v".repeat(64)] {
        assert!(!is_label_value(wrong), "{wrong}");
    }
}
