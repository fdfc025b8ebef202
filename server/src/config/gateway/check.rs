//! What is read of the settings, and what may be wrong with them.

use super::{Environment, GatewayConfig, GatewayName};
use jari_gateways::{Secret, StripeSettings, TossSettings};
use std::time::Duration;
use url::{Host, Url};

/// What is wrong with the settings. It repeats none of them, as they may be secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GatewayFault {
    /// Play money in a shop.
    #[error(
        "JARI_ENV is production and JARI_GATEWAY is sandbox: whoever buys would pay with play money; set JARI_GATEWAY to stripe or toss"
    )]
    PlayMoney,
    /// Keys for tests in a shop.
    #[error("JARI_ENV is production and {0} is a key for tests: whoever buys would pay with play money")]
    TestKey(&'static str),
    /// A key is missing.
    #[error("{0} is not set, and JARI_GATEWAY {1} cannot be asked without it")]
    NoKey(&'static str, &'static str),
    /// A key is none.
    #[error("{0} is no {1}")]
    Key(&'static str, &'static str),
    /// An address is none, or others could read the keys on the way there.
    #[error("{0} is no address such as https://api.example.com; http:// is for this machine alone")]
    Url(&'static str),
}

impl GatewayConfig {
    /// How long a gateway may take.
    fn patience(&self) -> Duration {
        Duration::from_secs(self.gateway_timeout_secs)
    }

    /// How Stripe is asked; none if it is not to be.
    ///
    /// # Errors
    /// A [`GatewayFault`] that says what to mend.
    pub fn stripe(&self) -> Result<Option<StripeSettings>, GatewayFault> {
        const KEY: &str = "JARI_STRIPE_SECRET_KEY";
        const WEBHOOK: &str = "JARI_STRIPE_WEBHOOK_SECRET";
        let Some(key) = set(&self.stripe_secret_key) else {
            return if self.gateway == GatewayName::Stripe {
                Err(GatewayFault::NoKey(KEY, "stripe"))
            } else {
                Ok(None)
            };
        };
        if !has_form(key, &["sk_", "rk_"]) {
            return Err(GatewayFault::Key(KEY, "secret key, which begins with sk_ or rk_"));
        }
        if self.environment == Environment::Production && has_form(key, &["sk_test_", "rk_test_"]) {
            return Err(GatewayFault::TestKey(KEY));
        }
        let secrets = set(&self.stripe_webhook_secret).ok_or(GatewayFault::NoKey(WEBHOOK, "stripe"))?;
        let secrets: Vec<_> = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty()).collect();
        if secrets.is_empty() || !secrets.iter().all(|secret| has_form(secret, &["whsec_"])) {
            return Err(GatewayFault::Key(
                WEBHOOK,
                "secret of a webhook, which begins with whsec_, nor several with commas between them",
            ));
        }
        Ok(Some(StripeSettings {
            base_url: address(&self.stripe_url, "JARI_STRIPE_URL")?,
            secret_key: Secret::new(key),
            webhook_secrets: secrets.into_iter().map(Secret::new).collect(),
            patience: self.patience(),
        }))
    }

    /// How Toss Payments is asked; none if it is not to be.
    ///
    /// # Errors
    /// A [`GatewayFault`] that says what to mend.
    pub fn toss(&self) -> Result<Option<TossSettings>, GatewayFault> {
        const KEY: &str = "JARI_TOSS_SECRET_KEY";
        let Some(key) = set(&self.toss_secret_key) else {
            return if self.gateway == GatewayName::Toss {
                Err(GatewayFault::NoKey(KEY, "toss"))
            } else {
                Ok(None)
            };
        };
        if !has_form(key, &["live_sk_", "test_sk_", "live_gsk_", "test_gsk_"]) {
            return Err(GatewayFault::Key(KEY, "secret key, which begins with live_sk_ or test_sk_"));
        }
        if self.environment == Environment::Production && key.starts_with("test_") {
            return Err(GatewayFault::TestKey(KEY));
        }
        let base_url = address(&self.toss_url, "JARI_TOSS_URL")?;
        Ok(Some(TossSettings { base_url, secret_key: Secret::new(key), patience: self.patience() }))
    }

    /// Where the sandbox's webhooks go, if it is not where the server listens.
    ///
    /// # Errors
    /// A [`GatewayFault`] that says what to mend.
    pub fn sandbox_address(&self) -> Result<Option<String>, GatewayFault> {
        if self.gateway == GatewayName::Sandbox && self.environment == Environment::Production {
            return Err(GatewayFault::PlayMoney);
        }
        self.sandbox_url.as_deref().map(|url| address(url, "JARI_SANDBOX_URL")).transpose()
    }

    /// Everything that may be wrong.
    pub(in crate::config) fn faults(&self) -> Vec<GatewayFault> {
        let faults = [self.sandbox_address().err(), self.stripe().err(), self.toss().err()];
        faults.into_iter().flatten().collect()
    }
}

/// What is set to something.
fn set(value: &Option<String>) -> Option<&str> {
    value.as_deref().map(str::trim).filter(|value| !value.is_empty())
}

/// Whether it begins so, goes on, and is nothing but what can stand in a header.
fn has_form(key: &str, beginnings: &[&str]) -> bool {
    let is_longer = |beginning: &&str| key.len() > beginning.len() && key.starts_with(*beginning);
    beginnings.iter().any(is_longer) && key.bytes().all(|byte| byte.is_ascii_graphic())
}

fn address(text: &str, name: &'static str) -> Result<String, GatewayFault> {
    let fault = GatewayFault::Url(name);
    let url = Url::parse(text).map_err(|_| fault)?;
    let is_here = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => return Err(fault),
    };
    let is_bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    let is_private = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    if is_bare && is_private { Ok(text.trim_end_matches('/').to_owned()) } else { Err(fault) }
}
