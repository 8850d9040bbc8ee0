//! Folders that tests work in, each gone with its value, and what `o8 check` says of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use o8_cli::package::{self, Given, find};
use o8_cli::session::Session;
use o8_cli::terminal::Terminal;
use o8_cli::write;
use o8_diagnostics::{Anchor, Sources as _};

pub(crate) struct Folder(PathBuf);

/// A platform of two files that has nothing to report.
const PLATFORM: &[(&str, &str)] = &[
    ("o8.toml", "name = \"acme\"\n"),
    (
        "platform.o8",
        "platform acme { repository = \"https://github.com/acme/platform\", domain = \"acme.example\" }

cluster dev-eu { kubernetes = \"1.34\" }

environment dev { clusters = [dev-eu] }

team delivery { owners = [\"oidc:delivery\"] }
",
    ),
    (
        "modules/web.o8",
        "import std/web { WebService }

module web {
  team = delivery
  deploy = WebService { image = \"ghcr.io/acme/web:1.0.0\" }
}
",
    ),
];

/// What is said of a place: file, code, line and column from 0.
pub(crate) type Said = (String, String, u32, u32);

impl Folder {
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("o8-lsp-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().canonicalize().expect("there is a temporary folder").join(name);
        let folder = Self(path);
        for (path, text) in files {
            folder.put(path, text);
        }
        folder
    }

    pub(crate) fn platform() -> Self {
        Self::with(PLATFORM)
    }

    pub(crate) fn put(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("below the folder")).expect("it can be written");
        fs::write(path, text).expect("it can be written");
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).expect("it is there")
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.path(path)).expect("it is there");
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        if path.is_empty() { self.0.clone() } else { self.0.join(path) }
    }

    pub(crate) fn uri(&self, path: &str) -> String {
        format!("file://{}", self.path(path).to_str().expect("UTF-8"))
    }

    /// The path of an address below this folder.
    pub(crate) fn relative(&self, uri: &str) -> String {
        let path = Path::new(uri.strip_prefix("file://").expect("a file"));
        let shown = path.strip_prefix(&self.0).unwrap_or(path);
        shown.to_str().expect("UTF-8").to_owned()
    }

    /// What `o8 check` says of the package in a folder below this one, paths from here.
    pub(crate) fn checked(&self, package: &str) -> Vec<Said> {
        let target = find(Some(&self.path(package))).expect("a package");
        let loaded = package::load(&target).expect("it can be read");
        let previous = write::deployed(&loaded.output(None).expect("a folder")).expect("it can be read");
        let mut terminal = Terminal::of(
            o8_cli::arguments::Global::default(),
            Box::new(std::io::sink()),
            Box::new(std::io::sink()),
        );
        let session = Session::of(loaded, Given { previous, ..Given::default() }, &mut terminal);
        let files = &session.compilation.files;
        let mut said: Vec<Said> = session
            .compiled
            .diagnostics
            .iter()
            .map(|found| {
                let Anchor::File(file) = found.place.anchor else { panic!("{found:?} has no file") };
                let before = &files.text(file)[..found.place.span.start as usize];
                let line = before.matches('\n').count();
                let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
                let path = Path::new(package).join(files.path(file)).to_str().expect("UTF-8").to_owned();
                (path, found.code.to_owned(), line as u32, column as u32)
            })
            .collect();
        said.sort();
        said
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
