//! What an editor's server keeps of names that are gone. Whoever types the name of a module declares another one with each
//! letter, all day long.

use std::alloc::System;
use std::collections::BTreeMap;

use o8_core::compile::findings;
use o8_core::db::{Database, Program, files, package_items};
use o8_core::ids::PackageId;
use o8_core::index::index;
use o8_core::load::{Sources, load, set_text};
use o8_tests::fleet::fleet;
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// Bytes that may stay of a name: that there was one, and which questions were asked of it.
const OF_A_NAME: usize = 6_000;

#[test]
fn names_that_are_gone_leave_little_behind() {
    for (word, prefix) in [("module ", "n"), ("component ", "N"), ("team ", "n"), ("environment ", "n")] {
        let grown = grown(word, prefix);
        assert!(grown < OF_A_NAME, "{grown} bytes stay of each name of a {word}");
    }
}

/// How many bytes stay of each name of what a word declares.
fn grown(word: &str, prefix: &str) -> usize {
    const ROUNDS: usize = 30;
    let texts: BTreeMap<String, String> =
        fleet(4, None).into_iter().filter(|(path, _)| path.ends_with(".o8")).collect();
    let found = texts.iter().find_map(|(path, text)| Some((path, text, declared(text, word)?)));
    let (path, text, at) = found.expect("the fleet declares everything");
    let mut db = Database::default();
    let sources = texts.iter().map(|(path, text)| ("".into(), path.as_str().into(), text.as_str().into()));
    let program = load(&mut db, Sources { files: sources.collect(), ..Sources::default() });
    let mut rename = |round: usize| {
        let own = files(&db, program, PackageId::root());
        let file = own.iter().copied().find(|file| file.path(&db) == path).expect("it came with its path");
        let renamed = format!("{}{prefix}{round:04}{}", &text[..at], &text[at..]);
        set_text(&mut db, program, file, renamed.into());
        look(&db, program);
    };
    // The first rounds grow what is kept anyway.
    (0..10).for_each(&mut rename);
    let before = held();
    (10..10 + ROUNDS).for_each(&mut rename);
    held().saturating_sub(before) / ROUNDS
}

/// Where the name begins that a word declares.
fn declared(text: &str, word: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let code = line.strip_prefix("pub ").unwrap_or(line);
        if code.starts_with(word) {
            return Some(at + line.len() - code.len() + word.len());
        }
        at += line.len();
    }
    None
}

/// What a server works out after an edit.
fn look(db: &Database, program: Program) {
    findings(db, program, 1);
    for entry in &package_items(db, program, PackageId::root()).items {
        index(db, program, entry.def);
    }
}

/// The bytes that the process holds.
fn held() -> usize {
    let stats = INSTRUMENTED_SYSTEM.stats();
    stats.bytes_allocated - stats.bytes_deallocated
}
