//! From the first message to the last.

use std::path::Path;
use std::sync::Arc;

use crate::client::disk;
use o8_lsp::host::{Host, Loaded, Root, Unsaved};
use serde_json::{Value, json};

use crate::client::{Client, formatting};
use crate::folder::Folder;

#[test]
fn a_session_from_beginning_to_end() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    client.open(&uri, &folder.read("modules/web.o8"));
    assert!(client.until_version(&uri, 0).is_empty());
    client.leave();
}

#[test]
fn leaving_without_a_word_is_noticed() {
    let mut client = Client::start(&[]);
    client.notify("exit", Value::Null);
    assert!(!client.ended().in_order);
}

#[test]
fn a_pipe_that_closes_ends_the_server() {
    let mut client = Client::start(&[]);
    client.hang_up();
    assert!(!client.ended().in_order);
}

#[test]
fn a_client_that_does_not_read_can_leave() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    client.open(&uri, &folder.read("modules/web.o8"));
    // Fewer than the server keeps open at once: beyond those it reads no more of who takes no answers.
    for version in 1..40 {
        client.replace(&uri, version, &format!("let a = [{}]", "unknown, ".repeat(200)));
        client.ask("textDocument/formatting", formatting(&uri));
    }
    client.notify("exit", Value::Null);
    client.ended();
}

#[test]
fn encodings_are_agreed_upon() {
    for (offered, chosen, column) in [
        (json!(null), "utf-16", 15),
        (json!(["utf-16"]), "utf-16", 15),
        (json!(["utf-32"]), "utf-32", 14),
        (json!(["utf-16", "utf-8"]), "utf-8", 17),
    ] {
        let folder = Folder::with(&[("a.o8", "let a = 1\n")]);
        let mut client = Client::connect();
        let answer = client.initialize(&[], json!({ "general": { "positionEncodings": offered } }));
        assert_eq!(answer["capabilities"]["positionEncoding"], chosen);
        let uri = folder.uri("a.o8");
        client.open(&uri, "let a = [\"😀\", b]\n");
        let found = client.until_version(&uri, 0);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0]["range"]["start"], json!({ "line": 0, "character": column }), "{chosen}");
        // The name is replaced, and nothing else.
        client.change(&uri, 1, (0, column), (0, column + 1), "\"c\"");
        assert!(client.until_version(&uri, 1).is_empty(), "{chosen}");
        client.leave();
    }
}

#[test]
fn what_is_no_message_is_answered_and_harms_nobody() {
    let mut client = Client::connect();
    client.send_bytes(b"Content-Length: 9\r\n\r\n{\"a\": [}]");
    client.until(|client| !client.heard.is_empty());
    assert_eq!(client.heard[0]["error"]["code"], -32002, "nothing is answered yet");
    client.initialize(&[], json!({}));
    client.heard.clear();
    client.send_bytes(b"Content-Length: 9\r\n\r\n{\"a\": [}]Content-Length: 2\r\n\r\n{}");
    client.until(|client| client.heard.len() == 2);
    let codes: Vec<_> = client.heard.iter().map(|said| said["error"]["code"].clone()).collect();
    assert_eq!(codes, [-32700, -32600]);
    assert_eq!(client.request("textDocument/nonsense", json!({})), Err(-32601));
    assert_eq!(client.request("textDocument/formatting", json!({ "textDocument": 7 })), Err(-32602));
    client.notify("textDocument/didChange", json!({ "textDocument": "none" }));
    client.notify("textDocument/didChange", json!({ "textDocument": { "uri": "file:///nowhere.o8", "version": 1 }, "contentChanges": [{ "text": "" }] }));
    client.leave();
}

/// A host whose packages cannot be loaded once a file says so.
struct Breaking;

impl Host for Breaking {
    fn find(&self, path: &Path) -> Option<Root> {
        disk().find(path)
    }

    fn load(&self, root: &Root, unsaved: &Unsaved) -> Result<Loaded, String> {
        assert!(unsaved.values().all(|text| !text.contains("panic")), "asked to");
        disk().load(root, unsaved)
    }

    fn reads(&self, text: &str) -> Vec<String> {
        disk().reads(text)
    }
}

#[test]
fn a_panic_is_told_and_survived() {
    let folder = Folder::with(&[("a.o8", "let a = 1\n"), ("b.o8", "let a = 1\n")]);
    let mut client = Client::connect_to(Arc::new(Breaking));
    client.initialize(&[], json!({}));
    let (a, b) = (folder.uri("a.o8"), folder.uri("b.o8"));
    client.open(&a, "let a = 1 // panic\n");
    client.until(|client| client.heard.iter().any(|said| said["method"] == "window/logMessage"));
    client.close(&a);
    client.open(&b, "let b = a\n");
    assert_eq!(client.until_version(&b, 0).len(), 1);
    client.leave();
}

#[test]
fn a_client_that_never_reads_is_left_when_it_leaves() {
    let folder = Folder::with(&[("a.o8", "let a = 1\n")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, &"let a = 1\n".repeat(300));
    // Far more answers than the pipe holds, and than the server works on at once.
    for _ in 0..3000 {
        client.ask("textDocument/foldingRange", json!({ "textDocument": { "uri": uri } }));
        client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": uri } }));
    }
    client.notify("exit", json!(null));
    assert!(!client.ended().in_order);
}
