//! Sessions: who asks, by a signed cookie with a random id.
//!
//! The id is 128 random bits, made here; the signature (HMAC-SHA256) is what keeps a client from choosing one. There is
//! no state on the server: any instance with the same key knows any session.

mod grants;
mod hex;
mod keys;
mod secret_file;
mod token;

pub use keys::{KeyError, SessionKeys, session_keys};

use super::{AppState, cookies};
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use hex::hex;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jari_core::{domain::UnixMillis, ports::Clock};
use keys::Purpose;
use std::sync::Arc;
use token::Session;

/// How long a browser keeps its session when it does not come again, in seconds.
const MAX_AGE: u32 = 7 * 24 * 60 * 60;

/// How old a session is, in seconds, when it is issued anew: one in use never ends.
const RENEW_AFTER: u64 = 24 * 60 * 60;

/// Knows sessions, and issues them.
pub struct Sessions {
    keys: SessionKeys,
    /// The cookie's name for each key.
    names: Vec<String>,
    /// Whether cookies are for HTTPS only.
    secure: bool,
    clock: Arc<dyn Clock>,
}

/// Marks a request that came with its session, so that whoever sent it is known to keep one.
#[derive(Clone, Copy)]
pub(super) struct HasSession;

impl Sessions {
    /// Sessions that are signed with these keys.
    pub fn new(keys: SessionKeys, secure: bool, clock: Arc<dyn Clock>) -> Self {
        // Over HTTPS a name has the prefix that lets a browser take the cookie from this very host alone, so that no
        // neighbouring subdomain can put another session into it. Cookies know no ports: so each key has a name of its
        // own, or two servers on one host would overwrite each other's.
        let prefix = if secure { "__Host-" } else { "" };
        let name = |key: &keys::SessionKey| {
            let suffix = hex(&key.sign(Purpose::CookieName, "")[..4]);
            format!("{prefix}jari_session_{suffix}")
        };
        let names = keys.iter().map(name).collect();
        Self { keys, names, secure, clock }
    }

    /// Whether cookies of this server are for HTTPS only.
    pub(super) const fn are_secure(&self) -> bool {
        self.secure
    }

    /// The session that a request came with, and whether it is to be issued anew: it is a while old, or another key than
    /// the first has signed it.
    fn find(&self, headers: &HeaderMap, now: UnixMillis) -> Option<(Session, bool)> {
        self.keys.iter().zip(&self.names).enumerate().find_map(|(place, (key, name))| {
            let session = Session::verify(cookies::only(headers, name)?, key)?;
            let renew = place > 0 || session.is_older_than(RENEW_AFTER, now);
            Some((session, renew))
        })
    }

    /// The header that gives a session to whoever asked.
    fn set_cookie(&self, session: &Session) -> Option<HeaderValue> {
        let (key, name) = (self.keys.iter().next()?, self.names.first()?);
        let secure = if self.secure { "; Secure" } else { "" };
        let text = format!(
            "{name}={}; Path=/; HttpOnly; SameSite=Lax; Max-Age={MAX_AGE}{secure}",
            session.sign(key)
        );
        HeaderValue::try_from(text).ok()
    }
}

/// Finds who asks and leaves it in the request; who has no session gets one with the answer.
pub(super) async fn layer(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let sessions = &state.sessions;
    let now = sessions.clock.now();
    let found = sessions.find(request.headers(), now);
    let extensions = request.extensions_mut();
    if found.is_some() {
        extensions.insert(HasSession);
    }
    let (session, issue) = match found {
        Some((session, false)) => (session, false),
        Some((session, true)) => (session.renewed(now), true),
        None => (Session::new(now), true),
    };
    extensions.insert(session.cart());
    let mut response = next.run(request).await;
    // A shared cache that asks whether its copy still is the one would put the session into that copy.
    let may_issue = issue && response.status() != StatusCode::NOT_MODIFIED;
    if may_issue && let Some(cookie) = sessions.set_cookie(&session) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
