//! What is seen, as the page's address says it: a link opens the same, and the browser's way back leads back.

use super::{
    Go, Surface,
    engine::{Engine, is_motion_reduced},
};
use jari_core::{
    domain::{BlockId, SeatId},
    surface::{Camera, Filter, Window, address},
};
use leptos::prelude::*;
use wasm_bindgen::JsValue;
use web_sys::{ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition};

/// A screen on which the viewer's seats are a line at its foot.
const SMALL: &str = "(max-width: 59.99rem)";

/// What an address says of the map.
struct Said {
    at: Option<String>,
    block: Option<BlockId>,
    seat: Option<SeatId>,
    filter: Filter,
}

fn said() -> Said {
    let search = window().location().search().unwrap_or_default();
    let get = |name: &str| {
        let parts = search.trim_start_matches('?').split('&').filter_map(|part| part.split_once('='));
        let found = parts.filter(|(known, _)| *known == name).map(|(_, value)| value).next()?;
        Some(found.replace("%2C", ",").replace("%2c", ","))
    };
    Said {
        at: get(address::NAME),
        block: get(address::BLOCK).and_then(|block| block.parse().ok()),
        seat: get(address::SEAT).and_then(|seat| seat.parse().ok()),
        filter: Filter::read(get),
    }
}

impl Surface {
    /// Shows what the address says, and goes back where the browser does.
    pub(super) fn open_address(self) {
        self.show_said(false);
        let listening = window_event_listener_untyped("popstate", move |_| self.show_said(true));
        on_cleanup(move || listening.remove());
    }

    fn show_said(self, flies: bool) {
        let Said { at, block, seat, filter } = said();
        if self.filter.with_untracked(|known| *known != filter) {
            self.filter.set(filter);
        }
        let place = seat.and_then(|seat| self.board.place_of(seat));
        let is_there =
            |block: &BlockId| self.board.with(|venue| venue.geometry.block_of_id(*block)).flatten().is_some();
        let block = block.filter(|block| at.is_none() && place.is_none() && is_there(block));
        if let Some(block) = block {
            // As who presses its link, and then all of it is seen.
            self.open_grid(block);
        }
        self.with_engine(|engine| {
            let camera = match at.as_deref().and_then(address::read) {
                Some(extent) => engine.window.fit(extent),
                None => {
                    block.and_then(|block| engine.camera_of_block(block)).unwrap_or(engine.window.whole())
                }
            };
            if let (Some(place), None) = (place, &at) {
                engine.focused = Some(place);
                engine.jump_to_seat(place);
            } else if flies {
                engine.fly(camera);
            } else {
                engine.show(camera);
            }
        });
        if let Some(place) = place {
            self.pointed.set(Some(place));
        }
        self.request_frame();
    }

    /// The address says what is seen, without a step in the browser's history.
    pub(super) fn write_address(self, window: &Window, camera: Camera) {
        let mut query =
            address::write(window, camera).map(|at| format!("{}={at}", address::NAME)).unwrap_or_default();
        self.filter.with_untracked(|filter| filter.write(&mut query));
        self.written.set(Some(query.clone()));
        let location = leptos::prelude::window().location();
        let (Ok(path), Ok(search)) = (location.pathname(), location.search()) else { return };
        let written = if query.is_empty() { path } else { format!("{path}?{query}") };
        if search.trim_start_matches('?') != query
            && let Ok(history) = leptos::prelude::window().history()
        {
            let state = history.state().unwrap_or(JsValue::NULL);
            let _ = history.replace_state_with_url(&state, "", Some(&written));
        }
    }

    /// A step that the browser's way back undoes: what was seen until now stays behind.
    pub(super) fn remember(self) {
        let location = window().location();
        if let (Ok(href), Ok(history)) = (location.href(), window().history()) {
            let _ = history.push_state_with_url(&JsValue::NULL, "", Some(&href));
        }
    }

    /// Goes into a block by the keyboard: it is seen, and its seats have the focus.
    pub(super) fn enter(self, block: BlockId) {
        self.remember();
        self.with_engine(|engine| engine.fly_to_block(block));
        self.request_frame();
        self.open_grid(block);
    }

    /// Gives the focus to a seat of the grid, which brings it into view.
    pub fn reach(self, place: usize) {
        if let Some((block, _)) = self.board.block_of(place) {
            self.open_grid_at(block, place);
            self.bring_into_view();
        }
    }

    /// On a small screen the first seat of the viewer's brings a line at the foot of the screen: the map goes above it.
    pub(super) fn make_room(self) {
        let board = self.board;
        Effect::new(move |before: Option<bool>| {
            let has_own = board.has_own();
            if has_own && before == Some(false) {
                request_animation_frame(move || self.clear_line());
            }
            has_own
        });
    }

    /// What is seen stays where it is on the screen, so that no finger takes another seat than it means; but for the viewer's own if it
    /// would be below that line.
    fn clear_line(self) {
        let top = || Some(self.frame.try_get_untracked().flatten()?.get_bounding_client_rect().top());
        let is_small = window().match_media(SMALL).ok().flatten().is_some_and(|small| small.matches());
        let height = window().inner_height().ok().and_then(|height| height.as_f64()).unwrap_or_default();
        let Some(before) = top().filter(|top| is_small && 0.0 < *top && *top < height) else { return };
        self.scroll_to_map(ScrollBehavior::Instant);
        let moved = before - top().unwrap_or(before);
        let own = self.board.with(|venue| venue.own().next()).flatten();
        self.with_engine(|engine| {
            engine.show(engine.window.dragged(engine.target(), 0.0, moved));
            if let Some(place) = own {
                engine.bring_in(place);
            }
        });
        self.request_frame();
    }

    /// Scrolls the page no more than is needed to see the map.
    pub(super) fn bring_into_view(self) {
        let behavior = if is_motion_reduced() { ScrollBehavior::Instant } else { ScrollBehavior::Smooth };
        self.scroll_to_map(behavior);
    }

    fn scroll_to_map(self, behavior: ScrollBehavior) {
        if let Some(frame) = self.frame.try_get_untracked().flatten() {
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Nearest);
            options.set_behavior(behavior);
            frame.scroll_into_view_with_scroll_into_view_options(&options);
        }
    }
}

impl Engine {
    /// Shows a seat at once, near enough to take it.
    fn jump_to_seat(&mut self, place: usize) {
        self.go(Go::Seat(place));
        self.show(self.target());
    }

    /// The address says what is seen and looked for.
    pub(super) fn say_where(&self) {
        self.surface().write_address(&self.window, self.target());
    }
}
