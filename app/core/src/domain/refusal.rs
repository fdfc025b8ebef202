//! Why a request cannot be carried out.

use super::{SeatId, UnixMillis};

/// A refusal that is the rules' answer, not a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// No match has this id.
    #[error("no such match")]
    MatchNotFound,
    /// The match's venue has no such area.
    #[error("no such area")]
    AreaNotFound,
    /// The match's venue has no such section.
    #[error("no such section")]
    SectionNotFound,
    /// The match's venue has no such block.
    #[error("no such block")]
    BlockNotFound,
    /// The match's venue has no such seat.
    #[error("no such seat")]
    SeatNotFound,
    /// Somebody was faster, or the seat is sold.
    #[error("the seat is taken")]
    SeatTaken,
    /// Nobody holds the seat (any more), so it cannot be released or completed.
    #[error("the seat is not on hold")]
    SeatNotHeld,
    /// It is the cart's own seat, and is being sold: what comes of that is known soon.
    #[error("the seat is being sold")]
    SeatReserved,
    /// The order that the seat was to be sold by has ended without it.
    #[error("the order has ended")]
    OrderEnded,
    /// Somebody else holds the seat.
    #[error("the seat is held by another")]
    NotHolder,
    /// The cart has as many seats on hold as one may.
    #[error("at most {max} seats may be held")]
    HoldLimit {
        /// The most seats that may be on hold.
        max: u32,
    },
    /// The cart has other seats on hold than when it was looked at.
    #[error("the cart has changed meanwhile")]
    CartChanged,
    /// What the cart has on hold lasts as long as it may, and ends then.
    #[error("the holds end at {ends_at:?} and cannot be lengthened any more")]
    HoldsAtTheirEnd {
        /// When they end.
        ends_at: UnixMillis,
    },
    /// The match has no such type of ticket.
    #[error("no such ticket type")]
    NoTicketType,
    /// The seat is not sold so.
    #[error("the seat has no such price")]
    NoPrice,
    /// The choice would leave free seats alone, each of which nobody would buy.
    #[error("a free seat would be left alone")]
    LeavesSeatAlone {
        /// The chosen seat that may be given up for the first of them instead; none if there is none.
        instead_of: Option<SeatId>,
    },
    /// The seat is for who comes with somebody in a wheelchair, and is sold together with the accessible seat for now.
    #[error("a companion's seat is sold together with its accessible seat")]
    CompanionSeat {
        /// The accessible seat of the first of them.
        accessible: SeatId,
    },
    /// Nowhere are so many seats together that fit what was asked for.
    #[error("there are no such seats together")]
    NoSeatsTogether,
    /// The sale has yet to open.
    #[error("the sale is not open yet")]
    SaleNotOpen,
    /// The sale is over.
    #[error("the sale is closed")]
    SaleClosed,
}

/// A refusal, and the seats that it is about.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}")]
pub struct Refused {
    /// Why the first of them cannot be had, or why none can.
    pub why: Refusal,
    /// All of the request's seats that stood in its way; none where it is about no seat in particular.
    pub seats: Vec<SeatId>,
}

impl From<Refusal> for Refused {
    fn from(why: Refusal) -> Self {
        Self { why, seats: Vec::new() }
    }
}
