//! The router, as hyper calls it on an encrypted connection.

use super::progress::Watched;
use crate::{
    http::{
        client::{Client, Peer, PeerRouter},
        error::Failure,
        handover::Handover,
        language,
        whole::too_many,
    },
    quota::Quota,
};
use axum::{Router, body::Body, response::IntoResponse};
use http::{Request, Response};
use hyper::{body::Incoming, service::Service};
use std::{convert::Infallible, future::Future, pin::Pin, sync::Arc};

/// Answers the requests of one connection. Whether a client takes the answers is watched, and until it has taken one the
/// request has its place: over HTTP/2 one connection has many.
pub(in crate::http) struct Routes {
    router: PeerRouter,
    requests: Arc<Quota>,
}

impl Routes {
    pub(in crate::http) fn new(router: Router, peer: Peer, requests: Arc<Quota>) -> Self {
        Self { router: PeerRouter::new(router, peer), requests }
    }
}

impl Service<Request<Incoming>> for Routes {
    type Response = Response<Watched>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Watched>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        let Client(client) = self.router.client(&request);
        let permit = match self.requests.take(client) {
            Ok(permit) => permit,
            Err(why) => {
                let refused =
                    language::answering(request.headers(), || Failure(too_many(why)).into_response());
                return Box::pin(async { Ok(refused.map(|body| Watched::new(body, None, None))) });
            }
        };
        let answer = self.router.answer(request);
        Box::pin(async move {
            let mut response: Response<Body> = answer.await?;
            // Its socket is shared with other requests, or encrypted, so the viewer cannot leave.
            let viewer = response.extensions_mut().remove::<Handover>();
            // A viewer has a place among the viewers.
            let permit = viewer.is_none().then_some(permit);
            Ok(response.map(|body| Watched::new(body, viewer, permit)))
        })
    }
}
