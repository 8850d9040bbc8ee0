//! Pieces of o8 text: names, strings, documentation.

/// The longest documentation of one field, in characters.
const MOST_DOCS: usize = 400;
/// The longest line of documentation or of a remark.
const WIDTH: usize = 100;

/// Whether a text is a name as the language has it: a letter, then letters, digits, `_` and dashes inside.
pub(crate) fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|first| first.is_ascii_alphabetic())
        && chars.all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !text.ends_with('-')
        && !text.contains("--")
}

/// A text as a string of the language: raw where it has backslashes and no quotes.
pub(crate) fn string(text: &str) -> String {
    let plain = |c: char| c != '"' && !c.is_control() && !is_direction(c);
    if text.contains(['\\', '$']) && text.chars().all(plain) {
        return format!("r\"{text}\"");
    }
    let mut result = String::from("\"");
    for c in text.chars() {
        match c {
            '\n' => result.push_str("\\n"),
            '\t' => result.push_str("\\t"),
            '"' => result.push_str("\\\""),
            '\\' => result.push_str("\\\\"),
            '$' => result.push_str("\\$"),
            c if c.is_control() || is_direction(c) => {
                result.push_str(&format!("\\u{{{:X}}}", u32::from(c)));
            }
            c => result.push(c),
        }
    }
    result.push('"');
    result
}

/// Characters that turn the direction of the text around them: no source of o8 holds one.
fn is_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// A text in one line, without what no comment may hold, and not longer than `most` characters.
pub(crate) fn line(text: &str, most: usize) -> String {
    let clean: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).filter(|c| !is_direction(*c)).collect();
    let words: Vec<&str> = clean.split_whitespace().filter(|word| *word != "\u{FEFF}").collect();
    let joined = words.join(" ");
    if joined.chars().count() <= most {
        return joined;
    }
    let cut: String = joined.chars().take(most).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    format!("{} …", cut[..end].trim_end_matches([',', ';', ':']))
}

/// What is kept of a description.
pub(crate) fn docs(description: &str) -> String {
    line(description, MOST_DOCS)
}

/// A text as lines with `mark` (`///` or `//`) before each.
pub(crate) fn comment(mark: &str, text: &str) -> String {
    let mut result = String::new();
    let mut width = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let length = word.chars().count() + 1;
        if width == 0 || width + length > WIDTH {
            if width > 0 {
                result.push('\n');
            }
            result.push_str(mark);
            width = 0;
        }
        result.push(' ');
        result.push_str(word);
        width += length;
    }
    if width > 0 {
        result.push('\n');
    }
    result
}

/// `tlsConfig`, `tls-config`, `tls_config` as part of the name of a type: `TlsConfig`.
pub(crate) fn pascal(text: &str) -> String {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            let first = chars.next().map(|first| first.to_ascii_uppercase());
            first.into_iter().chain(chars).collect::<String>()
        })
        .collect()
}

/// `HTTPRoute` as the name of a file: `httproute`.
pub(crate) fn file_stem(text: &str) -> String {
    text.to_ascii_lowercase()
}
