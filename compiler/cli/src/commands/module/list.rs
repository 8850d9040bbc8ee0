//! `o8 module list`: which version of which module runs where, and whether what it needs is there.

use std::fmt::Write as _;

use o8_core::graph::Steps;
use o8_core::model::model;
use o8_core::platform::{Standing, by_name, standing};
use o8_ir::platform::{Environment, Target};
use o8_ir::{DeploymentSummary, ModuleSummary};
use rustc_hash::FxHashMap;
use serde_json::{Value, json};

use crate::arguments::{ListFormat, ModuleListArguments, ModuleOrder, Reporting};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &ModuleListArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let exit = session.report(Reporting::default(), 0, terminal)?;
    // Needs that are not met are errors, and what the list is for. Of what cannot be read there is no list.
    if exit != Exit::Fine && session.compiled.modules == 0 {
        return Ok(exit);
    }
    let (db, program) = (&session.compilation.db, session.compilation.program);
    let model = model(db, program);
    let modules = session.compiled.outputs.iter().map(|output| &output.summary).collect();
    let environments = model.environments.iter().map(|entry| &entry.environment).collect();
    let list = List::new(modules, environments, arguments.order);
    terminal.result(&match arguments.format {
        ListFormat::Human => list.table(),
        ListFormat::Json => list.json(),
    })?;
    Ok(exit)
}

/// The modules in the order that was asked for.
struct List<'a> {
    rows: Vec<&'a ModuleSummary>,
    by_name: FxHashMap<&'a str, &'a ModuleSummary>,
    environments: Vec<&'a Environment>,
    steps: Steps<'a>,
    order: ModuleOrder,
}

impl<'a> List<'a> {
    fn new(all: Vec<&'a ModuleSummary>, environments: Vec<&'a Environment>, order: ModuleOrder) -> Self {
        let steps = Steps::new(&all, None);
        let by_name = by_name(&all);
        let mut rows = all;
        // What is only referred to has no step, and comes last where steps count.
        rows.sort_by_key(|module| match order {
            ModuleOrder::Name => None,
            ModuleOrder::Upgrade => Some(steps.wave(&module.name).unwrap_or(u32::MAX)),
            ModuleOrder::Removal => Some(steps.removal(&module.name).unwrap_or(u32::MAX)),
        });
        Self { rows, by_name, environments, steps, order }
    }

    fn step(&self, module: &ModuleSummary) -> Option<u32> {
        match self.order {
            ModuleOrder::Name => None,
            ModuleOrder::Upgrade => self.steps.wave(&module.name),
            ModuleOrder::Removal => self.steps.removal(&module.name),
        }
    }

    fn table(&self) -> String {
        let with_steps = self.order != ModuleOrder::Name;
        let mut lines: Vec<Vec<String>> = Vec::new();
        let head = ["MODULE", "TEAM"].map(str::to_owned);
        let step = with_steps.then(|| "STEP".to_owned());
        lines.push(
            step.into_iter()
                .chain(head)
                .chain(self.environments.iter().map(|environment| environment.name.to_string()))
                .collect(),
        );
        let mut unmet = String::new();
        for module in &self.rows {
            let step = with_steps.then(|| self.step(module).map_or("-".to_owned(), |step| step.to_string()));
            let mut line: Vec<String> =
                step.into_iter().chain([module.name.to_string(), module.team.to_string()]).collect();
            for environment in &self.environments {
                line.push(self.cell(module, environment, &mut unmet));
            }
            lines.push(line);
        }
        let mut out = aligned(&lines);
        if !unmet.is_empty() {
            let _ = write!(out, "\n{unmet}");
        }
        out
    }

    /// The versions in an environment, with a mark where something that is needed is not there.
    fn cell(&self, module: &ModuleSummary, environment: &Environment, unmet: &mut String) -> String {
        let mut versions: Vec<&str> = Vec::new();
        let mut wants: Vec<String> = Vec::new();
        for deployment in module.deployments.iter().filter(|found| is_in(&found.target, environment)) {
            if !versions.contains(&deployment.version.as_str()) {
                versions.push(&deployment.version);
            }
            for need in self.needs(deployment).into_iter().filter(|need| !need.met) {
                let there = need
                    .version
                    .map_or("it is not there".to_owned(), |version| format!("{version} runs there"));
                let want = format!(
                    "! {} in {} needs {} {}, and {there}\n",
                    module.name, environment.name, need.module, need.requirement
                );
                if !wants.contains(&want) {
                    wants.push(want);
                }
            }
        }
        unmet.extend(wants.iter().map(String::as_str));
        match versions.is_empty() {
            true => "-".to_owned(),
            false => format!("{}{}", versions.join(" / "), if wants.is_empty() { "" } else { " !" }),
        }
    }

    fn needs(&self, deployment: &'a DeploymentSummary) -> Vec<Need<'a>> {
        let one = |need: &'a o8_ir::Need| {
            let (version, met) = match standing(need, &deployment.target, &self.by_name) {
                Standing::Met(there) => (Some(there.version.as_str()), true),
                Standing::Unmet(there) => (Some(there.version.as_str()), false),
                Standing::Absent => (None, false),
                Standing::Unknown => return None,
            };
            Some(Need { module: &need.module, requirement: &need.requirement, version, met })
        };
        deployment.needs.iter().filter_map(one).collect()
    }

    fn json(&self) -> String {
        let target = |deployment: &'a DeploymentSummary| {
            let need = |need: Need<'_>| {
                let Need { module, requirement, version, met } = need;
                json!({ "module": module, "requirement": requirement, "version": version, "met": met })
            };
            json!({
                "environment": deployment.target.environment.as_deref(),
                "cluster": deployment.target.cluster.as_str(),
                "version": deployment.version.as_str(),
                "needs": self.needs(deployment).into_iter().map(need).collect::<Vec<Value>>(),
            })
        };
        let module = |module: &&'a ModuleSummary| {
            json!({
                "name": module.name.as_str(),
                "team": module.team.as_str(),
                "existing": module.existing,
                "wave": self.steps.wave(&module.name),
                "removal": self.steps.removal(&module.name),
                "targets": module.deployments.iter().map(target).collect::<Vec<Value>>(),
            })
        };
        let environments: Vec<&str> =
            self.environments.iter().map(|environment| environment.name.as_str()).collect();
        let modules: Vec<Value> = self.rows.iter().map(module).collect();
        format!("{:#}\n", json!({ "version": 1, "environments": environments, "modules": modules }))
    }
}

/// Whether a target is in an environment, or that of an addon on one of its clusters.
fn is_in(target: &Target, environment: &Environment) -> bool {
    match &target.environment {
        Some(name) => *name == environment.name,
        None => environment.clusters.iter().any(|cluster| cluster.name == target.cluster),
    }
}

/// A need in a target.
struct Need<'a> {
    module: &'a str,
    requirement: &'a str,
    /// What runs there, if something does.
    version: Option<&'a str>,
    met: bool,
}

/// Lines with their parts one below the other.
pub(in crate::commands) fn aligned(lines: &[Vec<String>]) -> String {
    let columns = lines.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        lines.iter().filter_map(|line| line.get(column)).map(|part| part.chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut out = String::new();
    for line in lines {
        let parts = line.iter().zip(&widths).map(|(part, width)| format!("{part:<width$}"));
        let text = parts.collect::<Vec<_>>().join("  ");
        let _ = writeln!(out, "{}", text.trim_end());
    }
    out
}
