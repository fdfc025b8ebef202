//! What a line of an order costs: the one place where that is decided.

use crate::domain::{MatchInfo, PriceCategory, Refusal, Seat, Venue};

/// The price of a seat at a match, in the currency's smallest unit, and the type of ticket that it is then: the one that is asked
/// for, or the usual one where there are types.
///
/// # Errors
/// [`Refusal::NoTicketType`] where the match has no such type; [`Refusal::NoPrice`] where no price is known, as such a seat cannot
/// be bought.
pub fn price_of_line(
    info: &MatchInfo,
    venue: &Venue,
    seat: &Seat,
    ticket_type: Option<&str>,
) -> Result<(i64, Option<String>), Refusal> {
    let is_of = |category: &&PriceCategory| Some(category.id) == seat.category_id;
    let category = venue.categories.iter().find(is_of);
    let price = info.prices.line(category, ticket_type)?;
    if price < 0 {
        return Err(Refusal::NoPrice);
    }
    let usual = || seat.category_id.and_then(|id| info.prices.usual_type(id)).map(|of| of.key.clone());
    Ok((price, ticket_type.map(str::to_owned).or_else(usual)))
}
