//! The `test` item.

use crate::testing::check;

#[test]
fn tests_assert_and_read_objects() {
    check(
        r#"
import k8s/apps/v1 { Deployment }
import k8s/core/v1 as core
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module web { team = shop, deploy = WebService { image = "a/b:1" } }
test "all is well" {
  let deployment = rendered(web, "dev", Deployment)
  assert deployment.metadata.name == "web"
  assert rendered(web, "prod@us", core.Service, "web").metadata.name == "web"
  assertFails("E0301", "expected") { let x: Int = "a" }
}
test "and this is not" {
  assert 3
  assert rendered(web, "stagin", Deployment).metadata.name == "web"
  assert rendered(web, "dev", WebService).metadata.name == "web"
  assert rendered(nope, "dev")
  assertFails("E0301")
  3 + 4
  x = 3
}
let outside = assertFails("E0301")
"#
        .trim_start(),
        r#"
        main.o8:18:10 E0301 expected `Bool`, found `Int`
        main.o8:19:24 E0201 nothing is called `stagin`
          help: there is `dev` or `prod`
        main.o8:20:31 E0607 `WebService` is no kind of object
          help: a kind is what `kubectl get` lists, such as `Deployment`
        main.o8:21:10 E0338 `rendered` needs the argument `kind`
        main.o8:22:3 E0360 `assertFails` needs the declarations that fail
          help: write `assertFails("E0701") { module db { … } }`
        main.o8:23:3 E0327 a bare value does not belong in a test
          help: it stands in a function's braces, after its `let`s
        main.o8:24:3 E0327 a setting with `=` does not belong in a test
          help: it stands in a record or an entity
        main.o8:26:15 E0360 `assertFails` is a statement of a `test`
        "#,
    );
}
