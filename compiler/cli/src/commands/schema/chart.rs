//! A chart as a folder or as an archive: the schema of its values, and the templates that it is rendered from.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use flate2::read::GzDecoder;
use o8_schemas::{Differing, Input, differing, is_template};
use tar::Archive;

use crate::Error;
use crate::error::{At, shown};
use crate::package;

/// The most that an archive has when it is unpacked: the cluster takes no release of more than 1 MiB packed.
const LARGEST: u64 = 64 << 20;
/// How deep folders are looked into, and charts inside of charts.
const DEEPEST: usize = 16;

/// What is read of a chart.
#[derive(Default)]
pub(super) struct Chart {
    /// The schema of its values.
    pub(super) schema: Option<String>,
    /// Paths and texts of its templates, and of the charts that it brings.
    templates: Vec<(String, String)>,
}

impl Chart {
    /// What its templates make otherwise each time.
    pub(super) fn differing(&self) -> Vec<Differing> {
        let inputs: Vec<_> = self.templates.iter().map(|(name, text)| Input { name, text }).collect();
        differing(&inputs)
    }

    /// Takes what matters of a file, and of the archive of a chart that it brings.
    fn add(&mut self, path: &str, bytes: Vec<u8>, depth: usize) -> Result<(), String> {
        if path == "values.schema.json" {
            self.schema = Some(String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8"))?);
        } else if is_template(path) {
            self.templates.push((path.to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        } else if is_archive(path) && path.rsplit('/').nth(1) == Some("charts") {
            let (folder, _) = path.rsplit_once('/').unwrap_or_default();
            self.unpack(&bytes, folder, depth + 1)?;
        }
        Ok(())
    }

    /// Reads an archive: `NAME/…`, whose files are those of `FOLDER/NAME`, or of the chart itself.
    fn unpack(&mut self, bytes: &[u8], folder: &str, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("charts are nested too deep in it".to_owned());
        }
        let unreadable = |error: std::io::Error| format!("the archive cannot be read: {error}");
        let mut archive = Archive::new(GzDecoder::new(bytes).take(LARGEST));
        for entry in archive.entries().map_err(unreadable)? {
            let mut entry = entry.map_err(unreadable)?;
            let path = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            let Some((name, below)) = path.split_once('/') else { continue };
            let path = if folder.is_empty() { below.to_owned() } else { format!("{folder}/{name}/{below}") };
            let mut content = Vec::new();
            entry.read_to_end(&mut content).map_err(unreadable)?;
            self.add(&path, content, depth)?;
        }
        if archive.into_inner().limit() == 0 {
            return Err("the archive is too large when it is unpacked".to_owned());
        }
        Ok(())
    }

    fn read_folder(&mut self, root: &Path, below: &str, depth: usize) -> Result<(), Error> {
        let folder = root.join(below);
        let mut entries = Vec::new();
        for entry in fs::read_dir(&folder).at("read", &folder)? {
            entries.push(entry.at("read", &folder)?.file_name().to_string_lossy().into_owned());
        }
        entries.sort();
        for name in entries {
            let path = if below.is_empty() { name } else { format!("{below}/{name}") };
            let full = root.join(&path);
            // A link may lead anywhere, also back.
            if full.symlink_metadata().at("read", &full)?.is_symlink() {
                continue;
            }
            if full.is_dir() {
                if depth < DEEPEST {
                    self.read_folder(root, &path, depth + 1)?;
                }
            } else if path == "values.schema.json" || is_template(&path) || is_archive(&path) {
                let bytes = package::read(&full)?;
                self.add(&path, bytes, 0).map_err(|reason| unusable(&full, &reason))?;
            }
        }
        Ok(())
    }
}

/// Whether a path is that of a chart: a folder with a `Chart.yaml`, or an archive.
pub(super) fn is_chart(path: &Path) -> bool {
    path.is_dir() || is_archive(&path.to_string_lossy())
}

/// Reads a chart.
pub(super) fn read(path: &Path) -> Result<Chart, Error> {
    let mut chart = Chart::default();
    if path.is_dir() {
        if !path.join("Chart.yaml").is_file() {
            let message = format!("`{}` is no chart: it has no `Chart.yaml`", shown(path));
            return Err(
                Error::new(message).hint("give the files that types are read from, or the folder of a chart")
            );
        }
        chart.read_folder(path, "", 0)?;
    } else {
        let bytes = package::read(path)?;
        chart.unpack(&bytes, "", 0).map_err(|reason| unusable(path, &reason))?;
    }
    Ok(chart)
}

fn unusable(path: &Path, reason: &str) -> Error {
    Error::new(format!("cannot read the chart `{}`: {reason}", shown(path)))
}

fn is_archive(path: &str) -> bool {
    path.ends_with(".tgz") || path.ends_with(".tar.gz")
}
