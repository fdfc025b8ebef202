//! Puts the parts together and serves until told to stop. `main` and the tests call the same.

use crate::{
    backend::{Backend, ChangeSource},
    clock::SystemClock,
    config::{Config, TrustedProxies},
    expiry,
    http::{
        self, Admission, Answers, AppState, Entrance, OwnOrigins, Readiness, SessionKeys, Sessions, Shared,
        Tls,
    },
    metrics::Metrics,
    places::Places,
    redis::Chores,
    site::Site,
    stream::{
        AllocationStatusService, BothHints, Hints, NoHint, Reactor,
        sources::{Follower, PassHints, Poller},
    },
    supervisor::Supervisor,
};
use app::{DocumentSettings, server_fns::Services};
use jari_core::{
    failures::{self, COUNTED_FOR},
    ports::{ChangeHint, Clock},
    services::{AllocationService, SeatMapService},
};
use leptos::config::LeptosOptions;
use std::{
    io,
    sync::Arc,
    time::{Duration, Instant},
};
use tokio::{
    net::TcpListener,
    time::{interval, sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// What a server works with that a test may want to choose.
pub struct Parts {
    /// The store's ports.
    pub backend: Backend,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// What sessions are signed with.
    pub session_keys: SessionKeys,
    /// The files of the built site; without them pages have neither style nor life.
    pub site: Site,
    /// Where operators read what is measured; nowhere without it.
    pub metrics: Option<TcpListener>,
    /// What buyers' connections are encrypted with; they are plain without it.
    pub tls: Option<Tls>,
}

impl Parts {
    /// The parts of a real server over this back end, without a site.
    pub fn new(backend: Backend, session_keys: SessionKeys) -> Self {
        Self {
            backend,
            clock: Arc::new(SystemClock),
            session_keys,
            site: Site::none(),
            metrics: None,
            tls: None,
        }
    }
}

/// The most connections to the operators' address: a few of them read what is measured.
const OPERATORS: usize = 64;

/// Serves until `shutdown`, and a while longer if the settings say so, then ends the streams and lets other requests
/// finish, for a bounded time.
///
/// # Errors
/// An [`io::Error`] when the system does not give what streams are written with, and nothing has been served; or when a
/// part without which the server cannot go on has ended, and the server has stopped as it does at a shutdown.
pub async fn run(
    config: &Config,
    parts: Parts,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let Parts { backend, clock, session_keys, site, metrics: metrics_listener, tls } = parts;
    // By whoever runs the server, or by a part that has ended and that it cannot do without.
    let told_to_stop = shutdown.child_token();
    let shutdown = CancellationToken::new();
    let metrics = Arc::new(Metrics::default());
    // What is measured is the store, so it stands before whatever spares the store a question.
    let backend = backend.measured(&metrics.store).read_together();
    let hints = Arc::new(Hints::default());
    let for_peers = Arc::new(Hints::default());
    let hint: Arc<dyn ChangeHint> = match &backend.changes {
        ChangeSource::Poll(None) => Arc::clone(&hints) as _,
        ChangeSource::Poll(Some(_)) => Arc::new(BothHints(Arc::clone(&hints), Arc::clone(&for_peers))),
        ChangeSource::Subscription(_) => Arc::new(NoHint),
    };
    let allocation = AllocationService::new(
        Arc::clone(&backend.catalogue),
        Arc::clone(&backend.allocations),
        hint,
        Arc::clone(&clock),
        config.allocation.policy(),
    );
    let services = Services {
        seat_map: SeatMapService::new(
            Arc::clone(&backend.catalogue),
            Arc::clone(&backend.status),
            allocation.clone(),
        ),
        allocation: allocation.clone(),
        admission: Arc::new(Admission::new(&config.rates)),
        patience: config.store_patience(),
    };
    let streams = Arc::new(AllocationStatusService::new(
        Arc::clone(&backend.status),
        Places::new(config.stream.max_streams, config.stream.most_of_one()),
        Arc::clone(&metrics.streams),
        shutdown.clone(),
    ));
    let readiness = Readiness::new(&backend, told_to_stop.clone());

    let patience = config.http.patience();
    let tasks = TaskTracker::new();
    let supervisor =
        Supervisor::new(tasks.clone(), shutdown.clone(), told_to_stop.clone(), metrics.tasks.clone());
    tasks.spawn({
        let (shutdown, drain) = (shutdown.clone(), Duration::from_secs(config.http.drain_secs));
        async move {
            told_to_stop.cancelled().await;
            sleep(drain).await;
            shutdown.cancel();
        }
    });
    let reactor = Reactor::start(config.stream.threads(), patience.stall, &tasks, &shutdown, &metrics.tasks)?;
    let reactor = Arc::new(reactor);
    match backend.changes {
        ChangeSource::Poll(peers) => {
            if let Some(peers) = peers {
                let pass = PassHints {
                    peers,
                    ours: for_peers,
                    poller: Arc::clone(&hints),
                    metrics: metrics.peers.clone(),
                };
                keep(&supervisor, "peers", &shutdown, Arc::new(pass), |pass, shutdown| async move {
                    pass.run(shutdown).await;
                });
            }
            let (streams, config) = (Arc::clone(&streams), config.stream);
            let poller =
                Poller { status: backend.status, streams, hints, config, metrics: metrics.poll.clone() };
            keep(&supervisor, "poller", &shutdown, Arc::new(poller), Poller::run);
        }
        ChangeSource::Subscription(events) => {
            let follower = Follower::new(events, Arc::clone(&streams), config.stream, metrics.tasks.clone());
            keep(&supervisor, Follower::NAME, &shutdown, Arc::new(follower), Follower::run);
        }
    }
    if let Some(chores) = backend.chores {
        keep(&supervisor, "chores", &shutdown, chores, Chores::run);
    }
    keep(&supervisor, "expiry", &shutdown, Arc::new(allocation.clone()), |allocation, shutdown| {
        expiry::run((*allocation).clone(), shutdown)
    });
    let every = config.stream.heartbeat();
    keep(&supervisor, "heartbeat", &shutdown, Arc::clone(&streams), move |streams, _| async move {
        streams.beat(every).await;
    });
    keep(&supervisor, "counts of failures", &shutdown, Arc::new(()), |_, shutdown| tell_counts(shutdown));
    if let Some(listener) = metrics_listener {
        let entrance = Entrance {
            router: http::metrics_router(Arc::clone(&metrics)),
            reactor: Arc::clone(&reactor),
            patience,
            places: Places::new(OPERATORS, None),
            requests: Places::new(OPERATORS, None),
            proxies: TrustedProxies::default(),
            tls: None,
            metrics: metrics.connections.clone(),
        };
        let (supervisor, shutdown) = (supervisor.clone(), shutdown.clone());
        tasks.spawn(async move {
            supervisor.need("operators' address", http::serve(listener, entrance, shutdown)).await;
        });
    }
    if let Some(tls) = tls.clone() {
        keep(&supervisor, "certificates", &shutdown, Arc::new(tls), |tls, shutdown| async move {
            tls.keep_renewed(shutdown).await;
        });
    }
    tasks.close();

    let secure = config.http.secure_cookies || tls.is_some();
    let state = AppState::new(Shared {
        leptos: leptos_options(config),
        document: DocumentSettings {
            heartbeat_millis: config.stream.heartbeat_secs * 1_000,
            scripts: site.scripts(),
        },
        site,
        services,
        streams,
        readiness: Arc::new(readiness),
        metrics: metrics.http.clone(),
        sessions: Sessions::new(session_keys, secure, clock),
        answers: Answers::new(config.connections.answers_bytes()),
        body_patience: patience.body,
        origins: OwnOrigins::new(config.http.public_origins.clone(), secure),
    });
    let entrance = Entrance {
        router: http::router(state),
        reactor,
        patience,
        places: Places::new(config.connections.most(), config.connections.most_of_one()),
        requests: Places::new(config.connections.most_requests(), config.connections.most_requests_of_one()),
        proxies: config.connections.trusted_proxies.clone(),
        tls,
        metrics: metrics.connections.clone(),
    };
    let grace = Duration::from_secs(config.http.shutdown_secs);
    tokio::select! {
        () = supervisor.need("buyers' address", http::serve(listener, entrance, shutdown.clone())) => {}
        () = async { shutdown.cancelled().await; sleep(grace).await } => {
            tracing::warn!("some requests did not end in time and are cut off");
        }
    }
    if timeout(grace, tasks.wait()).await.is_err() {
        tracing::warn!("some tasks did not end in time");
    }
    match supervisor.failed() {
        None => Ok(()),
        Some(name) => Err(io::Error::other(format!("the server could not go on without this: {name}"))),
    }
}

/// Keeps a task that works with `parts`, again and again with the same.
fn keep<P, F>(
    supervisor: &Supervisor,
    name: &'static str,
    shutdown: &CancellationToken,
    parts: Arc<P>,
    task: impl Fn(Arc<P>, CancellationToken) -> F + Send + 'static,
) where
    P: Send + Sync + 'static,
    F: Future<Output = ()> + Send + 'static,
{
    let shutdown = shutdown.clone();
    supervisor.keep(name, move || task(Arc::clone(&parts), shutdown.clone()));
}

/// Tells from time to time how often failures came that were told once, and at the end.
async fn tell_counts(shutdown: CancellationToken) {
    let mut tick = interval(COUNTED_FOR);
    loop {
        tokio::select! {
            () = shutdown.cancelled() => return failures::tell_counts(Instant::now() + COUNTED_FOR),
            _ = tick.tick() => failures::tell_counts(Instant::now()),
        }
    }
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("jari")
        .site_root(config.http.site_root.display().to_string())
        .site_addr(config.http.site_addr)
        .env(if is_watched() { leptos::config::Env::DEV } else { leptos::config::Env::PROD })
        .build()
}

/// Whether `cargo leptos watch` has started the server, and builds it and its site anew at every change.
pub(crate) fn is_watched() -> bool {
    std::env::var_os("LEPTOS_WATCH").is_some()
}
