//! The files that are audited, and what of them may be shown.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use o8_policies::{Documents, documents};

use crate::Error;
use crate::error::{At, shown};

/// A file as it lies there.
pub(super) struct Text {
    /// Its path as given, `-` for standard input.
    pub(super) path: String,
    /// As far as it is UTF-8.
    pub(super) text: String,
    is_whole: bool,
}

impl Text {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => Self { path, text, is_whole: true },
            Err(error) => {
                let (end, mut bytes) = (error.utf8_error().valid_up_to(), error.into_bytes());
                bytes.truncate(end);
                Self { path, text: String::from_utf8(bytes).unwrap_or_default(), is_whole: false }
            }
        }
    }

    /// What is in it. Of what is no text, nothing is looked at.
    pub(super) fn documents(&self) -> Documents {
        match self.is_whole {
            true => documents(&self.text),
            false => Documents {
                objects: Vec::new(),
                others: 0,
                broken: Some((self.text.len(), "it is not UTF-8".to_owned())),
            },
        }
    }
}

/// The files that are meant: those that are named, and in folders all that end in `.yaml`, `.yml` or `.json`, in the order of
/// their paths.
pub(super) fn texts(paths: &[PathBuf]) -> Result<Vec<Text>, Error> {
    let mut texts = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            let mut bytes = Vec::new();
            std::io::stdin()
                .read_to_end(&mut bytes)
                .map_err(|error| Error::of("cannot read standard input", &error))?;
            texts.push(Text::new("-".to_owned(), bytes));
            continue;
        }
        let mut files = Vec::new();
        if fs::metadata(path).at("open", path)?.is_dir() {
            in_folder(path, &mut files)?;
        } else {
            files.push(path.clone());
        }
        for file in files {
            let bytes = fs::read(&file).at("read", &file)?;
            texts.push(Text::new(shown(&file), bytes));
        }
    }
    Ok(texts)
}

/// Goes down a folder. Links to folders are left alone: they may lead in circles.
fn in_folder(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Error> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder).at("read", folder)? {
        entries.push(entry.at("read", folder)?);
    }
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        let kind = entry.file_type().at("read", &path)?;
        let is_yaml = path
            .extension()
            .is_some_and(|extension| matches!(extension.to_str(), Some("yaml" | "yml" | "json")));
        if kind.is_dir() {
            if entry.file_name() != ".git" {
                in_folder(&path, files)?;
            }
        } else if is_yaml && fs::metadata(&path).at("open", &path)?.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

/// The text as reports may show it: the lines that objects begin with, and blanks for whatever may be a secret.
pub(super) fn veiled(text: &str, found: &Documents) -> String {
    let mut shown = String::with_capacity(text.len());
    // As many bytes, so that places stay where they are.
    let blank =
        |part: &str| -> String { part.bytes().map(|byte| if byte == b'\n' { '\n' } else { ' ' }).collect() };
    for document in &found.objects {
        // The objects of a list are all where it begins.
        if document.start >= shown.len() {
            shown.push_str(&blank(&text[shown.len()..document.start]));
            shown.push_str(&text[document.start..document.end]);
        }
    }
    shown.push_str(&blank(&text[shown.len()..]));
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_be_a_secret_is_not_shown() {
        let text = "kind: Secret\napiVersion: v1\nstringData: {a: geh€im}\n---\n{\"stringData\": {\"a\": \"geheim\"},\n\"kind\": \"Secret\", \"apiVersion\": \"v1\"}\n---\nstringData: geheim\nkind: Secret\napiVersion: v1\n";
        let shown = veiled(text, &documents(text));
        let lines: Vec<&str> = shown.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
        assert_eq!(lines, ["kind: Secret", "{", "stringData:"]);
        assert_eq!(shown.len(), text.len());
        let reason = documents("apiVersion: v1\nkind: Secret\ndata: {a: !!int geheim}\n").broken;
        assert!(reason.is_some_and(|(_, reason)| !reason.contains("geheim")));
    }
}
