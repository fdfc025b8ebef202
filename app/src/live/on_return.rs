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
    use crate::live::{clock::monotonic, clock_jumps::ClockJumps};
    use leptos::prelude::*;
    use std::{cell::Cell, rc::Rc, time::Duration};

    pub(super) fn on_return(act: Rc<dyn Fn()>) {
        Effect::new(move |_| {
            let seen = Rc::clone(&act);
            let listening = window_event_listener_untyped("visibilitychange", move |_| {
                if !document().hidden() {
                    seen();
                }
            });
            on_cleanup(move || listening.remove());
            let (awake, clocks) = (Rc::clone(&act), Cell::new(ClockJumps::new(wall(), monotonic())));
            let look = move || {
                let mut now = clocks.get();
                let jumped = now.jumped(wall(), monotonic());
                clocks.set(now);
                if jumped {
                    awake();
                }
            };
            if let Ok(looking) = set_interval_with_handle(look, Duration::from_secs(1)) {
                on_cleanup(move || looking.clear());
            }
        });
    }

    fn wall() -> f64 {
        js_sys::Date::now()
    }
}
