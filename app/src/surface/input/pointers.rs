//! Fingers, the mouse and its wheel.

use crate::{
    live::{Face, monotonic},
    surface::{
        Surface,
        engine::{Engine, Tapped},
    },
};
use jari_core::surface::gestures::Step;
use leptos::prelude::*;
use web_sys::{MouseEvent, PointerEvent, WheelEvent};

/// So many pixels of the wheel make everything twice as large.
const WHEEL_DOUBLES: f64 = 380.0;
/// The same of a pinch on a pad, which the browser tells as a wheel.
const PAD_DOUBLES: f64 = 70.0;

impl Surface {
    pub(super) fn pointer_down(self, event: &PointerEvent) {
        if event.button() != 0 || event.ctrl_key() || event.meta_key() || event.shift_key() {
            return;
        }
        let is_touch = event.pointer_type() != "mouse";
        let at = self.pixel_of(event);
        self.with_engine(|engine| {
            if engine.gestures.down(event.pointer_id(), at, monotonic(), is_touch) == Step::Stop {
                engine.stop();
            }
        });
    }

    pub(super) fn pointer_moved(self, event: &PointerEvent) {
        let at = self.pixel_of(event);
        let was_dragging = self.with_engine(|engine| {
            let was_dragging = engine.gestures.is_dragging();
            let step = engine.gestures.moved(event.pointer_id(), at, monotonic());
            engine.take(step);
            (was_dragging, engine.gestures.is_dragging())
        });
        match was_dragging {
            Some((was, true)) => {
                if !was && let Some(frame) = self.frame.get_untracked() {
                    let _ = frame.set_pointer_capture(event.pointer_id());
                    self.point_at(None);
                }
                self.request_frame();
            }
            _ if event.pointer_type() == "mouse" => self.point_at(Some(at)),
            _ => {}
        }
    }

    pub(super) fn pointer_up(self, event: &PointerEvent) {
        let tapped = self.with_engine(|engine| {
            let step = engine.gestures.up(event.pointer_id(), monotonic());
            if !matches!(step, Step::None) {
                engine.tapped_at = monotonic();
            }
            engine.take(step)
        });
        match tapped {
            Some(Tapped::Seat(place)) => {
                self.pointed.set(Some(place));
                self.press(place);
            }
            Some(Tapped::Block(_)) => self.remember(),
            _ => {}
        }
        self.request_frame();
    }

    /// Presses a seat, for as many as are looked for together. One that is not what is looked for cannot be pressed, but a free one
    /// beside which there is no room for so many: that leads to where there is.
    pub(in crate::surface) fn press(self, place: usize) {
        let party = self.filter.with_untracked(|filter| filter.party.max(1)) as usize;
        let has_room = || party < 2 || self.board.party_at(place, party).is_some();
        let is_free = || self.board.face(place) == Face::Available;
        if self.with_engine(|engine| engine.fits(place)).unwrap_or(true) || is_free() && !has_room() {
            self.board.press_for(place, party);
        }
    }

    /// The mouse is over a pixel of the frame, or has left it.
    pub(super) fn point_at(self, at: Option<(f64, f64)>) {
        let before = self.with_engine(|engine| engine.hovered).flatten();
        let seat = self.with_engine(|engine| engine.hover(at)).flatten();
        if before != seat {
            self.pointed.set(seat);
            if let Some(frame) = self.frame.get_untracked() {
                let _ = frame.class_list().toggle_with_force("is-over-seat", seat.is_some());
            }
            self.request_frame();
        }
    }

    pub(super) fn wheel(self, event: &WheelEvent) {
        let lines = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 16.0 } else { 1.0 };
        let doubles = if event.ctrl_key() { PAD_DOUBLES } else { WHEEL_DOUBLES };
        let factor = 2_f64.powf(-event.delta_y() * lines / doubles).clamp(0.25, 4.0);
        // What is whole already leaves the wheel to the page.
        if factor < 1.0 && !event.ctrl_key() && self.is_whole.get_untracked() {
            return;
        }
        event.prevent_default();
        let at = self.pixel_of(event);
        self.with_engine(|engine| {
            engine.stop();
            engine.show(engine.window.zoomed(engine.camera, at, factor));
        });
        self.request_frame();
    }

    /// The small map was pressed: that is in the middle now.
    pub(super) fn look_at(self, event: &PointerEvent) {
        let Some(overview) = self.overview.get_untracked() else { return };
        let edges = overview.get_bounding_client_rect();
        let at = (f64::from(event.client_x()) - edges.left(), f64::from(event.client_y()) - edges.top());
        self.with_engine(|engine| engine.look_at(at));
        self.request_frame();
    }

    fn pixel_of(self, event: &MouseEvent) -> (f64, f64) {
        let Some(frame) = self.frame.get_untracked() else { return (0.0, 0.0) };
        let edges = frame.get_bounding_client_rect();
        // Within its border.
        let (left, top) =
            (edges.left() + f64::from(frame.client_left()), edges.top() + f64::from(frame.client_top()));
        (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
    }
}

impl Engine {
    /// Does what a gesture says.
    fn take(&mut self, step: Step) -> Tapped {
        match step {
            Step::None => {}
            Step::Stop => self.stop(),
            Step::Drag { dx, dy } => self.show(self.window.dragged(self.camera, dx, dy)),
            Step::Pinch { at, dx, dy, factor } => {
                let dragged = self.window.dragged(self.camera, dx, dy);
                self.show(self.window.zoomed(dragged, at, factor));
            }
            Step::Throw { velocity } => self.throw(velocity),
            Step::Tap { at, is_second } => return self.tap(at, is_second),
        }
        Tapped::Nothing
    }
}
