//! The words of a block's seats.

use super::{
    Plural, count, format,
    labels::{bare_number, bare_row, ends_with_row},
    within, words,
};
use crate::{
    live::{Connection, End, Face},
    page_data::Match,
};
use jari_core::domain::{Currency, Language, SaleState, SeatNotes, UnixMillis};

/// The state of a seat.
pub fn face(language: Language, face: Face) -> &'static str {
    match face {
        Face::Available => words!(language, seats.face.available),
        Face::Held => words!(language, seats.face.held),
        Face::Reserved => words!(language, seats.face.reserved),
        Face::Occupied => words!(language, seats.face.occupied),
        Face::Own => words!(language, seats.face.own),
        Face::Pending => words!(language, seats.face.pending),
    }
}

/// The state of a seat, which may be a companion's that is free for who has the accessible seat alone.
pub fn state(language: Language, of: Face, lacks_accessible: bool) -> &'static str {
    match of {
        Face::Available if lacks_accessible => words!(language, seats.face.with_accessible),
        of => face(language, of),
    }
}

/// What is said to whoever wants a companion's seat and does not have the accessible one.
pub fn lacks_accessible(language: Language, seat: &str) -> String {
    words!(language, seats.lacks_accessible, seat = within(language, seat))
}

/// A free companion's seat beside the viewer's accessible one.
pub fn companion_free(language: Language, seat: &str) -> String {
    words!(language, seats.companion_free, seat = within(language, seat))
}

/// The state of the connection.
pub fn connection(language: Language, connection: Connection) -> &'static str {
    match connection {
        Connection::Connecting => words!(language, seats.connection.connecting),
        Connection::Live => words!(language, seats.connection.live),
        Connection::Polling => words!(language, seats.connection.polling),
        Connection::Reconnecting => words!(language, seats.connection.reconnecting),
        Connection::Stale => words!(language, seats.connection.stale),
    }
}

/// A row: its label, with what a row is called.
pub fn row(language: Language, label: &str) -> String {
    // As it is written in Korean it stays in Korean, spaces and all.
    if language == Language::Ko && ends_with_row(label) {
        return label.to_owned();
    }
    words!(language, seats.row, row = bare_row(label).to_owned())
}

/// What a seat is called.
pub fn seat(language: Language, row_label: &str, number: &str) -> String {
    let number = words!(language, seats.number, number = bare_number(number).to_owned());
    if row_label.is_empty() {
        return number;
    }
    words!(language, seats.seat, row = row(language, row_label), number = within(language, &number))
}

/// What a seat is called outside of its block.
pub fn seat_of_block(language: Language, block: &str, seat: &str) -> String {
    words!(language, seats.seat_of_block, block = block.to_owned(), seat = within(language, seat))
}

/// A row's label as it stands at the row's end, where there is room for little.
pub fn row_mark(label: &str) -> &str {
    bare_row(label)
}

/// The accessible name of a seat.
pub fn seat_label(language: Language, name: &str, notes: SeatNotes, state: &str) -> String {
    let (seat, state) = (name.to_owned(), within(language, state));
    let notes: Vec<_> = each_note(language, notes).map(|note| within(language, note)).collect();
    if notes.is_empty() {
        words!(language, seats.label, seat, state)
    } else {
        words!(language, seats.label_noted, seat, notes = notes.join(", "), state)
    }
}

/// The accessible name of a seat on the map of the whole venue.
pub fn cell_label(
    language: Language,
    seat: String,
    block: String,
    price: Option<String>,
    notes: SeatNotes,
    state: &str,
) -> String {
    let notes = each_note(language, notes).map(|note| within(language, note));
    let rest = std::iter::once(block).chain(price).chain(notes).collect::<Vec<_>>().join(", ");
    words!(language, seats.label_noted, seat, notes = rest, state = within(language, state))
}

/// What there is to say of a seat; none of an ordinary one.
pub fn notes(language: Language, notes: SeatNotes) -> Option<String> {
    let notes: Vec<_> = each_note(language, notes).collect();
    (!notes.is_empty()).then(|| notes.join(" · "))
}

fn each_note(language: Language, notes: SeatNotes) -> impl Iterator<Item = &'static str> {
    let SeatNotes { accessible, companion, restricted_view } = notes;
    let accessible = accessible.then(|| words!(language, seats.accessible));
    let companion = companion.then(|| words!(language, seats.companion));
    let restricted = restricted_view.then(|| words!(language, seats.restricted_view));
    accessible.into_iter().chain(companion).chain(restricted)
}

/// How many seats the viewer has on hold, and of how many at most.
pub fn own_count(language: Language, held: usize, max: u32) -> String {
    let (count, counted) = (held, if max == 0 { held as u64 } else { max.into() });
    match Plural::of(language, counted) {
        Plural::One if max == 0 => words!(language, seats.own_count.one, count),
        Plural::Other if max == 0 => words!(language, seats.own_count.other, count),
        Plural::One => words!(language, seats.own_count_of.one, count, max),
        Plural::Other => words!(language, seats.own_count_of.other, count, max),
    }
}

/// The accessible name of the button that lets a seat go.
pub fn release_label(language: Language, block: &str, seat: &str) -> String {
    words!(language, seats.release_label, seat = seat_of_block(language, block, seat))
}

/// A seat's price in its match's currency.
pub fn price(language: Language, price: Option<i64>, currency: Currency) -> String {
    match price {
        Some(price) => format::price(language, price, currency),
        None => words!(language, seats.no_price).to_owned(),
    }
}

/// How many seats of the block are left.
pub fn free_of(language: Language, free: usize, total: usize) -> String {
    words!(language, seats.free_of, free = count(free as i64), total = count(total as i64))
}

/// What is said when holds of the viewer's have ended.
pub fn ended(language: Language, end: End, names: &[String]) -> String {
    let seats = some_of(language, names);
    match end {
        End::RanOut => words!(language, seats.ended.ran_out, seats),
        End::Freed => words!(language, seats.ended.freed, seats),
        End::Completed => words!(language, seats.ended.completed, seats),
    }
}

/// What is said when the first of these holds of the viewer's has less than a minute left, or all of them if they end at one
/// time, as a cart's do unless one was not lengthened with the others. It stays true as time passes.
pub fn ending(language: Language, names: &[String], together: bool) -> String {
    let seats = some_of(language, names);
    match Plural::of(language, names.len() as u64) {
        _ if !together => words!(language, seats.ending.first, seats),
        Plural::One => words!(language, seats.ending.one, seats),
        Plural::Other => words!(language, seats.ending.other, seats),
    }
}

/// The first names of a list, and how many more there are.
fn some_of(language: Language, names: &[String]) -> String {
    let between = words!(language, seats.list.between);
    match names {
        few if few.len() <= 3 => few.join(between),
        many => {
            let (first, rest) = many.split_at(3);
            words!(language, seats.list.and_more, seats = first.join(between), count = rest.len())
        }
    }
}

/// What is said of a free seat that the viewer's choice leaves alone.
pub fn leaves_alone(language: Language, seat: &str) -> String {
    words!(language, seats.leaves_alone, seat = within(language, seat))
}

/// The accessible name of the choice of a seat's type of ticket.
pub fn ticket_type_label(language: Language, block: &str, seat: &str) -> String {
    words!(language, seats.ticket_type_label, seat = seat_of_block(language, block, seat))
}

/// What a type of ticket costs.
pub fn type_price(language: Language, name: &str, amount: i64, currency: Currency) -> String {
    words!(
        language,
        seats.type_price,
        name = name.to_owned(),
        price = format::price(language, amount, currency)
    )
}

/// A free seat that is like the one that somebody else was faster with.
pub fn instead_of_lost(language: Language, seat: &str) -> String {
    words!(language, seats.instead_of_lost, seat = within(language, seat))
}

/// What seats side by side are called, from the first to the last.
pub fn from_to(language: Language, row_label: &str, first: &str, last: &str) -> String {
    let from = seat(language, row_label, first);
    if first == last {
        return from;
    }
    let last = words!(language, seats.number, number = bare_number(last).to_owned());
    words!(language, seats.party.range, first = from, last = within(language, &last))
}

/// What whoever takes several seats together is told to do.
pub fn party_hint(language: Language, count: usize) -> String {
    words!(language, seats.party.hint, count)
}

/// Which seats a party would take.
pub fn party_preview(language: Language, seats: &str) -> String {
    words!(language, seats.party.preview, seats = within(language, seats))
}

/// Where the nearest seats are that are so many together.
pub fn party_near(language: Language, count: usize, seats: &str) -> String {
    words!(language, seats.party.near, count, seats = within(language, seats))
}

/// The button that holds them.
pub fn party_hold(language: Language, count: usize) -> String {
    words!(language, seats.party.hold, count)
}

/// What is said of the seats that a party has been given.
pub fn party_held(language: Language, count: usize, seats: &str) -> String {
    words!(language, seats.party.held, count, seats = within(language, seats))
}

/// Why a party does not get seats where it asked.
pub fn not_together_here(language: Language, count: usize) -> String {
    words!(language, seats.party.not_here, count)
}

/// Why it gets none at all in the block.
pub fn not_together_anywhere(language: Language, count: usize) -> String {
    words!(language, seats.party.nowhere, count)
}

/// The most that a seat may cost.
pub fn up_to(language: Language, amount: i64, currency: Currency) -> String {
    words!(language, seats.best.up_to, price = format::price(language, amount, currency))
}

/// The link to the block of the viewer's seats.
pub fn to_block(language: Language, block: &str) -> String {
    words!(language, seats.best.to_block, block = block.to_owned())
}

/// What is said of the seats that a group was given.
pub fn best_held(language: Language, count: usize, block: &str, together: bool) -> String {
    let block = block.to_owned();
    match Plural::of(language, count as u64) {
        _ if !together => words!(language, seats.best.two_rows, count, block),
        Plural::One => words!(language, seats.best.one, count, block),
        Plural::Other => words!(language, seats.best.other, count, block),
    }
}

/// Why no seat can be held, outside of the sale, and when that changes.
pub fn not_on_sale(language: Language, info: &Match, now: UnixMillis) -> Option<String> {
    if info.cancelled {
        return Some(words!(language, seats.not_on_sale.cancelled).to_owned());
    }
    match info.sale().state(now) {
        SaleState::Open => None,
        SaleState::Upcoming => {
            let when = format::short_date_time(language, info.sale_opens_at);
            Some(words!(language, seats.not_on_sale.upcoming, when))
        }
        SaleState::Closed => Some(words!(language, seats.not_on_sale.closed).to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::{En, Ko};
    use jari_core::domain::MatchId;

    #[test]
    fn a_seat_is_named_once_whatever_its_labels_already_say() {
        let in_korean = |row, number| seat(Ko, row, number);
        assert_eq!(in_korean("A", "12"), "A열 12번");
        assert_eq!(in_korean("3열", "7번"), "3열 7번");
        assert_eq!(in_korean("", "7"), "7번");
        assert_eq!(row_mark("3열"), "3");
        let none = SeatNotes::default();
        let accessible = SeatNotes { accessible: true, ..none };
        assert_eq!(seat_label(Ko, "A열 1번", none, face(Ko, Face::Own)), "A열 1번, 내가 선택함");
        assert_eq!(
            seat_label(Ko, "A열 1번", accessible, face(Ko, Face::Available)),
            "A열 1번, 휠체어석, 선택 가능"
        );
        for row in ["3", "3열", "Row 3", "row 3"] {
            assert_eq!(seat(En, row, "14"), "Row 3, seat 14");
        }
        assert_eq!(seat(En, "", "7번"), "Seat 7");
        assert_eq!(seat_label(En, "Row A, seat 1", none, face(En, Face::Own)), "Row A, seat 1, held by you");
        let label = seat_label(En, "Row A, seat 1", accessible, face(En, Face::Available));
        assert_eq!(label, "Row A, seat 1, wheelchair space, available");
        let both = SeatNotes { companion: true, restricted_view: true, ..none };
        let label = seat_label(En, "Row A, seat 2", both, face(En, Face::Held));
        assert_eq!(label, "Row A, seat 2, companion seat, restricted view, on hold");
        assert_eq!(notes(Ko, both).as_deref(), Some("동반인석 · 시야 제한"));
        assert_eq!(notes(Ko, none), None);
        assert_eq!(state(En, Face::Available, true), "Available with its wheelchair space");
        assert_eq!(state(Ko, Face::Held, true), face(Ko, Face::Held));
        assert_eq!(release_label(En, "Block 101", "Row A, seat 1"), "Release Block 101, row A, seat 1");
        assert_eq!(from_to(Ko, "A", "3", "5"), "A열 3번~5번");
        assert_eq!(from_to(En, "A", "3", "5"), "Row A, seat 3 to seat 5");
        assert_eq!(from_to(En, "A", "3", "3"), "Row A, seat 3");
        assert_eq!(release_label(Ko, "101블록", "A열 1번"), "101블록 A열 1번 선택 해제");
    }

    #[test]
    fn one_seat_is_counted_as_one() {
        let count = |held, max| own_count(En, held, max);
        assert_eq!([count(1, 0), count(2, 0)], ["1 seat", "2 seats"]);
        assert_eq!([count(0, 1), count(1, 4)], ["0 of 1 seat", "1 of 4 seats"]);
        assert_eq!([own_count(Ko, 1, 0), own_count(Ko, 1, 4)], ["1석", "1 / 4석"]);
    }

    #[test]
    fn holds_that_end_are_named_but_not_endlessly() {
        let names = ["101블록 A열 1번", "A열 2번", "B열 1번", "B열 2번", "C열 1번"].map(str::to_owned);
        assert_eq!(
            ended(Ko, End::RanOut, &names[..1]),
            "선택 시간이 지나 좌석이 풀렸습니다: 101블록 A열 1번."
        );
        assert_eq!(ending(Ko, &names[..1], true), "1분 안에 선택 시간이 끝납니다: 101블록 A열 1번.");
        assert_eq!(
            ending(Ko, &names, false),
            "1분 안에 첫 좌석의 선택 시간이 끝납니다: 101블록 A열 1번, A열 2번, B열 1번 외 2석."
        );
        assert_eq!(
            ending(Ko, &names[..3], true),
            "1분 안에 선택 시간이 끝납니다: 101블록 A열 1번, A열 2번, B열 1번."
        );
        let names = ["Block 101, row A, seat 1", "row A, seat 2", "row B, seat 1", "row B, seat 2"];
        let names = names.map(str::to_owned);
        assert_eq!(
            ending(En, &names, false),
            "The first of your holds ends within a minute: \
             Block 101, row A, seat 1; row A, seat 2; row B, seat 1 and 1 more."
        );
        assert_eq!(
            ending(En, &names[..2], true),
            "Your holds end within a minute: Block 101, row A, seat 1; row A, seat 2."
        );
        assert_eq!(
            ending(En, &names[..1], true),
            "Your hold ends within a minute: Block 101, row A, seat 1."
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
        let before = not_on_sale(Ko, &info, UnixMillis(0));
        assert!(before.is_some_and(|text| text.starts_with("12월 5일 (토) 14:00에 예매가 열립니다.")));
        assert_eq!(not_on_sale(Ko, &info, opens_at), None);
        assert!(not_on_sale(Ko, &info, UnixMillis(i64::MAX)).is_some());
        let cancelled = Match { cancelled: true, ..info };
        assert!(not_on_sale(Ko, &cancelled, opens_at).is_some_and(|text| text.contains("취소")));
    }
}
