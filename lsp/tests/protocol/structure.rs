//! What is shown between and above declarations, who uses whom, and signatures: as it arrives and is answered.

use serde_json::{Value, json};

use crate::client::Client;
use crate::folder::Folder;

const TEXT: &str = "fn twice(text: String, times: Int = 2) -> String = text
let greeting = twice(\"é\", times = 3)

test \"it greets\" { assert greeting == \"é\" }
";

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

fn at(uri: &str, line: u32, character: u32) -> Value {
    json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } })
}

fn hints_of(uri: &str) -> Value {
    let mut params = document(uri);
    params["range"] = json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } });
    params
}

#[test]
fn hints_follow_the_settings() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::connect();
    let refreshed = json!({
        "workspace": { "inlayHint": { "refreshSupport": true }, "codeLens": { "refreshSupport": true } },
    });
    client.initialize(&[], refreshed);
    let uri = folder.uri("a.o8");
    client.open(&uri, TEXT);
    let hints = client.request("textDocument/inlayHint", hints_of(&uri)).expect("an answer");
    assert_eq!(hints.as_array().map(Vec::len), Some(1), "{hints}");
    assert_eq!((&hints[0]["label"][0]["value"], &hints[0]["kind"]), (&json!(": String"), &json!(1)));
    assert_eq!(hints[0]["position"], json!({ "line": 1, "character": 12 }));
    let settings = json!({ "settings": { "o8": { "inlayHints": { "types": false } } } });
    client.notify("workspace/didChangeConfiguration", settings);
    client.until(|client| client.heard.iter().any(|said| said["method"] == "workspace/inlayHint/refresh"));
    assert_eq!(client.request("textDocument/inlayHint", hints_of(&uri)), Ok(json!([])));
    // What cannot be understood is said, and changes nothing.
    let wrong = json!({ "settings": { "o8": { "inlayHints": { "types": "yes" } } } });
    client.notify("workspace/didChangeConfiguration", wrong);
    client.until(|client| client.heard.iter().any(|said| said["method"] == "window/showMessage"));
    let said = client.heard.iter().find(|said| said["method"] == "window/showMessage").expect("just heard");
    assert_eq!(said["params"]["message"], "`o8.inlayHints.types` is `true` or `false`, not `\"yes\"`");
    assert_eq!(client.request("textDocument/inlayHint", hints_of(&uri)), Ok(json!([])));
    client.leave();
}

#[test]
fn settings_of_the_start_hold_and_are_asked_for_where_the_client_keeps_them() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::connect();
    let params = json!({
        "processId": null,
        "capabilities": { "workspace": { "configuration": true } },
        "initializationOptions": { "inlayHints": { "types": false }, "codeLens": { "tests": false } },
    });
    client.request("initialize", params).expect("it is the first");
    client.notify("initialized", json!({}));
    let uri = folder.uri("a.o8");
    client.open(&uri, TEXT);
    assert_eq!(client.request("textDocument/inlayHint", hints_of(&uri)), Ok(json!([])));
    assert_eq!(client.request("textDocument/codeLens", document(&uri)), Ok(json!([])));
    client.notify("workspace/didChangeConfiguration", json!({ "settings": null }));
    client.until(|client| client.heard.iter().any(|said| said["method"] == "workspace/configuration"));
    client.leave();
}

#[test]
fn lenses_say_what_they_say_when_they_are_seen() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    let text = folder.read("modules/web.o8");
    client.open(&uri, &(text + "\ntest \"it runs\" { assert true }\n"));
    let on = json!({ "settings": { "o8": { "codeLens": { "references": true } } } });
    client.notify("workspace/didChangeConfiguration", on);
    let lenses = client.request("textDocument/codeLens", document(&uri)).expect("an answer");
    let lenses = lenses.as_array().expect("a list").clone();
    assert!(lenses.iter().all(|lens| lens.get("command").is_none()), "{lenses:?}");
    let mut said = Vec::new();
    for lens in lenses {
        let lens = client.request("codeLens/resolve", lens).expect("an answer");
        said.push(lens["command"].clone());
    }
    let start = json!({ "line": 2, "character": 7 });
    let [objects, references, test] = said.as_slice() else { panic!("{said:?}") };
    assert!(objects["title"].as_str().is_some_and(|title| title.ends_with(" objects · show")), "{objects}");
    assert_eq!(
        (&objects["command"], &objects["arguments"]),
        (&json!("o8.showCompiled"), &json!([uri, start, "dev"]))
    );
    assert_eq!(
        (&references["title"], &references["arguments"]),
        (&json!("0 references"), &json!([uri, start, []]))
    );
    assert_eq!((&test["command"], &test["arguments"]), (&json!("o8.runTest"), &json!([uri, "it runs"])));
    // One of a text that has gone says nothing.
    let gone = json!({
        "range": { "start": { "line": 50, "character": 0 }, "end": { "line": 50, "character": 1 } },
        "data": { "uri": uri, "kind": "objects", "target": "prod" },
    });
    let gone = client.request("codeLens/resolve", gone).expect("an answer");
    assert_eq!(gone["command"]["title"], "");
    client.leave();
}

#[test]
fn calls_lead_both_ways() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, TEXT);
    let items = client.request("textDocument/prepareCallHierarchy", at(&uri, 1, 18)).expect("an answer");
    assert_eq!((&items[0]["name"], &items[0]["detail"]), (&json!("twice"), &json!("fn")));
    let callers = client.request("callHierarchy/incomingCalls", json!({ "item": items[0] }));
    let callers = callers.expect("an answer");
    assert_eq!(callers[0]["from"]["name"], "greeting");
    assert_eq!(callers[0]["fromRanges"][0]["start"], json!({ "line": 1, "character": 15 }));
    let callees = client.request("callHierarchy/outgoingCalls", json!({ "item": callers[0]["from"] }));
    assert_eq!(callees.expect("an answer")[0]["to"]["name"], "twice");
    assert_eq!(client.request("textDocument/prepareCallHierarchy", at(&uri, 2, 0)), Ok(Value::Null));
    client.leave();
}

#[test]
fn signatures_come_while_arguments_are_typed() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, TEXT);
    let help = client.request("textDocument/signatureHelp", at(&uri, 1, 27)).expect("an answer");
    assert_eq!((&help["activeSignature"], &help["activeParameter"]), (&json!(0), &json!(1)));
    let signature = &help["signatures"][0];
    assert_eq!(signature["label"], "fn twice(text: String, times: Int = …) -> String");
    assert_eq!(signature["parameters"][1]["label"], json!([23, 37]));
    client.replace(&uri, 1, "fn twice(text: String) -> String = text\nlet a = twice(");
    let help = client.request("textDocument/signatureHelp", at(&uri, 1, 14)).expect("an answer");
    assert_eq!(help["activeParameter"], 0);
    assert_eq!(client.request("textDocument/signatureHelp", at(&uri, 0, 12)), Ok(Value::Null));
    client.leave();
}
