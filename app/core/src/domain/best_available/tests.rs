//! The search held against every group that there is.

use super::{
    key::{Bound, Key, PairKey, ring, turn},
    ranked::{RankedSeat, apart},
    *,
};
use crate::domain::{
    AreaId, Block, BlockInfo, CategoryId, Epoch, MatchPrices, Name, Point, PriceCategory, Revision, RowId,
    RowPlace, Seat, SeatChange, SeatStatus, SectionId, Shape, ShapeKind, Snapshot, Venue, VenueId, VenuePlan,
    side_by_side,
};
use proptest::prelude::*;
use std::{collections::HashMap, sync::Arc};

/// A venue of such blocks, each of such rows: `.` is a seat without a category, `a` to `c` are seats of the categories 1 to 3, `w` is
/// one for a wheelchair of category 1, `k` is its companion's (of the last one before it in the block, or else the first after it, if there is any),
/// and a space is a gap.
pub(in crate::domain) fn venue_of<B: AsRef<[R]>, R: AsRef<str>>(blocks: &[B]) -> Venue {
    let (mut seat_id, mut row_id) = (0, 0);
    let blocks = blocks.iter().enumerate().map(|(n, rows)| {
        let mut seats = Vec::new();
        for (y, row) in rows.as_ref().iter().enumerate() {
            row_id += 1;
            for (index, letter) in row.as_ref().char_indices().filter(|(_, letter)| *letter != ' ') {
                seat_id += 1;
                let category = match letter {
                    'a' | 'w' | 'k' => Some(1),
                    'b' => Some(2),
                    'c' => Some(3),
                    _ => None,
                };
                seats.push(Seat {
                    id: SeatId(seat_id),
                    guid: seat_id.to_string(),
                    row: y.to_string(),
                    place: RowPlace { row_id: RowId(row_id), index: u32::try_from(index).unwrap() },
                    number: index.to_string(),
                    at: Point { x: index as f64, y: (y + n * 10) as f64 },
                    category_id: category.map(CategoryId),
                    accessible: letter == 'w',
                    companion_of: None,
                    restricted_view: false,
                });
            }
        }
        let letters: Vec<char> = rows
            .as_ref()
            .iter()
            .flat_map(|row| row.as_ref().chars())
            .filter(|letter| *letter != ' ')
            .collect();
        for (n, _) in letters.iter().enumerate().filter(|(_, letter)| **letter == 'k') {
            let before = letters[..n].iter().rposition(|letter| *letter == 'w');
            let of = before.or_else(|| letters.iter().position(|letter| *letter == 'w'));
            seats[n].companion_of = of.map(|of| seats[of].id);
        }
        let name = || Name::from("");
        let info = BlockInfo {
            id: BlockId(100 + i64::try_from(n).unwrap()),
            name: name(),
            section_id: SectionId(1),
            section_name: name(),
            area_id: AreaId(1),
            area_name: name(),
            total: u32::try_from(seats.len()).unwrap(),
        };
        Block { info, outline: Vec::new(), label: Point { x: 0.0, y: 0.0 }, seats }
    });
    let blocks = blocks.collect();
    let category =
        |id, price| PriceCategory { id: CategoryId(id), name: Name::from(""), color: String::new(), price };
    let origin = Point { x: 0.0, y: 0.0 };
    Venue {
        id: VenueId(1),
        name: Name::from(""),
        plan: VenuePlan { min: origin, max: origin, shapes: Vec::new() },
        areas: Vec::new(),
        sections: Vec::new(),
        blocks,
        categories: vec![category(1, Some(30_000)), category(2, Some(20_000)), category(3, None)],
    }
}

/// A venue, and which of its seats are not to be had.
struct Hall {
    venue: Venue,
    ranked: RankedVenue,
    taken: Vec<SeatId>,
    promised: Vec<SeatId>,
    /// Whether companions' seats are sold together with accessible ones.
    is_together: bool,
}

impl Hall {
    fn new(venue: Venue, taken: Vec<SeatId>, promised: Vec<SeatId>) -> Self {
        Self { ranked: RankedVenue::new(&venue), venue, taken, promised, is_together: true }
    }

    fn is_open(&self, seat: SeatId) -> bool {
        !self.taken.contains(&seat) && !self.promised.contains(&seat)
    }

    fn snapshot(&self, block: &Block) -> Arc<Snapshot> {
        let state = |seat: &Seat| SeatChange {
            seat_id: seat.id,
            status: if self.taken.contains(&seat.id) { SeatStatus::Hold } else { SeatStatus::Available },
            rev: Revision(0),
        };
        let seats = block.seats.iter().map(state).collect();
        Arc::new(Snapshot { epoch: Epoch::from_random(1), rev: Revision(0), seats })
    }

    fn wanted(&self, wish: &Wish) -> Wanted {
        Wanted::new(wish, &self.venue, &self.ranked, &MatchPrices::default(), self.is_together)
    }

    /// Searches, and makes known what has to be.
    fn search(&self, wish: &Wish, salt: u64) -> Option<Proposal> {
        let snapshots: HashMap<_, _> =
            self.venue.blocks.iter().map(|block| (block.info.id, self.snapshot(block))).collect();
        let free = |snapshot: &Arc<Snapshot>| {
            u32::try_from(snapshot.seats.iter().filter(|seat| seat.status == SeatStatus::Available).count())
        };
        let free: HashMap<_, _> = snapshots.iter().map(|(id, all)| (*id, free(all).unwrap())).collect();
        let mut known = HashMap::new();
        loop {
            let is_promised = |seat| self.promised.contains(&seat);
            let states = States { free: &free, known: &known, is_promised: &is_promised };
            match search(&self.ranked, &self.wanted(wish), &states, salt) {
                Search::Found(proposal) => return Some(proposal),
                Search::Nothing => return None,
                Search::Unknown(blocks) => {
                    assert!(!blocks.is_empty());
                    for block in blocks {
                        let before = known.insert(block, Arc::clone(&snapshots[&block]));
                        assert!(before.is_none(), "{block} was known");
                    }
                }
            }
        }
    }

    /// How good a seat's category is, if it fits and is free.
    fn rank(&self, seat: &Seat, wish: &Wish) -> Option<u32> {
        let prices = [Some(30_000), Some(20_000), None, None];
        let rank = seat.category_id.map_or(3, |id| id.0 as usize - 1);
        let wants = match (&wish.categories, seat.category_id) {
            (None, _) => true,
            (Some(wanted), Some(id)) => wanted.contains(&id),
            (Some(_), None) => false,
        };
        let price = prices[rank];
        let fits = wish.min_price.is_none_or(|least| price.is_some_and(|price| price >= least))
            && wish.max_price.is_none_or(|most| price.is_some_and(|price| price <= most));
        let is_companion = seat.companion_of.is_some();
        let is_kind = match wish.accessible {
            true => seat.accessible || is_companion,
            false => !(seat.accessible || is_companion && self.is_together),
        };
        let is_fit = wants && fits && is_kind && self.is_open(seat.id);
        is_fit.then(|| u32::try_from(rank).unwrap())
    }

    /// How many accessible seats a group has; none if somebody's companion is in it alone, or nobody whom it is for.
    fn spaces(group: &[&Seat], wish: &Wish) -> Option<u32> {
        if !wish.accessible {
            return Some(0);
        }
        let spaces = group.iter().filter(|seat| seat.accessible).count();
        let has = |id: SeatId| group.iter().any(|seat| seat.id == id);
        let fits = spaces > 0 && group.iter().all(|seat| seat.companion_of.is_none_or(has));
        fits.then(|| u32::try_from(spaces).unwrap())
    }

    fn ranked_seat(&self, id: SeatId) -> &RankedSeat {
        let rows = self.ranked.blocks.iter().flat_map(|block| &block.rows);
        rows.flat_map(|row| &row.seats).find(|seat| seat.id == id).unwrap()
    }

    fn row_of<'a>(&self, block: &'a Block, seat: &Seat) -> (usize, Vec<&'a Seat>) {
        let mut rows: Vec<_> = block.seats.iter().map(|seat| seat.place.row_id).collect();
        rows.dedup();
        let row = block.seats.iter().filter(|other| other.place.row_id == seat.place.row_id).collect();
        (rows.iter().position(|row| *row == seat.place.row_id).unwrap(), row)
    }

    fn orphans_of(&self, block: &Block, part: &[&Seat]) -> u32 {
        let (_, row) = self.row_of(block, part[0]);
        let row: Vec<_> = row
            .iter()
            .map(|seat| RowSeat { seat_id: seat.id, index: seat.place.index, is_free: self.is_open(seat.id) })
            .collect();
        let choice: Vec<_> = part.iter().map(|seat| seat.id).collect();
        u32::try_from(orphans(&row, &choice).len()).unwrap()
    }

    fn ring_of(&self, group: &[&Seat]) -> u32 {
        let distances = group.iter().map(|seat| u64::from(self.ranked_seat(seat.id).distance)).sum();
        ring(distances, group.len())
    }

    /// The best group of all that there are, by the same measure.
    fn best(&self, wish: &Wish, salt: u64) -> Option<Proposal> {
        let found = |block: &Block, group: &[&Seat], is_side_by_side| {
            let mut seats: Vec<_> = group.iter().map(|seat| seat.id).collect();
            seats.sort();
            Proposal { block_id: block.info.id, seats, is_side_by_side }
        };
        let worst = |group: &[&Seat]| group.iter().map(|seat| self.rank(seat, wish)).max().flatten().unwrap();
        let first = |part: &[&Seat]| part.iter().min_by_key(|seat| seat.place.index).unwrap().id;
        let mut best: Option<(Key, Proposal)> = None;
        for block in &self.venue.blocks {
            let fitting: Vec<&Seat> =
                block.seats.iter().filter(|seat| self.rank(seat, wish).is_some()).collect();
            for group in groups(&fitting, wish.count) {
                if !side_by_side(group.iter().copied()) {
                    continue;
                }
                let (row, seats) = self.row_of(block, group[0]);
                let indexes = group.iter().map(|seat| seat.place.index);
                let (low, high) = (indexes.clone().min().unwrap(), indexes.max().unwrap());
                let is_free_at = |index: Option<u32>| {
                    let seat = seats.iter().find(|seat| Some(seat.place.index) == index);
                    seat.is_some_and(|seat| self.is_open(seat.id))
                };
                let Some(spaces) = Self::spaces(&group, wish) else { continue };
                let bound = Bound {
                    spaces,
                    category: worst(&group),
                    orphans: self.orphans_of(block, &group),
                    ring: self.ring_of(&group),
                };
                let is_loose = is_free_at(low.checked_sub(1)) && is_free_at(Some(high + 1));
                let key = Key { bound, row, is_loose, turn: turn(salt, first(&group)) };
                if best.as_ref().is_none_or(|(least, _)| key < *least) {
                    best = Some((key, found(block, &group, true)));
                }
            }
        }
        if let Some((_, proposal)) = best {
            return Some(proposal);
        }
        // By the nearest seat of the best category that a block has at all, to be had or not.
        let mut blocks: Vec<_> = self.venue.blocks.iter().collect();
        let all_free =
            Self { is_together: self.is_together, ..Self::new(self.venue.clone(), Vec::new(), Vec::new()) };
        blocks.sort_by_key(|block| {
            let seats = block.seats.iter();
            let seats = seats.filter_map(|seat| Some((all_free.rank(seat, wish)?, self.ring_of(&[seat]))));
            (seats.min(), block.info.id)
        });
        for block in blocks {
            let fitting: Vec<&Seat> =
                block.seats.iter().filter(|seat| self.rank(seat, wish).is_some()).collect();
            let mut best: Option<(PairKey, Proposal)> = None;
            for group in groups(&fitting, wish.count) {
                let rows: Vec<usize> = group.iter().map(|seat| self.row_of(block, seat).0).collect();
                let (low, high) = (*rows.iter().min().unwrap(), *rows.iter().max().unwrap());
                let part = |of: usize| -> Vec<&Seat> {
                    group.iter().zip(&rows).filter(|(_, row)| **row == of).map(|(seat, _)| *seat).collect()
                };
                let (front, back) = (part(low), part(high));
                if high != low + 1
                    || front.len() + back.len() != group.len()
                    || !side_by_side(front.iter().copied())
                    || !side_by_side(back.iter().copied())
                {
                    continue;
                }
                let ways = front.iter().flat_map(|a| back.iter().map(|b| apart(a.at, b.at)));
                let has_neighbours =
                    block.seats.iter().any(|a| block.seats.iter().any(|b| a.place.is_beside(b.place)));
                // All steps are of one unit.
                if !has_neighbours || !ways.into_iter().any(|way| way <= 3.0) {
                    continue;
                }
                let middle = |part: &[&Seat]| {
                    let mut sorted = part.to_vec();
                    sorted.sort_by_key(|seat| seat.place.index);
                    let sum = |axis: fn(&Seat) -> f64| sorted.iter().fold(0.0, |sum, seat| sum + axis(seat));
                    let count = part.len() as f64;
                    Point { x: sum(|seat| seat.at.x) / count, y: sum(|seat| seat.at.y) / count }
                };
                let Some(spaces) = Self::spaces(&group, wish) else { continue };
                let key = PairKey {
                    spaces,
                    category: worst(&group),
                    orphans: self.orphans_of(block, &front) + self.orphans_of(block, &back),
                    uneven: front.len().abs_diff(back.len()),
                    apart: (apart(middle(&front), middle(&back)) * 10.0).round() as u64,
                    ring: self.ring_of(&group),
                    row: low,
                    turn: turn(salt, first(&front)),
                    front: front.len(),
                    back: first(&back),
                };
                if best.as_ref().is_none_or(|(least, _)| key < *least) {
                    best = Some((key, found(block, &group, false)));
                }
            }
            if let Some((_, proposal)) = best {
                return Some(proposal);
            }
        }
        None
    }
}

/// Every group of so many of them.
fn groups<'a>(seats: &[&'a Seat], count: usize) -> Vec<Vec<&'a Seat>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let with = |(n, seat): (usize, &&'a Seat)| {
        let seat = *seat;
        groups(&seats[n + 1..], count - 1).into_iter().map(move |mut group| {
            group.push(seat);
            group
        })
    };
    seats.iter().enumerate().flat_map(with).collect()
}

fn wish(count: usize) -> Wish {
    Wish { count, categories: None, min_price: None, max_price: None, accessible: false }
}

/// The seats that are proposed, and whether they are side by side, in a hall of which these are taken.
fn proposed(rows: &[&str], taken: &[i64], wish: &Wish) -> Option<(Vec<i64>, bool)> {
    let hall = Hall::new(venue_of(&[rows]), taken.iter().copied().map(SeatId).collect(), Vec::new());
    let Proposal { seats, is_side_by_side, .. } = hall.search(wish, 7)?;
    Some((seats.into_iter().map(|seat| seat.0).collect(), is_side_by_side))
}

#[test]
fn the_dearest_come_first_unless_they_are_too_dear() {
    let hall = ["bbbb", "aaaa", "...."];
    let (seats, _) = proposed(&hall, &[], &wish(2)).unwrap();
    assert!(seats.iter().all(|seat| (5..=8).contains(seat)), "{seats:?}");
    let cheaper = Wish { max_price: Some(29_999), ..wish(2) };
    let (seats, _) = proposed(&hall, &[], &cheaper).unwrap();
    assert!(seats.iter().all(|seat| (1..=4).contains(seat)), "{seats:?}");
    let third = Wish { categories: Some(vec![CategoryId(3)]), ..wish(1) };
    assert_eq!(proposed(&hall, &[], &third), None);
    let dearer = Wish { min_price: Some(30_001), ..wish(1) };
    assert_eq!(proposed(&hall, &[], &dearer), None);
}

#[test]
fn no_seat_is_left_alone_where_that_can_be_avoided() {
    // Of three free seats beside each other two would leave one; the other row has two.
    assert_eq!(proposed(&["...", "...."], &[6, 7], &wish(2)), Some((vec![4, 5], true)));
    assert_eq!(proposed(&["..."], &[], &wish(2)).unwrap().0.len(), 2);
}

#[test]
fn two_rows_share_a_group_only_where_no_row_has_room() {
    let hall = ["....", "...."];
    // In each row two free seats are side by side, behind each other.
    assert_eq!(proposed(&hall, &[1, 4, 5, 8], &wish(4)), Some((vec![2, 3, 6, 7], false)));
    assert_eq!(proposed(&hall, &[1, 4, 8], &wish(3)), Some((vec![5, 6, 7], true)));
    assert_eq!(proposed(&hall, &[1, 4, 5, 8], &wish(5)), None);
    assert_eq!(proposed(&hall, &[1, 2, 3, 4, 5, 6, 7, 8], &wish(1)), None);
}

#[test]
fn seats_for_wheelchairs_are_for_whoever_asks_for_them() {
    let hall = ["wwaw"];
    assert_eq!(proposed(&hall, &[], &wish(2)), None);
    assert_eq!(proposed(&hall, &[], &wish(1)), Some((vec![3], true)));
    let accessible = Wish { accessible: true, ..wish(2) };
    assert_eq!(proposed(&hall, &[], &accessible), Some((vec![1, 2], true)));
}

#[test]
fn who_comes_with_a_wheelchair_gets_one_space_and_its_companions_where_that_is_enough() {
    let accessible = |count| Wish { accessible: true, ..wish(count) };
    // Seats 1 to 4 and 5 to 9: two spaces alone, and behind them one with two companions and one with one.
    let hall = ["ww..", "kwkwk"];
    // The seat at the beginning of the second row belongs to the space before it, the second of the first row.
    assert_eq!(proposed(&hall, &[], &accessible(1)).unwrap().0.len(), 1);
    let (pair, _) = proposed(&hall, &[], &accessible(2)).unwrap();
    assert!([[6, 7], [8, 9]].contains(&pair[..].try_into().unwrap()), "{pair:?}");
    // Two spaces side by side are for whoever needs so many, and where no companion's seat is left.
    assert_eq!(proposed(&hall, &[7, 9], &accessible(2)), Some((vec![1, 2], true)));
    assert_eq!(proposed(&hall, &[], &accessible(4)), Some((vec![6, 7, 8, 9], true)));
    // Nobody's companion comes alone, and nobody else gets the seat, until all are sold as any other.
    assert_eq!(proposed(&hall, &[1, 2, 6, 8], &accessible(1)), None);
    assert_eq!(proposed(&["kw", "ww"], &[2, 3, 4], &wish(1)), None);
    let hall = Hall {
        is_together: false,
        ..Hall::new(venue_of(&[["kw", "ww"]]), [2, 3, 4].map(SeatId).to_vec(), Vec::new())
    };
    assert_eq!(hall.search(&wish(1), 7).unwrap().seats, [SeatId(1)]);
    assert_eq!(hall.search(&accessible(1), 7), None);
}

/// Draws a field so far away that all seats are equally near to it.
fn with_a_far_field(mut venue: Venue) -> Venue {
    let kind = ShapeKind::Rectangle { width: 2.0, height: 2.0 };
    let at = Point { x: 4.5, y: -5_001.0 };
    venue.plan.shapes = vec![Shape { kind, at, rotation: 0.0, color: None, border_color: None, text: None }];
    venue
}

#[test]
fn what_is_left_stays_together() {
    let found = |taken: &[i64], salt| {
        let venue = with_a_far_field(venue_of(&[["............"]]));
        let hall = Hall::new(venue, taken.iter().copied().map(SeatId).collect(), Vec::new());
        let seats = hall.search(&wish(2), salt).unwrap().seats;
        seats.into_iter().map(|seat| seat.0).collect::<Vec<_>>()
    };
    for salt in 0..20 {
        assert!([[1, 2], [11, 12]].contains(&found(&[], salt)[..].try_into().unwrap()), "{salt}");
        assert!([[3, 4], [11, 12]].contains(&found(&[1, 2], salt)[..].try_into().unwrap()), "{salt}");
        // Beside what is taken in the middle of the row, on either side, or at its ends.
        let beside = found(&[6, 7], salt);
        assert!([[1, 2], [4, 5], [8, 9], [11, 12]].contains(&beside[..].try_into().unwrap()), "{beside:?}");
    }
}

/// Carts that ask at the same moment are mostly not proposed the same.
#[test]
fn equally_good_seats_fall_to_different_carts() {
    let blocks = [[".".repeat(30)], [".".repeat(30)]];
    let hall = Hall::new(venue_of(&blocks), Vec::new(), Vec::new());
    let proposals: std::collections::HashSet<_> =
        (0..50).map(|salt| hall.search(&wish(2), salt).unwrap().seats).collect();
    assert!(proposals.len() > 1, "{proposals:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]
    #[test]
    fn the_search_finds_what_trying_everything_does(
        blocks in prop::collection::vec(prop::collection::vec("[.aabcwwkk ]{1,7}", 1..=3), 1..=3),
        count in 1_usize..=4,
        (taken, promised) in (any::<u64>(), any::<u64>()),
        busy in 0_u32..=2,
        categories in prop::option::weighted(0.3, prop::collection::vec((1_i64..=3).prop_map(CategoryId), 0..=2)),
        (min_price, max_price) in (
            prop::option::weighted(0.2, 15_000_i64..35_000),
            prop::option::weighted(0.2, 15_000_i64..35_000),
        ),
        accessible in prop::bool::weighted(0.3),
        (is_far, is_together) in (any::<bool>(), any::<bool>()),
        salt: u64,
    ) {
        let venue = venue_of(&blocks);
        let venue = if is_far { with_a_far_field(venue) } else { venue };
        let ids: Vec<_> = venue.blocks.iter().flat_map(|block| &block.seats).map(|seat| seat.id).collect();
        let picked = |bits: u64| ids.iter().copied().filter(|id| bits >> (id.0 % 64) & 1 == 1).collect();
        // From hardly anything to most of it is taken.
        let taken = match busy { 0 => taken & promised & taken.rotate_left(7), 1 => taken, _ => taken | promised };
        let promised = picked(promised & promised.rotate_left(11) & salt);
        let hall = Hall { is_together, ..Hall::new(venue, picked(taken), promised) };
        let wish = Wish { count, categories, min_price, max_price, accessible };
        prop_assert_eq!(hall.search(&wish, salt), hall.best(&wish, salt));
    }
}
