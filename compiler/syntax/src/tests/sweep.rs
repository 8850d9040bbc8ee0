//! Declarations of the programs with a few random edits: whatever comes out, the text is kept, places lie in it, and a
//! hole never goes unreported.

use super::programs::{PROGRAMS, check_spans};
use crate::{parse, tokens};

/// What is put into a text.
const PIECES: [&str; 56] = [
    "{", "}", "[", "]", "(", ")", "\"", "\"\"\"", "${", ",", "\n", "=", "+=", ":", "=>", "->", ".", "?.",
    "?", "??", "|", "@", "/// x\n", "// x\n", " if ", " then ", " else ", " match ", " for ", " in ",
    " with ", " let ", " emit ", " where ", " patch ", " unset ", " assert ", " type ", " fn ", "é", "\u{0}",
    "'", "#", ";", "-", " - ", " -", "!", "5", "_", "1.2.3", "r\"", "\\", "\r\n", " not ", " return ",
];

/// A small generator of numbers, the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

#[test]
fn random_edits_break_no_promise() {
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    for round in 0..1500 {
        let (_, program) = PROGRAMS[round % PROGRAMS.len()];
        let items = parse(program).items;
        let first = random.below(items.len());
        let last = (first + random.below(3)).min(items.len() - 1);
        let text = edited(&program[items[first].start as usize..items[last].end as usize], &mut random);
        let parse = parse(&text);
        check_spans(&parse, &text);
        for item in &parse.items {
            if parse.diagnostics.is_empty() && item.diagnostics.is_empty() {
                let tree = format!("{:?}", item.item);
                assert!(
                    !tree.contains("Hole") && !tree.contains("text: \"\", span"),
                    "a silent hole in\n{text}"
                );
            }
        }
    }
}

fn edited(text: &str, random: &mut Random) -> String {
    let mut parts: Vec<&str> = tokens(text).tokens.iter().map(|token| token.text(text)).collect();
    for _ in 0..=random.below(4) {
        let at = random.below(parts.len());
        let piece = PIECES[random.below(PIECES.len())];
        match random.below(4) {
            0 => parts[at] = "",
            1 => parts[at] = piece,
            2 => parts.insert(at, piece),
            _ => {
                let other = random.below(parts.len());
                parts.swap(at, other);
            }
        }
    }
    parts.concat()
}
