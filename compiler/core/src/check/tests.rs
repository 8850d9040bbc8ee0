//! What the checker says of programs, by topic.

mod pages;
mod programs;
