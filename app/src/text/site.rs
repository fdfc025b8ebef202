//! The words around every page, and of the pages that say that there is none.

/// The name.
pub const NAME: &str = "Jari";
/// The name in Korean.
pub const NAME_KO: &str = "자리";
/// The first link of each page, for the keyboard.
pub const SKIP_TO_CONTENT: &str = "본문으로 건너뛰기";
/// The link of the mark.
pub const HOME_LINK: &str = "Jari 자리, 처음으로";
/// What the footer says.
pub const FOOTER: &str = "Jari(자리)는 모두에게 같은 좌석 배치도를 실시간으로 보여 줍니다.";
/// While a page is on its way.
pub const LOADING: &str = "불러오는 중";
/// The heading of a page that does not exist.
pub const NOT_FOUND_TITLE: &str = "찾는 페이지가 없습니다";
/// What to do about it.
pub const NOT_FOUND_HINT: &str = "주소를 다시 확인하거나 경기 목록에서 골라 주세요.";
/// The heading when the store cannot answer.
pub const UNAVAILABLE_TITLE: &str = "지금은 보여 드릴 수 없습니다";
/// What to do about it.
pub const UNAVAILABLE_HINT: &str =
    "잠시 뒤 다시 시도해 주세요. 선택한 좌석은 남은 시간 동안 그대로 있습니다.";
/// The heading of any other failure.
pub const FAILURE_TITLE: &str = "문제가 생겼습니다";
/// The way back.
pub const TO_MATCHES: &str = "경기 목록으로";
/// Loads the page again.
pub const RETRY: &str = "다시 시도";
/// Closes a message.
pub const DISMISS: &str = "알림 닫기";
/// The name of the trail of links above a heading.
pub const BREADCRUMB: &str = "현재 위치";
