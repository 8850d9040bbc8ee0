//! What stays in a layer that does not know everything.

use super::*;

#[test]
fn unknown_fields_and_entries_are_left_out() {
    check_objects(
        r#"
        import k8s/core/v1 { ConfigMap }
        component Show {
          emit ConfigMap {
            metadata { name = module.name, labels = { environment = environment.name, fixed = "yes" } }
            data { cluster = cluster.name, both = "${environment.name}-${cluster.name}", name = module.name }
            immutable = environment.tier == "production"
          }
          emit if environment.tier == "production": ConfigMap { metadata.name = "guarded" }
          emit ConfigMap { metadata.name = "named-${environment.name}" }
          emit for name in [environment.name, "fixed"]: ConfigMap { metadata.name = "loop-${name}" }
        }
        module web { team = shop, environments = [prod], deploy = Show {} }
        "#,
        r#"
        # base
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
          namespace: web
          labels:
            fixed: "yes"
        data:
          name: web
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: loop-fixed
          namespace: web
        # prod
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: web
          namespace: web
          labels:
            environment: prod
            fixed: "yes"
        data:
          name: web
        immutable: false
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: named-prod
          namespace: web
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: loop-prod
          namespace: web
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata:
          name: loop-fixed
          namespace: web
        "#,
    );
}

#[test]
fn lists_that_a_patch_replaces_are_left_out_whole() {
    check_objects(
        r#"
        import k8s/core/v1 { Pod }
        component Show {
          emit Pod {
            metadata.name = module.name
            spec {
              containers = [
                {
                  name = "one"
                  image = "x"
                  args = ["--env", environment.name]
                  env = [{ name = "ENV", value = environment.name }, { name = environment.name, value = "x" }]
                }
                { name = "two-${environment.name}" }
              ]
              nodeSelector = { env = environment.name }
            }
          }
        }
        module web { team = shop, environments = [dev], deploy = Show {} }
        "#,
        r#"
        # base
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: web
        spec:
          containers:
          - name: one
            image: x
            env:
            - name: ENV
        # dev@eu
        apiVersion: v1
        kind: Pod
        metadata:
          name: web
          namespace: web
        spec:
          containers:
          - name: one
            image: x
            args:
            - --env
            - dev
            env:
            - name: ENV
              value: dev
            - name: dev
              value: x
          - name: two-dev
          nodeSelector:
            env: dev
        "#,
    );
}
