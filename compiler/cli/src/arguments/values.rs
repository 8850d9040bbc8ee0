//! What values of arguments can be.

use std::str::FromStr;

use clap::ValueEnum;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use o8_core::calendar::{Day, day};
use o8_diagnostics::render::Format;
use o8_ir::platform::Layout;

/// When to use colours.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What fails a command beside errors.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Deny {
    /// Warnings.
    Warnings,
}

/// Where clusters run.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug)]
pub enum Provider {
    /// Amazon EKS.
    Aws,
    /// Google GKE.
    Gcp,
    /// Azure AKS.
    Azure,
    /// One kind cluster on this machine, for all environments.
    Kind,
}

/// How objects are written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ObjectFormat {
    /// A stream of YAML documents.
    #[default]
    Yaml,
    /// A JSON list of kind `List`.
    Json,
}

/// How results of tests are written down.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum TestFormat {
    /// For people.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// A JUnit report.
    Junit,
}

/// What to draw.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Picture {
    /// Modules, what they need and what they connect to.
    #[default]
    Modules,
    /// Environments in the order in which changes reach them.
    Promotion,
    /// Packages and what they depend on.
    Packages,
}

/// How a picture is written down.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum GraphFormat {
    /// A picture for browsers and pages.
    #[default]
    Svg,
    /// For Graphviz.
    Dot,
    /// For pages that draw Mermaid.
    Mermaid,
    /// For programs.
    Json,
}

/// How the network is written down.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum NetFormat {
    /// A table.
    #[default]
    Human,
    /// One JSON object.
    Json,
    /// A picture for browsers and pages.
    Svg,
    /// For Graphviz.
    Dot,
    /// For pages that draw Mermaid.
    Mermaid,
}

/// `A -> B`, `A !-> B` or `A !->> B`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Claim {
    /// As it was written.
    pub text: String,
    /// Who sends.
    pub from: String,
    /// Who gets.
    pub to: String,
    /// Whether requests are said to get there.
    pub reaches: bool,
    /// Whether other modules may pass them on.
    pub through_modules: bool,
}

impl FromStr for Claim {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let arrows = [("!->>", false, true), ("!->", false, false), ("->>", true, true), ("->", true, false)];
        let found = arrows.into_iter().find_map(|(arrow, reaches, through_modules)| {
            let (from, to) = text.split_once(arrow)?;
            Some((from.trim(), to.trim(), reaches, through_modules))
        });
        match found {
            Some((from, to, reaches, through_modules))
                if !from.is_empty() && !to.is_empty() && !to.contains("->") =>
            {
                let (from, to) = (from.to_owned(), to.to_owned());
                Ok(Self {
                    text: format!("{from} {} {to}", arrow(reaches, through_modules)),
                    from,
                    to,
                    reaches,
                    through_modules,
                })
            }
            _ => Err("expected `A -> B`, `A !-> B`, or `->>` for ways through other modules".to_owned()),
        }
    }
}

fn arrow(reaches: bool, through_modules: bool) -> &'static str {
    match (reaches, through_modules) {
        (true, true) => "->>",
        (true, false) => "->",
        (false, true) => "!->>",
        (false, false) => "!->",
    }
}

/// How a list is written.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ListFormat {
    /// A table.
    #[default]
    Human,
    /// One JSON object.
    Json,
}

/// The order of modules.
#[derive(ValueEnum, Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum ModuleOrder {
    /// By their names.
    #[default]
    Name,
    /// What others need first: the order in which they can be brought in or upgraded.
    Upgrade,
    /// What nothing needs first: the order in which they can be removed.
    Removal,
}

/// `ENV[@CLUSTER]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeployTarget {
    /// The environment.
    pub environment: String,
    /// One cluster of it; without one, all.
    pub cluster: Option<String>,
}

impl FromStr for DeployTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (environment, cluster) = match text.split_once('@') {
            Some((environment, cluster)) => (environment, Some(cluster)),
            None => (text, None),
        };
        if environment.is_empty() || cluster.is_some_and(|name| name.is_empty() || name.contains('@')) {
            return Err("expected `ENV` or `ENV@CLUSTER`".to_owned());
        }
        Ok(Self { environment: environment.to_owned(), cluster: cluster.map(str::to_owned) })
    }
}

/// Formats of diagnostics, by the names that the renderers have for them.
pub(super) fn format() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.map(|(name, _)| name)).try_map(|name| name.parse::<Format>())
}

/// Layouts, as `o8.toml` names them.
pub(super) fn layout() -> impl TypedValueParser<Value = Layout> {
    PossibleValuesParser::new(["kustomize", "rendered"]).map(|name| match name.as_str() {
        "rendered" => Layout::Rendered,
        _ => Layout::Kustomize,
    })
}

/// `MODULE[@ENV[@CLUSTER]]`
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RenderTarget {
    /// The module.
    pub module: String,
    /// The environment; without one, what all of them have in common.
    pub environment: Option<String>,
    /// The cluster; without one, what all of the environment have in common.
    pub cluster: Option<String>,
}

impl FromStr for RenderTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.split('@').collect();
        if parts.iter().any(|part| part.is_empty()) || parts.len() > 3 {
            return Err("expected `MODULE`, `MODULE@ENV` or `MODULE@ENV@CLUSTER`".to_owned());
        }
        let part = |n: usize| parts.get(n).map(|part| (*part).to_owned());
        Ok(Self { module: parts[0].to_owned(), environment: part(1), cluster: part(2) })
    }
}

/// A day such as `2027-01-31`.
pub(super) fn today(text: &str) -> Result<Day, String> {
    day(text).ok_or_else(|| "expected a day such as 2027-01-31".to_owned())
}
