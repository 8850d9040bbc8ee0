//! A client that keeps what it is told.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use o8_cli::commands::lsp::Disk;
use o8_lsp::Ended;
use o8_lsp::host::Host;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, split};
use tokio::runtime::{Builder, Runtime};

use crate::folder::{Folder, Said};

/// Far more than any answer takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The host of the tests: nothing of theirs comes into the user's cache.
pub(crate) fn disk() -> Disk {
    Disk::with_library(std::env::temp_dir().join("o8-library-of-tests"))
}

pub(crate) struct Client {
    runtime: Runtime,
    input: Option<WriteHalf<DuplexStream>>,
    output: ReadHalf<DuplexStream>,
    unread: Vec<u8>,
    server: Option<JoinHandle<Ended>>,
    next: i64,
    /// The newest diagnostics of each file, with the version of the text.
    pub(crate) diagnostics: BTreeMap<String, (Vec<Value>, Option<i64>)>,
    /// What the server said and asked otherwise.
    pub(crate) heard: Vec<Value>,
    answers: BTreeMap<i64, Value>,
}

impl Client {
    /// A server for packages on the disk, and nothing said.
    pub(crate) fn connect() -> Self {
        Self::connect_to(Arc::new(disk()))
    }

    pub(crate) fn connect_to(host: Arc<dyn Host>) -> Self {
        let (here, there) = tokio::io::duplex(1 << 16);
        let server = std::thread::spawn(move || {
            let runtime =
                Builder::new_multi_thread().worker_threads(2).enable_time().build().expect("threads");
            let (input, output) = split(there);
            let ended = runtime.block_on(o8_lsp::serve(host, input, output));
            runtime.shutdown_background();
            ended
        });
        let (output, input) = split(here);
        let runtime = Builder::new_current_thread().enable_time().build().expect("a runtime");
        Self {
            runtime,
            input: Some(input),
            output,
            unread: Vec::new(),
            server: Some(server),
            next: 0,
            diagnostics: BTreeMap::new(),
            heard: Vec::new(),
            answers: BTreeMap::new(),
        }
    }

    /// A client that has opened these folders.
    pub(crate) fn start(folders: &[String]) -> Self {
        let mut client = Self::connect();
        client.initialize(folders, json!({}));
        client
    }

    pub(crate) fn initialize(&mut self, folders: &[String], capabilities: Value) -> Value {
        let folders: Vec<Value> =
            folders.iter().map(|uri| json!({ "uri": uri, "name": "a folder" })).collect();
        let params = json!({ "processId": null, "capabilities": capabilities, "workspaceFolders": folders });
        let answer = self.request("initialize", params).expect("it is the first");
        self.notify("initialized", json!({}));
        answer
    }

    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the pipe is open");
        let written = async {
            input.write_all(bytes).await.expect("the server reads");
        };
        self.runtime
            .block_on(async { tokio::time::timeout(PATIENCE, written).await })
            .expect("the server reads");
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(crate) fn notify(&mut self, method: &str, params: Value) {
        let mut message = json!({ "jsonrpc": "2.0", "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
    }

    /// Asks, and goes on.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> i64 {
        self.next += 1;
        let mut message = json!({ "jsonrpc": "2.0", "id": self.next, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        self.next
    }

    /// The result of what was asked, or the code of the error.
    pub(crate) fn answer(&mut self, id: i64) -> Result<Value, i64> {
        while !self.answers.contains_key(&id) {
            self.hear();
        }
        let answer = self.answers.remove(&id).expect("it has come");
        match answer.get("error") {
            Some(error) => Err(error["code"].as_i64().expect("a code")),
            None => Ok(answer["result"].clone()),
        }
    }

    pub(crate) fn request(&mut self, method: &str, params: Value) -> Result<Value, i64> {
        let id = self.ask(method, params);
        self.answer(id)
    }

    /// Takes the next message in; `false` where the server has closed its pipe.
    pub(crate) fn hear(&mut self) -> bool {
        let Some(message) = self.next_message() else { return false };
        let method = message.get("method").and_then(Value::as_str).map(str::to_owned);
        match (method.as_deref(), message.get("id").cloned()) {
            (Some("textDocument/publishDiagnostics"), _) => {
                let params = &message["params"];
                let uri = params["uri"].as_str().expect("an address").to_owned();
                let found = params["diagnostics"].as_array().expect("a list").clone();
                self.diagnostics.insert(uri, (found, params["version"].as_i64()));
            }
            (Some(_), Some(id)) => {
                self.send(&json!({ "jsonrpc": "2.0", "id": id, "result": null }));
                self.heard.push(message);
            }
            (None, Some(id)) if id.is_i64() => {
                drop(self.answers.insert(id.as_i64().expect("as asked"), message));
            }
            _ => self.heard.push(message),
        }
        true
    }

    fn next_message(&mut self) -> Option<Value> {
        loop {
            if let Some((message, length)) = whole(&self.unread) {
                self.unread.drain(..length);
                return Some(message);
            }
            let mut buffer = [0; 1 << 14];
            let read = async { self.output.read(&mut buffer).await.unwrap_or(0) };
            let read = self
                .runtime
                .block_on(async { tokio::time::timeout(PATIENCE, read).await })
                .expect("the server says something in time");
            if read == 0 {
                return None;
            }
            self.unread.extend_from_slice(&buffer[..read]);
        }
    }

    /// Hears until `is_said` of what is known.
    #[track_caller]
    pub(crate) fn until(&mut self, is_said: impl Fn(&Self) -> bool) {
        while !is_said(self) {
            assert!(self.hear(), "the server has left");
        }
    }

    pub(crate) fn open(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "o8", "version": 0, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// One change: from and to as line and column, and the new text.
    pub(crate) fn change(&mut self, uri: &str, version: i64, from: (u32, u32), to: (u32, u32), text: &str) {
        let position = |(line, character): (u32, u32)| json!({ "line": line, "character": character });
        let range = json!({ "start": position(from), "end": position(to) });
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "range": range, "text": text }],
            }),
        );
    }

    pub(crate) fn replace(&mut self, uri: &str, version: i64, text: &str) {
        self.notify(
            "textDocument/didChange",
            json!({
                "textDocument": { "uri": uri, "version": version },
                "contentChanges": [{ "text": text }],
            }),
        );
    }

    pub(crate) fn close(&mut self, uri: &str) {
        self.notify("textDocument/didClose", json!({ "textDocument": { "uri": uri } }));
    }

    pub(crate) fn touch(&mut self, uris: &[String]) {
        let changes: Vec<Value> = uris.iter().map(|uri| json!({ "uri": uri, "type": 2 })).collect();
        self.notify("workspace/didChangeWatchedFiles", json!({ "changes": changes }));
    }

    /// Hears until the diagnostics of a text of this version have come.
    #[track_caller]
    pub(crate) fn until_version(&mut self, uri: &str, version: i64) -> Vec<Value> {
        self.until(|client| client.diagnostics.get(uri).is_some_and(|(_, known)| *known == Some(version)));
        self.diagnostics[uri].0.clone()
    }

    /// The codes that are said of a file.
    pub(crate) fn codes(&self, uri: &str) -> Vec<String> {
        let found = self.diagnostics.get(uri).map(|(found, _)| found.as_slice()).unwrap_or_default();
        found.iter().map(|found| found["code"].as_str().expect("a code").to_owned()).collect()
    }

    /// Everything that is said at the moment.
    pub(crate) fn said(&self, folder: &Folder) -> Vec<Said> {
        let mut said = Vec::new();
        for (uri, (found, _)) in &self.diagnostics {
            for found in found {
                let number = |key: &str| found["range"]["start"][key].as_u64().expect("a number") as u32;
                let code = found["code"].as_str().expect("a code").to_owned();
                said.push((folder.relative(uri), code, number("line"), number("character")));
            }
        }
        said.sort();
        said
    }

    /// Closes the pipe to the server.
    pub(crate) fn hang_up(&mut self) {
        self.input = None;
        // Both halves are one pipe: the other end sees its end once this is gone.
        let (output, _) = split(tokio::io::duplex(1).0);
        self.output = output;
    }

    /// How the server ended, which it has to do by itself.
    #[track_caller]
    pub(crate) fn ended(&mut self) -> Ended {
        let server = self.server.take().expect("asked once");
        for _ in 0..PATIENCE.as_millis() / 10 {
            if server.is_finished() {
                return server.join().expect("it ends without a panic");
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("the server goes on");
    }

    /// Says good-bye, and sees the server go.
    pub(crate) fn leave(&mut self) {
        self.request("shutdown", Value::Null).expect("it may go");
        self.notify("exit", Value::Null);
        assert!(self.ended().in_order);
    }
}

/// The first message of these bytes, if all of it has come, and how long it is.
fn whole(bytes: &[u8]) -> Option<(Value, usize)> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    let header = std::str::from_utf8(&bytes[..end]).expect("ASCII");
    let length = header.lines().find_map(|line| line.strip_prefix("Content-Length: ")).expect("a length");
    let length: usize = length.trim().parse().expect("a number");
    let body = bytes.get(end + 4..end + 4 + length)?;
    Some((serde_json::from_slice(body).expect("JSON"), end + 4 + length))
}

/// Asks for a document to be formatted.
pub(crate) fn formatting(uri: &str) -> Value {
    json!({ "textDocument": { "uri": uri }, "options": { "tabSize": 2, "insertSpaces": true } })
}
