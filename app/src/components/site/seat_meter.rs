use crate::{erase::Erase, language::language, text::matches};
use leptos::prelude::*;

/// How many seats are left, as words and as a bar. The bar says no more than the words, so it is hidden from screen
/// readers.
#[component]
pub fn SeatMeter(
    /// Those left.
    #[prop(into)]
    free: Signal<u32>,
    /// All.
    total: u32,
) -> impl IntoView {
    let language = language();
    // A hundred parts of the whole; a few seats of many are still to be seen.
    let width = move || match (free.get(), total) {
        (0, _) | (_, 0) => 0,
        (free, total) => (u64::from(free) * 100 / u64::from(total)).clamp(1, 100),
    };
    view! {
        <div class="seat-meter">
            <p class="seat-meter-text">{move || matches::free_of(language, free.get(), total)}</p>
            <svg class="seat-meter-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
                <rect class="seat-meter-all" width="100" height="4"/>
                <rect class="seat-meter-free" width=move || width().to_string() height="4"/>
            </svg>
        </div>
    }
    .erase()
}
