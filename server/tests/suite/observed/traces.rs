use crate::support::{Ground, Instance, finish};
use axum::{Router, body::Bytes, extract::State, routing::post};
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};

/// What has arrived at a collector, one body after the other.
#[derive(Clone, Default)]
struct Collected(Arc<Mutex<Vec<u8>>>);

impl Collected {
    /// A collector on a port of its own.
    async fn start() -> (Self, String) {
        async fn take(State(collected): State<Collected>, body: Bytes) {
            collected.0.lock().unwrap().extend_from_slice(&body);
        }
        let collected = Self::default();
        let router = Router::new().route("/v1/traces", post(take)).with_state(collected.clone());
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async { axum::serve(listener, router).await.unwrap() });
        (collected, address)
    }

    /// Whether these bytes have arrived: texts and numbers stand as they are in a message.
    fn has(&self, bytes: &[u8]) -> bool {
        self.0.lock().unwrap().windows(bytes.len()).any(|window| window == bytes)
    }

    async fn until_it_has(&self, bytes: &[u8]) {
        let wait = async {
            while !self.has(bytes) {
                sleep(Duration::from_millis(10)).await;
            }
        };
        let all = || String::from_utf8_lossy(&self.0.lock().unwrap()).into_owned();
        timeout(Duration::from_secs(10), wait)
            .await
            .unwrap_or_else(|_| panic!("{:?} is not in {}", String::from_utf8_lossy(bytes), all()));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_its_service_and_its_store_are_spans_of_the_callers_trace() {
    let (collected, endpoint) = Collected::start().await;
    let ground = Ground::sqlite();
    Instance::load_demo(&ground);
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", endpoint).env("OTEL_BSP_SCHEDULE_DELAY", "50");
    let instance = Instance::spawn(&mut command);
    let visitor = instance.visitor();

    let trace =
        [0x0a, 0xf7, 0x65, 0x19, 0x16, 0xcd, 0x43, 0xdd, 0x84, 0x48, 0xeb, 0x21, 0x1c, 0x80, 0x31, 0x9c];
    let parent = [0xb7, 0xad, 0x6b, 0x71, 0x69, 0x20, 0x33, 0x31];
    let traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    let path = "/api/matches/1/allocation/seats/1/hold";
    let headers = [("traceparent", traceparent)];
    assert_eq!(visitor.send(reqwest::Method::POST, path, &headers, "").await.status, 201);

    collected.until_it_has(b"POST /api/matches/{match_id}/allocation/seats/{seat_id}/hold").await;
    for name in ["allocation.hold", "store.change", "service.name", "jari"] {
        collected.until_it_has(name.as_bytes()).await;
    }
    assert!(collected.has(&trace) && collected.has(&parent), "the span is the caller's child");

    // Without a caller's a request begins a trace of its own.
    visitor.get("/api/matches").await;
    collected.until_it_has(b"GET /api/matches").await;
}

/// A collector that cannot be reached costs the buyers nothing; one that cannot be meant stops the start.
#[tokio::test]
async fn a_collector_that_is_not_there() {
    let ground = Ground::sqlite();
    let mut command = Instance::command(&ground, &["--site-addr", "127.0.0.1:0"]);
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9").env("OTEL_BSP_SCHEDULE_DELAY", "10");
    let instance = Instance::spawn(&mut command);
    for _ in 0..20 {
        assert_eq!(instance.visitor().get("/api/matches").await.status, 200);
    }

    let mut command = Instance::command(&ground, &["serve"]);
    let refused = finish(command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "https://127.0.0.1:9"));
    assert!(!refused.status.success());
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("OTEL_EXPORTER_OTLP_ENDPOINT must begin with http://"), "{told}");
}
