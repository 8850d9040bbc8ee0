//! `o8 schema add`: types from definitions of custom resources, from JSON Schemas and from charts.
//!
//! What is written begins with a line that holds the hash of the rest: so the command replaces what it wrote itself, and
//! nothing that somebody has changed.

mod chart;

use std::fs;
use std::path::Path;

use o8_diagnostics::catalogue::{plural, schemas};
use o8_diagnostics::render::{self, Format};
use o8_diagnostics::{Diagnostic, Place, Span};
use o8_schemas::{Differing, Input, Problem, Sort, Source};
use o8_syntax::ast::ItemKind;

use crate::arguments::SchemaAddArguments;
use crate::edits::replace;
use crate::error::{At, shown};
use crate::package::{self, Files, Target, find};
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// What the first line of a written file begins with.
const MARK: &str = "// Written by `o8 schema add`, which replaces it: ";

/// A file that types are read from.
struct Read {
    /// How what is written names it: from the root of the package where it is inside, by its name alone elsewhere.
    name: String,
    /// How diagnostics name it.
    shown: String,
    text: String,
    /// What the templates make otherwise each time, where it is the schema of a chart.
    differing: Vec<Differing>,
}

pub(super) fn add(arguments: &SchemaAddArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let root = match find(arguments.path.as_deref())? {
        Target::Package(root) => root,
        Target::File(path) => {
            let message = format!("`{}` is no package: types need a folder", shown(&path));
            return Err(
                Error::new(message).hint("an `o8.toml` beside it that says `name = \"…\"` makes it one")
            );
        }
    };
    let mut files = Vec::new();
    for path in &arguments.files {
        files.push(read(&root, path)?);
    }
    let sources = match generate(&root, &files, arguments.name.as_deref())? {
        Ok(sources) => sources,
        Err((index, problem)) => {
            let file = &files[index];
            let mut refusal = Refusal::default();
            refusal.add(&file.shown, &file.text, (problem.offset, problem.length), |place| {
                said(place, &problem)
            });
            return Ok(refusal.end(terminal));
        }
    };
    write(&root, &sources, arguments.force, terminal)
}

fn read(root: &Path, path: &Path) -> Result<Read, Error> {
    let (text, differing, inside) = if chart::is_chart(path) {
        let chart = chart::read(path)?;
        let differing = chart.differing();
        let Some(schema) = chart.schema else {
            let message = format!("the chart `{}` has no `values.schema.json`", shown(path));
            return Err(Error::new(message).hint("types are read from it: write one, or the type itself"));
        };
        (schema, differing, "/values.schema.json")
    } else {
        let text = String::from_utf8(package::read(path)?)
            .map_err(|_| Error::new(format!("`{}` is not UTF-8", shown(path))))?;
        (text, Vec::new(), "")
    };
    let real = path.canonicalize().at("open", path)?;
    let name =
        match root.canonicalize().ok().and_then(|root| real.strip_prefix(root).map(Path::to_owned).ok()) {
            Some(below) => {
                let parts: Vec<_> = below.iter().map(|part| part.to_string_lossy()).collect();
                parts.join("/")
            }
            None => path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
        };
    // It stands in a comment, between marks of code.
    let name: String = name.chars().map(|c| if c.is_control() || c == '`' { '?' } else { c }).collect();
    Ok(Read { name: format!("{name}{inside}"), shown: format!("{}{inside}", shown(path)), text, differing })
}

/// The sources that the files become; a problem is one of the file with that number.
fn generate(
    root: &Path,
    files: &[Read],
    name: Option<&str>,
) -> Result<Result<Vec<Source>, (usize, Problem)>, Error> {
    let inputs: Vec<Input<'_>> =
        files.iter().map(|file| Input { name: &file.name, text: &file.text }).collect();
    let kinds = files.iter().find(|file| o8_schemas::declares_kinds(&file.text));
    if let Some(name) = name {
        if !o8_schemas::is_type_name(name) {
            return Err(Error::new(format!("`{name}` is no name for a type"))
                .hint("one is written like `RedisValues`, and is none that the language has"));
        }
        let [input] = inputs.as_slice() else {
            return Err(Error::new("`--name` names the type of one JSON Schema").hint("give one file"));
        };
        if kinds.is_some() {
            let message = format!("`{}` declares kinds, which have names", files[0].shown);
            return Err(Error::new(message).hint("leave `--name` out"));
        }
        let of_chart = files[0].name.rsplit('/').next() == Some("values.schema.json");
        return Ok(o8_schemas::json_schema(name, *input, of_chart, &files[0].differing)
            .map(|source| vec![source])
            .map_err(|it| (0, it)));
    }
    if kinds.is_none()
        && files.iter().all(|file| file.text.contains("$schema") || file.name.ends_with(".schema.json"))
    {
        let message = format!("`{}` is a JSON Schema, and nothing names its type", files[0].shown);
        return Err(Error::new(message).hint("`--name RedisValues` does"));
    }
    Ok(o8_schemas::custom_resources(&inputs, &|folder, paths| declared(root, folder, paths)))
}

/// The names that the files of a folder declare, those aside that are to be written.
fn declared(root: &Path, folder: &str, paths: &[String]) -> Vec<String> {
    let mut names = Vec::new();
    let Ok(entries) = fs::read_dir(root.join(folder)) else { return names };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.sort();
    for path in files {
        let own = |written: &String| root.join(written) == path;
        if path.extension().is_none_or(|extension| extension != "o8") || paths.iter().any(own) {
            continue;
        }
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for item in o8_syntax::parse(&text).items {
            if let ItemKind::Type(decl) = &item.item.kind {
                names.push(decl.name.text.to_string());
            }
        }
    }
    names
}

/// Writes the sources, all or none.
fn write(root: &Path, sources: &[Source], force: bool, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut plan: Vec<(&Source, String, Option<String>)> = Vec::new();
    for source in sources {
        let path = root.join(&source.path);
        let there = match path.symlink_metadata() {
            Ok(_) => Some(String::from_utf8_lossy(&package::read(&path)?).into_owned()),
            Err(_) => None,
        };
        plan.push((source, format!("{MARK}{}\n{}", hash(&source.text), source.text), there));
    }
    let mut refusal = Refusal::default();
    for (source, _, there) in &plan {
        if let Some(there) = there
            && !force
            && !is_ours(there)
        {
            refusal.add(&source.path, there, (0, 0), |place| schemas::edited_by_hand(place, &source.path));
        }
    }
    if !refusal.found.is_empty() {
        return Ok(refusal.end(terminal));
    }
    let mut written = 0;
    for (source, text, there) in &plan {
        let (path, declares) = (&source.path, &source.declares);
        if there.as_deref().is_some_and(|there| same(there, text)) {
            terminal.say(&format!("   kept {path}: {declares}"));
            continue;
        }
        let full = root.join(path);
        match there {
            Some(_) => replace(&full, text)?,
            None => {
                let folder = full.parent().unwrap_or(root);
                fs::create_dir_all(folder).at("create", folder)?;
                fs::write(&full, text).at("write", &full)?;
            }
        }
        written += 1;
        terminal.say(&format!("  wrote {path}: {declares}"));
    }
    terminal.say(&format!("{written} of {} written", plural(plan.len(), "file")));
    Ok(Exit::Fine)
}

/// What is wrong with files, and those files.
#[derive(Default)]
struct Refusal {
    files: Files,
    found: Vec<Diagnostic>,
}

impl Refusal {
    /// Something wrong with so many bytes at an offset, or with the line there.
    fn add(
        &mut self,
        path: &str,
        text: &str,
        (offset, length): (usize, usize),
        say: impl FnOnce(Place) -> Diagnostic,
    ) {
        let file = self.files.add(path, text);
        let line = text.get(offset..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim_end();
        let at = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        let length = if length > 0 { length } else { line.len() };
        self.found.push(say(Place::file(file, Span::new(at(offset), at(offset + length)))));
    }

    fn end(self, terminal: &mut Terminal) -> Exit {
        let options = render::Options { colour: terminal.colour(), ..render::Options::default() };
        terminal.warn(&render::render(Format::Human, &self.found, &self.files, &options));
        Exit::Program
    }
}

fn said(place: Place, problem: &Problem) -> Diagnostic {
    match problem.sort {
        Sort::Unreadable => schemas::unreadable(place, &problem.message),
        Sort::NoSchema => schemas::no_schema(place, &problem.message),
        Sort::Incomplete => schemas::incomplete(place, &problem.message),
        Sort::Reference => schemas::bad_reference(place, &problem.message),
    }
}

/// Whether a file is as this command wrote it.
fn is_ours(text: &str) -> bool {
    let text = text.replace("\r\n", "\n");
    let Some((first, rest)) = text.split_once('\n') else { return false };
    first.strip_prefix(MARK).is_some_and(|known| known == hash(rest))
}

/// Whether two texts are the same, line ends aside: Git may have changed those.
fn same(there: &str, text: &str) -> bool {
    there == text || there.replace("\r\n", "\n") == text
}

fn hash(text: &str) -> String {
    blake3::hash(text.as_bytes()).to_hex()[..16].to_owned()
}
