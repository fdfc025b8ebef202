//! The adapters of the ports, in SQL that both databases understand.
//!
//! The databases' drivers have types of their own that do not mix, so this module is compiled once for each: as part of
//! `sqlite` and as part of `postgres`. What differs between the two stands in their `dialect`, next to where this is
//! included, and nothing here asks which of them it is.

mod allocation_rows;
mod allocations;
mod batch;
mod catalogue;
mod connections;
mod drawing_json;
mod error;
mod events;
mod health;
mod history;
mod import;
mod lease;
mod ledger;
mod match_admin;
mod names;
mod order_rows;
mod order_writes;
mod orders;
mod outbox;
mod price_lists;
mod prune;
mod sales;
mod sandbox;
mod shared_writes;
mod status;
mod tickets;
mod undelivered;
mod venue_rows;
mod watched;

pub(in crate::rdb) use connections::Connections;
#[allow(unused_imports, reason = "one of the databases has no use for it")]
pub(in crate::rdb) use error::store_error;
pub(in crate::rdb) use lease::Lease;

use crate::rdb::{
    Database,
    group::{GroupCommit, GroupLimits},
};
use jari_core::domain::Destination;
use std::sync::Arc;

/// Every port, served by these connections. `told` are told outside of what is sold.
pub(super) fn database(db: &Connections, limits: GroupLimits, told: &[Destination]) -> Database {
    let closing = db.clone();
    let outgoing = outbox::Outgoing::new(told);
    let writes = shared_writes::SharedWrites::new(db.clone(), limits.timeout);
    let group = GroupCommit::new(batch::SqlBatches::new(db.clone(), outgoing.clone()), limits);
    Database {
        catalogue: Arc::new(catalogue::SqlCatalogue::new(db.clone())),
        status: Arc::new(status::SqlStatus::new(db.clone())),
        allocations: Arc::new(allocations::SqlAllocations::new(db.clone(), group.clone())),
        ledger: Arc::new(ledger::SqlLedger::new(db.clone(), group)),
        events: Arc::new(events::SqlEvents::new(db.clone())),
        orders: Arc::new(orders::SqlOrders::new(db.clone(), outgoing.clone(), writes.clone())),
        tickets: Arc::new(tickets::SqlTickets::new(db.clone())),
        outbox: Arc::new(outbox::SqlOutbox::new(db.clone(), outgoing)),
        undelivered: Arc::new(undelivered::SqlUndelivered(db.clone())),
        import: Arc::new(import::SqlImport::new(db.clone())),
        match_admin: Arc::new(match_admin::SqlMatchAdmin::new(db.clone())),
        sandbox: Arc::new(sandbox::SqlSandbox::new(db.clone(), writes)),
        history: Arc::new(history::SqlHistory::new(db.clone())),
        writable: Arc::new(db.clone()),
        peers: None,
        close: Arc::new(move || {
            let db = closing.clone();
            Box::pin(async move { db.close().await })
        }),
    }
}
