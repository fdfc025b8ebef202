//! Why something cannot be done with orders.

use crate::{
    domain::{Refusal, Refused},
    ports::{AllocationError, GatewayError, StoreError, WebhookRejected},
};

/// Why an order is not made, or not paid.
#[derive(Debug, thiserror::Error)]
pub enum OrderError {
    /// The rules of seats and matches say no.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// The store cannot answer, and then it is not known whether it was done: repeating it is safe.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// There is no such order, or it is another's.
    #[error("no such order")]
    NotFound,
    /// The same key was used for another order.
    #[error("the key was used for another order")]
    KeyReused,
    /// It is of more seats than an order may have, which are so many.
    #[error("an order may have {0} seats")]
    TooManySeatsOfOrder(u32),
    /// Its buyer would have more seats of the match than one may, which are so many.
    #[error("a buyer may have {0} seats")]
    TooManySeatsOfBuyer(u32),
    /// It is paid already.
    #[error("the order is paid")]
    AlreadyPaid,
    /// It is too late to give it back.
    #[error("it is too late to cancel the order")]
    TooLateToCancel,
    /// Somebody has entered by one of its tickets.
    #[error("a ticket of the order was used")]
    TicketUsed,
    /// There is no such payment gateway.
    #[error("no such payment gateway")]
    GatewayNotFound,
    /// It was tried to be paid too often.
    #[error("the order was tried to be paid too often")]
    TooManyPayments,
    /// The gateway does not answer.
    #[error("the payment gateway does not answer")]
    GatewaySilent,
    /// The gateway does not take the payment.
    #[error("the payment was declined")]
    Declined,
}

impl From<AllocationError> for OrderError {
    fn from(error: AllocationError) -> Self {
        match error {
            AllocationError::Refused(refused) => Self::Refused(refused),
            AllocationError::Store(store) => Self::Store(store),
        }
    }
}

impl From<Refusal> for OrderError {
    fn from(why: Refusal) -> Self {
        Self::Refused(why.into())
    }
}

/// Why a webhook is not taken.
#[derive(Debug, thiserror::Error)]
pub enum WebhookError {
    /// There is no such gateway.
    #[error("no such payment gateway")]
    GatewayNotFound,
    /// It cannot be trusted, or read.
    #[error(transparent)]
    Rejected(#[from] WebhookRejected),
    /// The store cannot answer: it has to come again.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What a gateway's failure is as a reason.
pub(super) fn reason(error: &GatewayError) -> String {
    match error {
        GatewayError::Unknown(source) => format!("{error}: {source}"),
        GatewayError::Refused(why) => why.clone(),
    }
}
