//! The thread that owns the programs, without a protocol.

use std::sync::mpsc::{Receiver, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use o8_core::load::Sources;
use salsa::Database as _;

use super::*;
use crate::host::{Loaded, Origin};

/// A host whose one package is what is open.
struct Open;

impl Host for Open {
    fn find(&self, _: &Path) -> Option<Root> {
        Some(Root::Package("/p".into()))
    }

    fn load(&self, _: &Root, unsaved: &Unsaved) -> Result<Loaded, String> {
        assert!(!unsaved.contains_key(Path::new("/p/broken.o8")), "a bug of the host");
        let name = |path: &Path| path.strip_prefix("/p").expect("below it").to_string_lossy().into_owned();
        let files = unsaved.iter().map(|(path, text)| ("".into(), name(path).into(), text.clone()));
        let origin = |path: &PathBuf| Origin { shown: name(path), path: Some(path.clone()) };
        Ok(Loaded {
            sources: Sources { files: files.collect(), ..Sources::default() },
            origins: unsaved.keys().map(origin).collect(),
            own: Vec::new(),
            diagnostics: Vec::new(),
            is_broken: false,
            lints: Arc::new(|found| found),
            others: Vec::new(),
            library: None,
            output: PathBuf::from("/out"),
            packages: None,
        })
    }

    fn reads(&self, _: &str) -> Vec<String> {
        Vec::new()
    }
}

struct Running {
    sender: Sender<Message>,
    outbox: Arc<Outbox>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    fn start() -> Self {
        let (sender, messages) = channel();
        let outbox = Arc::new(Outbox::default());
        let spawn: Spawn = Box::new(|work| drop(thread::spawn(work)));
        let state = State::new(Arc::new(Open), outbox.clone(), spawn, sender.clone());
        let thread = Some(thread::spawn(move || state.run(&messages)));
        Self { sender, outbox, thread }
    }

    fn tell(&self, message: Message) {
        self.sender.send(message).expect("it runs");
    }

    fn open(&self, name: &str, text: &str) {
        let path = Path::new("/p").join(name);
        let uri = Uri::from_file_path(&path).expect("a path");
        self.tell(Message::Open { path, uri, version: 0, text: text.to_owned() });
    }

    fn change(&self, name: &str, version: i32, text: &str) {
        let changes = vec![Change { range: None, text: text.to_owned() }];
        self.tell(Message::Change { path: Path::new("/p").join(name), version, changes });
    }

    fn read<T: Send + 'static>(
        &self,
        name: &str,
        work: impl FnOnce(&View) -> T + Send + 'static,
    ) -> Receiver<Option<Result<T, Stopped>>> {
        let (answer, answered) = channel();
        let work = move |view: Option<View>| {
            let result = view.as_ref().map(|view| guarded(|| work(view)));
            drop(view);
            answer.send(result).expect("somebody waits");
        };
        self.tell(Message::Read { path: Path::new("/p").join(name), work: Box::new(work) });
        answered
    }

    fn text(&self, name: &str) -> Option<String> {
        let text = self.read(name, |view| view.text().to_owned());
        soon(&text).map(|text| text.expect("nothing changes"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.sender.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let ended = thread.join();
            assert!(ended.is_ok() || thread::panicking(), "the thread panicked");
        }
    }
}

fn soon<T>(answer: &Receiver<T>) -> T {
    answer.recv_timeout(Duration::from_secs(60)).expect("an answer")
}

#[test]
fn a_read_that_an_edit_overtakes_says_so() {
    let running = Running::start();
    running.open("a.o8", "let a = 1\n");
    let (began, begun) = channel();
    let endless = running.read("a.o8", move |view| {
        began.send(()).expect("somebody waits");
        loop {
            view.analysis.db.unwind_if_revision_cancelled();
            thread::yield_now();
        }
    });
    soon(&begun);
    running.change("a.o8", 1, "let a = 2\n");
    assert_eq!(soon::<Option<Result<(), Stopped>>>(&endless), Some(Err(Stopped::Changed)));
    assert_eq!(running.text("a.o8").as_deref(), Some("let a = 2\n"));
}

#[test]
fn a_read_sees_the_edits_before_it_and_none_after() {
    let running = Running::start();
    running.open("a.o8", "0");
    let reads: Vec<_> = (1..200)
        .map(|version| {
            running.change("a.o8", version, &version.to_string());
            (version, running.read("a.o8", |view| view.text().to_owned()))
        })
        .collect();
    for (version, read) in reads {
        match soon(&read) {
            Some(Ok(text)) => assert_eq!(text, version.to_string()),
            other => assert_eq!(other, Some(Err(Stopped::Changed))),
        }
    }
    assert_eq!(running.text("a.o8").as_deref(), Some("199"));
}

#[test]
fn a_panic_ends_one_read_and_nothing_else() {
    let running = Running::start();
    running.open("a.o8", "let a = 1\n");
    let broken = running.read("a.o8", |_| -> () { panic!("a bug") });
    assert_eq!(soon(&broken), Some(Err(Stopped::Panicked("a bug".to_owned()))));
    assert_eq!(running.text("a.o8").as_deref(), Some("let a = 1\n"));
}

#[test]
fn a_host_that_panics_costs_one_message() {
    let running = Running::start();
    running.open("a.o8", "let a = 1\n");
    running.open("broken.o8", "");
    let path = PathBuf::from("/p/broken.o8");
    running.tell(Message::Close { path });
    running.change("a.o8", 1, "let a = 2\n");
    assert_eq!(running.text("a.o8").as_deref(), Some("let a = 2\n"));
}

#[test]
fn diagnostics_come_with_the_version_of_their_text() {
    let running = Running::start();
    running.open("a.o8", "let a = unknown\n");
    let uri = Uri::from_file_path("/p/a.o8").expect("a path");
    let published = |version: i32| {
        for _ in 0..6000 {
            if let Some((found, Some(at))) = running.outbox.take_diagnostics().remove(&uri)
                && at == version
            {
                return found.len();
            }
            thread::sleep(Duration::from_millis(10));
        }
        panic!("nothing is said of version {version}");
    };
    assert_eq!(published(0), 1);
    running.change("a.o8", 1, "let a = 1\n");
    assert_eq!(published(1), 0);
}
