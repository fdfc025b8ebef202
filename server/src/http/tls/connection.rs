//! One encrypted connection, from its handshake to its end.

use super::{HTTP2, Routes, Tls, http2, progress};
use crate::{
    config::Patience,
    http::{bare, http1},
    quota::Permit,
};
use jari_core::failures::Chain;
use socket2::SockRef;
use tokio::{net::TcpStream, time::timeout};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;

/// What the system may keep for a client that reads slowly, in bytes (it takes twice as much for itself): enough for a page
/// in one go, and far less than it would otherwise give.
const SEND_BUFFER: usize = 128 * 1024;

/// Serves a connection until it ends, or the shutdown has let the last request be answered. It keeps its place meanwhile.
pub(in crate::http) async fn serve(
    tls: Tls,
    socket: TcpStream,
    routes: Routes,
    patience: Patience,
    _permit: Permit,
    shutdown: CancellationToken,
) {
    // Where this fails the system keeps more.
    let _ = SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER);
    let shaken = tokio::select! {
        () = shutdown.cancelled() => return,
        shaken = timeout(patience.head, tls.acceptor.accept(socket)) => shaken,
    };
    match shaken {
        Ok(Ok(socket)) if socket.get_ref().1.alpn_protocol() == Some(HTTP2) => {
            http2::serve(socket, routes, patience, shutdown).await;
        }
        Ok(Ok(socket)) => serve_http1(socket, routes, patience, shutdown).await,
        Ok(Err(error)) => tracing::debug!(error = %Chain(&error), "a handshake has failed"),
        Err(_) => tracing::debug!("a handshake was not finished in time"),
    }
}

async fn serve_http1(
    socket: TlsStream<TcpStream>,
    routes: Routes,
    patience: Patience,
    shutdown: CancellationToken,
) {
    let http = http1::builder(patience);
    let served = progress::bounded(patience, async {
        let mut connection = http.serve_connection(http1::bounded(socket, patience), routes);
        let ended = tokio::select! {
            ended = &mut connection => ended,
            () = shutdown.cancelled() => {
                std::pin::Pin::new(&mut connection).graceful_shutdown();
                (&mut connection).await
            }
        };
        if let Err(error) = ended {
            tracing::debug!(error = %Chain(&error), "a connection broke off");
        }
        if let Some(socket) = connection.into_parts().io.after_explaining() {
            bare::linger(socket).await;
        }
    });
    if served.await.is_none() {
        tracing::debug!("a client that takes nothing is let go");
    }
}
