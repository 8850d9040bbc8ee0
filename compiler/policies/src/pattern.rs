//! Regular expressions that mean the same to every engine.

use std::sync::Arc;

use ecow::EcoString;
use regex_automata::meta::Regex;

/// A regular expression. Two are equal when their texts are.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its text.
    text: EcoString,
    regex: Arc<Regex>,
}

impl Pattern {
    /// A regular expression of RE2 without what is no ASCII to one engine and more to another (`\d`, `\w`, `\s`, `\b`, `(?i)`): `Err`
    /// says what is wrong with it.
    pub fn new(text: impl Into<EcoString>) -> Result<Self, String> {
        let text = text.into();
        if let Some(class) = beyond_ascii(&text) {
            return Err(format!(
                "`{class}` means other characters to some engines: list them, as in `[0-9]`"
            ));
        }
        match Regex::new(&text) {
            Ok(regex) => Ok(Self { text, regex: Arc::new(regex) }),
            Err(found) => Err(found.to_string()),
        }
    }

    /// Its text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether a part of `text` matches; the whole where the expression is anchored at both ends.
    pub fn matches(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// A class or flag whose meaning hangs on whether an engine knows more than ASCII.
fn beyond_ascii(text: &str) -> Option<&str> {
    let mut rest = text.char_indices();
    while let Some((at, c)) = rest.next() {
        match c {
            '\\' => {
                let (_, escaped) = rest.next()?;
                if matches!(escaped, 'd' | 'D' | 'w' | 'W' | 's' | 'S' | 'b' | 'B' | 'p' | 'P') {
                    return text.get(at..at + 2);
                }
            }
            '(' if text[at..].starts_with("(?") && !text[at..].starts_with("(?:") => {
                let end = text[at..].find([':', ')', '>']).map_or(text.len(), |end| at + end);
                if text[at + 2..end].contains('i') {
                    return text.get(at..end);
                }
            }
            _ => {}
        }
    }
    None
}
