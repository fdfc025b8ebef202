//! Demo venues, made by code and written as files: they go through the very reader that any venue goes through.
//!
//! Both are our own inventions. The same call gives the same text every time.

mod ballpark;
mod field;
mod grandstand;
mod rows;
mod sheet;
#[cfg(test)]
mod tests;
mod theatre;

pub use ballpark::ballpark;
pub use theatre::theatre;

/// A demo venue as the two files of [`crate::venue::read_venue`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DemoVenue {
    /// The seating plan.
    pub plan_json: String,
    /// Hierarchy, prices, and which seats are special.
    pub details_json: String,
}
