//! The grammar and the compiler agree on every program of the repository: what one takes without an error, so does the other.

use std::fs;
use std::path::{Path, PathBuf};

use o8_diagnostics::Severity;
use tree_sitter::{Node, Parser};

/// Mistakes that the grammar lets pass, with the reason. A file is expected to have an error when it has any other mistake.
const PASSED_OVER: &[(&str, &str)] = &[
    ("E0102", "which characters are invisible is not a matter of the grammar"),
    ("E0111", "the layout of a text block is a matter of columns"),
    ("E0116", "bounds on size and nesting are the compiler's own"),
    ("E0122", "a chain of comparisons has one reading"),
    ("E0124", "a brace on a line of its own has one reading"),
    ("E0126", "a literal of another language looks like a name"),
];

#[test]
fn grammar_and_compiler_agree_on_what_is_an_error() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut files = Vec::new();
    for folder in ["compiler/diagnostics/explain", "docs", "examples", "stdlib", "tests"] {
        collect(&root.join(folder), &mut files);
    }
    files.sort();
    assert!(files.len() > 1000, "only {} files were found", files.len());
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_o8::LANGUAGE.into()).expect("the version of tree-sitter fits");
    let mut wrong = Vec::new();
    for file in &files {
        let shown = file.strip_prefix(&root).unwrap_or(file).display();
        let text = fs::read_to_string(file).expect("a text");
        for (part, text) in programs(file, &text) {
            if let Some(difference) = difference(&mut parser, text) {
                wrong.push(format!("{shown}{part}: {difference}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{} programs:\n{}", wrong.len(), wrong.join("\n"));
}

/// What the two see differently in a text.
fn difference(parser: &mut Parser, text: &str) -> Option<String> {
    let parse = o8_syntax::parse(text);
    let inside = parse.items.iter().flat_map(|item| {
        item.diagnostics.iter().map(move |diagnostic| (item.start + diagnostic.place.span.start, diagnostic))
    });
    let outside = parse.diagnostics.iter().map(|diagnostic| (diagnostic.place.span.start, diagnostic));
    let errors: Vec<_> =
        inside.chain(outside).filter(|(_, diagnostic)| diagnostic.severity == Severity::Error).collect();
    let tree = parser.parse(text, None).expect("no time limit is set");
    let error = first_error(tree.root_node());
    match (errors.iter().find(|(_, diagnostic)| !is_passed_over(diagnostic.code)), error) {
        (None, Some(node)) if errors.is_empty() => {
            let at = node.start_position();
            let line = text.lines().nth(at.row).unwrap_or_default().trim();
            Some(format!("an error only in the grammar, line {}: {line}", at.row + 1))
        }
        (Some((at, diagnostic)), None) => {
            let line = text[..*at as usize].matches('\n').count();
            let shown = text.lines().nth(line).unwrap_or_default().trim();
            Some(format!("an error only in the compiler: {}, line {}: {shown}", diagnostic.code, line + 1))
        }
        _ => None,
    }
}

fn is_passed_over(code: &str) -> bool {
    PASSED_OVER.iter().any(|(passed, _)| *passed == code)
}

fn first_error(node: Node<'_>) -> Option<Node<'_>> {
    if node.is_error() || node.is_missing() {
        return Some(node);
    }
    if !node.has_error() {
        return None;
    }
    (0..node.child_count()).filter_map(|at| node.child(at)).find_map(first_error).or(Some(node))
}

/// The o8 texts of a file: a case may hold several, with `//- path` before each but the first; a page holds them in fences.
fn programs<'a>(file: &Path, text: &'a str) -> Vec<(String, &'a str)> {
    if file.extension().is_some_and(|extension| extension == "md") {
        return fenced(text);
    }
    let mut parts = Vec::new();
    let (mut name, mut start, mut at) = (String::new(), 0, 0);
    for line in text.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("//- ") {
            parts.push((std::mem::replace(&mut name, format!(" ({})", path.trim())), &text[start..at]));
            start = at + line.len();
        }
        at += line.len();
    }
    parts.push((name, &text[start..]));
    parts.retain(|(name, _)| name.is_empty() || name.ends_with(".o8)"));
    parts
}

fn fenced(text: &str) -> Vec<(String, &str)> {
    let mut programs = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("\n```o8") {
        let block = &rest[at + 1..];
        let (fence, body) = block.split_once('\n').unwrap_or((block, ""));
        let end = body.find("\n```").unwrap_or(body.len());
        let line = text[..text.len() - body.len()].matches('\n').count();
        programs.push((format!(" (line {}, {fence})", line + 1), &body[..end]));
        rest = &body[end..];
    }
    programs
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "o8" || extension == "md") {
            files.push(path);
        }
    }
}

/// An editor parses while one types: what was reused of the tree before must not change what comes out.
#[test]
fn typing_a_program_gives_the_tree_of_its_text() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_o8::LANGUAGE.into()).expect("the version of tree-sitter fits");
    for file in ["tests/cases/lexical/interpolation.o8", "examples/quickstart/platform.o8"] {
        let text = fs::read_to_string(root.join(file)).expect("a text");
        let mut tree = parser.parse("", None).expect("no time limit is set");
        for (at, letter) in text.char_indices() {
            let end = at + letter.len_utf8();
            let point = |at: usize| {
                let before = &text[..at];
                let line = before.rfind('\n').map_or(0, |line| line + 1);
                tree_sitter::Point::new(before.matches('\n').count(), at - line)
            };
            tree.edit(&tree_sitter::InputEdit {
                start_byte: at,
                old_end_byte: at,
                new_end_byte: end,
                start_position: point(at),
                old_end_position: point(at),
                new_end_position: point(end),
            });
            tree = parser.parse(&text[..end], Some(&tree)).expect("no time limit is set");
        }
        let whole = parser.parse(&text, None).expect("no time limit is set");
        assert_eq!(tree.root_node().to_sexp(), whole.root_node().to_sexp(), "{file}");
    }
}
