//! One viewer's stream: a cursor that follows a channel.

use super::{
    channel::{Channel, Cursor, Frame, Topic},
    sse,
};
use crate::{
    metrics::{Ended, Viewer},
    quota::Permit,
};
use bytes::{Bytes, BytesMut};
use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use rand::Rng;
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{sync::watch, time::sleep};
use tokio_util::sync::CancellationToken;

/// The body of a stream: bytes, each piece but the first ending with an event's end.
pub type Frames = BoxStream<'static, Result<Bytes, Infallible>>;

/// At a shutdown viewers are let go over this time, so that they do not all come to another instance at once.
pub(super) const FAREWELL: Duration = Duration::from_secs(1);

/// A channel of any topic, as a viewer needs it.
pub(super) trait Feed: Send + Sync {
    /// What one at this cursor has yet to see, and where it is then; none if it has seen all.
    fn next(&self, cursor: Cursor) -> Option<(Frame, Cursor)>;

    /// Whether it is up to date.
    fn is_live(&self) -> bool;
}

impl<T: Topic> Feed for Channel<T> {
    fn next(&self, cursor: Cursor) -> Option<(Frame, Cursor)> {
        Self::next(self, cursor)
    }

    fn is_live(&self) -> bool {
        Self::is_live(self)
    }
}

/// All that a viewer is to the engine, whoever writes to the viewer's socket.
pub struct Follow {
    /// What is followed.
    pub(super) feed: Arc<dyn Feed>,
    /// How far the viewer has come.
    pub(super) cursor: Cursor,
    /// Wakes when the channel changes, or whether it is up to date; while there is one, the channel is watched.
    pub(super) changed: watch::Receiver<()>,
    /// Wakes at every sign of life.
    pub(super) pulse: watch::Receiver<u64>,
    /// Ends the stream.
    pub(super) shutdown: CancellationToken,
    /// The line that rides in the block of the first event, whichever that is; taken by the first write. Before it may
    /// stand a block that is for our own page alone.
    pub(super) retry: Option<Bytes>,
    /// Whether the viewer was last told that the channel is up to date; none before the first heartbeat, which comes
    /// after all that the viewer has yet to see.
    pub(super) told_live: Option<bool>,
    /// Counts what is written, and why it ends.
    pub(super) viewer: Viewer,
    /// The viewer's permit among all streams.
    pub(super) permit: Permit,
    /// Its connection's permit among all connections, if that is the viewer's alone.
    pub(super) connection: Option<Permit>,
}

impl Follow {
    /// Keeps the permit of the connection for as long as it follows.
    pub fn keep(&mut self, connection: Permit) {
        self.connection = Some(connection);
    }

    /// The viewer's page is of another build: it is told first of which one this server is.
    pub fn tell_build(&mut self) {
        let mut first = BytesMut::from(&*sse::build());
        first.extend_from_slice(&self.retry.take().unwrap_or_default());
        self.retry = Some(first.freeze());
    }

    /// The stream as the body of a response. Each step is asked for when the socket takes more, and yields all that
    /// there is by then. If the body is dropped before its end, `has_stalled` says whether its client took nothing.
    pub fn into_frames(self, has_stalled: impl Fn() -> bool + Send + 'static) -> Frames {
        let body = Following { follow: self, has_stalled };
        let frames = stream::unfold(body, |mut body| async move {
            let bytes = body.follow.step().await?;
            Some((Ok(bytes), body))
        });
        frames.boxed()
    }

    async fn step(&mut self) -> Option<Bytes> {
        // A block that has nothing else would be an empty message to some clients: an event follows at once.
        if let Some(retry) = self.retry.take() {
            self.viewer.wrote(retry.len());
            return Some(retry);
        }
        loop {
            // Marked as seen before the channel is read: a change that comes between the two wakes it again.
            self.changed.mark_unchanged();
            if let Some((frame, cursor)) = self.feed.next(self.cursor) {
                self.cursor = cursor;
                frame.count(&self.viewer);
                return Some(frame.bytes);
            }
            if self.told_live != Some(self.feed.is_live()) {
                return Some(self.heartbeat());
            }
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => {
                    let pause = rand::rng().random_range(Duration::ZERO..FAREWELL);
                    sleep(pause).await;
                    self.viewer.ends(Ended::Shutdown);
                    return None;
                }
                changed = self.changed.changed() => changed.ok()?,
                beat = self.pulse.changed() => {
                    beat.ok()?;
                    return Some(self.heartbeat());
                }
            }
        }
    }

    /// A sign of life that says whether the channel is up to date.
    fn heartbeat(&mut self) -> Bytes {
        let live = self.feed.is_live();
        self.told_live = Some(live);
        let bytes = sse::heartbeat(live);
        self.viewer.wrote_heartbeat(bytes.len());
        bytes
    }
}

/// A viewer whose stream is a body.
struct Following<S: Fn() -> bool> {
    follow: Follow,
    has_stalled: S,
}

impl<S: Fn() -> bool> Drop for Following<S> {
    fn drop(&mut self) {
        if (self.has_stalled)() {
            self.follow.viewer.ends(Ended::Stalled);
        }
    }
}
