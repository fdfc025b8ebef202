//! Requests to a gateway: bounded in time and in what is read, without redirects and without a proxy that the environment names.

use crate::secret::Secret;
use jari_core::ports::GatewayError;
use reqwest::{Client, Method, RequestBuilder, Url, redirect::Policy};
use serde::de::DeserializeOwned;
use std::{
    error::Error,
    fmt,
    time::{Duration, SystemTime, UNIX_EPOCH},
};
use tokio::time::timeout;

/// The longest answer that is read. The longest that a reference describes has a few kilobytes.
const MAX_ANSWER_BYTES: usize = 256 * 1024;

/// How long a connection is kept for the next request.
const IDLE: Duration = Duration::from_secs(30);

/// Why a gateway cannot be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum GatewaySetupError {
    /// The HTTP client does not start.
    #[error("the payment gateway's HTTP client does not start")]
    Client(#[source] reqwest::Error),
    /// The address is none.
    #[error("the payment gateway's address is none such as https://api.example.com")]
    Url,
    /// A secret is missing.
    #[error("the payment gateway has no {0}")]
    NoSecret(&'static str),
}

/// Why there is no answer that says anything.
#[derive(Debug, thiserror::Error)]
enum Unheard {
    #[error("the gateway has not answered in time")]
    Late,
    #[error("the gateway cannot be asked, or has broken off")]
    Broken(#[source] reqwest::Error),
    #[error("the gateway's answer is longer than {MAX_ANSWER_BYTES} bytes")]
    TooLong,
    #[error("the gateway has answered {0}")]
    Status(u16),
    #[error("the gateway's answer to a request that it has accepted cannot be read")]
    Unreadable(#[source] serde_json::Error),
    #[error("the gateway's answer {0}")]
    Odd(&'static str),
}

/// An answer that says nothing that could be relied on.
pub(crate) fn odd(why: &'static str) -> GatewayError {
    unknown(Unheard::Odd(why))
}

fn unknown(error: impl Error + Send + Sync + 'static) -> GatewayError {
    GatewayError::Unknown(Box::new(error))
}

/// How a gateway is told who asks.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Authorization {
    /// As `Bearer`.
    Bearer,
    /// As the name of a user without a password.
    Basic,
}

/// One gateway, over HTTP.
pub(crate) struct Http {
    client: Client,
    base: Url,
    secret: Secret,
    authorization: Authorization,
    patience: Duration,
}

/// An answer: that something was done, or that it is not.
pub(crate) struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Http {
    pub(crate) fn new(
        base: &str,
        secret: Secret,
        authorization: Authorization,
        patience: Duration,
    ) -> Result<Self, GatewaySetupError> {
        let base = Url::parse(base).map_err(|_| GatewaySetupError::Url)?;
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err(GatewaySetupError::Url);
        }
        if secret.reveal().is_empty() {
            return Err(GatewaySetupError::NoSecret("secret key"));
        }
        let client = Client::builder()
            .redirect(Policy::none())
            .no_proxy()
            .timeout(patience)
            .pool_idle_timeout(IDLE)
            .user_agent(concat!("jari/", env!("CARGO_PKG_VERSION")))
            .build()
            .map_err(GatewaySetupError::Client)?;
        Ok(Self { client, base, secret, authorization, patience })
    }

    pub(crate) fn patience(&self) -> Duration {
        self.patience
    }

    /// A request to an address below the gateway's own. Segments are encoded: none leads elsewhere.
    pub(crate) fn request(&self, method: Method, path: &[&str]) -> Result<RequestBuilder, GatewayError> {
        let mut url = self.base.clone();
        // Dots are taken for steps by whoever reads an address, whatever is encoded around them.
        if path.iter().any(|segment| matches!(*segment, "" | "." | "..")) {
            return Err(odd("is about something without a name"));
        }
        url.path_segments_mut().map_err(|()| odd("has no address"))?.pop_if_empty().extend(path);
        let request = self.client.request(method, url);
        Ok(match self.authorization {
            Authorization::Bearer => request.bearer_auth(self.secret.reveal()),
            Authorization::Basic => request.basic_auth(self.secret.reveal(), Some("")),
        })
    }

    /// Asks, and reads the whole answer. What may or may not have been done is an error.
    pub(crate) async fn ask(&self, request: RequestBuilder) -> Result<Answer, GatewayError> {
        // An error of the client's may name the address, which names no secret, but also says nothing here.
        let broken = |error: reqwest::Error| {
            let error = error.without_url();
            unknown(if error.is_timeout() { Unheard::Late } else { Unheard::Broken(error) })
        };
        let mut response = request.send().await.map_err(broken)?;
        let status = response.status().as_u16();
        if !(200..300).contains(&status) && !(400..500).contains(&status)
            || matches!(status, 408 | 409 | 425 | 429)
        {
            return Err(unknown(Unheard::Status(status)));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(broken)? {
            if body.len() + chunk.len() > MAX_ANSWER_BYTES {
                return Err(unknown(Unheard::TooLong));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, body })
    }

    /// Does what may take several requests within the patience of one.
    pub(crate) async fn within<T>(
        &self,
        work: impl Future<Output = Result<T, GatewayError>>,
    ) -> Result<T, GatewayError> {
        timeout(self.patience, work).await.unwrap_or_else(|_| Err(unknown(Unheard::Late)))
    }
}

impl Answer {
    /// What was done; or, where it was not, what the gateway says of that, as far as it can be read.
    pub(crate) fn read<T: DeserializeOwned, E: DeserializeOwned>(self) -> Result<Result<T, E>, GatewayError> {
        if (200..300).contains(&self.status) {
            return serde_json::from_slice(&self.body)
                .map(Ok)
                .map_err(|error| unknown(Unheard::Unreadable(error)));
        }
        // Something on the way may answer in the gateway's place: what does not speak as the gateway does says nothing.
        serde_json::from_slice(&self.body).map(Err).map_err(|_| unknown(Unheard::Status(self.status)))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Http").field("host", &self.base.host_str()).finish_non_exhaustive()
    }
}

/// The key by which a gateway knows that it is asked for the same step of a payment again.
pub(crate) fn key(payment: &str, step: &str) -> String {
    format!("jari-{payment}-{step}")
}

/// The same for a step that can be done only once anyhow, such as giving back all that is left. A gateway keeps what it has answered
/// to a key, also that something of its own went wrong, for a day or for two weeks: so it is another key in another hour.
pub(crate) fn key_of_the_hour(payment: &str, step: &str, now: SystemTime) -> String {
    let hour = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs() / 3_600;
    format!("jari-{payment}-{step}-{hour}")
}

/// A word of a gateway's, as it may stand in a store and in a log: what else there is in it is left out.
pub(crate) fn word(text: &str) -> String {
    const LONGEST: usize = 64;
    let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    let word: String = text.chars().filter(is_plain).take(LONGEST).collect();
    if word.is_empty() { "unnamed".to_owned() } else { word }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn http(base: &str) -> Result<Http, GatewaySetupError> {
        Http::new(base, Secret::new("sk_1"), Authorization::Basic, Duration::from_secs(1))
    }

    #[test]
    fn a_segment_stays_one() {
        let url = |path: &[&str]| {
            let request = http("http://127.0.0.1:1/base/").unwrap().request(Method::GET, path).ok()?;
            Some(request.build().unwrap().url().to_string())
        };
        assert_eq!(url(&["v1", "cs_1"]).as_deref(), Some("http://127.0.0.1:1/base/v1/cs_1"));
        assert_eq!(
            url(&["v1", "a/../b?c#d"]).as_deref(),
            Some("http://127.0.0.1:1/base/v1/a%2F..%2Fb%3Fc%23d")
        );
        assert_eq!([url(&["v1", ".."]), url(&["v1", ""])], [None, None]);
    }

    #[test]
    fn an_address_is_one_of_the_web() {
        for text in ["", "nowhere", "mailto:a@b", "file:///etc/passwd", "unix:/x"] {
            assert!(matches!(http(text), Err(GatewaySetupError::Url)), "{text}");
        }
    }

    #[test]
    fn nothing_secret_is_shown() {
        assert_eq!(
            format!("{:?}", http("https://example.com").unwrap()),
            "Http { host: Some(\"example.com\"), .. }"
        );
    }

    #[test]
    fn a_key_is_the_same_for_the_same_step_within_an_hour() {
        let at = |secs| key_of_the_hour("a1", "refund", UNIX_EPOCH + Duration::from_secs(secs));
        assert_eq!([at(7_200), at(10_799)], ["jari-a1-refund-2", "jari-a1-refund-2"]);
        assert_ne!(at(10_799), at(10_800));
        assert_ne!(key("a1", "begin"), key("a1", "confirm"));
    }

    #[test]
    fn a_word_is_plain_and_short() {
        assert_eq!(word("card_declined"), "card_declined");
        assert_eq!(word("<b>\n 4242"), "b4242");
        assert_eq!(word("한국"), "unnamed");
        assert_eq!(word(&"x".repeat(1_000)).len(), 64);
    }
}
