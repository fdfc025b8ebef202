//! A real nginx before Jari.

use crate::{
    observed,
    support::{Events, Fixture, Ground, Instance, NginxServer, Seen, TestApp, Visitor},
};
use app::{error_code::ErrorCode, text};
use flate2::write::GzDecoder;
use jari_core::domain::Language;
use reqwest::{Client, Method, Response};
use std::{io::Write, net::SocketAddr, time::Duration};
use tokio::time::timeout;

/// The longest that a test waits for a piece.
const PATIENCE: Duration = Duration::from_secs(20);

/// Settings with nothing but what a stream needs, and these for the proxy.
fn settings(front: SocketAddr, jari: SocketAddr, proxy: &str) -> String {
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let folders = folders.map(|name| format!("{name}_temp_path {name};")).join(" ");
    format!(
        "worker_processes 1; error_log stderr warn; pid nginx.pid; events {{ worker_connections 64; }}
        http {{
            access_log off; {folders}
            server {{ listen {front}; location / {{ proxy_pass http://{jari}; {proxy} }} }}
        }}"
    )
}

fn visitor(nginx: &NginxServer) -> Visitor {
    let client = Client::builder().cookie_store(true).no_proxy().build().unwrap();
    Visitor::with(client, nginx.url())
}

/// Nothing but the changes themselves moves anything.
async fn quiet_app() -> TestApp {
    TestApp::start_with(
        |config| {
            config.stream.poll_interval_ms = 3_600_000;
            config.stream.heartbeat_secs = 3_600;
        },
        |store| store,
    )
    .await
}

/// Each event comes when it happens and not when there is enough to send, a change as well when nothing follows it; and
/// whoever hangs up at nginx is gone here too.
async fn passes_events_on_as_they_come(proxy: &str) {
    let app = quiet_app().await;
    let nginx = NginxServer::start(|front| settings(front, app.address, proxy));
    let mut events = visitor(&nginx).follow(&app.stream_path(1), &[("accept-encoding", "gzip, br")]).await;
    assert_eq!(events.next().await.unwrap().name, "init");
    for index in 0..3 {
        let seat = app.fixture.seat(1, index);
        app.visitor().hold(app.fixture.match_id, seat).await;
        assert_eq!(events.next_update().await, (seat.0, "HOLD".into()));
    }
    drop(events);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 0.0).await;
    app.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_buffering() {
    passes_events_on_as_they_come("proxy_http_version 1.1; proxy_buffering off;").await;
}

/// nginx buffers what it passes on unless it is told not to, and asks by HTTP/1.0.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_its_defaults() {
    passes_events_on_as_they_come("").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_buffering() {
    passes_events_on_as_they_come("proxy_http_version 1.1; proxy_buffering on; proxy_buffers 64 64k;").await;
}

/// One who is sent a compressed stream, and reads what there is of it.
struct Compressed {
    response: Response,
    decoder: GzDecoder<Vec<u8>>,
}

impl Compressed {
    /// Reads until this has come.
    async fn until(&mut self, text: &str) {
        while !String::from_utf8_lossy(self.decoder.get_ref()).contains(text) {
            let piece = timeout(PATIENCE, self.response.chunk()).await.expect("a piece within the time");
            self.decoder.write_all(&piece.unwrap().expect("the stream is open")).unwrap();
            self.decoder.flush().unwrap();
        }
    }
}

/// An nginx that is told to compress everything does so with a stream as well, whatever Jari says of it; but it does not
/// hold events back for that.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn with_compression() {
    let app = quiet_app().await;
    let gzip = "gzip on; gzip_types *; gzip_proxied any; gzip_min_length 1; proxy_http_version 1.1;";
    let nginx = NginxServer::start(|front| settings(front, app.address, gzip));
    let request = app.visitor().client.get(format!("{}{}", nginx.url(), app.stream_path(1)));
    let response = request.header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store, no-transform");
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let mut stream = Compressed { response, decoder: GzDecoder::new(Vec::new()) };
    stream.until("event: init").await;
    for index in 0..3 {
        let seat = app.fixture.seat(1, index);
        app.visitor().hold(app.fixture.match_id, seat).await;
        stream.until(&format!(r#"{{"seatId":{seat},"status":"HOLD"}}"#)).await;
    }
    drop(stream);
    observed::until(&app, |series| series.sum("jari_stream_viewers{") == 0.0).await;
    app.stop().await;
}

/// One of those who watch through nginx: goes on from its last id whenever its stream ends.
struct Buyer<'a> {
    visitor: Visitor,
    stream: &'a str,
    events: Events,
    seen: Seen,
    /// How often the stream has ended.
    ended: usize,
}

impl<'a> Buyer<'a> {
    async fn connect(visitor: Visitor, stream: &'a str) -> Self {
        let mut events = visitor.follow(stream, &[]).await;
        let mut seen = Seen::default();
        seen.take(&events.next().await.unwrap());
        Self { visitor, stream, events, seen, ended: 0 }
    }

    async fn until(&mut self, rev: u64) {
        while self.seen.rev() < rev {
            match self.events.next().await {
                Some(event) => {
                    assert_eq!(event.name, "update", "nobody has to begin anew");
                    self.seen.take(&event);
                }
                None => {
                    self.ended += 1;
                    let last = [("last-event-id", self.seen.id.as_str())];
                    self.events = self.visitor.follow(self.stream, &last).await;
                }
            }
        }
    }
}

/// The settings that we ship, with their addresses: its own, and those of three instances.
fn shipped(addresses: [String; 4]) -> String {
    let template = include_str!("../../../../deploy/nginx.conf");
    let names = ["${JARI_FRONT}", "${JARI_A}", "${JARI_B}", "${JARI_C}"];
    let filled = names.iter().zip(&addresses);
    filled.fold(template.to_owned(), |text, (name, address)| text.replace(name, address))
}

/// nginx has the words of its own answer, which have to be those of Jari.
#[tokio::test]
async fn where_no_instance_answers_nginx_says_it_as_jari_would() {
    let nobody = || "127.0.0.1:1".to_owned();
    let nginx = NginxServer::start(|front| shipped([front.to_string(), nobody(), nobody(), nobody()]));
    for (accepted, language) in [
        (None, Language::Ko),
        (Some("en-GB,en;q=0.9,ko;q=0.8"), Language::En),
        (Some("fr, en;q=0.5"), Language::En),
        (Some("ko-KR,ko;q=0.9,en;q=0.8"), Language::Ko),
        (Some("fr"), Language::Ko),
    ] {
        let headers: Vec<_> = accepted.map(|accepted| ("accept-language", accepted)).into_iter().collect();
        let answer = visitor(&nginx).send(Method::GET, "/api/matches", &headers, "").await;
        let message = text::error_message(language, ErrorCode::StoreUnavailable);
        let body = format!(r#"{{"status":503,"code":"STORE_UNAVAILABLE","message":"{message}"}}"#);
        assert_eq!((answer.status.as_u16(), &answer.text), (503, &body), "{accepted:?}");
        assert_eq!(answer.headers["content-language"], language.as_str(), "{accepted:?}");
        assert_eq!(answer.headers["vary"], "Accept-Language");
    }
}

/// The same where a person asks.
#[tokio::test]
async fn where_no_instance_answers_nginx_shows_a_page() {
    let nobody = || "127.0.0.1:1".to_owned();
    let nginx = NginxServer::start(|front| shipped([front.to_string(), nobody(), nobody(), nobody()]));
    let english = ("accept-language", "en");
    for (method, path, headers, language) in [
        (Method::GET, "/ko/matches/1", &[english][..], Language::Ko),
        (Method::GET, "/en/matches/1?a=b", &[], Language::En),
        (Method::GET, "/en", &[("cookie", "jari_language=ko")], Language::En),
        (Method::GET, "/", &[english], Language::En),
        (Method::GET, "/", &[english, ("cookie", "jari_language=ko")], Language::Ko),
        (Method::GET, "/england", &[], Language::Ko),
        (Method::POST, "/fn/hold_seat", &[], Language::Ko),
        (Method::POST, "/fn/release_seat", &[english], Language::En),
    ] {
        let accept = [("accept", "text/html,application/xhtml+xml,*/*;q=0.8")];
        let headers: Vec<_> = accept.iter().chain(headers).copied().collect();
        let answer = visitor(&nginx).send(method, path, &headers, "").await;
        let (title, hint) = text::unavailable(language);
        let said = format!("<h1>{title}</h1><p>{hint}</p>");
        assert_eq!(answer.status, 503, "{path}");
        assert_eq!(answer.headers["content-type"], "text/html; charset=utf-8", "{path}");
        assert!(answer.text.contains(&said), "{path} {headers:?}: {}", answer.text);
        assert!(answer.text.contains(&format!("<html lang=\"{language}\">")), "{path}: {}", answer.text);
    }
    // A program is told as by the API.
    for path in ["/fn/release_seat", "/fn/load_match", "/en"] {
        let answer = visitor(&nginx).send(Method::POST, path, &[], "").await;
        assert_eq!(answer.status, 503, "{path}");
        assert!(answer.text.contains("STORE_UNAVAILABLE"), "{path}: {}", answer.text);
    }
}

/// The settings that we ship, before two instances and an address where there is none. When one instance dies its viewers
/// go on at the other, from where they were.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_instance_dies_behind_the_settings_that_we_ship() {
    let mut ground = Ground::sqlite();
    ground.config.database.timeout_ms = 20_000;
    let fixture = Fixture::open(ground.config.clone()).await;
    let settings = [("JARI_POLL_INTERVAL_MS", "50"), ("JARI_DATABASE_TIMEOUT_MS", "20000")];
    let [mut dying, other] = [0, 1].map(|_| Instance::start_with(&ground, &settings));
    let nginx = NginxServer::start(|front| {
        let nobody = "127.0.0.1:1".to_owned();
        shipped([front.to_string(), dying.address().to_string(), other.address().to_string(), nobody])
    });
    let block = format!("/api/matches/{}/blocks/{}/seats", fixture.match_id, fixture.block(0));
    let stream = format!("{block}/stream");
    let mut buyers = Vec::new();
    for _ in 0..6 {
        buyers.push(Buyer::connect(visitor(&nginx), &stream).await);
    }
    let ann = visitor(&nginx);
    ann.get("/api/matches").await;
    let hold = async |seat| assert_eq!(ann.hold(fixture.match_id, fixture.seat(0, seat)).await.status, 201);
    for seat in 0..10 {
        hold(seat).await;
    }
    for buyer in &mut buyers {
        buyer.until(10).await;
    }
    dying.kill();
    for seat in 10..20 {
        hold(seat).await;
    }
    for buyer in &mut buyers {
        buyer.until(20).await;
    }
    let truth = Seen::of_store(&other.visitor(), &block).await;
    assert!(buyers.iter().all(|buyer| buyer.seen == truth));
    // nginx sends each new stream to where there are fewer.
    let moved = buyers.iter().filter(|buyer| buyer.ended > 0).count();
    assert!((1..buyers.len()).contains(&moved), "{moved} were with the one that died");
}
