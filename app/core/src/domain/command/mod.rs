//! One way to change seats.
//!
//! Every change is a command: who asks, and a list of seats, each with what is required of it and what it becomes. It is
//! judged as a whole by one pure function, [`judge`], over the committed state; what it changes takes the next revisions of
//! the seats' blocks. A store carries out any command without knowing what it is for: a new kind of change is a new
//! constructor in `kinds/`, and nothing else.

mod cart;
mod judge;
mod kinds;
mod order_note;
mod step;

pub use cart::{CartRule, CartSeen, CartState};
pub use judge::{Verdict, in_the_way, judge};
pub use kinds::Place;
pub use order_note::{CancelledOrder, OrderNote, PaidOrder};
pub use step::{Expiry, Field, Requirement, Step, Target};

use super::{Allocation, BlockId, CartId, MatchId, Revision, SeatId, UnixMillis};
use std::fmt;

/// Who asks for a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Whoever has a cart.
    Buyer(CartId),
    /// Whoever runs the sale, by the name that is told.
    Operator(String),
    /// Jari itself, as when a hold runs out.
    System,
}

impl fmt::Display for Actor {
    /// As the log of events has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Buyer(cart) => write!(f, "buyer:{}", cart.as_str()),
            Self::Operator(name) => write!(f, "operator:{name}"),
            Self::System => f.write_str("system"),
        }
    }
}

/// A request to change seats of one match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Command {
    /// What it is called in the log of events.
    pub kind: &'static str,
    /// The match.
    pub match_id: MatchId,
    /// Who asks.
    pub actor: Actor,
    /// When it was asked.
    pub now: UnixMillis,
    /// The seats, ordered by block and seat, none twice, at least one.
    pub steps: Vec<Step>,
    /// Whether it is all or nothing, optional steps aside. Otherwise each step is carried out that can be, and the others are left out.
    pub is_whole: bool,
    /// The cart whose other seats it depends on, by a cap or by an [`Expiry::WithCart`]; none if by neither.
    pub cart: Option<CartRule>,
    /// What is stored of an order with it.
    pub order: Option<OrderNote>,
}

impl Command {
    /// The blocks that it is about, each once, in ascending order.
    pub fn blocks(&self) -> Vec<BlockId> {
        let mut blocks: Vec<_> = self.steps.iter().map(|step| step.block_id).collect();
        blocks.dedup();
        blocks
    }
}

/// What a step has come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The block.
    pub block_id: BlockId,
    /// The seat.
    pub seat_id: SeatId,
    /// The seat's state now.
    pub state: Allocation,
    /// The block's revision of the seat's latest change.
    pub rev: Revision,
    /// Whether this command changed it.
    pub is_changed: bool,
}

#[cfg(test)]
mod tests;
