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
    /// It is the key of an annotation, which Kustomize writes without quotes, and reads as something else then: a number,
    /// a date, a boolean or null.
    BareAnnotationKey,
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

/// Why `text` cannot be written as the key of an annotation of an object, if so.
pub fn unwritable_annotation_key(text: &str) -> Option<Unwritable> {
    if is_read_as_no_text(text) {
        return Some(Unwritable::BareAnnotationKey);
    }
    unwritable_key(text)
}

/// Whether Kustomize's reader (go-yaml 3) takes a bare text for a boolean, null, a number or a date.
///
/// Only what can be the key of an annotation counts: it begins and ends with a letter or digit and holds no colon.
fn is_read_as_no_text(text: &str) -> bool {
    const WORDS: &[&str] = &["null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"];
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return WORDS.contains(&text);
    }
    let number = text.replace('_', "");
    is_integer(&number) || is_decimal(&number) || is_date(text)
}

/// A number with the prefix of its base. Behind `0b` and `0o` the reader takes a sign too.
fn is_integer(text: &str) -> bool {
    let Some((prefix, digits)) = text.split_at_checked(2) else { return false };
    let radix = match prefix {
        "0x" | "0X" => 16,
        "0o" | "0O" => 8,
        "0b" | "0B" => 2,
        _ => return false,
    };
    let signed = matches!(prefix, "0o" | "0b") && i64::from_str_radix(digits, radix).is_ok();
    signed || u64::from_str_radix(digits, radix).is_ok()
}

/// Digits, a fraction, an exponent; and not beyond the largest number.
fn is_decimal(text: &str) -> bool {
    let is_part = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'e' | b'E' | b'-');
    text.bytes().all(is_part) && text.parse::<f64>().is_ok_and(f64::is_finite)
}

/// A year of four digits, a month and a day of one or two, on which there is such a day.
fn is_date(text: &str) -> bool {
    let number = |text: &str| -> Option<u32> {
        text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
    };
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else { return false };
    let short = year.len() == 4 && month.len() <= 2 && day.len() <= 2;
    let (true, Some(year), Some(month), Some(day)) = (short, number(year), number(month), number(day)) else {
        return false;
    };
    let is_leap = year % 4 == 0 && year % 100 != 0 || year % 400 == 0;
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
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
            Self::BareAnnotationKey => {
                f.write_str("a number, a date, a boolean or null as the key of an annotation")
            }
            Self::TabbedAnnotation => f.write_str("an annotation of several lines that begins with a tab"),
        }
    }
}
