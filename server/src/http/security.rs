//! Headers that every answer carries. The content security policy of a page names its scripts, so the page sets it.

use http::{HeaderName, HeaderValue, header};
use tower::{
    ServiceBuilder,
    layer::util::{Identity, Stack},
};
use tower_http::set_header::SetResponseHeaderLayer;

type Header = SetResponseHeaderLayer<HeaderValue>;
type Headers = ServiceBuilder<Stack<Header, Stack<Header, Stack<Header, Identity>>>>;

/// Adds the headers.
pub(super) fn layer() -> Headers {
    let set = |name: HeaderName, value| {
        SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
    };
    ServiceBuilder::new()
        .layer(set(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        // A plain form is sent back to the page that it came from, which the browser has to name.
        .layer(set(header::REFERRER_POLICY, "same-origin"))
        .layer(set(header::X_FRAME_OPTIONS, "DENY"))
}
