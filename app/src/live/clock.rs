//! Two clocks, neither of which a person can set: one that only ever goes on, for waiting, and the server's time, as far
//! as the browser can tell it, for holds that end by themselves.

use crate::domain::UnixMillis;
use leptos::prelude::*;

/// The server's time, which goes on by the second once the browser has taken the page over.
#[derive(Clone, Copy)]
pub struct ServerClock {
    now: RwSignal<UnixMillis>,
}

impl ServerClock {
    /// A clock for a page that was read at `read_at` by the server's time.
    pub fn new(read_at: UnixMillis) -> Self {
        let now = RwSignal::new(read_at);
        browser::keep(now, read_at);
        Self { now }
    }

    /// What time it is.
    pub fn now(&self) -> UnixMillis {
        self.now.get()
    }
}

#[cfg(feature = "hydrate")]
pub(super) use browser::monotonic;

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use std::time::Duration;

    /// Milliseconds of a clock that only ever goes on, whatever the device's clock is set to. It begins with what the
    /// device's clock said when the page began, so that what two tabs of a browser read can be compared, roughly. It
    /// may stand still while the device sleeps.
    pub(in crate::live) fn monotonic() -> f64 {
        let performance = window().performance();
        performance.map_or_else(js_sys::Date::now, |clock| clock.time_origin() + clock.now())
    }

    /// Moves `now` on by the monotonic clock. Only the difference of the two clocks is taken from the page.
    pub(super) fn keep(now: RwSignal<UnixMillis>, read_at: UnixMillis) {
        let ahead = began_at() - read_at.0 as f64;
        Effect::new(move |_| {
            let show = move || {
                let _ = now.try_set(UnixMillis((monotonic() - ahead) as i64));
            };
            if let Ok(ticking) = set_interval_with_handle(show, Duration::from_secs(1)) {
                on_cleanup(move || ticking.clear());
            }
        });
    }

    /// When, by the monotonic clock, the page was asked for. A page that the server rendered may have been minutes
    /// on its way; to count from when it was asked for makes a hold seem to end early rather than late.
    fn began_at() -> f64 {
        let rendered_by_server =
            Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        let performance = window().performance().filter(|_| rendered_by_server);
        performance.map_or_else(monotonic, |performance| performance.time_origin())
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    /// On the server a page shows the moment that it was read at.
    pub(super) const fn keep(_now: RwSignal<UnixMillis>, _read_at: UnixMillis) {}
}
