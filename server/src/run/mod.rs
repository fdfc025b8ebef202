//! Puts the parts together and serves until told to stop. `main` and the tests call the same.

mod background;
mod changes;
mod parts;

pub use parts::Parts;

use crate::{
    backend::reads::SharedStates,
    config::{Config, TrustedProxies},
    expiry,
    http::{
        self, Admission, Answers, AppState, BlockTexts, Endpoint, Lookups, OwnOrigins, Readiness, Sessions,
        Shared,
    },
    metrics::Metrics,
    orders::{Caretaker, Woken, patient},
    quota::Quota,
    redis::Chores,
    retention::{self, Retention},
    stream::{AllocationStatusService, Reactor},
    supervisor::Supervisor,
    tickets::TicketKeys,
};
use app::{DocumentSettings, server_fns::Services};
use background::{Background, tell_counts};
use changes::{OwnChanges, Watched};
use jari_core::{
    domain::OrderId,
    services::{AllocationService, BestAvailableService, OrderParts, OrderService, SeatMapService},
};
use leptos::config::LeptosOptions;
use std::{io, sync::Arc, time::Duration};
use tokio::{
    net::TcpListener,
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

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
    let Parts {
        backend,
        clock,
        session_keys,
        site,
        metrics: metrics_listener,
        tls,
        deliver,
        gateways,
        sandbox,
    } = parts;
    // By whoever runs the server, or by a part that has ended and that it cannot do without.
    let told_to_stop = shutdown.child_token();
    let shutdown = CancellationToken::new();
    let metrics = Arc::new(Metrics::default());
    // What is measured is the store, so it stands before whatever spares the store a question.
    let backend = backend.measured(&metrics.store).read_together();
    let own_changes = OwnChanges::default();
    let ticket_keys = TicketKeys::new(session_keys.ticket_seeds())
        .map_err(|_| io::Error::other("tickets cannot be signed with JARI_SECRET"))?;
    let hint = own_changes.hint(&backend.changes);
    let allocation = AllocationService::new(
        Arc::clone(&backend.catalogue),
        Arc::clone(&backend.allocations),
        Arc::clone(&hint),
        Arc::clone(&clock),
        config.allocation.policy(),
        || OrderId::from_random(rand::random()),
    )
    .with_lengthening(config.allocation.hold_max_millis())
    .with_orphan_rule(Arc::clone(&backend.status))
    .with_companion_rule(config.allocation.companions());
    let (gateways, woken) = (patient(gateways, &metrics.orders), Arc::new(Woken::default()));
    let orders = OrderService::new(OrderParts {
        catalogue: Arc::clone(&backend.catalogue),
        allocations: Arc::clone(&backend.allocations),
        orders: Arc::clone(&backend.orders),
        hint,
        clock: Arc::clone(&clock),
        gateways: gateways.clone(),
        policy: config.orders.policy(),
        companions: config.allocation.companions(),
        due: Arc::clone(&woken) as _,
        count: Arc::clone(&metrics.orders) as _,
        random: rand::random,
    });
    let services = Services {
        order_patience: config.store_patience().saturating_mul(3).saturating_add(gateways.patience()),
        orders: orders.clone(),
        tickets: Arc::clone(&backend.tickets),
        seat_map: SeatMapService::new(
            Arc::clone(&backend.catalogue),
            Arc::clone(&backend.status),
            allocation.clone(),
        ),
        best_available: BestAvailableService::new(
            Arc::clone(&backend.catalogue),
            Arc::clone(&backend.status),
            allocation.clone(),
            Arc::clone(&metrics.best_available) as _,
        ),
        allocation: allocation.clone(),
        admission: Arc::new(Admission::new(&config.rates)),
        patience: config.store_patience(),
    };
    let streams = Arc::new(AllocationStatusService::new(
        Arc::clone(&backend.status),
        Quota::new(config.stream.max_streams, config.stream.most_of_one()),
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
    let background = Background { supervisor: supervisor.clone(), shutdown: shutdown.clone() };
    let states = SharedStates::new(Arc::clone(&backend.status));
    let watched = Watched { status: backend.status, streams: Arc::clone(&streams), config: config.stream };
    own_changes.keep_up_to_date(backend.changes, watched, &background, &metrics);
    if let Some(chores) = backend.chores {
        background.keep("chores", chores, Chores::run);
    }
    background.keep("expiry", Arc::new(allocation.clone()), |allocation, shutdown| {
        expiry::run((*allocation).clone(), shutdown)
    });
    let caretaker = Caretaker::new(orders, woken, &gateways, Arc::clone(&metrics.orders));
    background.keep("orders", Arc::new(caretaker), Caretaker::run);
    let of_events =
        Retention::of_events(backend.events, Arc::clone(&clock), config.allocation.event_retention_millis());
    background.keep("event retention", Arc::new(of_events), retention::run);
    let of_buyers = Retention::of_buyers(
        Arc::clone(&backend.orders),
        Arc::clone(&clock),
        config.orders.personal_data_millis(),
    );
    background.keep("personal data retention", Arc::new(of_buyers), retention::run);
    let of_told = Retention::of_told(Arc::clone(&backend.outbox), Arc::clone(&clock));
    background.keep("outbox retention", Arc::new(of_told), retention::run);
    if let Some(sandbox) = &sandbox {
        let of_play_money = Retention::of_play_money(sandbox.charges(), Arc::clone(&clock));
        background.keep("play money retention", Arc::new(of_play_money), retention::run);
    }
    background.keep_telling(deliver, &backend.outbox, &clock, &metrics.outbox);
    let every = config.stream.heartbeat();
    background.keep("heartbeat", Arc::clone(&streams), move |streams, _| async move {
        streams.beat(every).await;
    });
    background.keep("counts of failures", Arc::new(()), |_, shutdown| tell_counts(shutdown));
    if let Some(listener) = metrics_listener {
        let endpoint = Endpoint {
            router: http::metrics_router(Arc::clone(&metrics)),
            reactor: Arc::clone(&reactor),
            patience,
            connections: Quota::new(OPERATORS, None),
            requests: Quota::new(OPERATORS, None),
            proxies: TrustedProxies::default(),
            tls: None,
            metrics: metrics.connections.clone(),
        };
        let (supervisor, shutdown) = (supervisor.clone(), shutdown.clone());
        tasks.spawn(async move {
            supervisor.need("operators' address", http::serve(listener, endpoint, shutdown)).await;
        });
    }
    if let Some(tls) = tls.clone() {
        background.keep("certificates", Arc::new(tls), |tls, shutdown| async move {
            tls.keep_renewed(shutdown).await;
        });
    }
    tasks.close();

    let secure = config.http.secure_cookies || tls.is_some();
    let state = AppState::new(Shared {
        leptos: leptos_options(config),
        document: DocumentSettings {
            origin: config.http.public_origins.first().map(Into::into),
            heartbeat_millis: config.stream.heartbeat_secs * 1_000,
            scripts: site.scripts(),
        },
        site,
        services,
        streams,
        readiness: Arc::new(readiness),
        metrics: metrics.http.clone(),
        page_metrics: metrics.pages.clone(),
        sessions: Sessions::new(session_keys, secure, clock),
        answers: Answers::new(config.connections.answers_bytes()),
        sandbox,
        body_patience: patience.body,
        ticket_keys,
        block_texts: BlockTexts::default(),
        venues: backend.venues,
        states,
        operator_token: config.operator.operator_token.as_deref().map(Arc::from),
        origins: OwnOrigins::new(config.http.public_origins.clone(), secure),
        lookups: Lookups::default(),
    });
    let endpoint = Endpoint {
        router: http::router(state),
        reactor,
        patience,
        connections: Quota::new(config.connections.most(), config.connections.most_of_one()),
        requests: Quota::new(config.connections.most_requests(), config.connections.most_requests_of_one()),
        proxies: config.connections.trusted_proxies.clone(),
        tls,
        metrics: metrics.connections.clone(),
    };
    let grace = Duration::from_secs(config.http.shutdown_secs);
    tokio::select! {
        () = supervisor.need("buyers' address", http::serve(listener, endpoint, shutdown.clone())) => {}
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
