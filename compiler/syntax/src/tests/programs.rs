//! The programs that show how the language reads, and what holds for them whatever is cut off.

use std::path::Path;

use crate::{parse, tokens};

pub(super) const PROGRAMS: [(&str, &str); 5] = [
    ("quickstart", include_str!("programs/quickstart.o8")),
    ("teams", include_str!("programs/teams.o8")),
    ("web", include_str!("programs/web.o8")),
    ("platform", include_str!("programs/platform.o8")),
    ("cnpg", include_str!("programs/cnpg.o8")),
];

/// All diagnostics of a text, with their places counted from its start.
pub(super) fn diagnostics(text: &str) -> Vec<String> {
    let parse = parse(text);
    let mut all: Vec<(u32, u32, String)> = Vec::new();
    let mut add = |start: u32, d: &o8_diagnostics::Diagnostic| {
        let (from, to) = (d.place.span.start + start, d.place.span.end + start);
        all.push((from, to, format!("{} {from}..{to} {}", d.code, d.message)));
    };
    parse.diagnostics.iter().for_each(|d| add(0, d));
    for item in &parse.items {
        item.diagnostics.iter().for_each(|d| add(item.start, d));
    }
    all.sort();
    all.into_iter().map(|(_, _, line)| line).collect()
}

#[test]
fn all_programs_parse() {
    for (name, text) in PROGRAMS {
        assert_eq!(diagnostics(text), Vec::<String>::new(), "diagnostics of {name}");
    }
}

#[test]
fn the_library_parses() {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../../stdlib")];
    while let Some(folder) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else { continue };
        for path in entries.flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "o8")
                && let Ok(text) = std::fs::read_to_string(&path)
            {
                assert_eq!(diagnostics(&text), Vec::<String>::new(), "diagnostics of {}", path.display());
            }
        }
    }
}

#[test]
fn tokens_print_the_text_back() {
    for (name, text) in PROGRAMS {
        let printed: String = tokens(text).tokens.iter().map(|token| token.text(text)).collect();
        assert_eq!(printed, text, "{name}");
    }
}

#[test]
fn every_truncation_yields_items() {
    for (name, text) in PROGRAMS {
        let first = parse(text).items[0].end as usize;
        // At every line's end with all before it, and inside each declaration at every byte.
        for (end, _) in text.match_indices('\n') {
            let parse = parse(&text[..end]);
            assert!(!parse.items.is_empty() || end < first, "{name} cut at {end}");
            check_spans(&parse, &text[..end]);
        }
        for item in parse(text).items {
            let text = &text[item.start as usize..item.end as usize];
            for end in (3..text.len()).filter(|&end| text.is_char_boundary(end)) {
                let parse = parse(&text[..end]);
                assert!(!parse.items.is_empty(), "{name} cut at {end}: {text}");
                check_spans(&parse, &text[..end]);
            }
        }
    }
}

#[test]
fn every_declaration_without_one_token_parses() {
    for (_, text) in PROGRAMS {
        for item in parse(text).items {
            let text = &text[item.start as usize..item.end as usize];
            for token in tokens(text).tokens.iter().filter(|token| !token.kind.is_trivia()) {
                let (start, end) = (token.span.start as usize, token.span.end as usize);
                let without = format!("{}{}", &text[..start], &text[end..]);
                check_spans(&parse(&without), &without);
            }
        }
    }
}

/// Places lie in the text, and items do not overlap.
pub(super) fn check_spans(parse: &crate::Parse, text: &str) {
    let mut end = 0;
    for item in &parse.items {
        assert!(
            item.start >= end && item.end <= text.len() as u32 && item.start < item.end,
            "items in order: {text}"
        );
        end = item.end;
        for diagnostic in &item.diagnostics {
            assert!(diagnostic.place.span.end + item.start <= text.len() as u32, "{diagnostic:?} in {text}");
        }
    }
}
