//! The whole way from a loaded program to diagnostics and files: what the CLI, the language server and tests call.

use std::borrow::Cow;
use std::sync::Arc;

use o8_diagnostics::{Anchor, Diagnostic, FileId, ItemId, Place, Severity, catalogue};
use o8_ir::{Deployed, ModuleSummary, OutputFile};
use rustc_hash::FxHashSet;

use crate::check::check;
use crate::db::{Database, Program, files, locate, package_items, parse, syntax_diagnostics};
use crate::eval;
use crate::ids::{DefId, PackageId};
use crate::intentions::intentions;
use crate::library;
use crate::load::is_in_step;
use crate::model::{entities, model, unread_annotations};
use crate::names::{import_diagnostics, package_diagnostics, unused, unused_locals};
use crate::network::{self, Connections, connections};
use crate::output::{
    ModuleOutput, all_findings, connected_outputs, module_findings, module_outputs, platform_files,
    platform_place,
};
use crate::parallel::shared_out;
use crate::platform::{
    Definitions, Everywhere, Surroundings, check_applications, check_budgets, check_controllers,
    check_definitions, check_deployed, check_dns, check_enforcement, check_freezing, check_frozen,
    check_health, check_hydrator, check_ignored, check_monitors, check_moves, check_namespaces, check_needs,
    check_ownership, check_policies, check_projects, check_references, check_repositories, check_rules,
    check_runtime, check_services, check_signatures, check_unseen, check_windows, check_writers, deployed,
    ledger,
};
use crate::signature::signature;
use crate::waivers::waivers;

/// What a compilation gives.
#[derive(Clone, Debug, Default)]
pub struct Compilation {
    /// Everything found, with places counted from the start of their files, in the order of files and positions.
    pub diagnostics: Vec<Diagnostic>,
    /// Every file of the output, sorted by path. Empty where there are errors.
    pub files: Vec<OutputFile>,
    /// What the files say is deployed. Empty where there are errors.
    pub deployed: Deployed,
    /// How many modules there are.
    pub modules: usize,
    /// How many objects all targets have together.
    pub objects: usize,
    /// What each module gives, in the order of the model.
    pub outputs: Vec<Arc<ModuleOutput>>,
}

impl Compilation {
    /// Whether any diagnostic is an error.
    pub fn has_errors(&self) -> bool {
        has_errors(&self.diagnostics)
    }
}

/// The files that no module has, for who looks at them alone; `None` where anything is wrong.
pub fn platform_output(db: &Database, program: Program, threads: usize) -> Option<Vec<OutputFile>> {
    if has_errors(&findings(db, program, threads).diagnostics) {
        return None;
    }
    let modules = all_findings(db, program, &model(db, program).modules, threads);
    let summaries: Vec<&ModuleSummary> = modules.iter().map(|found| &found.summary).collect();
    let mut files = files_beside(db, program, &network::with_policies(connections(db, program), &summaries));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Some(files)
}

/// The files that no module has. Modules are here with what follows from their connections.
fn files_beside(db: &Database, program: Program, modules: &[Cow<'_, ModuleSummary>]) -> Vec<OutputFile> {
    let model = model(db, program);
    let summaries: Vec<&ModuleSummary> = modules.iter().map(AsRef::as_ref).collect();
    let owned: Vec<&ModuleSummary> = summaries.iter().copied().filter(|module| !module.existing).collect();
    let mut ledger = ledger(&summaries);
    ledger.made_later = Definitions::new(model, &summaries).made_later(&owned);
    platform_files(model, program.layout(db), &owned, &ledger, Everywhere::of(db, program))
}

/// What is found in a program, without its files.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Findings {
    /// Everything found, with places counted from the start of their files, in the order of files and positions.
    pub diagnostics: Vec<Diagnostic>,
    /// How many modules there are.
    pub modules: usize,
    /// How many objects all targets have together.
    pub objects: usize,
}

/// Compiles the program on up to `threads` threads.
pub fn compile(db: &Database, program: Program, threads: usize) -> Compilation {
    check_all(db, program, threads);
    let model = model(db, program);
    let (outputs, connections) = match network::is_concerned(model) {
        true => connected_outputs(db, program, &model.modules, threads),
        false => (module_outputs(db, program, &model.modules, threads), Arc::default()),
    };
    let parts: Vec<Part<'_>> =
        outputs.iter().map(|output| (&output.summary, output.diagnostics.as_slice())).collect();
    let mut diagnostics = of_parts(db, program, &parts);
    let mut deployed = Deployed::default();
    // What is wrong with the whole is only worth saying of parts that are right.
    let connected = (!waivers(db, program).leave_errors(&diagnostics)).then(|| {
        let summaries: Vec<&ModuleSummary> = parts.iter().map(|(summary, _)| *summary).collect();
        network::with_policies(&connections, &summaries)
    });
    if let Some(modules) = &connected {
        let found = of_whole(db, program, &connections, modules);
        diagnostics.extend(found.0);
        deployed = found.1;
    }
    let Findings { diagnostics, modules, objects } = finished(db, program, diagnostics, &parts);
    let mut result = Compilation { diagnostics, modules, objects, ..Compilation::default() };
    if let Some(modules) = connected.filter(|_| !result.has_errors()) {
        result.files = files_beside(db, program, &modules);
        for output in &outputs {
            result.files.extend(output.files.iter().cloned());
        }
        result.files.sort_by(|a, b| a.path.cmp(&b.path));
        result.deployed = deployed;
    }
    result.outputs = outputs;
    result
}

/// Finds the same as [`compile`], on up to `threads` threads, and makes no files.
pub fn findings(db: &Database, program: Program, threads: usize) -> Findings {
    check_all(db, program, threads);
    let modules = all_findings(db, program, &model(db, program).modules, threads);
    let parts: Vec<Part<'_>> =
        modules.iter().map(|found| (&found.summary, found.diagnostics.as_slice())).collect();
    let mut diagnostics = of_parts(db, program, &parts);
    if !waivers(db, program).leave_errors(&diagnostics) {
        diagnostics.extend(platform_findings(db, program).iter().cloned());
    }
    finished(db, program, diagnostics, &parts)
}

/// What is wrong with the whole, where nothing is with the parts. Asked for again only where a summary has changed: the
/// text of a comment or of a value that nothing else hangs on changes none.
#[salsa::tracked]
fn platform_findings(db: &dyn salsa::Database, program: Program) -> Vec<Diagnostic> {
    let modules = &model(db, program).modules;
    let modules: Vec<_> = modules.iter().map(|module| module_findings(db, program, *module)).collect();
    let summaries: Vec<&ModuleSummary> = modules.iter().map(|found| &found.summary).collect();
    let connections = connections(db, program);
    of_whole(db, program, connections, &network::with_policies(connections, &summaries)).0
}

/// A module, and what was found in it alone.
type Part<'a> = (&'a ModuleSummary, &'a [Diagnostic]);

/// What is found in the parts, each looked at alone.
fn of_parts(db: &Database, program: Program, parts: &[Part<'_>]) -> Vec<Diagnostic> {
    let mut diagnostics = package_findings(db, program, PackageId::root());
    diagnostics.extend(errors_of_dependencies(db, program));
    let model = model(db, program);
    diagnostics.extend(model.diagnostics.iter().cloned());
    // Not with the model: it asks what every text mentions, and everything asks for the model.
    diagnostics.extend(unread_annotations(db, program, model));
    for word in [
        "platform",
        "cluster",
        "facts",
        "environment",
        "team",
        "namespace",
        "secretStore",
        "secret",
        "policy",
        "baseline",
    ] {
        for def in entities(db, program, word) {
            diagnostics.extend(eval::entity(db, program, def).diagnostics.iter().cloned());
        }
    }
    diagnostics.extend(check_rules(db, program, model));
    let modules = || parts.iter().map(|(summary, _)| *summary).filter(|module| !module.existing);
    let everywhere = Everywhere::of(db, program);
    diagnostics.extend(check_enforcement(db, program, model, everywhere, modules()));
    diagnostics.extend(check_unseen(everywhere, modules()));
    diagnostics.extend(check_signatures(model, everywhere, modules()));
    diagnostics.extend(eval::constants(db, program, PackageId::root()).iter().cloned());
    for (_, found) in parts {
        diagnostics.extend(found.iter().cloned());
    }
    if let (None, Some(first)) = (&model.platform, modules().next())
        && entities(db, program, "platform").is_empty()
    {
        diagnostics.push(catalogue::platform::no_platform(first.place));
    }
    drop_follow_ups(&mut diagnostics);
    diagnostics
}

/// What is found between parts that are right, and what they deploy. Modules are here with what follows from their connections.
fn of_whole(
    db: &dyn salsa::Database,
    program: Program,
    connections: &Connections,
    modules: &[Cow<'_, ModuleSummary>],
) -> (Vec<Diagnostic>, Deployed) {
    let model = model(db, program);
    let mut diagnostics = connections.diagnostics.clone();
    let summaries: &[&ModuleSummary] = &modules.iter().map(AsRef::as_ref).collect::<Vec<_>>();
    let intentions = intentions(db, program);
    let previous = program.previous(db);
    let owned: Vec<&ModuleSummary> = summaries.iter().copied().filter(|module| !module.existing).collect();
    let waivers = waivers(db, program);
    let moves = check_moves(intentions, previous.as_deref(), &owned);
    // A name that two modules lay claim to has been reported.
    if !has_errors(&moves) {
        diagnostics.extend(check_applications(model, program.layout(db), &owned));
    }
    diagnostics.extend(moves);
    diagnostics.extend(check_ownership(&owned, platform_place(model), &model.existing_namespaces));
    diagnostics.extend(check_namespaces(&owned, &model.existing_namespaces));
    diagnostics.extend(check_needs(summaries));
    let around = Surroundings::new(summaries, &model.existing_namespaces);
    diagnostics.extend(check_services(summaries, &around));
    diagnostics.extend(check_writers(summaries));
    diagnostics.extend(check_references(summaries, &around));
    diagnostics.extend(check_budgets(summaries, &around));
    diagnostics.extend(check_policies(summaries, &around));
    diagnostics.extend(check_dns(model, summaries, &around));
    diagnostics.extend(check_controllers(model, summaries));
    diagnostics.extend(check_definitions(model, &Definitions::new(model, summaries), &owned));
    diagnostics.extend(check_monitors(summaries, &around));
    diagnostics.extend(check_runtime(model, Everywhere::of(db, program), summaries));
    diagnostics.extend(check_projects(model, &owned));
    diagnostics.extend(check_repositories(model, &owned));
    diagnostics.extend(check_ignored(model, &owned));
    diagnostics.extend(model.platform.iter().flat_map(check_freezing));
    diagnostics.extend(check_health(model, &owned));
    diagnostics.extend(check_hydrator(model, program.layout(db), &owned));
    diagnostics.extend(check_windows(model.environments.iter().map(|entry| &entry.environment)));
    let empty = Deployed::default();
    let before = previous.as_deref().unwrap_or(&empty);
    let deployed = deployed(model, intentions, before, &owned);
    if !waivers.leave_errors(&diagnostics) {
        diagnostics.extend(check_deployed(model, intentions, previous.as_deref(), &deployed, &owned));
        diagnostics.extend(check_frozen(previous.as_deref(), &deployed, &owned));
    }
    (diagnostics, deployed)
}

/// The findings as they are shown, with what there is of modules and objects.
fn finished(db: &Database, program: Program, diagnostics: Vec<Diagnostic>, parts: &[Part<'_>]) -> Findings {
    let owned = || parts.iter().map(|(summary, _)| summary).filter(|module| !module.existing);
    let deployments = owned().flat_map(|module| &module.deployments);
    let objects = deployments.map(|deployment| deployment.objects.len()).sum();
    let diagnostics = waivers(db, program).applied(diagnostics, program.today(db));
    let mut diagnostics = resolved(db, program, diagnostics);
    drop_style_of_errors(&mut diagnostics);
    Findings { diagnostics, modules: owned().count(), objects }
}

/// Parses and checks the package on all threads; what is found is gathered afterwards, in order.
fn check_all(db: &Database, program: Program, threads: usize) {
    let root = PackageId::root();
    debug_assert!(is_in_step(db, program), "texts are set by `load`");
    shared_out(db, threads, &package_items(db, program, root).items, |db, entry| {
        check(db, program, entry.def);
    });
}

/// Everything that can be said of a package without evaluating it, with places counted from the start of their files.
pub fn package_diagnostics_of(db: &Database, program: Program, package: PackageId) -> Vec<Diagnostic> {
    let mut diagnostics = package_findings(db, program, package);
    drop_follow_ups(&mut diagnostics);
    resolved(db, program, diagnostics)
}

fn package_findings(db: &Database, program: Program, package: PackageId) -> Vec<Diagnostic> {
    let mut diagnostics = syntax_diagnostics(db, program, package);
    diagnostics.extend(package_diagnostics(db, program, package).iter().cloned());
    for &file in files(db, program, package) {
        let found = import_diagnostics(db, program, file).iter();
        // What could not be read may be what uses the import.
        let readable = parse(db, file).items.iter().all(|item| !has_errors(&item.diagnostics));
        diagnostics.extend(found.filter(|found| readable || found.code != "W0201").cloned());
    }
    for entry in &package_items(db, program, package).items {
        diagnostics.extend(signature(db, program, entry.def).diagnostics.iter().cloned());
        diagnostics.extend(check(db, program, entry.def).diagnostics.iter().cloned());
        diagnostics.extend(unused_locals(db, program, entry.def).iter().cloned());
    }
    diagnostics.extend(unused(db, program, package));
    diagnostics
}

/// Drops what evaluation says of a field that the text of its item lacks in every target: the checker has said so, or has
/// found the field under another name. And drops what is said of overrides without effect, and of `let`s that nothing uses,
/// where something in their item is wrong: mended, it may have one. What is wrong anywhere may be what was to use a declaration.
fn drop_follow_ups(diagnostics: &mut Vec<Diagnostic>) {
    let wrong: FxHashSet<Anchor> = diagnostics
        .iter()
        .filter(|found| found.severity == Severity::Error)
        .map(|found| found.place.anchor)
        .collect();
    diagnostics.retain(|found| match found.code {
        "W0367" => wrong.is_empty(),
        "W0368" | "W0501" | "W0502" => !wrong.contains(&found.place.anchor),
        _ => true,
    });
    let lacking: FxHashSet<Anchor> = diagnostics
        .iter()
        .filter(|found| matches!(found.code, "E0314" | "E0315" | "E0987"))
        .map(|found| found.place.anchor)
        .collect();
    diagnostics.retain(|found| found.code != "E0432" || !lacking.contains(&found.place.anchor));
}

/// Drops what is said of the style of a name that is none for its kind: the error says how to write it.
fn drop_style_of_errors(diagnostics: &mut Vec<Diagnostic>) {
    let refused: FxHashSet<Place> =
        diagnostics.iter().filter(|found| found.code == "E0702").map(|found| found.place).collect();
    diagnostics.retain(|found| found.code != "W0203" || !refused.contains(&found.place));
}

/// What is wrong in the packages that the program depends on. Their warnings are for who maintains them, and the
/// library has been checked before it shipped.
fn errors_of_dependencies(db: &Database, program: Program) -> Vec<Diagnostic> {
    let packages = program.packages(db).iter().map(|(package, _)| *package);
    packages
        .filter(|package| *package != PackageId::root() && !library::has_package(package.path()))
        .flat_map(|package| package_findings(db, program, package))
        .filter(|found| found.severity == Severity::Error)
        .collect()
}

/// Whether any of them is an error.
fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|found| found.severity == Severity::Error)
}

/// Places counted from the start of their files; in the order of files, positions and codes; each finding once.
pub fn resolved(db: &dyn salsa::Database, program: Program, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let locate = |item: ItemId| -> (FileId, u32) {
        match locate(db, program, item) {
            Some((file, start)) => (file.id(db), start),
            None => unreachable!("a finding about {:?} that is not in the program", DefId::of_item(item)),
        }
    };
    let mut diagnostics: Vec<Diagnostic> =
        diagnostics.into_iter().map(|found| found.resolved(&locate)).collect();
    diagnostics.sort_by_cached_key(|found| {
        let Anchor::File(file) = found.place.anchor else { unreachable!("resolved above") };
        (file, found.place.span, found.code, found.message.clone())
    });
    diagnostics.dedup();
    diagnostics
}
