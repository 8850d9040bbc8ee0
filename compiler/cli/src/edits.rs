//! Changes to source files: fixes of diagnostics applied to texts, differences shown, files replaced.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use o8_diagnostics::{Anchor, Diagnostic, Edit, FileId, Sources, Span};
use o8_lsp::features::actions::fixes::whole_lines;
use similar::TextDiff;

use crate::Error;
use crate::error::{At, shown};

/// What fixes make of the texts.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Fixed {
    /// The new text of every file that changes.
    pub files: Vec<(FileId, String)>,
    /// How many fixes were applied.
    pub applied: usize,
    /// How many safe fixes touch what another one changed: they can be applied in a second round.
    pub postponed: usize,
}

/// Applies the safe fixes of resolved diagnostics, each whole or not at all, to files of the package. Of fixes that
/// touch one place the first is taken.
pub fn fix(diagnostics: &[Diagnostic], sources: &dyn Sources) -> Fixed {
    let mut accepted: BTreeMap<FileId, Vec<(Span, &str)>> = BTreeMap::new();
    let mut fixed = Fixed::default();
    for found in diagnostics.iter().filter_map(|diagnostic| diagnostic.fixes.iter().find(|fix| fix.safe)) {
        let Some(edits) = edits(&found.edits, sources) else { continue };
        let same = |(file, edit): &(FileId, (Span, &str))| {
            accepted.get(file).is_some_and(|others| others.contains(edit))
        };
        if edits.iter().all(same) {
            continue;
        }
        let clashes = |(file, (span, _)): &(FileId, (Span, &str))| {
            accepted.get(file).is_some_and(|others| others.iter().any(|(other, _)| touch(*span, *other)))
        };
        if edits.iter().any(clashes) {
            fixed.postponed += 1;
            continue;
        }
        fixed.applied += 1;
        for (file, edit) in edits {
            accepted.entry(file).or_default().push(edit);
        }
    }
    let texts = accepted.into_iter().map(|(file, edits)| (file, apply(sources.text(file), edits)));
    fixed.files = texts.collect();
    fixed
}

/// The edits of a fix; `None` where one is outside the package, or does not fit the text.
fn edits<'d>(edits: &'d [Edit], sources: &dyn Sources) -> Option<Vec<(FileId, (Span, &'d str))>> {
    let one = |edit: &'d Edit| {
        let Anchor::File(file) = edit.place.anchor else { return None };
        let (Span { start, end }, text) = (edit.place.span, sources.text(file));
        let fits = sources.is_in_package(file) && text.get(start as usize..end as usize).is_some();
        let span = if edit.text.is_empty() { whole_lines(text, edit.place.span) } else { edit.place.span };
        fits.then_some((file, (span, edit.text.as_str())))
    };
    edits.iter().map(one).collect()
}

/// Whether two edits could disagree: they overlap, or insert at one place.
fn touch(one: Span, other: Span) -> bool {
    (one.start < other.end && other.start < one.end)
        || one.start == other.start
        || (one.is_empty() && other.start < one.start && one.start < other.end)
}

/// Invariant: the edits fit the text and do not touch each other.
fn apply(text: &str, mut edits: Vec<(Span, &str)>) -> String {
    edits.sort_by_key(|(span, _)| *span);
    let mut result = String::with_capacity(text.len());
    let mut done = 0;
    for (span, new) in edits {
        result.push_str(&text[done..span.start as usize]);
        result.push_str(new);
        done = span.end as usize;
    }
    result.push_str(&text[done..]);
    result
}

/// How a file would change, as a unified difference.
pub fn difference(path: &str, old: &str, new: &str) -> String {
    TextDiff::from_lines(old, new)
        .unified_diff()
        .context_radius(3)
        .missing_newline_hint(false)
        .header(path, path)
        .to_string()
}

/// Replaces a file by rename, so that it is either old or new whatever happens. A link stays one, and permissions
/// stay as they are.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let real = path.canonicalize().at("open", path)?;
    let permissions = fs::metadata(&real).at("open", path)?.permissions();
    if permissions.readonly() {
        return Err(Error::new(format!("`{}` is read-only", shown(path))));
    }
    let name = real.file_name().unwrap_or_default().to_string_lossy();
    let staged = real.with_file_name(format!(".{name}.{}.o8-new", std::process::id()));
    let moved = fs::write(&staged, text)
        .and_then(|()| fs::set_permissions(&staged, permissions))
        .and_then(|()| fs::rename(&staged, &real));
    if moved.is_err() {
        let _ = fs::remove_file(&staged);
    }
    moved.at("write", path)
}

#[cfg(test)]
mod tests {
    use o8_diagnostics::{Fix, Place};

    use super::*;
    use crate::package::Files;
    use crate::scratch::Scratch;

    fn place(file: u32, start: u32, end: u32) -> Place {
        Place::file(FileId(file), Span::new(start, end))
    }

    fn files(texts: &[&str]) -> Files {
        let mut files = Files::default();
        for (n, text) in texts.iter().enumerate() {
            files.add_compiled(format!("{n}.o8"), (*text).into(), n < 2);
        }
        files
    }

    fn with(fix: Fix) -> Diagnostic {
        Diagnostic::error("E0001", place(0, 0, 0), "wrong").fix(fix)
    }

    #[test]
    fn safe_fixes_are_applied_whole() {
        let files = files(&["one two three", "é"]);
        let both = Fix {
            title: String::new(),
            safe: true,
            edits: vec![
                Edit { place: place(0, 8, 13), text: "3".to_owned() },
                Edit { place: place(1, 0, 2), text: "e".to_owned() },
            ],
        };
        let fixed = fix(
            &[with(both), with(Fix::safe("", place(0, 0, 3), "1")), with(Fix::safe("", place(0, 7, 7), "!"))],
            &files,
        );
        assert_eq!(fixed.files, [(FileId(0), "1 two! 3".to_owned()), (FileId(1), "e".to_owned())]);
        assert_eq!((fixed.applied, fixed.postponed), (3, 0));
    }

    #[test]
    fn no_empty_line_is_left_behind() {
        let removed = |text: &str, word: &str| {
            let start = u32::try_from(text.find(word).expect("it is there")).expect("short");
            let files = files(&[text]);
            let end = start + u32::try_from(word.len()).expect("short");
            fix(&[with(Fix::safe("", place(0, start, end), ""))], &files).files.remove(0).1
        };
        assert_eq!(removed("a\n  x \nb\n", "x"), "a\nb\n");
        assert_eq!(removed("x\n\nb\n", "x"), "b\n");
        assert_eq!(removed("{ x, b = 1 }", "x"), "{ b = 1 }");
        assert_eq!(removed("{ b = 1, x }", "x"), "{ b = 1 }");
        assert_eq!(removed("[a ?? b, c]", " ?? b"), "[a, c]");
        assert_eq!(removed("a\r\n\r\nx\r\n\r\nb", "x"), "a\r\n\r\nb");
        assert_eq!(removed("a\nx", "x"), "a\n");
        assert_eq!(removed("a x\nb\n", "x"), "a \nb\n");
        assert_eq!(removed("x b\n", "x "), "b\n");
    }

    #[test]
    fn what_touches_another_fix_waits() {
        let files = files(&["one two three"]);
        let fixes = [
            Fix::safe("", place(0, 0, 7), "1"),
            Fix::safe("", place(0, 4, 13), "2"),
            Fix::safe("", place(0, 3, 3), "x"),
            Fix::safe("", place(0, 0, 7), "1"),
            Fix::safe("", place(0, 9, 9), "a"),
            Fix::safe("", place(0, 9, 9), "b"),
        ];
        let fixed = fix(&fixes.map(with), &files);
        assert_eq!(fixed.files, [(FileId(0), "1 tahree".to_owned())]);
        assert_eq!((fixed.applied, fixed.postponed), (2, 3));
    }

    #[test]
    fn offers_other_packages_and_stale_places_are_left() {
        let files = files(&["é", "", "library"]);
        let fixes = [
            Fix::offered("", place(0, 0, 2), "x"),
            Fix::safe("", place(2, 0, 1), "x"),
            Fix::safe("", place(0, 1, 2), "x"),
            Fix::safe("", place(0, 2, 99), "x"),
        ];
        assert_eq!(fix(&fixes.map(with), &files), Fixed::default());
    }

    #[test]
    fn a_file_is_replaced_in_place() {
        let scratch = Scratch::with(&[("a.o8", "old")]);
        replace(&scratch.join("a.o8"), "new").expect("writable");
        assert_eq!((scratch.read("a.o8").as_str(), scratch.list("")), ("new", vec!["a.o8".to_owned()]));
        assert!(replace(&scratch.join("b.o8"), "new").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_its_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let scratch = Scratch::with(&[("real/a.o8", "old")]);
        fs::set_permissions(scratch.join("real/a.o8"), fs::Permissions::from_mode(0o600)).expect("ours");
        symlink("real/a.o8", scratch.join("a.o8")).expect("a link");
        replace(&scratch.join("a.o8"), "new").expect("writable");
        assert!(fs::symlink_metadata(scratch.join("a.o8")).is_ok_and(|found| found.is_symlink()));
        assert_eq!(scratch.read("real/a.o8"), "new");
        let mode = fs::metadata(scratch.join("real/a.o8")).expect("it is there").permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}
