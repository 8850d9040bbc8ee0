//! Names as programs use them.

mod attributes;
mod broken;
mod declarations;
mod imports;
mod lookup;
mod pages;
mod recomputed;
