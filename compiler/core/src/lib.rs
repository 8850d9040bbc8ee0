//! Names, types, evaluation and platform checks: from syntax trees to what the backends print.

pub mod asked;
pub mod calendar;
pub mod check;
pub mod compile;
pub mod compiled;
pub mod cycles;
pub mod db;
pub mod eval;
pub mod graph;
pub mod hir;
pub mod ids;
pub mod index;
pub mod intentions;
pub mod library;
pub mod load;
pub mod model;
pub mod names;
pub mod network;
pub mod output;
pub(crate) mod overrides;
pub mod parallel;
pub mod platform;
mod selection;
pub mod signature;
#[cfg(test)]
mod testing;
pub mod ty;
pub mod types;
pub mod unit_tests;
pub mod view;
pub mod waivers;
