//! The one map of a venue, and what moves it.

mod filter_bar;
mod map_legend;
mod move_buttons;
mod offers;
mod surface_hint;
mod venue_surface;

pub use filter_bar::FilterBar;
pub use map_legend::MapLegend;
pub use move_buttons::MoveButtons;
pub use offers::Offers;
pub use surface_hint::SurfaceHint;
pub use venue_surface::VenueSurface;
