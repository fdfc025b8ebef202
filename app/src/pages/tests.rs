//! What the server renders, looked at without a server.

use super::{block::Seats, r#match::Venue, matches::MatchList};
use crate::{
    codec::Compact,
    components::site::{Failure, Footer, Header},
    error::ApiError,
    error_code::ErrorCode,
    language::provide_language,
    page_data::{
        self, Area, BlockPage, BlockView, HeldSeat, ListedCart, ListedMatch, Match, MatchPage, MatchesPage,
        Name, PriceCategory, ReadAt, Seat, Tickets, drawing,
    },
};
use Language::{En, Ko};
use jari_core::domain::{
    AreaId, Block, BlockId, BlockInfo, CategoryId, Currency, Language, MatchId, Point, Revision, RowId,
    SeatId, SeatStatus, SectionId, Shape, ShapeKind, ShapeText, StreamId, UnixMillis, VenuePlan,
};
use leptos::{
    prelude::*,
    server::codee::{Decoder, Encoder},
};
use leptos_meta::provide_meta_context;
use leptos_router::{components::Router, location::RequestUrl};

const NOW: UnixMillis = UnixMillis(1_796_000_000_000);

/// Renders one page's content at an address.
fn render<V: IntoView + 'static>(address: &str, content: impl FnOnce() -> V + Send + 'static) -> String {
    let owner = Owner::new();
    owner.with(|| {
        provide_context(RequestUrl::new(address));
        provide_language();
        provide_meta_context();
        view! { <Router>{content()}</Router> }.to_html()
    })
}

/// A name without a translation, as a page in a language shows it.
fn name(text: &str, language: Language) -> Name {
    Name::new(&text.into(), language)
}

fn match_info(language: Language) -> Match {
    Match {
        id: MatchId(1),
        name: name("한빛 팔콘스 대 새벽 웨이브", language),
        venue_name: name("한빛 야구장", language),
        currency: Currency::KRW,
        starts_at: UnixMillis(1_796_446_800_000).into(),
        sale_opens_at: UnixMillis(0).into(),
        sale_closes_at: None,
        cancelled: false,
        total: 12_480,
    }
}

fn block_info(id: i64, section: &str) -> BlockInfo {
    BlockInfo {
        id: BlockId(id),
        name: id.to_string().into(),
        section_id: SectionId(id / 100),
        section_name: section.into(),
        area_id: AreaId(1),
        area_name: "내야".into(),
        total: 640,
    }
}

fn categories(language: Language) -> Vec<PriceCategory> {
    let category = |id, of: &str, color: &str, price| PriceCategory {
        id: CategoryId(id),
        name: name(of, language),
        color: color.to_owned(),
        price: Some(price),
        prices: Vec::new(),
    };
    vec![category(1, "테이블석", "#7c4dce", 55_000), category(2, "블루석", "#2f7fd0", 22_000)]
}

/// Twenty curved rows of 32 seats.
fn block_page(language: Language) -> BlockPage {
    let seat = |row: i64, number: i64| {
        let (radius, angle) = (400.0 + 26.0 * row as f64, (number - 16) as f64 * 0.045);
        Seat {
            id: SeatId(10_000 + row * 32 + number),
            row: (row + 1).to_string(),
            number: (number + 1).to_string(),
            row_id: RowId(row),
            row_index: u32::try_from(number).unwrap_or_default(),
            x: radius * angle.sin(),
            y: radius * angle.cos(),
            category_id: Some(CategoryId(if row < 4 { 1 } else { 2 })),
            accessible: row == 19 && number < 8 && number % 2 == 0,
            companion_of: (row == 19 && number < 8 && number % 2 == 1)
                .then(|| SeatId(10_000 + row * 32 + number - 1)),
            restricted_view: row > 14 && number > 29,
        }
    };
    let seats: Vec<_> = (0..20).flat_map(|row| (0..32).map(move |number| seat(row, number))).collect();
    let status = |index: usize| match (index * 7 + index / 9) % 11 {
        0 | 1 => SeatStatus::Hold,
        2 => SeatStatus::Reserved,
        3 | 4 => SeatStatus::Occupied,
        _ => SeatStatus::Available,
    };
    let mut statuses: Vec<_> = (0..seats.len()).map(status).collect();
    statuses[325] = SeatStatus::Hold;
    statuses[326] = SeatStatus::Hold;
    let own = |index: usize| HeldSeat {
        seat_id: seats[index].id,
        block_id: BlockId(101),
        block_name: name("101", language),
        row: seats[index].row.clone(),
        number: seats[index].number.clone(),
        notes: seats[index].notes(),
        price: Some(22_000),
        prices: Vec::new(),
        expires_at: NOW + 272_000,
        latest: NOW + 1_472_000,
        rev: Revision(3),
    };
    BlockPage {
        info: match_info(language),
        geometry: "/api/venues/1/geometry/ab".to_owned(),
        block: page_data::Block::new(&block_info(101, "1루측"), language),
        statuses,
        stream_id: "e1-900".parse::<StreamId>().unwrap_or_else(|_| unreachable!("an id by its own rules")),
        categories: categories(language),
        tickets: Tickets::default(),
        held: vec![own(325), own(326)],
        seats,
        now: ReadAt::Moment(NOW),
        max_holds: 4,
        companions_until: Some(NOW + 1),
    }
}

#[test]
fn a_block_is_whole_without_javascript_and_small() {
    let html = render("/ko/matches/1/blocks/101?seat=10005", || view! { <Seats page=block_page(Ko)/> });
    assert_eq!(html.matches("href=\"?seat=").count(), 640);
    assert_eq!(html.matches("내가 선택함\"").count(), 2);
    assert!(html.contains("aria-label=\"1열 1번, 다른 사람이 선택 중\""));
    assert!(html.contains("선택한 좌석"));
    assert!(!html.contains("style="), "the policy blocks inline styles");
    assert!(html.len() < 120_000, "{} bytes", html.len());
}

#[test]
fn a_venue_is_whole_without_javascript() {
    let html = render("/ko/matches/1", || view! { <Venue page=match_page(Ko)/> });
    assert!(html.contains("aria-label=\"101블록, 1루측, 잔여 320석\""));
    assert!(!html.contains("style="));
    assert!(html.contains("그라운드 &amp; &lt;b&gt;"), "what a venue's file says is text");
}

/// A page's data is read back as it was, field by field: no attribute of serde's may be in the way of postcard.
#[test]
fn what_a_page_carries_is_read_back() {
    let venue = <Compact as Encoder<_>>::encode(&match_page(Ko))
        .and_then(|text: String| <Compact as Decoder<_>>::decode(&text));
    assert_eq!(venue, Ok(match_page(Ko)));
    let error = Err::<MatchPage, _>(ApiError::new(ErrorCode::BlockNotFound));
    let read = <Compact as Encoder<_>>::encode(&error)
        .and_then(|text: String| <Compact as Decoder<_>>::decode(&text));
    assert_eq!(read, Ok(error));
}

fn match_page(language: Language) -> MatchPage {
    let block = |index: i64| {
        let side = index / 12;
        let angle = |step: f64| (index as f64 + step) / 24.0 * std::f64::consts::TAU;
        let corner = |radius: f64, step: f64| Point {
            x: 500.0 + radius * angle(step).sin(),
            y: 500.0 + radius * angle(step).cos(),
        };
        let block = Block {
            info: block_info(101 + index + side * 100, if side == 0 { "1루측" } else { "3루측" }),
            outline: vec![corner(300.0, 0.05), corner(300.0, 0.95), corner(480.0, 0.95), corner(480.0, 0.05)],
            label: corner(390.0, 0.5),
            seats: Vec::new(),
        };
        BlockView {
            drawing: drawing::block(&block, drawing::Shared::default(), language),
            info: page_data::Block::new(&block.info, language),
            free: [320, 0, 12, 100, 250, 640][index as usize % 6],
            price_from: Some(22_000),
        }
    };
    let field = Shape {
        kind: ShapeKind::Ellipse { rx: 260.0, ry: 260.0 },
        at: Point { x: 500.0, y: 500.0 },
        rotation: 0.0,
        color: Some("#7fb069".to_owned()),
        border_color: None,
        text: Some(ShapeText {
            text: "그라운드 & <b>".into(),
            at: Point { x: 0.0, y: 0.0 },
            size: 40.0,
            color: Some("#ffffff".to_owned()),
        }),
    };
    MatchPage {
        geometry: String::new(),
        categories: Vec::new(),
        companions_until: None,
        info: match_info(language),
        scenery: drawing::scenery(
            &VenuePlan {
                min: Point { x: 0.0, y: 0.0 },
                max: Point { x: 1000.0, y: 1000.0 },
                shapes: vec![field],
            },
            language,
        ),
        areas: vec![Area { id: AreaId(1), name: name("내야", language) }],
        blocks: (0..24).map(block).collect(),
        held: block_page(language).held,
        prices: vec![55_000, 22_000],
        tickets: Tickets::default(),
        now: ReadAt::Moment(NOW),
        max_holds: 4,
    }
}

/// Every page, and the page for what there is not, in a language.
fn pages(language: Language) -> Vec<String> {
    let at = |rest: &str| format!("/{language}{rest}");
    let nothing = || ApiError::new(ErrorCode::NotFound);
    let list = MatchesPage {
        matches: vec![ListedMatch { info: match_info(language), free: 4_210, held: ListedCart::default() }],
        now: ReadAt::Moment(NOW),
    };
    vec![
        render(&at(""), || view! { <Header/> <MatchList page=list/> <Footer/> }),
        render(&at("/matches/1"), move || view! { <Header/> <Venue page=match_page(language)/> }),
        render(
            &at("/matches/1/blocks/101?seat=10005"),
            move || view! { <Header/> <Seats page=block_page(language)/> },
        ),
        render(&at("/nowhere"), move || view! { <Header/> <Failure error=nothing()/> }),
    ]
}

/// Where the links of a page lead, but for those to other places of the same page.
fn addresses(html: &str) -> Vec<&str> {
    let links = html.split("href=\"").skip(1).filter_map(|rest| Some(rest.split_once('"')?.0));
    links.filter(|address| address.starts_with('/')).collect()
}

#[test]
fn a_page_stays_in_its_language() {
    for (language, other) in [(Ko, En), (En, Ko)] {
        for html in pages(language) {
            let addresses = addresses(&html);
            let begins = |address: &str, language: Language| {
                address
                    .strip_prefix(&format!("/{language}"))
                    .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            let leave: Vec<_> = addresses.iter().filter(|address| !begins(address, language)).collect();
            assert_eq!(leave.len(), 1, "one link leads to the other language: {leave:?}");
            assert!(begins(leave[0], other), "{leave:?}");
            assert!(html.contains("rel=\"external\"") && html.contains(&format!("hreflang=\"{other}\"")));
        }
    }
    let block = &pages(Ko)[2];
    assert!(addresses(block).contains(&"/en/matches/1/blocks/101?seat=10005"), "the switch keeps the place");
}

#[test]
fn a_page_speaks_english() {
    let [list, venue, block, nowhere] = pages(En).try_into().unwrap();
    for words in ["The match you want", "On sale", "Skip to content", ">한국어</a>"] {
        assert!(list.contains(words), "{words}");
    }
    assert!(venue.contains("aria-label=\"Block 101, 1루측, 320 seats left\""));
    assert!(venue.contains("Sold out") && venue.contains("Venue map"));
    for words in [
        "aria-label=\"Row 1, seat 1, on hold\"",
        "aria-label=\"Release Block 101, row 11, seat 6\"",
        "Selected seat",
        "2 of 4 seats",
    ] {
        assert!(block.contains(words), "{words}");
    }
    assert!(nowhere.contains("Page not found"));
}

/// What a page says in Korean without saying that it is, but for the document's title, which cannot.
fn unmarked(html: &str) -> Vec<String> {
    let is_korean = |c: char| matches!(c, '가'..='힣');
    let mut marked = vec![false];
    let mut found = Vec::new();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if tag.starts_with('/') {
            marked.pop();
        } else if !tag.starts_with('!') && !tag.ends_with('/') && !tag.starts_with("input") {
            marked.push(marked.last() == Some(&true) || tag.contains("lang=\"ko\""));
        }
        if marked.last() == Some(&false) && text.contains(is_korean) {
            found.push(text.to_owned());
        }
    }
    found
}

#[test]
fn what_is_in_korean_on_an_english_page_is_marked_as_such() {
    for html in pages(En) {
        assert_eq!(unmarked(&html), Vec::<String>::new());
        assert!(!html.contains(" lang=\"en\""), "the page says that itself");
    }
    let [_, venue, block, _] = pages(En).try_into().unwrap();
    assert!(venue.contains("<h1><span lang=\"ko\">한빛 팔콘스 대 새벽 웨이브</span>"), "and there is such");
    assert!(block.contains("<span class=\"price-name\"><span lang=\"ko\">테이블석</span>"));
    assert_eq!(unmarked("<p>가<b lang=\"ko\">나<i>다</i></b><br/>라</p>"), ["가", "라"], "the test can fail");
}

#[test]
fn prices_are_in_the_currency_of_their_match() {
    for (language, code, prices) in [
        (Ko, "KRW", ["55,000원", "22,000원", "44,000원"]),
        (En, "KRW", ["₩55,000", "₩22,000", "₩44,000"]),
        (Ko, "USD", ["US$550.00", "US$220.00", "US$440.00"]),
        (En, "USD", ["$550.00", "$220.00", "$440.00"]),
        (Ko, "JPY", ["55,000엔", "22,000엔", "44,000엔"]),
        (En, "JPY", ["¥55,000", "¥22,000", "¥44,000"]),
    ] {
        let currency = code.parse().unwrap();
        let info = Match { currency, ..match_info(language) };
        let block = BlockPage { info: info.clone(), ..block_page(language) };
        let at = format!("/{language}/matches/1/blocks/101?seat=10005");
        let block = render(&at, || view! { <Seats page=block/> });
        let venue = MatchPage { info, ..match_page(language) };
        let venue = render(&format!("/{language}/matches/1"), || view! { <Venue page=venue/> });
        let [table, blue, both] = prices;
        // The list of prices, the seat that is chosen, and what is held: each, and together.
        assert_eq!(
            [table, blue, both].map(|price| block.matches(&*format!(">{price}<")).count()),
            [2, 3, 1],
            "{language} {code}"
        );
        // What is held, and what seats may cost that are looked for.
        assert_eq!([blue, both].map(|price| venue.matches(price).count()), [3, 1], "{language} {code}");
    }
}

#[test]
fn no_matches_tell_how_to_load_some() {
    let page = |matches| MatchesPage { matches, now: ReadAt::Moment(NOW) };
    let listed = |info| ListedMatch { info, free: 4_210, held: ListedCart::default() };
    assert!(render("/ko", move || view! { <MatchList page=page(Vec::new())/> }).contains("server load-demo"));
    let upcoming = Match { id: MatchId(2), sale_opens_at: (NOW + 86_400_000).into(), ..match_info(Ko) };
    let html = render(
        "/ko",
        move || view! { <MatchList page=page(vec![listed(match_info(Ko)), listed(upcoming)])/> },
    );
    assert!(
        html.contains("예매 중") && html.contains("예매 예정") && html.contains("2026년 12월 5일 (토) 14:00")
    );
    let cancelled = Match { cancelled: true, sale_closes_at: Some(NOW.into()), ..match_info(Ko) };
    let html = render("/ko", move || view! { <MatchList page=page(vec![listed(cancelled)])/> });
    assert!(html.contains("경기 취소") && !html.contains("예매 종료"));
}
