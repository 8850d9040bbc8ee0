//! A file's tokens to top-level items, before anything is parsed: an error in one item never touches another.

/// Whether a line of text looks like the first line of a declaration: it begins in column 1 with a word that
/// begins one, with an attribute, or with two words and a brace.
pub(crate) fn begins_item(line: &str) -> bool {
    let line = line.split('\n').next().unwrap_or_default();
    let mut words = line.split([' ', '\t', '\r']).filter(|word| !word.is_empty());
    let Some(first) = words.next() else { return false };
    if !line.starts_with(first) {
        return false;
    }
    if first.starts_with('@') {
        return true;
    }
    match first {
        "import" | "let" | "type" | "fn" | "component" | "extend" | "existing" | "retire" | "moved"
        | "test" | "pub" => {
            words.next().is_some_and(|next| !next.starts_with(['=', '+', '{', '.', '[', ':']))
        }
        // These take a name and a brace too, but stand in blocks.
        "in" | "patch" | "where" | "param" | "emit" | "assert" | "unset" | "if" | "match" | "for" => false,
        _ => {
            let is_name = |word: &str| {
                word.starts_with(|c: char| c.is_ascii_alphabetic())
                    && word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            };
            is_name(first)
                && words.next().is_some_and(is_name)
                && words.next().is_some_and(|next| next.starts_with('{'))
        }
    }
}
