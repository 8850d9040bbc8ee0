//! The binary as a shell sees it: exit codes and streams.

use std::process::{Command, Output, Stdio};

fn o8(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_o8"));
    command.args(arguments);
    command
}

fn ran(arguments: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = o8(arguments).output().expect("the binary runs");
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_is_near() {
    let (code, out, err) = ran(&["explain", "--colour-it"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert!(err.contains("--colour-it"), "{err}");
    let (code, _, err) = ran(&["explian"]);
    assert_eq!(code, Some(2));
    assert!(err.contains("explain"), "{err}");
    assert_eq!(ran(&[]).0, Some(2));
}

#[test]
fn help_and_version_are_results() {
    for arguments in [&["--help"][..], &["help", "init"], &["--version"], &["init", "--help"]] {
        let (code, out, err) = ran(arguments);
        assert_eq!((code, err.as_str()), (Some(0), ""), "{arguments:?}");
        assert!(!out.is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_error_is_one_line_on_standard_error() {
    let (code, out, err) = ran(&["explain", "E9999"]);
    assert_eq!((code, out.as_str()), (Some(2), ""));
    assert_eq!(err.lines().count(), 1, "{err}");
}

#[test]
fn a_closed_pipe_is_no_error() {
    for arguments in [&["completions", "bash"][..], &["explain"], &["--help"]] {
        let mut child = o8(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        drop(child.stdout.take());
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(output.status.code(), Some(0), "{arguments:?}");
        assert!(output.stderr.is_empty(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
