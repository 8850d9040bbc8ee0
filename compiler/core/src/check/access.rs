//! Fields and indexes: `a.b`, `a?.b`, `a["k"]`.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_diagnostics::catalogue::{kubernetes, nearest};
use o8_syntax::ast;

use crate::hir::{Builtin, ExprKind, FieldIndex, IndexKind, RecordRef};
use crate::ids::DefId;
use crate::index::Target;
use crate::names::{self, Meaning};
use crate::ty::{ListTy, Literal, MapTy, Ty};
use crate::{types, view};

use super::literal::constant;
use super::outline;
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn field(&mut self, base: &ast::Expr, name: &ast::Name, optional: bool, span: Span) -> Typed {
        if let Some(package) = self.package_named(base) {
            if name.is_hole() {
                return Typed::poison(span);
            }
            let meaning = names::lookup_in(self.db, self.program, package, &name.text);
            if meaning == Meaning::Missing {
                self.report_missing_in(package, name);
                return Typed::poison(span);
            }
            return self.meaning(meaning, &name.text, span, None);
        }
        if let Some(typed) = self.semver_or_cidr(base, name, None, span) {
            return typed;
        }
        let base = self.infer(base, None);
        if name.is_hole() || base.ty == Ty::Error {
            return Typed::poison(span);
        }
        self.field_of(base, name, optional, span)
    }

    fn field_of(&mut self, base: Typed, name: &ast::Name, optional: bool, span: Span) -> Typed {
        let nullable = types::is_optional(&base.ty);
        if nullable && !optional {
            let shown = types::display(&base.ty);
            self.report(say::field_of_null(at(name.span), &shown, &name.text));
            return Typed::poison(span);
        }
        let of = self.core(&base.ty);
        if of == Ty::Reviewed {
            return self.part(base, name, span);
        }
        if let Some(record) = view::record_of(&of) {
            return self.record_field(base, record, name, nullable, span);
        }
        if nullable && (matches!(of, Ty::Map(_)) || unit_field(&of, &name.text).is_some()) {
            return self.optionally(base, span, |checker, base| checker.other_field(base, name, span));
        }
        self.other_field(base, name, span)
    }

    /// A field of what is no record: an entry of a map, the number in a quantity.
    fn other_field(&mut self, base: Typed, name: &ast::Name, span: Span) -> Typed {
        let of = self.core(&base.ty);
        match &of {
            Ty::Error => Typed::poison(span),
            Ty::Map(map) => self.map_field(base, &map.clone(), name, span),
            Ty::Union(alternatives) => {
                let shown = types::display(&of);
                self.report(say::field_of_union(at(name.span), &name.text, &shown, alternatives.len()));
                Typed::poison(span)
            }
            Ty::Component | Ty::Object => {
                let shown = types::display(&of);
                self.report(say::field_of_any_of(at(name.span), &name.text, &shown));
                Typed::poison(span)
            }
            Ty::Json => {
                self.report(say::free_data_read(at(name.span)));
                Typed::poison(span)
            }
            _ => match unit_field(&of, &name.text) {
                Some((builtin, ty)) => Typed::new(ExprKind::Builtin(builtin, vec![base.expr]), span, ty),
                None => {
                    let method = super::methods::has_method(&of, &name.text);
                    self.report(say::no_fields(at(name.span), &name.text, &types::display(&of), method));
                    Typed::poison(span)
                }
            },
        }
    }

    fn record_field(
        &mut self,
        base: Typed,
        record: RecordRef,
        name: &ast::Name,
        optional: bool,
        span: Span,
    ) -> Typed {
        let shape = view::record(self.db, self.program, record);
        let Some(field) = shape.field_named(&name.text) else {
            self.unknown_field(record, name);
            return Typed::poison(span);
        };
        self.note(name.span, Target::Field(record, field));
        let found = shape.field(field);
        // What Kubernetes calls deprecated may be read, by a rule against it above all.
        self.warn_of_deprecated(name, found.deprecated.filter(|_| !self.is_kubernetes(record)));
        let ty = if optional { types::optional(found.ty.clone()) } else { found.ty.clone() };
        let kind = ExprKind::Field { base: Box::new(base.expr), record, field, optional };
        self.narrow(Typed::new(kind, span, ty))
    }

    pub(super) fn warn_of_deprecated(&mut self, name: &ast::Name, deprecated: Option<&str>) {
        if let Some(instead) = deprecated {
            self.report(say::deprecated_field(at(name.span), &name.text, instead));
        }
    }

    /// Warns of a declaration that is named and deprecated, where no import has said so.
    pub(super) fn warn_of_deprecated_item(&mut self, def: DefId, place: Span) {
        if let Some(instead) = names::deprecated_here(self.db, self.program, self.file, def) {
            self.report(say::deprecated_item(at(place), def.name(), &instead));
        }
    }

    /// Says that a record has no such field, and gives those that were probably meant: of a field that is written otherwise
    /// now, any of them may take its place.
    pub(super) fn unknown_field(&mut self, record: RecordRef, name: &ast::Name) -> Vec<FieldIndex> {
        let shape = view::record(self.db, self.program, record);
        if shape.is_broken() || name.is_hole() {
            return Vec::new();
        }
        if let RecordRef::Declared(def) = record
            && let Some(instead) = names::instead(self.db, self.program, def, &name.text)
        {
            self.report(say::field_elsewhere(at(name.span), &name.text, shape.name(), &instead));
            return shape.fields().map(|(index, _)| index).collect();
        }
        let place = at(name.span);
        let near = nearest(&name.text, shape.fields().map(|(_, field)| field.name));
        let fields: Vec<&str> = shape.fields().map(|(_, field)| field.name).collect();
        let built_in = self.is_kubernetes(record);
        let elsewhere = if built_in && near.is_none() { self.field_below(record, &name.text) } else { None };
        let meant = near.or_else(|| elsewhere.as_deref().and_then(|path| path.split('.').next()));
        let meant = meant.and_then(|meant| shape.field_named(meant));
        let found = if built_in {
            kubernetes::unknown_field(place, &name.text, shape.name(), near, elsewhere.as_deref())
        } else {
            say::unknown_field(place, &name.text, shape.name(), near, &fields)
        };
        self.report(found);
        meant.into_iter().collect()
    }

    /// `vars.LOG_LEVEL`: the entry of a map, by a key that is a word.
    fn map_field(&mut self, base: Typed, map: &MapTy, name: &ast::Name, span: Span) -> Typed {
        if let ExprKind::Entities(record) = &base.expr.kind {
            return self.entity_of(*record, name, span);
        }
        let key = self.word_key(&map.key, name);
        let kind = ExprKind::Index(IndexKind::Key, Box::new((base.expr, key)));
        Typed::new(kind, span, map.value.clone())
    }

    /// `teams.commerce`
    fn entity_of(&mut self, record: DefId, name: &ast::Name, span: Span) -> Typed {
        let word = names::entity_kinds(self.db, self.program).of_record(record).map(|kind| kind.word.clone());
        match word.as_ref().and_then(|word| self.entity_named(word, &name.text)) {
            Some(def) => self.narrow(Typed::new(ExprKind::Entity(def), span, Ty::Record(record))),
            None => {
                self.report_missing(&name.text, names::Wanted::Entity(record), &[], name.span);
                Typed::poison(span)
            }
        }
    }

    pub(super) fn index(&mut self, base: &ast::Expr, index: &ast::Expr, span: Span) -> Typed {
        let base = self.infer(base, None);
        if types::is_optional(&base.ty) {
            let shown = types::display(&base.ty);
            self.report(say::may_be_null(at(base.expr.span), &shown, "indexed"));
            self.infer(index, Some(&Ty::Error));
            return Typed::poison(span);
        }
        match self.core(&base.ty) {
            Ty::Reviewed => {
                let key = self.check_expr(index, &Ty::String);
                Typed::new(ExprKind::Part(Box::new(base.expr), Box::new(key)), span, Ty::Reviewed)
            }
            Ty::Map(map) => {
                let key = self.check_expr(index, &map.key);
                let ty = self.entry_type(&map.value, constant(&key));
                Typed::new(ExprKind::Index(IndexKind::Key, Box::new((base.expr, key))), span, ty)
            }
            Ty::List(list) => self.list_index(base, &list, index, span),
            Ty::Record(def) if self.kind_record("secret") == Some(def) => {
                self.secret_index(base, index, span)
            }
            of => {
                if of != Ty::Error {
                    self.report(say::not_indexed(at(base.expr.span), &types::display(&base.ty)));
                }
                self.infer(index, Some(&Ty::Error));
                Typed::poison(span)
            }
        }
    }

    fn list_index(&mut self, base: Typed, list: &ListTy, index: &ast::Expr, span: Span) -> Typed {
        let element = list.element.clone();
        let keyed = list.key.as_ref().and_then(|key| self.key_field(&element, key));
        let hint = match &keyed {
            Some((_, _, ty)) => types::union_of([ty.clone(), Ty::Int]),
            None => Ty::Int,
        };
        let index = self.infer(index, Some(&hint));
        match keyed {
            Some((_, field, ty)) if self.fits(&index.ty, &ty) && index.ty != Ty::Int => {
                let kind = ExprKind::Index(IndexKind::Element(field), Box::new((base.expr, index.expr)));
                Typed::new(kind, span, element)
            }
            _ => {
                let index = self.convert(index, &hint);
                let kind = ExprKind::Index(IndexKind::Position, Box::new((base.expr, index.expr)));
                Typed::new(kind, span, element)
            }
        }
    }

    /// The record of a keyed list's elements and its key field.
    pub(super) fn key_field(&self, element: &Ty, key: &str) -> Option<(RecordRef, FieldIndex, Ty)> {
        let record = view::record_of(&self.core(element))?;
        let shape = view::record(self.db, self.program, record);
        let field = shape.field_named(key)?;
        Some((record, field, types::remove_null(shape.field(field).ty).clone()))
    }

    /// `NAME["key"]` of a secret: the key is among those that it declares.
    fn secret_index(&mut self, base: Typed, index: &ast::Expr, span: Span) -> Typed {
        let key = self.check_expr(index, &Ty::String);
        if let (ExprKind::Entity(def), Some(Literal::String(text))) = (&base.expr.kind, constant(&key))
            && let Some(keys) = outline::secret_keys(self.db, self.program, *def)
            && !keys.iter().any(|key| key == text)
        {
            let keys: Vec<&str> = keys.iter().map(|key| key.as_str()).collect();
            let near = nearest(text, keys.iter().copied());
            let declared = names::name_place(self.db, self.program, *def);
            self.report(say::unknown_secret_key(at(index.span), text, def.name(), &keys, near, declared));
            return Typed::poison(span);
        }
        Typed::new(ExprKind::Index(IndexKind::Secret, Box::new((base.expr, key))), span, Ty::Secret)
    }
}

/// `d.seconds`, `m.bytes`: the number in a quantity.
pub(super) fn unit_field(of: &Ty, name: &str) -> Option<(Builtin, Ty)> {
    Some(match (of, name) {
        (Ty::Duration, "seconds") => (Builtin::Seconds, Ty::Int),
        (Ty::Duration | Ty::Cpu, "millis") => (Builtin::Millis, Ty::Int),
        (Ty::Memory, "bytes") => (Builtin::Bytes, Ty::Int),
        _ => return None,
    })
}
