//! Patches.

use crate::testing::check;

#[test]
fn a_patch_has_the_types_of_its_kind() {
    check(
        r#"
import k8s/core/v1 { Service as Svc }
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module a {
  team = shop
  deploy = WebService { image = "a/b:1" }
  patch Deployment { spec.template.spec { priorityClassName = "high", containers["a"].image = "x" } }
  patch Svc { spec { type = "NodePrt", ports += [{ port = 81 }] } }
  patch Deployment "other" { spec.paused = "x", spec.replica = 3 }
  patch HorizontalPodAutoscaler { spec.maxReplicas = 30 }
  in prod { patch Deploy { spec.paused = true } }
  patch Event { metadata.labels = {} }
  patch Container { image = "x" }
}
"#
        .trim_start(),
        r#"
        main.o8:13:29 E0602 expected `ClusterIP`, `NodePort`, `LoadBalancer` or `ExternalName`, found `NodePrt`
          help: did you mean `NodePort`?
          fix: write `NodePort`
        main.o8:14:44 E0301 expected `Bool`, found `String`
        main.o8:14:54 E0601 `DeploymentSpec` has no field `replica`
          help: did you mean `replicas`?
          fix: rename to `replicas`
        main.o8:16:19 E0606 there is no kind `Deploy`
          help: import it if it is a custom resource
        main.o8:17:9 E0608 several API groups have a kind `Event`
          help: import the one that is meant: `import k8s/core/v1 { Event }` or `import k8s/events.k8s.io/v1 { Event }`
        main.o8:18:9 E0606 there is no kind `Container`
          help: import it if it is a custom resource
        "#,
    );
}
