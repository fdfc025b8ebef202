//! Carrying word from the rest of the server to a reactor's thread.

use crate::stream::{
    Follow,
    wakes::{ChannelId, Source},
};
use bytes::Bytes;
use mio::Waker;
use std::{
    net::TcpStream,
    sync::{
        Arc,
        mpsc::{self, SendError},
    },
};
use tokio::{sync::watch, task::AbortHandle};

/// Names what a group of viewers follows: its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct FeedId(usize);

impl FeedId {
    pub(super) fn of(follow: &Follow) -> Self {
        Self(Arc::as_ptr(&follow.feed).cast::<()>() as usize)
    }
}

/// A viewer with its socket, and what is to be written first.
pub(super) type Newcomer = Box<(TcpStream, Bytes, Follow)>;

/// What a reactor's thread is told.
pub(super) enum Letter {
    /// Here is one more viewer.
    Adopt(Newcomer),
    /// A channel has changed, or whether it is up to date.
    Changed(ChannelId),
    /// Show a sign of life.
    Beat,
    /// Let everybody go.
    ShutDown,
}

/// Where letters to a thread are left. There are few of them: one at a time for each channel and each new viewer.
#[derive(Clone)]
pub(super) struct Mailbox {
    letters: mpsc::Sender<Letter>,
    waker: Arc<Waker>,
}

/// Ends the task that carries word as soon as nobody needs it.
pub(super) struct Courier(AbortHandle);

impl Drop for Courier {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Mailbox {
    pub(super) fn new(letters: mpsc::Sender<Letter>, waker: Waker) -> Self {
        Self { letters, waker: Arc::new(waker) }
    }

    /// Leaves a letter; whether anybody is there to read it.
    fn leave(&self, letter: Letter) -> bool {
        // A waker that fails means that the thread is gone, as its poll is.
        self.letters.send(letter).is_ok() && self.waker.wake().is_ok()
    }

    /// Hands a viewer over, who comes back if the thread is gone.
    pub(super) fn adopt(&self, newcomer: Newcomer) -> Result<(), Newcomer> {
        match self.letters.send(Letter::Adopt(newcomer)) {
            Ok(()) => {
                // If this fails the thread has just gone, and with it the viewer's connection: the viewer comes again.
                let _ = self.waker.wake();
                Ok(())
            }
            Err(SendError(Letter::Adopt(newcomer))) => Err(newcomer),
            // No other letter was sent.
            Err(_) => Ok(()),
        }
    }

    pub(super) fn shut_down(&self) {
        self.leave(Letter::ShutDown);
    }

    /// Sends word of each change of a channel. Changes while a word is under way are one word more.
    pub(super) fn tell_changes(&self, of: Source) -> Courier {
        let mailbox = self.clone();
        let Source { channel, mut changed } = of;
        let courier = tokio::spawn(async move {
            while changed.changed().await.is_ok() && mailbox.leave(Letter::Changed(channel)) {}
        });
        Courier(courier.abort_handle())
    }

    /// Sends word of each sign of life.
    pub(super) fn tell_pulse(&self, mut pulse: watch::Receiver<u64>) -> Courier {
        let mailbox = self.clone();
        let courier =
            tokio::spawn(
                async move { while pulse.changed().await.is_ok() && mailbox.leave(Letter::Beat) {} },
            );
        Courier(courier.abort_handle())
    }
}
