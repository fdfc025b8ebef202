//! What Jari says to a person, in the language that is asked for. The words themselves are in the catalogues, `app/locales`;
//! here is how they are put together. No function here knows which language a page is in: it is told.

pub(crate) mod catalogue;
mod error;
mod format;
mod labels;
mod languages;
#[cfg(test)]
mod literals;
pub mod matches;
pub mod seats;
mod sentence;

#[cfg(feature = "hydrate")]
pub use catalogue::browser::take_words;
pub(crate) use catalogue::words;
#[cfg(feature = "ssr")]
pub(crate) use catalogue::{WORDS_ID, of_page};
pub use error::{error_message, form_error, hold_limit, limit, unavailable};
pub use format::{Particle, Plural, count, date_time, price, short_date_time};
pub use languages::language_name;
pub(crate) use sentence::within;
