//! Whether a client takes what it is sent.
//!
//! The HTTP library stops asking a body for more while its client takes nothing, so a bound inside of the body would never
//! be looked at; and over HTTP/2 one request may stall while its connection works, so the socket's bound does not hold
//! either. So each answer is handed out in pieces that say when they have been written, and whoever drives the request
//! gives up when no piece has been for too long, or the whole of an answer that is no stream has not.

use crate::{config::Patience, http::handover::Handover, quota::Permit};
use axum::body::Body;
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, SizeHint};
use std::{
    future::{Future, poll_fn},
    pin::{Pin, pin},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, Waker, ready},
};
use tokio::time::{Instant, sleep_until};

/// The largest piece, in bytes. Even a slow client takes one in far less than the time that it has.
const PIECE: usize = 16 * 1024;

tokio::task_local! {
    /// Of the request, or connection, that is being driven.
    static PROGRESS: Arc<Progress>;
}

/// How far a client has come with what it was sent.
#[derive(Default)]
struct Progress(Mutex<State>);

#[derive(Default)]
struct State {
    /// Pieces that are not written yet.
    unwritten: usize,
    /// When the first of them was handed out, or the one before it was written.
    since: Option<Instant>,
    /// When the answer was there, if it is no stream.
    begun: Option<Instant>,
    /// Wakes a body that waits until everything is written.
    waker: Option<Waker>,
    /// Who views the stream that the answer is, if it is one.
    viewer: Option<Handover>,
}

impl State {
    /// When its client will have had the time that it has for what is written to it.
    fn over(&self, patience: Patience) -> Option<Instant> {
        let stalled = self.since? + patience.stall;
        Some(self.begun.map_or(stalled, |begun| stalled.min(begun + patience.answer)))
    }
}

/// Whether what is being driven is a stream at the moment.
pub(in crate::http) fn drives_stream() -> bool {
    PROGRESS.try_with(|progress| progress.lock().viewer.is_some()).unwrap_or(false)
}

/// Drives a request or a connection; none if its client took nothing of it, or not all, for too long.
pub(super) async fn bounded<F: Future>(patience: Patience, work: F) -> Option<F::Output> {
    let progress = Arc::<Progress>::default();
    let mut work = pin!(PROGRESS.scope(Arc::clone(&progress), work));
    let mut alarm = pin!(sleep_until(Instant::now()));
    let mut is_set = false;
    poll_fn(|context| {
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        // Pieces are handed out nowhere but above, so it is enough to look at them here. An alarm that is set already is
        // left as it is: it looks again when it goes off.
        loop {
            let over = progress.lock().over(patience);
            if !is_set {
                let Some(over) = over else { return Poll::Pending };
                alarm.as_mut().reset(over);
                is_set = true;
            }
            ready!(alarm.as_mut().poll(context));
            is_set = false;
            if over.is_some_and(|over| over <= Instant::now()) {
                if let Some(viewer) = &progress.lock().viewer {
                    viewer.note_stalled();
                }
                return Poll::Ready(None);
            }
        }
    })
    .await
}

impl Progress {
    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is done under the lock that could panic.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Hands out a piece.
    fn hand_out(self: &Arc<Self>, bytes: Bytes) -> Bytes {
        let mut state = self.lock();
        state.unwritten += 1;
        state.since.get_or_insert_with(Instant::now);
        drop(state);
        Bytes::from_owner(Piece { bytes, progress: Arc::clone(self) })
    }

    /// Waits until everything is written.
    fn poll_written(&self, context: &Context<'_>) -> Poll<()> {
        let mut state = self.lock();
        if state.unwritten == 0 {
            return Poll::Ready(());
        }
        state.waker = Some(context.waker().clone());
        Poll::Pending
    }
}

/// A part of an answer. When it goes, it has been written, or nobody will.
struct Piece {
    bytes: Bytes,
    progress: Arc<Progress>,
}

impl AsRef<[u8]> for Piece {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Piece {
    fn drop(&mut self) {
        let mut state = self.progress.lock();
        state.unwritten -= 1;
        state.since = (state.unwritten > 0).then(Instant::now);
        let waker = if state.unwritten == 0 { state.waker.take() } else { None };
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

/// An answer's body that is handed out in pieces, and ends when the last one has been written.
pub(in crate::http) struct Watched {
    body: Body,
    rest: Bytes,
    has_ended: bool,
    progress: Arc<Progress>,
    /// Given back when all is written, or nobody will write it.
    _permit: Option<Permit>,
}

impl Watched {
    /// A body of the request that is being driven. `viewer` is told if its client stalls.
    pub(super) fn new(body: Body, viewer: Option<Handover>, permit: Option<Permit>) -> Self {
        let progress = PROGRESS.try_with(Arc::clone).unwrap_or_default();
        let mut state = progress.lock();
        state.begun = viewer.is_none().then(Instant::now);
        state.viewer = viewer;
        drop(state);
        Self { body, rest: Bytes::new(), has_ended: false, progress, _permit: permit }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        while self.rest.is_empty() {
            if self.has_ended {
                return self.progress.poll_written(context).map(|()| None);
            }
            match ready!(Pin::new(&mut self.body).poll_frame(context)) {
                None => self.has_ended = true,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(frame)) => match frame.into_data() {
                    Ok(data) => self.rest = data,
                    Err(other) => return Poll::Ready(Some(Ok(other))),
                },
            }
        }
        let piece = self.rest.len().min(PIECE);
        let piece = self.rest.split_to(piece);
        Poll::Ready(Some(Ok(Frame::data(self.progress.hand_out(piece)))))
    }

    fn is_end_stream(&self) -> bool {
        self.rest.is_empty() && self.body.is_end_stream() && self.progress.lock().unwritten == 0
    }

    fn size_hint(&self) -> SizeHint {
        let rest = self.rest.len() as u64;
        let hint = self.body.size_hint();
        let mut whole = SizeHint::new();
        whole.set_lower(hint.lower() + rest);
        if let Some(upper) = hint.upper() {
            whole.set_upper(upper + rest);
        }
        whole
    }
}
