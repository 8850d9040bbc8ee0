//! Braces as values: records, maps, `{ let … ⏎ e }`, and `with`.

use std::sync::Arc;

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Expr, ExprKind, RecordRef};
use crate::ty::{MapTy, Ty};
use crate::{types, view};

use super::edits::Braces;
use super::known::Known;
use super::methods::map;
use super::tree::{Op, Spot, Tree};
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn record(
        &mut self,
        name: Option<&[ast::Name]>,
        block: &ast::Block,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        if let (None, Some(body)) = (name, result_of(block)) {
            return self.let_body(block, body, hint);
        }
        let outer = std::mem::take(&mut self.wraps);
        let typed = match name {
            Some(name) => self.named_record(name, block, span),
            None => self.unnamed_record(block, span, hint),
        };
        self.wraps = outer;
        typed
    }

    /// `Type { … }`
    fn named_record(&mut self, name: &[ast::Name], block: &ast::Block, span: Span) -> Typed {
        let name_span = name.iter().map(|name| name.span).reduce(Span::to).unwrap_or(span);
        let written = ast::TypeExpr { kind: ast::TypeExprKind::Name(name.to_vec()), span: name_span };
        let ty = self.resolve_type(&written);
        if ty == Ty::Any {
            return self.any_object(block, name_span, span);
        }
        match self.literal_types(&ty).as_slice() {
            [only] => {
                let typed = self.record_of(only, block, name_span, span);
                self.convert_literal(typed, &ty)
            }
            [] => {
                if ty != Ty::Error {
                    let entity = types::is_entity(self.db, self.program, &self.core(&ty));
                    self.report(say::type_without_braces(at(name_span), &types::display(&ty), entity));
                }
                self.free_braces(block);
                Typed::poison(span)
            }
            several => {
                let several = several.to_vec();
                self.one_of_several(&several, &ty, block, span)
            }
        }
    }

    /// `{ … }`, of the type that is expected.
    fn unnamed_record(&mut self, block: &ast::Block, span: Span, hint: Option<&Ty>) -> Typed {
        let Some(expected) = hint else { return self.inferred_map(block, span) };
        if *expected == Ty::Error {
            self.free_braces(block);
            return Typed::poison(span);
        }
        let brace = Span::new(span.start, span.start + 1);
        match self.literal_types(expected).as_slice() {
            [only] => {
                let typed = self.record_of(only, block, brace, span);
                self.convert_literal(typed, expected)
            }
            [] => match self.core(expected) {
                Ty::Component | Ty::Object => {
                    self.report(say::braces_without_name(
                        at(brace),
                        &types::display(&self.core(expected)),
                        &[],
                    ));
                    self.free_braces(block);
                    Typed::poison(span)
                }
                core if types::is_entity(self.db, self.program, &core) => {
                    self.report(say::entity_as_literal(at(brace), &types::display(&core)));
                    self.free_braces(block);
                    Typed::poison(span)
                }
                _ => self.inferred_map(block, span),
            },
            several => {
                let several = several.to_vec();
                self.one_of_several(&several, expected, block, span)
            }
        }
    }

    /// The types among what is expected that braces can be.
    fn literal_types(&self, expected: &Ty) -> Vec<Ty> {
        self.record_alternatives(expected)
    }

    /// A literal of a refined record enters the refinement.
    fn convert_literal(&mut self, typed: Typed, expected: &Ty) -> Typed {
        match types::remove_null(expected) {
            Ty::Refined(_) => {
                let ty = types::remove_null(expected).clone();
                let converted = self.convert(typed, expected);
                Typed { ty, ..converted }
            }
            _ => typed,
        }
    }

    /// Braces where several types are expected: the only one that has all the fields.
    fn one_of_several(&mut self, types: &[Ty], expected: &Ty, block: &ast::Block, span: Span) -> Typed {
        let first_steps: Vec<&ast::Step> = block.members.iter().filter_map(first_step).collect();
        let fitting: Vec<&Ty> = types
            .iter()
            .filter(|ty| match view::record_of(&self.base(ty)) {
                Some(record) => {
                    let shape = view::record(self.db, self.program, record);
                    let known = first_steps.iter().all(|step| match step {
                        ast::Step::Field(name) => shape.field_named(&name.text).is_some(),
                        ast::Step::Key(_) | ast::Step::Word(_) => false,
                    });
                    let set = |name: &str| {
                        first_steps
                            .iter()
                            .any(|step| matches!(step, ast::Step::Field(found) if found.text == name))
                    };
                    known && shape.fields().all(|(_, field)| !field.required || set(field.name))
                }
                // A map takes any words: it is meant where no record is.
                None => false,
            })
            .collect();
        let map = types.iter().find(|ty| view::record_of(&self.base(ty)).is_none());
        let brace = Span::new(span.start, span.start + 1);
        match (fitting.as_slice(), map) {
            ([only], _) => {
                let only = (*only).clone();
                self.record_of(&only, block, brace, span)
            }
            ([], Some(map)) => {
                let map = map.clone();
                self.record_of(&map, block, brace, span)
            }
            _ => {
                let names: Vec<String> = types.iter().map(types::display).collect();
                let names: Vec<&str> = names.iter().map(String::as_str).collect();
                let shown = types::display(types::remove_null(expected));
                self.report(say::braces_without_name(at(brace), &shown, &names));
                self.free_braces(block);
                Typed::poison(span)
            }
        }
    }

    /// Braces of a known type: a record or a map. `place` is where a missing field is reported.
    fn record_of(&mut self, ty: &Ty, block: &ast::Block, place: Span, span: Span) -> Typed {
        let core = self.base(ty);
        match &core {
            Ty::Record(_) | Ty::Kube(_) => match view::record_of(&core) {
                Some(record) => self.new_record(record, core.clone(), block, place, span),
                None => Typed::poison(span),
            },
            Ty::Map(entries) => self.new_map(entries, core.clone(), block, span),
            _ => self.new_map(&MapTy { key: Ty::String, value: Ty::Json }, core.clone(), block, span),
        }
    }

    fn new_record(
        &mut self,
        record: RecordRef,
        ty: Ty,
        block: &ast::Block,
        place: Span,
        span: Span,
    ) -> Typed {
        let spot = Spot::Record(record);
        let mut tree = Tree::default();
        let lets = self.in_lets(block, |checker| {
            checker.settings(&mut tree, &spot, block, Braces::Literal, true, None);
        });
        if block.members.iter().any(|member| matches!(member.kind, ast::MemberKind::Expr(_))) {
            // A bare value between the braces has been reported; what is missing is not the mistake.
            return Typed { ty, ..Typed::poison(span) };
        }
        self.require_fields(&mut tree, &spot, true, place);
        let mut known = tree.known();
        self.add_defaults(&mut known, record, &tree);
        let kind = ExprKind::Record(record, tree.into_edits());
        let known = (!known.is_empty()).then(|| Arc::new(known));
        Typed { known, ..Typed::new(inside(lets, kind, span), span, ty) }
    }

    /// What is known of the fields that a new record leaves at their defaults.
    fn add_defaults(&self, known: &mut Known, record: RecordRef, tree: &Tree) {
        for (field, _) in view::record(self.db, self.program, record).fields() {
            if !tree.has_field(field)
                && let Some(default) = self.default_known(record, field)
            {
                known.fields.push((field, default));
            }
        }
    }

    fn new_map(&mut self, entries: &MapTy, ty: Ty, block: &ast::Block, span: Span) -> Typed {
        let spot = Spot::Map { key: entries.key.clone(), value: entries.value.clone() };
        let mut tree = Tree::default();
        let lets = self.in_lets(block, |checker| {
            checker.settings(&mut tree, &spot, block, Braces::Literal, true, None);
        });
        self.require_fields(&mut tree, &spot, true, span);
        Typed::new(inside(lets, ExprKind::Map(tree.into_edits()), span), span, ty)
    }

    /// `{ a = 1, b = 2 }` where nothing is expected: a map, whose values have one type.
    fn inferred_map(&mut self, block: &ast::Block, span: Span) -> Typed {
        // Seen once with the first value's type as what is due: a second pass over the rest would double every error in it.
        let value = Ty::Error;
        let spot = Spot::Map { key: Ty::String, value };
        let mut tree = Tree::default();
        let mut common = Ty::Error;
        let mut differs = false;
        let lets = self.in_lets(block, |checker| {
            for member in &block.members {
                let ast::MemberKind::Set(path, value) = &member.kind else {
                    let one = ast::Block { members: vec![member.clone()], span: block.span };
                    checker.settings(&mut tree, &spot, &one, Braces::Literal, true, None);
                    continue;
                };
                if path.steps.len() > 1 {
                    checker.report(say::type_not_known(at(path.span)));
                    checker.infer(value, Some(&Ty::Error));
                    differs = true;
                    continue;
                }
                checker.no_attributes(member);
                let hint = common.clone();
                let typed = checker.infer(value, Some(&hint).filter(|ty| **ty != Ty::Error));
                let ty = super::widened(typed.ty.clone());
                match types::join(checker.db, checker.program, &common, &ty) {
                    Some(joined) => common = joined,
                    None if !differs => {
                        let (first, other) = (types::display(&common), types::display(&ty));
                        checker.report(say::values_differ(at(value.span), &first, &other));
                        differs = true;
                    }
                    None => {}
                }
                checker.add_entry(&mut tree, &path.steps[0], typed.expr);
            }
        });
        if differs {
            return Typed::poison(span);
        }
        Typed::new(inside(lets, ExprKind::Map(tree.into_edits()), span), span, map(Ty::String, common))
    }

    /// An entry whose value has been checked.
    fn add_entry(&mut self, tree: &mut Tree, step: &ast::Step, value: Expr) {
        let spot = Spot::Map { key: Ty::String, value: Ty::Error };
        let Ok(found) = self.step(&spot, step) else { return };
        if let Some(index) = tree.find(found.constant.as_ref()) {
            let first = tree.entries[index].span;
            let name = match step {
                ast::Step::Field(name) | ast::Step::Word(name) => name.text.to_string(),
                ast::Step::Key(expr) => {
                    super::literal::plain_text(expr).map_or_else(String::new, |text| text.to_string())
                }
            };
            self.report(say::set_twice(at(step.span()), &name, at(first)));
            return;
        }
        let op = Op::Set { value, known: None };
        tree.push(super::tree::Entry { step: found.step, constant: found.constant, span: step.span(), op });
    }

    /// Looks into braces that mean nothing.
    fn free_braces(&mut self, block: &ast::Block) {
        if let Some(body) = result_of(block) {
            self.let_body(block, body, Some(&Ty::Error));
            return;
        }
        self.in_lets(block, |checker| {
            checker.settings(&mut Tree::default(), &Spot::Unknown, block, Braces::Literal, false, None);
        });
    }

    /// `Any { apiVersion = …, kind = …, … }`: an object of a kind without a schema.
    fn any_object(&mut self, block: &ast::Block, place: Span, span: Span) -> Typed {
        let set = |name: &str| {
            block
                .members
                .iter()
                .filter_map(first_step)
                .any(|step| matches!(step, ast::Step::Field(found) if found.text == name))
        };
        let missing: Vec<&str> =
            ["apiVersion", "kind", "metadata"].into_iter().filter(|name| !set(name)).collect();
        let map = MapTy { key: Ty::String, value: Ty::Json };
        if missing.is_empty() {
            self.report(say::any_is_unchecked(at(place)));
            return self.new_map(&map, Ty::Any, block, span);
        }
        self.report(o8_diagnostics::catalogue::kubernetes::any_without_identity(at(place), &missing));
        self.new_map(&map, Ty::Any, block, span);
        Typed::poison(span)
    }

    /// `e with { … }`
    pub(super) fn with(
        &mut self,
        base: &ast::Expr,
        block: &ast::Block,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let base = self.infer(base, hint);
        let outer = std::mem::take(&mut self.wraps);
        let typed = self.with_changes(base, block, span);
        self.wraps = outer;
        typed
    }

    fn with_changes(&mut self, base: Typed, block: &ast::Block, span: Span) -> Typed {
        if types::is_optional(&base.ty) {
            let shown = types::display(&base.ty);
            self.report(say::may_be_null(at(base.expr.span), &shown, "changed"));
        }
        let nullable = types::is_optional(&base.ty);
        let entity = types::is_entity(self.db, self.program, &self.core(&base.ty));
        let spot = if nullable || base.ty == Ty::Error {
            Spot::Unknown
        } else if entity {
            self.report(say::entity_changed(at(base.expr.span), &types::display(&base.ty)));
            Spot::Unknown
        } else {
            self.spot_of(&base.ty, base.known.as_deref(), "", base.expr.span)
        };
        let known = base.known.as_deref();
        let edits = self.wrapped(block, |checker| checker.changes(&spot, block, Braces::With, known));
        if matches!(spot, Spot::Unknown) {
            return Typed { ty: base.ty, ..Typed::poison(span) };
        }
        let kind = ExprKind::With(Box::new(base.expr), edits);
        Typed { known: base.known, ..Typed::new(kind, span, base.ty) }
    }

    /// Runs `work` in the frame of a literal's `let`s, and gives their values.
    fn in_lets(&mut self, block: &ast::Block, work: impl FnOnce(&mut Self)) -> Vec<Expr> {
        if !super::lets::has_lets(block) {
            work(self);
            return Vec::new();
        }
        self.in_frame(|checker| {
            let values = checker.lets(block);
            work(checker);
            values
        })
    }
}

fn inside(lets: Vec<Expr>, kind: ExprKind, span: Span) -> ExprKind {
    if lets.is_empty() { kind } else { ExprKind::Let(lets.into(), Box::new(Expr { kind, span })) }
}

/// The result of `{ let a = … ⏎ e }`: the only member that is no `let`, where that is a value.
pub(super) fn result_of(block: &ast::Block) -> Option<&ast::Expr> {
    let mut others = block
        .members
        .iter()
        .filter(|member| !matches!(member.kind, ast::MemberKind::Let(_) | ast::MemberKind::Hole));
    match (others.next().map(|member| &member.kind), others.next()) {
        (Some(ast::MemberKind::Expr(expr)), None) => Some(expr),
        _ => None,
    }
}

/// The first step of what a member sets.
pub(super) fn first_step(member: &ast::Member) -> Option<&ast::Step> {
    match &member.kind {
        ast::MemberKind::Set(path, _)
        | ast::MemberKind::Append(path, _)
        | ast::MemberKind::Open(path, _)
        | ast::MemberKind::Unset(path) => path.steps.first(),
        _ => None,
    }
}
