//! The viewer's own seats.

mod hold_timer;
mod lengthen_form;
mod own_panel;
mod own_seat;
mod release_form;

pub use hold_timer::HoldTimer;
pub use lengthen_form::LengthenForm;
pub use own_panel::OwnPanel;
pub use own_seat::OwnSeat;
pub use release_form::ReleaseForm;
