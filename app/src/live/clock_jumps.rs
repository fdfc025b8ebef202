//! Notices when the computer has slept or its clock was set: then the clock that can be set and the one that cannot have
//! come apart, as the latter stands still while a computer sleeps.

/// How far they may come apart between two looks.
const BOUND_MILLIS: f64 = 5_000.0;

/// Compares the two clocks.
#[derive(Clone, Copy, Debug)]
pub struct ClockJumps {
    /// How far the one that can be set was ahead at the last look.
    ahead: f64,
}

impl ClockJumps {
    /// The clocks as they are now: `wall` can be set, `monotonic` cannot.
    pub const fn new(wall: f64, monotonic: f64) -> Self {
        Self { ahead: wall - monotonic }
    }

    /// Whether one has jumped since the last look. That one is corrected slowly is no jump.
    pub const fn jumped(&mut self, wall: f64, monotonic: f64) -> bool {
        let ahead = wall - monotonic;
        let jumped = (ahead - self.ahead).abs() >= BOUND_MILLIS;
        self.ahead = ahead;
        jumped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jump_is_noticed_once_either_way_and_time_that_passes_is_none() {
        let mut clocks = ClockJumps::new(1e12, 0.0);
        assert!(!clocks.jumped(1e12 + 600_000.0, 600_000.0), "a tab whose timers are slow");
        assert!(!clocks.jumped(1e12 + 601_900.0, 601_000.0), "a correction");
        for jump in [-3_600_000.0, 3_600_000.0, 45_000.0] {
            clocks = ClockJumps::new(1e12, 0.0);
            assert!(clocks.jumped(1e12 + 1_000.0 + jump, 1_000.0));
            assert!(!clocks.jumped(1e12 + 2_000.0 + jump, 2_000.0));
        }
    }
}
