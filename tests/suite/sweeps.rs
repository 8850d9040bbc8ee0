//! What must hold for every program, whatever it shows: over all cases, the examples and the library.

use o8_core::compile::{Compilation, package_diagnostics_of};
use o8_core::ids::PackageId;
use o8_core::library;
use o8_syntax::{TokenKind, format, parse, tokens};
use o8_tests::fixture::Fixture;
use o8_tests::programs::{Named, cases, examples, texts};
use o8_tests::report;
use o8_tests::workbench::Workbench;

/// Offsets at which each text is cut and parsed.
const PARSED_CUTS: usize = 100;
/// Offsets at which each program is cut and compiled.
const COMPILED_CUTS: usize = 5;

#[test]
fn printing_the_tokens_gives_the_text_back() {
    for (name, text) in texts() {
        let printed: String = tokens(&text).tokens.iter().map(|token| token.text(&text)).collect();
        assert!(printed == text, "{name}");
    }
}

#[test]
fn formatting_twice_changes_nothing() {
    let mut mistakes = Vec::new();
    for (name, text) in texts() {
        let once = format(&text);
        let twice = format(&once.text);
        if once.refused {
            mistakes.push(format!("{name}: the formatter changed more than the layout"));
        } else if once != twice {
            mistakes.push(format!("{name}: once gives\n{}\nand twice\n{}", once.text, twice.text));
        }
    }
    assert!(mistakes.is_empty(), "{} texts:\n{}", mistakes.len(), mistakes.join("\n"));
}

#[test]
fn formatting_keeps_every_comment() {
    let comments = |text: &str| -> Vec<String> {
        let comment = |kind| matches!(kind, TokenKind::Comment | TokenKind::Doc);
        let tokens = tokens(text).tokens.into_iter().filter(|token| comment(token.kind));
        tokens.map(|token| token.text(text).trim().to_owned()).collect()
    };
    for (name, text) in texts() {
        assert_eq!(comments(&text), comments(&format(&text).text), "{name}");
    }
}

#[test]
fn formatting_keeps_the_meaning() {
    let mut bench = Workbench::default();
    let mut mistakes = Vec::new();
    for Named { name, fixture } in cases().into_iter().chain(examples()) {
        bench.put(&fixture);
        let before = bench.compile();
        bench.put(&formatted(&fixture));
        let after = bench.compile();
        if codes(&before) != codes(&after) {
            mistakes.push(format!("{name}: {:?} and then {:?}", codes(&before), codes(&after)));
        } else if before.files != after.files {
            mistakes.push(format!("{name}: other output"));
        }
    }
    assert!(mistakes.is_empty(), "{} programs:\n{}", mistakes.len(), mistakes.join("\n"));
}

fn formatted(fixture: &Fixture) -> Fixture {
    let mut fixture = fixture.clone();
    for (path, text) in &mut fixture.files {
        if path.ends_with(".o8") {
            *text = format(text).text;
        }
    }
    fixture
}

/// The codes of all diagnostics: places may be others.
fn codes(compilation: &Compilation) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = compilation.diagnostics.iter().map(|found| found.code).collect();
    codes.sort_unstable();
    codes
}

#[test]
fn the_library_has_no_diagnostics() {
    let bench = Workbench::default();
    let (db, program) = bench.parts();
    let mut packages: Vec<&str> = library::FILES.iter().map(|(package, _, _)| *package).collect();
    packages.dedup();
    for package in packages {
        let found = package_diagnostics_of(db, program, PackageId::new(package));
        assert!(found.is_empty(), "{package}:\n{}", report::diagnostics(db, program, &found));
    }
}

#[test]
fn a_text_that_ends_anywhere_is_parsed() {
    for (name, text) in texts() {
        for end in cuts(&text, PARSED_CUTS) {
            let whole = parse(&text[..end]);
            let inside = |start: u32, stop: u32| start <= stop && stop as usize <= end;
            assert!(whole.items.iter().all(|item| inside(item.start, item.end)), "{name}, cut at {end}");
        }
    }
}

#[test]
fn a_program_that_ends_anywhere_is_compiled() {
    let mut bench = Workbench::default();
    for Named { name, fixture } in cases().into_iter().chain(examples()) {
        let sources: Vec<&(String, String)> =
            fixture.files.iter().filter(|(path, _)| path.ends_with(".o8")).collect();
        let files = bench.put(&fixture);
        for ((path, text), file) in sources.into_iter().zip(files) {
            for end in cuts(text, COMPILED_CUTS) {
                bench.edit(file, &text[..end]);
                let compilation = bench.compile();
                // Resolving a place and printing it panics where it points outside of its text.
                let (db, program) = bench.parts();
                let printed = report::diagnostics(db, program, &compilation.diagnostics);
                assert!(
                    !printed.contains("(not a range of the text)"),
                    "{name}: {path}, cut at {end}:\n{printed}"
                );
            }
            bench.edit(file, text);
        }
    }
}

/// Up to `most` offsets between characters, spread over the text, where the same text always gives the same ones.
fn cuts(text: &str, most: usize) -> Vec<usize> {
    let offsets: Vec<usize> = text.char_indices().map(|(offset, _)| offset).collect();
    let step = (offsets.len() / most).max(1);
    // Not always the same remainder, so that short and long texts are not cut at the same columns.
    let first = if step > 1 { text.len() % step } else { 0 };
    offsets.into_iter().skip(first).step_by(step).collect()
}
