//! Which seats a command is about, and who gives it.

use super::{CommandError, admin};
use crate::{backend::Backend, clock::SystemClock, config::Config, rdb::Database, stream::NoHint};
use jari_core::{
    domain::{Actor, BlockId, MatchId, OrderId, SeatId},
    services::AllocationService,
};
use std::sync::Arc;

/// What the commands that change seats have in common.
#[derive(Debug, clap::Args)]
pub(super) struct Seats {
    /// The match's number.
    #[arg(long = "match", value_name = "ID", value_parser = admin::parse_id::<MatchId>)]
    pub(super) match_id: MatchId,
    /// A seat's number; may be given several times, and with commas between.
    #[arg(long = "seat", value_name = "ID", value_delimiter = ',', required_unless_present = "blocks")]
    seats: Vec<SeatId>,
    /// A block's number, for all its seats; may be given several times, and with commas between.
    #[arg(long = "block", value_name = "ID", value_delimiter = ',')]
    blocks: Vec<BlockId>,
    /// Who does it, as the log of events is to name you.
    #[arg(long, value_name = "NAME", default_value = "operator")]
    by: String,
}

impl Seats {
    /// Who does it.
    pub(super) fn actor(&self) -> Actor {
        Actor::Operator(self.by.clone())
    }

    /// All the seats, those of whole blocks included.
    pub(super) async fn all(&self, db: &Database) -> Result<Vec<SeatId>, CommandError> {
        let match_id = self.match_id;
        let venue = admin::service(db).venue(match_id).await?;
        let mut seats = self.seats.clone();
        for block_id in &self.blocks {
            let block = venue.block(*block_id);
            let block = block.ok_or_else(|| format!("match {match_id} has no block {block_id}"))?;
            seats.extend(block.seats.iter().map(|seat| seat.id));
        }
        if let Some(unknown) = seats.iter().find(|seat_id| venue.block_of(**seat_id).is_none()) {
            return Err(format!("match {match_id} has no seat {unknown}").into());
        }
        Ok(seats)
    }
}

/// The service that changes seats, in whichever store has them. Running instances learn of it as they learn of each other's
/// changes.
pub(super) async fn service(config: &Config, db: &Database) -> Result<AllocationService, CommandError> {
    let clock = Arc::new(SystemClock);
    let backend = Backend::open(config, db, Arc::clone(&clock) as _).await?;
    let (catalogue, store) = (backend.catalogue, backend.allocations);
    let new_order = || OrderId::from_random(rand::random());
    Ok(AllocationService::new(
        catalogue,
        store,
        Arc::new(NoHint),
        clock,
        config.allocation.policy(),
        new_order,
    ))
}
