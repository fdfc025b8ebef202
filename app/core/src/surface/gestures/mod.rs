//! What fingers and the mouse do, as steps of the camera: a machine that is told where pointers are.

mod speed;

use speed::Speed;

/// A tap moves less than this; a finger is less steady than a mouse.
const MOUSE_SLOP: f64 = 4.0;
const TOUCH_SLOP: f64 = 10.0;
/// The second of two taps follows within this time, and as near.
const DOUBLE_MILLIS: f64 = 320.0;
const DOUBLE_NEAR: f64 = 32.0;
/// Whoever holds still for so long before letting go does not throw.
const HELD_MILLIS: f64 = 80.0;

/// A pointer's number, as the browser gives it.
pub type PointerId = i32;

/// What becomes of the camera.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing.
    None,
    /// Whatever moves by itself stands still.
    Stop,
    /// The plan is dragged by so many pixels.
    Drag {
        /// To the right.
        dx: f64,
        /// Downwards.
        dy: f64,
    },
    /// Two fingers: the plan is dragged, and becomes so many times as large around what is between them.
    Pinch {
        /// What is between them, in pixels of the window.
        at: (f64, f64),
        /// To the right.
        dx: f64,
        /// Downwards.
        dy: f64,
        /// How many times as large.
        factor: f64,
    },
    /// The plan is let go in motion, so many pixels in a millisecond.
    Throw {
        /// To the right and downwards.
        velocity: (f64, f64),
    },
    /// A place was tapped.
    Tap {
        /// In pixels of the window.
        at: (f64, f64),
        /// Whether it is the second tap at that place.
        is_second: bool,
    },
}

#[derive(Clone, Copy, Debug)]
struct Pointer {
    id: PointerId,
    at: (f64, f64),
}

/// The pointers that are down, and what they have done.
#[derive(Clone, Debug, Default)]
pub struct Gestures {
    /// At most two; a third finger says nothing.
    pointers: Vec<Pointer>,
    /// Where the first came down, as long as it may become a tap.
    tap: Option<(f64, f64)>,
    slop: f64,
    speed: Speed,
    /// The tap before.
    last_tap: Option<((f64, f64), f64)>,
}

impl Gestures {
    /// Whether the plan is being dragged.
    pub fn is_dragging(&self) -> bool {
        !self.pointers.is_empty() && self.tap.is_none()
    }

    /// A pointer comes down.
    pub fn down(&mut self, id: PointerId, at: (f64, f64), now: f64, is_touch: bool) -> Step {
        if self.pointers.len() >= 2 || self.pointers.iter().any(|pointer| pointer.id == id) {
            return Step::None;
        }
        self.pointers.push(Pointer { id, at });
        self.tap = (self.pointers.len() == 1).then_some(at);
        self.slop = if is_touch { TOUCH_SLOP } else { MOUSE_SLOP };
        self.speed.begin(at, now);
        Step::Stop
    }

    /// A pointer moves.
    pub fn moved(&mut self, id: PointerId, at: (f64, f64), now: f64) -> Step {
        let Some(index) = self.pointers.iter().position(|pointer| pointer.id == id) else {
            return Step::None;
        };
        if self.tap.is_some_and(|from| apart(from, at) < self.slop) {
            return Step::None;
        }
        let other = self.pointers.iter().find(|pointer| pointer.id != id).copied();
        let Some(pointer) = self.pointers.get_mut(index) else { return Step::None };
        let before = std::mem::replace(&mut pointer.at, at);
        // The plan does not jump by what was waited for.
        let starts = self.tap.take().is_some();
        let Some(other) = other else {
            self.speed.add(at, now);
            return if starts { Step::None } else { Step::Drag { dx: at.0 - before.0, dy: at.1 - before.1 } };
        };
        let middle = |a: (f64, f64)| ((a.0 + other.at.0) / 2.0, (a.1 + other.at.1) / 2.0);
        let (from, to) = (middle(before), middle(at));
        let (was, is) = (apart(before, other.at), apart(at, other.at));
        let factor = if was > 1.0 && is > 1.0 { is / was } else { 1.0 };
        Step::Pinch { at: to, dx: to.0 - from.0, dy: to.1 - from.1, factor }
    }

    /// A pointer goes up.
    pub fn up(&mut self, id: PointerId, now: f64) -> Step {
        let Some(gone) = self.take(id) else { return Step::None };
        if let Some(rest) = self.pointers.first() {
            // The other finger goes on alone from where it is.
            self.speed.begin(rest.at, now);
            return Step::None;
        }
        if let Some(at) = self.tap.take() {
            let is_second = self
                .last_tap
                .take()
                .is_some_and(|(before, when)| now - when < DOUBLE_MILLIS && apart(before, at) < DOUBLE_NEAR);
            self.last_tap = (!is_second).then_some((at, now));
            return Step::Tap { at, is_second };
        }
        match self.speed.at_end(gone.at, now, HELD_MILLIS) {
            Some(velocity) => Step::Throw { velocity },
            None => Step::None,
        }
    }

    /// The browser takes a pointer for something else.
    pub fn cancel(&mut self, id: PointerId) {
        self.tap = None;
        let _ = self.take(id);
    }

    fn take(&mut self, id: PointerId) -> Option<Pointer> {
        let index = self.pointers.iter().position(|pointer| pointer.id == id)?;
        Some(self.pointers.remove(index))
    }
}

fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
    f64::hypot(a.0 - b.0, a.1 - b.1)
}

#[cfg(test)]
mod tests;
