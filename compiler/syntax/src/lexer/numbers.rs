//! Numbers with their units, as one token: which units there are, and what they mean, is for the checker to say.

use o8_diagnostics::catalogue::syntax;

use super::Lexer;
use crate::token::TokenKind;

impl Lexer<'_> {
    /// `42`, `1_000`, `0.5`, `512Mi`, `1h30m`, `25%`.
    pub(super) fn number(&mut self) {
        let digits =
            |at: usize| self.bytes[at..].iter().take_while(|b| b.is_ascii_digit() || **b == b'_').count();
        let mut end = self.pos + digits(self.pos);
        let mut dots = 0;
        while self.bytes.get(end) == Some(&b'.') && self.bytes.get(end + 1).is_some_and(u8::is_ascii_digit) {
            dots += 1;
            end += 1;
            end += digits(end);
        }
        let plain = end - self.pos;
        let unit = self.unit_length(end);
        let suffix = &self.text[end..end + unit];
        let mut length = plain + unit;
        if dots > 1 {
            let text = &self.text[self.pos..self.pos + length];
            self.diagnostics.push(syntax::version_is_a_string(self.place(length), text));
        } else if let Some(more) = exponent(suffix, &self.bytes[end + unit..]) {
            length += more;
            let text = &self.text[self.pos..self.pos + length];
            self.diagnostics.push(syntax::exponent(self.place(length), text));
        } else if is_other_base(&self.text[self.pos..end], suffix) {
            let text = &self.text[self.pos..self.pos + length];
            self.diagnostics.push(syntax::not_decimal(self.place(length), text));
        } else if has_stray_underscore(&self.text[self.pos..end]) {
            self.diagnostics.push(syntax::underscore_in_number(self.place(plain)));
        } else if begins_with_zero(&self.text[self.pos..end]) {
            self.diagnostics.push(syntax::leading_zero(
                self.place(length),
                &self.text[self.pos..end],
                suffix,
            ));
        }
        self.push(TokenKind::Number, length);
    }

    /// Letters that touch the number, with digits between them (`1h30m`), or `%`.
    fn unit_length(&self, start: usize) -> usize {
        let rest = &self.bytes[start..];
        match rest.first() {
            Some(b'%') => 1,
            Some(byte) if byte.is_ascii_alphabetic() => {
                rest.iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
            }
            _ => 0,
        }
    }
}

/// Whether the text of a number token is a number; the others have been reported.
pub(crate) fn is_number(text: &str) -> bool {
    let plain = text.bytes().take_while(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'_')).count();
    let (number, suffix) = text.split_at(plain);
    let unit = suffix.bytes().take_while(u8::is_ascii_alphanumeric).count();
    number.bytes().filter(|byte| *byte == b'.').count() < 2
        && exponent(&suffix[..unit], &suffix.as_bytes()[unit..]).is_none()
        && !is_other_base(number, suffix)
}

/// `1_`, `1_.5`, `1._5`, `1__000`.
fn has_stray_underscore(number: &str) -> bool {
    number.ends_with('_') || ["_.", "._", "__"].iter().any(|stray| number.contains(stray))
}

/// `0644`: YAML 1.1 and many languages read it as octal, so it is not read as decimal without a word.
fn begins_with_zero(number: &str) -> bool {
    number.len() > 1 && number.starts_with('0') && !number.starts_with("0.")
}

/// `0x1F`, `0b10`, `0o7`.
fn is_other_base(number: &str, suffix: &str) -> bool {
    number == "0" && suffix.len() > 1 && matches!(suffix.as_bytes()[0], b'x' | b'X' | b'b' | b'o')
}

/// How many bytes after the suffix still belong to an exponent, where it is one: `e5`, `E-3`.
fn exponent(suffix: &str, rest: &[u8]) -> Option<usize> {
    let digits = suffix.strip_prefix(['e', 'E'])?;
    if !digits.is_empty() {
        return digits.bytes().all(|byte| byte.is_ascii_digit()).then_some(0);
    }
    let sign = usize::from(matches!(rest.first(), Some(b'+' | b'-')));
    let more = rest[sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    (sign == 1 && more > 0).then_some(sign + more)
}
