//! Looking up an order in another browser than the one that has made it, by its code and the e-mail address that was given.
//!
//! Nobody learns which of the two was wrong, or whether there is such an order. One code is tried few times, whoever tries, and one
//! address many times, as thousands of phones may share it; so guessing leads nowhere. A browser that has found an order may read it,
//! its tickets and its calendar for a week. To give it up or back takes the phone's number as well: a mail with tickets is passed on
//! to friends, and has the code and the address in it.

use super::{answer, frame};
use crate::{
    http::{AppState, client::Client, error::Failure, see_other::see_other},
    quota::{ClientAddress, RateLimit},
};
use app::checkout::{FindForm, find_page};
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use jari_core::domain::{Language, OrderCode};
use std::{num::NonZeroU32, time::Duration};
use url::form_urlencoded;

/// The longest that a field of the form is kept, in characters.
const LONGEST_FIELD: usize = 300;

/// How often one code, or one order's phone, is tried: so often at once, and then once in each of these.
const OF_CODE: (u32, Duration) = (5, Duration::from_secs(60));

/// The same for one address.
const OF_ADDRESS: (u32, Duration) = (100, Duration::from_secs(1));

/// How often orders are looked up.
pub struct Lookups {
    by_address: RateLimit<ClientAddress>,
    by_code: RateLimit<OrderCode>,
}

impl Default for Lookups {
    fn default() -> Self {
        let (of_address, of_code) = (OF_ADDRESS, OF_CODE);
        Self {
            by_address: RateLimit::every(of_address.1, of_address.0),
            by_code: RateLimit::every(of_code.1, of_code.0),
        }
    }
}

impl Lookups {
    /// Whether one more try may be made; if so, it counts.
    pub(super) fn admit(&self, client: Client, code: &OrderCode) -> bool {
        // The address comes first, so that one machine cannot use up what others have of a code without end.
        let is_in_time = client.0.is_none_or(|address| self.by_address.admit(&address, NonZeroU32::MIN));
        is_in_time && self.by_code.admit(code, NonZeroU32::MIN)
    }
}

pub(super) async fn page(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    RawQuery(query): RawQuery,
) -> Response {
    let pairs = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes());
    let code = pairs.filter(|(name, _)| name == "code").find_map(|(_, code)| code.parse::<OrderCode>().ok());
    let code = code.map(|code| code.to_string()).unwrap_or_default();
    show(&state, language, StatusCode::OK, FindForm { code, ..FindForm::default() })
}

pub(super) async fn send(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    client: Client,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let (mut code, mut email) = (String::new(), String::new());
    for (name, value) in form_urlencoded::parse(&body) {
        let value = value.chars().take(LONGEST_FIELD).collect();
        match &*name {
            "code" => code = value,
            "email" => email = value,
            _ => {}
        }
    }
    let form = FindForm { code, email, ..FindForm::default() };
    let Ok(code) = form.code.parse::<OrderCode>() else {
        return Ok(show(&state, language, StatusCode::NOT_FOUND, FindForm { is_not_found: true, ..form }));
    };
    if !state.lookups.admit(client, &code) {
        let mut later =
            show(&state, language, StatusCode::TOO_MANY_REQUESTS, FindForm { is_too_often: true, ..form });
        later.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
        return Ok(later);
    }
    let services = &state.services;
    match services.within(services.orders.look_up(&code, &form.email)).await? {
        Some(id) => {
            let mut found = see_other(&format!("/{language}/orders/{id}"))?;
            if let Some(cookie) = state.sessions.found(&headers, id) {
                found.headers_mut().append(header::SET_COOKIE, cookie);
            }
            Ok(found.into_response())
        }
        None => Ok(show(&state, language, StatusCode::NOT_FOUND, FindForm { is_not_found: true, ..form })),
    }
}

fn show(state: &AppState, language: Language, status: StatusCode, form: FindForm) -> Response {
    let frame = frame(state, language, format!("/{language}/orders/find"));
    answer(status, language, find_page(&frame, form))
}
