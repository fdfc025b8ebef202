//! Waiting at the start for a store that is late.

use crate::config::StartupConfig;
use jari_core::failures::Chain;
use std::{error::Error, time::Duration};
use tokio::time::{Instant, sleep};

/// How long to wait before trying again.
const RETRY: Duration = Duration::from_millis(500);

/// Opens something, again and again as long as it is only late and there is time left to wait for it. Says once that it
/// waits.
///
/// # Errors
/// The last error, or the first one that waiting does not mend.
pub async fn wait_for<T, E, F>(
    what: &str,
    startup: StartupConfig,
    is_late: impl Fn(&E) -> bool,
    open: impl Fn() -> F,
) -> Result<T, E>
where
    E: Error,
    F: Future<Output = Result<T, E>>,
{
    let end = Instant::now() + startup.wait();
    let mut told = false;
    loop {
        match open().await {
            Err(error) if is_late(&error) && Instant::now() + RETRY < end => {
                if !told {
                    tracing::warn!(error = %Chain(&error), "waiting for {what}, at most {} s", startup.wait().as_secs());
                    told = true;
                }
                sleep(RETRY).await;
            }
            other => return other,
        }
    }
}
