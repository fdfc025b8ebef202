//! What seats look like, on any map.

mod seat_legend;
mod seat_symbols;

pub use seat_legend::SeatLegend;
pub use seat_symbols::SeatSymbols;
#[cfg(feature = "ssr")]
pub(crate) use seat_symbols::symbol;
