//! One plain HTTP/1 connection, until it ends or becomes a stream.

use super::{
    bare,
    client::{Peer, PeerRouter},
    handover::{self, Handover},
    http1::{Bounded, bounded},
};
use crate::{
    config::Patience,
    quota::Permit,
    stream::{Follow, Reactor},
};
use axum::{Router, body::Body};
use bytes::Bytes;
use http::{Method, Request, Response, Version};
use hyper::{body::Incoming, server::conn::http1, service::Service};
use jari_core::failures::Chain;
use socket2::SockRef;
use std::{
    convert::Infallible,
    future::{Future, pending, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::Poll,
};
use tokio::net::TcpStream;
use tokio_util::sync::CancellationToken;

/// What the system may keep for a viewer, in bytes (it takes twice as much for itself): the `init` of a block of a thousand
/// seats, and far less than a reader that stalls would otherwise be given.
const SEND_BUFFER: usize = 48 * 1024;

/// What leaves hyper: the head of the answer, and who is to be written to.
type Leaving = (Bytes, Follow);

/// A connection that hyper drives, and the place where an answer leaves its viewer.
pub(super) struct Connection {
    hyper: http1::Connection<Bounded<TcpStream>, Routes>,
    leaving: Arc<Mutex<Option<Leaving>>>,
    permit: Permit,
    reactor: Arc<Reactor>,
}

/// The router, as hyper calls it.
struct Routes {
    router: PeerRouter,
    leaving: Arc<Mutex<Option<Leaving>>>,
}

impl Connection {
    pub(super) fn new(
        http: &http1::Builder,
        socket: TcpStream,
        router: Router,
        peer: Peer,
        permit: Permit,
        reactor: Arc<Reactor>,
        patience: Patience,
    ) -> Self {
        let leaving = Arc::default();
        let routes = Routes { router: PeerRouter::new(router, peer), leaving: Arc::clone(&leaving) };
        Self { hyper: http.serve_connection(bounded(socket, patience), routes), leaving, permit, reactor }
    }

    /// Answers requests until the connection ends, leaves as a stream, or the shutdown has let the last one be answered.
    pub(super) async fn run(mut self, shutdown: CancellationToken) {
        let mut ending = false;
        loop {
            tokio::select! {
                biased;
                () = shutdown.cancelled(), if !ending => {
                    Pin::new(&mut self.hyper).graceful_shutdown();
                    ending = true;
                }
                leaving = Self::drive(&mut self.hyper, &self.leaving) => {
                    if let Some((head, mut follow)) = leaving {
                        follow.keep(self.permit);
                        // What was sent after the request is of no use to a stream.
                        let socket = self.hyper.into_parts().io.into_socket();
                        match socket.into_std() {
                            Ok(socket) => {
                                // Where this fails the system keeps more for a reader that stalls.
                                let _ = SockRef::from(&socket).set_send_buffer_size(SEND_BUFFER);
                                self.reactor.adopt(socket, head, follow);
                            }
                            Err(error) => tracing::debug!(error = %Chain(&error), "a stream's connection is gone"),
                        }
                    } else if let Some(socket) = self.hyper.into_parts().io.after_explaining() {
                        bare::linger(socket).await;
                    }
                    return;
                }
            }
        }
    }

    /// Lets hyper work until it is done, or an answer has left its viewer.
    async fn drive(
        hyper: &mut http1::Connection<Bounded<TcpStream>, Routes>,
        leaving: &Mutex<Option<Leaving>>,
    ) -> Option<Leaving> {
        poll_fn(|context| match Pin::new(&mut *hyper).poll(context) {
            Poll::Ready(ended) => {
                if let Err(error) = ended {
                    tracing::debug!(error = %Chain(&error), "a connection broke off");
                }
                Poll::Ready(None)
            }
            // Whatever hyper had to write before has been written: the client has sent its next request after it.
            Poll::Pending => match lock(leaving).take() {
                Some(viewer) => Poll::Ready(Some(viewer)),
                None => Poll::Pending,
            },
        })
        .await
    }
}

impl Service<Request<Incoming>> for Routes {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        // An answer to HEAD has no body, and an old client may not know a body without a length.
        let may_leave = request.method() == Method::GET && request.version() == Version::HTTP_11;
        let answer = self.router.answer(request);
        let leaving = Arc::clone(&self.leaving);
        Box::pin(async move {
            let mut response = answer.await?;
            if may_leave
                && let Some(handover) = response.extensions_mut().remove::<Handover>()
                && let Some(follow) = handover.take()
            {
                let (parts, _) = response.into_parts();
                *lock(&leaving) = Some((handover::head(&parts), follow));
                // The connection is taken from under this answer, which is never given.
                return pending().await;
            }
            Ok(response)
        })
    }
}

fn lock(leaving: &Mutex<Option<Leaving>>) -> std::sync::MutexGuard<'_, Option<Leaving>> {
    // Nothing is done under the lock that could panic.
    leaving.lock().unwrap_or_else(PoisonError::into_inner)
}
