//! The strings that no YAML writer can carry to a cluster: readers and Kustomize's rewriting refuse or change
//! them even where they are written correctly. The caller turns the finding into a diagnostic.

use std::fmt;

/// Why a string cannot be written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unwritable {
    /// It holds a character that Kustomize refuses, or changes without a word.
    Character(char),
    /// It is a key that takes more than the 1,024 characters up to which a reader looks for a colon.
    LongKey,
    /// It is the key `<<`, which readers take for a merge and Kustomize drops.
    MergeKey,
    /// It is the value of an annotation, has several lines and begins with a tab, which Kustomize writes in a way that
    /// it cannot read.
    TabbedAnnotation,
}

/// Why `text` cannot be written as a value, if so.
pub fn unwritable(text: &str) -> Option<Unwritable> {
    // Every such character begins with one of three bytes, or is DEL: ASCII text is done in one quick pass.
    if !text.bytes().any(|byte| matches!(byte, 0x7f | 0xc2 | 0xe2 | 0xef)) {
        return None;
    }
    text.chars()
        .find(|c| matches!(c, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}'))
        .map(Unwritable::Character)
}

/// Why `text` cannot be written as a key, if so.
pub fn unwritable_key(text: &str) -> Option<Unwritable> {
    if text == "<<" {
        return Some(Unwritable::MergeKey);
    }
    if text.len() > 160 && text.chars().map(key_width).sum::<usize>() + 2 > 1024 {
        return Some(Unwritable::LongKey);
    }
    unwritable(text)
}

/// Why `text` cannot be written as the value of an annotation of an object, if so.
pub fn unwritable_annotation(text: &str) -> Option<Unwritable> {
    if text.starts_with('\t') && text.contains('\n') {
        return Some(Unwritable::TabbedAnnotation);
    }
    unwritable(text)
}

/// How many characters a quoted key spends on `c`, in our own form or in the JSON that Kustomize passes it through
/// (which escapes `<`, `>` and `&` too), whichever is longer.
fn key_width(c: char) -> usize {
    match c {
        '"' | '\\' | '\n' | '\r' | '\t' => 2,
        '\0'..='\u{1f}' | '<' | '>' | '&' | '\u{feff}' => 6,
        _ => 1,
    }
}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character(c) => write!(f, "the character U+{:04X}", u32::from(*c)),
            Self::LongKey => f.write_str("a key of more than 1,024 characters"),
            Self::MergeKey => f.write_str("the key `<<`"),
            Self::TabbedAnnotation => f.write_str("an annotation of several lines that begins with a tab"),
        }
    }
}
