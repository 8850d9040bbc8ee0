//! `o8 init`: a package that compiles at once.

pub(super) mod names;

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::arguments::{InitArguments, Provider};
use crate::error::{At, shown};
use crate::terminal::Terminal;
use crate::{Error, Exit};
use names::Repository;

/// What a file is to the package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// The program: where one of these exists, there is a package already.
    Program,
    /// What surrounds it: one that exists stays as it is.
    Setting,
}

pub(super) fn run(arguments: &InitArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let environments = names::environments(&arguments.environments)?;
    let root = std::path::absolute(&arguments.path).at("open", &arguments.path)?;
    // `a/..` is no name to take from a folder.
    let root = root.canonicalize().unwrap_or(root);
    let files = files(&root, arguments.provider, &environments)?;
    let exists = |path: &str| root.join(path).symlink_metadata().is_ok();
    if let Some((path, ..)) = files.iter().find(|(path, part, _)| *part == Part::Program && exists(path)) {
        let message = format!("`{}` exists already", shown(&arguments.path.join(path)));
        return Err(Error::new(message).hint("`o8 init` begins a package in a folder without one"));
    }
    // What is in the way shows here, before a part of the package is there.
    for folder in files.iter().filter_map(|(path, ..)| root.join(path).parent().map(Path::to_owned)) {
        fs::create_dir_all(&folder).at("create", &folder)?;
    }
    for (path, _, text) in &files {
        let made = create(&root.join(path), text)?;
        terminal.say(&format!("{} {path}", if made { "  wrote" } else { "   kept" }));
    }
    terminal.say(&match shown(&arguments.path).as_str() {
        "." => "\n`o8 build` compiles it into `generated/`.".to_owned(),
        path => format!("\n`o8 build {path}` compiles it into `{}/generated/`.", path.trim_end_matches('/')),
    });
    Ok(Exit::Fine)
}

/// Writes a file unless there is one.
fn create(path: &Path, text: &str) -> Result<bool, Error> {
    match File::create_new(path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
        file => {
            file.and_then(|mut file| file.write_all(text.as_bytes())).at("write", path)?;
            Ok(true)
        }
    }
}

/// Every file of the package, in the order in which somebody would read them.
fn files(
    root: &Path,
    provider: Option<Provider>,
    environments: &[String],
) -> Result<Vec<(String, Part, String)>, Error> {
    let name = names::package(root);
    let Repository { way, address } = names::repository(root)?;
    let repository = address.unwrap_or_else(|| format!("https://github.com/acme/{name}"));
    let last = environments.last().map_or("", String::as_str);
    let namespaces = match provider {
        Some(Provider::Kind) => include_str!("init/namespaces.o8"),
        Some(Provider::Aws | Provider::Gcp | Provider::Azure) | None => "",
    };
    // Below the root of a repository, paths and workflows say where; other settings hold from there on.
    let (path, folder, settings) = match way.as_str() {
        "" => (String::new(), String::new(), "root = true\n\n"),
        way => (
            format!("  path = \"{way}/generated\"\n"),
            format!("    defaults:\n      run:\n        working-directory: {way}\n"),
            "",
        ),
    };
    let up = "../".repeat(way.split('/').filter(|part| !part.is_empty()).count());
    let fill = |template: &str| {
        template
            .replace("{{path}}\n", &path)
            .replace("{{folder}}\n", &folder)
            .replace("{{root}}\n", settings)
            .replace("{{namespaces}}\n", namespaces)
            .replace("{{repository}}", &repository)
            .replace("{{package}}", &name)
            .replace("{{production}}", last)
            .replace("{{compiler}}", env!("CARGO_PKG_REPOSITORY"))
            .replace("{{version}}", env!("CARGO_PKG_VERSION"))
    };
    let program = |path: &str, template| (path.to_owned(), Part::Program, fill(template));
    let setting = |path: &str, template| (path.to_owned(), Part::Setting, fill(template));
    Ok(vec![
        program("o8.toml", include_str!("init/o8.toml")),
        program("platform.o8", include_str!("init/platform.o8")),
        ("environments.o8".to_owned(), Part::Program, stages(provider, environments)),
        program("teams.o8", include_str!("init/teams.o8")),
        program("modules/hello.o8", include_str!("init/hello.o8")),
        setting(&format!("{up}.github/workflows/o8.yml"), include_str!("init/workflow.yml")),
        setting(".gitattributes", include_str!("init/gitattributes")),
        setting(".editorconfig", include_str!("init/editorconfig")),
        setting(".vscode/settings.json", include_str!("init/vscode.json")),
    ])
}

/// Clusters and environments: one cluster for each environment, or for all of them on one machine.
fn stages(provider: Option<Provider>, environments: &[String]) -> String {
    let region = match provider {
        Some(Provider::Aws) => Some("eu-west-1"),
        Some(Provider::Gcp) => Some("europe-west1"),
        Some(Provider::Azure) => Some("westeurope"),
        Some(Provider::Kind) | None => None,
    };
    let cluster_of = |environment: &str| match provider {
        Some(Provider::Kind) => "local".to_owned(),
        Some(Provider::Aws | Provider::Gcp | Provider::Azure) | None => format!("{environment}-eu"),
    };
    let mut text = String::from("// Where modules run, in the order in which changes reach production.\n\n");
    if provider == Some(Provider::Kind) {
        text.push_str(include_str!("init/kind.o8"));
    } else {
        for environment in environments {
            let region = region.map_or_else(String::new, |region| format!(", region = \"{region}\""));
            let cluster = cluster_of(environment);
            text.push_str(&format!("cluster {cluster} {{ kubernetes = \"1.34\"{region} }}\n"));
        }
    }
    text.push('\n');
    for (n, environment) in environments.iter().enumerate() {
        let mut fields = vec![format!("clusters = [{}]", cluster_of(environment))];
        if n > 0 {
            fields.push(format!("after = [{}]", environments[n - 1]));
        }
        if n + 1 == environments.len() && (n > 0 || environment.starts_with("prod")) {
            fields.push("tier = \"production\"".to_owned());
        }
        text.push_str(&format!("environment {environment} {{ {} }}\n", fields.join(", ")));
    }
    text
}

#[cfg(test)]
mod tests;
