//! The machine's clock.

use jari_core::{domain::UnixMillis, ports::Clock};
use std::time::{SystemTime, UNIX_EPOCH};

/// [`Clock`] by the machine's time.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> UnixMillis {
        // A clock that stands before 1970 is as good as none.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        UnixMillis(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    }
}
