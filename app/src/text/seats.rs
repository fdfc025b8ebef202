//! The words of a block's seats.

use super::{KRW, count, format, short_date_time};
use crate::{
    live::{Connection, End, Face},
    page_data::Match,
};
use jari_core::domain::{Language, SaleState, UnixMillis};

/// The accessible name of the seat map.
pub const SEAT_MAP: &str = "좌석 배치도";
/// The legend's name.
pub const LEGEND: &str = "범례";
/// The heading of the price categories.
pub const PRICES: &str = "좌석 등급";
/// A category without a price.
pub const NO_PRICE: &str = "가격 미정";
/// A seat that is meant for a wheelchair.
pub const ACCESSIBLE: &str = "휠체어석";
/// The viewer's own seats.
pub const OWN_TITLE: &str = "내 좌석";
/// When there are none.
pub const OWN_EMPTY: &str = "아직 선택한 좌석이 없습니다.";
/// What the prices add up to.
pub const TOTAL: &str = "합계";
/// The time that is left.
pub const TIME_LEFT: &str = "남은 시간";
/// The region that shows the seat of the address.
pub const CHOSEN_TITLE: &str = "선택한 좌석";
/// Puts the seat on hold.
pub const HOLD: &str = "이 좌석 선택";
/// Lets the seat go.
pub const RELEASE: &str = "선택 해제";
/// Makes the map larger.
pub const ZOOM_IN: &str = "확대";
/// Makes the map smaller.
pub const ZOOM_OUT: &str = "축소";
/// Makes the map as small as it takes to see all of it.
pub const ZOOM_FIT: &str = "전체 보기";
/// The name of the buttons that do so.
pub const ZOOM: &str = "배치도 크기";
/// Above the first row: where the field or the stage is.
pub const FRONT: &str = "▲ 경기장 · 무대 방향";
/// The same where there is room for little.
pub const FRONT_SHORT: &str = "▲ 무대";
/// The button that opens the list of the viewer's seats on a small screen.
pub const OWN_LIST: &str = "내 좌석 목록";
/// Where nothing is pointed at.
pub const HINT: &str = "좌석을 눌러 선택하고, 다시 눌러 해제합니다.";
/// When a seat cannot be had any more.
pub const GONE: &str = "이미 예약되거나 판매된 좌석입니다.";
/// When a hold of one's own should be over, and the server cannot be asked.
pub const UNCONFIRMED: &str = "선택 시간이 끝난 좌석을 확인하지 못했습니다. 연결되면 바로 알려 드립니다.";
/// In place of the time that is left of a hold while the server is asked whether it is over.
pub const CONFIRMING: &str = "확인 중";
/// When the answer to a hold was lost, and the seat is the viewer's.
pub const HELD_AFTER_ALL: &str = "확인했습니다. 좌석이 선택되어 있습니다.";
/// When the answer to a hold was lost, and the seat is not the viewer's.
pub const NOT_HELD_AFTER_ALL: &str = "좌석을 선택하지 못했습니다. 다시 시도해 주세요.";
/// When the answer to a release was lost, and the seat is not the viewer's any more.
pub const RELEASED_AFTER_ALL: &str = "확인했습니다. 좌석 선택이 해제되었습니다.";
/// When the answer to a release was lost, and the seat is still the viewer's.
pub const NOT_RELEASED_AFTER_ALL: &str = "좌석 선택을 해제하지 못했습니다. 다시 시도해 주세요.";
/// Where the browser keeps no cookies.
pub const NEEDS_COOKIES: &str =
    "이 브라우저에서 쿠키가 꺼져 있어 좌석을 선택할 수 없습니다. 쿠키를 허용한 뒤 새로 고쳐 주세요.";

/// The state of a seat.
pub const fn face(face: Face) -> &'static str {
    match face {
        Face::Available => "선택 가능",
        Face::Held => "다른 사람이 선택 중",
        Face::Reserved => "예약됨",
        Face::Occupied => "판매됨",
        Face::Own => "내가 선택함",
        Face::Pending => "처리 중",
    }
}

/// The state of the connection.
pub const fn connection(connection: Connection) -> &'static str {
    match connection {
        Connection::Connecting => "연결 중",
        Connection::Live => "실시간",
        Connection::Polling => "몇 초마다 갱신",
        Connection::Reconnecting => "다시 연결 중",
        Connection::Stale => "오래된 정보",
    }
}

/// A row: its label, with 열 unless the label says so itself.
pub fn row(row: &str) -> String {
    if row.ends_with('열') { row.to_owned() } else { format!("{row}열") }
}

/// What a seat is called.
pub fn seat(row_label: &str, number: &str) -> String {
    let number = number.strip_suffix('번').unwrap_or(number);
    if row_label.is_empty() { format!("{number}번") } else { format!("{} {number}번", row(row_label)) }
}

/// A row's label as it stands at the row's end, where there is room for little.
pub fn row_mark(row: &str) -> &str {
    row.strip_suffix('열').unwrap_or(row).trim_end()
}

/// The accessible name of a seat.
pub fn seat_label(name: &str, accessible: bool, state: Face) -> String {
    let state = face(state);
    if accessible { format!("{name}, {ACCESSIBLE}, {state}") } else { format!("{name}, {state}") }
}

/// How many seats the viewer has on hold, and of how many at most.
pub fn own_count(held: usize, max: u32) -> String {
    if max == 0 { format!("{held}석") } else { format!("{held} / {max}석") }
}

/// The accessible name of the button that lets a seat go.
pub fn release_label(block: &str, seat: &str) -> String {
    format!("{block} {seat} {RELEASE}")
}

/// A seat's price.
pub fn price(price: Option<i64>) -> String {
    price.map_or_else(|| NO_PRICE.to_owned(), |price| format::price(Language::Ko, price, KRW))
}

/// How many seats of the block are left.
pub fn free_of(free: usize, total: usize) -> String {
    format!("잔여 {} / {}석", count(free as i64), count(total as i64))
}

/// What is said when holds of the viewer's have ended.
pub fn ended(end: End, names: &[String]) -> String {
    let what = match end {
        End::RanOut => "선택 시간이 지나 좌석이 풀렸습니다",
        End::Freed => "좌석 선택이 풀렸습니다",
        End::Completed => "좌석이 예약되었습니다",
    };
    format!("{what}: {}.", some_of(names))
}

/// What is said when the first of these holds of the viewer's has less than a minute left, or all of them if they end at one
/// time, as a cart's do unless one was not lengthened with the others. It stays true as time passes.
pub fn ending(names: &[String], together: bool) -> String {
    let whose = if together { "" } else { "첫 좌석의 " };
    format!("1분 안에 {whose}선택 시간이 끝납니다: {}.", some_of(names))
}

/// The first names of a list, and how many more there are.
fn some_of(names: &[String]) -> String {
    match names {
        [first, second, third, _, rest @ ..] => format!("{first}, {second}, {third} 외 {}석", rest.len() + 1),
        few => few.join(", "),
    }
}

/// Why no seat can be held, outside of the sale, and when that changes.
pub fn not_on_sale(info: &Match, now: UnixMillis) -> Option<String> {
    if info.cancelled {
        return Some("취소된 경기입니다. 좌석을 예매할 수 없습니다.".to_owned());
    }
    match info.sale().state(now) {
        SaleState::Open => None,
        SaleState::Upcoming => Some(format!(
            "{}에 예매가 열립니다. 그때까지 좌석을 미리 볼 수 있습니다.",
            short_date_time(Language::Ko, info.sale_opens_at)
        )),
        SaleState::Closed => Some("예매가 끝났습니다. 좌석은 볼 수만 있습니다.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::{Currency, MatchId};

    #[test]
    fn a_seat_is_named_once_whatever_its_labels_already_say() {
        assert_eq!(seat("A", "12"), "A열 12번");
        assert_eq!(seat("3열", "7번"), "3열 7번");
        assert_eq!(seat("", "7"), "7번");
        assert_eq!(row_mark("3열"), "3");
        assert_eq!(seat_label("A열 1번", false, Face::Own), "A열 1번, 내가 선택함");
        assert_eq!(seat_label("A열 1번", true, Face::Available), "A열 1번, 휠체어석, 선택 가능");
    }

    #[test]
    fn holds_that_end_are_named_but_not_endlessly() {
        let names = ["101블록 A열 1번", "A열 2번", "B열 1번", "B열 2번", "C열 1번"].map(str::to_owned);
        assert_eq!(ended(End::RanOut, &names[..1]), "선택 시간이 지나 좌석이 풀렸습니다: 101블록 A열 1번.");
        assert_eq!(ending(&names[..1], true), "1분 안에 선택 시간이 끝납니다: 101블록 A열 1번.");
        assert_eq!(
            ending(&names, false),
            "1분 안에 첫 좌석의 선택 시간이 끝납니다: 101블록 A열 1번, A열 2번, B열 1번 외 2석."
        );
        assert_eq!(
            ending(&names[..3], true),
            "1분 안에 선택 시간이 끝납니다: 101블록 A열 1번, A열 2번, B열 1번."
        );
    }

    #[test]
    fn who_comes_before_the_sale_is_told_when_it_opens() {
        let opens_at = UnixMillis(1_796_446_800_000);
        let info = Match {
            id: MatchId(1),
            name: "".into(),
            venue_name: "".into(),
            currency: Currency::KRW,
            starts_at: UnixMillis(i64::MAX).into(),
            sale_opens_at: opens_at.into(),
            sale_closes_at: Some(UnixMillis(i64::MAX).into()),
            cancelled: false,
            total: 1,
        };
        let before = not_on_sale(&info, UnixMillis(0));
        assert!(before.is_some_and(|text| text.starts_with("12월 5일 (토) 14:00에 예매가 열립니다.")));
        assert_eq!(not_on_sale(&info, opens_at), None);
        assert!(not_on_sale(&info, UnixMillis(i64::MAX)).is_some());
        let cancelled = Match { cancelled: true, ..info };
        assert!(not_on_sale(&cancelled, opens_at).is_some_and(|text| text.contains("취소")));
    }
}
