//! The fleet of the performance yardstick: N modules in teams of 20 and three environments, as an o8 package.
//!
//! What its targets hold is fixed from outside, field for field, so that other tools can do the same work: a
//! Deployment, Service, ServiceAccount, HorizontalPodAutoscaler, PodDisruptionBudget and NetworkPolicy for each module
//! and environment.

use std::fmt::Write as _;

/// What the yardstick makes says how many copies there are, beside an autoscaler, and lets neighbours through that may be those of
/// another team.
const MANIFEST: &str =
    "name = \"fleet\"\nversion = \"0.1.0\"\n\n[lints]\nW0880 = \"allow\"\nW0894 = \"allow\"\n";

/// Modules in a team.
const TEAM: usize = 20;

/// What the environments of a fleet ask for, besides what the yardstick has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Asked {
    /// The Pod Security Standards and rules of the library, which the API server is told of, too.
    pub rules: bool,
    /// That nothing is let through which nobody declares. Modules declare the two connections that the yardstick has.
    pub denial: bool,
}

/// Paths and texts of a package of `n` modules. With `edited`, the image tag of that module in `dev` is another one.
pub fn fleet(n: usize, edited: Option<usize>) -> Vec<(String, String)> {
    package(n, edited, Asked::default())
}

/// The same with baselines: every object passes.
pub fn held_fleet(n: usize, asked: Asked) -> Vec<(String, String)> {
    package(n, None, asked)
}

fn package(n: usize, edited: Option<usize>, asked: Asked) -> Vec<(String, String)> {
    let mut files = vec![
        ("o8.toml".to_owned(), MANIFEST.to_owned()),
        ("platform.o8".to_owned(), platform(asked)),
        ("app.o8".to_owned(), include_str!("fleet/app.o8").to_owned()),
    ];
    if asked.rules {
        files.push(("baseline.o8".to_owned(), include_str!("fleet/baseline.o8").to_owned()));
    }
    for team in 0..n.div_ceil(TEAM) {
        let mut text = format!("team team-{team:03} {{}}\n");
        for index in team * TEAM..n.min((team + 1) * TEAM) {
            module(&mut text, (index, n), team, edited == Some(index), asked);
        }
        files.push((format!("teams/team-{team:03}.o8"), text));
    }
    files
}

fn platform(asked: Asked) -> String {
    let mut text = String::from(
        "platform fleet {\n  repository = \"https://git.example.com/fleet.git\"\n  domain = \"example.com\"\n  namespaces = \"team-environment\"\n",
    );
    text.push_str(if asked.rules { "  policy = [\"native\"]\n}\n" } else { "}\n" });
    let baseline = if asked.rules { ", baseline = held" } else { "" };
    let network = if asked.denial { ", network { default = \"deny\" }" } else { "" };
    for environment in ["dev", "staging", "prod"] {
        writeln!(text, "cluster {environment} {{ server = \"https://{environment}.k8s.example.com\", kubernetes = \"1.36\" }}")
            .expect("strings take text");
        writeln!(text, "environment {environment} {{ clusters = [{environment}]{baseline}{network} }}")
            .expect("strings take text");
    }
    text
}

fn module(text: &mut String, (i, n): (usize, usize), team: usize, edited: bool, asked: Asked) {
    let version = format!("1.{}.{}", i % 10, i % 7);
    let tier = ["web", "api", "worker", "batch"][i % 4];
    let level = ["debug", "info", "warn"][i % 3];
    let neighbours = [(i + n - 1) % n, (i + 1) % n];
    let connections = match asked.denial {
        true => format!(
            "\n  exposes = {{ http = 80 }}\n  connects = {{ app-{:04} = [\"http\"], app-{:04} = [\"http\"] }}",
            neighbours[0], neighbours[1]
        ),
        false => String::new(),
    };
    write!(
        text,
        r#"
secret app-{i:04}-db {{ keys = ["url"] }}

module app-{i:04} {{
  team = team-{team:03}{connections}
  deploy = App {{
    tier = "{tier}"
    image = "example/app-{i:04}"
    port = {port}
    probePath = "/healthz"
    vars = {{
      FEATURE_FLAGS = "{flags}"
      LOG_LEVEL = "{level}"
      PORT = "{port}"
      REGION = "eu-west-{region}"
    }}
    secretVars = {{ DATABASE_URL = app-{i:04}-db["url"] }}
    size {{ cpu = {cpu}m, memory = {memory}Mi }}
    autoscale {{ min = 2, max = {max}, cpu = {target}% }}
    minAvailable = 1
    allowFrom = ["app-{a:04}", "app-{b:04}"]
  }}
  in dev {{
    deploy.tag = "{version}-dev.{dev}{suffix}"
    deploy.size {{ cpu = 50m, memory = 64Mi }}
  }}
  in staging {{
    deploy.tag = "{version}-rc.{rc}"
    deploy.replicas = 2
  }}
  in prod {{
    deploy.tag = "{version}"
    deploy.replicas = {replicas}
    deploy.size {{ cpu = {prod_cpu}m, memory = {prod_memory}Mi }}
  }}
}}
"#,
        port = 8000 + i % 1000,
        flags = i % 2 == 1,
        region = 1 + i % 3,
        cpu = 100 + i % 4 * 50,
        memory = 128 * (1 + i % 3),
        max = 6 + i % 5,
        target = 60 + i % 4 * 5,
        a = neighbours[0],
        b = neighbours[1],
        dev = i % 13,
        suffix = if edited { "-edited" } else { "" },
        rc = i % 5,
        replicas = 3 + i % 4,
        prod_cpu = 200 + i % 4 * 100,
        prod_memory = 256 * (1 + i % 3),
    )
    .expect("strings take text");
}
