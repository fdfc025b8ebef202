//! Which build this is, and what to do about another one.

/// The name of this build: a hash of the sources of the browser's half and of the server's, made when they are compiled.
/// Halves with the same name understand each other.
pub const BUILD: &str = env!("JARI_BUILD");

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
    use super::BUILD;
    use js_sys::{Function, Reflect};
    use leptos::prelude::{document, window};
    use wasm_bindgen::{JsCast, JsValue};

    /// Whether the page that has loaded this wasm was rendered by a server of the same build.
    pub fn is_of_the_page() -> bool {
        let named = document().query_selector("meta[name=jari-build]").ok().flatten();
        named.and_then(|meta| meta.get_attribute("content")).as_deref() == Some(BUILD)
    }

    /// Has the page loaded again by the page's own script, `document/start.js`.
    pub(super) fn renew_page() {
        let reload = Reflect::get(&window(), &"jariReload".into()).ok();
        if let Some(reload) = reload.and_then(|reload| reload.dyn_into::<Function>().ok()) {
            let _ = reload.call0(&JsValue::NULL);
        }
    }
}
