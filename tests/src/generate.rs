//! Programs made by chance that are right by construction: platforms of several environments and clusters, modules of the
//! library's components, overrides at every level.

use std::fmt::Write as _;

use crate::random::Random;

/// The text of a program. The same seed gives the same text.
pub fn program(seed: u64) -> String {
    let mut generator = Generator { random: Random::new(seed), text: String::new() };
    generator.platform();
    for index in 0..=generator.random.below(4) {
        generator.module(index);
    }
    generator.text
}

/// The environments of every generated program, with their clusters.
const ENVIRONMENTS: &[(&str, &[&str])] =
    &[("dev", &["dev-eu"]), ("staging", &["stage-eu"]), ("prod", &["prod-eu", "prod-us"])];

struct Generator {
    random: Random,
    text: String,
}

impl Generator {
    fn line(&mut self, line: std::fmt::Arguments<'_>) {
        self.text.write_fmt(line).expect("strings take text");
        self.text.push('\n');
    }

    fn platform(&mut self) {
        let namespaces = *self.random.pick(&["module", "team", "module-environment", "team-environment"]);
        self.line(format_args!("import k8s/apps/v1 {{ Deployment }}"));
        self.line(format_args!("import std/web {{ WebService }}\nimport std/worker {{ Worker }}"));
        self.line(format_args!(
            "platform acme {{ repository = \"https://github.com/acme/platform\", domain = \"acme.example\", namespaces = \"{namespaces}\" }}"
        ));
        for (environment, clusters) in ENVIRONMENTS {
            for cluster in *clusters {
                self.line(format_args!(
                    "cluster {cluster} {{ kubernetes = \"1.3{}\", region = \"{cluster}-1\" }}",
                    5 + cluster.len() % 2
                ));
            }
            self.line(format_args!("environment {environment} {{ clusters = [{}] }}", clusters.join(", ")));
        }
        self.line(format_args!(
            "team shop {{ owners = [\"oidc:shop\"] }}\nsecret keys {{ keys = [\"token\", \"key\"] }}"
        ));
    }

    fn module(&mut self, index: usize) {
        let web = self.random.chance(2, 3);
        self.line(format_args!("module m{index} {{\n  team = shop\n  version = \"1.{index}.0\""));
        if self.random.chance(1, 4) {
            self.line(format_args!("  labels {{ tier = \"{index}\" }}"));
        }
        self.line(format_args!("  deploy = {} {{", if web { "WebService" } else { "Worker" }));
        self.line(format_args!("    image = \"ghcr.io/acme/m{index}:${{module.version}}\""));
        for setting in self.body(web) {
            self.line(format_args!("    {setting}"));
        }
        self.line(format_args!("  }}"));
        for (number, target) in
            ["dev", "staging", "prod", "prod@prod-eu", "prod@prod-us"].into_iter().enumerate()
        {
            if self.random.chance(1, 2) {
                let settings = self.overrides(web, number);
                if !settings.is_empty() {
                    self.line(format_args!("  in {target} {{\n    {}\n  }}", settings.join("\n    ")));
                }
            }
        }
        self.line(format_args!("}}"));
    }

    /// Settings of a component's parameters, each parameter at most once.
    fn body(&mut self, web: bool) -> Vec<String> {
        let mut settings = vec![
            "vars = { LEVEL = \"info\", REGION = cluster.region ?? \"none\", TOKEN = keys[\"token\"] }"
                .to_owned(),
            format!(
                "sizing = {{ cpu = {}m, memory = {}Mi, replicas = {} }}",
                50 + 50 * self.random.below(4),
                64 << self.random.below(4),
                self.random.below(4)
            ),
        ];
        let mut maybe = |setting: String, random: &mut Random| {
            if random.chance(1, 2) {
                settings.push(setting);
            }
        };
        let random = &mut self.random;
        maybe(
            "files = { \"a.conf\" = \"env=${environment.name}\\n\", \"b.conf\" = \"same\" }".to_owned(),
            random,
        );
        maybe("volumes = [{ name = \"tmp\", path = \"/tmp\", scratch = 64Mi }, { name = \"data\", path = \"/data\", claim = \"data\" }]".to_owned(), random);
        maybe("args = [\"serve\", \"--verbose\"]".to_owned(), random);
        if web {
            maybe(format!("port = {}", 8000 + random.below(1000)), random);
            maybe("host = \"${module.name}-${environment.name}.${platform.domain}\"".to_owned(), random);
            maybe("probes { ready = \"/ready\", live = \"/live\" }".to_owned(), random);
            maybe(format!("autoscale {{ min = 2, max = {} }}", 3 + random.below(5)), random);
            maybe("init = [{ name = \"warm\", args = [\"warm\"] }]".to_owned(), random);
        }
        settings
    }

    /// Settings of an override: no two touch each other. What is added is called by the `number` of the target, because
    /// what a less specific level added is there already.
    fn overrides(&mut self, web: bool, number: usize) -> Vec<String> {
        let random = &mut self.random;
        let mut choices = vec![
            format!("deploy.sizing.replicas = {}", 4 + random.below(9)),
            format!("deploy.sizing.memory = {}Mi", 100 + random.below(999)),
            format!("deploy.vars.LEVEL = \"level-{}\"", random.below(99)),
            format!("deploy.vars += {{ EXTRA_{number} = \"1\" }}"),
            "deploy.vars.KEY = keys[\"key\"]".to_owned(),
            format!("deploy.image = \"ghcr.io/acme/other:{}\"", random.below(99)),
            format!("deploy.volumes += [{{ name = \"more-{number}\", path = \"/more/{number}\", scratch = 1Gi }}]"),
            "deploy.args = [\"work\"]".to_owned(),
            "deploy.files[\"c.conf\"] = \"only here\\n\"".to_owned(),
            format!("patch Deployment {{ spec.template.spec.priorityClassName = \"p{}\" }}", random.below(9)),
            "patch Deployment { spec.template.spec.tolerations = [{ key = \"spot\", operator = \"Exists\" }] }".to_owned(),
        ];
        if number < 3 {
            choices.push("unset deploy.vars[\"REGION\"]".to_owned());
        }
        if web {
            choices.push(format!("deploy.autoscale {{ max = {} }}", 10 + random.below(9)));
            choices.push("deploy.host = \"other.acme.example\"".to_owned());
            choices.push("deploy.probes.startup = \"/started\"".to_owned());
            choices.push("unset deploy.port".to_owned());
        }
        let mut chosen: Vec<String> = Vec::new();
        for choice in choices {
            // `vars` as a whole and an entry of it would clash.
            let clashes =
                choice.contains("deploy.vars") && chosen.iter().any(|other| other.contains("deploy.vars"));
            if random.chance(1, 4) && !clashes {
                chosen.push(choice);
            }
        }
        chosen
    }
}
