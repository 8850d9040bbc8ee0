//! The protocol: what a client says becomes messages for the thread that owns the programs.
//!
//! Handlers change or ask before their first `await`: they are polled first in the order in which they came, and in no
//! order afterwards.

mod capabilities;
mod frames;
mod handlers;
mod meanings;
pub(crate) mod outbox;
mod pulls;
mod questions;
mod requests;
mod settings;
mod structure;

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Mutex, OnceLock};
use std::thread;
use std::time::Duration;

use rustc_hash::FxHashMap;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::runtime::{Builder, Handle};
use tokio::sync::{Notify, oneshot};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{SemanticToken, Uri};
use tower_lsp::{LspService, Server};

use crate::convert::path_of;
use crate::host::Host;
use crate::state::{Message, Programs, Spawn, State, Stopped, View, guarded};
use frames::{Frames, Inbox};
use outbox::Outbox;

/// How many requests are open at once before the next is looked at. One that waits for its answer costs little, and an
/// edit must never wait behind them.
const OPEN_REQUESTS: usize = 256;

/// How long answers may take to leave once the client has.
const PARTING: Duration = Duration::from_millis(300);

/// How a session ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Ended {
    /// Whether the client said before that it would.
    pub in_order: bool,
}

/// Serves one client on the standard streams of the process.
pub fn serve_standard(host: Arc<dyn Host>) -> io::Result<Ended> {
    let runtime = Builder::new_multi_thread()
        .worker_threads(2)
        .enable_time()
        .thread_name("o8-lsp")
        // Workers compile, which the threads of a batch do on stacks of this size.
        .thread_stack_size(8 << 20)
        .build()?;
    let ended = runtime.block_on(serve(host, tokio::io::stdin(), tokio::io::stdout()));
    // One thread waits for the next byte of a pipe that the client may never close.
    runtime.shutdown_background();
    Ok(ended)
}

/// Serves one client until it exits or its pipe closes.
pub async fn serve<I, O>(host: Arc<dyn Host>, input: I, output: O) -> Ended
where
    I: AsyncRead + Unpin,
    O: AsyncWrite,
{
    let (sender, messages) = channel();
    let outbox = Arc::new(Outbox::default());
    let runtime = Handle::current();
    let spawn: Spawn = Box::new(move |work| drop(runtime.spawn_blocking(work)));
    let state = State::new(host, outbox.clone(), spawn, sender.clone());
    let owner = thread::Builder::new()
        .name("o8-state".to_owned())
        .stack_size(8 << 20)
        .spawn(move || state.run(&messages));
    let is_shut_down = Arc::new(AtomicBool::new(false));
    let left = Notify::new();
    let (service, socket) = LspService::build(|client| Backend {
        client,
        state: sender.clone(),
        outbox: outbox.clone(),
        is_shut_down: is_shut_down.clone(),
        known: OnceLock::new(),
        offered: Mutex::default(),
        tokens: Mutex::default(),
        settings: Mutex::default(),
    })
    .custom_method(frames::NO_JSON, Backend::no_json)
    .custom_method(frames::NO_MESSAGE, Backend::no_message)
    .custom_method(requests::COMPILED, Backend::compiled)
    .custom_method(requests::SOURCE, Backend::source)
    .custom_method(requests::GRAPH, Backend::graph)
    .custom_method(requests::MATRIX, Backend::matrix)
    .finish();
    let inbox = Arc::new(Inbox::default());
    let server = Server::new(Frames::new(inbox.clone()), output, socket).concurrency_level(OPEN_REQUESTS);
    tokio::select! {
        () = server.serve(service) => {}
        () = inbox.fill(input, &left) => {}
        // A client that does not read, or work that takes long, keeps nobody here.
        () = async { left.notified().await; tokio::time::sleep(PARTING).await } => {}
    }
    // It may have ended by itself only where it panicked, which it does not.
    let _ = sender.send(Message::Stop);
    drop(owner);
    Ended { in_order: is_shut_down.load(Ordering::SeqCst) }
}

struct Backend {
    client: tower_lsp::Client,
    state: Sender<Message>,
    outbox: Arc<Outbox>,
    is_shut_down: Arc<AtomicBool>,
    /// What the client has said of itself.
    known: OnceLock<capabilities::Client>,
    /// What was offered last.
    offered: Mutex<meanings::Offered>,
    /// The semantic tokens that were sent last, with their number.
    tokens: Mutex<FxHashMap<Uri, (String, Vec<SemanticToken>)>>,
    /// What the user wants to be shown.
    settings: Mutex<settings::Settings>,
}

impl Backend {
    /// Tells the thread that owns the programs. It is there for as long as anything can be said.
    fn tell(&self, message: Message) {
        let _ = self.state.send(message);
    }

    /// Whether the client takes changes of files with their versions.
    fn changes_documents(&self) -> bool {
        self.known.get().is_some_and(|known| known.changes_documents)
    }

    /// What is answered to bytes that are no JSON.
    async fn no_json(&self) -> Result<()> {
        Err(Error::parse_error())
    }

    /// What is answered to JSON that is no message.
    async fn no_message(&self) -> Result<()> {
        Err(Error::invalid_request())
    }

    /// Asks about a file; `None` where no program has it.
    async fn read<T: Send + 'static>(
        &self,
        uri: &Uri,
        work: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Result<Option<T>> {
        let (answer, answered) = oneshot::channel();
        let work = move |view: Option<View>| {
            // The client may have taken its question back.
            if answer.is_closed() {
                return;
            }
            let result = view.as_ref().map(|view| guarded(|| work(view))).transpose();
            // Given back before anybody hears of it.
            drop(view);
            let _ = answer.send(result);
        };
        self.tell(Message::Read { path: path_of(uri), work: Box::new(work) });
        self.outcome(answered).await
    }

    /// Asks about all programs.
    async fn read_all<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Programs) -> T + Send + 'static,
    ) -> Result<T> {
        let (answer, answered) = oneshot::channel();
        let work = move |programs: Programs| {
            if answer.is_closed() {
                return;
            }
            let result = guarded(|| work(&programs));
            drop(programs);
            let _ = answer.send(result);
        };
        self.tell(Message::ReadAll { work: Box::new(work) });
        self.outcome(answered).await
    }

    async fn outcome<T>(&self, answered: oneshot::Receiver<std::result::Result<T, Stopped>>) -> Result<T> {
        match answered.await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(Stopped::Panicked(text))) => {
                self.outbox.log_panic(&text);
                Err(Error { message: "a bug of o8; its log says more".into(), ..Error::internal_error() })
            }
            Ok(Err(Stopped::Changed)) | Err(_) => Err(Error::content_modified()),
        }
    }
}
