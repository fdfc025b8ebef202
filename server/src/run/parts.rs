//! What a server is put together from.

use crate::{
    backend::Backend,
    clock::SystemClock,
    http::{SessionKeys, Tls},
    site::Site,
};
use jari_core::{
    ports::{Clock, Deliver},
    services::Gateways,
};
use jari_gateways::Sandbox;
use std::sync::Arc;
use tokio::net::TcpListener;

/// What a server works with that a test may want to choose.
pub struct Parts {
    /// The store's ports.
    pub backend: Backend,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What sessions are signed with.
    pub session_keys: SessionKeys,
    /// The files of the built site; without them pages have neither style nor life.
    pub site: Site,
    /// Where operators read what is measured; nowhere without it.
    pub metrics: Option<TcpListener>,
    /// Who tells outside what has happened, one for each destination.
    pub deliver: Vec<Arc<dyn Deliver>>,
    /// Who takes the buyers' money, by their words.
    pub gateways: Gateways,
    /// Play money, if that is what is paid with.
    pub sandbox: Option<Arc<Sandbox>>,
    /// What buyers' connections are encrypted with; they are plain without it.
    pub tls: Option<Tls>,
}

impl Parts {
    /// The parts of a real server over this back end, without a site.
    pub fn new(backend: Backend, session_keys: SessionKeys) -> Self {
        Self {
            backend,
            clock: Arc::new(SystemClock),
            session_keys,
            site: Site::none(),
            metrics: None,
            deliver: Vec::new(),
            gateways: Gateways::default(),
            sandbox: None,
            tls: None,
        }
    }
}
