//! `o8 update`: chooses versions anew, and writes `o8.lock`.

use o8_diagnostics::catalogue::plural;

use crate::arguments::UpdateArguments;
use crate::package::origin::short;
use crate::packages::lock::{Lock, Locked};
use crate::packages::project::Project;
use crate::packages::resolve::Free;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &UpdateArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut project = match Project::open(arguments.path.as_deref(), terminal)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let free = match arguments.names.as_slice() {
        [] => Free::All,
        names => {
            names.iter().try_for_each(|name| is_known(&project, name))?;
            Free::Only(names.to_vec())
        }
    };
    let lock = match project.resolve(&free, terminal)? {
        Ok(lock) => lock,
        Err(exit) => return Ok(exit),
    };
    let changes = changes(&project.lock, &lock);
    for line in &changes {
        terminal.say(line);
    }
    if arguments.check {
        let same = lock.packages.len() == project.lock.packages.len() && changes.is_empty();
        terminal.say(if same { "`o8.lock` is up to date" } else { "`o8.lock` would change" });
        return Ok(if same { Exit::Fine } else { Exit::Different });
    }
    let written = lock.write(&project.root)?;
    terminal.say(&match written {
        true => format!("`o8.lock` names {}", plural(lock.packages.len(), "package")),
        false => "`o8.lock` is up to date".to_owned(),
    });
    Ok(Exit::Fine)
}

fn is_known(project: &Project, name: &str) -> Result<(), Error> {
    let direct = project.settings.dependencies.iter().map(|dependency| dependency.name.as_str());
    let known: Vec<&str> =
        direct.chain(project.lock.packages.iter().map(|locked| locked.name.as_str())).collect();
    if known.contains(&name) {
        return Ok(());
    }
    Err(Error::new(format!("nothing depends on a package `{name}`")).meant(name, known, None))
}

/// What is different between two locks, a line for each package.
pub(super) fn changes(old: &Lock, new: &Lock) -> Vec<String> {
    let mut lines = Vec::new();
    for Locked { name, edition, .. } in old.packages.iter().filter(|locked| new.get(&locked.name).is_none()) {
        lines.push(format!("- {name} {edition}"));
    }
    for locked in &new.packages {
        let Locked { name, edition, content, origin, .. } = locked;
        match old.get(name) {
            None => lines.push(format!("+ {name} {edition}")),
            Some(old) if old.edition == *edition && old.content == *content && old.origin == *origin => {}
            Some(old) if old.edition.tag == edition.tag && old.origin == *origin && edition.tag.is_some() => {
                // A tag that names something else than it did.
                let id =
                    |locked: &Locked| locked.edition.commit.clone().or_else(|| locked.edition.digest.clone());
                let (from, to) = (id(old).unwrap_or_default(), id(locked).unwrap_or_default());
                lines.push(format!(
                    "! {name} {edition}: its tag was moved from {} to {}",
                    short(&from),
                    short(&to)
                ));
            }
            Some(old) => lines.push(format!("~ {name} {} -> {edition}", old.edition)),
        }
    }
    lines
}
