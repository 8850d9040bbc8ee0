//! Wrong usage, help, and results that nobody waits for.

use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::folder::Folder;
use crate::run;

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_near() {
    let folder = Folder::new();
    let wrong = [
        (&["biuld"][..], "similar subcommand exists: 'build'"),
        (&["build", "--chek"], "similar argument exists: '--check'"),
        (&["build", "--layout", "rendred"], "similar value exists: 'rendered'"),
        (&["check", "--format", "yaml"], "possible values: human, json, sarif, github, gitlab, junit"),
        (&["build", "--check", "--force"], "cannot be used with '--force'"),
        (&["build", "--out", ""], "a value is required for '--out <DIR>'"),
        (&["init", "--provider", "aw"], "similar value exists: 'aws'"),
        (&["render"], "<MODULE[@ENV[@CLUSTER]]>"),
        (&["render", "a@@b"], "expected `MODULE`, `MODULE@ENV` or `MODULE@ENV@CLUSTER`"),
        (&["completions", "bsh"], "similar value exists: 'bash'"),
        (&["explain", "E09O1"], "there is no code `E09O1`: did you mean `E0901`?"),
        (&[], "Usage: o8 [OPTIONS] <COMMAND>"),
    ];
    for (arguments, message) in wrong {
        folder.o8(arguments).ends(2).prints("").says(message);
    }
    assert!(folder.list("").is_empty());
}

#[test]
fn help_and_version_are_results() {
    let folder = Folder::new();
    for arguments in [&["--help"][..], &["help", "init"], &["--version"], &["build", "-h"]] {
        let ran = folder.o8(arguments).ends(0);
        assert!(ran.err.is_empty() && !ran.out.is_empty(), "{arguments:?}");
    }
    let help = folder.o8(&["--help"]).ends(0).out;
    assert!(help.contains("Exit codes") && help.contains("3  a comparison"), "{help}");
}

#[test]
fn an_error_is_one_line_on_standard_error() {
    let ran = Folder::new().o8(&["explain", "E9999"]).ends(2).prints("");
    assert_eq!(ran.err, "error: there is no code `E9999`: `o8 explain` lists all codes\n");
}

#[test]
fn quiet_says_nothing_and_verbose_names_every_file() {
    let folder = Folder::platform();
    assert_eq!(folder.o8(&["check", "--quiet"]).ends(0).err, "");
    let ran = folder.o8(&["build", "-v"]).ends(0).prints("");
    let ran = ran.says("2 source files in `.`\n").says("\n  wrote modules/web/base/service-web.yaml\n");
    assert!(ran.err.ends_with(" unchanged in `generated`\n"), "{}", ran.err);
    folder.remove("modules/web.o8");
    folder.put("gone.o8", "retire web in prod\n");
    folder.o8(&["build", "-v"]).ends(0).says("\nremoved modules/web/base/service-web.yaml\n");
    assert_eq!(folder.o8(&["-q", "build"]).ends(0).err, "");
    assert_eq!(folder.o8(&["-qv", "build"]).ends(0).err, "");
}

#[test]
fn colours_are_for_terminals_and_who_asks() {
    let folder = Folder::platform();
    folder.change("modules/web.o8", "team = delivery", "team = delivry");
    assert!(!folder.o8(&["check"]).ends(1).err.contains('\u{1b}'));
    assert!(folder.o8(&["check", "--color", "always"]).ends(1).err.contains('\u{1b}'));
    let ran = folder.o8(&["check", "--color", "always", "--format", "json"]).ends(1);
    assert!(!ran.out.contains('\u{1b}'));
}

#[test]
fn a_closed_pipe_is_no_error() {
    let folder = Folder::platform();
    for arguments in [&["completions", "bash"][..], &["explain"], &["--help"], &["render", "web", "-q"]] {
        let mut command = folder.command(arguments);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let ran = run::wait(child, "a closed pipe").ends(0);
        assert_eq!(ran.err, "", "{arguments:?}");
    }
}

#[test]
fn a_reader_may_leave_early() {
    let folder = Folder::platform();
    // More than a pipe holds, so that the writer is still at it.
    let vars: String = (0..20_000).map(|n| format!("    VARIABLE_{n} = \"value\"\n")).collect();
    folder.change("modules/web.o8", ":1.0.0\" }", &format!(":1.0.0\", vars = {{\n{vars}  }} }}"));
    let mut command = folder.command(&["render", "web@dev"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    let mut first = String::new();
    let mut reader = BufReader::new(child.stdout.take().expect("its output is piped"));
    reader.read_line(&mut first).expect("it can be read");
    drop(reader);
    assert_eq!(first, "apiVersion: v1\n");
    assert_eq!(run::wait(child, "render").ends(0).err, "");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_an_error() {
    let folder = Folder::platform();
    let full = std::fs::File::create("/dev/full").expect("Linux has one");
    let mut command = folder.command(&["render", "web@dev"]);
    let child = command.stdout(full).stderr(Stdio::piped()).spawn().expect("it runs");
    let ran = run::wait(child, "render").ends(2);
    assert_eq!(ran.err, "error: cannot write to standard output: no space left on device\n");
}
