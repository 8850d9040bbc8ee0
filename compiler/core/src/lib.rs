//! Names, types, evaluation and platform checks: from syntax trees to what the backends print.

pub mod check;
pub mod db;
pub mod eval;
pub mod hir;
pub mod ids;
pub mod library;
pub mod load;
pub mod ty;
