//! HTTP/1, plain or encrypted: its bounds, and what is said where a request's head cannot be read.
//!
//! The HTTP library answers such a head itself, with a status and nothing else, and has no place to say more. So what it
//! writes passes through here, and an answer of its own is replaced by one with our envelope.

use super::{bare, write_timeout::WriteTimeout};
use crate::config::Patience;
use app::{error::ApiError, error_code::ErrorCode};
use bytes::{Buf, Bytes};
use hyper::{
    rt::{Read, ReadBufCursor, Write},
    server::conn::http1,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
};

/// The largest head of a request, in bytes, as over HTTP/2.
pub(super) const MOST_HEAD: usize = 16 * 1024;

/// What may be kept of what was sent and is not read yet, and of answers that are not written yet, in bytes.
const BUFFER: usize = 64 * 1024;

/// What drives connections.
pub(super) fn builder(patience: Patience) -> http1::Builder {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(patience.head)
        .max_header_size(MOST_HEAD)
        .max_buf_size(BUFFER);
    http
}

/// What hyper reads from and writes to, of a connection of ours.
pub(super) type Bounded<S> = Explaining<WriteTimeout<TokioIo<S>>>;

/// A connection with its bounds.
pub(super) fn bounded<S>(socket: S, patience: Patience) -> Bounded<S> {
    Explaining::new(WriteTimeout::new(TokioIo::new(socket), patience.answer))
}

/// What a connection is written to.
pub(super) struct Explaining<T> {
    inner: T,
    /// What is still to be written of an answer that stands for one of the library's.
    instead: Bytes,
    /// Whether there has been one.
    has_explained: bool,
}

impl<T> Explaining<T> {
    const fn new(inner: T) -> Self {
        Self { inner, instead: Bytes::new(), has_explained: false }
    }
}

impl<S> Bounded<S> {
    /// The socket, if an answer was written in place of the library's: after that the connection is over.
    pub(super) fn after_explaining(self) -> Option<S> {
        self.has_explained.then(|| self.into_socket())
    }

    /// The socket.
    pub(super) fn into_socket(self) -> S {
        self.inner.into_inner().into_inner()
    }
}

impl<T: Write + Unpin> Explaining<T> {
    /// Begins to write another answer if this is one of the library's own.
    fn explains(&mut self, written: &[u8]) -> bool {
        let Some(error) = own_answer(written) else { return false };
        self.instead = bare::answer(&error).into();
        self.has_explained = true;
        true
    }

    fn poll_instead(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.instead.is_empty() {
            match ready!(Pin::new(&mut self.inner).poll_write(context, &self.instead))? {
                0 => return Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
                written => self.instead.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }
}

/// The error that the library means when it has written this. Its answers to heads are heads alone; ours all have the
/// request's id.
fn own_answer(written: &[u8]) -> Option<ApiError> {
    let head = written.strip_prefix(b"HTTP/1.1 4")?.strip_suffix(b"\r\n\r\n")?;
    let has_id = head.windows(14).any(|part| part == b"\r\nx-request-id");
    let status = head.get(..2).filter(|_| !has_id)?;
    Some(match status {
        b"00" => ApiError::new(ErrorCode::InvalidRequest),
        b"14" => ApiError::new(ErrorCode::UriTooLong),
        b"31" => ApiError::new(ErrorCode::HeadTooLarge),
        _ => return None,
    })
}

impl<T: Read + Unpin> Read for Explaining<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<T: Write + Unpin> Write for Explaining<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(context))?;
        if self.explains(bytes) {
            return Poll::Ready(Ok(bytes.len()));
        }
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        ready!(self.poll_instead(context))?;
        if let Some(first) = slices.first()
            && self.explains(first)
        {
            return Poll::Ready(Ok(first.len()));
        }
        Pin::new(&mut self.inner).poll_write_vectored(context, slices)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(self.poll_instead(context))?;
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}
