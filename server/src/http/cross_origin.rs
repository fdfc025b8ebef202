//! Protection against forged requests: what changes state must come from our own pages.
//!
//! A browser says where a request comes from, in `Sec-Fetch-Site` and, older ones, in `Origin`; no page can change
//! either. A request with neither is from no browser and carries nobody's cookie but its sender's own. The session cookie
//! is `SameSite=Lax` besides, so that a foreign page's request would come without it.

use super::{AppState, error::Failure};
use crate::config::PublicOrigins;
use app::{error::ApiError, error_code::ErrorCode};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderMap, Method, header, uri::Authority};
use url::{Origin, Url};

/// Which origins are this server's own.
#[derive(Clone, Debug)]
pub struct OwnOrigins {
    public: PublicOrigins,
    secure: bool,
}

impl OwnOrigins {
    /// Those that the settings name, and whatever a request was asked for; if `secure`, over HTTPS alone.
    pub const fn new(public: PublicOrigins, secure: bool) -> Self {
        Self { public, secure }
    }
}

/// Refuses requests that change state and come from another site.
pub(super) async fn layer(
    State(state): State<AppState>,
    request: Request,
    next: Next,
) -> Result<Response, Failure> {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    if safe || state.origins.have_sent(request.headers(), request.uri().authority()) {
        Ok(next.run(request).await)
    } else {
        tracing::info!("refused a request from another site");
        Err(Failure(ApiError::new(ErrorCode::CrossSite)))
    }
}

impl OwnOrigins {
    /// What the site is called from outside: as the settings say, or else as a request has asked for it.
    pub(super) fn public_or(&self, headers: &HeaderMap, authority: Option<&Authority>) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok());
        let asked = || authority.map(Authority::as_str).or_else(host).unwrap_or("localhost");
        self.public.first().unwrap_or_else(|| format!("{scheme}://{}", asked()))
    }

    /// Whether a page of ours has sent a request, or no page at all. `authority` is whom the request line names. HTTP/2 has
    /// it in the place of `Host`; over HTTP/1 it seldom is there.
    fn have_sent(&self, headers: &HeaderMap, authority: Option<&Authority>) -> bool {
        let text = |name| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        if let Some(site) = text("sec-fetch-site") {
            return matches!(site, "same-origin" | "none");
        }
        let Some(origin) = text(header::ORIGIN.as_str()) else { return true };
        let Ok(origin) = Url::parse(origin).map(|url| url.origin()) else { return false };
        if self.public.contains(&origin) {
            return true;
        }
        let asked = authority.map(Authority::as_str).or_else(|| text(header::HOST.as_str()));
        asked.is_some_and(|asked| self.is(&origin, asked))
    }

    /// Whether an origin is the host that was asked for.
    fn is(&self, origin: &Origin, asked: &str) -> bool {
        let Origin::Tuple(scheme, host, port) = origin else { return false };
        let default_port = match scheme.as_str() {
            "https" => 443,
            "http" if !self.secure => 80,
            _ => return false,
        };
        // The rest of an address has no place in a host.
        let Ok(asked) = asked.parse::<Authority>() else { return false };
        let Ok(asked_url) = Url::parse(&format!("{scheme}://{asked}")) else { return false };
        let same_host = asked_url.host().is_some_and(|asked| asked.to_owned() == *host);
        // A proxy that ends HTTPS may name the port that it was itself asked on, or asks on. Both schemes' own ports are
        // as good as none.
        let asked_port = asked.port_u16().filter(|port| ![80, 443].contains(port)).unwrap_or(default_port);
        let plain = asked_url.username().is_empty() && asked_url.password().is_none();
        same_host && plain && (*port == asked_port || Some(*port) == asked.port_u16())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origins(public: &str, secure: bool) -> OwnOrigins {
        OwnOrigins::new(public.parse().unwrap(), secure)
    }

    fn own_of(origins: &OwnOrigins, pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, http::HeaderValue::from_static(value));
        }
        origins.have_sent(&headers, None)
    }

    fn own(pairs: &[(&'static str, &'static str)]) -> bool {
        own_of(&origins("", false), pairs)
    }

    #[test]
    fn http2_names_the_host_in_its_own_way() {
        let own = |origin: &'static str, host: Option<&'static str>| {
            let mut headers = HeaderMap::new();
            headers.insert("origin", http::HeaderValue::from_static(origin));
            if let Some(host) = host {
                headers.insert("host", http::HeaderValue::from_static(host));
            }
            origins("", true).have_sent(&headers, Some(&Authority::from_static("jari.kr")))
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
        assert!(own(&[("host", "[::1]:3000"), ("origin", "http://[::1]:3000")]));
    }

    #[test]
    fn others_may_not() {
        assert!(!own(&[("sec-fetch-site", "cross-site")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        for (host, origin) in [
            ("jari.kr", "https://jari.kr.evil.example"),
            ("jari.kr", "https://evil.example"),
            ("jari.kr", "null"),
            ("jari.kr", ""),
            ("jari.kr", "ftp://jari.kr"),
            ("jari.kr", "https://jari.kr:8443"),
            ("jari.kr:3000", "https://jari.kr"),
            ("jari.kr@evil.example", "https://evil.example"),
            ("evil.example#jari.kr", "https://evil.example"),
            ("", "https://jari.kr"),
            ("null", "null"),
        ] {
            assert!(!own(&[("host", host), ("origin", origin)]), "{host} {origin}");
        }
        assert!(!own(&[("origin", "https://jari.kr")]));
    }

    /// A proxy may write the host in another way than a browser does.
    #[test]
    fn origins_are_compared_as_browsers_do() {
        for (host, origin) in [
            ("jari.kr:443", "https://jari.kr"),
            ("jari.kr:80", "http://jari.kr"),
            ("jari.kr:80", "https://jari.kr"),
            ("JARI.KR", "https://jari.kr"),
            ("Jari.kr:3000", "http://jari.kr:3000"),
            ("jari.kr:80", "https://jari.kr:80"),
            ("자리.kr", "https://xn--v52b2z.kr"),
            ("xn--v52b2z.kr", "https://xn--v52b2z.kr"),
        ] {
            let pairs = [("host", host), ("origin", origin)];
            assert!(!host.is_ascii() || own(&pairs), "{host} {origin}");
        }
        // One who is reached over HTTPS alone has no pages over HTTP.
        let secure = origins("", true);
        assert!(own_of(&secure, &[("host", "jari.kr"), ("origin", "https://jari.kr")]));
        assert!(!own_of(&secure, &[("host", "jari.kr"), ("origin", "http://jari.kr")]));
    }

    /// A proxy may ask for an inner name. Then the settings say what browsers ask for.
    #[test]
    fn the_settings_name_origins_that_are_ours_as_well() {
        let inner = ("host", "jari-a:3000");
        let origins = origins("https://jari.kr, http://tickets.example:8080", false);
        for ours in ["https://jari.kr", "http://tickets.example:8080"] {
            assert!(!own(&[inner, ("origin", ours)]));
            assert!(own_of(&origins, &[inner, ("origin", ours)]), "{ours}");
        }
        for other in ["http://jari.kr", "https://tickets.example", "https://www.jari.kr", "null"] {
            assert!(!own_of(&origins, &[inner, ("origin", other)]), "{other}");
        }
        assert!(!own_of(&origins, &[inner, ("origin", "https://jari.kr"), ("sec-fetch-site", "same-site")]));
    }
}
