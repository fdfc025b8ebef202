//! Every setting, one topic a file. Each is an environment variable and a command-line option of the same meaning, and
//! `server --help` shows them all.

mod allocation;
mod check;
mod connections;
mod database;
mod environment;
mod gateway;
mod http;
mod mail;
mod operator;
mod orders;
mod public_origins;
mod rates;
mod redis;
mod startup;
mod stream;
mod telemetry;
mod tls;
mod trusted_proxies;
mod webhook;

pub use allocation::AllocationConfig;
pub use check::{Contradictions, Given};
pub use connections::ConnectionConfig;
pub use database::DatabaseConfig;
pub use environment::{UnknownSettings, check_environment};
pub use gateway::{Environment, GatewayConfig, GatewayFault, GatewayName};
pub use http::{HttpConfig, Patience};
pub use mail::{MailConfig, MailEncryption, MailFault, MailTarget};
pub use operator::OperatorConfig;
pub use orders::OrderConfig;
pub use public_origins::PublicOrigins;
pub use rates::{Rate, RateConfig};
pub use redis::{AllocationBackend, RedisConfig};
pub use startup::StartupConfig;
pub use stream::StreamConfig;
pub use telemetry::TelemetryConfig;
pub use tls::TlsConfig;
pub use trusted_proxies::TrustedProxies;
pub use webhook::{WebhookConfig, WebhookFault, WebhookTarget};

use jari_core::domain::Destination;
use std::time::Duration;

/// All settings of the server.
#[derive(Clone, Debug, clap::Args)]
pub struct Config {
    /// Where and how Jari is reached.
    #[command(flatten)]
    pub http: HttpConfig,
    /// Who may connect, and how often.
    #[command(flatten)]
    pub connections: ConnectionConfig,
    /// How often seats may be changed.
    #[command(flatten)]
    pub rates: RateConfig,
    /// HTTPS by the server itself.
    #[command(flatten)]
    pub tls: TlsConfig,
    /// Where the catalogue and the allocations are kept.
    #[command(flatten)]
    pub database: DatabaseConfig,
    /// The rules for holds.
    #[command(flatten)]
    pub allocation: AllocationConfig,
    /// What operators' programs may do.
    #[command(flatten)]
    pub operator: OperatorConfig,
    /// The rules for orders.
    #[command(flatten)]
    pub orders: OrderConfig,
    /// Where the allocations are kept.
    #[arg(
        long = "allocation-backend",
        env = "ALLOCATION_BACKEND",
        default_value = "rdb",
        value_enum,
        value_name = "BACKEND",
        global = true
    )]
    pub backend: AllocationBackend,
    /// Redis.
    #[command(flatten)]
    pub redis: RedisConfig,
    /// The streams.
    #[command(flatten)]
    pub stream: StreamConfig,
    /// Starting.
    #[command(flatten)]
    pub startup: StartupConfig,
    /// Who is told of sales.
    #[command(flatten)]
    pub webhook: WebhookConfig,
    /// Writing to whoever has bought.
    #[command(flatten)]
    pub mail: MailConfig,
    /// Who takes the buyers' money.
    #[command(flatten)]
    pub gateway: GatewayConfig,
    /// What operators see.
    #[command(flatten)]
    pub telemetry: TelemetryConfig,
}

impl Config {
    /// Who is told outside of what is sold.
    pub fn told(&self) -> Vec<Destination> {
        self.webhook.told().into_iter().chain(self.mail.told()).collect()
    }

    /// How long a request waits for the stores, whatever it asks of them.
    pub fn store_patience(&self) -> Duration {
        let database = Duration::from_millis(self.database.timeout_ms);
        match self.backend {
            AllocationBackend::Rdb => database,
            AllocationBackend::Redis => database.max(self.redis.timeout()),
        }
    }
}
