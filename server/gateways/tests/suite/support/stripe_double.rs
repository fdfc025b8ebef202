//! Stripe as its public reference describes it, as far as Jari speaks with it, and no more polite than Stripe is: an unknown field,
//! a missing one, a wrong key or a wrong version of the interface is refused.
//!
//! Written after the reference of the interface of version 2025-07-30.basil (Checkout Sessions, Payment Intents, Refunds, errors,
//! idempotent requests, webhook signatures). Objects carry those of their fields that the fixtures of `stripe/openapi` have and
//! that matter here. Payment intents and refunds may be somebody else's: then this one asks there.

use super::{
    Server,
    fault::{self, Faults},
    form::{self, Form},
    idempotency::{Answers, Known},
    localstripe::LocalStripe,
    now,
};
use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, Method, StatusCode, Uri},
    middleware,
    response::{IntoResponse, Response},
};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

pub(crate) const KEY: &str = "sk_test_double";
pub(crate) const WEBHOOK_SECRET: &str = "whsec_double";
const VERSION: &str = "2025-07-30.basil";

#[derive(Default)]
struct Books {
    sessions: BTreeMap<String, Value>,
    /// What each session was asked for.
    asked: BTreeMap<String, Form>,
    intents: BTreeMap<String, Value>,
    answers: Answers,
    refunds: usize,
}

#[derive(Clone)]
struct Shared {
    books: Arc<Mutex<Books>>,
    elsewhere: Option<Arc<LocalStripe>>,
}

pub(crate) struct StripeDouble {
    shared: Shared,
    server: Server,
    pub(crate) faults: Faults,
}

type Answer = Result<Value, (StatusCode, Value)>;

fn refusal(status: u16, kind: &str, code: &str) -> (StatusCode, Value) {
    let error = json!({"error": {"type": kind, "code": code, "message": "Not so.", "doc_url": "https://stripe.com/docs"}});
    (StatusCode::from_u16(status).unwrap(), error)
}

fn invalid(code: &str) -> (StatusCode, Value) {
    refusal(400, "invalid_request_error", code)
}

impl StripeDouble {
    pub(crate) async fn start() -> Self {
        Self::over(None).await
    }

    /// With payment intents and refunds that are somebody else's.
    pub(crate) async fn over(elsewhere: Option<Arc<LocalStripe>>) -> Self {
        let faults = Faults::default();
        let shared = Shared { books: Arc::default(), elsewhere };
        let router = Router::new().fallback(serve).with_state(shared.clone());
        let server =
            Server::start(router.layer(middleware::from_fn_with_state(faults.clone(), fault::layer))).await;
        Self { shared, server, faults }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    /// How many sessions were made.
    pub(crate) fn sessions(&self) -> usize {
        self.shared.books.lock().unwrap().sessions.len()
    }

    /// How often money was given back.
    pub(crate) fn refunds(&self) -> usize {
        self.shared.books.lock().unwrap().refunds
    }

    /// What a session was asked for.
    pub(crate) fn asked(&self, session: &str) -> Form {
        self.shared.books.lock().unwrap().asked[session].clone()
    }

    /// Something about a session is changed from outside, as by the people at the dashboard.
    pub(crate) fn change(&self, session: &str, change: impl FnOnce(&mut Value)) {
        change(self.shared.books.lock().unwrap().sessions.get_mut(session).unwrap());
    }

    /// The same for a payment intent.
    pub(crate) fn change_intent(&self, session: &str, change: impl FnOnce(&mut Value)) {
        let mut books = self.shared.books.lock().unwrap();
        let intent = books.sessions[session]["payment_intent"].as_str().unwrap().to_owned();
        change(books.intents.get_mut(&intent).unwrap());
    }

    /// The buyer pays on the page; answers whether it let him.
    pub(crate) fn pay(&self, session: &str) -> bool {
        let mut books = self.shared.books.lock().unwrap();
        let number = books.intents.len() + 1;
        let found = books.sessions.get_mut(session).unwrap();
        if found["status"] != "open" {
            return false;
        }
        let intent = format!("pi_double{number}");
        found["status"] = json!("complete");
        found["payment_status"] = json!("paid");
        found["payment_intent"] = json!(intent);
        let paid = json!({
            "id": intent, "object": "payment_intent", "status": "succeeded", "amount": found["amount_total"],
            "amount_received": found["amount_total"], "currency": found["currency"], "metadata": found["metadata"],
            "last_payment_error": null,
            "latest_charge": {
                "id": format!("ch_double{number}"), "object": "charge", "amount": found["amount_total"],
                "amount_captured": found["amount_total"], "amount_refunded": 0, "refunded": false,
                "currency": found["currency"], "metadata": found["metadata"], "payment_intent": intent,
            },
        });
        books.intents.insert(intent, paid);
        true
    }

    /// The buyer pays, and the money moves elsewhere.
    pub(crate) async fn pay_elsewhere(&self, session: &str, card: &str) {
        let found = self.shared.books.lock().unwrap().sessions[session].clone();
        let elsewhere = self.shared.elsewhere.as_ref().unwrap();
        let intent =
            elsewhere.pay(&found["amount_total"], &found["currency"], &found["metadata"], card).await;
        self.change(session, |session| {
            session["payment_intent"] = intent["id"].clone();
            if intent["status"] == "succeeded" {
                session["status"] = json!("complete");
                session["payment_status"] = json!("paid");
            }
        });
    }

    /// The buyer's card is declined; he may try another.
    pub(crate) fn decline(&self, session: &str) {
        let mut books = self.shared.books.lock().unwrap();
        let intent = format!("pi_double{}", books.intents.len() + 1);
        let found = books.sessions.get_mut(session).unwrap();
        found["payment_intent"] = json!(intent);
        let declined = json!({
            "id": intent, "object": "payment_intent", "status": "requires_payment_method", "amount": found["amount_total"],
            "amount_received": 0, "currency": found["currency"], "metadata": found["metadata"], "latest_charge": null,
            "last_payment_error": {"type": "card_error", "code": "card_declined", "decline_code": "insufficient_funds"},
        });
        books.intents.insert(intent, declined);
    }

    /// Its time is over.
    pub(crate) fn run_out(&self, session: &str) {
        self.change(session, |session| session["status"] = json!("expired"));
    }

    /// An event about a session as a webhook carries it: headers and body.
    pub(crate) fn webhook(
        &self,
        kind: &str,
        session: &str,
        at_secs: i64,
    ) -> (Vec<(String, String)>, Vec<u8>) {
        let object = self.shared.books.lock().unwrap().sessions[session].clone();
        let event = json!({
            "id": "evt_double", "object": "event", "api_version": VERSION, "created": at_secs, "livemode": false,
            "pending_webhooks": 1, "request": {"id": null, "idempotency_key": null}, "type": kind, "data": {"object": object},
        });
        let body = serde_json::to_vec(&event).unwrap();
        (signed(&body, at_secs, WEBHOOK_SECRET), body)
    }
}

/// The headers of a webhook.
pub(crate) fn signed(body: &[u8], at_secs: i64, secret: &str) -> Vec<(String, String)> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{at_secs}.").as_bytes());
    mac.update(body);
    let signature: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    let header = format!("t={at_secs},v1={signature},v0={}", "0".repeat(64));
    vec![("content-type".to_owned(), "application/json".to_owned()), ("stripe-signature".to_owned(), header)]
}

async fn serve(
    State(shared): State<Shared>,
    method: Method,
    uri: Uri,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (status, answer) =
        match answer(&shared, &method, uri.path(), query.unwrap_or_default(), &headers, &body).await {
            Ok(answer) => (StatusCode::OK, answer),
            Err((status, answer)) => (status, answer),
        };
    (status, [("content-type", "application/json")], answer.to_string()).into_response()
}

async fn answer(
    shared: &Shared,
    method: &Method,
    path: &str,
    query: String,
    headers: &HeaderMap,
    body: &[u8],
) -> Answer {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if header("authorization") != Some(&format!("Bearer {KEY}")) {
        return Err(refusal(401, "invalid_request_error", "api_key_invalid"));
    }
    if header("stripe-version") != Some(VERSION) {
        return Err(invalid("invalid_version"));
    }
    if *method == Method::GET {
        let form = form::read(query.as_bytes()).ok_or_else(|| invalid("parameter_invalid"))?;
        return get(shared, path, form).await;
    }
    if !body.is_empty() && header("content-type") != Some("application/x-www-form-urlencoded") {
        return Err(invalid("invalid_content_type"));
    }
    if !query.is_empty() {
        return Err(invalid("parameter_unknown"));
    }
    let form = form::read(body).ok_or_else(|| invalid("parameter_invalid"))?;
    let Some(key) = header("idempotency-key") else { return post(shared, path, form).await };
    if key.len() > 255 {
        return Err(invalid("idempotency_key_too_long"));
    }
    let asked = format!("{path} {form:?}");
    let known = shared.books.lock().unwrap().answers.known(key, &asked);
    match known {
        Known::Done(StatusCode::OK, answer) => Ok(answer),
        Known::Done(status, answer) => Err((status, answer)),
        Known::Other => Err(refusal(400, "idempotency_error", "idempotency_key_in_use")),
        Known::New => {
            let answer = post(shared, path, form).await;
            // What was not begun to be done, as its fields are wrong, is not kept.
            if let Ok(done) = &answer {
                shared.books.lock().unwrap().answers.keep(key, &asked, StatusCode::OK, done);
            }
            answer
        }
    }
}

async fn get(shared: &Shared, path: &str, mut form: Form) -> Answer {
    let id = path
        .strip_prefix("/v1/checkout/sessions/")
        .ok_or_else(|| refusal(404, "invalid_request_error", "resource_missing"))?;
    let expands = expands(&mut form);
    nothing_left(&form)?;
    let session = shared.books.lock().unwrap().sessions.get(id).cloned();
    expanded(
        shared,
        session.ok_or_else(|| refusal(404, "invalid_request_error", "resource_missing"))?,
        expands,
    )
    .await
}

async fn post(shared: &Shared, path: &str, mut form: Form) -> Answer {
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    match *segments {
        ["v1", "checkout", "sessions"] => {
            let expands = expands(&mut form);
            let session = create(&mut shared.books.lock().unwrap(), form)?;
            expanded(shared, session, expands).await
        }
        ["v1", "checkout", "sessions", id, "expire"] => {
            let expands = expands(&mut form);
            nothing_left(&form)?;
            let expired = {
                let mut books = shared.books.lock().unwrap();
                let session = books
                    .sessions
                    .get_mut(id)
                    .ok_or_else(|| refusal(404, "invalid_request_error", "resource_missing"))?;
                if session["status"] != "open" {
                    return Err(refusal(400, "invalid_request_error", "checkout_session_not_open"));
                }
                session["status"] = json!("expired");
                session["url"] = Value::Null;
                session.clone()
            };
            expanded(shared, expired, expands).await
        }
        ["v1", "refunds"] => refund(shared, form).await,
        _ => Err(refusal(404, "invalid_request_error", "url_invalid")),
    }
}

fn expands(form: &mut Form) -> bool {
    let asked = form.remove("expand[0]").or_else(|| form.remove("expand[]"));
    asked.as_deref() == Some("payment_intent.latest_charge")
}

fn nothing_left(form: &Form) -> Result<(), (StatusCode, Value)> {
    if form.is_empty() { Ok(()) } else { Err(invalid("parameter_unknown")) }
}

async fn expanded(shared: &Shared, mut session: Value, expands: bool) -> Answer {
    if !expands {
        return Ok(session);
    }
    if let Some(id) = session["payment_intent"].as_str().map(str::to_owned) {
        session["payment_intent"] = match &shared.elsewhere {
            Some(elsewhere) => elsewhere.intent(&id).await,
            None => shared.books.lock().unwrap().intents[&id].clone(),
        };
    }
    Ok(session)
}

fn create(books: &mut Books, form: Form) -> Answer {
    let asked = form.clone();
    let mut form = form;
    let mut required = |name: &str| form.remove(name).ok_or_else(|| invalid("parameter_missing"));
    let is_url =
        |text: &str| text.len() <= 5_000 && (text.starts_with("https://") || text.starts_with("http://"));
    let mode = required("mode")?;
    let kind = required("payment_method_types[0]")?;
    let quantity = required("line_items[0][quantity]")?;
    let currency = required("line_items[0][price_data][currency]")?;
    let amount = required("line_items[0][price_data][unit_amount]")?;
    let name = required("line_items[0][price_data][product_data][name]")?;
    let reference = required("client_reference_id")?;
    let mark = required("metadata[jari_payment]")?;
    let intent_mark = required("payment_intent_data[metadata][jari_payment]")?;
    let (success, cancel) = (required("success_url")?, required("cancel_url")?);
    let expires: i64 = required("expires_at")?.parse().map_err(|_| invalid("parameter_invalid_integer"))?;
    let locale = required("locale")?;
    nothing_left(&form)?;
    let amount: i64 = amount.parse().map_err(|_| invalid("parameter_invalid_integer"))?;
    if mode != "payment" || kind != "card" || quantity != "1" || name.is_empty() || reference.len() > 200 {
        return Err(invalid("parameter_invalid"));
    }
    if currency.len() != 3 || !currency.bytes().all(|letter| letter.is_ascii_lowercase()) {
        return Err(invalid("parameter_invalid"));
    }
    if matches!(&*currency, "bhd" | "jod" | "kwd" | "omr" | "tnd") && amount % 10 != 0 {
        return Err(invalid("invalid_charge_amount"));
    }
    if matches!(&*currency, "isk" | "ugx") && amount % 100 != 0 {
        return Err(invalid("invalid_charge_amount_no_decimal_compatible"));
    }
    if !(1..=99_999_999).contains(&amount) {
        return Err(invalid("amount_too_small"));
    }
    let ahead = expires - now().0 / 1_000;
    if !(30 * 60..=24 * 60 * 60).contains(&ahead) {
        return Err(invalid("parameter_invalid"));
    }
    if !is_url(&success) || !is_url(&cancel) || !matches!(&*locale, "ko" | "en") || mark != intent_mark {
        return Err(invalid("url_invalid"));
    }
    let id = format!("cs_test_double{}", books.sessions.len() + 1);
    let session = json!({
        "id": id, "object": "checkout.session", "amount_subtotal": amount, "amount_total": amount, "currency": currency,
        "cancel_url": cancel, "success_url": success, "client_reference_id": reference, "created": now().0 / 1_000,
        "expires_at": expires, "livemode": false, "locale": locale, "metadata": {"jari_payment": mark}, "mode": "payment",
        "payment_intent": null, "payment_method_types": ["card"], "payment_status": "unpaid", "status": "open",
        "ui_mode": "hosted", "url": format!("https://checkout.stripe.example/c/pay/{id}"),
    });
    books.sessions.insert(id.clone(), session.clone());
    books.asked.insert(id, asked);
    Ok(session)
}

async fn refund(shared: &Shared, mut form: Form) -> Answer {
    if let Some(elsewhere) = &shared.elsewhere {
        let (status, answer) = elsewhere.refund(&form).await;
        return if status.is_success() { Ok(answer) } else { Err((status, answer)) };
    }
    let id = form.remove("payment_intent").ok_or_else(|| invalid("parameter_missing"))?;
    form.remove("metadata[jari_payment]").ok_or_else(|| invalid("parameter_missing"))?;
    nothing_left(&form)?;
    let mut books = shared.books.lock().unwrap();
    let intent = books
        .intents
        .get_mut(&id)
        .ok_or_else(|| refusal(404, "invalid_request_error", "resource_missing"))?;
    if intent["status"] != "succeeded" {
        return Err(invalid("payment_intent_unexpected_state"));
    }
    let (taken, given) = (
        intent["amount_received"].as_i64().unwrap(),
        intent["latest_charge"]["amount_refunded"].as_i64().unwrap(),
    );
    if taken == given {
        return Err(invalid("charge_already_refunded"));
    }
    intent["latest_charge"]["amount_refunded"] = json!(taken);
    intent["latest_charge"]["refunded"] = json!(true);
    let currency = intent["currency"].clone();
    books.refunds += 1;
    Ok(json!({
        "id": format!("re_double{}", books.refunds), "object": "refund", "amount": taken - given, "currency": currency,
        "payment_intent": id, "reason": null, "status": "succeeded",
    }))
}
