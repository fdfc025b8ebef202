//! What went wrong, in the words that belong to each stable code.

use super::{Plural, words};
use crate::error_code::ErrorCode;
use jari_core::domain::Language;

/// The message that belongs to a code.
pub fn error_message(language: Language, code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MatchNotFound => words!(language, errors.match_not_found),
        ErrorCode::AreaNotFound => words!(language, errors.area_not_found),
        ErrorCode::SectionNotFound => words!(language, errors.section_not_found),
        ErrorCode::BlockNotFound => words!(language, errors.block_not_found),
        ErrorCode::SeatNotFound => words!(language, errors.seat_not_found),
        ErrorCode::SeatTaken => words!(language, errors.seat_taken),
        ErrorCode::SeatNotHeld => words!(language, errors.seat_not_held),
        ErrorCode::SeatReserved => words!(language, errors.seat_reserved),
        ErrorCode::OrderEnded => words!(language, errors.order_ended),
        ErrorCode::NotHolder => words!(language, errors.not_holder),
        ErrorCode::HoldLimit => words!(language, errors.hold_limit),
        ErrorCode::CartChanged => words!(language, errors.cart_changed),
        ErrorCode::HoldsAtTheirEnd => words!(language, errors.holds_at_their_end),
        ErrorCode::NoTicketType => words!(language, errors.ticket_type_not_found),
        ErrorCode::NoPrice => words!(language, errors.no_price),
        ErrorCode::LeavesSeatAlone => words!(language, errors.leaves_seat_alone),
        ErrorCode::CompanionSeat => words!(language, errors.companion_seat),
        ErrorCode::NoSeatsTogether => words!(language, errors.no_seats_together),
        ErrorCode::OrderNotFound => words!(language, errors.order_not_found),
        ErrorCode::OrderPaid => words!(language, errors.order_paid),
        ErrorCode::IdempotencyKeyRequired | ErrorCode::WebhookRejected => {
            words!(language, errors.invalid_request)
        }
        ErrorCode::IdempotencyKeyReused => words!(language, errors.idempotency_key_reused),
        ErrorCode::OrderLimit => words!(language, errors.order_limit),
        ErrorCode::BuyerLimit => words!(language, errors.buyer_limit),
        ErrorCode::BuyerInvalid => words!(language, errors.buyer_invalid),
        ErrorCode::CancelTooLate => words!(language, errors.cancel_too_late),
        ErrorCode::OrderUsed => words!(language, errors.order_used),
        ErrorCode::PhoneMismatch => words!(language, errors.phone_mismatch),
        ErrorCode::GatewayNotFound => words!(language, errors.gateway_not_found),
        ErrorCode::TooManyPayments => words!(language, errors.too_many_payments),
        ErrorCode::PaymentUnavailable => words!(language, errors.payment_unavailable),
        ErrorCode::PaymentDeclined => words!(language, errors.payment_declined),
        ErrorCode::SaleNotOpen => words!(language, errors.sale_not_open),
        ErrorCode::SaleClosed => words!(language, errors.sale_closed),
        ErrorCode::InvalidId => words!(language, errors.invalid_id),
        ErrorCode::TooManyBlocks => words!(language, errors.too_many_blocks),
        ErrorCode::InvalidRequest | ErrorCode::InvalidBody => words!(language, errors.invalid_request),
        ErrorCode::SessionRequired => words!(language, errors.session_required),
        ErrorCode::TooManyChanges => words!(language, errors.too_many_changes),
        ErrorCode::TooManyChangesFromAddress => words!(language, errors.too_many_changes_from_address),
        ErrorCode::OperatorRequired => words!(language, errors.operator_required),
        ErrorCode::TicketNotFound => words!(language, errors.ticket_not_found),
        ErrorCode::TicketOtherMatch => words!(language, errors.ticket_other_match),
        ErrorCode::TicketVoid => words!(language, errors.ticket_void),
        ErrorCode::TicketUsed => words!(language, errors.ticket_used),
        ErrorCode::InvalidHost => words!(language, errors.invalid_host),
        ErrorCode::CrossSite => words!(language, errors.cross_site),
        ErrorCode::NotFound => words!(language, errors.not_found),
        ErrorCode::MethodNotAllowed => words!(language, errors.method_not_allowed),
        ErrorCode::PayloadTooLarge => words!(language, errors.payload_too_large),
        ErrorCode::HeadTooLarge => words!(language, errors.head_too_large),
        ErrorCode::UriTooLong => words!(language, errors.uri_too_long),
        ErrorCode::RequestTimeout => words!(language, errors.request_timeout),
        ErrorCode::TooManyStreams | ErrorCode::TooManyConnections | ErrorCode::TooManyRequests => {
            words!(language, errors.too_many)
        }
        ErrorCode::TooManyStreamsFromAddress
        | ErrorCode::TooManyConnectionsFromAddress
        | ErrorCode::TooManyRequestsFromAddress => words!(language, errors.too_many_from_address),
        ErrorCode::StoreUnavailable => words!(language, errors.store_unavailable),
        ErrorCode::Connection => words!(language, errors.connection),
        ErrorCode::OtherBuild => words!(language, errors.other_build),
        ErrorCode::NoAnswer => words!(language, errors.no_answer),
        ErrorCode::Internal => words!(language, errors.failed),
    }
}

/// What is said where a page would be that cannot be shown for now: a heading, and what to do.
pub fn unavailable(language: Language) -> (&'static str, &'static str) {
    (words!(language, site.unavailable_title), words!(language, site.unavailable_hint))
}

/// What to say of a code that a page was answered with, where a buyer may have so many seats; nothing if it is no code.
pub fn form_error(language: Language, word: &str, max_holds: u32) -> Option<String> {
    match ErrorCode::of(word)? {
        ErrorCode::HoldLimit => Some(hold_limit(language, max_holds)),
        ErrorCode::OrderLimit | ErrorCode::BuyerLimit => {
            Some(limit(language, ErrorCode::of(word)?, max_holds))
        }
        code => Some(error_message(language, code).to_owned()),
    }
}

/// The message that belongs to a code, where so many are as many as there may be. A number that is not known is not told.
pub fn limit(language: Language, code: ErrorCode, max: u32) -> String {
    match (code, max) {
        (ErrorCode::HoldLimit, max) => hold_limit(language, max),
        (ErrorCode::OrderLimit, 1..) => words!(language, errors.order_limit_of, max),
        (ErrorCode::BuyerLimit, 1..) => words!(language, errors.buyer_limit_of, max),
        (code, _) => error_message(language, code).to_owned(),
    }
}

/// The message for a buyer who has as many seats as one may.
pub fn hold_limit(language: Language, max: u32) -> String {
    match Plural::of(language, max.into()) {
        Plural::One => words!(language, errors.hold_limit_of.one, max),
        Plural::Other => words!(language, errors.hold_limit_of.other, max),
    }
}
