use crate::{
    components::map_button::{CORNERS, LARGER, SMALLER, map_button},
    erase::Erase,
    language::language,
    surface::{Go, Surface},
    text::words,
};
use leptos::prelude::*;

/// The buttons that lead nearer, farther, and to the whole venue. They are there once the map moves.
#[component]
pub fn MoveButtons(
    /// The map.
    surface: Surface,
) -> impl IntoView {
    let language = language();
    let button = move |name, path, is_over: RwSignal<bool>, to: Go| {
        map_button(name, path, is_over.into(), move || surface.go(to))
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
