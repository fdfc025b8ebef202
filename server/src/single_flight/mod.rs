//! Work that many want at the same moment is done once for all of them: single flight, in which nobody boards a flight that
//! has departed. Whoever comes while the work is under way is served by the next one, since what is under way may have begun
//! before the change that he has just been told of. So everybody is served by work that began after he asked, and a crowd
//! costs two: the one that is under way, and the next one for all who wait. A failure is everybody's who waited for it, as they
//! would otherwise fail one after the other, and is kept for nobody else; a panic is a failure.
//!
//! - [`NextFlight`] does it by key, in a task of its own, which goes on when whoever asked has left.
//! - [`InTurn`] does one thing, in the task of whoever is first, which may borrow; when he leaves, the next one does it. It keeps
//!   out whatever else must not be done meanwhile.
//! - [`Gathered`] asks the same about many things at once, and tells each who asked of his own.
//!
//! What never changes needs neither: there whoever comes may share what is under way ([`crate::cache::read_through`]).

mod gathered;
mod in_turn;
mod next_flight;

pub(crate) use gathered::Gathered;
pub(crate) use in_turn::{InTurn, Turn};
pub(crate) use next_flight::NextFlight;
