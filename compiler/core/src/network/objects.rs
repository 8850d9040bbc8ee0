//! Policies as objects of the modules that they are for.

use std::borrow::Cow;
use std::sync::Arc;

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Deployment, Module, Target};
use o8_ir::{Identity, ModuleSummary, Node, Object, Origin, OriginKind, Origins, Source};

use super::{Connections, Made, OfModule, connections};
use crate::db::Program;
use crate::eval::{self, ModuleValue};
use crate::ids::{DefId, DefKind};
use crate::output::object_summary;

/// The policies of a module in its targets. An edit of another module that changes none of them is none of its business.
#[salsa::tracked]
pub fn made_for(db: &dyn salsa::Database, program: Program, module: EcoString) -> Arc<OfModule> {
    connections(db, program).made.get(&module).cloned().unwrap_or_default()
}

/// Adds to a module what follows from its connections: to its targets, and where all targets of an environment have the same,
/// to the layer that they share.
pub fn add_to_module(made: &OfModule, module: &mut Module, origins: &mut Origins) {
    if made.is_empty() {
        return;
    }
    for deployment in &mut module.deployments {
        let target = match deployment.fleet.first() {
            // Of a fleet, all clusters have the same.
            Some((cluster, _)) => {
                Target { cluster: cluster.clone(), one_of_several: true, ..deployment.target.clone() }
            }
            None => deployment.target.clone(),
        };
        let Some((_, all)) = made.iter().find(|(known, _)| *known == target) else { continue };
        for made in all {
            let origin = origin(made, origins);
            deployment.objects.push(object(made, origin));
        }
    }
    for layer in &mut module.environments {
        let is_in =
            |deployment: &&Deployment| deployment.target.environment.as_ref() == Some(&layer.environment);
        let mut targets = module.deployments.iter().filter(is_in);
        let Some(first) = targets.next() else { continue };
        let others: Vec<&Deployment> = targets.collect();
        let shared = first.objects.iter().filter(|object| {
            object.identity.0.starts_with(IDENTITY)
                && others.iter().all(|other| other.objects.iter().any(|same| is_same(object, same)))
        });
        layer.objects.extend(shared.cloned());
    }
}

/// A module in all its layers and targets, with what follows from its connections.
pub fn module<'db>(db: &'db dyn salsa::Database, program: Program, def: DefId) -> Cow<'db, ModuleValue> {
    let value = eval::module(db, program, def);
    let made = made_for(db, program, value.module.name.clone());
    if def.data().kind == DefKind::Existing || made.is_empty() {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    add_to_module(made, &mut value.module, &mut value.origins);
    Cow::Owned(value)
}

/// What tells these objects from those that the program emits, whose identities begin with the name of a type.
const IDENTITY: &str = "network:";

fn is_same(one: &Object, other: &Object) -> bool {
    one.identity == other.identity && one.body == other.body
}

/// The line of the program that declares a connection stands behind the policies that are made of it.
fn origin(made: &Made, origins: &mut Origins) -> Origin {
    let source = Source { kind: OriginKind::Body, written: made.place, decided: made.place };
    let at = origins.0.iter().position(|known| *known == source).unwrap_or_else(|| {
        origins.0.push(source);
        origins.0.len() - 1
    });
    Origin(u32::try_from(at).expect("fewer origins than bytes of text"))
}

fn object(made: &Made, origin: Origin) -> Object {
    let mut body = made.body.clone();
    body.origin = origin;
    let text = |path: &[&str]| body.at(path).and_then(Node::as_str).unwrap_or_default();
    let identity = eco_format!("{IDENTITY}{}:{}", text(&["kind"]), text(&["metadata", "name"]));
    Object {
        identity: Identity(identity),
        built_in: made.built_in,
        namespaced: true,
        in_own_namespace: true,
        body,
    }
}

/// Modules with what follows from their connections.
pub fn with_policies<'a>(
    connections: &Connections,
    modules: &[&'a ModuleSummary],
) -> Vec<Cow<'a, ModuleSummary>> {
    let with = |module: &'a ModuleSummary| {
        let Some(all) = connections.made.get(&module.name) else { return Cow::Borrowed(module) };
        let mut module = module.clone();
        for deployment in &mut module.deployments {
            let own = all.iter().find(|(target, _)| *target == deployment.target);
            deployment.objects.extend(own.into_iter().flat_map(|(_, made)| made).map(|made| {
                let object = object(made, Origin::NONE);
                object_summary(&object, None, &|_| made.place, &|_| made.place)
            }));
        }
        Cow::Owned(module)
    };
    modules.iter().map(|module| with(module)).collect()
}
