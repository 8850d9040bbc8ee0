//! Output folders that would swallow source files, or that lie among them.

use std::path::{Path, PathBuf};

use o8_diagnostics::Diagnostic;
use o8_diagnostics::catalogue::packages;

use super::walk::Found;
use super::{Package, Settings};
use crate::Error;
use crate::error::At;

/// What is wrong with the output folder that `o8.toml` names, once the sources are known.
pub(super) fn problem(settings: &Settings, found: &Found) -> Option<Diagnostic> {
    let output = settings.output.as_str();
    let place = settings.output_place?;
    if let Some(example) = &found.in_output {
        return Some(packages::output_holds_sources(place, output, example));
    }
    // Folders around the output folder, the root aside: the default is beside the sources of the root.
    let folders: Vec<&str> = output.match_indices('/').map(|(end, _)| &output[..end]).collect();
    found.sources.iter().find_map(|source| {
        let folder = source.rsplit_once('/')?.0;
        folders.contains(&folder).then(|| packages::output_inside_sources(place, output, folder, source))
    })
}

impl Package {
    /// The folder to write to: what `--out` says, or else `o8.toml`.
    pub fn output(&self, out: Option<&Path>) -> Result<PathBuf, Error> {
        let Some(out) = out else { return Ok(self.root.join(&self.settings.output)) };
        let real = real(out).at("open", out)?;
        let root = self.root.canonicalize().at("open", &self.root)?;
        if root.starts_with(&real) {
            return Err(Error::new(format!(
                "the output folder `{}` holds the package itself",
                out.display()
            )));
        }
        let own = self.sources.iter().filter(|source| source.package.is_empty());
        match own.map(|source| root.join(&source.path)).find(|source| source.starts_with(&real)) {
            Some(source) => {
                let message = format!("the output folder `{}` holds source files", out.display());
                Err(Error::new(message).hint(format!("`{}` is in it", source.display())))
            }
            None => Ok(out.to_owned()),
        }
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
