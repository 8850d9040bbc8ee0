//! What an editor waits for, through the protocol: `cargo bench -p o8-lsp --bench edits [-- MODULES … WORDS …]`.
//!
//! On the fleet of the performance yardstick: from the start to the first diagnostics, and from an edit to its
//! diagnostics, of several kinds of edits, or of those alone whose name has one of the words.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measured")]
#![allow(dead_code, reason = "the client of the tests can do more")]

#[path = "../tests/protocol/client.rs"]
mod client;
#[path = "../tests/protocol/folder.rs"]
mod folder;

use std::time::{Duration, Instant};

use o8_tests::fleet::fleet;

use client::Client;
use folder::Folder;

/// How often each kind of edit is made.
const ROUNDS: usize = 100;

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
    let began = Instant::now();
    let mut client = Client::start(&[folder.uri("")]);
    let open = |client: &mut Client, path: &str| {
        let (uri, text) = (folder.uri(path), folder.read(path));
        client.open(&uri, &text);
        client.until_version(&uri, 0);
        (uri, text)
    };
    let (uri, text) = open(&mut client, "teams/team-000.o8");
    println!("{n} modules: first diagnostics after {:.0?}", began.elapsed());
    // Each text differs from the one before it.
    edits(&mut client, &uri, "a comment", |round| format!("// {round}\n{text}"));
    edits(&mut client, &uri, "a value of a module", |round| {
        text.replace("example/app-0000", &format!("example/app-{round}"))
    });
    edits(&mut client, &uri, "a mistake and back", |round| match round % 2 {
        0 => format!("{text}\nlet added = unknown\n"),
        _ => text.clone(),
    });
    let (uri, text) = open(&mut client, "app.o8");
    edits(&mut client, &uri, "a constant beside the component of all", |round| {
        format!("{text}\nlet added = {round}\n")
    });
    edits(&mut client, &uri, "a type in the component of all", |round| {
        text.replace("allowFrom: [DnsLabel]", ["allowFrom: [String]", "allowFrom: [DnsLabel]"][round % 2])
    });
    let (uri, text) = open(&mut client, "platform.o8");
    edits(&mut client, &uri, "the version of all clusters", |round| {
        text.replace("1.36", ["1.35", "1.36"][round % 2])
    });
    client.leave();
}

fn edits(client: &mut Client, uri: &str, kind: &str, text: impl Fn(usize) -> String) {
    // Cargo says `--bench` by itself.
    let is_word = |argument: &String| !argument.starts_with('-') && argument.parse::<usize>().is_err();
    let words: Vec<String> = std::env::args().skip(1).filter(is_word).collect();
    if !words.is_empty() && !words.iter().any(|word| kind.contains(word.as_str())) {
        return;
    }
    let (_, version) = client.diagnostics[uri];
    let first = version.unwrap_or_default() + 1;
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|round| {
            let version = first + i64::try_from(round).unwrap_or_default();
            let began = Instant::now();
            client.replace(uri, version, &text(round));
            client.until_version(uri, version);
            began.elapsed()
        })
        .collect();
    times.sort();
    let at = |part: usize| times[(times.len() - 1) * part / 100];
    println!("  {kind}: median {:.1?}, p95 {:.1?}, worst {:.1?}", at(50), at(95), at(100));
}
