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
        if self.max_connections == 0 { usize::MAX } else { self.max_connections }
    }

    /// The same for one address.
    pub const fn most_of_one(&self) -> Option<NonZeroUsize> {
        NonZeroUsize::new(self.max_connections_per_address)
    }
}
