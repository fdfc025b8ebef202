//! The stable codes of errors: every one that there is, with the HTTP status that carries it. Routes answer with them, a text
//! belongs to each (`text/error.rs`), and README lists those that a program may be answered with.

use jari_core::domain::Refusal;

/// Makes the codes: the name here, the word on the wire, and the status.
macro_rules! codes {
    ($($(#[$meta:meta])+ $name:ident = $word:literal, $status:literal;)+) => {
        /// What went wrong, as programs read it. A word never changes; its message may.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum ErrorCode {
            $($(#[$meta])+ $name,)+
        }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)+];

            /// The word on the wire.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $word,)+
                }
            }

            /// The HTTP status that carries it; 0 for what the browser says itself, as no answer came.
            pub const fn status(self) -> u16 {
                match self {
                    $(Self::$name => $status,)+
                }
            }
        }
    };
}

codes! {
    /// No match has this id.
    MatchNotFound = "MATCH_NOT_FOUND", 404;
    /// The match's venue has no such area.
    AreaNotFound = "AREA_NOT_FOUND", 404;
    /// The match's venue has no such section.
    SectionNotFound = "SECTION_NOT_FOUND", 404;
    /// The match's venue has no such block.
    BlockNotFound = "BLOCK_NOT_FOUND", 404;
    /// The match's venue has no such seat.
    SeatNotFound = "SEAT_NOT_FOUND", 404;
    /// Somebody was faster, or the seat is sold.
    SeatTaken = "SEAT_TAKEN", 409;
    /// Nobody holds the seat (any more).
    SeatNotHeld = "SEAT_NOT_HELD", 409;
    /// It is one's own seat, and is being sold at this moment.
    SeatReserved = "SEAT_RESERVED", 409;
    /// The order has ended without the seat.
    OrderEnded = "ORDER_ENDED", 409;
    /// Somebody else holds the seat.
    NotHolder = "NOT_HOLDER", 403;
    /// The cart has as many seats on hold as one may.
    HoldLimit = "HOLD_LIMIT", 409;
    /// The cart has other seats on hold than when it was looked at.
    CartChanged = "CART_CHANGED", 409;
    /// What the cart has on hold cannot last any longer.
    HoldsAtTheirEnd = "HOLDS_AT_THEIR_END", 409;
    /// The match has no such type of ticket.
    NoTicketType = "TICKET_TYPE_NOT_FOUND", 404;
    /// The seat is not sold so.
    NoPrice = "NO_PRICE", 409;
    /// The choice would leave a free seat alone.
    LeavesSeatAlone = "LEAVES_SEAT_ALONE", 409;
    /// A companion's seat is asked for without its accessible seat.
    CompanionSeat = "COMPANION_SEAT", 409;
    /// Nowhere are so many seats together that fit what was asked for.
    NoSeatsTogether = "NO_SEATS_TOGETHER", 409;
    /// There is no such order, or it is another's.
    OrderNotFound = "ORDER_NOT_FOUND", 404;
    /// The order is paid already.
    OrderPaid = "ORDER_PAID", 409;
    /// An order came without a key by which it is made once.
    IdempotencyKeyRequired = "IDEMPOTENCY_KEY_REQUIRED", 400;
    /// The key was used for another order.
    IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED", 422;
    /// An order is of more seats than it may have.
    OrderLimit = "ORDER_LIMIT", 409;
    /// A buyer would have more seats of the match than one may.
    BuyerLimit = "BUYER_LIMIT", 409;
    /// What was written of the buyer is not what is asked for.
    BuyerInvalid = "BUYER_INVALID", 422;
    /// It is too late to cancel the order.
    CancelTooLate = "CANCEL_TOO_LATE", 409;
    /// Somebody has entered by a ticket of the order.
    OrderUsed = "ORDER_USED", 409;
    /// It is not the phone of whoever has bought the order.
    PhoneMismatch = "PHONE_MISMATCH", 403;
    /// There is no such payment gateway.
    GatewayNotFound = "GATEWAY_NOT_FOUND", 404;
    /// The order was tried to be paid too often.
    TooManyPayments = "TOO_MANY_PAYMENTS", 409;
    /// The payment gateway does not answer.
    PaymentUnavailable = "PAYMENT_UNAVAILABLE", 503;
    /// The payment gateway does not take the payment.
    PaymentDeclined = "PAYMENT_DECLINED", 409;
    /// A gateway's message cannot be trusted, or read.
    WebhookRejected = "WEBHOOK_REJECTED", 400;
    /// The sale has yet to open.
    SaleNotOpen = "SALE_NOT_OPEN", 409;
    /// The sale is over.
    SaleClosed = "SALE_CLOSED", 409;
    /// An id in the address is no number.
    InvalidId = "INVALID_ID", 400;
    /// A stream is to tell of more blocks than one may.
    TooManyBlocks = "TOO_MANY_BLOCKS", 400;
    /// What the request carries cannot be read.
    InvalidBody = "INVALID_BODY", 400;
    /// What the request carries is too large.
    PayloadTooLarge = "PAYLOAD_TOO_LARGE", 413;
    /// A change came without a session; the answer brings one.
    SessionRequired = "SESSION_REQUIRED", 403;
    /// One session has asked for too many changes.
    TooManyChanges = "TOO_MANY_CHANGES", 429;
    /// One address has asked for too many changes.
    TooManyChangesFromAddress = "TOO_MANY_CHANGES_FROM_ADDRESS", 429;
    /// It is for operators' programs, which show the token of the settings.
    OperatorRequired = "OPERATOR_REQUIRED", 401;
    /// It is no ticket that was signed here.
    TicketNotFound = "TICKET_NOT_FOUND", 404;
    /// The ticket is for another match than is let in to.
    TicketOtherMatch = "TICKET_OTHER_MATCH", 409;
    /// The ticket's order was cancelled.
    TicketVoid = "TICKET_VOID", 409;
    /// Somebody has entered by the ticket already.
    TicketUsed = "TICKET_USED", 409;
    /// The request names no host, or several.
    InvalidHost = "INVALID_HOST", 400;
    /// The request is none.
    InvalidRequest = "INVALID_REQUEST", 400;
    /// The request's head is too large.
    HeadTooLarge = "HEAD_TOO_LARGE", 431;
    /// The request's address is too long.
    UriTooLong = "URI_TOO_LONG", 414;
    /// What the request carries took too long to come.
    RequestTimeout = "REQUEST_TIMEOUT", 408;
    /// Too many requests are under way.
    TooManyRequests = "TOO_MANY_REQUESTS", 503;
    /// Too many requests of one address are under way.
    TooManyRequestsFromAddress = "TOO_MANY_REQUESTS_FROM_ADDRESS", 503;
    /// Another site's page has sent the request.
    CrossSite = "CROSS_SITE", 403;
    /// There is nothing at this address.
    NotFound = "NOT_FOUND", 404;
    /// What is at this address cannot be asked for so.
    MethodNotAllowed = "METHOD_NOT_ALLOWED", 405;
    /// Too many streams are open.
    TooManyStreams = "TOO_MANY_STREAMS", 503;
    /// Too many streams of one address are open.
    TooManyStreamsFromAddress = "TOO_MANY_STREAMS_FROM_ADDRESS", 503;
    /// Too many connections are open.
    TooManyConnections = "TOO_MANY_CONNECTIONS", 503;
    /// Too many connections of one address are open.
    TooManyConnectionsFromAddress = "TOO_MANY_CONNECTIONS_FROM_ADDRESS", 503;
    /// A store is busy or gone: the same request may succeed a second later.
    StoreUnavailable = "STORE_UNAVAILABLE", 503;
    /// A fault of ours. What it was is in the log and nowhere else.
    Internal = "INTERNAL", 500;
    /// The request never reached the server, or its answer never came back.
    Connection = "CONNECTION", 0;
    /// A server of another build has answered, and the answer cannot be read.
    OtherBuild = "OTHER_BUILD", 0;
    /// The answer is longer on its way than anybody waits.
    NoAnswer = "NO_ANSWER", 0;
}

impl ErrorCode {
    /// The code of a word; none if it is no word that this version knows.
    pub fn of(word: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.as_str() == word)
    }
}

impl From<Refusal> for ErrorCode {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::MatchNotFound => Self::MatchNotFound,
            Refusal::AreaNotFound => Self::AreaNotFound,
            Refusal::SectionNotFound => Self::SectionNotFound,
            Refusal::BlockNotFound => Self::BlockNotFound,
            Refusal::SeatNotFound => Self::SeatNotFound,
            Refusal::SeatTaken => Self::SeatTaken,
            Refusal::SeatNotHeld => Self::SeatNotHeld,
            Refusal::SeatReserved => Self::SeatReserved,
            Refusal::OrderEnded => Self::OrderEnded,
            Refusal::NotHolder => Self::NotHolder,
            Refusal::HoldLimit { .. } => Self::HoldLimit,
            Refusal::CartChanged => Self::CartChanged,
            Refusal::HoldsAtTheirEnd { .. } => Self::HoldsAtTheirEnd,
            Refusal::NoTicketType => Self::NoTicketType,
            Refusal::NoPrice => Self::NoPrice,
            Refusal::LeavesSeatAlone { .. } => Self::LeavesSeatAlone,
            Refusal::CompanionSeat { .. } => Self::CompanionSeat,
            Refusal::NoSeatsTogether => Self::NoSeatsTogether,
            Refusal::SaleNotOpen => Self::SaleNotOpen,
            Refusal::SaleClosed => Self::SaleClosed,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_read_back_and_stands_for_one_code() {
        for (index, &code) in ErrorCode::ALL.iter().enumerate() {
            assert_eq!(ErrorCode::of(code.as_str()), Some(code));
            assert!(ErrorCode::ALL[..index].iter().all(|other| other.as_str() != code.as_str()));
        }
        assert_eq!(ErrorCode::of("seat_taken"), None);
    }

    /// README lists what a program may be answered with, and nothing else.
    #[test]
    fn readme_lists_the_codes() {
        let readme = include_str!("../../README.md");
        let listed = readme.split_once("The codes are stable:").and_then(|(_, rest)| rest.split_once('.'));
        let (listed, _) = listed.expect("README lists the codes");
        let mut listed: Vec<_> = listed.split('`').skip(1).step_by(2).collect();
        let answered = ErrorCode::ALL.iter().filter(|code| code.status() != 0);
        let mut codes: Vec<_> = answered.map(|code| code.as_str()).collect();
        listed.sort_unstable();
        codes.sort_unstable();
        assert_eq!(listed, codes);
    }
}
