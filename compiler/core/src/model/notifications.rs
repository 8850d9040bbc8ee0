//! Whom Argo CD tells what happens to applications: `argocd.notifications` of the platform.

use ecow::{EcoString, eco_format};
use o8_diagnostics::catalogue::settings as catalogue;
use o8_diagnostics::{Diagnostic, Place};
use o8_ir::argocd::{Notifications, Service, Subscription};
use o8_ir::{Map, Node, Tree};

use super::{entries, items, text, texts};
use crate::eval::EntityValue;
use crate::platform::authors_place;

/// The services of which there is one at most: as fields of the platform's declaration and in Argo CD.
const SINGLE: [&str; 3] = ["slack", "email", "mattermost"];

/// The one Secret that Argo CD reads keys of notifications from.
const SECRET: &str = "argocd-notifications-secret";

/// `argocd.notifications` of an installation of Argo CD.
pub(super) fn notifications(argocd: &Node) -> Option<Notifications> {
    let node = argocd.at(&["notifications"])?;
    Some(Notifications {
        url: text(argocd, "url"),
        services: services(node),
        templates: entries(node, "templates").map(|(name, node)| (name.clone(), template(node))).collect(),
        triggers: entries(node, "triggers").map(|(name, node)| (name.clone(), trigger(node))).collect(),
        subscriptions: items(node, "subscriptions").map(subscription).collect(),
    })
}

fn services(node: &Node) -> Vec<Service> {
    let single = SINGLE.into_iter().filter_map(|kind| {
        Some(Service { kind, name: None, options: options(node.at(&["services", kind])?) })
    });
    let services = node.at(&["services"]);
    let webhooks = services.into_iter().flat_map(|services| entries(services, "webhooks"));
    let webhooks = webhooks.map(|(name, node)| Service {
        kind: "webhook",
        name: Some(name.clone()),
        options: options(node),
    });
    single.chain(webhooks).collect()
}

/// The key of a secret: `{ name, key }` and nothing else.
fn secret(node: &Node) -> Option<(&str, &str)> {
    match node.as_map()?.0.as_slice() {
        [(name, secret), (key, node)] if name == "name" && key == "key" => {
            Some((secret.as_str()?, node.as_str()?))
        }
        _ => None,
    }
}

/// `$KEY` for the key of a secret, anything else as it is.
fn with_key(node: &Node) -> Node {
    match secret(node) {
        Some((_, key)) => Node { tree: Tree::String(eco_format!("${key}")), origin: node.origin },
        None => node.clone(),
    }
}

/// The options of a service as Argo CD writes them: headers are a list, and empty ones nothing.
fn options(service: &Node) -> Node {
    let header = |(name, value): &(EcoString, Node)| {
        record([("name", Some(Node::from(name.as_str()))), ("value", Some(with_key(value)))])
    };
    let option = |(name, node): &(EcoString, Node)| {
        let node = match name.as_str() {
            "headers" => {
                let headers: Vec<Node> = entries(service, "headers").map(header).collect();
                (!headers.is_empty()).then(|| Node::derived(Tree::from(headers)))?
            }
            _ => with_key(node),
        };
        Some((name.clone(), node))
    };
    let options: Map = service.entries().filter_map(option).collect();
    Node::derived(Tree::Map(options))
}

fn template(node: &Node) -> Node {
    let field = |name: &str| node.at(&[name]).cloned();
    let webhooks =
        field("webhooks").filter(|webhooks| webhooks.as_map().is_some_and(|map| !map.0.is_empty()));
    record([
        ("message", field("message")),
        ("email", field("email")),
        ("slack", field("slack")),
        ("webhook", webhooks),
    ])
}

/// A trigger as Argo CD writes it: a list of conditions, of which ours has one.
fn trigger(node: &Node) -> Node {
    let field = |name| (name, node.at(&[name]).cloned());
    let condition = record([field("description"), field("when"), field("send"), field("oncePer")]);
    Node::derived(Tree::from(vec![condition]))
}

fn subscription(node: &Node) -> Subscription {
    let owned = |field: &str| -> Vec<EcoString> { texts(node, field).map(Into::into).collect() };
    let to = node.at(&["to"]);
    let single = SINGLE.into_iter().flat_map(|kind| {
        let recipients = to.into_iter().flat_map(move |to| texts(to, kind));
        recipients.map(move |recipient| (kind.into(), Some(recipient.into())))
    });
    let webhooks = to.into_iter().flat_map(|to| texts(to, "webhooks")).map(|name| (name.into(), None));
    Subscription {
        triggers: owned("triggers"),
        recipients: single.chain(webhooks).collect(),
        teams: owned("teams"),
        environments: owned("environments"),
    }
}

fn record<const N: usize>(fields: [(&str, Option<Node>); N]) -> Node {
    let map: Map = fields.into_iter().filter_map(|(name, node)| Some((name, node?))).collect();
    Node::derived(Tree::Map(map))
}

/// Reports names in the notifications that nothing has. `platform` is the declaration, `otherwise` its name. Check NO01.
pub(super) fn check(platform: &EntityValue, otherwise: Place) -> Vec<Diagnostic> {
    let Some(node) = platform.node.at(&["argocd", "notifications"]) else { return Vec::new() };
    let place = |node: &Node| authors_place(&platform.origins, node.origin, otherwise);
    let names = |field: &str| -> Vec<&str> { entries(node, field).map(|(name, _)| name.as_str()).collect() };
    let (templates, triggers) = (names("templates"), names("triggers"));
    let webhooks: Vec<&str> = node
        .at(&["services"])
        .into_iter()
        .flat_map(|services| entries(services, "webhooks"))
        .map(|(name, _)| name.as_str())
        .collect();
    let mut diagnostics = Vec::new();
    for sent in entries(node, "triggers").flat_map(|(_, trigger)| items(trigger, "send")) {
        let name = sent.as_str().unwrap_or_default();
        if !templates.contains(&name) {
            diagnostics.push(catalogue::unknown_template(place(sent), name, &templates));
        }
    }
    for (name, request) in entries(node, "templates").flat_map(|(_, template)| entries(template, "webhooks"))
    {
        if !webhooks.contains(&name.as_str()) {
            diagnostics.push(catalogue::unknown_webhook(place(request), name, &webhooks));
        }
    }
    for subscription in items(node, "subscriptions") {
        for trigger in items(subscription, "triggers") {
            let name = trigger.as_str().unwrap_or_default();
            if !triggers.contains(&name) {
                diagnostics.push(catalogue::unknown_trigger(place(trigger), name, &triggers));
            }
        }
        let Some(to) = subscription.at(&["to"]) else { continue };
        for kind in SINGLE {
            if node.at(&["services", kind]).is_none()
                && let Some(first) = items(to, kind).next()
            {
                diagnostics.push(catalogue::service_not_declared(place(first), kind));
            }
        }
        for webhook in items(to, "webhooks") {
            let name = webhook.as_str().unwrap_or_default();
            if !webhooks.contains(&name) {
                diagnostics.push(catalogue::unknown_webhook(place(webhook), name, &webhooks));
            }
        }
    }
    for node in node.at(&["services"]).into_iter().flat_map(places_of_secrets) {
        let Some((name, key)) = secret(node) else { continue };
        if name != SECRET {
            diagnostics.push(catalogue::secret_of_others(place(node), name, SECRET));
        } else if !is_readable(key) {
            diagnostics.push(catalogue::unreadable_key(place(node), key));
        }
    }
    diagnostics
}

/// Whether Argo CD reads a key to its end: `[$][\w-]+`.
fn is_readable(key: &str) -> bool {
    key.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
}

/// The options of all services where the key of a secret may stand.
fn places_of_secrets(services: &Node) -> Vec<&Node> {
    let single = SINGLE.into_iter().filter_map(|kind| services.at(&[kind]));
    let webhooks = entries(services, "webhooks").map(|(_, node)| node);
    single
        .chain(webhooks)
        .flat_map(|service| {
            let options = service.entries();
            let options = options.filter(|(name, _)| name != "headers");
            options.chain(entries(service, "headers")).map(|(_, node)| node)
        })
        .collect()
}
