//! Two clocks, neither of which a person can set: one that only ever goes on, for waiting, and the server's time, as far
//! as the browser can tell it, for holds that end by themselves.

mod estimate;

use estimate::Estimate;
use jari_core::domain::UnixMillis;
use leptos::prelude::*;

pub(super) use browser::monotonic;

/// The server's time, which goes on by the second once the browser has taken the page over.
#[derive(Clone, Copy)]
pub struct ServerClock {
    now: RwSignal<UnixMillis>,
    estimate: StoredValue<Estimate>,
}

impl ServerClock {
    /// A clock for a page that was read at `read_at` by the server's time.
    pub fn new(read_at: UnixMillis) -> Self {
        let estimate = Estimate::of(browser::page_asked_at(), monotonic(), read_at);
        let clock = Self { now: RwSignal::new(read_at), estimate: StoredValue::new(estimate) };
        browser::keep_showing(clock);
        clock
    }

    /// What time it is, to the second.
    pub fn now(&self) -> UnixMillis {
        self.now.get()
    }

    /// What time it is at this moment; none once the page is gone.
    pub(super) fn read(&self) -> Option<UnixMillis> {
        self.estimate.try_get_value().map(|estimate| estimate.at(monotonic()))
    }

    /// An answer that was asked for at a moment of the monotonic clock has just come, and was read at `read_at` by the
    /// server's time.
    pub(super) fn learn(&self, asked: f64, read_at: UnixMillis) {
        let answer = Estimate::of(asked, monotonic(), read_at);
        let _ = self.estimate.try_update_value(|estimate| *estimate = estimate.narrowed(answer));
        self.show();
    }

    fn show(&self) {
        if let Some(now) = self.read() {
            let _ = self.now.try_set(now);
        }
    }
}

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

    /// When, by the monotonic clock, the page was asked for. One that the server rendered may have been minutes on its
    /// way.
    pub(super) fn page_asked_at() -> f64 {
        let rendered_by_server =
            Owner::current_shared_context().is_some_and(|shared| shared.during_hydration());
        let performance = window().performance().filter(|_| rendered_by_server);
        performance.map_or_else(monotonic, |performance| performance.time_origin())
    }

    /// Moves what the clock shows on, as long as the page is open.
    pub(super) fn keep_showing(clock: ServerClock) {
        Effect::new(move |_| {
            if let Ok(ticking) = set_interval_with_handle(move || clock.show(), Duration::from_secs(1)) {
                on_cleanup(move || ticking.clear());
            }
        });
    }
}

/// On the server a page shows the moment that it was read at, and nothing waits.
#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::*;

    pub(in crate::live) const fn monotonic() -> f64 {
        0.0
    }

    pub(super) const fn page_asked_at() -> f64 {
        0.0
    }

    pub(super) const fn keep_showing(_clock: ServerClock) {}
}
