//! Semantic tokens: numbers for kinds, each place counted from the one before it, and what changed since.

use tower_lsp::ls_types::{
    SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensEdit, SemanticTokensLegend,
};

use crate::features::tokens::{Kind, Piece};
use crate::features::walk::Role;
use crate::positions::{Encoding, Lines, Position};

/// The protocol has no word for escapes. Other servers say this, and themes know it.
const ESCAPE: SemanticTokenType = SemanticTokenType::new("escapeSequence");

/// What the numbers stand for.
const TYPES: &[SemanticTokenType] = &[
    SemanticTokenType::KEYWORD,
    SemanticTokenType::COMMENT,
    SemanticTokenType::NUMBER,
    SemanticTokenType::STRING,
    ESCAPE,
    SemanticTokenType::OPERATOR,
    SemanticTokenType::NAMESPACE,
    SemanticTokenType::TYPE,
    SemanticTokenType::FUNCTION,
    SemanticTokenType::PARAMETER,
    SemanticTokenType::VARIABLE,
    SemanticTokenType::PROPERTY,
    SemanticTokenType::CLASS,
    SemanticTokenType::DECORATOR,
];

const MODIFIERS: &[SemanticTokenModifier] =
    &[SemanticTokenModifier::DECLARATION, SemanticTokenModifier::DOCUMENTATION];

pub(crate) fn legend() -> SemanticTokensLegend {
    SemanticTokensLegend { token_types: TYPES.to_vec(), token_modifiers: MODIFIERS.to_vec() }
}

fn type_of(kind: Kind) -> SemanticTokenType {
    match kind {
        Kind::Keyword | Kind::Name(Role::Kind) => SemanticTokenType::KEYWORD,
        Kind::Comment | Kind::Documentation => SemanticTokenType::COMMENT,
        Kind::Number => SemanticTokenType::NUMBER,
        Kind::String => SemanticTokenType::STRING,
        Kind::Escape => ESCAPE,
        Kind::Operator => SemanticTokenType::OPERATOR,
        Kind::Name(Role::Package) => SemanticTokenType::NAMESPACE,
        Kind::Name(Role::Type) => SemanticTokenType::TYPE,
        Kind::Name(Role::Function) => SemanticTokenType::FUNCTION,
        Kind::Name(Role::Parameter) => SemanticTokenType::PARAMETER,
        Kind::Name(Role::Variable) => SemanticTokenType::VARIABLE,
        Kind::Name(Role::Field) => SemanticTokenType::PROPERTY,
        Kind::Name(Role::Entity) => SemanticTokenType::CLASS,
        Kind::Name(Role::Attribute) => SemanticTokenType::DECORATOR,
    }
}

pub(crate) fn tokens(pieces: &[Piece], lines: &Lines, encoding: Encoding) -> Vec<SemanticToken> {
    let mut last = Position::default();
    let token = |piece: &Piece| {
        let (start, end) =
            (lines.position(piece.span.start, encoding), lines.position(piece.span.end, encoding));
        let is_same_line = start.line == last.line;
        let token = SemanticToken {
            delta_line: start.line - last.line,
            delta_start: if is_same_line { start.column - last.column } else { start.column },
            length: end.column.saturating_sub(start.column),
            token_type: number(type_of(piece.kind)),
            token_modifiers_bitset: u32::from(piece.declares)
                | (u32::from(piece.kind == Kind::Documentation) << 1),
        };
        last = start;
        token
    };
    pieces.iter().map(token).collect()
}

fn number(ty: SemanticTokenType) -> u32 {
    TYPES.iter().position(|known| *known == ty).expect("every type is in the legend") as u32
}

/// What changes the old tokens into the new ones: one stretch between what both begin and end with.
pub(crate) fn difference(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    /// Numbers a token is sent as.
    const NUMBERS: u32 = 5;
    let same = |(one, other): &(&SemanticToken, &SemanticToken)| one == other;
    let before = old.iter().zip(new).take_while(same).count();
    let after = old[before..].iter().rev().zip(new[before..].iter().rev()).take_while(same).count();
    let (removed, added) = (&old[before..old.len() - after], &new[before..new.len() - after]);
    if removed.is_empty() && added.is_empty() {
        return Vec::new();
    }
    vec![SemanticTokensEdit {
        start: before as u32 * NUMBERS,
        delete_count: removed.len() as u32 * NUMBERS,
        data: Some(added.to_vec()),
    }]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(length: u32) -> SemanticToken {
        SemanticToken { delta_line: 0, delta_start: 1, length, token_type: 0, token_modifiers_bitset: 0 }
    }

    #[test]
    fn a_difference_makes_the_new_tokens_of_the_old_ones() {
        for (old, new) in
            [("", "123"), ("123", ""), ("123", "123"), ("123", "1423"), ("1111", "11"), ("12321", "12421")]
        {
            let tokens = |text: &str| text.bytes().map(|byte| token(u32::from(byte))).collect::<Vec<_>>();
            let mut result = tokens(old);
            for edit in difference(&tokens(old), &tokens(new)) {
                let (start, count) = (edit.start as usize / 5, edit.delete_count as usize / 5);
                result.splice(start..start + count, edit.data.unwrap_or_default());
            }
            assert_eq!(result, tokens(new), "{old} {new}");
        }
    }
}
