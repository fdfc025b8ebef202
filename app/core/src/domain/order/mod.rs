//! Orders: what is bought together, who buys it, and how it is paid.
//!
//! - [`OrderState`] and [`PaymentState`](super::PaymentState) say what may become of an order and of a payment.
//! - [`Order`] is one with its payments, as a store has it; [`Order::judge`] says what becomes of it by what a gateway has said, and
//!   [`Order::duty`] what is to be done next. Both are pure, so that whoever reads an order after a crash goes on with it.

mod books;
mod buyer;
mod code;
mod contact;
mod duty;
mod judge;
mod mail;
mod price;
mod record;
mod state;

pub use books::{Books, SoldPart};
pub use buyer::{Buyer, BuyerFaults, BuyerField, FieldFault, NAME_MOST};
pub use code::{BadOrderCode, OrderCode};
pub use contact::{email_key, phone_key};
pub use duty::Duty;
pub use judge::{Judgement, Report, When};
pub use mail::{MailOccasion, MailPayload, OrderMail};
pub use price::price_of_line;
pub use record::{LONGEST_WORD, MOST_PAYMENTS, Order, OrderItem, Payment};
pub use state::{OrderEvent, OrderState, OrderTask, UnknownOrderState};

#[cfg(test)]
mod tests;
