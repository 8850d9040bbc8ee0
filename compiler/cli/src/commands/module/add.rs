//! `o8 module add`: a new module in a file of its own.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Component as Part, Path};

use o8_core::model::{entities, model};
use o8_diagnostics::catalogue::one_of;

use super::{component, unknown};
use crate::arguments::{ModuleAddArguments, Reporting};
use crate::commands::init::names::is_name;
use crate::error::{At, shown};
use crate::session::Session;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &ModuleAddArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let name = &arguments.name;
    if !is_name(name) {
        return Err(Error::new(format!("`{name}` cannot be the name of a module"))
            .hint("expected lower-case letters, digits and inner dashes"));
    }
    let session = Session::open(arguments.path.as_deref(), terminal)?;
    let (db, program) = (&session.compilation.db, session.compilation.program);
    // Addons have their folders beside those of modules.
    for (word, article) in [("module", "a"), ("addon", "an")] {
        if entities(db, program, word).iter().any(|known| known.name() == name) {
            return Err(Error::new(format!("there is {article} {word} `{name}` already")));
        }
    }
    let team = team(&session, arguments.team.as_deref())?;
    let found = component::find(&session.compilation, &arguments.component)?;
    let relative = match &arguments.file {
        Some(file) => checked(file)?,
        None => format!("modules/{name}.o8"),
    };
    let path = session.compilation.root.join(&relative);
    let platform = model(db, program).platform.as_ref();
    let text = text(name, &team, &found, platform.map_or("acme", |platform| platform.name.as_str()));
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).at("create", folder)?;
    }
    match File::create_new(&path) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let error = Error::new(format!("`{}` exists already", shown(&path)));
            return Err(error.hint("`--file` names another one"));
        }
        file => file.and_then(|mut file| file.write_all(text.as_bytes())).at("write", &path)?,
    }
    terminal.say(&format!("  wrote {relative}"));
    // What the new module lacks is for its author to fill in, and is said like all that is wrong.
    Session::open(arguments.path.as_deref(), terminal)?.report(Reporting::default(), 0, terminal)
}

/// The team that was asked for, or the only one.
fn team(session: &Session, asked: Option<&str>) -> Result<String, Error> {
    let teams = entities(&session.compilation.db, session.compilation.program, "team");
    let names: Vec<&str> = teams.iter().map(|team| team.name()).collect();
    match (asked, names.as_slice()) {
        (Some(asked), names) if names.contains(&asked) => Ok(asked.to_owned()),
        (Some(asked), names) => Err(unknown("no team is called", asked, names)),
        (None, [only]) => Ok((*only).to_owned()),
        (None, []) => {
            Err(Error::new("there is no team to own the module").hint("declare one: `team shop {}`"))
        }
        (None, names) => {
            let error = Error::new("a module has a team");
            Err(error.hint(format!("`--team` names it: {}", one_of(names.iter().copied(), 8))))
        }
    }
}

/// A path below the root of the package.
fn checked(file: &str) -> Result<String, Error> {
    let is_below = Path::new(file).components().all(|part| matches!(part, Part::Normal(_)));
    match is_below && file.ends_with(".o8") && !file.contains('\\') {
        true => Ok(file.to_owned()),
        false => Err(Error::new(format!("`{file}` cannot be a file of the package"))
            .hint("expected a path below its root that ends in `.o8`")),
    }
}

fn text(name: &str, team: &str, found: &component::Found, organisation: &str) -> String {
    let component = &found.name;
    let import =
        found.package.map_or_else(String::new, |package| format!("import {package} {{ {component} }}\n\n"));
    let settings = found.settings(name, organisation);
    let settings: String = settings.iter().map(|(name, value)| format!("    {name} = {value}\n")).collect();
    let text = format!(
        "{import}module {name} {{\n  team = {team}\n  version = \"0.1.0\"\n  deploy = {component} {{\n{settings}  }}\n}}\n"
    );
    o8_syntax::format(&text).text
}
