//! Names, types, evaluation and platform checks: from syntax trees to what the backends print.

pub mod check;
pub mod cycles;
pub mod db;
pub mod eval;
pub mod hir;
pub mod ids;
pub mod library;
pub mod load;
pub mod names;
pub(crate) mod overrides;
pub mod signature;
#[cfg(test)]
mod testing;
pub mod ty;
pub mod types;
pub mod view;
