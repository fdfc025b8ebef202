//! A match: what is known of it beside its venue and the state of its seats.

use super::{
    Currency, MatchId, MatchPrices, Name, OrphanRule, Refusal, SaleWindow, TimeZoneName, UnixMillis, VenueId,
};

/// A match as lists and headings show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchInfo {
    /// The match.
    pub id: MatchId,
    /// What it is called.
    pub name: Name,
    /// Where it takes place.
    pub venue_id: VenueId,
    /// What the venue is called.
    pub venue_name: Name,
    /// Where that is, as far as clocks go: what its times are told in.
    pub time_zone: TimeZoneName,
    /// What its prices and orders are in.
    pub currency: Currency,
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When its seats may be held.
    pub sale: SaleWindow,
    /// When it was cancelled, and its sale closed at the latest; none while it takes place.
    pub cancelled_at: Option<UnixMillis>,
    /// What its seats cost where that is not what they cost in general.
    pub prices: MatchPrices,
    /// What becomes of a choice that leaves one free seat alone.
    pub orphan_rule: OrphanRule,
    /// All its seats.
    pub total: u32,
}

impl MatchInfo {
    /// That the match takes place: what is on hold when it is cancelled is not sold any more.
    ///
    /// # Errors
    /// [`Refusal::SaleClosed`].
    pub fn require_taking_place(&self) -> Result<(), Refusal> {
        if self.cancelled_at.is_some() { Err(Refusal::SaleClosed) } else { Ok(()) }
    }
}

/// A match as the list of matches shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MatchOverview {
    /// What does not change while its seats are sold.
    pub info: MatchInfo,
    /// Its available seats.
    pub free: u32,
}
