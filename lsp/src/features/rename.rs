//! Another name for something, everywhere at once, or a reason why not.

use o8_core::db::SourceFile;
use o8_core::hir::RecordRef;
use o8_core::ids::{DefId, DefKind};
use o8_core::index::Target;
use o8_core::names::{self, Meaning};
use o8_core::view;
use o8_diagnostics::Span;
use o8_syntax::TokenKind;
use rustc_hash::FxHashSet;

use super::format::Edit;
use super::references;
use super::words::{Location, Word};
use crate::analysis::Analysis;

/// Changes of files.
pub type Changes = Vec<(SourceFile, Vec<Edit>)>;

/// The word at an offset where it can be renamed; otherwise why not.
pub fn prepare(analysis: &Analysis, file: SourceFile, offset: u32) -> Result<Span, String> {
    let word = analysis.word_at(file, offset).ok_or("there is no name here")?;
    renamable(analysis, &word)?;
    Ok(word.at.span)
}

/// The changes that give what the word at an offset stands for another name. Refused where the name is none, or where it
/// means something already.
pub fn rename(analysis: &Analysis, file: SourceFile, offset: u32, new: &str) -> Result<Changes, String> {
    let word = analysis.word_at(file, offset).ok_or("there is no name here")?;
    let old = renamable(analysis, &word)?;
    if !is_name(new) {
        return Err(format!("`{new}` is no name"));
    }
    // An alias of an import stays what it is.
    let mut places = references::of_word(analysis, &word, true);
    places.retain(|at| analysis.text(*at) == old);
    refuse_conflicts(analysis, &word, &places, new)?;
    let mut changes: Changes = Vec::new();
    for Location { file, span } in places {
        let edit = Edit { span, text: new.to_owned() };
        match changes.iter_mut().find(|(known, _)| *known == file) {
            Some((_, edits)) => edits.push(edit),
            None => changes.push((file, vec![edit])),
        }
    }
    say_moved(analysis, &word, &old, new, &mut changes);
    Ok(changes)
}

/// The name that something has, where it is the program's to change.
fn renamable(analysis: &Analysis, word: &Word) -> Result<String, String> {
    let name = analysis.text(word.at).to_owned();
    let of_library = || format!("`{name}` is declared by the library");
    match &word.target {
        Target::Declaration(_) | Target::Field(RecordRef::Declared(_), _) | Target::Parameter(..) => {
            let declared = analysis.declaration(&word.target, word.item).ok_or_else(of_library)?;
            let package = declared.file.package(&analysis.db);
            if package.is_embedded() {
                return Err(of_library());
            }
            if package != o8_core::ids::PackageId::root() {
                return Err(format!("`{name}` is declared by the package `{}`", package.shown()));
            }
            Ok(analysis.text(declared).to_owned())
        }
        Target::Local(_) => Ok(name),
        Target::Field(RecordRef::Kube(_), _) | Target::Kube(_) => {
            Err(format!("`{name}` is a name of Kubernetes"))
        }
        Target::Package(_) => Err("a package is renamed in its `o8.toml`".to_owned()),
        Target::Entities(_) | Target::Context(_) | Target::Method(..) | Target::BuiltIn(_) => {
            Err(format!("`{name}` is a word of the language"))
        }
    }
}

/// Whether a text is one word that can stand for something.
fn is_name(text: &str) -> bool {
    let tokens = o8_syntax::tokens(text).tokens;
    matches!(tokens.as_slice(), [only] if only.kind == TokenKind::Word)
        && !matches!(text, "true" | "false" | "null")
}

fn refuse_conflicts(analysis: &Analysis, word: &Word, places: &[Location], new: &str) -> Result<(), String> {
    let (db, program) = (&analysis.db, analysis.program);
    let taken = |what: &str| Err(format!("{what} is called `{new}` already"));
    match &word.target {
        Target::Field(record, _) => {
            let view = view::record(db, program, *record);
            if view.field_named(new).is_some() || view.let_named(new).is_some() {
                return taken(&format!("another field of `{}`", view.name()));
            }
        }
        Target::Declaration(def) => {
            let data = def.data();
            for file in places.iter().map(|at| at.file) {
                let is_entity = matches!(data.kind, DefKind::Entity | DefKind::Existing);
                let clash = match is_entity {
                    true => names::entity(db, program, data.package, &data.word, new).is_some(),
                    false => names::lookup(db, program, file, new, None) != Meaning::Missing,
                };
                if clash {
                    let what =
                        if is_entity { format!("another {}", data.word) } else { "something".to_owned() };
                    return taken(&what);
                }
            }
        }
        _ => {}
    }
    // A name that a place binds itself would hide the new one, or be hidden by it.
    let items: FxHashSet<DefId> = places
        .iter()
        .filter_map(|at| analysis.item_at(at.file, at.span.start))
        .map(|(item, _)| item)
        .collect();
    let files: FxHashSet<SourceFile> = places.iter().map(|at| at.file).collect();
    let binds =
        |other: &Word| matches!(other.target, Target::Local(_)) || matches!(word.target, Target::Local(_));
    let hides = |other: Word| items.contains(&other.item) && binds(&other) && analysis.text(other.at) == new;
    if files.into_iter().any(|file| analysis.words(file).any(hides)) {
        return taken("something beside it");
    }
    Ok(())
}

/// What is deployed under a name is moved, not deleted and made anew: the program says so.
fn say_moved(analysis: &Analysis, word: &Word, old: &str, new: &str, changes: &mut Changes) {
    let Target::Declaration(def) = word.target else { return };
    if def.data().word != "module" || def.data().kind != DefKind::Entity {
        return;
    }
    let previous = analysis.program.previous(&analysis.db);
    let is_deployed = previous.as_ref().is_some_and(|previous| {
        previous.applications.iter().any(|application| !application.gone && application.module == old)
    });
    let Some(declared) = analysis.declaration(&word.target, word.item) else { return };
    if is_deployed && let Some((_, edits)) = changes.iter_mut().find(|(file, _)| *file == declared.file) {
        let text = declared.file.text(&analysis.db);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        let gap = if text.ends_with('\n') { "\n" } else { "\n\n" };
        edits.push(Edit { span: Span::at(end), text: format!("{gap}moved {old} -> {new}\n") });
    }
}
