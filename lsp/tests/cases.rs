//! One case a file under `tests/cases/FEATURE/`, beside it a snapshot of what the feature answers.
//!
//! `$0` is the cursor, `$0` to `$1` a range, both in the file that the question is about: the first one without them. Lines
//! `//- path` begin another file; a line `//? query = WORD` gives what a feature is asked for in words.

#[path = "cases/render.rs"]
mod render;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use o8_core::db::{SourceFile, parse};
use o8_core::load::{self, Sources};
use o8_diagnostics::{Diagnostic, Span};
use o8_lsp::analysis::Analysis;
use o8_lsp::features;
use o8_lsp::features::actions::Kind;
use o8_lsp::host::{Loaded, Origin};
use o8_lsp::positions::Lines;
use o8_tests::fixture::Fixture;
use o8_tests::programs::files_below;
use o8_tests::tools::root;

/// A question about a file of a program.
struct Case {
    analysis: Analysis,
    file: SourceFile,
    path: PathBuf,
    text: String,
    lines: Lines,
    /// From `$0` to `$1`.
    span: Span,
    query: String,
}

#[test]
fn cases() {
    let folder = root().join("lsp/tests/cases");
    let files: Vec<PathBuf> = files_below(&folder).into_iter().filter(|path| is_case(path)).collect();
    assert!(files.len() > 1, "the cases have gone");
    let mut failed = Vec::new();
    for path in files {
        let text = fs::read_to_string(&path).expect("a file of the repository");
        let feature =
            path.parent().and_then(Path::file_name).expect("a folder").to_string_lossy().into_owned();
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(path.parent().expect("a folder"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.set_input_file(&path);
        let name = path.file_stem().expect("it has a name").to_string_lossy().into_owned();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let answer = answer(&feature, &Case::parse(&text));
            let report = format!("{}\n━━━━━━━━\n{}", text.trim_end(), answer.trim_end());
            settings.bind(|| insta::assert_snapshot!(name, report));
        }));
        if outcome.is_err() {
            failed.push(path);
        }
    }
    assert!(failed.is_empty(), "{} cases differ from their snapshots: {failed:#?}", failed.len());
}

/// No question panics at any place of any case, whole or cut off there.
#[test]
fn every_place_can_be_asked_about() {
    let folder = root().join("lsp/tests/cases");
    let mut asked = 0;
    for path in files_below(&folder).into_iter().filter(|path| is_case(path)) {
        let text = fs::read_to_string(&path).expect("a file of the repository");
        let whole = Case::parse(&text);
        // One database for all cuts: what the library means stays known.
        let mut cut = Case::of_text("");
        let places = (0..=whole.text.len()).filter(|at| whole.text.is_char_boundary(*at));
        for at in places {
            // Every feature at every place; the slower ones at some.
            let span = Span::at(at as u32);
            cut.write(&whole.text[..at]);
            cut.span = span;
            let whole = Case { span, ..whole.again() };
            for case in [&whole, &cut] {
                let (text, items) = (&case.text, parse(&case.analysis.db, case.file).items.as_slice());
                let at = Span::at((text.len() as u32).min(span.start));
                features::selection::selections(text, items, at.start);
                features::format::format_on_type(text, at.start);
                if at.start.is_multiple_of(17) {
                    features::signature::signature(&case.analysis, case.file, at.start);
                    features::calls::prepare(&case.analysis, case.file, at.start);
                }
                if at.start.is_multiple_of(97) {
                    features::compiled::compiled(&case.analysis, case.file, at.start, None);
                    features::calls::incoming(&case.analysis, case.file, at.start);
                    features::calls::outgoing(&case.analysis, case.file, at.start);
                    let wanted = features::inlay::Wanted { types: true, effective: true, defaults: true };
                    features::inlay::hints(&case.analysis, case.file, at, wanted);
                    render::lenses(&case.analysis, case.file);
                }
                // What is typed last, and some places of all others.
                if at.start.is_multiple_of(11) || std::ptr::eq(case, &cut) && at.start.is_multiple_of(7) {
                    features::completion::completion(&case.analysis, case.file, at.start);
                    features::hover::hover(&case.analysis, case.file, at.start, &|_| String::new());
                }
                if at.start.is_multiple_of(23) {
                    features::folding::folds(text, items, &case.lines);
                    features::symbols::symbols(text, items);
                    features::tokens::pieces(text, items, Some(at), None);
                    features::links::links(&case.analysis, case.file);
                    features::format::format(text, Some(at));
                    let place = (case.file, case.path.as_path());
                    features::actions::actions(&case.analysis, &[], place, at, &|_| true);
                    let (analysis, file, at) = (&case.analysis, case.file, at.start);
                    features::navigation::definition(analysis, file, at);
                    features::navigation::type_definition(analysis, file, at);
                    features::navigation::implementations(analysis, file, at);
                    features::references::references(analysis, file, at, false);
                    features::references::linked(analysis, file, at);
                    let _ = features::rename::rename(analysis, file, at, "another");
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 1000, "{asked}");
}

/// What is offered gives a program that can be read; and other ways to write a program bring nothing new that is wrong.
#[test]
fn every_action_gives_a_sound_program() {
    let folder = root().join("lsp/tests/cases");
    let (mut applied, mut failed) = (0, Vec::new());
    for path in files_below(&folder).into_iter().filter(|path| is_case(path)) {
        let text = fs::read_to_string(&path).expect("a file of the repository");
        let mut case = Case::parse(&text);
        let before = features::diagnostics::diagnostics(&case.analysis);
        let mut seen = BTreeSet::new();
        for span in selections(&case) {
            let place = (case.file, case.path.as_path());
            // Names are for cursors, and parts for selections.
            let wanted = |kind| span.is_empty() || matches!(kind, Kind::Extract | Kind::Rewrite);
            let offers = features::actions::actions(&case.analysis, &before, place, span, &wanted);
            for action in offers {
                let after = render::after(&case.analysis, &action);
                // The same change is offered at many places.
                if !seen.insert(after.clone()) {
                    continue;
                }
                applied += 1;
                if let Some(fault) = case.fault_of(&action, after, &before) {
                    failed.push(format!("{}: {} at {span:?}: {fault}", path.display(), action.title));
                }
            }
        }
    }
    assert!(applied > 300, "{applied}");
    assert!(failed.is_empty(), "{} of {applied} actions are wrong:\n{}", failed.len(), failed.join("\n"));
}

/// What is selected in a case, every node of its text, and cursors at its names.
fn selections(case: &Case) -> Vec<Span> {
    let walk = features::walk::walk(&parse(&case.analysis.db, case.file).items);
    let cursors = walk.names.iter().map(|name| Span::at(name.span.start));
    let mut spans: Vec<Span> = walk.nodes.iter().copied().chain(cursors).collect();
    spans.push(case.span);
    spans.sort();
    spans.dedup();
    spans
}

fn is_case(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "o8")
}

/// What a feature says: one line a feature.
fn answer(feature: &str, case: &Case) -> String {
    let items = parse(&case.analysis.db, case.file).items.as_slice();
    let (text, span) = (case.text.as_str(), case.span);
    match feature {
        "actions" => {
            let found = features::diagnostics::diagnostics(&case.analysis);
            let wanted = |kind| case.query.is_empty() || format!("{kind:?}") == case.query;
            let place = (case.file, case.path.as_path());
            let actions = features::actions::actions(&case.analysis, &found, place, span, &wanted);
            render::actions(&case.analysis, &actions)
        }
        "completion" => {
            let found = features::completion::completion(&case.analysis, case.file, span.start);
            render::completion(case, &found)
        }
        "definition" => {
            let found = features::navigation::definition(&case.analysis, case.file, span.start);
            render::places(&case.analysis, found.map(|(_, places)| places).unwrap_or_default())
        }
        "type_definition" => {
            let found = features::navigation::type_definition(&case.analysis, case.file, span.start);
            render::places(&case.analysis, found)
        }
        "implementation" => {
            let found = features::navigation::implementations(&case.analysis, case.file, span.start);
            render::places(&case.analysis, found)
        }
        "references" => {
            let found = features::references::references(&case.analysis, case.file, span.start, true);
            render::places(&case.analysis, found.unwrap_or_default())
        }
        "highlight" => {
            let found = features::references::highlights(&case.analysis, case.file, span.start);
            render::places(&case.analysis, found.unwrap_or_default())
        }
        "linked" => {
            let found = features::references::linked(&case.analysis, case.file, span.start);
            render::places(&case.analysis, found.unwrap_or_default())
        }
        "rename" => render::renamed(
            &case.analysis,
            features::rename::rename(&case.analysis, case.file, span.start, &case.query),
        ),
        "hover" => {
            let linked = |at: features::words::Location| render::place(&case.analysis, at);
            let found = features::hover::hover(&case.analysis, case.file, span.start, &linked);
            found.map_or_else(|| "(nothing)".to_owned(), |found| render::hover(text, &found))
        }
        "calls" => render::calls(&case.analysis, case.file, span.start),
        "compiled" => {
            let wanted = Some(case.query.as_str()).filter(|query| !query.is_empty());
            let found = features::compiled::compiled(&case.analysis, case.file, span.start, wanted);
            render::compiled(&case.analysis, found)
        }
        "folding" => render::folds(text, &features::folding::folds(text, items, &case.lines)),
        "formatting" => render::edited(text, &features::format::format(text, None)),
        "formatting_on_type" => render::edited(text, &features::format::format_on_type(text, span.end)),
        "formatting_range" => render::edited(text, &features::format::format(text, Some(span))),
        "graph" => {
            let (subject, environment) = case.query.split_once(' ').unwrap_or((&case.query, ""));
            let subject = match subject {
                "promotion" => features::pictures::Subject::Promotion,
                "packages" => features::pictures::Subject::Packages,
                _ => features::pictures::Subject::Modules,
            };
            let environment = Some(environment).filter(|environment| !environment.is_empty());
            let found = features::pictures::picture(&case.analysis, subject, environment);
            render::picture(&case.analysis, found)
        }
        "inlay" => {
            let wanted = features::inlay::Wanted { types: true, effective: true, defaults: true };
            let within = if span.is_empty() { Span::new(0, text.len() as u32) } else { span };
            let hints = features::inlay::hints(&case.analysis, case.file, within, wanted);
            render::hints(&case.analysis, text, &hints)
        }
        "lenses" => render::lenses(&case.analysis, case.file),
        "links" => render::links(text, &features::links::links(&case.analysis, case.file)),
        "matrix" => render::matrix(&case.analysis, features::matrix::matrix(&case.analysis)),
        // `OLD -> NEW`, below the folder of the package.
        "moves" => {
            let (old, new) = case.query.split_once(" -> ").expect("a move is `OLD -> NEW`");
            let [old, new] = [old, new].map(|path| Path::new("/").join(path));
            let changes = features::moves::moves(&case.analysis, &[features::moves::Move { old, new }]);
            render::renamed(&case.analysis, Ok(changes))
        }
        "search" => render::found(&case.analysis, &features::search::search(&case.analysis, &case.query)),
        "selection" => render::spans(text, &features::selection::selections(text, items, span.start)),
        "signature" => {
            render::signature(features::signature::signature(&case.analysis, case.file, span.start))
        }
        "source" => render::sources(&case.analysis, &case.query),
        "symbols" => render::symbols(text, &features::symbols::symbols(text, items)),
        "tokens" => {
            let roles = features::tokens::roles(&case.analysis, case.file);
            let resolve = |span: Span| roles.get(&span).copied();
            render::pieces(text, &features::tokens::pieces(text, items, None, Some(&resolve)))
        }
        other => panic!("no feature is called `{other}`"),
    }
}

impl Case {
    fn parse(text: &str) -> Self {
        let mut options = text.lines().filter_map(|line| line.strip_prefix("//? query = "));
        let query = options.next_back().unwrap_or_default().to_owned();
        let text: String = text.split_inclusive('\n').filter(|line| !line.starts_with("//?")).collect();
        let mut fixture = Fixture::parse(&text);
        let mut asked = None;
        for (index, (_, text)) in fixture.files.iter_mut().enumerate() {
            let Some(start) = text.find("$0") else { continue };
            text.replace_range(start..start + 2, "");
            let end = text.find("$1");
            end.iter().for_each(|end| text.replace_range(*end..end + 2, ""));
            asked = Some((index, Span::new(start as u32, end.unwrap_or(start) as u32)));
        }
        let (index, span) = asked.unwrap_or_default();
        Self::of(&fixture, index, span, query)
    }

    fn of_text(text: &str) -> Self {
        Self::of(
            &Fixture { files: vec![("main.o8".into(), text.into())], ..Fixture::default() },
            0,
            Span::at(0),
            String::new(),
        )
    }

    fn of(fixture: &Fixture, index: usize, span: Span, query: String) -> Self {
        let sources: Sources = fixture.sources();
        let origin = |owner: &str, path: &str| {
            let path = if owner.is_empty() { path.to_owned() } else { format!("packages/{owner}/{path}") };
            Origin { path: Some(Path::new("/").join(&path)), shown: path }
        };
        let origins = sources.files.iter().map(|(owner, path, _)| origin(owner, path)).collect();
        let analysis = Analysis::load(Loaded {
            sources,
            origins,
            own: Vec::new(),
            diagnostics: Vec::new(),
            is_broken: false,
            lints: Arc::new(|found| found),
            others: Vec::new(),
            library: None,
            output: Path::new("/").join("out"),
            packages: None,
        });
        let (path, text) = fixture.files[index].clone();
        let path = Path::new("/").join(path);
        let file = analysis.files.at(&path).expect("it was just loaded");
        let lines = Lines::new(&text);
        Self { analysis, file, path, text, lines, span, query }
    }

    /// What is wrong with the program once it is changed; it is as before afterwards.
    fn fault_of(
        &mut self,
        action: &features::actions::Action,
        after: BTreeMap<PathBuf, String>,
        before: &[Diagnostic],
    ) -> Option<String> {
        let read = |text: &str| o8_syntax::parse(text);
        let is_sound = |parse: &o8_syntax::Parse| {
            parse.diagnostics.is_empty() && parse.items.iter().all(|item| item.diagnostics.is_empty())
        };
        let mut old = Vec::new();
        for (path, text) in after {
            let file = self.analysis.files.at(&path).expect("a file of the program");
            let was: Arc<str> = file.text(&self.analysis.db).clone();
            if is_sound(&read(&was)) && !is_sound(&read(&text)) {
                return Some(format!("cannot be read:\n{text}"));
            }
            old.push((file, was));
            load::set_text(&mut self.analysis.db, self.analysis.program, file, text.as_str().into());
        }
        let is_refactoring = matches!(action.kind, Kind::Extract | Kind::Inline | Kind::Rewrite);
        let found =
            if is_refactoring { features::diagnostics::diagnostics(&self.analysis) } else { Vec::new() };
        let said = |found: &Diagnostic| format!("{} {}", found.code, found.message);
        let mut left: Vec<String> = before.iter().map(said).collect();
        let mut new = Vec::new();
        // Pasted objects of a kind that has no schema are said to be of none. A setting that moves may say the default
        // where it goes, and give others another version than they need.
        let is_meant = |found: &&Diagnostic| match found.code {
            "W0303" => action.title == "convert YAML into o8",
            "W0501" | "E0808" => action.title.starts_with("move `"),
            _ => false,
        };
        for found in found.iter().filter(|found| !is_meant(found)).map(said) {
            match left.iter().position(|known| *known == found) {
                Some(position) => drop(left.swap_remove(position)),
                None => new.push(found),
            }
        }
        let texts: Vec<String> =
            old.iter().map(|(file, _)| file.text(&self.analysis.db).to_string()).collect();
        for (file, was) in old {
            load::set_text(&mut self.analysis.db, self.analysis.program, file, was);
        }
        (!new.is_empty()).then(|| format!("{}\n{}", new.join("\n"), texts.join("\n//-\n")))
    }

    /// Gives the file another text.
    fn write(&mut self, text: &str) {
        load::set_text(&mut self.analysis.db, self.analysis.program, self.file, text.into());
        (self.text, self.lines) = (text.to_owned(), Lines::new(text));
    }

    /// The same program.
    fn again(&self) -> Self {
        Self {
            analysis: self.analysis.clone(),
            file: self.file,
            path: self.path.clone(),
            text: self.text.clone(),
            lines: self.lines.clone(),
            span: self.span,
            query: self.query.clone(),
        }
    }
}
