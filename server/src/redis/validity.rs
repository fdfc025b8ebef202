//! Whether what Redis holds is the history that it was, and what makes it so.
//!
//! A server's memory is whole as long as its process is the same. A restarted process, or a replica that became a
//! master, may have lost the latest changes, acknowledged ones too. Neither knows the scripts: they are written to no file
//! and sent to no replica. So a script that is not known means another process, and before it is told the scripts, every
//! match there is made valid: what was written to another process goes on under a new epoch, with what the ledger knows to
//! be sold. A process that changes its role back and forth keeps its scripts, and is noticed by the check that runs each
//! second.

use super::{
    building::{self, Found},
    error::store_error,
    keys,
    layouts::{Layout, Layouts},
    link::Link,
    open_groups::OpenGroups,
    scripts,
};
use crate::single_flight::NextFlight;
use futures_util::future::join_all;
use jari_core::{
    domain::{LedgerSeats, MatchId},
    failures,
    ports::{Clock, SalesLedger, StoreError},
};
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
    /// What this instance follows.
    groups: Arc<OpenGroups>,
    flights: NextFlight<(Work, MatchId), ()>,
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

impl Validity {
    pub(super) fn new(
        link: Arc<Link>,
        layouts: Arc<Layouts>,
        ledger: Arc<dyn SalesLedger>,
        clock: Arc<dyn Clock>,
        stream_maxlen: u64,
        groups: Arc<OpenGroups>,
    ) -> Self {
        Self(Arc::new(Parts {
            link,
            layouts,
            ledger,
            clock,
            stream_maxlen,
            groups,
            flights: NextFlight::default(),
            known: Mutex::default(),
            looked: Mutex::default(),
        }))
    }

    /// Makes a match valid, building it if it is not there. Answers whether there is such a match.
    pub(super) async fn ensure(&self, match_id: MatchId) -> Result<bool, StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else { return Ok(false) };
        let this = self.clone();
        let work = move || {
            let (this, layout) = (this.clone(), Arc::clone(&layout));
            async move {
                if this.inspect(&layout).await? == Found::Valid { Ok(()) } else { this.build(&layout).await }
            }
        };
        self.0.flights.ask((Work::Ensure, match_id), work).await?;
        self.learn(match_id);
        Ok(true)
    }

    /// Makes every match that is there valid, and then tells the scripts to the server that has this one.
    pub(super) async fn admit(&self, match_id: MatchId) -> Result<(), StoreError> {
        let this = self.clone();
        let work = move || {
            let this = this.clone();
            async move { this.tell_scripts(match_id).await }
        };
        self.0.flights.ask((Work::Admit, match_id), work).await
    }

    async fn tell_scripts(&self, match_id: MatchId) -> Result<(), StoreError> {
        self.admit_all(match_id).await?;
        let key = keys::meta(match_id);
        for script in scripts::LOADED {
            self.0.link.load(&key, script).await.map_err(store_error)?;
        }
        // The process that was told may already be another than the one that was looked at.
        self.admit_all(match_id).await
    }

    async fn admit_all(&self, match_id: MatchId) -> Result<(), StoreError> {
        self.check_one(match_id).await?;
        self.look_as_far_as_possible().await
    }

    /// Looks at every match. On a cluster those that are out of reach are on another node than those that are not.
    async fn look_as_far_as_possible(&self) -> Result<(), StoreError> {
        match self.look().await {
            Err(error) if self.0.link.is_cluster() => {
                failures::warn("cannot look at some matches of the cluster", &error);
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
            self.look_as_far_as_possible().await?;
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
        let mut matches: BTreeSet<MatchId> = self.known().into_iter().collect();
        matches.extend(self.0.layouts.active(self.0.clock.now()).await?);
        let checked = self.check_all(matches.into_iter().collect()).await;
        // On a cluster one node that is out of reach must not make everybody look again and again.
        if checked.is_ok() || self.0.link.is_cluster() {
            *self.0.looked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        }
        checked
    }

    /// Makes valid which of these are there. All are looked at, even if some cannot be.
    async fn check_all(&self, matches: Vec<MatchId>) -> Result<(), StoreError> {
        let mut all = Ok(());
        for some in matches.chunks(AT_ONCE) {
            let checks = some.iter().map(|match_id| self.check_one(*match_id));
            all = join_all(checks).await.into_iter().fold(all, Result::and);
        }
        all
    }

    async fn check_one(&self, match_id: MatchId) -> Result<(), StoreError> {
        let Some(layout) = self.0.layouts.find(match_id).await? else {
            // It was deleted. Its keys go when their time has come.
            self.0.known.lock().unwrap_or_else(PoisonError::into_inner).remove(&match_id);
            return Ok(());
        };
        let checked = match self.inspect(&layout).await {
            // Whoever watches it here must not be left with what was, as nobody may ask for it.
            Ok(Found::Absent) if self.0.groups.is_followed(match_id) => {
                self.ensure(match_id).await.map(|_| ())
            }
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
            Err(error @ StoreError::Inconsistent(_)) => {
                let of = format_args!("match {match_id}");
                failures::error_of("a match in Redis is not what it should be", of, &error);
                Ok(())
            }
            Err(error) => Err(error),
        }
    }

    /// Notes that a match is there.
    pub(super) fn learn(&self, match_id: MatchId) {
        self.0.known.lock().unwrap_or_else(PoisonError::into_inner).insert(match_id);
    }

    async fn inspect(&self, layout: &Layout) -> Result<Found, StoreError> {
        building::inspect(&self.0.link, layout).await
    }

    async fn build(&self, layout: &Layout) -> Result<(), StoreError> {
        let venue = self.0.layouts.venue(layout).await?;
        let mut seats = self.0.ledger.seats(layout.match_id).await?;
        // What was sold after the ledger was read may have been shown before the match was built, and would be missing in it:
        // the ledger is read once more when it is there.
        let build = async |seats: &LedgerSeats| {
            let (link, now) = (&self.0.link, self.0.clock.now());
            building::build(link, layout, &venue, seats, now, self.0.stream_maxlen).await
        };
        while !build(&seats).await? {
            let seats_now = self.0.ledger.seats(layout.match_id).await?;
            if seats_now == seats {
                break;
            }
            seats = seats_now;
        }
        Ok(())
    }
}

/// A bound around making things valid, which may take several commands and a query of the database.
pub(super) async fn within<T>(
    bound: Duration,
    work: impl Future<Output = Result<T, StoreError>>,
) -> Result<T, StoreError> {
    timeout(bound, work).await.unwrap_or_else(|error| Err(StoreError::Unavailable(Box::new(error))))
}
