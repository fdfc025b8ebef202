use base64::{Engine, engine::general_purpose::STANDARD};
use jari_core::domain::Destination;
use std::{fmt, time::Duration};
use url::{Host, Url};

/// Who is told of sales.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Webhooks")]
pub struct WebhookConfig {
    /// Address that each sale is told to, by a POST that is signed as Standard Webhooks says. Without it nobody is told, and
    /// nothing is written down to be told. Set the same on every instance.
    #[arg(long, env = "JARI_WEBHOOK_URL", hide_env_values = true, value_name = "URL", global = true)]
    pub webhook_url: Option<String>,

    /// What webhooks are signed with: `whsec_` and 24 to 64 random bytes in base64. Several may stand with commas between them while
    /// it changes: each signs.
    #[arg(long, env = "JARI_WEBHOOK_SECRET", hide_env_values = true, value_name = "TEXT", global = true)]
    pub webhook_secret: Option<String>,

    /// How long the receiver may take to answer, in seconds, before it is asked again.
    #[arg(
        long,
        env = "JARI_WEBHOOK_TIMEOUT_SECS",
        default_value_t = 15,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=60),
        global = true
    )]
    pub webhook_timeout_secs: u64,
}

/// What every webhook's secret begins with.
const PREFIX: &str = "whsec_";

/// Where webhooks go, and what they are signed with.
#[derive(Clone)]
pub struct WebhookTarget {
    /// The receiver.
    pub url: Url,
    /// The keys, at least one.
    pub keys: Vec<Vec<u8>>,
    /// How long the receiver may take.
    pub patience: Duration,
}

/// What is wrong with the settings. It repeats none of them, as they may be secret.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum WebhookFault {
    /// Somebody is to be told, and there is nothing to sign with.
    #[error(
        "JARI_WEBHOOK_URL is set and JARI_WEBHOOK_SECRET is not: whoever is told must be able to tell that it was Jari"
    )]
    NoSecret,
    /// The address is none.
    #[error(
        "JARI_WEBHOOK_URL is no address such as https://example.com/hooks, without a user's name or a #part"
    )]
    Url,
    /// One of the secrets is none.
    #[error(
        "JARI_WEBHOOK_SECRET must be whsec_ and 24 to 64 random bytes in base64, and so must each of several with commas between \
         them; `echo whsec_$(openssl rand -base64 32)` makes one"
    )]
    Secret,
}

impl WebhookConfig {
    /// Where webhooks go; none if nobody is to be told.
    ///
    /// # Errors
    /// A [`WebhookFault`] that says what to mend.
    pub fn target(&self) -> Result<Option<WebhookTarget>, WebhookFault> {
        let Some(url) = &self.webhook_url else { return Ok(None) };
        let url = address(url).ok_or(WebhookFault::Url)?;
        let secrets = self.webhook_secret.as_deref().ok_or(WebhookFault::NoSecret)?;
        let secrets = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty());
        let keys: Vec<_> = secrets.map(key).collect::<Option<_>>().ok_or(WebhookFault::Secret)?;
        if keys.is_empty() {
            return Err(WebhookFault::NoSecret);
        }
        Ok(Some(WebhookTarget { url, keys, patience: Duration::from_secs(self.webhook_timeout_secs) }))
    }

    /// Who is told of sales.
    pub fn told(&self) -> Vec<Destination> {
        self.webhook_url.iter().map(|_| Destination::Webhook).collect()
    }
}

impl WebhookTarget {
    /// Whether others on the way can read what is told.
    pub fn is_readable_by_others(&self) -> bool {
        let is_here = match self.url.host() {
            Some(Host::Ipv4(address)) => address.is_loopback(),
            Some(Host::Ipv6(address)) => address.is_loopback(),
            Some(Host::Domain(name)) => name == "localhost",
            None => false,
        };
        self.url.scheme() == "http" && !is_here
    }
}

impl fmt::Debug for WebhookConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // An address may be as secret as what is signed with.
        f.debug_struct("WebhookConfig").field("is_set", &self.webhook_url.is_some()).finish_non_exhaustive()
    }
}

fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let is_http = matches!(url.scheme(), "http" | "https") && url.has_host();
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    (is_http && is_bare).then_some(url)
}

fn key(secret: &str) -> Option<Vec<u8>> {
    let key = STANDARD.decode(secret.strip_prefix(PREFIX)?).ok()?;
    (24..=64).contains(&key.len()).then_some(key)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn target(url: Option<&str>, secret: Option<&str>) -> Result<Option<WebhookTarget>, WebhookFault> {
        let own = |text: &str| text.to_owned();
        WebhookConfig { webhook_url: url.map(own), webhook_secret: secret.map(own), webhook_timeout_secs: 15 }
            .target()
    }

    #[test]
    fn one_secret_or_several() {
        let keys = |secret| target(Some("https://example.com/x?y=1"), Some(secret)).unwrap().unwrap().keys;
        assert_eq!(keys(SECRET).len(), 1);
        assert_eq!(keys(SECRET)[0].len(), 24);
        assert_eq!(keys(&format!("{SECRET}, {SECRET}")).len(), 2);
        assert!(target(None, None).unwrap().is_none());
    }

    #[test]
    fn what_cannot_be_meant_is_named_and_not_repeated() {
        let url = Some("https://example.com");
        for secret in ["", ",", " "] {
            assert_eq!(target(url, Some(secret)).err(), Some(WebhookFault::NoSecret));
        }
        assert_eq!(target(url, None).err(), Some(WebhookFault::NoSecret));
        for secret in [
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "whsec_",
            "whsec_c2hvcnQ=",
            "whsec_%",
            &format!("{SECRET},x"),
        ] {
            let fault = target(url, Some(secret)).err().unwrap();
            assert_eq!(fault, WebhookFault::Secret);
            assert!(!fault.to_string().contains("MfKQ9"));
        }
        for wrong in [
            "example.com",
            "ftp://example.com",
            "https://",
            "https://a:b@example.com",
            "https://a.com/#b",
            "",
        ] {
            assert_eq!(target(Some(wrong), Some(SECRET)).err(), Some(WebhookFault::Url), "{wrong}");
        }
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        let readable = |url| target(Some(url), Some(SECRET)).unwrap().unwrap().is_readable_by_others();
        assert!(readable("http://example.com") && readable("http://10.0.0.1:8000/"));
        for fine in ["https://example.com", "http://localhost:8000", "http://127.0.0.1", "http://[::1]:80"] {
            assert!(!readable(fine), "{fine}");
        }
    }
}
