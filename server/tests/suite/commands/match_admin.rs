//! What operators do with matches, while instances serve them.

use super::Venue;
use crate::support::{Ground, Instance, Visitor};
use jari_core::domain::{MatchId, SeatId};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio::time::sleep;

/// How long everybody may take to see what an operator has done: a second, and what a busy machine needs besides.
const FOLLOWS_WITHIN: Duration = Duration::from_millis(2_500);

const FIRST: MatchId = MatchId(1);

/// Asks until the answer is as it should be.
async fn follows<F: Future<Output = T>, T: std::fmt::Debug>(ask: impl Fn() -> F, right: impl Fn(&T) -> bool) {
    let began = Instant::now();
    loop {
        let answer = ask().await;
        if right(&answer) {
            return;
        }
        assert!(began.elapsed() < FOLLOWS_WITHIN, "{answer:?}");
        sleep(Duration::from_millis(20)).await;
    }
}

async fn listed(visitor: &Visitor, id: i64) -> Value {
    let matches = visitor.get("/api/matches").await.json()["data"]["matches"].clone();
    let found = matches.as_array().unwrap().iter().find(|one| one["id"] == id).cloned();
    found.unwrap_or_default()
}

/// Two instances over the same stores, as their visitors see them.
fn instances(venue: &Venue) -> [Instance; 2] {
    [(); 2].map(|()| Instance::start(&venue.ground))
}

async fn a_match_is_renamed_and_moved(ground: Ground) {
    let venue = Venue::on(ground);
    let servers = instances(&venue);
    for server in &servers {
        // It is in memory when it is changed.
        assert!(server.visitor().get("/matches/1").await.text.contains("First"));
    }
    let said = venue.done(&["rename-match", "--match", "1", "--name", " 개막전 "]);
    assert!(said.starts_with("Match 1: 개막전, begins 2100-05-01T10:00:00Z"), "{said}");
    let said = venue.done(&[
        "postpone-match",
        "--match",
        "1",
        "--starts-at",
        "2100-06-01T19:00:00+09:00",
        "--sale-closes-at",
        "2100-06-01T18:00:00+09:00",
    ]);
    assert!(
        said.contains("begins 2100-06-01T10:00:00Z") && said.contains("closes 2100-06-01T09:00:00Z"),
        "{said}"
    );
    for server in &servers {
        let visitor = server.visitor();
        follows(|| visitor.get("/matches/1"), |page| page.text.contains("개막전")).await;
        let listed = listed(&visitor, 1).await;
        assert_eq!((&listed["name"], &listed["startsAt"]), (&json!("개막전"), &json!(4_115_527_200_000_i64)));
        assert_eq!(listed["sale"]["closesAt"], 4_115_523_600_000_i64);
    }

    venue.refused(&["rename-match", "--match", "1", "--name", " "], &["a match needs a name"]);
    let nobody = ["there is no match 9", "1 (개막전)", "2 (Second)"];
    venue.refused(&["rename-match", "--match", "9", "--name", "x"], &nobody);
    venue.refused(&["rename-match", "--match", "First", "--name", "x"], &["--match", "called by its number"]);
    let mut postpone = vec!["postpone-match", "--match", "1", "--starts-at", "2020-01-01T00:00:00Z"];
    venue.refused(&postpone, &["the match would begin in the past", "--force"]);
    postpone[4] = "2100-06-01T18:30:00+09:00";
    venue.done(&postpone);
    postpone[4] = "2100-06-01T17:30:00+09:00";
    venue.refused(&postpone, &["the sale would close after the match begins", "--force"]);
    postpone.push("--force");
    venue.done(&postpone);
    venue.refused(
        &["postpone-match", "--match", "1", "--starts-at", "next week"],
        &["--starts-at", "a moment is written as 2027-03-27T14:00:00+09:00"],
    );
}

async fn a_match_has_names_a_time_zone_and_a_currency(ground: Ground) {
    let venue = Venue::on(ground);
    let server = Instance::start(&venue.ground);
    let create = |name: &'static str, zone: &'static str, currency: &'static str, starts_at: &'static str| {
        let match_is = ["create-match", "--venue", "1", "--name", name, "--name-en", "Opening Day"];
        let and_is = ["--time-zone", zone, "--currency", currency, "--starts-at", starts_at];
        [&match_is[..], &and_is].concat()
    };
    let said = venue.done(&create("개막전", "america/new_york", "USD", "2100-07-01T19:00"));
    assert!(said.starts_with("Match 3: 개막전 (en: Opening Day), begins 2100-07-01T23:00:00Z"), "{said}");
    assert!(said.contains(", in America/New_York, for USD"), "{said}");
    let visitor = server.visitor();
    let page = || visitor.get("/matches/3");
    follows(page, |page| page.text.contains("개막전") && page.text.contains("19:00")).await;
    let starts_at = listed(&visitor, 3).await["startsAt"].clone();
    assert_eq!(starts_at, 4_118_166_000_000_i64);

    // What clocks there never show or show twice, and what there is not.
    let day = |zone, starts_at| create("x", zone, "USD", starts_at);
    venue.refused(&day("America/New_York", "2100-03-14T02:30"), &["never show 2100-03-14T02:30:00"]);
    venue
        .refused(&day("America/New_York", "2100-11-07T01:30"), &["twice in America/New_York", "01:30:00-04"]);
    venue
        .refused(&day("Mars/Olympus", "2100-07-01T19:00"), &["--time-zone", "no time zone \"Mars/Olympus\""]);
    venue.refused(&create("x", "Asia/Seoul", "WON", "2100-07-01T19:00"), &["--currency", "such as KRW"]);
    venue.refused(&create("\t", "Asia/Seoul", "KRW", "2100-07-01T19:00"), &["a match needs a name"]);

    // A time without an offset is meant in the match's zone, and in the one that it is given.
    let said = venue.done(&["postpone-match", "--match", "3", "--starts-at", "2100-12-01T19:00"]);
    assert!(said.contains("begins 2100-12-02T00:00:00Z") && said.contains("in America/New_York"), "{said}");
    let moved = [
        "postpone-match",
        "--match",
        "3",
        "--time-zone",
        "Asia/Kathmandu",
        "--starts-at",
        "2100-12-01T19:00",
    ];
    let said = venue.done(&moved);
    assert!(said.contains("begins 2100-12-01T13:15:00Z") && said.contains("in Asia/Kathmandu"), "{said}");

    // Its names are changed each by itself; a new one by itself has no translation of the old one.
    let renamed = |arguments: &[&'static str]| [&["rename-match", "--match", "3"], arguments].concat();
    let said = venue.done(&renamed(&["--name-ko", "첫 경기"]));
    assert!(said.starts_with("Match 3: 개막전 (ko: 첫 경기, en: Opening Day), begins"), "{said}");
    let said = venue.done(&renamed(&["--name-ko", ""]));
    assert!(said.starts_with("Match 3: 개막전 (en: Opening Day), begins"), "{said}");
    let said = venue.done(&renamed(&["--name", "결승전"]));
    assert!(said.starts_with("Match 3: 결승전, begins"), "{said}");
    venue.refused(&renamed(&[]), &["--name"]);

    // Its currency may be set as long as nothing was sold.
    let price = ["set-price", "--match", "3", "--category", "1", "--price", "6505"];
    assert!(venue.done(&price).contains("costs 65.05 USD"));
    assert!(venue.done(&[&price[..], &["--currency", "JPY"]].concat()).contains("costs 6505 JPY"));
    assert_eq!(visitor.hold(MatchId(3), SeatId(1)).await.status, 201);
    assert_eq!(visitor.complete(MatchId(3), &[SeatId(1)]).await.status, 200);
    let refused = [&price[..], &["--currency", "EUR"]].concat();
    venue.refused(&refused, &["seats of match 3 are sold for JPY"]);
}

async fn a_price_is_the_matchs_own(ground: Ground) {
    let venue = Venue::on(ground);
    let servers = instances(&venue);
    let from = async |visitor: &Visitor, id: i64| {
        visitor.get(&format!("/api/matches/{id}/blocks")).await.json()["data"]["blocks"][0]["priceFrom"]
            .clone()
    };
    for server in &servers {
        assert_eq!(from(&server.visitor(), 1).await, 1_000);
    }
    let said = venue.done(&["set-price", "--match", "1", "--category", "R, \"best\"", "--price", "25000"]);
    assert!(said.contains("25000 KRW"), "{said}");
    for server in &servers {
        let visitor = server.visitor();
        follows(|| from(&visitor, 1), |price| *price == 25_000).await;
        assert_eq!(from(&visitor, 2).await, 1_000, "the other match has what the venue has");
        assert_eq!(visitor.hold(FIRST, SeatId(1)).await.status, 201);
        let page = visitor.get("/matches/1/blocks/1").await.text;
        assert!(
            page.contains("25,000") && !page.contains("1,000원"),
            "the page, its list of prices and of what is held"
        );
        assert_eq!(visitor.release(FIRST, SeatId(1)).await.status, 200);
    }
    // Again, by the category's number.
    venue.done(&["set-price", "--match", "1", "--category", "1", "--price", "0"]);
    let visitor = servers[0].visitor();
    follows(|| from(&visitor, 1), |price| *price == 0).await;

    venue.refused(
        &["set-price", "--match", "1", "--category", "S", "--price", "1"],
        &["\"S\"", "1 (R, \"best\")"],
    );
    venue.refused(
        &["set-price", "--match", "7", "--category", "1", "--price", "1"],
        &["no match 7", "1 (First)"],
    );
    venue.refused(&["set-price", "--match", "1", "--category", "1", "--price", "-1"], &["-1 is no price"]);
}

async fn a_match_has_a_price_list_and_a_rule(ground: Ground) {
    let venue = Venue::on(ground);
    let servers = instances(&venue);
    let visitor = servers[0].visitor();
    let data = async || visitor.get("/api/matches/1/categories").await.json()["data"].clone();
    assert_eq!((&data().await["types"], &data().await["fee"]), (&json!([]), &json!(0)));
    venue.write(
        "prices.json",
        r#"{"fee": 500, "types": [
            {"key": "adult", "name": "성인", "name_en": "Adult", "prices": {"R, \"best\"": 9000}},
            {"key": "child", "name": "어린이", "prices": {"1": 4000}}]}"#,
    );
    let said = venue.done(&["set-prices", "--match", "1", "prices.json"]);
    assert!(said.contains("Match 1: 2 ticket types, for KRW, and a fee of 500"), "{said}");
    follows(data, |data| data["fee"] == 500).await;
    let told = data().await;
    assert_eq!(told["types"], json!([{"key": "adult", "name": "성인"}, {"key": "child", "name": "어린이"}]));
    let category = &told["categories"][0];
    assert_eq!(
        (&category["price"], &category["prices"]),
        (&json!(9_000), &json!({"adult": 9_000, "child": 4_000}))
    );
    let page = visitor.get("/en/matches/1/blocks/1").await.text;
    assert!(
        page.contains("Adult ₩9,000") && page.contains("어린이 ₩4,000"),
        "the list of prices has the types"
    );
    // The whole list is another, or stays.
    for (list, place) in [
        (r#"{"types": [{"key": "adult", "name": "a", "prices": {"S": 1}}]}"#, "types[0].prices.S"),
        (r#"{"types": [{"key": "adult", "name": "a", "prices": {"1": -1}}]}"#, "-1 is no price"),
        (r#"{"types": [], "fees": 1}"#, "prices.json: unknown field"),
    ] {
        venue.write("prices.json", list);
        venue.refused(&["set-prices", "--match", "1", "prices.json"], &[place]);
    }
    venue.refused(&["set-prices", "--match", "1", "nowhere.json"], &["nowhere.json"]);
    assert_eq!(data().await, told);
    assert_eq!(visitor.hold(FIRST, SeatId(1)).await.status, 201);
    assert_eq!(visitor.complete(FIRST, &[SeatId(1)]).await.status, 200);
    venue.write("prices.json", r#"{"currency": "USD", "types": []}"#);
    venue.refused(&["set-prices", "--match", "1", "prices.json"], &["seats of match 1 are sold for KRW"]);
    venue.write("prices.json", r#"{"types": []}"#);
    venue.done(&["set-prices", "--match", "1", "prices.json"]);
    follows(data, |data| data["categories"][0]["price"] == 1_000 && data["fee"] == 0).await;

    let said = venue.done(&["set-orphan-rule", "--match", "2", "--rule", "refuse"]);
    assert!(said.contains("Match 2: seats left alone: refuse"), "{said}");
    venue.refused(&["set-orphan-rule", "--match", "2", "--rule", "stern"], &["off, warn and refuse"]);
    let second = MatchId(2);
    // There is an aisle between two pairs. Whoever takes one before an instance knows the rule lets go of it again.
    follows(
        async || {
            let alone = visitor.hold(second, SeatId(1)).await;
            if alone.status == 201 {
                visitor.release(second, SeatId(1)).await;
            }
            alone
        },
        |alone| alone.code() == (409, "LEAVES_SEAT_ALONE".into()),
    )
    .await;
    let alone = visitor.hold(second, SeatId(1)).await.json();
    assert_eq!((&alone["seatIds"], &alone["insteadOf"]), (&json!([2]), &json!(null)));
    venue.done(&["set-orphan-rule", "--match", "2", "--rule", "warn"]);
    follows(async || visitor.hold(second, SeatId(1)).await, |told| told.status == 201).await;
    let told = servers[1].visitor();
    follows(
        async || {
            let told = told.hold(second, SeatId(3)).await.json();
            told["data"]["leavesAlone"].clone()
        },
        |alone| !alone.is_null(),
    )
    .await;
}

async fn a_closed_match_is_held_by_nobody_and_a_cancelled_one_is_not_sold(ground: Ground) {
    let venue = Venue::on(ground);
    let servers = instances(&venue);
    let [ann, bob] = [servers[0].visitor(), servers[1].visitor()];
    let closed = |code: &(u16, String)| *code == (409, "SALE_CLOSED".to_owned());
    for id in [FIRST, MatchId(2)] {
        assert_eq!(ann.hold(id, SeatId(1)).await.status, 201);
        assert_eq!(ann.hold(id, SeatId(2)).await.status, 201);
    }
    let said = venue.done(&["close-match", "--match", "1"]);
    assert!(!said.contains("cancelled") && !said.contains("never closes"), "{said}");
    // Whoever gets one before that instance knows lets go of it again.
    let held = async |visitor: &Visitor, id| {
        let held = visitor.hold(id, SeatId(3)).await;
        if held.status == 201 {
            (visitor.release(id, SeatId(3)).await.status.as_u16(), String::new())
        } else {
            held.code()
        }
    };
    follows(|| held(&bob, FIRST), closed).await;
    assert_eq!(ann.complete(FIRST, &[SeatId(1)]).await.status, 200, "what is on hold may be bought");

    let said = venue.done(&["cancel-match", "--match", "2"]);
    assert!(said.contains("cancelled"), "{said}");
    for visitor in [&ann, &bob] {
        follows(|| held(visitor, MatchId(2)), closed).await;
    }
    assert!(closed(&ann.complete(MatchId(2), &[SeatId(1)]).await.code()), "not even what is on hold is sold");
    assert_eq!(ann.release(MatchId(2), SeatId(1)).await.status, 200);
    let page = ann.get("/matches/2").await.text;
    assert!(page.contains("취소된 경기입니다"), "whoever looks is told why");
    let cancelled = ["postpone-match", "--match", "2", "--starts-at", "2101-01-01T00:00:00Z"];
    venue.refused(&cancelled, &["match 2 is cancelled"]);
    venue.done(&["cancel-match", "--match", "2"]);

    // A sale that was closed too early opens again.
    let open =
        ["postpone-match", "--match", "1", "--starts-at", super::START, "--sale-closes-at", super::START];
    venue.done(&open);
    follows(async || bob.hold(FIRST, SeatId(4)).await.status, |status| *status == 201).await;
}

async fn a_match_is_deleted_if_nothing_of_it_was_sold(ground: Ground) {
    let venue = Venue::on(ground);
    let servers = instances(&venue);
    let [ann, bob] = [servers[0].visitor(), servers[1].visitor()];
    assert_eq!(ann.hold(FIRST, SeatId(1)).await.status, 201);
    assert_eq!(ann.complete(FIRST, &[SeatId(1)]).await.status, 200);
    assert_eq!(ann.hold(MatchId(2), SeatId(1)).await.status, 201);
    venue.done(&["set-price", "--match", "2", "--category", "1", "--price", "5"]);

    venue.refused(&["delete-match", "--match", "1"], &["1 seats of match 1 are sold", "cancel it instead"]);
    assert_eq!(listed(&ann, 1).await["name"], "First");
    assert!(venue.done(&["delete-match", "--match", "2"]).contains("Match 2 is deleted: Second"));
    venue.refused(&["delete-match", "--match", "2"], &["there is no match 2", "1 (First)"]);
    for visitor in [&ann, &bob] {
        follows(async || visitor.get("/api/matches/2/blocks").await.status, |status| *status == 404).await;
        assert_eq!(visitor.hold(MatchId(2), SeatId(2)).await.code(), (404, "MATCH_NOT_FOUND".to_owned()));
    }
    // Its number is not given again, as other stores may still know it.
    let said = venue.done(&["create-match", "--venue", "1", "--name", "Third", "--starts-at", super::START]);
    assert!(said.contains("Match 3"), "{said}");
}

async fn what_is_most_likely_a_slip_is_refused(ground: Ground) {
    let venue = Venue::on(ground);
    let create = |more: &[&'static str]| {
        [&["create-match", "--venue", "1", "--name", "x", "--starts-at"], more].concat()
    };
    let past = create(&["2020-01-01T00:00:00Z", "--sale-opens-at", "2019-01-01T00:00:00Z"]);
    venue.refused(&past, &["begin in the past", "--force"]);
    let late = create(&["2100-01-01T00:00:00Z", "--sale-closes-at", "2100-01-01T00:00:01Z"]);
    venue.refused(&late, &["close after the match begins", "--force"]);
    let later = create(&["2100-01-01T00:00:00Z", "--sale-opens-at", "2100-01-02T00:00:00Z"]);
    venue.refused(&later, &["open after the match begins", "--force"]);
    for slip in [past, late, later] {
        venue.done(&[&slip[..], &["--force"]].concat());
    }
    // A sale that is closed before it opens stays so when its match is moved, which may not be into the past either.
    let upcoming = create(&["2100-01-01T00:00:00Z", "--sale-opens-at", "2099-01-02T00:00:00Z"]);
    assert!(venue.done(&upcoming).contains("Match 6"));
    venue.done(&["close-match", "--match", "6"]);
    venue.done(&["postpone-match", "--match", "6", "--starts-at", "2100-01-02T00:00:00Z"]);
    let back = ["postpone-match", "--match", "6", "--starts-at", "2020-01-01T00:00:00Z"];
    venue.refused(&back, &["begin in the past", "--force"]);
    // What cannot be is no slip.
    let never = [
        "2100-01-01T00:00:00Z",
        "--sale-opens-at",
        "2099-01-02T00:00:00Z",
        "--sale-closes-at",
        "2099-01-01T00:00:00Z",
    ];
    venue.refused(&[&create(&never)[..], &["--force"]].concat(), &["must close after it opens"]);
    venue.refused(
        &["create-match", "--venue", "4", "--name", "x", "--starts-at", super::START],
        &["there is no venue 4", "1 (Hall)"],
    );
}

macro_rules! on_each {
    ($($test:ident),+ $(,)?) => {
        on_each!(@ sqlite; $($test),+);
        on_each!(@ postgres; $($test),+);
        on_each!(@ redis_sqlite; $($test),+);
    };
    (@ $ground:ident; $($test:ident),+) => {
        mod $ground {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test(crate::support::Ground::$ground()).await;
            })+
        }
    };
}

on_each!(
    a_match_is_renamed_and_moved,
    a_match_has_names_a_time_zone_and_a_currency,
    a_price_is_the_matchs_own,
    a_match_has_a_price_list_and_a_rule,
    a_closed_match_is_held_by_nobody_and_a_cancelled_one_is_not_sold,
    a_match_is_deleted_if_nothing_of_it_was_sold,
    what_is_most_likely_a_slip_is_refused,
);
