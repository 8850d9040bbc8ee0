//! `o8 outdated`: the packages of `o8.lock`, with the versions that there are.

use serde_json::json;

use crate::arguments::{ListFormat, OutdatedArguments};
use crate::package::origin::{Dependency, Edition, Origin};
use crate::packages::lock::Locked;
use crate::packages::project::Project;
use crate::packages::resolve::{self, newest_first};
use crate::packages::source;
use crate::terminal::Terminal;
use crate::{Error, Exit};

/// A line of the list.
struct Row<'l> {
    locked: &'l Locked,
    /// The newest that suits everybody who wants the package.
    compatible: Option<String>,
    /// The newest of all; pre-releases only where that is what is in use.
    newest: Option<String>,
}

pub(super) fn run(arguments: &OutdatedArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut project = match Project::open(arguments.path.as_deref(), terminal)? {
        Ok(project) => project,
        Err(exit) => return Ok(exit),
    };
    let named = |dependency: &&Dependency| !matches!(dependency.origin, Origin::Path(_));
    if project.lock.packages.is_empty() && project.settings.dependencies.iter().any(|each| named(&each)) {
        return Err(Error::new("there is no `o8.lock` to compare with").hint("`o8 update` writes it"));
    }
    let wanted =
        resolve::wanted(&project.root, &project.settings, &project.lock, &project.cache, &mut project.files)?;
    let progress = terminal.progress("looking for versions");
    let mut rows = Vec::new();
    for locked in &project.lock.packages {
        let mut editions = source::editions(&locked.origin, &locked.name, &project.root)?;
        newest_first(&mut editions);
        let all: Vec<&Dependency> = wanted.iter().filter(|wants| wants.name == locked.name).collect();
        let suits = |edition: &&Edition| all.iter().all(|wants| wants.want.fits(edition));
        let in_use = locked.edition.version.as_ref().is_some_and(|version| !version.pre.is_empty());
        let newest = editions
            .iter()
            .filter_map(|edition| edition.version.as_ref())
            .find(|version| in_use || version.pre.is_empty());
        rows.push(Row {
            locked,
            compatible: editions.iter().find(suits).map(ToString::to_string),
            newest: newest.map(ToString::to_string),
        });
    }
    drop(progress);
    terminal.result(&match arguments.format {
        ListFormat::Human => table(&rows),
        ListFormat::Json => json(&rows),
    })?;
    if rows.is_empty() {
        terminal.say("no package is locked");
    }
    Ok(Exit::Fine)
}

fn table(rows: &[Row<'_>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let head = ["package", "current", "compatible", "newest", "source"].map(str::to_owned);
    let lines = rows.iter().map(|row| {
        let Locked { name, edition, origin, .. } = row.locked;
        [
            name.clone(),
            edition.to_string(),
            or_dash(&row.compatible),
            or_dash(&row.newest),
            origin.place().to_owned(),
        ]
    });
    let lines: Vec<[String; 5]> = [head].into_iter().chain(lines).collect();
    let widths: Vec<usize> =
        (0..5).map(|n| lines.iter().map(|line| line[n].chars().count()).max().unwrap_or_default()).collect();
    let line = |line: &[String; 5]| {
        let cells: Vec<String> =
            line.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        format!("{}\n", cells.join("  ").trim_end())
    };
    lines.iter().map(line).collect()
}

fn json(rows: &[Row<'_>]) -> String {
    let row = |row: &Row<'_>| {
        let Locked { name, edition, origin, .. } = row.locked;
        json!({
            "name": name,
            "source": origin.to_string(),
            "current": edition.to_string(),
            "compatible": row.compatible,
            "newest": row.newest,
        })
    };
    let all: Vec<_> = rows.iter().map(row).collect();
    format!("{:#}\n", json!({ "version": 1, "packages": all }))
}
