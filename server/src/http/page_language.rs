//! The language of pages, which their addresses say: `/ko/matches/1`, `/en/matches/1`.
//!
//! An address without one, as links had it before there were languages and as people write it, leads to the same page in the
//! viewer's language. Whoever has read a page in a language is led to that one from then on.

use super::{AppState, error, error::Failure, language};
use app::{
    error::ApiError,
    error_code::ErrorCode,
    language::{in_language, language_of},
};
use axum::{
    Router,
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use jari_core::domain::Language;

/// What the language of an answer depends on where no address says it.
const VARY: HeaderValue = HeaderValue::from_static("Accept-Language, Cookie");

/// The routes that lead to pages, of which these are the paths: each without its language, and with a slash at its end as
/// well, as the router of the pages knows those. What is none of them leads nowhere.
pub(super) fn redirects<S: Clone + Send + Sync + 'static>(pages: &[String]) -> Router<S> {
    let of_default = format!("/{}", Language::default());
    let places = pages.iter().filter_map(|page| page.strip_prefix(&of_default));
    let places = places.filter(|place| place.is_empty() || place.starts_with('/'));
    let paths = places.flat_map(|place| [place.to_owned(), format!("{place}/")]);
    let paths = paths.filter(|path| !path.is_empty());
    paths
        .fold(Router::new(), |router, path| router.route(&path, get(redirect)))
        .method_not_allowed_fallback(error::method_not_allowed)
}

async fn redirect(address: Uri, headers: HeaderMap) -> Result<Response, Failure> {
    // It begins with the language, so it cannot lead to another host.
    let location =
        in_language(language::negotiated(&headers), address.path(), address.query().unwrap_or_default());
    let location = HeaderValue::from_str(&location).map_err(|_| ApiError::new(ErrorCode::NotFound))?;
    let headers = [
        (header::LOCATION, location),
        (header::VARY, VARY),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((StatusCode::TEMPORARY_REDIRECT, headers).into_response())
}

/// Tells a page its language, and remembers that the viewer has read it in that.
pub(super) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let said = language::said(request.headers());
    let of_address = language_of(request.uri().path());
    let language = of_address.unwrap_or_else(|| language::negotiated(request.headers()));
    request.extensions_mut().insert(language);
    let mut response = next.run(request).await;
    if of_address.is_none() {
        response.headers_mut().append(header::VARY, VARY);
    } else if said != of_address
        && is_page(&response)
        && let Some(cookie) = language::set_cookie(language, state.sessions.are_secure())
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// Whether a page is served, which nobody keeps; no refusal, and nothing that a cache has already.
fn is_page(response: &Response) -> bool {
    let media_type = response.headers().get(header::CONTENT_TYPE);
    media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use http::Method;
    use tower::ServiceExt;

    /// Asks for an address, with that language in the cookie, and tells the status and where it leads.
    async fn ask(method: Method, address: &[u8], cookie: &str) -> (u16, Option<String>) {
        let pages = ["/ko", "/ko/matches/{match_id}", "/en", "/en/matches/{match_id}", "/korea", "/pkg"];
        let router: Router = redirects(&pages.map(str::to_owned));
        let Ok(address) = Uri::try_from(address) else { return (400, None) };
        let request = Request::builder().method(method).uri(address).header(header::COOKIE, cookie);
        let response = router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
        let location = response.headers().get(header::LOCATION);
        (response.status().as_u16(), location.map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned()))
    }

    async fn led_to(address: &str) -> (u16, Option<String>) {
        ask(Method::GET, address.as_bytes(), "jari_language=en").await
    }

    #[tokio::test]
    async fn an_address_without_a_language_leads_to_the_page_in_the_viewers() {
        for (address, to) in [
            ("/", "/en"),
            ("/?error=SEAT_TAKEN", "/en?error=SEAT_TAKEN"),
            ("/?", "/en"),
            ("/matches/1", "/en/matches/1"),
            ("/matches/1/", "/en/matches/1/"),
            ("/matches/1?seat=3&x=%2F%2Fevil.example", "/en/matches/1?seat=3&x=%2F%2Fevil.example"),
            ("/matches/first", "/en/matches/first"),
            ("http://evil.example/matches/1", "/en/matches/1"),
        ] {
            assert_eq!(led_to(address).await, (307, Some(to.to_owned())), "{address}");
            let head = ask(Method::HEAD, address.as_bytes(), "jari_language=en").await;
            assert_eq!(head, (307, Some(to.to_owned())), "{address}");
        }
        let other = ask(Method::GET, b"/matches/1", "jari_language=fr").await;
        assert_eq!(other, (307, Some("/ko/matches/1".to_owned())));
    }

    #[tokio::test]
    async fn what_is_no_page_leads_nowhere() {
        for address in [
            "/ko",
            "/en/matches/1",
            "/nothing",
            "/matches",
            "/matches/1/2/3",
            "/api/matches",
            "/pkg/jari.js",
            "/favicon.ico",
            "/health/live",
            "/a",
            "/MATCHES/1",
            "*",
        ] {
            assert_eq!(led_to(address).await, (404, None), "{address}");
        }
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            assert_eq!(ask(method.clone(), b"/matches/1", "").await, (405, None), "{method}");
        }
    }

    #[tokio::test]
    async fn nothing_leads_to_another_host() {
        for address in [
            &b"//evil.example"[..],
            b"///evil.example/",
            b"/\\evil.example",
            b"\\\\evil.example",
            b"/\t/evil.example",
            b"/%09/evil.example",
            b"/%2f%2fevil.example",
            b"/%5cevil.example",
            b"/.//evil.example",
            b"/@evil.example",
            b"/matches//evil.example",
            b"/matches///evil.example",
            b"/matches/%2f%2fevil.example",
            b"/matches/%0d%0alocation:%20http:evil.example",
            b"/matches/\\evil.example",
            b"/matches/..%2f..%2f%2fevil.example",
            b"/matches/@evil.example",
            b"/matches/\xff",
            b"/?//evil.example",
            b"http://evil.example",
            b"http://evil.example//evil.example/",
        ] {
            match ask(Method::GET, address, "jari_language=en").await {
                (307, Some(to)) => {
                    assert!(to.starts_with("/en/") || to.starts_with("/en?") || to == "/en", "{to}")
                }
                (status, to) => {
                    assert_eq!((to, matches!(status, 400 | 404)), (None, true), "{address:?}: {status}")
                }
            }
        }
    }
}
