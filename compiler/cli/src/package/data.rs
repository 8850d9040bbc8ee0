//! Files that a program reads with `readFile("…")`: inputs of the build like the sources.
//!
//! Which ones is read off the tokens: the path is a literal, relative to the file that calls. What lies outside the
//! package, also behind a link, or in the output folder, does not exist or is no UTF-8 stays absent, and the compiler
//! says so at the call.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::EcoString;
use o8_syntax::{Token, TokenKind};
use rustc_hash::FxHashMap;

use super::{Overlay, SourceText};

/// Texts by path relative to the package's root. `output` is the output folder, relative and normal.
pub(super) fn read_data(
    root: &Path,
    output: &str,
    sources: &[SourceText],
    overlay: &Overlay,
) -> FxHashMap<EcoString, Option<Arc<str>>> {
    let mut data = FxHashMap::default();
    for source in
        sources.iter().filter(|source| source.package.is_empty() && source.text.contains("readFile"))
    {
        for path in called_paths(&source.text).filter_map(|path| beside(&source.path, path)) {
            data.entry(EcoString::from(path.as_str())).or_insert_with(|| {
                let real = inside(root, output, &path)?;
                let unsaved = Some(root.join(path)).filter(|path| overlay.has(path));
                let bytes = overlay.read(unsaved.as_deref().unwrap_or(&real)).ok()?;
                String::from_utf8(bytes).ok().map(Arc::from)
            });
        }
    }
    data
}

/// The paths that a text reads files by, as it has them.
pub(crate) fn read_paths(text: &str) -> Vec<String> {
    match text.contains("readFile") {
        true => called_paths(text).map(str::to_owned).collect(),
        false => Vec::new(),
    }
}

/// The file that a path means, links followed, where it is in the package.
fn inside(root: &Path, output: &str, path: &str) -> Option<PathBuf> {
    let root = root.canonicalize().ok()?;
    let file = root.join(path).canonicalize().ok()?;
    (file.starts_with(&root) && !file.starts_with(root.join(output))).then_some(file)
}

/// The literals that a text calls `readFile` with.
fn called_paths(text: &str) -> impl Iterator<Item = &str> {
    let tokens: Vec<Token> =
        o8_syntax::tokens(text).tokens.into_iter().filter(|token| !token.kind.is_trivia()).collect();
    let mut paths = Vec::new();
    for call in tokens.windows(5) {
        let kinds = [call[1].kind, call[2].kind, call[3].kind, call[4].kind];
        let literal =
            [TokenKind::OpenParen, TokenKind::StringOpen, TokenKind::StringText, TokenKind::StringClose];
        if call[0].text(text) == "readFile" && kinds == literal {
            paths.push(call[3].text(text));
        }
    }
    paths.into_iter()
}

/// `path` from the folder of `source`, relative to the root; `None` where it leads out of the package.
fn beside(source: &str, path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains('\\') {
        return None;
    }
    let folder = source.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}
