//! Which build this is, and what to do about another one.

use std::hint::black_box;

/// The name of this build: a hash of the sources of the browser's half and of the server's, made when they are compiled.
/// Halves with the same name understand each other.
///
/// The compiler must not know it, or it would dissolve into the code that compares it: it stands as a text in both halves,
/// which is how a server knows whether a wasm is its own.
pub fn build_name() -> &'static str {
    black_box(env!("JARI_BUILD"))
}

/// What comes from another build, and so cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("of another build")]
pub struct OtherBuild;

/// A server of another build has answered: in the browser the page is loaded again, unless that was done a moment ago.
pub(crate) fn met_another() {
    #[cfg(feature = "hydrate")]
    browser::renew_page();
}

#[cfg(feature = "hydrate")]
pub(crate) mod browser {
    use super::build_name;
    use crate::meta;
    use js_sys::{Function, Reflect};
    use leptos::prelude::{set_timeout, window};
    use std::time::Duration;
    use wasm_bindgen::{JsCast, JsValue};

    /// Over how long a crowd's pages are loaded again.
    const SPREAD_MILLIS: f64 = 10_000.0;

    /// Whether the page that has loaded this wasm was rendered by a server of the same build.
    pub fn is_of_the_page() -> bool {
        meta::content("jari-build").as_deref() == Some(build_name())
    }

    /// A server of another build has begun to serve the page's stream. What it says is still understood, so the page is
    /// loaded again at some moment of the next seconds: all pages learn of a rollout at the same time.
    pub(crate) fn served_by_another() {
        set_timeout(renew_page, Duration::from_millis((js_sys::Math::random() * SPREAD_MILLIS) as u64));
    }

    /// Has the page loaded again by the page's own script, `document/start.js`.
    pub(super) fn renew_page() {
        let reload = Reflect::get(&window(), &"jariReload".into()).ok();
        if let Some(reload) = reload.and_then(|reload| reload.dyn_into::<Function>().ok()) {
            let _ = reload.call0(&JsValue::NULL);
        }
    }
}
