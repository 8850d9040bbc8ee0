//! Platforms by chance, and what they declare. What a port leads to is known here from how the module was made, and not from
//! anything that was compiled.

use std::fmt::Write as _;

use o8_tests::random::Random;

use super::world::{Ask, Pod, World};

pub(super) struct Platform {
    namespaces: &'static str,
    clusters: usize,
    /// How pods get into the mesh, if there is one.
    pub(super) mesh: Option<&'static str>,
    modules: Vec<Module>,
}

struct Module {
    name: String,
    sort: Sort,
    /// The port that its containers listen on, where it has one.
    port: i64,
    /// Name of its port, and the number by which it is exposed.
    exposes: Vec<(&'static str, i64)>,
    /// Other modules, by index, and the names of their ports.
    connects: Vec<(usize, &'static str)>,
    /// Whether it is in the first of several clusters alone.
    in_first: bool,
    from_gateway: bool,
    from_monitoring: bool,
    from_addresses: bool,
    to_addresses: bool,
}

/// What it deploys.
#[derive(Clone, Copy, PartialEq)]
enum Sort {
    /// A Service whose port 80 leads to the container's, and a job before each sync.
    Web,
    /// Nothing that listens.
    Worker,
    /// Two ports, behind a Service with the same.
    Stateful,
    /// A Service that leads to a port by its name, in two workloads that listen on different ones, and a third that it does not
    /// select.
    Named,
}

impl Platform {
    pub(super) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed + 1);
        let (count, clusters) = (2 + random.below(4), 1 + random.below(2));
        let mut modules: Vec<Module> = (0..count)
            .map(|at| {
                let sort = *random.pick(&[Sort::Web, Sort::Web, Sort::Worker, Sort::Stateful, Sort::Named]);
                let port = 8000 + 10 * at as i64;
                let exposes = match sort {
                    // By the port of the Service, or by that of the container.
                    Sort::Web => vec![("http", *random.pick(&[80, port]))],
                    Sort::Worker => Vec::new(),
                    Sort::Stateful => vec![("main", port), ("peers", port + 1)],
                    Sort::Named => vec![("api", 81)],
                };
                let listens = !exposes.is_empty();
                Module {
                    name: format!("m{at}"),
                    sort,
                    port,
                    exposes,
                    connects: Vec::new(),
                    in_first: clusters > 1 && random.chance(1, 4),
                    from_gateway: listens && random.chance(1, 3),
                    from_monitoring: listens && random.chance(1, 4),
                    from_addresses: listens && random.chance(1, 4),
                    to_addresses: random.chance(1, 3),
                }
            })
            .collect();
        for from in 0..count {
            for to in 0..count {
                // Of the others, there is one pod each.
                if from == to && modules[to].sort != Sort::Stateful {
                    continue;
                }
                // What is not everywhere cannot be connected to from everywhere.
                if modules[to].in_first && !modules[from].in_first {
                    continue;
                }
                let names: Vec<&'static str> = modules[to].exposes.iter().map(|(name, _)| *name).collect();
                let chosen: Vec<_> =
                    names.into_iter().filter(|_| random.chance(1, 3)).map(|name| (to, name)).collect();
                modules[from].connects.extend(chosen);
            }
        }
        let namespaces = *random.pick(&["module", "team", "module-environment"]);
        let mesh = *random.pick(&[None, None, Some("sidecar"), Some("ambient")]);
        Self { namespaces, clusters, mesh, modules }
    }

    /// The program.
    pub(super) fn text(&self) -> String {
        let mut text = format!(
            r#"import k8s/apps/v1 {{ Deployment }}
import k8s/core/v1 {{ Service, ServiceAccount }}
import std/stateful {{ StatefulService }}
import std/web {{ WebService }}
import std/worker {{ Worker }}

platform acme {{ repository = "https://github.com/acme/platform", domain = "acme.example", namespaces = "{}" }}
"#,
            self.namespaces
        );
        let clusters: Vec<String> = (0..self.clusters).map(|at| format!("on-c{at}")).collect();
        for cluster in &clusters {
            let _ = writeln!(text, "cluster {cluster} {{}}");
            if let Some(mesh) = self.mesh {
                let _ = writeln!(text, "facts {cluster} {{ mesh = \"{mesh}\" }}");
            }
        }
        let _ = writeln!(
            text,
            r#"environment prod {{
  clusters = [{}]
  network {{ gateways = {{ public = {{ namespace = "gateways", pods = {{ app = "envoy" }} }} }} }}
  {}
}}
team shop {{}}
component Named {{
  param port: Port
  let sorts = {{ blue = port, green = port + 1, aside = port + 2 }}
  emit for sort, number in sorts: Deployment {{
    metadata.name = "${{module.name}}-${{sort}}"
    spec {{
      selector.matchLabels = {{ app = module.name, sort = sort }}
      template {{
        metadata.labels = {{ app = module.name, sort = sort, served = if sort == "aside" then "no" else "yes" }}
        spec {{ serviceAccountName = module.name, containers = [{{ name = "main", image = "ghcr.io/acme/x:1.0.0", ports = [{{ name = "api", containerPort = number }}] }}] }}
      }}
    }}
  }}
  emit ServiceAccount {{ metadata.name = module.name }}
  emit Service {{ metadata.name = module.name, spec {{ selector = {{ app = module.name, served = "yes" }}, ports = [{{ port = 81, targetPort = "api" }}] }} }}
}}
"#,
            clusters.join(", "),
            // Addresses have no identity, and some modules let addresses in.
            if self.mesh.is_some() { "mesh { mtls = \"permissive\" }" } else { "" }
        );
        for module in &self.modules {
            self.write(module, &mut text);
        }
        text
    }

    fn write(&self, module: &Module, text: &mut String) {
        let port = module.port;
        let deploy = match module.sort {
            Sort::Web => format!(
                r#"WebService {{ image = "ghcr.io/acme/x:1.0.0", port = {port}, hooks {{ migrate {{ command = ["migrate"] }} }} }}"#
            ),
            Sort::Worker => r#"Worker { image = "ghcr.io/acme/x:1.0.0" }"#.to_owned(),
            Sort::Stateful => format!(
                r#"StatefulService {{ image = "ghcr.io/acme/x:1.0.0", ports = {{ main = {port}, peers = {} }}, claims = [{{ name = "data", path = "/data", size = 1Gi }}] }}"#,
                port + 1
            ),
            Sort::Named => format!("Named {{ port = {port} }}"),
        };
        let exposes: Vec<String> =
            module.exposes.iter().map(|(name, number)| format!("{name} = {number}")).collect();
        let mut connects: Vec<String> = Vec::new();
        for (at, other) in self.modules.iter().enumerate() {
            let names: Vec<String> = module
                .connects
                .iter()
                .filter(|(to, _)| *to == at)
                .map(|(_, name)| format!("\"{name}\""))
                .collect();
            if !names.is_empty() {
                connects.push(format!("{} = [{}]", other.name, names.join(", ")));
            }
        }
        let all: Vec<String> = module.exposes.iter().map(|(name, _)| format!("\"{name}\"")).collect();
        let all = all.join(", ");
        let mut ingress = Vec::new();
        if module.from_gateway {
            ingress.push(format!(r#"{{ gateway = "public", ports = [{all}] }}"#));
        }
        if module.from_monitoring {
            ingress.push(format!(
                r#"{{ namespace = "monitoring", pods = {{ app = "prometheus" }}, ports = [{all}] }}"#
            ));
        }
        if module.from_addresses {
            ingress.push(format!(
                r#"{{ cidr = "192.0.2.0/24", except = ["192.0.2.128/25"], ports = [{all}] }}"#
            ));
        }
        let egress = match module.to_addresses {
            true => r#"{ cidr = "192.0.2.0/24", except = ["192.0.2.128/25"], ports = [5432] }"#,
            false => "",
        };
        let _ = writeln!(
            text,
            "module {} {{\n  team = shop\n{}  exposes = {{ {} }}\n  connects = {{ {} }}\n  ingress = [{}]\n  egress = [{egress}]\n  deploy = {deploy}\n}}",
            module.name,
            if module.in_first { "  clusters = [on-c0]\n" } else { "" },
            exposes.join(", "),
            connects.join(", "),
            ingress.join(", "),
        );
    }

    /// Whether the program says that these requests get through.
    pub(super) fn declares(&self, world: &World, ask: &Ask) -> bool {
        let (from, to) = (&world.pods[ask.from], &world.pods[ask.to]);
        // Proxies on nodes carry what is declared by a port of their own.
        let carried = self.mesh == Some("ambient") && (ask.protocol, ask.port) == ("TCP", 15008);
        if carried && from.namespace.is_some() && to.namespace.is_some() {
            let ports = world.ports.iter().filter(|(protocol, _)| *protocol == "TCP");
            return ports.into_iter().any(|(_, port)| self.connected(from, to, &Ask { port: *port, ..*ask }));
        }
        self.connected(from, to, ask) || self.is_question(from, to, ask) || self.is_of_mesh(from, to, ask)
    }

    /// Whether both ends say so.
    fn connected(&self, from: &Pod, to: &Pod, ask: &Ask) -> bool {
        // Whatever is outside of our namespaces sends and gets what it likes.
        let sends = self.module_of(from).map_or(!from.is_ours(), |module| {
            self.sends_to_module(module, to, ask) || self.sends_to_others(module, to, ask)
        });
        let gets = self.module_of(to).map_or(!to.is_ours(), |module| {
            self.gets_from_module(module, from, to, ask) || self.gets_from_others(module, from, to, ask)
        });
        sends && gets
    }

    /// What the mesh itself needs: its control plane, or the probes that its proxies pass on.
    fn is_of_mesh(&self, from: &Pod, to: &Pod, ask: &Ask) -> bool {
        match self.mesh {
            Some("sidecar") => {
                from.is_ours() && to.maker == "control-plane" && (ask.protocol, ask.port) == ("TCP", 15012)
            }
            Some("ambient") => from.maker == "probe" && to.is_ours(),
            _ => false,
        }
    }

    fn module_of(&self, pod: &Pod) -> Option<&Module> {
        self.modules.iter().find(|module| Some(&module.name) == pod.module.as_ref())
    }

    /// All pods in our namespaces may ask for names.
    fn is_question(&self, from: &Pod, to: &Pod, ask: &Ask) -> bool {
        from.is_ours() && to.maker == "dns" && ask.port == 53
    }

    fn sends_to_module(&self, module: &Module, to: &Pod, ask: &Ask) -> bool {
        self.module_of(to).is_some_and(|other| self.connects(module, other, to, ask))
    }

    fn gets_from_module(&self, module: &Module, from: &Pod, to: &Pod, ask: &Ask) -> bool {
        self.module_of(from).is_some_and(|other| self.connects(other, module, to, ask))
    }

    fn connects(&self, from: &Module, to: &Module, pod: &Pod, ask: &Ask) -> bool {
        from.connects
            .iter()
            .any(|(at, name)| self.modules[*at].name == to.name && arrives(to, name, pod, ask))
    }

    fn sends_to_others(&self, module: &Module, to: &Pod, ask: &Ask) -> bool {
        module.to_addresses && to.maker == "inside" && (ask.protocol, ask.port) == ("TCP", 5432)
    }

    fn gets_from_others(&self, module: &Module, from: &Pod, to: &Pod, ask: &Ask) -> bool {
        let may = match from.maker.as_str() {
            "gateway" => module.from_gateway,
            "prometheus" => module.from_monitoring,
            "inside" => module.from_addresses,
            _ => false,
        };
        may && module.exposes.iter().any(|(name, _)| arrives(module, name, to, ask))
    }
}

/// Whether requests to a port of a module arrive at this pod and port.
fn arrives(module: &Module, name: &str, pod: &Pod, ask: &Ask) -> bool {
    let listens = match module.sort {
        Sort::Web => pod.maker.starts_with("Deployment/").then_some(module.port),
        Sort::Worker => None,
        Sort::Stateful => Some(if name == "main" { module.port } else { module.port + 1 }),
        Sort::Named => match pod.maker.rsplit_once('-').map(|(_, sort)| sort) {
            Some("blue") => Some(module.port),
            Some("green") => Some(module.port + 1),
            _ => None,
        },
    };
    ask.protocol == "TCP" && listens == Some(ask.port)
}
