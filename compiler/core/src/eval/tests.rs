//! Programs evaluated: what they render to, and what is said of them.

mod layers;
mod methods;
mod overriding;
mod parts;
mod programs;
mod values;

use std::fmt::Write;

use o8_backends::yaml;
use o8_diagnostics::{Diagnostic, Severity};
use o8_ir::Object;

use crate::eval;
use crate::ids::{DefKind, PackageId};
use crate::testing::{Fixture, assert_lines, fixture};

/// What the shorter programs of the tests are written in front of.
const PLATFORM: &str = r#"
//- platform.o8
platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster eu { server = "https://eu.example" }
cluster us { server = "https://us.example" }
environment dev { clusters = [eu] }
environment prod { clusters = [eu, us] }
team shop { owners = ["shop"] }
//- main.o8
"#;

/// Everything that evaluation says of the modules and tests of a program, after the checker has nothing to say.
fn findings(fixture: &Fixture) -> Vec<Diagnostic> {
    let mut found = fixture.diagnostics(PackageId::root());
    let errors = found.iter().any(|found| found.severity == Severity::Error);
    assert!(!errors, "the checker says:\n{}", fixture.lines(&found));
    found.retain(|found| found.severity == Severity::Error);
    for entry in &crate::db::package_items(&fixture.db, fixture.program, PackageId::root()).items {
        let data = entry.def.data();
        if data.kind == DefKind::Entity && data.word == "module" {
            let value = eval::module(&fixture.db, fixture.program, entry.def);
            found.extend(value.diagnostics.iter().cloned());
        } else if matches!(data.kind, DefKind::Entity | DefKind::Existing) {
            let value = eval::entity(&fixture.db, fixture.program, entry.def);
            found.extend(value.diagnostics.iter().cloned());
        } else if data.kind == DefKind::Test {
            found.extend(eval::test(&fixture.db, fixture.program, entry.def).diagnostics.iter().cloned());
        }
    }
    fixture.sorted(found)
}

/// Checks what evaluation says of a program without the usual platform.
#[track_caller]
fn check_findings(program: &str, expected: &str) {
    let fixture = fixture(&format!("{PLATFORM}{program}"));
    assert_lines(&fixture.lines(&findings(&fixture)), expected);
}

/// The objects of a layer (`base`, `ENV`) or target (`ENV@CLUSTER`) of a module, as a stream.
fn objects(fixture: &Fixture, module: &str, layer: &str) -> String {
    let def = fixture.def(module);
    let value = &eval::module(&fixture.db, fixture.program, def).module;
    let objects: &[Object] = if layer == "base" {
        &value.base
    } else if let Some((environment, cluster)) = layer.split_once('@') {
        let is_it = |target: &o8_ir::platform::Target| {
            target.environment.as_deref() == Some(environment) && target.cluster == cluster
        };
        &value.deployments.iter().find(|deployment| is_it(&deployment.target)).expect("a target").objects
    } else {
        &value.environments.iter().find(|found| found.environment == layer).expect("a layer").objects
    };
    let mut out = Vec::new();
    yaml::write_stream(objects.iter().map(|object| &object.body), &mut out);
    String::from_utf8(out).expect("YAML is text")
}

/// Checks the objects of layers of the module `web`: each begins with a line `# LAYER`.
#[track_caller]
fn check_objects(program: &str, expected: &str) {
    let fixture = fixture(&format!("{PLATFORM}{program}"));
    let found = fixture.lines(&findings(&fixture));
    assert!(found.is_empty(), "evaluation says:\n{found}");
    let mut text = String::new();
    for line in expected.lines() {
        if let Some(layer) = line.trim_start().strip_prefix("# ") {
            let _ = write!(text, "# {layer}\n{}", objects(&fixture, "web", layer));
        }
    }
    assert_lines(&text, expected);
}
