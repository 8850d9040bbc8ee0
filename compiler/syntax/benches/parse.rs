//! How fast text is read: lexing and parsing apart, in MB/s, best of several runs.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::time::{Duration, Instant};

const PROGRAMS: [&str; 5] = [
    include_str!("../src/tests/programs/quickstart.o8"),
    include_str!("../src/tests/programs/teams.o8"),
    include_str!("../src/tests/programs/web.o8"),
    include_str!("../src/tests/programs/platform.o8"),
    include_str!("../src/tests/programs/cnpg.o8"),
];

fn main() {
    let whole: String = PROGRAMS.concat();
    let text = whole.repeat(1_100_000 / whole.len() + 1);
    let lex = best(|| o8_syntax::tokens(&text).tokens.len());
    let parse = best(|| o8_syntax::parse(&text).items.len());
    report("lexing", text.len(), lex);
    report("lexing and parsing", text.len(), parse);
    let small = best(|| PROGRAMS.iter().map(|program| o8_syntax::parse(program).items.len()).sum());
    report("lexing and parsing five small files", whole.len(), small);
    let broken = format!("module a {{\n{}", "  x = [{ y = (1\n".repeat(70_000));
    report("one broken item", broken.len(), best(|| o8_syntax::parse(&broken).items.len()));
}

fn best(run: impl Fn() -> usize) -> Duration {
    let timed = || {
        let start = Instant::now();
        std::hint::black_box(run());
        start.elapsed()
    };
    (0..15).map(|_| timed()).min().unwrap_or_default()
}

fn report(what: &str, bytes: usize, time: Duration) {
    let speed = bytes as f64 / time.as_secs_f64() / 1e6;
    println!("{what}: {bytes} bytes in {:.2} ms, {speed:.0} MB/s", time.as_secs_f64() * 1e3);
}
