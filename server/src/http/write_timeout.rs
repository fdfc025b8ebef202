//! How long a client of HTTP/1 may take to take the whole of an answer.
//!
//! The system lets a connection go whose client takes nothing. One that takes a byte now and then would keep its answer, and
//! its place, for ever. What is bounded is the time in which the connection always owes something: from the first write that
//! has to wait until everything is written.

use super::tls::drives_stream;
use hyper::rt::{Read, ReadBufCursor, Write};
use std::{
    io::{self, IoSlice},
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use tokio::time::{Sleep, sleep};

/// A connection whose writes may take so long until all is written. A stream has no end, and a rule of its own.
pub(super) struct WriteTimeout<T> {
    inner: T,
    time: Duration,
    /// When that is over; none while nothing waits to be written.
    over: Option<Pin<Box<Sleep>>>,
}

impl<T> WriteTimeout<T> {
    pub(super) const fn new(inner: T, time: Duration) -> Self {
        Self { inner, time, over: None }
    }

    /// What is behind it.
    pub(super) fn into_inner(self) -> T {
        self.inner
    }

    /// Passes on how far a write has come, unless it has to wait and the time is over.
    fn bound<R>(&mut self, context: &mut Context<'_>, written: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        if written.is_ready() {
            return written;
        }
        let time = self.time;
        let over = self.over.get_or_insert_with(|| Box::pin(sleep(time)));
        ready!(over.as_mut().poll(context));
        if drives_stream() { Poll::Pending } else { Poll::Ready(Err(io::ErrorKind::TimedOut.into())) }
    }
}

impl<T: Read + Unpin> Read for WriteTimeout<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_read(context, into)
    }
}

impl<T: Write + Unpin> Write for WriteTimeout<T> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(context, bytes);
        self.bound(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write_vectored(context, slices);
        self.bound(context, written)
    }

    /// The library flushes when it has nothing more to write.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(context);
        if flushed.is_ready() {
            self.over = None;
        }
        self.bound(context, flushed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let shut = Pin::new(&mut self.inner).poll_shutdown(context);
        self.bound(context, shut)
    }
}
