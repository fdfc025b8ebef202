//! What sessions are signed with.

use super::{hex::random_hex, secret_file};
use crate::config::Config;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::{fmt, io, path::PathBuf, sync::Arc};

/// The least length of a secret, in bytes.
const MIN_SECRET: usize = 32;

/// Why there is no key to sign sessions with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// One of `JARI_SECRET` is too short to be one.
    #[error(
        "JARI_SECRET must have at least {MIN_SECRET} characters, and so must each of several with commas between them"
    )]
    TooShort,
    /// What is in the file beside the database is too short to be one.
    #[error(
        "the session key in {0} must have at least {MIN_SECRET} characters; without the file another one is made"
    )]
    FileTooShort(PathBuf),
    /// Nothing says what to sign with, and there is no file to keep it beside.
    #[error("JARI_SECRET must be set: every instance over this database signs sessions with the same secret")]
    Missing,
    /// The file beside the database cannot be read or made.
    #[error("cannot read or make the session key {0}: {1}")]
    File(PathBuf, io::Error),
}

/// The keys that sessions are signed with: the first signs, and what any of them has signed is known.
#[derive(Clone)]
pub struct SessionKeys(Arc<[SessionKey]>);

/// One of them.
pub(super) struct SessionKey(Hmac<Sha256>);

/// The keys: from `JARI_SECRET`, or else from a file beside the database, which is made at the first start and readable
/// by its owner alone. A database in memory has a key for as long as it lasts.
///
/// # Errors
/// A [`KeyError`] that says what to mend.
pub fn session_keys(config: &Config) -> Result<SessionKeys, KeyError> {
    let secrets = match (&config.http.secret, config.database.sqlite_file()) {
        (Some(secret), _) => secret.clone(),
        (None, Some(database)) => {
            let file = database.with_extension("secret");
            let secret = match secret_file::read_or_make(&file) {
                Ok(secret) => secret,
                Err(error) => return Err(KeyError::File(file, error)),
            };
            return SessionKeys::new(&secret).map_err(|_| KeyError::FileTooShort(file));
        }
        (None, None) if config.database.is_shared() => return Err(KeyError::Missing),
        (None, None) => random_hex(MIN_SECRET),
    };
    SessionKeys::new(&secrets)
}

impl SessionKeys {
    /// One for each secret of a list with commas.
    pub(super) fn new(secrets: &str) -> Result<Self, KeyError> {
        let secrets = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty());
        let keys: Arc<[_]> = secrets.map(SessionKey::new).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err(KeyError::TooShort) } else { Ok(Self(keys)) }
    }

    /// What tickets' keys are made of, one for each of these: who knows one knows nothing of the other.
    pub fn ticket_seeds(&self) -> impl Iterator<Item = [u8; 32]> {
        self.iter().map(|key| key.sign(Purpose::TicketKey, ""))
    }

    /// The keys that the sandbox signs its webhooks with: one for each of these, which tells nothing of it.
    pub fn of_sandbox(&self) -> Vec<[u8; 32]> {
        self.iter().map(|key| key.sign(Purpose::SandboxWebhooks, "")).collect()
    }

    /// All of them, the one that signs first.
    pub(super) fn iter(&self) -> impl Iterator<Item = &SessionKey> {
        self.0.iter()
    }
}

impl fmt::Debug for SessionKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A key is not for the log.
        f.debug_struct("SessionKeys").field("count", &self.0.len()).finish_non_exhaustive()
    }
}

impl SessionKey {
    pub(super) fn new(secret: &str) -> Result<Self, KeyError> {
        if secret.len() < MIN_SECRET {
            return Err(KeyError::TooShort);
        }
        Hmac::new_from_slice(secret.as_bytes()).map(Self).map_err(|_| KeyError::TooShort)
    }

    /// What only this key makes of a text. What is signed for one purpose is of no use for another.
    pub(super) fn sign(&self, purpose: Purpose, text: &str) -> [u8; 32] {
        self.mac(purpose, text).finalize().into_bytes().into()
    }

    /// Whether a signature is this key's, in a time that tells nothing of how much of it is right.
    pub(super) fn verifies(&self, purpose: Purpose, text: &str, signature: &[u8]) -> bool {
        self.mac(purpose, text).verify_slice(signature).is_ok()
    }

    fn mac(&self, purpose: Purpose, text: &str) -> Hmac<Sha256> {
        let prefix: &[u8] = match purpose {
            Purpose::Session => b"session ",
            Purpose::CookieName => b"cookie name ",
            Purpose::TicketKey => b"ticket key ",
            Purpose::SandboxWebhooks => b"sandbox webhooks ",
            Purpose::FoundOrders => b"found orders ",
        };
        self.0.clone().chain_update(prefix).chain_update(text.as_bytes())
    }
}

/// What something is signed for.
#[derive(Clone, Copy)]
pub(super) enum Purpose {
    /// To be a session.
    Session,
    /// To tell the cookies of one key from another's.
    CookieName,
    /// To be what a key for tickets is made of.
    TicketKey,
    /// To be the key that the sandbox's webhooks are signed with.
    SandboxWebhooks,
    /// To say which orders a browser has found.
    FoundOrders,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stand_in_a_list() {
        let (a, b) = ("a".repeat(32), "b b".repeat(11));
        let count = |secrets: &str| SessionKeys::new(secrets).map(|keys| keys.iter().count()).ok();
        assert_eq!(count(&a), Some(1));
        assert_eq!(count(&format!("{a},{b}")), Some(2));
        assert_eq!(count(&format!(" {a} ,\n{b},")), Some(2));
        for none in ["", ",", "short", &format!("{a},short")] {
            assert_eq!(count(none), None, "{none}");
        }
    }

    #[test]
    fn a_signature_is_for_one_text_one_purpose_and_one_key() {
        let keys = SessionKeys::new(&format!("{},{}", "a".repeat(32), "b".repeat(32))).unwrap();
        let [first, second] = [0, 1].map(|place| keys.iter().nth(place).unwrap());
        let signature = first.sign(Purpose::Session, "text");
        assert!(first.verifies(Purpose::Session, "text", &signature));
        assert!(!first.verifies(Purpose::Session, "next", &signature));
        assert!(!first.verifies(Purpose::CookieName, "text", &signature));
        assert!(!second.verifies(Purpose::Session, "text", &signature));
        assert!(!first.verifies(Purpose::Session, "text", &signature[..31]));
    }
}
