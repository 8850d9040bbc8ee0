//! Policies as objects of the modules that they are for.

use std::borrow::Cow;
use std::sync::Arc;

use ecow::{EcoString, eco_format};
use o8_backends::network;
use o8_ir::network::{Peer, Policy};
use o8_ir::platform::{Deployment, Environment, Module, Target};
use o8_ir::{Identity, ModuleSummary, Object, Origin, OriginKind, Origins, Source};

use super::{Connections, connections};
use crate::db::Program;
use crate::eval::{self, ModuleValue};
use crate::ids::{DefId, DefKind};
use crate::model::{Model, model};
use crate::output::object_summary;

/// The policies of a module in its targets. An edit of another module that changes none of them is none of its business.
#[salsa::tracked]
fn policies_of(
    db: &dyn salsa::Database,
    program: Program,
    module: EcoString,
) -> Arc<Vec<(Target, Vec<Policy>)>> {
    let all = &connections(db, program).policies;
    let own = all.iter().filter(|((name, _), _)| *name == module);
    Arc::new(own.map(|((_, target), policies)| (target.clone(), policies.clone())).collect())
}

/// Adds to a module what follows from its connections: to its targets, and where all targets of an environment have the same,
/// to the layer that they share.
pub fn add_to_module(db: &dyn salsa::Database, program: Program, module: &mut Module, origins: &mut Origins) {
    let connections = policies_of(db, program, module.name.clone());
    if connections.is_empty() {
        return;
    }
    let model = model(db, program);
    for deployment in &mut module.deployments {
        let target = match deployment.fleet.first() {
            // Of a fleet, all clusters have the same.
            Some((cluster, _)) => {
                Target { cluster: cluster.clone(), one_of_several: true, ..deployment.target.clone() }
            }
            None => deployment.target.clone(),
        };
        let Some((_, policies)) = connections.iter().find(|(known, _)| *known == target) else { continue };
        let environment = environment_of(model, deployment.target.environment.as_deref());
        let Some(environment) = environment else { continue };
        for policy in policies {
            let origin = origin(policy, origins);
            deployment.objects.push(object(environment, &deployment.target.cluster, policy, origin));
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
    if def.data().kind == DefKind::Existing || policies_of(db, program, value.module.name.clone()).is_empty()
    {
        return Cow::Borrowed(value);
    }
    let mut value = value.clone();
    add_to_module(db, program, &mut value.module, &mut value.origins);
    Cow::Owned(value)
}

/// What tells these objects from those that the program emits, whose identities begin with the name of a type.
const IDENTITY: &str = "network:";

fn is_same(one: &Object, other: &Object) -> bool {
    one.identity == other.identity && one.body == other.body
}

fn environment_of<'a>(model: &'a Model, name: Option<&str>) -> Option<&'a Environment> {
    let named = model.environments.iter().find(|entry| Some(entry.environment.name.as_str()) == name);
    named.map(|entry| &entry.environment)
}

/// The line of the program that declares a connection stands behind the policies that are made of it.
fn origin(policy: &Policy, origins: &mut Origins) -> Origin {
    let source = Source { kind: OriginKind::Body, written: policy.place, decided: policy.place };
    let at = origins.0.iter().position(|known| *known == source).unwrap_or_else(|| {
        origins.0.push(source);
        origins.0.len() - 1
    });
    Origin(u32::try_from(at).expect("fewer origins than bytes of text"))
}

fn object(environment: &Environment, cluster: &str, policy: &Policy, origin: Origin) -> Object {
    let by_name = policy.rules.iter().flat_map(|(peers, _)| peers).any(|peer| matches!(peer, Peer::Host(_)));
    let mut body = match by_name {
        true => {
            let names = environment.network.as_ref().and_then(|network| network.names);
            let cluster = environment.clusters.iter().find(|found| found.name == cluster);
            let facts = cluster.map(|cluster| cluster.network.clone()).unwrap_or_default();
            network::policy_by_name(policy, &network::name_servers(names, &facts))
        }
        false => network::policy(policy),
    };
    body.origin = origin;
    Object {
        identity: Identity(eco_format!("{IDENTITY}{}", policy.name)),
        built_in: !by_name,
        namespaced: true,
        in_own_namespace: true,
        body,
    }
}

/// Modules with what follows from their connections.
pub fn with_policies<'a>(
    model: &Model,
    connections: &Connections,
    modules: &[&'a ModuleSummary],
) -> Vec<Cow<'a, ModuleSummary>> {
    let with = |module: &'a ModuleSummary| {
        if !module
            .deployments
            .iter()
            .any(|found| connections.policies.contains_key(&(module.name.clone(), found.target.clone())))
        {
            return Cow::Borrowed(module);
        }
        let mut module = module.clone();
        for deployment in &mut module.deployments {
            let key = (module.name.clone(), deployment.target.clone());
            let environment = environment_of(model, deployment.target.environment.as_deref());
            let (Some(policies), Some(environment)) = (connections.policies.get(&key), environment) else {
                continue;
            };
            deployment.objects.extend(policies.iter().map(|policy| {
                let object = object(environment, &deployment.target.cluster, policy, Origin::NONE);
                object_summary(&object, None, &|_| policy.place, &|_| policy.place)
            }));
        }
        Cow::Owned(module)
    };
    modules.iter().map(|module| with(module)).collect()
}
