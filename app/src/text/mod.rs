//! What Jari says to a person. All of it stands here, so that another language is another such folder.

mod error;
mod format;
pub mod matches;
pub mod seats;
pub mod site;

pub use error::{error_message, form_error, hold_limit};
pub use format::{KRW, Particle, Plural, count, date_time, price, short_date_time};
