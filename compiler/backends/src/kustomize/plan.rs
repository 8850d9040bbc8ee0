//! The base and the overlays of a module, proved against its targets.
//!
//! A layer may always say less: an object that Kustomize cannot carry from a layer to a target is left out of the
//! layers and added by the overlays of the targets.

use std::collections::HashSet;

use ecow::EcoString;
use o8_ir::platform::Module;
use o8_ir::{Identity, Object};

use super::overlay::{Layer, Overlay, difference};

/// The base and the overlays of a module.
#[derive(Debug)]
pub(super) struct Plan<'a> {
    /// The base: resources alone.
    pub(super) base: Overlay<'a>,
    /// The name of each overlay, the path to the layer below, and what it does.
    pub(super) overlays: Vec<(EcoString, EcoString, Overlay<'a>)>,
}

impl<'a> Plan<'a> {
    pub(super) fn of(module: &'a Module) -> Self {
        let mut left_out = contested(module);
        loop {
            let in_the_way = match Self::without(module, &left_out) {
                Ok(plan) => return plan,
                Err(in_the_way) => in_the_way,
            };
            // Invariant: what stands in the way of an overlay is in the layer below, so that each round leaves out one
            // object more, at least; a layer without objects stands in the way of nothing.
            let before = left_out.len();
            left_out.extend(in_the_way.into_iter().cloned());
            assert!(left_out.len() > before, "what stands in the way of an overlay is in the layer below");
        }
    }

    /// The plan without some objects in the layers, or those that stand in its way.
    fn without(module: &'a Module, left_out: &HashSet<Identity>) -> Result<Self, Vec<&'a Identity>> {
        let kept = |objects: &'a [Object]| {
            objects
                .iter()
                .filter(|object| left_out.is_empty() || !left_out.contains(&object.identity))
                .collect()
        };
        let base = Layer { objects: kept(&module.base), namespace: None };
        let mut overlays = Vec::with_capacity(module.environments.len() + module.deployments.len());
        let mut environments = Vec::with_capacity(module.environments.len());
        for environment in &module.environments {
            let layer =
                Layer { objects: kept(&environment.objects), namespace: environment.namespace.as_deref() };
            let overlay = difference(&base, &layer)?;
            overlays.push((environment.environment.clone(), "../../base".into(), overlay));
            environments.push((&environment.environment, layer));
        }
        for deployment in &module.deployments {
            let target = &deployment.target;
            let environment =
                environments.iter().find(|(name, _)| Some(*name) == target.environment.as_ref());
            let (below, path): (_, EcoString) = match environment {
                Some((name, layer)) if target.one_of_several => (layer, ecow::eco_format!("../{name}")),
                _ => (&base, "../../base".into()),
            };
            let layer = Layer {
                objects: deployment.objects.iter().collect(),
                namespace: Some(&deployment.namespace),
            };
            overlays.push((target.label(), path, difference(below, &layer)?));
        }
        let resources = base.objects.iter().map(|object| (*object, base.namespace_of(object))).collect();
        Ok(Self { base: Overlay { resources, ..Overlay::default() }, overlays })
    }
}

/// Objects in the module's own namespace that have a namesake in the namespace `default`. To Kustomize the two are one
/// as long as the namespace of the first is not known.
fn contested(module: &Module) -> HashSet<Identity> {
    let layers = || {
        let targets = module.deployments.iter().map(|deployment| &deployment.objects);
        let environments = module.environments.iter().map(|environment| &environment.objects);
        std::iter::once(&module.base).chain(environments).chain(targets)
    };
    let is_in_default = |object: &&Object| !object.in_own_namespace && object.namespace() == Some("default");
    let name_of = |object: &'_ Object| (EcoString::from(object.kind()), EcoString::from(object.name()));
    let taken: HashSet<_> = layers().flatten().filter(is_in_default).map(name_of).collect();
    if taken.is_empty() {
        return HashSet::new();
    }
    let own = layers().flatten().filter(|object| object.in_own_namespace);
    own.filter(|object| taken.contains(&name_of(object))).map(|object| object.identity.clone()).collect()
}
