use jari_core::domain::UnixMillis;
use serde::{Deserialize, Serialize};

/// What a page says of the server's time when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReadAt {
    /// It was read at this moment, for whoever asked.
    Moment(UnixMillis),
    /// It is the same for everybody, whenever they ask: nothing on it has changed by time alone since this moment, and what time
    /// it is, it does not say.
    Since(UnixMillis),
}

impl ReadAt {
    /// The moment that the page shows: what is so at that moment is so now.
    pub const fn shown(self) -> UnixMillis {
        match self {
            Self::Moment(at) | Self::Since(at) => at,
        }
    }
}

#[cfg(feature = "ssr")]
mod load {
    use super::ReadAt;
    use jari_core::domain::{Standing, UnixMillis};

    impl ReadAt {
        /// What a page says that is read at `now` for the owner of a cart, or for everybody where that is none, and on which
        /// something changes at these moments.
        pub(crate) fn of<C>(
            now: UnixMillis,
            cart: Option<C>,
            moments: impl IntoIterator<Item = UnixMillis>,
        ) -> Self {
            match cart {
                Some(_) => Self::Moment(now),
                None => Self::Since(Standing::at(now, moments).since),
            }
        }
    }
}
