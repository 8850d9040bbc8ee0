//! Files that come, change and go, in the editor and outside of it.

use serde_json::{Value, json};

use crate::client::{Client, formatting};
use crate::folder::Folder;

#[test]
fn a_file_is_its_unsaved_text_until_it_is_closed() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/web.o8");
    client.open(&uri, "let a = unknown\n");
    assert_eq!(client.until_version(&uri, 0).len(), 1);
    // What another program writes does not show while the editor has another text.
    folder.put("modules/web.o8", "pub let a = 1\n");
    client.touch(std::slice::from_ref(&uri));
    client.change(&uri, 1, (0, 0), (0, 0), " ");
    assert_eq!(client.until_version(&uri, 1).len(), 1);
    client.close(&uri);
    client.until(|client| client.codes(&uri).is_empty());
    client.leave();
}

#[test]
fn files_that_come_and_go_outside_the_editor_are_noticed() {
    let folder = Folder::platform();
    let mut client = Client::connect();
    let watching = json!({ "didChangeWatchedFiles": { "dynamicRegistration": true } });
    client.initialize(&[folder.uri("")], json!({ "workspace": watching }));
    client.until(|client| client.heard.iter().any(|said| said["method"] == "client/registerCapability"));
    let (new, web) = (folder.uri("modules/new.o8"), folder.uri("modules/web.o8"));
    folder.put("modules/new.o8", "let a = unknown\n");
    client.touch(std::slice::from_ref(&new));
    client.until(|client| client.codes(&new).len() == 1);
    assert_eq!(client.said(&folder), folder.checked(""));
    folder.remove("modules/new.o8");
    folder.put("modules/web.o8", &folder.read("modules/web.o8").replace("delivery", "nobody"));
    client.touch(&[new.clone(), web.clone()]);
    client.until(|client| client.codes(&new).is_empty() && client.codes(&web).len() == 1);
    client.leave();
}

#[test]
fn a_file_that_is_renamed_takes_its_diagnostics_along() {
    let folder = Folder::platform();
    folder.put("modules/old.o8", "let a = unknown\n");
    let mut client = Client::start(&[folder.uri("")]);
    let (old, new) = (folder.uri("modules/old.o8"), folder.uri("modules/new.o8"));
    client.until(|client| client.codes(&old).len() == 1);
    std::fs::rename(folder.path("modules/old.o8"), folder.path("modules/new.o8")).expect("it is ours");
    let files = json!({ "files": [{ "oldUri": old, "newUri": new }] });
    client.notify("workspace/didRenameFiles", files);
    client.until(|client| client.codes(&old).is_empty() && client.codes(&new).len() == 1);
    client.leave();
}

#[test]
fn what_reads_a_file_follows_it_when_it_moves() {
    let folder = Folder::platform();
    folder.put("modules/text.o8", "let text = readFile(\"hello.txt\")\n");
    folder.put("modules/hello.txt", "hello");
    let mut client = Client::start(&[folder.uri("")]);
    let (old, new) = (folder.uri("modules/hello.txt"), folder.uri("texts/hello.txt"));
    let files = json!({ "files": [{ "oldUri": old, "newUri": new }] });
    let answer = client.request("workspace/willRenameFiles", files).expect("an edit");
    let (changed, reader) = (answer.to_string(), folder.uri("modules/text.o8"));
    assert!(changed.contains("\"newText\":\"../texts/hello.txt\"") && changed.contains(&reader), "{changed}");
    let files = json!({ "files": [{ "oldUri": new, "newUri": old }] });
    assert_eq!(client.request("workspace/willRenameFiles", files), Ok(serde_json::Value::Null));
    client.leave();
}

#[test]
fn a_text_that_is_read_counts_as_a_source() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("modules/text.o8");
    client.open(&uri, "pub let text = readFile(\"motd.txt\")\n");
    assert_eq!(client.until_version(&uri, 0).len(), 1);
    folder.put("modules/motd.txt", "hello");
    client.touch(&[folder.uri("modules/motd.txt")]);
    client.until(|client| client.codes(&uri).is_empty());
    client.change(&uri, 1, (0, 25), (0, 29), "other");
    assert_eq!(client.until_version(&uri, 1).len(), 1);
    folder.put("modules/other.txt", "hello");
    client.touch(&[folder.uri("modules/other.txt")]);
    client.until(|client| client.codes(&uri).is_empty());
    client.leave();
}

#[test]
fn settings_are_read_while_they_are_written() {
    let folder = Folder::platform();
    folder.put("modules/unused.o8", "import std/web { WebService }\n");
    let mut client = Client::start(&[folder.uri("")]);
    let (settings, unused) = (folder.uri("o8.toml"), folder.uri("modules/unused.o8"));
    client.until(|client| client.codes(&unused) == ["W0201"]);
    client.open(&settings, "name = \"acme\"\n");
    client.replace(&settings, 1, "name = \"acme\"\n[lints]\nW0201 = \"allow\"\n");
    client.until(|client| client.codes(&unused).is_empty());
    client.replace(&settings, 2, "name = \n");
    client.until(|client| !client.codes(&settings).is_empty());
    client.close(&settings);
    client.until(|client| client.codes(&settings).is_empty() && client.codes(&unused) == ["W0201"]);
    client.leave();
}

#[test]
fn packages_inside_packages_and_beside_them() {
    let folder = Folder::platform();
    folder.put("o8.toml", "name = \"acme\"\n[dependencies]\nblocks = { path = \"blocks\" }\n");
    folder.put("blocks/o8.toml", "name = \"blocks\"\n");
    folder.put("blocks/size.o8", "pub let size = 1\n");
    folder.put("size.o8", "import blocks { size }\n\nlet twice = size + size\n");
    let mut client = Client::start(&[folder.uri("")]);
    let (size, user) = (folder.uri("blocks/size.o8"), folder.uri("size.o8"));
    client.open(&size, "pub let sizes = 1\n");
    client.until(|client| client.codes(&user).len() == 1);
    // Both packages have the file, and say the same of it once.
    client.replace(&size, 1, "pub let size = unknown\n");
    client.until(|client| client.codes(&size).len() == 1 && client.codes(&user).is_empty());
    client.leave();
}

#[test]
fn folders_come_and_go() {
    let one = Folder::platform();
    one.put("bad.o8", "let a = unknown\n");
    let other = Folder::platform();
    other.put("bad.o8", "let a = unknown\n");
    let mut client = Client::start(&[one.uri("")]);
    client.until(|client| client.codes(&one.uri("bad.o8")).len() == 1);
    let folder = |folder: &Folder| json!([{ "uri": folder.uri(""), "name": "a folder" }]);
    let event = json!({ "added": folder(&other), "removed": folder(&one) });
    client.notify("workspace/didChangeWorkspaceFolders", json!({ "event": event }));
    client.until(|client| {
        client.codes(&one.uri("bad.o8")).is_empty() && client.codes(&other.uri("bad.o8")).len() == 1
    });
    client.leave();
}

#[test]
fn a_folder_that_is_deleted_while_it_is_open() {
    let folder = Folder::platform();
    folder.put("bad.o8", "let a = unknown\n");
    let mut client = Client::start(&[folder.uri("")]);
    let uri = folder.uri("bad.o8");
    client.until(|client| client.codes(&uri).len() == 1);
    std::fs::remove_dir_all(folder.path("")).expect("it is ours");
    client.touch(&[folder.uri("")]);
    client.until(|client| client.codes(&uri).is_empty());
    client.leave();
}

#[test]
fn texts_without_a_package() {
    let folder = Folder::with(&[("notes/readme.txt", "")]);
    let mut client = Client::start(&[folder.uri("")]);
    let (alone, untitled) = (folder.uri("notes/alone.o8"), "untitled:Untitled-1");
    client.open(&alone, "let a = unknown\n");
    client.open(untitled, "let a = unknown\n");
    assert_eq!(client.until_version(&alone, 0).len(), 1);
    assert_eq!(client.until_version(untitled, 0).len(), 1);
    client.replace(untitled, 1, "let a = 1\n");
    assert!(client.until_version(untitled, 1).is_empty());
    client.close(untitled);
    client.leave();
}

#[test]
fn bytes_that_are_no_text_and_a_text_of_megabytes() {
    let folder = Folder::platform();
    std::fs::write(folder.path("binary.o8"), [0xff, 0xfe, 0, 1]).expect("it is ours");
    let mut client = Client::start(&[folder.uri("")]);
    let binary = folder.uri("binary.o8");
    client.until(|client| client.codes(&binary) == ["E0916"]);
    folder.remove("binary.o8");
    client.touch(std::slice::from_ref(&binary));
    client.until(|client| client.codes(&binary).is_empty());
    let large = folder.uri("large.o8");
    client.open(&large, &"// a line of a comment that goes on and on\n".repeat(50_000));
    assert_eq!(client.until_version(&large, 0), Vec::<Value>::new());
    client.leave();
}

#[test]
fn a_text_that_was_never_saved_is_worked_on_like_a_file() {
    let mut client = Client::connect();
    client.initialize(&[], json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } }));
    let uri = "untitled:Untitled-1";
    client.open(uri, "let size   = 1\nlet b = s\n");
    client.until_version(uri, 0);
    let formatted = client.request("textDocument/formatting", formatting(uri)).expect("an answer");
    assert_eq!(formatted.as_array().map(Vec::len), Some(1), "{formatted}");
    let at = |line: u32, character: u32| json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": character } });
    let offered = client.request("textDocument/completion", at(1, 9)).expect("an answer");
    let labels = offered["items"].as_array().expect("a list").iter();
    assert!(labels.clone().any(|item| item["label"] == "size"), "{offered}");
    client.replace(uri, 1, "let size = 1\nlet b = size\n");
    client.until_version(uri, 1);
    let found = client.request("textDocument/definition", at(1, 9)).expect("an answer");
    assert_eq!(found[0]["uri"], uri);
    let mut params = at(1, 9);
    params["newName"] = json!("width");
    let edit = client.request("textDocument/rename", params).expect("an answer");
    assert_eq!(edit["documentChanges"][0]["textDocument"], json!({ "uri": uri, "version": 1 }));
    assert_eq!(edit["documentChanges"][0]["edits"].as_array().map(Vec::len), Some(2));
    client.leave();
}

#[test]
fn the_library_stays_as_it_is_whatever_is_typed_there() {
    let folder = Folder::platform();
    let mut client = Client::start(&[folder.uri("")]);
    let (web, text) = (folder.uri("modules/web.o8"), folder.read("modules/web.o8"));
    client.open(&web, &text);
    client.until_version(&web, 0);
    let at = json!({ "textDocument": { "uri": web }, "position": { "line": 4, "character": 14 } });
    let found = client.request("textDocument/definition", at).expect("an answer");
    let library = found[0]["targetUri"].as_str().or(found["uri"].as_str()).or(found[0]["uri"].as_str());
    let library = library.expect("`WebService` is declared somewhere").to_owned();
    let path = library.strip_prefix("file://").expect("a file of the disk");
    client.open(&library, &std::fs::read_to_string(path).expect("the server has put it there"));
    client.change(&library, 1, (0, 0), (0, 0), "let a = unknown\n");
    client.replace(&web, 1, &text.replace("delivery", "nobody"));
    assert_eq!(client.until_version(&web, 1).len(), 1);
    assert_eq!(client.codes(&library), [""; 0]);
    let logged: Vec<&Value> =
        client.heard.iter().filter(|said| said["method"] == "window/logMessage").collect();
    assert!(logged.is_empty(), "{logged:#?}");
    client.leave();
}
