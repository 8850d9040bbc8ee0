//! `o8 package`: writes a package into an OCI image layout.

use o8_diagnostics::Severity;

use crate::arguments::{PackageArguments, Reporting};
use crate::error::shown;
use crate::package::{self, Given, Target};
use crate::packages::{oci, project, source};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &PackageArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let root = project::root(arguments.path.as_deref())?;
    // What does not compile here compiles nowhere else.
    let session = Session::of(package::load(&Target::Package(root.clone()))?, Given::default(), terminal);
    if session.compiled.diagnostics.iter().any(|found| found.severity == Severity::Error) {
        return session.report(Reporting::default(), 0, terminal);
    }
    let settings = &session.compilation.settings;
    let Some(version) = &settings.version else {
        return Err(
            Error::new("`o8.toml` does not say which version this is").hint("add `version = \"1.0.0\"`")
        );
    };
    if let Some(beside) = settings.dependencies.iter().find(|needs| needs.origin.is_relative()) {
        let message = format!("the package depends on a folder, which others do not have: `{}`", beside.name);
        return Err(Error::new(message).hint("name the repository that it is published in"));
    }
    let name = &settings.name;
    let tree = source::of_folder(&root)?;
    let written = oci::write(&arguments.output, name, version, &tree)?;
    let layout = shown(&arguments.output);
    terminal.say(&match written.new {
        true => format!("wrote `{name}` {version} to `{layout}`"),
        false => format!("`{name}` {version} is in `{layout}` already"),
    });
    terminal.result(&format!("{}\n", written.digest))?;
    Ok(Exit::Fine)
}
