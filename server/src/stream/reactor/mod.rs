//! The reactor: writes to viewers' sockets without anything in between.
//!
//! An HTTP library keeps buffers, a task and a body for each connection, which an open stream does not need: after its
//! request has been read it is a socket and a cursor. So a plain HTTP/1 connection leaves hyper then, and comes here. A
//! few threads each own a part of the sockets, and wait for all of them and for changes in one place. A change is encoded
//! once and written to one socket after the other; what happens meanwhile goes into the next round, so that a rush costs
//! fewer writes, and a lone change waits for nothing.

mod audience;
mod courier;
mod group;
mod rounds;
mod viewer;

use super::Follow;
use bytes::Bytes;
use courier::Mailbox;
use rounds::Rounds;
use std::{
    io,
    net::TcpStream,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Threads that write to viewers.
pub struct Reactor {
    mailboxes: Vec<Mailbox>,
    /// Whose turn it is to take the next viewer.
    next: AtomicUsize,
}

impl Reactor {
    /// Starts so many threads. They end some time after the shutdown, which `tasks` waits for. A viewer whose socket has
    /// taken nothing for `stall` is let go.
    ///
    /// # Errors
    /// An [`io::Error`] when the system gives no thread or no epoll instance.
    pub fn start(
        threads: usize,
        stall: Duration,
        tasks: &TaskTracker,
        shutdown: &CancellationToken,
    ) -> io::Result<Self> {
        let mut mailboxes = Vec::new();
        for number in 0..threads.max(1) {
            let (rounds, mailbox) = Rounds::new(stall)?;
            let (token, runtime) = (tasks.token(), tokio::runtime::Handle::current());
            thread::Builder::new().name(format!("streams-{number}")).spawn(move || {
                let _alive = token;
                // The rounds begin tasks that carry word of changes here.
                let _runtime = runtime.enter();
                rounds.run();
            })?;
            let (ending, shutdown) = (mailbox.clone(), shutdown.clone());
            tasks.spawn(async move {
                shutdown.cancelled().await;
                ending.shut_down();
            });
            mailboxes.push(mailbox);
        }
        Ok(Self { mailboxes, next: AtomicUsize::new(0) })
    }

    /// Takes over a viewer's socket. `head` is what is to be written first.
    pub fn adopt(&self, socket: TcpStream, head: Bytes, follow: Follow) {
        let turn = self.next.fetch_add(1, Ordering::Relaxed);
        if let Some(mailbox) = self.mailboxes.get(turn % self.mailboxes.len().max(1)) {
            mailbox.adopt(socket, head, follow);
        }
    }
}
