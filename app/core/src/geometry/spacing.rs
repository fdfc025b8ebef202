//! How close seats are to each other.

use super::SeatIndex;
use crate::domain::Seat;

/// The spacing of a venue with one seat: the plan format's usual seat is so wide.
pub(super) const DEFAULT: f64 = 20.0;

/// For each block, given by how many of the seats are its own, the distance of its closest seat to any other of the venue. Two that
/// a plan has put all but on each other must not make all seats tiny: it is never less than half of what is usual in the block.
pub(super) fn of_blocks(seats: &[&Seat], lengths: &[usize]) -> Vec<f64> {
    let (xs, ys): (Vec<f32>, Vec<f32>) =
        seats.iter().map(|seat| (seat.at.x as f32, seat.at.y as f32)).unzip();
    let index = SeatIndex::new(&xs, &ys);
    let mut from = 0;
    let spacings = lengths.iter().map(|length| {
        let block = from..from + length;
        from += length;
        let mut nearest: Vec<f64> = block
            .filter_map(|place| {
                let other = index.nearest_other(&xs, &ys, place)?;
                let (a, b) = (seats.get(place)?.at, seats.get(other)?.at);
                Some((a.x - b.x).hypot(a.y - b.y))
            })
            .filter(|distance| *distance > 0.0)
            .collect();
        nearest.sort_by(f64::total_cmp);
        let usual = nearest.get(nearest.len() / 2).copied().unwrap_or(DEFAULT);
        nearest.first().copied().unwrap_or(DEFAULT).max(usual / 2.0)
    });
    spacings.collect()
}
