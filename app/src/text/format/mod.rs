//! What is written by rules and not by a catalogue: numbers, prices, dates and times, what follows a name, and one or many.
//! Every rule is small and our own, as the data of a library for all languages would weigh more than a page does.

mod moment;
mod number;
mod particle;
mod plural;
mod price;

pub use moment::{date_time, day, month, short_date_time, weekday};
pub use number::count;
pub use particle::Particle;
pub use plural::Plural;
pub use price::price;
