//! What a request is called in the log, and in the answer, so that a person can name the one that failed.

use http::{HeaderValue, Request};
use rand::Rng;
use tower_http::request_id::{MakeRequestId, RequestId};

/// The header that has it.
const NAME: &str = "x-request-id";

/// The longest name that a client or a proxy may choose.
const MAX_LENGTH: usize = 128;

/// Drops a name that a client has chosen so that it would fill the log, or be misread there.
pub(super) fn drop_unreadable<B>(mut request: Request<B>) -> Request<B> {
    let is_readable = |id: &HeaderValue| {
        let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.:+/=".contains(byte);
        (1..=MAX_LENGTH).contains(&id.len()) && id.as_bytes().iter().all(plain)
    };
    if request.headers().get(NAME).is_some_and(|id| !is_readable(id)) {
        request.headers_mut().remove(NAME);
    }
    request
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_kept_if_a_log_can_show_it() {
        for (id, is_kept) in [
            ("7d5d747be160e280504c099d984bcfe0", true),
            ("Root=1-67891233-abcdef012345678912345678", true),
            ("", false),
            ("a b", false),
            ("id=\"x\"", false),
            (&"a".repeat(129), false),
        ] {
            let request = Request::builder().header(NAME, id).body(()).unwrap();
            assert_eq!(drop_unreadable(request).headers().contains_key(NAME), is_kept, "{id}");
        }
    }
}
