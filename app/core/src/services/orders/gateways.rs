//! Who takes the buyers' money.

use crate::{domain::Money, ports::PaymentGateway};
use std::{collections::BTreeMap, sync::Arc, time::Duration};

/// The payment gateways, each by its word. Cheap enough to clone: there are few.
#[derive(Clone, Default)]
pub struct Gateways {
    chosen: Option<&'static str>,
    for_nothing: Option<&'static str>,
    all: BTreeMap<&'static str, Arc<dyn PaymentGateway>>,
}

impl Gateways {
    /// These. By the first a payment begins where nobody says which; the others are there for what was begun with them before.
    pub fn new(gateways: impl IntoIterator<Item = Arc<dyn PaymentGateway>>) -> Self {
        let mut gateways = gateways.into_iter().peekable();
        let chosen = gateways.peek().map(|gateway| gateway.name());
        let all = gateways.map(|gateway| (gateway.name(), gateway)).collect();
        Self { chosen, for_nothing: None, all }
    }

    /// The same, with one for what costs nothing, which no other is asked to charge.
    #[must_use]
    pub fn for_nothing(mut self, gateway: Arc<dyn PaymentGateway>) -> Self {
        self.for_nothing = Some(gateway.name());
        self.all.insert(gateway.name(), gateway);
        self
    }

    /// The one with this word.
    pub fn get(&self, name: &str) -> Option<&Arc<dyn PaymentGateway>> {
        self.all.get(name)
    }

    /// With which a payment of so much begins: the one that is named, if one is. What costs nothing is charged by none.
    pub fn choose(&self, name: Option<&str>, money: Money) -> Option<&Arc<dyn PaymentGateway>> {
        if money.amount == 0 && self.for_nothing.is_some() {
            return self.get(self.for_nothing?);
        }
        self.get(name.or(self.chosen)?).filter(|gateway| Some(gateway.name()) != self.for_nothing)
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
