//! Accepts connections and speaks HTTP on them.
//!
//! This is what `axum::serve` does, with bounds that it does not have: there are so many permits for connections, a client
//! that sends its request slowly or not at all is let go, a peer that vanishes is noticed, and small writes are sent at
//! once.

use super::{
    client::{Client, Peer},
    connection::Connection,
    goodbye::Goodbyes,
    http1,
    tls::{self, Tls},
};
use crate::{
    config::{Patience, TrustedProxies},
    metrics::ConnectionMetrics,
    quota::Quota,
    stream::Reactor,
};
use axum::Router;
use hyper::server::conn::http1::Builder;
use jari_core::failures;
use socket2::SockRef;
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// The pause after a connection that could not be accepted: the process has as many files open as it may, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// What connections come to.
pub struct Endpoint {
    /// Answers their requests.
    pub router: Router,
    /// Writes to those that become streams.
    pub reactor: Arc<Reactor>,
    /// How long they are waited for.
    pub patience: Patience,
    /// How many there may be.
    pub connections: Arc<Quota>,
    /// How many of their requests may be under way, where one connection may have many.
    pub requests: Arc<Quota>,
    /// Whose word on clients counts.
    pub proxies: TrustedProxies,
    /// What they are encrypted with, if they are.
    pub tls: Option<Tls>,
    /// Counts those that are refused.
    pub metrics: ConnectionMetrics,
}

/// Serves until the shutdown, and then until the requests that are under way have been answered.
pub async fn serve(listener: TcpListener, endpoint: Endpoint, shutdown: CancellationToken) {
    let connections = TaskTracker::new();
    let goodbyes = Goodbyes::new();
    let http = http1::builder(endpoint.patience);
    loop {
        let accepted = tokio::select! {
            biased;
            () = shutdown.cancelled() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((socket, from)) => {
                endpoint.meet(socket, from, &http, &goodbyes, &connections, &shutdown);
            }
            Err(error) => {
                failures::warn("cannot accept a connection", &error);
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop(listener);
    connections.close();
    connections.wait().await;
}

impl Endpoint {
    /// Gives a connection its permit and its task, or says no.
    fn meet(
        &self,
        socket: TcpStream,
        from: SocketAddr,
        http: &Builder,
        goodbyes: &Goodbyes,
        connections: &TaskTracker,
        shutdown: &CancellationToken,
    ) {
        prepare(&socket, self.patience.stall);
        let peer = Peer::new(from.ip(), &self.proxies);
        let Client(counted) = peer.of_connection();
        let permit = match self.connections.take(counted) {
            Ok(permit) => permit,
            Err(why) => {
                self.metrics.refused(why);
                // Over TLS a word would cost a handshake.
                if self.tls.is_none() {
                    goodbyes.say(socket, why, connections);
                }
                return;
            }
        };
        let (router, shutdown) = (self.router.clone(), shutdown.clone());
        if let Some(tls) = &self.tls {
            let routes = tls::Routes::new(router, peer, Arc::clone(&self.requests));
            connections.spawn(tls::serve(tls.clone(), socket, routes, self.patience, permit, shutdown));
        } else {
            let connection =
                Connection::new(http, socket, router, peer, permit, Arc::clone(&self.reactor), self.patience);
            connections.spawn(connection.run(shutdown));
        }
    }
}

/// Sets what the system is to do with a connection. Where one of these fails the connection is gone already.
fn prepare(socket: &TcpStream, stall: Duration) {
    // An event is small, and must not wait until the one before it is acknowledged.
    let _ = socket.set_nodelay(true);
    // A peer that vanished without a word acknowledges nothing, and one that stalls has no room for what it is sent.
    let _ = SockRef::from(socket).set_tcp_user_timeout(Some(stall));
}
