use super::Zoom;
use crate::{erase::Erase, language::language, text::words};
use leptos::prelude::*;

const SMALLER: &str = "M4 10h12";
const LARGER: &str = "M4 10h12M10 4v12";
const CORNERS: &str = "M3 7.5V3h4.5M12.5 3H17v4.5M17 12.5V17h-4.5M7.5 17H3v-4.5";

/// The buttons that make the map larger and smaller. They work with JavaScript alone, and are shown only then.
#[component]
pub fn ZoomButtons(
    /// How large the map is drawn.
    zoom: Zoom,
) -> impl IntoView {
    let language = language();
    let works = RwSignal::new(false);
    Effect::new(move |_| works.set(true));
    let button = |name: &'static str, path: &'static str, is_over: Signal<bool>, press: Callback<()>| {
        view! {
            <button
                class="zoom-button"
                type="button"
                aria-label=name
                title=name
                disabled=move || is_over.get() || !works.get()
                on:click=move |_| press.run(())
            >
                <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d=path/></svg>
            </button>
        }
    };
    let (is_fit, is_most) = (Signal::derive(move || zoom.is_fit()), Signal::derive(move || zoom.is_most()));
    view! {
        <div class="zoom" role="group" aria-label=words!(language, seats.zoom)>
            {button(words!(language, seats.zoom_fit), CORNERS, is_fit, Callback::new(move |()| zoom.fit()))}
            {button(words!(language, seats.zoom_out), SMALLER, is_fit, Callback::new(move |()| zoom.smaller()))}
            {button(words!(language, seats.zoom_in), LARGER, is_most, Callback::new(move |()| zoom.larger()))}
        </div>
    }
    .erase()
}
