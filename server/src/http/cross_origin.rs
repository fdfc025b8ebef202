//! Protection against forged requests: what changes state must come from our own pages.
//!
//! A browser says where a request comes from, in `Sec-Fetch-Site` and, older ones, in `Origin`; no page can change
//! either. A request with neither is from no browser and carries nobody's cookie but its sender's own. The session cookie
//! is `SameSite=Lax` besides, so that a foreign page's request would come without it.

use super::error::Failure;
use app::error::ApiError;
use axum::{extract::Request, middleware::Next, response::Response};
use http::{HeaderMap, Method, header, uri::Authority};

/// Refuses requests that change state and come from another site.
pub(super) async fn layer(request: Request, next: Next) -> Result<Response, Failure> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || is_own(request.headers(), request.uri().authority()) {
        Ok(next.run(request).await)
    } else {
        tracing::info!("refused a request from another site");
        Err(Failure(ApiError::new(403, "CROSS_SITE")))
    }
}

/// `authority` is whom the request line names. HTTP/2 has it in the place of `Host`; over HTTP/1 it seldom is there.
fn is_own(headers: &HeaderMap, authority: Option<&Authority>) -> bool {
    let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text(header::ORIGIN.as_str()) {
        None => true,
        Some(origin) => {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            let ours = authority.map(Authority::as_str).or_else(|| text(header::HOST.as_str()));
            host.is_some() && host == ours
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, http::HeaderValue::from_static(value));
        }
        is_own(&headers, None)
    }

    #[test]
    fn http2_names_the_host_in_its_own_way() {
        let own = |origin: &'static str, host: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert("origin", http::HeaderValue::from_static(origin));
            if let Some(host) = host {
                headers.insert("host", http::HeaderValue::from_static(host));
            }
            is_own(&headers, Some(&Authority::from_static("jari.kr")))
        };
        assert!(own("https://jari.kr", None));
        assert!(own("https://jari.kr", Some("jari.kr")));
        assert!(!own("https://evil.example", None));
        assert!(!own("https://evil.example", Some("evil.example")));
    }

    #[test]
    fn our_own_pages_and_programs_may() {
        assert!(own(&[]));
        assert!(own(&[("sec-fetch-site", "same-origin"), ("origin", "https://elsewhere")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("host", "jari.kr"), ("origin", "https://jari.kr")]));
        assert!(own(&[("host", "localhost:3000"), ("origin", "http://localhost:3000")]));
    }

    #[test]
    fn others_may_not() {
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("host", "jari.kr"), ("origin", "https://jari.kr.evil.example")]));
        assert!(!own(&[("host", "jari.kr"), ("origin", "null")]));
        assert!(!own(&[("host", "jari.kr"), ("origin", "")]));
        assert!(!own(&[("origin", "https://jari.kr")]));
    }
}
