use super::{Camera, Window};
use crate::domain::Point;

/// How long the shortest flight takes, what each doubling of the scale adds, and the longest.
const LEAST_MILLIS: f64 = 320.0;
const DOUBLING_MILLIS: f64 = 110.0;
const MOST_MILLIS: f64 = 1_100.0;

/// How many windows wide the way at one scale has to be, so that the flight rises to show where it goes.
const HIGH_WINDOWS: f64 = 6.0;

/// A way from one camera to another, which takes some time and may be left at any moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flight {
    window: Window,
    from: Camera,
    to: Camera,
    began: f64,
    millis: f64,
    /// How much smaller the scale becomes half way.
    rise: f64,
}

impl Flight {
    /// A flight that begins now.
    pub fn new(window: Window, from: Camera, to: Camera, now: f64) -> Self {
        let way = f64::hypot(to.middle.x - from.middle.x, to.middle.y - from.middle.y);
        let windows = way * from.scale.min(to.scale) / window.width.min(window.height).max(1.0);
        let rise = if windows > 1.0 { windows.min(HIGH_WINDOWS) } else { 0.0 };
        let doublings = (to.scale / from.scale).log2().abs() + rise;
        let millis = (LEAST_MILLIS + DOUBLING_MILLIS * doublings).min(MOST_MILLIS);
        Self { window, from, to, began: now, millis, rise }
    }

    /// Where it leads.
    pub const fn to(&self) -> Camera {
        self.to
    }

    /// How long it takes.
    pub const fn millis(&self) -> f64 {
        self.millis
    }

    /// What is seen at a moment, and whether the flight is over.
    pub fn at(&self, now: f64) -> (Camera, bool) {
        if now >= self.began + self.millis {
            return (self.to, true);
        }
        let part = (now - self.began) / self.millis;
        let (from, to) = (self.from, self.to);
        let eased = eased(part.max(0.0));
        let level = from.scale * (to.scale / from.scale).powf(eased);
        // Seen from one place on the screen that stands still, the middle follows what a unit is worth in pixels.
        let (first, last) = (1.0 / from.scale, 1.0 / to.scale);
        let along =
            if (first / last - 1.0).abs() < 0.01 { eased } else { (first - 1.0 / level) / (first - last) };
        let middle = Point {
            x: from.middle.x + (to.middle.x - from.middle.x) * along,
            y: from.middle.y + (to.middle.y - from.middle.y) * along,
        };
        let scale = level / (1.0 + self.rise * 4.0 * eased * (1.0 - eased));
        (self.window.bounded(Camera { middle, scale }), false)
    }
}

/// Slow at both ends.
fn eased(part: f64) -> f64 {
    if part < 0.5 {
        4.0 * part * part * part
    } else {
        let rest = 2.0 - 2.0 * part;
        1.0 - rest * rest * rest / 2.0
    }
}
