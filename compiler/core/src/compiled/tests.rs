//! Every line of what comes out, with the text that decided it.

use o8_diagnostics::{Anchor, Place};
use o8_ir::OriginKind;

use super::{CompiledFile, compiled, written};
use crate::db;
use crate::ids::DefId;
use crate::testing::{Fixture, fixture};

const PROGRAM: &str = r#"
import std/web { WebService }
platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster dev-eu {}
cluster prod-eu {}
environment dev { clusters = [dev-eu] }
environment prod { clusters = [prod-eu], after = [dev], tier = "production" }
team shop {}
module web {
  team = shop
  deploy = WebService { image = "registry.example/web:1.4.2", port = 8081 }
  in prod { deploy.sizing.replicas = 7 }
}
"#;

/// The text at a place.
fn text(fixture: &Fixture, place: Place) -> String {
    let Anchor::Item(item) = place.anchor else { return "?".to_owned() };
    let Some((file, start)) = db::locate(&fixture.db, fixture.program, item) else { return "?".to_owned() };
    let (from, to) = ((start + place.span.start) as usize, (start + place.span.end) as usize);
    let package = DefId::of_item(item).package();
    let text = &file.text(&fixture.db)[from..to];
    if package.is_embedded() { format!("({})", package.path()) } else { text.to_owned() }
}

/// The line that begins with `wanted` after its indentation, and what decided its end.
#[track_caller]
fn source_of(fixture: &Fixture, file: &CompiledFile, wanted: &str) -> (OriginKind, String) {
    let mut start = 0;
    for line in file.text.split_inclusive('\n') {
        if line.trim_start().trim_start_matches("- ").starts_with(wanted) {
            let end = u32::try_from(start + line.trim_end().len()).expect("a short file");
            let part = file.part_at(end).expect("a part");
            let source = part.source.unwrap_or_else(|| panic!("nothing is known of `{wanted}`"));
            return (source.kind, text(fixture, source.decided));
        }
        start += line.len();
    }
    panic!("no line begins with `{wanted}` in\n{}", file.text);
}

#[test]
fn lines_of_a_target_lead_to_what_decided_them() {
    let fixture = fixture(PROGRAM);
    let files = compiled(&fixture.db, fixture.program, fixture.def("web"), Some("prod"), None);
    let files = files.expect("web is in prod");
    let deployment =
        files.iter().find(|file| file.path.ends_with("/deployment-web.yaml")).expect("a Deployment");
    assert_eq!(deployment.path, "environments/prod/web/deployment-web.yaml");
    let of = |line| source_of(&fixture, deployment, line);
    assert_eq!(of("replicas: 7"), (OriginKind::Override, "deploy.sizing.replicas".to_owned()));
    assert_eq!(of("image:"), (OriginKind::Body, "image".to_owned()));
    assert_eq!(of("containerPort: 8081"), (OriginKind::Body, "port".to_owned()));
    assert!(compiled(&fixture.db, fixture.program, fixture.def("web"), Some("staging"), None).is_none());
}

#[test]
fn files_of_the_layout_are_what_a_build_writes() {
    let fixture = fixture(PROGRAM);
    let traced = written(&fixture.db, fixture.program, fixture.def("web"));
    let output = crate::output::module_output(&fixture.db, fixture.program, fixture.def("web"));
    assert!(traced.len() > 5);
    for (traced, file) in traced.iter().zip(&output.files) {
        assert_eq!((traced.path.as_str(), traced.text.as_bytes()), (file.path.as_str(), &*file.bytes));
    }
    let patch = traced.iter().find(|file| file.path.ends_with("overlays/prod/kustomization.yaml"));
    let source = source_of(&fixture, patch.expect("an overlay"), "count: 7");
    assert_eq!(source, (OriginKind::Override, "deploy.sizing.replicas".to_owned()));
}

#[test]
fn a_module_says_of_each_target_what_it_is_there() {
    let fixture = fixture(PROGRAM);
    let described = crate::eval::described(&fixture.db, fixture.program, fixture.def("web"));
    let replicas: Vec<_> = described
        .targets
        .iter()
        .map(|target| {
            let node = target.node.at(&["deploy", "sizing", "replicas"]).expect("it has replicas");
            let source = described.origins.get(node.origin).expect("a text says so");
            (
                target.environment.map(DefId::name),
                format!("{:?}", node.tree),
                source.kind,
                text(&fixture, source.decided),
            )
        })
        .collect();
    assert_eq!(replicas.len(), 2);
    assert_eq!(
        replicas[1],
        (Some("prod"), "Int(7)".to_owned(), OriginKind::Override, "deploy.sizing.replicas".to_owned())
    );
    assert_eq!((replicas[0].0, replicas[0].2), (Some("dev"), OriginKind::Default));
}
