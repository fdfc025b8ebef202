//! Venues as the search sees them, kept: a venue never changes, and preparing one takes some milliseconds.

use crate::domain::{Venue, best_available::RankedVenue};
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

/// So many are kept, those that were asked for last; one of 25,000 seats takes some 1.5 MB.
const MAX_VENUES: usize = 16;

#[derive(Default)]
pub(super) struct RankedVenues(Mutex<VecDeque<Arc<RankedVenue>>>);

impl RankedVenues {
    pub(super) fn of(&self, venue: &Venue) -> Arc<RankedVenue> {
        // Whoever comes meanwhile waits, as otherwise each of a crowd would prepare it.
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = kept.iter().position(|known| known.id == venue.id).and_then(|place| kept.remove(place));
        let ranked = known.unwrap_or_else(|| Arc::new(RankedVenue::new(venue)));
        kept.push_front(Arc::clone(&ranked));
        kept.truncate(MAX_VENUES);
        ranked
    }
}
