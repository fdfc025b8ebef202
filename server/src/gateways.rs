//! The payment gateways, as the settings ask for them.

use crate::{
    config::{GatewayConfig, GatewayFault, GatewayName, WebhookTarget},
    http::SessionKeys,
    webhook::{Webhook, WebhookError},
};
use jari_core::{
    domain::Destination,
    ports::{Clock, Deliver, PaymentGateway},
    services::Gateways,
};
use jari_gateways::{Free, GatewaySetupError, Sandbox, SandboxCharges, Stripe, Toss};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use url::Url;

/// Where a gateway's webhooks come to.
const SANDBOX_WEBHOOKS: &str = "/api/payments/sandbox/webhook";

/// How long we may take to answer our own webhook.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there are no gateways.
#[derive(Debug, thiserror::Error)]
pub enum GatewaysError {
    /// The settings are wrong.
    #[error(transparent)]
    Settings(#[from] GatewayFault),
    /// One cannot be asked.
    #[error(transparent)]
    Setup(#[from] GatewaySetupError),
    /// The sandbox cannot tell anything.
    #[error("the sandbox's webhooks cannot be sent")]
    Webhook(#[from] WebhookError),
    /// The sandbox does not know where to.
    #[error("the sandbox's webhooks have no address")]
    Address(#[from] url::ParseError),
}

/// The gateways that are there.
pub struct OpenGateways {
    /// All of them: first the one with which payments begin, then those that payments were begun with before. The sandbox is among
    /// them only where it was chosen, as nobody is to pay with play money where money is real.
    pub gateways: Gateways,
    /// The sandbox with its page, if it was chosen.
    pub sandbox: Option<Arc<Sandbox>>,
}

impl OpenGateways {
    /// What the settings ask for.
    ///
    /// # Errors
    /// A [`GatewaysError`] that says what to mend.
    pub fn open(
        config: &GatewayConfig,
        charges: Arc<dyn SandboxCharges>,
        clock: Arc<dyn Clock>,
        keys: &SessionKeys,
    ) -> Result<Self, GatewaysError> {
        let mut all: Vec<Arc<dyn PaymentGateway>> = Vec::new();
        if let Some(settings) = config.stripe()? {
            all.push(Arc::new(Stripe::new(settings)?));
        }
        if let Some(settings) = config.toss()? {
            all.push(Arc::new(Toss::new(settings)?));
        }
        // Asked for its fault as well: where money is real it is none of our gateways.
        config.sandbox_address()?;
        let is_chosen = config.gateway == GatewayName::Sandbox;
        let sandbox = is_chosen.then(|| Arc::new(Sandbox::new(charges, clock, &keys.of_sandbox())));
        all.extend(sandbox.iter().map(|sandbox| Arc::clone(sandbox) as _));
        let chosen = match config.gateway {
            GatewayName::Sandbox => "sandbox",
            GatewayName::Stripe => "stripe",
            GatewayName::Toss => "toss",
        };
        all.sort_by_key(|gateway| gateway.name() != chosen);
        Ok(Self { gateways: Gateways::new(all).for_nothing(Arc::new(Free)), sandbox })
    }
}

/// Who tells us by HTTP what has become of play money, as a gateway does; nobody where there is none. We listen at that address.
///
/// # Errors
/// A [`GatewaysError`] that says what to mend.
pub fn sandbox_webhooks(
    config: &GatewayConfig,
    keys: &SessionKeys,
    listens_at: SocketAddr,
    is_encrypted: bool,
) -> Result<Option<Arc<dyn Deliver>>, GatewaysError> {
    if config.gateway != GatewayName::Sandbox {
        return Ok(None);
    }
    let scheme = if is_encrypted { "https" } else { "http" };
    let own = || format!("{scheme}://{}", reachable(listens_at));
    let url = Url::parse(&format!("{}{SANDBOX_WEBHOOKS}", config.sandbox_address()?.unwrap_or_else(own)))?;
    // The first key signs, and each is known.
    let keys = keys.of_sandbox().into_iter().take(1).map(Vec::from).collect();
    Ok(Some(Webhook::to(Destination::Sandbox, WebhookTarget { url, keys, patience: PATIENCE })?))
}

/// Whoever listens at every address is reached by this machine's own.
fn reachable(address: SocketAddr) -> SocketAddr {
    let mut address = address;
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => {
            address.set_ip(std::net::Ipv4Addr::LOCALHOST.into())
        }
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => {
            address.set_ip(std::net::Ipv6Addr::LOCALHOST.into())
        }
        _ => {}
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_listens_everywhere_is_reached_here() {
        for (listens_at, reached) in
            [("0.0.0.0:80", "127.0.0.1:80"), ("[::]:80", "[::1]:80"), ("10.0.0.1:80", "10.0.0.1:80")]
        {
            assert_eq!(reachable(listens_at.parse().unwrap()).to_string(), reached);
        }
    }
}
