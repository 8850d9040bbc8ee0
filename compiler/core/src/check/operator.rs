//! Operators: what they take, what they give, and what they say of the names in them.

use o8_diagnostics::Span;
use o8_diagnostics::catalogue::{syntax, types as say};
use o8_syntax::ast;

use crate::hir::{self, BinaryOp, ExprKind};
use crate::ty::{Literal, Ty};
use crate::types;

use super::dimension::{self, is_number, is_quantity};
use super::expression::bare;
use super::literal::constant;
use super::narrow::Facts;
use super::number::is_plain;
use super::scope::Sight;
use super::{Checker, Typed, at};

impl Checker<'_> {
    pub(super) fn unary(
        &mut self,
        op: ast::UnaryOp,
        operand: &ast::Expr,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        match op {
            ast::UnaryOp::Not => {
                let typed = self.check_typed(operand, &Ty::Bool);
                let facts = typed.facts.negated();
                Typed { facts, ..Typed::new(ExprKind::Not(Box::new(typed.expr)), span, Ty::Bool) }
            }
            ast::UnaryOp::Negate => {
                let typed = self.infer(operand, hint);
                let ty = super::widened(self.base(&typed.ty));
                if !(is_number(&ty) || is_quantity(&ty) || ty == Ty::Error) {
                    let shown = types::display(&typed.ty);
                    self.report(say::operator_does_not_take(at(operand.span), "-", &shown));
                    return Typed::poison(span);
                }
                Typed::new(ExprKind::Negate(Box::new(typed.expr)), span, ty)
            }
        }
    }

    pub(super) fn binary(
        &mut self,
        op: ast::BinaryOp,
        op_span: Span,
        sides: &(ast::Expr, ast::Expr),
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let (left, right) = sides;
        if op == ast::BinaryOp::In && is_override(right) {
            // `deploy = Worker { … } in prod { … }` on one line: the operator takes the word.
            let end = Span::at(left.span.end);
            self.report(syntax::separator_missing(at(op_span), "`in`", at(end), true));
            return self.infer(left, hint);
        }
        match op {
            ast::BinaryOp::And | ast::BinaryOp::Or => self.logic(op, left, right, span),
            ast::BinaryOp::Coalesce => self.coalesce(left, right, op_span, span, hint),
            ast::BinaryOp::In => self.is_in(left, right, span),
            ast::BinaryOp::Equal => self.equality(BinaryOp::Equal, left, right, op_span, span),
            ast::BinaryOp::NotEqual => self.equality(BinaryOp::NotEqual, left, right, op_span, span),
            ast::BinaryOp::Less => self.comparison(BinaryOp::Less, "<", left, right, op_span, span),
            ast::BinaryOp::LessEqual => {
                self.comparison(BinaryOp::LessEqual, "<=", left, right, op_span, span)
            }
            ast::BinaryOp::Greater => self.comparison(BinaryOp::Greater, ">", left, right, op_span, span),
            ast::BinaryOp::GreaterEqual => {
                self.comparison(BinaryOp::GreaterEqual, ">=", left, right, op_span, span)
            }
            ast::BinaryOp::Add => self.arithmetic(BinaryOp::Add, "+", sides, op_span, span, hint),
            ast::BinaryOp::Subtract => self.arithmetic(BinaryOp::Subtract, "-", sides, op_span, span, hint),
            ast::BinaryOp::Multiply => self.arithmetic(BinaryOp::Multiply, "*", sides, op_span, span, hint),
            ast::BinaryOp::Divide => self.arithmetic(BinaryOp::Divide, "/", sides, op_span, span, hint),
        }
    }

    fn logic(&mut self, op: ast::BinaryOp, left: &ast::Expr, right: &ast::Expr, span: Span) -> Typed {
        let left = self.check_typed(left, &Ty::Bool);
        let and = op == ast::BinaryOp::And;
        let known = if and { &left.facts.if_true } else { &left.facts.if_false };
        let right = self.with_facts(known, |checker| checker.check_typed(right, &Ty::Bool));
        let facts =
            if and { Facts::both(left.facts, right.facts) } else { Facts::either(left.facts, right.facts) };
        let sides = Box::new((left.expr, right.expr));
        let kind = if and { ExprKind::And(sides) } else { ExprKind::Or(sides) };
        Typed { facts, ..Typed::new(kind, span, Ty::Bool) }
    }

    fn coalesce(
        &mut self,
        left: &ast::Expr,
        right: &ast::Expr,
        op_span: Span,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let left_hint = hint.map(|hint| types::optional(hint.clone()));
        let left = self.infer(left, left_hint.as_ref());
        if !matches!(left.ty, Ty::Error | Ty::Reviewed) && !types::is_optional(&left.ty) {
            self.report(say::never_null(at(op_span), &types::display(&left.ty)));
        }
        let present = match types::remove_null(&left.ty) {
            Ty::Reviewed => Ty::Error,
            present => present.clone(),
        };
        let right_hint = hint.filter(|_| left.ty != Ty::Reviewed).unwrap_or(&present).clone();
        let right = self.infer(right, Some(&right_hint));
        let ty = if matches!(left.ty, Ty::Null | Ty::Reviewed) {
            right.ty.clone()
        } else {
            match types::join(self.db, self.program, &present, &right.ty) {
                Some(ty) => ty,
                // `requests.get("memory") ?? 1Gi`: a quantity like the other.
                None if present == Ty::Quantity && self.fits(&right.ty, &present) => present,
                None if hint.is_some_and(|hint| self.fits(&present, hint) && self.fits(&right.ty, hint)) => {
                    types::union_of([present, right.ty.clone()])
                }
                None => {
                    let (left, right) = (types::display(&present), types::display(&right.ty));
                    self.report(say::sides_differ(at(op_span), "??", &left, &right));
                    return Typed::poison(span);
                }
            }
        };
        Typed::new(ExprKind::Coalesce(Box::new((left.expr, right.expr))), span, ty)
    }

    fn is_in(&mut self, left: &ast::Expr, right: &ast::Expr, span: Span) -> Typed {
        let (left, right) = if is_weak(left) && !is_weak(right) {
            let right = self.infer(right, None);
            let hint = self.element_of(&right.ty);
            (self.infer(left, hint.as_ref()), right)
        } else {
            let left = self.infer(left, None);
            let hint = (left.ty != Ty::Error).then(|| super::methods::list(left.ty.clone()));
            (left, self.infer(right, hint.as_ref()))
        };
        if left.ty != Ty::Error && right.ty != Ty::Error {
            let place = at(span);
            match self.element_of(&right.ty) {
                None => {
                    let shown = types::display(&right.ty);
                    let text = super::methods::is_text(&self.core(&right.ty));
                    self.report(say::in_takes_collections(at(right.expr.span), &shown, text));
                    return Typed::poison(span);
                }
                Some(element) if types::contains_secret(self.db, self.program, &element) => {
                    self.report(say::secret_compared(place));
                    return Typed::poison(span);
                }
                Some(element) if !self.comparable(&left.ty, &element) => {
                    let (left, element) = (types::display(&left.ty), types::display(&element));
                    self.report(say::never_equal(place, &left, &element, None));
                    return Typed::poison(span);
                }
                Some(_) => {}
            }
        }
        let kind = ExprKind::Binary(BinaryOp::In, Box::new((left.expr, right.expr)));
        Typed::new(kind, span, Ty::Bool)
    }

    /// What `in` looks for in a list or a map.
    fn element_of(&self, ty: &Ty) -> Option<Ty> {
        match self.base(ty) {
            Ty::List(list) => Some(list.element.clone()),
            Ty::Map(map) => Some(map.key.clone()),
            Ty::Error => Some(Ty::Error),
            Ty::Reviewed => Some(Ty::Reviewed),
            _ => None,
        }
    }

    /// Both sides, each a hint for the other where it is a literal.
    fn sides(&mut self, left: &ast::Expr, right: &ast::Expr, hint: Option<&Ty>) -> (Typed, Typed) {
        if !is_weak(right) && (is_weak(left) || self.is_unsettled(left)) {
            let right = self.infer(right, hint);
            let settled = right.ty.clone();
            let from_right = Some(&settled).filter(|ty| **ty != Ty::Null);
            (self.infer(left, from_right.or(hint)), right)
        } else {
            let left = self.infer(left, hint);
            let settled = left.ty.clone();
            let from_left = Some(&settled).filter(|ty| **ty != Ty::Null);
            let right = self.infer(right, from_left.or(hint));
            (left, right)
        }
    }

    /// Whether an expression is a name that an entity may have: the other side says of which kind.
    fn is_unsettled(&mut self, expr: &ast::Expr) -> bool {
        match &bare(expr).kind {
            ast::ExprKind::Name(name) => !self.is_near(name),
            _ => false,
        }
    }

    fn equality(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        op_span: Span,
        span: Span,
    ) -> Typed {
        let (left, right) = self.sides(left, right, None);
        // Whether something is there may be asked of anything that can be absent.
        let with_null = Self::is_null(&left.expr) || Self::is_null(&right.expr);
        for side in [&left, &right] {
            if types::contains_secret(self.db, self.program, &side.ty) && !with_null {
                self.report(say::secret_compared(at(span)));
                return Typed::poison(span);
            }
            if matches!(self.core(&side.ty), Ty::Function(_) | Ty::Component) && !with_null {
                let shown = types::display(&side.ty);
                self.report(say::operator_does_not_take(at(side.expr.span), "==", &shown));
                return Typed::poison(span);
            }
        }
        if !self.comparable(&left.ty, &right.ty) || self.names_another_text(&left, &right) {
            self.report_never_equal(&left, &right, op_span);
            return Typed::poison(span);
        }
        let mut facts = Facts::default();
        for (one, other) in [(&left, &right), (&right, &left)] {
            let present = || self.present(&one.expr, &one.ty);
            match op {
                BinaryOp::Equal if Self::is_null(&other.expr) => facts.if_false = present(),
                BinaryOp::NotEqual if Self::is_null(&other.expr) => facts.if_true = present(),
                BinaryOp::Equal if !types::is_optional(&other.ty) => facts.if_true.extend(present()),
                BinaryOp::NotEqual if !types::is_optional(&other.ty) => facts.if_false.extend(present()),
                _ => {}
            }
        }
        let kind = ExprKind::Binary(op, Box::new((left.expr, right.expr)));
        Typed { facts, ..Typed::new(kind, span, Ty::Bool) }
    }

    /// Whether one side is a text that the other's type does not list.
    fn names_another_text(&self, left: &Typed, right: &Typed) -> bool {
        [(left, right), (right, left)].into_iter().any(|(one, other)| match constant(&one.expr) {
            Some(Literal::String(text)) => {
                let listed = self.listed_texts(&other.ty);
                !listed.is_empty() && !listed.iter().any(|known| known == text)
            }
            _ => false,
        })
    }

    /// Says why two sides can never be equal: a text that is not among those listed, or types that differ.
    fn report_never_equal(&mut self, left: &Typed, right: &Typed, op_span: Span) {
        for (one, other) in [(left, right), (right, left)] {
            let Some(Literal::String(text)) = constant(&one.expr) else { continue };
            let listed = self.listed_texts(&other.ty);
            if listed.is_empty() {
                continue;
            }
            let near = o8_diagnostics::catalogue::nearest(text, listed.iter().map(String::as_str));
            let names: Vec<&str> = listed.iter().map(String::as_str).collect();
            self.report(say::not_one_of(at(one.expr.span), text, &names, near));
            return;
        }
        let (left_ty, right_ty) = (types::display(&left.ty), types::display(&right.ty));
        let place = at(op_span);
        let found = if Self::is_null(&left.expr) || Self::is_null(&right.expr) {
            let present = if Self::is_null(&left.expr) { &right_ty } else { &left_ty };
            say::never_null_compared(place, present)
        } else {
            say::never_equal(place, &left_ty, &right_ty, self.unit_help(left, right).as_deref())
        };
        self.report(found);
    }

    /// What to write for the number where the other side has a dimension.
    fn unit_help(&self, left: &Typed, right: &Typed) -> Option<String> {
        [(left, right), (right, left)].into_iter().find_map(|(number, quantity)| {
            let beside =
                is_number(&super::widened(self.core(&number.ty))) && is_quantity(&self.core(&quantity.ty));
            if beside { self.help(number, &quantity.ty) } else { None }
        })
    }

    /// Whether values of the types can be equal at all.
    fn comparable(&self, left: &Ty, right: &Ty) -> bool {
        if matches!(left, Ty::Error | Ty::Reviewed) || matches!(right, Ty::Error | Ty::Reviewed) {
            return true;
        }
        if *left == Ty::Null || *right == Ty::Null {
            return types::is_optional(left) && types::is_optional(right);
        }
        let right = self.core(right);
        let left = self.core(left);
        types::alternatives(&left).iter().any(|left| {
            types::alternatives(&right).iter().any(|right| {
                self.same_dimension(left, right) && (self.fits(left, right) || self.fits(right, left))
            })
        })
    }

    /// `fits` lets data into `Json` and CPU into `Quantity`; such values are not equal to anything outside.
    fn same_dimension(&self, left: &Ty, right: &Ty) -> bool {
        let loose = |ty: &Ty| matches!(ty, Ty::Json | Ty::Any | Ty::Object | Ty::Component);
        loose(left) == loose(right)
    }

    fn comparison(
        &mut self,
        op: BinaryOp,
        sign: &str,
        left: &ast::Expr,
        right: &ast::Expr,
        op_span: Span,
        span: Span,
    ) -> Typed {
        if let Some(typed) = self.compare_versions(op, left, right, span) {
            return typed;
        }
        let (left, right) = self.sides(left, right, None);
        let (left_ty, right_ty) = (super::widened(self.base(&left.ty)), super::widened(self.base(&right.ty)));
        let unknown = |ty: &Ty| matches!(ty, Ty::Error | Ty::Reviewed);
        let known = !unknown(&left_ty) && !unknown(&right_ty);
        // To a rule, quantities are worth something; elsewhere, types say what they are of.
        let worth = |ty: &Ty| matches!(ty, Ty::Quantity | Ty::Memory | Ty::Cpu);
        let worths = self.scope.sight == Sight::Rule && worth(&left_ty) && worth(&right_ty);
        if known && !worths && (left_ty != right_ty || !self.is_ordered(&left_ty)) {
            for side in [&left, &right] {
                if types::is_optional(&side.ty) && side.ty != Ty::Null {
                    let shown = types::display(&side.ty);
                    self.report(say::may_be_null(at(side.expr.span), &shown, "compared"));
                    return Typed::poison(span);
                }
            }
            let help = self.unit_help(&left, &right);
            let (left, right) = (types::display(&left.ty), types::display(&right.ty));
            self.report(say::operator_sides(at(op_span), sign, &left, &right, help.as_deref()));
            return Typed::poison(span);
        }
        Typed::new(ExprKind::Binary(op, Box::new((left.expr, right.expr))), span, Ty::Bool)
    }

    /// `semver(a) < semver(b)`
    fn compare_versions(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        span: Span,
    ) -> Option<Typed> {
        fn argument(expr: &ast::Expr) -> Option<&[ast::Argument]> {
            match &bare(expr).kind {
                ast::ExprKind::Call { callee, arguments, block: None } => match &callee.kind {
                    ast::ExprKind::Name(name) if name == "semver" => Some(arguments),
                    _ => None,
                },
                _ => None,
            }
        }
        let ([left], [right]) = (argument(left)?, argument(right)?) else { return None };
        let sides =
            vec![self.check_expr(&left.value, &Ty::String), self.check_expr(&right.value, &Ty::String)];
        let make = |kind| hir::Expr { kind, span };
        let order = make(ExprKind::Builtin(hir::Builtin::SemverCompare, sides));
        let zero = make(ExprKind::Literal(Literal::Int(0)));
        Some(Typed::new(ExprKind::Binary(op, Box::new((order, zero))), span, Ty::Bool))
    }

    fn arithmetic(
        &mut self,
        op: BinaryOp,
        sign: &str,
        sides: &(ast::Expr, ast::Expr),
        op_span: Span,
        span: Span,
        hint: Option<&Ty>,
    ) -> Typed {
        let (left, right) = match op {
            BinaryOp::Add | BinaryOp::Subtract => self.sides(&sides.0, &sides.1, hint),
            _ => self.factors(op, &sides.0, &sides.1, hint),
        };
        let (left_ty, right_ty) = (super::widened(self.base(&left.ty)), super::widened(self.base(&right.ty)));
        // Only rules compare quantities of which no more is known: what a memory is, its type says.
        let multiple = op == BinaryOp::Multiply
            && self.scope.sight == Sight::Rule
            && matches!((&left_ty, &right_ty), (Ty::Quantity, Ty::Int) | (Ty::Int, Ty::Quantity));
        if multiple {
            let kind = ExprKind::Binary(op, Box::new((left.expr, right.expr)));
            return Typed::new(kind, span, Ty::Quantity);
        }
        match dimension::result(op, &left_ty, &right_ty) {
            Some(Ty::Error) => Typed::poison(span),
            Some(ty) => Typed::new(ExprKind::Binary(op, Box::new((left.expr, right.expr))), span, ty),
            None => {
                for side in [&left, &right] {
                    if types::is_optional(&side.ty) {
                        let shown = types::display(&side.ty);
                        self.report(say::may_be_null(at(side.expr.span), &shown, "calculated with"));
                        return Typed::poison(span);
                    }
                }
                let help = self.arithmetic_help(op, &left_ty, &right_ty);
                let (left, right) = (types::display(&left.ty), types::display(&right.ty));
                self.report(say::operator_sides(at(op_span), sign, &left, &right, help));
                Typed::poison(span)
            }
        }
    }

    /// The sides of `*` and `/`. A plain number beside a quantity is a number; one with a unit is what is expected.
    fn factors(
        &mut self,
        op: BinaryOp,
        left: &ast::Expr,
        right: &ast::Expr,
        hint: Option<&Ty>,
    ) -> (Typed, Typed) {
        let plain =
            |expr: &ast::Expr| matches!(&bare(expr).kind, ast::ExprKind::Number(text) if is_plain(text));
        let unit =
            |expr: &ast::Expr| matches!(&bare(expr).kind, ast::ExprKind::Number(text) if !is_plain(text));
        let number_beside = |other: &Ty| match other {
            Ty::Float => Some(Ty::Float),
            _ => None,
        };
        if plain(left) && !plain(right) {
            let right = self.infer(right, hint);
            let left_hint = number_beside(&self.base(&right.ty));
            return (self.infer(left, left_hint.as_ref()), right);
        }
        if op == BinaryOp::Divide && unit(left) && !is_weak(right) {
            // `500m / step`: the step says what the 500m are, unless it is a number.
            let right = self.infer(right, None);
            let settled = self.base(&right.ty);
            let left_hint = if is_quantity(&settled) { Some(&settled) } else { hint };
            return (self.infer(left, left_hint), right);
        }
        let number_hint = match hint.map(|hint| self.core(hint)) {
            // `a / b` may be a number because both are quantities: then the hint is none for them.
            Some(Ty::Float) if plain(left) && plain(right) => Some(Ty::Float),
            Some(ty) if is_quantity(&ty) && !plain(left) => Some(ty),
            _ => None,
        };
        let left = self.infer(left, number_hint.as_ref());
        let settled = self.base(&left.ty);
        let right_hint = if plain(right) {
            number_beside(&settled)
        } else if op == BinaryOp::Divide && is_quantity(&settled) {
            Some(settled)
        } else {
            number_hint
        };
        let right = self.infer(right, right_hint.as_ref());
        (left, right)
    }

    fn arithmetic_help(&self, op: BinaryOp, left: &Ty, right: &Ty) -> Option<&'static str> {
        let both = |test: &dyn Fn(&Ty) -> bool| test(left) && test(right);
        let either = |ty: &Ty| left == ty || right == ty;
        let text = |ty: &Ty| super::methods::is_text(ty);
        if op == BinaryOp::Add && (text(left) || text(right)) {
            Some("texts are joined by interpolation: `\"${a}${b}\"`")
        } else if op == BinaryOp::Add && both(&|ty| matches!(ty, Ty::List(_))) {
            Some("lists are joined by `[a, b].flatten()`")
        } else if op == BinaryOp::Add && both(&|ty| matches!(ty, Ty::Map(_))) {
            Some("maps are joined by `a.merge(b)`")
        } else if both(&is_number) {
            Some("`float(…)` and `int(…)` make one of the other")
        } else if either(&Ty::Int) && (is_quantity(left) || is_quantity(right)) {
            Some("a number has no unit: write the unit, or multiply")
        } else {
            None
        }
    }
}

/// Whether an expression takes its type from what is expected.
fn is_weak(expr: &ast::Expr) -> bool {
    match &bare(expr).kind {
        ast::ExprKind::Number(_)
        | ast::ExprKind::String(_)
        | ast::ExprKind::Null
        | ast::ExprKind::List(_)
        | ast::ExprKind::Record(None, _) => true,
        ast::ExprKind::Unary(ast::UnaryOp::Negate, inner) => is_weak(inner),
        _ => false,
    }
}

/// Whether what stands behind an `in` is a block: no type begins with a small letter.
fn is_override(right: &ast::Expr) -> bool {
    let ast::ExprKind::Record(Some(names), _) = &right.kind else { return false };
    names.first().is_some_and(|name| name.text.starts_with(|first: char| first.is_ascii_lowercase()))
}
