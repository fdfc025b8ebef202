//! What a match consists of, from the catalogue, kept in memory: it does not change, but for when the match begins.

use super::keys;
use crate::cache::{lru, read_through};
use jari_core::{
    domain::{BlockId, MatchId, MatchInfo, UnixMillis, Venue, VenueId},
    failures,
    ports::{Catalogue, StoreError},
};
use moka::future::Cache;
use std::{collections::HashMap, sync::Arc, time::Duration};
use tokio::time::Instant;

/// How long a match's keys are kept after it began, in milliseconds.
const KEEP_MILLIS: i64 = 7 * 24 * 60 * 60 * 1_000;

/// How long a list of the matches is used.
const LIST_EVERY: Duration = Duration::from_secs(5);

/// Layouts kept at the same time, each of some hundred bytes to some thousand; beyond that they are read again.
const MOST: u64 = 2_000;

/// What a match consists of, but for its seats: the venue, which has them, is kept by the catalogue, as far as there is room.
#[derive(Clone)]
pub(super) struct Layout {
    pub(super) match_id: MatchId,
    /// When it begins, as the list of matches had it last.
    pub(super) starts_at: UnixMillis,
    /// Ordered by id.
    pub(super) blocks: Vec<BlockId>,
    venue_id: VenueId,
}

impl Layout {
    /// For how many milliseconds from `now` on the match's keys are kept. Redis counts them by its own clock.
    pub(super) fn keep_millis(&self, now: UnixMillis) -> i64 {
        (self.starts_at - now).max(0).saturating_add(KEEP_MILLIS)
    }

    /// Every key of the match.
    pub(super) fn keys(&self) -> Vec<String> {
        let id = self.match_id;
        let mut keys = vec![keys::meta(id), keys::stream(id), keys::expiry(id), keys::carts(id)];
        keys.extend(self.blocks.iter().map(|block_id| keys::block(id, *block_id)));
        keys
    }
}

/// The layouts that were asked for.
pub(super) struct Layouts {
    catalogue: Arc<dyn Catalogue>,
    known: Cache<MatchId, Arc<Layout>>,
    listed: tokio::sync::Mutex<Option<(Instant, Arc<[MatchInfo]>)>>,
}

impl Layouts {
    pub(super) fn new(catalogue: Arc<dyn Catalogue>) -> Self {
        Self { catalogue, known: lru(MOST).build(), listed: tokio::sync::Mutex::default() }
    }

    /// A match's layout, none if there is no such match.
    pub(super) async fn find(&self, id: MatchId) -> Result<Option<Arc<Layout>>, StoreError> {
        let catalogue = Arc::clone(&self.catalogue);
        read_through(&self.known, id, || async move { read(&*catalogue, id).await }).await
    }

    /// The venue that a match is at, with its seats.
    pub(super) async fn venue(&self, layout: &Layout) -> Result<Arc<Venue>, StoreError> {
        venue(&*self.catalogue, layout.match_id, layout.venue_id).await
    }

    /// Brings what is kept up to date with a list of all matches: some were moved in time, and others deleted.
    async fn follow(&self, matches: &[MatchInfo]) {
        let starts: HashMap<_, _> = matches.iter().map(|info| (info.id, info.starts_at)).collect();
        for (id, layout) in &self.known {
            match starts.get(&id) {
                None => self.known.invalidate(&*id).await,
                Some(&starts_at) if starts_at != layout.starts_at => {
                    let moved = Layout { starts_at, ..Layout::clone(&layout) };
                    self.known.insert(*id, Arc::new(moved)).await;
                }
                Some(_) => {}
            }
        }
    }

    /// The matches that may have keys. A database that is gone for a while does not stop what Redis can do alone.
    pub(super) async fn active(&self, now: UnixMillis) -> Result<Vec<MatchId>, StoreError> {
        let mut listed = self.listed.lock().await;
        let fresh = listed.as_ref().is_some_and(|(at, _)| at.elapsed() < LIST_EVERY);
        if !fresh {
            match (self.catalogue.matches().await, &mut *listed) {
                (Ok(matches), listed) => {
                    self.follow(&matches).await;
                    *listed = Some((Instant::now(), matches.into()));
                }
                // Not asked again at once: others wait here.
                (Err(error), Some((at, _))) => {
                    failures::warn("cannot list the matches, going on with those known", &error);
                    *at = Instant::now();
                }
                (Err(error), None) => return Err(error),
            }
        }
        let active = |info: &&MatchInfo| now - info.starts_at < KEEP_MILLIS;
        Ok(listed.iter().flat_map(|(_, matches)| matches.iter().filter(active)).map(|info| info.id).collect())
    }
}

async fn read(catalogue: &dyn Catalogue, id: MatchId) -> Result<Option<Arc<Layout>>, StoreError> {
    let Some(info) = catalogue.find_match(id).await? else { return Ok(None) };
    let MatchInfo { venue_id, starts_at, .. } = info;
    let venue = venue(catalogue, id, venue_id).await?;
    let mut blocks: Vec<_> = venue.blocks.iter().map(|block| block.info.id).collect();
    blocks.sort_unstable();
    Ok(Some(Arc::new(Layout { match_id: id, starts_at, blocks, venue_id })))
}

async fn venue(catalogue: &dyn Catalogue, of: MatchId, id: VenueId) -> Result<Arc<Venue>, StoreError> {
    let missing = || StoreError::Inconsistent(format!("match {of} is at a venue that is not there"));
    catalogue.venue(id).await?.ok_or_else(missing)
}
