//! Tokens: the pieces that a text consists of, trivia included. Their texts, one after the other, are the text.

use o8_diagnostics::{Diagnostic, Span};

/// A piece of text with what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where it stands, counted from the start of the file.
    pub span: Span,
}

impl Token {
    /// Its text in the file that it was read from.
    pub fn text(self, source: &str) -> &str {
        &source[self.span.start as usize..self.span.end as usize]
    }
}

/// What a token is.
///
/// A string is several tokens: [`TokenKind::StringOpen`], then texts, escapes and interpolations, then
/// [`TokenKind::StringClose`]; an interpolation is [`TokenKind::InterpolationOpen`], the tokens of its
/// expression, [`TokenKind::InterpolationClose`]. Where a string or an interpolation is never closed, its
/// closing token is empty: what opens always closes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum TokenKind {
    /// A byte order mark at the start of the file.
    Bom,
    /// Spaces and tabs; also blanks and invisible characters that the lexer has reported.
    Space,
    /// One line end, `\n` or `\r\n`.
    Newline,
    /// `// …` up to the line's end.
    Comment,
    /// `/// …` up to the line's end.
    Doc,
    /// A name or a word of the language.
    Word,
    /// `_` alone.
    Underscore,
    /// A number with its unit: `42`, `0.5`, `512Mi`, `1h30m`, `25%`.
    Number,
    /// `"`, `r"`, `"""` or `r"""`.
    StringOpen,
    /// Text in a string, as it stands in the source.
    StringText,
    /// One escape in a string: `\n`, `\u{1F600}`.
    Escape,
    /// `${`
    InterpolationOpen,
    /// The `}` of an interpolation.
    InterpolationClose,
    /// The end of a string.
    StringClose,
    /// `{`
    OpenBrace,
    /// `}`
    CloseBrace,
    /// `[`
    OpenBracket,
    /// `]`
    CloseBracket,
    /// `(`
    OpenParen,
    /// `)`
    CloseParen,
    /// `,`
    Comma,
    /// `;`, always an error, which the lexer has reported.
    Semicolon,
    /// `.`
    Dot,
    /// `?.`
    QuestionDot,
    /// `?`
    Question,
    /// `??`
    QuestionQuestion,
    /// `:`
    Colon,
    /// `=`
    Equal,
    /// `==`
    EqualEqual,
    /// `!`
    Bang,
    /// `!=`
    BangEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
    /// `+`
    Plus,
    /// `+=`
    PlusEqual,
    /// `-`, the sign and the operator.
    Minus,
    /// `->`
    Arrow,
    /// `*`
    Star,
    /// `/`
    Slash,
    /// `&&`
    AndAnd,
    /// `|`
    Bar,
    /// `||`
    OrOr,
    /// `=>`
    FatArrow,
    /// `@`
    At,
    /// Characters that are nothing; the lexer has reported them.
    Unknown,
}

impl TokenKind {
    /// Whether the grammar passes over it: blanks, line ends, comments.
    pub fn is_trivia(self) -> bool {
        matches!(self, Self::Bom | Self::Space | Self::Newline | Self::Comment)
    }
}

/// A text as tokens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tokens {
    /// All tokens in order; their spans are adjacent and cover the text.
    pub tokens: Vec<Token>,
    /// What is wrong with single tokens, in order; places are local, counted from the start of the file.
    pub diagnostics: Vec<Diagnostic>,
}
