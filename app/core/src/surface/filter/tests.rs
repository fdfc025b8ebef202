use super::*;
use proptest::prelude::*;

fn row(pattern: &str) -> Vec<Facts> {
    let facts = |(index, letter): (u32, char)| Facts {
        index,
        price: Some(if letter.is_uppercase() { 200 } else { 100 }),
        is_free: !matches!(letter, 'x' | 'X' | 'm'),
        is_own: letter == 'm',
        is_accessible: letter == 'w',
    };
    (0..).zip(pattern.chars()).filter(|(_, letter)| *letter != ' ').map(facts).collect()
}

fn marked(filter: &Filter, pattern: &str) -> String {
    let mut marks = Vec::new();
    mark_row(filter, &row(pattern), &mut marks);
    marks.iter().map(|is| if *is { '1' } else { '0' }).collect()
}

#[test]
fn without_a_filter_every_seat_matches() {
    assert_eq!(marked(&Filter::default(), "..x Ow"), "11111");
    assert!(Filter::default().is_none() && Filter { party: 1, ..Filter::default() }.is_none());
}

#[test]
fn each_part_of_a_filter_leaves_out_what_it_says() {
    let none = Filter::default();
    assert_eq!(marked(&Filter { only_free: true, ..none.clone() }, "..xX.m"), "110011");
    assert_eq!(marked(&Filter { accessible: true, ..none.clone() }, ".w.m"), "0101");
    assert_eq!(marked(&Filter { prices: vec![200], ..none.clone() }, ".OX."), "0110");
    assert_eq!(marked(&Filter { to: Some(150), ..none.clone() }, ".OX."), "1001");
    assert_eq!(marked(&Filter { from: Some(150), ..none.clone() }, ".OX."), "0110");
    let dear_and_free = Filter { prices: vec![200], only_free: true, ..none };
    assert_eq!(marked(&dear_and_free, ".OX."), "0100");
}

#[test]
fn a_party_needs_as_many_side_by_side_that_all_match() {
    let party = |party| Filter { party, ..Filter::default() };
    assert_eq!(marked(&party(2), "..x.x.. ."), "11000110");
    assert_eq!(marked(&party(3), "..x... .."), "00011100");
    // What is one's own separates as what is anybody else's.
    assert_eq!(marked(&party(2), ".m.."), "0111");
    let of_one_price = Filter { prices: vec![100], ..party(2) };
    assert_eq!(marked(&of_one_price, "..O."), "1100");
}

#[test]
fn a_row_may_be_named_in_any_order() {
    let mut seats = row("..x.");
    seats.swap(0, 3);
    seats.swap(1, 2);
    let mut marks = Vec::new();
    mark_row(&Filter { party: 2, ..Filter::default() }, &seats, &mut marks);
    assert_eq!(marks, [false, false, true, true]);
}

#[test]
fn a_price_is_added_and_taken_away() {
    let mut filter = Filter::default();
    for price in [50, 20, 70, 20] {
        filter.toggle_price(price);
    }
    assert_eq!(filter.prices, [50, 70]);
    assert!(filter.takes_price(Some(70)) && !filter.takes_price(Some(20)) && !filter.takes_price(None));
}

#[test]
fn what_cannot_be_read_says_nothing() {
    let read = |query: &'static str| {
        Filter::read(|name| {
            let part = query.split('&').find_map(|part| part.split_once('='))?;
            (part.0 == name).then(|| part.1.to_owned())
        })
    };
    for query in [
        "prices=",
        "prices=a,b",
        "from=-1",
        "to=x",
        "free=yes",
        "party=1",
        "party=21",
        "party=-2",
        "wheelchair=0",
    ] {
        assert!(read(query).is_none(), "{query}");
    }
    assert_eq!(read("prices=7,,5,7,-1").prices, [5, 7]);
}

proptest! {
    #[test]
    fn a_filter_is_the_same_after_an_address(
        prices in proptest::collection::btree_set(0..1_000_000_i64, 0..5),
        from in proptest::option::of(0..1_000_000_i64),
        to in proptest::option::of(0..1_000_000_i64),
        only_free: bool,
        party in 1..=LARGEST_PARTY,
        accessible: bool,
    ) {
        let filter = Filter { prices: prices.into_iter().collect(), from, to, only_free, party, accessible };
        let mut query = String::new();
        filter.write(&mut query);
        let parts: std::collections::HashMap<_, _> = query.split('&').filter_map(|part| part.split_once('=')).collect();
        prop_assert_eq!(Filter::read(|name| parts.get(name).map(|value| (*value).to_owned())), filter);
        prop_assert!(parts.keys().all(|name| Filter::NAMES.contains(name)));
    }

    /// Held against trying every stretch of seats.
    #[test]
    fn a_seat_matches_exactly_if_some_stretch_of_so_many_has_it(pattern in "[.x ]{1,9}", party in 2..5_u32) {
        let seats = row(&pattern);
        let mut marks = Vec::new();
        mark_row(&Filter { party, ..Filter::default() }, &seats, &mut marks);
        let is_free = |index: u32| seats.iter().any(|seat| seat.index == index && seat.is_free);
        for (seat, mark) in seats.iter().zip(marks) {
            let starts = seat.index.saturating_sub(party - 1)..=seat.index;
            let found = starts.into_iter().any(|start| (start..start + party).all(is_free));
            prop_assert_eq!(mark, found);
        }
    }
}
