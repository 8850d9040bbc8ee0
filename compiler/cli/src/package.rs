//! A package as it lies on disk: found, its `o8.toml` read, its files loaded.
//!
//! Every `*.o8` file below the folder of an `o8.toml` belongs to the package, except in nested packages, in the
//! output folder and in hidden folders. A single file without an `o8.toml` is a package with the defaults.

mod compilation;
pub(crate) mod data;
mod dependencies;
mod files;
mod find;
mod lints;
pub(crate) mod origin;
mod output;
mod overlay;
pub(crate) mod settings;
pub(crate) mod walk;

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ecow::EcoString;
use o8_diagnostics::catalogue::packages;
use o8_diagnostics::{Diagnostic, FileId, Place, Span};
use rustc_hash::FxHashMap;

use crate::Error;
use crate::error::{At, shown};
use crate::packages::vendor;
use crate::parallel::parallel;

pub use compilation::{Compilation, Given};
pub use files::Files;
pub use find::{Target, find};
pub use lints::{Level, Lints};
pub use origin::Dependency;
pub use overlay::Overlay;
pub use settings::Settings;

/// The largest source file: larger ones are data that got the wrong name.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The text of a source file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SourceText {
    /// The name of the package that it belongs to; empty for the one that is compiled.
    pub package: String,
    /// Relative to its package's root, with `/`.
    pub path: String,
    /// How diagnostics call it: relative to the root of the package that is compiled.
    pub shown: String,
    /// What it says.
    pub text: Arc<str>,
}

/// A package of the program, as its `o8.toml` has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Member {
    /// Its name; empty where a single file has none.
    pub name: String,
    /// Its version, if it says one.
    pub version: Option<semver::Version>,
    /// Its folder, relative to the one that is compiled, empty for that one; or where it was fetched from.
    pub path: String,
    /// The names of the packages that it depends on, in their order.
    pub dependencies: Vec<String>,
}

/// A package with all that it is compiled from, the library aside.
#[derive(Debug)]
pub struct Package {
    /// The folder that paths are relative to.
    pub root: PathBuf,
    /// What `o8.toml` says.
    pub settings: Settings,
    /// The package and all that it depends on, itself first.
    pub members: Vec<Member>,
    /// By package and path.
    pub sources: Vec<SourceText>,
    /// Files that the sources read, by path; `None` where there is none that can be read.
    pub data: FxHashMap<EcoString, Option<Arc<str>>>,
    /// What diagnostics of this stage point into.
    pub files: Files,
    /// What is wrong with the package as such. Where one is an error there is no use in compiling.
    pub diagnostics: Vec<Diagnostic>,
}

/// Loads what a command works on.
pub fn load(target: &Target) -> Result<Package, Error> {
    load_with(target, &Overlay::default())
}

/// The same with texts that stand above those of the disk.
pub fn load_with(target: &Target, overlay: &Overlay) -> Result<Package, Error> {
    let mut loader = Loader::new(overlay);
    let (root, settings) = match target {
        Target::File(path) => {
            let root = path.parent().unwrap_or(Path::new("")).to_owned();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            loader.read_all("", &root, "", vec![name])?;
            let settings = Settings::default();
            loader.member("", "", &settings);
            (root, settings)
        }
        Target::Package(root) => {
            let (settings, file) = loader.settings(root, "")?;
            loader.package("", root, "", &settings, file)?;
            dependencies::load(&mut loader, root, &settings)?;
            (root.clone(), settings)
        }
    };
    let Loader { overlay: _, members, mut sources, files, diagnostics } = loader;
    sources.sort_by(|a, b| (&a.package, &a.path).cmp(&(&b.package, &b.path)));
    let diagnostics = settings.lints.apply(diagnostics);
    let data = data::read_data(&root, &settings.output, &sources, overlay);
    Ok(Package { root, settings, members, sources, data, files, diagnostics })
}

/// What has been read so far.
struct Loader<'o> {
    overlay: &'o Overlay,
    members: Vec<Member>,
    sources: Vec<SourceText>,
    files: Files,
    diagnostics: Vec<Diagnostic>,
}

impl<'o> Loader<'o> {
    fn new(overlay: &'o Overlay) -> Self {
        let (members, sources, files) = (Vec::new(), Vec::new(), Files::default());
        Self { overlay, members, sources, files, diagnostics: Vec::new() }
    }

    /// Reads the `o8.toml` of `root`, which `shown` leads to from the package that is compiled.
    fn settings(&mut self, root: &Path, shown: &str) -> Result<(Settings, FileId), Error> {
        let path = root.join("o8.toml");
        let bytes = self.overlay.read(&path)?;
        let (text, bad) = decode(&bytes);
        let file = self.files.add(&below(shown, "o8.toml"), &text);
        if let Some((offset, byte)) = bad {
            self.diagnostics.push(invalid_utf8(file, offset, byte));
            return Ok((Settings::default(), file));
        }
        let (settings, diagnostics) = settings::parse(&text, file);
        self.diagnostics.extend(diagnostics);
        Ok((settings, file))
    }

    /// Loads the sources of a package.
    fn package(
        &mut self,
        name: &str,
        root: &Path,
        shown: &str,
        settings: &Settings,
        file: FileId,
    ) -> Result<(), Error> {
        self.member(name, shown, settings);
        let mut found = walk::walk(root, &settings.output)?;
        found.add_unsaved(root, &settings.output, self.overlay);
        if name.is_empty() {
            self.report(root, settings, file, &found);
        }
        self.read_all(name, root, shown, found.sources)
    }

    fn member(&mut self, name: &str, path: &str, settings: &Settings) {
        let name = if name.is_empty() { settings.name.clone() } else { name.to_owned() };
        let dependencies = settings.dependencies.iter().map(|dependency| dependency.name.clone()).collect();
        let path = path.to_owned();
        self.members.push(Member { name, version: settings.version.clone(), path, dependencies });
    }

    /// Reports what is odd about the folders of the package that is compiled; others are somebody else's.
    fn report(&mut self, root: &Path, settings: &Settings, file: FileId, found: &walk::Found) {
        if let Some(problem) = output::problem(settings, found) {
            self.diagnostics.push(problem);
        }
        let copies: Vec<String> = match found.nested.iter().any(|folder| folder.starts_with("vendor/")) {
            true => dependencies::locked_names(root).iter().map(|name| vendor::place(name)).collect(),
            false => Vec::new(),
        };
        for folder in found.nested.iter().filter(|folder| !copies.contains(folder)) {
            let own = |dependency: &Dependency| dependencies::is_on(dependency, root, folder);
            if !settings.dependencies.iter().any(own) {
                let path = format!("{folder}/o8.toml");
                let file = self.files.add(&path, "");
                self.diagnostics.push(packages::nested_package(Place::file(file, Span::at(0)), folder));
            }
        }
        for folder in &found.links {
            self.diagnostics.push(packages::linked_folder(Place::file(file, Span::at(0)), folder));
        }
    }

    fn read_all(
        &mut self,
        package: &str,
        root: &Path,
        prefix: &str,
        paths: Vec<String>,
    ) -> Result<(), Error> {
        let texts = parallel(paths.len(), |n| {
            let bytes = self.overlay.read(&root.join(&paths[n]))?;
            Ok(String::from_utf8(bytes).map_err(|error| error.into_bytes()))
        })?;
        for (path, text) in paths.into_iter().zip(texts) {
            match text {
                Ok(text) => {
                    let (shown, text) = (below(prefix, &path), text.into());
                    self.sources.push(SourceText { package: package.to_owned(), path, shown, text });
                }
                Err(bytes) => {
                    let (text, bad) = decode(&bytes);
                    let file = self.files.add(&below(prefix, &path), &text);
                    self.diagnostics.extend(bad.map(|(offset, byte)| invalid_utf8(file, offset, byte)));
                }
            }
        }
        Ok(())
    }
}

/// A path of a package, from the one that is compiled.
fn below(prefix: &str, path: &str) -> String {
    if prefix.is_empty() { path.to_owned() } else { format!("{prefix}/{path}") }
}

pub(crate) fn invalid_utf8(file: FileId, offset: usize, byte: u8) -> Diagnostic {
    let at = u32::try_from(offset).unwrap_or(u32::MAX);
    packages::invalid_utf8(Place::file(file, Span::at(at)), offset, byte)
}

/// The text, and the first byte that is none with its offset. What cannot be read is replaced; the text before
/// the first bad byte is as it was.
pub(crate) fn decode(bytes: &[u8]) -> (String, Option<(usize, u8)>) {
    match str::from_utf8(bytes) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let offset = error.valid_up_to();
            (String::from_utf8_lossy(bytes).into_owned(), Some((offset, bytes[offset])))
        }
    }
}

/// Reads a regular file of a bounded size. A pipe or a device could go on for ever, so it is not opened.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let found = fs::metadata(path).at("read", path)?;
    if found.is_dir() {
        return Err(Error::new(format!("`{}` is a folder, where a file is expected", shown(path))));
    }
    if !found.is_file() {
        return Err(Error::new(format!("`{}` is not a regular file", shown(path))));
    }
    let file = fs::File::open(path).at("read", path)?;
    let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(LARGEST)).unwrap_or_default() + 1);
    file.take(LARGEST + 1).read_to_end(&mut bytes).at("read", path)?;
    if bytes.len() as u64 > LARGEST {
        let size = found.len().max(bytes.len() as u64) / (1024 * 1024);
        let message =
            format!("`{}` is too large: {size} MB, and a source file has at most 16 MB", shown(path));
        return Err(Error::new(message));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests;
