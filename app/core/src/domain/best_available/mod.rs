//! Best available: which of the free seats of a match a group is best given.
//!
//! Seats side by side come before all else. Among those the best are, one after the other: with the fewest seats for wheelchairs, where
//! these are asked for; of the first category by price (of
//! seats of several categories the last one counts); those that leave no free seat alone; nearest to the middle of the field
//! or the stage, in rings of equal worth; in a row nearer to the front; beside what is taken already, so that what is left
//! stays together; and of what is equally good, whichever falls to the cart, so that not all who ask at the same moment are
//! proposed the same. Where there are nowhere enough side by side, two neighbouring rows of a block share the group.
//!
//! What never changes of a venue is prepared once, in [`RankedVenue`]. [`search`] is pure: it is given what is known of the
//! blocks, and says which ones it has to know besides.

mod focus;
mod key;
mod orphans;
mod ranked;
mod row;
mod search;
mod side_by_side;
mod two_rows;
mod wish;

pub use orphans::{Orphan, RowSeat, keep_company, orphans};
pub use ranked::RankedVenue;
pub use search::{Search, States, search};
pub use wish::{Wanted, Wish};

use super::{BlockId, SeatId};

/// Seats that go well together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// The block that they are in.
    pub block_id: BlockId,
    /// The seats, in ascending order.
    pub seats: Vec<SeatId>,
    /// Whether they are side by side; otherwise they are in two neighbouring rows.
    pub is_side_by_side: bool,
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::venue_of;
