//! What the checker says of programs, by topic.

use crate::ids::PackageId;
use crate::testing::{check, fixture};

#[test]
fn the_library_is_well_typed() {
    let fixture = fixture("");
    let mut found = String::new();
    for package in
        ["std/core", "std/web", "std/worker", "std/cron", "std/raw", "crd/gateway.networking.k8s.io/v1"]
    {
        found.push_str(&fixture.lines(&fixture.diagnostics(PackageId::new(package))));
    }
    assert_eq!(found, "");
}

#[test]
fn the_quickstart_is_well_typed() {
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
