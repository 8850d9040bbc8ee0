//! Whole programs without a mistake.

use crate::testing::check;

#[test]
fn a_quickstart() {
    check(
        r#"
import std/web { WebService }

platform acme {
  repository = "https://github.com/acme/platform"
  domain     = "acme.example"
  namespaces = "module-environment"          // both environments share one cluster
}

cluster local { server = "https://kubernetes.default.svc", kubernetes = "1.36" }

environment dev  { clusters = [local] }
environment prod { clusters = [local], after = [dev], tier = "production" }

team shop { owners = ["oidc:shop-devs"] }

module web {
  team    = shop
  version = "1.4.2"

  deploy = WebService {
    image = "ghcr.io/acme/web:${module.version}"
    host  = "web-${environment.name}.${platform.domain}"
    vars  = { LOG_LEVEL = "debug" }
  }

  in prod {
    deploy.sizing.replicas = 3
    deploy.vars.LOG_LEVEL  = "warn"
  }
}
"#,
        "",
    );
}

#[test]
fn a_component_that_may_be_absent_is_asked_for_and_emitted() {
    check(
        "
component Wrapper {
  param inner: Component? = null
  emit if inner != null: inner
}
",
        "",
    );
}
