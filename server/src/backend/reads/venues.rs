//! Venues in memory: they are large, and never change.

use super::VenueGeometry;
use crate::cache::{lru, read_through};
use async_trait::async_trait;
use jari_core::{
    domain::{Block, MatchId, MatchInfo, Point, Seat, Shape, ShapeKind, Venue, VenueId},
    geometry::EncodedGeometry,
    ports::{Catalogue, StoreError},
};
use moka::future::Cache;
use std::sync::Arc;

/// Bytes of all venues that are kept, about: some sixty ballparks of 25,000 seats.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// Bytes of their geometries, about: of as many.
const GEOMETRY_BYTES: u64 = 64 * 1024 * 1024;

/// [`Catalogue`] before another one, and the only place where venues are kept.
pub struct KeptVenues {
    catalogue: Arc<dyn Catalogue>,
    venues: Cache<VenueId, Arc<Venue>>,
    geometries: Cache<VenueId, Arc<VenueGeometry>>,
}

impl KeptVenues {
    /// Before this catalogue.
    pub fn new(catalogue: Arc<dyn Catalogue>) -> Self {
        Self::within(catalogue, MOST_BYTES)
    }

    fn within(catalogue: Arc<dyn Catalogue>, bytes: u64) -> Self {
        let venues = lru(bytes).weigher(|_, venue: &Arc<Venue>| bytes_of(venue)).build();
        let geometries =
            lru(GEOMETRY_BYTES).weigher(|_, geometry: &Arc<VenueGeometry>| geometry.bytes()).build();
        Self { catalogue, venues, geometries }
    }

    /// A venue that is in memory: nothing is asked, and nobody waits.
    pub async fn kept(&self, id: VenueId) -> Option<Arc<Venue>> {
        self.venues.get(&id).await
    }

    /// The geometry of a venue, none if there is none with this id. It is made once, for all who ask meanwhile.
    ///
    /// # Errors
    /// A [`StoreError`] when the venue cannot be read.
    pub async fn geometry_of(&self, id: VenueId) -> Result<Option<Arc<VenueGeometry>>, StoreError> {
        if let Some(geometry) = self.geometries.get(&id).await {
            return Ok(Some(geometry));
        }
        let Some(venue) = self.venue(id).await? else { return Ok(None) };
        let make = async { Ok(Some(Arc::new(VenueGeometry::of(venue).await?))) };
        read_through(&self.geometries, id, || make).await
    }
}

#[async_trait]
impl Catalogue for KeptVenues {
    async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
        self.catalogue.matches().await
    }

    async fn find_match(&self, id: MatchId) -> Result<Option<MatchInfo>, StoreError> {
        self.catalogue.find_match(id).await
    }

    async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
        let catalogue = Arc::clone(&self.catalogue);
        read_through(&self.venues, id, || async move { catalogue.venue(id).await }).await
    }

    async fn geometry(&self, id: VenueId) -> Result<Option<Arc<EncodedGeometry>>, StoreError> {
        Ok(self.geometry_of(id).await?.map(|geometry| Arc::clone(geometry.encoded())))
    }
}

/// What a venue takes, about: its seats, and what is drawn.
fn bytes_of(venue: &Venue) -> u32 {
    let seat = |seat: &Seat| size_of::<Seat>() + seat.guid.len() + seat.row.len() + seat.number.len();
    let points = |points: &[Point]| size_of_val(points);
    let block = |block: &Block| {
        let names = block.info.name.len() + block.info.section_name.len() + block.info.area_name.len();
        let seats: usize = block.seats.iter().map(seat).sum();
        size_of::<Block>() + names + points(&block.outline) + seats
    };
    let shape = |shape: &Shape| {
        let corners =
            if let ShapeKind::Polygon { points: corners } = &shape.kind { points(corners) } else { 0 };
        size_of::<Shape>() + corners + shape.text.as_ref().map_or(0, |text| text.text.len())
    };
    let blocks: usize = venue.blocks.iter().map(block).sum();
    let shapes: usize = venue.plan.shapes.iter().map(shape).sum();
    u32::try_from(size_of::<Venue>() + blocks + shapes).unwrap_or(u32::MAX)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use futures_util::future::{join_all, poll_immediate};
    use jari_core::domain::{AreaId, BlockId, BlockInfo, RowId, RowPlace, SeatId, SectionId, VenuePlan};
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use tokio::sync::Semaphore;

    const SEATS: u32 = 1_000;
    const CORNER: Point = Point { x: 0.0, y: 0.0 };

    /// A venue of so many seats in one block.
    pub(in crate::backend::reads) fn venue(id: VenueId, seats: u32) -> Venue {
        let seat = |index: u32| Seat {
            id: SeatId(index.into()),
            guid: format!("seat {index}"),
            row: "row".to_owned(),
            place: RowPlace { row_id: RowId(1), index },
            number: index.to_string(),
            at: CORNER,
            category_id: None,
            accessible: false,
            companion_of: None,
            restricted_view: false,
        };
        let info = BlockInfo {
            id: BlockId(1),
            name: "block".into(),
            section_id: SectionId(1),
            section_name: "section".into(),
            area_id: AreaId(1),
            area_name: "area".into(),
            total: seats,
        };
        let seats = (0..seats).map(seat).collect();
        Venue {
            id,
            name: "venue".into(),
            plan: VenuePlan { min: CORNER, max: CORNER, shapes: Vec::new() },
            areas: Vec::new(),
            sections: Vec::new(),
            blocks: vec![Block { info, outline: Vec::new(), label: CORNER, seats }],
            categories: Vec::new(),
        }
    }

    /// Venues that are read as often as it is let.
    struct Reads {
        begun: AtomicUsize,
        open: Semaphore,
    }

    #[async_trait]
    impl Catalogue for Reads {
        async fn matches(&self) -> Result<Vec<MatchInfo>, StoreError> {
            Ok(Vec::new())
        }

        async fn find_match(&self, _: MatchId) -> Result<Option<MatchInfo>, StoreError> {
            Ok(None)
        }

        async fn venue(&self, id: VenueId) -> Result<Option<Arc<Venue>>, StoreError> {
            self.begun.fetch_add(1, SeqCst);
            self.open.acquire().await.unwrap().forget();
            Ok((id.0 > 0).then(|| Arc::new(venue(id, SEATS))))
        }
    }

    fn kept_within(bytes: u64, reads: usize) -> (Arc<Reads>, KeptVenues) {
        let store = Arc::new(Reads { begun: 0.into(), open: Semaphore::new(reads) });
        (Arc::clone(&store), KeptVenues::within(store, bytes))
    }

    #[tokio::test]
    async fn those_that_nobody_asked_for_the_longest_go_before_there_are_too_many_bytes() {
        let one = u64::from(bytes_of(&venue(VenueId(1), SEATS)));
        assert!((100_000..300_000).contains(&one), "{one}");
        let (store, kept) = kept_within(2 * one + one / 2, 9);
        for id in [1, 2, 1, 3, 1] {
            assert_eq!(kept.venue(VenueId(id)).await.unwrap().unwrap().id, VenueId(id));
        }
        assert_eq!(store.begun.load(SeqCst), 3);
        assert_eq!(kept.venues.weighted_size(), 2 * one);
        assert!(kept.kept(VenueId(2)).await.is_none() && kept.kept(VenueId(3)).await.is_some());
        assert!(kept.venue(VenueId(2)).await.unwrap().is_some());
        assert_eq!(store.begun.load(SeqCst), 4);
        // One that is too large for all the room is answered, and not kept.
        let (store, kept) = kept_within(one / 2, 9);
        for _ in 0..2 {
            assert!(kept.venue(VenueId(1)).await.unwrap().is_some());
        }
        assert_eq!((store.begun.load(SeqCst), kept.venues.weighted_size()), (2, 0));
    }

    #[tokio::test]
    async fn a_crowd_reads_it_once_and_to_its_end_also_when_all_have_left() {
        let (store, kept) = kept_within(MOST_BYTES, 0);
        let mut crowd: Vec<_> = (0..50).map(|_| Box::pin(kept.venue(VenueId(1)))).collect();
        for one in &mut crowd {
            assert!(poll_immediate(one).await.is_none());
        }
        while store.begun.load(SeqCst) == 0 {
            tokio::task::yield_now().await;
        }
        crowd.truncate(20);
        let gone = crowd.split_off(10);
        drop(gone);
        store.open.add_permits(1);
        assert!(join_all(crowd).await.into_iter().all(|told| told.unwrap().is_some()));
        assert_eq!(store.begun.load(SeqCst), 1);

        let mut alone = Box::pin(kept.venue(VenueId(2)));
        assert!(poll_immediate(&mut alone).await.is_none());
        drop(alone);
        store.open.add_permits(1);
        while kept.kept(VenueId(2)).await.is_none() {
            tokio::task::yield_now().await;
        }
        assert_eq!(store.begun.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn one_that_is_not_there_is_asked_for_each_time() {
        let (store, kept) = kept_within(MOST_BYTES, 9);
        assert!(kept.venue(VenueId(0)).await.unwrap().is_none());
        assert!(kept.venue(VenueId(0)).await.unwrap().is_none());
        assert_eq!(store.begun.load(SeqCst), 2);
    }

    #[tokio::test]
    async fn a_geometry_is_made_once_for_all_who_ask_and_kept() {
        let (store, kept) = kept_within(MOST_BYTES, 2);
        let crowd = join_all((0..50).map(|_| kept.geometry_of(VenueId(1)))).await;
        let geometries: Vec<_> = crowd.into_iter().map(|told| told.unwrap().unwrap()).collect();
        let later = kept.geometry_of(VenueId(1)).await.unwrap().unwrap();
        assert!(geometries.iter().all(|geometry| Arc::ptr_eq(geometry, &later)));
        assert_eq!(store.begun.load(SeqCst), 1);
        assert_eq!(later.decoded().unwrap().len(), SEATS as usize);
        assert_eq!(kept.geometry(VenueId(1)).await.unwrap().unwrap().hash, later.encoded().hash);
        assert!((40_000..80_000).contains(&later.bytes()), "{}", later.bytes());
        // Whoever is told its name finds it compressed, or waits for it once.
        let form = later.content().form(crate::site::Encoding::Brotli).await.unwrap();
        assert!(form.len() < later.encoded().bytes.len());
        assert!(kept.geometry_of(VenueId(0)).await.unwrap().is_none());
    }
}
