use super::Zoom;
use crate::{
    components::map_button::{CORNERS, LARGER, SMALLER, map_button},
    erase::Erase,
    language::language,
    text::words,
};
use leptos::prelude::*;

/// The buttons that make the map larger and smaller. They work with JavaScript alone, and are shown only then.
#[component]
pub fn ZoomButtons(
    /// How large the map is drawn.
    zoom: Zoom,
) -> impl IntoView {
    let language = language();
    let works = RwSignal::new(false);
    Effect::new(move |_| works.set(true));
    let (is_fit, is_most) = (
        Signal::derive(move || zoom.is_fit() || !works.get()),
        Signal::derive(move || zoom.is_most() || !works.get()),
    );
    view! {
        <div class="zoom" role="group" aria-label=words!(language, seats.zoom)>
            {map_button(words!(language, seats.zoom_fit), CORNERS, is_fit, move || zoom.fit())}
            {map_button(words!(language, seats.zoom_out), SMALLER, is_fit, move || zoom.smaller())}
            {map_button(words!(language, seats.zoom_in), LARGER, is_most, move || zoom.larger())}
        </div>
    }
    .erase()
}
