//! The seats of a block.

mod chosen_seat;
mod companion_offer;
mod party_offer;
mod party_size;
mod price_list;
mod seat_hint;
mod seat_legend;
mod seat_map;
mod seat_mark;
mod seat_offer;
mod seat_plan;
mod seat_symbols;
mod zoom;
mod zoom_buttons;

pub use chosen_seat::ChosenSeat;
pub use companion_offer::CompanionOffer;
pub use party_offer::PartyOffer;
pub use party_size::PartySize;
pub use price_list::PriceList;
pub use seat_hint::SeatHint;
pub use seat_legend::SeatLegend;
pub use seat_map::SeatMap;
pub use seat_offer::SeatOffer;
pub use seat_plan::SeatPlan;
pub use seat_symbols::SeatSymbols;
pub use zoom::Zoom;
pub use zoom_buttons::ZoomButtons;
