//! `server serve`: until a signal ends it.

use super::{CommandError, say};
use crate::{
    backend::Backend,
    clock::SystemClock,
    config::{Config, Given},
    gateways::{OpenGateways, sandbox_webhooks},
    http::{Tls, session_keys},
    mail::Mailer,
    open_files,
    rdb::Database,
    run::{Parts, is_watched, run},
    site::{Site, SiteError},
    webhook::Webhook,
};
use jari_core::{domain::MatchInfo, failures};
use std::{collections::BTreeSet, io, net::SocketAddr, sync::Arc};
use tokio::{
    net::{TcpListener, TcpSocket},
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

pub(super) async fn run_until_signal(config: &Config, db: &Database, site: Site) -> Result<(), CommandError> {
    let tls = Tls::open(&config.tls)?;
    let scheme = if tls.is_some() { "https" } else { "http" };
    let listener = listen(config.http.site_addr)?;
    let address = listener.local_addr()?;
    let matches = db.catalogue.matches().await?;
    let backend = Backend::open(config, db, Arc::new(SystemClock)).await?;
    read_venues(&backend, &matches).await;
    let metrics = match config.telemetry.metrics_addr {
        Some(address) => Some(listen(address)?),
        None => None,
    };
    let metrics_at = metrics.as_ref().map(TcpListener::local_addr).transpose()?;
    let keys = session_keys(config)?;
    let OpenGateways { gateways, sandbox } =
        OpenGateways::open(&config.gateway, Arc::clone(&db.sandbox), Arc::new(SystemClock), &keys)?;
    let of_sandbox = sandbox_webhooks(&config.gateway, &keys, address, tls.is_some())?;
    let mails = Mailer::open(config, &backend, &keys)?;
    let deliver = Webhook::open(&config.webhook)?.into_iter().chain(of_sandbox).chain(mails).collect();
    let parts = Parts { site, metrics, tls, deliver, gateways, sandbox, ..Parts::new(backend, keys) };

    say(format_args!("Jari is at {scheme}://{address}"));
    if let Some(address) = metrics_at {
        say(format_args!("Its metrics are at http://{address}/metrics"));
    }
    say(if matches.is_empty() {
        "There is no match yet: `server load-demo` loads the demo, `server --help` shows how to load yours."
    } else {
        "Open it in two browsers, choose a match and a block, and take a seat: the other one sees it at once."
    });

    let shutdown = CancellationToken::new();
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let stop = shutdown.clone();
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        tracing::info!("shutting down");
        stop.cancel();
    });
    run(config, parts, listener, shutdown).await?;
    Ok(())
}

/// Looks at all that can be wrong before anything is opened, and reads the site.
pub(super) fn prepare(config: &Config, given: &Given) -> Result<Site, CommandError> {
    for warning in config.check(given, open_files::raise_limit())? {
        tracing::warn!("{warning}");
    }
    Ok(site(config)?)
}

/// The built site: read at once, but for what `cargo leptos watch` changes while the server runs.
fn site(config: &Config) -> Result<Site, SiteError> {
    if is_watched() {
        return Ok(Site::watched(config.http.site_root.clone()));
    }
    Site::open(&config.http.site_root, config.http.site_before.as_deref())
}

/// Reads the venues before anybody asks for them: they are large, and a request does not wait for long.
async fn read_venues(backend: &Backend, matches: &[MatchInfo]) {
    let venues: BTreeSet<_> = matches.iter().map(|info| info.venue_id).collect();
    for venue_id in venues {
        if let Err(error) = backend.catalogue.venue(venue_id).await {
            failures::warn("cannot read a venue before anybody asks for it", &error);
        }
    }
}

/// Connections that may wait to be accepted: a crowd comes at once. The system may set a lower bound.
const BACKLOG: u32 = 4_096;

fn listen(address: SocketAddr) -> Result<TcpListener, CommandError> {
    let listening = || {
        let socket = if address.is_ipv4() { TcpSocket::new_v4() } else { TcpSocket::new_v6() }?;
        // The port is free again as soon as the process that had it is gone.
        socket.set_reuseaddr(true)?;
        socket.bind(address)?;
        socket.listen(BACKLOG)
    };
    Ok(listening().map_err(|error: io::Error| format!("cannot listen on {address}: {error}"))?)
}
