//! Server functions, one a file. They are transport only: read the request, call a service, map the error.
#![allow(missing_docs, reason = "the macro makes a struct of each function, whose fields it gives no docs")]

mod carried_through;
mod context;
mod form_error;
mod hold_again;
mod hold_best;
mod hold_seat;
mod hold_seats;
mod lengthen_holds;
mod load_block;
mod load_held;
mod load_match;
mod load_matches;
mod release_seat;

#[cfg(feature = "ssr")]
pub use context::{AdmitChange, ForEverybody, NextPage, Services, Unread};
pub use form_error::{FORM_ERROR, form_error, without_form_error};
pub use hold_again::{HoldAgain, hold_again};
pub use hold_best::{HoldBest, MAX_GROUP, hold_best};
pub use hold_seat::{HoldSeat, hold_seat};
pub use hold_seats::{HoldSeats, hold_seats};
pub use lengthen_holds::{LengthenHolds, lengthen_holds};
#[cfg(feature = "ssr")]
pub(crate) use load_block::load_block;
pub use load_held::{LoadHeld, load_held};
pub use load_match::{LoadMatch, load_match};
pub use load_matches::{LoadMatches, load_matches};
pub use release_seat::{ReleaseSeat, release_seat};
