//! Evaluation and values (E04xx).

mod bounds;
mod collections;
mod numbers;
mod objects;
mod records;

pub use bounds::*;
pub use collections::*;
pub use numbers::*;
pub use objects::*;
pub use records::*;

/// ``did you mean `…`?``
fn did_you_mean(near: &str) -> String {
    format!("did you mean `{near}`?")
}
