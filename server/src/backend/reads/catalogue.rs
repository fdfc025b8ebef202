//! Matches and venues: a hold need not read the catalogue each time.

use super::{next_read::NextRead, recent::Recent};
use async_trait::async_trait;
use jari_core::{
    domain::{MatchId, MatchInfo, Venue, VenueId},
    ports::{Catalogue, StoreError},
};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// How long a match is taken to be as it was read. Nothing but a command line changes it.
const FRESH: Duration = Duration::from_secs(1);

/// As many matches are kept.
const MAX_MATCHES: usize = 256;

/// As many venues are kept. The store has them in memory as well, but behind a lock, a watch and a time-out.
const MAX_VENUES: usize = 64;

type KeptMatches = Recent<MatchId, (Instant, MatchInfo)>;

/// [`Catalogue`] before another one. A venue never changes, and a match hardly ever.
pub struct RecentCatalogue {
    catalogue: Arc<dyn Catalogue>,
    matches: Arc<KeptMatches>,
    reads: NextRead<MatchId, Option<MatchInfo>>,
    venues: Arc<Recent<VenueId, Arc<Venue>>>,
    venue_reads: NextRead<VenueId, Option<Arc<Venue>>>,
}

impl RecentCatalogue {
    /// Before this catalogue.
    pub fn new(catalogue: Arc<dyn Catalogue>) -> Self {
        Self {
            catalogue,
            matches: Arc::new(Recent::new(MAX_MATCHES)),
            reads: NextRead::default(),
            venues: Arc::new(Recent::new(MAX_VENUES)),
            venue_reads: NextRead::default(),
        }
    }
}

#[async_trait]
impl Catalogue for RecentCatalogue {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.catalogue.matches().await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        if let Some(info) = fresh(&self.matches, id) {
            return Ok(Some(info));
        }
        let (catalogue, kept) = (Arc::clone(&self.catalogue), Arc::clone(&self.matches));
        let read = move || {
            let (catalogue, kept) = (Arc::clone(&catalogue), Arc::clone(&kept));
            async move {
                // Those who came during the last read are served by what it has found.
                if let Some(info) = fresh(&kept, id) {
                    return Ok(Some(info));
                }
                let asked = Instant::now();
                let found = catalogue.find_match(id).await?;
                if let Some(info) = &found {
                    kept.put(id, (asked, info.clone()));
                }
                Ok(found)
            }
        };
        self.reads.ask(id, read).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        if let Some(venue) = self.venues.get(&id) {
            return Ok(Some(venue));
        }
        // It is large, and is read to its end even if nobody can wait for it: whoever comes again finds it.
        let (catalogue, kept) = (Arc::clone(&self.catalogue), Arc::clone(&self.venues));
        let read = move || {
            let (catalogue, kept) = (Arc::clone(&catalogue), Arc::clone(&kept));
            async move {
                if let Some(venue) = kept.get(&id) {
                    return Ok(Some(venue));
                }
                let found = catalogue.venue(id).await?;
                if let Some(venue) = &found {
                    kept.put(id, Arc::clone(venue));
                }
                Ok(found)
            }
        };
        self.venue_reads.ask(id, read).await
    }
}

fn fresh(kept: &KeptMatches, id: MatchId) -> Option<MatchInfo> {
    kept.get(&id).filter(|(asked, _)| asked.elapsed() < FRESH).map(|(_, info)| info)
}
