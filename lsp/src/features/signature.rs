//! The parameters of the function or method whose arguments are being written, in broken text too.

use ecow::EcoString;
use o8_core::check;
use o8_core::db::SourceFile;
use o8_core::index::Target;
use o8_core::signature;
use o8_core::ty::{ParameterSignature, Ty};
use o8_syntax::{Token, TokenKind, tokens};

use super::describe::{self, function_signature, method_parameter, method_signature, parameter};
use crate::analysis::Analysis;

/// A function with its parameters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Help {
    /// `fn name(a: T, b: T = …) -> R`
    pub label: String,
    /// Markdown.
    pub docs: String,
    /// The parameters, as they stand in the label: bytes from and to.
    pub parameters: Vec<(usize, usize)>,
    /// Which of them is being written; that after the last one where there are too many arguments.
    pub active: usize,
}

/// What an open parenthesis holds up to the cursor.
struct Open {
    /// The word before it, by the number of its token.
    callee: Option<usize>,
    is_paren: bool,
    commas: usize,
    /// `name` of the last `name =`.
    name: Option<String>,
}

/// The innermost call around an offset.
pub fn signature(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Help> {
    let text = file.text(&analysis.db);
    let tokens = tokens(text).tokens;
    for open in opens(text, &tokens, offset).iter().rev().filter(|open| open.is_paren) {
        let Some(callee) = open.callee else { continue };
        let Some(word) = analysis.word_at(file, tokens[callee].span.start) else { continue };
        if let Some(help) = of_target(analysis, &word.target, open) {
            return Some(help);
        }
    }
    None
}

/// An argument that is about to be written.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Argument {
    /// What is due, where it is written by its place.
    pub(super) due: Option<Ty>,
    /// The parameters that it may name, with their types.
    pub(super) names: Vec<(EcoString, Ty)>,
}

/// The argument that begins at an offset: straight behind the parenthesis of a call of a function, or a comma in it.
pub(super) fn argument(analysis: &Analysis, file: SourceFile, offset: u32) -> Option<Argument> {
    let text = file.text(&analysis.db);
    let tokens = tokens(text).tokens;
    let last = tokens.iter().rfind(|token| token.span.end <= offset && !token.kind.is_trivia())?;
    if !matches!(last.kind, TokenKind::OpenParen | TokenKind::Comma) {
        return None;
    }
    let opens = opens(text, &tokens, offset);
    let open = opens.last().filter(|open| open.is_paren)?;
    let word = analysis.word_at(file, tokens[open.callee?].span.start)?;
    let Target::Declaration(def) = word.target else { return None };
    let function = signature::function(&analysis.db, analysis.program, def)?;
    let left = function.parameters.get(open.commas..).unwrap_or_default();
    let named = |parameter: &ParameterSignature| (parameter.name.clone(), parameter.ty.clone());
    Some(Argument {
        due: left.first().map(|parameter| parameter.ty.clone()),
        names: left.iter().map(named).collect(),
    })
}

fn opens(text: &str, tokens: &[Token], offset: u32) -> Vec<Open> {
    let mut opens: Vec<Open> = Vec::new();
    // The last two tokens that mean something.
    let (mut last, mut before): (Option<usize>, Option<usize>) = (None, None);
    let kind = |index: Option<usize>| index.map(|index| tokens[index].kind);
    for (index, token) in tokens.iter().enumerate() {
        if token.span.end > offset {
            break;
        }
        match token.kind {
            TokenKind::OpenParen => {
                // `fn name(` declares, `@name(` is no call.
                let declares = before.is_some_and(|before| tokens[before].text(text) == "fn");
                let callee = last.filter(|_| kind(last) == Some(TokenKind::Word));
                let callee = callee.filter(|_| !declares && kind(before) != Some(TokenKind::At));
                opens.push(Open { callee, is_paren: true, commas: 0, name: None });
            }
            TokenKind::OpenBrace | TokenKind::OpenBracket | TokenKind::InterpolationOpen => {
                opens.push(Open { callee: None, is_paren: false, commas: 0, name: None });
            }
            TokenKind::CloseParen
            | TokenKind::CloseBrace
            | TokenKind::CloseBracket
            | TokenKind::InterpolationClose => drop(opens.pop()),
            TokenKind::Comma => {
                if let Some(open) = opens.last_mut() {
                    (open.commas, open.name) = (open.commas + 1, None);
                }
            }
            TokenKind::Equal => {
                let name = last.filter(|_| kind(last) == Some(TokenKind::Word));
                if let (Some(open), Some(name)) = (opens.last_mut(), name) {
                    open.name = Some(tokens[name].text(text).to_owned());
                }
            }
            _ => {}
        }
        if !token.kind.is_trivia() {
            (before, last) = (last, Some(index));
        }
    }
    opens
}

fn of_target(analysis: &Analysis, target: &Target, open: &Open) -> Option<Help> {
    let docs = describe::of_target(analysis, target).map(|found| found.docs).unwrap_or_default();
    match target {
        Target::Declaration(def) => {
            let function = signature::function(&analysis.db, analysis.program, *def)?;
            let shown: Vec<String> = function.parameters.iter().map(parameter).collect();
            let names = function.parameters.iter().map(|parameter| parameter.name.as_str());
            Some(help(function_signature(function), docs, &shown, &names.collect::<Vec<_>>(), open))
        }
        Target::Method(name, on) => {
            let method = check::method(name, *on)?;
            let numbers = 0..method.parameters.len();
            let shown: Vec<String> = numbers.map(|index| method_parameter(method, index)).collect();
            let names: Vec<&str> = method.parameters.iter().map(|(name, _)| *name).collect();
            Some(help(method_signature(method), docs, &shown, &names, open))
        }
        _ => None,
    }
}

fn help(label: String, docs: String, shown: &[String], names: &[&str], open: &Open) -> Help {
    let mut from = label.find('(').map_or(0, |at| at + 1);
    let mut parameters = Vec::new();
    for parameter in shown {
        parameters.push((from, from + parameter.len()));
        from += parameter.len() + ", ".len();
    }
    let named = open.name.as_ref().and_then(|name| names.iter().position(|known| known == name));
    Help { label, docs, parameters, active: named.unwrap_or(open.commas) }
}
