//! Arithmetic over dimensions: what `+ - * /` give for which types.

use crate::hir::BinaryOp;
use crate::ty::Ty;

/// The type of an arithmetic expression; `None` where the operator does not take these. Refinements are off already.
pub(super) fn result(op: BinaryOp, left: &Ty, right: &Ty) -> Option<Ty> {
    if *left == Ty::Error || *right == Ty::Error {
        return Some(Ty::Error);
    }
    match op {
        BinaryOp::Add | BinaryOp::Subtract => {
            (left == right && (is_number(left) || is_quantity(left))).then(|| left.clone())
        }
        BinaryOp::Multiply => match (left, right) {
            (Ty::Int, Ty::Int) => Some(Ty::Int),
            (Ty::Float, Ty::Float) => Some(Ty::Float),
            (quantity, factor) | (factor, quantity) if is_quantity(quantity) && is_number(factor) => {
                Some(quantity.clone())
            }
            (quantity, Ty::Percent) | (Ty::Percent, quantity) if is_quantity(quantity) => {
                Some(quantity.clone())
            }
            _ => None,
        },
        BinaryOp::Divide => match (left, right) {
            (Ty::Int, Ty::Int) => Some(Ty::Int),
            (Ty::Float, Ty::Float) => Some(Ty::Float),
            (quantity, factor) if is_quantity(quantity) && is_number(factor) => Some(quantity.clone()),
            (left, right) if is_quantity(left) && left == right => Some(Ty::Float),
            _ => None,
        },
        _ => None,
    }
}

/// Whether it is a number without a dimension.
pub(super) fn is_number(ty: &Ty) -> bool {
    matches!(ty, Ty::Int | Ty::Float)
}

/// Whether it has a dimension.
pub(super) fn is_quantity(ty: &Ty) -> bool {
    matches!(ty, Ty::Cpu | Ty::Memory | Ty::Duration | Ty::Percent)
}
