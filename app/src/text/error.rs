//! What went wrong, in the words that belong to each stable code.

use crate::error_code::ErrorCode;

/// What is said where there is nothing better to say.
const FAILED: &str = "문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요.";

/// The message that belongs to a code.
pub const fn error_message(code: ErrorCode) -> &'static str {
    match code {
        ErrorCode::MatchNotFound => "없는 경기입니다.",
        ErrorCode::AreaNotFound => "없는 권역입니다.",
        ErrorCode::SectionNotFound => "없는 진영입니다.",
        ErrorCode::BlockNotFound => "없는 구역입니다.",
        ErrorCode::SeatNotFound => "없는 좌석입니다.",
        ErrorCode::SeatTaken => "다른 분이 먼저 선택한 좌석입니다. 다른 좌석을 골라 주세요.",
        ErrorCode::SeatNotHeld => "선택되어 있지 않은 좌석입니다. 선택 시간이 지났을 수 있습니다.",
        ErrorCode::SeatReserved => "지금 구매를 처리하고 있는 좌석입니다. 잠시 뒤 다시 확인해 주세요.",
        ErrorCode::OrderEnded => "이미 끝난 주문입니다. 좌석을 다시 선택해 주세요.",
        ErrorCode::NotHolder => "다른 분이 선택한 좌석은 놓을 수 없습니다.",
        ErrorCode::HoldLimit => "더 선택할 수 없습니다.",
        ErrorCode::SaleNotOpen => "아직 예매가 열리지 않았습니다.",
        ErrorCode::SaleClosed => "예매가 끝났습니다.",
        ErrorCode::InvalidId => "주소의 번호가 올바르지 않습니다.",
        ErrorCode::InvalidRequest | ErrorCode::InvalidBody => "요청을 읽을 수 없습니다.",
        ErrorCode::SessionRequired => {
            "좌석을 선택하려면 쿠키가 필요합니다. 브라우저에서 쿠키를 허용한 뒤 다시 시도해 주세요."
        }
        ErrorCode::TooManyChanges => "요청이 너무 잦습니다. 잠시 뒤 다시 시도해 주세요.",
        ErrorCode::TooManyChangesFromAddress => {
            "같은 네트워크에서 요청이 너무 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        ErrorCode::InvalidHost => "요청에 사이트 이름이 올바르지 않습니다.",
        ErrorCode::CrossSite => "다른 사이트에서 보낸 요청은 받지 않습니다.",
        ErrorCode::NotFound => "찾는 페이지가 없습니다.",
        ErrorCode::MethodNotAllowed => "이 주소에서는 할 수 없는 요청입니다.",
        ErrorCode::PayloadTooLarge => "요청이 너무 큽니다.",
        ErrorCode::HeadTooLarge => "요청의 머리글이 너무 큽니다.",
        ErrorCode::UriTooLong => "주소가 너무 깁니다.",
        ErrorCode::RequestTimeout => "요청을 보내는 데 너무 오래 걸렸습니다. 다시 시도해 주세요.",
        ErrorCode::TooManyStreams | ErrorCode::TooManyConnections | ErrorCode::TooManyRequests => {
            "지금은 접속이 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        ErrorCode::TooManyStreamsFromAddress
        | ErrorCode::TooManyConnectionsFromAddress
        | ErrorCode::TooManyRequestsFromAddress => {
            "같은 네트워크에서 접속이 너무 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        ErrorCode::StoreUnavailable => "잠시 처리할 수 없습니다. 곧 다시 시도해 주세요.",
        ErrorCode::Connection => "연결이 끊겼습니다. 다시 시도해 주세요.",
        ErrorCode::OtherBuild => "새 버전이 나왔습니다. 화면을 새로 고쳐 주세요.",
        ErrorCode::NoAnswer => "서버의 응답이 없습니다. 인터넷 연결을 확인해 주세요.",
        ErrorCode::Internal => FAILED,
    }
}

/// What to say of a form that came back with this word; nothing if it is no code.
pub fn form_error(word: &str, max_holds: u32) -> Option<String> {
    match ErrorCode::of(word)? {
        ErrorCode::HoldLimit => Some(hold_limit(max_holds)),
        code => Some(error_message(code).to_owned()),
    }
}

/// The message for a buyer who has as many seats as one may.
pub fn hold_limit(max: u32) -> String {
    format!("한 경기에서 {max}석까지 선택할 수 있습니다.")
}
