//! The health checks that are written for Argo CD, run by a real Lua of the version that Argo CD has.

use mlua::{Lua, LuaSerdeExt as _, Table};
use o8_backends::argocd::{HEALTH_CHECKS, HEALTH_OF_APPLICATIONS};
use o8_core::compile::compile;
use o8_tests::programs::read_fixture;
use o8_tests::tools::root;
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

/// The check of a kind.
fn check_of(kind: &str) -> &'static str {
    let mut checks = HEALTH_CHECKS.iter();
    checks.find(|(_, known, _)| *known == kind).expect("there is a check for it").2
}

#[test]
fn every_check_waits_for_a_controller() {
    for (group, kind, script) in HEALTH_CHECKS {
        for object in [
            json!({ "metadata": { "generation": 1 } }),
            json!({ "metadata": { "generation": 1 }, "status": {} }),
        ] {
            assert_eq!(health(script, &object), "Progressing", "{group}/{kind}: {object}");
        }
    }
}

#[test]
fn what_the_prometheus_operator_runs_is_available_at_its_last_generation() {
    let available = |status: &str, reason: &str, seen: i64| {
        json!({
            "metadata": { "generation": 2 },
            "status": { "conditions": [
                { "type": "Reconciled", "status": "True", "observedGeneration": seen },
                { "type": "Available", "status": status, "reason": reason, "observedGeneration": seen },
            ] },
        })
    };
    for kind in ["Alertmanager", "PrometheusAgent", "ThanosRuler"] {
        for (object, expected) in [
            (available("True", "", 2), "Healthy"),
            (available("True", "", 1), "Progressing"),
            (available("False", "SomePodsNotReady", 2), "Progressing"),
            (available("False", "NoPodReady", 2), "Degraded"),
            (available("False", "NoPodReady", 1), "Progressing"),
        ] {
            assert_eq!(health(check_of(kind), &object), expected, "{kind}: {object}");
        }
    }
}

#[test]
fn a_database_is_applied_at_its_last_generation() {
    let database = |status: Value| json!({ "metadata": { "generation": 3 }, "status": status });
    for (status, expected) in [
        (json!({ "applied": true, "observedGeneration": 3 }), "Healthy"),
        (json!({ "applied": true, "observedGeneration": 2 }), "Progressing"),
        (
            json!({ "applied": false, "observedGeneration": 3, "message": "role \"app\" does not exist" }),
            "Degraded",
        ),
        (json!({ "observedGeneration": 3 }), "Progressing"),
    ] {
        let object = database(status);
        assert_eq!(health(check_of("Database"), &object), expected, "{object}");
    }
}

#[test]
fn backups_have_somewhere_to_go() {
    for (kind, phase, expected) in [
        ("BackupStorageLocation", "Available", "Healthy"),
        ("BackupStorageLocation", "Unavailable", "Degraded"),
        ("Schedule", "New", "Progressing"),
        ("Schedule", "Enabled", "Healthy"),
        ("Schedule", "FailedValidation", "Degraded"),
    ] {
        let object =
            json!({ "metadata": {}, "status": { "phase": phase, "validationErrors": ["no such cron"] } });
        assert_eq!(health(check_of(kind), &object), expected, "{object}");
    }
}

#[test]
fn a_check_of_the_program_runs_as_it_is_written() {
    let (db, program) = read_fixture(&root().join("tests/outages/HC01/corrected.o8")).load();
    let files = compile(&db, program, 1).files;
    let file = files.iter().find(|file| file.path == "argocd/config/argocd-cm.yaml").expect("it is written");
    let settings: Value = serde_yaml::from_slice(&file.bytes).expect("YAML");
    let script = settings["data"]["resource.customizations.health.postgresql.cnpg.io_Pooler"].as_str();
    let script = script.expect("the check is there");
    let spec = json!({ "instances": 2 });
    for (object, expected) in [
        (json!({ "spec": spec }), "Progressing"),
        (json!({ "spec": spec, "status": { "instances": 1 } }), "Progressing"),
        (json!({ "spec": spec, "status": { "instances": 2 } }), "Healthy"),
    ] {
        assert_eq!(health(script, &object), expected, "{object}");
    }
}
