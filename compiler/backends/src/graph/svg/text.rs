//! Text in SVG: how wide it is, and how it is written.

/// Widths of a character in tenths of a pixel, by size. Fonts differ and we have none: these are those of wide ones, so that
/// text stays inside its box.
pub(super) const TITLE: i64 = 105;
pub(super) const NAME: i64 = 85;
pub(super) const SMALL: i64 = 68;

/// About how wide a text is, with characters of so many tenths of a pixel.
pub(super) fn width(text: &str, tenths: i64) -> i64 {
    let wide = |c: char| if c.is_ascii() || c == '·' { 1 } else { 2 };
    text.chars().map(wide).sum::<i64>() * tenths / 10
}

/// Text as XML has it. What XML cannot hold is shown as such.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\u{fffe}' | '\u{ffff}' => out.push(char::REPLACEMENT_CHARACTER),
            c if c.is_control() => out.push(char::REPLACEMENT_CHARACTER),
            c => out.push(c),
        }
    }
    out
}
