//! A small venue with a match on sale, in a real store.

use super::ManualClock;
use jari_core::{
    domain::{BlockId, Language, MatchId, Name, Point, SaleWindow, SeatId, UnixMillis, Venue, VenuePlan},
    ports::Clock,
    services::Gateways,
};
use server::{
    backend::Backend,
    config::Config,
    rdb::{self, Database, NewMatch},
    venue::{ImportArea, ImportBlock, ImportCategory, ImportRow, ImportSeat, ImportSection, VenueImport},
};
use std::sync::Arc;

/// When the tests' matches go on sale.
pub(crate) const OPENS_AT: UnixMillis = UnixMillis(1_000_000);

/// A venue of three blocks with 120, 12 and 12 seats, and two matches: one on sale, one not yet.
pub(crate) struct Fixture {
    pub(crate) config: Config,
    /// What time it is for everything that is not told the time.
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) db: Database,
    pub(crate) store: Backend,
    pub(crate) match_id: MatchId,
    pub(crate) upcoming: MatchId,
    pub(crate) venue: Arc<Venue>,
    /// Who takes the money of a server over it.
    pub(crate) gateways: Option<Gateways>,
}

impl Fixture {
    /// Opens the store that the settings name, which is empty, and puts the venue and its matches into it.
    pub(crate) async fn open(config: Config) -> Self {
        Self::open_with(config, &venue()).await
    }

    /// The same with another venue.
    pub(crate) async fn open_with(config: Config, venue: &VenueImport) -> Self {
        let clock = Arc::new(ManualClock::new(OPENS_AT));
        let (db, store) = open(&config, &clock).await;
        let venue_id = db.import.import_venue(venue).await.unwrap();
        let new = |name: &str, opens_at| NewMatch {
            venue_id,
            name: name.into(),
            time_zone: Default::default(),
            currency: Default::default(),
            starts_at: OPENS_AT + 1_000_000,
            sale: SaleWindow { opens_at, closes_at: None },
        };
        let create = async |new| db.import.create_match(&new).await.unwrap().unwrap();
        let match_id = create(new("on sale", OPENS_AT)).await;
        let upcoming = create(new("upcoming", UnixMillis(i64::MAX))).await;
        let venue = store.catalogue.venue(venue_id).await.unwrap().unwrap();
        Self { config, clock, db, store, match_id, upcoming, venue, gateways: None }
    }

    /// The same stores, opened once more, as another instance does it.
    pub(crate) async fn join(&self) -> Self {
        self.join_by(self.config.clone()).await
    }

    /// The same by another way.
    pub(crate) async fn join_by(&self, config: Config) -> Self {
        let (db, store) = open(&config, &self.clock).await;
        Self {
            config,
            clock: Arc::clone(&self.clock),
            db,
            store,
            match_id: self.match_id,
            upcoming: self.upcoming,
            venue: Arc::clone(&self.venue),
            gateways: self.gateways.clone(),
        }
    }

    /// The block at that place in the venue.
    pub(crate) fn block(&self, index: usize) -> BlockId {
        self.venue.blocks[index].info.id
    }

    /// A seat of that block.
    pub(crate) fn seat(&self, block: usize, index: usize) -> SeatId {
        self.venue.blocks[block].seats[index].id
    }
}

/// Opens the store that the settings name.
pub(crate) async fn open(config: &Config, clock: &Arc<ManualClock>) -> (Database, Backend) {
    let db = rdb::open(&config.database, config.startup, &config.told()).await.unwrap();
    let store = Backend::open(config, &db, Arc::clone(clock) as Arc<dyn Clock>).await.unwrap();
    (db, store)
}

/// A venue of so many blocks, each with so many seats in one row.
pub(crate) fn wide_venue(blocks: usize, seats: usize) -> VenueImport {
    let at = |x: usize, y: usize| Point { x: x as f64, y: y as f64 };
    let seat = |block: usize, place: usize| ImportSeat {
        guid: format!("{block}-{place}"),
        index: u32::try_from(place).unwrap(),
        number: place.to_string(),
        at: at(place, block),
        category: None,
        accessible: false,
        companion_of: None,
        restricted_view: false,
    };
    let block = |n: usize| ImportBlock {
        name: n.to_string().into(),
        outline: vec![at(0, n), at(12, n), at(12, n + 1), at(0, n + 1)],
        label: at(6, n),
        rows: vec![ImportRow {
            label: "1".to_owned(),
            seats: (0..seats).map(|place| seat(n, place)).collect(),
        }],
    };
    let sections = vec![ImportSection { name: "s".into(), blocks: (0..blocks).map(block).collect() }];
    VenueImport {
        name: "wide".into(),
        plan: VenuePlan { min: at(0, 0), max: at(seats, blocks), shapes: Vec::new() },
        categories: Vec::new(),
        areas: vec![ImportArea { name: "a".into(), sections }],
    }
}

/// The same of twelve seats a block: those at 3 and 5 are for wheelchairs, the first with companions at 2 and 4, the second with one at
/// 6; those at 0 and 4 are of restricted view.
pub(crate) fn with_companions(blocks: usize) -> VenueImport {
    let mut venue = wide_venue(blocks, 12);
    venue.categories =
        vec![ImportCategory { name: "c".into(), color: "#336699".to_owned(), price: Some(10_000) }];
    let blocks = venue.areas.iter_mut().flat_map(|area| &mut area.sections).flat_map(|s| &mut s.blocks);
    for seats in blocks.flat_map(|block| &mut block.rows).map(|row| &mut row.seats) {
        for (companion, of) in [(2, 3), (4, 3), (6, 5)] {
            seats[companion].companion_of = Some(seats[of].guid.clone());
            seats[of].accessible = true;
        }
        seats.iter_mut().for_each(|seat| seat.category = Some(0));
        seats[0].restricted_view = true;
        seats[4].restricted_view = true;
    }
    venue
}

/// A name in both languages.
pub(crate) fn english(own: &str, english: &str) -> Name {
    Name::from(own).with(Language::En, Some(english))
}

fn venue() -> VenueImport {
    let at = |x: usize, y: usize| Point { x: x as f64, y: y as f64 };
    let block = |name: Name, top: usize, rows: usize| ImportBlock {
        name,
        outline: vec![at(0, top), at(12, top), at(12, top + rows), at(0, top + rows)],
        label: at(6, top),
        rows: (0..rows)
            .map(|row| ImportRow {
                label: format!("{}열", row + 1),
                seats: (0..12)
                    .map(|i| ImportSeat {
                        guid: format!("{}-{i}", top + row),
                        index: u32::try_from(i).unwrap(),
                        number: (i + 1).to_string(),
                        at: at(i, top + row),
                        category: Some(0),
                        accessible: row == 0 && i == 0,
                        companion_of: None,
                        restricted_view: false,
                    })
                    .collect(),
            })
            .collect(),
    };
    VenueImport {
        name: english("시험장", "Test ground"),
        plan: VenuePlan { min: at(0, 0), max: at(12, 30), shapes: Vec::new() },
        categories: vec![ImportCategory {
            name: english("일반석", "Standard"),
            color: "#336699".to_owned(),
            price: Some(30_000),
        }],
        areas: vec![ImportArea {
            name: english("1루측", "First base side"),
            sections: vec![ImportSection {
                name: english("내야", "Infield"),
                blocks: vec![
                    block(english("101블록", "Block 101"), 0, 10),
                    block(english("102블록", "Block 102"), 12, 1),
                    block(english("103블록", "Block 103").with(Language::Ko, Some("103블록")), 15, 1),
                ],
            }],
        }],
    }
}
