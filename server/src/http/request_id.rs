//! What a request is called in the log, and in the answer, so that a person can name the one that failed.

use http::{HeaderValue, Request};
use rand::Rng;
use tower_http::request_id::{MakeRequestId, RequestId};

/// Makes a random name for a request that came without one. It is no secret, so that the thread's own generator will do,
/// where asking the system would cost each request a call.
#[derive(Clone, Copy)]
pub(super) struct RandomRequestId;

impl MakeRequestId for RandomRequestId {
    fn make_request_id<B>(&mut self, _: &Request<B>) -> Option<RequestId> {
        let id = format!("{:032x}", rand::rng().random::<u128>());
        HeaderValue::try_from(id).ok().map(RequestId::new)
    }
}
