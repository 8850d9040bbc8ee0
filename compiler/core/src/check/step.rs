//! One step of a path: which field, entry or element it means, and what may stand there.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::kubernetes;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{self, Expr, ExprKind, FieldIndex, RecordRef};
use crate::ids::DefId;
use crate::index::Target;
use crate::names::{self, Meaning};
use crate::ty::{Literal, RecordSort, Ty};
use crate::{types, view};

use super::known::Known;
use super::literal::constant;
use super::outline::{self, DefaultSort};
use super::tree::{Constant, Spot};
use super::{Checker, Typed, at};

/// What a step means.
pub(super) struct Place {
    pub(super) step: hir::Step,
    pub(super) constant: Option<Constant>,
    /// What may stand there.
    pub(super) ty: Ty,
    /// Whether Kubernetes lists the only values.
    pub(super) closed: bool,
    /// The name of a field that has to be set, where it is one.
    pub(super) required: bool,
    /// The field of a record, where it is one.
    pub(super) field: Option<(RecordRef, FieldIndex)>,
    pub(super) span: Span,
}

/// That a step means nothing, which has been reported.
#[derive(Default)]
pub(super) struct NoPlace {
    /// The fields that were probably meant.
    pub(super) meant: Vec<FieldIndex>,
}

impl Checker<'_> {
    /// What a step of a path means in `spot`; an error, reported, where it means nothing.
    pub(super) fn step(&mut self, spot: &Spot, step: &ast::Step) -> Result<Place, NoPlace> {
        match (spot, step) {
            (Spot::Unknown, _) => Err(NoPlace::default()),
            (Spot::Record(record), ast::Step::Field(name)) => self.field_step(*record, name),
            (Spot::Record(record), ast::Step::Key(_) | ast::Step::Word(_)) => {
                let name = view::record(self.db, self.program, *record).name();
                self.report(say::key_of_record(at(step.span()), name));
                Err(NoPlace::default())
            }
            (Spot::Map { key, value }, step) => self.key_step(key, value, step),
            (Spot::Keyed { element, key_ty, .. }, step) => {
                let ty = view::type_of(*element);
                self.key_step(key_ty, &ty, step)
            }
            (Spot::Free, step) => self.key_step(&Ty::String, &Ty::Json, step),
        }
    }

    fn field_step(&mut self, record: RecordRef, name: &ast::Name) -> Result<Place, NoPlace> {
        let nothing = Err(NoPlace::default());
        if name.is_hole() {
            return nothing;
        }
        let shape = view::record(self.db, self.program, record);
        let Some(index) = shape.field_named(&name.text) else {
            return Err(NoPlace { meant: self.unknown_field(record, name) });
        };
        self.note(name.span, Target::Field(record, index));
        let field = shape.field(index);
        let kind = shape.kind().is_some();
        if kind && name.text == "status" {
            self.report(kubernetes::status_is_set(at(name.span), shape.name()));
            return nothing;
        }
        let fixed = kind && matches!(name.text.as_str(), "apiVersion" | "kind");
        if field.readonly && !fixed {
            self.report(say::readonly_field(at(name.span), &name.text, shape.name()));
            return nothing;
        }
        match (field.deprecated, record) {
            (Some(instead), RecordRef::Kube(_)) => {
                self.report(kubernetes::deprecated_field(at(name.span), &name.text, shape.name(), instead));
            }
            (deprecated, _) => self.warn_of_deprecated(name, deprecated),
        }
        Ok(Place {
            step: hir::Step::Field(index),
            constant: Some(Constant::Field(index)),
            ty: field.ty.clone(),
            closed: field.values.is_some(),
            required: field.required,
            field: Some((record, index)),
            span: name.span,
        })
    }

    fn key_step(&mut self, key: &Ty, value: &Ty, step: &ast::Step) -> Result<Place, NoPlace> {
        let expr = match step {
            ast::Step::Field(name) | ast::Step::Word(name) => self.word_key(key, name),
            ast::Step::Key(expr) => self.check_expr(expr, key),
        };
        // A key that is no key has been reported: what it would open has nothing more to say.
        if matches!(expr.kind, ExprKind::Poison) {
            return Err(NoPlace::default());
        }
        let fixed = match (&expr.kind, constant(&expr)) {
            (ExprKind::Entity(def), _) => Some(Constant::Entity(*def)),
            (_, Some(Literal::String(text))) => Some(Constant::Key(text.clone())),
            _ => None,
        };
        let ty = self.entry_type(value, constant(&expr));
        let expr = if fixed.is_some() { expr } else { self.wrap(expr) };
        Ok(Place {
            step: hir::Step::Key(expr),
            constant: fixed,
            ty,
            closed: false,
            required: false,
            field: None,
            span: step.span(),
        })
    }

    /// A key that is a word: the entity of this name where entities are keys, its text otherwise.
    pub(super) fn word_key(&mut self, key: &Ty, name: &ast::Name) -> Expr {
        let core = self.core(key);
        if types::is_entities(self.db, self.program, &core) {
            let meaning = names::lookup(self.db, self.program, self.file, &name.text, Some(&core));
            let typed = match meaning {
                Meaning::Entity(_) => self.meaning(meaning, &name.text, name.span, Some(&core)),
                _ => self.missing_entity(name, &core),
            };
            return self.convert(typed, key).expr;
        }
        let typed = self.literal(Literal::String(name.text.clone()), Ty::String, name.span, Some(key));
        self.convert(typed, key).expr
    }

    /// What stands for an entity that is due and not declared.
    pub(super) fn missing_entity(&mut self, name: &ast::Name, of: &Ty) -> Typed {
        if !name.is_hole() {
            let mut kinds = types::alternatives(of).iter().filter_map(|ty| match ty {
                Ty::Record(record) => Some(names::Wanted::Entity(*record)),
                _ => None,
            });
            let wanted = kinds.next().unwrap_or(names::Wanted::Value);
            let others: Vec<&str> = kinds
                .flat_map(|kind| names::candidates(self.db, self.program, self.file, kind))
                .map(String::as_str)
                .collect();
            self.report_missing(&name.text, wanted, &others, name.span);
        }
        Typed::poison(name.span)
    }

    /// What opening a place changes. `known` is what less specific levels chose there.
    pub(super) fn spot_of(&mut self, ty: &Ty, known: Option<&Known>, name: &str, span: Span) -> Spot {
        match self.try_spot(ty, known) {
            Ok(spot) => spot,
            Err(NoSpot::Silent) => Spot::Unknown,
            Err(NoSpot::Unchosen) => {
                let shown = types::display(types::remove_null(ty));
                let names = self.record_alternatives(ty);
                let names: Vec<String> = names.iter().map(types::display).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                self.report(say::nothing_chosen(at(span), name, &shown, &names));
                Spot::Unknown
            }
            Err(NoSpot::Entity) => {
                self.report(say::entity_opened(at(span), name, &types::display(types::remove_null(ty))));
                Spot::Unknown
            }
            Err(NoSpot::List) => {
                self.report(say::list_opened(at(span), name, &types::display(types::remove_null(ty))));
                Spot::Unknown
            }
            Err(NoSpot::Scalar) => {
                self.report(say::scalar_opened(at(span), name, &types::display(types::remove_null(ty))));
                Spot::Unknown
            }
        }
    }

    fn try_spot(&self, ty: &Ty, known: Option<&Known>) -> Result<Spot, NoSpot> {
        let core = self.core(ty);
        match &core {
            Ty::Error => Err(NoSpot::Silent),
            Ty::Record(def) if types::is_entity(self.db, self.program, &core) => {
                debug_assert_eq!(view::record_of(&core), Some(RecordRef::Declared(*def)));
                Err(NoSpot::Entity)
            }
            Ty::Record(_) | Ty::Kube(_) => view::record_of(&core).map(Spot::Record).ok_or(NoSpot::Silent),
            Ty::Map(map) => Ok(Spot::Map { key: map.key.clone(), value: map.value.clone() }),
            Ty::List(list) => {
                let keyed = list.key.as_ref().and_then(|key| self.key_field(&list.element, key));
                let (element, key, key_ty) = keyed.ok_or(NoSpot::List)?;
                Ok(Spot::Keyed { element, key, key_ty })
            }
            Ty::Json | Ty::Any => Ok(Spot::Free),
            Ty::Component | Ty::Object | Ty::Union(_) => match known.and_then(|known| known.ty.as_ref()) {
                Some(chosen) if !matches!(self.core(chosen), Ty::Component | Ty::Object | Ty::Union(_)) => {
                    self.try_spot(chosen, None)
                }
                Some(Ty::Error) => Err(NoSpot::Silent),
                _ => match self.record_alternatives(&core).as_slice() {
                    [only] => self.try_spot(only, None),
                    [] if matches!(core, Ty::Union(_)) => Err(NoSpot::Scalar),
                    _ => Err(NoSpot::Unchosen),
                },
            },
            _ => Err(NoSpot::Scalar),
        }
    }

    /// The alternatives of a union that can be opened.
    pub(super) fn record_alternatives(&self, ty: &Ty) -> Vec<Ty> {
        let core = self.core(ty);
        types::alternatives(&core)
            .iter()
            .filter(|ty| {
                let core = self.base(ty);
                matches!(core, Ty::Record(_) | Ty::Kube(_) | Ty::Map(_) | Ty::Json)
                    && !types::is_entity(self.db, self.program, &core)
            })
            .cloned()
            .collect()
    }

    /// Whether a new record starts with nothing in the field: it has no default but `null`.
    pub(super) fn starts_empty(&self, record: RecordRef, field: FieldIndex) -> bool {
        match record {
            RecordRef::Declared(def) => self.default_sort(def, field) == Some(&DefaultSort::Empty),
            RecordRef::Kube(_) => true,
        }
    }

    /// What the written default of a field says of a place whose type leaves several open.
    pub(super) fn default_known(&self, record: RecordRef, field: FieldIndex) -> Option<Known> {
        let RecordRef::Declared(def) = record else { return None };
        let Some(DefaultSort::Record(ty)) = self.default_sort(def, field) else { return None };
        let declared = view::record(self.db, self.program, record).field(field).ty;
        self.leaves_open(declared).then(|| Known { ty: Some(ty.clone()), fields: Vec::new() })
    }

    fn default_sort(&self, def: DefId, field: FieldIndex) -> Option<&DefaultSort> {
        outline::defaults(self.db, self.program, def).get(usize::from(field))
    }

    /// Whether a place takes several sorts of values, so that what was set there is worth knowing.
    pub(super) fn leaves_open(&self, ty: &Ty) -> bool {
        match self.core(ty) {
            Ty::Component | Ty::Object => true,
            Ty::Union(_) => self.record_alternatives(ty).len() > 1,
            _ => false,
        }
    }

    /// Whether a record is a kind of Kubernetes or a part of one, custom resources of the library included.
    pub(super) fn is_kubernetes(&self, record: RecordRef) -> bool {
        match record {
            RecordRef::Kube(_) => true,
            RecordRef::Declared(def) => {
                def.package().is_kinds() || view::record(self.db, self.program, record).kind().is_some()
            }
        }
    }

    /// Whether a record is the type of a component.
    pub(super) fn is_component(&self, record: RecordRef) -> bool {
        matches!(view::record(self.db, self.program, record).sort(), Some(RecordSort::Component { .. }))
    }
}

/// Why a place cannot be opened.
enum NoSpot {
    Silent,
    /// Nothing says which of several types it has.
    Unchosen,
    Entity,
    List,
    Scalar,
}
