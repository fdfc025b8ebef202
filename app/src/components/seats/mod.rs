//! The seats of a block.

mod chosen_seat;
mod companion_offer;
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
pub use price_list::PriceList;
pub use seat_hint::SeatHint;
pub use seat_legend::SeatLegend;
pub use seat_map::SeatMap;
pub use seat_offer::SeatOffer;
pub use seat_plan::SeatPlan;
pub use zoom::Zoom;
pub use zoom_buttons::ZoomButtons;
