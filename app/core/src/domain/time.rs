//! A moment, as the store and the wire carry it.

use serde::{Deserialize, Serialize};
use std::ops::{Add, Sub};

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnixMillis(pub i64);

impl Add<i64> for UnixMillis {
    type Output = Self;

    /// The moment that many milliseconds later.
    fn add(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }
}

impl Sub for UnixMillis {
    type Output = i64;

    /// The milliseconds from `earlier` to this moment; negative when it is the other way round.
    fn sub(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}
