//! Keys, and links that are activated by them.

use crate::{
    components::venue::block_of,
    live::monotonic,
    surface::{Go, Surface},
};
use jari_core::surface::arrows::Direction;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, MouseEvent};

/// By so many pixels an arrow key moves the map.
const ARROW: f64 = 90.0;
/// A click that comes so soon after a tap is the tap's.
const CLICK_MILLIS: f64 = 700.0;

impl Surface {
    /// A link of the venue's shapes was activated: a tap has done what it means, and the keyboard leads into the block.
    pub(super) fn click(self, event: &MouseEvent) {
        if event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a").ok().flatten());
        if link.is_none() {
            return;
        }
        event.prevent_default();
        event.stop_propagation();
        let is_of_tap = self.with_engine(|engine| monotonic() - engine.tapped_at < CLICK_MILLIS);
        if let (Some(false), Some(block)) = (is_of_tap, block_of(event)) {
            self.enter(block);
        }
    }

    /// A link beside the map was activated: a block that it leads to is shown here, and its seats have the focus. While the map does
    /// not move yet, and for whoever wants another tab, it stays a link.
    pub fn follow_link(self, event: &MouseEvent) {
        let is_plain = !event.ctrl_key() && !event.meta_key() && !event.shift_key() && event.button() == 0;
        if !is_plain || !self.is_live.get_untracked() {
            return;
        }
        if let Some(block) = block_of(event) {
            event.prevent_default();
            self.enter(block);
            self.bring_into_view();
        }
    }

    /// A key that moves the map.
    pub(in crate::surface) fn key(self, event: &KeyboardEvent) {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return;
        }
        let key = event.key();
        match key.as_str() {
            "+" | "=" => self.go(Go::Nearer),
            "-" => self.go(Go::Farther),
            "0" | "Escape" => self.go(Go::Whole),
            _ => {
                let Some(direction) = Direction::of_key(&key) else { return };
                let (dx, dy) = match direction {
                    Direction::Left => (ARROW, 0.0),
                    Direction::Right => (-ARROW, 0.0),
                    Direction::Up => (0.0, ARROW),
                    Direction::Down => (0.0, -ARROW),
                };
                if self.is_whole.get_untracked() {
                    return;
                }
                self.with_engine(|engine| engine.fly(engine.window.dragged(engine.target(), dx, dy)));
                self.request_frame();
            }
        }
        event.prevent_default();
    }
}
