//! Several blocks of a match on one stream.

use crate::{
    observed::Series,
    support::{Events, Ground, SeenView, TestApp, Visitor},
};
use app::build_name;
use jari_core::domain::BlockId;
use serde_json::json;
use std::time::Duration;
use tokio::time::timeout;

/// The longest that a test waits for an answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// A page that looks at some of the fixture's blocks.
struct Page<'a> {
    app: &'a TestApp,
    ann: Visitor,
    seen: SeenView,
}

impl<'a> Page<'a> {
    fn new(app: &'a TestApp) -> Self {
        Self { app, ann: app.visitor(), seen: SeenView::default() }
    }

    fn blocks(&self, places: &[usize]) -> Vec<BlockId> {
        places.iter().map(|place| self.app.fixture.block(*place)).collect()
    }

    fn path(&self, places: &[usize]) -> String {
        self.seen.path(self.app.fixture.match_id, &self.blocks(places))
    }

    /// Looks at the blocks at these places from now on, and takes in what there is; answers the names of the events.
    async fn look(&mut self, places: &[usize]) -> (Events, Vec<String>) {
        let mut events = self.ann.follow(&self.path(places), &[]).await;
        let names = self.seen.begin(&mut events).await;
        (events, names)
    }

    async fn is_true(&self, places: &[usize]) -> bool {
        self.seen.is_true(&self.ann, self.app.fixture.match_id, &self.blocks(places)).await
    }
}

/// What one page is told while it looks at one set of blocks and then at others.
async fn from_set_to_set(mut ground: Ground) {
    ground.config.stream.overview_interval_ms = 10;
    let app = TestApp::start_on(ground).await;
    let (bob, match_id) = (app.visitor(), app.fixture.match_id);
    let [near, far, out] = [0, 1, 2].map(|place| app.fixture.block(place));
    let mut page = Page::new(&app);
    let (mut events, names) = page.look(&[1, 0, 1]).await;
    assert_eq!(names, ["counts", "init", "init"]);
    assert_eq!(page.seen.inits, [near.0, far.0], "each once");
    assert!(page.is_true(&[0, 1]).await);

    // A seat in view is told with its block, and counted.
    let seat = app.fixture.seat(1, 3);
    assert_eq!(bob.hold(match_id, seat).await.status, 201);
    let (mut update, mut counts) = (None, None);
    while update.is_none() || counts.is_none() {
        let event = events.next().await.unwrap();
        page.seen.take(&event);
        match event.name.as_str() {
            "update" => update = Some(event.data),
            _ => counts = Some(event.data),
        }
    }
    let told = json!({"status":200,"data":{"blockId":far.0,"seatId":seat.0,"status":"HOLD"}});
    assert_eq!(update.unwrap(), told);
    assert_eq!(counts.unwrap(), json!({"status":200,"data":{"blocks":[{"id":far.0,"free":11}]}}));
    // One out of view is counted and nothing else.
    assert_eq!(bob.hold(match_id, app.fixture.seat(2, 0)).await.status, 201);
    let event = events.next().await.unwrap();
    page.seen.take(&event);
    assert_eq!((event.name.as_str(), page.seen.free[&out.0]), ("counts", 11));
    drop(events);

    // Meanwhile seats change, and the page looks elsewhere: of what it knows it is told what has changed, of the rest everything.
    for (block, seat) in [(0, 0), (0, 1), (1, 0), (2, 1)] {
        assert_eq!(bob.hold(match_id, app.fixture.seat(block, seat)).await.status, 201);
    }
    assert_eq!(bob.release(match_id, app.fixture.seat(1, 3)).await.status, 200);
    page.seen.inits.clear();
    let (events, names) = page.look(&[1, 2]).await;
    assert_eq!(page.seen.inits, [out.0]);
    assert_eq!(names.iter().filter(|name| *name == "update").count(), 2, "{names:?}");
    assert_eq!(page.seen.named(), [near.0, far.0, out.0].into(), "what is out of view is not forgotten");
    drop(events);
    assert_eq!(bob.hold(match_id, app.fixture.seat(0, 2)).await.status, 201);

    // Back at what it saw first.
    page.seen.inits.clear();
    let (mut events, names) = page.look(&[0]).await;
    assert_eq!(page.seen.inits, [0; 0], "nothing of it begins anew");
    assert_eq!(names.iter().filter(|name| *name == "update").count(), 3, "{names:?}");
    let all_free = |seen: &SeenView| seen.free.values().sum::<i64>() == 144 - 6;
    page.seen.read(&mut events, all_free).await;
    assert!(page.is_true(&[0]).await);
    drop(events);
    let (mut events, _) = page.look(&[0, 1, 2]).await;
    assert_eq!(page.seen.inits, [0; 0]);
    page.seen.read(&mut events, all_free).await;
    assert!(page.is_true(&[0, 1, 2]).await);
    drop(events);
    app.stop().await;
}

macro_rules! on_all {
    ($($backend:ident),+) => {
        $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn $backend() {
            from_set_to_set(Ground::$backend()).await;
        })+
    };
}

on_all!(sqlite, postgres, redis_sqlite, redis_postgres);

#[tokio::test]
async fn no_block_at_all_is_the_counts_alone() {
    let app = TestApp::start().await;
    let mut page = Page::new(&app);
    let (events, names) = page.look(&[0]).await;
    assert_eq!(names, ["counts", "init"]);
    drop(events);
    let (mut events, names) = page.look(&[]).await;
    assert_eq!(names, [""; 0]);
    app.visitor().hold(app.fixture.match_id, app.fixture.seat(0, 5)).await;
    assert_eq!(events.next().await.unwrap().name, "counts");
    app.stop().await;
}

/// Where a client says that it was in a way that leads nowhere, it begins anew; what leads somewhere does so for each block.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_every_kind_of_position() {
    let app = TestApp::start().await;
    let (match_id, ann) = (app.fixture.match_id, app.visitor());
    let [near, far] = [0, 1].map(|place| app.fixture.block(place).0);
    let mut page = Page::new(&app);
    let (mut events, _) = page.look(&[0, 1]).await;
    for seat in 0..3 {
        ann.hold(match_id, app.fixture.seat(0, seat)).await;
    }
    let three = format!("{near}:3");
    page.seen.read(&mut events, |seen| seen.id.contains(&three) && seen.free[&near] == 117).await;
    let (epoch, places) = page.seen.id.split_once('-').unwrap();
    assert_eq!(places, format!("3,{near}:3,{far}:0"));
    let all = ["counts", "init", "init"].as_slice();
    let long = format!("{epoch}-3,{}", "0".repeat(9_000));
    let cases: &[(&str, &[&str])] = &[
        (&format!("{epoch}-3,{near}:3,{far}:0"), &[]),
        (&format!("{epoch}-3,{far}:0,{near}:3"), &[]),
        (&format!("{epoch}-3,{near}:2,{far}:0"), &["update"]),
        (&format!("{epoch}-0,{near}:1,{far}:0"), &["counts", "update", "update"]),
        (&format!("{epoch}-3,{near}:3"), &["init"]),
        (&format!("{epoch}-3"), &["init", "init"]),
        (&format!("{epoch}-{near}:3,{far}:0"), &["counts"]),
        // From the future, and what is no block of the match.
        (&format!("{epoch}-9,{near}:9,{far}:9"), all),
        (&format!("{epoch}-3,{near}:3,{far}:0,999999:7"), &[]),
        (&format!("x{epoch}-3,{near}:3,{far}:0"), all),
        (&format!("{epoch}-3,{near}:3,{far}:0,{near}:3"), all),
        (&format!("{epoch}-3,{near}:3,{far}"), all),
        (&format!("{epoch}-"), all),
        (&format!("{epoch}-3;{near}:3"), all),
        (&long, all),
        ("", all),
        ("nothing", all),
        ("자리", all),
    ];
    for (id, expected) in cases {
        // In a header, which counts more than the address of a page that connects again; in the address; and encoded there.
        let encoded: String = id.bytes().map(|byte| format!("%{byte:02x}")).collect();
        let path = SeenView::default().path(match_id, &page.blocks(&[0, 1]));
        let mut ways = vec![
            (format!("{path}&lastEventId={id}"), None),
            (format!("{path}&lastEventId={encoded}"), None),
            (format!("{path}&lastEventId={epoch}-0"), Some(*id)),
        ];
        // What is no address, and what no head has room for.
        ways.retain(|(path, _)| path.is_ascii() && path.len() < 12_000);
        for (path, header) in ways {
            let headers: Vec<_> = header.iter().map(|id| ("last-event-id", *id)).collect();
            let mut events = ann.follow(&path, &headers).await;
            let mut seen = page.seen.clone();
            let names = seen.begin(&mut events).await;
            let case = format!("{} {header:?}", &path[..path.len().min(150)]);
            assert_eq!(names, *expected, "{case}");
            assert!(seen.is_true(&ann, match_id, &page.blocks(&[0, 1])).await, "{case}");
            assert!(!seen.named().contains(&999_999), "{case}");
        }
    }
    app.stop().await;
}

#[tokio::test]
async fn what_cannot_be_followed_is_refused() {
    let app = TestApp::start_with(|config| config.stream.max_streams = 1, |store| store).await;
    let (ann, near) = (app.visitor(), app.fixture.block(0));
    // What opens all the same would never have been read whole.
    let refused = async |path: String| {
        let answer = timeout(PATIENCE, ann.get(&path)).await;
        answer.unwrap_or_else(|_| panic!("it was opened: {path}")).code()
    };
    let of = |list: &str| app.path(&format!("/seats/stream?blocks={list}"));
    for list in [
        "x",
        "1,,2",
        ",",
        "1,",
        "-1",
        "+1",
        "1.0",
        "1;2",
        "%201",
        "1%20",
        "99999999999999999999",
        "%ff",
        "1%00",
    ] {
        assert_eq!(refused(of(list)).await, (400, "INVALID_ID".into()), "{list:?}");
    }
    let many = |count: i64| (1..=count).map(|block| block.to_string()).collect::<Vec<_>>().join(",");
    assert_eq!(refused(of(&many(101))).await, (400, "TOO_MANY_BLOCKS".into()));
    for list in [many(100), "0".to_owned(), format!("{near},999999")] {
        assert_eq!(refused(of(&list)).await, (404, "BLOCK_NOT_FOUND".into()), "{list}");
    }
    let nowhere = format!("/api/matches/999999/seats/stream?blocks={near}");
    assert_eq!(refused(nowhere).await, (404, "MATCH_NOT_FOUND".into()));
    // The same block a hundred times is one block, and a comma may be encoded.
    let again = vec![near.to_string(); 200].join("%2C");
    let open = ann.follow(&of(&again), &[]).await;
    assert_eq!(refused(of(&near.to_string())).await, (503, "TOO_MANY_STREAMS".into()));
    drop(open);
    app.stop().await;
}

/// Whoever does not ask for blocks is told what the stream has always told, to the byte.
#[tokio::test]
async fn the_plain_stream_stays_as_it_was() {
    let app = TestApp::start().await;
    let _page =
        app.visitor().follow(&app.path(&format!("/seats/stream?blocks={}", app.fixture.block(0))), &[]).await;
    let first = app.visitor().follow(&app.path("/seats/stream?block=1"), &[]).await.next().await.unwrap();
    assert_eq!((first.name.as_str(), first.data["data"]["blocks"].as_array().unwrap().len()), ("init", 3));
    assert_eq!(first.id.unwrap().split_once('-').unwrap().1, "0");
    app.stop().await;
}

#[tokio::test]
async fn a_page_of_another_build_is_told_and_views_are_counted() {
    let app = TestApp::start().await;
    let mut page = Page::new(&app);
    let mut events = page.ann.follow(&format!("{}&build=another", page.path(&[0, 1])), &[]).await;
    let first = events.next().await.unwrap();
    assert_eq!((first.name.as_str(), &first.data["data"]["build"]), ("build", &build_name().into()));
    assert_eq!(page.seen.begin(&mut events).await, ["counts", "init", "init"]);
    let series = Series::of(&app).await;
    let match_id = app.fixture.match_id;
    assert_eq!(series.get(&format!("jari_stream_viewers{{match=\"{match_id}\",kind=\"view\"}}")), 1.0);
    assert_eq!(series.get("jari_streams_opened_total{kind=\"view\"}"), 1.0);
    assert_eq!(series.get("jari_stream_frames_total{kind=\"init\"}"), 3.0);
    app.visitor().hold(match_id, app.fixture.seat(0, 0)).await;
    page.seen.read(&mut events, |seen| seen.free[&app.fixture.block(0).0] == 119).await;
    let series = Series::of(&app).await;
    assert_eq!(series.get("jari_stream_deliveries_total"), 2.0, "a seat, and how many its block has left");
    app.stop().await;
}
