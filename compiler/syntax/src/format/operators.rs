//! Operators, and `if`: what stands between words or signs, each of which may begin a line.

use super::expressions::hugs;
use super::layout::Element;
use super::writer::Writer;
use crate::ast::{BinaryOp, Expr, ExprKind};
use crate::token::TokenKind as K;

impl Writer<'_> {
    /// `a + b + c`: operators of one rank break together, each at the beginning of its line; but operands with
    /// brackets open and close on the lines of the operators.
    pub(super) fn binary(&mut self, expr: &Expr, op: BinaryOp) {
        let group = self.position();
        self.open(false);
        let indent = self.position();
        self.indent();
        let mut breaks = false;
        let mut hugging = Vec::new();
        let mut noted = false;
        let mut work = vec![Work::Expr(expr)];
        while let Some(next) = work.pop() {
            match next {
                Work::Expr(Expr { kind: ExprKind::Binary { op: inner, sides, .. }, .. })
                    if rank(*inner) == rank(op) =>
                {
                    work.push(Work::Expr(&sides.1));
                    // A word cannot begin a line that goes on with the one before.
                    let stays = rank(op) == COMPARISON && (*inner == BinaryOp::In || is_short(&sides.1));
                    work.push(Work::Operator { stays });
                    work.push(Work::Expr(&sides.0));
                }
                Work::Expr(operand) => {
                    self.mark_if_hugging(operand, &mut hugging);
                    self.expr(operand);
                }
                Work::Operator { stays } => {
                    noted |= self.note_before_next();
                    breaks |= !stays;
                    self.line_or_space(!stays);
                    self.any_token();
                    noted |= self.note_before_next();
                    self.space();
                }
            }
        }
        let dedent = self.position();
        self.dedent();
        self.close();
        // A comment at a line of the group needs that line.
        if !noted && !hugging.is_empty() {
            self.hug(group, &hugging);
        }
        if !breaks {
            self.replace(indent, Element::Nothing);
            self.replace(dedent, Element::Nothing);
        }
    }

    /// A place to mark, where what follows has brackets of its own to break in.
    fn mark_if_hugging(&mut self, value: &Expr, marks: &mut Vec<usize>) {
        if hugs(value) {
            marks.push(self.position());
            self.push(Element::Nothing);
        }
    }

    fn line_or_space(&mut self, line: bool) {
        if line {
            self.line_and_notes();
        } else {
            self.space();
        }
    }

    /// `if c then a else if d then b else e`: the words break together, each at the beginning of its line; but values
    /// with brackets open and close on the lines of the words.
    pub(super) fn if_expr(&mut self, expr: &Expr) {
        let group = self.position();
        self.open(false);
        self.indent();
        let mut hugging = Vec::new();
        let mut noted = false;
        let single = matches!(&expr.kind, ExprKind::If(parts) if !matches!(parts.2.kind, ExprKind::If(_)));
        let mut rest = expr;
        while let ExprKind::If(parts) = &rest.kind {
            let (condition, then, otherwise) = &**parts;
            self.word();
            self.expr(condition);
            noted |= self.note_before_next();
            self.line_or_space(single);
            self.token(K::Word);
            noted |= self.note_before_next();
            self.mark_if_hugging(then, &mut hugging);
            self.value(then);
            noted |= self.note_before_next();
            self.line_and_notes();
            self.token(K::Word);
            rest = otherwise;
            if matches!(rest.kind, ExprKind::If(_)) {
                self.space();
            }
        }
        noted |= self.note_before_next();
        self.mark_if_hugging(rest, &mut hugging);
        self.value(rest);
        self.dedent();
        self.close();
        // A comment at a line of the group needs that line.
        if !noted && !hugging.is_empty() {
            self.hug(group, &hugging);
        }
    }
}

enum Work<'a> {
    Expr(&'a Expr),
    /// An operator, and whether it stays on the line of its left side.
    Operator {
        stays: bool,
    },
}

/// The rank of comparisons, which do not chain.
const COMPARISON: u8 = 3;

/// How tightly an operator binds.
fn rank(op: BinaryOp) -> u8 {
    match op {
        BinaryOp::Coalesce => 0,
        BinaryOp::Or => 1,
        BinaryOp::And => 2,
        BinaryOp::Equal
        | BinaryOp::NotEqual
        | BinaryOp::Less
        | BinaryOp::LessEqual
        | BinaryOp::Greater
        | BinaryOp::GreaterEqual
        | BinaryOp::In => COMPARISON,
        BinaryOp::Add | BinaryOp::Subtract => 4,
        BinaryOp::Multiply | BinaryOp::Divide => 5,
    }
}

/// Whether a line break before an operator and this operand gains nothing.
fn is_short(operand: &Expr) -> bool {
    matches!(operand.kind, ExprKind::Null | ExprKind::Bool(_) | ExprKind::Number(_))
}
