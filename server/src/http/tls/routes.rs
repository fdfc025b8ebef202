//! The router, as hyper calls it on an encrypted connection.

use super::progress::Watched;
use crate::http::{
    client::{Peer, PeerRouter},
    handover::Handover,
};
use axum::{Router, body::Body};
use http::{Request, Response};
use hyper::{body::Incoming, service::Service};
use std::{convert::Infallible, future::Future, pin::Pin};

/// Answers the requests of one connection. Whether a client takes the answers is watched.
pub(in crate::http) struct Routes {
    router: PeerRouter,
}

impl Routes {
    pub(in crate::http) fn new(router: Router, peer: Peer) -> Self {
        Self { router: PeerRouter::new(router, peer) }
    }
}

impl Service<Request<Incoming>> for Routes {
    type Response = Response<Watched>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Watched>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let answer = self.router.answer(request);
        Box::pin(async move {
            let mut response: Response<Body> = answer.await?;
            // Its socket is shared with other requests, or encrypted, so the viewer cannot leave.
            let viewer = response.extensions_mut().remove::<Handover>();
            Ok(response.map(|body| Watched::new(body, viewer)))
        })
    }
}
