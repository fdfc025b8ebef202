mod check;
#[cfg(test)]
mod tests;

pub use check::GatewayFault;

use jari_gateways::{Stripe, Toss};
use std::fmt;

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
