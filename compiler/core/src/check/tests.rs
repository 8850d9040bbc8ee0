//! What the checker says of programs, by topic.

mod calls;
mod collections;
mod components;
mod entities;
mod kubernetes;
mod matches;
mod names;
mod narrowing;
mod numbers;
mod operators;
mod overrides;
mod pages;
mod patches;
mod programs;
mod records;
mod secrets;
mod tests_of_programs;
mod types;
