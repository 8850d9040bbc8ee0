//! The bytes of the client, message by message. What is no message becomes a request that is answered with what is wrong:
//! left as it is, it would end the reading of the library that reads them.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, ReadBuf};
use tokio::sync::Notify;
use tower_lsp::jsonrpc::{Request, Response};

/// What stands for bytes that are no JSON.
pub(super) const NO_JSON: &str = "o8/noJson";

/// What stands for JSON that is no message.
pub(super) const NO_MESSAGE: &str = "o8/noMessage";

/// No headers are longer.
const HEADERS: usize = 8 << 10;

/// No message is longer.
const LONGEST: usize = 1 << 30;

const NAME: &[u8] = b"content-length";

/// So many bytes of messages wait to be looked at. They only do where the client does not take its answers.
const WAITING: usize = 64 << 20;

/// How long a client that sends and does not read is borne with once so much waits.
const PATIENCE: Duration = Duration::from_secs(20);

/// What has come and has not been looked at.
#[derive(Default)]
pub(super) struct Inbox {
    waiting: Mutex<Waiting>,
    /// Something has been taken out.
    taken: Notify,
}

#[derive(Default)]
struct Waiting {
    frames: VecDeque<Vec<u8>>,
    bytes: usize,
    is_ended: bool,
    waker: Option<Waker>,
}

impl Inbox {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, work: impl FnOnce(&mut Waiting)) {
        let mut waiting = self.waiting();
        work(&mut waiting);
        if let Some(waker) = waiting.waker.take() {
            waker.wake();
        }
    }

    /// Takes in what the client says, for ever: a server that cannot get rid of its answers still hears that the client
    /// leaves, by `exit`, by the end of its pipe, or by reading nothing for long. Then `left` is told.
    pub(super) async fn fill(&self, mut input: impl AsyncRead + Unpin, left: &Notify) {
        let (mut raw, mut bytes) = (Vec::new(), vec![0; 1 << 14]);
        loop {
            while let Some(frame) = take(&mut raw) {
                if is_exit(&frame) {
                    left.notify_one();
                }
                self.change(|waiting| {
                    waiting.bytes += frame.len();
                    waiting.frames.push_back(frame);
                });
            }
            if !self.has_room().await {
                break;
            }
            match input.read(&mut bytes).await {
                Ok(0) | Err(_) => break,
                Ok(length) => raw.extend_from_slice(&bytes[..length]),
            }
        }
        self.change(|waiting| waiting.is_ended = true);
        left.notify_one();
        std::future::pending().await
    }

    /// Waits until not too much waits; `false` where nothing of it is taken for long.
    async fn has_room(&self) -> bool {
        loop {
            let taken = self.taken.notified();
            let is_free = {
                let waiting = self.waiting();
                // One message may be longer than all that may wait.
                waiting.bytes <= WAITING || waiting.frames.len() == 1
            };
            if is_free {
                return true;
            }
            if tokio::time::timeout(PATIENCE, taken).await.is_err() {
                return false;
            }
        }
    }
}

/// The messages of an inbox, as a stream of bytes.
pub(super) struct Frames {
    inbox: Arc<Inbox>,
    /// A message, as far as it was not read.
    ready: Vec<u8>,
    read: usize,
}

impl Frames {
    pub(super) fn new(inbox: Arc<Inbox>) -> Self {
        Self { inbox, ready: Vec::new(), read: 0 }
    }
}

impl AsyncRead for Frames {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        loop {
            if self.read < self.ready.len() {
                let length = buffer.remaining().min(self.ready.len() - self.read);
                buffer.put_slice(&self.ready[self.read..self.read + length]);
                self.read += length;
                return Poll::Ready(Ok(()));
            }
            let inbox = self.inbox.clone();
            let mut waiting = inbox.waiting();
            let Some(frame) = waiting.frames.pop_front() else {
                if waiting.is_ended {
                    return Poll::Ready(Ok(()));
                }
                waiting.waker = Some(context.waker().clone());
                return Poll::Pending;
            };
            waiting.bytes -= frame.len();
            drop(waiting);
            inbox.taken.notify_one();
            (self.ready, self.read) = (frame, 0);
        }
    }
}

/// Whether a message is the one by which a client leaves.
fn is_exit(frame: &[u8]) -> bool {
    // No other one is that short and says so.
    const LONGEST: usize = 200;
    let body = find(frame, b"\r\n\r\n").map(|end| &frame[end + 4..]).filter(|body| body.len() < LONGEST);
    body.and_then(|body| serde_json::from_slice::<Request>(body).ok())
        .is_some_and(|said| said.method() == "exit")
}

/// Takes the first message off, if all of it has come.
fn take(raw: &mut Vec<u8>) -> Option<Vec<u8>> {
    let Some(end) = find(&raw[..raw.len().min(HEADERS)], b"\r\n\r\n") else {
        return (raw.len() >= HEADERS).then(|| {
            skip(raw, 1);
            instead(NO_JSON)
        });
    };
    let start = end + 4;
    let Some(length) = length(&raw[..end]).filter(|length| *length <= LONGEST) else {
        skip(raw, start);
        return Some(instead(NO_JSON));
    };
    let body = raw.get(start..start + length)?;
    let frame = match checked(body) {
        Ok(()) => framed(body),
        Err(method) => instead(method),
    };
    raw.drain(..start + length);
    Some(frame)
}

/// Drops what cannot be read, up to where a message may begin.
fn skip(raw: &mut Vec<u8>, from: usize) {
    let next = raw[from..].windows(NAME.len()).position(|word| word.eq_ignore_ascii_case(NAME));
    // The beginning of a name may have come.
    let end = next.map_or_else(|| raw.len().saturating_sub(NAME.len()).max(from), |at| from + at);
    raw.drain(..end);
}

fn length(headers: &[u8]) -> Option<usize> {
    let headers = std::str::from_utf8(headers).ok()?;
    let fields = headers.split("\r\n").filter_map(|line| line.split_once(':'));
    let mut lengths = fields.filter(|(name, _)| name.trim().as_bytes().eq_ignore_ascii_case(NAME));
    lengths.next().and_then(|(_, value)| value.trim().parse().ok())
}

/// Whether this is a message; or else what stands for it.
fn checked(body: &[u8]) -> Result<(), &'static str> {
    let is_json = |error: &serde_json::Error| error.is_data();
    match serde_json::from_slice::<Request>(body) {
        Ok(_) => Ok(()),
        Err(error) if !is_json(&error) => Err(NO_JSON),
        Err(_) => serde_json::from_slice::<Response>(body).map(drop).map_err(|_| NO_MESSAGE),
    }
}

fn instead(method: &str) -> Vec<u8> {
    framed(format!(r#"{{"jsonrpc":"2.0","id":null,"method":"{method}"}}"#).as_bytes())
}

fn framed(body: &[u8]) -> Vec<u8> {
    let mut frame = format!("Content-Length: {}\r\n\r\n", body.len()).into_bytes();
    frame.extend_from_slice(body);
    frame
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EXIT: &str = r#"{"jsonrpc":"2.0","method":"exit"}"#;

    /// The bodies of what comes out, however the bytes come in.
    fn bodies(bytes: &[u8]) -> Vec<String> {
        let read = |chunk: usize| {
            let (mut raw, mut result) = (Vec::new(), Vec::new());
            for piece in bytes.chunks(chunk) {
                raw.extend_from_slice(piece);
                while let Some(frame) = take(&mut raw) {
                    let frame = String::from_utf8(frame).expect("as it was checked");
                    result.push(frame.split_once("\r\n\r\n").expect("headers").1.to_owned());
                }
            }
            result
        };
        assert_eq!(read(1), read(bytes.len()));
        read(7)
    }

    #[test]
    fn messages_come_through() {
        let mut bytes = framed(EXIT.as_bytes());
        bytes.extend_from_slice(b"content-length:33\r\nContent-Type: application/json\r\n\r\n");
        bytes.extend_from_slice(EXIT.as_bytes());
        bytes.extend_from_slice(&framed(br#"{"jsonrpc":"2.0","id":1,"result":null}"#));
        assert_eq!(bodies(&bytes), [EXIT, EXIT, r#"{"jsonrpc":"2.0","id":1,"result":null}"#]);
    }

    #[test]
    fn what_is_no_message_is_replaced_and_the_next_one_read() {
        for (bad, method) in [
            (framed(b"{]"), NO_JSON),
            (framed(b"\xff\xfe"), NO_JSON),
            (framed(b"[1, 2]"), NO_MESSAGE),
            (framed(b"{}"), NO_MESSAGE),
            (b"Content-Length: many\r\n\r\n".to_vec(), NO_JSON),
            (b"Content-Length: 99999999999\r\n\r\n".to_vec(), NO_JSON),
            (b"\xff\r\n\r\n".to_vec(), NO_JSON),
        ] {
            let bytes = [bad, framed(EXIT.as_bytes())].concat();
            let found = bodies(&bytes);
            assert!(found[0].contains(method), "{found:?}");
            assert_eq!(found[1..], [EXIT], "{bytes:?}");
        }
    }
}
