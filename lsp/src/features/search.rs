//! Declarations of a whole package by name.

use o8_core::db::{SourceFile, files, parse};
use o8_core::ids::PackageId;

use super::symbols::{Symbol, symbols};
use crate::analysis::Analysis;

/// The declarations of the package whose names have the letters of `query` in this order, in the order of files and text.
pub fn search(analysis: &Analysis, query: &str) -> Vec<(SourceFile, Symbol)> {
    let Analysis { db, program, files: known } = analysis;
    let own = files(db, *program, PackageId::root()).iter().filter(|file| known.origin(**file).is_some());
    let mut result = Vec::new();
    for file in own {
        let found = symbols(file.text(db), &parse(db, *file).items).into_iter();
        let found = found.filter(|symbol| has_letters(&symbol.name, query));
        result.extend(found.map(|symbol| (*file, Symbol { children: Vec::new(), ..symbol })));
    }
    result
}

fn has_letters(name: &str, query: &str) -> bool {
    let mut letters = name.chars().flat_map(char::to_lowercase);
    let mut wanted = query.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase);
    wanted.all(|wanted| letters.any(|letter| letter == wanted))
}
