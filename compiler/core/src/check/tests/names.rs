//! What a name means, and where.

use crate::testing::check;

#[test]
fn names_have_places() {
    check(
        r#"
type T { a: Int = b, b: Int = 1, c: String = environment.name }
fn f(x: Int, y: Int = x, z: Int = w) -> Int = x + y + z
fn g(name: String) -> String = "${name}.${environment.name}"
let a = nope
let b = f
let c = T
let d = unknown.field
let e = teams.nope
let h = [for x in [1]: x] == [for y in [1]: x]
"#
        .trim_start(),
        r#"
        main.o8:1:46 E0332 a type sees no context: there is no `environment` here
          help: context values are visible in components and in the bodies of modules, addons and secrets
        main.o8:2:35 E0201 nothing is called `w`
          help: did you mean `x`?
          fix: write `x`
        main.o8:3:43 E0332 functions see no context: pass `environment` as an argument
          help: add a parameter, and pass `environment` where the function is called
        main.o8:4:9 E0201 nothing is called `nope`
        main.o8:5:9 E0335 expected a value, found the function `f`
          help: call it: `f(…)`
        main.o8:6:9 E0333 expected a value, found the type `T`
          help: a value of it is written `T { … }`
        main.o8:7:9 E0201 nothing is called `unknown`
        main.o8:8:15 E0201 nothing is called `nope`
        main.o8:9:45 E0201 nothing is called `x`
          help: did you mean `y`?
          fix: write `y`
        "#,
    );
}

#[test]
fn locals_and_entities() {
    check(
        r#"
cluster eu {}
environment prod { clusters = [eu] }
environment eu { clusters = [eu] }
fn pick(eu: Cluster) -> Cluster = eu
fn same(e: Environment) -> Bool = e == prod
fn name(e: Environment) -> String = e.name
let a = name(prod)
let b = eu
let c = clusters.eu
let d: Cluster = eu
let e = "${prod}"
let f = name("prod")
let g = name("dev")
let h = [for name, e in environments: e.tier]
"#
        .trim_start(),
        r#"
        main.o8:4:35 W0301 this `eu` is the local, not the cluster of the same name
          help: write `clusters.eu` for the cluster, or rename the local
        main.o8:8:9 E0228 `eu` is the name of several entities
          help: write `clusters.eu` or `environments.eu`
        main.o8:12:14 E0313 expected the name of an entity of `Environment`, found a text
          help: write `prod`
          fix: write `prod`
        main.o8:13:14 E0313 expected the name of an entity of `Environment`, found a text
        "#,
    );
}

#[test]
fn no_local_is_called_like_a_context_value() {
    check(
        r#"
fn f(team: String) -> String = team
let a = [for module in [1, 2]: module]
component C {
  param cluster: Int = 1
  let platform = 1
}
type Ok { team: String = "x", environment: String = team }
"#
        .trim_start(),
        r#"
        main.o8:1:6 E0331 `team` is what the evaluation is for, and no other name may be the same
        main.o8:2:14 E0331 `module` is what the evaluation is for, and no other name may be the same
        main.o8:4:9 E0331 `cluster` is what the evaluation is for, and no other name may be the same
        main.o8:5:7 E0331 `platform` is what the evaluation is for, and no other name may be the same
        "#,
    );
}

#[test]
fn some_places_see_no_context() {
    check(
        r#"
import std/web { WebService }
cluster eu { region = environment.name }
environment dev { clusters = [eu] }
team shop {}
secret s { keys = ["a"], key = "x/${environment.name}" }
module a {
  team = shop
  environments = [environment]
  version = "1.0.0"
  deploy = WebService { image = "a/b:${module.version}", vars = { CLUSTER = cluster.name } }
}
let b = environment.name
test "t" { assert environment.name == "a" }
"#
        .trim_start(),
        r#"
        main.o8:2:23 E0332 a cluster sees no context: there is no `environment` here
          help: context values are visible in components and in the bodies of modules, addons and secrets
        main.o8:8:19 E0332 where a module runs cannot depend on `environment`
        main.o8:12:9 E0332 a constant sees no context: there is no `environment` here
          help: context values are visible in components and in the bodies of modules, addons and secrets
        main.o8:13:19 E0332 a test sees no context: there is no `environment` here
          help: context values are visible in components and in the bodies of modules, addons and secrets
        "#,
    );
}
