//! What the tests stand on.

pub(crate) mod fault;
pub(crate) mod form;
pub(crate) mod idempotency;
pub(crate) mod localstripe;
pub(crate) mod stripe_double;
pub(crate) mod toss_double;

use jari_core::domain::{
    Language, Money, OrderId, PaymentId, UnixMillis,
    payment::{BegunCharge, ChargeRef, ChargeRequest},
};
use std::{
    net::SocketAddr,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::{net::TcpListener, task::AbortHandle};

/// How long a gateway may take in tests that do not wait for that.
pub(crate) const PATIENCE: Duration = Duration::from_secs(10);

/// A server on a port of its own; gone on drop.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    task: AbortHandle,
}

impl Server {
    pub(crate) async fn start(router: axum::Router) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let task = tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }).abort_handle();
        Self { address, task }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(crate) fn now() -> UnixMillis {
    UnixMillis(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis()).unwrap())
}

/// A charge that somebody wants to pay within ten minutes.
pub(crate) fn request(payment: &str, amount: i64, currency: &str) -> ChargeRequest {
    ChargeRequest {
        payment_id: PaymentId::from_stored(payment),
        order_id: OrderId::from_stored("0f1e2d3c4b5a69788796a5b4c3d2e1f0"),
        money: Money { amount, currency: currency.parse().unwrap() },
        title: "두산 베어스 – LG 트윈스".to_owned(),
        language: Language::Ko,
        return_url: "https://jari.example/ko/orders/1/return".to_owned(),
        pay_until: now() + 10 * 60_000,
    }
}

/// How it is asked about once it was begun.
pub(crate) fn charge(request: &ChargeRequest, begun: &BegunCharge) -> ChargeRef {
    ChargeRef { gateway_id: begun.gateway_id.clone(), ..unbegun(request) }
}

/// How it is asked about before its gateway's id is known.
pub(crate) fn unbegun(request: &ChargeRequest) -> ChargeRef {
    let ChargeRequest { payment_id, order_id, money, .. } = request.clone();
    ChargeRef { payment_id, order_id, gateway_id: None, money }
}
