//! Webhooks: what has happened is told to the operator's address, signed as Standard Webhooks (version 1.0.0) says.

use crate::config::{WebhookConfig, WebhookFault, WebhookTarget};
use async_trait::async_trait;
use axum::body::{Body, to_bytes};
use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue, Method, Request, Uri, header};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use jari_core::{
    domain::{Destination, UnixMillis},
    failures::Chain,
    ports::{Deliver, Message, NotTold},
};
use sha2::Sha256;
use std::{fmt, io, sync::Arc, time::Duration};
use tokio::time::timeout;
use tokio_rustls::rustls::crypto::ring;

/// The longest answer that is read, so that its connection can be used again. Nobody looks at it.
const MAX_ANSWER_BYTES: usize = 16 * 1024;

/// How long it is read.
const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// How long a connection is kept for the next message.
const IDLE: Duration = Duration::from_secs(30);

/// Connections that are kept.
const MOST_IDLE: usize = 4;

/// Why there are no webhooks.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] WebhookFault),
    /// The system's certificate authorities cannot be read.
    #[error("cannot read whom to trust at JARI_WEBHOOK_URL: {0}")]
    Authorities(io::Error),
    /// The address cannot be asked for.
    #[error("JARI_WEBHOOK_URL cannot be asked for: {0}")]
    Address(#[from] http::uri::InvalidUri),
    /// A secret is no key.
    #[error("JARI_WEBHOOK_SECRET cannot be signed with")]
    Key(#[from] hmac::digest::InvalidLength),
}

/// [`Deliver`] by HTTP.
pub struct Webhook {
    destination: Destination,
    client: Client<HttpsConnector<HttpConnector>, Body>,
    uri: Uri,
    keys: Vec<Hmac<Sha256>>,
    patience: Duration,
}

impl Webhook {
    /// What the settings ask for; none if nobody is to be told.
    ///
    /// # Errors
    /// A [`WebhookError`] that says what to mend.
    pub fn open(config: &WebhookConfig) -> Result<Option<Arc<dyn Deliver>>, WebhookError> {
        let Some(target) = config.target()? else { return Ok(None) };
        Self::to(Destination::Webhook, target).map(Some)
    }

    /// Tells at this target what there is for that destination.
    ///
    /// # Errors
    /// A [`WebhookError`] that says what to mend.
    pub fn to(destination: Destination, target: WebhookTarget) -> Result<Arc<dyn Deliver>, WebhookError> {
        let WebhookTarget { url, keys, patience } = target;
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_native_roots(ring::default_provider())
            .map_err(WebhookError::Authorities)?
            .https_or_http()
            .enable_http1()
            .build();
        let client = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .pool_max_idle_per_host(MOST_IDLE)
            .build(connector);
        let keys = keys.iter().map(|key| Hmac::new_from_slice(key)).collect::<Result<_, _>>()?;
        Ok(Arc::new(Self { destination, client, uri: url.as_str().parse()?, keys, patience }))
    }

    fn request(&self, message: &Message, now: UnixMillis) -> Result<Request<Body>, http::Error> {
        let timestamp = now.0.div_euclid(1_000).to_string();
        let signed = [&*message.key, &*timestamp, &*message.payload].join(".");
        let signatures: Vec<_> = self.keys.iter().map(|key| signature(key, &signed)).collect();
        Request::builder()
            .method(Method::POST)
            .uri(self.uri.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::USER_AGENT, concat!("jari/", env!("CARGO_PKG_VERSION")))
            .header("webhook-id", &message.key)
            .header("webhook-timestamp", timestamp)
            .header("webhook-signature", signatures.join(" "))
            .body(Body::from(Bytes::copy_from_slice(message.payload.as_bytes())))
    }
}

#[async_trait]
impl Deliver for Webhook {
    fn destination(&self) -> Destination {
        self.destination
    }

    fn patience(&self) -> Duration {
        self.patience
    }

    async fn deliver(&self, message: &Message, now: UnixMillis) -> Result<(), NotTold> {
        let failed = |reason: String| NotTold::for_now(reason);
        let request = self.request(message, now).map_err(|error| failed(Chain(&error).to_string()))?;
        let answered = self.client.request(request).await;
        let (head, body) = answered.map_err(|error| failed(Chain(&error).to_string()))?.into_parts();
        // What it says is no more than a courtesy to the connection, and may never end.
        let _ = timeout(ANSWER_WITHIN, to_bytes(Body::new(body), MAX_ANSWER_BYTES)).await;
        if head.status.is_success() {
            return Ok(());
        }
        let reason = format!("it answered {}", head.status.as_u16());
        Err(NotTold { asked_millis: asked_millis(&head.headers), ..failed(reason) })
    }
}

impl fmt::Debug for Webhook {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Neither the address nor a key is for the log.
        f.debug_struct("Webhook").finish_non_exhaustive()
    }
}

fn signature(key: &Hmac<Sha256>, signed: &str) -> String {
    let mut mac = key.clone();
    mac.update(signed.as_bytes());
    format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes()))
}

/// How long the receiver asks to be left alone, if it says so in seconds.
fn asked_millis(headers: &HeaderMap<HeaderValue>) -> Option<i64> {
    let seconds: i64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.saturating_mul(1_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the specification's own libraries.
    #[test]
    fn the_signature_is_the_specifications() {
        let config = WebhookConfig {
            webhook_url: Some("http://127.0.0.1:1/hooks?a=b".to_owned()),
            webhook_secret: Some("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw".to_owned()),
            webhook_timeout_secs: 15,
        };
        let keys = config.target().unwrap().unwrap().keys;
        let key = Hmac::new_from_slice(&keys[0]).unwrap();
        let signed = "msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{\"test\": 2432232314}";
        assert_eq!(signature(&key, signed), "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    #[test]
    fn time_that_is_asked_for_is_told_in_seconds() {
        let asked = |text: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::RETRY_AFTER, text.parse().unwrap());
            asked_millis(&headers)
        };
        assert_eq!([asked("30"), asked("soon"), asked("")], [Some(30_000), None, None]);
        assert_eq!(asked_millis(&HeaderMap::new()), None);
    }
}
