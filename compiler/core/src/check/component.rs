//! Components: parameters, derived names, conditions, and what they emit.

use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Body, Emit, Expr};
use crate::ty::Ty;
use crate::types;

use super::edits::Braces;
use super::scope::{Scope, Sight};
use super::{Checker, at, poison};

impl Checker<'_> {
    pub(super) fn component_item(&mut self, decl: &ast::Component) -> Body {
        self.scope = Scope::new(Sight::Everything);
        for member in &decl.body.members {
            if let ast::MemberKind::Param(field) = &member.kind {
                self.context_name_taken(&field.name);
            }
        }
        let mut body = self.record_body(&decl.body, |checker, member| {
            if !matches!(
                member.kind,
                ast::MemberKind::Param(_)
                    | ast::MemberKind::Let(_)
                    | ast::MemberKind::Where(_)
                    | ast::MemberKind::Emit(_)
                    | ast::MemberKind::Hole
            ) {
                checker.out_of_place(member, Braces::Component);
            }
        });
        for member in &decl.body.members {
            if let ast::MemberKind::Emit(emit) = &member.kind {
                self.no_attributes(member);
                body.emits.push(self.emit(emit));
            }
        }
        Body::Record(body)
    }

    fn emit(&mut self, emit: &ast::Emit) -> Emit {
        if let Some(clause) = &emit.each {
            let (each, (condition, value)) =
                self.each(clause, |checker, condition| (condition, checker.emitted(&emit.value)));
            return Emit { each: Some(each), condition, value, span: emit.span };
        }
        let (condition, value) = match &emit.condition {
            Some(condition) => {
                let condition = self.check_typed(condition, &Ty::Bool);
                let facts = condition.facts.if_true;
                let value = self.with_facts(&facts, |checker| checker.emitted(&emit.value));
                (Some(condition.expr), value)
            }
            None => (None, self.emitted(&emit.value)),
        };
        Emit { each: None, condition, value, span: emit.span }
    }

    /// An object of a kind or a component.
    fn emitted(&mut self, value: &ast::Expr) -> Expr {
        let typed = self.infer(value, Some(&types::optional(Ty::Object)));
        if types::is_optional(&typed.ty) {
            self.report(say::emit_of_null(at(value.span)));
            return poison(value.span);
        }
        let core = self.core(&typed.ty);
        let all = types::alternatives(&core)
            .iter()
            .all(|ty| self.fits(ty, &Ty::Object) || self.fits(ty, &Ty::Component));
        if !all {
            self.report(say::not_emitted(at(value.span), &types::display(&typed.ty)));
            return poison(value.span);
        }
        typed.expr
    }

    /// Says that a context value's name is not for a parameter or local.
    pub(super) fn context_name_taken(&mut self, name: &ast::Name) {
        if super::scope::context_named(&name.text).is_some() {
            self.report(say::local_named_like_context(at(name.span), &name.text));
        }
    }
}
