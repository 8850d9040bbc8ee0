//! NM01: names that are valid for an object, and too long once its controller has added to them.
//!
//! The API server takes such an object, and the controller is refused what it makes out of it: nothing is there, and only an event
//! says why.

use o8_ir::{Node, Object, Tree};

/// The most characters of a label's value, of a host name and of the name of a Service (RFC 1123, RFC 1035).
const LABEL: usize = 63;

/// What a hash of a `ControllerRevision` may look like: a number of 32 bits, written in decimal digits with other letters.
const HASH: &str = "xxxxxxxxxx";

/// What a controller makes, and cannot.
pub(super) struct Made<'a> {
    /// What it is called after.
    pub(super) node: &'a Node,
    /// What it is.
    pub(super) what: String,
    /// Its name, or the value of its label.
    pub(super) text: String,
    /// The most characters that it may have.
    pub(super) most: usize,
}

/// What is too long of what a controller makes because of an object.
pub(super) fn longer(object: &Object) -> Option<Made<'_>> {
    let made = made(object)?;
    (made.text.chars().count() > made.most).then_some(made)
}

/// The longest that a controller makes because of an object, for the kinds of which that is known.
fn made(object: &Object) -> Option<Made<'_>> {
    let own = object.body.at(&["metadata", "name"])?;
    let name = own.as_str()?;
    let described = format!("`{} {name}`", object.kind());
    let made = |what: String, text: String| Some(Made { node: own, what, text, most: LABEL });
    let stateful = |set: String| {
        let text = format!("{set}-{HASH}");
        made(format!("the label `controller-revision-hash` of the pods of `StatefulSet {set}`"), text)
    };
    match (object.group(), object.kind()) {
        // The pods carry the name of their revision, which is NAME-HASH (`setPodRevision` and `ControllerRevisionName` of
        // Kubernetes; kubernetes#64023). That is longer than NAME-ORDINAL, which is in a label and the host name, too.
        ("apps", "StatefulSet") => stateful(name.to_owned()),
        // The host name of a pod is NAME-INDEX (`ValidateJob` of Kubernetes looks at the last one).
        ("batch", "Job") if said(object, &["spec", "completionMode"]) == Some("Indexed") => {
            let last = count(object, &["spec", "completions"])? - 1;
            made(format!("the host name of the last pod of {described}"), format!("{name}-{last}"))
        }
        // Flagger makes Services with these endings, called after `service.name` or else after the target (`GetServiceNames`).
        // `-primary` is the longest of them.
        ("flagger.app", "Canary") => {
            let service = object.body.at(&["spec", "service", "name"]);
            let node = service.or_else(|| object.body.at(&["spec", "targetRef", "name"]))?;
            let text = format!("{}-primary", node.as_str()?);
            let what = format!("the name of the Service that Flagger makes for {described}");
            Some(Made { node, what, text, most: LABEL })
        }
        // The Prometheus operator makes StatefulSets with these beginnings (`prefixedName` in each of its controllers); those of
        // further shards end in their number.
        ("monitoring.coreos.com", kind) => {
            let beginning = match kind {
                // Its DaemonSet gives no names to its pods.
                "PrometheusAgent" if said(object, &["spec", "mode"]) == Some("DaemonSet") => return None,
                "Alertmanager" => "alertmanager",
                "Prometheus" => "prometheus",
                "PrometheusAgent" => "prom-agent",
                "ThanosRuler" => "thanos-ruler",
                _ => return None,
            };
            let shards = count(object, &["spec", "shards"]).unwrap_or(1);
            let ending = if shards > 1 { format!("-shard-{}", shards - 1) } else { String::new() };
            stateful(format!("{beginning}-{name}{ending}"))
        }
        _ => None,
    }
}

fn said<'a>(object: &'a Object, path: &[&str]) -> Option<&'a str> {
    object.body.at(path)?.as_str()
}

fn count(object: &Object, path: &[&str]) -> Option<i64> {
    match object.body.at(path)?.tree {
        Tree::Int(count) => Some(count),
        _ => None,
    }
}
