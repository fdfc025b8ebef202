//! Matches and venues: a hold need not read the catalogue each time.

use super::venues::KeptVenues;
use crate::{cache::lru, single_flight::NextFlight};
use async_trait::async_trait;
use jari_core::{
    domain::{MatchId, MatchInfo, Venue, VenueId},
    geometry::EncodedGeometry,
    ports::{Catalogue, StoreError},
};
use moka::future::Cache;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a match is taken to be as it was read. Nothing but a command line changes it.
const FRESH: Duration = Duration::from_secs(1);

/// As many matches are kept.
const MAX_MATCHES: u64 = 256;

/// Matches, each with the moment at which the store was asked for it. A cache's own time to live would count from the answer.
type KeptMatches = Cache<MatchId, (Instant, MatchInfo)>;

/// [`Catalogue`] before another one. A venue never changes, and a match hardly ever.
pub struct RecentCatalogue {
    catalogue: Arc<dyn Catalogue>,
    matches: KeptMatches,
    reads: NextFlight<MatchId, Option<MatchInfo>>,
    venues: Arc<KeptVenues>,
}

impl RecentCatalogue {
    /// Before this catalogue, which keeps venues there: those are taken without asking it.
    pub fn new(catalogue: Arc<dyn Catalogue>, venues: Arc<KeptVenues>) -> Self {
        Self { catalogue, matches: lru(MAX_MATCHES).build(), reads: NextFlight::default(), venues }
    }
}

#[async_trait]
impl Catalogue for RecentCatalogue {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.catalogue.matches().await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        if let Some(info) = fresh(&self.matches, id).await {
            return Ok(Some(info));
        }
        let (catalogue, kept) = (Arc::clone(&self.catalogue), self.matches.clone());
        let read = move || {
            let (catalogue, kept) = (Arc::clone(&catalogue), kept.clone());
            async move {
                // Those who came during the last read are served by what it has found.
                if let Some(info) = fresh(&kept, id).await {
                    return Ok(Some(info));
                }
                let asked = Instant::now();
                let found = catalogue.find_match(id).await?;
                if let Some(info) = &found {
                    kept.insert(id, (asked, info.clone())).await;
                }
                Ok(found)
            }
        };
        self.reads.ask(id, read).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        match self.venues.kept(id).await {
            Some(venue) => Ok(Some(venue)),
            None => self.catalogue.venue(id).await,
        }
    }

    async fn geometry(&self, id: VenueId) -> Result<Option<Arc<EncodedGeometry>>, StoreError> {
        // One that is not kept yet is read as any other.
        if self.venue(id).await?.is_none() {
            return Ok(None);
        }
        self.venues.geometry(id).await
    }
}

async fn fresh(kept: &KeptMatches, id: MatchId) -> Option<MatchInfo> {
    kept.get(&id).await.filter(|(asked, _)| asked.elapsed() < FRESH).map(|(_, info)| info)
}
