//! Accepts connections and speaks HTTP/1.1 on them.
//!
//! This is what `axum::serve` does, with bounds that it does not have: a client that sends its request slowly or not at
//! all is let go, a peer that vanishes is noticed, and small writes are sent at once.

use super::connection::Connection;
use crate::{config::Patience, stream::Reactor};
use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::TokioTimer;
use socket2::SockRef;
use std::{sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The pause after a connection that could not be accepted: the process has as many files open as it may, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the shutdown, and then until the requests that are under way have been answered.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    patience: Patience,
    reactor: Arc<Reactor>,
    shutdown: CancellationToken,
) {
    let connections = TaskTracker::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(patience.head);
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        let socket = match accepted {
            Ok((socket, _)) => socket,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(ACCEPT_PAUSE).await;
                continue;
            }
        };
        prepare(&socket, patience.stall);
        let connection = Connection::new(&http, socket, router.clone(), Arc::clone(&reactor));
        connections.spawn(connection.run(shutdown.clone()));
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

/// Sets what the system is to do with a connection. Where one of these fails the connection is gone already.
fn prepare(socket: &TcpStream, stall: Duration) {
    // An event is small, and must not wait until the one before it is acknowledged.
    let _ = socket.set_nodelay(true);
    // A peer that vanished without a word acknowledges nothing, and one that stalls has no room for what it is sent.
    let _ = SockRef::from(socket).set_tcp_user_timeout(Some(stall));
}
