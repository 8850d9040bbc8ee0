//! From a declaration's syntax tree to its signature.

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Place, catalogue};
use o8_ir::platform::SourceSort;
use o8_syntax::ast;
use o8_syntax::ast::{Attribute, ItemKind, MemberKind, TypeBody, TypeExpr, TypeExprKind};
use rustc_hash::FxHashMap;

use crate::check;
use crate::cycles;
use crate::db::{Home, Program, SourceFile};
use crate::ids::{DefId, PackageId};
use crate::names::{self, Meaning, attribute, text_of};
use crate::ty::{
    AliasSignature, EntitySignature, FieldSignature, FunctionSignature, LetSignature, ListTy,
    ParameterSignature, RecordSignature, RecordSort, Signature, Ty,
};
use crate::types::{is_public, resolve_parameter_type, resolve_type};

use super::deploy;

/// The signature of an item, and what is wrong with what it is made of. Places are local to the item.
pub(super) fn signature_of(
    db: &dyn salsa::Database,
    program: Program,
    def: DefId,
    home: Home,
    item: &ast::Item,
    diagnostics: &mut Vec<Diagnostic>,
) -> Signature {
    names::check_attributes(item, def.package(), diagnostics);
    // Fields of kinds and of what a schema describes are named by others.
    if !def.package().is_kinds() && attribute(&item.attributes, "schema").is_none() {
        names::check_conventions(item, names::entity_kinds(db, program), diagnostics);
    }
    let shown = matches!(
        item.kind,
        ItemKind::Let(_) | ItemKind::Type(_) | ItemKind::Function(_) | ItemKind::Component(_)
    );
    if let Some(public) = item.public
        && !shown
        && !matches!(item.kind, ItemKind::Hole)
    {
        diagnostics.push(catalogue::names::public_misplaced(Place::local(public)));
    }
    let mut reader = Reader { db, program, def, file: home.file, public: home.public, diagnostics };
    let docs = docs(item.docs.as_ref());
    match &item.kind {
        ItemKind::Let(decl) => Signature::Let(reader.constant(decl, docs)),
        ItemKind::Type(decl) => match &decl.body {
            TypeBody::Alias { ty, refinement } => Signature::Alias(AliasSignature {
                name: decl.name.text.clone(),
                name_span: decl.name.span,
                public: home.public,
                docs,
                base: reader.alias(ty),
                refined: refinement.is_some(),
            }),
            TypeBody::Record(block) => {
                let sort = record_sort(&item.attributes);
                Signature::Record(reader.record(&decl.name, block, sort, docs))
            }
        },
        ItemKind::Component(decl) => {
            let sort = RecordSort::Component { delivery: delivery(&item.attributes) };
            let record = reader.record(&decl.name, &decl.body, sort, docs);
            super::delivery::check_delivery(db, program, item, &decl.body, &record, reader.diagnostics);
            Signature::Record(record)
        }
        ItemKind::Function(decl) => Signature::Function(reader.function(decl, docs)),
        ItemKind::Entity(decl) => reader.entity(decl, false, docs),
        ItemKind::Existing(decl) => reader.entity(decl, true, docs),
        ItemKind::Extend(decl) => {
            reader.extension(decl);
            Signature::None
        }
        ItemKind::Import(_)
        | ItemKind::Retire(_)
        | ItemKind::Moved(_)
        | ItemKind::Test(_)
        | ItemKind::Hole => Signature::None,
    }
}

struct Reader<'a> {
    db: &'a dyn salsa::Database,
    program: Program,
    def: DefId,
    file: SourceFile,
    public: bool,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn constant(&mut self, decl: &ast::Let, docs: EcoString) -> LetSignature {
        let ty = match &decl.ty {
            Some(ty) => self.ty(ty),
            // Reported where the circle is.
            None if cycles::is_cyclic(self.db, self.program, self.def) => Ty::Error,
            None => check::check(self.db, self.program, self.def).ty.clone(),
        };
        LetSignature {
            name: decl.name.text.clone(),
            name_span: decl.name.span,
            public: self.public,
            docs,
            ty,
        }
    }

    fn alias(&mut self, ty: &TypeExpr) -> Ty {
        if cycles::is_cyclic(self.db, self.program, self.def) { Ty::Error } else { self.ty(ty) }
    }

    fn record(
        &mut self,
        name: &ast::Name,
        block: &ast::Block,
        sort: RecordSort,
        docs: EcoString,
    ) -> RecordSignature {
        let mut fields: Vec<FieldSignature> = Vec::new();
        let mut lets: Vec<LetSignature> = Vec::new();
        let mut seen: FxHashMap<&str, ast::Name> = FxHashMap::default();
        for member in &block.members {
            let (sort, name) = match &member.kind {
                MemberKind::Field(field) => ("field", &field.name),
                MemberKind::Param(field) => ("parameter", &field.name),
                MemberKind::Let(decl) => ("`let`", &decl.name),
                _ => continue,
            };
            if name.is_hole() {
                continue;
            }
            if let Some(first) = seen.get(name.text.as_str()) {
                let (place, first) = (Place::local(name.span), Place::local(first.span));
                self.diagnostics.push(catalogue::names::field_twice(place, sort, &name.text, first));
                continue;
            }
            seen.insert(&name.text, name.clone());
            match &member.kind {
                MemberKind::Field(field) | MemberKind::Param(field) => fields.push(self.field(field, member)),
                MemberKind::Let(decl) => lets.push(LetSignature {
                    name: decl.name.text.clone(),
                    name_span: decl.name.span,
                    public: false,
                    docs: docs_of(member),
                    // Without a written type, what the checker of this record infers, for itself alone.
                    ty: decl.ty.as_ref().map_or(Ty::Error, |ty| self.ty(ty)),
                }),
                _ => {}
            }
        }
        RecordSignature {
            name: name.text.clone(),
            name_span: name.span,
            public: self.public,
            docs,
            sort,
            fields,
            lets,
        }
    }

    fn field(&mut self, field: &ast::Field, member: &ast::Member) -> FieldSignature {
        let prelude = self.def.package() == PackageId::prelude();
        names::check_field_attributes(member, prelude, self.diagnostics);
        let mut ty = self.ty(&field.ty);
        if let Some(attribute) = attribute(&member.attributes, "key")
            && let [key] = attribute.arguments.as_slice()
            && let Some(key) = text_of(&key.value)
        {
            match with_key(&ty, &key) {
                Some(keyed) => ty = keyed,
                None if ty == Ty::Error => {}
                None => {
                    let place = Place::local(attribute.span);
                    self.diagnostics.push(catalogue::names::attribute_misplaced(
                        place,
                        "key",
                        "a field that is a list",
                    ));
                }
            }
        }
        let has = |name| attribute(&member.attributes, name).is_some();
        FieldSignature {
            name: field.name.text.clone(),
            name_span: field.name.span,
            ty,
            has_default: field.default.is_some(),
            docs: docs_of(member),
            deprecated: said(&member.attributes, "deprecated"),
            since: said(&member.attributes, "since"),
            readonly: has("readonly"),
            computed: has("computed"),
        }
    }

    fn function(&mut self, decl: &ast::Function, docs: EcoString) -> FunctionSignature {
        let mut seen: FxHashMap<&str, Place> = FxHashMap::default();
        let mut with_default: Option<&str> = None;
        let mut parameters = Vec::with_capacity(decl.parameters.len());
        for parameter in &decl.parameters {
            let (name, place) = (parameter.name.text.as_str(), Place::local(parameter.name.span));
            if let Some(first) = seen.get(name)
                && !name.is_empty()
            {
                self.diagnostics.push(catalogue::names::field_twice(place, "parameter", name, *first));
            }
            seen.entry(name).or_insert(place);
            match (&parameter.default, with_default) {
                // One that could not be read has been reported, and is nothing to compare with.
                _ if name.is_empty() => {}
                (Some(_), _) => with_default = Some(name),
                (None, Some(before)) => {
                    self.diagnostics.push(catalogue::names::required_after_default(place, name, before));
                }
                (None, None) => {}
            }
            let ty =
                resolve_parameter_type(self.db, self.program, self.file, &parameter.ty, self.diagnostics);
            self.visible(&parameter.ty);
            parameters.push(ParameterSignature {
                name: parameter.name.text.clone(),
                ty,
                has_default: parameter.default.is_some(),
            });
        }
        FunctionSignature {
            name: decl.name.text.clone(),
            name_span: decl.name.span,
            public: self.public,
            docs,
            parameters,
            result: self.ty(&decl.result),
        }
    }

    fn entity(&mut self, decl: &ast::Entity, existing: bool, docs: EcoString) -> Signature {
        let Some(record) = self.kind(&decl.kind) else { return Signature::None };
        let deploy = decl
            .body
            .as_ref()
            .and_then(|body| deploy::type_of_deploy(self.db, self.program, self.file, body));
        Signature::Entity(EntitySignature {
            name: decl.name.text.clone(),
            name_span: decl.name.span,
            word: decl.kind.text.clone(),
            record,
            existing,
            docs,
            deploy,
        })
    }

    /// Reports an `extend` of what is not there.
    fn extension(&mut self, decl: &ast::Entity) {
        if self.kind(&decl.kind).is_none() || decl.name.is_hole() {
            return;
        }
        let package = self.def.package();
        let (word, name) = (decl.kind.text.as_str(), decl.name.text.as_str());
        if names::entity(self.db, self.program, package, word, name).is_none() {
            let items = &crate::db::package_items(self.db, self.program, package).items;
            let known = items.iter().map(|entry| entry.def.data()).filter(|data| {
                use crate::ids::DefKind::{Entity, Existing};
                data.word == word && matches!(data.kind, Entity | Existing)
            });
            let place = Place::local(decl.name.span);
            let found =
                catalogue::names::unknown_extended(place, word, name, known.map(|data| data.name.as_str()));
            self.diagnostics.push(found);
        }
    }

    /// The record type of the entities that a word declares.
    fn kind(&mut self, word: &ast::Name) -> Option<DefId> {
        let kinds = names::entity_kinds(self.db, self.program);
        let found = kinds.of_word(&word.text);
        if found.is_none() && !word.is_hole() {
            let words = kinds.all().iter().map(|kind| kind.word.as_str());
            let place = Place::local(word.span);
            self.diagnostics.push(catalogue::names::unknown_entity_kind(place, &word.text, words));
        }
        found.map(|kind| kind.record)
    }

    fn ty(&mut self, expr: &TypeExpr) -> Ty {
        let ty = resolve_type(self.db, self.program, self.file, expr, self.diagnostics);
        self.visible(expr);
        ty
    }

    /// Reports types that a `pub` declaration names and that are not `pub` themselves.
    fn visible(&mut self, expr: &TypeExpr) {
        if !self.public {
            return;
        }
        match &expr.kind {
            TypeExprKind::Name(name) => {
                if let [name] = name.as_slice()
                    && let Meaning::Type(def) =
                        names::lookup(self.db, self.program, self.file, &name.text, None)
                    && def.package() == self.def.package()
                    && !is_public(self.db, self.program, def)
                {
                    let declared = names::name_place(self.db, self.program, def);
                    let found = catalogue::names::private_in_public(
                        Place::local(name.span),
                        self.def.name(),
                        &name.text,
                        declared,
                    );
                    self.diagnostics.push(found);
                }
            }
            TypeExprKind::List(inner) | TypeExprKind::Optional(inner) => self.visible(inner),
            TypeExprKind::Map(key, value) => {
                self.visible(key);
                self.visible(value);
            }
            TypeExprKind::Union(types) => types.iter().for_each(|ty| self.visible(ty)),
            TypeExprKind::Function(parameters, result) => {
                parameters.iter().for_each(|ty| self.visible(ty));
                self.visible(result);
            }
            TypeExprKind::Literal(_) | TypeExprKind::Hole => {}
        }
    }
}

/// The list type with a key; also inside an optional. `None` for what is no list.
fn with_key(ty: &Ty, key: &EcoString) -> Option<Ty> {
    match ty {
        Ty::List(list) => {
            Some(Ty::List(ListTy { element: list.element.clone(), key: Some(key.clone()) }.into()))
        }
        Ty::Optional(inner) => with_key(inner, key).map(|ty| Ty::Optional(ty.into())),
        _ => None,
    }
}

/// What the attributes of a component say of how it is delivered.
fn delivery(attributes: &[Attribute]) -> Option<SourceSort> {
    match said(attributes, "delivery")?.as_str() {
        "helm" => Some(SourceSort::Helm),
        "kustomize" => Some(SourceSort::Kustomize),
        "directory" => Some(SourceSort::Directory),
        "oci" => Some(SourceSort::Oci),
        _ => None,
    }
}

/// What sort of record the attributes of a type make it.
fn record_sort(attributes: &[Attribute]) -> RecordSort {
    if let Some(attribute) = attribute(attributes, "entity")
        && let [word, plural] = attribute.arguments.as_slice()
        && let (Some(word), Some(plural)) = (text_of(&word.value), text_of(&plural.value))
    {
        return RecordSort::Entity { word, plural };
    }
    if let Some(attribute) = attribute(attributes, "kind") {
        let argument = |name: &str| {
            let named = |found: &&ast::Argument| found.name.as_ref().is_some_and(|found| found.text == name);
            attribute.arguments.iter().find(named).and_then(|found| text_of(&found.value)).unwrap_or_default()
        };
        return RecordSort::Kind {
            group: argument("group"),
            version: argument("version"),
            kind: argument("kind"),
            plural: argument("plural"),
            namespaced: argument("scope") != "Cluster",
        };
    }
    RecordSort::Plain
}

/// The text of an attribute that says something; empty where it is there and says nothing.
fn said(attributes: &[Attribute], name: &str) -> Option<EcoString> {
    let attribute = attribute(attributes, name)?;
    Some(attribute.arguments.first().and_then(|argument| text_of(&argument.value)).unwrap_or_default())
}

fn docs_of(member: &ast::Member) -> EcoString {
    docs(member.docs.as_ref())
}

fn docs(docs: Option<&ast::Docs>) -> EcoString {
    docs.map(|docs| docs.text.clone()).unwrap_or_default()
}
