//! Semantic tokens: what every piece of a text is, by its place in the syntax tree.

use o8_core::db::SourceFile;
use o8_core::ids::DefKind;
use o8_core::index::Target;
use o8_diagnostics::Span;
use o8_syntax::{ParsedItem, TokenKind};
use rustc_hash::FxHashMap;

use super::walk::{Named, Role, walk};
use super::words::Word;
use crate::analysis::Analysis;

/// What a piece of text is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Kind {
    /// A word of the language.
    Keyword,
    /// `// …`
    Comment,
    /// `/// …`
    Documentation,
    /// A number with its unit.
    Number,
    /// The text of a string.
    String,
    /// An escape in a string.
    Escape,
    /// An operator.
    Operator,
    /// A name.
    Name(Role),
}

/// A piece of text. It lies in one line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// Where.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Whether the name is declared here.
    pub declares: bool,
}

/// What a name is once it is resolved; `None` leaves what its place says.
pub type Resolve<'r> = &'r dyn Fn(Span) -> Option<Role>;

/// What the names of a file are by what they mean; those that mean nothing are what their place says.
pub fn roles(analysis: &Analysis, file: SourceFile) -> FxHashMap<Span, Role> {
    let role = |word: &Word| {
        Some(match &word.target {
            Target::Declaration(def) => match def.data().kind {
                DefKind::Let => Role::Variable,
                DefKind::Function => Role::Function,
                DefKind::Entity | DefKind::Existing => Role::Entity,
                // The word of a kind, such as `module`, is more than the type that it stands for.
                DefKind::Type | DefKind::Component if analysis.text(word.at) == def.name() => Role::Type,
                _ => return None,
            },
            Target::Field(..) => Role::Field,
            Target::Parameter(..) => Role::Parameter,
            Target::Kube(_) | Target::BuiltIn(_) => Role::Type,
            Target::Method(..) => Role::Function,
            Target::Entities(_) => Role::Entity,
            Target::Local(_) | Target::Package(_) | Target::Context(_) => return None,
        })
    };
    analysis.words(file).filter_map(|word| Some((word.at.span, role(&word)?))).collect()
}

/// Words that are no names where the tree has none in their place.
const KEYWORDS: &[&str] = &[
    "and",
    "as",
    "assert",
    "component",
    "else",
    "emit",
    "existing",
    "extend",
    "false",
    "fn",
    "for",
    "if",
    "import",
    "in",
    "let",
    "match",
    "moved",
    "not",
    "null",
    "or",
    "param",
    "patch",
    "pub",
    "retire",
    "test",
    "then",
    "true",
    "type",
    "unset",
    "where",
    "with",
];

/// The pieces of a file in order, only those that `within` touches, where it is given.
pub fn pieces(
    text: &str,
    items: &[ParsedItem],
    within: Option<Span>,
    resolve: Option<Resolve<'_>>,
) -> Vec<Piece> {
    let names: FxHashMap<Span, Named> =
        walk(items).names.into_iter().map(|named| (named.span, named)).collect();
    let is_wanted = |span: Span| within.is_none_or(|w| span.start < w.end && w.start < span.end);
    let tokens = o8_syntax::tokens(text).tokens;
    let mut pieces = Vec::new();
    for token in tokens.iter().filter(|token| is_wanted(token.span)) {
        let (kind, declares) = match token.kind {
            TokenKind::Word => match names.get(&token.span) {
                Some(named) => {
                    let role = resolve.and_then(|resolve| resolve(token.span)).unwrap_or(named.role);
                    (Kind::Name(role), named.declares)
                }
                None if KEYWORDS.contains(&token.text(text)) => (Kind::Keyword, false),
                None => continue,
            },
            kind => match kind_of(kind) {
                Some(kind) => (kind, false),
                None => continue,
            },
        };
        let lines = token.text(text).split_inclusive('\n').scan(token.span.start, |at, line| {
            let start = *at;
            *at += u32::try_from(line.len()).unwrap_or(u32::MAX);
            let length = line.trim_end_matches(['\n', '\r']).len();
            Some(Span::new(start, start + u32::try_from(length).unwrap_or(u32::MAX)))
        });
        pieces.extend(lines.filter(|span| !span.is_empty()).map(|span| Piece { span, kind, declares }));
    }
    pieces
}

fn kind_of(kind: TokenKind) -> Option<Kind> {
    use TokenKind as T;
    Some(match kind {
        T::Comment => Kind::Comment,
        T::Doc => Kind::Documentation,
        T::Number => Kind::Number,
        T::StringOpen | T::StringText | T::StringClose => Kind::String,
        T::Escape => Kind::Escape,
        // They stand between text and expression, as operators do between expressions.
        T::InterpolationOpen | T::InterpolationClose => Kind::Operator,
        T::Question | T::QuestionDot | T::QuestionQuestion | T::Equal | T::EqualEqual | T::Bang => {
            Kind::Operator
        }
        T::BangEqual | T::Less | T::LessEqual | T::Greater | T::GreaterEqual | T::Plus | T::PlusEqual => {
            Kind::Operator
        }
        T::Minus | T::Arrow | T::Star | T::Slash | T::AndAnd | T::Bar | T::OrOr | T::FatArrow => {
            Kind::Operator
        }
        T::Bom | T::Space | T::Newline | T::Word | T::Underscore | T::At | T::Unknown | T::Semicolon => {
            return None;
        }
        T::OpenBrace | T::CloseBrace | T::OpenBracket | T::CloseBracket | T::OpenParen | T::CloseParen => {
            return None;
        }
        T::Comma | T::Dot | T::Colon => return None,
    })
}
