//! Tickets as they leave the house: named, signed, drawn and put into calendars.

mod calendar;
mod picture;
mod signing;
mod words;

pub use calendar::{Entry, calendar};
pub use picture::{TooLong, qr_code, qr_png};
pub use signing::{NotSigned, TicketKeys};
pub use words::{SeatWords, checkout_line, entry, seat_words, type_name};
