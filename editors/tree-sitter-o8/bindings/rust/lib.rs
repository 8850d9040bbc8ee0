//! The o8 grammar for [tree-sitter](https://tree-sitter.github.io), with the queries that editors want.
//!
//! The compiler has a grammar of its own (`o8-syntax`); this one is for editors and tools. A test holds the two against each
//! other on every program of the repository.

use tree_sitter_language::LanguageFn;

unsafe extern "C" {
    fn tree_sitter_o8() -> *const ();
}

/// The language.
// SAFETY: the function is made by the generator of tree-sitter for exactly this use, and compiled by the build script.
pub const LANGUAGE: LanguageFn = unsafe { LanguageFn::from_raw(tree_sitter_o8) };

/// What is coloured how.
pub const HIGHLIGHTS_QUERY: &str = include_str!("../../queries/highlights.scm");
/// What can be folded.
pub const FOLDS_QUERY: &str = include_str!("../../queries/folds.scm");
/// How lines are indented.
pub const INDENTS_QUERY: &str = include_str!("../../queries/indents.scm");
/// Scopes, definitions and references.
pub const LOCALS_QUERY: &str = include_str!("../../queries/locals.scm");
