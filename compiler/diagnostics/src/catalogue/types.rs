//! Types of values, settings, calls and scopes (E03xx, W03xx).

mod access;
mod calls;
mod lints;
mod members;
mod numbers;
mod operators;
mod scope;
mod secrets;
mod settings;
mod tests;
mod values;

pub use access::*;
pub use calls::*;
pub use lints::*;
pub use members::*;
pub use numbers::*;
pub use operators::*;
pub use scope::*;
pub use secrets::*;
pub use settings::*;
pub use tests::*;
pub use values::*;
