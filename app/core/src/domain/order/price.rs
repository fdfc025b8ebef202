//! What a line of an order costs: the one place where that is decided.

use crate::domain::{MatchInfo, Seat, Venue};

/// The price of a seat at a match, in the currency's smallest unit; none where no price is known, as such a seat cannot be bought.
pub fn price_of_line(
    info: &MatchInfo,
    venue: &Venue,
    seat: &Seat,
    _ticket_type: Option<&str>,
) -> Option<i64> {
    venue.price_of(seat, &info.prices).filter(|price| *price >= 0)
}
