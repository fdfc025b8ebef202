//! The words of the list of matches and of the map of a venue.

use super::{Plural, count, format, words};
use crate::page_data::{Moment, Name};
use jari_core::domain::{Currency, Language, SaleState};

/// The names of the levels of the legend, from none left to nearly all.
pub fn levels(language: Language) -> [&'static str; 5] {
    [
        words!(language, matches.level.none),
        words!(language, matches.level.nearly_none),
        words!(language, matches.level.few),
        words!(language, matches.level.some),
        words!(language, matches.level.many),
    ]
}

/// Where in its sale a match is, in one word.
pub fn sale_state(language: Language, state: SaleState, cancelled: bool) -> &'static str {
    if cancelled {
        return words!(language, matches.sale.cancelled);
    }
    match state {
        SaleState::Upcoming => words!(language, matches.sale.upcoming),
        SaleState::Open => words!(language, matches.sale.open),
        SaleState::Closed => words!(language, matches.sale.closed),
    }
}

/// When the sale opens.
pub fn opens_at(language: Language, moment: Moment) -> String {
    words!(language, matches.sale.opens_at, when = format::short_date_time(language, moment))
}

/// When the sale closes.
pub fn closes_at(language: Language, moment: Moment) -> String {
    words!(language, matches.sale.closes_at, when = format::short_date_time(language, moment))
}

/// When the match begins.
pub fn starts_at(language: Language, moment: Moment) -> String {
    format::date_time(language, moment)
}

/// The month of a date, as it stands above the day.
pub fn month(language: Language, moment: Moment) -> String {
    format::month(language, moment)
}

/// The day of a date.
pub fn day(moment: Moment) -> String {
    format::day(moment)
}

/// The day of the week of a date.
pub fn weekday(language: Language, moment: Moment) -> String {
    format::weekday(language, moment)
}

/// How many seats are left of how many.
pub fn free_of(language: Language, free: u32, total: u32) -> String {
    words!(language, matches.free_of, free = count(free), total = count(total))
}

/// How many seats are left.
pub fn free(language: Language, free: u32) -> String {
    match free {
        0 => words!(language, matches.sold_out).to_owned(),
        free => words!(language, matches.free, count = count(free)),
    }
}

/// What a block costs at least.
pub fn price_from(language: Language, price: i64, currency: Currency) -> String {
    words!(language, matches.price_from, price = format::price(language, price, currency))
}

/// The accessible name of a block on the map.
pub fn block_label(language: Language, block: &Name, section: &str, free: u32) -> String {
    let (block, section) = (block_name(language, block).to_string(), section.to_owned());
    let count = count(free);
    match Plural::of(language, free.into()) {
        _ if free == 0 => words!(language, matches.block_label.sold_out, block, section),
        Plural::One => words!(language, matches.block_label.one, block, section, count),
        Plural::Other => words!(language, matches.block_label.other, block, section, count),
    }
}

/// What a block is called: a bare number or letter becomes a name.
pub fn block_name(language: Language, name: &Name) -> Name {
    let is_bare = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    // A word of Latin letters is a name in English, as any word of Hangul is in Korean.
    let is_word = name.len() > 2 && !name.contains(|c: char| c.is_ascii_digit());
    let is_bare = is_bare && (language == Language::Ko || !is_word);
    if is_bare { words!(language, matches.block, name = name.to_string()).into() } else { name.clone() }
}

/// How many seats of a match the viewer has on hold.
pub fn own_held(language: Language, held: u32) -> String {
    let count = count(held);
    match Plural::of(language, held.into()) {
        Plural::One => words!(language, matches.own_held.one, count),
        Plural::Other => words!(language, matches.own_held.other, count),
    }
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
    use Language::{En, Ko};
    use jari_core::domain::UnixMillis;

    #[test]
    fn a_block_is_named_for_those_who_cannot_see_the_map() {
        let label = |block: &str, section, free| block_label(Ko, &block.into(), section, free);
        assert_eq!(label("101", "1루측", 1_320), "101블록, 1루측, 잔여 1,320석");
        assert_eq!(label("101블록", "1루측", 0), "101블록, 1루측, 매진");
        assert_eq!(block_name(Ko, &"A-1".into()), "A-1블록".into());
        assert_eq!(block_name(Ko, &"외야 자유석".into()), "외야 자유석".into());
        let label = |block: &str, free| block_label(En, &block.into(), "First base side", free);
        assert_eq!(label("101", 1_320), "Block 101, First base side, 1,320 seats left");
        assert_eq!(label("101", 1), "Block 101, First base side, 1 seat left");
        assert_eq!(label("Bleachers", 0), "Bleachers, First base side, sold out");
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
        assert_eq!([month(Ko, moment), day(moment), weekday(Ko, moment)], ["12월", "5", "토요일"]);
    }
}
