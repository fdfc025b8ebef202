//! The content security policy of a page, by the hashes of its scripts.
//!
//! A nonce is another one in every answer, so that no two answers were the same bytes. But it is what tells the scripts that the
//! renderer has written from whatever else might be in a page: so it is made all the same, and never leaves the house. Each
//! script that carries it is hashed, and then nothing carries it any more. What somebody had managed to write into a page would
//! not carry it, have no hash in the policy, and not run.

use super::error::Failure;
use app::{error::ApiError, error_code::ErrorCode};
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    middleware::Next,
    response::Response,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use bytes::Bytes;
use futures_util::stream;
use http::{HeaderValue, header::CONTENT_SECURITY_POLICY};
use jari_core::failures::Chain;
use memchr::{memchr, memmem};
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// The largest page, in bytes.
const MOST: usize = 16 * 1024 * 1024;

/// Puts the hashes of a page's scripts in the place of its nonce.
pub(super) async fn layer(request: Request, next: Next) -> Result<Response, Failure> {
    let response = next.run(request).await;
    let said = response.headers().get(CONTENT_SECURITY_POLICY).and_then(|policy| policy.to_str().ok());
    let Some((policy, nonce)) =
        said.and_then(|policy| Some((policy.to_owned(), nonce_of(policy)?.to_owned())))
    else {
        return Ok(response);
    };
    let (mut parts, body) = response.into_parts();
    let page = to_bytes(body, MOST).await.map_err(|error| {
        tracing::error!(error = %Chain(&error), "a page could not be rendered");
        ApiError::new(ErrorCode::Internal)
    })?;
    let (page, hashes) = hashed(&page, &nonce);
    let policy = policy.replace(&format!("'nonce-{nonce}'"), &hashes.join(" "));
    let policy = HeaderValue::try_from(policy).map_err(|_| ApiError::new(ErrorCode::Internal))?;
    parts.headers.insert(CONTENT_SECURITY_POLICY, policy);
    // It is made whole, and counted, where answers are (`whole.rs`): bytes of a known size are taken to be everybody's.
    let page = stream::iter([Ok::<_, Infallible>(Bytes::from(page))]);
    Ok(Response::from_parts(parts, Body::from_stream(page)))
}

fn nonce_of(policy: &str) -> Option<&str> {
    policy.split("'nonce-").nth(1)?.split('\'').next().filter(|nonce| !nonce.is_empty())
}

/// A page without its nonce, and as the policy names them the scripts that had it.
fn hashed(page: &[u8], nonce: &str) -> (Vec<u8>, Vec<String>) {
    let (attribute, script_end) = (format!(" nonce=\"{nonce}\""), memmem::Finder::new("</script"));
    let (mut without, mut hashes) = (Vec::with_capacity(page.len()), Vec::new());
    let mut rest = page;
    while let Some(at) = memmem::find(rest, attribute.as_bytes()) {
        without.extend_from_slice(&rest[..at]);
        rest = &rest[at + attribute.len()..];
        let script = memchr(b'>', rest).map(|end| &rest[end + 1..]);
        let script = script.and_then(|script| script.get(..script_end.find(script)?));
        let hash =
            script.map(|script| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(script))));
        hashes.extend(hash.filter(|hash| !hashes.contains(hash)));
    }
    without.extend_from_slice(rest);
    // The renderer also writes it where a browser is told from whom to load something: there nothing means the same.
    while let Some(at) = memmem::find(&without, nonce.as_bytes()) {
        without.drain(at..at + nonce.len());
    }
    (without, hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_carries_the_nonce_is_hashed_and_nothing_else() {
        let page = "<script nonce=\"Ab+/=\">one</script><p nonce=\"\">a</p><script>evil()</script>\
                    <script type=\"module\" nonce=\"Ab+/=\" async>t<w>o</script><script nonce=\"Ab\">evil()</script>\
                    <link crossorigin=\"Ab+/=\"><script nonce=\"Ab+/=\">one</script>";
        let (without, hashes) = hashed(page.as_bytes(), "Ab+/=");
        let expected = "<script>one</script><p nonce=\"\">a</p><script>evil()</script>\
                        <script type=\"module\" async>t<w>o</script><script nonce=\"Ab\">evil()</script>\
                        <link crossorigin=\"\"><script>one</script>";
        assert_eq!(String::from_utf8(without).unwrap(), expected);
        let hash = |text: &str| format!("'sha256-{}'", BASE64_STANDARD.encode(Sha256::digest(text)));
        assert_eq!(hashes, [hash("one"), hash("t<w>o")]);
        // As another program writes it.
        assert_eq!(hashes[0], "'sha256-dpLDrTVAu4A8Ags67mbNiIcSMjTqDG5xQ8Ct1z/0Me0='");
    }

    #[test]
    fn a_nonce_is_found_in_its_policy() {
        assert_eq!(nonce_of("script-src 'self' 'nonce-Ab+/=' 'wasm-unsafe-eval'"), Some("Ab+/="));
        for policy in ["script-src 'self'", "script-src 'nonce-'", ""] {
            assert_eq!(nonce_of(policy), None, "{policy}");
        }
    }
}
