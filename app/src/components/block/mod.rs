//! The seats of one block as a page of links and forms, which the server alone renders.

mod block_seats;
mod chosen_seat;
mod party_size;
mod price_list;
mod scale;
mod seat_layout;
mod seat_map;
mod seat_mark;

pub use block_seats::BlockSeats;
pub use chosen_seat::ChosenSeat;
pub use party_size::PartySize;
pub use price_list::PriceList;
pub use seat_map::SeatMap;
