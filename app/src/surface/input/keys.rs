//! Keys, and links that are activated by them.

use crate::{
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
        let Some(link) = link else { return };
        event.prevent_default();
        event.stop_propagation();
        let is_of_tap = self.with_engine(|engine| monotonic() - engine.tapped_at < CLICK_MILLIS);
        let block = link.get_attribute("href").and_then(|href| href.rsplit('/').next()?.parse().ok());
        if let (Some(false), Some(block)) = (is_of_tap, block) {
            self.enter(block);
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
