//! Going on from an id, of whatever kind.

use crate::support::{Event, Events, Ground, TestApp};
use futures_util::future::join_all;
use reqwest::header::HeaderValue;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// What a client gets first.
#[derive(Clone, Debug, PartialEq, Eq)]
enum First {
    /// It has seen all.
    Nothing,
    Init,
    /// The revision of each event, and the seats or blocks in it.
    Updates(Vec<(u64, Vec<i64>)>),
}

/// How a client says where it was.
#[derive(Clone, Copy, Debug)]
enum Way {
    Header,
    Query,
    /// A page's own address stays the same when its browser connects again, and then the header is right.
    HeaderAndOlderQuery,
}

/// A stream with a history, and what each id leads to.
struct History {
    path: String,
    epoch: String,
    last: u64,
    /// What follows from each revision on.
    since: Vec<First>,
}

/// Two seats of the first block change, one of them three times, and then one of the second. Somebody watches the match
/// all the while, and from then on.
async fn histories(app: &TestApp) -> ([History; 2], Events) {
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    let (one, two) = (app.fixture.seat(0, 1), app.fixture.seat(0, 2));
    let (near, far) = (app.fixture.block(0).0, app.fixture.block(1).0);
    let overview = app.path("/seats/stream");
    let mut watching = ann.follow(&overview, &[]).await;
    watching.next().await.unwrap();
    // Each is waited for, as the overview tells of blocks when it sees that they have changed.
    for (release, seat) in
        [(false, one), (false, two), (true, one), (false, one), (false, app.fixture.seat(1, 0))]
    {
        let answer = if release { ann.release(match_id, seat).await } else { ann.hold(match_id, seat).await };
        assert!(answer.status.is_success());
        watching.next().await.unwrap();
    }
    let init = ann.follow(&app.stream_path(0), &[]).await.next().await.unwrap();
    let epoch = init.id.unwrap().strip_suffix("-4").unwrap().to_owned();
    let (one, two) = (vec![one.0], vec![two.0]);
    let both = First::Updates(vec![(2, two), (4, one.clone())]);
    let last = First::Updates(vec![(4, one)]);
    let block = vec![both.clone(), both, last.clone(), last, First::Nothing];
    let all = First::Updates(vec![(5, vec![near, far])]);
    let blocks = vec![
        all.clone(),
        all.clone(),
        all.clone(),
        all,
        First::Updates(vec![(5, vec![far])]),
        First::Nothing,
    ];
    let histories = [(app.stream_path(0), 4, block), (overview, 5, blocks)];
    let histories = histories.map(|(path, last, since)| History { path, epoch: epoch.clone(), last, since });
    (histories, watching)
}

impl History {
    /// Every kind of id, and what it leads to.
    fn cases(&self) -> Vec<(Vec<u8>, First)> {
        let (epoch, last) = (&self.epoch, self.last);
        let known =
            self.since.iter().enumerate().map(|(rev, first)| (format!("{epoch}-{rev}"), first.clone()));
        // A number may be written with zeros before it.
        let zeros = ["00".to_owned(), "0".repeat(10_000)].map(|zeros| format!("{epoch}-{zeros}{last}"));
        let zeros = zeros.into_iter().map(|id| (id, First::Nothing));
        let nowhere = [
            // From the future.
            format!("{epoch}-{}", last + 1),
            format!("{epoch}-{}", u64::MAX),
            // Of another history.
            format!("otherepoch-{last}"),
            format!("{epoch}0-{last}"),
            format!("{}-{last}", &epoch[1..]),
            format!("{}-{last}", epoch.to_uppercase()),
            // No number.
            format!("{epoch}-18446744073709551616"),
            format!("{epoch}-99999999999999999999"),
            format!("{epoch}-{}", "9".repeat(10_000)),
            format!("{epoch}-+{last}"),
            format!("{epoch}--{last}"),
            format!("{epoch}-0x{last}"),
            format!("{epoch}-{last}.0"),
            format!("{epoch}-{last}e0"),
            format!("{epoch}-{last} {last}"),
            format!("{epoch}-{last}\t{last}"),
            format!("{epoch}-{last}-{last}"),
            format!("{epoch}-{last}, {epoch}-{last}"),
            format!("{epoch}-٤"),
            format!("{epoch}-４"),
            format!("{epoch}-四"),
            format!("{epoch}-NaN"),
            format!("{epoch}-"),
            // No id.
            String::new(),
            "-".to_owned(),
            last.to_string(),
            format!("-{last}"),
            epoch.clone(),
            format!("{epoch}{last}"),
            format!("{epoch}_{last}"),
            format!("{epoch}–{last}"),
            format!("\"{epoch}-{last}\""),
            "null".to_owned(),
            "undefined".to_owned(),
            "자리".to_owned(),
            "a".repeat(10_000),
            format!("{}-{last}", "a".repeat(10_000)),
        ];
        let bytes =
            [vec![0xff], [epoch.as_bytes(), b"-\xff"].concat(), [&[0xc3, 0x28], epoch.as_bytes()].concat()];
        known
            .chain(zeros)
            .chain(nowhere.map(|id| (id, First::Init)))
            .map(|(id, first)| (id.into_bytes(), first))
            .chain(bytes.map(|id| (id, First::Init)))
            .collect()
    }

    async fn follow(&self, app: &TestApp, id: &[u8], way: Way) -> Events {
        let query = match way {
            Way::Header => String::new(),
            Way::Query => format!("?lastEventId={}", encoded(id)),
            Way::HeaderAndOlderQuery => format!("?lastEventId={}-1", self.epoch),
        };
        let mut request = app.visitor().client.get(app.url(&format!("{}{query}", self.path)));
        if !matches!(way, Way::Query) {
            request = request.header("last-event-id", HeaderValue::from_bytes(id).unwrap());
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200, "{:?}", String::from_utf8_lossy(id));
        Events::new(response)
    }
}

/// As it stands in an address.
fn encoded(id: &[u8]) -> String {
    let byte = |&byte: &u8| match byte {
        b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    id.iter().map(byte).collect()
}

fn rev(event: &Event) -> u64 {
    event.id.as_ref().and_then(|id| id.split_once('-')).unwrap().1.parse().unwrap()
}

/// The seat or the blocks that an update is of.
fn keys(event: &Event) -> Vec<i64> {
    let data = &event.data["data"];
    let blocks = data["blocks"].as_array().into_iter().flatten().map(|block| &block["id"]);
    blocks.chain(data.get("seatId")).map(|id| id.as_i64().unwrap()).collect()
}

/// Reads what must come first.
async fn read(events: &mut Events, expected: &First, last: u64) -> First {
    match expected {
        First::Nothing => First::Nothing,
        First::Init => {
            let event = events.next().await.unwrap();
            assert_eq!(rev(&event), last);
            if event.name == "init" { First::Init } else { First::Updates(vec![(rev(&event), keys(&event))]) }
        }
        First::Updates(expected) => {
            let mut updates = Vec::new();
            for _ in expected {
                let event = events.next().await.unwrap();
                if event.name != "update" {
                    return First::Init;
                }
                updates.push((rev(&event), keys(&event)));
            }
            First::Updates(updates)
        }
    }
}

/// From each kind of id a client gets what changed since, each seat or block once in its latest state, or everything;
/// and then what changes from then on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_every_kind_of_id() {
    let server = TestApp::start_with(|config| config.stream.overview_interval_ms = 10, |store| store).await;
    let app = &server;
    let (histories, _watching) = histories(app).await;
    let cases = histories.each_ref().map(History::cases);
    let mut opened = Vec::new();
    for (history, cases) in histories.iter().zip(&cases) {
        for (id, expected) in cases {
            for way in [Way::Header, Way::Query, Way::HeaderAndOlderQuery] {
                opened.push(async move {
                    let mut events = history.follow(app, id, way).await;
                    let first = read(&mut events, expected, history.last).await;
                    let shown = String::from_utf8_lossy(&id[..id.len().min(40)]);
                    let case = format!("{} {way:?} {shown:?}", history.path);
                    assert_eq!(&first, expected, "{case}");
                    (history.last, case, events)
                });
            }
        }
    }
    let opened = join_all(opened).await;
    app.visitor().hold(app.fixture.match_id, app.fixture.seat(0, 9)).await;
    for (last, case, mut events) in opened {
        let next = events.next().await.unwrap();
        assert_eq!((next.name.as_str(), rev(&next)), ("update", last + 1), "{case}");
    }
    server.stop().await;
}

/// A byte that no header may have is answered for what it is, and by nothing else.
#[tokio::test]
async fn an_id_with_control_bytes_is_a_bad_request() {
    let app = TestApp::start().await;
    for byte in [0, 1, 7, 8, 11, 12, 13, 27, 127] {
        let mut socket = TcpStream::connect(app.address).await.unwrap();
        let head = format!("GET {} HTTP/1.1\r\nhost: jari\r\nlast-event-id: a", app.stream_path(0));
        socket.write_all(&[head.as_bytes(), &[byte], b"-1\r\n\r\n"].concat()).await.unwrap();
        let mut answer = Vec::new();
        // Whether it ends with an end or a reset, after its answer.
        let _ = socket.read_to_end(&mut answer).await;
        assert!(answer.starts_with(b"HTTP/1.1 400 "), "{byte}: {:?}", String::from_utf8_lossy(&answer));
    }
    let id = [("last-event-id", "a\tb-1")];
    assert_eq!(app.visitor().follow(&app.stream_path(0), &id).await.next().await.unwrap().name, "init");
    app.stop().await;
}

/// Redis keeps the latest changes only, and an instance that starts has seen none: the seats know their revisions.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn from_an_id_that_is_older_than_what_redis_keeps() {
    let mut ground = Ground::redis_sqlite();
    ground.config.redis.stream_maxlen = 1;
    ground.config.allocation.max_holds = 0;
    let app = TestApp::start_on(ground).await;
    let (ann, match_id) = (app.visitor(), app.fixture.match_id);
    for seat in (0..120).chain(0..120).map(|index| app.fixture.seat(0, index)) {
        ann.hold(match_id, seat).await;
        ann.release(match_id, seat).await;
    }
    let redis = app.ground.as_ref().and_then(|ground| ground.redis.as_ref()).unwrap();
    let kept: usize = redis.cli(&["XLEN", &format!("jari:{{m{match_id}}}:stream")]).parse().unwrap();
    let init = ann.follow(&app.stream_path(0), &[]).await.next().await.unwrap();
    let last = rev(&init);
    assert!(kept < 200 && last == 480, "{kept} of {last} changes");
    let epoch = init.id.as_ref().unwrap().split_once('-').unwrap().0;
    let oldest = format!("{epoch}-0");
    let mut events = ann.follow(&app.stream_path(0), &[("last-event-id", &oldest)]).await;
    let mut seats = Vec::new();
    while seats.len() < 120 {
        let event = events.next().await.unwrap();
        assert_eq!(event.name, "update");
        seats.extend(keys(&event));
    }
    seats.sort_unstable();
    seats.dedup();
    assert_eq!(seats.len(), 120, "each once");
    app.stop().await;
}
