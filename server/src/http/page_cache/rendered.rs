//! A page as it is sent: its bytes in each encoding, made once, and its headers.

use crate::{
    http::{accept_encoding, entity_tag},
    site::{Encoding, hash},
};
use axum::{body::Body, extract::Request, response::Response};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use jari_core::domain::UnixMillis;
use std::convert::Infallible;
use tokio::sync::OnceCell;
use tower::{Layer, ServiceExt, service_fn};
use tower_http::{CompressionLevel, compression::CompressionLayer};

/// The largest page, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// How hard it is compressed: a page goes to many, and is compressed a few times a second at most.
const LEVEL: CompressionLevel = CompressionLevel::Precise(6);

/// What the answer's head tells of the server's time, for which there is no place in a page that is the same for everybody.
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// A page that is the same for everybody.
pub(super) struct Rendered {
    content: Bytes,
    compressed: [OnceCell<Option<Bytes>>; Encoding::ALL.len()],
    /// By which scripts are known.
    policy: Option<HeaderValue>,
    tag: String,
}

impl Rendered {
    /// The page in an answer; none if that is another answer than a page.
    pub(super) async fn of(response: Response) -> Option<Self> {
        if response.status() != StatusCode::OK {
            return None;
        }
        let (parts, body) = response.into_parts();
        let content = axum::body::to_bytes(body, MOST).await.ok()?;
        let policy = parts.headers.get(header::CONTENT_SECURITY_POLICY).cloned();
        // Weak, because the same page may be sent compressed or not.
        let tag = format!("W/\"{}\"", hash::of(&content));
        Some(Self { content, compressed: Default::default(), policy, tag })
    }

    /// The bytes that it may take in all its forms: both that are compressed are together smaller than the page.
    pub(super) fn bytes(&self) -> usize {
        2 * self.content.len()
    }

    /// Has what another one has been asked for, so that nobody has to wait for it.
    pub(super) async fn prepare_as(&self, other: &Self) {
        for encoding in Encoding::ALL {
            if other.compressed[encoding as usize].initialized() {
                self.compressed(encoding).await;
            }
        }
    }

    /// Answers whoever asks with these headers; without the page, where that is all that the answer would bring and the client
    /// has it.
    pub(super) async fn answer(&self, asked: &HeaderMap, brings_more: bool, now: UnixMillis) -> Response {
        let mut response = if !brings_more && entity_tag::is_known(asked, &self.tag) {
            let mut known = Response::new(Body::empty());
            *known.status_mut() = StatusCode::NOT_MODIFIED;
            known
        } else {
            self.content(accept_encoding::preferred(asked, |_| true)).await
        };
        let headers = response.headers_mut();
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding, Cookie"));
        if let Ok(tag) = HeaderValue::from_str(&self.tag) {
            headers.insert(header::ETAG, tag);
        }
        if let Ok(time) = HeaderValue::try_from(format!("now;desc=\"{}\"", now.0)) {
            headers.insert(SERVER_TIMING, time);
        }
        response
    }

    async fn content(&self, encoding: Option<Encoding>) -> Response {
        let compressed = match encoding {
            Some(encoding) => self.compressed(encoding).await.map(|content| (encoding, content)),
            None => None,
        };
        let content = compressed.as_ref().map_or(&self.content, |(_, content)| content);
        // Many clients are sent the same bytes, so that they are not counted for each.
        let mut response = Response::new(Body::from(content.clone()));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        if let Some(policy) = &self.policy {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy.clone());
        }
        if let Some((encoding, _)) = compressed {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding.name()));
        }
        response
    }

    /// The compressed form; none where that is of little use.
    async fn compressed(&self, encoding: Encoding) -> Option<Bytes> {
        let made =
            self.compressed[encoding as usize].get_or_init(|| compress(self.content.clone(), encoding));
        made.await.clone()
    }
}

/// Compresses a page as any other answer is compressed.
async fn compress(content: Bytes, encoding: Encoding) -> Option<Bytes> {
    let most = content.len() / 2;
    let page = service_fn(move |_: Request| {
        let mut page = Response::new(Body::from(content.clone()));
        page.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        async { Ok::<_, Infallible>(page) }
    });
    let asked =
        Request::builder().header(header::ACCEPT_ENCODING, encoding.name()).body(Body::empty()).ok()?;
    let Ok(response) = CompressionLayer::new().quality(LEVEL).layer(page).oneshot(asked).await;
    let is_compressed = response.headers().contains_key(header::CONTENT_ENCODING);
    let bytes = axum::body::to_bytes(Body::new(response.into_body()), MOST).await.ok()?;
    (is_compressed && bytes.len() <= most).then_some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    async fn rendered(content: String) -> Rendered {
        Rendered::of(Response::new(Body::from(content))).await.unwrap()
    }

    #[tokio::test]
    async fn all_forms_of_a_page_take_no_more_than_it_says() {
        // A page as pages are, and one that cannot be made smaller.
        let seats =
            (0..2_000).map(|seat| format!("<a aria-label=\"{seat}\" href=\"?seat={}\">", seat * 7)).collect();
        let random =
            (0..20_000_u64).map(|n| char::from(b' ' + (n.wrapping_mul(n * 0x9e37_79b9) >> 11) as u8 % 90));
        for content in [seats, random.collect::<String>()] {
            let page = rendered(content.clone()).await;
            let now = UnixMillis(7);
            for encoding in ["br", "gzip", "identity"] {
                let answer = page.answer(&asked(header::ACCEPT_ENCODING, encoding), false, now).await;
                assert_eq!(answer.status(), StatusCode::OK);
                assert_eq!(answer.headers()["server-timing"], "now;desc=\"7\"");
            }
            let forms =
                page.compressed.iter().filter_map(|form| form.get().unwrap().as_ref()).map(Bytes::len);
            assert!(content.len() + forms.sum::<usize>() <= page.bytes());
            // What another page of the same address was asked for is there before anybody asks.
            let next = rendered(format!("{content}<p>")).await;
            next.prepare_as(&page).await;
            assert!(next.compressed.iter().all(OnceCell::initialized) && next.tag != page.tag);
            let known = asked(header::IF_NONE_MATCH, &page.tag);
            assert_eq!(page.answer(&known, false, now).await.status(), StatusCode::NOT_MODIFIED);
            assert_eq!(page.answer(&known, true, now).await.status(), StatusCode::OK);
            assert_eq!(next.answer(&known, false, now).await.status(), StatusCode::OK);
        }
    }

    #[tokio::test]
    async fn what_is_no_page_is_none() {
        let mut error = Response::new(Body::from("<h1>"));
        *error.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        assert!(Rendered::of(error).await.is_none());
    }
}
