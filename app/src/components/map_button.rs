//! A button that moves a map or changes how large it is drawn.

use crate::erase::{Erase, Erased};
use leptos::prelude::*;

/// What stands on it for a larger map.
pub(super) const LARGER: &str = "M4 10h12M10 4v12";
/// For a smaller one.
pub(super) const SMALLER: &str = "M4 10h12";
/// For all of it.
pub(super) const CORNERS: &str = "M3 7.5V3h4.5M12.5 3H17v4.5M17 12.5V17h-4.5M7.5 17H3v-4.5";

/// The button; `is_over` where it can do nothing more.
pub(super) fn map_button(
    name: &'static str,
    path: &'static str,
    is_over: Signal<bool>,
    press: impl Fn() + Send + 'static,
) -> Erased {
    view! {
        <button
            class="zoom-button"
            type="button"
            aria-label=name
            title=name
            disabled=move || is_over.get()
            on:click=move |_| press()
        >
            <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=path/></svg>
        </button>
    }
    .erase()
}
