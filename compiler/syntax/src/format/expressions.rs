//! Expressions.

use super::layout::{Line, Turn};
use super::sequence::{BRACES, BRACKETS, PARENS, Style};
use super::writer::{Edge, Writer};
use crate::ast::{Argument, Arm, Expr, ExprKind, ForClause, StringForm, UnaryOp};
use crate::token::TokenKind as K;

impl Writer<'_> {
    /// What stands behind `=` or `=>`, with the blank before it. A value that cannot break by itself goes to a line of
    /// its own where that makes it fit.
    pub(super) fn assigned(&mut self, value: &Expr) {
        self.turning(value, turn(value));
    }

    /// The body of a function: an `if` too goes to a line of its own.
    pub(super) fn body(&mut self, value: &Expr) {
        let is_if = matches!(value.kind, ExprKind::If(_));
        self.turning(value, if is_if { Some(Turn::WholeOrHead) } else { turn(value) });
    }

    fn turning(&mut self, value: &Expr, turn: Option<Turn>) {
        match turn {
            Some(turn) if !self.note_before_next() => {
                self.open_turn(turn);
                self.expr(value);
                self.close();
            }
            _ => self.value(value),
        }
    }

    /// A value on the same line, with the blank before it; below, where a comment stands between.
    pub(super) fn value(&mut self, value: &Expr) {
        if self.note_before_next() {
            self.indent();
            self.notes();
            self.expr(value);
            self.dedent();
        } else {
            self.space();
            self.expr(value);
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr) {
        if self.is_lost() {
            return;
        }
        match &expr.kind {
            ExprKind::Hole => self.give_up(),
            ExprKind::Null | ExprKind::Bool(_) | ExprKind::Name(_) => self.token(K::Word),
            ExprKind::Number(_) => {
                if self.next_is(K::Minus) {
                    self.any_token();
                }
                self.token(K::Number);
            }
            ExprKind::String(literal) => self.string(literal.form),
            ExprKind::List(elements) => self.list(elements),
            ExprKind::ListFor(clause, element) => {
                self.comprehension(BRACKETS, clause, element, |w| w.assigned(element));
            }
            ExprKind::MapFor(clause, entry) => {
                let (key, value) = &**entry;
                self.comprehension(BRACES, clause, value, |w| {
                    w.space();
                    w.expr(key);
                    w.space();
                    w.token(K::FatArrow);
                    w.assigned(value);
                });
            }
            ExprKind::Record(name, block) => {
                if let Some(name) = name {
                    self.dotted(name.len());
                    self.space();
                }
                self.block(block);
            }
            ExprKind::Field { .. } | ExprKind::Index(..) | ExprKind::Call { .. } | ExprKind::With(..) => {
                self.chain(expr);
            }
            ExprKind::Unary(op, operand) => {
                self.token(match op {
                    UnaryOp::Negate => K::Minus,
                    UnaryOp::Not => K::Bang,
                });
                self.expr(operand);
            }
            ExprKind::Binary { op, .. } => self.binary(expr, *op),
            ExprKind::If(_) => self.if_expr(expr),
            ExprKind::Match(scrutinee, arms) => self.match_expr(scrutinee, arms),
            ExprKind::Lambda(parameters, body) => {
                if self.next_is(K::OpenParen) {
                    self.sequence(PARENS, parameters.len(), |w, _| w.any_token());
                } else {
                    self.any_token();
                }
                self.space();
                self.token(K::FatArrow);
                self.value(body);
            }
            ExprKind::Paren(inner) => self.paren(inner),
        }
    }

    /// `(a, name = b)`: the last argument may open and close on the lines of the parentheses.
    pub(super) fn arguments(&mut self, arguments: &[Argument]) {
        let each = |w: &mut Self, index: usize| {
            let argument: &Argument = &arguments[index];
            if argument.name.is_some() {
                w.token(K::Word);
                w.space();
                w.token(K::Equal);
                w.space();
            }
            w.expr(&argument.value);
        };
        let hugs = match arguments {
            // A line of its own would gain a string little.
            [only] if matches!(only.value.kind, ExprKind::String(_)) => true,
            [others @ .., last] => hugs(&last.value) && !others.iter().any(|argument| hugs(&argument.value)),
            [] => false,
        };
        if hugs && !self.line_after_next() {
            self.hugging(PARENS, arguments.len(), each);
        } else {
            self.sequence(PARENS, arguments.len(), each);
        }
    }

    /// Whether the author went to a new line behind the next token, an opening bracket.
    fn line_after_next(&self) -> bool {
        self.peek()
            .zip(self.peek_nth(1))
            .is_some_and(|(bracket, inside)| inside.newlines > 0 || inside.notes > bracket.notes)
    }

    fn list(&mut self, elements: &[Expr]) {
        let each = |w: &mut Self, index: usize| w.expr(&elements[index]);
        match elements {
            [only] if hugs(only) && !self.line_after_next() => self.hugging(BRACKETS, 1, each),
            _ => self.sequence(BRACKETS, elements.len(), each),
        }
    }

    /// `[for x in xs if c: e]`, `{for k, v in m: k => v}`
    fn comprehension(
        &mut self,
        style: Style,
        clause: &ForClause,
        value: &Expr,
        body: impl FnOnce(&mut Self),
    ) {
        let hugs = hugs(value) && !self.line_after_next();
        self.token(style.open);
        self.open(!hugs && self.line_before_next());
        if !hugs {
            self.indent();
            self.notes();
            self.line(Line::Soft);
        }
        self.for_clause(clause);
        self.token(K::Colon);
        body(self);
        self.gap(Edge::End);
        if !hugs {
            self.dedent();
            self.line(Line::Soft);
        }
        self.token(style.close);
        self.close();
    }

    fn match_expr(&mut self, scrutinee: &Expr, arms: &[Arm]) {
        self.word();
        self.expr(scrutinee);
        self.space();
        self.sequence(BRACES, arms.len(), |w, index| {
            let arm = &arms[index];
            w.pattern(&arm.pattern);
            w.space();
            w.token(K::FatArrow);
            w.assigned(&arm.value);
        });
    }

    fn paren(&mut self, inner: &Expr) {
        self.token(K::OpenParen);
        if hugs(inner) && !self.line_before_next() {
            self.expr(inner);
            return self.token(K::CloseParen);
        }
        self.open(false);
        self.indent();
        self.notes();
        self.line(Line::Soft);
        self.expr(inner);
        self.notes();
        self.dedent();
        self.line(Line::Soft);
        self.token(K::CloseParen);
        self.close();
    }
}

/// Whether a value opens and closes brackets of its own, so that it can begin on any line and end on another.
pub(super) fn hugs(value: &Expr) -> bool {
    match &value.kind {
        ExprKind::Record(..)
        | ExprKind::List(_)
        | ExprKind::ListFor(..)
        | ExprKind::MapFor(..)
        | ExprKind::Match(..) => true,
        ExprKind::String(literal) => matches!(literal.form, StringForm::Block | StringForm::RawBlock),
        ExprKind::Lambda(_, body) => hugs(body),
        ExprKind::With(..) => true,
        _ => false,
    }
}

/// Whether a value may go to a line of its own behind `=`, because it cannot break by itself or reads better there.
fn turn(mut value: &Expr) -> Option<Turn> {
    while let ExprKind::Field { base, .. } | ExprKind::Index(base, _) = &value.kind {
        value = base;
    }
    match value.kind {
        ExprKind::If(_) => Some(Turn::Head),
        ExprKind::Null
        | ExprKind::Bool(_)
        | ExprKind::Number(_)
        | ExprKind::String(_)
        | ExprKind::Name(_)
        | ExprKind::Unary(..)
        | ExprKind::Binary { .. } => Some(Turn::Whole),
        _ => None,
    }
}
