//! One frame after another: what has changed is taken in, what moves moves, and what is seen is painted.

use super::{Engine, Motion};
use crate::{live::monotonic, surface::Surface};
use jari_core::{domain::BlockId, surface::Detail};
use leptos::prelude::*;

/// Whoever has not moved for so long has arrived.
const SETTLED_MILLIS: f64 = 140.0;
/// What is looked for is counted no more often than this.
const COUNTED_MILLIS: f64 = 400.0;

impl Surface {
    /// Draws a frame soon.
    pub(in crate::surface) fn request_frame(self) {
        if self.is_due.try_update_value(|is_due| std::mem::replace(is_due, true)) == Some(false) {
            request_animation_frame(move || {
                let _ = self.is_due.try_set_value(false);
                let Some(drawn) = self.with_engine(Engine::draw_frame) else { return };
                if let Some(middle) = drawn.settled {
                    self.follow_view(middle);
                }
                if drawn.goes_on {
                    self.request_frame();
                }
            });
        }
    }

    /// Does something with the engine, if it is there. Nothing that is done so may do so again.
    pub(in crate::surface) fn with_engine<T>(self, act: impl FnOnce(&mut Engine) -> T) -> Option<T> {
        self.engine.try_update_value(|engine| engine.as_mut().map(act)).flatten()
    }
}

/// What came of a frame.
struct Drawn {
    /// Whether another one is to follow.
    goes_on: bool,
    /// The map has just come to rest, with this block in its middle.
    settled: Option<Option<BlockId>>,
}

impl Engine {
    fn draw_frame(&mut self) -> Drawn {
        let now = monotonic();
        self.take_in_changes();
        self.count(now);
        self.move_on(now);
        if self.shown != Some(self.camera) {
            self.shown = Some(self.camera);
            self.moved_at = now;
            self.is_still = false;
            self.ground.show(&self.window, self.camera, Detail::of(self.pitch()));
            self.tell_bounds();
        }
        let is_moving = !matches!(self.motion, Motion::None) || self.gestures.is_dragging();
        let is_settling = now - self.moved_at < SETTLED_MILLIS;
        let is_whole = self.paint(is_moving || is_settling);
        let settles = !is_moving && !is_settling && !self.is_still;
        let settled = settles.then(|| {
            self.is_still = true;
            self.settle()
        });
        let waits = self.is_uncounted && self.marks.are_on();
        Drawn { goes_on: !matches!(self.motion, Motion::None) || is_settling || !is_whole || waits, settled }
    }

    /// Counts now and then what of each block is looked for.
    fn count(&mut self, now: f64) {
        if (self.is_uncounted || self.counted_at == f64::NEG_INFINITY)
            && now - self.counted_at > COUNTED_MILLIS
        {
            (self.counted_at, self.is_uncounted) = (now, false);
            let left = self.surface.board.with(|venue| self.marks.left(venue)).flatten();
            self.surface.counts.find(left);
        }
    }

    fn take_in_changes(&mut self) {
        let changed = self.surface.board.take_changed();
        if changed.is_empty() {
            return;
        }
        self.is_uncounted = true;
        self.surface.board.changes.update(|changes| *changes = changes.wrapping_add(1));
        self.surface.board.with(|venue| {
            for place in &changed {
                self.painter.change(*place);
                self.marks.changed(*place, venue, self.surface.board, |other| self.painter.change(other));
            }
        });
        self.surface.update_grid(&changed, |place| self.marks.fits(place));
        if self.surface.pointed.get_untracked().is_some_and(|pointed| changed.contains(&pointed)) {
            self.surface.board.moved.update(|moved| *moved = moved.wrapping_add(1));
        }
    }

    fn move_on(&mut self, now: f64) {
        match &mut self.motion {
            Motion::None => {}
            Motion::Flight(flight) => {
                let (camera, is_over) = flight.at(now);
                self.camera = camera;
                if is_over {
                    self.motion = Motion::None;
                }
            }
            Motion::Glide(glide) => match glide.step(now) {
                Some((dx, dy)) => {
                    let before = self.camera;
                    self.camera = self.window.dragged(before, dx, dy);
                    // At the edge it stands.
                    if self.camera == before && (dx, dy) != (0.0, 0.0) {
                        self.motion = Motion::None;
                    }
                }
                None => self.motion = Motion::None,
            },
        }
    }

    fn tell_bounds(&self) {
        let tell = |signal: RwSignal<bool>, is: bool| {
            if signal.get_untracked() != is {
                signal.set(is);
            }
        };
        tell(self.surface.is_whole, self.window.is_whole(self.camera));
        tell(self.surface.is_nearest, self.window.is_nearest(self.camera));
    }
}
