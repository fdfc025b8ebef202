//! The REST routes, the session and the refusals, over the wire.

mod admission;
mod allocation;
mod best;
mod caching;
mod catalogue;
mod checkout;
mod companions;
mod errors;
mod find;
mod forms;
mod framing;
mod hang_up;
mod heads;
mod host;
mod language;
mod markup;
mod orders;
mod page_data;
mod pages;
mod race;
mod session;
mod shapes;
mod site;
mod slow;
mod snapshot;
mod together;
