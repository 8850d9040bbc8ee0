//! The large example, read by an analyzer of others: in every environment and cluster where something is denied, requests get through
//! exactly where `o8 net` says that they are declared.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use o8_backends::argocd::application_path;
use o8_core::model::model;
use o8_core::network::{connections, reaches};
use o8_ir::OutputFile;
use o8_ir::network::{Edge, End, Peer};
use o8_ir::platform::Layout;
use o8_tests::fixture::Fixture;
use o8_tests::programs::examples;
use o8_tests::tools::{has, skipped};
use o8_tests::workbench::Workbench;

use crate::conformance::{scratch, write};

/// Who sends to whom, and the ports. Whatever is outside of the cluster is named by its addresses.
type Edges = BTreeMap<(String, String), BTreeSet<u16>>;

#[test]
fn an_analyzer_of_others_sees_what_a_platform_declares() {
    let name = "an_analyzer_of_others_sees_what_a_platform_declares";
    if !has("nca", &["--version"]) {
        return skipped(name, "nca (PyPI: network-config-analyzer)");
    }
    let mut bench = Workbench::default();
    bench.put(&without_copies());
    bench.layout(Layout::Rendered);
    let files = bench.compile().files;
    assert!(!files.is_empty(), "the example compiles");
    let (db, program) = bench.parts();
    let model = model(db, program);
    let connections = connections(db, program);
    let (mut places, mut seen) = (0, 0);
    for reach in reaches(model, connections) {
        // Where nothing is denied, nothing is written.
        if reach.open().next().is_some() {
            continue;
        }
        let modules = connections.modules.iter().filter(|found| {
            found.target.environment.as_ref() == Some(&reach.environment)
                && found.target.cluster == reach.cluster
        });
        let folders: Vec<String> = modules
            .map(|found| format!("{}/", application_path(Layout::Rendered, &found.module, &found.target)))
            .collect();
        let mut environments = model.environments.iter().map(|entry| &entry.environment);
        let environment = environments.find(|found| found.name == reach.environment);
        let several = environment.is_some_and(|found| found.clusters.len() > 1 && found.live.is_none());
        let namespaces = match several {
            true => format!("environments/{}/{}/", reach.environment, reach.cluster),
            false => format!("environments/{}/", reach.environment),
        };
        let here = files.iter().filter(|file| {
            let is_namespace =
                file.path.strip_prefix(namespaces.as_str()).is_some_and(|rest| !rest.contains('/'));
            is_namespace || folders.iter().any(|folder| file.path.starts_with(folder.as_str()))
        });
        let here: Vec<OutputFile> = here.cloned().collect();
        let with_pods: BTreeSet<&str> = here.iter().filter_map(|file| workload(&file.path)).collect();
        let found = analyzed(&here);
        let declared = declared(reach.declared(), &with_pods);
        assert_eq!(found, declared, "{}", reach.name);
        places += 1;
        seen += found.len();
    }
    assert!(places >= 4 && seen > 40, "{places} places, {seen} connections");
}

/// The example without copies for pull requests, which have no place in this layout.
fn without_copies() -> Fixture {
    let example = examples().into_iter().find(|example| example.name.contains("orchestr8"));
    let mut fixture = example.expect("it is there").fixture;
    for (path, text) in &mut fixture.files {
        let mut cut = |from: &str, to: &str| {
            let start = text.find(from).unwrap_or_else(|| panic!("{path}: {from}"));
            let end = start + text[start..].find(to).unwrap_or_else(|| panic!("{path}: {to}"));
            text.replace_range(start..end, "");
        };
        if path.ends_with("platform/environments.o8") {
            cut("environment preview", "/// Every store");
            cut("secret pull-requests", "\n");
        } else if path.ends_with("commerce/modules.o8") {
            cut(", preview]", "]");
            cut("in preview {", "in staging");
        }
    }
    fixture
}

/// The module of which a file is a workload.
fn workload(path: &str) -> Option<&str> {
    let (folder, file) = path.rsplit_once('/')?;
    let kinds = ["cronjob-", "daemonset-", "deployment-", "statefulset-"];
    kinds.iter().any(|kind| file.starts_with(kind)).then(|| folder.rsplit('/').next().unwrap_or(folder))
}

/// What is declared between modules whose pods are in the files, and to what is outside of the cluster.
fn declared<'e>(edges: impl Iterator<Item = &'e Edge>, with_pods: &BTreeSet<&str>) -> Edges {
    let mut all = Edges::new();
    let module = |end: &End| match end {
        End::Module(name) if with_pods.contains(name.as_str()) => Some(name.to_string()),
        _ => None,
    };
    for edge in edges {
        let Some(from) = module(&edge.from) else { continue };
        for (peer, ports) in &edge.destinations {
            let to = match peer {
                Peer::Addresses(block) => Some(block.cidr.to_string()),
                _ => module(&edge.to),
            };
            let Some(to) = to else { continue };
            let numbers = ports.iter().map(|listening| u16::try_from(listening.1).expect("a port"));
            all.entry((from.clone(), to)).or_default().extend(numbers);
        }
    }
    all
}

/// What the analyzer says that gets through, but for what the name servers do.
fn analyzed(files: &[OutputFile]) -> Edges {
    let folder = scratch("analyzed-platform");
    write(&folder, files);
    let ran = Command::new("nca").args(["--connectivity", "-r"]).arg(&folder).output();
    let text = String::from_utf8(ran.expect("it ran a moment ago").stdout).expect("text");
    let mut all = Edges::new();
    for line in text.lines().filter(|line| line.starts_with("src")) {
        let (ends, conn) = line.split_once(" conn: ").expect("a connection");
        let (from, to) = ends.split_once(" dst").expect("two ends");
        let (from, to) = (parties(from.trim_start_matches("src")), parties(to));
        for (from, to) in from.iter().flat_map(|from| to.iter().map(move |to| (from, to))) {
            if from != NAME_SERVERS && to != NAME_SERVERS {
                all.entry((from.clone(), to.clone())).or_default().extend(ports(conn));
            }
        }
    }
    std::fs::remove_dir_all(folder).expect("our own folder");
    assert!(!all.is_empty(), "{text}");
    all
}

/// The namespace that name servers are in.
const NAME_SERVERS: &str = "kube-system";

/// `_ns: [a,b] src_pods: [*]`, or `: 0.0.0.0/0`.
fn parties(text: &str) -> Vec<String> {
    let names = match text.strip_prefix("_ns: [") {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => text.trim_start_matches(": "),
    };
    names.split(',').map(|name| name.trim().to_owned()).collect()
}

/// `{protocols:TCP,dst_ports:443,8000-8002}`
fn ports(conn: &str) -> BTreeSet<u16> {
    let list = conn.split("dst_ports:").nth(1).unwrap_or_else(|| panic!("all ports: {conn}"));
    let number = |text: &str| text.trim().parse::<u16>().unwrap_or_else(|_| panic!("{conn}"));
    let list = list.trim_end_matches('}').split(',');
    list.flat_map(|range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        number(first)..=number(last)
    })
    .collect()
}
