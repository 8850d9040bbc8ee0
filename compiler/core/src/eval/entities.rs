//! Entities as records: the body, what `extend`s add, and the overrides that hold where the evaluation is.

use ecow::{EcoString, eco_format};
use o8_diagnostics::Place;
use o8_diagnostics::catalogue::values as catalogue;
use o8_ir::OriginKind;

use crate::hir::{EntityBody, Override, Patch, RecordRef};
use crate::ids::DefId;
use crate::names::kebab_case;
use crate::overrides::{Level, level};
use crate::ty::Signature;

use super::edits::Change;
use super::machine::Machine;
use super::maps::MapBuilder;
use super::value::{Entry, Instance, Key, Located, Mode, Root, Scope, Setting, Value};

/// The longest name of a namespace.
const LONGEST_LABEL: usize = 63;

/// One item that speaks of an entity, and the frame of its `let`s.
#[derive(Clone, Copy)]
pub(super) struct Part<'a> {
    pub(super) body: &'a EntityBody,
    pub(super) kind: OriginKind,
    pub(super) scope: &'a Scope<'a>,
}

/// An override that holds where the evaluation is.
#[derive(Clone, Copy)]
pub(super) struct Matched<'a> {
    pub(super) block: &'a Override,
    pub(super) level: Level,
    pub(super) scope: &'a Scope<'a>,
    /// Its number among all overrides and patches of the entity.
    pub(super) number: u32,
}

/// A patch that holds where the evaluation is.
#[derive(Clone, Copy)]
pub(super) struct PatchHere<'a> {
    pub(super) patch: &'a Patch,
    pub(super) scope: &'a Scope<'a>,
    pub(super) number: u32,
}

impl<'a> Machine<'a, '_> {
    /// The record of an entity, as it is where the evaluation is.
    pub(super) fn entity(&mut self, def: DefId) -> Option<&'a Instance<'a>> {
        if let Some(instance) = self.entities.get(&def) {
            return Some(instance);
        }
        // What sees no context is the same in every layer and target; what is wrong with it is said of itself.
        let sees_context = matches!(def.data().word.as_str(), "module" | "addon" | "secret");
        if !sees_context && let Some(instance) = self.world.entity(def) {
            self.entities.insert(def, instance);
            return Some(instance);
        }
        let record = self.entity_record(def)?;
        let info = self.world.info(RecordRef::Declared(record));
        let name = self.name_setting(def);
        let parts = self.parts(def);
        let empty = Root { item: def, kind: OriginKind::Body, this: None, subject: self.subject_of(def) };
        let mut change = Change { edits: &[], scope: self.root_scope(empty), at: name, mode: Mode::Plain };
        let mut instance: Option<&'a Instance<'a>> = None;
        for part in &parts {
            let mode = if part.kind == OriginKind::Extend { Mode::Extend } else { Mode::Plain };
            change = Change { edits: &part.body.edits, scope: part.scope, at: name, mode };
            instance = Some(self.edited(info, instance, info.record, change));
        }
        let mut instance =
            instance.unwrap_or_else(|| self.edited(info, None, info.record, Change { edits: &[], ..change }));
        let tracks = self.purpose.subject == Some(def) && self.reports();
        for matched in self.matched(&parts) {
            let mode = if tracks { Mode::Tracked(matched.number) } else { Mode::Plain };
            let change = Change { edits: &matched.block.edits, scope: matched.scope, at: name, mode };
            instance = self.edited(info, Some(instance), info.record, change);
        }
        instance.entity.set(Some(def));
        self.entities.insert(def, instance);
        if !sees_context {
            self.world.keep_entity(def, instance);
        }
        Some(instance)
    }

    /// The items that speak of an entity: its own, then its `extend`s.
    pub(super) fn parts(&mut self, def: DefId) -> Vec<Part<'a>> {
        let subject = self.subject_of(def);
        let own = std::iter::once((def, OriginKind::Body));
        let extends = self.world.definitions.extends(def).iter().map(|&item| (item, OriginKind::Extend));
        own.chain(extends)
            .filter_map(|(item, kind)| {
                let body = self.world.entity_body(item)?;
                let root = self.root_scope(Root { item, kind, this: None, subject });
                Some(Part { body, kind, scope: self.lets(root, &body.lets) })
            })
            .collect()
    }

    /// The overrides that hold where the evaluation is, the least specific first.
    pub(super) fn matched(&mut self, parts: &[Part<'a>]) -> Vec<Matched<'a>> {
        let mut matched = Vec::new();
        let mut number = 0;
        for part in parts {
            for block in &part.body.overrides {
                if let Some(level) = level(&block.targets, self.purpose.environment, self.purpose.cluster) {
                    let root = *part.scope.root;
                    let root = self.arena.alloc(Root { kind: OriginKind::Override, ..root });
                    let outer = self.arena.alloc(Scope { root, ..*part.scope });
                    let scope = self.lets(outer, &block.lets);
                    matched.push(Matched { block, level, scope, number });
                }
                number += 1;
            }
            number += part.body.patches.len() as u32;
        }
        matched.sort_by_key(|matched| matched.level);
        matched
    }

    /// The patches that hold where the evaluation is, the least specific first.
    pub(super) fn patches(&mut self, def: DefId) -> Vec<PatchHere<'a>> {
        let parts = self.parts(def);
        let mut here = Vec::new();
        let mut number = 0;
        for part in &parts {
            number += part.body.overrides.len() as u32;
            let root = self.arena.alloc(Root { kind: OriginKind::Patch, ..*part.scope.root });
            let scope = self.arena.alloc(Scope { root, ..*part.scope });
            for patch in &part.body.patches {
                here.push(PatchHere { patch, scope, number });
                number += 1;
            }
        }
        for matched in self.matched(&parts) {
            let root = self.arena.alloc(Root { kind: OriginKind::Patch, ..*matched.scope.root });
            let scope = self.arena.alloc(Scope { root, ..*matched.scope });
            let patches = matched.block.patches.iter();
            here.extend(patches.map(|patch| PatchHere { patch, scope, number: matched.number }));
        }
        here
    }

    /// The record of an entity's kind.
    pub(super) fn entity_record(&self, def: DefId) -> Option<DefId> {
        match self.world.signature(def) {
            Signature::Entity(entity) => Some(entity.record),
            _ => None,
        }
    }

    /// The name of an entity: what its field `name` says.
    pub(super) fn entity_name(&mut self, def: DefId) -> Option<&'a EcoString> {
        let instance = self.entity(def)?;
        let field = instance.info.shape.position("name")?;
        match self.field(instance, field, || instance.made.place()).value {
            Value::String(text) => Some(text),
            _ => None,
        }
    }

    /// The map of all entities of a kind, by the names that they are declared with.
    pub(super) fn all_entities(&mut self, record: DefId) -> Value<'a> {
        let mut entries = MapBuilder::new();
        for &entity in self.world.definitions.entities(record) {
            let key = Key::String(self.arena.text(entity.name()));
            entries.set(Entry { key, value: Value::Entity(entity).into() });
        }
        entries.finish(self.arena)
    }

    /// The platform of the program.
    pub(super) fn platform(&self) -> Option<DefId> {
        let record = self.world.kind("platform")?;
        self.world.definitions.entities(record).first().copied()
    }

    /// The addon that is evaluated for a cluster, if one is.
    pub(super) fn addon_in_cluster(&self) -> Option<DefId> {
        let subject = self.purpose.subject.filter(|_| self.purpose.cluster.is_some());
        subject.filter(|subject| subject.data().word == "addon")
    }

    /// What `module` means in the body of an entity: for what is deployed, itself; for a secret, what is evaluated.
    fn subject_of(&self, def: DefId) -> Option<DefId> {
        match def.data().word.as_str() {
            "module" | "addon" => Some(def),
            "secret" => self.purpose.subject,
            _ => None,
        }
    }

    /// The name in the declaration of an entity.
    pub(super) fn name_setting(&self, def: DefId) -> Setting {
        let span = match self.world.signature(def) {
            Signature::Entity(entity) => entity.name_span,
            _ => o8_diagnostics::Span::default(),
        };
        Setting { kind: OriginKind::Body, item: def, span }
    }

    /// A field that the compiler works out where the program does not say it.
    pub(super) fn computed(&mut self, instance: &'a Instance<'a>, name: &str) -> Located<'a> {
        if let Some(kind) = &instance.info.shape.kind {
            match name {
                "apiVersion" => return Value::String(&kind.api_version).into(),
                "kind" => return Value::String(&kind.kind).into(),
                _ => {}
            }
        }
        let Some(entity) = instance.entity.get() else { return Located::HOLE };
        let at = self.name_setting(entity);
        let value = match name {
            "name" => self.declared_name(entity, at),
            "namespace" => self.namespace(entity, at.place()),
            _ => Value::Hole,
        };
        Located { value, from: Some(at) }
    }

    /// The name that an entity is declared with, held against the type of the field that it fills.
    fn declared_name(&mut self, entity: DefId, at: Setting) -> Value<'a> {
        // Letters that no name can have are reported where the text is read.
        if !entity.name().is_ascii() {
            return Value::Hole;
        }
        let name = Value::String(self.arena.text(entity.name()));
        let Some(record) = self.entity_record(entity) else { return name };
        let Signature::Record(record) = self.world.signature(record) else { return name };
        let Some(field) = record.fields.iter().find(|field| field.name == "name") else { return name };
        let subject = self.subject_of(entity);
        let scope = self.root_scope(Root { item: entity, kind: OriginKind::Body, this: None, subject });
        self.check_declared_name(&field.ty, name, &kebab_case(entity.name()), scope, at)
    }

    /// A module's own namespace, as the platform names them.
    fn namespace(&mut self, module: DefId, place: Place) -> Value<'a> {
        let Some(platform) = self.platform().and_then(|platform| self.entity(platform)) else {
            return Value::Hole;
        };
        let Some(scheme) = platform.info.shape.position("namespaces") else { return Value::Hole };
        let Value::String(scheme) = self.field(platform, scheme, || place).value else { return Value::Hole };
        let (owner, everywhere) = match scheme.strip_suffix("-environment") {
            Some(owner) => (owner, false),
            None => (scheme.as_str(), true),
        };
        let owner = if owner == "team" { self.team_of(module) } else { Some(module) };
        let Some(owner) = owner.and_then(|owner| self.entity_name(owner)) else { return Value::Hole };
        // An addon is in no environment.
        if everywhere || module.data().word == "addon" {
            return Value::String(owner);
        }
        let environment = self.purpose.environment.and_then(|environment| self.entity_name(environment));
        let Some(environment) = environment else { return Value::Hole };
        let name = eco_format!("{owner}-{environment}");
        if name.len() > LONGEST_LABEL {
            return self.fail(|| catalogue::namespace_too_long(place, &name, LONGEST_LABEL));
        }
        Value::String(self.arena.text(name))
    }

    /// The team of a module.
    pub(super) fn team_of(&mut self, module: DefId) -> Option<DefId> {
        let instance = self.entity(module)?;
        let field = instance.info.shape.position("team")?;
        match self.field(instance, field, || instance.made.place()).value {
            Value::Entity(team) => Some(team),
            _ => None,
        }
    }

    /// What stands where a selector of a secret's key is due: `{ name, key }`.
    pub(super) fn secret_selector(&mut self, record: RecordRef, secret: Value<'a>, at: Setting) -> Value<'a> {
        let Value::Secret(secret) = secret else {
            return if matches!(secret, Value::Null) { Value::Null } else { Value::Hole };
        };
        let Some(name) = self.entity_name(secret.entity) else { return Value::Hole };
        let info = self.world.info(record);
        let (Some(name_field), Some(key_field)) = (info.shape.position("name"), info.shape.position("key"))
        else {
            return Value::Hole;
        };
        Value::Record(self.record_of(
            info,
            &[(name_field, Value::String(name)), (key_field, Value::String(secret.key))],
            at,
        ))
    }
}
