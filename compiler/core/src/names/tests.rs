//! Names as programs use them.

mod attributes;
mod declarations;
mod imports;
mod lookup;
mod pages;
