//! What we write for Argo CD, held against Argo CD's own code: `tests/conformance/argocd`, a program in Go. Building it takes
//! minutes and hundreds of modules, so the gate does that, and says by `O8_ARGOCD` where it is.

use std::fs;
use std::ops::Range;
use std::process::Command;

use o8_core::calendar::{REFERENCE_YEAR, calendar};
use o8_core::model::model;
use o8_ir::OutputFile;
use o8_ir::platform::Layout;
use o8_tests::fixture::Fixture;
use o8_tests::programs::{Named, cases, examples};
use o8_tests::tools::skipped;
use o8_tests::workbench::Workbench;
use serde_json::{Value, json};

use crate::conformance::{scratch, write};

#[test]
fn argo_cd_makes_the_applications_that_the_compiler_means() {
    let Some(judge) = std::env::var_os("O8_ARGOCD") else {
        return skipped(
            "argo_cd_makes_the_applications_that_the_compiler_means",
            "`tests/conformance/argocd` built with Go, and its path in O8_ARGOCD",
        );
    };
    let folder = scratch("argocd");
    let mut bench = Workbench::default();
    let (mut count, mut to_branches, mut by_accounts) = (0, 0, 0);
    for Named { name, fixture } in examples().iter().chain(&cases()) {
        let Some(alone) = with_plain_applications(fixture) else { continue };
        let mut compiled = |fixture: &Fixture, layout: Layout| -> Vec<OutputFile> {
            bench.put(fixture);
            bench.layout(layout);
            bench.compile().files
        };
        let overlays = compiled(fixture, Layout::Kustomize);
        // What Argo CD renders to branches is not rendered already.
        let hydrated = fixture.files.iter().any(|(_, text)| text.contains("delivery.hydrator"));
        let layout = if hydrated { Layout::Kustomize } else { Layout::Rendered };
        let sets = compiled(fixture, layout);
        let mut applications = compiled(&alone, layout);
        name_as_in_fleets(fixture, &mut applications);
        // What says itself how applications are made, and what does not compile, is not looked at.
        if sets.is_empty() || applications.is_empty() {
            continue;
        }
        count += 1;
        to_branches += u32::from(hydrated);
        let folder = folder.join(name.replace('/', "-"));
        write(&folder.join("sets"), &sets);
        write(&folder.join("overlays"), &overlays);
        write(&folder.join("applications"), &applications);
        let text = serde_json::to_string(&calendars(&bench)).expect("plain data");
        fs::write(folder.join("calendars.json"), text).expect("our own folder");
        if let Some(accounts) = accounts(&bench) {
            by_accounts += 1;
            let text = serde_json::to_string(&accounts).expect("plain data");
            fs::write(folder.join("accounts.json"), text).expect("our own folder");
        }
    }
    assert!(count > 100, "the programs have gone: {count}");
    assert!(
        to_branches > 0 && by_accounts > 0,
        "nothing is rendered to branches, or synced by service accounts"
    );
    let output = Command::new(judge).arg(&folder).output().expect("O8_ARGOCD is the path of a program");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    fs::remove_dir_all(folder).expect("our own folder");
}

/// When the applications of each environment with windows can be synced, in seconds since 1970.
fn calendars(bench: &Workbench) -> Value {
    let (db, program) = bench.parts();
    let environments = model(db, program).plain_environments().into_iter();
    let with_windows = environments.filter(|environment| !environment.windows.is_empty());
    let seconds = |spans: &[Range<i64>]| -> Vec<[i64; 2]> {
        spans.iter().map(|span| [span.start / 1000, span.end / 1000]).collect()
    };
    let written = with_windows.map(|environment| {
        let found = calendar(&environment.windows, REFERENCE_YEAR).expect("it compiles");
        let value = json!({
            "year": REFERENCE_YEAR,
            "automatic": seconds(&found.automatic),
            "byHand": seconds(&found.by_hand),
        });
        (environment.name.to_string(), value)
    });
    Value::Object(written.collect())
}

/// By which service account Argo CD syncs what is in each project; nothing where it syncs as itself.
fn accounts(bench: &Workbench) -> Option<Value> {
    let (db, program) = bench.parts();
    let model = model(db, program);
    let (own, _) = model.platform.as_ref()?.service_account.as_ref()?;
    // The root application is in Argo CD's own project.
    let of_platform = ["default", "o8.clusters", "o8.environments"].map(|project| (project, own));
    let of_teams =
        model.teams.iter().filter_map(|team| Some((team.name.as_str(), &team.service_account.as_ref()?.0)));
    let all = of_platform.into_iter().chain(of_teams);
    Some(Value::Object(all.map(|(project, account)| (project.to_owned(), json!(account.as_str()))).collect()))
}

/// Gives applications of environments that Argo CD would look into the names that they have there: a dot before the cluster.
fn name_as_in_fleets(fixture: &Fixture, files: &mut [OutputFile]) {
    let names = |word: &'static str, holds: &'static str| {
        let lines = fixture.files.iter().flat_map(|(_, text)| text.lines());
        let lines = lines.filter(move |line| line.contains(holds));
        lines.filter_map(move |line| line.strip_prefix(word)?.split_whitespace().next())
    };
    for fleet in names("environment ", "live = true, ") {
        for cluster in names("cluster ", "") {
            let (listed, found) = (format!("-{fleet}-{cluster}\n"), format!("-{fleet}.{cluster}\n"));
            for file in files.iter_mut() {
                let text = str::from_utf8(&file.bytes).expect("text");
                file.bytes = text.replace(&listed, &found).into_bytes().into();
            }
        }
    }
}

/// The same program with an Application for each target instead of ApplicationSets.
fn with_plain_applications(fixture: &Fixture) -> Option<Fixture> {
    let lines = || fixture.files.iter().flat_map(|(_, text)| text.lines());
    // The project of such a team is written by somebody else, and cannot be judged here.
    if lines().any(|line| line.starts_with("existing team")) {
        return None;
    }
    let name =
        lines().filter_map(|line| line.strip_prefix("platform ")).find_map(|rest| rest.split(' ').next())?;
    let mut fixture = fixture.clone();
    // Of clusters that Argo CD looks for itself, those that are declared are the ones that it finds.
    for (_, text) in &mut fixture.files {
        *text = text.replace("live = true, ", "");
    }
    // Whatever shares an ApplicationSet, the applications are the same.
    let mut grouped = false;
    for (_, text) in &mut fixture.files {
        for group in ["delivery.group = \"team\"", "delivery.group = \"environment\""] {
            grouped |= text.contains(group);
            *text = text.replace(group, "delivery.form = \"application\"");
        }
    }
    if grouped {
        return Some(fixture);
    }
    let text = format!("extend platform {name} {{ delivery.form = \"application\" }}\n");
    fixture.files.push(("one-by-one.o8".into(), text));
    Some(fixture)
}
