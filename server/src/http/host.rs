//! For whom a request is. Proxies before us may go by one `Host` and we by another, so there must be one.

use super::error::Failure;
use app::{error::ApiError, error_code::ErrorCode};
use http::{HeaderValue, Version, header, uri::Authority};

/// Refuses requests that do not say for whom they are, or say it twice.
pub(super) fn check<B>(request: &http::Request<B>) -> Result<(), Failure> {
    if names_one_host(request) { Ok(()) } else { Err(Failure(ApiError::new(ErrorCode::InvalidHost))) }
}

fn names_one_host<B>(request: &http::Request<B>) -> bool {
    let mut hosts = request.headers().get_all(header::HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (_, Some(_)) => return false,
        (host, None) => host,
    };
    let authority = request.uri().authority();
    match (request.version(), host) {
        // The header came with HTTP/1.1.
        (Version::HTTP_09 | Version::HTTP_10, None) => true,
        (Version::HTTP_11, None) => false,
        (_, None) => authority.is_some(),
        (Version::HTTP_09 | Version::HTTP_10 | Version::HTTP_11, Some(host)) => is_host(host),
        // HTTP/2 has a place of its own for it, and the header may only repeat that.
        (_, Some(host)) => {
            is_host(host)
                && authority.is_none_or(|one| host.as_bytes().eq_ignore_ascii_case(one.as_str().as_bytes()))
        }
    }
}

/// Whether it is a host, with or without a port. For what has no host it is empty.
fn is_host(host: &HeaderValue) -> bool {
    let host = host.as_bytes();
    host.is_empty() || (!host.contains(&b'@') && Authority::try_from(host).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(version: Version, uri: &str, hosts: &[&'static str]) -> bool {
        let mut request = http::Request::builder().version(version).uri(uri);
        for host in hosts {
            request = request.header(header::HOST, *host);
        }
        names_one_host(&request.body(()).unwrap())
    }

    #[test]
    fn http1_has_one_header() {
        for one in ["jari.kr", "jari.kr:3000", "[::1]:3000", "127.0.0.1", ""] {
            assert!(passes(Version::HTTP_11, "/", &[one]), "{one}");
        }
        assert!(passes(Version::HTTP_11, "http://jari.kr/", &["jari.kr"]));
        assert!(passes(Version::HTTP_10, "/", &[]) && passes(Version::HTTP_10, "/", &["jari.kr"]));
        assert!(!passes(Version::HTTP_11, "/", &[]));
        assert!(!passes(Version::HTTP_11, "http://jari.kr/", &[]));
        for two in [["jari.kr", "jari.kr"], ["jari.kr", "evil.example"]] {
            assert!(!passes(Version::HTTP_11, "/", &two) && !passes(Version::HTTP_10, "/", &two));
        }
        for wrong in ["jari.kr/path", "a@jari.kr", "jari.kr, evil.example", "jari .kr", "jari.kr#"] {
            assert!(!passes(Version::HTTP_11, "/", &[wrong]), "{wrong}");
        }
    }

    #[test]
    fn http2_names_it_once() {
        let named = "https://jari.kr/";
        assert!(passes(Version::HTTP_2, named, &[]) && passes(Version::HTTP_2, named, &["JARI.kr"]));
        assert!(passes(Version::HTTP_2, "/", &["jari.kr"]));
        assert!(!passes(Version::HTTP_2, "/", &[]));
        assert!(!passes(Version::HTTP_2, named, &["evil.example"]));
        assert!(!passes(Version::HTTP_2, named, &["jari.kr", "jari.kr"]));
    }
}
