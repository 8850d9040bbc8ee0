//! The health checks that are written for Argo CD, run by a real Lua of the version that Argo CD has.

use mlua::{Lua, LuaSerdeExt as _, Table};
use o8_backends::argocd::HEALTH_OF_APPLICATIONS;
use serde_json::{Value, json};

/// What a check says of an object: its status.
fn health(script: &str, object: &Value) -> String {
    let lua = Lua::new();
    let object = lua.to_value(object).expect("JSON is Lua");
    lua.globals().set("obj", object).expect("a name of ours");
    let found: Table = lua.load(script).eval().expect("the script is Lua and gives a table");
    found.get::<String>("status").expect("a status")
}

#[test]
fn an_application_is_as_healthy_as_it_says() {
    let automated = json!({ "syncPolicy": { "automated": { "prune": true } } });
    let by_hand = json!({ "syncPolicy": { "syncOptions": [] } });
    for (spec, status, expected) in [
        (&automated, json!({}), "Progressing"),
        (&automated, json!({ "health": { "status": "Missing" } }), "Missing"),
        (&automated, json!({ "health": { "status": "Healthy" } }), "Healthy"),
        (&automated, json!({ "health": { "status": "Degraded", "message": "no pods" } }), "Degraded"),
        // One that waits for people holds nobody up, but what is wrong with it shows.
        (&by_hand, json!({}), "Healthy"),
        (&by_hand, json!({ "health": { "status": "Missing" } }), "Healthy"),
        (&by_hand, json!({ "health": { "status": "Degraded" } }), "Degraded"),
    ] {
        let object = json!({ "kind": "Application", "spec": spec, "status": status });
        assert_eq!(health(HEALTH_OF_APPLICATIONS, &object), expected, "{object}");
    }
    assert_eq!(health(HEALTH_OF_APPLICATIONS, &json!({ "spec": {} })), "Healthy");
}
