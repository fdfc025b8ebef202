//! The viewer's own seats.

mod hold_again_button;
mod hold_timer;
mod lengthen_form;
mod own_panel;
mod own_seat;
mod release_form;
mod ticket_choice;

pub use hold_again_button::HoldAgainButton;
pub use hold_timer::HoldTimer;
pub use lengthen_form::LengthenForm;
pub use own_panel::OwnPanel;
pub use own_seat::OwnSeat;
pub use release_form::ReleaseForm;
pub use ticket_choice::TicketChoice;
