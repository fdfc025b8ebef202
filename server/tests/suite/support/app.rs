//! The real server on a port of its own, and those who visit it.

use super::{Events, Fixture, Ground, ManualClock, faulty::FaultyStore};
use jari_core::{
    domain::{BlockId, MatchId, SeatId},
    ports::Clock,
};
use reqwest::{Client, Method, StatusCode, header::HeaderMap};
use serde_json::Value;
use server::{
    backend::Backend,
    config::Config,
    gateways::{OpenGateways, sandbox_webhooks},
    http::{Tls, session_keys},
    mail::Mailer,
    run::{Parts, run},
    site::Site,
    venue::VenueImport,
    webhook::Webhook,
};
use std::{net::SocketAddr, sync::Arc, time::Duration};
use tokio::{net::TcpListener, sync::OnceCell, task::JoinHandle, time::timeout};
use tokio_util::sync::CancellationToken;

/// A running server over real stores.
pub(crate) struct TestApp {
    pub(crate) fixture: Fixture,
    pub(crate) clock: Arc<ManualClock>,
    pub(crate) config: Config,
    pub(crate) address: SocketAddr,
    pub(crate) metrics_address: SocketAddr,
    shutdown: CancellationToken,
    served: JoinHandle<()>,
    /// What it stands on, if that is its own.
    pub(crate) ground: Option<Ground>,
}

impl TestApp {
    /// A server with the default settings over a database file, but that it polls every 50 ms.
    pub(crate) async fn start() -> Self {
        Self::start_with(|_| {}, |store| store).await
    }

    /// A server with other settings, or over a store that is put before the real one.
    pub(crate) async fn start_with(
        configure: impl FnOnce(&mut Config),
        wrap: impl FnOnce(Backend) -> Backend,
    ) -> Self {
        let mut ground = Ground::sqlite();
        configure(&mut ground.config);
        let fixture = Fixture::open(ground.config.clone()).await;
        Self { ground: Some(ground), ..Self::serve(fixture, wrap).await }
    }

    /// A server over stores that the test has chosen.
    pub(crate) async fn start_on(ground: Ground) -> Self {
        let fixture = Fixture::open(ground.config.clone()).await;
        Self { ground: Some(ground), ..Self::serve(fixture, |store| store).await }
    }

    /// The same with a match in another venue.
    pub(crate) async fn start_in(ground: Ground, venue: &VenueImport) -> Self {
        let fixture = Fixture::open_with(ground.config.clone(), venue).await;
        Self { ground: Some(ground), ..Self::serve(fixture, |store| store).await }
    }

    /// A server with this site, and other settings.
    pub(crate) async fn start_with_site(site: Site, configure: impl FnOnce(&mut Config)) -> Self {
        let mut ground = Ground::sqlite();
        configure(&mut ground.config);
        let fixture = Fixture::open(ground.config.clone()).await;
        Self { ground: Some(ground), ..Self::serve_site(fixture, |store| store, site).await }
    }

    /// A server over stores that are open already.
    pub(crate) async fn serve(fixture: Fixture, wrap: impl FnOnce(Backend) -> Backend) -> Self {
        Self::serve_site(fixture, wrap, Site::none()).await
    }

    async fn serve_site(fixture: Fixture, wrap: impl FnOnce(Backend) -> Backend, site: Site) -> Self {
        let (config, clock) = (fixture.config.clone(), Arc::clone(&fixture.clock));
        let metrics = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let metrics_address = metrics.local_addr().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (keys, tls) = (session_keys(&config).unwrap(), Tls::open(&config.tls).unwrap());
        let mut deliver: Vec<_> = Webhook::open(&config.webhook).unwrap().into_iter().collect();
        deliver.extend(Mailer::open(&config, &fixture.store, &keys).unwrap());
        // Whoever tells looks for what is due each second, so it is there only where somebody is told.
        let is_played = fixture.gateways.as_ref().is_some_and(|all| all.get("sandbox").is_some());
        if config.gateway.sandbox_url.is_some() || is_played {
            deliver.extend(sandbox_webhooks(&config.gateway, &keys, address, tls.is_some()).unwrap());
        }
        let (charges, time) = (Arc::clone(&fixture.db.sandbox), Arc::clone(&clock) as Arc<dyn Clock>);
        let OpenGateways { gateways, sandbox } =
            OpenGateways::open(&config.gateway, charges, time, &keys).unwrap();
        let parts = Parts {
            backend: wrap(fixture.store.clone()),
            clock: Arc::clone(&clock) as Arc<dyn Clock>,
            session_keys: keys,
            site,
            metrics: Some(metrics),
            gateways: fixture.gateways.clone().unwrap_or(gateways),
            deliver,
            sandbox,
            tls,
        };
        let shutdown = CancellationToken::new();
        let served = tokio::spawn({
            let (config, shutdown) = (config.clone(), shutdown.clone());
            async move { run(&config, parts, listener, shutdown).await.unwrap() }
        });
        Self { fixture, clock, config, address, metrics_address, shutdown, served, ground: None }
    }

    /// A server whose reading of allocations can be switched off, and counted.
    pub(crate) async fn start_faulty(configure: impl FnOnce(&mut Config)) -> (Self, Arc<FaultyStore>) {
        let mut faulty = None;
        let app = Self::start_with(configure, |store| {
            let wrapped = Arc::new(FaultyStore::new(store.status));
            faulty = Some(Arc::clone(&wrapped));
            Backend { status: wrapped, ..store }
        })
        .await;
        (app, faulty.unwrap())
    }

    /// Somebody with a session of their own.
    pub(crate) fn visitor(&self) -> Visitor {
        Visitor::new(format!("http://{}", self.address))
    }

    /// The whole address of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The path of a match's route.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/matches/{}{rest}", self.fixture.match_id)
    }

    /// The path of the page of the block at that place.
    pub(crate) fn page(&self, block: usize) -> String {
        format!("/ko/matches/{}/blocks/{}", self.fixture.match_id, self.fixture.block(block))
    }

    /// The path of the stream of the block at that place.
    pub(crate) fn stream_path(&self, block: usize) -> String {
        self.path(&format!("/blocks/{}/seats/stream", self.fixture.block(block)))
    }

    /// Tells the server to stop.
    pub(crate) fn tell_to_stop(&self) {
        self.shutdown.cancel();
    }

    /// Tells the server to stop, and waits until it has.
    pub(crate) async fn stop(self) {
        self.shutdown.cancel();
        timeout(Duration::from_secs(5), self.served).await.expect("a bounded shutdown").unwrap();
    }
}

/// A client that keeps its cookies.
#[derive(Clone)]
pub(crate) struct Visitor {
    pub(crate) client: Client,
    pub(crate) base: String,
    /// Set when an answer has brought its session.
    session: Arc<OnceCell<()>>,
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {:?}", self.text))
    }

    /// The status and the code of an error.
    pub(crate) fn code(&self) -> (u16, String) {
        (self.status.as_u16(), self.json()["code"].as_str().unwrap_or_default().to_owned())
    }
}

impl Visitor {
    /// Somebody with a session of their own.
    pub(crate) fn new(base: String) -> Self {
        Self::with(Client::builder().cookie_store(true).no_proxy().build().unwrap(), base)
    }

    /// Somebody with that client.
    pub(crate) fn with(client: Client, base: String) -> Self {
        Self { client, base, session: Arc::default() }
    }

    /// Takes a session, as whoever wants to change something must have come with one.
    pub(crate) async fn take_session(&self) {
        let ask = || async { self.client.get(format!("{}/api/matches", self.base)).send().await.map(drop) };
        // Who is not answered finds that out by what it came for.
        let _ = self.session.get_or_try_init(ask).await;
    }

    pub(crate) async fn send(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Answer {
        if method == Method::POST {
            self.take_session().await;
        }
        let mut request = self.client.request(method, format!("{}{path}", self.base)).body(body.to_owned());
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        Answer {
            status: response.status(),
            headers: response.headers().clone(),
            text: response.text().await.unwrap(),
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, &[], "").await
    }

    pub(crate) async fn post(&self, path: &str) -> Answer {
        self.send(Method::POST, path, &[], "").await
    }

    /// The list of matches, asked for with that cookie, as it was set or as it is sent.
    pub(crate) async fn get_with(&self, cookie: &str) -> Answer {
        let cookie = cookie.split(';').next().unwrap_or_default();
        self.send(Method::GET, "/api/matches", &[("cookie", cookie)], "").await
    }

    /// The same for something that is sent.
    pub(crate) async fn post_with(&self, path: &str, cookies: &str, body: &str) -> Answer {
        let cookies = cookies.split("; Path").next().unwrap_or_default();
        self.send(Method::POST, path, &[("cookie", cookies), ("content-type", "application/json")], body)
            .await
    }

    pub(crate) async fn hold(&self, match_id: MatchId, seat: SeatId) -> Answer {
        self.post(&format!("/api/matches/{match_id}/allocation/seats/{seat}/hold")).await
    }

    pub(crate) async fn release(&self, match_id: MatchId, seat: SeatId) -> Answer {
        self.post(&format!("/api/matches/{match_id}/allocation/seats/{seat}/release")).await
    }

    pub(crate) async fn complete(&self, match_id: MatchId, seats: &[SeatId]) -> Answer {
        let body = serde_json::json!({ "seatIds": seats }).to_string();
        let path = format!("/api/matches/{match_id}/allocation/seats/complete");
        self.send(Method::POST, &path, &[("content-type", "application/json")], &body).await
    }

    /// A block's seats and states by the snapshot route.
    pub(crate) async fn seats(&self, match_id: MatchId, block: BlockId) -> Value {
        self.get(&format!("/api/matches/{match_id}/blocks/{block}/seats")).await.json()["data"]["seats"]
            .clone()
    }

    /// Opens a stream.
    pub(crate) async fn follow(&self, path: &str, headers: &[(&str, &str)]) -> Events {
        let mut request = self.client.get(format!("{}{path}", self.base));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let response = request.send().await.unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Events::new(response)
    }
}
