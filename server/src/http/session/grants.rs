//! Which orders a browser may see that have not been made in it: those whose code and e-mail address were told here. A signed cookie
//! says so, for a while; no address ever does, as addresses are passed on.

use super::{
    Sessions,
    hex::{hex, unhex},
    keys::Purpose,
};
use crate::http::cookies;
use http::{HeaderMap, HeaderValue};
use jari_core::domain::OrderId;

/// How long an order stays readable, in seconds: as long as a session.
const LASTS: i64 = 7 * 24 * 60 * 60;

/// Orders that one browser has found at most; the oldest make room.
const MOST: usize = 6;

/// An order and until when it may be read, in seconds since 1970.
type Grant = (OrderId, i64);

impl Sessions {
    /// Whether a browser has found this order.
    pub(in crate::http) fn has_found(&self, headers: &HeaderMap, id: &OrderId) -> bool {
        self.grants(headers).iter().any(|(granted, _)| granted == id)
    }

    /// The cookie by which a browser may read one more order.
    pub(in crate::http) fn found(&self, headers: &HeaderMap, id: OrderId) -> Option<HeaderValue> {
        let until = self.now_secs() + LASTS;
        let mut grants: Vec<_> =
            self.grants(headers).into_iter().filter(|(granted, _)| *granted != id).collect();
        grants.push((id, until));
        let first = grants.len().saturating_sub(MOST);
        let said: Vec<_> = grants[first..].iter().map(|(id, until)| format!("{id}_{until}")).collect();
        let said = said.join("-");
        let key = self.keys.iter().next()?;
        let signature = hex(&key.sign(Purpose::FoundOrders, &said));
        let (name, secure) = (self.found_name(0)?, if self.secure { "; Secure" } else { "" });
        let cookie =
            format!("{name}={signature}.{said}; Path=/; HttpOnly; SameSite=Lax; Max-Age={LASTS}{secure}");
        HeaderValue::try_from(cookie).ok()
    }

    /// What has not run out of what any of the keys has signed.
    fn grants(&self, headers: &HeaderMap) -> Vec<Grant> {
        let now = self.now_secs();
        let of_key = |(place, key): (usize, &super::keys::SessionKey)| {
            let value = cookies::only(headers, &self.found_name(place)?)?;
            let (signature, said) = str::from_utf8(value).ok()?.split_once('.')?;
            key.verifies(Purpose::FoundOrders, said, &unhex(signature)?).then(|| said.to_owned())
        };
        let said = self.keys.iter().enumerate().find_map(of_key).unwrap_or_default();
        let grant = |text: &str| {
            let (id, until) = text.split_once('_')?;
            Some((OrderId::from_stored(id), until.parse().ok()?))
        };
        said.split('-').filter_map(grant).filter(|(_, until)| *until > now).collect()
    }

    /// As the session's cookie, so that two servers on one host are not in each other's way.
    fn found_name(&self, place: usize) -> Option<String> {
        self.names.get(place).map(|name| name.replace("jari_session_", "jari_found_"))
    }

    fn now_secs(&self) -> i64 {
        self.clock.now().0.div_euclid(1_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::session::keys::SessionKeys;
    use http::header;
    use jari_core::{domain::UnixMillis, ports::Clock};
    use std::sync::{
        Arc,
        atomic::{AtomicI64, Ordering::SeqCst},
    };

    #[derive(Default)]
    struct Time(AtomicI64);

    impl Clock for Time {
        fn now(&self) -> UnixMillis {
            UnixMillis(self.0.load(SeqCst))
        }
    }

    fn sessions(secrets: &str, time: &Arc<Time>) -> Sessions {
        Sessions::new(SessionKeys::new(secrets).unwrap(), true, Arc::clone(time) as _)
    }

    fn headers(cookie: &HeaderValue) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let cookie = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        headers.insert(header::COOKIE, cookie.parse().unwrap());
        headers
    }

    fn id(number: u128) -> OrderId {
        OrderId::from_random(number)
    }

    #[test]
    fn what_was_found_is_known_again_for_a_while() {
        let (a, b, time) = ("a".repeat(32), "b".repeat(32), Arc::<Time>::default());
        let sessions_a = sessions(&a, &time);
        let cookie = sessions_a.found(&HeaderMap::new(), id(1)).unwrap();
        assert!(cookie.to_str().unwrap().starts_with("__Host-jari_found_"), "{cookie:?}");
        for part in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
            assert!(cookie.to_str().unwrap().contains(part), "{cookie:?}");
        }
        let known = headers(&cookie);
        assert!(sessions_a.has_found(&known, &id(1)) && !sessions_a.has_found(&known, &id(2)));
        // Also while the secret is being changed, and not by another.
        assert!(sessions(&format!("{b},{a}"), &time).has_found(&known, &id(1)));
        assert!(!sessions(&b, &time).has_found(&known, &id(1)));
        time.0.store(LASTS * 1_000, SeqCst);
        assert!(!sessions_a.has_found(&known, &id(1)));
    }

    #[test]
    fn nobody_writes_it_but_us() {
        let time = Arc::<Time>::default();
        let sessions = sessions(&"a".repeat(32), &time);
        let cookie = sessions.found(&HeaderMap::new(), id(1)).unwrap();
        let text = cookie.to_str().unwrap().split(';').next().unwrap().to_owned();
        let start = text.find('=').unwrap() + 1;
        for place in start..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] ^= 1;
            let Ok(value) = HeaderValue::from_bytes(&changed) else { continue };
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, value);
            assert!(!sessions.has_found(&headers, &id(1)), "{place}");
        }
    }

    #[test]
    fn the_oldest_make_room() {
        let time = Arc::<Time>::default();
        let sessions = sessions(&"a".repeat(32), &time);
        let mut known = HeaderMap::new();
        for number in 0..10 {
            known = headers(&sessions.found(&known, id(number)).unwrap());
        }
        let has = |number| sessions.has_found(&known, &id(number));
        assert_eq!([has(3), has(4), has(9)], [false, true, true]);
        let again = headers(&sessions.found(&known, id(4)).unwrap());
        assert!((4..10).all(|number| sessions.has_found(&again, &id(number))), "found twice is found once");
    }
}
