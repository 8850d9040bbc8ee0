//! Pictures of a program: pure functions from what is known of the platform to nodes and edges.
//!
//! ```o8
//! module shop { needs = { orders = "^3" }, connects = { orders = ["http"] } }
//! ```
//!
//! is an edge from `shop` to `orders` that needs `^3`, and one that connects to `http`.

mod modules;
mod network;
mod promotion;
mod steps;

pub use modules::modules;
pub use network::network;
pub use promotion::promotion;
pub use steps::Steps;

#[cfg(test)]
mod tests;
