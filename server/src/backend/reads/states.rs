//! The states of all seats of a match: one read for a crowd, and of blocks that have not changed none.

use super::{BLOCKS_BYTES, VenueGeometry};
use crate::{
    cache::lru,
    compressed::{Compressed, Effort},
    single_flight::NextFlight,
    site::{Encoding, hash},
};
use futures_util::{StreamExt, TryStreamExt, stream};
use jari_core::{
    domain::{BlockId, Counts, Epoch, MatchId, Revision, SeatStatus, Snapshot},
    geometry::{Geometry, States},
    ports::{LoadAllocationStatus, StoreError},
};
use moka::future::Cache;
use std::sync::Arc;

/// So many blocks are read at the same time.
const READ_AT_ONCE: usize = 8;

/// As often it is begun anew when the epoch ends while blocks are read.
const TRIES: usize = 3;

/// The states of a match's seats, as they travel.
pub struct MatchStates {
    states: States,
    tag: String,
    content: Arc<Compressed>,
}

impl MatchStates {
    /// The states.
    pub const fn states(&self) -> &States {
        &self.states
    }

    /// Names them: the same epoch and revisions have the same name.
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The bytes, plain and compressed.
    pub(crate) const fn content(&self) -> &Arc<Compressed> {
        &self.content
    }
}

/// Reads the states of matches. What it answers is what the store had after it was asked, so that who has just changed a seat
/// sees it; each block is of one revision.
pub struct SharedStates {
    status: Arc<dyn LoadAllocationStatus>,
    kept: Cache<MatchId, Arc<MatchStates>>,
    reads: NextFlight<MatchId, Arc<MatchStates>>,
}

impl SharedStates {
    /// Over a store, which should spare itself the reading of blocks that it knows.
    pub fn new(status: Arc<dyn LoadAllocationStatus>) -> Self {
        let kept = lru(BLOCKS_BYTES).weigher(|_, states: &Arc<MatchStates>| bytes_of(states)).build();
        Self { status, kept, reads: NextFlight::default() }
    }

    /// The states of a match in the order of its venue's geometry.
    ///
    /// # Errors
    /// A [`StoreError`] when the store cannot answer.
    pub async fn of(
        &self,
        match_id: MatchId,
        geometry: &Arc<VenueGeometry>,
    ) -> Result<Arc<MatchStates>, StoreError> {
        let (status, kept, geometry) = (Arc::clone(&self.status), self.kept.clone(), Arc::clone(geometry));
        let read = move || {
            let (status, kept, geometry) = (Arc::clone(&status), kept.clone(), Arc::clone(&geometry));
            async move {
                let known = kept.get(&match_id).await;
                let states = read(&*status, match_id, &geometry, known.clone()).await?;
                if known.is_none_or(|known| !Arc::ptr_eq(&known, &states)) {
                    kept.insert(match_id, Arc::clone(&states)).await;
                }
                Ok(states)
            }
        };
        self.reads.ask(match_id, read).await
    }
}

async fn read(
    status: &dyn LoadAllocationStatus,
    match_id: MatchId,
    geometry: &VenueGeometry,
    known: Option<Arc<MatchStates>>,
) -> Result<Arc<MatchStates>, StoreError> {
    let (name, geometry) = (&geometry.encoded().hash, geometry.decoded()?);
    for _ in 0..TRIES {
        let counts = status.block_counts(match_id, None).await?;
        let known = known.as_ref().filter(|known| {
            known.states.epoch == counts.epoch
                && known.states.geometry == *name
                && known.states.revs.len() == geometry.blocks.len()
        });
        let behind: Vec<usize> = (0..geometry.blocks.len())
            .filter(|at| {
                known.is_none_or(|known| known.states.revs.get(*at) != Some(&rev(&counts, geometry, *at)))
            })
            .collect();
        if let (Some(known), []) = (known, behind.as_slice()) {
            return Ok(Arc::clone(known));
        }
        let mut states = match known {
            Some(known) => known.states.clone(),
            None => nobody_may_have(name, &counts.epoch, geometry),
        };
        let snapshot = |at: usize| async move {
            let id = geometry.blocks.get(at).map_or(BlockId(0), |block| block.id);
            Ok::<_, StoreError>((at, status.snapshot(match_id, id).await?))
        };
        let mut snapshots = stream::iter(behind).map(snapshot).buffer_unordered(READ_AT_ONCE);
        let mut is_one_history = true;
        while let Some((at, snapshot)) = snapshots.try_next().await? {
            is_one_history &= snapshot.epoch == counts.epoch;
            put(&mut states, geometry, at, &snapshot);
        }
        if is_one_history {
            return Ok(Arc::new(encoded(states).await));
        }
    }
    Err(StoreError::Unavailable("one epoch follows the other".into()))
}

/// The revision that a block has; 0 for one that the match does not have.
fn rev(counts: &Counts, geometry: &Geometry, at: usize) -> Revision {
    let count = geometry.blocks.get(at).and_then(|block| {
        let found = counts.blocks.binary_search_by_key(&block.id, |count| count.block_id).ok()?;
        counts.blocks.get(found)
    });
    count.map_or(Revision(0), |count| count.rev)
}

/// States before anything is read: what the store does not have is nobody's to take.
fn nobody_may_have(name: &str, epoch: &Epoch, geometry: &Geometry) -> States {
    let revs = vec![Revision(0); geometry.blocks.len()];
    let mut states = States::new(name.to_owned(), epoch.clone(), revs, geometry.len());
    for place in 0..geometry.len() {
        states.set(place, SeatStatus::Occupied);
    }
    states
}

fn put(states: &mut States, geometry: &Geometry, at: usize, snapshot: &Snapshot) {
    if let Some(rev) = states.revs.get_mut(at) {
        *rev = snapshot.rev;
    }
    for seat in &snapshot.seats {
        if let Some(place) = geometry.place_of(seat.seat_id) {
            states.set(place, seat.status);
        }
    }
}

async fn encoded(states: States) -> MatchStates {
    let mut named = states.geometry.clone();
    states.revs.iter().for_each(|rev| named.push_str(&format!(" {rev}")));
    let tag = format!("{}-{}", states.epoch, hash::of(named.as_bytes()));
    let content = Arc::new(Compressed::new(states.encode(), Effort::Little));
    // Whoever waits for these states wants them so.
    content.form(Encoding::Brotli).await;
    MatchStates { states, tag, content }
}

fn bytes_of(states: &MatchStates) -> u32 {
    // As they are looked into, plain and compressed.
    u32::try_from(states.content.plain().len().saturating_mul(4)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::backend::reads::venues::tests::venue;
    use async_trait::async_trait;
    use jari_core::domain::{BlockCount, Changes, SeatChange, SeatId, StreamId, VenueId};
    use rand::{Rng, SeedableRng, rngs::StdRng};
    use std::{
        collections::HashMap,
        sync::atomic::{AtomicUsize, Ordering::SeqCst},
    };

    /// What the issue asks for: at most 10 KB of the ballpark, however the sale goes.
    #[tokio::test]
    async fn they_are_small_in_any_mix() {
        let (seats, blocks) = (25_285, 63);
        let mut random = StdRng::seed_from_u64(7);
        let epoch = Epoch::from_random(random.random());
        let revs = (0..blocks).map(|_| Revision(random.random_range(0..100_000))).collect();
        let mut states = States::new("0123456789abcdef".to_owned(), epoch, revs, seats);
        let mut sizes = Vec::new();
        // As much of each state as of any other; and as it is in the midst of a sale.
        for shares in [[25, 25, 25, 25], [50, 8, 4, 38]] {
            for place in 0..seats {
                let mut left = random.random_range(0..100);
                let is_it = |share: &i32| {
                    left -= share;
                    left < 0
                };
                let at = shares.iter().position(is_it).unwrap();
                states.set(place, SeatStatus::ALL[at]);
            }
            let content = encoded(states.clone()).await.content;
            let form = content.form(Encoding::Brotli).await;
            let (plain, brotli) = (content.plain().len(), form.map(|form| form.len()));
            assert!(plain <= 10_000 && brotli.is_none_or(|brotli| brotli < plain));
            sizes.push((plain, brotli));
        }
        println!("plain and in brotli: {sizes:?}");
    }

    const MATCH: MatchId = MatchId(1);

    /// A store of one block whose epoch ends, so many times, between two questions.
    struct Unsteady {
        ends: AtomicUsize,
        epoch: AtomicUsize,
    }

    impl Unsteady {
        fn epoch(&self) -> Epoch {
            Epoch::from_random(self.epoch.load(SeqCst) as u64)
        }
    }

    #[async_trait]
    impl LoadAllocationStatus for Unsteady {
        async fn snapshot(&self, _: MatchId, _: BlockId) -> Result<Arc<Snapshot>, StoreError> {
            if self.ends.load(SeqCst) > 0 {
                self.ends.fetch_sub(1, SeqCst);
                self.epoch.fetch_add(1, SeqCst);
            }
            // The store does not know of the seats 0 to 9.
            let status = |id: i64| if id % 3 == 0 { SeatStatus::Available } else { SeatStatus::Hold };
            let seat = |id| SeatChange { seat_id: SeatId(id), status: status(id), rev: Revision(1) };
            Ok(Arc::new(Snapshot {
                epoch: self.epoch(),
                rev: Revision(7),
                seats: (10..100).map(seat).collect(),
            }))
        }

        async fn block_revision(&self, _: MatchId, _: BlockId) -> Result<StreamId, StoreError> {
            Ok(StreamId { epoch: self.epoch(), rev: Revision(7) })
        }

        async fn changes_since(&self, _: MatchId, _: BlockId, rev: Revision) -> Result<Changes, StoreError> {
            Ok(Changes { epoch: self.epoch(), rev, seats: Vec::new() })
        }

        async fn block_counts(&self, _: MatchId, _: Option<&[BlockId]>) -> Result<Counts, StoreError> {
            let block = BlockCount { block_id: BlockId(1), rev: Revision(7), free: 0 };
            Ok(Counts { epoch: self.epoch(), blocks: vec![block] })
        }

        async fn free_seats(&self, _: &[MatchId]) -> Result<HashMap<MatchId, u32>, StoreError> {
            Ok(HashMap::new())
        }
    }

    #[tokio::test]
    async fn they_are_of_one_epoch_whenever_it_ends() {
        let geometry = Arc::new(VenueGeometry::of(Arc::new(venue(VenueId(1), 100))).await.unwrap());
        let store = Arc::new(Unsteady { ends: 0.into(), epoch: 1.into() });
        let shared = SharedStates::new(Arc::clone(&store) as _);
        let mut tags = Vec::new();
        for ends in 0..TRIES {
            store.ends.store(ends, SeqCst);
            if ends > 0 {
                // The one that is known is over as well.
                store.epoch.fetch_add(1, SeqCst);
            }
            let told = shared.of(MATCH, &geometry).await.unwrap();
            let states = told.states();
            assert_eq!((&states.epoch, &states.revs[..]), (&store.epoch(), &[Revision(7)][..]));
            for place in 0..100 {
                let expected = match place {
                    // What the store does not have is nobody's to take.
                    0..10 => SeatStatus::Occupied,
                    place if place % 3 == 0 => SeatStatus::Available,
                    _ => SeatStatus::Hold,
                };
                assert_eq!(states.get(place), expected, "{place}");
            }
            tags.push(told.tag().to_owned());
            // Nothing has changed: they are the same ones.
            assert!(Arc::ptr_eq(&told, &shared.of(MATCH, &geometry).await.unwrap()));
        }
        tags.dedup();
        assert_eq!(tags.len(), TRIES);
        store.ends.store(9, SeqCst);
        store.epoch.fetch_add(1, SeqCst);
        assert!(matches!(shared.of(MATCH, &geometry).await, Err(StoreError::Unavailable(_))));
    }
}
