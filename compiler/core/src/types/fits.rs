//! Which values may stand where.

use crate::db::Program;
use crate::ids::DefId;
use crate::ty::{FunctionTy, Literal, RecordSort, Ty};

use super::shape::{base, contains_secret, is_data, is_kind, sort};

/// Whether a value of `from` may stand where `to` is due.
///
/// A value enters a refined type without a word and leaves it the same way; [`needs_check`] says whether
/// entering has to look at the value.
pub fn fits(db: &dyn salsa::Database, program: Program, from: &Ty, to: &Ty) -> bool {
    if from == to {
        return true;
    }
    match (from, to) {
        (Ty::Error, _) | (_, Ty::Error) => true,
        // What is absent makes a test false, whatever its type.
        (Ty::Reviewed, Ty::Bool | Ty::Int | Ty::String | Ty::Quantity) => true,
        (Ty::Null, Ty::Optional(_) | Ty::Json) => true,
        (Ty::Optional(from), Ty::Optional(_) | Ty::Json) => fits(db, program, from, to),
        (from, Ty::Optional(to)) => fits(db, program, from, to),
        (Ty::Null | Ty::Optional(_), _) => false,
        (Ty::Union(alternatives), to) => alternatives.iter().all(|from| fits(db, program, from, to)),
        (from, Ty::Union(alternatives)) => alternatives.iter().any(|to| fits(db, program, from, to)),
        (Ty::Refined(from), to) => base(db, program, *from).is_none_or(|from| fits(db, program, from, to)),
        (from, Ty::Refined(to)) => base(db, program, *to).is_none_or(|to| fits(db, program, from, to)),
        (Ty::Literal(literal), Ty::Json) => literal_fits(literal, to) || *literal != Literal::Null,
        (Ty::Literal(literal), to) => literal_fits(literal, to),
        (Ty::Int | Ty::Float | Ty::Cpu | Ty::Memory, Ty::Quantity) => true,
        (Ty::List(from), Ty::List(to)) => fits(db, program, &from.element, &to.element),
        (Ty::Map(from), Ty::Map(to)) => {
            fits(db, program, &from.key, &to.key) && fits(db, program, &from.value, &to.value)
        }
        (Ty::Function(from), Ty::Function(to)) => function_fits(db, program, from, to),
        (Ty::Record(def), Ty::Component) => {
            matches!(sort(db, program, *def), Some(RecordSort::Component { .. }))
        }
        (Ty::Record(_) | Ty::Kube(_) | Ty::Any, Ty::Object) => is_kind(db, program, from),
        (Ty::Record(_) | Ty::Kube(_) | Ty::Object, Ty::Any) => is_kind(db, program, from),
        (from, Ty::Json) => is_data(db, program, from) && !contains_secret(db, program, from),
        _ => false,
    }
}

fn literal_fits(literal: &Literal, to: &Ty) -> bool {
    match literal {
        Literal::Null => matches!(to, Ty::Null),
        Literal::Bool(_) => matches!(to, Ty::Bool),
        Literal::Int(_) => matches!(to, Ty::Int | Ty::Quantity),
        Literal::Float(_) => matches!(to, Ty::Float | Ty::Quantity),
        Literal::String(_) => matches!(to, Ty::String),
        Literal::Duration(..) => matches!(to, Ty::Duration),
        Literal::Cpu(..) => matches!(to, Ty::Cpu | Ty::Quantity),
        Literal::Memory(..) => matches!(to, Ty::Memory | Ty::Quantity),
        Literal::Percent(..) => matches!(to, Ty::Percent),
        Literal::Quantity(_) => matches!(to, Ty::Quantity),
    }
}

fn function_fits(db: &dyn salsa::Database, program: Program, from: &FunctionTy, to: &FunctionTy) -> bool {
    from.parameters.len() == to.parameters.len()
        && to.parameters.iter().zip(&from.parameters).all(|(given, taken)| fits(db, program, given, taken))
        && fits(db, program, &from.result, &to.result)
}

/// Whether a value of `from` that enters `to` has to be looked at: `to` has a refinement, somewhere inside,
/// that `from` does not promise already. Asked where [`fits`] said yes.
pub fn needs_check(db: &dyn salsa::Database, program: Program, from: &Ty, to: &Ty) -> bool {
    if from == to {
        return false;
    }
    match (from, to) {
        (Ty::Error | Ty::Null, _) | (_, Ty::Error) => false,
        (Ty::Optional(from), to) => needs_check(db, program, from, to),
        (from, Ty::Optional(to)) => needs_check(db, program, from, to),
        (Ty::Union(alternatives), to) => alternatives.iter().any(|from| needs_check(db, program, from, to)),
        (from, Ty::Union(alternatives)) => {
            !alternatives.iter().any(|to| fits(db, program, from, to) && !needs_check(db, program, from, to))
        }
        (from, Ty::Refined(to)) => !promises(db, program, from, *to),
        (Ty::Refined(from), to) => {
            base(db, program, *from).is_some_and(|from| needs_check(db, program, from, to))
        }
        (Ty::List(from), Ty::List(to)) => needs_check(db, program, &from.element, &to.element),
        (Ty::Map(from), Ty::Map(to)) => {
            needs_check(db, program, &from.key, &to.key) || needs_check(db, program, &from.value, &to.value)
        }
        _ => false,
    }
}

/// Whether every value of `from` has passed the refinement already: a refinement of it, however often refined again.
fn promises(db: &dyn salsa::Database, program: Program, from: &Ty, refinement: DefId) -> bool {
    let mut from = from;
    while let Ty::Refined(def) = from {
        if *def == refinement {
            return true;
        }
        match base(db, program, *def) {
            Some(base) => from = base,
            // Reported where it is declared.
            None => return true,
        }
    }
    false
}
