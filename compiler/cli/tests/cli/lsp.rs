//! `o8 lsp`: the server in its own process. What it can do is tested in its crate.

use std::io::{BufRead, BufReader, Write};
use std::process::Stdio;

use crate::folder::Folder;

/// How the server ends that hears these messages, and what it answers. It has time to answer each.
fn served(messages: &[&str]) -> (Option<i32>, String) {
    let folder = Folder::platform();
    let mut command = folder.command(&["lsp", "--stdio"]);
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the binary is there");
    let mut input = child.stdin.take().expect("it is piped");
    let mut output = BufReader::new(child.stdout.take().expect("it is piped"));
    let mut answers = String::new();
    for message in messages {
        write!(input, "Content-Length: {}\r\n\r\n{message}", message.len()).expect("it reads");
        if message.contains("\"id\"") {
            answers += &answer(&mut output);
        }
    }
    // A client that says `exit` may keep its pipe open.
    let open = messages.last().is_some_and(|last| last.contains("exit")).then_some(input);
    let status = child.wait().expect("it ends");
    drop(open);
    (status.code(), answers)
}

fn answer(output: &mut impl BufRead) -> String {
    let mut header = String::new();
    output.read_line(&mut header).expect("it answers");
    let length = header.trim().strip_prefix("Content-Length: ").expect("its length");
    let mut body = vec![0; length.parse::<usize>().expect("a number") + 2];
    output.read_exact(&mut body).expect("all of it");
    String::from_utf8(body).expect("UTF-8")
}

const HELLO: &str = r#"{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"capabilities":{}}}"#;
const SHUTDOWN: &str = r#"{"jsonrpc":"2.0","id":2,"method":"shutdown"}"#;
const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

#[test]
fn the_server_leaves_as_the_protocol_wants() {
    let (code, out) = served(&[HELLO, SHUTDOWN, EXIT]);
    assert_eq!(code, Some(0), "{out}");
    assert!(out.contains(r#""name":"o8""#), "{out}");
    assert_eq!(served(&[HELLO, EXIT]).0, Some(1));
    assert_eq!(served(&[HELLO]).0, Some(1), "its pipe closes");
}
