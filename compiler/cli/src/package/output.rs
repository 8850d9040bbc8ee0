//! Output folders that would swallow source files, or that lie among them.

use std::path::{Path, PathBuf};

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::packages;

use super::walk::Found;
use super::{Package, Settings};
use crate::Error;
use crate::error::{At, shown};

/// What is wrong with the output folder that `o8.toml` names, once the sources are known.
pub(super) fn problem(settings: &Settings, found: &Found) -> Option<Diagnostic> {
    let output = settings.output.as_str();
    let place = settings.output_place?;
    if let Some(example) = &found.in_output {
        return Some(packages::output_holds_sources(place, output, example));
    }
    let (folder, source) = folder_of_sources(output, found.sources.iter().map(String::as_str))?;
    Some(packages::output_inside_sources(place, output, folder, source))
}

/// A folder around the output folder that has source files, and one of those. The root is none: the default is beside
/// its sources.
fn folder_of_sources<'a>(
    output: &'a str,
    mut sources: impl Iterator<Item = &'a str>,
) -> Option<(&'a str, &'a str)> {
    let folders: Vec<&str> = output.match_indices('/').map(|(end, _)| &output[..end]).collect();
    sources.find_map(|source| {
        let folder = source.rsplit_once('/')?.0;
        folders.contains(&folder).then_some((folder, source))
    })
}

impl Package {
    /// The folder to write to: what `--out` says, or else `o8.toml`.
    pub fn output(&self, out: Option<&Path>) -> Result<PathBuf, Error> {
        let Some(out) = out else { return Ok(self.root.join(&self.settings.output)) };
        let real = real(out).at("open", out)?;
        let root = self.root.canonicalize().at("open", &self.root)?;
        if root.starts_with(&real) {
            return Err(Error::new(format!("the output folder `{}` holds the package itself", shown(out))));
        }
        let own = || self.sources.iter().filter(|source| source.package.is_empty());
        if let Some(source) =
            own().map(|source| root.join(&source.path)).find(|source| source.starts_with(&real))
        {
            let message = format!("the output folder `{}` holds source files", shown(out));
            return Err(Error::new(message).hint(format!("`{}` is in it", shown(&source))));
        }
        let below = real.strip_prefix(&root).ok().and_then(Path::to_str).unwrap_or_default();
        if let Some((folder, _)) = folder_of_sources(below, own().map(|source| source.path.as_str())) {
            let message =
                format!("the output folder `{}` is inside `{folder}`, a folder of source files", shown(out));
            return Err(Error::new(message).hint("choose a folder that is only for output"));
        }
        Ok(out.to_owned())
    }
}

/// The path without links, of what exists of it.
fn real(path: &Path) -> std::io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    for above in path.ancestors() {
        if let Ok(real) = above.canonicalize() {
            return Ok(real.join(path.strip_prefix(above).unwrap_or(Path::new(""))));
        }
    }
    Ok(path)
}
