//! What the API server makes of an object before anything looks at it, as far as rules can tell: fields that say nothing are dropped, and
//! some that are left out are filled in.
//!
//! From the types and defaults of `k8s.io/kubernetes/pkg/apis/core/v1`. The table knows pods, wherever they are made, Services and
//! metadata. How many copies a workload has is not in it: where nothing is said, an autoscaler says it.

use std::borrow::Cow;

use ecow::EcoString;
use o8_ir::{Map, Node, Tree};

use crate::{CONTAINERS, Subject};

/// Fields that are dropped where they hold nothing: `false`, 0, no text, no elements. Others keep that, and are "there".
const METADATA: &[&str] =
    &["annotations", "finalizers", "generateName", "labels", "name", "namespace", "ownerReferences"];
const DATA: &[&str] = &["binaryData", "data", "stringData"];
const ROLE_RULE: &[&str] = &["apiGroups", "nonResourceURLs", "resourceNames", "resources"];
const WORKLOAD: &[&str] = &["minReadySeconds", "paused"];
const POD: &[&str] = &[
    "ephemeralContainers",
    "hostAliases",
    "hostIPC",
    "hostNetwork",
    "hostPID",
    "hostname",
    "imagePullSecrets",
    "initContainers",
    "nodeName",
    "nodeSelector",
    "overhead",
    "priorityClassName",
    "readinessGates",
    "resourceClaims",
    "schedulingGates",
    "serviceAccountName",
    "subdomain",
    "tolerations",
    "topologySpreadConstraints",
    "volumes",
];
const POD_SECURITY: &[&str] = &["supplementalGroups", "sysctls"];
const CONTAINER: &[&str] = &[
    "args",
    "command",
    "env",
    "envFrom",
    "image",
    "imagePullPolicy",
    "ports",
    "resizePolicy",
    "stdin",
    "stdinOnce",
    "tty",
    "volumeDevices",
    "volumeMounts",
    "workingDir",
];
const RESOURCES: &[&str] = &["claims", "limits", "requests"];
const CAPABILITIES: &[&str] = &["add", "drop"];
const SELINUX: &[&str] = &["level", "role", "type", "user"];
const CONTAINER_PORT: &[&str] = &["hostIP", "hostPort", "name"];
const VARIABLE: &[&str] = &["value"];
const MOUNT: &[&str] = &["readOnly", "subPath", "subPathExpr"];
const HTTP: &[&str] = &["host", "httpHeaders", "path", "scheme"];
const TCP: &[&str] = &["host"];
const SERVICE: &[&str] = &[
    "clusterIP",
    "clusterIPs",
    "externalIPs",
    "externalName",
    "healthCheckNodePort",
    "loadBalancerIP",
    "loadBalancerSourceRanges",
    "ports",
    "publishNotReadyAddresses",
    "selector",
    "type",
];
const SERVICE_PORT: &[&str] = &["name", "nodePort", "protocol"];

/// The kinds of probes and hooks of a container.
const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
const HOOKS: [&str; 2] = ["postStart", "preStop"];

/// What a probe does where it does not say it: fields that are numbers.
const PROBE: [(&str, i64); 4] =
    [("failureThreshold", 3), ("periodSeconds", 10), ("successThreshold", 1), ("timeoutSeconds", 1)];

/// How long a pod has to end.
const GRACE: i64 = 30;

/// An object as rules see it: as the API server would have it.
pub fn defaulted(object: &Node) -> Cow<'_, Node> {
    match is_complete(object) {
        true => Cow::Borrowed(object),
        false => Cow::Owned(completed(object)),
    }
}

/// Whether nothing is filled in or dropped: most kinds have no defaults here, and copies of all objects take time.
fn is_complete(object: &Node) -> bool {
    let subject = Subject::new(object);
    let has_empty = |node: Option<&Node>, names: &[&str]| {
        node.and_then(Node::as_map).is_some_and(|map| map.0.iter().any(|entry| is_dropped(entry, names)))
    };
    let known = match (subject.api_version(), subject.kind()) {
        ("v1", "Service") => return false,
        ("v1", "ConfigMap" | "Secret") => has_empty(Some(object), DATA),
        ("rbac.authorization.k8s.io/v1", "ClusterRole" | "Role") => object
            .at(&["rules"])
            .into_iter()
            .flat_map(Node::items)
            .any(|rule| has_empty(Some(rule), ROLE_RULE)),
        _ => subject.makes_pods(),
    };
    !known && !has_empty(object.at(&["metadata"]), METADATA)
}

fn completed(object: &Node) -> Node {
    let mut result = object.clone();
    let subject = Subject::new(object);
    let path = subject.path();
    let (makes_pods, is_pod) = (subject.template().is_some(), path.is_empty());
    let Some(map) = fields(&mut result) else { return result };
    within(map, "metadata", |metadata| drop_empty(metadata, METADATA));
    match (subject.api_version(), subject.kind()) {
        ("v1", "Service") => within(map, "spec", service),
        ("v1", "ConfigMap" | "Secret") => drop_empty(map, DATA),
        ("rbac.authorization.k8s.io/v1", "ClusterRole" | "Role") => {
            each(map, "rules", |rule| drop_empty(rule, ROLE_RULE));
        }
        _ => {}
    }
    if !path.is_empty() {
        within(map, "spec", |spec| drop_empty(spec, WORKLOAD));
    }
    if makes_pods {
        let template = path.iter().try_fold(&mut result, |node, name| fields(node)?.get_mut(name));
        if let Some(template) = template.and_then(fields) {
            within(template, "metadata", |metadata| drop_empty(metadata, METADATA));
            within(template, "spec", |spec| pod(spec, is_pod));
        }
    }
    result
}

/// `is_pod` says that it is one, and not what makes some: limits are requests only there.
fn pod(spec: &mut Map, is_pod: bool) {
    drop_empty(spec, POD);
    let on_host = matches!(spec.get("hostNetwork").map(|node| &node.tree), Some(Tree::Bool(true)));
    for list in CONTAINERS {
        let has_ports_of_host = on_host && list != "ephemeralContainers";
        let are_requests = is_pod && list != "ephemeralContainers";
        each(spec, list, |container| of_container(container, has_ports_of_host, are_requests));
    }
    each(spec, "volumes", volume);
    default(spec, "securityContext", Tree::Map(Map::default()));
    within(spec, "securityContext", |security| {
        drop_empty(security, POD_SECURITY);
        within(security, "seLinuxOptions", |options| drop_empty(options, SELINUX));
    });
    default(spec, "dnsPolicy", Tree::String("ClusterFirst".into()));
    default(spec, "restartPolicy", Tree::String("Always".into()));
    default(spec, "schedulerName", Tree::String("default-scheduler".into()));
    default(spec, "terminationGracePeriodSeconds", Tree::Int(GRACE));
}

fn of_container(container: &mut Map, has_ports_of_host: bool, are_requests: bool) {
    drop_empty(container, CONTAINER);
    default(container, "resources", Tree::Map(Map::default()));
    if let Some(policy) = container.get("image").and_then(Node::as_str).map(pull_policy) {
        default(container, "imagePullPolicy", Tree::String(policy.into()));
    }
    within(container, "resources", |resources| {
        drop_empty(resources, RESOURCES);
        if are_requests {
            requests(resources);
        }
    });
    each(container, "ports", |port| {
        drop_empty(port, CONTAINER_PORT);
        default(port, "protocol", Tree::String("TCP".into()));
        if has_ports_of_host && let Some(number) = port.get("containerPort").map(|node| node.tree.clone()) {
            default(port, "hostPort", number);
        }
    });
    each(container, "env", |variable| drop_empty(variable, VARIABLE));
    each(container, "volumeMounts", |mount| drop_empty(mount, MOUNT));
    within(container, "securityContext", |security| {
        within(security, "capabilities", |capabilities| drop_empty(capabilities, CAPABILITIES));
        within(security, "seLinuxOptions", |options| drop_empty(options, SELINUX));
    });
    for probe in PROBES {
        within(container, probe, |probe| {
            for (name, number) in PROBE {
                drop_empty(probe, &[name]);
                default(probe, name, Tree::Int(number));
            }
            handler(probe);
        });
    }
    within(container, "lifecycle", |lifecycle| {
        for hook in HOOKS {
            within(lifecycle, hook, handler);
        }
    });
}

/// When an image is pulled: always where its tag is `latest`, which it is without a tag and without a digest.
fn pull_policy(image: &str) -> &'static str {
    let last = image.rsplit('/').next().unwrap_or(image);
    let (name, digest) = last.split_once('@').map_or((last, None), |(name, digest)| (name, Some(digest)));
    let tag = name.split_once(':').map(|(_, tag)| tag).or(digest.is_none().then_some("latest"));
    if tag == Some("latest") { "Always" } else { "IfNotPresent" }
}

/// Who answers a probe or hook.
fn handler(probe: &mut Map) {
    within(probe, "httpGet", |http| {
        drop_empty(http, HTTP);
        default(http, "path", Tree::String("/".into()));
        default(http, "scheme", Tree::String("HTTP".into()));
    });
    within(probe, "tcpSocket", |tcp| drop_empty(tcp, TCP));
}

/// Limits are requests, too, where nothing else is asked for.
fn requests(resources: &mut Map) {
    let limits: Vec<(EcoString, Node)> = match resources.get("limits").map(|node| &node.tree) {
        Some(Tree::Map(limits)) => limits.0.clone(),
        _ => return,
    };
    default(resources, "requests", Tree::Map(Map::default()));
    within(resources, "requests", |requests| {
        for (name, limit) in limits {
            if !is_there(requests, &name) {
                requests.insert(name, limit);
            }
        }
    });
}

/// A volume that is of no sort is an empty folder.
fn volume(volume: &mut Map) {
    let has_source = volume.0.iter().any(|(name, node)| name != "name" && node.tree != Tree::Null);
    if !has_source {
        default(volume, "emptyDir", Tree::Map(Map::default()));
    }
    within(volume, "emptyDir", |folder| drop_empty(folder, &["medium"]));
    within(volume, "secret", |secret| drop_empty(secret, &["items", "secretName"]));
    within(volume, "configMap", |map| drop_empty(map, &["items", "name"]));
    within(volume, "image", |image| drop_empty(image, &["pullPolicy", "reference"]));
    within(volume, "hostPath", |path| default(path, "type", Tree::String("".into())));
}

fn service(spec: &mut Map) {
    drop_empty(spec, SERVICE);
    default(spec, "type", Tree::String("ClusterIP".into()));
    default(spec, "sessionAffinity", Tree::String("None".into()));
    each(spec, "ports", |port| {
        drop_empty(port, SERVICE_PORT);
        default(port, "protocol", Tree::String("TCP".into()));
        if let Some(number) = port.get("port").map(|node| node.tree.clone()) {
            default(port, "targetPort", number);
        }
    });
}

fn fields(node: &mut Node) -> Option<&mut Map> {
    match &mut node.tree {
        Tree::Map(map) => Some(map),
        _ => None,
    }
}

/// Changes the fields of a record, where it is there.
fn within(map: &mut Map, name: &str, change: impl FnOnce(&mut Map)) {
    if let Some(inner) = map.get_mut(name).and_then(fields) {
        change(inner);
    }
}

/// Changes the fields of each element of a list.
fn each(map: &mut Map, name: &str, mut change: impl FnMut(&mut Map)) {
    let Some(Tree::List(list)) = map.get_mut(name).map(|node| &mut node.tree) else { return };
    list.items.iter_mut().filter_map(fields).for_each(&mut change);
}

fn is_there(map: &Map, name: &str) -> bool {
    map.get(name).is_some_and(|node| node.tree != Tree::Null)
}

/// Sets what is not there. It comes from nowhere: what is wrong with it is wrong where it would stand.
fn default(map: &mut Map, name: &str, tree: Tree) {
    if !is_there(map, name) {
        map.insert(name, Node::derived(tree));
    }
}

fn drop_empty(map: &mut Map, names: &[&str]) {
    map.0.retain(|entry| !is_dropped(entry, names));
}

/// Whether a field is one of those that are dropped, and holds nothing.
fn is_dropped((name, node): &(EcoString, Node), names: &[&str]) -> bool {
    let is_empty = match &node.tree {
        Tree::Bool(value) => !value,
        Tree::Int(number) => *number == 0,
        Tree::String(text) => text.is_empty(),
        Tree::List(list) => list.items.is_empty(),
        Tree::Map(map) => map.0.is_empty(),
        _ => false,
    };
    is_empty && names.contains(&name.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(entries: Vec<(&str, Node)>) -> Node {
        Node::derived(Tree::Map(
            entries.into_iter().map(|(name, node)| (EcoString::from(name), node)).collect(),
        ))
    }

    fn text(text: &str) -> Node {
        Node::derived(Tree::String(text.into()))
    }

    fn list(items: Vec<Node>) -> Node {
        Node::derived(Tree::from(items))
    }

    fn of_kind(api_version: &str, kind: &str, spec: Node) -> Node {
        map(vec![("apiVersion", text(api_version)), ("kind", text(kind)), ("spec", spec)])
    }

    fn first<'n>(node: &'n Node, name: &str) -> &'n Node {
        node.at(&[name]).and_then(|list| list.items().next()).expect("it has one")
    }

    fn spec() -> Node {
        let port = map(vec![("containerPort", Tree::Int(80).into()), ("hostPort", Tree::Int(0).into())]);
        let limits = map(vec![("memory", text("1Gi")), ("cpu", text("1"))]);
        let requests = map(vec![("cpu", text("100m"))]);
        let container = map(vec![
            ("ports", list(vec![port])),
            ("args", list(vec![])),
            ("resources", map(vec![("limits", limits), ("requests", requests)])),
        ]);
        map(vec![
            ("hostNetwork", Tree::Bool(true).into()),
            ("hostPID", Tree::Bool(false).into()),
            ("containers", list(vec![container])),
            ("volumes", list(vec![map(vec![("name", text("a"))])])),
        ])
    }

    #[test]
    fn pods_are_as_the_api_server_has_them() {
        let pod = of_kind("v1", "Pod", spec());
        let found = defaulted(&pod);
        let spec = found.at(&["spec"]).expect("it has one");
        assert!(spec.at(&["hostPID"]).is_none(), "false is dropped");
        assert_eq!(first(spec, "volumes").at(&["emptyDir"]), Some(&map(vec![])));
        let container = first(spec, "containers");
        assert!(container.at(&["args"]).is_none());
        assert_eq!(first(container, "ports").at(&["hostPort"]), Some(&Tree::Int(80).into()));
        let request = |name| container.at(&["resources", "requests", name]).and_then(Node::as_str);
        assert_eq!((request("cpu"), request("memory")), (Some("100m"), Some("1Gi")));
    }

    #[test]
    fn limits_are_requests_in_pods_alone() {
        let template = map(vec![("spec", spec())]);
        let deployment = of_kind("apps/v1", "Deployment", map(vec![("template", template)]));
        let found = defaulted(&deployment);
        let spec = found.at(&["spec", "template", "spec"]).expect("it has one");
        let container = first(spec, "containers");
        assert!(container.at(&["resources", "requests", "memory"]).is_none());
        assert_eq!(first(container, "ports").at(&["hostPort"]), Some(&Tree::Int(80).into()));
    }

    #[test]
    fn images_are_pulled_by_their_tags() {
        let digest = "example/a@sha256:0123";
        for image in ["a", "a:latest", "example:5000/a", "example/a:latest@sha256:0123"] {
            assert_eq!(pull_policy(image), "Always", "{image}");
        }
        for image in ["a:1", digest, "example:5000/a:1.0.0"] {
            assert_eq!(pull_policy(image), "IfNotPresent", "{image}");
        }
    }

    #[test]
    fn once_is_enough() {
        let pod = of_kind("v1", "Pod", spec());
        let once = defaulted(&pod);
        assert_eq!(*defaulted(&once), *once);
        let port = map(vec![("port", Tree::Int(80).into())]);
        let service = of_kind("v1", "Service", map(vec![("ports", list(vec![port]))]));
        let service = defaulted(&service);
        assert_eq!(service.at(&["spec", "type"]).and_then(Node::as_str), Some("ClusterIP"));
        assert_eq!(*defaulted(&service), *service);
    }

    #[test]
    fn nothing_is_copied_without_a_need() {
        let is_copied = |object: &Node| {
            let found = defaulted(object);
            // What is not copied is what a copy would be.
            assert_eq!(*found, completed(object));
            matches!(found, Cow::Owned(_))
        };
        let with = |api_version, kind, field: (&'static str, Node)| {
            let mut object = of_kind(api_version, kind, map(vec![]));
            fields(&mut object).expect("a map").insert(field.0, field.1);
            object
        };
        let empty = || map(vec![]);
        let rule = |field| list(vec![map(vec![(field, list(vec![]))])]);
        assert!(!is_copied(&of_kind("policy/v1", "PodDisruptionBudget", empty())));
        assert!(is_copied(&of_kind("apps/v1", "Deployment", map(vec![("template", empty())]))));
        assert!(is_copied(&of_kind("v1", "Service", empty())));
        for kind in ["ConfigMap", "Secret"] {
            assert!(is_copied(&with("v1", kind, ("data", empty()))));
            assert!(!is_copied(&with("v1", kind, ("data", map(vec![("a", text(""))])))));
        }
        assert!(is_copied(&with("rbac.authorization.k8s.io/v1", "Role", ("rules", rule("resources")))));
        assert!(!is_copied(&with("rbac.authorization.k8s.io/v1", "Role", ("rules", rule("verbs")))));
        assert!(is_copied(&with("example.org/v1", "A", ("metadata", map(vec![("labels", empty())])))));
    }
}
