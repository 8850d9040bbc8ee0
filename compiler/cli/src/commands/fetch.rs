//! `o8 fetch`: brings what `o8.lock` names into the cache, and changes nothing else.

use o8_diagnostics::Severity;
use o8_diagnostics::catalogue::plural;

use crate::arguments::FetchArguments;
use crate::package::Target;
use crate::packages::cache::Found;
use crate::packages::lock::Locked;
use crate::packages::project::{Project, report};
use crate::packages::resolve::other_content;
use crate::packages::tree::Tree;
use crate::packages::{source, vendor};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &FetchArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let project = match Project::open(arguments.path.as_deref(), terminal)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let (mut brought, mut copied) = (0, 0);
    for locked in &project.lock.packages {
        let (tree, is_new) = one(&project, locked, arguments.offline, terminal)?;
        brought += usize::from(is_new);
        if arguments.vendor && vendor::put(&project.root, &locked.name, &tree)? {
            copied += 1;
            terminal.detail(&format!("wrote `{}`", vendor::place(&locked.name)));
        }
    }
    let all = plural(project.lock.packages.len(), "package");
    let copies = if arguments.vendor { format!(", {copied} copied to `vendor`") } else { String::new() };
    terminal.say(&format!("{all} as `o8.lock` says: {brought} fetched{copies}"));
    // Now that they are here: whether they are those that the package needs.
    let package = crate::package::load(&Target::Package(project.root))?;
    let mut found = package.diagnostics;
    found.retain(|found| found.severity == Severity::Error || found.code == "W0910");
    if found.is_empty() {
        return Ok(Exit::Fine);
    }
    let errors = found.iter().any(|found| found.severity == Severity::Error);
    report(&found, &package.files, terminal);
    Ok(if errors { Exit::Program } else { Exit::Fine })
}

/// The files of a locked package, and whether they had to be fetched.
fn one(
    project: &Project,
    locked: &Locked,
    offline: bool,
    terminal: &mut Terminal,
) -> Result<(Tree, bool), Error> {
    let Locked { name, origin, edition, content, .. } = locked;
    let missing = match project.cache.find(content)? {
        Found::Whole(tree) => return Ok((tree, false)),
        Found::Nothing => format!("`{name}` {edition} is not in the cache"),
        Found::Other(reason) => {
            format!("`{name}` {edition} in the cache is not what `o8.lock` says: {reason}")
        }
    };
    if offline {
        return Err(Error::new(missing).hint("without `--offline`, `o8 fetch` brings it"));
    }
    terminal.detail(&format!("fetching `{name}` {edition} from `{}`", origin.place()));
    let progress = terminal.progress("fetching packages");
    let tree = source::fetch(origin, name, edition, &project.root, &project.cache)?;
    drop(progress);
    if tree.hash() != *content {
        return Err(other_content(locked));
    }
    project.cache.store(&tree)?;
    Ok((tree, true))
}
