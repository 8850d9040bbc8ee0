//! `o8 completions SHELL`

use clap::CommandFactory;

use crate::arguments::{Arguments, CompletionsArguments};
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &CompletionsArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "o8", &mut script);
    terminal.result(&String::from_utf8_lossy(&script))?;
    Ok(Exit::Fine)
}

#[cfg(test)]
mod tests {
    use crate::Exit;
    use crate::commands::testing::o8;

    #[test]
    fn every_shell_completes_commands() {
        for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
            let ran = o8(&["completions", shell]);
            assert_eq!(ran.exit, Exit::Fine);
            assert!(ran.out.contains("explain"), "{shell}");
        }
    }
}
