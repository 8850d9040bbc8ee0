//! How fast modules become files: a base and three overlays each, in both layouts. `cargo bench -p o8-backends --bench kustomize`.

mod fleet;

use std::hint::black_box;
use std::time::Instant;

use fleet::{list, map, text};
use o8_backends::kustomize::{Layer, difference, module_files};
use o8_backends::rendered::rendered_files;
use o8_diagnostics::{Place, Span};
use o8_ir::platform::{Deployment, Destination, Module, Target};
use o8_ir::{Identity, Node, Object, Tree};

fn object(identity: &str, body: Node) -> Object {
    Object {
        identity: Identity(identity.into()),
        built_in: true,
        namespaced: true,
        in_own_namespace: true,
        body,
    }
}

/// A kind of a few fields, with the labels that all have.
fn small(index: usize, api_version: &str, kind: &str, spec: Node) -> Object {
    let name = || text(format!("checkout-{index}"));
    let labels = map([("app.kubernetes.io/name", name()), ("app.kubernetes.io/part-of", "shop".into())]);
    let body = map([
        ("apiVersion", api_version.into()),
        ("kind", kind.into()),
        ("metadata", map([("name", name()), ("labels", labels)])),
        ("spec", spec),
    ]);
    object(kind, body)
}

fn base(index: usize) -> Vec<Object> {
    let selector = || map([("app.kubernetes.io/name", text(format!("checkout-{index}")))]);
    let port = map([("name", "http".into()), ("port", 80.into()), ("targetPort", "http".into())]);
    let rule = map([("from", list([map([("podSelector", map([("matchLabels", selector())]))])]))]);
    vec![
        object("Deployment", fleet::deployment(index)),
        small(index, "v1", "Service", map([("selector", selector()), ("ports", list([port]))])),
        small(index, "v1", "ServiceAccount", map([])),
        small(
            index,
            "autoscaling/v2",
            "HorizontalPodAutoscaler",
            map([("minReplicas", 2.into()), ("maxReplicas", 4.into())]),
        ),
        small(
            index,
            "policy/v1",
            "PodDisruptionBudget",
            map([("minAvailable", 1.into()), ("selector", selector())]),
        ),
        small(
            index,
            "networking.k8s.io/v1",
            "NetworkPolicy",
            map([("podSelector", map([("matchLabels", selector())])), ("ingress", list([rule]))]),
        ),
    ]
}

fn set(node: &mut Node, path: &[&str], value: Node) {
    let Tree::Map(map) = &mut node.tree else { return };
    match path {
        [field] => map.insert(*field, value),
        [field, rest @ ..] => {
            if let Some(below) = map.get_mut(field) {
                set(below, rest, value);
            }
        }
        [] => {}
    }
}

fn container(objects: &mut [Object]) -> Option<&mut Node> {
    let mut node = &mut objects[0].body;
    for field in ["spec", "template", "spec", "containers"] {
        let Tree::Map(map) = &mut node.tree else { return None };
        node = map.get_mut(field)?;
    }
    let Tree::List(list) = &mut node.tree else { return None };
    list.items.first_mut()
}

fn module(index: usize) -> Module {
    let base = base(index);
    let deployments = ["dev", "staging", "prod"].map(|environment| {
        let mut objects = base.clone();
        if environment != "dev" {
            set(&mut objects[3].body, &["spec", "maxReplicas"], 10.into());
            set(&mut objects[0].body, &["spec", "replicas"], 4.into());
            if let Some(container) = container(&mut objects) {
                set(container, &["image"], text(format!("ghcr.io/acme/checkout-{index}:1.4.3")));
                set(container, &["resources", "limits", "memory"], "1Gi".into());
            }
        }
        Deployment {
            target: Target {
                environment: Some(environment.into()),
                cluster: "local".into(),
                one_of_several: false,
                per_pull_request: false,
                live: false,
            },
            destination: Destination::Name("local".into()),
            fleet: Vec::new(),
            namespace: format!("shop-{environment}").as_str().into(),
            addon: None,
            objects,
            source: None,
            values: None,
            settings: map([]),
            known: None,
        }
    });
    Module {
        name: format!("checkout-{index}").as_str().into(),
        team: "shop".into(),
        source: "shop/checkout.o8".into(),
        place: Place::local(Span::at(0)),
        base,
        base_values: None,
        environments: Vec::new(),
        deployments: deployments.into(),
    }
}

fn measure(name: &str, modules: &[Module], run: impl Fn(&Module) -> (usize, usize)) {
    let mut best = f64::MAX;
    let mut total = (0, 0);
    for _ in 0..10 {
        total = (0, 0);
        let start = Instant::now();
        for module in modules {
            let (files, bytes) = run(black_box(module));
            total = (total.0 + files, total.1 + bytes);
        }
        best = best.min(start.elapsed().as_secs_f64());
    }
    #[expect(clippy::print_stdout, reason = "a benchmark prints its figures")]
    {
        println!(
            "{name}: {} files, {:.1} MB, {:.1} µs a module, {:.0} MB/s",
            total.0,
            total.1 as f64 / 1e6,
            best * 1e6 / modules.len() as f64,
            total.1 as f64 / 1e6 / best
        );
    }
}

fn main() {
    let modules: Vec<_> = (0..1_000).map(module).collect();
    let size = |files: &[o8_ir::OutputFile]| (files.len(), files.iter().map(|file| file.bytes.len()).sum());
    measure("difference", &modules, |module| {
        let base = Layer { objects: module.base.iter().collect(), namespace: None };
        let overlays = module.deployments.iter().map(|deployment| {
            let target = Layer {
                objects: deployment.objects.iter().collect(),
                namespace: Some(&deployment.namespace),
            };
            difference(&base, &target).map_or(0, |overlay| overlay.patches.len())
        });
        (overlays.sum(), 0)
    });
    measure("kustomize", &modules, |module| size(&module_files(module)));
    measure("rendered", &modules, |module| size(&rendered_files(module)));
}
