//! The quickstart, from text to objects.

use super::*;

const QUICKSTART: &str = r#"
import std/web { WebService }

platform acme {
  repository = "https://github.com/acme/platform"
  domain     = "acme.example"
  namespaces = "module-environment"
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
"#;

/// `Kind/name: path = value` of some paths, for each object of a layer that has them.
fn excerpt(objects: &[Object], paths: &[&[&str]]) -> String {
    let mut out = String::new();
    for object in objects {
        let _ = write!(out, "{}/{}", object.kind(), object.name());
        for path in paths {
            if let Some(node) = object.body.at(path) {
                let _ = write!(out, " {:?}", node.tree);
            }
        }
        out.push('\n');
    }
    out
}

#[test]
fn the_quickstart_renders_everywhere() {
    let fixture = fixture(QUICKSTART);
    assert_eq!(fixture.lines(&findings(&fixture)), "");
    let value = eval::module(&fixture.db, fixture.program, fixture.def("web"));
    let paths: [&[&str]; 2] = [&["metadata", "namespace"], &["spec", "replicas"]];
    assert_lines(
        &excerpt(&value.module.base, &paths),
        "
        ServiceAccount/web
        Deployment/web Int(2)
        Service/web
        PodDisruptionBudget/web
        ",
    );
    assert_lines(
        &excerpt(&value.module.deployments[1].objects, &paths),
        r#"
        ServiceAccount/web String("web-prod")
        Deployment/web String("web-prod") Int(3)
        Service/web String("web-prod")
        PodDisruptionBudget/web String("web-prod")
        HTTPRoute/web String("web-prod")
        "#,
    );
    assert_eq!(value.module.team, "shop");
    assert_eq!(value.module.deployments[1].namespace, "web-prod");
    assert!(value.module.environments.is_empty());
}

#[test]
fn every_leaf_knows_where_it_comes_from() {
    let fixture = fixture(QUICKSTART);
    let value = eval::module(&fixture.db, fixture.program, fixture.def("web"));
    let deployment = &value.module.deployments[1].objects[1];
    let replicas = deployment.body.at(&["spec", "replicas"]).expect("it has replicas");
    let source = value.origins.get(replicas.origin).expect("a text is behind it");
    assert_eq!(source.kind, o8_ir::OriginKind::Override);
    assert_eq!(shown(&fixture, source.decided), "deploy.sizing.replicas");
    assert_eq!(shown(&fixture, source.written), "replicas");
    let account = deployment.body.at(&["spec", "template", "spec", "serviceAccountName"]);
    let source = value.origins.get(account.expect("it has one").origin).expect("a text is behind it");
    assert_eq!(source.kind, o8_ir::OriginKind::Body);
    let history = deployment.body.at(&["spec", "revisionHistoryLimit"]).expect("it has one");
    let source = value.origins.get(history.origin).expect("a text is behind it");
    assert_eq!((source.kind, source.written), (o8_ir::OriginKind::Component, source.decided));
}

/// The text of a place.
fn shown(fixture: &Fixture, place: o8_diagnostics::Place) -> String {
    let o8_diagnostics::Anchor::Item(item) = place.anchor else { return String::new() };
    let (file, start) = crate::db::locate(&fixture.db, fixture.program, item).expect("the item is there");
    let span = place.span.shift(start);
    file.text(&fixture.db)[span.start as usize..span.end as usize].to_owned()
}
