use super::Filter;

/// What a filter looks at in a seat.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its place in its row, which skips a number at a gap.
    pub index: u32,
    /// What it costs.
    pub price: Option<i64>,
    /// Whether anybody may hold it.
    pub is_free: bool,
    /// Whether the viewer has it: that always matches.
    pub is_own: bool,
    /// Whether it is meant for a wheelchair.
    pub is_accessible: bool,
}

impl Filter {
    /// Whether a seat matches, whatever is beside it.
    fn takes(&self, seat: &Facts) -> bool {
        (!(self.only_free || self.party > 1) || seat.is_free)
            && (!self.accessible || seat.is_accessible)
            && self.takes_price(seat.price)
    }
}

/// Tells which seats of a row match, in the order in which they are given. `order` is the row's seats along the row.
pub fn mark_row(filter: &Filter, seats: &[Facts], marks: &mut Vec<bool>) {
    marks.clear();
    marks.extend(seats.iter().map(|seat| filter.takes(seat)));
    if filter.looks_at_neighbours() {
        keep_runs(filter.party as usize, seats, marks);
    }
    for (mark, seat) in marks.iter_mut().zip(seats) {
        *mark |= seat.is_own;
    }
}

/// Drops what does not stand in a run of so many.
fn keep_runs(least: usize, seats: &[Facts], marks: &mut [bool]) {
    // A plan may name a row's seats in any order.
    let mut along: Vec<(u32, usize)> = (0..)
        .zip(seats)
        .filter(|&(n, _)| marks.get(n) == Some(&true))
        .map(|(n, seat)| (seat.index, n))
        .collect();
    along.sort_unstable();
    for run in along.chunk_by(|a, b| b.0 - a.0 == 1) {
        if run.len() < least {
            for (_, n) in run {
                if let Some(mark) = marks.get_mut(*n) {
                    *mark = false;
                }
            }
        }
    }
}
