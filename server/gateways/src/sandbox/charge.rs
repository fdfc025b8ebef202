//! A charge of play money: what is kept of it, and what it may become.
//!
//! ```text
//!          ┌─ paid ──────▶ Paid ── given back ──▶ Refunded
//!   Open ──┼─ declined ──▶ Declined
//!          ├─ given up ──▶ GivenUp
//!          └─ closed ────▶ Closed
//! ```

use super::play::{GatewayPlay, Outcome, Play, ReturnPlay, WebhookPlay};
use jari_core::domain::{
    Language, Money, PaymentId, UnixMillis,
    payment::{ChargeRequest, ChargeState},
};

/// How long the gateway is down or slow once that is played.
const TROUBLE_MILLIS: i64 = 20_000;

/// How late a webhook is that is late.
const LATE_MILLIS: i64 = 30_000;

/// What has become of a charge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SandboxState {
    /// Nobody has played yet.
    Open,
    /// It was paid.
    Paid,
    /// The card was declined.
    Declined,
    /// The buyer has given up.
    GivenUp,
    /// It was closed before anybody had played.
    Closed,
    /// It was paid and given back.
    Refunded,
}

impl SandboxState {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Open, Self::Paid, Self::Declined, Self::GivenUp, Self::Closed, Self::Refunded];

    /// The word for it, as a store keeps it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::Paid => "PAID",
            Self::Declined => "DECLINED",
            Self::GivenUp => "GIVEN_UP",
            Self::Closed => "CLOSED",
            Self::Refunded => "REFUNDED",
        }
    }

    /// The state by its word; none for another word.
    pub fn from_stored(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }
}

/// A charge of play money.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SandboxCharge {
    /// The payment.
    pub payment_id: PaymentId,
    /// How much it is.
    pub money: Money,
    /// What is bought.
    pub title: String,
    /// What the page is in.
    pub language: Language,
    /// Where the buyer is sent afterwards.
    pub return_url: String,
    /// Until when the page lets him play.
    pub pay_until: UnixMillis,
    /// What has become of it.
    pub state: SandboxState,
    /// Until when the gateway does not answer when it is asked about it.
    pub down_until: Option<UnixMillis>,
    /// Until when it answers slowly.
    pub slow_until: Option<UnixMillis>,
    /// Whether the buyer was not sent back.
    pub return_lost: bool,
    /// How often it has changed.
    pub version: i64,
}

impl SandboxCharge {
    pub(super) fn new(request: &ChargeRequest) -> Self {
        let ChargeRequest { payment_id, money, title, language, return_url, pay_until, .. } = request.clone();
        Self {
            payment_id,
            money,
            title,
            language,
            return_url,
            pay_until,
            state: SandboxState::Open,
            down_until: None,
            slow_until: None,
            return_lost: false,
            version: 0,
        }
    }

    /// Whether the page lets the buyer play.
    pub fn is_playable(&self, now: UnixMillis) -> bool {
        self.state == SandboxState::Open && now < self.pay_until
    }

    /// What becomes of it by a play, and when webhooks tell of that.
    pub(super) fn played(&self, play: Play, now: UnixMillis) -> (Self, Vec<UnixMillis>) {
        let state = match play.outcome {
            Outcome::Pay => SandboxState::Paid,
            Outcome::Decline => SandboxState::Declined,
            Outcome::GiveUp => SandboxState::GivenUp,
        };
        let trouble = Some(now + TROUBLE_MILLIS);
        let (down_until, slow_until) = match play.gateway {
            GatewayPlay::Up => (None, None),
            GatewayPlay::Down => (trouble, None),
            GatewayPlay::Slow => (None, trouble),
        };
        let webhooks = match play.webhook {
            WebhookPlay::AtOnce | WebhookPlay::BeforeReturn => vec![now],
            WebhookPlay::Twice => vec![now, now],
            WebhookPlay::Late => vec![now + LATE_MILLIS],
            WebhookPlay::Never => vec![],
        };
        let return_lost = play.r#return == ReturnPlay::Lost;
        (Self { state, down_until, slow_until, return_lost, ..self.clone() }, webhooks)
    }

    /// What the gateway says of it.
    pub(super) fn told(&self) -> ChargeState {
        let declined = |why: &str| ChargeState::Declined(why.to_owned());
        match self.state {
            SandboxState::Open => ChargeState::Open,
            SandboxState::Paid => ChargeState::Captured(self.money),
            SandboxState::Declined => declined("card_declined"),
            SandboxState::GivenUp => declined("given_up"),
            SandboxState::Closed => declined("closed"),
            SandboxState::Refunded => ChargeState::Refunded,
        }
    }
}
