//! Accepts connections and speaks HTTP/1.1 on them.
//!
//! This is what `axum::serve` does, with bounds that it does not have: a client that sends its request slowly or not at
//! all is let go, and small writes are sent at once.

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::time::Duration;
use tokio::{net::TcpListener, time::sleep};
use tokio_util::sync::CancellationToken;

/// The pause after a connection that could not be accepted: the process has as many files open as it may, which passes.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// Serves until the shutdown, and then until the requests that are under way have been answered. A connection may take
/// `head_timeout` for a request's head, and stay idle as long between two requests.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    head_timeout: Duration,
    shutdown: CancellationToken,
) {
    let connections = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(head_timeout);
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
        // An event is small, and must not wait until the one before it is acknowledged. Where this fails the connection
        // is gone already.
        let _ = socket.set_nodelay(true);
        let service = TowerToHyperService::new(router.clone());
        let connection = connections.watch(http.serve_connection(TokioIo::new(socket), service));
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection broke off");
            }
        });
    }
    drop(listener);
    connections.shutdown().await;
}
