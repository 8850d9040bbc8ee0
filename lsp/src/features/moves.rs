//! What changes in the texts of a program when files move: the paths that `readFile` reads, and the imports of kinds that the
//! package adds itself, which are called by their folder. Declarations are found by name, wherever they are.

use std::path::{Component, Path, PathBuf};

use o8_core::db::{SourceFile, files};
use o8_core::ids::PackageId;

use super::format::Edit;
use super::links::{Link, imports, reads};
use super::rename::Changes;
use crate::analysis::Analysis;

/// A file or folder that is to lie elsewhere.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Move {
    /// Where it is.
    pub old: PathBuf,
    /// Where it will be.
    pub new: PathBuf,
}

/// The changes of the package's own texts, so that they say the same after the moves. What a text cannot say stays as it is.
pub fn moves(analysis: &Analysis, moves: &[Move]) -> Changes {
    let own = files(&analysis.db, analysis.program, PackageId::root()).iter();
    let changed = own.map(|file| (*file, changes(analysis, *file, moves)));
    changed.filter(|(_, edits)| !edits.is_empty()).collect()
}

fn changes(analysis: &Analysis, file: SourceFile, moves: &[Move]) -> Vec<Edit> {
    let Some(path) = analysis.files.origin(file).and_then(|origin| origin.path.clone()) else {
        return Vec::new();
    };
    let text = file.text(&analysis.db);
    let edit = |link: &Link, new: Option<String>| {
        let is_other = |new: &String| text[link.span.start as usize..link.span.end as usize] != **new;
        Some(Edit { span: link.span, text: new.filter(is_other)? })
    };
    let (reads, imports) = (reads(analysis, file), imports(analysis, file));
    let read = reads.iter().filter_map(|link| edit(link, read_from(&path, link, moves)));
    let imported = imports.iter().filter_map(|link| edit(link, imported_from(link, moves)));
    let mut edits: Vec<Edit> = read.chain(imported).collect();
    edits.sort_by_key(|edit| edit.span);
    edits
}

/// How the file at `path` will have to call what it reads.
fn read_from(path: &Path, link: &Link, moves: &[Move]) -> Option<String> {
    let read = normal(&link.path);
    let (own, other) = (moved(path, moves), moved(&read, moves));
    if own.is_none() && other.is_none() {
        return None;
    }
    let new = relative(own.as_deref().unwrap_or(path).parent()?, other.as_deref().unwrap_or(&read))?;
    // A text would need other signs for these.
    (!new.contains(['"', '\\', '$'])).then_some(new)
}

/// How kinds will have to be imported whose folder, or one around it, moves.
fn imported_from(link: &Link, moves: &[Move]) -> Option<String> {
    let folder = link.path.parent()?;
    let new = moved(folder, moves)?;
    // Below the package: `crd/GROUP/VERSION`.
    let package = folder.ancestors().nth(3)?;
    let words: Option<Vec<&str>> = new.strip_prefix(package).ok()?.iter().map(|word| word.to_str()).collect();
    let words = words.filter(|words| words.len() == 3 && words[0] == "crd")?;
    Some(words.join("/"))
}

/// Where something will lie; `None` where it stays.
fn moved(path: &Path, moves: &[Move]) -> Option<PathBuf> {
    moves.iter().find_map(|one| {
        let rest = path.strip_prefix(&one.old).ok()?;
        // To join nothing would end the path with a slash.
        Some(if rest.as_os_str().is_empty() { one.new.clone() } else { one.new.join(rest) })
    })
}

/// The path without the steps back in it.
fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(result.pop()),
            Component::CurDir => {}
            part => result.push(part),
        }
    }
    result
}

/// The way from a folder to a file, with `/`.
fn relative(folder: &Path, file: &Path) -> Option<String> {
    let (mut from, mut to) = (folder.components().peekable(), file.components().peekable());
    while from.peek().is_some() && from.peek() == to.peek() {
        from.next();
        to.next();
    }
    let back = from.map(|_| Some(".."));
    let words: Option<Vec<&str>> = back.chain(to.map(|part| part.as_os_str().to_str())).collect();
    Some(words?.join("/"))
}
