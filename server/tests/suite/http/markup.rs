//! What people have named is text on every page, whatever is in it.
//!
//! Two servers have the same venue and match but for their names: harmless ones, and ones that break out of any place that
//! does not escape. Their pages must be the same elements with the same attributes, in the same order.

use crate::support::{Fixture, Ground, OPENS_AT, TestApp, Visitor};
use jari_core::domain::{MatchId, Point, SaleWindow, Shape, ShapeKind, ShapeText, VenuePlan};
use server::{
    rdb::NewMatch,
    venue::{ImportArea, ImportBlock, ImportCategory, ImportRow, ImportSeat, ImportSection, VenueImport},
};

/// Ends a title, a script, a comment and an attribute in either kind of quotes, and does harm behind each.
const HOSTILE: &str = "</title></script></style></text>--><meta http-equiv=\"refresh\" content=\"0;url=https://evil.example/\">\
     <script>evil()</script>\" onfocus=\"evil()\" x='' onload='evil()'> & &lt;b&gt; \\u003cb\\u003e";

/// The fields that a page shows, by what their texts begin with.
const OF_LIST: [&str; 2] = ["match-name", "venue-name"];
const OF_MATCH: [&str; 6] =
    ["match-name", "venue-name", "area-name", "section-name", "block-name", "shape-text"];
const OF_BLOCK: [&str; 7] =
    ["match-name", "area-name", "section-name", "block-name", "row-name", "seat-number", "category-name"];

#[tokio::test]
async fn a_name_is_text_wherever_it_stands() {
    let (harmless, hostile) = (pages("").await, pages(HOSTILE).await);
    assert_eq!(harmless.len(), hostile.len());
    for ((path, fields, harmless), (_, _, hostile)) in harmless.iter().zip(&hostile) {
        for field in *fields {
            assert!(harmless.contains(field), "{path} does not show {field}: the test would try nothing");
            assert!(hostile.contains(field), "{path} does not show {field}");
        }
        let (expected, found) = (elements(harmless), elements(hostile));
        for (expected, found) in expected.iter().zip(&found) {
            assert_eq!(without_content(expected), without_content(found), "{path}");
        }
        assert_eq!(expected.len(), found.len(), "{path}");
    }
}

/// A title is what somebody reads, also where it has letters that HTML escapes.
#[tokio::test]
async fn a_title_says_the_name() {
    let pages = pages(" & <b>").await;
    let (path, _, page) = &pages[1];
    assert_eq!(title(page), "match-name &amp; &lt;b&gt; · Jari", "{path}");
}

type Page = (String, &'static [&'static str], String);

/// Every page of a server on which each name ends with this.
async fn pages(end: &str) -> Vec<Page> {
    let ground = Ground::sqlite();
    let fixture = Fixture::open(ground.config.clone()).await;
    let venue_id = fixture.db.import.import_venue(&venue(end)).await.unwrap();
    let new = NewMatch {
        venue_id,
        name: format!("match-name{end}").into(),
        time_zone: Default::default(),
        currency: Default::default(),
        starts_at: OPENS_AT + 1_000_000,
        sale: SaleWindow { opens_at: OPENS_AT, closes_at: None },
    };
    let match_id = fixture.db.import.create_match(&new).await.unwrap().unwrap();
    let venue = fixture.store.catalogue.venue(venue_id).await.unwrap().unwrap();
    let (block, seats) = (venue.blocks[0].info.id, &venue.blocks[0].seats);
    let mut app = TestApp::serve(fixture, |store| store).await;
    app.ground = Some(ground);
    let ann = app.visitor();
    assert_eq!(ann.hold(match_id, seats[0].id).await.status, 201);
    let address = |rest: String| format!("/ko/matches/{match_id}{rest}");
    let addresses: [(String, &[&str]); 5] = [
        ("/ko".to_owned(), &OF_LIST),
        (address(String::new()), &OF_MATCH),
        (address(format!("/blocks/{block}")), &OF_BLOCK),
        (address(format!("/blocks/{block}?seat={}", seats[1].id)), &OF_BLOCK),
        (address("/blocks/9999".to_owned()), &[]),
    ];
    let mut pages = Vec::new();
    for (path, fields) in addresses {
        let text = ann.get(&path).await.text;
        pages.push((path, fields, text));
    }
    pages.push(refused_form(&ann, match_id, &address(format!("/blocks/{block}"))).await);
    app.stop().await;
    pages
}

/// The page that a form without scripts comes back to when there is no such seat.
async fn refused_form(ann: &Visitor, match_id: MatchId, page: &str) -> Page {
    let from = format!("{}{page}", ann.base);
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("accept", "text/html"),
        ("referer", from.as_str()),
    ];
    let body = format!("match_id={match_id}&seat_id=99999");
    let answer = ann.send(reqwest::Method::POST, "/fn/hold_seat", &headers, &body).await;
    (format!("{page} after a form"), &OF_BLOCK, answer.text)
}

fn venue(end: &str) -> VenueImport {
    let named = |what: &str| format!("{what}{end}");
    let at = |x: f64, y: f64| Point { x, y };
    let seat = |index: usize| ImportSeat {
        guid: format!("seat-guid{index}"),
        index: index as u32,
        number: format!("seat-number{index}{end}"),
        at: at(index as f64, 1.0),
        category: Some(0),
        accessible: index == 0,
        companion_of: None,
        restricted_view: false,
    };
    let shape = Shape {
        kind: ShapeKind::Ellipse { rx: 2.0, ry: 2.0 },
        at: at(1.0, 1.0),
        rotation: 0.0,
        color: Some(named("#112233")),
        border_color: Some(named("#445566")),
        text: Some(ShapeText {
            text: named("shape-text").into(),
            at: at(0.0, 0.0),
            size: 2.0,
            color: Some(named("#778899")),
        }),
    };
    VenueImport {
        name: named("venue-name").into(),
        plan: VenuePlan { min: at(0.0, 0.0), max: at(10.0, 10.0), shapes: vec![shape] },
        categories: vec![ImportCategory {
            name: named("category-name").into(),
            color: named("#aabbcc"),
            price: Some(1),
        }],
        areas: vec![ImportArea {
            name: named("area-name").into(),
            sections: vec![ImportSection {
                name: named("section-name").into(),
                blocks: vec![ImportBlock {
                    name: named("block-name").into(),
                    outline: vec![at(0.0, 0.0), at(9.0, 0.0), at(9.0, 9.0)],
                    label: at(4.0, 4.0),
                    rows: vec![ImportRow { label: named("row-name"), seats: (0..3).map(seat).collect() }],
                }],
            }],
        }],
    }
}

/// A tag whose address names its content, which has the names in it, without that name.
fn without_content(tag: &str) -> String {
    match tag.split_once("/geometry/") {
        Some((before, after)) => {
            format!("{before}{}", after.trim_start_matches(|c: char| c.is_ascii_hexdigit()))
        }
        None => tag.to_owned(),
    }
}

/// What stands in the title, as it was sent.
fn title(page: &str) -> &str {
    let start = page.find("<title>").unwrap() + "<title>".len();
    &page[start..start + page[start..].find("</title>").unwrap()]
}

/// The tags of a page as a browser finds them, each with the names of its attributes, and with the values of those that
/// lead somewhere or mean something to the browser.
fn elements(page: &str) -> Vec<String> {
    const TELLING: [&str; 6] = ["href", "src", "action", "http-equiv", "content", "rel"];
    let mut found = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            found.push("comment".to_owned());
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!') {
            continue;
        }
        let ends = |c: char| c == '>' || c == '/' || c.is_ascii_whitespace();
        let end = rest[1..].find(ends).map_or(rest.len(), |end| end + 1);
        let name = rest[..end].to_ascii_lowercase();
        let mut tag = name.clone();
        rest = &rest[end..];
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end =
                rest.find(|c: char| matches!(c, '=' | '>') || c.is_ascii_whitespace()).unwrap_or(rest.len());
            let attribute = &rest[..end];
            rest = &rest[end..];
            tag = format!("{tag} {attribute}");
            if let Some(value) = rest.strip_prefix('=') {
                let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
                let (value, after) = match quote {
                    Some(quote) => value[1..].split_once(quote).unwrap(),
                    None => value.split_at(
                        value.find(|c: char| c == '>' || c.is_ascii_whitespace()).unwrap_or(value.len()),
                    ),
                };
                if TELLING.contains(&attribute) {
                    tag = format!("{tag}={value}");
                }
                rest = after;
            }
        }
        // What is in these is no markup, up to their end.
        if ["script", "style", "title"].contains(&name.as_str()) {
            let (inside, after) = rest.split_once(&format!("</{name}")).unwrap();
            // The data of a page is letters that mean nothing to a script or to markup (`codec/text.rs`).
            let is_data = inside.starts_with(">__RESOLVED_RESOURCES[") && !inside.contains('<');
            let may_be = name == "title" || is_data || !inside.contains("evil");
            assert!(may_be, "a name stands in a script: {inside}");
            rest = after;
        }
        found.push(tag);
    }
    found
}

#[test]
fn elements_are_found_as_a_browser_finds_them() {
    let page = "<p class=\"a>b\" href='/x'>1 < 2<!-- <i> --><title><b></title><br/><script>'<i>'</script>";
    assert_eq!(elements(page), ["p class href=/x", "comment", "title", "br", "script"]);
}
