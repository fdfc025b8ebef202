//! The viewer's own seats.

mod hold_timer;
mod own_panel;
mod own_seat;
mod release_form;

pub use hold_timer::HoldTimer;
pub use own_panel::OwnPanel;
pub use own_seat::OwnSeat;
pub use release_form::ReleaseForm;
