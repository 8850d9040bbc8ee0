//! Whole programs: each file under `programs/` is in its canonical layout.

use super::{holds, meaning};
use crate::format::format;
use crate::{TokenKind, tokens};

const PROGRAMS: [(&str, &str); 8] = [
    ("everything", include_str!("programs/everything.o8")),
    ("extend", include_str!("programs/extend.o8")),
    ("modules", include_str!("programs/modules.o8")),
    ("platform", include_str!("programs/platform.o8")),
    ("postgres", include_str!("programs/postgres.o8")),
    ("quickstart", include_str!("programs/quickstart.o8")),
    ("types", include_str!("programs/types.o8")),
    ("web", include_str!("programs/web.o8")),
];

#[test]
fn programs_stay() {
    for (name, text) in PROGRAMS {
        let formatted = format(text);
        assert!(!formatted.partial && !formatted.refused, "{name} is laid out");
        assert_eq!(formatted.text, text, "{name}");
    }
}

#[test]
fn examples_of_the_guide_are_laid_out() {
    let guide = include_str!("../../../../../docs/language.md");
    for part in guide.split("\n```o8").skip(1) {
        let (_, rest) = part.split_once('\n').expect("a fence ends its line");
        let (example, _) = rest.split_once("\n```").expect("a fence is closed");
        let example = format!("{example}\n");
        let formatted = format(&example);
        assert!(!formatted.partial, "an example has no syntax error:\n{example}");
        assert_eq!(formatted.text, example);
    }
}

#[test]
fn blanks_do_not_matter() {
    for (name, text) in PROGRAMS {
        for seed in 1..=10 {
            let mutated = with_other_blanks(text, seed);
            assert_eq!(meaning(&mutated), meaning(text), "{name}, seed {seed}, is the same program");
            assert_eq!(format(&mutated).text, text, "{name}, seed {seed}");
        }
    }
}

#[test]
fn commas_are_line_ends() {
    let lines = "module a {\n  b = 1\n  c {\n    d = [\n      1\n      2\n    ]\n  }\n}\n";
    let commas = "module a {\n  b = 1,\n  c {\n    d = [\n      1, 2,\n    ]\n  },\n}\n";
    assert_eq!(format(commas).text, lines);
}

#[test]
fn every_truncation_holds() {
    let text = PROGRAMS[6].1;
    for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
        holds(&text[..end]);
    }
}

#[test]
fn every_deletion_of_a_token_holds() {
    let text = PROGRAMS[0].1;
    for token in tokens(text).tokens {
        let (start, end) = (token.span.start as usize, token.span.end as usize);
        holds(&format!("{}{}", &text[..start], &text[end..]));
    }
}

#[test]
fn any_line_breaks_and_comments_hold() {
    for (_, text) in PROGRAMS {
        for seed in 1..=10 {
            holds(&with_other_lines(text, seed));
        }
    }
}

/// The text with line ends and comments at places where some fit and some do not.
fn with_other_lines(text: &str, seed: u64) -> String {
    let mut random = Random(seed);
    let rarity = 2 + random.below(40);
    let mut out = String::new();
    let mut strings = 0;
    for token in tokens(text).tokens {
        match token.kind {
            TokenKind::StringOpen => strings += 1,
            TokenKind::StringClose => strings -= 1,
            _ => {}
        }
        match token.kind {
            TokenKind::Space | TokenKind::Newline if strings == 0 => match random.below(rarity) {
                0 => out.push_str("\n    "),
                1 => out.push_str(" // c\n  "),
                2 => out.push_str("\n  // d\n\n  "),
                3 if token.kind == TokenKind::Newline => out.push_str(", "),
                _ => out.push_str(token.text(text)),
            },
            _ => out.push_str(token.text(text)),
        }
    }
    out
}

/// The text with other blanks, where blanks mean nothing.
fn with_other_blanks(text: &str, seed: u64) -> String {
    let mut random = Random(seed);
    let all = tokens(text).tokens;
    let mut out = String::new();
    let mut strings = 0;
    for (index, token) in all.iter().enumerate() {
        let before = index.checked_sub(1).map(|before| all[before].kind);
        let after = all.get(index + 1).map(|after| after.kind);
        match token.kind {
            TokenKind::StringOpen => strings += 1,
            TokenKind::StringClose => strings -= 1,
            _ => {}
        }
        match token.kind {
            TokenKind::Space if strings == 0 && before == Some(TokenKind::Newline) => {
                out.push_str(&" ".repeat(1 + random.below(9)));
            }
            TokenKind::Space if strings == 0 => {
                let joins = joinable(before) || after == Some(TokenKind::Equal);
                let least = usize::from(!joins || !may_touch(after));
                out.push_str(&" ".repeat(least + random.below(3)));
            }
            TokenKind::Newline if strings == 0 => {
                out.push_str(&" ".repeat(random.below(3)));
                out.push_str(if random.below(4) == 0 { "\r\n" } else { "\n" });
                if before == Some(TokenKind::Newline) {
                    out.push_str(&"\n".repeat(random.below(3)));
                }
            }
            _ => out.push_str(token.text(text)),
        }
    }
    out
}

fn joinable(kind: Option<TokenKind>) -> bool {
    matches!(
        kind,
        Some(
            TokenKind::Equal
                | TokenKind::PlusEqual
                | TokenKind::FatArrow
                | TokenKind::Comma
                | TokenKind::Colon
                | TokenKind::OpenBrace
        )
    )
}

fn may_touch(kind: Option<TokenKind>) -> bool {
    matches!(
        kind,
        Some(
            TokenKind::Word
                | TokenKind::Number
                | TokenKind::StringOpen
                | TokenKind::Equal
                | TokenKind::OpenBrace
                | TokenKind::CloseBrace
        )
    )
}

/// A small generator of the same numbers each time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }
}
