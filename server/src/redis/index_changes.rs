//! Putting the indexes right: of what was due, and was not freed.

use super::{
    change::{LOOK_AGAIN, Mark},
    index::IndexEntry,
    keys,
    seat::StoredSeat,
};
use jari_core::domain::{Allocation, AllocationStatus, MatchId, UnixMillis};
use redis::Cmd;

/// What is stored is no seat.
pub(super) struct Unreadable;

/// What an index is to be told of entries that were due, and were not freed.
#[derive(Default)]
pub(super) struct IndexChanges {
    gone: Vec<String>,
    later: Vec<(UnixMillis, String)>,
}

impl IndexChanges {
    /// An entry that tells of nothing.
    pub(super) fn drop_entry(&mut self, member: String) {
        self.gone.push(member);
    }

    /// Entries that are due at that time.
    pub(super) fn look_at(&mut self, at: UnixMillis, members: impl IntoIterator<Item = String>) {
        self.later.extend(members.into_iter().map(|member| (at, member)));
    }

    /// Judges one entry by the seat as it is now. An entry tells one hold, with its end, so that nobody else's can be meant.
    pub(super) fn note(
        &mut self,
        member: &str,
        entry: &IndexEntry,
        mark: Mark,
        seat: &Result<Option<StoredSeat>, Unreadable>,
        now: UnixMillis,
    ) {
        let state = match seat {
            Ok(seat) => seat.as_ref().map(|seat| &seat.state),
            Err(Unreadable) => return self.later.push((now + LOOK_AGAIN, member.to_owned())),
        };
        let is_it = |state: &&_| {
            let Allocation { cart, expires_at, order, .. } = state;
            cart.as_ref() == Some(&entry.cart) && *expires_at == Some(entry.ends) && *order == entry.order
        };
        match state.map(|state| state.status) {
            // Whoever knows the state ends it.
            Some(AllocationStatus::Unknown) => self.later.push((now + LOOK_AGAIN, member.to_owned())),
            Some(status) if state.filter(is_it).is_some() => {
                // What is reserved is kept from nobody who is due until its order is known.
                let at = if status == AllocationStatus::Hold { entry.ends } else { now + LOOK_AGAIN };
                self.later.push((at, member.to_owned()));
            }
            _ if mark == Mark::Changed => {}
            _ => self.gone.push(member.to_owned()),
        }
    }

    pub(super) fn commands(self, match_id: MatchId) -> Vec<Cmd> {
        let (expiry, carts) = (keys::expiry(match_id), keys::carts(match_id));
        let mut commands = Vec::new();
        if !self.later.is_empty() {
            let mut cmd = redis::cmd("ZADD");
            cmd.arg(&expiry).arg("XX");
            for (at, member) in &self.later {
                cmd.arg(at.0).arg(member);
            }
            commands.push(cmd);
        }
        if !self.gone.is_empty() {
            for index in [expiry, carts] {
                let mut cmd = redis::cmd("ZREM");
                cmd.arg(index).arg(&self.gone);
                commands.push(cmd);
            }
        }
        commands
    }
}
