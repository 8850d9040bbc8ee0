//! What a module compiles to in one target, beside the source that decides it; and what the rest of a platform does.

use o8_core::compiled;
use o8_core::db::{self, SourceFile};
use o8_core::eval;
use o8_core::ids::{DefId, DefKind};
use o8_core::names;
use o8_core::parallel::threads;
use o8_diagnostics::Span;
use o8_ir::OriginKind;
use o8_ir::platform::{Deployment, Target};
use o8_syntax::ast::{Block, ItemKind, MemberKind};

use super::words::Location;
use crate::analysis::Analysis;

/// The output of a declaration for one target.
#[derive(Clone, PartialEq, Debug)]
pub struct Compiled {
    /// `module web`
    pub title: String,
    /// The target: `prod`, `prod@us`, `@us` of an addon; empty for what is the same for all.
    pub target: String,
    /// All targets of the declaration, in order.
    pub targets: Vec<String>,
    /// Its objects as one stream of YAML.
    pub text: String,
    /// What is known of parts of it, in order.
    pub parts: Vec<CompiledPart>,
}

/// A part of the text and the source that decided it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct CompiledPart {
    /// Where it stands in the text.
    pub generated: Span,
    /// What kind of text decided it.
    pub kind: OriginKind,
    /// That text.
    pub source: Location,
}

/// The output of the declaration at an offset; that of a module or an addon for a target by its name. Without such a target it is that of the
/// `in TARGET` at the offset, and otherwise the first one.
pub fn compiled(
    analysis: &Analysis,
    file: SourceFile,
    offset: u32,
    wanted: Option<&str>,
) -> Option<Compiled> {
    let (item, start) = analysis.item_at(file, offset)?;
    let Some(module) = module_of(analysis, item) else { return of_platform(analysis, item) };
    let (db, program) = (&analysis.db, analysis.program);
    let deployments = &eval::module(db, program, module).module.deployments;
    let named = wanted.and_then(|name| deployments.iter().find(|found| found.target.label() == name));
    let at_cursor = || override_at(analysis, item, offset - start, deployments);
    let deployment = named.or_else(at_cursor).or(deployments.first())?;
    let Target { environment, cluster, .. } = &deployment.target;
    let files = compiled::compiled(db, program, module, environment.as_deref(), Some(cluster.as_str()))?;
    let mut result = Compiled {
        title: format!("{} {}", module.data().word, module.name()),
        target: deployment.target.label().to_string(),
        targets: deployments.iter().map(|found| found.target.label().to_string()).collect(),
        text: String::new(),
        parts: Vec::new(),
    };
    for file in &files {
        add(analysis, file, &mut result);
    }
    if files.is_empty() {
        result.text = format!("# {} has no objects of its own in {}.\n", result.title, result.target);
    }
    Some(result)
}

/// What a build writes for a team, an environment, a cluster or the platform: the same for all targets.
fn of_platform(analysis: &Analysis, item: DefId) -> Option<Compiled> {
    let (db, program, data) = (&analysis.db, analysis.program, item.data());
    let is_compiled = matches!(data.word.as_str(), "team" | "environment" | "cluster" | "platform");
    if !is_compiled || data.kind != DefKind::Entity || analysis.files.loaded.is_broken {
        return None;
    }
    let files = compiled::of_platform(db, program, item, threads())?;
    let title = format!("{} {}", data.word, data.name);
    let mut result = Compiled {
        title,
        target: String::new(),
        targets: Vec::new(),
        text: String::new(),
        parts: Vec::new(),
    };
    for file in &files {
        add(analysis, file, &mut result);
    }
    if files.is_empty() {
        result.text = format!("# {} has no objects of its own.\n", result.title);
    }
    Some(result)
}

/// The module or addon that an item declares or extends and that is compiled here.
pub(super) fn module_of(analysis: &Analysis, item: DefId) -> Option<DefId> {
    let data = item.data();
    if !matches!(data.word.as_str(), "module" | "addon") {
        return None;
    }
    let (db, program) = (&analysis.db, analysis.program);
    let module = match &db::item(db, program, item)?.kind {
        ItemKind::Entity(_) => item,
        ItemKind::Extend(decl) => names::entity(db, program, data.package, &data.word, &decl.name.text)?,
        _ => return None,
    };
    (module.data().kind == DefKind::Entity).then_some(module)
}

/// The first target of the `in TARGET` that an offset of an item is in.
fn override_at<'d>(
    analysis: &Analysis,
    item: DefId,
    offset: u32,
    deployments: &'d [Deployment],
) -> Option<&'d Deployment> {
    let (ItemKind::Entity(decl) | ItemKind::Extend(decl)) =
        &db::item(&analysis.db, analysis.program, item)?.kind
    else {
        return None;
    };
    let targets = targets_at(decl.body.as_ref()?, offset)?;
    deployments.iter().find(|found| targets.iter().any(|target| is_meant(target, &found.target)))
}

/// Whether an override of these targets holds there.
pub(super) fn is_meant(written: &o8_syntax::ast::Target, target: &Target) -> bool {
    let environment = written
        .environment
        .as_ref()
        .is_none_or(|name| target.environment.as_ref().is_some_and(|found| *found == name.text));
    environment && written.cluster.as_ref().is_none_or(|name| target.cluster == name.text)
}

fn targets_at(block: &Block, offset: u32) -> Option<&[o8_syntax::ast::Target]> {
    let is_there = |span: Span| span.start <= offset && offset <= span.end;
    let member = block.members.iter().find(|member| is_there(member.span))?;
    match &member.kind {
        MemberKind::In(targets, _) => Some(targets),
        _ => None,
    }
}

/// Adds an object: the line that names its file instead of the one that says who wrote it.
fn add(analysis: &Analysis, file: &compiled::CompiledFile, result: &mut Compiled) {
    let is_first = result.text.is_empty();
    let name = file.path.rsplit('/').next().unwrap_or_default();
    result.text += &format!("{}# {name}\n", if is_first { "" } else { "---\n" });
    let skipped = match file.text.starts_with('#') {
        true => file.text.find('\n').map_or(file.text.len(), |end| end + 1),
        false => 0,
    };
    let moved = result.text.len();
    let ends = file.parts.iter().skip(1).map(|part| part.start as usize).chain([file.text.len()]);
    for (part, end) in file.parts.iter().zip(ends) {
        let start = (part.start as usize).max(skipped);
        let Some(text) = file.text.get(start..end) else { continue };
        let end = start + text.trim_end().trim_end_matches("\n-").trim_end().len();
        let source = part.source.and_then(|source| Some((source.kind, visible(analysis, source)?)));
        let Some((kind, source)) = source.filter(|_| start < end) else { continue };
        let at = |offset: usize| u32::try_from(offset - skipped + moved).unwrap_or(u32::MAX);
        result.parts.push(CompiledPart { generated: Span::new(at(start), at(end)), kind, source });
    }
    result.text += &file.text[skipped..];
}

/// The text behind a part, where an editor can open it: that which decided it, or else that which wrote it.
pub(super) fn visible(analysis: &Analysis, source: compiled::PartSource) -> Option<Location> {
    let places = [source.decided, source.written].into_iter();
    places.filter_map(|place| analysis.location(place)).find(|at| is_on_disk(analysis, at.file))
}

/// Whether an editor can open a file.
pub(super) fn is_on_disk(analysis: &Analysis, file: SourceFile) -> bool {
    analysis.files.origin(file).is_some_and(|origin| origin.path.is_some())
}
