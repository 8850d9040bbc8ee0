//! Whether a regular expression is one of RE2's, too, and means the same there: what is put down as a `Regex` is read by Go.
//!
//! The syntax that `matches` takes goes further than RE2 in some places, and nearly all of RE2 is in it. (`\Q…\E`, `\C` and octal
//! escapes are not.) RE2's syntax: its wiki page "Syntax", and the documentation of Go's package `regexp/syntax`.

use regex_syntax::ast::parse::Parser;
use regex_syntax::ast::{
    Assertion, AssertionKind, Ast, ClassSetBinaryOp, ClassSetItem, ClassUnicode, ClassUnicodeKind, Flag,
    Flags, FlagsItemKind, GroupKind, HexLiteralKind, Literal, LiteralKind, Repetition, RepetitionKind,
    RepetitionRange, Visitor, visit,
};

/// The most that something can be repeated, also where what is repeated is itself.
const MOST_REPEATED: u32 = 1000;

/// Whether RE2 takes a pattern, and reads it as we do. Whether it is a pattern at all is not asked here.
pub(super) fn is_of_re2(pattern: &str) -> bool {
    let Ok(ast) = Parser::new().parse(pattern) else { return false };
    visit(&ast, Reader { pattern, repeated: vec![1] }).is_ok()
}

/// What is in the pattern that RE2 has not.
struct Foreign;

struct Reader<'p> {
    pattern: &'p str,
    /// How often what is read is repeated, for each repetition around it.
    repeated: Vec<u32>,
}

impl Visitor for Reader<'_> {
    type Output = ();
    type Err = Foreign;

    fn finish(self) -> Result<(), Foreign> {
        Ok(())
    }

    fn visit_pre(&mut self, ast: &Ast) -> Result<(), Foreign> {
        let known = match ast {
            Ast::Flags(set) => are_known(&set.flags),
            Ast::Group(group) => match &group.kind {
                GroupKind::CaptureIndex(_) => true,
                GroupKind::CaptureName { name, .. } => {
                    name.name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
                }
                GroupKind::NonCapturing(flags) => are_known(flags),
            },
            Ast::Literal(literal) => is_known_literal(literal),
            Ast::Assertion(assertion) => is_known_assertion(assertion),
            Ast::ClassUnicode(class) => is_known_class(class),
            Ast::Repetition(repetition) => return self.repeat(repetition),
            Ast::Empty(_)
            | Ast::Dot(_)
            | Ast::ClassPerl(_)
            | Ast::ClassBracketed(_)
            | Ast::Alternation(_)
            | Ast::Concat(_) => true,
        };
        if known { Ok(()) } else { Err(Foreign) }
    }

    fn visit_post(&mut self, ast: &Ast) -> Result<(), Foreign> {
        if let Ast::Repetition(_) = ast {
            self.repeated.pop();
        }
        Ok(())
    }

    fn visit_class_set_item_pre(&mut self, item: &ClassSetItem) -> Result<(), Foreign> {
        let known = match item {
            ClassSetItem::Literal(literal) => is_known_literal(literal),
            ClassSetItem::Range(range) => is_known_literal(&range.start) && is_known_literal(&range.end),
            ClassSetItem::Unicode(class) => is_known_class(class),
            // To RE2, a bracket in a class is that character.
            ClassSetItem::Bracketed(_) => false,
            ClassSetItem::Empty(_)
            | ClassSetItem::Ascii(_)
            | ClassSetItem::Perl(_)
            | ClassSetItem::Union(_) => true,
        };
        if known { Ok(()) } else { Err(Foreign) }
    }

    fn visit_class_set_binary_op_pre(&mut self, _: &ClassSetBinaryOp) -> Result<(), Foreign> {
        Err(Foreign)
    }
}

impl Reader<'_> {
    fn repeat(&mut self, repetition: &Repetition) -> Result<(), Foreign> {
        // `a**`: RE2 wants a group around what is repeated twice.
        if matches!(&*repetition.ast, Ast::Repetition(_)) {
            return Err(Foreign);
        }
        let times = match &repetition.op.kind {
            RepetitionKind::Range(range) => {
                let span = repetition.op.span;
                let written = self.pattern.get(span.start.offset..span.end.offset).unwrap_or_default();
                // `{,5}` is text to RE2, and so is a count with a space in it.
                if written.starts_with("{,") || written.contains(char::is_whitespace) {
                    return Err(Foreign);
                }
                match range {
                    RepetitionRange::Exactly(times) | RepetitionRange::AtLeast(times) => *times,
                    RepetitionRange::Bounded(_, most) => *most,
                }
            }
            RepetitionKind::ZeroOrOne | RepetitionKind::ZeroOrMore | RepetitionKind::OneOrMore => 1,
        };
        let around = self.repeated.last().copied().unwrap_or(1);
        let all = around.saturating_mul(times.max(1));
        self.repeated.push(all);
        if all > MOST_REPEATED { Err(Foreign) } else { Ok(()) }
    }
}

fn are_known(flags: &Flags) -> bool {
    flags.items.iter().all(|item| match item.kind {
        FlagsItemKind::Negation => true,
        FlagsItemKind::Flag(flag) => match flag {
            Flag::CaseInsensitive | Flag::MultiLine | Flag::DotMatchesNewLine | Flag::SwapGreed => true,
            Flag::Unicode | Flag::CRLF | Flag::IgnoreWhitespace => false,
        },
    })
}

fn is_known_literal(literal: &Literal) -> bool {
    match &literal.kind {
        LiteralKind::Verbatim | LiteralKind::Meta | LiteralKind::Superfluous | LiteralKind::Special(_) => {
            true
        }
        LiteralKind::Octal => false,
        LiteralKind::HexFixed(kind) | LiteralKind::HexBrace(kind) => *kind == HexLiteralKind::X,
    }
}

fn is_known_assertion(assertion: &Assertion) -> bool {
    match assertion.kind {
        AssertionKind::StartLine
        | AssertionKind::EndLine
        | AssertionKind::StartText
        | AssertionKind::EndText
        | AssertionKind::WordBoundary
        | AssertionKind::NotWordBoundary => true,
        AssertionKind::WordBoundaryStart
        | AssertionKind::WordBoundaryEnd
        | AssertionKind::WordBoundaryStartAngle
        | AssertionKind::WordBoundaryEndAngle
        | AssertionKind::WordBoundaryStartHalf
        | AssertionKind::WordBoundaryEndHalf => false,
    }
}

/// RE2 has general categories by their short names, and scripts, as Unicode writes both.
fn is_known_class(class: &ClassUnicode) -> bool {
    match &class.kind {
        ClassUnicodeKind::OneLetter(letter) => "CLMNPSZ".contains(*letter),
        ClassUnicodeKind::Named(name) => is_category(name) || is_script(name),
        ClassUnicodeKind::NamedValue { .. } => false,
    }
}

fn is_category(name: &str) -> bool {
    const CATEGORIES: &[&str] = &[
        "C", "Cc", "Cf", "Co", "Cs", "L", "Ll", "Lm", "Lo", "Lt", "Lu", "M", "Mc", "Me", "Mn", "N", "Nd",
        "Nl", "No", "P", "Pc", "Pd", "Pe", "Pf", "Pi", "Po", "Ps", "S", "Sc", "Sk", "Sm", "So", "Z", "Zl",
        "Zp", "Zs",
    ];
    CATEGORIES.contains(&name)
}

fn is_script(name: &str) -> bool {
    let written = name.split('_').all(|word| {
        let rest = word.strip_prefix(|c: char| c.is_ascii_uppercase());
        rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_lowercase()))
    });
    // Short names such as `Grek` are those of other tools.
    let is_long =
        name.len() > 4 || matches!(name, "Cham" | "Lisu" | "Thai" | "Han" | "Lao" | "Mro" | "Vai" | "Yi");
    written && is_long && regex_syntax::parse(&format!(r"\p{{sc={name}}}")).is_ok()
}

#[cfg(test)]
mod tests {
    use super::is_of_re2;

    #[test]
    fn what_re2_has_not_is_none_of_its_expressions() {
        let of_re2 = [
            "",
            "^feature/.*$",
            r"(?i)a|b",
            r"(?P<name>a)(?<other>b)",
            r"[^a-z\d_]+?",
            r"\bweb\b",
            r"\x41\x{1F600}",
            r"[[:alpha:]]",
            r"\pL\p{Lu}\P{Greek}\p{Old_Italic}\p{Han}",
            r"a{2}b{2,}c{2,3}",
            "(a{10}){100}",
            "(a*)*",
            r"\Aa\z",
            r"a\.b\-c",
            "(?s:.)",
            "[]a]",
            r"\a\f\t\n\r\v",
            "(?U)a+",
        ];
        for pattern in of_re2 {
            assert!(is_of_re2(pattern), "{pattern}");
        }
        let others = [
            "(?x)a b",
            "(?u:a)",
            "(?R)a",
            "(?-u)a",
            r"\u0041",
            r"\u{41}",
            r"\U00000041",
            "[a-z&&[^b]]",
            "[a-z--b]",
            "[a[bc]]",
            r"\b{start}web",
            r"\<web\>",
            "a**",
            "a+?*",
            "a{2}{3}",
            "a{1001}",
            "(a{100}){11}",
            "a{,5}",
            r"\p{Alphabetic}",
            r"\p{sc=Greek}",
            r"\p{Grek}",
            r"\p{greek}",
            r"\p{Letter}",
            "(?<a.b>c)",
            "(?=a)b",
        ];
        for pattern in others {
            assert!(!is_of_re2(pattern), "{pattern}");
        }
    }
}
