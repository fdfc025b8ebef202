//! HTTPS by the server itself.

mod certificates;
mod connection;
mod http2;
mod progress;
mod routes;

pub(super) use connection::serve;
pub(super) use progress::drives_stream;
pub(super) use routes::Routes;

use crate::config::TlsConfig;
use certificates::Certificates;
use jari_core::failures;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tokio::time::{MissedTickBehavior, interval};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, ServerConfig, crypto::ring, pki_types::pem},
};
use tokio_util::sync::CancellationToken;

/// What a client may choose from, the best first.
const PROTOCOLS: [&[u8]; 2] = [HTTP2, b"http/1.1"];

/// HTTP/2, as a client names it.
const HTTP2: &[u8] = b"h2";

/// Why there can be no HTTPS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// Only one of the two is set.
    #[error("JARI_TLS_CERT and JARI_TLS_KEY must be set both, or neither")]
    Half,
    /// A file cannot be read, or holds nothing of the kind.
    #[error("cannot read {0}: {1}")]
    File(PathBuf, pem::Error),
    /// The certificate and the key cannot be used, or not together.
    #[error("cannot use the certificate with its key: {0}")]
    Pair(#[from] rustls::Error),
}

/// Encrypts connections.
#[derive(Clone)]
pub struct Tls {
    acceptor: TlsAcceptor,
    certificates: Arc<Certificates>,
    renew: Duration,
}

impl Tls {
    /// As the settings have it; none if they have none.
    ///
    /// # Errors
    /// A [`TlsError`] that says what to mend.
    pub fn open(config: &TlsConfig) -> Result<Option<Self>, TlsError> {
        let (cert, key) = match (&config.tls_cert, &config.tls_key) {
            (Some(cert), Some(key)) => (cert.clone(), key.clone()),
            (None, None) => return Ok(None),
            _ => return Err(TlsError::Half),
        };
        let certificates = Arc::new(Certificates::read(cert, key)?);
        let mut server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(&certificates) as _);
        server.alpn_protocols = PROTOCOLS.map(<[u8]>::to_vec).to_vec();
        Ok(Some(Self { acceptor: Arc::new(server).into(), certificates, renew: config.renew() }))
    }

    /// Takes up renewed certificates until the shutdown.
    pub async fn keep_renewed(&self, shutdown: CancellationToken) {
        let mut tick = interval(self.renew);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        tick.reset();
        loop {
            tokio::select! {
                () = shutdown.cancelled() => return,
                _ = tick.tick() => {}
            }
            let certificates = Arc::clone(&self.certificates);
            // The files may be on a disk that is slow.
            if let Err(error) = tokio::task::spawn_blocking(move || certificates.renew()).await {
                failures::error("cannot look for a renewed certificate", &error);
            }
        }
    }
}
