//! Types and functions: defaults, conditions and derived names of records, refinements, bodies.

use ecow::EcoString;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;
use rustc_hash::FxHashMap;

use crate::hir::RecordRef;
use crate::hir::{Body, Condition, Expr, FunctionBody, RecordBody};
use crate::names;
use crate::signature;
use crate::ty::Ty;
use crate::view::{self, RecordView};

use super::edits::Braces;
use super::scope::{Scope, Sight, This};
use super::{Checker, at, poison};

impl<'db> Checker<'db> {
    /// `type NAME = T where …` and `type NAME { … }`.
    pub(super) fn type_item(&mut self, decl: &ast::TypeDecl) -> Body {
        self.scope = Scope::new(Sight::Nothing("a type"));
        match &decl.body {
            ast::TypeBody::Alias { refinement: None, .. } => Body::None,
            ast::TypeBody::Alias { refinement: Some(refinement), .. } => {
                let base = signature::alias(self.db, self.program, self.def).map(|alias| alias.base.clone());
                self.scope.push();
                self.scope.add("it".into(), base.unwrap_or(Ty::Error), decl.name.span);
                let condition = self.condition(refinement);
                self.scope.pop();
                Body::Refinement(condition)
            }
            ast::TypeBody::Record(block) => {
                let body = self.record_body(block, |checker, member| {
                    if !matches!(
                        member.kind,
                        ast::MemberKind::Field(_)
                            | ast::MemberKind::Where(_)
                            | ast::MemberKind::Let(_)
                            | ast::MemberKind::Hole
                    ) {
                        checker.out_of_place(member, Braces::Type);
                    }
                });
                Body::Record(body)
            }
        }
    }

    /// What a type and a component have in common; `other` says which members are out of place.
    pub(super) fn record_body(
        &mut self,
        block: &ast::Block,
        other: impl Fn(&mut Self, &ast::Member),
    ) -> RecordBody {
        let view = view::record(self.db, self.program, RecordRef::Declared(self.def));
        let lets = view.lets().iter().map(|decl| (decl.name.clone(), None)).collect();
        self.scope.this = Some(This { view, lets });
        let lets = self.record_lets(block, view);
        let defaults = self.record_defaults(block, view);
        let mut conditions = Vec::new();
        for member in &block.members {
            match &member.kind {
                ast::MemberKind::Where(condition) => {
                    self.no_attributes(member);
                    conditions.push(self.condition(condition));
                }
                ast::MemberKind::Let(_) => self.no_attributes(member),
                _ => other(self, member),
            }
        }
        RecordBody { defaults, lets, conditions, emits: Vec::new() }
    }

    /// The `let`s of a record see each other in any order: each is checked after those that it mentions.
    fn record_lets(&mut self, block: &ast::Block, view: RecordView<'db>) -> Vec<Expr> {
        let mut decls: Vec<Option<&ast::Let>> = vec![None; view.lets().len()];
        let positions: FxHashMap<&str, usize> =
            view.lets().iter().enumerate().map(|(index, decl)| (decl.name.as_str(), index)).collect();
        for member in &block.members {
            if let ast::MemberKind::Let(decl) = &member.kind
                && let Some(&index) = positions.get(decl.name.text.as_str())
                && decls[index].is_none()
            {
                decls[index] = Some(decl);
                self.context_name_taken(&decl.name);
            }
        }
        let needs: Vec<Vec<usize>> = decls
            .iter()
            .map(|decl| {
                let mentioned = decl.map(|decl| names::mentioned_in(&decl.value)).unwrap_or_default();
                mentioned.iter().filter_map(|name| positions.get(name.as_str()).copied()).collect()
            })
            .collect();
        let (order, circle) = in_order(&needs);
        if let [first, ..] = circle.as_slice()
            && let Some(decl) = decls[*first]
        {
            let path: Vec<&str> = circle.iter().map(|&index| view.lets()[index].name.as_str()).collect();
            self.report(say::lets_in_a_circle(at(decl.name.span), &path));
        }
        let mut values: Vec<Option<Expr>> = vec![None; decls.len()];
        for index in order {
            let Some(decl) = decls[index] else { continue };
            let typed = if circle.contains(&index) {
                super::Typed::poison(decl.value.span)
            } else {
                self.record_let(decl, &view.lets()[index].ty)
            };
            if let Some(this) = &mut self.scope.this {
                this.lets[index].1 = Some(typed.ty);
            }
            values[index] = Some(typed.expr);
        }
        values
            .into_iter()
            .zip(decls)
            .map(|(value, decl)| {
                value.unwrap_or_else(|| poison(decl.map_or_else(Default::default, |decl| decl.value.span)))
            })
            .collect()
    }

    fn record_let(&mut self, decl: &ast::Let, written: &Ty) -> super::Typed {
        if decl.ty.is_none() {
            return self.let_value(decl);
        }
        // The type has been read, and what is wrong with it reported, for the signature.
        let typed = self.check_typed(&decl.value, written);
        super::Typed { ty: written.clone(), ..typed }
    }

    fn record_defaults(&mut self, block: &ast::Block, view: RecordView<'db>) -> Vec<Option<Expr>> {
        let mut written: FxHashMap<EcoString, &ast::Field> = FxHashMap::default();
        for member in &block.members {
            if let ast::MemberKind::Field(field) | ast::MemberKind::Param(field) = &member.kind {
                written.entry(field.name.text.clone()).or_insert(field);
            }
        }
        view.fields()
            .map(|(_, field)| {
                let default = written.get(field.name)?.default.as_ref()?;
                Some(self.check_expr(default, field.ty))
            })
            .collect()
    }

    /// `where CONDITION else "message"`.
    pub(super) fn condition(&mut self, written: &ast::Where) -> Condition {
        self.scope.reads.clear();
        let condition = self.check_expr(&written.condition, &Ty::Bool);
        let mut reads = std::mem::take(&mut self.scope.reads);
        reads.sort_unstable();
        reads.dedup();
        let message = self.check_expr(&written.message, &Ty::String);
        Condition { condition, message, span: written.span, reads }
    }

    /// `fn NAME(p: T = d, …) -> T = e`
    pub(super) fn function_item(&mut self, decl: &ast::Function) -> (Body, Ty) {
        self.scope = Scope::new(Sight::Function);
        let Some(function) = signature::function(self.db, self.program, self.def) else {
            return (Body::None, Ty::Error);
        };
        self.scope.push();
        let mut defaults = Vec::with_capacity(decl.parameters.len());
        for (parameter, signature) in decl.parameters.iter().zip(&function.parameters) {
            defaults.push(parameter.default.as_ref().map(|default| self.check_expr(default, &signature.ty)));
            self.context_name_taken(&parameter.name);
            // Two parameters of one name have been reported with the signature.
            self.scope.add(parameter.name.text.clone(), signature.ty.clone(), parameter.name.span);
        }
        let body = self.check_expr(&decl.body, &function.result);
        self.scope.pop();
        (Body::Function(FunctionBody { defaults, body }), function.result.clone())
    }
}

/// An order in which each comes after those that it needs, and the members of a circle, if there is one, in order.
fn in_order(needs: &[Vec<usize>]) -> (Vec<usize>, Vec<usize>) {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut state = vec![State::New; needs.len()];
    let mut order = Vec::with_capacity(needs.len());
    let mut circle = Vec::new();
    for start in 0..needs.len() {
        // A walk with a stack of its own: a chain may be as long as the text.
        let mut stack = vec![(start, 0)];
        while let Some((node, next)) = stack.pop() {
            if next == 0 {
                if state[node] != State::New {
                    continue;
                }
                state[node] = State::Open;
            }
            match needs[node].get(next) {
                Some(&need) => {
                    stack.push((node, next + 1));
                    match state[need] {
                        State::New => stack.push((need, 0)),
                        State::Open if circle.is_empty() => {
                            let path = stack.iter().map(|(node, _)| *node);
                            circle = path.skip_while(|node| *node != need).collect();
                        }
                        State::Open | State::Done => {}
                    }
                }
                None => {
                    state[node] = State::Done;
                    order.push(node);
                }
            }
        }
    }
    (order, circle)
}
