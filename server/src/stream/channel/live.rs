//! What a channel says of whether it is up to date.

use super::{Channel, Topic};

impl<T: Topic> Channel<T> {
    /// Whether it shows what the store has. Whoever follows the channel wakes when this changes.
    pub fn is_live(&self) -> bool {
        self.liveness.is_live()
    }

    /// Whether it could be read when that was last tried.
    pub fn is_readable(&self) -> bool {
        self.liveness.is_readable()
    }

    /// Whether it could not be read, or has missed something that nobody has read since.
    pub(in crate::stream) fn needs_reading(&self) -> bool {
        !self.is_readable() || self.catching_up.is_behind()
    }

    /// Says whether it could be read.
    pub fn set_readable(&self, readable: bool) {
        if self.liveness.set_readable(readable) {
            self.wake();
        }
    }

    /// Says whether its match is followed.
    pub(in crate::stream) fn set_followed(&self, followed: bool) {
        if self.liveness.set_followed(followed) {
            self.wake();
        }
    }
}
