//! The reactor: writes to viewers' sockets without anything in between.
//!
//! An HTTP library keeps buffers, a task and a body for each connection, which an open stream does not need: after its
//! request has been read it is a socket and a cursor. So a plain HTTP/1 connection leaves hyper then, and comes here. A
//! few threads each own a part of the sockets, and wait for all of them and for changes in one place. A change is encoded
//! once and written to one socket after the other; what happens meanwhile goes into the next round, so that a rush costs
//! fewer writes, and a lone change waits for nothing.

mod audience;
mod beginning;
mod courier;
mod gathering;
mod group;
mod rounds;
mod thread_slot;
mod viewer;

use super::Follow;
use crate::metrics::TaskMetrics;
use bytes::Bytes;
use rounds::Rounds;
use std::{
    io,
    net::TcpStream,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};
use thread_slot::ThreadSlot;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Threads that write to viewers.
pub struct Reactor {
    slots: Vec<Arc<ThreadSlot>>,
    /// Whose turn it is to take the next viewer.
    next: AtomicUsize,
}

impl Reactor {
    /// Starts so many threads. They end some time after the shutdown, which `tasks` waits for. A viewer whose socket has
    /// taken nothing for `stall` is let go. A thread that panics, or is not given what it needs any more, loses its
    /// viewers, who come again, and begins anew.
    ///
    /// # Errors
    /// An [`io::Error`] when the system gives no thread or no epoll instance.
    pub fn start(
        threads: usize,
        stall: Duration,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
        metrics: &TaskMetrics,
    ) -> io::Result<Self> {
        metrics.kept(thread_slot::NAME);
        let mut slots = Vec::new();
        for number in 0..threads.max(1) {
            let (rounds, mailbox) = Rounds::new(stall)?;
            let slot = Arc::new(ThreadSlot::new(mailbox, stall, shutdown.clone(), metrics.clone()));
            let (token, runtime) = (tasks.token(), tokio::runtime::Handle::current());
            thread::Builder::new().name(format!("streams-{number}")).spawn({
                let slot = Arc::clone(&slot);
                move || {
                    let _alive = token;
                    // The rounds begin tasks that carry word of changes here.
                    let _runtime = runtime.enter();
                    slot.keep(rounds);
                }
            })?;
            let (ending, shutdown) = (Arc::clone(&slot), shutdown.clone());
            tasks.spawn(async move {
                shutdown.cancelled().await;
                ending.shut_down();
            });
            slots.push(slot);
        }
        Ok(Self { slots, next: AtomicUsize::new(0) })
    }

    /// Takes over a viewer's socket. `head` is what is to be written first.
    pub fn adopt(&self, socket: TcpStream, head: Bytes, follow: Follow) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed) % self.slots.len().max(1);
        let mut newcomer = Box::new((socket, head, follow));
        let (before, from) = self.slots.split_at(turn);
        for slot in from.iter().chain(before) {
            match slot.adopt(newcomer) {
                Ok(()) => return,
                // That thread is just beginning anew: the next one takes its share.
                Err(back) => newcomer = back,
            }
        }
        // With none there its connection is closed, and the viewer comes again.
    }
}

#[cfg(test)]
mod tests;
