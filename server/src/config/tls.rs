use std::{path::PathBuf, time::Duration};

/// HTTPS by the server itself.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "HTTPS")]
pub struct TlsConfig {
    /// File with the certificate and those between it and a known authority, in PEM format. With it and its key the
    /// server speaks HTTPS and nothing else, HTTP/2 included, and session cookies are for HTTPS only.
    #[arg(long, env = "JARI_TLS_CERT", value_name = "FILE", global = true)]
    pub tls_cert: Option<PathBuf>,

    /// File with the certificate's private key, in PEM format.
    #[arg(long, env = "JARI_TLS_KEY", value_name = "FILE", global = true)]
    pub tls_key: Option<PathBuf>,

    /// How often the two files are looked at, in seconds: a renewed certificate is used without a restart.
    #[arg(
        long,
        env = "JARI_TLS_RENEW_SECS",
        default_value_t = 60,
        value_name = "SECS",
        value_parser = clap::value_parser!(u64).range(1..=86_400),
        global = true
    )]
    pub tls_renew_secs: u64,
}

impl TlsConfig {
    /// How often the files are looked at.
    pub const fn renew(&self) -> Duration {
        Duration::from_secs(self.tls_renew_secs)
    }
}
