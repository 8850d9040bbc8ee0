//! What is wanted at a cursor: read off the tokens before it and, inside declarations, asked of the checker.

use o8_core::db::SourceFile;
use o8_core::ids::{DefId, DefKind};
use o8_core::index::{Opening, Probe, Target, index, probe};
use o8_core::names;
use o8_core::signature;
use o8_core::ty::Ty;
use o8_diagnostics::Span;
use o8_syntax::{Token, TokenKind};

use crate::analysis::Analysis;
use crate::features::navigation;
use crate::features::signature::{self as calls, Argument};

/// What is wanted.
#[derive(Debug)]
pub(super) enum Wants {
    /// Nothing that could be offered: a comment, a number, a text.
    Nothing,
    /// A declaration of the file.
    Declaration,
    /// The name of an attribute.
    Attribute,
    /// The path of a package.
    ImportPath {
        /// What of it stands before the word.
        written: String,
    },
    /// A name of a package.
    ImportedName {
        /// The path of the package.
        path: String,
    },
    /// What is behind a dot.
    Member {
        /// What is before it.
        base: Base,
        /// Whether it is the path of a setting.
        is_setting: bool,
    },
    /// The environment or cluster of an override.
    Targets {
        /// The environment before the `@`.
        environment: Option<String>,
    },
    /// A type.
    Type,
    /// A setting in these braces.
    Setting(Opening),
    /// A value.
    Value(Probe),
    /// The text in quotes.
    Text {
        /// The type that is due.
        due: Ty,
        /// What it is set to.
        name: Option<String>,
    },
}

/// What is before a dot.
#[derive(Debug)]
pub(super) enum Base {
    /// A value of this type.
    Value(Ty),
    /// A package.
    Package(o8_core::names::PackageRef),
    /// Nothing known.
    Unknown,
}

/// A cursor with what is around it.
#[derive(Debug)]
pub(super) struct Context {
    /// The word that has been begun; empty where none has.
    pub(super) word: Span,
    /// Its text up to the cursor.
    pub(super) begun: String,
    /// Whether something follows that shows that the word is complete: `=`, `{` or `(`.
    pub(super) followed: Option<TokenKind>,
    pub(super) wants: Wants,
    /// The argument that the word begins, where it does.
    pub(super) argument: Option<Argument>,
}

impl Context {
    pub(super) fn at(analysis: &Analysis, file: SourceFile, offset: u32) -> Self {
        let text = file.text(&analysis.db).clone();
        let tokens = o8_syntax::tokens(&text).tokens;
        let at = tokens.partition_point(|token| token.span.start < offset);
        // The token that the cursor is in or behind.
        let touched = at
            .checked_sub(1)
            .map(|index| (index, tokens[index]))
            .filter(|(_, token)| token.span.end >= offset);
        let (word, before) = match touched {
            Some((index, token)) if token.kind == TokenKind::Word => (token.span, &tokens[..index]),
            _ => (Span::new(offset, offset), &tokens[..at]),
        };
        let begun = text.get(word.start as usize..offset as usize).unwrap_or_default().to_owned();
        let after = &tokens[tokens.partition_point(|token| token.span.start < word.end.max(offset))..];
        let followed = after.iter().find(|token| token.kind != TokenKind::Space).map(|token| token.kind);
        let blocked = touched.is_some_and(|(_, token)| {
            let inside = offset < token.span.end;
            match token.kind {
                TokenKind::Comment | TokenKind::Doc | TokenKind::Number => true,
                TokenKind::StringOpen | TokenKind::StringText | TokenKind::Escape => true,
                TokenKind::Newline | TokenKind::Space => false,
                _ => inside && token.kind != TokenKind::Word,
            }
        });
        if let Some(text) = Text::at(&text, &tokens, offset) {
            let due = due(analysis, file, text.start);
            let begun = text.begun.to_owned();
            let wants = match due {
                Some(due) => Wants::Text { due, name: text.name.map(str::to_owned) },
                None => Wants::Nothing,
            };
            return Self { word: text.word, begun, followed, wants, argument: None };
        }
        let argument = if blocked { None } else { calls::argument(analysis, file, word.start) };
        let mut wants =
            if blocked { Wants::Nothing } else { wants(analysis, file, &text, before, word.start, offset) };
        if let Some(argument) = &argument {
            let mut found = match wants {
                Wants::Value(found) => found,
                _ => probed(analysis, file, word.start),
            };
            found.due = found.due.or_else(|| argument.due.clone());
            wants = Wants::Value(found);
        }
        Self { word, begun, followed, wants, argument }
    }
}

/// A text in quotes without anything but text in it, which is what something is set to.
struct Text<'a> {
    /// Where its quotes open.
    start: u32,
    word: Span,
    begun: &'a str,
    /// What it is set to.
    name: Option<&'a str>,
}

impl<'a> Text<'a> {
    fn at(text: &'a str, tokens: &[Token], offset: u32) -> Option<Self> {
        let open = tokens
            .iter()
            .rposition(|token| token.span.end <= offset && token.kind == TokenKind::StringOpen)?;
        if tokens[open].text(text) != "\"" {
            return None;
        }
        let inner = tokens.get(open + 1..)?;
        let (word, close) = match inner {
            [content, close, ..] if content.kind == TokenKind::StringText => (content.span, close),
            [close, ..] => (Span::at(tokens[open].span.end), close),
            [] => return None,
        };
        if close.kind != TokenKind::StringClose || close.span.start < offset {
            return None;
        }
        let before: Vec<&Token> = tokens[..open].iter().filter(|token| !token.kind.is_trivia()).collect();
        let name = match before.as_slice() {
            [.., name, equal] if equal.kind == TokenKind::Equal && name.kind == TokenKind::Word => {
                Some(name.text(text))
            }
            _ => None,
        };
        let begun = text.get(word.start as usize..offset as usize)?;
        Some(Self { start: tokens[open].span.start, word, begun, name })
    }
}

/// The type that is due where a text begins.
fn due(analysis: &Analysis, file: SourceFile, start: u32) -> Option<Ty> {
    probed(analysis, file, start).due
}

fn probed(analysis: &Analysis, file: SourceFile, offset: u32) -> Probe {
    let Some((item, first)) = analysis.item_at(file, offset) else { return Probe::default() };
    probe(&analysis.db, analysis.program, item, offset - first)
}

fn wants(
    analysis: &Analysis,
    file: SourceFile,
    text: &str,
    before: &[Token],
    start: u32,
    offset: u32,
) -> Wants {
    let significant: Vec<Token> = before.iter().copied().filter(|token| !token.kind.is_trivia()).collect();
    let on_line: Vec<Token> = line_before(before).filter(|token| !token.kind.is_trivia()).copied().collect();
    if let Some(import) = of_import(text, &significant) {
        return import;
    }
    match significant.last().map(|token| token.kind) {
        Some(TokenKind::At) => {
            return match environment_before(text, &significant) {
                Some(environment) => Wants::Targets { environment },
                None => Wants::Attribute,
            };
        }
        Some(TokenKind::Dot | TokenKind::QuestionDot) => {
            return member(analysis, file, &significant, on_line.as_slice());
        }
        _ => {}
    }
    if is_target(text, &significant) {
        return Wants::Targets { environment: None };
    }
    if on_line.is_empty() && is_outside(&significant) {
        return Wants::Declaration;
    }
    // What is missing at the end of an item is behind it.
    let behind = significant.last().map(|token| token.span.end);
    let found = analysis.item_at(file, offset).or_else(|| analysis.item_at(file, behind?));
    let Some((item, first)) = found else {
        return if on_line.is_empty() { Wants::Declaration } else { Wants::Nothing };
    };
    let found = probe(&analysis.db, analysis.program, item, start - first);
    if wants_type(&significant, &found) {
        return Wants::Type;
    }
    match found {
        Probe { in_value: false, opening: Some(opening), .. } if begins_member(&on_line, &significant) => {
            Wants::Setting(opening)
        }
        found if found.in_value || found.due.is_some() => Wants::Value(found),
        found if ends_with_operator(&significant) => Wants::Value(found),
        _ => Wants::Nothing,
    }
}

/// The tokens of the line before the word.
fn line_before(before: &[Token]) -> impl Iterator<Item = &Token> {
    let start =
        before.iter().rposition(|token| token.kind == TokenKind::Newline).map_or(0, |index| index + 1);
    before[start..].iter()
}

/// Whether a member may begin: at the start of a line, behind an opening brace or a comma.
fn begins_member(on_line: &[Token], significant: &[Token]) -> bool {
    let last = significant.last().map(|token| token.kind);
    on_line.is_empty() || matches!(last, Some(TokenKind::OpenBrace | TokenKind::Comma))
}

fn ends_with_operator(significant: &[Token]) -> bool {
    use TokenKind as K;
    let last = significant.last().map(|token| token.kind);
    matches!(
        last,
        Some(
            K::Equal
                | K::PlusEqual
                | K::OpenBracket
                | K::OpenParen
                | K::FatArrow
                | K::InterpolationOpen
                | K::Plus
                | K::Minus
                | K::Star
                | K::Slash
        )
    )
}

/// Whether no brace is open.
fn is_outside(significant: &[Token]) -> bool {
    let mut open = 0i32;
    for token in significant {
        match token.kind {
            TokenKind::OpenBrace => open += 1,
            TokenKind::CloseBrace => open = (open - 1).max(0),
            _ => {}
        }
    }
    open == 0
}

/// `import PATH` and `import PATH { NAME`.
fn of_import(text: &str, significant: &[Token]) -> Option<Wants> {
    let import = significant.iter().rposition(|token| token.text(text) == "import")?;
    let rest = &significant[import + 1..];
    if rest.iter().any(|token| token.kind == TokenKind::CloseBrace) {
        return None;
    }
    let path_end = rest.iter().position(|token| token.kind == TokenKind::OpenBrace);
    let words = &rest[..path_end.unwrap_or(rest.len())];
    let path: String = words.iter().map(|token| token.text(text)).collect();
    match path_end {
        Some(_) => Some(Wants::ImportedName { path }),
        None => {
            // A path is one run of words and slashes; what stands behind it is another line.
            let is_path = words.iter().all(|token| {
                matches!(token.kind, TokenKind::Word | TokenKind::Slash | TokenKind::Dot | TokenKind::Number)
            });
            let ends_open =
                words.last().is_none_or(|token| matches!(token.kind, TokenKind::Slash | TokenKind::Dot));
            (is_path && ends_open).then_some(Wants::ImportPath { written: path })
        }
    }
}

/// The environment before an `@` that is the last token: `None` where the `@` is that of an attribute.
fn environment_before(text: &str, significant: &[Token]) -> Option<Option<String>> {
    let (_, rest) = significant.split_last()?;
    let last = rest.last()?;
    if last.kind == TokenKind::Word && !matches!(last.text(text), "in") {
        let before = rest.get(rest.len().checked_sub(2)?)?;
        let in_targets = before.text(text) == "in" || before.kind == TokenKind::Comma;
        return in_targets.then(|| Some(last.text(text).to_owned()));
    }
    (last.text(text) == "in").then_some(None)
}

/// Whether an environment is due: behind `in` at the start of a member, and behind a comma in its list.
fn is_target(text: &str, significant: &[Token]) -> bool {
    let Some(last) = significant.last() else { return false };
    if last.kind != TokenKind::Comma && last.text(text) != "in" {
        return false;
    }
    for (index, token) in significant.iter().enumerate().rev() {
        match token.kind {
            TokenKind::Word if token.text(text) == "in" => {
                // `for x in xs` has a word before it on its line, and a target has none.
                let Some(before) = index.checked_sub(1).map(|index| significant[index]) else { return false };
                let between = text.get(before.span.end as usize..token.span.start as usize);
                return before.kind == TokenKind::OpenBrace
                    || before.kind == TokenKind::Comma
                    || between.is_some_and(|between| between.contains('\n'));
            }
            TokenKind::Word | TokenKind::Comma | TokenKind::At => {}
            _ => return false,
        }
    }
    false
}

/// Whether a type is due: behind the colon of a field or a parameter, behind `->`.
fn wants_type(significant: &[Token], found: &Probe) -> bool {
    let last = significant.last().map(|token| token.kind);
    matches!(last, Some(TokenKind::Arrow)) || (matches!(last, Some(TokenKind::Colon)) && !found.in_value)
}

/// What is behind the dot that is the last token.
fn member(analysis: &Analysis, file: SourceFile, significant: &[Token], on_line: &[Token]) -> Wants {
    let nothing = Wants::Member { base: Base::Unknown, is_setting: false };
    let [.., before, dot] = significant else { return nothing };
    let end = before.span.end;
    let Some((item, start)) = analysis.item_at(file, dot.span.start) else { return nothing };
    let Some(end) = end.checked_sub(start) else { return nothing };
    let index = index(&analysis.db, analysis.program, item);
    let reference = index.references.iter().find(|reference| reference.span.end == end);
    if let Some(Target::Package(package)) = reference.map(|reference| &reference.target) {
        return Wants::Member { base: Base::Package(*package), is_setting: false };
    }
    // The longest expression that ends here is what the dot is behind.
    let value =
        index.values.iter().filter(|value| value.span.end == end).min_by_key(|value| value.span.start);
    if let Some(value) = value {
        return Wants::Member { base: Base::Value(value.ty.clone()), is_setting: false };
    }
    let word = reference.map(|reference| reference.span.start + start);
    let ty = word.and_then(|at| navigation::type_of(analysis, &analysis.word_at(file, at)?));
    // The path of a setting begins its line, or stands behind a brace or comma.
    let is_setting = on_line.iter().all(|token| {
        matches!(
            token.kind,
            TokenKind::Word
                | TokenKind::Dot
                | TokenKind::OpenBracket
                | TokenKind::CloseBracket
                | TokenKind::StringOpen
                | TokenKind::StringText
                | TokenKind::StringClose
                | TokenKind::OpenBrace
                | TokenKind::Comma
        )
    });
    // What a module deploys is known, though its field takes any component.
    let deployed = || deployed(analysis, item);
    let ty = ty.map(|ty| if ty == Ty::Component { deployed().unwrap_or(ty) } else { ty });
    match ty {
        Some(ty) => Wants::Member { base: Base::Value(ty), is_setting },
        None => Wants::Member { base: Base::Unknown, is_setting },
    }
}

/// The type of what the module of an item deploys, where its text says it.
fn deployed(analysis: &Analysis, item: DefId) -> Option<Ty> {
    let (db, program, data) = (&analysis.db, analysis.program, item.data());
    let module = match data.kind {
        DefKind::Extend => names::entity(db, program, data.package, &data.word, &data.name)?,
        _ => item,
    };
    signature::entity(db, program, module)?.deploy.clone()
}
