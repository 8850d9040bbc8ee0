//! Overrides, `extend`s and patches.

use super::*;

/// A component with a record, a map, lists and a name.
const COMPONENT: &str = r#"
import k8s/core/v1 { ConfigMap }
type Limits {
  min: Int = 2
  max: Int = min * 10
  where min <= max else "min is above max"
}
component Show {
  param name: String = module.name
  param limits: Limits? = null
  param vars: {String: String} = {}
  param tags: [String] = []
  emit ConfigMap {
    metadata { name = name }
    data = vars.merge({
      limits = if limits == null then "none" else "${limits.min}-${limits.max}"
      tags = tags.join(",")
    })
  }
}
"#;

fn program(module: &str) -> String {
    format!("{COMPONENT}\nmodule web {{\n  team = shop\n{module}\n}}")
}

#[track_caller]
fn data(module: &str, expected: &str) {
    let fixture = fixture(&format!("{PLATFORM}{}", program(module)));
    let found = fixture.lines(&findings(&fixture));
    assert!(found.is_empty(), "evaluation says:\n{found}");
    let value = eval::module(&fixture.db, fixture.program, fixture.def("web"));
    let mut text = String::new();
    for deployment in &value.module.deployments {
        let mut out = Vec::new();
        if let Some(data) = deployment.objects.first().and_then(|object| object.body.at(&["data"])) {
            yaml::write_document(data, &mut out);
        }
        let line = String::from_utf8(out).expect("YAML is text").replace('\n', ", ");
        let target = &deployment.target;
        let _ = writeln!(
            text,
            "{}@{}: {}",
            target.environment.as_deref().unwrap_or_default(),
            target.cluster,
            line.trim_end_matches(", ")
        );
    }
    assert_lines(&text, expected);
}

#[test]
fn an_override_sets_opens_adds_and_unsets() {
    data(
        r#"
        deploy = Show { vars = { a = "1", b = "2" }, tags = ["x"], limits { min = 3 } }
        in prod {
          deploy.vars.a = "one"
          deploy.vars["c"] = "3"
          unset deploy.vars["b"]
          deploy.tags += ["y"]
          deploy.limits.min = 4
        }
        in prod@us { unset deploy.limits, unset deploy.tags }
        "#,
        r#"
        dev@eu: a: "1", b: "2", limits: "3-30", tags: x
        prod@eu: a: one, c: "3", limits: "4-40", tags: x,y
        prod@us: a: one, c: "3", limits: none, tags: ""
        "#,
    );
}

#[test]
fn a_block_on_null_makes_the_value() {
    data(
        r#"
        deploy = Show {}
        in prod { deploy.limits { max = 5 } }
        "#,
        r#"
        dev@eu: limits: none, tags: ""
        prod@eu: limits: "2-5", tags: ""
        prod@us: limits: "2-5", tags: ""
        "#,
    );
}

#[test]
fn levels_go_from_general_to_specific() {
    data(
        r#"
        deploy = Show { name = "body" }
        in prod@us { deploy.tags = ["both"] }
        in prod { deploy.tags = ["environment"] }
        in @us { deploy.vars.cluster = "us" }
        "#,
        r#"
        dev@eu: limits: none, tags: ""
        prod@eu: limits: none, tags: environment
        prod@us: cluster: us, limits: none, tags: both
        "#,
    );
}

#[test]
fn an_extend_sets_what_was_left_open() {
    data(
        r#"
        deploy = Show { vars = { a = "1" } }
        }
        extend module web {
          deploy.vars.b = "2"
          deploy.limits { max = 7 }
          in dev { deploy.vars.a = "dev" }
        "#,
        r#"
        dev@eu: a: dev, b: "2", limits: "2-7", tags: ""
        prod@eu: a: "1", b: "2", limits: "2-7", tags: ""
        prod@us: a: "1", b: "2", limits: "2-7", tags: ""
        "#,
    );
}

#[track_caller]
fn said(module: &str, expected: &str) {
    check_findings(&program(module), expected);
}

#[test]
fn settings_of_one_level_clash() {
    said(
        r#"
        deploy = Show {}
        in prod { deploy.limits.min = 1 }
        in prod { deploy.limits = null }
        in @us { deploy.limits { min = 5 } }
        "#,
        "
        main.o8:27:19 E0501 this is set twice for `prod@eu`
          main.o8:26:19: and here
          help: one of the two has to go: their order has no meaning
        main.o8:28:34 E0501 this is set twice for `prod@us`
          main.o8:26:19: and here
          help: neither is more specific: `in ENV@CLUSTER { … }` is, and says what holds where both do
        ",
    );
}

#[test]
fn an_extend_sets_nothing_again() {
    said(
        r#"
        deploy = Show { vars = { a = "1" } }
        }
        extend module web { deploy.vars.a = "2", team = shop }
        extend module web { deploy.tags += ["x"]
        "#,
        "
        main.o8:27:29 E0502 `a` is set already
          main.o8:25:34: first set here
          help: what holds for some targets only is an override: `in ENV { … }`
        main.o8:27:50 E0502 `team` is set already
          main.o8:23:3: first set here
          help: what holds for some targets only is an override: `in ENV { … }`
        main.o8:28:29 E0503 an `extend` cannot add to the list `tags`: files have no order
          help: set the whole list in one place
        ",
    );
}

#[test]
fn overrides_for_other_targets_are_errors() {
    said(
        r#"
        environments = [dev]
        deploy = Show {}
        in prod { deploy.tags = ["x"] }
        in dev@us { deploy.tags = ["x"] }
        "#,
        "
        main.o8:27:12 E0504 `web` is not deployed to `prod`
          help: it is deployed to `dev`
        main.o8:28:12 E0504 `web` is not deployed to `dev@us`
          help: it is deployed to `dev`
        ",
    );
}

#[test]
fn settings_without_effect_are_found() {
    said(
        r#"
        deploy = Show { vars = { a = "1" } }
        in dev { deploy.vars.a = "1" }
        in prod { deploy.vars.a = "1", deploy.tags = ["x"] }
        "#,
        "
        main.o8:26:9 W0501 this override changes nothing in any target
          fix: remove it
        main.o8:27:19 W0501 this setting changes nothing in any target
          fix: remove it
        ",
    );
}

#[test]
fn a_patch_that_matches_nothing_is_an_error() {
    said(
        r#"
        deploy = Show {}
        patch ConfigMap { immutable = true }
        patch ConfigMap "wbe" { metadata.labels { a = "b" } }
        "#,
        "
        main.o8:27:9 E0505 there is no such ConfigMap in `dev@eu` to patch
          help: there are: ConfigMap `web`
        ",
    );
}

#[test]
fn taking_out_an_entry_is_an_effect() {
    said(
        r#"
        deploy = Show { vars = { a = "1" } }
        in dev { unset deploy.vars["a"] }
        in prod { unset deploy.vars["b"] }
        "#,
        "
        main.o8:27:25 E0416 there is no `b` to take out
          help: did you mean `a`?
        ",
    );
}

#[test]
fn patches_change_one_object() {
    check_objects(
        &program(
            r#"
            environments = [dev]
            deploy = Show {}
            patch ConfigMap { metadata.labels.a = "b", data.extra = "1" }
            in dev { patch ConfigMap "web" { immutable = true, unset data["tags"] } }
            "#,
        ),
        r#"
        # base
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
          namespace: web
          labels:
            a: b
        data:
          limits: none
          tags: ""
          extra: "1"
        # dev@eu
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
          namespace: web
          labels:
            a: b
        data:
          limits: none
          extra: "1"
        immutable: true
        "#,
    );
}

#[test]
fn conditions_are_checked_after_overrides() {
    said(
        r#"
        deploy = Show { limits { max = 1 } }
        in prod { deploy.limits.min = 1 }
        "#,
        "
        main.o8:25:34 E0701 min is above max
          main.o8:6:3: this condition does not hold
        ",
    );
}
