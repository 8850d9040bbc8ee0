//! An application in the manifest: one line, so that Git merges them one by one.
//!
//! ```text
//! "web-prod": {"module":"web","environment":"prod","cluster":"eu","tier":"production","objects":3,"stateful":["StatefulSet.apps web/db"],"selectors":{"StatefulSet.apps web/db":["app=db"]}}
//! ```

use ecow::EcoString;
use o8_ir::platform::Tier;
use o8_ir::{DeployedApplication, ObjectKey};
use serde_json::{Map, Value, json};

/// The line without its comma.
pub(super) fn print(application: &DeployedApplication, text: &mut String) {
    let DeployedApplication {
        name,
        module,
        environment,
        cluster,
        tier,
        objects,
        stateful,
        retired,
        selectors,
        gone,
    } = application;
    let tier = match tier {
        Tier::Development => "development",
        Tier::Production => "production",
    };
    let mut fields = Map::new();
    let mut set = |field: &str, value: Value| drop(fields.insert(field.to_owned(), value));
    set("module", json!(module.as_str()));
    set("environment", json!(environment.as_str()));
    set("cluster", json!(cluster.as_str()));
    set("tier", json!(tier));
    set("objects", json!(objects));
    for (field, keys) in [("stateful", stateful), ("retired", retired)] {
        if !keys.is_empty() {
            set(field, keys.iter().map(ToString::to_string).collect());
        }
    }
    if !selectors.is_empty() {
        let text =
            |requirements: &Vec<EcoString>| requirements.iter().map(EcoString::as_str).collect::<Value>();
        let selectors = selectors.iter().map(|(key, requirements)| (key.to_string(), text(requirements)));
        set("selectors", Value::Object(selectors.collect()));
    }
    if *gone {
        set("gone", json!(true));
    }
    text.push_str(&format!("{}: {}", json!(name.as_str()), Value::Object(fields)));
}

/// An application of a line of its own.
pub(super) fn parse_line(line: &str) -> Option<DeployedApplication> {
    let line = line.trim();
    let (name, rest) = line.strip_suffix(',').unwrap_or(line).split_once(": {")?;
    let name: String = serde_json::from_str(name).ok()?;
    parse(&name, &serde_json::from_str(&format!("{{{rest}")).ok()?)
}

/// An application by its fields; `None` where one is missing.
pub(super) fn parse(name: &str, fields: &Value) -> Option<DeployedApplication> {
    let text = |field: &str| fields.get(field).and_then(Value::as_str);
    let keys = |field: &str| -> Vec<ObjectKey> {
        let keys = fields.get(field).and_then(Value::as_array).into_iter().flatten();
        keys.filter_map(|key| key.as_str()?.parse().ok()).collect()
    };
    Some(DeployedApplication {
        name: name.into(),
        module: text("module")?.into(),
        environment: text("environment")?.into(),
        cluster: text("cluster")?.into(),
        tier: if text("tier")? == "production" { Tier::Production } else { Tier::Development },
        objects: usize::try_from(fields.get("objects")?.as_u64()?).ok()?,
        stateful: keys("stateful"),
        retired: keys("retired"),
        selectors: selectors(fields),
        gone: fields.get("gone") == Some(&Value::Bool(true)),
    })
}

/// The selectors of an application. An older o8 wrote none, and then there is nothing to compare.
fn selectors(fields: &Value) -> Vec<(ObjectKey, Vec<EcoString>)> {
    let found = fields.get("selectors").and_then(Value::as_object).into_iter().flatten();
    let selector = |(key, requirements): (&String, &Value)| {
        let requirements = requirements.as_array()?.iter().filter_map(Value::as_str);
        Some((key.parse().ok()?, requirements.map(EcoString::from).collect()))
    };
    found.filter_map(selector).collect()
}
