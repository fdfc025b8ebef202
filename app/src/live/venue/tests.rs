//! A browser that follows some blocks, is cut off in the middle of a frame, and follows others: in the end it knows what the store
//! knows.

use super::{Known, Offer, Unseated, VenueBoard};
use crate::{
    live::{Notice, OwnHolds, ServerClock},
    page_data::{Match, MatchPage, ReadAt, Scenery, Tickets},
    wire::{BlockSeatsData, BlockUpdateData, SeatState},
};
use jari_core::{
    domain::{
        AreaId, Block, BlockId, BlockInfo, Currency, Epoch, Language, MatchId, Point, Revision, RowId,
        RowPlace, Seat, SeatId, SeatStatus, SectionId, StreamPosition, UnixMillis, Venue, VenueId, VenuePlan,
    },
    geometry::{States, decode, encode},
};
use leptos::prelude::*;
use proptest::prelude::*;

const BLOCKS: usize = 3;
const SEATS: usize = 4;

fn venue() -> Venue {
    let at = |x: usize, y: usize| Point { x: x as f64 * 20.0, y: y as f64 * 100.0 };
    let seat = |block: usize, n: usize| Seat {
        id: SeatId((100 * block + n) as i64),
        guid: format!("{block}-{n}"),
        row: "A".to_owned(),
        place: RowPlace { row_id: RowId(block as i64), index: n as u32 },
        number: n.to_string(),
        at: at(n, block),
        category_id: None,
        accessible: false,
        companion_of: None,
        restricted_view: false,
    };
    let block = |block: usize| Block {
        info: BlockInfo {
            id: BlockId(block as i64 + 1),
            name: "block".into(),
            section_id: SectionId(1),
            section_name: "section".into(),
            area_id: AreaId(1),
            area_name: "area".into(),
            total: SEATS as u32,
        },
        outline: vec![at(0, block), at(SEATS, block), at(SEATS, block + 1)],
        label: at(1, block),
        seats: (0..SEATS).map(|n| seat(block, n)).collect(),
    };
    Venue {
        id: VenueId(1),
        name: "venue".into(),
        plan: VenuePlan { min: at(0, 0), max: at(SEATS, BLOCKS), shapes: Vec::new() },
        areas: Vec::new(),
        sections: Vec::new(),
        blocks: (0..BLOCKS).map(block).collect(),
        categories: Vec::new(),
    }
}

fn page() -> MatchPage {
    MatchPage {
        geometry: String::new(),
        info: Match {
            id: MatchId(1),
            name: "match".into(),
            venue_name: "venue".into(),
            currency: Currency::KRW,
            starts_at: UnixMillis(0).into(),
            sale_opens_at: UnixMillis(0).into(),
            sale_closes_at: None,
            cancelled: false,
            total: 12,
        },
        scenery: Scenery { view_box: String::new(), shapes: String::new() },
        areas: Vec::new(),
        blocks: Vec::new(),
        prices: Vec::new(),
        categories: Vec::new(),
        companions_until: None,
        tickets: Tickets::default(),
        held: Vec::new(),
        now: ReadAt::Moment(UnixMillis(0)),
        max_holds: 0,
    }
}

/// A board whose seats are all free.
fn board() -> VenueBoard {
    let notice = Notice::new(Language::Ko, 0, None);
    let clock = ServerClock::new(ReadAt::Moment(UnixMillis(0)));
    let own = OwnHolds::new(MatchId(1), Vec::new(), Tickets::default(), clock, notice);
    VenueBoard::new(&page(), own, notice)
}

#[test]
fn who_was_too_late_is_offered_what_is_nearest_in_the_block() {
    Owner::new().with(|| {
        let board = board();
        let states =
            States::new("hash".to_owned(), Epoch::from_random(1), vec![Revision(0); BLOCKS], BLOCKS * SEATS);
        assert!(decode(&encode(&venue())).is_ok_and(|geometry| board.begin(geometry, &states)));
        assert!(board.offers().is_empty());
        let take = |place| board.change(place, |view| view.reset(SeatStatus::Hold, Revision(1), true));
        take(1);
        board.lost.set(Some(1));
        assert_eq!(board.offers(), [Offer::Instead(0)]);
        take(0);
        assert_eq!(board.offers(), [Offer::Instead(2)], "as long as it is free");
        board.lost.set(None);

        // There is no room for two at the first seat, and then nowhere.
        let unseated = |lost: &[usize]| Unseated { asked: 0, count: 2, lost: lost.to_vec() };
        assert_eq!(board.party_at(2, 2), Some(vec![2, 3]));
        board.unseated.set(Some(unseated(&[])));
        assert_eq!(board.offers(), [Offer::Party(vec![2, 3])]);
        board.unseated.set(Some(unseated(&[2, 3])));
        assert!(board.offers().is_empty(), "which somebody else has, whatever the map shows");
        board.unseated.set(Some(unseated(&[])));
        take(3);
        assert!(board.offers().is_empty());
    });
}

/// What the server knows, and for each seat the revision of its last change.
struct Store {
    epoch: Epoch,
    epochs: u64,
    revs: [u64; BLOCKS],
    seats: [[(SeatStatus, u64); SEATS]; BLOCKS],
}

impl Store {
    fn new() -> Self {
        let seats = [[(SeatStatus::Available, 0); SEATS]; BLOCKS];
        Self { epoch: Epoch::from_random(1), epochs: 1, revs: [0; BLOCKS], seats }
    }

    fn change(&mut self, block: usize, seat: usize, status: SeatStatus) {
        self.revs[block] += 1;
        self.seats[block][seat] = (status, self.revs[block]);
    }

    /// Another history, in which what is so is so from its beginning.
    fn renew(&mut self) {
        self.epochs += 1;
        self.epoch = Epoch::from_random(self.epochs);
        self.revs = [0; BLOCKS];
        self.seats.iter_mut().flatten().for_each(|seat| seat.1 = 0);
    }

    /// What a stream of some blocks tells who is at a position, event by event: the changes together, and then each block
    /// that begins anew.
    fn tell(&self, blocks: &[BlockId], seen: Option<&str>) -> Vec<Told> {
        let seen = seen.and_then(|seen| seen.parse::<StreamPosition>().ok());
        let seen = seen.filter(|seen| seen.epoch == self.epoch);
        let mut at = StreamPosition { epoch: self.epoch.clone(), counts: None, blocks: Vec::new() };
        at.blocks = seen.as_ref().map(|seen| seen.blocks.clone()).unwrap_or_default();
        let mut told = Vec::new();
        for id in blocks {
            let block = id.0 as usize - 1;
            let Some(known) = at.blocks.iter_mut().find(|(known, _)| known == id) else { continue };
            for (n, (status, _)) in
                self.seats[block].iter().enumerate().filter(|(_, seat)| seat.1 > known.1.0)
            {
                let seat_id = SeatId((100 * block + n) as i64);
                told.push(Told::Update(
                    String::new(),
                    BlockUpdateData { block_id: *id, seat_id, status: *status },
                ));
            }
            known.1 = Revision(self.revs[block]);
        }
        if let Some(Told::Update(id, _)) = told.last_mut() {
            *id = at.to_string();
        }
        for id in blocks.iter().filter(|id| at.of(**id).is_none()).copied().collect::<Vec<_>>() {
            let block = id.0 as usize - 1;
            at.blocks.push((id, Revision(self.revs[block])));
            let seats = self.seats[block].iter().enumerate();
            let state = |(n, (status, _)): (usize, &(SeatStatus, u64))| SeatState {
                id: SeatId((100 * block + n) as i64),
                status: *status,
            };
            told.push(Told::Init(
                at.to_string(),
                BlockSeatsData { block_id: id, seats: seats.map(state).collect() },
            ));
        }
        told
    }
}

enum Told {
    Init(String, BlockSeatsData),
    Update(String, BlockUpdateData),
}

#[derive(Clone, Debug)]
enum Happens {
    Change(usize, usize, SeatStatus),
    /// So much of what there is to tell arrives before the connection breaks.
    Tell(usize),
    Follow(Vec<usize>),
    Renew,
}

fn happens() -> impl Strategy<Value = Happens> {
    let status = proptest::sample::select(SeatStatus::ALL.to_vec());
    prop_oneof![
        4 => (0..BLOCKS, 0..SEATS, status).prop_map(|(block, seat, status)| Happens::Change(block, seat, status)),
        3 => (0..9_usize).prop_map(Happens::Tell),
        2 => proptest::sample::subsequence((0..BLOCKS).collect::<Vec<_>>(), 0..=BLOCKS).prop_map(Happens::Follow),
        1 => Just(Happens::Renew),
    ]
}

/// The browser's stream: it says how far its page has come, and each event has the last id that there was.
fn hear(board: VenueBoard, store: &Store, most: usize) {
    let blocks = board.followed.get_untracked();
    let mut last = board.seen().unwrap_or_default();
    for told in store.tell(&blocks, board.seen().as_deref()).into_iter().take(most) {
        let is_read = match told {
            Told::Init(id, data) => {
                last = id;
                board.hear_init(&last, &data)
            }
            Told::Update(id, data) => {
                if !id.is_empty() {
                    last = id;
                }
                board.hear_update(&last, data)
            }
        };
        assert!(is_read);
    }
}

proptest! {
    #[test]
    fn whatever_is_followed_and_wherever_it_breaks_the_page_ends_as_the_store(all in proptest::collection::vec(happens(), 0..40)) {
        let owner = Owner::new();
        owner.with(|| {
            let board = board();
            let mut store = Store::new();
            let geometry = decode(&encode(&venue())).map_err(|_| TestCaseError::fail("a geometry"))?;
            let first = States::new("hash".to_owned(), store.epoch.clone(), vec![Revision(0); BLOCKS], BLOCKS * SEATS);
            prop_assert!(Known::new(&geometry, &first).is_some());
            prop_assert!(board.begin(geometry, &first));
            for what in all {
                match what {
                    Happens::Change(block, seat, status) => store.change(block, seat, status),
                    Happens::Tell(most) => hear(board, &store, most),
                    Happens::Follow(blocks) => {
                        board.followed.set(blocks.into_iter().map(|block| BlockId(block as i64 + 1)).collect());
                    }
                    Happens::Renew => store.renew(),
                }
            }
            board.followed.set((1..=BLOCKS as i64).map(BlockId).collect());
            hear(board, &store, usize::MAX);
            let states = board.states().ok_or_else(|| TestCaseError::fail("states"))?;
            for (block, seats) in store.seats.iter().enumerate() {
                for (seat, (status, _)) in seats.iter().enumerate() {
                    prop_assert_eq!(states.get(block * SEATS + seat), *status, "seat {} of {}", seat, block);
                }
                prop_assert_eq!(states.revs[block].0, store.revs[block]);
            }
            Ok(())
        })?;
    }
}
