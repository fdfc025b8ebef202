//! The REST routes, the session and the refusals, over the wire.

mod admission;
mod allocation;
mod catalogue;
mod errors;
mod host;
mod markup;
mod pages;
mod race;
mod session;
mod site;
mod slow;
mod snapshot;
