//! An object under review, and the pod that it is or makes.

use o8_ir::Node;

/// An object, its pod and the containers of that, looked up once for all rules.
#[derive(Clone, Copy, Debug)]
pub struct Subject<'o> {
    object: &'o Node,
    api_version: &'o str,
    kind: &'o str,
    template: Option<&'o Node>,
    pod: Option<&'o Node>,
    /// The containers in each of [`CONTAINERS`].
    containers: [&'o [Node]; CONTAINERS.len()],
    makes_pods: bool,
    path: &'static [&'static str],
}

/// Where the kinds that make pods keep the template of them: group, kind, path.
///
/// The kinds of Kubernetes are those that `k8s.io/pod-security-admission` looks into; `Rollout` is that of Argo Rollouts, where its
/// `template` stands in the place of a Deployment's.
pub const TEMPLATES: [(&str, &str, &[&str]); 9] = [
    ("apps", "Deployment", &["spec", "template"]),
    ("apps", "StatefulSet", &["spec", "template"]),
    ("apps", "DaemonSet", &["spec", "template"]),
    ("apps", "ReplicaSet", &["spec", "template"]),
    ("batch", "Job", &["spec", "template"]),
    ("batch", "CronJob", &["spec", "jobTemplate", "spec", "template"]),
    ("", "ReplicationController", &["spec", "template"]),
    ("", "PodTemplate", &["template"]),
    ("argoproj.io", "Rollout", &["spec", "template"]),
];

/// Kinds that keep the template of their pods in one place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Templates {
    /// The fields that lead to it.
    pub path: &'static [&'static str],
    /// The API groups, each with its kinds.
    pub groups: Vec<(&'static str, Vec<&'static str>)>,
}

/// What [`TEMPLATES`] says, by path.
pub fn templates_by_path() -> Vec<Templates> {
    let mut all: Vec<Templates> = Vec::new();
    for (group, kind, path) in TEMPLATES {
        let at = all.iter().position(|templates| templates.path == path).unwrap_or_else(|| {
            all.push(Templates { path, groups: Vec::new() });
            all.len() - 1
        });
        let groups = &mut all[at].groups;
        match groups.iter_mut().find(|(name, _)| *name == group) {
            Some((_, kinds)) => kinds.push(kind),
            None => groups.push((group, vec![kind])),
        }
    }
    all
}

/// The lists of containers that a pod has.
pub const CONTAINERS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

impl<'o> Subject<'o> {
    /// An object: a map with `apiVersion` and `kind`.
    pub fn new(object: &'o Node) -> Self {
        let text =
            |field| object.as_map().and_then(|map| map.get(field)).and_then(Node::as_str).unwrap_or_default();
        let (version, kind) = (text("apiVersion"), text("kind"));
        let group = version.split_once('/').map_or("", |(group, _)| group);
        let path = if group.is_empty() && kind == "Pod" {
            Some(&[][..])
        } else {
            TEMPLATES.iter().find(|entry| entry.0 == group && entry.1 == kind).map(|entry| entry.2)
        };
        let template = path.and_then(|path| object.at(path)).filter(|template| template.as_map().is_some());
        let pod = template.and_then(|template| template.at(&["spec"])).filter(|spec| spec.as_map().is_some());
        let containers = CONTAINERS.map(|list| {
            let found = pod.and_then(|pod| pod.at(&[list])).and_then(Node::as_list);
            found.map_or(&[][..], |list| list.items.as_slice())
        });
        let makes_pods = path.is_some();
        Self {
            object,
            api_version: version,
            kind,
            template,
            pod,
            containers,
            makes_pods,
            path: path.unwrap_or_default(),
        }
    }

    /// Its `apiVersion`; empty where it is none.
    pub(crate) fn api_version(self) -> &'o str {
        self.api_version
    }

    /// Its `kind`; empty where it is none.
    pub(crate) fn kind(self) -> &'o str {
        self.kind
    }

    /// Whether it is of a kind that is a pod or makes some.
    pub(crate) fn makes_pods(self) -> bool {
        self.makes_pods
    }

    /// The whole object.
    pub fn object(self) -> &'o Node {
        self.object
    }

    /// The pod that it is or makes: a map of `metadata` and `spec`.
    pub fn template(self) -> Option<&'o Node> {
        self.template
    }

    /// The `spec` of that pod.
    pub fn pod(self) -> Option<&'o Node> {
        self.pod
    }

    /// All containers of that pod, with the list that each is in and its position there.
    pub fn containers(self) -> impl Iterator<Item = (&'static str, usize, &'o Node)> {
        CONTAINERS.into_iter().zip(self.containers).flat_map(|(list, containers)| {
            containers.iter().enumerate().map(move |(at, container)| (list, at, container))
        })
    }

    /// The fields that lead from the object to its template.
    pub(crate) fn path(self) -> &'static [&'static str] {
        self.path
    }
}
