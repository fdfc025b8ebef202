//! Toss Payments as its public reference describes it (version 2022-11-16), as far as Jari speaks with it, and no more polite than
//! Toss is: an unknown field, a missing one, another amount than that which was asked for, or a wrong key is refused, in its words.

use super::{
    Server,
    fault::{self, Faults},
    idempotency::{Answers, Known},
};
use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    middleware,
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

pub(crate) const KEY: &str = "test_sk_double";

#[derive(Default)]
struct Books {
    payments: BTreeMap<String, Value>,
    answers: Answers,
    /// Why the next confirmation or cancellation is refused.
    refusal: Option<(u16, &'static str)>,
    confirmations: usize,
    cancellations: usize,
}

pub(crate) struct TossDouble {
    books: Arc<Mutex<Books>>,
    server: Server,
    pub(crate) faults: Faults,
}

type Answer = Result<Value, (StatusCode, Value)>;

fn refusal(status: u16, code: &str) -> (StatusCode, Value) {
    (StatusCode::from_u16(status).unwrap(), json!({"code": code, "message": "안 됩니다."}))
}

impl TossDouble {
    pub(crate) async fn start() -> Self {
        let (faults, books) = (Faults::default(), Arc::<Mutex<Books>>::default());
        let router = Router::new().fallback(serve).with_state(books.clone());
        let server =
            Server::start(router.layer(middleware::from_fn_with_state(faults.clone(), fault::layer))).await;
        Self { books, server, faults }
    }

    pub(crate) fn url(&self) -> String {
        self.server.url()
    }

    pub(crate) fn payments(&self) -> usize {
        self.books.lock().unwrap().payments.len()
    }

    /// How often money was taken.
    pub(crate) fn confirmations(&self) -> usize {
        self.books.lock().unwrap().confirmations
    }

    /// How often it was given back.
    pub(crate) fn cancellations(&self) -> usize {
        self.books.lock().unwrap().cancellations
    }

    pub(crate) fn payment(&self, key: &str) -> Value {
        self.books.lock().unwrap().payments[key].clone()
    }

    pub(crate) fn change(&self, key: &str, change: impl FnOnce(&mut Value)) {
        change(self.books.lock().unwrap().payments.get_mut(key).unwrap());
    }

    /// Nobody knows the payment any more.
    pub(crate) fn forget(&self, key: &str) {
        self.books.lock().unwrap().payments.remove(key);
    }

    /// The next confirmation or cancellation is refused so. What the card's company refuses is not tried again.
    pub(crate) fn refuse(&self, status: u16, code: &'static str) {
        self.books.lock().unwrap().refusal = Some((status, code));
    }

    /// The buyer proves on the page that the card is his, and is sent back with this query.
    pub(crate) fn authenticate(&self, key: &str) -> Vec<(String, String)> {
        self.change(key, |payment| payment["status"] = json!("IN_PROGRESS"));
        let payment = self.payment(key);
        let text = |name: &str| payment[name].as_str().unwrap().to_owned();
        vec![
            ("paymentType".to_owned(), "NORMAL".to_owned()),
            ("orderId".to_owned(), text("orderId")),
            ("paymentKey".to_owned(), text("paymentKey")),
            ("amount".to_owned(), payment["totalAmount"].to_string()),
        ]
    }
}

async fn serve(
    State(books): State<Arc<Mutex<Books>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let books = &mut *books.lock().unwrap();
    let (status, answer) = match answer(books, &method, uri.path(), &headers, &body) {
        Ok(answer) => (StatusCode::OK, answer),
        Err((status, answer)) => (status, answer),
    };
    (status, [("content-type", "application/json")], answer.to_string()).into_response()
}

fn answer(books: &mut Books, method: &Method, path: &str, headers: &HeaderMap, body: &[u8]) -> Answer {
    let header = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    // The secret key as a user's name, and a colon with nothing behind it.
    let expected = format!("Basic {}", STANDARD.encode(format!("{KEY}:")));
    match header("authorization") {
        Some(given) if given == expected => {}
        Some(given) if given.starts_with("Basic ") => return Err(refusal(401, "UNAUTHORIZED_KEY")),
        _ => return Err(refusal(403, "INCORRECT_BASIC_AUTH_FORMAT")),
    }
    let segments: Vec<&str> = path.split('/').skip(1).collect();
    if *method == Method::GET {
        let found = match *segments {
            ["v1", "payments", "orders", order] => {
                books.payments.values().find(|payment| payment["orderId"] == order)
            }
            ["v1", "payments", key] => books.payments.get(key),
            _ => return Err(refusal(404, "NOT_FOUND")),
        };
        return found.cloned().ok_or_else(|| refusal(404, "NOT_FOUND_PAYMENT"));
    }
    if header("content-type") != Some("application/json") {
        return Err(refusal(400, "INVALID_REQUEST"));
    }
    let fields: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| refusal(400, "INVALID_REQUEST"))?;
    let Some(key) = header("idempotency-key") else { return post(books, &segments, fields) };
    if key.len() > 300 {
        return Err(refusal(400, "INVALID_IDEMPOTENCY_KEY"));
    }
    let asked = format!("{path} {fields:?}");
    match books.answers.known(key, &asked) {
        Known::Done(StatusCode::OK, answer) => Ok(answer),
        Known::Done(status, answer) => Err((status, answer)),
        Known::Other => Err(refusal(400, "INVALID_IDEMPOTENCY_KEY")),
        Known::New => {
            let answer = post(books, &segments, fields);
            let (status, body) = match &answer {
                Ok(body) => (StatusCode::OK, body),
                Err((status, body)) => (*status, body),
            };
            books.answers.keep(key, &asked, status, body);
            answer
        }
    }
}

fn post(books: &mut Books, segments: &[&str], fields: Map<String, Value>) -> Answer {
    match *segments {
        ["v1", "payments"] => create(books, fields),
        ["v1", "payments", "confirm"] => confirm(books, fields),
        ["v1", "payments", key, "cancel"] => cancel(books, key, fields),
        _ => Err(refusal(404, "NOT_FOUND")),
    }
}

/// The fields, all of them and no other.
fn exactly<const N: usize>(
    mut fields: Map<String, Value>,
    names: [&str; N],
) -> Result<[Value; N], (StatusCode, Value)> {
    let values = names.map(|name| fields.remove(name));
    if !fields.is_empty() || values.iter().any(Option::is_none) {
        return Err(refusal(400, "INVALID_REQUEST"));
    }
    Ok(values.map(Option::unwrap))
}

fn create(books: &mut Books, fields: Map<String, Value>) -> Answer {
    let names = ["method", "amount", "orderId", "orderName", "successUrl", "failUrl"];
    let [method, amount, order, name, success, fail] = exactly(fields, names)?;
    let is_id = |text: &str| {
        (6..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_=".contains(&byte))
    };
    let is_url = |url: &Value| {
        url.as_str().is_some_and(|url| url.starts_with("https://") || url.starts_with("http://"))
    };
    let is_named = name.as_str().is_some_and(|name| (1..=100).contains(&name.chars().count()));
    if method != "CARD"
        || !order.as_str().is_some_and(is_id)
        || !is_named
        || !is_url(&success)
        || !is_url(&fail)
    {
        return Err(refusal(400, "INVALID_REQUEST"));
    }
    if amount.as_i64().is_none_or(|amount| amount < 100) {
        return Err(refusal(400, "BELOW_MINIMUM_AMOUNT"));
    }
    if books.payments.values().any(|payment| payment["orderId"] == order && payment["status"] == "DONE") {
        return Err(refusal(400, "DUPLICATED_ORDER_ID"));
    }
    let key = format!("tviva{}", books.payments.len() + 1);
    let payment = json!({
        "mId": "tvivarepublica", "version": "2022-11-16", "paymentKey": key, "lastTransactionKey": null, "type": "NORMAL",
        "orderId": order, "orderName": name, "currency": "KRW", "method": "카드", "totalAmount": amount,
        "balanceAmount": amount, "status": "READY", "requestedAt": "2026-11-28T09:00:00+09:00", "approvedAt": null,
        "cancels": null, "card": null, "failure": null, "country": "KR", "isPartialCancelable": true, "receipt": null,
        "checkout": {"url": format!("https://payment-gateway.tosspayments.example/checkout/{key}")},
    });
    books.payments.insert(key, payment.clone());
    Ok(payment)
}

fn confirm(books: &mut Books, fields: Map<String, Value>) -> Answer {
    let [key, order, amount] = exactly(fields, ["paymentKey", "orderId", "amount"])?;
    let found = key
        .as_str()
        .and_then(|key| books.payments.get_mut(key))
        .filter(|payment| payment["orderId"] == order);
    let payment = found.ok_or_else(|| refusal(404, "NOT_FOUND_PAYMENT_SESSION"))?;
    match payment["status"].as_str().unwrap() {
        "IN_PROGRESS" => {}
        "READY" | "EXPIRED" | "ABORTED" => return Err(refusal(404, "NOT_FOUND_PAYMENT_SESSION")),
        _ => return Err(refusal(400, "ALREADY_PROCESSED_PAYMENT")),
    }
    if payment["totalAmount"] != amount {
        return Err(refusal(400, "INVALID_REQUEST"));
    }
    if let Some((status, code)) = books.refusal.take() {
        if code.starts_with("REJECT_") {
            payment["status"] = json!("ABORTED");
            payment["failure"] = json!({"code": code, "message": "거절되었습니다."});
        }
        return Err(refusal(status, code));
    }
    payment["status"] = json!("DONE");
    payment["approvedAt"] = json!("2026-11-28T09:01:00+09:00");
    let payment = payment.clone();
    books.confirmations += 1;
    Ok(payment)
}

fn cancel(books: &mut Books, key: &str, fields: Map<String, Value>) -> Answer {
    let [reason] = exactly(fields, ["cancelReason"])?;
    if !reason.as_str().is_some_and(|reason| (1..=200).contains(&reason.chars().count())) {
        return Err(refusal(400, "INVALID_REQUEST"));
    }
    let payment = books.payments.get_mut(key).ok_or_else(|| refusal(404, "NOT_FOUND_PAYMENT"))?;
    match payment["status"].as_str().unwrap() {
        "DONE" | "PARTIAL_CANCELED" => {}
        "CANCELED" => return Err(refusal(400, "ALREADY_CANCELED_PAYMENT")),
        _ => return Err(refusal(403, "NOT_CANCELABLE_PAYMENT")),
    }
    if let Some((status, code)) = books.refusal.take() {
        return Err(refusal(status, code));
    }
    payment["status"] = json!("CANCELED");
    payment["cancels"] = json!([{"cancelAmount": payment["balanceAmount"], "cancelReason": reason}]);
    payment["balanceAmount"] = json!(0);
    let payment = payment.clone();
    books.cancellations += 1;
    Ok(payment)
}
