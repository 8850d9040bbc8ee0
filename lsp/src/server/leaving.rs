//! Noticing that a client says `exit`, whatever else goes on.

use std::sync::Arc;
use std::task::{Context, Poll};

use tokio::sync::Notify;
use tower_lsp::jsonrpc::Request;
use tower_service::Service;

/// A service that notices `exit`.
pub(super) struct Leaving<S> {
    inner: S,
    left: Arc<Notify>,
}

impl<S> Leaving<S> {
    pub(super) fn new(inner: S, left: Arc<Notify>) -> Self {
        Self { inner, left }
    }
}

impl<S: Service<Request>> Service<Request> for Leaving<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Self::Future {
        if request.method() == "exit" {
            self.left.notify_one();
        }
        self.inner.call(request)
    }
}
