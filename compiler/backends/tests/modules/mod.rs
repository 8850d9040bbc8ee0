//! Generated modules: objects of many kinds, and versions of them that differ in random ways.

mod mutate;
mod templates;

use o8_diagnostics::{Place, Span};
use o8_ir::platform::{Deployment, Destination, EnvironmentLayer, Module, Target};
use o8_ir::{Identity, Map, Node, Object, ObjectKey, Tree};

use crate::random::Random;
pub(crate) use templates::node;

/// A module of random objects that goes to three environments, the last of them with two clusters.
pub(crate) fn module(random: &mut Random, name: &str) -> Module {
    let mut next = 0;
    let mut base = Vec::new();
    for _ in 0..2 + random.below(6) {
        base.push(templates::object(random, name, &mut next));
    }
    keep_distinct(&mut base);
    let mut deployments = Vec::new();
    for environment in ["dev", "test"] {
        let objects = change(random, &base, name, environment, &mut next);
        deployments.push(deployment(random, name, environment, None, objects));
    }
    let objects = change(random, &base, name, "prod", &mut next);
    let namespace = format!("{name}-prod");
    let knows_namespace = random.once_in(2);
    let layer = EnvironmentLayer {
        environment: "prod".into(),
        namespace: knows_namespace.then(|| namespace.as_str().into()),
        objects,
    };
    for cluster in ["eu", "us"] {
        let suffix = format!("prod-{cluster}");
        let objects = change(random, &layer.objects, name, &suffix, &mut next);
        let mut deployment = deployment(random, name, "prod", Some(cluster), objects);
        deployment.namespace =
            if knows_namespace { namespace.clone() } else { format!("{name}-prod-{cluster}") }.into();
        deployments.push(deployment);
    }
    Module {
        name: name.into(),
        team: "team".into(),
        source: "generated.o8".into(),
        place: Place::local(Span::at(0)),
        base,
        base_values: None,
        environments: vec![layer],
        deployments,
    }
}

fn deployment(
    random: &mut Random,
    module: &str,
    environment: &str,
    cluster: Option<&str>,
    mut objects: Vec<Object>,
) -> Deployment {
    let namespace = match random.below(12) {
        // Where there are several clusters the caller decides.
        0 | 1 if cluster.is_some() => format!("{module}-{environment}"),
        0 => "default".to_owned(),
        1 => "elsewhere".to_owned(),
        _ => format!("{module}-{environment}"),
    };
    // No program puts one object into one namespace twice.
    let foreign: Vec<_> = objects.iter().filter(|object| !object.in_own_namespace).map(Object::key).collect();
    objects.retain(|object| {
        let key = ObjectKey { namespace: Some(namespace.as_str().into()), ..object.key() };
        !object.in_own_namespace || !foreign.contains(&key)
    });
    // A target may write its namespace into the objects or leave that to the backend.
    if cluster.is_none() && random.once_in(2) {
        for object in objects.iter_mut().filter(|object| object.in_own_namespace) {
            let metadata = metadata(object);
            metadata.insert("namespace", namespace.as_str().into());
        }
    }
    Deployment {
        target: Target {
            environment: Some(environment.into()),
            cluster: cluster.unwrap_or("local").into(),
            one_of_several: cluster.is_some(),
            per_pull_request: false,
            live: false,
        },
        destination: Destination::Name("local".into()),
        namespace: namespace.into(),
        fleet: Vec::new(),
        addon: None,
        objects,
        source: None,
        values: None,
        settings: Node::derived(Tree::Map(Map::default())),
        known: None,
    }
}

/// The next layer: most objects stay as they are or change a little, some go, come or are renamed.
fn change(
    random: &mut Random,
    below: &[Object],
    module: &str,
    suffix: &str,
    next: &mut usize,
) -> Vec<Object> {
    let mut objects = Vec::new();
    for object in below {
        let mut object = object.clone();
        match random.below(12) {
            0 => continue,
            1 => {
                let renamed = format!("{}-{suffix}", object.name());
                metadata(&mut object).insert("name", renamed.as_str().into());
            }
            2..=4 => {}
            5 | 6 => mutate::image_and_replicas(random, &mut object.body),
            _ => {
                for _ in 0..1 + random.below(4) {
                    mutate::object(random, &mut object.body);
                }
            }
        }
        objects.push(object);
    }
    if random.once_in(3) {
        objects.push(templates::object(random, module, next));
    }
    if random.once_in(10) && objects.len() > 1 {
        objects.swap(0, 1);
    }
    keep_distinct(&mut objects);
    objects
}

/// A layer holds no object twice.
fn keep_distinct(objects: &mut Vec<Object>) {
    let mut seen = Vec::new();
    objects.retain(|object| {
        let key = (object.in_own_namespace, object.key());
        let is_new = !seen.contains(&key);
        seen.push(key);
        is_new
    });
}

fn metadata(object: &mut Object) -> &mut Map {
    let Tree::Map(body) = &mut object.body.tree else { unreachable!("an object is a map") };
    match body.get_mut("metadata") {
        Some(Node { tree: Tree::Map(metadata), .. }) => metadata,
        _ => unreachable!("an object has metadata"),
    }
}

fn object(identity: String, body: Node, namespaced: bool, in_own_namespace: bool) -> Object {
    Object { identity: Identity(identity.into()), built_in: true, namespaced, in_own_namespace, body }
}
