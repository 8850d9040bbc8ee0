//! The tests of the compiler as a whole, in one binary.

mod architecture;
mod argocd;
mod cases;
mod conformance;
mod docs;
mod examples;
mod explain;
mod falco;
mod findings;
mod fuzz;
mod health;
mod hostile;
mod incremental;
mod network;
mod outages;
mod paths;
mod policies;
mod previews;
mod properties;
mod schemas;
mod sweeps;
