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
use futures_util::{StreamExt, stream};
use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, timeout};

/// Matches looked at at the same time.
pub(super) const AT_ONCE: usize = 16;

/// How often matches that others may have built are looked for.
const LOOK_EVERY: Duration = Duration::from_secs(5);

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
    /// The matches that were there when they were last looked at.
    known: Mutex<BTreeSet<MatchId>>,
    /// When all were last looked at.
    looked: Mutex<Option<Instant>>,
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
        Self(Arc::new(Parts {
            link,
            layouts,
            ledger,
            clock,
            stream_maxlen,
            flights: SingleFlight::default(),
            known: Mutex::default(),
            looked: Mutex::default(),
        }))
    }

    /// Makes a match valid, building it if it is not there. Answers whether there is such a match.
    pub(super) async fn ensure(&self, match_id: MatchId) -> Result<bool, StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else { return Ok(false) };
        let this = self.clone();
        let work = || async move {
            if this.inspect(&layout).await? == Found::Valid { Ok(()) } else { this.build(&layout).await }
        };
        self.0.flights.run((Work::Ensure, match_id), work).await?;
        self.learn(match_id);
        Ok(true)
    }

    /// Makes every match that is there valid, and then tells the scripts to the server that has this one.
    pub(super) async fn admit(&self, match_id: MatchId) -> Result<(), StoreError> {
        let this = self.clone();
        let work = || async move {
            this.admit_all(match_id).await?;
            let key = keys::meta(match_id);
            for script in scripts::LOADED {
                this.0.link.load(&key, script).await.map_err(store_error)?;
            }
            // The process that was told may already be another than the one that was looked at.
            this.admit_all(match_id).await
        };
        self.0.flights.run((Work::Admit, match_id), work).await
    }

    async fn admit_all(&self, match_id: MatchId) -> Result<(), StoreError> {
        self.check_one(match_id).await?;
        match self.look().await {
            // What is out of reach on a cluster is on another node than this match, which was reached.
            Err(error) if self.0.link.is_cluster() => {
                tracing::debug!(%error, "some matches of the cluster cannot be looked at");
                Ok(())
            }
            looked => looked,
        }
    }

    /// Makes valid what is known to be there, and from time to time looks for what others have built.
    pub(super) async fn check(&self) -> Result<(), StoreError> {
        if self.is_time_to_look() { self.look().await } else { self.check_all(self.known()).await }
    }

    /// The matches that are there, as far as it is known.
    pub(super) async fn there(&self) -> Result<Vec<MatchId>, StoreError> {
        if self.is_time_to_look() {
            self.look().await?;
        }
        Ok(self.known())
    }

    fn is_time_to_look(&self) -> bool {
        let looked = *self.0.looked.lock().unwrap_or_else(PoisonError::into_inner);
        looked.is_none_or(|looked| looked.elapsed() >= LOOK_EVERY)
    }

    fn known(&self) -> Vec<MatchId> {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect()
    }

    /// Looks at every match that may be there.
    async fn look(&self) -> Result<(), StoreError> {
        let active = self.0.layouts.active(self.0.clock.now()).await?;
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|known| active.contains(known));
        self.check_all(active).await?;
        *self.0.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        Ok(())
    }

    /// Makes valid which of these are there. All are looked at, even if some cannot be.
    async fn check_all(&self, matches: Vec<MatchId>) -> Result<(), StoreError> {
        let checks = stream::iter(matches).map(|match_id| self.check_one(match_id)).buffer_unordered(AT_ONCE);
        checks.fold(Ok(()), async |all, one| all.and(one)).await
    }

    async fn check_one(&self, match_id: MatchId) -> Result<(), StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else { return Ok(()) };
        let checked = match self.inspect(&layout).await {
            Ok(Found::Absent) => {
                self.0.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&match_id);
                return Ok(());
            }
            Ok(Found::Valid) => Ok(()),
            Ok(Found::Partial | Found::Foreign) => self.ensure(match_id).await.map(|_| ()),
            Err(error) => Err(error),
        };
        match checked {
            Ok(()) => {
                self.learn(match_id);
                Ok(())
            }
            // One match that cannot be read must not stop the others.
            Err(StoreError::Inconsistent(what)) => {
                tracing::error!(%match_id, what, "a match in Redis is not what it should be");
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    fn learn(&self, match_id: MatchId) {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).insert(match_id);
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
