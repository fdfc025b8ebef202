//! `server serve`: until a signal ends it.

use super::{CommandError, say};
use crate::{
    backend::Backend,
    clock::SystemClock,
    config::Config,
    http::session_key,
    rdb::Database,
    run::{Parts, run},
};
use std::sync::Arc;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};
use tokio_util::sync::CancellationToken;

pub(super) async fn run_until_signal(config: &Config, db: &Database) -> Result<(), CommandError> {
    let address = config.http.site_addr;
    let listener =
        TcpListener::bind(address).await.map_err(|error| format!("cannot listen on {address}: {error}"))?;
    let address = listener.local_addr()?;
    let matches = db.catalogue.matches().await?.len();
    let backend = Backend::open(config, db, Arc::new(SystemClock)).await?;
    let parts = Parts::new(backend, session_key(config)?);

    say(format_args!("Jari is at http://{address}"));
    say(if matches == 0 {
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
