use crate::{
    erase::Erase,
    language::language,
    surface::{Go, Surface},
    text::words,
};
use leptos::prelude::*;

const SMALLER: &str = "M4 10h12";
const LARGER: &str = "M4 10h12M10 4v12";
const CORNERS: &str = "M3 7.5V3h4.5M12.5 3H17v4.5M17 12.5V17h-4.5M7.5 17H3v-4.5";

/// The buttons that lead nearer, farther, and to the whole venue. They are there once the map moves.
#[component]
pub fn MoveButtons(
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let language = language();
    let button = move |name: &'static str, path: &'static str, is_over: RwSignal<bool>, to: Go| {
        view! {
            <button
                class="zoom-button"
                type="button"
                aria-label=name
                title=name
                disabled=move || is_over.get()
                on:click=move |_| surface.go(to)
            >
                <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=path/></svg>
            </button>
        }
    };
    let buttons = move || {
        surface.is_live.get().then(|| {
            view! {
                <div class="zoom surface-buttons" role="group" aria-label=words!(language, seats.zoom)>
                    {button(words!(language, seats.zoom_in), LARGER, surface.is_nearest, Go::Nearer)}
                    {button(words!(language, seats.zoom_out), SMALLER, surface.is_whole, Go::Farther)}
                    {button(words!(language, matches.surface.whole), CORNERS, surface.is_whole, Go::Whole)}
                </div>
            }
        })
    };
    buttons.erase()
}
