//! Two clocks, neither of which a person can set: one that only ever goes on, for waiting, and the server's time, as far
//! as the browser can tell it, for holds that end by themselves.

mod estimate;

use crate::page_data::ReadAt;
use estimate::Estimate;
use jari_core::domain::UnixMillis;
use leptos::prelude::*;

pub(crate) use browser::monotonic;

/// The server's time, which goes on by the second once the browser has taken the page over and knows it.
#[derive(Clone, Copy)]
pub struct ServerClock {
    now: RwSignal<UnixMillis>,
    /// None as long as no answer has told the time.
    estimate: StoredValue<Option<Estimate>>,
}

impl ServerClock {
    /// A clock for a page. What is for everybody may have been rendered at any time before it was asked for: then it shows what
    /// the page shows, until it knows the time by what the answer's head or another answer tells.
    pub fn new(read_at: ReadAt) -> Self {
        let told = match read_at {
            ReadAt::Moment(at) => Some(at),
            ReadAt::Since(_) => browser::told_with_page(),
        };
        let estimate = told.map(|at| Estimate::of(browser::page_asked_at(), monotonic(), at));
        let clock = Self { now: RwSignal::new(read_at.shown()), estimate: StoredValue::new(estimate) };
        browser::keep_showing(clock);
        clock
    }

    /// What time it is, to the second.
    pub fn now(&self) -> UnixMillis {
        self.now.get()
    }

    /// What time it is at this moment; none as long as nobody has told, and once the page is gone.
    pub(super) fn read(&self) -> Option<UnixMillis> {
        self.estimate.try_get_value().flatten().map(|estimate| estimate.at(monotonic()))
    }

    /// Whether it knows the time.
    pub(super) fn is_set(&self) -> bool {
        self.estimate.try_with_value(Option::is_some) == Some(true)
    }

    /// An answer that was asked for at a moment of the monotonic clock has just come, and was read at `read_at` by the
    /// server's time.
    pub(super) fn learn(&self, asked: f64, read_at: UnixMillis) {
        let answer = Estimate::of(asked, monotonic(), read_at);
        let _ = self.estimate.try_update_value(|estimate| {
            *estimate = Some(estimate.map_or(answer, |known| known.narrowed(answer)));
        });
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
    use js_sys::{Function, Reflect};
    use std::time::Duration;
    use wasm_bindgen::{JsCast, JsValue};

    /// Milliseconds of a clock that only ever goes on, whatever the device's clock is set to. It begins with what the
    /// device's clock said when the page began, so that what two tabs of a browser read can be compared, roughly. It
    /// may stand still while the device sleeps.
    pub(crate) fn monotonic() -> f64 {
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

    /// The server's time in the head of the answer that brought the page, as the page's own script finds it (`document/start.js`).
    pub(super) fn told_with_page() -> Option<UnixMillis> {
        let told = Reflect::get(&window(), &"jariTold".into()).ok()?;
        let millis = told.dyn_into::<Function>().ok()?.call0(&JsValue::NULL).ok()?.as_f64()?;
        Some(UnixMillis(millis as i64))
    }

    /// Moves what the clock shows on, as long as the page is open.
    pub(super) fn keep_showing(clock: ServerClock) {
        Effect::new(move |_| {
            clock.show();
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

    pub(crate) const fn monotonic() -> f64 {
        0.0
    }

    pub(super) const fn page_asked_at() -> f64 {
        0.0
    }

    pub(super) const fn told_with_page() -> Option<UnixMillis> {
        None
    }

    pub(super) const fn keep_showing(_clock: ServerClock) {}
}
