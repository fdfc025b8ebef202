//! Whether a ticket lets one in.

use crate::domain::{MatchId, SeatId, UnixMillis};

/// A ticket as a store has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TicketState {
    /// What it is for.
    pub match_id: MatchId,
    /// Where one sits.
    pub seat_id: SeatId,
    /// Whether the sale that it is of is valid.
    pub is_valid: bool,
    /// When somebody has entered by it, and where.
    pub entered: Option<Entered>,
}

/// When and where somebody has entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// When.
    pub at: UnixMillis,
    /// At which gate, as the gate calls itself; none if it has not said.
    pub gate: Option<String>,
}

/// Why a ticket does not let one in.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntryRefusal {
    /// It was not signed here, or there is no such ticket.
    #[error("this is no ticket")]
    NoTicket,
    /// It is for another match than is let in at this gate.
    #[error("the ticket is for another match")]
    OtherMatch,
    /// Its order was cancelled.
    #[error("the ticket is void")]
    Void,
    /// Somebody has entered by it already.
    #[error("the ticket was used")]
    Used(Entered),
}

impl TicketState {
    /// That a ticket lets one in where the gate lets in to `asked`, or to any match if that is none.
    ///
    /// # Errors
    /// An [`EntryRefusal`]: first what makes it worth nothing here, whatever happened before.
    pub fn admits(&self, asked: Option<MatchId>) -> Result<(), EntryRefusal> {
        if asked.is_some_and(|asked| asked != self.match_id) {
            return Err(EntryRefusal::OtherMatch);
        }
        if !self.is_valid {
            return Err(EntryRefusal::Void);
        }
        self.entered.clone().map_or(Ok(()), |entered| Err(EntryRefusal::Used(entered)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_enters_once_at_the_right_match_by_a_ticket_that_is_valid() {
        let fresh = TicketState { match_id: MatchId(1), seat_id: SeatId(2), is_valid: true, entered: None };
        let entered = Entered { at: UnixMillis(5), gate: Some("Gate 3".to_owned()) };
        let used = TicketState { entered: Some(entered.clone()), ..fresh.clone() };
        let void = TicketState { is_valid: false, ..used.clone() };
        assert_eq!([fresh.admits(None), fresh.admits(Some(MatchId(1)))], [Ok(()), Ok(())]);
        assert_eq!(fresh.admits(Some(MatchId(2))), Err(EntryRefusal::OtherMatch));
        assert_eq!(used.admits(None), Err(EntryRefusal::Used(entered)));
        assert_eq!(used.admits(Some(MatchId(2))), Err(EntryRefusal::OtherMatch));
        assert_eq!(void.admits(Some(MatchId(1))), Err(EntryRefusal::Void));
    }
}
