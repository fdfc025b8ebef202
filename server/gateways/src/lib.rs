//! The payment gateways that Jari knows, each an adapter of the core's port
//! [`PaymentGateway`](jari_core::ports::PaymentGateway). They know the core and nothing else of Jari's.
//!
//! Whatever is not an answer, or says nothing (no connection, a time-out, a 409, 429 or 5xx, a body that is cut off, too long or
//! not what the reference describes), is *unknown*: nobody may take it for a refusal. Only what the gateway has clearly declined
//! is refused.

mod free;
mod http;
mod sandbox;
mod secret;
mod stripe;
mod toss;

pub use free::Free;
pub use http::GatewaySetupError;
pub use sandbox::{
    GatewayPlay, Outcome, Play, ReturnPlay, SANDBOX_PAGES, SANDBOX_WEBHOOK, Sandbox, SandboxCharge,
    SandboxCharges, SandboxState, SandboxStoreError, WebhookPlay, sandbox_webhook,
};
pub use secret::Secret;
pub use stripe::{Stripe, StripeSettings};
pub use toss::{Toss, TossSettings};
