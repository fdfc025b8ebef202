//! Where a plain form is sent back to: the page that it came from, on this very site.
//!
//! A browser names that page in `Referer`. Whatever else may stand there, the answer leads to a path of ours.

use app::{
    error::ApiError,
    server_fns::{FORM_ERROR, without_form_error},
};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use jari_core::domain::Language;

/// A page of ours.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WayBack(String);

/// The way back if the request is a form that a browser has sent by itself and shows the answer of; none if a script sent it.
pub(super) fn of_plain_form(headers: &HeaderMap) -> Option<WayBack> {
    let accepted = text(headers, header::ACCEPT)?;
    accepted.contains("text/html").then(|| {
        let page = text(headers, header::REFERER).and_then(own_page);
        WayBack(page.unwrap_or_else(|| "/".to_owned()))
    })
}

impl WayBack {
    /// The way to another page of ours, in the language of the one that the form is on.
    pub(super) fn to(self, path: &str) -> Self {
        let language = self.0.split('/').nth(1).filter(|part| part.parse::<Language>().is_ok());
        Self(language.map_or_else(|| path.to_owned(), |language| format!("/{language}{path}")))
    }

    /// Leads there, with the code of what went wrong; the page has the words for it.
    pub(super) fn respond(self, error: Option<&ApiError>) -> Response {
        let Self(mut page) = self;
        if let Some(error) = error {
            let mark = if page.contains('?') { '&' } else { '?' };
            page = format!("{page}{mark}{FORM_ERROR}={}", error.code);
        }
        let location = HeaderValue::try_from(page).unwrap_or(HeaderValue::from_static("/"));
        (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response()
    }
}

/// The path and the query of an address, without what an earlier form came back with. Its host is left out and not
/// compared, as a proxy may know this server by another name than browsers do.
fn own_page(address: &str) -> Option<String> {
    let address: Uri = address.parse().ok()?;
    let path = address.path();
    // Two slashes begin the name of a host, and a browser takes a backslash for a slash.
    if !path.starts_with('/') || path.starts_with("//") || path.contains('\\') {
        return None;
    }
    let query = without_form_error(address.query().unwrap_or_default());
    Some(if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") })
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use app::error_code::ErrorCode;

    fn location(referer: &'static [u8], error: Option<ErrorCode>) -> String {
        let mut headers = HeaderMap::new();
        headers.insert("accept", HeaderValue::from_static("text/html,*/*"));
        headers.insert("referer", HeaderValue::from_bytes(referer).unwrap());
        let error = error.map(ApiError::new);
        let response = of_plain_form(&headers).unwrap().respond(error.as_ref());
        assert_eq!(response.status(), 303);
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    #[test]
    fn a_form_comes_back_to_its_page() {
        for (referer, to) in [
            ("http://jari.kr/matches/1/blocks/2?seat=3", "/matches/1/blocks/2?seat=3"),
            ("https://outside.example:8443/matches/1", "/matches/1"),
            ("/matches/1?seat=3&error=SEAT_TAKEN", "/matches/1?seat=3"),
            ("http://jari.kr/matches/1?error=SEAT_TAKEN#x", "/matches/1"),
            ("http://jari.kr", "/"),
        ] {
            assert_eq!(location(referer.as_bytes(), None), to, "{referer}");
        }
        let seat = b"http://jari.kr/matches/1?seat=3&error=NOT_HOLDER";
        assert_eq!(location(seat, Some(ErrorCode::SeatTaken)), "/matches/1?seat=3&error=SEAT_TAKEN");
        assert_eq!(location(b"http://jari.kr/", Some(ErrorCode::SeatTaken)), "/?error=SEAT_TAKEN");
    }

    #[test]
    fn what_leads_on_stays_in_the_language_of_its_page() {
        for (from, to) in [
            ("/en/matches/1?x=1", "/en/matches/1/blocks/2"),
            ("/ko/matches/1", "/ko/matches/1/blocks/2"),
            ("/matches/1", "/matches/1/blocks/2"),
            ("/", "/matches/1/blocks/2"),
        ] {
            assert_eq!(WayBack(from.to_owned()).to("/matches/1/blocks/2"), WayBack(to.to_owned()));
        }
    }

    #[test]
    fn nothing_leads_elsewhere() {
        for referer in [
            "//evil.example/x",
            "http://jari.kr//evil.example/x",
            "http://jari.kr///evil.example",
            "http://jari.kr/\\evil.example",
            "http://jari.kr\\evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "javascript:alert(1)",
            "data:text/html,x",
            "about:blank",
            "evil.example",
            "*",
            "?x",
            "",
            "http://",
            "http:///x",
            "/\t/evil.example",
        ] {
            let to = location(referer.as_bytes(), None);
            assert!(to.starts_with('/') && !to.starts_with("//") && !to.contains('\\'), "{referer} to {to}");
            assert!(!to.contains("evil"), "{referer} to {to}");
        }
        assert_eq!(location("http://jari.kr/자리".as_bytes(), None), "/");
        assert_eq!(location(b"\xff", None), "/");
    }

    #[test]
    fn a_script_gets_its_answer() {
        let mut headers = HeaderMap::new();
        headers.insert("referer", HeaderValue::from_static("http://jari.kr/"));
        assert_eq!(of_plain_form(&headers), None);
        headers.insert("accept", HeaderValue::from_static("application/x-postcard"));
        assert_eq!(of_plain_form(&headers), None);
    }
}
