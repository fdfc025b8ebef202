//! What seats and tickets are called to whoever has bought them.

use super::Entry;
use app::{
    checkout::{CheckoutLine, seat_name},
    page_data::Name,
    text::{matches, seats::notes},
};
use jari_core::domain::{Language, MatchInfo, Order, OrderItem, SeatId, Venue};

/// What a seat is called, and where it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SeatWords {
    /// Block, row and number.
    pub seat: String,
    /// The area.
    pub area: String,
    /// The section of it.
    pub section: String,
    /// What there is to say of the seat; none where there is nothing.
    pub notes: Option<String>,
}

/// What a seat is called; nothing where a venue has no such seat.
pub fn seat_words(venue: &Venue, seat_id: SeatId, language: Language) -> SeatWords {
    let found = venue.block_of(seat_id).and_then(|block| {
        let seat = block.seat(seat_id)?;
        let name = matches::block_name(language, &Name::new(&block.info.name, language));
        Some(SeatWords {
            seat: seat_name(language, &name, &seat.row, &seat.number),
            area: Name::new(&block.info.area_name, language).to_string(),
            section: Name::new(&block.info.section_name, language).to_string(),
            notes: notes(language, seat.notes()),
        })
    });
    found.unwrap_or_default()
}

/// A seat of an order, as a list of what was bought has it.
pub fn checkout_line(info: &MatchInfo, venue: &Venue, item: &OrderItem, language: Language) -> CheckoutLine {
    let SeatWords { seat, notes, .. } = seat_words(venue, item.seat_id, language);
    let kind = item.ticket_type.as_deref().and_then(|key| type_name(info, key, language));
    CheckoutLine { seat, notes, kind, amount: item.amount }
}

/// What a type of ticket is called.
pub fn type_name(info: &MatchInfo, key: &str, language: Language) -> Option<String> {
    let of = info.prices.types().iter().find(|of| of.of.key == key)?;
    Some(of.of.name.in_language(language).0.to_owned())
}

/// The match of an order in its buyer's calendar; `origin` is what the site is called, if that is known.
pub fn entry(
    order: &Order,
    info: &MatchInfo,
    venue: &Venue,
    language: Language,
    origin: Option<&str>,
) -> Entry {
    let seats: Vec<_> =
        order.items.iter().map(|item| seat_words(venue, item.seat_id, language).seat).collect();
    Entry {
        uid: format!("{}@jari", order.id),
        title: info.name.in_language(language).0.to_owned(),
        place: info.venue_name.in_language(language).0.to_owned(),
        description: seats.join("\n"),
        url: origin.map(|origin| format!("{origin}/{language}/orders/{}", order.id)),
        starts_at: info.starts_at,
        made_at: order.created_at,
    }
}
