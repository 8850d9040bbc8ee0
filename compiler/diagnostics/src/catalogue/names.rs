//! Names, imports, type expressions and declarations (E02xx, W02xx).

mod declarations;
mod imports;
mod lints;
mod lookup;
mod types;

pub use declarations::*;
pub use imports::*;
pub use lints::*;
pub use lookup::*;
pub use types::*;
