//! Components to Kubernetes objects, in the order of the program.

use ecow::{EcoString, eco_format};
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::{overrides as overriding, values as catalogue};
use o8_ir::{Identity, ListMerge, Map as TreeMap, Node, Object, ObjectKey, Tree};
use o8_kubernetes::DefinitionId;
use rustc_hash::FxHashMap;

use crate::hir::{Emit, ExprKind, RecordRef};
use crate::ids::DefId;

use super::calls::Round;
use super::cause::is_authors;
use super::edits::Change;
use super::entities::PatchHere;
use super::machine::Machine;
use super::render::Rendering;
use super::shape::{KindShape, Shape};
use super::value::{Entry, Instance, Key, Located, Map, Mode, Scope, Setting, Value};

/// How deep components may contain each other.
const MOST_NESTED: u32 = 64;

/// What a module renders to in one layer or target.
#[derive(Default)]
pub(super) struct Emitted<'a> {
    pub(super) objects: Vec<Object>,
    /// The records that typed objects were rendered from, for tests; parallel to `objects`.
    pub(super) records: Vec<Option<&'a Instance<'a>>>,
    /// What emits each.
    pub(super) places: Vec<Place>,
    patches: Vec<PatchHere<'a>>,
    /// For each patch, the objects that it was applied to.
    matches: Vec<Vec<EcoString>>,
    namespace: Option<Located<'a>>,
    /// Loop keys that were used already under a path, with how often.
    used: FxHashMap<EcoString, u32>,
    depth: u32,
    /// The author's setting that what is emitted now comes from.
    author: Option<Setting>,
    /// Whether the records behind the objects are asked for.
    keeps_records: bool,
}

/// An object whose tree is made.
struct Rendered<'a> {
    body: TreeMap,
    kind: &'a KindShape,
    /// The `emit`.
    at: Setting,
    /// Where it, or its metadata, is written.
    made: Setting,
    record: Option<&'a Instance<'a>>,
}

impl<'a> Machine<'a, '_> {
    /// Everything that a module deploys: `deploy`, then `extras`.
    pub(super) fn module_objects(&mut self, module: DefId) -> Emitted<'a> {
        self.emitted_by(module, false)
    }

    /// The same, with the records that the objects were rendered from.
    pub(super) fn module_records(&mut self, module: DefId) -> Emitted<'a> {
        self.emitted_by(module, true)
    }

    fn emitted_by(&mut self, module: DefId, keeps_records: bool) -> Emitted<'a> {
        let mut emitted = Emitted { patches: self.patches(module), keeps_records, ..Emitted::default() };
        emitted.matches.resize(emitted.patches.len(), Vec::new());
        let Some(instance) = self.entity(module) else { return emitted };
        let field = |name| instance.info.shape.position(name);
        let at = || instance.made.place();
        emitted.namespace = field("namespace").map(|field| self.field(instance, field, at));
        if let Some(deploy) = field("deploy")
            && let Value::Record(component) = self.field(instance, deploy, at).value
            && component.info.shape.delivery.is_none()
        {
            let path = component.info.shape.name.clone();
            self.emit_component(component, &path, &mut emitted);
        }
        if let Some(extras) = field("extras")
            && let Value::List(list) = self.field(instance, extras, at).value
        {
            for item in list.items {
                let Value::Record(component) = item.value else { continue };
                let path = eco_format!("extras.{}", component.info.shape.name);
                let path = emitted.unique(path);
                self.emit_component(component, &path, &mut emitted);
            }
        }
        self.report_patches(&emitted);
        self.report_twins(&emitted);
        emitted
    }

    /// The record of a module's `deploy`, and where it is set.
    pub(super) fn deployed(&mut self, module: DefId) -> Option<(&'a Instance<'a>, Setting)> {
        let instance = self.entity(module)?;
        let field = instance.info.shape.position("deploy")?;
        let Value::Record(component) = self.optional_field(instance, field) else { return None };
        let at = instance.slot(field).and_then(|slot| slot.at).unwrap_or(component.made);
        Some((component, at))
    }

    /// The objects of a component; `path` is the part of their identity that leads to it.
    fn emit_component(&mut self, component: &'a Instance<'a>, path: &str, emitted: &mut Emitted<'a>) {
        if component.info.shape.delivery.is_some() {
            self.fail(|| overriding::delivery_inside(component.made.place(), &component.info.shape.name));
            return;
        }
        let Some(body) = component.info.body else { return };
        if emitted.depth >= MOST_NESTED {
            self.fail(|| catalogue::nested_too_deeply(component.made.place()));
            return;
        }
        emitted.depth += 1;
        let outer = (emitted.author, self.author);
        if is_authors(component.made) {
            emitted.author = Some(component.made);
            self.author = emitted.author;
        }
        let scope = self.text_scope(component);
        for (index, emit) in body.emits.iter().enumerate() {
            let path = eco_format!("{path}.{index}");
            let Some(each) = &emit.each else {
                self.emit(emit, scope, path, emitted);
                continue;
            };
            let Some(rounds) = self.rounds(each, scope) else { continue };
            for round in &rounds {
                let frame = self.round_frame(round, scope);
                let Some(key) = self.loop_key(round) else { continue };
                let path = emitted.unique(eco_format!("{path}[{key}]"));
                self.emit(emit, frame, path, emitted);
            }
        }
        (emitted.author, self.author) = outer;
        emitted.depth -= 1;
    }

    /// What tells a round of a loop from the others in every layer: the key of a map, the text of an element, the
    /// kind and name of an object. Other elements are told apart by their order, and so are objects without a kind or
    /// a name, which are reported once they are emitted. `None` where it is unknown.
    fn loop_key(&mut self, round: &Round<'a>) -> Option<EcoString> {
        let value = match (round.first.value, round.second) {
            (Value::Int(_), Some(element)) => element.value,
            (key, _) => key,
        };
        match value {
            Value::Hole => None,
            Value::String(text) => Some(text.clone()),
            Value::Entity(entity) => Some(entity.name().into()),
            Value::Int(number) => Some(eco_format!("{number}")),
            Value::Record(instance) if instance.info.shape.kind.is_some() => {
                match self.name_value(instance) {
                    Value::Hole => None,
                    Value::String(name) => Some(eco_format!("{}/{name}", instance.info.shape.name)),
                    _ => Some(EcoString::new()),
                }
            }
            Value::Map(object) => {
                match (value_at(object, &["kind"]), value_at(object, &["metadata", "name"])) {
                    (Value::Hole, _) | (_, Value::Hole) => None,
                    (Value::String(kind), Value::String(name)) => Some(eco_format!("{kind}/{name}")),
                    _ => Some(EcoString::new()),
                }
            }
            _ => Some(EcoString::new()),
        }
    }

    /// One `emit`, for one round of its loop.
    fn emit(&mut self, emit: &'a Emit, scope: &'a Scope<'a>, path: EcoString, emitted: &mut Emitted<'a>) {
        if self.admits(emit.condition.as_ref(), scope) != Some(true) {
            return;
        }
        let outer = emitted.author;
        emitted.author = self.cause(emit, scope).or(outer);
        self.emit_value(emit, scope, path, emitted);
        emitted.author = outer;
    }

    fn emit_value(
        &mut self,
        emit: &'a Emit,
        scope: &'a Scope<'a>,
        path: EcoString,
        emitted: &mut Emitted<'a>,
    ) {
        let at = scope.setting(emit.span);
        if let ExprKind::Record(RecordRef::Kube(id), edits) = &emit.value.kind
            && !emitted.keeps_records
            && !emitted.patches.iter().any(|here| here.patch.kind == RecordRef::Kube(*id))
        {
            let shape = Shape::kube(*id);
            let Some(kind) = &shape.kind else { return };
            let mut state = Rendering::of(false);
            let at_value = scope.setting(emit.value.span);
            if let Some(body) = self.render_literal(shape, edits, scope, at_value, &mut state) {
                let rendered = Rendered { body, kind, at, made: at_value, record: None };
                self.emit_rendered(rendered, state, path, emitted);
            }
            return;
        }
        let found = self.eval_settled(&emit.value, scope);
        match found.value {
            Value::Record(component) if component.info.shape.component => {
                self.emit_component(component, &path, emitted);
            }
            Value::Record(object) => self.emit_object(object, at, path, emitted),
            Value::Map(object) => self.emit_free(object, found.from, at, path, emitted),
            Value::Null => {
                self.fail(|| catalogue::unexpected_null(at.place()));
            }
            _ => {}
        }
    }

    fn emit_object(
        &mut self,
        object: &'a Instance<'a>,
        at: Setting,
        path: EcoString,
        emitted: &mut Emitted<'a>,
    ) {
        let Some(kind) = &object.info.shape.kind else { return };
        let object = self.patched(object, emitted);
        let mut state = Rendering::of(!kind.built_in);
        state.depth = 1;
        let body = self.render_record(object, &mut state);
        let made = object.info.shape.position("metadata").and_then(|field| object.slot(field)?.at);
        let rendered = Rendered { body, kind, at, made: made.unwrap_or(object.made), record: Some(object) };
        self.emit_rendered(rendered, state, path, emitted);
    }

    /// Adds an object, unless a layer lacks something that it cannot be without.
    fn emit_rendered(
        &mut self,
        rendered: Rendered<'a>,
        state: Rendering,
        path: EcoString,
        emitted: &mut Emitted<'a>,
    ) {
        if state.incomplete || state.unknown_namespace {
            return;
        }
        let (at, record) = (rendered.at, rendered.record);
        if let Some(finished) = self.finished(rendered, state.holes > 0, path, emitted) {
            emitted.objects.push(finished);
            emitted.records.push(record);
            emitted.places.push(at.place());
        }
    }

    /// Applies the patches that an object matches.
    fn patched(&mut self, object: &'a Instance<'a>, emitted: &mut Emitted<'a>) -> &'a Instance<'a> {
        let mut object = object;
        for at in 0..emitted.patches.len() {
            let PatchHere { patch, scope, number } = emitted.patches[at];
            if patch.kind != object.info.record {
                continue;
            }
            let Some(name) = self.object_name(object) else { continue };
            if let Some(wanted) = &patch.name {
                match self.eval(wanted, scope).value {
                    Value::String(wanted) if *wanted == name => {}
                    _ => continue,
                }
            }
            emitted.matches[at].push(name);
            let mode = if self.reports() { Mode::Tracked(number) } else { Mode::Plain };
            let change = Change { edits: &patch.edits, scope, at: scope.setting(patch.span), mode };
            object = self.edited(object.info, Some(object), object.info.record, change);
        }
        object
    }

    fn object_name(&mut self, object: &'a Instance<'a>) -> Option<EcoString> {
        match self.name_value(object) {
            Value::String(name) => Some(name.clone()),
            _ => None,
        }
    }

    /// What `metadata.name` holds; null where nothing does.
    fn name_value(&mut self, object: &'a Instance<'a>) -> Value<'a> {
        let Some(metadata) = object.info.shape.position("metadata") else { return Value::Null };
        let metadata = match self.optional_field(object, metadata) {
            Value::Record(metadata) => metadata,
            other => return other,
        };
        match metadata.info.shape.position("name") {
            Some(name) => self.optional_field(metadata, name),
            None => Value::Null,
        }
    }

    /// An object with its fields in the order in which people write them, and its namespace. `partial` is whether
    /// something of it is unknown.
    fn finished(
        &mut self,
        rendered: Rendered<'a>,
        partial: bool,
        path: EcoString,
        emitted: &Emitted<'a>,
    ) -> Option<Object> {
        let Rendered { mut body, kind, at, made, record } = rendered;
        let fixed = |text: &EcoString| Node::derived(Tree::String(text.clone()));
        let mut fields = Vec::with_capacity(body.0.len() + 2);
        fields.push(("apiVersion".into(), fixed(&kind.api_version)));
        fields.push(("kind".into(), fixed(&kind.kind)));
        body.remove("apiVersion");
        body.remove("kind");
        let metadata = body.remove("metadata");
        let spec = body.remove("spec");
        let generated = metadata.as_ref().is_some_and(|node| node.at(&["generateName"]).is_some());
        let Some(mut metadata) = metadata.filter(|node| node.at(&["name"]).is_some()) else {
            // In a layer the name may be unknown; then so is the object. In a target it has been reported.
            if !partial {
                self.fail(|| catalogue::object_without_a_name(made.place(), &kind.kind, generated));
            }
            return None;
        };
        let in_own_namespace = kind.namespaced && self.own_namespace(&mut metadata, emitted);
        fields.push(("metadata".into(), metadata));
        fields.extend(spec.map(|spec| ("spec".into(), spec)));
        fields.append(&mut body.0);
        let written = record.map(|record| record.made);
        let author = written.filter(|made| is_authors(*made)).or(emitted.author);
        let origin = self.origins.origin(at, author.filter(|_| !is_authors(at)));
        Some(Object {
            identity: Identity(path),
            built_in: kind.built_in,
            namespaced: kind.namespaced,
            in_own_namespace,
            body: Node { tree: Tree::Map(TreeMap(fields)), origin },
        })
    }

    /// Puts the module's namespace behind the name where the object names none; whether it lives there.
    fn own_namespace(&mut self, metadata: &mut Node, emitted: &Emitted<'a>) -> bool {
        if let Some(named) = metadata.at(&["namespace"]) {
            let own = emitted.namespace.map(|own| own.value);
            return matches!(own, Some(Value::String(own)) if named.as_str() == Some(own));
        }
        self.fill_namespace(metadata, emitted.namespace);
        true
    }

    fn fill_namespace(&mut self, metadata: &mut Node, own: Option<Located<'a>>) {
        let Some(own) = own else { return };
        let Value::String(namespace) = own.value else { return };
        let node = Node {
            tree: Tree::String(namespace.clone()),
            origin: own.from.map_or(o8_ir::Origin::NONE, |from| self.origins.origin(from, None)),
        };
        if let Tree::Map(map) = &mut metadata.tree {
            let after = map.0.iter().position(|(key, _)| key == "name").map_or(0, |at| at + 1);
            map.0.insert(after, ("namespace".into(), node));
        }
    }

    /// An object without a type: free data that says its kind itself.
    fn emit_free(
        &mut self,
        object: &'a Map<'a>,
        from: Option<Setting>,
        at: Setting,
        path: EcoString,
        emitted: &mut Emitted<'a>,
    ) {
        let mut texts = IDENTITY.map(|_| "");
        for (text, path) in texts.iter_mut().zip(IDENTITY) {
            match value_at(object, path) {
                Value::String(found) => *text = found,
                // In a layer; in a target, what is wrong with it has been reported.
                Value::Hole => return,
                other => {
                    let absent = matches!(other, Value::Null);
                    let generated = path == NAME && has_generated_name(object);
                    let place = from.unwrap_or(at).place();
                    self.fail(|| catalogue::no_object(place, &path.join("."), absent, generated));
                    return;
                }
            }
        }
        let [api_version, kind, _] = texts;
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        let known = o8_kubernetes::kind(group, version, kind);
        let mut state = Rendering::of(known.is_none());
        let Some(node) = self.render(Value::Map(object).into(), at, ListMerge::Replace, &mut state) else {
            return;
        };
        let Tree::Map(mut body) = node.tree else { return };
        let Some(metadata) = body.get_mut("metadata") else { return };
        // Nothing says of an unknown kind where its objects live: it is taken for one of the module's own. A version that
        // Kubernetes has no more is like the others.
        let namespaced =
            known.map_or_else(|| !o8_kubernetes::is_cluster_wide(group, kind), |kind| kind.namespaced);
        let in_own_namespace = namespaced && metadata.at(&["namespace"]).is_none();
        if in_own_namespace {
            self.fill_namespace(metadata, emitted.namespace);
        }
        if let Some(known) = known {
            annotate(&mut body, known.definition);
        }
        emitted.objects.push(Object {
            identity: Identity(path),
            built_in: known.is_some(),
            namespaced,
            in_own_namespace,
            body: Node { tree: Tree::Map(in_order(body)), origin: node.origin },
        });
        emitted.records.push(None);
        emitted.places.push(at.place());
    }

    /// Reports patches that match no object, or several.
    fn report_patches(&mut self, emitted: &Emitted<'a>) {
        if !self.reports() {
            return;
        }
        let objects: Vec<String> =
            emitted.objects.iter().map(|object| format!("{} `{}`", object.kind(), object.name())).collect();
        for (PatchHere { patch, scope, .. }, matched) in emitted.patches.iter().zip(&emitted.matches) {
            let place = scope.place(patch.span);
            let kind = &self.world.info(patch.kind).shape.name;
            match matched.len() {
                1 => {}
                // A name that means nothing has been reported.
                0 if patch
                    .name
                    .as_ref()
                    .is_some_and(|name| matches!(self.eval(name, scope).value, Value::Hole)) => {}
                0 => {
                    let target = self.target_name();
                    self.fail(|| overriding::patch_matches_nothing(place, kind, &target, &objects));
                }
                _ => {
                    let target = self.target_name();
                    self.fail(|| overriding::patch_matches_several(place, kind, &target, matched));
                }
            }
        }
    }

    /// Reports objects that the API server could not tell apart.
    fn report_twins(&mut self, emitted: &Emitted<'a>) {
        if !self.reports() {
            return;
        }
        let mut seen: FxHashMap<ObjectKey, usize> = FxHashMap::default();
        for (at, object) in emitted.objects.iter().enumerate() {
            let key = object.key();
            match seen.get(&key) {
                Some(&before) => {
                    let (here, there) = (emitted.places[at], emitted.places[before]);
                    self.fail(|| catalogue::twin_objects(here, there, &key.kind, &key.name));
                }
                None => {
                    seen.insert(key, at);
                }
            }
        }
    }

    /// `ENV@CLUSTER`, for messages.
    pub(super) fn target_name(&mut self) -> String {
        let name = |def: Option<DefId>| def.map(DefId::name);
        match (name(self.purpose.environment), name(self.purpose.cluster)) {
            (Some(environment), Some(cluster)) => format!("{environment}@{cluster}"),
            (Some(environment), None) => environment.to_owned(),
            (None, Some(cluster)) => format!("@{cluster}"),
            _ => "every target".to_owned(),
        }
    }
}

impl Emitted<'_> {
    /// The path, with a number where it was used before.
    fn unique(&mut self, path: EcoString) -> EcoString {
        let count = self.used.entry(path.clone()).or_default();
        *count += 1;
        if *count == 1 { path } else { eco_format!("{path}#{count}") }
    }
}

/// What every object says of itself.
const IDENTITY: [&[&str]; 3] = [&["apiVersion"], &["kind"], NAME];
const NAME: &[&str] = &["metadata", "name"];

fn has_generated_name<'a>(object: &'a Map<'a>) -> bool {
    !matches!(value_at(object, &["metadata", "generateName"]), Value::Null)
}

/// What free data holds at a path; null where nothing does.
fn value_at<'a>(object: &'a Map<'a>, path: &[&str]) -> Value<'a> {
    let [step, rest @ ..] = path else { return Value::Map(object) };
    let is_step = |entry: &&Entry<'a>| matches!(entry.key, Key::String(text) if text.as_str() == *step);
    match object.entries.iter().find(is_step).map(|entry| entry.value.value) {
        Some(Value::Map(inner)) => value_at(inner, rest),
        Some(value) if rest.is_empty() || matches!(value, Value::Hole) => value,
        // An entry whose key is unknown may be the one.
        None if !object.complete => Value::Hole,
        _ => Value::Null,
    }
}

/// The fields of an object in the order in which people write them.
fn in_order(mut body: TreeMap) -> TreeMap {
    let mut fields = Vec::with_capacity(body.0.len());
    for name in ["apiVersion", "kind", "metadata", "spec"] {
        fields.extend(body.remove(name).map(|node| (name.into(), node)));
    }
    fields.append(&mut body.0);
    TreeMap(fields)
}

/// Gives the lists of free data the merge strategies of the kind that it is an object of.
fn annotate(map: &mut TreeMap, definition: DefinitionId) {
    let shape = Shape::kube(definition);
    for (name, node) in &mut map.0 {
        let Some(field) = shape.fields.iter().find(|field| field.name == *name) else { continue };
        let inner = field.definition;
        match &mut node.tree {
            Tree::Map(map) => {
                if let Some(inner) = inner {
                    annotate(map, inner);
                }
            }
            Tree::List(list) => {
                list.merge = field.merge;
                for item in &mut list.items {
                    if let (Tree::Map(map), Some(inner)) = (&mut item.tree, inner) {
                        annotate(map, inner);
                    }
                }
            }
            Tree::Null | Tree::Bool(_) | Tree::Int(_) | Tree::Float(_) | Tree::String(_) => {}
        }
    }
}
