//! Tickets as they leave the house: signed, drawn and put into calendars.

mod calendar;
mod picture;
mod signing;

pub use calendar::{Entry, calendar};
pub use picture::qr_code;
pub use signing::{NotSigned, TicketKeys};
