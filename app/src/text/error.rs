//! What went wrong, in the words that belong to each stable code.

/// What is said where there is nothing better to say.
const FAILED: &str = "문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요.";

/// The message that belongs to an error code.
pub fn error_message(code: &str) -> &'static str {
    known(code).unwrap_or(FAILED)
}

/// What to say of a form that came back with this code; nothing if there is no such code.
pub fn form_error(code: &str, max_holds: u32) -> Option<String> {
    match code {
        "HOLD_LIMIT" => Some(hold_limit(max_holds)),
        _ => known(code).map(str::to_owned),
    }
}

fn known(code: &str) -> Option<&'static str> {
    let message = match code {
        "MATCH_NOT_FOUND" => "없는 경기입니다.",
        "AREA_NOT_FOUND" => "없는 권역입니다.",
        "SECTION_NOT_FOUND" => "없는 진영입니다.",
        "BLOCK_NOT_FOUND" => "없는 구역입니다.",
        "SEAT_NOT_FOUND" => "없는 좌석입니다.",
        "SEAT_TAKEN" => "다른 분이 먼저 선택한 좌석입니다. 다른 좌석을 골라 주세요.",
        "SEAT_NOT_HELD" => "선택되어 있지 않은 좌석입니다. 선택 시간이 지났을 수 있습니다.",
        "NOT_HOLDER" => "다른 분이 선택한 좌석은 놓을 수 없습니다.",
        "HOLD_LIMIT" => "더 선택할 수 없습니다.",
        "SALE_NOT_OPEN" => "아직 예매가 열리지 않았습니다.",
        "SALE_CLOSED" => "예매가 끝났습니다.",
        "INVALID_ID" => "주소의 번호가 올바르지 않습니다.",
        "INVALID_REQUEST" | "INVALID_BODY" => "요청을 읽을 수 없습니다.",
        "SESSION_REQUIRED" => {
            "좌석을 선택하려면 쿠키가 필요합니다. 브라우저에서 쿠키를 허용한 뒤 다시 시도해 주세요."
        }
        "TOO_MANY_CHANGES" => "요청이 너무 잦습니다. 잠시 뒤 다시 시도해 주세요.",
        "TOO_MANY_CHANGES_FROM_ADDRESS" => {
            "같은 네트워크에서 요청이 너무 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        "INVALID_HOST" => "요청에 사이트 이름이 올바르지 않습니다.",
        "CROSS_SITE" => "다른 사이트에서 보낸 요청은 받지 않습니다.",
        "NOT_FOUND" => "찾는 페이지가 없습니다.",
        "METHOD_NOT_ALLOWED" => "이 주소에서는 할 수 없는 요청입니다.",
        "PAYLOAD_TOO_LARGE" => "요청이 너무 큽니다.",
        "HEAD_TOO_LARGE" => "요청의 머리글이 너무 큽니다.",
        "URI_TOO_LONG" => "주소가 너무 깁니다.",
        "REQUEST_TIMEOUT" => "요청을 보내는 데 너무 오래 걸렸습니다. 다시 시도해 주세요.",
        "TOO_MANY_STREAMS" | "TOO_MANY_CONNECTIONS" | "TOO_MANY_REQUESTS" => {
            "지금은 접속이 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        "TOO_MANY_STREAMS_FROM_ADDRESS"
        | "TOO_MANY_CONNECTIONS_FROM_ADDRESS"
        | "TOO_MANY_REQUESTS_FROM_ADDRESS" => {
            "같은 네트워크에서 접속이 너무 많습니다. 잠시 뒤 다시 시도해 주세요."
        }
        "STORE_UNAVAILABLE" => "잠시 처리할 수 없습니다. 곧 다시 시도해 주세요.",
        "CONNECTION" => "연결이 끊겼습니다. 다시 시도해 주세요.",
        "OTHER_BUILD" => "새 버전이 나왔습니다. 화면을 새로 고쳐 주세요.",
        "NO_ANSWER" => "서버의 응답이 없습니다. 인터넷 연결을 확인해 주세요.",
        "INTERNAL" => FAILED,
        _ => return None,
    };
    Some(message)
}

/// The message for a holder who has as many seats as one may.
pub fn hold_limit(max: u32) -> String {
    format!("한 경기에서 {max}석까지 선택할 수 있습니다.")
}
