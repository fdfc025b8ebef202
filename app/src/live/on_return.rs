//! When the viewer comes back to the page: from another tab or window, or to a device that slept.

/// Does something each time, until the page is left.
pub fn on_return(act: impl Fn() + 'static) {
    #[cfg(feature = "hydrate")]
    browser::on_return(std::rc::Rc::new(act));
    #[cfg(not(feature = "hydrate"))]
    drop(act);
}

#[cfg(feature = "hydrate")]
mod browser {
    use crate::live::clock::monotonic;
    use leptos::prelude::*;
    use std::{cell::Cell, rc::Rc, time::Duration};

    /// If the device's clock went on by so much more or less than the monotonic clock, the device has slept, or its clock
    /// was set.
    const JUMP_MILLIS: f64 = 2_000.0;

    pub(super) fn on_return(act: Rc<dyn Fn()>) {
        Effect::new(move |_| {
            let seen = Rc::clone(&act);
            let listening = window_event_listener_untyped("visibilitychange", move |_| {
                if !document().hidden() {
                    seen();
                }
            });
            on_cleanup(move || listening.remove());
            let (awake, known) = (Rc::clone(&act), Cell::new(ahead()));
            let look = move || {
                let ahead = ahead();
                if (ahead - known.replace(ahead)).abs() >= JUMP_MILLIS {
                    awake();
                }
            };
            if let Ok(looking) = set_interval_with_handle(look, Duration::from_secs(1)) {
                on_cleanup(move || looking.clear());
            }
        });
    }

    /// How far the device's clock is ahead of the monotonic one.
    fn ahead() -> f64 {
        js_sys::Date::now() - monotonic()
    }
}
