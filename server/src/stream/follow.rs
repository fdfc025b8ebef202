//! One viewer's stream: a cursor that follows a channel, or several that follow as many.

use super::{
    channel::{Channel, Cursor, Frame, Topic},
    sse,
    view::{Parked, Vector},
    wakes::{Source, Wakes},
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

/// How far a viewer has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In a channel.
    One(Cursor),
    /// In several; all who are there share it.
    Several(Arc<Vector>),
}

/// A channel that is followed alone has frames that are whole.
static NOTHING: Bytes = Bytes::new();

impl Place {
    /// How a frame that leads here ends for a viewer who has parked so much.
    pub(super) fn end<'a>(&self, parked: Option<&'a Parked>) -> &'a Bytes {
        match self {
            Self::One(_) => &NOTHING,
            Self::Several(vector) => vector.end(parked),
        }
    }
}

/// A channel of any topic or several of them, as a viewer needs it.
pub(super) trait Feed: Send + Sync {
    /// What one at this place has yet to see, or the first of it, and where one is then; none if one has seen all.
    fn next(&self, at: &Place) -> Option<(Frame, Place)>;

    /// Whether it is up to date.
    fn is_live(&self) -> bool;
}

impl<T: Topic> Feed for Channel<T> {
    fn next(&self, at: &Place) -> Option<(Frame, Place)> {
        let Place::One(cursor) = at else { return None };
        Self::next(self, *cursor).map(|(frame, after)| (frame, Place::One(after)))
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
    pub(super) at: Place,
    /// What the viewer knows besides what it follows.
    pub(super) parked: Option<Box<Parked>>,
    /// The channels that are followed, and what wakes when one changes, or whether it is up to date; while there is one, the
    /// channel is watched.
    pub(super) sources: Vec<Source>,
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
    pub fn into_frames(mut self, has_stalled: impl Fn() -> bool + Send + 'static) -> Frames {
        let wakes = Wakes::of(std::mem::take(&mut self.sources));
        let body = Following { follow: self, wakes, has_stalled };
        let frames = stream::unfold(body, |mut body| async move {
            let bytes = body.follow.step(&mut body.wakes).await?;
            Some((Ok(bytes), body))
        });
        frames.boxed()
    }

    async fn step(&mut self, wakes: &mut Wakes) -> Option<Bytes> {
        // A block that has nothing else would be an empty message to some clients: an event follows at once.
        if let Some(retry) = self.retry.take() {
            self.viewer.wrote(retry.len());
            return Some(retry);
        }
        loop {
            // Marked as seen before the channel is read: a change that comes between the two wakes it again.
            wakes.mark_unchanged();
            if let Some((frame, after)) = self.feed.next(&self.at) {
                self.at = after;
                let end = self.at.end(self.parked.as_deref());
                frame.count(&self.viewer, end.len());
                return Some(frame.ended(end));
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
                changed = wakes.changed() => changed?,
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
    wakes: Wakes,
    has_stalled: S,
}

impl<S: Fn() -> bool> Drop for Following<S> {
    fn drop(&mut self) {
        if (self.has_stalled)() {
            self.follow.viewer.ends(Ended::Stalled);
        }
    }
}
