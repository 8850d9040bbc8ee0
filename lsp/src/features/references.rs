//! Everywhere that something is named.

use o8_core::db::{SourceFile, files};
use o8_core::index::Target;

use super::words::{Location, Word};
use crate::analysis::Analysis;

/// Every word that stands for the same as the one at an offset, in the order of packages, files and text. The one that
/// declares it is among them where `declaration` says so.
pub fn references(
    analysis: &Analysis,
    file: SourceFile,
    offset: u32,
    declaration: bool,
) -> Option<Vec<Location>> {
    let word = analysis.word_at(file, offset)?;
    Some(of_word(analysis, &word, declaration))
}

/// The same within one file.
pub fn highlights(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Vec<Location>> {
    let word = analysis.word_at(file, offset)?;
    let aliases = analysis.aliases(&word.target, word.item);
    Some(analysis.words(file).filter(|other| is_same(&aliases, other)).map(|other| other.at).collect())
}

/// The words that are edited together while one of them is typed: those of a name that its declaration keeps to itself, such as
/// the variable of a `for`. What others may name is renamed, with all that goes with it.
pub fn linked(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Vec<Location>> {
    let word = analysis.word_at(file, offset)?;
    if !matches!(word.target, Target::Local(_)) {
        return None;
    }
    let found = of_word(analysis, &word, true);
    (found.len() > 1).then_some(found)
}

/// Every word that stands for the same as another.
pub(super) fn of_word(analysis: &Analysis, word: &Word, declaration: bool) -> Vec<Location> {
    let aliases = analysis.aliases(&word.target, word.item);
    let declared = analysis.declaration(&word.target, word.item);
    let names = analysis.names_of(&word.target, word.item);
    let mut found = Vec::new();
    // What a file does not mention it does not refer to: most are not looked at any closer.
    let mentions = |file: &SourceFile| {
        let text = file.text(&analysis.db);
        names.is_empty() || names.iter().any(|name| text.contains(name.as_str()))
    };
    for (package, _) in analysis.program.packages(&analysis.db).iter() {
        if package.is_embedded() {
            continue;
        }
        for &file in files(&analysis.db, analysis.program, *package).iter().filter(|file| mentions(file)) {
            let words = analysis.words(file).filter(|other| is_same(&aliases, other));
            found.extend(words.map(|other| other.at));
        }
    }
    found.retain(|at| declaration || Some(*at) != declared);
    // What the library declares is looked for in programs alone.
    let of_library = declared.filter(|at| declaration && at.file.package(&analysis.db).is_embedded());
    found.extend(of_library);
    found
}

fn is_same(aliases: &[(Target, Option<o8_core::ids::DefId>)], word: &Word) -> bool {
    let is_it = |(target, item): &(Target, Option<_>)| {
        *target == word.target && item.is_none_or(|item| item == word.item)
    };
    aliases.iter().any(is_it)
}
