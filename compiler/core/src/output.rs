//! From evaluated modules to files: the last query of the pipeline.

use std::sync::{Arc, Mutex};

use ecow::EcoString;
use o8_backends::{argocd, helm, kustomize, rendered};
use o8_diagnostics::{Diagnostic, Place, Severity};
use o8_ir::late::{self, Sample};
use o8_ir::network::Exposed;
use o8_ir::platform::{Deployment, Destination, Form, Layout, Module, Target};
use o8_ir::relations::Ledger;
use o8_ir::{
    Connection, DeploymentSummary, ModuleSummary, Need, Node, Object, ObjectKey, ObjectSummary, Origin,
    Origins, OutputFile, Tree,
};
use rustc_hash::FxHashSet;

use crate::db::{Database, Program, text_of_item};
use crate::eval::{self, Wanted};
use crate::ids::{DefId, DefKind};
use crate::intentions;
use crate::model::{Model, model};
use crate::network::{self, Connections, OfModule};
use crate::parallel::shared_out;
use crate::platform::{self, Everywhere};
use crate::waivers::waivers;

/// What a module gives: its files, and what the rest of the platform has to know of it.
#[derive(Clone, PartialEq, Debug)]
pub struct ModuleOutput {
    /// Everything below `modules/MODULE/`, or the module's folders below `environments/`.
    pub files: Vec<OutputFile>,
    /// The module without its trees.
    pub summary: ModuleSummary,
    /// What evaluation and the checks of the module alone found.
    pub diagnostics: Vec<Diagnostic>,
}

/// What is said of a module, without its files.
#[derive(Clone, PartialEq, Debug)]
pub struct ModuleFindings {
    /// The module without its trees.
    pub summary: ModuleSummary,
    /// What evaluation and the checks of the module alone found.
    pub diagnostics: Vec<Diagnostic>,
}

/// The files of a module. An edit of another module does not touch it.
#[salsa::tracked]
pub fn module_output(db: &dyn salsa::Database, program: Program, module: DefId) -> Arc<ModuleOutput> {
    let layout = program.layout(db);
    let checked = checked(db, program, module, wanted(layout));
    let made = network::made_for(db, program, checked.module.name.clone());
    Arc::new(written(checked, layout, made))
}

/// What a layout is written from.
fn wanted(layout: Layout) -> Wanted {
    match layout {
        Layout::Kustomize => Wanted::Layers,
        Layout::Rendered => Wanted::Targets,
    }
}

/// The files of a module that was checked, with what follows from its connections.
fn written(checked: Checked, layout: Layout, made: &OfModule) -> ModuleOutput {
    let Checked { mut module, mut origins, findings, is_written } = checked;
    let ModuleFindings { summary, diagnostics } = findings;
    if !is_written {
        return ModuleOutput { files: Vec::new(), summary, diagnostics };
    }
    network::add_to_module(made, &mut module, &mut origins);
    let mut files = match layout {
        Layout::Kustomize => kustomize::module_files(&module),
        Layout::Rendered => rendered::rendered_files(&module),
    };
    files.extend(helm::values_files(&module, layout));
    ModuleOutput { files, summary, diagnostics }
}

/// The same without the files, for who does not write them: the layers that only these need are not evaluated.
#[salsa::tracked]
pub fn module_findings(db: &dyn salsa::Database, program: Program, module: DefId) -> Arc<ModuleFindings> {
    Arc::new(checked(db, program, module, Wanted::Targets).findings)
}

/// A module that was evaluated and checked.
struct Checked {
    module: Module,
    origins: Origins,
    findings: ModuleFindings,
    /// Whether it has files: whoever owns an existing module writes those, and of what is wrong there are none.
    is_written: bool,
}

fn checked(db: &dyn salsa::Database, program: Program, module: DefId, wanted: Wanted) -> Checked {
    let value = eval::module_once(db, program, module, wanted);
    let existing = module.data().kind == DefKind::Existing;
    let addon = module.data().word == "addon";
    let mut summary = summary(&value.module, (existing, addon), &value.origins);
    summary.deployed_as = intentions::deployed_as(db, program, &summary.name);
    summary.retiring = intentions::is_retiring(db, program, &summary.name);
    let mut diagnostics = value.diagnostics;
    let done = |module, origins, summary, diagnostics, is_written| Checked {
        module,
        origins,
        findings: ModuleFindings { summary, diagnostics },
        is_written,
    };
    if existing {
        platform::take_versions(model(db, program), &mut summary);
        return done(value.module, value.origins, summary, diagnostics, false);
    }
    diagnostics.extend(platform::check_versions(model(db, program), &summary));
    diagnostics.extend(platform::check_custom_resources(model(db, program), &summary));
    // A name that is too long for a namespace is said at the same place, and is one mistake with this one.
    let named = diagnostics.iter().any(|found| found.code == "E0436" && found.place == summary.place);
    diagnostics.extend(platform::check_names(&summary).filter(|_| !named));
    let sampled = platform::sampled(&value.module);
    diagnostics.extend(platform::check_metadata(&sampled, &value.origins));
    diagnostics.extend(platform::check_sizes(&sampled, &value.origins));
    diagnostics.extend(platform::check_selectors(&sampled, &value.origins));
    let everywhere = Everywhere::of(db, program);
    let model_of = model(db, program);
    let enforced = platform::Enforced {
        rules: !model_of.engines.is_empty(),
        signatures: !model_of.verifiers.is_empty(),
    };
    let renders = platform::Renders::of(&sampled);
    diagnostics.extend(platform::check_rendered(&sampled, &renders, &value.origins));
    diagnostics.extend(platform::check_verdicts(
        everywhere,
        enforced,
        &sampled,
        (&renders, &value.origins),
        &|item| text_of_item(db, program, item),
    ));
    diagnostics.extend(platform::check_quotas(model(db, program), &sampled, &value.origins));
    diagnostics.extend(platform::check_application_sets(&sampled, &value.origins));
    // Types say much of the same, and first. Waivers are asked for where there is something to waive.
    let is_right = diagnostics.iter().all(|found| found.severity != Severity::Error);
    if is_right || !waivers(db, program).leave_errors(&diagnostics) {
        diagnostics.extend(platform::check_hand_written(&sampled, &value.origins));
    }
    let layout = program.layout(db);
    let found = platform::check_previews(model(db, program), layout, &value.module, &value.origins);
    if !found.is_empty() {
        diagnostics.extend(found);
        return done(value.module, value.origins, summary, diagnostics, false);
    }
    for (deployment, summary) in value.module.deployments.iter().zip(&mut summary.deployments) {
        match platform::late_patches(&value.module, deployment) {
            Ok(patches) => summary.late_patches = patches,
            Err(found) => diagnostics.push(*found),
        }
    }
    done(value.module, value.origins, summary, diagnostics, true)
}

/// The files of the platform itself: projects, ApplicationSets, namespaces, the root application. `modules` are those
/// that the program owns, `ledger` what Argo CD leaves alone in them.
pub fn platform_files(
    model: &Model,
    layout: Layout,
    modules: &[&ModuleSummary],
    ledger: &Ledger,
    everywhere: Everywhere<'_>,
) -> Vec<OutputFile> {
    let Some(platform) = &model.platform else { return Vec::new() };
    let environments = model.plain_environments();
    let mut files = vec![argocd::root(platform)];
    files.extend(platform.rbac.as_ref().and_then(|rbac| argocd::rbac(platform, rbac)));
    let clusters = model.clusters.iter().filter(|entry| entry.def.data().kind != DefKind::Existing);
    files.extend(clusters.filter_map(|entry| argocd::cluster(platform, &entry.cluster)));
    let repositories = platform.repositories.iter();
    files.extend(repositories.map(|repository| argocd::repository(platform, repository)));
    let notifications = platform.notifications.as_ref();
    files.extend(notifications.and_then(|found| argocd::notifications(platform, found)));
    for team in model.teams.iter().filter(|team| !team.existing) {
        let of_team: Vec<&ModuleSummary> =
            modules.iter().copied().filter(|module| module.team == team.name).collect();
        if !of_team.is_empty() {
            files.push(argocd::project(platform, &environments, team, &of_team));
        }
    }
    let previews = modules.iter();
    files.extend(
        previews.flat_map(|module| argocd::previews(platform, &environments, layout, module, ledger)),
    );
    let (mut ordered, mut waited_for) = (false, Vec::new());
    match platform.form {
        Form::ApplicationSets => {
            files.extend(argocd::application_sets(platform, &environments, layout, modules, ledger));
            if platform.rolling {
                // The next step waits for whatever is in this one; addons are in none.
                waited_for = modules.iter().copied().filter(|module| !module.addon).collect();
            }
        }
        Form::Applications => {
            let waves = argocd::Waves::new(modules);
            files.extend(modules.iter().flat_map(|module| {
                argocd::applications(platform, &environments, layout, module, ledger, &waves)
            }));
            if waves.order_something() {
                (ordered, waited_for) = (true, awaited(modules));
            }
        }
    }
    files.extend(argocd::settings(platform, ordered, &waited_for));
    files.extend(argocd::root_project(platform));
    let existing: Vec<&str> = model.existing_namespaces.iter().map(|name| name.as_str()).collect();
    let mut namespaces = argocd::namespaces(&environments, modules, &existing);
    for here in &mut namespaces {
        here.policies = platform::enforced_in(model, everywhere, modules, here);
    }
    // Argo CD makes the namespaces of copies: there is only something to bring where rules hold in them.
    namespaces.retain(|here| !here.copies || !here.policies.is_empty());
    files.extend(argocd::namespace_files(platform, &environments, layout, &namespaces));
    files.extend(argocd::parameters(platform, &model.teams, &files));
    files
}

/// The modules that others need.
fn awaited<'a>(modules: &[&'a ModuleSummary]) -> Vec<&'a ModuleSummary> {
    let deployments = modules.iter().flat_map(|module| &module.deployments);
    let needed: FxHashSet<&EcoString> =
        deployments.flat_map(|deployment| &deployment.needs).map(|need| &need.module).collect();
    modules.iter().copied().filter(|module| needed.contains(&module.name)).collect()
}

/// The outputs of all modules, in the order of the model. Modules are independent of each other, so threads share
/// them.
pub fn module_outputs(
    db: &Database,
    program: Program,
    modules: &[DefId],
    threads: usize,
) -> Vec<Arc<ModuleOutput>> {
    shared_out(db, threads, modules, |db, module| module_output(db, program, *module).clone())
}

/// The outputs of all modules where something follows from their connections, and these: what is written of a module hangs on the
/// others. As queries, each would be evaluated for what the others have to know of it, and once more to be written.
pub(crate) fn connected_outputs(
    db: &Database,
    program: Program,
    modules: &[DefId],
    threads: usize,
) -> (Vec<Arc<ModuleOutput>>, Arc<Connections>) {
    let layout = program.layout(db);
    let all = shared_out(db, threads, modules, |db, module| checked(db, program, *module, wanted(layout)));
    let summaries: Vec<&ModuleSummary> = all.iter().map(|checked| &checked.findings.summary).collect();
    let connections = network::connections_of(model(db, program), &summaries);
    // Whoever writes one takes it, so that its trees are gone then.
    let all: Vec<Mutex<Option<Checked>>> = all.into_iter().map(|checked| Mutex::new(Some(checked))).collect();
    let nothing = Arc::default();
    let outputs = shared_out(db, threads, &all, |_, checked| {
        let checked = checked.lock().ok().and_then(|mut checked| checked.take());
        let checked = checked.expect("each is taken once, and by who is alive");
        let made = connections.made.get(&checked.module.name).unwrap_or(&nothing);
        Arc::new(written(checked, layout, made))
    });
    (outputs, Arc::new(connections))
}

/// What is said of all modules, in the order of the model.
pub fn all_findings(
    db: &Database,
    program: Program,
    modules: &[DefId],
    threads: usize,
) -> Vec<Arc<ModuleFindings>> {
    shared_out(db, threads, modules, |db, module| module_findings(db, program, *module).clone())
}

fn summary(module: &Module, (existing, addon): (bool, bool), origins: &Origins) -> ModuleSummary {
    let place = |origin: Origin| platform::authors_place(origins, origin, module.place);
    let written = |origin: Origin| origins.get(origin).map_or(module.place, |source| source.written);
    ModuleSummary {
        name: module.name.clone(),
        deployed_as: module.name.clone(),
        retiring: false,
        team: module.team.clone(),
        source: module.source.clone(),
        place: module.place,
        existing,
        addon,
        deployments: module
            .deployments
            .iter()
            .map(|deployment| deployment_summary(deployment, module.place, &place, &written))
            .zip(&module.deployments)
            .flat_map(|(summary, deployment)| in_clusters(summary, &deployment.fleet))
            .collect(),
    }
}

/// What there is in each cluster: of a fleet, the same in all that are declared.
fn in_clusters(summary: DeploymentSummary, fleet: &[(EcoString, Destination)]) -> Vec<DeploymentSummary> {
    if !summary.target.live {
        return vec![summary];
    }
    let one = |(cluster, destination): &(EcoString, Destination)| {
        let target = Target { cluster: cluster.clone(), one_of_several: true, ..summary.target.clone() };
        DeploymentSummary { target, destination: destination.clone(), ..summary.clone() }
    };
    fleet.iter().map(one).collect()
}

fn deployment_summary(
    deployment: &Deployment,
    module: Place,
    place: &dyn Fn(Origin) -> Place,
    written: &dyn Fn(Origin) -> Place,
) -> DeploymentSummary {
    // What is late is the same for all copies here: the longest of its values, and of namespaces a pattern.
    let longest = deployment.known.as_ref().map(|_| platform::sample_of(deployment, Sample::Longest));
    let namespaces = longest.as_ref().map(|_| late::pattern(&deployment.namespace));
    let namespace = deployment.namespace.clone();
    let deployment = longest.as_ref().unwrap_or(deployment);
    let object = |object: &Object| object_summary(object, namespaces.as_ref(), place, written);
    let settings = &deployment.settings;
    let map = |field: &str| settings.at(&[field]).into_iter().flat_map(Node::entries);
    let need = |(module, requirement): &(EcoString, Node)| Need {
        module: module.clone(),
        requirement: requirement.as_str().unwrap_or_default().into(),
        place: place(requirement.origin),
    };
    let exposed = |(name, number): &(EcoString, Node)| {
        let Tree::Int(port) = number.tree else { return None };
        Some(Exposed { name: name.clone(), number: port, place: place(number.origin) })
    };
    let connections = |(module, ports): &(EcoString, Node)| -> Vec<Connection> {
        let connection = |port: &Node| Connection {
            module: module.clone(),
            port: port.as_str().unwrap_or_default().into(),
            place: place(port.origin),
        };
        ports.items().map(connection).collect()
    };
    DeploymentSummary {
        target: deployment.target.clone(),
        destination: deployment.destination.clone(),
        namespace,
        addon: deployment.addon.clone(),
        objects: deployment.objects.iter().map(object).collect(),
        source: deployment.source.clone(),
        has_values: deployment.values.as_ref().and_then(Node::as_map).is_some_and(|map| !map.0.is_empty()),
        version: settings.at(&["version"]).and_then(Node::as_str).unwrap_or_default().into(),
        version_place: settings.at(&["version"]).map_or(module, |version| place(version.origin)),
        needs: map("needs").map(need).collect(),
        exposes: map("exposes").filter_map(exposed).collect(),
        connects: map("connects").flat_map(connections).collect(),
        network: network::declared(settings, &|node| place(node.origin)),
        late_patches: Vec::new(),
    }
}

/// An object without its tree. `namespaces` is a pattern for the namespace of the module, where copies have one each.
pub(crate) fn object_summary(
    object: &Object,
    namespaces: Option<&EcoString>,
    place: &dyn Fn(Origin) -> Place,
    written: &dyn Fn(Origin) -> Place,
) -> ObjectSummary {
    let key = object.key();
    let namespace = namespaces.cloned().filter(|_| object.in_own_namespace).or(key.namespace);
    ObjectSummary {
        key: ObjectKey { namespace, ..key },
        version: object.api_version().rsplit('/').next().unwrap_or_default().into(),
        built_in: object.built_in,
        emitted: written(object.body.origin),
        place: place(object.body.origin),
        pods: platform::labels_of_pods(object),
        selects: platform::selection(object, |node| place(node.origin)),
        selector: platform::selector(object, &|node| place(node.origin)).map(Box::new),
        defines: platform::defines(object).map(Box::new),
        relations: platform::relations(object, &|node| place(node.origin)),
    }
}

/// Where the platform is declared.
pub(crate) fn platform_place(model: &Model) -> Option<Place> {
    model.platform.as_ref().map(|platform| platform.place)
}
