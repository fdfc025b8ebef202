//! `POST` of payments, the way back from a gateway, and what gateways tell.

use super::ok;
use crate::http::{
    AppState,
    error::{Failure, OrderFailure},
    extract::{Cart, Ids, order_id, payment_id, query_pairs},
    see_other::see_other,
};
use app::{error::ApiError, error_code::ErrorCode, server_fns::Services};
use axum::{
    extract::{RawQuery, State},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use jari_core::{
    domain::{OrderId, PaymentId},
    ports::WebhookRequest,
    services::{PaymentPage, WebhookError},
};
use serde::{Deserialize, Serialize};

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Asked {
    gateway: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    payment_id: String,
    pay_url: String,
}

/// Begins a payment. Without a body whichever gateway comes first is asked.
pub(super) async fn begin(
    State(state): State<AppState>,
    Ids(id): Ids<String>,
    Cart(cart): Cart,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, OrderFailure> {
    let id = order_id(id)?;
    let Asked { gateway } = if body.is_empty() {
        Asked::default()
    } else {
        serde_json::from_slice(&body).map_err(|_| ErrorCode::InvalidBody)?
    };
    let origin = state.origins.public_or(&headers, uri.authority());
    let back = {
        let (id, origin) = (id.clone(), origin.clone());
        move |payment: &PaymentId| return_url(&origin, &id, payment)
    };
    let begin = state.services.order(move |orders| async move {
        orders.begin_payment(&id, &cart, gateway.as_deref(), &back).await
    });
    let PaymentPage { payment_id, pay_url } = begin.await?;
    // The sandbox's page is one of this very server.
    let pay_url = if pay_url.starts_with('/') { format!("{origin}{pay_url}") } else { pay_url };
    Ok(ok(Page { payment_id: payment_id.to_string(), pay_url }))
}

/// Where a gateway sends the buyer back to.
pub(in crate::http) fn return_url(origin: &str, order: &OrderId, payment: &PaymentId) -> String {
    format!("{origin}/api/orders/{order}/payments/{payment}/return")
}

/// The buyer comes back from a gateway. What the address says is nobody's word; the order's page says what is the case.
pub(super) async fn returned(
    State(services): State<Services>,
    Ids((order, payment)): Ids<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, OrderFailure> {
    let (order, payment) = (order_id(order)?, payment_id(payment)?);
    let query = query_pairs(query.as_deref().unwrap_or_default());
    let returned =
        services.order(move |orders| async move { orders.returned(&order, &payment, &query).await });
    let order = returned.await?;
    Ok(see_other(&format!("/{}/orders/{}", order.language.as_str(), order.id))?)
}

/// A gateway tells that there is news.
pub(super) async fn webhook(
    State(services): State<Services>,
    Ids(gateway): Ids<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<impl IntoResponse, Failure> {
    let headers: Vec<_> = headers
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let told = services.order(move |orders| async move {
        let webhook = WebhookRequest { headers: &headers, body: &body, now: orders.now() };
        orders.webhook(&gateway, &webhook).await
    });
    match told.await {
        Ok(()) => Ok(StatusCode::NO_CONTENT),
        Err(WebhookError::GatewayNotFound) => Err(ApiError::new(ErrorCode::GatewayNotFound).into()),
        Err(WebhookError::Rejected(why)) => {
            jari_core::failures::warn("a webhook of a payment gateway is not taken", &why);
            Err(ApiError::new(ErrorCode::WebhookRejected).into())
        }
        Err(WebhookError::Store(error)) => Err(error.into()),
    }
}
