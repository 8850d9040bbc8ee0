//! What Argo CD changes in an overlay for each pull request: patches in the template of an ApplicationSet.
//!
//! ```yaml
//! patches:
//! - patch: |-
//!     apiVersion: apps/v1
//!     kind: Deployment
//!     metadata:
//!       name: web
//!     spec:
//!       template:
//!         spec:
//!           containers:
//!           - name: web
//!             image: {{ print "ghcr.io/acme/web:" .head_sha | toJson }}
//! ```

use ecow::{EcoString, eco_format};
use o8_ir::platform::{Deployment, Known};
use o8_ir::{LatePatch, Node, Object, Tree, late};

use super::files::{operation, target_fields};
use super::overlay::{Layer, PatchBody, difference_by_patches};
use super::plan::layer_of;
use crate::yaml::write_document;

/// The patches that turn the overlay of a target into its objects; or the object that no patch can change so.
pub fn late_patches(deployment: &Deployment) -> Result<Vec<LatePatch>, Object> {
    let Some(known) = &deployment.known else { return Ok(Vec::new()) };
    let lower = layer_of(known);
    // The namespace is set by the application, for all objects alike.
    let objects: Vec<Object> =
        deployment.objects.iter().map(|object| in_known_namespace(object, known)).collect();
    let upper = Layer { objects: objects.iter().collect(), namespace: lower.namespace };
    let overlay = difference_by_patches(&lower, &upper).map_err(|failed| {
        let is_it = |object: &&Object| failed.first().is_none_or(|identity| object.identity == **identity);
        deployment.objects.iter().find(is_it).expect("what fails is an object of the target").clone()
    })?;
    let patch = |patch: &super::overlay::Patch<'_>| match &patch.body {
        PatchBody::Merge(body) | PatchBody::Delete(body) => {
            LatePatch { target: Vec::new(), patch: template(body) }
        }
        PatchBody::Operations(target, operations) => {
            let operations: Vec<Node> = operations.iter().map(operation).collect();
            LatePatch { target: target_fields(target), patch: template(&Node::derived(operations.into())) }
        }
    };
    Ok(overlay.patches.iter().map(patch).collect())
}

fn in_known_namespace(object: &Object, known: &Known) -> Object {
    let mut object = object.clone();
    if object.in_own_namespace
        && let Tree::Map(fields) = &mut object.body.tree
        && let Some(Node { tree: Tree::Map(metadata), .. }) = fields.get_mut("metadata")
    {
        match &known.namespace {
            Some(namespace) => metadata.insert("namespace", namespace.clone().into()),
            None => _ = metadata.remove("namespace"),
        }
    }
    object
}

/// A document as a Go template: what is late in it stands alone as a scalar, which the template quotes.
fn template(document: &Node) -> EcoString {
    // The writer decides on quotes by what it writes: words that nothing else in the document begins with stand for what is
    // late until then.
    let mut text = String::new();
    for prefix in (0..).map(|attempt| eco_format!("late{attempt}x")) {
        let mut late_texts = Vec::new();
        let with_words = late::map_texts(document, &mut |text| {
            if !late::is_late(text) {
                return text.into();
            }
            late_texts.push(late::quoting_template(text));
            eco_format!("{prefix}{}x", late_texts.len() - 1)
        });
        let mut bytes = Vec::new();
        write_document(&with_words, &mut bytes);
        text = String::from_utf8(bytes).expect("the writer writes text");
        if text.matches(prefix.as_str()).count() != late_texts.len() {
            continue;
        }
        text = late::escaped(&text).into();
        for (number, late_text) in late_texts.iter().enumerate() {
            text = text.replacen(&format!("{prefix}{number}x"), late_text, 1);
        }
        break;
    }
    text.trim_end().into()
}
