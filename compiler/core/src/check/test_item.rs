//! Tests: what they assert, and the two functions that only they have.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::types as say;
use o8_syntax::ast;

use crate::hir::{Assert, BinaryOp, Body, ExprKind, TestBody};
use crate::names::Wanted as NameWanted;
use crate::ty::{Literal, Ty};
use crate::view;

use super::arguments::Wanted;
use super::edits::Braces;
use super::expression::bare;
use super::literal::{constant, plain_text};
use super::scope::{Scope, Sight};
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn test_item(&mut self, decl: &ast::Test) -> Body {
        self.scope = Scope::new(Sight::Nothing("a test"));
        self.in_test = true;
        let name = match plain_text(&decl.name) {
            Some(name) => name,
            None => {
                if !matches!(decl.name.kind, ast::ExprKind::Hole) {
                    self.report(say::test_name(at(decl.name.span)));
                }
                Default::default()
            }
        };
        self.scope.push();
        let lets = self.lets(&decl.body);
        let mut asserts = Vec::new();
        for member in &decl.body.members {
            self.no_attributes(member);
            match &member.kind {
                ast::MemberKind::Let(_) | ast::MemberKind::Hole => {}
                ast::MemberKind::Assert(expr) => asserts.push(self.assertion(expr, member.span)),
                ast::MemberKind::Expr(expr) => asserts.extend(self.statement(member, expr)),
                _ => self.out_of_place(member, Braces::Test),
            }
        }
        self.scope.pop();
        Body::Test(TestBody { name, lets, asserts })
    }

    fn assertion(&mut self, expr: &ast::Expr, span: Span) -> Assert {
        let condition = self.check_expr(expr, &Ty::Bool);
        let sides = match &condition.kind {
            ExprKind::Binary(op, sides) if is_comparison(*op) => Some(sides.clone()),
            _ => None,
        };
        Assert::Holds { condition, sides, span }
    }

    /// A bare expression in a test: `assertFails(…) { … }`.
    fn statement(&mut self, member: &ast::Member, expr: &ast::Expr) -> Option<Assert> {
        let ast::ExprKind::Call { callee, arguments, block } = &bare(expr).kind else {
            self.out_of_place(member, Braces::Test);
            return None;
        };
        let is_fails = matches!(&callee.kind, ast::ExprKind::Name(name) if name == "assertFails");
        if !is_fails {
            self.out_of_place(member, Braces::Test);
            return None;
        }
        let Some(block) = block else {
            self.report(say::assert_fails_without_block(at(expr.span)));
            return None;
        };
        let wanted = [Wanted { name: "code", required: true }, Wanted { name: "text", required: false }];
        let slots = self.match_arguments("assertFails", &wanted, arguments, expr.span, None);
        let mut texts =
            slots.iter().map(|slot| slot.map(|expr| plain_text(expr).ok_or(expr.span)).transpose());
        let (code, text) = (texts.next(), texts.next());
        drop(texts);
        let mut literal = |found: Option<Result<Option<ecow::EcoString>, Span>>| match found {
            Some(Ok(text)) => Some(text.unwrap_or_default()),
            Some(Err(span)) => {
                self.report(say::constant_text_due(at(span)));
                None
            }
            None => Some(Default::default()),
        };
        let (code, text) = (literal(code)?, literal(text)?);
        slots[0]?;
        for member in &block.members {
            if !matches!(member.kind, ast::MemberKind::Item(_) | ast::MemberKind::Hole) {
                self.report(say::only_declarations(at(member.span)));
            }
        }
        let source =
            Span::new(block.span.start + 1, block.span.end.saturating_sub(1).max(block.span.start + 1));
        Some(Assert::Fails { code, text, source, span: member.span })
    }

    /// `rendered(MODULE, "TARGET", KIND)`
    pub(super) fn rendered(&mut self, arguments: &[ast::Argument], name: Span, span: Span) -> Typed {
        if !self.in_test {
            self.report(say::rendered_out_of_place(at(name)));
            return Typed::poison(span);
        }
        let wanted = [
            Wanted { name: "module", required: true },
            Wanted { name: "target", required: true },
            Wanted { name: "kind", required: true },
            Wanted { name: "name", required: false },
        ];
        let slots = self.match_arguments("rendered", &wanted, arguments, span, None);
        let [Some(module), Some(target), Some(kind), object] = slots.as_slice() else {
            return Typed::poison(span);
        };
        let module_ty = self.kind_record("module").map_or(Ty::Error, Ty::Record);
        let module = self.check_expr(module, &module_ty);
        let target_expr = self.check_expr(target, &Ty::String);
        if let Some(Literal::String(text)) = constant(&target_expr) {
            self.target_text(&text.clone(), target.span);
        }
        let object = object.map(|object| self.check_expr(object, &Ty::String));
        let Some(kind) = self.kind_argument(kind) else { return Typed::poison(span) };
        let ty = view::type_of(kind);
        let kind = ExprKind::Rendered {
            module: Box::new(module),
            target: Box::new(target_expr),
            kind,
            name: object.map(Box::new),
        };
        Typed::new(kind, span, ty)
    }

    /// A kind as an argument: `Deployment`, `apps.Deployment`.
    fn kind_argument(&mut self, expr: &ast::Expr) -> Option<crate::hir::RecordRef> {
        let mut names = Vec::new();
        let mut current = bare(expr);
        loop {
            match &current.kind {
                ast::ExprKind::Name(name) => {
                    names.push(ast::Name { text: name.clone(), span: current.span });
                    break;
                }
                ast::ExprKind::Field { base, name, optional: false } => {
                    names.push(name.clone());
                    current = base;
                }
                ast::ExprKind::Hole => return None,
                _ => {
                    self.report(say::kind_due(at(expr.span)));
                    return None;
                }
            }
        }
        names.reverse();
        self.kind_of(&names)
    }

    /// The parts of `"ENV"` or `"ENV@CLUSTER"` are declared.
    fn target_text(&mut self, text: &str, span: Span) {
        let (environment, cluster) = match text.split_once('@') {
            Some((environment, cluster)) => (environment, Some(cluster)),
            None => (text, None),
        };
        for (word, name) in [("environment", Some(environment)), ("cluster", cluster)] {
            let Some(name) = name else { continue };
            if self.entity_named(word, name).is_none()
                && let Some(record) = self.kind_record(word)
            {
                self.report_missing(name, NameWanted::Entity(record), &[], span);
            }
        }
    }
}

fn is_comparison(op: BinaryOp) -> bool {
    match op {
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::In => true,
        BinaryOp::Add | BinaryOp::Subtract | BinaryOp::Multiply | BinaryOp::Divide => false,
    }
}
