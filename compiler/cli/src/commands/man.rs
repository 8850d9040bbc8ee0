//! `o8 man [DIR]`: manual pages, for those who package o8. Hidden, since who uses it has them installed.

use std::fs;

use clap::CommandFactory;
use clap_mangen::Man;

use crate::arguments::{Arguments, ManArguments};
use crate::error::At;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &ManArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    // `o8 help` has no page to refer to.
    let command = Arguments::command().disable_help_subcommand(true);
    match &arguments.folder {
        Some(folder) => {
            fs::create_dir_all(folder).at("create", folder)?;
            clap_mangen::generate_to(command, folder).at("write to", folder)?;
        }
        None => {
            let mut page = Vec::new();
            Man::new(command).render(&mut page).expect("a vector takes everything");
            terminal.result(&String::from_utf8_lossy(&page))?;
        }
    }
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use crate::Exit;
    use crate::arguments::Arguments;
    use crate::commands::testing::o8;
    use crate::scratch::Scratch;

    #[test]
    fn every_command_that_is_shown_has_a_page() {
        let scratch = Scratch::new();
        let folder = scratch.join("man/man1");
        assert_eq!(o8(&["man", folder.to_str().expect("UTF-8")]).exit, Exit::Fine);
        let page = |name: &str| {
            let path = folder.join(format!("{name}.1"));
            std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("no page {}", path.display()))
        };
        let overview = page("o8");
        assert_eq!(o8(&["man"]).out, overview);
        let command = Arguments::command();
        let shown: Vec<&clap::Command> =
            command.get_subcommands().filter(|command| !command.is_hide_set()).collect();
        assert!(shown.len() > 8);
        for command in shown {
            let name = command.get_name();
            let about = command.get_about().expect("every command says what it does").to_string();
            assert!(page(&format!("o8-{name}")).contains(&about), "{name}");
            assert!(overview.contains(&format!("o8\\-{name}(1)")), "{name}");
        }
        assert!(!folder.join("o8-man.1").exists());
    }
}
