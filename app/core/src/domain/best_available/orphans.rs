//! The orphan rule: a free seat that a choice leaves alone in its row is one that nobody buys.

use crate::domain::SeatId;
use std::collections::{BTreeMap, BTreeSet};

/// A seat of a row as the rule sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowSeat {
    /// The seat.
    pub seat_id: SeatId,
    /// Its index in the row, which skips a number at a gap.
    pub index: u32,
    /// Whether anybody may have it.
    pub is_free: bool,
}

/// A free seat that a choice leaves alone: between seats that are taken, gaps and the ends of the row. It is mended by taking it as
/// well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Orphan {
    /// The seat.
    pub seat_id: SeatId,
    /// The chosen seat that may be given up for it instead, so that fewer are left alone; none if there is none.
    pub instead_of: Option<SeatId>,
}

/// The seats that a choice of free seats leaves alone in a row, in the row's order. What was alone before is nobody's fault.
pub fn orphans(row: &[RowSeat], choice: &[SeatId]) -> Vec<Orphan> {
    let row: BTreeMap<u32, RowSeat> = row.iter().map(|seat| (seat.index, *seat)).collect();
    let chosen = row.values().filter(|seat| seat.is_free && choice.contains(&seat.seat_id));
    let chosen: BTreeSet<u32> = chosen.map(|seat| seat.index).collect();
    let alone = left_alone(&row, &chosen);
    let orphan = |&index: &u32| Some(Orphan { seat_id: row.get(&index)?.seat_id, instead_of: None });
    let mended = |index: &u32| {
        let orphan = orphan(index)?;
        let instead = instead_of(&row, &chosen, *index, alone.len());
        Some(Orphan { instead_of: instead.and_then(|index| Some(row.get(&index)?.seat_id)), ..orphan })
    };
    alone.iter().filter_map(mended).collect()
}

/// The free seats that keep those beside a choice from being alone, where it leaves none alone: as long as these are free, it
/// leaves none.
pub fn keep_company(row: &[RowSeat], choice: &[SeatId]) -> Vec<SeatId> {
    let row: BTreeMap<u32, RowSeat> = row.iter().map(|seat| (seat.index, *seat)).collect();
    let is_chosen = |seat: &RowSeat| seat.is_free && choice.contains(&seat.seat_id);
    let open = |index: Option<u32>| row.get(&index?).filter(|seat| seat.is_free && !is_chosen(seat));
    let mut company = BTreeSet::new();
    for seat in row.values().filter(|seat| is_chosen(seat)) {
        let below = open(seat.index.checked_sub(1)).and_then(|_| open(seat.index.checked_sub(2)));
        let above = open(seat.index.checked_add(1)).and_then(|_| open(seat.index.checked_add(2)));
        company.extend([below, above].into_iter().flatten().map(|seat| seat.seat_id));
    }
    company.into_iter().collect()
}

/// Which seats are alone after the choice that were not before.
fn left_alone(row: &BTreeMap<u32, RowSeat>, chosen: &BTreeSet<u32>) -> Vec<u32> {
    let is_open = |index: &u32| row.get(index).is_some_and(|seat| seat.is_free) && !chosen.contains(index);
    let beside = |index: u32| [index.checked_sub(1), index.checked_add(1)].into_iter().flatten();
    let is_left = |index: &u32| {
        is_open(index)
            && !beside(*index).any(|next| is_open(&next))
            && beside(*index).any(|next| chosen.contains(&next))
    };
    row.keys().copied().filter(is_left).collect()
}

/// Which end of the chosen seats beside an orphan may be given up for it: the one that leaves the fewest alone.
fn instead_of(row: &BTreeMap<u32, RowSeat>, chosen: &BTreeSet<u32>, orphan: u32, now: usize) -> Option<u32> {
    let below = (0..orphan).rev().take_while(|index| chosen.contains(index)).last();
    let above = (orphan.checked_add(1)?..=u32::MAX).take_while(|index| chosen.contains(index)).last();
    let left_without = |end: u32| {
        let mut moved = chosen.clone();
        moved.remove(&end);
        moved.insert(orphan);
        (left_alone(row, &moved).len(), end)
    };
    let ends = [below, above].into_iter().flatten().map(left_without);
    ends.min().filter(|(left, _)| *left < now).map(|(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A row by its letters: `.` is free, `x` is taken, a space is a gap, and `o` is free and chosen.
    fn found(letters: &str) -> Vec<(u32, Option<u32>)> {
        let at = |index: usize| u32::try_from(index).unwrap();
        let id = |index: u32| SeatId(i64::from(index) + 100);
        let seats = letters.char_indices().filter(|(_, letter)| *letter != ' ');
        let row: Vec<_> = seats
            .map(|(n, letter)| RowSeat { seat_id: id(at(n)), index: at(n), is_free: letter != 'x' })
            .collect();
        let choice: Vec<_> = letters.match_indices('o').map(|(n, _)| id(at(n))).collect();
        let index = |seat: SeatId| u32::try_from(seat.0 - 100).unwrap();
        orphans(&row, &choice).iter().map(|o| (index(o.seat_id), o.instead_of.map(index))).collect()
    }

    #[test]
    fn a_free_seat_between_taken_ones_or_at_an_end_is_left_alone() {
        assert_eq!(found("oo.x"), [(2, None)]);
        assert_eq!(found(".oo.."), [(0, Some(2))]);
        assert_eq!(found("oo"), []);
        assert_eq!(found("oo..x"), []);
        // An aisle is an end as well.
        assert_eq!(found("oo. ...."), [(2, None)]);
        assert_eq!(found(""), []);
    }

    #[test]
    fn what_was_alone_before_is_nobodys_fault() {
        assert_eq!(found("x.xoo..."), []);
        assert_eq!(found(". oo.."), []);
    }

    /// Whatever others take besides what keeps company, the choice leaves nobody alone.
    #[test]
    fn what_keeps_company_is_enough() {
        let letters = ['.', 'x', 'o', ' '];
        for pattern in 0..4_usize.pow(7) {
            let row: String = (0..7).map(|n| letters[pattern / 4_usize.pow(n) % 4]).collect();
            let at = |index: usize| u32::try_from(index).unwrap();
            let id = |index: usize| SeatId(i64::from(at(index)) + 100);
            let seat =
                |(n, letter): (usize, char)| RowSeat { seat_id: id(n), index: at(n), is_free: letter != 'x' };
            let seats: Vec<_> = row.char_indices().filter(|(_, letter)| *letter != ' ').map(seat).collect();
            let choice: Vec<_> = row.match_indices('o').map(|(n, _)| id(n)).collect();
            if choice.is_empty() || !orphans(&seats, &choice).is_empty() {
                continue;
            }
            let company = keep_company(&seats, &choice);
            let others: Vec<usize> =
                row.match_indices('.').map(|(n, _)| n).filter(|n| !company.contains(&id(*n))).collect();
            for taken in 0..1_usize << others.len() {
                let is_taken = |seat: &RowSeat| {
                    others
                        .iter()
                        .enumerate()
                        .any(|(n, other)| taken >> n & 1 == 1 && at(*other) == seat.index)
                };
                let now: Vec<_> = seats
                    .iter()
                    .map(|seat| RowSeat { is_free: seat.is_free && !is_taken(seat), ..*seat })
                    .collect();
                assert_eq!(orphans(&now, &choice), [], "{row:?} {taken:b} {company:?}");
            }
        }
    }

    #[test]
    fn what_would_mend_it_is_told_where_it_does() {
        // Three free seats for two: whichever end is given up, one stays alone.
        assert_eq!(found("xoo.x"), [(3, None)]);
        // Two alone: to move by one mends one of them, and makes no other.
        assert_eq!(found("x.oo.x"), [(1, Some(3)), (4, Some(2))]);
        // Between two that were chosen apart.
        assert_eq!(found("..o.o.."), [(3, Some(2))]);
        assert_eq!(found("x.ox"), [(1, None)]);
    }
}
