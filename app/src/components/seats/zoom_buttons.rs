use crate::{domain::seat_layout::PITCH, erase::Erase, text::seats};
use leptos::prelude::*;

/// How many pixels neighbouring seats are apart, by level. The second fits a finger.
const PIXELS_PER_SEAT: [f64; 5] = [20.0, 30.0, 40.0, 52.0, 68.0];

/// How large the seat map is drawn.
#[derive(Clone, Copy)]
pub struct Zoom {
    level: RwSignal<usize>,
}

impl Default for Zoom {
    fn default() -> Self {
        Self { level: RwSignal::new(Self::START) }
    }
}

impl Zoom {
    /// Where a page begins. Only here a map that is wider than a large screen's page is made to fit.
    const START: usize = 1;

    /// How wide a drawing of so many units is, in pixels.
    pub fn pixels(&self, width: f64) -> f64 {
        let per_seat = PIXELS_PER_SEAT.get(self.level.get()).copied().unwrap_or(PITCH);
        (width * per_seat / PITCH).round()
    }

    /// Whether the map may be made smaller than its level says, to fit the page.
    pub fn may_fit(&self) -> bool {
        self.level.get() <= Self::START
    }

    fn is_least(&self) -> bool {
        self.level.get() == 0
    }

    fn is_most(&self) -> bool {
        self.level.get() + 1 >= PIXELS_PER_SEAT.len()
    }

    fn step(&self, by: isize) {
        let last = PIXELS_PER_SEAT.len() - 1;
        self.level.update(|level| *level = level.saturating_add_signed(by).min(last));
    }
}

/// The buttons that make the map larger and smaller. They work with JavaScript alone, and are shown only then.
#[component]
pub fn ZoomButtons(
    /// How large the map is drawn.
    zoom: Zoom,
) -> impl IntoView {
    let works = RwSignal::new(false);
    Effect::new(move |_| works.set(true));
    view! {
        <div class="zoom" role="group" aria-label=seats::ZOOM hidden=move || !works.get()>
            <button
                class="zoom-button"
                type="button"
                aria-label=seats::ZOOM_OUT
                disabled=move || zoom.is_least()
                on:click=move |_| zoom.step(-1)
            >
                <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 10h12"/></svg>
            </button>
            <button
                class="zoom-button"
                type="button"
                aria-label=seats::ZOOM_IN
                disabled=move || zoom.is_most()
                on:click=move |_| zoom.step(1)
            >
                <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true"><path d="M4 10h12M10 4v12"/></svg>
            </button>
        </div>
    }
    .erase()
}
