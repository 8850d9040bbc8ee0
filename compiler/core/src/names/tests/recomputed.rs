//! What an edit recomputes of names and signatures.

use crate::ids::PackageId;
use crate::testing::{assert_lines, logging_fixture};

const PROGRAM: &str = "
import k8s/apps/v1 { Deployment }
type Size = \"small\" | \"large\"
type Service { size: Size, of: Deployment }
let small: Size = \"small\"
fn double(n: Int) -> Int = n * 2
";

/// The queries about names that run again for all diagnostics after `old` was replaced by `new`, each kind with its count. It
/// was so once before: what has never been edited is taken to stay, and the first edit of it tells whatever hangs on it.
#[track_caller]
fn check(old: &str, new: &str, expected: &str) {
    let (mut fixture, log) = logging_fixture(PROGRAM);
    for (old, new) in [(old, new), (new, old)] {
        fixture.name_diagnostics(PackageId::root());
        fixture.edit("main.o8", old, new);
    }
    fixture.name_diagnostics(PackageId::root());
    log.lock().expect("nothing panics while it logs").clear();
    fixture.edit("main.o8", old, new);
    fixture.name_diagnostics(PackageId::root());
    let log = log.lock().expect("nothing panics while it logs");
    let mut lines: Vec<String> = Vec::new();
    for query in ["file_scope", "import_diagnostics", "signature", "mentions", "circles", "entity_kinds"] {
        let count = log.iter().filter(|found| found.starts_with(&format!("{query}("))).count();
        if count > 0 {
            lines.push(format!("{query} {count}"));
        }
    }
    assert_lines(&lines.join("\n"), expected);
}

#[test]
fn a_line_above_recomputes_nothing() {
    check("import k8s", "// a comment\nimport k8s", "");
}

#[test]
fn a_body_recomputes_what_its_declaration_says_of_itself() {
    check(
        "n * 2",
        "n * 3",
        "
        signature 1
        mentions 1
        ",
    );
}

#[test]
fn an_alias_recomputes_what_names_it() {
    check(
        "| \"large\"",
        "| \"huge\"",
        "
        signature 3
        mentions 1
        ",
    );
}

#[test]
fn a_new_mention_looks_for_circles_and_unused_imports() {
    check(
        "n * 2",
        "n * more(n)",
        "
        import_diagnostics 1
        signature 1
        mentions 1
        circles 1
        ",
    );
}
