//! Who takes the buyers' money.

use crate::ports::PaymentGateway;
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// The payment gateways, each by its word. Cheap enough to clone: there are few.
#[derive(Clone, Default)]
pub struct Gateways {
    chosen: Option<&'static str>,
    all: BTreeMap<&'static str, Arc<dyn PaymentGateway>>,
}

impl Gateways {
    /// These. By the first a payment begins where nobody says which; the others are there for what was begun with them before.
    pub fn new(gateways: impl IntoIterator<Item = Arc<dyn PaymentGateway>>) -> Self {
        let mut gateways = gateways.into_iter().peekable();
        let chosen = gateways.peek().map(|gateway| gateway.name());
        Self { chosen, all: gateways.map(|gateway| (gateway.name(), gateway)).collect() }
    }

    /// The one with this word.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn PaymentGateway>> {
        self.all.get(name)
    }

    /// With which a payment begins where nobody says which.
    pub fn chosen(&self) -> Option<&Arc<dyn PaymentGateway>> {
        self.get(self.chosen?)
    }

    /// How long the slowest of them may take for one request.
    pub fn patience(&self) -> Duration {
        self.all.values().map(|gateway| gateway.patience()).max().unwrap_or_default()
    }

    /// The same gateways behind something.
    #[must_use]
    pub fn map(self, behind: impl Fn(Arc<dyn PaymentGateway>) -> Arc<dyn PaymentGateway>) -> Self {
        let all = self.all.into_iter().map(|(name, gateway)| (name, behind(gateway))).collect();
        Self { all, ..self }
    }
}
