//! Jari's wire, read by hand: a client that is light leaves the machine to the server.

mod body;
mod http;
mod seats;
mod sse;

pub use body::Reader;
pub use http::{Answer, Client, answer_length, read_answer};
pub use seats::{Board, number_after, read_update};
pub use sse::{Event, read_events};
