//! Kinds and fields of Kubernetes.

use crate::testing::check;

#[test]
fn fields_are_those_of_kubernetes() {
    check(
        r#"
import k8s/apps/v1 { Deployment }
import k8s/core/v1 { Container, PodSpec, Service }
import crd/gateway.networking.k8s.io/v1 { HTTPRoute }
let a = Deployment { metadata { name = "x", label = {} }, spec { containers = [], selector {}, replicas = "3" } }
let b: Container = { image = "x", ports = [{ containerport = 80 }] }
let c: PodSpec = { containers = [{ name = "x" }], restartPolicy = "always", serviceAccount = "x" }
let d = Service { apiVersion = "v1", kind = "Servce", metadata.name = "x", status {} }
let e = HTTPRoute { metadata.name = "x", spec.rules = [{ backendRefs = [{ name = "x", prt = 80 }] }] }
let f: Container = { name = "x", livenessProbe { httpGet { path = "/", port = "http" } }, terminationMessagePolicy = null }
"#.trim_start(),
        r#"
        main.o8:4:45 E0601 `ObjectMeta` has no field `label`
          help: did you mean `labels`?
          fix: rename to `labels`
        main.o8:4:66 E0601 `DeploymentSpec` has no field `containers`
          help: it belongs in `template.spec`
        main.o8:4:107 E0301 expected `Int`, found `String`
          help: `int(…)` reads a whole number from a text
        main.o8:5:20 E0603 `Container` needs the field `name`
        main.o8:5:46 E0601 `ContainerPort` has no field `containerport`
          help: did you mean `containerPort`?
          fix: rename to `containerPort`
        main.o8:6:67 E0602 expected `Always`, `OnFailure` or `Never`, found `always`
          help: did you mean `Always`?
          fix: write `Always`
        main.o8:6:77 W0602 `serviceAccount` of `PodSpec` is deprecated
          help: Kubernetes says: Use serviceAccountName instead
        main.o8:7:19 W0601 `apiVersion` fills itself
          help: leave it out
        main.o8:7:45 E0605 the `kind` of this `Service` is `Service`
          help: leave `kind` out: it fills itself
        main.o8:7:76 E0604 the `status` of a `Service` is written by the cluster
          help: leave it out
        main.o8:8:87 E0601 `HTTPBackendRef` has no field `prt`
          help: did you mean `port`?
          fix: rename to `port`
        "#,
    );
}

#[test]
fn resources_have_dimensions() {
    check(
        r#"
import k8s/core/v1 { ResourceQuota, ResourceRequirements }
let a: ResourceRequirements = { requests { cpu = 100m, memory = 128Mi, "nvidia.com/gpu" = 1 }, limits.memory = 1Gi }
let b: ResourceRequirements = { requests { cpu = 128Mi, memory = 128m }, limits = { memory = 1 } }
let c: ResourceQuota = { metadata.name = "x", spec.hard = { "requests.cpu" = 40, "requests.memory" = 80Gi, pods = 10 } }
"#.trim_start(),
        r#"
        main.o8:3:50 E0301 expected `Cpu`, found `Memory`
        main.o8:3:66 E0306 `128m` of memory is 128 thousandths of a byte
          help: did you mean `128Mi`?
          fix: write `128Mi`
        main.o8:3:94 E0301 expected `Memory`, found `Int`
          help: a memory has a unit: `1Mi`, `1Gi`
        "#,
    );
}

#[test]
fn an_object_without_a_schema_says_what_it_is() {
    check(
        r#"
component A {
  emit Any { apiVersion = "a/v1", kind = "B", metadata { name = "x" }, spec { size = 3, deep.er = [1, "a"] } }
  emit Any { kind = "B" }
}
"#
        .trim_start(),
        r#"
        main.o8:2:8 W0303 nothing checks the fields of an `Any`
          help: declare the kind as a type with `@kind(…)`, or import it if the library has it
        main.o8:3:8 E0609 an `Any` needs `apiVersion`, `metadata`
          help: write `Any { apiVersion = "…", kind = "…", metadata { name = … }, … }`
        "#,
    );
}
