//! Edits: none is lost, none overtakes another, and what is said in the end is what `o8 check` says.

use serde_json::{Value, json};

use crate::client::{Client, formatting};
use crate::folder::Folder;

#[test]
fn a_thousand_edits_keep_their_order() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    client.open(&uri, &folder.read("modules/web.o8"));
    // Each edit puts one digit after the one before it: another order would be another number.
    client.change(&uri, 1, (6, 0), (6, 0), "let digits = \"\"\n");
    let mut digits = String::new();
    let mut asked = Vec::new();
    for n in 0..1000_u32 {
        let digit = (n % 10).to_string();
        client.change(&uri, i64::from(n) + 2, (6, 14 + n), (6, 14 + n), &digit);
        digits.push_str(&digit);
        if n % 50 == 0 {
            asked.push(client.ask("textDocument/formatting", formatting(&uri)));
        }
    }
    client.change(&uri, 1002, (6, 0), (6, 3), "let  ");
    let edits = client.request("textDocument/formatting", formatting(&uri));
    let text = edits.expect("nothing comes after it")[0]["newText"].clone();
    assert!(text.as_str().expect("a text").contains(&format!("let digits = \"{digits}\"\n")), "{text}");
    for id in asked {
        // What an edit has overtaken says so.
        let answer = client.answer(id);
        assert!(answer.is_ok() || answer == Err(-32801), "{answer:?}");
    }
    client.change(&uri, 1003, (0, 0), (0, 0), "import std/web { Website }\n");
    client.until_version(&uri, 1003);
    let text = format!(
        "import std/web {{ Website }}\n{}let  digits = \"{digits}\"\n",
        folder.read("modules/web.o8")
    );
    folder.put("modules/web.o8", &text);
    assert!(!folder.checked("").is_empty());
    assert_eq!(client.said(&folder), folder.checked(""));
    client.leave();
}

#[test]
fn several_changes_in_one_message_apply_in_turn() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, "let a = x\r\nlet b = y\r\n");
    assert_eq!(client.until_version(&uri, 0).len(), 2);
    let at = |line: u32, from: u32, to: u32| json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
    client.notify(
        "textDocument/didChange",
        json!({
            "textDocument": { "uri": uri, "version": 1 },
            "contentChanges": [
                { "range": at(0, 0, 0), "text": "// first\n" },
                { "range": at(1, 8, 9), "text": "1" },
                { "range": at(2, 8, 99), "text": "2" },
            ],
        }),
    );
    assert_eq!(client.until_version(&uri, 1), Vec::<Value>::new());
    client.leave();
}

#[test]
fn a_mistake_in_one_file_shows_in_another_and_goes_again() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let (platform, web) = (folder.uri("platform.o8"), folder.uri("modules/web.o8"));
    client.open(&platform, &folder.read("platform.o8"));
    client.until_version(&platform, 0);
    let renamed = folder.read("platform.o8").replace("team delivery", "team packers");
    client.replace(&platform, 1, &renamed);
    client.until(|client| !client.codes(&web).is_empty());
    assert_eq!(client.diagnostics[&web].1, None, "a file that is not open has no version");
    folder.put("platform.o8", &renamed);
    client.until_version(&platform, 1);
    assert_eq!(client.said(&folder), folder.checked(""));
    client.change(&platform, 2, (6, 0), (6, 12), "team delivery");
    client.until(|client| client.codes(&web).is_empty());
    client.leave();
}

#[test]
fn a_diagnostic_has_all_that_an_editor_shows() {
    let folder = Folder::with(&[("o8.toml", "name = \"acme\"\n"), ("b.o8", "let twice = 2\n")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, "import std/web { WebService }\n\nlet twice = 1\n");
    let found = client.until_version(&uri, 0);
    let unused = found.iter().find(|found| found["code"] == "W0201").expect("it is not used");
    assert_eq!(
        (&unused["severity"], &unused["tags"], &unused["source"]),
        (&json!(4), &json!([1]), &json!("o8"))
    );
    let page = unused["codeDescription"]["href"].as_str().expect("a link");
    assert!(page.starts_with("https://") && page.ends_with("/W0201.md"), "{page}");
    let other = folder.uri("b.o8");
    client.until(|client| !client.codes(&other).is_empty());
    let twice = &client.diagnostics[&other].0[0];
    assert_eq!(twice["severity"], 1);
    assert_eq!(twice["relatedInformation"][0]["location"]["uri"], uri.as_str());
    client.leave();
}

#[test]
fn what_stands_beside_other_texts_is_asked_for_again_after_an_edit() {
    let folder = Folder::with(&[("o8.toml", ""), ("a.o8", ""), ("b.o8", "")]);
    let mut client = Client::connect();
    let can = json!({ "inlayHint": { "refreshSupport": true }, "codeLens": { "refreshSupport": true } });
    client.initialize(&[folder.uri("")], json!({ "workspace": can }));
    let (a, b) = (folder.uri("a.o8"), folder.uri("b.o8"));
    client.open(&a, "let a = 1\n");
    client.open(&b, "let b = a\n");
    client.until_version(&b, 0);
    client.heard.clear();
    client.replace(&a, 1, "let a = \"one\"\n");
    let asked = |client: &Client, method: &str| client.heard.iter().any(|said| said["method"] == method);
    client.until(|client| asked(client, "workspace/inlayHint/refresh"));
    client.leave();
}
