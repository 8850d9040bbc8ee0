//! Folders that tests work in, each gone with its value.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::SystemTime;

use crate::run::{self, Ran};

pub(crate) struct Folder(PathBuf);

/// A platform of two environments, the second of two clusters, and one module that differs between them.
const PLATFORM: &[(&str, &str)] = &[
    ("o8.toml", "name = \"acme\"\n"),
    (
        "platform.o8",
        "platform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }

cluster dev-eu { kubernetes = \"1.34\" }
cluster prod-eu { kubernetes = \"1.34\" }
cluster prod-us { kubernetes = \"1.34\" }

environment dev { clusters = [dev-eu] }
environment prod { clusters = [prod-eu, prod-us], after = [dev], tier = \"production\" }

team delivery { owners = [\"oidc:delivery\"] }
",
    ),
    (
        "modules/web.o8",
        "import std/web { WebService }

module web {
  team = delivery
  deploy = WebService { image = \"ghcr.io/acme/web:1.0.0\" }

  in prod {
    deploy.sizing.replicas = 5
  }
}
",
    ),
];

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("o8-cli-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        // Without links on the way: programs say where they are by their real path.
        let path = std::env::temp_dir().canonicalize().expect("there is a temporary folder").join(name);
        fs::create_dir_all(&path).expect("the temporary folder can be written");
        Self(path)
    }

    /// With these files.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let folder = Self::new();
        for (path, text) in files {
            folder.put(path, text);
        }
        folder
    }

    /// With a small platform that has nothing to report.
    pub(crate) fn platform() -> Self {
        Self::with(PLATFORM)
    }

    /// The same, built.
    #[track_caller]
    pub(crate) fn built() -> Self {
        let folder = Self::platform();
        folder.o8(&["build", "--deny", "warnings"]).ends(0);
        folder
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn join(&self, path: &str) -> PathBuf {
        self.0.join(path)
    }

    pub(crate) fn put(&self, path: &str, text: impl AsRef<[u8]>) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().expect("a file is in a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    #[track_caller]
    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Puts `new` in place of `old` in a file.
    #[track_caller]
    pub(crate) fn change(&self, path: &str, old: &str, new: &str) {
        let text = self.read(path);
        assert!(text.contains(old), "{path} has no `{old}`:\n{text}");
        self.put(path, text.replace(old, new));
    }

    #[track_caller]
    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"));
    }

    /// Whether something is there, be it a link that leads nowhere.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.0.join(path).symlink_metadata().is_ok()
    }

    #[cfg(unix)]
    pub(crate) fn link(&self, target: &str, path: &str) {
        std::os::unix::fs::symlink(target, self.0.join(path)).expect("a link can be made");
    }

    /// Runs `o8` here.
    #[track_caller]
    pub(crate) fn o8(&self, arguments: &[&str]) -> Ran {
        run::ended(&mut self.command(arguments))
    }

    /// `o8` with these arguments, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        run::command(&self.0, arguments)
    }

    /// Everything below a folder, `/` after folders, sorted.
    pub(crate) fn list(&self, below: &str) -> Vec<String> {
        let root = self.0.join(below);
        let mut found = Vec::new();
        let mut folders = vec![root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
                let path = entry.path();
                let shown = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().into_owned();
                if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                    found.push(format!("{shown}/"));
                    folders.push(path);
                } else {
                    found.push(shown);
                }
            }
        }
        found.sort();
        found
    }

    /// Every file below a folder with its content.
    pub(crate) fn contents(&self, below: &str) -> BTreeMap<String, Vec<u8>> {
        let files = self.list(below).into_iter().filter(|path| !path.ends_with('/'));
        files
            .map(|path| (path.clone(), fs::read(self.0.join(below).join(path)).unwrap_or_default()))
            .collect()
    }

    /// When everything below a folder, and the folder, was last changed.
    pub(crate) fn times(&self, below: &str) -> BTreeMap<String, SystemTime> {
        let all = self.list(below).into_iter().chain([String::new()]);
        let time =
            |path: &str| fs::metadata(self.0.join(below).join(path)).and_then(|found| found.modified());
        all.map(|path| (path.clone(), time(&path).expect("it is there"))).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
