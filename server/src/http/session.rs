//! Sessions: who asks, by a signed cookie with a random id.
//!
//! The id is 128 random bits, made here; the signature (HMAC-SHA256) is what keeps a client from choosing one. There is
//! no state on the server: any instance with the same key knows any session.

use super::AppState;
use crate::config::Config;
use app::domain::HolderId;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use axum_extra::extract::{
    SignedCookieJar,
    cookie::{Cookie, Key, SameSite},
};
use rand::Rng;
use std::{
    fmt::Write as _,
    fs,
    io::{self, Write as _},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};
use time::Duration;

/// The cookie's name. Over HTTPS it has the prefix that lets a browser take it from this very host alone, so that no
/// neighbouring subdomain can put another session into it.
const fn cookie_name(secure: bool) -> &'static str {
    if secure { "__Host-jari_session" } else { "jari_session" }
}

/// How long a browser keeps its session.
const MAX_AGE: Duration = Duration::days(7);

/// The least length of a configured secret, in bytes.
const MIN_SECRET: usize = 32;

/// Marks a request that came with its session, so that whoever sent it is known to keep one.
#[derive(Clone, Copy)]
pub(super) struct HasSession;

/// Finds who asks and leaves it in the request; who has no session gets one with the answer.
pub(super) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let jar = SignedCookieJar::from_headers(request.headers(), state.session_key.clone());
    let name = cookie_name(state.secure_cookies);
    if let Some(cookie) = jar.get(name) {
        request.extensions_mut().insert(HolderId::from_verified(cookie.value()));
        request.extensions_mut().insert(HasSession);
        return next.run(request).await;
    }
    let id = random_hex(16);
    request.extensions_mut().insert(HolderId::from_verified(id.as_str()));
    let cookie = Cookie::build((name, id))
        .path("/")
        .http_only(true)
        .secure(state.secure_cookies)
        .same_site(SameSite::Lax)
        .max_age(MAX_AGE);
    (jar.add(cookie), next.run(request).await).into_response()
}

fn random_hex(bytes: usize) -> String {
    let mut rng = rand::rng();
    let mut text = String::with_capacity(bytes * 2);
    for _ in 0..bytes {
        let _ = write!(text, "{:02x}", rng.random::<u8>());
    }
    text
}

/// Why there is no key to sign sessions with.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// `JARI_SECRET` is too short to be one.
    #[error("JARI_SECRET must have at least {MIN_SECRET} characters")]
    TooShort,
    /// Nothing says what to sign with, and there is no file to keep it beside.
    #[error("JARI_SECRET must be set: every instance over this database signs sessions with the same secret")]
    Missing,
    /// The file beside the database cannot be read or made.
    #[error("cannot read or make the session key {0}: {1}")]
    File(PathBuf, io::Error),
}

/// The key that sessions are signed with: from `JARI_SECRET`, or else from a file beside the database, which is made at
/// the first start and readable by its owner alone. A database in memory has a key for as long as it lasts.
///
/// # Errors
/// A [`KeyError`] that says what to mend.
pub fn session_key(config: &Config) -> Result<Key, KeyError> {
    let secret = match (&config.http.secret, config.database.sqlite_file()) {
        (Some(secret), _) => secret.clone(),
        (None, Some(database)) => {
            let file = database.with_extension("secret");
            read_or_make(&file).map_err(|error| KeyError::File(file, error))?
        }
        (None, None) if config.database.is_shared() => return Err(KeyError::Missing),
        (None, None) => random_hex(MIN_SECRET),
    };
    if secret.len() < MIN_SECRET {
        return Err(KeyError::TooShort);
    }
    Ok(Key::derive_from(secret.as_bytes()))
}

fn read_or_make(file: &Path) -> io::Result<String> {
    // Whoever makes the file first has made it for all: `create_new` fails for the others, who then read it.
    match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(file) {
        Ok(mut new) => {
            let secret = random_hex(64);
            new.write_all(secret.as_bytes())?;
            new.sync_all()?;
            Ok(secret)
        }
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            Ok(fs::read_to_string(file)?.trim().to_owned())
        }
        Err(error) => Err(error),
    }
}
