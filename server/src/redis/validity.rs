//! Whether what Redis holds is the history that it was, and what makes it so.
//!
//! A server's memory is whole as long as its process is the same. A restarted process, or a replica that became a
//! master, may have lost the latest changes, acknowledged ones too. Neither knows the scripts: they are written to no file
//! and sent to no replica. So a script that is not known means another process, and before it is told the scripts, every
//! match there is made valid: what was written to another process goes on under a new epoch, with what the ledger knows to
//! be sold. A process that changes its role back and forth keeps its scripts, and is noticed by the check that runs each
//! second.

use super::{
    error::{malformed, store_error},
    keys,
    layouts::{KEEP_MILLIS, Layout, Layouts},
    link::Link,
    scripts,
    single_flight::SingleFlight,
};
use app::{
    domain::{BlockId, Epoch, MatchId, Sale},
    ports::{Clock, SalesLedger, StoreError},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use std::{sync::Arc, time::Duration};
use tokio::time::timeout;

/// Matches looked at at the same time.
pub(super) const AT_ONCE: usize = 16;

/// Makes matches valid.
#[derive(Clone)]
pub(super) struct Validity(Arc<Parts>);

struct Parts {
    link: Arc<Link>,
    layouts: Arc<Layouts>,
    ledger: Arc<dyn SalesLedger>,
    clock: Arc<dyn Clock>,
    stream_maxlen: u64,
    flights: SingleFlight<(Work, MatchId)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Work {
    /// Makes one match valid.
    Ensure,
    /// Makes all valid and tells the server of one of them the scripts.
    Admit,
}

/// What a look at a match has shown.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// Nothing of it is there.
    Absent,
    /// Parts of it are missing.
    Partial,
    /// It was written to another process.
    Foreign,
    /// All is well.
    Valid,
}

impl Validity {
    pub(super) fn new(
        link: Arc<Link>,
        layouts: Arc<Layouts>,
        ledger: Arc<dyn SalesLedger>,
        clock: Arc<dyn Clock>,
        stream_maxlen: u64,
    ) -> Self {
        let flights = SingleFlight::default();
        Self(Arc::new(Parts { link, layouts, ledger, clock, stream_maxlen, flights }))
    }

    /// Makes a match valid, building it if it is not there. Answers whether there is such a match.
    pub(super) async fn ensure(&self, match_id: MatchId) -> Result<bool, StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else { return Ok(false) };
        let this = self.clone();
        let work = || async move {
            if this.inspect(&layout).await? == Found::Valid { Ok(()) } else { this.build(&layout).await }
        };
        self.0.flights.run((Work::Ensure, match_id), work).await?;
        Ok(true)
    }

    /// Makes every match that is there valid, and then tells the scripts to the server that has this one.
    pub(super) async fn admit(&self, match_id: MatchId) -> Result<(), StoreError> {
        let this = self.clone();
        let work = || async move {
            this.check().await?;
            this.check_one(match_id).await?;
            let key = keys::meta(match_id);
            for script in scripts::LOADED {
                this.0.link.load(&key, script).await.map_err(store_error)?;
            }
            // The process that was told may already be another than the one that was looked at.
            this.check().await?;
            Ok(())
        };
        self.0.flights.run((Work::Admit, match_id), work).await
    }

    /// Makes every match that is there valid; answers which those are.
    pub(super) async fn check(&self) -> Result<Vec<MatchId>, StoreError> {
        let active = self.0.layouts.active(self.0.clock.now()).await?;
        let there: Vec<Option<MatchId>> = stream::iter(active)
            .map(|match_id| async move {
                match self.check_one(match_id).await {
                    Ok(there) => Ok(there.then_some(match_id)),
                    // One match that cannot be read must not stop the others.
                    Err(StoreError::Inconsistent(what)) => {
                        tracing::error!(%match_id, what, "a match in Redis is not what it should be");
                        Ok(None)
                    }
                    Err(error) => Err(error),
                }
            })
            .buffer_unordered(AT_ONCE)
            .try_collect()
            .await?;
        Ok(there.into_iter().flatten().collect())
    }

    async fn check_one(&self, match_id: MatchId) -> Result<bool, StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else { return Ok(false) };
        match self.inspect(&layout).await? {
            Found::Absent => Ok(false),
            Found::Valid => Ok(true),
            Found::Partial | Found::Foreign => self.ensure(match_id).await,
        }
    }

    async fn inspect(&self, layout: &Layout) -> Result<Found, StoreError> {
        let id = layout.match_id;
        let mut cmd = redis::cmd("EVAL");
        cmd.arg(scripts::INSPECT.text).arg(layout.blocks.len() + 2).arg(keys::meta(id)).arg(keys::expiry(id));
        for block_id in &layout.blocks {
            cmd.arg(keys::block(id, *block_id));
        }
        let (word, _epoch): (String, String) = self.0.link.query(&cmd).await.map_err(store_error)?;
        match word.as_str() {
            "ABSENT" => Ok(Found::Absent),
            "PARTIAL" => Ok(Found::Partial),
            "FOREIGN" => Ok(Found::Foreign),
            "VALID" => Ok(Found::Valid),
            _ => Err(malformed("state of a match", word)),
        }
    }

    async fn build(&self, layout: &Layout) -> Result<(), StoreError> {
        let id = layout.match_id;
        let sold = self.0.ledger.sold(id).await?;
        let now = self.0.clock.now();
        let mut cmd = redis::cmd("EVAL");
        cmd.arg(scripts::BUILD.text).arg(layout.blocks.len() + 3);
        cmd.arg(keys::meta(id)).arg(keys::stream(id)).arg(keys::expiry(id));
        for block_id in &layout.blocks {
            cmd.arg(keys::block(id, *block_id));
        }
        let keep = (layout.starts_at - now).max(0).saturating_add(KEEP_MILLIS);
        cmd.arg(Epoch::from_random(rand::random()).as_str()).arg(now.0).arg(self.0.stream_maxlen).arg(keep);
        // A sale of a seat that is not in the venue cannot be shown, and changes nothing for those that are.
        let placed = |sale: &Sale| layout.blocks.binary_search(&sale.block_id).ok();
        let sold: Vec<_> = sold.iter().filter_map(|sale| Some((placed(sale)? + 4, sale))).collect();
        cmd.arg(sold.len());
        for (place, sale) in sold {
            cmd.arg(place).arg(sale.block_id.0).arg(sale.seat_id.0).arg(sale.holder.as_str());
        }
        for block_id in &layout.blocks {
            cmd.arg(seats(layout, *block_id));
        }
        let (how, epoch): (String, String) = self.0.link.query(&cmd).await.map_err(store_error)?;
        match how.as_str() {
            "KEPT" => {}
            "RENEWED" => tracing::warn!(match_id = %id, epoch, "Redis is another process: a new epoch"),
            _ => tracing::info!(match_id = %id, epoch, "the match was built in Redis"),
        }
        Ok(())
    }
}

fn seats(layout: &Layout, block_id: BlockId) -> String {
    let seats = layout.venue.block(block_id).map_or(&[][..], |block| &block.seats);
    seats.iter().map(|seat| seat.id.to_string()).collect::<Vec<_>>().join(",")
}

/// A bound around making things valid, which may take several commands and a query of the database.
pub(super) async fn within<T>(
    bound: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(bound, work).await.unwrap_or_else(|error| Err(StoreError::Unavailable(Box::new(error))))
}
