//! What Kustomize does to references once an object was changed by operations: it fills the name and the namespace
//! of the object into every reference that it takes for one to it, be it a user group of the same name.
//!
//! Names never change here, so that only references with a namespace matter: the subjects of role bindings and the
//! services of webhooks.

use o8_ir::Node;

/// An object that operations were applied to, so that Kustomize knows it by its earlier namespace too.
#[derive(Clone, Copy, Debug)]
pub(in crate::kustomize) struct Referred<'a> {
    pub(in crate::kustomize) kind: &'a str,
    pub(in crate::kustomize) name: &'a str,
    /// Its namespace now.
    pub(in crate::kustomize) namespace: Option<&'a str>,
}

/// The first of `referred` that some reference in `object` would be changed for, wrongly.
pub(in crate::kustomize) fn disturbed<'a>(object: &Node, referred: &[Referred<'a>]) -> Option<Referred<'a>> {
    let (kind, references) = references(object)?;
    references.into_iter().find_map(|reference| {
        let name = reference.at(&["name"])?.as_str()?;
        let namespace = reference.at(&["namespace"]).and_then(Node::as_str);
        let is_wrong = |referred: &&Referred<'a>| {
            // An object without a namespace counts as one in `default`.
            referred.kind == kind
                && referred.name == name
                && namespace != referred.namespace
                && namespace.is_none_or(|namespace| namespace == "default")
        };
        referred.iter().find(is_wrong).copied()
    })
}

/// The kind that an object refers to with a namespace, and the references.
fn references(object: &Node) -> Option<(&'static str, Vec<&Node>)> {
    match object.at(&["kind"])?.as_str()? {
        "RoleBinding" | "ClusterRoleBinding" => {
            Some(("ServiceAccount", items(object, "subjects").iter().collect()))
        }
        "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration" => {
            let webhooks = items(object, "webhooks").iter();
            Some((
                "Service",
                webhooks.filter_map(|webhook| webhook.at(&["clientConfig", "service"])).collect(),
            ))
        }
        _ => None,
    }
}

fn items<'a>(object: &'a Node, field: &str) -> &'a [Node] {
    object.at(&[field]).and_then(Node::as_list).map_or(&[], |list| &list.items)
}
