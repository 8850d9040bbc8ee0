//! What is computed again after an edit, and what is not.

use std::sync::{Arc, Mutex};

use o8_core::compile::compile;
use o8_core::db::{Database, Program, SourceFile, files};
use o8_core::ids::PackageId;
use o8_core::load::{Sources, load, set_text};

const PLATFORM: &str =
    "platform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }
cluster c { kubernetes = \"1.36\" }
environment dev { clusters = [c] }
team shop {}
let tag = \"1.0.0\"
";
const A: &str = "import std/web { WebService }
module a { team = shop, deploy = WebService { image = \"ghcr.io/acme/a:${tag}\" } }
";
const B: &str = "import std/web { WebService }
module b { team = shop, deploy = WebService { image = \"ghcr.io/acme/b:1.0.0\" } }
";

/// A compiled program whose queries are counted from then on.
struct Watched {
    db: Database,
    program: Program,
    log: Arc<Mutex<Vec<String>>>,
}

impl Watched {
    fn new() -> Self {
        let log = Arc::new(Mutex::new(Vec::new()));
        let mut db = Database::logging({
            let log = log.clone();
            move |query| log.lock().expect("nothing panics while it logs").push(query)
        });
        let file = |path: &str, text: &str| ("".into(), path.into(), text.into());
        let sources = Sources {
            files: vec![file("a.o8", A), file("b.o8", B), file("platform.o8", PLATFORM)],
            ..Sources::default()
        };
        let program = load(&mut db, sources);
        assert!(!compile(&db, program, 1).has_errors());
        log.lock().expect("as above").clear();
        Self { db, program, log }
    }

    fn file(&self, path: &str) -> SourceFile {
        let root = files(&self.db, self.program, PackageId::root());
        *root.iter().find(|file| file.path(&self.db) == path).expect("one of the files above")
    }

    /// The names of the queries that run again after the text of a file is replaced, without their keys, each with its count. It
    /// was so once before: what has never been edited is taken to stay, and the first edit of it tells whatever hangs on it.
    fn after(&mut self, path: &str, text: &str) -> Vec<(String, usize)> {
        let file = self.file(path);
        let before = file.text(&self.db).clone();
        for text in [text.into(), before, text.into()] {
            self.log.lock().expect("as above").clear();
            set_text(&mut self.db, self.program, file, text);
            assert!(!compile(&self.db, self.program, 1).has_errors());
        }
        let mut counts: Vec<(String, usize)> = Vec::new();
        for query in self.log.lock().expect("as above").drain(..) {
            let name = query.split('(').next().unwrap_or_default().to_owned();
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, count)) => *count += 1,
                None => counts.push((name, 1)),
            }
        }
        counts
    }
}

fn count(counts: &[(String, usize)], name: &str) -> usize {
    counts.iter().filter(|(query, _)| query == name).map(|(_, count)| count).sum()
}

#[test]
fn a_comment_above_a_module_evaluates_nothing() {
    let counts = Watched::new().after("a.o8", &format!("// a comment\n\n{A}"));
    assert_eq!(count(&counts, "parse"), 1);
    assert_eq!(count(&counts, "check"), 0, "{counts:?}");
    assert_eq!(count(&counts, "module_output"), 0, "{counts:?}");
}

#[test]
fn an_edit_of_one_module_evaluates_that_module_alone() {
    let counts = Watched::new().after("a.o8", &A.replace("acme/a", "acme/other"));
    assert_eq!(count(&counts, "parse"), 1);
    assert_eq!(count(&counts, "check"), 1, "{counts:?}");
    assert_eq!(count(&counts, "module_output"), 1, "{counts:?}");
}

#[test]
fn an_edit_of_a_constant_evaluates_the_modules_that_read_it() {
    let counts = Watched::new().after("platform.o8", &PLATFORM.replace("1.0.0", "1.0.1"));
    assert_eq!(count(&counts, "check"), 1, "{counts:?}");
    assert_eq!(count(&counts, "module_output"), 1, "{counts:?}");
}

#[test]
fn an_edit_of_the_platform_checks_no_module_again() {
    let counts = Watched::new().after("platform.o8", &PLATFORM.replace("acme.example", "acme.test"));
    assert_eq!(count(&counts, "check"), 1, "{counts:?}");
}
