//! Whom Argo CD tells what happens to applications: `argocd/config/argocd-notifications-cm.yaml`.
//!
//! Subscriptions are the global ones, which select applications by the labels that ours have. As annotations they would
//! be on applications, where an ApplicationSet cannot tell one environment from the next without a patch.

use ecow::{EcoString, eco_format};
use o8_ir::argocd::{Notifications, Subscription};
use o8_ir::platform::Platform;
use o8_ir::{Node, OutputFile};

use super::config::config_map;
use crate::document::{list, map, text, text_map, texts, yaml_in_text};

/// The file, where there is something to say.
pub fn notifications(platform: &Platform, notifications: &Notifications) -> Option<OutputFile> {
    let services = notifications.services.iter().map(|service| {
        let name = service.name.iter().map(|name| eco_format!(".{name}")).collect::<EcoString>();
        (eco_format!("service.{}{name}", service.kind), yaml_in_text(&service.options))
    });
    let named = |kind: &'static str, all: &[(EcoString, Node)]| -> Vec<(EcoString, EcoString)> {
        all.iter().map(|(name, node)| (eco_format!("{kind}.{name}"), yaml_in_text(node))).collect()
    };
    let subscriptions = (!notifications.subscriptions.is_empty()).then(|| {
        let all = notifications.subscriptions.iter().map(|found| subscription(platform, found));
        ("subscriptions".into(), yaml_in_text(&list(all)))
    });
    // Templates find it as `{{.context.argocdUrl}}`.
    let url = notifications.url.iter().filter(|_| !notifications.templates.is_empty());
    let context = url.map(|url| ("context".into(), yaml_in_text(&text_map([("argocdUrl", url.as_str())]))));
    let data: Vec<(EcoString, EcoString)> = context
        .chain(services)
        .chain(named("template", &notifications.templates))
        .chain(named("trigger", &notifications.triggers))
        .chain(subscriptions)
        .collect();
    let data = data.iter().map(|(key, value)| (key.as_str(), Some(text(value.clone()))));
    (data.len() > 0).then(|| config_map(platform, "argocd-notifications-cm", data))
}

fn subscription(platform: &Platform, subscription: &Subscription) -> Node {
    let recipient = |(service, recipient): &(EcoString, Option<EcoString>)| match recipient {
        Some(recipient) => text(eco_format!("{service}:{recipient}")),
        None => text(service.clone()),
    };
    map([
        ("recipients", Some(list(subscription.recipients.iter().map(recipient)))),
        ("triggers", Some(texts(subscription.triggers.iter().map(EcoString::as_str)))),
        ("selector", Some(text(selector(platform, subscription)))),
    ])
}

/// Applications of this platform: others of the same Argo CD are not ours to speak of.
fn selector(platform: &Platform, subscription: &Subscription) -> EcoString {
    let mut selector = eco_format!("app.kubernetes.io/part-of={}", platform.name);
    for (label, values) in [("team", &subscription.teams), ("environment", &subscription.environments)] {
        match values.as_slice() {
            [] => {}
            [only] => selector.push_str(&eco_format!(",{label}={only}")),
            several => selector.push_str(&eco_format!(",{label} in ({})", several.join(","))),
        }
    }
    selector
}
