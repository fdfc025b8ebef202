//! The relational back end: the adapters of each database.

#![allow(
    clippy::duplicate_mod,
    reason = "`sql` is compiled once for each database, as their drivers' types differ"
)]

mod backoff;
mod copy;
mod group;
mod migrations;
mod open;
mod open_error;
mod order_messages;
mod postgres;
mod sqlite;

pub use copy::{CopyError, copy};
pub use open::{new_epoch, open};
pub use open_error::OpenError;

use crate::venue::VenueImport;
use async_trait::async_trait;
use futures_util::future::BoxFuture;
use jari_core::{
    domain::{Currency, Epoch, MatchId, Name, SaleWindow, TimeZoneName, UnixMillis, VenueId},
    ports::{
        AllocationStore, Catalogue, EventLog, LoadAllocationStatus, MatchAdmin, OrderStore, Outbox, Peers,
        ProveWritable, SalesLedger, StoreError, TicketStore, UndeliveredMessages,
    },
};
use jari_gateways::SandboxCharges;
use std::sync::Arc;

/// An open database, whichever it is: everything that it serves. Cheap to clone.
#[derive(Clone)]
pub struct Database {
    /// Matches and venues.
    pub catalogue: Arc<dyn Catalogue>,
    /// Reading allocations.
    pub status: Arc<dyn LoadAllocationStatus>,
    /// Changing allocations.
    pub allocations: Arc<dyn AllocationStore>,
    /// What was sold.
    pub ledger: Arc<dyn SalesLedger>,
    /// The log of every change.
    pub events: Arc<dyn EventLog>,
    /// Orders and payments.
    pub orders: Arc<dyn OrderStore>,
    /// Tickets.
    pub tickets: Arc<dyn TicketStore>,
    /// What is to be told outside.
    pub outbox: Arc<dyn Outbox>,
    /// What of it was given up.
    pub undelivered: Arc<dyn UndeliveredMessages>,
    /// Writing venues and matches.
    pub import: Arc<dyn ImportCatalogue>,
    /// Changing matches.
    pub match_admin: Arc<dyn MatchAdmin>,
    /// What the sandbox knows.
    pub sandbox: Arc<dyn SandboxCharges>,
    /// The epoch.
    pub history: Arc<dyn RenewHistory>,
    /// That it takes changes.
    pub writable: Arc<dyn ProveWritable>,
    /// How to reach the other instances over the same database, where it can be done.
    pub peers: Option<Arc<dyn Peers>>,
    close: Arc<dyn Fn() -> BoxFuture<'static, ()> + Send + Sync>,
}

impl Database {
    /// Closes every connection, so that an SQLite file is whole without its write-ahead log.
    pub async fn close(&self) {
        (self.close)().await;
    }
}

/// A match to create.
#[derive(Clone, Debug)]
pub struct NewMatch {
    /// Where it takes place.
    pub venue_id: VenueId,
    /// What it is called.
    pub name: Name,
    /// Where that is, as far as clocks go.
    pub time_zone: TimeZoneName,
    /// What its prices and orders are in.
    pub currency: Currency,
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When its seats may be held.
    pub sale: SaleWindow,
}

/// Writing venues and matches: done from the command line, never by a buyer's request.
#[async_trait]
pub trait ImportCatalogue: Send + Sync {
    /// Writes a venue whole, or not at all.
    async fn import_venue(&self, venue: &VenueImport) -> Result<VenueId, StoreError>;

    /// Every venue and what it is called.
    async fn venues(&self) -> Result<Vec<(VenueId, String)>, StoreError>;

    /// Creates a match with every seat of its venue available; none if there is no such venue.
    async fn create_match(&self, new: &NewMatch) -> Result<Option<MatchId>, StoreError>;
}

/// Beginning a new history by hand, which whoever has put back a backup should do.
#[async_trait]
pub trait RenewHistory: Send + Sync {
    /// Gives the database another epoch.
    async fn renew(&self, epoch: &Epoch) -> Result<(), StoreError>;
}
