//! What may become of an order.
//!
//! ```text
//! PENDING --paid--> PAID --cancelled--> CANCELLED
//!    |--time is up--> EXPIRED
//!    '--refused, seats gone, cancelled--> FAILED
//! ```
//!
//! As with payments, what is to be done follows from the state that is stored.

use std::{fmt, str::FromStr};

/// Where in being sold an order is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrderState {
    /// It is yet to be paid.
    Pending,
    /// It is paid: its seats are sold.
    Paid,
    /// It was paid, and given back.
    Cancelled,
    /// It was not paid in time.
    Expired,
    /// It came to nothing for another reason.
    Failed,
}

/// What happens to an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderEvent {
    /// A payment was captured, and the seats can be had.
    Paid,
    /// Its reservation has run out, and it is known that nothing was captured.
    TimeUp,
    /// Its seats could not be reserved.
    Refused,
    /// It was paid, and its seats are another's.
    SeatsGone,
    /// Its buyer, or an operator, gives it up.
    Cancelled,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OrderTask {
    /// Nothing.
    Nothing,
    /// Its seats are sold, in the same transaction.
    Sell,
    /// What is reserved for it is given back.
    Free,
    /// What it has bought is given back.
    Void,
}

impl OrderState {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Paid, Self::Cancelled, Self::Expired, Self::Failed];

    /// The word that stores and programs use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "PENDING",
            Self::Paid => "PAID",
            Self::Cancelled => "CANCELLED",
            Self::Expired => "EXPIRED",
            Self::Failed => "FAILED",
        }
    }

    /// What becomes of it, and what is to be done then. What is over stays so.
    pub const fn next(self, event: OrderEvent) -> (Self, OrderTask) {
        use OrderEvent as E;
        match (self, event) {
            (Self::Pending, E::Paid) => (Self::Paid, OrderTask::Sell),
            (Self::Pending, E::TimeUp) => (Self::Expired, OrderTask::Free),
            (Self::Pending, E::Refused | E::SeatsGone | E::Cancelled) => (Self::Failed, OrderTask::Free),
            (Self::Paid, E::Cancelled) => (Self::Cancelled, OrderTask::Void),
            (Self::Paid, E::Paid | E::TimeUp | E::Refused | E::SeatsGone) => (Self::Paid, OrderTask::Nothing),
            (Self::Cancelled | Self::Expired | Self::Failed, _) => (self, OrderTask::Nothing),
        }
    }
}

impl fmt::Display for OrderState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no state of an order.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of an order {0:?}")]
pub struct UnknownOrderState(pub String);

impl FromStr for OrderState {
    type Err = UnknownOrderState;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| UnknownOrderState(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [OrderEvent; 5] = [
        OrderEvent::Paid,
        OrderEvent::TimeUp,
        OrderEvent::Refused,
        OrderEvent::SeatsGone,
        OrderEvent::Cancelled,
    ];

    #[test]
    fn every_word_is_read_back() {
        for state in OrderState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("paid".parse::<OrderState>().is_err());
    }

    #[test]
    fn an_order_is_sold_once_and_what_is_over_stays_so() {
        for start in OrderState::ALL {
            for first in EVENTS {
                let (middle, one) = start.next(first);
                for second in EVENTS {
                    let (end, other) = middle.next(second);
                    assert!(one != OrderTask::Sell || other != OrderTask::Sell);
                    assert_eq!(
                        other == OrderTask::Sell,
                        middle == OrderState::Pending && end == OrderState::Paid
                    );
                    assert!(end != OrderState::Pending || (middle, first) == (OrderState::Pending, first));
                    if matches!(middle, OrderState::Cancelled | OrderState::Expired | OrderState::Failed) {
                        assert_eq!((end, other), (middle, OrderTask::Nothing));
                    }
                }
            }
        }
    }
}
