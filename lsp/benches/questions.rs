//! What an editor asks for, through the protocol, and what the server weighs: `cargo bench -p o8-lsp --bench questions
//! [-- MODULES …]`.
//!
//! On the fleet of the performance yardstick: the times of completion, hover, references and rename, and the memory of the
//! process before and after a few thousand edits by chance.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![allow(dead_code, reason = "the client of the tests can do more")]

#[path = "../tests/protocol/client.rs"]
mod client;
#[path = "../tests/protocol/folder.rs"]
mod folder;

use std::time::{Duration, Instant};

use o8_tests::fleet::fleet;
use o8_tests::random::Random;
use serde_json::{Value, json};

use client::Client;
use folder::Folder;

/// How often each question is asked.
const ROUNDS: usize = 50;

/// How many edits by chance are made, if `O8_EDITS` says nothing else.
const EDITS: usize = 3000;

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|argument| argument.parse().ok()).collect();
    for n in if sizes.is_empty() { vec![1000] } else { sizes } {
        measure(n);
    }
}

fn measure(n: usize) {
    let files = fleet(n, None);
    let texts: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let folder = Folder::with(&texts);
    let mut client = Client::start(&[folder.uri("")]);
    let (uri, text) = (folder.uri("teams/team-000.o8"), folder.read("teams/team-000.o8"));
    client.open(&uri, &text);
    client.until_version(&uri, 0);
    println!("{n} modules: {}", weight());
    let module = position(&text, "module app-", "module ".len());
    let image = position(&text, "image", 0);
    ask(&mut client, "hover of a module", "textDocument/hover", &at(&uri, module, Value::Null));
    ask(&mut client, "hover of a setting", "textDocument/hover", &at(&uri, image, Value::Null));
    ask(&mut client, "completion of a setting", "textDocument/completion", &at(&uri, image, Value::Null));
    let context = json!({ "context": { "includeDeclaration": true } });
    ask(&mut client, "references of a module", "textDocument/references", &at(&uri, module, context.clone()));
    ask(
        &mut client,
        "rename of a module",
        "textDocument/rename",
        &at(&uri, module, json!({ "newName": "renamed" })),
    );
    let (app, shared) = (folder.uri("app.o8"), folder.read("app.o8"));
    client.open(&app, &shared);
    client.until_version(&app, 0);
    let component = position(&shared, "component ", "component ".len());
    ask(&mut client, "references of what all use", "textDocument/references", &at(&app, component, context));
    edits(&mut client, &uri, &text);
    client.leave();
}

/// Line and column of a word.
fn position(text: &str, word: &str, behind: usize) -> (usize, usize) {
    let offset = text.find(word).expect("the fleet has it") + behind;
    let line = text[..offset].matches('\n').count();
    (line, offset - text[..offset].rfind('\n').map_or(0, |end| end + 1))
}

fn at(uri: &str, (line, character): (usize, usize), more: Value) -> Value {
    let mut params =
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    if let (Value::Object(params), Value::Object(more)) = (&mut params, more) {
        params.extend(more);
    }
    params
}

fn ask(client: &mut Client, what: &str, method: &str, params: &Value) {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let began = Instant::now();
            let answer = client.request(method, params.clone());
            let took = began.elapsed();
            assert!(answer.as_ref().is_ok_and(|answer| !answer.is_null()), "{what}: {answer:?}");
            took
        })
        .collect();
    // The first one works out what the others know.
    let first = times[0];
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("  {what}: first {first:.1?}, median {:.1?}, p95 {:.1?}, worst {:.1?}", at(50), at(95), at(100));
}

/// Edits a file by chance, and says what the process weighs now and then.
fn edits(client: &mut Client, uri: &str, text: &str) {
    let mut random = Random::new(8);
    let lines: Vec<&str> = text.lines().collect();
    let count = std::env::var("O8_EDITS").ok().and_then(|count| count.parse().ok()).unwrap_or(EDITS);
    for round in 1..=count {
        let mut edited = lines.clone();
        let number = random.below(edited.len());
        let new = format!("{} // {round}", edited[number]);
        // A name that was never there before, as whoever types one makes with each letter.
        let other = lines.iter().position(|line| line.starts_with("module ")).expect("the fleet has it");
        let renamed = lines[other].replacen("module ", &format!("module n{round}-"), 1);
        match random.below(5) {
            0 => drop(edited.remove(number)),
            1 => edited.insert(number, lines[random.below(lines.len())]),
            2 => edited[other] = &renamed,
            _ => edited[number] = &new,
        }
        let version = i64::try_from(round).unwrap_or(i64::MAX);
        client.replace(uri, version, &edited.join("\n"));
        client.until_version(uri, version);
        if round % (count / 3).max(1) == 0 {
            println!("  after {round} edits: {}", weight());
        }
    }
}

/// The memory that the process holds, client and server together, where the machine tells.
fn weight() -> String {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let held = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    held.map_or_else(|| "memory not known".to_owned(), |held| format!("{} in memory", held.trim()))
}
