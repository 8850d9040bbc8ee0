//! The tests of the compiler as a whole, in one binary.

mod architecture;
mod cases;
mod explain;
mod fuzz;
mod hostile;
mod incremental;
mod properties;
