//! One connection's stream: a cursor that follows a channel.

use super::{
    channel::{Channel, Cursor, Topic},
    pulse::Pulse,
    sse,
};
use crate::metrics::{Ended, Viewer};
use bytes::Bytes;
use futures_util::{Stream, stream};
use std::{convert::Infallible, sync::Arc};
use tokio::sync::{OwnedSemaphorePermit, watch};
use tokio_util::sync::CancellationToken;

/// What a connection holds.
pub(super) struct Connection<T: Topic> {
    /// What it follows.
    pub(super) channel: Arc<Channel<T>>,
    /// How far it has come.
    pub(super) cursor: Cursor,
    /// Wakes when the channel changes.
    pub(super) changed: watch::Receiver<()>,
    /// Wakes at every sign of life.
    pub(super) pulse: watch::Receiver<Pulse>,
    /// Ends the stream.
    pub(super) shutdown: CancellationToken,
    /// What comes before everything else; taken by the first write.
    pub(super) preface: Option<Bytes>,
    /// Counts what is written, and why it ends.
    pub(super) viewer: Viewer,
    /// The place that the connection takes among all that may be open.
    pub(super) _permit: OwnedSemaphorePermit,
}

impl<T: Topic> Connection<T> {
    /// The stream. Each step is asked for when the socket takes more, and yields all that there is by then.
    pub(super) fn into_stream(self) -> impl Stream<Item = Result<Bytes, Infallible>> {
        stream::unfold(self, |mut connection| async move {
            let bytes = connection.step().await?;
            Some((Ok(bytes), connection))
        })
    }

    async fn step(&mut self) -> Option<Bytes> {
        if let Some(preface) = self.preface.take() {
            self.viewer.wrote_heartbeat(preface.len());
            return Some(preface);
        }
        loop {
            // Marked as seen before the channel is read: a change that comes between the two wakes it again.
            self.changed.mark_unchanged();
            if let Some((frame, cursor)) = self.channel.next(self.cursor) {
                self.cursor = cursor;
                match frame.batch {
                    Some(batch) => self.viewer.wrote_update(batch, frame.bytes.len()),
                    None => self.viewer.wrote_init(frame.bytes.len()),
                }
                return Some(frame.bytes);
            }
            tokio::select! {
                biased;
                () = self.shutdown.cancelled() => {
                    self.viewer.ends(Ended::Shutdown);
                    return None;
                }
                changed = self.changed.changed() => changed.ok()?,
                beat = self.pulse.changed() => {
                    beat.ok()?;
                    let live = self.pulse.borrow_and_update().live;
                    let bytes = sse::heartbeat(live);
                    self.viewer.wrote_heartbeat(bytes.len());
                    return Some(bytes);
                }
            }
        }
    }
}
