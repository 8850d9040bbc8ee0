//! The bytes of the client, message by message. What is no message becomes a request that is answered with what is wrong:
//! left as it is, it would end the reading of the library that reads them.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, ReadBuf};
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

/// A stream of messages, which notices its end.
pub(super) struct Frames<I> {
    inner: I,
    left: Arc<Notify>,
    is_ended: bool,
    /// What has come and is no whole message yet.
    raw: Vec<u8>,
    /// A message, as far as it was not read.
    ready: Vec<u8>,
    read: usize,
}

impl<I> Frames<I> {
    pub(super) fn new(inner: I, left: Arc<Notify>) -> Self {
        Self { inner, left, is_ended: false, raw: Vec::new(), ready: Vec::new(), read: 0 }
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Frames<I> {
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
            if let Some(frame) = take(&mut self.raw) {
                (self.ready, self.read) = (frame, 0);
                continue;
            }
            if self.is_ended {
                return Poll::Ready(Ok(()));
            }
            let mut bytes = [0; 1 << 14];
            let mut chunk = ReadBuf::new(&mut bytes);
            let polled = ready!(Pin::new(&mut self.inner).poll_read(context, &mut chunk));
            self.raw.extend_from_slice(chunk.filled());
            if polled.is_err() || chunk.filled().is_empty() {
                self.is_ended = true;
                self.left.notify_one();
            }
        }
    }
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
