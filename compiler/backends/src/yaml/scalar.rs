//! How a string is written: plain where no reader of YAML 1.1 or 1.2 takes it for something else, a literal
//! block where it is clean text of several lines, double-quoted otherwise.
//!
//! The readers that count are go-yaml (Kubernetes, Kustomize), which reads `y`, `1_000` and `0b1` as YAML 1.1
//! does, and Kustomize's rewriting, which takes `2001-01-01` for a date. Tests hold the rule against both.

/// Always harmless, also as the first byte.
const SAFE: u8 = 1;
/// Harmless after the first byte.
const INNER: u8 = 2;
/// Harmless after the first byte, depending on its neighbours: space, `:`, `#`.
const CONTEXT: u8 = 3;
/// A digit: harmless after the first byte; as the first one it asks for a closer look.
const DIGIT: u8 = 4;
/// A newline: asks for a literal block.
const NEWLINE: u8 = 5;
/// Never plain.
const QUOTE: u8 = 0;

const fn class(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'_' | b'/' => SAFE,
        b'0'..=b'9' => DIGIT,
        b' ' | b':' | b'#' => CONTEXT,
        b'\n' => NEWLINE,
        b'!'..=b'~' => INNER,
        _ => QUOTE,
    }
}

const CLASS: [u8; 256] = {
    let mut table = [QUOTE; 256];
    let mut byte = 0;
    while byte < 256 {
        table[byte] = class(byte as u8);
        byte += 1;
    }
    table
};

/// Writes a map's key: never a block.
#[inline]
pub(super) fn write_key(text: &str, out: &mut Vec<u8>) {
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
    } else {
        write_quoted(text, out);
    }
}

/// Writes a value and the newline after it; `block` is the column of the lines of a literal block.
#[inline]
pub(super) fn write_text(text: &str, block: usize, out: &mut Vec<u8>) {
    if is_plain(text.as_bytes()) {
        out.extend_from_slice(text.as_bytes());
        out.push(b'\n');
    } else if is_clean_block(text) {
        write_block(text, block, out);
    } else {
        write_quoted(text, out);
        out.push(b'\n');
    }
}

/// Whether every reader takes `text`, written bare, for this very string.
#[inline]
fn is_plain(text: &[u8]) -> bool {
    let Some((&first, rest)) = text.split_first() else {
        return false;
    };
    match CLASS[usize::from(first)] {
        SAFE => {}
        DIGIT => return is_plain_after_digit(text),
        // Relative paths, options and references to variables are common, and nothing else looks like them.
        _ => match text {
            [b'.', b'/', ..] | [b'.', b'.', b'/', ..] | [b'$', ..] => {}
            [b'-', b'a'..=b'z' | b'A'..=b'Z', ..] | [b'-', b'-', b'a'..=b'z' | b'A'..=b'Z', ..] => {}
            _ => return false,
        },
    }
    let mut context = false;
    for &byte in rest {
        match CLASS[usize::from(byte)] {
            QUOTE | NEWLINE => return false,
            class => context |= class == CONTEXT,
        }
    }
    (!context || is_harmless_context(text)) && (text.len() > 8 || !is_word(text))
}

/// Whether the spaces, colons and hashes of `text` end no scalar: no `: `, no ` #`, none at the end.
fn is_harmless_context(text: &[u8]) -> bool {
    !matches!(text.last(), Some(b' ' | b':')) && !text.windows(2).any(|pair| matches!(pair, b": " | b" #"))
}

/// Whether `text`, which begins with a digit, is a number, a date or a time for nobody: `500m`, `25%`, `64Mi`,
/// `2048-game`. It holds something that none of them holds: a letter that is no hexadecimal digit, no base, no
/// exponent and no part of a time stamp; or a slash; or a percent sign at its end.
fn is_plain_after_digit(text: &[u8]) -> bool {
    let (body, mut distinct) = match text {
        [body @ .., b'%'] => (body, true),
        body => (body, false),
    };
    for &byte in body {
        match byte {
            b'0'..=b'9' | b'.' | b'-' => {}
            b'/' => distinct = true,
            b'a'..=b'z' | b'A'..=b'Z' => {
                distinct |= !matches!(byte.to_ascii_lowercase(), b'a'..=b'f' | b'o' | b'x' | b't' | b'z');
            }
            _ => return false,
        }
    }
    distinct
}

/// Whether some reader takes the bare word for a boolean, a null or a number.
#[inline]
fn is_word(text: &[u8]) -> bool {
    let is = |word: &[u8]| text.eq_ignore_ascii_case(word);
    match text.len() {
        1 => is(b"y") || is(b"n"),
        2 => is(b"no") || is(b"on"),
        3 => is(b"yes") || is(b"off") || is(b"nan") || is(b"inf"),
        4 => is(b"true") || is(b"null"),
        5 => is(b"false"),
        8 => is(b"infinity"),
        _ => false,
    }
}

/// Whether `text` has several lines that a literal block carries as they are: the first begins with something
/// visible (go-yaml takes a tab there for indentation), no line ends in a blank, nothing needs an escape.
fn is_clean_block(text: &str) -> bool {
    let bytes = text.as_bytes();
    if matches!(bytes[..], [] | [b' ' | b'\t' | b'\n', ..]) {
        return false;
    }
    let mut previous = b'x';
    let mut lines = 0;
    for &byte in bytes {
        match byte {
            b'\n' if matches!(previous, b' ' | b'\t') => return false,
            b'\n' => lines += 1,
            b'\t' => {}
            0..0x20 | 0x7f => return false,
            _ => {}
        }
        previous = byte;
    }
    lines > 0 && !matches!(previous, b' ' | b'\t') && !text.chars().any(needs_escape)
}

fn write_block(text: &str, column: usize, out: &mut Vec<u8>) {
    let body = text.trim_end_matches('\n');
    let ends = text.len() - body.len();
    out.extend_from_slice(match ends {
        0 => b"|-\n",
        1 => b"|\n",
        _ => b"|+\n",
    });
    for line in body.split('\n') {
        if !line.is_empty() {
            super::indent(column, out);
            out.extend_from_slice(line.as_bytes());
        }
        out.push(b'\n');
    }
    for _ in 1..ends {
        out.push(b'\n');
    }
}

/// Whether a double-quoted scalar has to spell `c` as an escape: what is not printable, what YAML takes for the
/// end of a line, and the byte order mark.
fn needs_escape(c: char) -> bool {
    matches!(
        c,
        '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}'
    )
}

fn write_quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut written = 0;
    for (index, c) in text.char_indices() {
        if !matches!(c, '"' | '\\' | '\t' | '\n') && !needs_escape(c) {
            continue;
        }
        out.extend_from_slice(&bytes[written..index]);
        written = index + c.len_utf8();
        write_escape(c, out);
    }
    out.extend_from_slice(&bytes[written..]);
    out.push(b'"');
}

fn write_escape(c: char, out: &mut Vec<u8>) {
    let short = match c {
        '"' => b'"',
        '\\' => b'\\',
        '\0' => b'0',
        '\u{7}' => b'a',
        '\u{8}' => b'b',
        '\t' => b't',
        '\n' => b'n',
        '\u{b}' => b'v',
        '\u{c}' => b'f',
        '\r' => b'r',
        '\u{1b}' => b'e',
        _ => {
            let code = u32::from(c);
            let (mark, digits) = if code < 0x100 { (b'x', 2) } else { (b'u', 4) };
            out.extend_from_slice(&[b'\\', mark]);
            for digit in (0..digits).rev() {
                out.push(b"0123456789ABCDEF"[(code >> (4 * digit)) as usize & 15]);
            }
            return;
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}
