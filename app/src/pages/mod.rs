//! The pages, one a file.

#[cfg(feature = "ssr")]
mod block;
mod leaving;
mod loaded;
mod r#match;
mod matches;
mod not_found;
mod parts;
mod routes;

#[cfg(feature = "hydrate")]
pub use leaving::leave_page_of_block;
pub use not_found::NotFound;
#[cfg(feature = "hydrate")]
pub use parts::load_part_of_the_page;
#[cfg(feature = "ssr")]
pub(crate) use parts::part_of;
pub use routes::{Block, Match, Matches};

#[cfg(all(test, feature = "ssr"))]
mod tests;
