//! What the browser keeps of a page: for the tab alone, or for all of them. A browser may be set to keep nothing, and then nothing is
//! kept.

/// For whom something is kept.
#[derive(Clone, Copy)]
pub(super) enum For {
    /// For this tab, as long as it is open.
    Tab,
    /// For every tab of this browser.
    Browser,
}

pub(super) use browser::{keep, kept};

#[cfg(feature = "hydrate")]
mod browser {
    use super::For;
    use js_sys::{Array, Function, Reflect};
    use leptos::prelude::window;
    use wasm_bindgen::{JsCast, JsValue};

    /// What was kept by a name.
    pub(in crate::live) fn kept(of: For, name: &str) -> Option<String> {
        call(of, "getItem", &[&name.into()])?.as_string()
    }

    /// Keeps something by a name, in place of what was kept before.
    pub(in crate::live) fn keep(of: For, name: &str, text: &str) {
        let _ = call(of, "setItem", &[&name.into(), &text.into()]);
    }

    /// A browser that keeps nothing says so by an exception.
    fn call(of: For, method: &str, arguments: &[&JsValue]) -> Option<JsValue> {
        let storage = match of {
            For::Tab => "sessionStorage",
            For::Browser => "localStorage",
        };
        let storage = Reflect::get(&window(), &storage.into()).ok()?;
        let method: Function = Reflect::get(&storage, &method.into()).ok()?.dyn_into().ok()?;
        method.apply(&storage, &arguments.iter().copied().collect::<Array>()).ok()
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use super::For;

    pub(in crate::live) const fn kept(_: For, _: &str) -> Option<String> {
        None
    }

    pub(in crate::live) const fn keep(_: For, _: &str, _: &str) {}
}
