//! HTTP/2: many requests, and streams of events, on one connection.

use super::{Routes, progress};
use crate::config::Patience;
use hyper::{rt::Executor, server::conn::http2};
use hyper_util::rt::{TokioIo, TokioTimer};
use jari_core::failures::Chain;
use std::{future::Future, pin::pin, sync::Arc, time::Duration};
use tokio::{
    net::TcpStream,
    sync::watch,
    time::{sleep, timeout},
};
use tokio_rustls::server::TlsStream;
use tokio_util::sync::CancellationToken;

/// Requests that one connection may have open at once: a browser's tabs each have a stream.
const MOST_STREAMS: u32 = 100;

/// The largest head of a request, in bytes.
const MOST_HEAD: u32 = 16 * 1024;

/// What a request's body may send before it is read. Every body of ours is smaller.
const STREAM_WINDOW: u32 = 64 * 1024;

/// The same for all requests of a connection together.
const CONNECTION_WINDOW: u32 = 256 * 1024;

/// What is kept for one request's client that has not taken it, in bytes.
const SEND_BUFFER: usize = 32 * 1024;

/// How long a client that is told that the connection ends may take to agree.
const LAST_WORDS: Duration = Duration::from_secs(5);

pub(super) async fn serve(
    socket: TlsStream<TcpStream>,
    routes: Routes,
    patience: Patience,
    shutdown: CancellationToken,
) {
    let requests = Requests { open: Arc::new(watch::Sender::new(0)), patience };
    let open = requests.open.subscribe();
    let mut http = http2::Builder::new(requests);
    http.timer(TokioTimer::new())
        .max_concurrent_streams(MOST_STREAMS)
        .max_header_list_size(MOST_HEAD)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .max_send_buf_size(SEND_BUFFER)
        // A peer that has vanished is noticed as soon as one that stalls.
        .keep_alive_interval(patience.stall / 2)
        .keep_alive_timeout(patience.stall / 2);
    let mut connection = pin!(http.serve_connection(TokioIo::new(socket), routes));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shutdown.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
        () = none_for(open, patience.head) => {
            connection.as_mut().graceful_shutdown();
            timeout(LAST_WORDS, connection).await.unwrap_or(Ok(()))
        }
    };
    if let Err(error) = ended {
        tracing::debug!(error = %Chain(&error), "a connection broke off");
    }
}

/// Waits until there has been no request for so long.
async fn none_for(mut open: watch::Receiver<usize>, long: Duration) {
    while open.wait_for(|open| *open == 0).await.is_ok() {
        tokio::select! {
            () = sleep(long) => return,
            changed = open.changed() => if changed.is_err() { return },
        }
    }
}

/// Gives each request of a connection a task. One whose client takes nothing for too long is ended alone: the others'
/// clients may well take what they are sent.
#[derive(Clone)]
struct Requests {
    open: Arc<watch::Sender<usize>>,
    patience: Patience,
}

/// A request that is open.
struct Open(Arc<watch::Sender<usize>>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.send_modify(|open| *open -= 1);
    }
}

impl<F: Future<Output = ()> + Send + 'static> Executor<F> for Requests {
    fn execute(&self, request: F) {
        self.open.send_modify(|open| *open += 1);
        let open = Open(Arc::clone(&self.open));
        let bounded = progress::bounded(self.patience, request);
        tokio::spawn(async move {
            let _open = open;
            // What is dropped before its end is reset, and what it had still to send is forgotten.
            if bounded.await.is_none() {
                tracing::debug!("a request whose client takes nothing is ended");
            }
        });
    }
}
