//! Which seats side by side a party takes that asks for the one at some place.

use jari_core::domain::{Point, RowPlace};

/// A seat of a block, as a party sees it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PartySeat {
    /// Its place in its row, which tells its neighbours.
    pub place: RowPlace,
    /// Where it is drawn.
    pub at: Point,
    /// Whether it is free, for whomever.
    pub is_free: bool,
    /// Whether the party may have it.
    pub is_open: bool,
}

/// The seats that a party of so many takes which asks for the one at `asked`, as places in `seats` along the row: side by side, that one
/// among them, and all open. Of those that there are, the ones that leave the fewest free seats alone, and then those in whose middle
/// it is. `fits` may refuse a group. None if there is none.
pub fn around(
    seats: &[PartySeat],
    asked: usize,
    count: usize,
    fits: impl Fn(&[usize]) -> bool,
) -> Option<Vec<usize>> {
    let row = row_of(seats, seats.get(asked)?.place);
    let at = row.iter().position(|&index| index == asked)?;
    let from = (at + 1).saturating_sub(count)..=at;
    let groups = from.filter_map(|from| {
        let group = group(seats, &row, from, count).filter(|group| fits(group))?;
        let aside = (2 * at).abs_diff(2 * from + count - 1);
        Some(((left_alone(seats, &row, from, count), aside, from), group))
    });
    groups.min_by_key(|(key, _)| *key).map(|(_, group)| group.to_vec())
}

/// The nearest such seats anywhere in the block, by the way from the one at `asked` to the middle of the group; of those that are as far, the
/// ones that leave the fewest free seats alone.
pub fn nearest(
    seats: &[PartySeat],
    asked: usize,
    count: usize,
    fits: impl Fn(&[usize]) -> bool,
) -> Option<Vec<usize>> {
    let here = seats.get(asked)?.at;
    let mut best: Option<(f64, usize, Vec<usize>)> = None;
    // Each row is met at its first seat.
    for first in 0..seats.len() {
        let Some(place) = seats.get(first).map(|seat| seat.place) else { continue };
        let is_met = seats.iter().take(first).rev().any(|seat| seat.place.row_id == place.row_id);
        if is_met {
            continue;
        }
        let row = row_of(seats, place);
        for from in 0..row.len() {
            let Some(found) = group(seats, &row, from, count) else { continue };
            let way = way(seats, here, found);
            let alone = left_alone(seats, &row, from, count);
            let is_better = best
                .as_ref()
                .is_none_or(|(least, fewest, _)| way < *least || (way <= *least && alone < *fewest));
            if is_better && fits(found) {
                best = Some((way, alone, found.to_vec()));
            }
        }
    }
    best.map(|(.., group)| group)
}

/// The places in `seats` of a row's seats, along the row.
fn row_of(seats: &[PartySeat], place: RowPlace) -> Vec<usize> {
    let is_in = |seat: &PartySeat| seat.place.row_id == place.row_id;
    let mut row: Vec<usize> =
        seats.iter().enumerate().filter(|(_, seat)| is_in(seat)).map(|(index, _)| index).collect();
    row.sort_unstable_by_key(|&index| seats.get(index).map(|seat| seat.place.index));
    row
}

/// So many seats of a row from one on, if they are side by side and open.
fn group<'a>(seats: &[PartySeat], row: &'a [usize], from: usize, count: usize) -> Option<&'a [usize]> {
    let group = row.get(from..from + count).filter(|group| !group.is_empty())?;
    let is_open = |index: &usize| seats.get(*index).is_some_and(|seat| seat.is_open);
    let is_whole = group.windows(2).all(|pair| is_beside(seats, pair.first(), pair.last()));
    (is_whole && group.iter().all(is_open)).then_some(group)
}

/// How many free seats the group leaves alone: at each of its ends one whose other neighbour is not free.
fn left_alone(seats: &[PartySeat], row: &[usize], from: usize, count: usize) -> usize {
    let free = |at: Option<usize>, beside: usize| {
        let (at, beside) = (row.get(at?)?, row.get(beside)?);
        let is_free = seats.get(*at)?.is_free && is_beside(seats, Some(at), Some(beside));
        is_free.then_some(())
    };
    let last = from + count - 1;
    let before = free(from.checked_sub(1), from).is_some()
        && free(from.checked_sub(2), from.saturating_sub(1)).is_none();
    let after = free(Some(last + 1), last).is_some() && free(Some(last + 2), last + 1).is_none();
    usize::from(before) + usize::from(after)
}

fn is_beside(seats: &[PartySeat], a: Option<&usize>, b: Option<&usize>) -> bool {
    let place = |index: Option<&usize>| Some(seats.get(*index?)?.place);
    matches!((place(a), place(b)), (Some(a), Some(b)) if a.is_beside(b))
}

/// How far it is to the middle of a group, squared.
fn way(seats: &[PartySeat], from: Point, group: &[usize]) -> f64 {
    let count = group.len().max(1) as f64;
    let at = group.iter().filter_map(|index| seats.get(*index));
    let (x, y) = at.fold((0.0, 0.0), |(x, y), seat| (x + seat.at.x / count, y + seat.at.y / count));
    (x - from.x).powi(2) + (y - from.y).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::RowId;

    /// Rows by their letters: `.` is free and open, `o` is free and not for the party, `x` is taken, a space is a gap.
    fn block(rows: &[&str]) -> Vec<PartySeat> {
        let seat = |row: usize, at: usize, letter: char| PartySeat {
            place: RowPlace { row_id: RowId(row as i64), index: at as u32 },
            at: Point { x: at as f64, y: row as f64 },
            is_free: letter != 'x',
            is_open: letter == '.',
        };
        let row = |(row, letters): (usize, &&str)| {
            let letters: Vec<_> = letters.char_indices().filter(|(_, letter)| *letter != ' ').collect();
            letters.into_iter().map(move |(at, letter)| seat(row, at, letter)).collect::<Vec<_>>()
        };
        rows.iter().enumerate().flat_map(row).collect()
    }

    fn found(row: &str, asked: usize, count: usize) -> Option<Vec<usize>> {
        around(&block(&[row]), asked, count, |_| true)
    }

    #[test]
    fn a_party_sits_around_the_seat_that_it_asked_for() {
        assert_eq!(found(".......", 3, 1), Some(vec![3]));
        assert_eq!(found(".......", 3, 3), Some(vec![2, 3, 4]));
        // Whichever end is left as it is, of an even number the middle is between two.
        assert_eq!(found(".........", 4, 2), Some(vec![3, 4]));
        assert_eq!(found(".......", 0, 3), Some(vec![0, 1, 2]));
        assert_eq!(found("x......", 1, 3), Some(vec![1, 2, 3]));
        assert_eq!(found("..x....", 3, 2), Some(vec![3, 4]));
        // Over a gap nobody sits together, and what is not for the party is not given.
        assert_eq!(found(".. ..", 1, 3), None);
        assert_eq!(found("..o..", 1, 3), None);
        assert_eq!(found("..x..", 2, 1), None);
        assert_eq!((found("...", 1, 4), found("...", 9, 1), found("", 0, 1)), (None, None, None));
        // An aisle skips a number, and seats are counted without it.
        assert_eq!(found("x. ....", 3, 2), Some(vec![2, 3]));
    }

    #[test]
    fn nobody_is_left_alone_where_that_can_be_avoided() {
        // Two of four: around the second seat one would be left alone at the end.
        assert_eq!(found("....", 1, 2), Some(vec![0, 1]));
        assert_eq!(found("x....x", 2, 2), Some(vec![1, 2]));
        assert_eq!(found(".....", 2, 3), Some(vec![0, 1, 2]));
        // What is free for others counts as company.
        assert_eq!(found("o...o", 2, 2), Some(vec![1, 2]));
        // Of three seats for two one is left alone in any case.
        assert_eq!(found("...", 1, 2), Some(vec![0, 1]));
    }

    #[test]
    fn the_nearest_group_is_found_where_there_is_none_around() {
        let hall = block(&["x.x.x.x", "....x..", "..xx..x"]);
        let near = |asked, count| nearest(&hall, asked, count, |_| true);
        assert_eq!(near(3, 2), Some(vec![9, 10]));
        assert_eq!(near(5, 2), Some(vec![12, 13]));
        assert_eq!(near(3, 4), Some(vec![7, 8, 9, 10]));
        assert_eq!(near(3, 5), None);
        assert_eq!(nearest(&hall, 3, 2, |group| !group.contains(&9)), Some(vec![18, 19]));
    }

    /// Held against trying every group.
    #[test]
    fn no_group_is_better_than_the_one_that_is_found() {
        let letters = ['.', 'x', 'o', ' '];
        for pattern in 0..4_usize.pow(7) {
            let row: String = (0..7).map(|n| letters[pattern / 4_usize.pow(n) % 4]).collect();
            let seats = block(&[&row]);
            for (asked, count) in (0..seats.len()).flat_map(|asked| [(asked, 2), (asked, 3)]) {
                let free = |index: u32| seats.iter().any(|seat| seat.place.index == index && seat.is_free);
                let groups = (0..seats.len().saturating_sub(count - 1)).map(|from| from..from + count);
                let groups = groups.filter(|group| group.contains(&asked));
                let groups = groups.filter(|group| {
                    let first = seats[group.start].place.index;
                    let is_in =
                        |(n, at): (u32, usize)| seats[at].is_open && seats[at].place.index == first + n;
                    (0..).zip(group.clone()).all(is_in)
                });
                let key = |group: &std::ops::Range<usize>| {
                    let first = seats[group.start].place.index;
                    let last = first + count as u32 - 1;
                    let before = first > 0 && free(first - 1) && !(first > 1 && free(first - 2));
                    let after = free(last + 1) && !free(last + 2);
                    let aside = (2 * asked).abs_diff(2 * group.start + count - 1);
                    (usize::from(before) + usize::from(after), aside, group.start)
                };
                let best = groups.min_by_key(key).map(|group| group.collect::<Vec<_>>());
                assert_eq!(around(&seats, asked, count, |_| true), best, "{row:?} {asked} {count}");
            }
        }
    }
}
