//! Overrides.

use crate::testing::check;

#[test]
fn an_override_opens_what_the_body_chose() {
    check(
        r#"
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

import std/worker { Worker }
fn service(image: String) -> WebService = { image = image }
module a {
  team = shop
  deploy = WebService { image = "a/b:1" }
  in prod { deploy.autoscale { max = 3 }, deploy.sizing.replicas = 3, deploy.vars.A = "x" }
  in dev, prod@us { deploy.imge = "x" }
}
module b {
  team = shop
  deploy = service("a/b:1")
  in prod { deploy.port = 80, deploy.queue = "x" }
}
module c {
  team = shop
  deploy = WebService { image = "a/b:1" }
  in prod { deploy = Worker { image = "a/b:1" } }
  in prod@us { deploy.args = [], deploy.port = 80 }
  in @us { deploy.port = 80 }
}
module d {
  team = shop
  deploy = if environment == prod then WebService { image = "a/b:1" } else Worker { image = "a/b:1" }
  in prod { deploy.image = "x" }
}
extend module a { in prod { deploy.host = "x.y", deploy.nope = 1 } }
"#
        .trim_start(),
        r#"
        main.o8:14:28 E0314 `WebService` has no field `imge`
          help: did you mean `image`?
          fix: rename to `image`
        main.o8:19:38 E0314 `WebService` has no field `queue`
          help: it has `name`, `image`, `command`, `args`, `port`, `sizing`, `vars`, `files` or 17 more
        main.o8:25:41 E0314 `Worker` has no field `port`
          help: it has `name`, `image`, `command`, `args`, `sizing`, `vars`, `files`, `filesPath` or 10 more
        main.o8:31:13 E0322 nothing says which `Component` it is that `deploy` opens
          help: set it as a whole: `= WebService { … }`
        main.o8:33:57 E0314 `WebService` has no field `nope`
          help: it has `name`, `image`, `command`, `args`, `port`, `sizing`, `vars`, `files` or 17 more
        "#,
    );
}

#[test]
fn an_override_reaches_into_unions() {
    check(
        r#"
type Disk { path: String, size: Memory = 1Gi }
type Bucket { name: String, region: String = "eu" }
component Store {
  param name: DnsLabel = module.name
  param to: Disk | Bucket = Disk { path = "/" }
}
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module a {
  team = shop
  deploy = Store { to = Bucket { name = "x" } }
  in dev { deploy.to.region = "us" }
  in prod { deploy.to.size = 3Gi }
}
module b {
  team = shop
  deploy = Store {}
  in dev { deploy.to.size = 2Gi }
  in prod { deploy.to = Bucket { name = "x" } }
  in prod@us { deploy.to.region = "us" }
}
let open = Store { to.size = 2Gi }
"#
        .trim_start(),
        r#"
        main.o8:17:23 E0314 `Bucket` has no field `size`
          help: it has `name` or `region`
        "#,
    );
}

#[test]
fn targets_are_declared() {
    check(
        r#"
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module a {
  team = shop
  deploy = WebService { image = "a/b:1" }
  in prd { version = "1.0.0" }
  in prod@eus, @asia { version = "1.0.0" }
}
"#
        .trim_start(),
        r#"
        main.o8:11:6 E0201 nothing is called `prd`
          help: did you mean `prod`?
          fix: write `prod`
        main.o8:12:11 E0201 nothing is called `eus`
          help: did you mean `eu`?
          fix: write `eu`
        main.o8:12:17 E0201 nothing is called `asia`
          help: there is `eu` or `us`
        "#,
    );
}

#[test]
fn an_override_has_lets() {
    check(
        r#"
import std/web { WebService }
cluster eu {}
cluster us {}
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us], after = [dev] }
team shop {}

module a {
  let tag = "1"
  team = shop
  deploy = WebService { image = "a/b:${tag}" }
  in prod {
    let count = 3
    deploy.sizing.replicas = count
    deploy.image = "a/b:${tag}-prod"
  }
  in dev { deploy.sizing.replicas = count }
}
"#
        .trim_start(),
        r#"
        main.o8:17:37 E0201 nothing is called `count`
        "#,
    );
}
