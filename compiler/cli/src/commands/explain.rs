//! `o8 explain CODE`

use o8_diagnostics::{Page, codes, codes_of_subject, explain, subjects};

use crate::arguments::ExplainArguments;
use crate::terminal::Terminal;
use crate::{Error, Exit};

pub(super) fn run(arguments: &ExplainArguments, terminal: &mut Terminal) -> Result<Exit, Error> {
    let text = match &arguments.code {
        Some(code) => explained(code, terminal.colour_of_results())?,
        None => list(),
    };
    terminal.result(&text)?;
    Ok(Exit::Fine)
}

fn list() -> String {
    let pages = codes().filter_map(explain).map(|page| format!("{}  {}\n", page.code, page.title));
    let subjects =
        subjects().map(|subject| format!("{subject}   {}\n", codes_of_subject(subject).join(", ")));
    pages.chain(subjects).collect()
}

fn explained(asked: &str, colour: bool) -> Result<String, Error> {
    let code = asked.trim_start_matches('[').trim_end_matches(']').to_ascii_uppercase();
    let asked_for =
        explain(&code).into_iter().chain(codes_of_subject(&code).iter().copied().filter_map(explain));
    let pages: Vec<String> = asked_for.map(|page| text(&page, colour)).collect();
    if !pages.is_empty() {
        return Ok(pages.join("\n\n"));
    }
    let otherwise = "`o8 explain` lists all codes".to_owned();
    Err(Error::new(format!("there is no code `{asked}`")).meant(
        &code,
        codes().chain(subjects()),
        Some(otherwise),
    ))
}

fn text(page: &Page, colour: bool) -> String {
    let heading = |text: &str| if colour { format!("\u{1b}[1m{text}\u{1b}[0m") } else { text.to_owned() };
    let program = |text: &str| -> String {
        let indented = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("    {line}\n") };
        text.lines().map(indented).collect()
    };
    format!(
        "{}\n\n{}\n\n{}\n\n{}\n{}\n\n{}",
        heading(&format!("{}: {}", page.code, page.title)),
        page.text,
        heading("Wrong"),
        program(page.wrong),
        heading("Right"),
        program(page.right)
    )
}

#[cfg(test)]
mod tests {
    use crate::Exit;
    use crate::commands::testing::o8;

    #[test]
    fn a_code_is_explained_with_programs() {
        insta::assert_snapshot!(o8(&["explain", "e0905"]).out, @r#"
        E0905: not a version

        Versions are written as semantic versioning has it: three numbers, then perhaps a pre-release. The key `o8` takes a requirement, such as `>=0.1` or `^1.2`.

        Wrong

            //- o8.toml
            name = "acme"
            version = "v1"
            //- platform.o8
            platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }

        Right

            //- o8.toml
            name = "acme"
            version = "1.0.0"
            //- platform.o8
            platform acme { repository = "https://github.com/acme/platform", domain = "acme.example" }
        "#);
    }

    #[test]
    fn codes_can_be_pasted_and_listed() {
        assert_eq!(o8(&["explain", "[E0905]"]).out, o8(&["explain", "E0905"]).out);
        assert!(o8(&["explain"]).out.contains("E0905  not a version\n"));
        assert!(o8(&["explain", "E0905", "--color", "always"]).out.starts_with("\u{1b}[1mE0905"));
    }

    #[test]
    fn a_subject_leads_to_its_codes() {
        let pages = o8(&["explain", "as02"]).out;
        let (first, second) = (o8(&["explain", "E0819"]).out, o8(&["explain", "E0803"]).out);
        assert_eq!(pages, format!("{first}\n\n{second}"));
        assert!(o8(&["explain"]).out.contains("\nAS02   E0819, E0803\n"));
        assert_eq!(o8(&["explain", "NW03"]).err, "error: there is no code `NW03`: did you mean `NW01`?\n");
    }

    #[test]
    fn an_unknown_code_is_a_wrong_usage() {
        let ran = o8(&["explain", "E09O5"]);
        assert_eq!((ran.exit, ran.out.as_str()), (Exit::World, ""));
        assert_eq!(ran.err, "error: there is no code `E09O5`: did you mean `E0905`?\n");
    }
}
