//! The map's seats for keys and screen readers: the block that one is at as a grid in the page, moved through by arrow keys as its
//! rows run, and on into the next block. What the keyboard is at is drawn on the canvas.

mod cells;
mod walk;
mod write;

use super::{Go, Surface, engine::Engine};
use jari_core::{domain::BlockId, surface::Detail, surface::arrows::Direction};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, FocusEvent, KeyboardEvent, MouseEvent};

/// A seat that is to be seen is at least so many pixels from the edge.
const MARGIN: f64 = 64.0;

impl Surface {
    /// Shows a block's seats in the page's grid, if they are not there, and gives the focus to one of them.
    pub(super) fn open_grid(self, block: BlockId) {
        if let Some(place) = self.fill_grid(block) {
            self.focus_cell(place);
        }
    }

    /// The same for the seat at a place of it.
    pub(super) fn open_grid_at(self, block: BlockId, place: usize) {
        if self.fill_grid(block).is_some() {
            self.focus_cell(place);
        }
    }

    /// The map has come to rest: the block in its middle is the one in the grid, unless the keyboard is in another.
    pub(super) fn follow_view(self, middle: Option<BlockId>) {
        if self.has_focus() {
            return;
        }
        match middle {
            Some(block) => drop(self.fill_grid(block)),
            None => self.empty_grid(),
        }
    }

    fn has_focus(self) -> bool {
        let active = document().active_element();
        let grid = self.grid.get_untracked();
        matches!((grid, active), (Some(grid), Some(active)) if grid.contains(Some(&active)))
    }

    /// A seat of the grid has the focus, or none any more.
    pub(super) fn grid_focus(self, event: &FocusEvent, has: bool) {
        let place = if has { place_of(event) } else { None };
        self.at_cell.set_value(place);
        if place.is_some() {
            self.pointed.set(place);
        }
        self.with_engine(|engine| engine.focus(place));
        self.request_frame();
    }

    /// A seat of the grid was clicked, as screen readers do.
    pub(super) fn grid_click(self, event: &MouseEvent) {
        if let Some(place) = place_of(event) {
            self.press(place);
        }
    }

    /// A key in the grid.
    pub(super) fn grid_key(self, event: &KeyboardEvent) {
        let Some(place) = place_of(event) else { return };
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        let to = match key.as_str() {
            "Enter" | " " => {
                self.press(place);
                None
            }
            "Escape" => return self.leave_grid(event),
            "Home" => walk::end_of_row(self.board, place, false),
            "End" => walk::end_of_row(self.board, place, true),
            key => match Direction::of_key(key) {
                Some(direction) => walk::next(self.board, place, direction),
                None => return self.key(event),
            },
        };
        event.prevent_default();
        event.stop_propagation();
        if let Some(to) = to {
            if let Some((block, _)) = self.board.block_of(to) {
                self.fill_grid(block);
            }
            self.focus_cell(to);
        }
    }

    /// Back to the venue, with the focus on the block's link.
    fn leave_grid(self, event: &KeyboardEvent) {
        event.prevent_default();
        event.stop_propagation();
        let place = place_of(event);
        let block = place.and_then(|place| self.board.block_of(place));
        if let Some((block, _)) = block
            && let Some(link) = self.with_engine(|engine| engine.link_of(block)).flatten()
        {
            let _ = link.focus();
        }
        self.go(Go::Whole);
    }
}

impl Engine {
    /// The keyboard is at a seat: it is brought into view.
    fn focus(&mut self, place: Option<usize>) {
        self.focused = place;
        if let Some(place) = place {
            if Detail::of(self.spacing * self.target().scale) < Detail::Marks {
                return self.fly_to_seat(place);
            }
            self.bring_in(place);
        }
    }

    /// Moves no more than is needed to see a seat.
    pub(super) fn bring_in(&mut self, place: usize) {
        let at = self.surface().board.with(|venue| venue.geometry.at(place)).flatten();
        let target = self.target();
        let brought = at.map(|at| self.window.brought_in(target, at, MARGIN));
        if let Some(brought) = brought.filter(|brought| *brought != target) {
            self.fly(brought);
        }
    }
}

/// The seat that an event in the grid is about.
fn place_of(event: &web_sys::Event) -> Option<usize> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[data-place]").ok()??.get_attribute("data-place")?.parse().ok()
}
