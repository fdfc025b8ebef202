//! When the viewer comes back to the page from another tab or window.

/// Does something each time, until the page is left.
pub fn on_return(act: impl Fn() + 'static) {
    #[cfg(feature = "hydrate")]
    {
        use leptos::prelude::*;
        let act = std::rc::Rc::new(act);
        Effect::new(move |_| {
            let act = std::rc::Rc::clone(&act);
            let listening = window_event_listener_untyped("visibilitychange", move |_| {
                if !document().hidden() {
                    act();
                }
            });
            on_cleanup(move || listening.remove());
        });
    }
    #[cfg(not(feature = "hydrate"))]
    drop(act);
}
