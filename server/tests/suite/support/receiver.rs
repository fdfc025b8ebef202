//! Somebody outside who is told what has happened.

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use base64::{Engine, engine::general_purpose::STANDARD};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use server::config::{Config, WebhookConfig};
use std::{
    collections::{BTreeSet, VecDeque},
    future::pending,
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};

/// What messages are signed with.
pub(crate) const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// How long anything may take on a busy machine. No test waits for it in vain.
const PATIENCE: Duration = Duration::from_secs(90);

/// What it answers.
#[derive(Clone, Debug)]
pub(crate) enum Reply {
    Status(u16),
    Redirect(String),
    Never,
}

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

#[derive(Clone, Default)]
struct Shared {
    received: Arc<Mutex<Vec<Received>>>,
    replies: Arc<Mutex<VecDeque<Reply>>>,
}

/// A server on a port of its own. It answers 200 once it has given its replies.
pub(crate) struct Receiver {
    pub(crate) url: String,
    shared: Shared,
}

impl Receiver {
    pub(crate) async fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let (listener, receiver) = Self::bind(replies).await;
        let router = receiver.router();
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        receiver
    }

    /// One that nobody serves yet.
    pub(crate) async fn bind(replies: impl IntoIterator<Item = Reply>) -> (TcpListener, Self) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/hooks?of=jari", listener.local_addr().unwrap());
        let shared = Shared::default();
        shared.replies.lock().unwrap().extend(replies);
        (listener, Self { url, shared })
    }

    /// What it does with a request.
    pub(crate) fn router(&self) -> Router {
        Router::new().fallback(take).with_state(self.shared.clone())
    }

    /// Sets the settings so that it is told.
    pub(crate) fn is_told(&self, config: &mut Config) {
        config.webhook = WebhookConfig {
            webhook_url: Some(self.url.clone()),
            webhook_secret: Some(SECRET.to_owned()),
            webhook_timeout_secs: 1,
        };
    }

    /// The same for a process.
    pub(crate) fn settings(&self) -> [(&str, &str); 3] {
        [("JARI_WEBHOOK_URL", &self.url), ("JARI_WEBHOOK_SECRET", SECRET), ("JARI_WEBHOOK_TIMEOUT_SECS", "1")]
    }

    /// Everything that has come.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.shared.received.lock().unwrap().clone()
    }

    /// Waits until so many requests have come.
    pub(crate) async fn until(&self, count: usize) -> Vec<Received> {
        let enough = async {
            while self.received().len() < count {
                sleep(Duration::from_millis(5)).await;
            }
        };
        let waited = timeout(PATIENCE, enough).await;
        waited.unwrap_or_else(|_| panic!("{count} have not come: {:?}", self.received()));
        self.received()
    }

    /// The messages that have come, each once.
    pub(crate) fn ids(&self) -> BTreeSet<String> {
        self.received().iter().map(Received::id).collect()
    }
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    pub(crate) fn id(&self) -> String {
        self.header("webhook-id").to_owned()
    }

    /// What it says, if its signature is right.
    pub(crate) fn verified(&self) -> Value {
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_")).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.", self.id(), self.header("webhook-timestamp")).as_bytes());
        mac.update(&self.body);
        let signature = self.header("webhook-signature").strip_prefix("v1,").unwrap();
        mac.verify_slice(&STANDARD.decode(signature).unwrap()).expect("the signature is right");
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn take(State(shared): State<Shared>, headers: HeaderMap, body: Bytes) -> Response {
    let reply = shared.replies.lock().unwrap().pop_front();
    shared.received.lock().unwrap().push(Received { headers, body });
    match reply {
        None => StatusCode::NO_CONTENT.into_response(),
        Some(Reply::Status(status)) => StatusCode::from_u16(status).unwrap().into_response(),
        Some(Reply::Redirect(to)) => {
            (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, to)]).into_response()
        }
        Some(Reply::Never) => pending().await,
    }
}
