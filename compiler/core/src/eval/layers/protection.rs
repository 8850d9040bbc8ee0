//! SY02: objects of production that hold data are deleted only when somebody says so, whatever a text no longer lists.
//!
//! ```yaml
//! metadata:
//!   annotations:
//!     argocd.argoproj.io/sync-options: Prune=confirm,Delete=confirm
//! ```

use o8_ir::{Map, Node, Object, Tree};
use o8_kubernetes::is_stateful;

use crate::ids::DefId;

use super::super::machine::Machine;
use super::super::value::Value;
use super::{Place, text};

const SYNC_OPTIONS: &str = "argocd.argoproj.io/sync-options";

/// The release of Argo CD from which on it asks. One that does not know the word would prune at once.
const ASKS: (u32, u32) = (2, 14);

/// The options of what holds data, for the Argo CD of the program.
pub(super) fn options(machine: &mut Machine<'_, '_>) -> &'static str {
    match release(machine) {
        Some(release) if release < ASKS => "Prune=false,Delete=false",
        _ => "Prune=confirm,Delete=confirm",
    }
}

fn release(machine: &mut Machine<'_, '_>) -> Option<(u32, u32)> {
    let platform = machine.entity(machine.platform()?)?;
    let field = platform.info.shape.position("argocd")?;
    let Value::Record(argocd) = machine.field(platform, field, || platform.made.place()).value else {
        return None;
    };
    let field = argocd.info.shape.position("version")?;
    match machine.field(argocd, field, || argocd.made.place()).value {
        Value::String(version) => {
            let (major, minor) = version.split_once('.')?;
            Some((major.parse().ok()?, minor.parse().ok()?))
        }
        _ => None,
    }
}

/// Whether an accident costs much in a place: in an environment of that tier, or where an addon has it.
pub(super) fn is_production(machine: &mut Machine<'_, '_>, module: DefId, place: &Place) -> bool {
    text(machine, place.environment.unwrap_or(module), "tier").is_some_and(|tier| tier == "production")
}

/// Sets the options on objects that hold data. What the author says of them stands.
pub(super) fn protect(objects: &mut [Object], options: Option<&'static str>) {
    let Some(options) = options else { return };
    for object in objects.iter_mut().filter(|object| is_stateful(object.group(), object.kind())) {
        let metadata = match &mut object.body.tree {
            Tree::Map(fields) => fields.get_mut("metadata"),
            _ => None,
        };
        let Some(Node { tree: Tree::Map(metadata), .. }) = metadata else { continue };
        if metadata.get("annotations").is_none() {
            metadata.insert("annotations", Node::derived(Tree::Map(Map::default())));
        }
        if let Some(Node { tree: Tree::Map(annotations), .. }) = metadata.get_mut("annotations")
            && annotations.get(SYNC_OPTIONS).is_none()
        {
            annotations.insert(SYNC_OPTIONS, options.into());
        }
    }
}
