//! A small venue with a match on sale, in a real SQLite file.

use app::domain::{BlockId, MatchId, Point, SaleWindow, SeatId, UnixMillis, Venue, VenuePlan};
use server::{
    config::DatabaseConfig,
    rdb::{
        Store,
        sqlite::{NewMatch, Sqlite, create_match, import_venue},
    },
    venue::{ImportArea, ImportBlock, ImportCategory, ImportSeat, ImportSection, VenueImport},
};
use std::{path::Path, sync::Arc};

/// When the tests' matches go on sale.
pub(crate) const OPENS_AT: UnixMillis = UnixMillis(1_000_000);

/// A venue of three blocks with 120, 12 and 12 seats, and two matches: one on sale, one not yet.
pub(crate) struct Fixture {
    pub(crate) db: Sqlite,
    pub(crate) store: Store,
    pub(crate) match_id: MatchId,
    pub(crate) upcoming: MatchId,
    pub(crate) venue: Arc<Venue>,
}

impl Fixture {
    /// The block at that place in the venue.
    pub(crate) fn block(&self, index: usize) -> BlockId {
        self.venue.blocks[index].info.id
    }

    /// A seat of that block.
    pub(crate) fn seat(&self, block: usize, index: usize) -> SeatId {
        self.venue.blocks[block].seats[index].id
    }
}

/// Settings for a database file in a folder.
pub(crate) fn database(folder: &Path) -> DatabaseConfig {
    DatabaseConfig { url: format!("sqlite://{}/jari.db", folder.display()), timeout_ms: 2_000, readers: 2 }
}

/// Opens a database and puts the venue and its matches into it.
pub(crate) async fn open_fixture(config: &DatabaseConfig) -> Fixture {
    let db = Sqlite::open(config).await.unwrap();
    let venue_id = import_venue(&db, &venue()).await.unwrap();
    let new = |name: &str, opens_at| NewMatch {
        venue_id,
        name: name.to_owned(),
        starts_at: OPENS_AT + 1_000_000,
        sale: SaleWindow { opens_at, closes_at: None },
    };
    let match_id = create_match(&db, &new("on sale", OPENS_AT)).await.unwrap().unwrap();
    let upcoming = create_match(&db, &new("upcoming", UnixMillis(i64::MAX))).await.unwrap().unwrap();
    let store = db.store();
    let venue = store.catalogue.venue(venue_id).await.unwrap().unwrap();
    Fixture { db, store, match_id, upcoming, venue }
}

fn venue() -> VenueImport {
    let at = |x: usize, y: usize| Point { x: x as f64, y: y as f64 };
    let block = |name: &str, top: usize, rows: usize| ImportBlock {
        name: name.to_owned(),
        outline: vec![at(0, top), at(12, top), at(12, top + rows), at(0, top + rows)],
        label: at(6, top),
        seats: (0..rows * 12)
            .map(|i| ImportSeat {
                row: format!("{}열", i / 12 + 1),
                number: (i % 12 + 1).to_string(),
                at: at(i % 12, top + i / 12),
                category: Some(0),
                accessible: i == 0,
            })
            .collect(),
    };
    VenueImport {
        name: "시험장".to_owned(),
        plan: VenuePlan { min: at(0, 0), max: at(12, 30), shapes: Vec::new() },
        categories: vec![ImportCategory {
            name: "일반석".to_owned(),
            color: "#336699".to_owned(),
            price: Some(30_000),
        }],
        areas: vec![ImportArea {
            name: "1루측".to_owned(),
            sections: vec![ImportSection {
                name: "내야".to_owned(),
                blocks: vec![block("101블록", 0, 10), block("102블록", 12, 1), block("103블록", 15, 1)],
            }],
        }],
    }
}
