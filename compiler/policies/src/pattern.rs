//! Regular expressions that mean the same to every engine.

use std::sync::Arc;

use ecow::EcoString;
use regex_automata::meta::Regex;
use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    self, AssertionKind, Ast, ClassSetBinaryOp, ClassSetItem, Flag, Flags, FlagsItemKind, GroupKind,
    HexLiteralKind, Literal, LiteralKind, RepetitionKind, RepetitionRange, Span, Visitor,
};

/// A regular expression. Two are equal when their texts are.
#[derive(Clone, Debug)]
pub struct Pattern {
    /// Its text.
    text: EcoString,
    regex: Arc<Regex>,
}

impl Pattern {
    /// A regular expression that RE2, Go and Rust read in one way: `Err` says what they do not.
    pub fn new(text: impl Into<EcoString>) -> Result<Self, String> {
        let text = text.into();
        let tree = Parser::new().parse(&text).map_err(|found| found.kind().to_string())?;
        ast::visit(&tree, Common { text: &text })?;
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

/// Looks for what one of the engines reads in another way, or not at all.
struct Common<'t> {
    text: &'t str,
}

impl Common<'_> {
    fn refused(&self, span: &Span, why: &str) -> Result<(), String> {
        Err(format!("`{}` {why}", &self.text[span.start.offset..span.end.offset]))
    }
}

const CLASS: &str = "means other characters to some engines: list them, as in `[0-9]`";
const RUST_ALONE: &str = "is not known to all engines";

impl Visitor for Common<'_> {
    type Output = ();
    type Err = String;

    fn finish(self) -> Result<(), String> {
        Ok(())
    }

    fn visit_pre(&mut self, part: &Ast) -> Result<(), String> {
        match part {
            Ast::ClassPerl(class) => self.refused(&class.span, CLASS),
            Ast::ClassUnicode(class) => self.refused(&class.span, CLASS),
            Ast::Assertion(assertion) => match assertion.kind {
                AssertionKind::StartLine
                | AssertionKind::EndLine
                | AssertionKind::StartText
                | AssertionKind::EndText => Ok(()),
                _ => self.refused(&assertion.span, CLASS),
            },
            Ast::Flags(set) => self.flags(&set.flags),
            Ast::Group(group) => match &group.kind {
                GroupKind::NonCapturing(flags) => self.flags(flags),
                GroupKind::CaptureName { starts_with_p: false, name } => self.refused(&name.span, RUST_ALONE),
                _ => Ok(()),
            },
            Ast::Literal(literal) => self.literal(literal),
            Ast::Repetition(repetition) => {
                if matches!(*repetition.ast, Ast::Repetition(_)) {
                    return self.refused(
                        &repetition.span,
                        "repeats a repetition: put parentheses around the inner one",
                    );
                }
                let RepetitionKind::Range(range) = &repetition.op.kind else { return Ok(()) };
                let most = match range {
                    RepetitionRange::Exactly(count) | RepetitionRange::AtLeast(count) => *count,
                    RepetitionRange::Bounded(_, most) => *most,
                };
                let written = &self.text[repetition.op.span.start.offset..];
                if most > 1000 {
                    self.refused(&repetition.op.span, "repeats more than some engines do: at most 1000 times")
                } else if written.trim_start_matches('{').starts_with(',') {
                    self.refused(&repetition.op.span, RUST_ALONE)
                } else {
                    Ok(())
                }
            }
            _ => Ok(()),
        }
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), String> {
        match item {
            ClassSetItem::Perl(class) => self.refused(&class.span, CLASS),
            ClassSetItem::Unicode(class) => self.refused(&class.span, CLASS),
            ClassSetItem::Bracketed(class) => self.refused(&class.span, RUST_ALONE),
            ClassSetItem::Literal(literal) => self.literal(literal),
            ClassSetItem::Range(range) => self.literal(&range.start).and_then(|()| self.literal(&range.end)),
            _ => Ok(()),
        }
    }

    fn visit_class_set_binary_op_pre(&mut self, op: &ClassSetBinaryOp) -> Result<(), String> {
        self.refused(&op.span, RUST_ALONE)
    }
}

impl Common<'_> {
    fn flags(&self, flags: &Flags) -> Result<(), String> {
        let other = flags.items.iter().find(|item| match item.kind {
            FlagsItemKind::Negation => false,
            FlagsItemKind::Flag(flag) => {
                !matches!(flag, Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed)
            }
        });
        other.map_or(Ok(()), |item| {
            self.refused(&item.span, "as a flag means other characters to some engines")
        })
    }

    fn literal(&self, literal: &Literal) -> Result<(), String> {
        match literal.kind {
            LiteralKind::HexFixed(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong)
            | LiteralKind::HexBrace(HexLiteralKind::UnicodeShort | HexLiteralKind::UnicodeLong) => {
                self.refused(&literal.span, RUST_ALONE)
            }
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn what_all_engines_read_alike_is_taken() {
        for text in [
            "^a$",
            r"\Aa\.b\z",
            "[^/@-]+",
            "(?s:.*)",
            "(?P<tag>:[a-z]{1,1000})",
            r"\x{e9}\x41\t",
            "[[:alpha:]]",
            "a|",
            r"\-\/",
        ] {
            assert!(Pattern::new(text).is_ok(), "{text}: {:?}", Pattern::new(text));
        }
    }

    #[test]
    fn what_engines_differ_in_is_refused() {
        for text in [
            r"\d",
            r"[\w]",
            r"\pL",
            r"\bword",
            "(?i)a",
            "(?x: a )",
            "(?i:a)",
            "[a-z&&b]",
            "[a[b]]",
            "[a--b]",
            "a**",
            "a{1001}",
            "(?<tag>a)",
            r"\u00e9",
            r"\<a",
            "a{,3}",
            "(",
            "a{2}{3}",
        ] {
            assert!(Pattern::new(text).is_err(), "{text}");
        }
        assert_eq!(
            Pattern::new(r"a\d").expect_err("a class"),
            r"`\d` means other characters to some engines: list them, as in `[0-9]`"
        );
    }
}
