//! The command line: one definition for parsing, help, completions and manual pages.

mod packages;
mod values;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;
use o8_core::calendar::Day;
use o8_diagnostics::render::Format;
use o8_ir::platform::Layout;

pub use packages::{AddArguments, FetchArguments, OutdatedArguments, PackageArguments, UpdateArguments};
pub use values::{
    Claim, Colour, Deny, DeployTarget, GraphFormat, ListFormat, ModuleOrder, NetFormat, ObjectFormat,
    Picture, Provider, RenderTarget, TestFormat,
};

/// Above the options that every command has.
const GLOBAL: &str = "Options of every command";

/// Below the help of `o8` itself.
const EXIT_CODES: &str = "\
Exit codes:
  0  fine
  1  the program has errors, or warnings where those are denied
  2  wrong usage, or the world failed: no file, no permission
  3  a comparison that was asked for came out different, or a test failed";

/// From a small typed language to the GitOps files of a delivery platform.
#[derive(Parser, Debug)]
#[command(
    name = "o8",
    version,
    max_term_width = 100,
    disable_help_subcommand = false,
    propagate_version = true,
    after_help = EXIT_CODES
)]
pub struct Arguments {
    /// What holds for every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What holds for every command.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Global {
    /// Say nothing but what is wrong.
    #[arg(long, short, global = true, help_heading = GLOBAL)]
    pub quiet: bool,
    /// Say more about what is done.
    #[arg(long, short, global = true, action = clap::ArgAction::Count, help_heading = GLOBAL)]
    pub verbose: u8,
    /// When to use colours.
    #[arg(long, global = true, value_enum, default_value_t, value_name = "WHEN", alias = "colour", help_heading = GLOBAL)]
    pub color: Colour,
}

/// Every command that there is.
#[derive(Subcommand, Debug)]
pub enum Command {
    /// Make a package that compiles at once.
    Init(InitArguments),
    /// Find everything that can be found without writing.
    Check(CheckArguments),
    /// Compile and write the output.
    Build(BuildArguments),
    /// Print the objects of a module.
    Render(RenderArguments),
    /// Format programs.
    Fmt(FmtArguments),
    /// Apply the fixes that are safe.
    Fix(FixArguments),
    /// Run the tests of a package.
    Test(TestArguments),
    /// Hold any YAML against a baseline, a policy or rules of the library.
    Audit(AuditArguments),
    /// Draw the platform: its modules, its environments, its packages.
    Graph(GraphArguments),
    /// Show who may reach whom, or prove that somebody may not.
    Net(NetArguments),
    /// Add a module, deploy one, or list what runs where.
    #[command(subcommand)]
    Module(ModuleCommand),
    /// Add a package to `o8.toml` and `o8.lock`.
    Add(AddArguments),
    /// Choose versions of packages anew, and write `o8.lock`.
    Update(UpdateArguments),
    /// Bring the packages that `o8.lock` names into the cache.
    Fetch(FetchArguments),
    /// List the packages of `o8.lock` with the versions that there are.
    Outdated(OutdatedArguments),
    /// Write the package into an OCI image layout, for others to use.
    Package(PackageArguments),
    /// Bring types in from schemas of others.
    #[command(subcommand)]
    Schema(SchemaCommand),
    /// Say what a code means, with a wrong and a right program.
    Explain(ExplainArguments),
    /// Serve an editor: the language server, on standard input and output.
    Lsp(LspArguments),
    /// Print completions for a shell.
    Completions(CompletionsArguments),
    /// Print the manual page of `o8`, or write those of all commands.
    #[command(hide = true)]
    Man(ManArguments),
}

/// `o8 init`
#[derive(Args, Clone, Debug, Default)]
pub struct InitArguments {
    /// The folder to make the package in.
    #[arg(value_name = "PATH", default_value = ".")]
    pub path: PathBuf,
    /// Where the clusters run.
    #[arg(long, value_enum)]
    pub provider: Option<Provider>,
    /// An environment, in the order of promotion; may be given several times.
    #[arg(long = "environment", value_name = "NAME", value_delimiter = ',', num_args = 1..)]
    pub environments: Vec<String>,
}

/// `o8 check`
#[derive(Args, Clone, Debug)]
pub struct CheckArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// What day it is: waivers that have ended before it are reported. Without it, no clock is read.
    #[arg(long, value_name = "DATE", value_parser = values::today)]
    pub today: Option<Day>,
    /// How problems are reported.
    #[command(flatten)]
    pub reporting: Reporting,
}

/// `o8 audit`
#[derive(Args, Clone, Debug)]
pub struct AuditArguments {
    /// Files and folders of YAML or JSON; `-` is standard input.
    #[arg(value_name = "PATH", required = true)]
    pub paths: Vec<PathBuf>,
    /// A baseline or policy of the package, or `pod-security/LEVEL@1.N`.
    #[arg(long, value_name = "NAME", conflicts_with = "rules")]
    pub baseline: Option<String>,
    /// A rule of the library, such as `disallowLatestTag`; may be given several times.
    #[arg(long = "rule", value_name = "RULE")]
    pub rules: Vec<String>,
    /// A parameter of the rule: `labels=["team"]`.
    #[arg(long = "param", value_name = "NAME=VALUE", requires = "rules")]
    pub parameters: Vec<String>,
    /// The environment as which the objects are looked at.
    #[arg(long = "env", value_name = "ENV", requires = "baseline")]
    pub environment: Option<String>,
    /// The package that has the baseline, in place of the one that the current folder is in.
    #[arg(long, value_name = "DIR", requires = "baseline")]
    pub package: Option<PathBuf>,
    /// How to write down what was found.
    #[arg(long, default_value = "human", value_parser = values::format())]
    pub format: Format,
}

/// How problems are reported.
#[derive(Args, Clone, Copy, Debug, Default)]
pub struct Reporting {
    /// How to write down what was found.
    #[arg(long, default_value = "human", value_parser = values::format())]
    pub format: Format,
    /// Fail for warnings too.
    #[arg(long, value_enum, value_name = "WHAT")]
    pub deny: Option<Deny>,
}

/// `o8 build`
#[derive(Args, Clone, Debug)]
pub struct BuildArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// The folder to write to, in place of that in `o8.toml`.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How the output is laid out, in place of what `o8.toml` says.
    #[arg(long, value_parser = values::layout())]
    pub layout: Option<Layout>,
    /// Fail when files of another environment would change.
    #[arg(long, value_name = "ENV", value_delimiter = ',', num_args = 1..)]
    pub only: Vec<String>,
    /// Write nothing, and fail when the files that lie there differ from what would be written.
    #[arg(long, conflicts_with_all = ["force", "only"])]
    pub check: bool,
    /// Replace files that were edited by hand.
    #[arg(long)]
    pub force: bool,
    /// How problems are reported.
    #[command(flatten)]
    pub reporting: Reporting,
}

/// `o8 render`
#[derive(Args, Clone, Debug)]
pub struct RenderArguments {
    /// A module: what all its environments have in common, as it is in one, or on one cluster of it.
    #[arg(value_name = "MODULE[@ENV[@CLUSTER]]")]
    pub target: RenderTarget,
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// Only objects of this kind.
    #[arg(long)]
    pub kind: Option<String>,
    /// How objects are written.
    #[arg(long, value_enum, default_value_t)]
    pub format: ObjectFormat,
}

/// `o8 fmt`
#[derive(Args, Clone, Debug)]
pub struct FmtArguments {
    /// Files to format, and folders whose programs are; the whole package without one.
    pub paths: Vec<PathBuf>,
    /// Change nothing, and fail when something would change.
    #[arg(long)]
    pub check: bool,
    /// Change nothing, and show what would change.
    #[arg(long)]
    pub diff: bool,
}

/// `o8 fix`
#[derive(Args, Clone, Debug)]
pub struct FixArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// Change nothing, and show what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `o8 test`
#[derive(Args, Clone, Debug)]
pub struct TestArguments {
    /// Only tests whose name contains this.
    pub filter: Option<String>,
    /// The package: a folder in it, or one of its files.
    #[arg(long, value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// How results are written down.
    #[arg(long, value_enum, default_value_t)]
    pub format: TestFormat,
}

/// `o8 graph`
#[derive(Args, Clone, Debug)]
pub struct GraphArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// What to draw.
    #[arg(long, value_enum, default_value_t)]
    pub of: Picture,
    /// How to write the picture down.
    #[arg(long, value_enum, default_value_t)]
    pub format: GraphFormat,
    /// Only what there is in this environment.
    #[arg(long, value_name = "ENV")]
    pub environment: Option<String>,
    /// The file to write, in place of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `o8 net`
#[derive(Args, Clone, Debug)]
pub struct NetArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// Only what there is in this environment.
    #[arg(long, value_name = "ENV")]
    pub environment: Option<String>,
    /// A claim to be proved, or shown to be wrong: `A -> B`, requests of A get to B; `A !-> B`, they do not, gateways between
    /// them or not; `A !->> B`, nor through any other module. Somebody is a module, `internet`, `gateway:NAME` or
    /// `namespace:NAME`. May be given several times.
    #[arg(long, value_name = "CLAIM")]
    pub prove: Vec<Claim>,
    /// How to write it down.
    #[arg(long, value_enum, default_value_t)]
    pub format: NetFormat,
    /// The file to write, in place of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
}

/// `o8 module`
#[derive(Subcommand, Clone, Debug)]
pub enum ModuleCommand {
    /// Show which version of which module runs where, and whether what it needs is there.
    List(ModuleListArguments),
    /// Write a new module.
    Add(ModuleAddArguments),
    /// Change a module's source so that it runs in an environment.
    // `--version` is that of the module.
    #[command(disable_version_flag = true)]
    Deploy(ModuleDeployArguments),
}

/// `o8 module list`
#[derive(Args, Clone, Debug)]
pub struct ModuleListArguments {
    /// The package: a folder in it, or one of its files.
    pub path: Option<PathBuf>,
    /// The order of the modules.
    #[arg(long, value_enum, default_value_t)]
    pub order: ModuleOrder,
    /// How the list is written.
    #[arg(long, value_enum, default_value_t)]
    pub format: ListFormat,
}

/// `o8 module add`
#[derive(Args, Clone, Debug)]
pub struct ModuleAddArguments {
    /// Its name.
    pub name: String,
    /// What it deploys: a component of the program, or of a package.
    #[arg(long, value_name = "[PACKAGE.]COMPONENT", default_value = "std/web.WebService")]
    pub component: String,
    /// The team that owns it; need not be said where there is one only.
    #[arg(long)]
    pub team: Option<String>,
    /// The package: a folder in it, or one of its files.
    #[arg(long, value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// The file to write, below the root of the package, in place of `modules/NAME.o8`.
    #[arg(long, value_name = "FILE")]
    pub file: Option<String>,
}

/// `o8 module deploy`
#[derive(Args, Clone, Debug)]
pub struct ModuleDeployArguments {
    /// The module.
    pub name: String,
    /// An environment, or one cluster of it.
    #[arg(value_name = "ENV[@CLUSTER]")]
    pub target: DeployTarget,
    /// The version that is to run there, whatever runs elsewhere.
    #[arg(long, value_name = "VERSION")]
    pub version: Option<String>,
    /// The package: a folder in it, or one of its files.
    #[arg(long, value_name = "PATH")]
    pub path: Option<PathBuf>,
    /// Change nothing, and show what would change.
    #[arg(long)]
    pub dry_run: bool,
}

/// `o8 schema`
#[derive(Subcommand, Clone, Debug)]
pub enum SchemaCommand {
    /// Write types from definitions of custom resources, from a JSON Schema, or from the schema of a chart.
    Add(SchemaAddArguments),
}

/// `o8 schema add`
#[derive(Args, Clone, Debug, Default)]
pub struct SchemaAddArguments {
    /// Files with CustomResourceDefinitions in YAML, or one JSON Schema, or one chart: its folder, or its archive.
    #[arg(value_name = "FILE", required = true)]
    pub files: Vec<PathBuf>,
    /// The name of the type that a JSON Schema becomes.
    #[arg(long)]
    pub name: Option<String>,
    /// Replace files that were edited by hand.
    #[arg(long)]
    pub force: bool,
    /// The package to write to: a folder in it, or one of its files.
    #[arg(long, value_name = "PATH")]
    pub path: Option<PathBuf>,
}

/// `o8 explain`
#[derive(Args, Clone, Debug)]
pub struct ExplainArguments {
    /// The code, such as `E0902`; without one, all of them are listed.
    pub code: Option<String>,
}

/// `o8 lsp`
#[derive(Args, Clone, Copy, Debug)]
pub struct LspArguments {
    /// Talk on standard input and output, which it does in any case: editors say so to every server.
    #[arg(long)]
    pub stdio: bool,
}

/// `o8 completions`
#[derive(Args, Clone, Debug)]
pub struct CompletionsArguments {
    /// The shell to complete in.
    #[arg(value_enum)]
    pub shell: Shell,
}

/// `o8 man`
#[derive(Args, Clone, Debug)]
pub struct ManArguments {
    /// The folder to write a page for each command to; without one, the page of `o8` itself is printed.
    #[arg(value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

#[cfg(test)]
mod tests;
