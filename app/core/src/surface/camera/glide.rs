/// What is left of a speed after a millisecond.
const KEPT: f64 = 0.9965;
/// Below so many pixels in a millisecond nothing moves any more.
const STILL: f64 = 0.02;
/// No frame is thought longer than this: a page that was busy goes on from where it was.
const LONGEST_FRAME: f64 = 50.0;
/// Nobody throws faster than so many pixels in a millisecond.
const FASTEST: f64 = 4.0;

/// What is left of a drag after the finger has gone: it slows down until it stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Glide {
    velocity: (f64, f64),
    last: f64,
}

impl Glide {
    /// Begins with so many pixels in a millisecond.
    pub fn new((x, y): (f64, f64), now: f64) -> Self {
        let speed = f64::hypot(x, y);
        let part = if speed > FASTEST { FASTEST / speed } else { 1.0 };
        Self { velocity: (x * part, y * part), last: now }
    }

    /// By how many pixels it has moved since; none once it stands.
    pub fn step(&mut self, now: f64) -> Option<(f64, f64)> {
        let (x, y) = self.velocity;
        if f64::hypot(x, y) < STILL {
            return None;
        }
        let millis = (now - self.last).clamp(0.0, LONGEST_FRAME);
        self.last = now;
        let kept = KEPT.powf(millis);
        // The way of a speed that is less with each moment.
        let way = (1.0 - kept) / (1.0 - KEPT);
        self.velocity = (x * kept, y * kept);
        Some((x * way, y * way))
    }
}
