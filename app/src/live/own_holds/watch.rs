//! What time does to holds. It ends none: it warns, and has the server asked.

use super::{OwnHolds, ending::Warning};
use crate::{live::notice::Topic, page_data::HeldSeat};
use jari_core::domain::UnixMillis;
use leptos::prelude::*;

impl OwnHolds {
    /// Looks at the holds, which is done every second.
    pub(super) fn look(self, now: UnixMillis) {
        let (language, list) = (self.notice.language(), self.list_untracked());
        match self.warned.try_update_value(|warned| warned.look(language, &list, now)) {
            Some(Warning::Say(message)) => self.notice.tell(Topic::Ending, message),
            Some(Warning::Over) => self.notice.clear(Topic::Ending),
            Some(Warning::Same) | None => {}
        }
        if list.iter().any(|held| is_due(held, now)) {
            self.ask_what_is_due();
        }
    }

    /// Whether one of the holds should be over by now.
    pub(super) fn has_due(&self) -> bool {
        let now = self.clock.read();
        now.is_some_and(|now| self.list_untracked().iter().any(|held| is_due(held, now)))
    }
}

fn is_due(held: &HeldSeat, now: UnixMillis) -> bool {
    held.expires_at <= now
}
