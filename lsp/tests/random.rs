//! Edits by chance: after each, what is said is what a fresh compile says.
//!
//! `O8_EDITS=10000` makes more of them than the suite has time for.

use std::collections::BTreeMap;

use o8_core::compile::findings;
use o8_core::db::{Database, Program, files};
use o8_core::ids::PackageId;
use o8_core::load::{Sources, load, set_text, update};
use o8_diagnostics::Severity;
use o8_syntax::TokenKind;
use o8_tests::fleet::fleet;
use o8_tests::random::Random;
use o8_tests::report::said;

type Texts = BTreeMap<String, String>;

#[test]
fn edits_give_what_a_fresh_compile_gives() {
    let steps = std::env::var("O8_EDITS").ok().and_then(|steps| steps.parse().ok()).unwrap_or(150);
    let mut random = Random::new(8);
    let original: Texts = fleet(2, None).into_iter().filter(|(path, _)| path.ends_with(".o8")).collect();
    let mut texts = original.clone();
    let mut db = Database::default();
    let program = load(&mut db, sources(&texts));
    let mut clean = 0;
    for step in 0..steps {
        let before = texts.clone();
        let edit = edit(&mut texts, &original, &mut random);
        write(&mut db, program, &before, &texts);
        let found = findings(&db, program, 1).diagnostics;
        clean += usize::from(found.iter().all(|found| found.severity != Severity::Error));
        let found = said(&db, program, found);
        let mut fresh = Database::default();
        let fresh_program = load(&mut fresh, sources(&texts));
        let expected = said(&fresh, fresh_program, findings(&fresh, fresh_program, 1).diagnostics);
        assert_eq!(found, expected, "step {step}: {edit}");
    }
    assert!(clean > steps / 4, "only {clean} of {steps} programs are whole: the rest says little");
}

/// Brings the program to other texts as the server does: a text that changes is set, and files that come or go have all of it loaded.
fn write(db: &mut Database, program: Program, before: &Texts, texts: &Texts) {
    if !before.keys().eq(texts.keys()) {
        return update(db, program, sources(texts));
    }
    for (path, text) in texts.iter().filter(|(path, text)| before[*path] != **text) {
        let own = files(db, program, PackageId::root());
        let file = own.iter().copied().find(|file| file.path(db) == path).expect("it came with its path");
        set_text(db, program, file, text.as_str().into());
    }
}

fn sources(texts: &Texts) -> Sources {
    let files = texts.iter().map(|(path, text)| ("".into(), path.as_str().into(), text.as_str().into()));
    Sources { files: files.collect(), ..Sources::default() }
}

/// Changes something, and says what.
fn edit(texts: &mut Texts, original: &Texts, random: &mut Random) -> String {
    let paths: Vec<String> = texts.keys().cloned().collect();
    let path = random.pick(&paths).clone();
    match random.below(12) {
        // Back to a program that means something, so that mistakes do not pile up.
        0..=3 => {
            texts.clone_from(original);
            "everything as it was".to_owned()
        }
        4 if paths.len() > 2 => {
            texts.remove(&path);
            format!("{path} is gone")
        }
        5 => {
            let text = texts[&path].clone();
            texts.insert(format!("copies/{}.o8", random.below(3)), text);
            format!("{path} is copied")
        }
        6 => {
            let moved = texts.remove(&path).unwrap_or_default();
            texts.insert(format!("moved/{path}"), moved);
            format!("{path} is moved")
        }
        _ => {
            let text = changed(&texts[&path], &texts[random.pick(&paths)], random);
            texts.insert(path.clone(), text.clone());
            format!("{path} is now\n{text}")
        }
    }
}

/// A text with one or two tokens others than before.
fn changed(text: &str, other: &str, random: &mut Random) -> String {
    let pieces = |text: &str| -> Vec<String> {
        o8_syntax::tokens(text).tokens.iter().map(|token| token.text(text).to_owned()).collect()
    };
    let (mut tokens, others) = (pieces(text), pieces(other));
    for _ in 0..=random.below(2) {
        if tokens.is_empty() || others.is_empty() {
            return other.to_owned();
        }
        let at = random.below(tokens.len());
        match random.below(4) {
            0 => drop(tokens.remove(at)),
            1 => tokens.insert(at, random.pick(&others).clone()),
            2 => tokens.insert(at, "\n// a comment\n".to_owned()),
            _ => tokens[at] = same_kind(&tokens[at], &others, random),
        }
    }
    tokens.concat()
}

/// Another token of the same kind, where there is one.
fn same_kind(token: &str, others: &[String], random: &mut Random) -> String {
    let kind = |text: &str| o8_syntax::tokens(text).tokens.first().map(|token| token.kind);
    let wanted = kind(token);
    let alike: Vec<&String> = others.iter().filter(|other| kind(other) == wanted).collect();
    let is_worth_it = wanted.is_some_and(|kind| kind != TokenKind::Space) && !alike.is_empty();
    if is_worth_it { (*random.pick(&alike)).clone() } else { token.to_owned() }
}
