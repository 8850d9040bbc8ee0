//! Broken input is ordinary input: whatever is done to a program, lexer, parser, formatter and compiler answer, and every
//! diagnostic points into the text. Bounded and seeded; `O8_FUZZ_ROUNDS` makes it run longer.

use std::fs;

use o8_core::compile::compile;
use o8_core::load;
use o8_diagnostics::Anchor;
use o8_tests::fixture::Fixture;
use o8_tests::random::Random;

use crate::cases::case_files;

/// Pieces that programs are made of, and that parsers stumble over.
const PIECES: &[&str] = &[
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "\"",
    "\"\"\"",
    "r\"",
    "${",
    "=",
    "+=",
    "=>",
    "->",
    ":",
    ",",
    ".",
    "?.",
    "??",
    "-",
    "!",
    "@",
    "//",
    "///",
    "\n",
    "\r\n",
    " in prod ",
    " emit ",
    " where ",
    " else ",
    " if ",
    " then ",
    " match ",
    " with ",
    " for x in ",
    " let ",
    " import ",
    " module ",
    "null",
    "1h30m",
    "500m",
    "9223372036854775808",
    "25%",
    "é",
    "\u{1F600}",
    "\0",
    "\u{85}",
    "#",
    ";",
    "'",
    "a-b",
    "a -b",
    "1-2",
];

#[test]
fn nothing_panics_on_broken_programs() {
    let rounds = std::env::var("O8_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(300);
    let seeds: Vec<String> =
        case_files().iter().map(|path| fs::read_to_string(path).expect("a file of the repository")).collect();
    for round in 0..rounds {
        let mut random = Random::new(round);
        let mut text = random.pick(&seeds).clone();
        for _ in 0..=random.below(4) {
            text = mutate(&text, &seeds, &mut random);
        }
        let outcome = std::panic::catch_unwind(|| try_everything(&text));
        assert!(outcome.is_ok(), "round {round} panics on:\n{text}");
    }
}

fn try_everything(text: &str) {
    let formatted = o8_syntax::format(text).text;
    assert_eq!(o8_syntax::format(&formatted).text, formatted, "formatting twice changes something");
    let (db, program) =
        Fixture { files: vec![("main.o8".to_owned(), text.to_owned())], ..Fixture::default() }.load();
    for found in compile(&db, program, 1).diagnostics {
        let Anchor::File(id) = found.place.anchor else { panic!("{found:?} is not resolved") };
        let file = load::file(&db, program, id).expect("a file of the program");
        let span = found.place.span;
        assert!(
            file.text(&db).get(span.start as usize..span.end as usize).is_some(),
            "{found:?} is outside the text"
        );
    }
}

/// A change of the kind that people and merges make: text lost, doubled, moved, cut off, or mixed with another program's.
fn mutate(text: &str, others: &[String], random: &mut Random) -> String {
    let at = |random: &mut Random, text: &str| {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (a, b) = (at(random, text), at(random, text));
    let (start, end) = (a.min(b), a.max(b).min(a.min(b) + 40));
    let end = (end..=text.len()).find(|end| text.is_char_boundary(*end)).unwrap_or(text.len());
    match random.below(6) {
        0 => format!("{}{}", &text[..start], &text[end..]),
        1 => format!("{}{}{}", &text[..end], &text[start..end], &text[end..]),
        2 => format!("{}{}{}", &text[..start], random.pick(PIECES), &text[start..]),
        3 => text[..start].to_owned(),
        4 => {
            let other = random.pick(others);
            let from = at(random, other);
            format!("{}{}", &text[..start], &other[from..])
        }
        _ => format!("{}{}{}", &text[..start], random.pick(PIECES), &text[end..]),
    }
}
