//! `o8 audit`: any YAML against a baseline, a policy or rules of the library.

mod documents;
mod report;

use std::path::Path;

use o8_core::asked::{self, Wrong};
use o8_core::model::model;
use o8_diagnostics::catalogue::{policies as catalogue, quoted};
use o8_diagnostics::render::{self, Format};
use o8_diagnostics::{Anchor, Diagnostic, Place, Severity, Span};
use o8_policies::{Rule, Subject, Verdict, defaulted};

use crate::arguments::AuditArguments;
use crate::package::{self, Compilation, Files, Given, find};
use crate::terminal::Terminal;
use crate::{Error, Exit};

use super::environment_named;
use documents::veiled;
use report::{Counted, Entry, Report};

/// What objects are held against: rules with the name that they have together.
struct Held {
    name: String,
    rules: Vec<Rule>,
}

pub(super) fn run(arguments: &AuditArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let held = held(arguments)?;
    let texts = documents::texts(&arguments.paths)?;
    let mut files = Files::default();
    let mut report = (arguments.format == Format::Json).then(Report::default);
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    let mut counted = Counted { files: texts.len(), ..Counted::default() };
    for text in &texts {
        let found = text.documents();
        let file = files.add(&text.path, &veiled(&text.text, &found));
        let place = |start: usize, end: usize| Place {
            anchor: Anchor::File(file),
            span: Span { start: start as u32, end: end.max(start) as u32 },
        };
        counted.others += found.others;
        if let Some((at, reason)) = &found.broken {
            diagnostics.push(catalogue::no_yaml(place(*at, *at), reason));
        }
        for document in &found.objects {
            counted.objects += 1;
            let object = defaulted(&document.object);
            let subject = Subject::new(&object);
            for rule in &held.rules {
                let verdict = rule.verdict(subject);
                if report.is_none() && verdict != Verdict::Fail {
                    continue;
                }
                let entry = Entry::new(&text.path, &document.object, rule, verdict, subject);
                if verdict == Verdict::Fail {
                    let place = place(document.start, document.end);
                    diagnostics.push(catalogue::audited(
                        place,
                        &entry.object(),
                        &rule.name,
                        &held.name,
                        &rule.message,
                        entry.what(),
                    ));
                }
                if let Some(report) = &mut report {
                    report.add(&entry);
                }
            }
        }
    }
    let fails = diagnostics.iter().any(|found| found.severity == Severity::Error);
    if let Some(report) = report {
        terminal.report(Format::Json, &report.finished(&diagnostics, &files))?;
    } else {
        let colour = arguments.format == Format::Human && terminal.colour();
        let options = render::Options { colour, ..render::Options::default() };
        let text = render::render(arguments.format, &diagnostics, &files, &options);
        terminal.report(arguments.format, &text)?;
    }
    terminal.say(&counted.said(held.rules.len()));
    Ok(if fails { Exit::Program } else { Exit::Fine })
}

/// The rules that are asked for.
fn held(arguments: &AuditArguments) -> Result<Held, Error> {
    if !arguments.rules.is_empty() {
        return of_library(&arguments.rules, &arguments.parameters);
    }
    let Some(name) = &arguments.baseline else {
        return Err(Error::new("nothing to hold the objects against")
            .hint("give a baseline, such as `--baseline pod-security/restricted@1.36`, or a rule: `--rule disallowLatestTag`"));
    };
    match name.strip_prefix("pod-security/") {
        Some(standard) => of_standards(name, standard),
        None => of_package(name, arguments.package.as_deref(), arguments.environment.as_deref()),
    }
}

/// `restricted@1.36`
fn of_standards(name: &str, standard: &str) -> Result<Held, Error> {
    let wrong = || {
        Error::new(format!("there is no baseline `{name}`")).hint(
            "the Pod Security Standards are `pod-security/baseline@1.N` and `pod-security/restricted@1.N`",
        )
    };
    let (level, version) = standard.split_once('@').ok_or_else(wrong)?;
    let minor = version.strip_prefix("1.").and_then(|minor| minor.parse::<u32>().ok()).ok_or_else(wrong)?;
    if !matches!(level, "baseline" | "restricted") {
        return Err(wrong());
    }
    if minor < asked::OLDEST_MINOR {
        return Err(Error::new(format!(
            "`{name}` is older than what is told apart: 1.25 is the oldest release"
        )));
    }
    made(name.to_owned(), &asked::standards("audit", level, minor))
}

/// Rules of `std/policies`, each with the parameters that it takes.
fn of_library(rules: &[String], parameters: &[String]) -> Result<Held, Error> {
    if rules.len() > 1 && !parameters.is_empty() {
        return Err(Error::new("`--param` does not say which rule it is for").hint(
            "give one `--rule` at a time, or write the parameters into it: `--rule 'maxMemory(4Gi)'`",
        ));
    }
    let calls: Vec<String> = rules
        .iter()
        .map(|rule| match rule.contains('(') {
            true => rule.clone(),
            false => format!("{rule}({})", parameters.join(", ")),
        })
        .collect();
    let known = asked::names_of_library();
    for call in &calls {
        let name = call.split('(').next().unwrap_or_default().trim();
        if !known.contains(&name) {
            let otherwise = format!("it has {}", known.join(", "));
            return Err(Error::new(format!("the library has no rule `{name}`")).meant(
                name,
                known.iter().copied(),
                Some(otherwise),
            ));
        }
    }
    made(rules.join(", "), &asked::rules_of_library("audit", &calls))
}

/// The rules of a program that was put together here.
fn made(name: String, source: &str) -> Result<Held, Error> {
    let all = asked::rules_of_text(source).map_err(|wrong| {
        let mut files = Files::default();
        for &(package, path, text) in o8_core::library::FILES {
            files.add_compiled(format!("{package}/{path}"), text.into(), false);
        }
        files.add_compiled(asked::FILE, source.into(), true);
        unusable(wrong, "the rules that are asked for are wrong", &files)
    })?;
    Ok(Held { name, rules: all.into_values().flatten().collect() })
}

/// Why nothing is audited.
fn unusable(wrong: Wrong, what: &str, files: &Files) -> Error {
    match wrong {
        Wrong::Program(found) => {
            let text = render::render(Format::Human, &found, files, &render::Options::default());
            Error::new(what).hint(text)
        }
        Wrong::Environment(rule) => Error::new(format!("`{rule}` hangs on the environment of an object"))
            .hint("the package has none as which the objects could be looked at"),
    }
}

/// A baseline or policy of a package, as it holds in an environment.
fn of_package(name: &str, package: Option<&Path>, environment: Option<&str>) -> Result<Held, Error> {
    let compilation: Compilation = package::load(&find(package)?)?.compile(Given::default());
    let (db, program) = (&compilation.db, compilation.program);
    let found = o8_core::compile::package_diagnostics_of(db, program, o8_core::ids::PackageId::root());
    let found = compilation.resolved(found);
    let unusable = |wrong| unusable(wrong, "the package has errors: nothing was audited", &compilation.files);
    if found.iter().any(|found| found.severity == Severity::Error) {
        return Err(unusable(Wrong::Program(found)));
    }
    let model = model(db, program);
    let all = || model.baselines.iter().chain(&model.policies);
    let Some(&entity) = all().find(|entity| entity.name() == name) else {
        let otherwise = "the package has none of that name; the Pod Security Standards are `pod-security/restricted@1.36` and the like";
        return Err(Error::new(format!("there is no baseline or policy `{name}`")).meant(
            name,
            all().map(|entity| entity.name()),
            Some(otherwise.to_owned()),
        ));
    };
    let entries = &model.environments;
    let chosen = match environment {
        Some(name) => Some(environment_named(model, name)?.def),
        None => entries.first().map(|entry| entry.def),
    };
    let rules = |environment| asked::rules(db, program, entity, environment).map_err(unusable);
    let held = rules(chosen)?;
    let mut differs = false;
    for entry in entries.iter().filter(|_| environment.is_none()) {
        differs |= rules(Some(entry.def))? != held;
    }
    if differs {
        let names: Vec<String> = entries.iter().map(|entry| quoted(&entry.environment.name)).collect();
        return Err(Error::new(format!("`{name}` asks for something else in each environment"))
            .hint(format!("say which is meant with `--env`: {}", names.join(", "))));
    }
    Ok(Held { name: name.to_owned(), rules: held })
}
