//! What we write, read by an analyzer of others: `nca`, the network-config-analyzer of PyPI, where this machine has it.

use std::process::Command;

use o8_tests::tools::{has, skipped};
use o8_tests::workbench::Workbench;

use super::files;
use crate::conformance::{scratch, write};

/// Two connections, one of which leads out of the cluster, and pods that take part in none.
const PROGRAM: &str = r#"import std/web { WebService }
import std/worker { Worker }

platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
cluster prod-eu {}
environment prod { clusters = [prod-eu], network {} }
team shop {}

module web { team = shop, connects = { api = ["http"] }, deploy = WebService { image = "ghcr.io/acme/web:1.4.2" } }
module api {
  team = shop
  exposes = { http = 80 }
  egress = [{ cidr = "10.20.0.0/16", ports = [443] }]
  deploy = WebService { image = "ghcr.io/acme/api:1.4.2" }
}
module mail { team = shop, deploy = Worker { image = "ghcr.io/acme/mail:1.4.2" } }
"#;

#[test]
fn an_analyzer_of_others_sees_the_same() {
    if !has("nca", &["--version"]) {
        return skipped("an_analyzer_of_others_sees_the_same", "nca (PyPI: network-config-analyzer)");
    }
    let mut files = files(&mut Workbench::default(), PROGRAM);
    files.retain(|file| file.path.starts_with("environments/prod/"));
    let folder = scratch("analyzer");
    write(&folder, &files);
    let ran = Command::new("nca")
        .args(["--connectivity", "-r"])
        .arg(folder.join("environments/prod"))
        .output()
        .expect("it ran a moment ago");
    let text = String::from_utf8_lossy(&ran.stdout);
    let mut seen: Vec<&str> = text.lines().filter(|line| line.starts_with("src")).collect();
    // What the name servers do is no business of ours.
    seen.retain(|line| !line.contains("src_ns: [kube-system]") && !line.starts_with("src: 0.0.0.0/0"));
    seen.sort_unstable();
    let declared = [
        "src_ns: [api,mail,web] src_pods: [*] dst_ns: [kube-system] dst_pods: [*] conn: {protocols:TCP, UDP,dst_ports:53}",
        "src_ns: [api] src_pods: [*] dst: 10.20.0.0/16 conn: {protocols:TCP,dst_ports:443}",
        "src_ns: [web] src_pods: [*] dst_ns: [api] dst_pods: [*] conn: {protocols:TCP,dst_ports:8080}",
    ];
    assert_eq!(seen, declared, "{text}\n{}", String::from_utf8_lossy(&ran.stderr));
    std::fs::remove_dir_all(folder).expect("our own folder");
}
