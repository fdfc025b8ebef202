//! What wakes a viewer.

use super::channel::{Channel, Topic};
use futures_util::{StreamExt, future::BoxFuture, stream::FuturesUnordered};
use std::sync::Arc;
use tokio::sync::watch;

/// Names a channel: its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct ChannelId(usize);

/// A channel that a viewer follows. While there is one, the channel is watched.
pub(super) struct Source {
    /// The channel.
    pub(super) channel: ChannelId,
    /// Wakes when it changes, or whether it is up to date.
    pub(super) changed: watch::Receiver<()>,
}

impl Source {
    pub(super) fn new<T: Topic>(channel: &Arc<Channel<T>>, changed: watch::Receiver<()>) -> Self {
        Self { channel: ChannelId(Arc::as_ptr(channel) as usize), changed }
    }

    /// One that is no channel.
    #[cfg(test)]
    pub(super) const fn other(number: usize, changed: watch::Receiver<()>) -> Self {
        Self { channel: ChannelId(number), changed }
    }
}

/// Waits for any of several channels.
pub(super) enum Wakes {
    One(watch::Receiver<()>),
    /// One wait for each. Only what has woken is waited for anew, however many there are.
    Several(FuturesUnordered<BoxFuture<'static, Option<watch::Receiver<()>>>>),
}

impl Wakes {
    pub(super) fn of(sources: Vec<Source>) -> Self {
        let mut receivers: Vec<_> = sources.into_iter().map(|source| source.changed).collect();
        match receivers.pop() {
            Some(only) if receivers.is_empty() => Self::One(only),
            last => Self::Several(receivers.into_iter().chain(last).map(wait).collect()),
        }
    }

    /// What has changed until now need not wake. Of several channels it may do so all the same.
    pub(super) fn mark_unchanged(&mut self) {
        if let Self::One(changed) = self {
            changed.mark_unchanged();
        }
    }

    /// Waits for a change; none if there will be no more.
    pub(super) async fn changed(&mut self) -> Option<()> {
        match self {
            Self::One(changed) => changed.changed().await.ok(),
            Self::Several(waits) => {
                let changed = waits.next().await??;
                waits.push(wait(changed));
                Some(())
            }
        }
    }
}

/// Gives the receiver back when it has woken; none if it never will again.
fn wait(mut changed: watch::Receiver<()>) -> BoxFuture<'static, Option<watch::Receiver<()>>> {
    Box::pin(async move {
        changed.changed().await.ok()?;
        Some(changed)
    })
}
