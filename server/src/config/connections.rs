use super::TrustedProxies;
use std::num::NonZeroUsize;

/// Who may connect, and how often.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Connections")]
pub struct ConnectionConfig {
    /// Connections that may be open at once; one more is answered 503. Each is an open file, so keep it below what the
    /// system allows. 0 means no limit.
    #[arg(long, env = "JARI_MAX_CONNECTIONS", default_value_t = 18_000, value_name = "N", global = true)]
    pub max_connections: usize,

    /// The same for one address, or one /64 network of IPv6. A phone carrier puts thousands of buyers behind one
    /// address, so a low one shuts out people. Trusted proxies are not counted. 0 means no limit.
    #[arg(
        long,
        env = "JARI_MAX_CONNECTIONS_PER_ADDRESS",
        default_value_t = 2_000,
        value_name = "N",
        global = true
    )]
    pub max_connections_per_address: usize,

    /// Requests that may be under way at once over Jari's own HTTPS, where one connection may have a hundred; one more is
    /// answered 503. A stream is none of them. 0 means no limit.
    #[arg(long, env = "JARI_MAX_REQUESTS", default_value_t = 10_000, value_name = "N", global = true)]
    pub max_requests: usize,

    /// The same for one address. 0 means no limit.
    #[arg(
        long,
        env = "JARI_MAX_REQUESTS_PER_ADDRESS",
        default_value_t = 2_000,
        value_name = "N",
        global = true
    )]
    pub max_requests_per_address: usize,

    /// Memory for pages and other answers that are made and not taken yet by their clients, in megabytes; a page more is
    /// answered 503. One address has a quarter of it.
    #[arg(
        long,
        env = "JARI_ANSWERS_MB",
        default_value_t = 256,
        value_name = "MB",
        value_parser = clap::value_parser!(u32).range(1..=1_000_000),
        global = true
    )]
    pub answers_mb: u32,

    /// Proxies whose X-Forwarded-For says who the client is: addresses and networks such as 10.0.0.0/8, with commas
    /// between them. Without it everybody behind a proxy counts as one client.
    #[arg(
        long,
        env = "JARI_TRUSTED_PROXIES",
        default_value = "",
        hide_default_value = true,
        value_name = "NETWORKS",
        global = true
    )]
    pub trusted_proxies: TrustedProxies,
}

impl ConnectionConfig {
    /// Connections that may be open at once.
    pub const fn most(&self) -> usize {
        most(self.max_connections)
    }

    /// Requests that may be under way at once where one connection may have many.
    pub const fn most_requests(&self) -> usize {
        most(self.max_requests)
    }

    /// The same for one address.
    pub const fn most_requests_of_one(&self) -> Option<NonZeroUsize> {
        NonZeroUsize::new(self.max_requests_per_address)
    }

    /// What answers may take that are not taken yet, in bytes.
    pub const fn answers_bytes(&self) -> usize {
        self.answers_mb as usize * 1024 * 1024
    }

    /// The same for one address.
    pub const fn most_of_one(&self) -> Option<NonZeroUsize> {
        NonZeroUsize::new(self.max_connections_per_address)
    }
}

/// A limit as it is set, where 0 means none.
const fn most(set: usize) -> usize {
    if set == 0 { usize::MAX } else { set }
}
