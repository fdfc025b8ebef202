//! An order's page, paying it and giving it up.

use super::{answer, frame, read};
use crate::http::{
    AppState,
    api::return_url,
    client::Client,
    error::Failure,
    extract::{Cart, Ids, Owner, order_id},
    see_other::see_other,
};
use app::{
    checkout::{FindForm, no_order, order_page},
    error::ApiError,
    error_code::ErrorCode,
    server_fns::FORM_ERROR,
};
use axum::{
    Extension,
    extract::{RawQuery, State},
    response::Response,
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use jari_core::{
    domain::{CartId, Language, Order, OrderId, PaymentId},
    services::OrderError,
};
use url::form_urlencoded;

pub(super) async fn page(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(id): Ids<String>,
    Owner(cart): Owner,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let Some(order) = find(&state, &id, &cart, &headers).await? else {
        return Ok(nothing(&state, language, &id));
    };
    let (services, keys, is_own) = (&state.services, &state.ticket_keys, order.cart == cart);
    let mut page = services.within(read::order_page(services, keys, order, language)).await?;
    page.asks_phone = !is_own;
    // The address may come from anybody: it chooses among the words that are ours.
    let code = form_urlencoded::parse(query.as_deref().unwrap_or_default().as_bytes())
        .find(|(name, _)| name == FORM_ERROR)
        .map(|(_, code)| code.into_owned());
    page.error = code.and_then(|code| app::text::form_error(language, &code, 0));
    let frame = frame(&state, language, page.path.clone());
    Ok(answer(StatusCode::OK, language, order_page(&frame, page)))
}

pub(super) async fn pay(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(id): Ids<String>,
    Cart(cart): Cart,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Some(order) = find(&state, &id, &cart, &headers).await? else {
        return Ok(nothing(&state, language, &id));
    };
    to_gateway(&state, language, &order.id, order.cart, (&uri, &headers)).await
}

pub(super) async fn cancel(
    State(state): State<AppState>,
    Extension(language): Extension<Language>,
    Ids(id): Ids<String>,
    Owner(cart): Owner,
    client: Client,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let Some(order) = find(&state, &id, &cart, &headers).await? else {
        return Ok(nothing(&state, language, &id));
    };
    let path = path(language, &order.id);
    if order.cart != cart {
        let (services, phone) = (&state.services, phone(&body));
        if !state.lookups.admit(client, &order.code) {
            return back(&path, ErrorCode::TooManyChanges);
        }
        if !services.within(services.orders.has_phone(&order.id, &phone)).await? {
            return back(&path, ErrorCode::PhoneMismatch);
        }
    }
    let (of, cart) = (order.id, order.cart);
    let give_up = state.services.order(move |orders| async move { orders.cancel(&of, &cart).await });
    match give_up.await {
        Ok(_) => Ok(see_other(&path)?),
        Err(error) => back(&path, error),
    }
}

/// Sends the buyer to pay; to the order's page if that cannot be.
pub(super) async fn to_gateway(
    state: &AppState,
    language: Language,
    id: &OrderId,
    cart: CartId,
    (uri, headers): (&Uri, &HeaderMap),
) -> Result<Response, Failure> {
    let origin = state.origins.public_or(headers, uri.authority());
    let (of, path) = (id.clone(), path(language, id));
    let begin = state.services.order(move |orders| async move {
        let to = of.clone();
        let back = move |payment: &PaymentId| return_url(&origin, &to, payment);
        orders.begin_payment(&of, &cart, None, &back).await
    });
    match begin.await {
        Ok(page) => Ok(see_other(&page.pay_url)?),
        // It was paid meanwhile, which the page shows.
        Err(OrderError::AlreadyPaid) => Ok(see_other(&path)?),
        Err(error) => back(&path, error),
    }
}

fn back(path: &str, error: impl Into<ApiError>) -> Result<Response, Failure> {
    Ok(see_other(&format!("{path}?{FORM_ERROR}={}", error.into().code))?)
}

/// The phone's number that a form was sent with.
fn phone(body: &[u8]) -> String {
    let value = form_urlencoded::parse(body).find(|(name, _)| name == "phone").map(|(_, value)| value);
    value.unwrap_or_default().chars().take(LONGEST_PHONE).collect()
}

/// As much is looked at of what somebody has written as a phone's number, in characters.
const LONGEST_PHONE: usize = 40;

fn path(language: Language, id: &OrderId) -> String {
    format!("/{language}/orders/{id}")
}

/// An order of the cart's, or one that this browser has looked up. What is done with that is done for the cart that has made it.
pub(super) async fn find(
    state: &AppState,
    id: &str,
    cart: &CartId,
    headers: &HeaderMap,
) -> Result<Option<Order>, Failure> {
    let Ok(id) = order_id(id.to_owned()) else { return Ok(None) };
    let services = &state.services;
    if state.sessions.has_found(headers, &id) {
        return Ok(services.within(services.orders.shown(&id)).await?);
    }
    match services.within(services.orders.order(&id, cart)).await {
        Ok(order) => Ok(Some(order)),
        Err(OrderError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

pub(super) fn nothing(state: &AppState, language: Language, id: &str) -> Response {
    // Whatever the address was, the way to the other language stays with us.
    let path =
        order_id(id.to_owned()).map_or_else(|_: ErrorCode| format!("/{language}"), |id| path(language, &id));
    answer(StatusCode::NOT_FOUND, language, no_order(&frame(state, language, path), FindForm::default()))
}
