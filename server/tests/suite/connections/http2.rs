use super::{Identity, one_stream_too_many};
use crate::{
    observed,
    support::{Events, SeenView, TestApp, Visitor},
};
use bytes::Bytes;
use http::{Request, Response};
use hyper::{
    body::{Body, Incoming},
    client::conn::http2::{self, SendRequest},
};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::{future::poll_fn, net::SocketAddr, pin::Pin, time::Duration};
use tempfile::TempDir;
use tokio::{task::JoinHandle, time::timeout};

/// The longest that a test waits for the server.
const PATIENCE: Duration = Duration::from_secs(10);

/// A client that takes no more of an answer than so many bytes, unless it reads.
pub(super) struct Narrow {
    requests: SendRequest<axum::body::Body>,
    connection: JoinHandle<hyper::Result<()>>,
}

impl Narrow {
    pub(super) async fn connect(identity: &Identity, app: &TestApp) -> Self {
        Self::open(identity, app.address, 1_024).await
    }

    /// One that takes so many bytes of each answer.
    pub(super) async fn open(identity: &Identity, server: SocketAddr, window: u32) -> Self {
        let socket = identity.connect_to(server, "h2").await;
        let mut http = http2::Builder::new(TokioExecutor::new());
        http.initial_stream_window_size(window).initial_connection_window_size(1_024 * 1_024);
        let (requests, connection) = http.handshake(TokioIo::new(socket)).await.unwrap();
        Self { requests, connection: tokio::spawn(connection) }
    }

    pub(super) async fn get(&mut self, app: &TestApp, path: &str) -> Incoming {
        let response = self.ask(app, path).await;
        assert_eq!(response.status(), 200);
        response.into_body()
    }

    pub(super) async fn ask(&mut self, app: &TestApp, path: &str) -> Response<Incoming> {
        timeout(PATIENCE, self.begin(app.address, path)).await.expect("a head within the time").unwrap()
    }

    /// Asks; the head comes with time.
    pub(super) fn begin(
        &mut self,
        server: SocketAddr,
        path: &str,
    ) -> impl Future<Output = hyper::Result<Response<Incoming>>> + use<> {
        let request = Request::get(format!("https://{server}{path}"));
        self.requests.send_request(request.body(axum::body::Body::empty()).unwrap())
    }

    /// Asks again and again until it is let in.
    pub(super) async fn until_answered(&mut self, app: &TestApp, path: &str) {
        let answered = async { while self.ask(app, path).await.status() == 503 {} };
        timeout(PATIENCE, answered).await.expect("a place is given back in time");
    }
}

/// The next piece; none when the stream has ended, an error if it was reset.
pub(super) async fn piece(body: &mut Incoming) -> Option<hyper::Result<Bytes>> {
    let frame = poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
    let frame = timeout(PATIENCE, frame).await.expect("a piece within the time")?;
    Some(frame.map(|frame| frame.into_data().unwrap_or_default()))
}

/// Reads until it has come.
async fn read_until(body: &mut Incoming, wanted: &str) {
    let mut text = String::new();
    while !text.contains(wanted) {
        let piece = piece(body).await.expect("the stream is open").unwrap();
        text.push_str(std::str::from_utf8(&piece).unwrap());
    }
}

/// There is a place for one connection, so all of it is on one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_connection_carries_many_streams_and_requests() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.connections.max_connections = 1).await;
    let (ann, seat) = (identity.visitor(&app), app.fixture.seat(0, 0));
    let mut viewers: Vec<Events> = Vec::new();
    for number in 0..12 {
        let path = if number % 4 == 0 { app.path("/seats/stream") } else { app.stream_path(0) };
        let mut viewer = ann.follow(&path, &[]).await;
        assert_eq!(viewer.next().await.unwrap().name, "init");
        viewers.push(viewer);
    }
    assert_eq!(ann.hold(app.fixture.match_id, seat).await.status, 201);
    for (number, viewer) in viewers.iter_mut().enumerate() {
        if number % 4 == 0 {
            assert_eq!(viewer.next().await.unwrap().name, "update");
        } else {
            assert_eq!(viewer.next_update().await, (seat.0, "HOLD".into()));
        }
    }
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 12.0).await;
    // A tab that is closed ends its stream alone.
    viewers.truncate(5);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 5.0).await;
    assert_eq!(ann.release(app.fixture.match_id, seat).await.status, 200);
    assert_eq!(viewers[1].next_update().await, (seat.0, "AVAILABLE".into()));
    app.stop().await;
    assert!(viewers[1].next().await.is_none());
}

/// A page moves over the venue on one connection: what its streams of several blocks tell fits together, and what it has seen
/// of a block is not told again.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_looks_at_several_blocks_one_set_after_the_other() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.connections.max_connections = 1).await;
    let (ann, match_id) = (identity.visitor(&app), app.fixture.match_id);
    let blocks = [0, 1, 2].map(|place| app.fixture.block(place));
    let mut seen = SeenView::default();
    let mut events = ann.follow(&seen.path(match_id, &blocks[..2]), &[]).await;
    assert_eq!(seen.begin(&mut events).await, ["counts", "init", "init"]);
    // Several changes at once, of which each wakes the stream by itself.
    for (block, seat) in [(0, 0), (1, 0), (0, 1), (1, 1), (2, 0)] {
        assert_eq!(ann.hold(match_id, app.fixture.seat(block, seat)).await.status, 201);
    }
    let held = |seen: &SeenView| seen.free.values().sum::<i64>() == 144 - 5;
    seen.read(&mut events, |seen| {
        held(seen) && [0, 1].iter().all(|at| seen.id.contains(&format!("{}:2", blocks[*at])))
    })
    .await;
    assert!(seen.is_true(&ann, match_id, &blocks[..2]).await);
    drop(events);
    assert_eq!(ann.release(match_id, app.fixture.seat(0, 0)).await.status, 200);
    let mut events = ann.follow(&seen.path(match_id, &blocks[2..]), &[]).await;
    let begun = seen.begin(&mut events).await;
    assert_eq!(begun.iter().filter(|name| *name == "init").count(), 1, "{begun:?}");
    drop(events);
    let mut events = ann.follow(&seen.path(match_id, &blocks), &[]).await;
    let begun = seen.begin(&mut events).await;
    assert!(begun.contains(&"update".to_owned()) && !begun.contains(&"init".to_owned()), "{begun:?}");
    seen.read(&mut events, |seen| seen.free.values().sum::<i64>() == 144 - 4).await;
    assert!(seen.is_true(&ann, match_id, &blocks).await);
    app.stop().await;
    assert!(events.next().await.is_none());
}

/// Streams on one connection are counted one by one.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_streams_on_whatever_connection() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.stream.max_streams_per_address = 2).await;
    let (ann, path) = (identity.visitor(&app), app.stream_path(0));
    let mut open = vec![ann.follow(&path, &[]).await, ann.follow(&path, &[]).await];
    one_stream_too_many(&ann, &path, &[]).await;
    open.pop();
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 1.0).await;
    open.push(ann.follow(&path, &[]).await);
    app.stop().await;
}

/// A stream whose client takes nothing is let go, and those beside it on the same connection go on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_stalled_stream_is_let_go_alone() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.http.stall_secs = 4).await;
    let mut narrow = Narrow::connect(&identity, &app).await;
    // What there is at first is more than the window of a stream, so nobody who does not read gets all of it.
    let mut sleeps = narrow.get(&app, &app.stream_path(0)).await;
    let mut awake = narrow.get(&app, &app.stream_path(0)).await;
    read_until(&mut awake, "]}}\n\n").await;
    let stalled = "jari_streams_ended_total{reason=\"stalled\"}";
    let left = observed::until(&app, |series| series.get(stalled) == 1.0).await;
    assert_eq!(left.sum("jari_stream_viewers{"), 1.0);

    let bob: Visitor = identity.visitor(&app);
    let seat = app.fixture.seat(0, 0);
    assert_eq!(bob.hold(app.fixture.match_id, seat).await.status, 201);
    read_until(&mut awake, &format!("\"seatId\":{seat},\"status\":\"HOLD\"")).await;
    // It is told when it wakes: what the window had room for, and then a reset.
    let mut pieces = 0;
    while let Ok(piece) = piece(&mut sleeps).await.expect("no clean end") {
        pieces += piece.len();
    }
    assert!(pieces <= 1_024, "{pieces}");
    drop(awake);
    app.stop().await;
}

/// The same for answers that are no streams, whose end has been handed on already. A connection has room for a hundred
/// requests, so one more waits until another has ended.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn answers_that_nobody_takes_are_forgotten() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.http.stall_secs = 4).await;
    let mut narrow = Narrow::connect(&identity, &app).await;
    let mut awake = narrow.get(&app, &app.stream_path(0)).await;
    read_until(&mut awake, "]}}\n\n").await;
    let seats = app.path(&format!("/blocks/{}/seats", app.fixture.block(0)));
    let mut untaken = Vec::new();
    for _ in 0..100 {
        untaken.push(narrow.get(&app, &seats).await);
    }
    for mut body in untaken {
        while let Some(Ok(_)) = piece(&mut body).await {}
    }
    // Their connection goes on.
    let ann = identity.visitor(&app);
    assert_eq!(ann.hold(app.fixture.match_id, app.fixture.seat(0, 0)).await.status, 201);
    read_until(&mut awake, "HOLD").await;
    drop(awake);
    app.stop().await;
}

#[tokio::test]
async fn a_connection_without_requests_is_ended() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.http.head_timeout_secs = 2).await;
    let unused = Narrow::connect(&identity, &app).await;
    timeout(PATIENCE, unused.connection).await.expect("in time").unwrap().unwrap();
    let mut used = Narrow::connect(&identity, &app).await;
    let mut body = used.get(&app, "/health/live").await;
    assert_eq!(piece(&mut body).await.unwrap().unwrap(), "ok");
    timeout(PATIENCE, used.connection).await.expect("in time").unwrap().unwrap();
    app.stop().await;
}

/// A quiet stream is a request that is open.
#[tokio::test]
async fn a_connection_with_a_stream_is_not_ended() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity
        .serve(&folder, |config| {
            config.http.head_timeout_secs = 2;
            config.stream.heartbeat_secs = 5;
        })
        .await;
    let mut events = identity.visitor(&app).follow(&app.stream_path(0), &[]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    // The first one belongs to the beginning.
    for _ in 0..2 {
        assert_eq!(events.next_of_any_kind().await.unwrap().name, "heartbeat");
    }
    app.stop().await;
}

/// The code of a refusal, which is small enough to be taken whole.
async fn refused(response: Response<Incoming>) -> (u16, String) {
    let status = response.status().as_u16();
    let mut body = response.into_body();
    let mut text = Vec::new();
    while let Some(Ok(part)) = piece(&mut body).await {
        text.extend_from_slice(&part);
    }
    let json: serde_json::Value = serde_json::from_slice(&text).unwrap();
    (status, json["code"].as_str().unwrap().to_owned())
}

/// A request is under way until its answer is taken, on whatever connection. Streams are none of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_has_so_many_requests_under_way() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.connections.max_requests_per_address = 3).await;
    let seats = app.path(&format!("/blocks/{}/seats", app.fixture.block(0)));
    let (mut one, mut other) =
        (Narrow::connect(&identity, &app).await, Narrow::connect(&identity, &app).await);
    let mut streams = Vec::new();
    for _ in 0..4 {
        streams.push(one.get(&app, &app.stream_path(0)).await);
    }
    let mut untaken = vec![one.get(&app, &seats).await, one.get(&app, &seats).await];
    untaken.push(other.get(&app, &seats).await);
    for narrow in [&mut one, &mut other] {
        let refusal = (503, "TOO_MANY_REQUESTS_FROM_ADDRESS".to_owned());
        assert_eq!(refused(narrow.ask(&app, "/health/live").await).await, refusal);
    }
    // What is taken, or given up, is given back.
    drop(untaken.pop());
    other.until_answered(&app, "/health/live").await;
    let mut taken = untaken.pop().unwrap();
    while let Some(Ok(_)) = piece(&mut taken).await {}
    drop(untaken);
    one.until_answered(&app, "/health/live").await;
    drop(streams);
    app.stop().await;
}

/// Pages that nobody takes wait as bytes, of which there are so many. What everybody is given is kept anyhow; this one is rendered for whoever
/// asks.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pages_that_nobody_takes_have_so_much_memory() {
    let (folder, identity) = (TempDir::new().unwrap(), Identity::new());
    let app = identity.serve(&folder, |config| config.connections.answers_mb = 1).await;
    let page = "/nothing";
    let size = identity.visitor(&app).get(page).await.text.len();
    // One address has a quarter.
    let fit = 256 * 1024 / size;
    assert!((1..90).contains(&fit), "{size}");
    let mut narrow = Narrow::connect(&identity, &app).await;
    let mut untaken = Vec::new();
    let refusal = loop {
        let response = narrow.ask(&app, page).await;
        if response.status() != 404 {
            break response;
        }
        untaken.push(response.into_body());
        assert!(untaken.len() <= fit, "{} of {size} bytes", untaken.len());
    };
    assert_eq!(refused(refusal).await, (503, "TOO_MANY_REQUESTS_FROM_ADDRESS".to_owned()));
    assert_eq!(untaken.len(), fit);
    drop(untaken);
    narrow.until_answered(&app, page).await;
    app.stop().await;
}
