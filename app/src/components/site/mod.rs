//! What surrounds every page, and what any page may show.

mod breadcrumb;
mod cart_links;
mod connection_badge;
mod cookie_note;
mod failure;
mod footer;
mod header;
mod language_link;
mod mark;
mod notice_bar;
mod seat_meter;

pub use breadcrumb::Breadcrumb;
pub use cart_links::CartLinks;
pub use connection_badge::ConnectionBadge;
pub use cookie_note::CookieNote;
pub use failure::Failure;
pub use footer::Footer;
pub use header::Header;
pub use language_link::LanguageLink;
pub use mark::Mark;
pub use notice_bar::NoticeBar;
pub use seat_meter::SeatMeter;
