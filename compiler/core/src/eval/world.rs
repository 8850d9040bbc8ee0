//! Where the evaluator finds the program: signatures, checked bodies and entities, each asked for once an evaluation.

use std::cell::RefCell;
use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::hir::{Body, EntityBody, FunctionBody, RecordRef};
use crate::ids::{DefId, PackageId};
use crate::ty::Signature;

use super::shape::{RecordInfo, Shape};
use super::value::{Arena, Instance};

/// What an evaluation asks of the program.
pub(crate) trait Definitions<'a> {
    /// What a declaration is to others.
    fn signature(&self, def: DefId) -> &'a Signature;
    /// What a declaration means.
    fn body(&self, def: DefId) -> &'a Body;
    /// The shape of a declared record.
    fn shape(&self, def: DefId) -> &'a Shape;
    /// The record of the entities declared with this word, such as `module`.
    fn kind(&self, word: &str) -> Option<DefId>;
    /// All entities of a kind, given by its record, in the order of the program.
    fn entities(&self, record: DefId) -> &'a [DefId];
    /// The `extend`s of an entity, in the order of the program.
    fn extends(&self, entity: DefId) -> &'a [DefId];
    /// Text of a file of a package; `None` where there is no such file.
    fn read(&self, package: PackageId, path: &str) -> Option<Arc<str>>;
    /// The path of the file that a declaration is in, relative to its package.
    fn path(&self, def: DefId) -> &'a str;
}

/// The program as one evaluation sees it, in all its layers and targets.
pub(crate) struct World<'a> {
    pub(super) arena: &'a Arena,
    pub(super) definitions: &'a dyn Definitions<'a>,
    infos: RefCell<FxHashMap<RecordRef, &'a RecordInfo<'a>>>,
    signatures: RefCell<FxHashMap<DefId, &'a Signature>>,
    bodies: RefCell<FxHashMap<DefId, &'a Body>>,
    entities: RefCell<FxHashMap<DefId, &'a Instance<'a>>>,
    kinds: RefCell<FxHashMap<&'static str, Option<DefId>>>,
}

impl<'a> World<'a> {
    pub(super) fn new(arena: &'a Arena, definitions: &'a dyn Definitions<'a>) -> Self {
        Self {
            arena,
            definitions,
            infos: RefCell::default(),
            signatures: RefCell::default(),
            bodies: RefCell::default(),
            entities: RefCell::default(),
            kinds: RefCell::default(),
        }
    }

    /// What a declaration is to others.
    pub(super) fn signature(&self, def: DefId) -> &'a Signature {
        if let Some(signature) = self.signatures.borrow().get(&def) {
            return signature;
        }
        let signature = self.definitions.signature(def);
        self.signatures.borrow_mut().insert(def, signature);
        signature
    }

    /// What a declaration means.
    pub(super) fn body(&self, def: DefId) -> &'a Body {
        if let Some(body) = self.bodies.borrow().get(&def) {
            return body;
        }
        let body = self.definitions.body(def);
        self.bodies.borrow_mut().insert(def, body);
        body
    }

    /// What is known of a record type.
    pub(super) fn info(&self, record: RecordRef) -> &'a RecordInfo<'a> {
        if let Some(info) = self.infos.borrow().get(&record) {
            return info;
        }
        let info = match record {
            RecordRef::Kube(id) => {
                RecordInfo { record, shape: Shape::kube(id), body: None, conditional: false }
            }
            RecordRef::Declared(def) => {
                let body = match self.body(def) {
                    Body::Record(body) => Some(body),
                    _ => None,
                };
                let conditional = body.is_some_and(|body| !body.conditions.is_empty());
                RecordInfo { record, shape: self.definitions.shape(def), body, conditional }
            }
        };
        let info: &'a RecordInfo<'a> = self.arena.alloc(info);
        self.infos.borrow_mut().insert(record, info);
        info
    }

    /// The record of an entity that sees no context, where a layer or target has made it.
    pub(super) fn entity(&self, def: DefId) -> Option<&'a Instance<'a>> {
        self.entities.borrow().get(&def).copied()
    }

    pub(super) fn keep_entity(&self, def: DefId, instance: &'a Instance<'a>) {
        self.entities.borrow_mut().insert(def, instance);
    }

    /// The record of the entities declared with this word.
    pub(super) fn kind(&self, word: &'static str) -> Option<DefId> {
        *self.kinds.borrow_mut().entry(word).or_insert_with(|| self.definitions.kind(word))
    }

    /// What an item says of an entity.
    pub(super) fn entity_body(&self, def: DefId) -> Option<&'a EntityBody> {
        match self.body(def) {
            Body::Entity(body) => Some(body),
            _ => None,
        }
    }

    pub(super) fn function(&self, def: DefId) -> Option<&'a FunctionBody> {
        match self.body(def) {
            Body::Function(body) => Some(body),
            _ => None,
        }
    }
}
