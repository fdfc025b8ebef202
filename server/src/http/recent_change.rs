//! The cookie of a browser that has just changed something by a plain form.
//!
//! The page that it then comes back to must show that, while a page for everybody may be a moment old: so for a while it is
//! rendered for that viewer alone. And the cookie's value is another one after each form, so that a browser that goes back in its
//! history does not show a page from before (`Vary: Cookie`). Where scripts run they ask for what is the viewer's.

use super::cookies;
use http::{HeaderMap, HeaderValue};
use jari_core::domain::UnixMillis;

const NAME: &str = "jari_changed";

/// How long a browser remembers it, in seconds: no page that it could go back to is older.
const MAX_AGE: u32 = 24 * 60 * 60;

/// For how long pages are rendered anew, in milliseconds: longer than any page for everybody may be old.
const RECENT_MILLIS: u64 = 3_000;

/// Whether a request's cookie says that something was changed a moment ago. What a client makes up costs it a slower page.
pub(super) fn is_told(headers: &HeaderMap, now: UnixMillis) -> bool {
    let said = cookies::only(headers, NAME).and_then(|said| str::from_utf8(said).ok()?.parse::<i64>().ok());
    said.is_some_and(|said| now.0.abs_diff(said) < RECENT_MILLIS)
}

/// The header that makes a browser say so, over HTTPS only if `secure`.
pub(super) fn set_cookie(now: UnixMillis, secure: bool) -> HeaderValue {
    let secure = if secure { "; Secure" } else { "" };
    let text = format!("{NAME}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}{secure}", now.0);
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::header;

    #[test]
    fn it_is_recent_for_a_while() {
        let now = UnixMillis(1_700_000_000_000);
        let set = set_cookie(now, true);
        assert!(set.to_str().unwrap().ends_with("; Secure"));
        let sent = set.to_str().unwrap().split(';').next().unwrap();
        let told =
            |sent: &str, now| is_told(&HeaderMap::from_iter([(header::COOKIE, sent.parse().unwrap())]), now);
        assert!(told(sent, now) && told(sent, now + 2_999) && told(sent, now + -2_999));
        assert!(!told(sent, now + 3_000) && !told(sent, UnixMillis(i64::MIN)));
        for other in ["jari_changed=", "jari_changed=x", "jari_changed=99999999999999999999", "a=b"] {
            assert!(!told(other, now), "{other}");
        }
    }
}
