//! The files of a module: one folder for the base and one for each overlay, each with a `kustomization.yaml` and one
//! file an object or patch. Files of a patch begin with `patch-`, or with `delete-` where it takes an object away.

use ecow::EcoString;
use o8_ir::platform::Module;
use o8_ir::{Map, Node, Origin, OutputFile, Tree};

use super::model::operations::{Action, Operation};
use super::model::replicas::Replicas;
use super::names::file_names;
use super::overlay::{Overlay, PatchBody, Target};
use super::plan::Plan;
use crate::argocd::base_path;
use crate::document::TracedFile;
use crate::yaml::{Sink, Traced, write_document, write_header, write_object};

/// The files of a module in the Kustomize layout, relative to the output folder.
pub fn module_files(module: &Module) -> Vec<OutputFile> {
    let mut files = Vec::new();
    let keep = |path, bytes: &mut Vec<u8>| files.push(OutputFile { path, bytes: bytes.as_slice().into() });
    write_module(module, keep);
    files
}

/// The same files, with what their parts come from.
pub fn traced_module_files(module: &Module) -> Vec<TracedFile> {
    let mut files = Vec::new();
    let keep = |path, content: &mut Traced| {
        files.push(TracedFile { path, content: std::mem::take(content) });
    };
    write_module(module, keep);
    files
}

fn write_module<S: Sink + Default>(module: &Module, keep: impl FnMut(EcoString, &mut S)) {
    // A chart, folder or artifact need not have anything beside it.
    let mut targets = module.deployments.iter();
    if !module.deployments.is_empty()
        && targets.all(|deployment| deployment.source.is_some() && deployment.objects.is_empty())
    {
        return;
    }
    let plan = Plan::of(module);
    let mut folder = Folder { module, path: String::new(), content: S::default(), keep };
    folder.path = base_path(&module.name).into();
    folder.write_overlay(None, &plan.base);
    for (name, below, overlay) in &plan.overlays {
        folder.path = format!("modules/{}/overlays/{name}", module.name);
        folder.write_overlay(Some(below), overlay);
    }
}

/// A folder that is being written.
struct Folder<'a, S, K> {
    module: &'a Module,
    path: String,
    /// The content of one file after the other.
    content: S,
    /// What becomes of each.
    keep: K,
}

impl<S: Sink, K: FnMut(EcoString, &mut S)> Folder<'_, S, K> {
    /// Writes the files of an overlay on `below`, or of a base.
    fn write_overlay(&mut self, below: Option<&str>, overlay: &Overlay<'_>) {
        let resources = overlay.resources.iter().map(|(object, _)| ("", *object));
        let patches = overlay.patches.iter().map(|patch| match patch.body {
            PatchBody::Delete(_) => ("delete-", patch.object),
            PatchBody::Merge(_) | PatchBody::Operations(..) => ("patch-", patch.object),
        });
        let names = file_names(&resources.chain(patches).collect::<Vec<_>>());
        let (of_resources, of_patches) = names.split_at(overlay.resources.len());

        let kustomization = kustomization(below, overlay, of_resources, of_patches);
        self.write("kustomization.yaml", |out| write_document(&kustomization, out));
        for ((object, namespace), name) in overlay.resources.iter().zip(of_resources) {
            self.write(name, |out| write_object(&object.body, *namespace, out));
        }
        for (patch, name) in overlay.patches.iter().zip(of_patches) {
            match &patch.body {
                PatchBody::Delete(body) | PatchBody::Merge(body) => {
                    self.write(name, |out| write_document(body, out));
                }
                PatchBody::Operations(_, operations) => {
                    let operations: Vec<_> = operations.iter().map(operation).collect();
                    self.write(name, |out| write_document(&Node::derived(operations.into()), out));
                }
            }
        }
    }

    fn write(&mut self, name: &str, content: impl FnOnce(&mut S)) {
        self.content.bytes().clear();
        write_header(&self.module.source, self.content.bytes());
        content(&mut self.content);
        let mut path = EcoString::with_capacity(self.path.len() + 1 + name.len());
        path.push_str(&self.path);
        path.push('/');
        path.push_str(name);
        (self.keep)(path, &mut self.content);
    }
}

fn kustomization(
    below: Option<&str>,
    overlay: &Overlay<'_>,
    resources: &[String],
    patches: &[String],
) -> Node {
    let mut fields = Map(Vec::with_capacity(6));
    fields.0.push(("apiVersion".into(), "kustomize.config.k8s.io/v1beta1".into()));
    fields.0.push(("kind".into(), "Kustomization".into()));

    let mut resources: Vec<&str> = resources.iter().map(String::as_str).collect();
    resources.sort_unstable();
    let resources = below.into_iter().chain(resources).map(Node::from).collect::<Vec<_>>();
    fields.0.push(("resources".into(), Node::derived(resources.into())));

    let mut named: Vec<_> = patches.iter().zip(&overlay.patches).collect();
    named.sort_unstable_by_key(|(name, _)| *name);
    let mut all: Vec<Node> = named
        .into_iter()
        .map(|(name, patch)| {
            let mut fields = Map(vec![("path".into(), name.as_str().into())]);
            if let PatchBody::Operations(of, _) = &patch.body {
                fields.0.push(("target".into(), target(of)));
            }
            Node::derived(Tree::Map(fields))
        })
        .collect();
    if let Some(namespace) = &overlay.namespace {
        let mut text = Vec::new();
        let operation = Operation {
            action: Action::Add,
            path: "/metadata/namespace".into(),
            value: Some(namespace.namespace.into()),
        };
        write_document(&Node::derived(vec![self::operation(&operation)].into()), &mut text);
        let text = String::from_utf8_lossy(&text);
        for of in &namespace.targets {
            all.push(map([("target", target(of)), ("patch", text.trim_end().into())]));
        }
    }
    if !all.is_empty() {
        fields.0.push(("patches".into(), Node::derived(all.into())));
    }

    if !overlay.replicas.is_empty() {
        let entries = overlay.replicas.iter();
        let count = |entry: &Replicas| Node { tree: Tree::Int(entry.count), origin: entry.origin };
        let entries =
            entries.map(|entry| map([("name", entry.name.clone().into()), ("count", count(entry))]));
        fields.0.push(("replicas".into(), Node::derived(entries.collect::<Vec<_>>().into())));
    }
    if !overlay.images.is_empty() {
        let entries = overlay.images.iter().map(|entry| {
            let name = Some(&entry.name);
            let fields = [
                ("name", name),
                ("newName", entry.new_name.as_ref()),
                ("newTag", entry.new_tag.as_ref()),
                ("digest", entry.digest.as_ref()),
            ];
            texts(fields, entry.origin)
        });
        fields.0.push(("images".into(), Node::derived(entries.collect::<Vec<_>>().into())));
    }
    Node::derived(Tree::Map(fields))
}

fn target(target: &Target) -> Node {
    Node::derived(Tree::Map(
        target_fields(target).into_iter().map(|(name, text)| (name, Node::from(text))).collect(),
    ))
}

/// The fields of a target that select something.
pub(super) fn target_fields(target: &Target) -> Vec<(&'static str, EcoString)> {
    let fields = [
        ("group", &target.group),
        ("version", &target.version),
        ("kind", &target.kind),
        ("name", &target.name),
        ("namespace", &target.namespace),
    ];
    fields.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))).collect()
}

pub(super) fn operation(operation: &Operation) -> Node {
    let action = match operation.action {
        Action::Add => "add",
        Action::Replace => "replace",
        Action::Remove => "remove",
    };
    let mut fields = Map(vec![("op".into(), action.into()), ("path".into(), operation.path.clone().into())]);
    fields.0.extend(operation.value.clone().map(|value| ("value".into(), value)));
    Node::derived(Tree::Map(fields))
}

fn map<const N: usize>(fields: [(&str, Node); N]) -> Node {
    Node::derived(Tree::Map(fields.into_iter().collect()))
}

fn texts<const N: usize>(fields: [(&str, Option<&EcoString>); N], origin: Origin) -> Node {
    let text = |text: &EcoString| Node { origin, ..Node::from(text.clone()) };
    let present = fields.into_iter().filter_map(|(name, found)| Some((name, text(found?))));
    Node::derived(Tree::Map(present.collect()))
}
