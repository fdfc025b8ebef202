//! What may become of a payment.
//!
//! ```text
//! CREATED --begun--> PROCESSING --captured, for its order--> CAPTURED --given up--> REFUNDING --refunded--> REFUNDED
//!    |                 |    ^                                                           ^
//!    '----no answer----+----+--> UNKNOWN, asked again until known                       |
//!    '-----------------'----------> DECLINED                                            |
//!    '-----------------'----------------'------captured, and its order is over----------'
//! ```
//!
//! What is to be done follows from the state that is stored, and from nothing that a process remembers: whoever reads it after a
//! crash does the same.

use std::{fmt, str::FromStr};

/// Where in being paid a payment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PaymentState {
    /// It is written down; whether its gateway has been told is not known.
    Created,
    /// The gateway has begun it, and the buyer may pay.
    Processing,
    /// The gateway was asked and has not answered.
    Unknown,
    /// The money was taken, and the order has its seats for it.
    Captured,
    /// The gateway says that it will not be taken.
    Declined,
    /// The money was taken, and is to be given back.
    Refunding,
    /// It was given back, or never kept.
    Refunded,
}

/// What happens to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentEvent {
    /// The gateway has begun it.
    Begun,
    /// The gateway was asked, and has not answered.
    NoAnswer,
    /// The gateway says that the buyer may still pay.
    Open,
    /// The gateway says that it has taken the money, which is what the order asks for, and the order can have its seats.
    Captured,
    /// The gateway says that it has taken money for which there is nothing to be had: another amount, or the order is over.
    CapturedInVain,
    /// The gateway says that it will not take it.
    Declined,
    /// The gateway says that it has given it back.
    Refunded,
    /// What it has paid for was given back.
    GivenUp,
}

/// What is to be done next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PaymentTask {
    /// Nothing.
    Nothing,
    /// The gateway is asked what has become of it.
    Ask,
    /// The order's seats are sold, in the same transaction.
    Sell,
    /// The gateway is asked to give the money back.
    Refund,
    /// A person has to look at it: the gateway has given back what was not to be.
    Tell,
}

impl PaymentState {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Created,
        Self::Processing,
        Self::Unknown,
        Self::Captured,
        Self::Declined,
        Self::Refunding,
        Self::Refunded,
    ];

    /// The word that stores use.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Created => "CREATED",
            Self::Processing => "PROCESSING",
            Self::Unknown => "UNKNOWN",
            Self::Captured => "CAPTURED",
            Self::Declined => "DECLINED",
            Self::Refunding => "REFUNDING",
            Self::Refunded => "REFUNDED",
        }
    }

    /// Whether it may still be captured, as far as is known.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Created | Self::Processing | Self::Unknown)
    }

    /// What becomes of it, and what is to be done then. Money that was taken is never forgotten, whatever was said before.
    pub const fn next(self, event: PaymentEvent) -> (Self, PaymentTask) {
        use PaymentEvent as E;
        use PaymentTask as T;
        match (self, event) {
            (Self::Created | Self::Processing | Self::Unknown, E::Begun | E::Open) => {
                (Self::Processing, T::Ask)
            }
            // A gateway that did not know it yet has been told of it since.
            (Self::Declined, E::Begun) => (Self::Processing, T::Ask),
            (Self::Created | Self::Processing | Self::Unknown, E::NoAnswer) => (Self::Unknown, T::Ask),
            (Self::Created | Self::Processing | Self::Unknown | Self::Declined, E::Captured) => {
                (Self::Captured, T::Sell)
            }
            (Self::Created | Self::Processing | Self::Unknown | Self::Declined, E::CapturedInVain) => {
                (Self::Refunding, T::Refund)
            }
            (Self::Created | Self::Processing | Self::Unknown, E::Declined) => (Self::Declined, T::Nothing),
            (
                Self::Created | Self::Processing | Self::Unknown | Self::Declined | Self::Refunding,
                E::Refunded,
            ) => (Self::Refunded, T::Nothing),
            (Self::Created | Self::Processing | Self::Unknown, E::GivenUp) => (self, T::Ask),
            (Self::Captured, E::GivenUp) => (Self::Refunding, T::Refund),
            (Self::Captured, E::Refunded) => (Self::Captured, T::Tell),
            (
                Self::Captured,
                E::Begun | E::NoAnswer | E::Open | E::Captured | E::CapturedInVain | E::Declined,
            ) => (Self::Captured, T::Nothing),
            (Self::Declined, E::NoAnswer | E::Open | E::Declined | E::GivenUp) => {
                (Self::Declined, T::Nothing)
            }
            (
                Self::Refunding,
                E::Begun | E::NoAnswer | E::Open | E::Captured | E::CapturedInVain | E::Declined | E::GivenUp,
            ) => (Self::Refunding, T::Refund),
            (Self::Refunded, _) => (Self::Refunded, T::Nothing),
        }
    }
}

impl fmt::Display for PaymentState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that names no state of a payment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown state of a payment {0:?}")]
pub struct UnknownPaymentState(pub String);

impl FromStr for PaymentState {
    type Err = UnknownPaymentState;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|state| state.as_str() == word)
            .ok_or_else(|| UnknownPaymentState(word.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENTS: [PaymentEvent; 8] = [
        PaymentEvent::Begun,
        PaymentEvent::NoAnswer,
        PaymentEvent::Open,
        PaymentEvent::Captured,
        PaymentEvent::CapturedInVain,
        PaymentEvent::Declined,
        PaymentEvent::Refunded,
        PaymentEvent::GivenUp,
    ];

    #[test]
    fn every_word_is_read_back() {
        for state in PaymentState::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
        }
        assert!("captured".parse::<PaymentState>().is_err());
    }

    /// Whatever two things happen, in whatever order: money that was taken is kept for seats or goes back.
    #[test]
    fn money_that_was_taken_is_never_forgotten() {
        use PaymentState::{Captured, Declined, Refunded, Refunding};
        for start in PaymentState::ALL {
            for first in EVENTS {
                let (middle, _) = start.next(first);
                for second in EVENTS {
                    let (end, task) = middle.next(second);
                    // What is taken in vain is given back, unless it is the money that the order was sold for.
                    if second == PaymentEvent::CapturedInVain {
                        assert!(
                            matches!(end, Captured | Refunding | Refunded),
                            "{start} {first:?} {second:?}"
                        );
                    }
                    // Nobody gets from captured or refunding back to where it is not known.
                    if matches!(middle, Captured | Refunding | Refunded) {
                        assert!(matches!(end, Captured | Refunding | Refunded), "{middle} {second:?}");
                    }
                    assert_eq!(task == PaymentTask::Refund, end == Refunding, "{middle} {second:?}");
                    assert_eq!(task == PaymentTask::Sell, end == Captured && middle != Captured);
                    assert!(!(end.is_open() && task == PaymentTask::Nothing), "{middle} {second:?}");
                    if middle == Refunded {
                        assert_eq!(end, Refunded);
                    }
                    if end == Declined {
                        assert!(middle.is_open() || middle == Declined);
                    }
                }
            }
        }
    }
}
