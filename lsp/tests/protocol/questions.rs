//! What an editor asks, as it arrives and is answered. What the answers are is held by the cases.

use serde_json::{Value, json};

use crate::client::Client;
use crate::folder::Folder;

fn document(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri } })
}

#[test]
fn every_question_that_is_announced_is_answered() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    client.open(&uri, &folder.read("modules/web.o8"));
    let mut ask = |method: &str, more: Value| {
        let mut params = document(&uri);
        for (key, value) in more.as_object().expect("an object") {
            params[key] = value.clone();
        }
        client.request(method, params).unwrap_or_else(|code| panic!("{method}: {code}"))
    };
    let at = json!({ "line": 4, "character": 30 });
    let range = json!({ "start": { "line": 0, "character": 0 }, "end": at });
    let symbols = ask("textDocument/documentSymbol", json!({}));
    assert_eq!((&symbols[0]["name"], &symbols[0]["children"][0]["name"]), (&json!("web"), &json!("team")));
    let folds = ask("textDocument/foldingRange", json!({}));
    assert_eq!(folds, json!([{ "startLine": 2, "endLine": 4 }]));
    let selections =
        ask("textDocument/selectionRange", json!({ "positions": [at, { "line": 0, "character": 0 }] }));
    assert_eq!(selections.as_array().map(Vec::len), Some(2));
    assert!(selections[0]["parent"]["parent"]["range"].is_object(), "{selections}");
    let links = ask("textDocument/documentLink", json!({}));
    let target = links[0]["target"].as_str().and_then(|uri| uri.strip_prefix("file://")).expect("a file");
    assert!(target.ends_with("std/web/service.o8") && std::path::Path::new(target).is_file(), "{target}");
    let options = json!({ "tabSize": 2, "insertSpaces": true });
    assert_eq!(ask("textDocument/rangeFormatting", json!({ "range": range, "options": options })), json!([]));
    let typed = json!({ "position": { "line": 5, "character": 1 }, "ch": "}", "options": options });
    assert_eq!(ask("textDocument/onTypeFormatting", typed), json!([]));
    let part = ask("textDocument/semanticTokens/range", json!({ "range": range }));
    let all = ask("textDocument/semanticTokens/full", json!({}));
    let numbers = |tokens: &Value| tokens["data"].as_array().map(Vec::len).expect("a list");
    assert!(0 < numbers(&part) && numbers(&part) < numbers(&all));
    let found = client.request("workspace/symbol", json!({ "query": "dlv" })).expect("an answer");
    assert_eq!(
        (&found[0]["name"], &found[0]["location"]["uri"]),
        (&json!("delivery"), &json!(folder.uri("platform.o8")))
    );
    client.leave();
}

#[test]
fn what_is_edited_together_is_told() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, "let é = [for x in [1]: x + x]\n");
    let mut params = document(&uri);
    params["position"] = json!({ "line": 0, "character": 23 });
    let found = client.request("textDocument/linkedEditingRange", params).expect("an answer");
    let starts: Vec<_> = found["ranges"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|at| at["start"]["character"].clone())
        .collect();
    assert_eq!(starts, [json!(13), json!(23), json!(27)]);
    client.leave();
}

#[test]
fn tokens_are_sent_again_as_what_changed() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, "let a = 1\nlet b = 2\n");
    let first = client.request("textDocument/semanticTokens/full", document(&uri)).expect("an answer");
    client.change(&uri, 1, (1, 8), (1, 9), "true");
    let mut params = document(&uri);
    params["previousResultId"] = first["resultId"].clone();
    let delta = client.request("textDocument/semanticTokens/full/delta", params.clone()).expect("an answer");
    // The number, which is the last token of eight, became a word.
    assert_eq!(delta["edits"], json!([{ "start": 35, "deleteCount": 5, "data": [0, 2, 4, 0, 0] }]));
    params["previousResultId"] = json!("another");
    let whole = client.request("textDocument/semanticTokens/full/delta", params).expect("an answer");
    assert_eq!(whole["data"].as_array().map(Vec::len), Some(40));
    client.leave();
}

#[test]
fn fixes_and_explanations_are_offered() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    client.open(&uri, "import std/web { WebService }\n\nlet a = 1\n");
    let found = client.until_version(&uri, 0);
    assert_eq!(client.codes(&uri), ["W0201"]);
    let mut params = document(&uri);
    params["range"] = found[0]["range"].clone();
    params["context"] = json!({ "diagnostics": found });
    let actions = client.request("textDocument/codeAction", params).expect("an answer");
    assert_eq!((&actions[0]["kind"], &actions[0]["isPreferred"]), (&json!("quickfix"), &json!(true)));
    let edit = &actions[0]["edit"]["changes"][&uri][0];
    assert_eq!(edit["newText"], "");
    // The line goes with what was in it, and the empty one below it.
    assert_eq!(edit["range"]["end"], json!({ "line": 2, "character": 0 }));
    let explained = actions.as_array().and_then(|all| all.last()).expect("some are offered");
    assert_eq!(explained["title"], "explain W0201");
    let page = client.request("workspace/executeCommand", explained["command"].clone()).expect("a page");
    assert!(page.as_str().is_some_and(|page| page.starts_with("# W0201")), "{page}");
    assert_eq!(
        client.request("workspace/executeCommand", json!({ "command": "rm", "arguments": [] })),
        Err(-32602)
    );
    client.leave();
}

#[test]
fn only_the_kinds_of_actions_that_are_wanted_are_offered() {
    let folder = Folder::with(&[("a.o8", "")]);
    let mut client = Client::start(&[]);
    let uri = folder.uri("a.o8");
    let text = "import std/web { Sizing }\nimport k8s/core/v1 { ConfigMap }\n\nlet a = 1 + 2\n";
    client.open(&uri, text);
    let found = client.until_version(&uri, 0);
    let mut kinds = |only: Option<&[&str]>, lines: (u32, u32, u32)| {
        let (line, from, to) = lines;
        let mut params = document(&uri);
        params["range"] =
            json!({ "start": { "line": line, "character": from }, "end": { "line": line, "character": to } });
        params["context"] = json!({ "diagnostics": found });
        if let Some(only) = only {
            params["context"]["only"] = json!(only);
        }
        let actions = client.request("textDocument/codeAction", params).expect("an answer");
        let all = actions.as_array().expect("a list").iter();
        all.map(|action| action["kind"].as_str().unwrap_or("none").to_owned()).collect::<Vec<_>>()
    };
    let import = (0, 17, 17);
    assert_eq!(kinds(Some(&["source"]), import), ["source.organizeImports", "source.fixAll"]);
    assert_eq!(kinds(Some(&["source.organizeImports"]), import), ["source.organizeImports"]);
    assert_eq!(kinds(Some(&["quickfix"]), import), ["quickfix", "quickfix"]);
    assert!(kinds(Some(&["refactor.inline", "notebook"]), import).is_empty());
    assert!(kinds(None, import).contains(&"none".to_owned()));
    assert_eq!(kinds(Some(&["refactor"]), (3, 8, 13)), ["refactor.extract"]);
    client.leave();
}

#[test]
fn a_client_that_asks_for_diagnostics_is_not_told_them_too() {
    let folder = Folder::platform();
    folder.put("bad.o8", "let a = unknown\n");
    let mut client = Client::connect();
    let capabilities = json!({
        "textDocument": { "diagnostic": {} },
        "workspace": { "diagnostics": { "refreshSupport": true } },
    });
    client.initialize(&[folder.uri("")], capabilities);
    let (bad, open) = (folder.uri("bad.o8"), folder.uri("open.o8"));
    // What is not open it may never ask for.
    client.until(|client| client.codes(&bad).len() == 1);
    client.open(&open, "let b = unknown\n");
    let report = client.request("textDocument/diagnostic", document(&open)).expect("an answer");
    assert_eq!((&report["kind"], &report["items"][0]["code"]), (&json!("full"), &json!("E0201")));
    let mut again = document(&open);
    again["previousResultId"] = report["resultId"].clone();
    let same = client.request("textDocument/diagnostic", again.clone()).expect("an answer");
    assert_eq!((&same["kind"], &same["resultId"]), (&json!("unchanged"), &report["resultId"]));
    client.replace(&open, 1, "let b = 1\n");
    let other = client.request("textDocument/diagnostic", again).expect("an answer");
    assert_eq!((&other["kind"], &other["items"]), (&json!("full"), &json!([])));
    assert!(client.codes(&open).is_empty());
    // Once it asks for everything, it is told nothing.
    let all = client.request("workspace/diagnostic", json!({ "previousResultIds": [] })).expect("an answer");
    assert_eq!(all["items"].as_array().map(Vec::len), Some(1));
    assert_eq!(all["items"][0]["uri"], bad.as_str());
    client.until(|client| client.codes(&bad).is_empty());
    let known = json!({ "previousResultIds": [{ "uri": bad, "value": all["items"][0]["resultId"] }] });
    let same = client.request("workspace/diagnostic", known.clone()).expect("an answer");
    assert_eq!(same["items"][0]["kind"], "unchanged");
    folder.remove("bad.o8");
    client.touch(&[bad]);
    client.until(|client| client.heard.iter().any(|said| said["method"] == "workspace/diagnostic/refresh"));
    let gone = client.request("workspace/diagnostic", known).expect("an answer");
    assert_eq!((&gone["items"][0]["kind"], &gone["items"][0]["items"]), (&json!("full"), &json!([])));
    client.leave();
}
