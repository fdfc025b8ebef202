//! The words of the list of matches and of the map of a venue.

use super::{KRW, count, format};
use crate::page_data::Moment;
use jari_core::domain::{Language, SaleState};

/// The heading of the list.
pub const TITLE: &str = "경기";
/// The first words on the list's page.
pub const HERO: &str = "보고 싶은 경기, 앉고 싶은 자리";
/// What the list is for.
pub const LEAD: &str = "남은 좌석이 실시간으로 보입니다. 먼저 누른 자리는 그 사람의 자리입니다.";
/// Where the link of a match leads.
pub const TO_SEATS: &str = "좌석 보기";
/// The heading when there are no matches.
pub const EMPTY_TITLE: &str = "아직 경기가 없습니다";
/// How to get some: what stands before the command.
pub const EMPTY_HINT: &str = "서버에서 다음 명령으로 시범 경기를 불러올 수 있습니다.";
/// The command.
pub const EMPTY_COMMAND: &str = "server load-demo";
/// The accessible name of the map of a venue.
pub const VENUE_MAP: &str = "경기장 지도";
/// The heading of the list of blocks.
pub const BLOCKS_TITLE: &str = "구역";
/// What to do with the map.
pub const MAP_HINT: &str = "구역을 고르면 좌석이 열립니다.";
/// What the colours mean.
pub const LEGEND: &str = "남은 좌석";
/// The names of the levels of the legend, from none left to nearly all.
pub const LEVELS: [&str; 5] = ["매진", "거의 없음", "적음", "보통", "많음"];

/// Where in its sale a match is, in one word.
pub const fn sale_state(state: SaleState, cancelled: bool) -> &'static str {
    if cancelled {
        return "경기 취소";
    }
    match state {
        SaleState::Upcoming => "예매 예정",
        SaleState::Open => "예매 중",
        SaleState::Closed => "예매 종료",
    }
}

/// When the sale opens.
pub fn opens_at(moment: Moment) -> String {
    format!("{} 예매 시작", format::short_date_time(Language::Ko, moment))
}

/// When the sale closes.
pub fn closes_at(moment: Moment) -> String {
    format!("{} 예매 마감", format::short_date_time(Language::Ko, moment))
}

/// When the match begins.
pub fn starts_at(moment: Moment) -> String {
    format::date_time(Language::Ko, moment)
}

/// The month of a date, as it stands above the day.
pub fn month(moment: Moment) -> String {
    format::month(Language::Ko, moment)
}

/// The day of a date.
pub fn day(moment: Moment) -> String {
    format::day(moment)
}

/// The day of the week of a date.
pub fn weekday(moment: Moment) -> String {
    format::weekday(Language::Ko, moment)
}

/// How many seats are left of how many.
pub fn free_of(free: u32, total: u32) -> String {
    format!("잔여 {} / {}석", count(free), count(total))
}

/// How many seats are left.
pub fn free(free: u32) -> String {
    if free == 0 { "매진".to_owned() } else { format!("{}석", count(free)) }
}

/// What a block costs at least.
pub fn price_from(price: i64) -> String {
    format!("{}부터", format::price(Language::Ko, price, KRW))
}

/// The accessible name of a block on the map.
pub fn block_label(block: &str, section: &str, free: u32) -> String {
    if free == 0 {
        format!("{}, {section}, 매진", block_name(block))
    } else {
        format!("{}, {section}, 잔여 {}석", block_name(block), count(free))
    }
}

/// What a block is called: a bare number or letter becomes a name.
pub fn block_name(name: &str) -> String {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if is_bare { format!("{name}블록") } else { name.to_owned() }
}

/// The end that all names share and that says nothing on a map full of them, such as 블록 in 101블록 and 102블록. A
/// number or a Latin letter stays before it, so that no name is cut in its middle.
pub fn shared_end<'a>(names: impl IntoIterator<Item = &'a str>) -> &'a str {
    let end = |name: &'a str| {
        let last = name.rfind(|c: char| c.is_ascii_alphanumeric())?;
        name.get(last + 1..)
    };
    let mut ends = names.into_iter().map(|name| end(name).unwrap_or_default());
    let Some(first) = ends.next() else { return "" };
    if ends.all(|end| end == first) { first } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::UnixMillis;

    #[test]
    fn a_block_is_named_for_those_who_cannot_see_the_map() {
        assert_eq!(block_label("101", "1루측", 1_320), "101블록, 1루측, 잔여 1,320석");
        assert_eq!(block_label("101블록", "1루측", 0), "101블록, 1루측, 매진");
        assert_eq!(block_name("A-1"), "A-1블록");
        assert_eq!(block_name("외야 자유석"), "외야 자유석");
    }

    #[test]
    fn what_every_name_ends_with_is_left_out() {
        assert_eq!(shared_end(["101블록", "102블록", "201블록"]), "블록");
        assert_eq!(shared_end(["A 구역", "B 구역"]), " 구역");
        assert_eq!(shared_end(["101블록", "외야석"]), "");
        assert_eq!(shared_end(["101블록", "1층 좌석"]), "");
        assert_eq!(shared_end(["101", "102"]), "");
        assert_eq!(shared_end([]), "");
    }

    #[test]
    fn a_date_is_also_there_in_parts() {
        let moment = UnixMillis(1_796_446_800_000).into();
        assert_eq!([month(moment), day(moment), weekday(moment)], ["12월", "5", "토요일"]);
    }
}
