//! Orders, their payments, and the gateways.

use super::histogram::Histogram;
use jari_core::{
    domain::{OrderState, PaymentState},
    ports::{CountOrders, GatewayError},
};
use prometheus_client::{
    encoding::EncodeLabelSet,
    metrics::{counter::Counter, family::Family, gauge::Gauge},
    registry::{Registry, Unit},
};
use std::{sync::atomic::AtomicU64, time::Duration};

/// The gateways that there may be. What is stored is not taken for a label as it is.
const GATEWAYS: [&str; 4] = ["free", "sandbox", "stripe", "toss"];

/// What a gateway is asked.
const QUESTIONS: [&str; 5] = ["begin", "confirm", "look_up", "close", "refund"];

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByState {
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct ByGateway {
    gateway: &'static str,
    state: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Asked {
    gateway: &'static str,
    question: &'static str,
}

#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Unanswered {
    gateway: &'static str,
    question: &'static str,
    reason: &'static str,
}

/// What becomes of orders, and what gateways answer.
#[derive(Clone, Debug)]
pub struct OrderMetrics {
    orders: Family<ByState, Counter>,
    payments: Family<ByGateway, Counter>,
    took: Family<Asked, Histogram>,
    failed: Family<Unanswered, Counter>,
    overdue: Gauge<f64, AtomicU64>,
}

impl Default for OrderMetrics {
    fn default() -> Self {
        Self {
            orders: Family::default(),
            payments: Family::default(),
            took: Family::new_with_constructor(Histogram::times),
            failed: Family::default(),
            overdue: Gauge::default(),
        }
    }
}

impl OrderMetrics {
    pub(super) fn register(registry: &mut Registry) -> Self {
        let this = Self::default();
        // What has not happened yet is 0, and not unknown.
        for state in OrderState::ALL {
            drop(this.orders.get_or_create(&ByState { state: state.as_str() }));
        }
        registry.register(
            "orders",
            "Orders that have come into a state at this instance: PENDING is one that was made",
            this.orders.clone(),
        );
        registry.register(
            "payments",
            "Payments that have come into a state at this instance, by their gateway",
            this.payments.clone(),
        );
        registry.register_with_unit(
            "gateway_request",
            "How long a payment gateway takes to answer, by what it is asked",
            Unit::Seconds,
            this.took.clone(),
        );
        registry.register(
            "gateway_failures",
            "Questions to a payment gateway that were not answered as asked: refused, or unknown (no answer)",
            this.failed.clone(),
        );
        registry.register_with_unit(
            "orders_overdue",
            "For how long something has been due for the order that has waited for longest, at whichever instance; 0 if nothing is. \
             Minutes are a gateway that is down; more is an order that is stuck",
            Unit::Seconds,
            this.overdue.clone(),
        );
        this
    }

    /// There is a gateway: what has not happened with it yet is 0, and not unknown.
    pub fn there_is(&self, gateway: &'static str) {
        for state in PaymentState::ALL {
            drop(self.payments.get_or_create(&ByGateway { gateway, state: state.as_str() }));
        }
        for question in QUESTIONS {
            drop(self.took.get_or_create(&Asked { gateway, question }));
            for reason in ["refused", "unknown"] {
                drop(self.failed.get_or_create(&Unanswered { gateway, question, reason }));
            }
        }
    }

    /// A gateway was asked, and that took so long.
    pub fn asked<T>(
        &self,
        gateway: &'static str,
        question: &'static str,
        took: Duration,
        answer: &Result<T, GatewayError>,
    ) {
        self.took.get_or_create(&Asked { gateway, question }).observe_time(took);
        if let Err(error) = answer {
            let reason = match error {
                GatewayError::Refused(_) => "refused",
                GatewayError::Unknown(_) => "unknown",
            };
            self.failed.get_or_create(&Unanswered { gateway, question, reason }).inc();
        }
    }

    /// What is due for the longest has been for so long, in milliseconds.
    pub fn overdue(&self, millis: i64) {
        self.overdue.set(millis.max(0) as f64 / 1_000.0);
    }
}

impl CountOrders for OrderMetrics {
    fn order(&self, state: OrderState) {
        self.orders.get_or_create(&ByState { state: state.as_str() }).inc();
    }

    fn payment(&self, gateway: &str, state: PaymentState) {
        let gateway = GATEWAYS.into_iter().find(|known| *known == gateway).unwrap_or("other");
        self.payments.get_or_create(&ByGateway { gateway, state: state.as_str() }).inc();
    }
}
