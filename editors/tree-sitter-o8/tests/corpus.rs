//! The corpus (`test/corpus`, in the format of `tree-sitter test`) and the queries.

use std::fs;
use std::path::Path;

use tree_sitter::{Parser, Query, QueryCursor, StreamingIterator as _};

fn parser() -> Parser {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_o8::LANGUAGE.into()).expect("the version of tree-sitter fits");
    parser
}

/// Name and text of the files in a folder below `test/`.
fn files(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("test").join(folder);
    let mut files: Vec<(String, String)> = fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    files.sort();
    files
}

#[test]
fn corpus_gives_the_trees_that_it_says() {
    let mut parser = parser();
    let mut seen = 0;
    for (file, text) in files("corpus") {
        let rule = "=".repeat(40);
        for case in text.split(&format!("{rule}\n")).collect::<Vec<_>>()[1..].chunks(2) {
            let [head, body] = case else { panic!("{file}: a head without a body") };
            let (title, error) = (head.lines().next().unwrap_or_default(), head.contains(":error"));
            let (program, expected) = body.split_once("\n---").expect("a line `---`");
            // The first and the last line end belong to the format.
            let program = program.strip_prefix('\n').unwrap_or(program);
            let root = parser.parse(program, None).expect("no time limit is set");
            let root = root.root_node();
            assert_eq!(root.has_error(), error, "{file}: {title}: {}", root.to_sexp());
            if !error {
                assert_eq!(joined(&root.to_sexp()), joined(expected), "{file}: {title}");
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} cases were found");
}

/// A tree on one line.
fn joined(tree: &str) -> String {
    tree.split_whitespace().collect::<Vec<_>>().join(" ").replace(" )", ")")
}

#[test]
fn queries_name_what_the_grammar_has() {
    let language = tree_sitter_o8::LANGUAGE.into();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for folder in [root.join("queries"), root.join("../helix/queries"), root.join("../neovim/queries/o8")] {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a text");
            if let Err(error) = Query::new(&language, &text) {
                panic!("{}: {error}", path.display());
            }
            seen += 1;
        }
    }
    assert!(seen >= 4, "only {seen} queries were found");
}

/// Lines of `// ^ capture` or `// <- capture` say how the line above is coloured, as in `tree-sitter test`.
#[test]
fn highlights_are_those_that_the_comments_say() {
    let language = tree_sitter_o8::LANGUAGE.into();
    let query = Query::new(&language, tree_sitter_o8::HIGHLIGHTS_QUERY).expect("a query");
    let mut parser = parser();
    let mut seen = 0;
    for (file, text) in files("highlight") {
        let tree = parser.parse(&text, None).expect("no time limit is set");
        assert!(!tree.root_node().has_error(), "{file}: {}", tree.root_node().to_sexp());
        let colours = colours(&query, &tree, &text);
        let mut row = 0;
        for (at, line) in text.lines().enumerate() {
            let Some((column, expected)) = assertion(line) else {
                row = at;
                continue;
            };
            let found = colours
                .iter()
                .rev()
                .find(|(start, end, _)| *start <= (row, column) && (row, column) < *end)
                .map(|(_, _, name)| name.as_str());
            assert_eq!(found, Some(expected), "{file}:{}: {line}", at + 1);
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} assertions were found");
}

/// Column and capture of an assertion.
fn assertion(line: &str) -> Option<(usize, &str)> {
    let rest = line.trim_start().strip_prefix("//")?.trim_start();
    if let Some(capture) = rest.strip_prefix("<-") {
        return Some((line.len() - line.trim_start().len(), capture.trim()));
    }
    let capture = rest.strip_prefix('^')?;
    Some((line.find('^')?, capture.trim()))
}

type Colour = ((usize, usize), (usize, usize), String);

/// All captures, those of smaller nodes and of later patterns last.
fn colours(query: &Query, tree: &tree_sitter::Tree, text: &str) -> Vec<Colour> {
    let mut found = Vec::new();
    let mut cursor = QueryCursor::new();
    let mut captures = cursor.captures(query, tree.root_node(), text.as_bytes());
    while let Some((matched, index)) = captures.next() {
        let capture = matched.captures[*index];
        let node = capture.node;
        let (start, end) = (node.start_position(), node.end_position());
        let name = query.capture_names()[capture.index as usize].to_owned();
        let length = node.end_byte() - node.start_byte();
        found.push((length, matched.pattern_index, ((start.row, start.column), (end.row, end.column), name)));
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    found.into_iter().map(|(_, _, colour)| colour).collect()
}
