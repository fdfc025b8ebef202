//! A session as it stands in its cookie: a random id, when it was issued, and a signature of both.

use super::{
    hex::{hex, random_hex, unhex},
    keys::{Purpose, SessionKey},
};
use jari_core::domain::{CartId, UnixMillis};

/// A session whose signature has been checked, or that has been made here.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Session {
    /// 128 random bits as hexadecimal digits. It stays the same when the session is renewed.
    id: String,
    /// When it was issued, in seconds since 1970.
    issued_at: i64,
}

/// The bytes of an id.
const ID: usize = 16;

impl Session {
    /// Another one than all others.
    pub(super) fn new(now: UnixMillis) -> Self {
        Self::issued(random_hex(ID), now)
    }

    /// The same, issued now.
    pub(super) fn renewed(self, now: UnixMillis) -> Self {
        Self::issued(self.id, now)
    }

    fn issued(id: String, now: UnixMillis) -> Self {
        Self { id, issued_at: now.0.div_euclid(1_000) }
    }

    /// The cart of whoever has it.
    pub(super) fn cart(&self) -> CartId {
        CartId::from_verified(self.id.as_str())
    }

    /// Whether it was issued so many seconds ago, or more. A clock that was ahead may have issued it in the future, where it
    /// would stay young for too long.
    pub(super) fn is_older_than(&self, secs: u64, now: UnixMillis) -> bool {
        now.0.div_euclid(1_000).abs_diff(self.issued_at) >= secs
    }

    /// Its text, signed.
    pub(super) fn sign(&self, key: &SessionKey) -> String {
        let signed = format!("{}.{}", self.issued_at, self.id);
        format!("{}.{signed}", hex(&key.sign(Purpose::Session, &signed)))
    }

    /// What a text is, if that key has signed it.
    pub(super) fn verify(text: &[u8], key: &SessionKey) -> Option<Self> {
        let text = str::from_utf8(text).ok()?;
        let (signature, signed) = text.split_once('.')?;
        if !key.verifies(Purpose::Session, signed, &unhex(signature)?) {
            return None;
        }
        let (issued_at, id) = signed.split_once('.')?;
        Some(Self { id: id.to_owned(), issued_at: issued_at.parse().ok()? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: UnixMillis = UnixMillis(1_700_000_000_999);

    fn key() -> SessionKey {
        SessionKey::new(&"k".repeat(32)).unwrap()
    }

    #[test]
    fn what_is_signed_is_known_again() {
        let session = Session::new(NOW);
        let text = session.sign(&key());
        assert!(text.ends_with(&format!(".1700000000.{}", session.id)), "{text}");
        assert_eq!(Session::verify(text.as_bytes(), &key()), Some(session));
    }

    #[test]
    fn what_is_changed_is_not() {
        let text = Session::new(NOW).sign(&key());
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] ^= 1;
            assert_eq!(Session::verify(&changed, &key()), None);
        }
        for other in ["", ".", "..", &text[1..], &format!("{text} "), &text.to_uppercase()] {
            assert_eq!(Session::verify(other.as_bytes(), &key()), None, "{other}");
        }
    }

    #[test]
    fn a_renewed_one_has_the_same_id() {
        let session = Session::new(NOW);
        let later = UnixMillis(NOW.0 + 86_400_000);
        assert!(!session.is_older_than(86_400, NOW) && session.is_older_than(86_400, later));
        assert!(session.is_older_than(86_400, UnixMillis(NOW.0 - 86_400_000)), "from a clock that was ahead");
        let renewed = session.clone().renewed(later);
        assert_eq!(renewed.id, session.id);
        assert!(!renewed.is_older_than(86_400, later));
    }
}
