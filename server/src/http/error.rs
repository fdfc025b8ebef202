//! How an error is answered: the envelope with its code, a message in the language that is asked for, and `Retry-After` where
//! trying again helps.

use super::language;
use crate::panics;
use app::{error::ApiError, error_code::ErrorCode};
use axum::{
    Json,
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderValue, StatusCode, header};
use jari_core::{
    domain::{
        Language, Refusal, Refused, SeatId, UnixMillis,
        order::BuyerFaults,
        ticket::{Entered, EntryRefusal},
    },
    ports::{AllocationError, RedeemError, StoreError},
    services::OrderError,
};
use serde::Serialize;
use std::any::Any;

/// An [`ApiError`] as an answer.
#[derive(Debug)]
pub(super) struct Failure(pub(super) ApiError);

impl<E: Into<ApiError>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        answer(self.0.status, self.0.retry_after_secs(), |language| self.0.in_language(language))
    }
}

/// The same of a request for several seats: it tells which of them stood in the way, and when those end that cannot be had for
/// longer.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeatsFailure {
    #[serde(flatten)]
    error: ApiError,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seat_ids: Vec<SeatId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instead_of: Option<SeatId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accessible_seat_id: Option<SeatId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ends_at: Option<UnixMillis>,
}

impl From<AllocationError> for SeatsFailure {
    fn from(error: AllocationError) -> Self {
        let AllocationError::Refused(Refused { why, seats }) = &error else {
            return ApiError::from(error).into();
        };
        let (mut instead_of, mut accessible_seat_id, mut ends_at) = (None, None, None);
        match why {
            Refusal::HoldsAtTheirEnd { ends_at: end } => ends_at = Some(*end),
            Refusal::LeavesSeatAlone { instead_of: seat } => instead_of = *seat,
            Refusal::CompanionSeat { accessible } => accessible_seat_id = Some(*accessible),
            _ => {}
        }
        let seat_ids = seats.clone();
        Self { error: error.into(), seat_ids, instead_of, accessible_seat_id, ends_at }
    }
}

impl From<ApiError> for SeatsFailure {
    fn from(error: ApiError) -> Self {
        Self { error, seat_ids: Vec::new(), instead_of: None, accessible_seat_id: None, ends_at: None }
    }
}

impl SeatsFailure {
    /// The same of a request for one seat, which need not be told that it is about that.
    pub(super) fn of_one(error: AllocationError) -> Self {
        match error {
            AllocationError::Refused(Refused {
                why: Refusal::LeavesSeatAlone { .. } | Refusal::CompanionSeat { .. },
                ..
            }) => error.into(),
            error => ApiError::from(error).into(),
        }
    }
}

impl IntoResponse for SeatsFailure {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.error.status, self.error.retry_after_secs());
        answer(status, retry_after, |language| Self { error: self.error.in_language(language), ..self })
    }
}

/// The same of a request about an order: it tells the seats that stood in the way, and what is wrong with which field.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrderFailure {
    #[serde(flatten)]
    error: ApiError,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    seat_ids: Vec<SeatId>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<FieldFailure>,
}

/// What is wrong with a field.
#[derive(Serialize)]
struct FieldFailure {
    field: &'static str,
    code: &'static str,
}

impl From<ApiError> for OrderFailure {
    fn from(error: ApiError) -> Self {
        Self { error, seat_ids: Vec::new(), fields: Vec::new() }
    }
}

impl From<ErrorCode> for OrderFailure {
    fn from(code: ErrorCode) -> Self {
        ApiError::new(code).into()
    }
}

impl From<StoreError> for OrderFailure {
    fn from(error: StoreError) -> Self {
        ApiError::from(error).into()
    }
}

impl From<OrderError> for OrderFailure {
    fn from(error: OrderError) -> Self {
        let seat_ids = match &error {
            OrderError::Refused(refused) => refused.seats.clone(),
            _ => Vec::new(),
        };
        Self { seat_ids, ..ApiError::from(error).into() }
    }
}

impl From<BuyerFaults> for OrderFailure {
    fn from(faults: BuyerFaults) -> Self {
        let fields = faults.into_iter();
        let fields = fields
            .map(|(field, fault)| FieldFailure { field: field.as_str(), code: fault.as_str() })
            .collect();
        Self { fields, ..ErrorCode::BuyerInvalid.into() }
    }
}

impl IntoResponse for OrderFailure {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.error.status, self.error.retry_after_secs());
        answer(status, retry_after, |language| Self { error: self.error.in_language(language), ..self })
    }
}

/// Why a ticket lets nobody in; of one that was used, when and where.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct EntryFailure {
    #[serde(flatten)]
    error: ApiError,
    #[serde(skip_serializing_if = "Option::is_none")]
    entered_at: Option<UnixMillis>,
    #[serde(skip_serializing_if = "Option::is_none")]
    gate: Option<String>,
}

impl<E: Into<ApiError>> From<E> for EntryFailure {
    fn from(error: E) -> Self {
        Self { error: error.into(), entered_at: None, gate: None }
    }
}

impl EntryFailure {
    /// Why nobody was let in.
    pub(super) fn of(error: RedeemError) -> Self {
        let code = match error {
            RedeemError::Store(error) => return error.into(),
            RedeemError::Refused(EntryRefusal::Used(Entered { at, gate })) => {
                return Self { entered_at: Some(at), gate, ..ApiError::new(ErrorCode::TicketUsed).into() };
            }
            RedeemError::Refused(EntryRefusal::NoTicket) => ErrorCode::TicketNotFound,
            RedeemError::Refused(EntryRefusal::OtherMatch) => ErrorCode::TicketOtherMatch,
            RedeemError::Refused(EntryRefusal::Void) => ErrorCode::TicketVoid,
        };
        ApiError::new(code).into()
    }
}

impl IntoResponse for EntryFailure {
    fn into_response(self) -> Response {
        let (status, retry_after) = (self.error.status, self.error.retry_after_secs());
        answer(status, retry_after, |language| Self { error: self.error.in_language(language), ..self })
    }
}

/// Answers an error in the language that is asked for.
fn answer<E: Serialize>(
    status: u16,
    retry_after: Option<u16>,
    error: impl FnOnce(Language) -> E,
) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let language = language::asked();
    let mut response = (status, Json(error(language))).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    headers.append(header::VARY, HeaderValue::from_name(header::ACCEPT_LANGUAGE));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(secs) = retry_after {
        headers.insert(header::RETRY_AFTER, secs.into());
    }
    response
}

/// Where programs ask, not people.
const FOR_PROGRAMS: [&str; 3] = ["/api", "/fn", "/health"];

/// What has no route is a page that says so, but an error in its envelope where programs ask.
pub(super) async fn no_page_for_programs(request: Request, next: Next) -> Result<Response, Failure> {
    let path = request.uri().path();
    let is_below =
        |room| path.strip_prefix(room).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if FOR_PROGRAMS.into_iter().any(is_below) { Err(not_found().await) } else { Ok(next.run(request).await) }
}

/// No route of the API has this path.
pub(super) async fn not_found() -> Failure {
    Failure(ApiError::new(ErrorCode::NotFound))
}

/// The route has no such method.
pub(super) async fn method_not_allowed() -> Failure {
    Failure(ApiError::new(ErrorCode::MethodNotAllowed))
}

/// A bug: the request that met it is answered, the log says where, and everything else goes on.
pub(super) fn panicked(panic: Box<dyn Any + Send>) -> Response {
    tracing::error!(panic = panics::text(&*panic), "a request panicked");
    Failure(ApiError::new(ErrorCode::Internal)).into_response()
}
