//! The o8 binary.

fn main() {}
