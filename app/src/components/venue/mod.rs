//! The list of matches, and the map of a whole venue.

mod best_form;
mod block_hint;
mod block_level;
mod block_list;
mod block_mark;
mod level_legend;
mod match_card;
mod pointed;
mod sale_badge;
mod venue_map;

pub use best_form::BestForm;
pub use block_hint::BlockHint;
pub use block_list::BlockList;
pub use block_mark::BlockMark;
pub use level_legend::LevelLegend;
pub use match_card::MatchCard;
#[cfg(feature = "hydrate")]
pub(crate) use pointed::block_of;
pub use sale_badge::SaleBadge;
pub use venue_map::VenueMap;
