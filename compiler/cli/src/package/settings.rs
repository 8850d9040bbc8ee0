//! `o8.toml`.
//!
//! ```toml
//! name    = "acme"
//! version = "1.0.0"
//! edition = "2026"
//! o8      = ">=0.1"
//! output  = "generated"
//! layout  = "kustomize"
//!
//! [dependencies]
//! building-blocks = { path = "../building-blocks" }
//!
//! [lints]
//! W0901 = "allow"
//! ```

mod dependencies;

use std::ops::Range;

use o8_diagnostics::catalogue::packages;
use o8_diagnostics::{Diagnostic, FileId, Place, Span};
use o8_ir::platform::Layout;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::lints::{Level, Lints};
use super::origin::Dependency;

/// Editions of the language that this compiler knows.
const EDITIONS: &[&str] = &["2026"];
const KEYS: &[&str] = &["name", "version", "edition", "o8", "output", "layout", "dependencies", "lints"];

/// What `o8.toml` says.
#[derive(Clone, PartialEq, Debug)]
pub struct Settings {
    /// The name of the package; empty where a single file has none.
    pub name: String,
    /// The version of the package.
    pub version: Option<semver::Version>,
    /// The output folder, relative to the root, normal.
    pub output: String,
    /// Where the output folder is named, if it is.
    pub(super) output_place: Option<Place>,
    /// How the output is laid out.
    pub layout: Layout,
    /// By name.
    pub dependencies: Vec<Dependency>,
    /// Levels of warnings.
    pub lints: Lints,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            name: String::new(),
            version: None,
            output: "generated".to_owned(),
            output_place: None,
            layout: Layout::default(),
            dependencies: Vec::new(),
            lints: Lints::default(),
        }
    }
}

/// Reads an `o8.toml`. What is wrong keeps its default.
pub(crate) fn parse(text: &str, file: FileId) -> (Settings, Vec<Diagnostic>) {
    let mut reader = Reader { file, settings: Settings::default(), diagnostics: Vec::new() };
    match DeTable::parse(text) {
        Ok(table) => reader.root(table.get_ref()),
        Err(error) => {
            let place = reader.place(error.span().unwrap_or(0..0));
            reader.diagnostics.push(packages::toml_syntax(place, &error.message().replace('\n', " ")));
        }
    }
    (reader.settings, reader.diagnostics)
}

type Key<'i> = Spanned<std::borrow::Cow<'i, str>>;
type Value<'i> = Spanned<DeValue<'i>>;

struct Reader {
    file: FileId,
    settings: Settings,
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    fn place(&self, range: Range<usize>) -> Place {
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        Place::file(self.file, Span::new(offset(range.start), offset(range.end)))
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    fn root(&mut self, table: &DeTable<'_>) {
        let mut named = false;
        for (key, value) in in_order(table) {
            match key.get_ref().as_ref() {
                "name" => {
                    named = true;
                    self.name(value);
                }
                "version" => self.version(value),
                "edition" => drop(self.choice(value, "edition", EDITIONS)),
                "o8" => self.requirement(value),
                "output" => self.output(value),
                "layout" => match self.choice(value, "layout", &["kustomize", "rendered"]) {
                    Some(1) => self.settings.layout = Layout::Rendered,
                    Some(_) => self.settings.layout = Layout::Kustomize,
                    None => {}
                },
                "dependencies" => self.dependencies(value),
                "lints" => self.lints(value),
                other => {
                    let free: Vec<&str> =
                        KEYS.iter().copied().filter(|key| !table.contains_key(*key)).collect();
                    let diagnostic = packages::unknown_toml_key(self.place(key.span()), other, None, &free);
                    self.report(diagnostic);
                }
            }
        }
        if !named {
            self.report(packages::missing_toml_key(self.place(0..0), "name"));
        }
    }

    /// The text of a value that has to be a string.
    fn string<'v>(&mut self, value: &'v Value<'_>, key: &str) -> Option<&'v str> {
        let text = value.get_ref().as_str();
        if text.is_none() {
            self.wrong_type(value, key, "a string");
        }
        text
    }

    fn table<'v, 'i>(&mut self, value: &'v Value<'i>, key: &str) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wrong_type(value, key, "a table");
        }
        table
    }

    fn wrong_type(&mut self, value: &Value<'_>, key: &str, expected: &str) {
        let found = match value.get_ref() {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "a boolean",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        let diagnostic = packages::toml_type(self.place(value.span()), key, expected, found);
        self.report(diagnostic);
    }

    /// The position of a value among those that there are.
    fn choice(&mut self, value: &Value<'_>, key: &str, known: &[&str]) -> Option<usize> {
        let text = self.string(value, key)?;
        let found = known.iter().position(|known| *known == text);
        if found.is_none() {
            let diagnostic = packages::unknown_toml_value(self.place(value.span()), key, text, known);
            self.report(diagnostic);
        }
        found
    }

    fn name(&mut self, value: &Value<'_>) {
        let Some(name) = self.string(value, "name") else { return };
        if is_package_name(name) {
            name.clone_into(&mut self.settings.name);
        } else {
            self.report(packages::bad_package_name(self.place(value.span()), name));
        }
    }

    fn version(&mut self, value: &Value<'_>) {
        let Some(text) = self.string(value, "version") else { return };
        match semver::Version::parse(text) {
            Ok(version) => self.settings.version = Some(version),
            Err(error) => {
                let place = self.place(value.span());
                self.report(packages::bad_version(place, "version", text, "1.4.2", &error.to_string()));
            }
        }
    }

    fn requirement(&mut self, value: &Value<'_>) {
        let Some(text) = self.string(value, "o8") else { return };
        let place = self.place(value.span());
        match semver::VersionReq::parse(text) {
            Ok(requirement) => {
                let running = env!("CARGO_PKG_VERSION");
                let fits = semver::Version::parse(running).is_ok_and(|running| requirement.matches(&running));
                if !fits {
                    self.report(packages::needs_other_o8(place, text, running));
                }
            }
            Err(error) => self.report(packages::bad_version(place, "o8", text, ">=0.1", &error.to_string())),
        }
    }

    fn output(&mut self, value: &Value<'_>) {
        let Some(text) = self.string(value, "output") else { return };
        let place = self.place(value.span());
        match normal(text) {
            Some(output) if output.is_empty() => {
                self.report(packages::output_holds_sources(place, text, "o8.toml"));
            }
            Some(output) => {
                self.settings.output = output;
                self.settings.output_place = Some(place);
            }
            None => self.report(packages::output_outside(place, text)),
        }
    }

    fn lints(&mut self, value: &Value<'_>) {
        let Some(table) = self.table(value, "lints") else { return };
        let known: Vec<&str> = o8_diagnostics::codes().filter(|code| code.starts_with('W')).collect();
        for (key, value) in in_order(table) {
            let code = key.get_ref().as_ref();
            if !known.contains(&code) {
                self.report(packages::unknown_lint(self.place(key.span()), code, &known));
                continue;
            }
            let Some(word) = self.string(value, code) else { continue };
            match Level::named(word) {
                Some(level) => drop(self.settings.lints.0.insert(code.to_owned(), level)),
                None => {
                    let place = self.place(value.span());
                    self.report(packages::unknown_toml_value(place, code, word, &["allow", "warn", "deny"]));
                }
            }
        }
    }
}

/// Entries as they stand in the file.
fn in_order<'t, 'i>(table: &'t DeTable<'i>) -> Vec<(&'t Key<'i>, &'t Value<'i>)> {
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| key.span().start);
    entries
}

/// Lower-case letters, digits and inner dashes, beginning with a letter.
pub(crate) fn is_package_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && !name.ends_with('-')
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'))
}

/// A path without `.` and superfluous slashes; `None` where it is absolute or climbs.
fn normal(path: &str) -> Option<String> {
    if path.starts_with('/') || path.contains(['\\', ':', '\0']) {
        return None;
    }
    let parts: Vec<&str> = path.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    (!parts.contains(&"..")).then(|| parts.join("/"))
}
