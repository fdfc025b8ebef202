//! The cookie that says in which language a viewer has read the last page.

use crate::http::cookies;
use http::{HeaderMap, HeaderValue};
use jari_core::domain::Language;

const NAME: &str = "jari_language";

/// How long a browser remembers it, in seconds: a year.
const MAX_AGE: u32 = 365 * 24 * 60 * 60;

/// The language that a request's cookie says; none if it says nothing that we have written.
pub(in crate::http) fn said(headers: &HeaderMap) -> Option<Language> {
    str::from_utf8(cookies::only(headers, NAME)?).ok()?.parse().ok()
}

/// The header that makes a browser say it, over HTTPS only if `secure`.
pub(in crate::http) fn set_cookie(language: Language, secure: bool) -> Option<HeaderValue> {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={language}; Path=/; SameSite=Lax; Max-Age={MAX_AGE}{secure}");
    HeaderValue::try_from(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    fn of(cookies: &[&'static [u8]]) -> Option<Language> {
        let mut headers = HeaderMap::new();
        for line in cookies {
            headers.append(header::COOKIE, HeaderValue::from_bytes(line).unwrap());
        }
        said(&headers)
    }

    #[test]
    fn only_what_we_have_written_is_read() {
        assert_eq!(of(&[b"jari_language=en"]), Some(Language::En));
        assert_eq!(of(&[b"a=1; jari_language=ko; b=2"]), Some(Language::Ko));
        assert_eq!(of(&[b"a=1", b"jari_language=en"]), Some(Language::En));
        let others: [&[&'static [u8]]; 14] = [
            &[],
            &[b""],
            &[b"jari_language"],
            &[b"jari_language="],
            &[b"jari_language=EN"],
            &[b"jari_language=en-GB"],
            &[b"jari_language=fr"],
            &[b"jari_language=\"en\""],
            &[b"jari_language=%65n"],
            &[b"jari_language=\xff"],
            &[b"jari%5Flanguage=en"],
            &[b"Jari_Language=en"],
            &[b"jari_language=en; jari_language=ko"],
            &[b"jari_language=en", b"jari_language=en"],
        ];
        for other in others {
            assert_eq!(of(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_set_is_read_back() {
        for language in Language::ALL {
            for secure in [false, true] {
                let set = set_cookie(language, secure).unwrap();
                let mut parts = set.to_str().unwrap().split("; ");
                let sent = HeaderValue::from_str(parts.next().unwrap()).unwrap();
                assert_eq!(said(&HeaderMap::from_iter([(header::COOKIE, sent)])), Some(language));
                let expected = ["Path=/", "SameSite=Lax", "Max-Age=31536000", "Secure"];
                assert!(parts.eq(expected.into_iter().take(if secure { 4 } else { 3 })), "{set:?}");
            }
        }
    }
}
