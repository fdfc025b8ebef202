//! A payment gateway that does what a test tells it: it declines, loses answers, and captures late.

use async_trait::async_trait;
use jari_core::{
    domain::{
        Money, PaymentId,
        payment::{BegunCharge, ChargeRef, ChargeReport, ChargeRequest, ChargeState, WebhookSubject},
    },
    ports::{GatewayError, PaymentGateway, WebhookRejected, WebhookRequest},
    services::Gateways,
};
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

/// How a request to it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Well,
    /// It is done, and the answer is lost.
    AnswerLost,
    /// It is not done.
    Unheard,
    /// It is refused.
    Refused,
    /// It is done, and the answer never comes.
    Silent,
    /// It is not done yet, and the answer never comes.
    Stuck,
}

#[derive(Debug, Default)]
pub(crate) struct ScriptedGateway {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    charges: BTreeMap<PaymentId, (Money, ChargeState)>,
    ways: VecDeque<Way>,
    captures_on_confirm: bool,
    begun: Vec<ChargeRequest>,
    /// Whatever was ever captured, and went back.
    charged: i64,
    refunded: i64,
}

impl ScriptedGateway {
    pub(crate) const NAME: &'static str = "scripted";

    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    pub(crate) fn alone(self: &Arc<Self>) -> Gateways {
        Gateways::new([Arc::clone(self) as Arc<dyn PaymentGateway>])
    }

    fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        work(&mut self.state.lock().unwrap())
    }

    /// Whether it is one that takes the money when it is told to.
    pub(crate) fn capture_on_confirm(&self, does: bool) {
        self.with(|state| state.captures_on_confirm = does);
    }

    /// The next requests go so; those after them well.
    pub(crate) fn script(&self, ways: impl IntoIterator<Item = Way>) {
        self.with(|state| state.ways = ways.into_iter().collect());
    }

    /// The buyer pays, if he still may.
    pub(crate) fn pay(&self, id: &PaymentId) -> bool {
        self.with(|state| {
            let Some((money, charge @ ChargeState::Open)) = state.charges.get_mut(id) else { return false };
            *charge = ChargeState::Captured(*money);
            state.charged += money.amount;
            true
        })
    }

    /// The same with other money than was asked for.
    pub(crate) fn take(&self, id: &PaymentId, money: Money) {
        self.with(|state| {
            state.charges.insert(id.clone(), (money, ChargeState::Captured(money)));
            state.charged += money.amount;
        });
    }

    /// The buyer gives up.
    pub(crate) fn decline(&self, id: &PaymentId) {
        self.with(|state| {
            state.charges.get_mut(id).unwrap().1 = ChargeState::Declined("no funds".to_owned())
        });
    }

    pub(crate) fn charge(&self, id: &PaymentId) -> Option<ChargeState> {
        self.with(|state| state.charges.get(id).map(|(_, charge)| charge.clone()))
    }

    /// What was captured, and what of it went back.
    pub(crate) fn till(&self) -> (i64, i64) {
        self.with(|state| (state.charged, state.refunded))
    }

    pub(crate) fn begun(&self) -> Vec<ChargeRequest> {
        self.with(|state| state.begun.clone())
    }

    /// Charges that may still be captured.
    pub(crate) fn open(&self) -> usize {
        self.with(|state| state.charges.values().filter(|(_, charge)| *charge == ChargeState::Open).count())
    }

    async fn done<T>(&self, work: impl FnOnce(&mut State) -> T) -> Result<T, GatewayError> {
        let way = self.with(|state| state.ways.pop_front()).unwrap_or(Way::Well);
        let lost = || Err(GatewayError::Unknown("lost".into()));
        match way {
            Way::Well => Ok(self.with(work)),
            Way::AnswerLost => {
                self.with(work);
                lost()
            }
            Way::Unheard => lost(),
            Way::Refused => Err(GatewayError::Refused("not today".to_owned())),
            Way::Stuck => std::future::pending().await,
            Way::Silent => {
                self.with(work);
                std::future::pending().await
            }
        }
    }
}

fn report(state: &State, id: &PaymentId) -> ChargeReport {
    let charge = state.charges.get(id).map(|(_, charge)| charge.clone());
    let charge = charge.unwrap_or_else(|| ChargeState::Declined("unknown here".to_owned()));
    ChargeReport { state: charge, gateway_id: Some(format!("g-{id}")) }
}

#[async_trait]
impl PaymentGateway for ScriptedGateway {
    fn name(&self) -> &'static str {
        Self::NAME
    }

    fn captures_on_confirm(&self) -> bool {
        self.with(|state| state.captures_on_confirm)
    }

    fn patience(&self) -> Duration {
        Duration::from_millis(500)
    }

    async fn begin(&self, request: &ChargeRequest) -> Result<BegunCharge, GatewayError> {
        let id = &request.payment_id;
        self.done(|state| {
            state.charges.entry(id.clone()).or_insert((request.money, ChargeState::Open));
            state.begun.push(request.clone());
            BegunCharge { gateway_id: Some(format!("g-{id}")), pay_url: format!("https://pay.example/{id}") }
        })
        .await
    }

    async fn confirm(
        &self,
        charge: &ChargeRef,
        _: &[(String, String)],
    ) -> Result<ChargeReport, GatewayError> {
        self.done(|state| report(state, &charge.payment_id)).await
    }

    async fn look_up(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.done(|state| report(state, &charge.payment_id)).await
    }

    async fn close(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.done(|state| {
            let closed = ChargeState::Declined("closed".to_owned());
            let stored =
                state.charges.entry(charge.payment_id.clone()).or_insert((charge.money, ChargeState::Open));
            if stored.1 == ChargeState::Open {
                stored.1 = closed;
            }
            report(state, &charge.payment_id)
        })
        .await
    }

    async fn refund(&self, charge: &ChargeRef) -> Result<ChargeReport, GatewayError> {
        self.done(|state| {
            if let Some((money, stored @ ChargeState::Captured(_))) =
                state.charges.get_mut(&charge.payment_id)
            {
                *stored = ChargeState::Refunded;
                state.refunded += money.amount;
            }
            report(state, &charge.payment_id)
        })
        .await
    }

    fn verify(&self, webhook: &WebhookRequest<'_>) -> Result<(), WebhookRejected> {
        let is_signed = webhook.headers.iter().any(|(name, value)| name == "x-signature" && value == "good");
        if is_signed { Ok(()) } else { Err(WebhookRejected::Signature) }
    }

    fn parse(&self, webhook: &WebhookRequest<'_>) -> Result<WebhookSubject, WebhookRejected> {
        let text = std::str::from_utf8(webhook.body).unwrap_or_default();
        match text.split_once(':') {
            Some(("payment" | "captured", id)) => Ok(WebhookSubject::Payment(PaymentId::from_stored(id))),
            Some(("gateway", id)) => Ok(WebhookSubject::Gateway(id.to_owned())),
            Some(("nothing", _)) => Ok(WebhookSubject::Nothing),
            _ => Err(WebhookRejected::Unreadable("another word".to_owned())),
        }
    }

    fn says_captured(&self, webhook: &WebhookRequest<'_>) -> bool {
        webhook.body.starts_with(b"captured:")
    }
}
