/// So long a stretch of a drag tells how fast it is.
const TELLING_MILLIS: f64 = 100.0;
/// A pointer that is slower than so many pixels in a millisecond does not throw.
const LEAST: f64 = 0.08;

/// How fast a pointer is: where it was lately.
#[derive(Clone, Debug, Default)]
pub(super) struct Speed {
    places: Vec<((f64, f64), f64)>,
}

impl Speed {
    /// A pointer begins here.
    pub(super) fn begin(&mut self, at: (f64, f64), now: f64) {
        self.places.clear();
        self.places.push((at, now));
    }

    /// It is here now.
    pub(super) fn add(&mut self, at: (f64, f64), now: f64) {
        self.places.retain(|(_, when)| now - when <= TELLING_MILLIS);
        self.places.push((at, now));
    }

    /// How fast it is as it goes, in pixels in a millisecond; none if it has stood still for that long, or nearly does.
    pub(super) fn at_end(&mut self, at: (f64, f64), now: f64, held: f64) -> Option<(f64, f64)> {
        let (_, last) = *self.places.last()?;
        if now - last > held {
            return None;
        }
        self.places.retain(|(_, when)| now - when <= TELLING_MILLIS);
        let (from, when) = *self.places.first()?;
        let millis = now - when;
        if millis < 1.0 {
            return None;
        }
        let velocity = ((at.0 - from.0) / millis, (at.1 - from.1) / millis);
        (f64::hypot(velocity.0, velocity.1) >= LEAST).then_some(velocity)
    }
}
