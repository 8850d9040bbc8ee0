//! Rules that somebody asks for by name, without a package: those of `std/policies` and the Pod Security Standards.
//!
//! What is asked for is put together as a program, `library.maxMemory(4Gi)` in a policy, so that parameters are checked as they are
//! anywhere else.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ecow::EcoString;
use o8_diagnostics::{Diagnostic, Severity};
use o8_ir::platform::Layout;
use o8_policies::Rule;

use crate::db::{Database, Program};
use crate::ids::{DefId, PackageId};
use crate::load::{Sources, load};
use crate::model::entities;
use crate::{compile, eval, library};

/// The name that the program has in which rules are asked for.
pub const FILE: &str = "the rules that are asked for";

/// The releases of Kubernetes whose Pod Security Standards are told apart: 1.25 is the oldest.
pub const OLDEST_MINOR: u32 = 25;

/// A program with the Pod Security Standards at a level, as of `1.minor`, in a baseline of this name.
pub fn standards(name: &str, level: &str, minor: u32) -> String {
    format!("baseline {name} {{ podSecurity {{ level = \"{level}\", version = \"1.{minor}\" }} }}\n")
}

/// A program with rules of `std/policies` in a policy of this name: each is a call such as `maxMemory(4Gi)`.
pub fn rules_of_library(name: &str, calls: &[String]) -> String {
    let mut source = format!("import std/policies as library\npolicy {name} {{\n  rules {{\n");
    for call in calls {
        let rule = call.split('(').next().unwrap_or_default().trim();
        let _ = writeln!(source, "    \"{rule}\" = library.{call}");
    }
    source.push_str("  }\n}\n");
    source
}

/// The names of the rules of `std/policies`, sorted.
pub fn names_of_library() -> Vec<&'static str> {
    let texts = library::FILES.iter().filter(|(package, path, _)| {
        *package == "std/policies" && path.rsplit('/').next() == Some("library.o8")
    });
    let lines = texts.flat_map(|(_, _, text)| text.lines());
    let mut names: Vec<&str> = lines
        .filter_map(|line| line.strip_prefix("pub fn ")?.split_once('('))
        .filter(|(_, rest)| rest.contains("-> Rule"))
        .map(|(name, _)| name)
        .collect();
    names.sort_unstable();
    names
}

/// Why there are no rules to hold anything against.
#[derive(Clone, PartialEq, Debug)]
pub enum Wrong {
    /// What is wrong in their program, with places counted from the start of their files.
    Program(Vec<Diagnostic>),
    /// This rule hangs on the environment of an object, and none is given.
    Environment(EcoString),
}

/// The rules of a baseline or policy as they are in an environment: all of them, or what stands in the way of one.
pub fn rules(
    db: &Database,
    program: Program,
    entity: DefId,
    environment: Option<DefId>,
) -> Result<Vec<Rule>, Wrong> {
    let found = eval::rules_of(db, program, entity, environment);
    let wrong = found.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    let wrong: Vec<Diagnostic> = wrong.cloned().collect();
    if !wrong.is_empty() {
        return Err(Wrong::Program(compile::resolved(db, program, wrong)));
    }
    match found.unknown.first() {
        Some(rule) => Err(Wrong::Environment(rule.clone())),
        None => Ok(found.rules.iter().map(|rule| rule.rule.clone()).collect()),
    }
}

/// The rules of the baselines and policies of a program that is one text, by the names of these.
pub fn rules_of_text(text: &str) -> Result<BTreeMap<EcoString, Vec<Rule>>, Wrong> {
    let sources = Sources {
        files: vec![("".into(), "asked.o8".into(), text.into())],
        data: Default::default(),
        layout: Layout::Kustomize,
        previous: None,
        today: None,
    };
    let mut db = Database::default();
    let program = load(&mut db, sources);
    let mut found = compile::package_diagnostics_of(&db, program, PackageId::root());
    found.retain(|found| found.severity == Severity::Error);
    if !found.is_empty() {
        return Err(Wrong::Program(found));
    }
    let all = ["baseline", "policy"].into_iter().flat_map(|word| entities(&db, program, word));
    all.map(|entity| Ok((entity.name().into(), rules(&db, program, entity, None)?))).collect()
}
