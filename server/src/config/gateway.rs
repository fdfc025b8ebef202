use jari_gateways::{Secret, Stripe, StripeSettings, Toss, TossSettings};
use std::{fmt, time::Duration};
use url::{Host, Url};

/// What this installation is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Environment {
    /// To try it, or to work on it.
    #[default]
    Development,
    /// To sell.
    Production,
}

/// Who takes the buyers' money.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum GatewayName {
    /// Nobody: it is play money.
    #[default]
    Sandbox,
    /// Stripe.
    Stripe,
    /// Toss Payments.
    Toss,
}

/// Who takes the buyers' money. A key is never written anywhere, so that what shows this shows what is set.
#[derive(Clone, clap::Args)]
#[command(next_help_heading = "Payment")]
pub struct GatewayConfig {
    /// What this installation is for. In production money is real: the sandbox is refused.
    #[arg(
        long = "env",
        env = "JARI_ENV",
        default_value = "development",
        value_enum,
        value_name = "ENV",
        global = true
    )]
    pub environment: Environment,

    /// Who takes the buyers' money: `sandbox` is play money, with a page on which one plays how it ends. A gateway whose key is
    /// set is also asked about payments that were begun with it before.
    #[arg(
        long,
        env = "JARI_GATEWAY",
        default_value = "sandbox",
        value_enum,
        value_name = "NAME",
        global = true
    )]
    pub gateway: GatewayName,

    /// How long Stripe or Toss Payments may take to answer, in seconds.
    #[arg(
        long,
        env = "JARI_GATEWAY_TIMEOUT_SECS",
        default_value_t = 10,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=30),
        global = true
    )]
    pub gateway_timeout_secs: u64,

    /// Stripe's secret key, `sk_…` or `rk_…`.
    #[arg(long, env = "JARI_STRIPE_SECRET_KEY", hide_env_values = true, value_name = "TEXT", global = true)]
    pub stripe_secret_key: Option<String>,

    /// The secret of Stripe's webhook, `whsec_…`. Several may stand with commas between them while it changes.
    #[arg(
        long,
        env = "JARI_STRIPE_WEBHOOK_SECRET",
        hide_env_values = true,
        value_name = "TEXT",
        global = true
    )]
    pub stripe_webhook_secret: Option<String>,

    /// Where Stripe is asked.
    #[arg(long, env = "JARI_STRIPE_URL", default_value = Stripe::URL, value_name = "URL", global = true)]
    pub stripe_url: String,

    /// Toss Payments' secret key, `live_sk_…` or `test_sk_…`.
    #[arg(long, env = "JARI_TOSS_SECRET_KEY", hide_env_values = true, value_name = "TEXT", global = true)]
    pub toss_secret_key: Option<String>,

    /// Where Toss Payments is asked.
    #[arg(long, env = "JARI_TOSS_URL", default_value = Toss::URL, value_name = "URL", global = true)]
    pub toss_url: String,

    /// Where this server is reached by the webhooks of its own sandbox, which would be by the address that it listens at.
    #[arg(long, env = "JARI_SANDBOX_URL", value_name = "URL", global = true)]
    pub sandbox_url: Option<String>,
}

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
    pub(super) fn faults(&self) -> Vec<GatewayFault> {
        let faults = [self.sandbox_address().err(), self.stripe().err(), self.toss().err()];
        faults.into_iter().flatten().collect()
    }
}

impl fmt::Debug for GatewayConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GatewayConfig")
            .field("environment", &self.environment)
            .field("gateway", &self.gateway)
            .field("stripe_is_set", &self.stripe_secret_key.is_some())
            .field("toss_is_set", &self.toss_secret_key.is_some())
            .finish_non_exhaustive()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> GatewayConfig {
        GatewayConfig {
            environment: Environment::Development,
            gateway: GatewayName::Sandbox,
            gateway_timeout_secs: 10,
            stripe_secret_key: None,
            stripe_webhook_secret: None,
            stripe_url: Stripe::URL.to_owned(),
            toss_secret_key: None,
            toss_url: Toss::URL.to_owned(),
            sandbox_url: None,
        }
    }

    fn own(text: &str) -> Option<String> {
        Some(text.to_owned())
    }

    #[test]
    fn play_money_is_refused_where_money_is_real() {
        assert_eq!(config().faults(), []);
        let shop = GatewayConfig { environment: Environment::Production, ..config() };
        assert_eq!(shop.faults(), [GatewayFault::PlayMoney]);
        let toss =
            GatewayConfig { gateway: GatewayName::Toss, toss_secret_key: own("live_sk_1"), ..shop.clone() };
        assert_eq!(toss.faults(), []);
        let tried = GatewayConfig { toss_secret_key: own("test_sk_1"), ..toss };
        assert_eq!(tried.faults(), [GatewayFault::TestKey("JARI_TOSS_SECRET_KEY")]);
        let stripe = GatewayConfig {
            gateway: GatewayName::Stripe,
            stripe_secret_key: own("rk_test_1"),
            stripe_webhook_secret: own("whsec_1"),
            ..shop
        };
        assert_eq!(stripe.faults(), [GatewayFault::TestKey("JARI_STRIPE_SECRET_KEY")]);
    }

    #[test]
    fn a_gateway_needs_its_keys() {
        let stripe = GatewayConfig { gateway: GatewayName::Stripe, ..config() };
        assert_eq!(stripe.faults(), [GatewayFault::NoKey("JARI_STRIPE_SECRET_KEY", "stripe")]);
        let half = GatewayConfig { stripe_secret_key: own("sk_live_1"), ..stripe };
        assert_eq!(half.faults(), [GatewayFault::NoKey("JARI_STRIPE_WEBHOOK_SECRET", "stripe")]);
        let whole = GatewayConfig { stripe_webhook_secret: own("whsec_1, whsec_2"), ..half.clone() };
        assert_eq!(whole.stripe().unwrap().unwrap().webhook_secrets.len(), 2);
        for secrets in [",", "whsec_1,secret", "whsec_"] {
            let odd = GatewayConfig { stripe_webhook_secret: own(secrets), ..half.clone() };
            assert!(
                matches!(odd.faults()[..], [GatewayFault::Key("JARI_STRIPE_WEBHOOK_SECRET", _)]),
                "{secrets}"
            );
        }
        let toss = GatewayConfig { gateway: GatewayName::Toss, ..config() };
        assert_eq!(toss.faults(), [GatewayFault::NoKey("JARI_TOSS_SECRET_KEY", "toss")]);
        for key in ["pk_live_1", "sk_", "sk_live 1", "sk_live_1\n2"] {
            let odd = GatewayConfig { stripe_secret_key: own(key), ..whole.clone() };
            assert!(matches!(odd.faults()[..], [GatewayFault::Key("JARI_STRIPE_SECRET_KEY", _)]), "{key}");
        }
    }

    #[test]
    fn keys_go_nowhere_where_others_can_read_them() {
        let at = |url: &str| {
            let config =
                GatewayConfig { toss_secret_key: own("live_sk_1"), toss_url: url.to_owned(), ..config() };
            config.toss().map(|settings| settings.map(|settings| settings.base_url)).ok().flatten()
        };
        assert_eq!(at("https://api.tosspayments.com/").as_deref(), Some("https://api.tosspayments.com"));
        assert_eq!(at("http://127.0.0.1:8420").as_deref(), Some("http://127.0.0.1:8420"));
        for url in ["http://api.tosspayments.com", "ftp://x", "nowhere", "https://user@x", "https://x?y", ""]
        {
            assert_eq!(at(url), None, "{url}");
        }
    }

    #[test]
    fn no_key_is_shown() {
        let config = GatewayConfig {
            stripe_secret_key: own("sk_live_1"),
            stripe_webhook_secret: own("whsec_1"),
            ..config()
        };
        let shown = format!("{config:?} {:?}", config.stripe());
        assert!(!shown.contains("sk_live_1") && !shown.contains("whsec_1"), "{shown}");
    }
}
