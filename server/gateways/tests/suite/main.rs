//! The gateways over real HTTP: against doubles that are written from the gateways' references, and refuse what these would, and
//! for what it speaks of Stripe against `localstripe`, which others have written.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on should stop where it is"
)]

mod faults;
mod free;
mod localstripe;
mod sandbox;
mod stripe;
mod support;
mod toss;
