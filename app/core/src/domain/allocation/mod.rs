//! The state machine of one seat.
//!
//! ```text
//! AVAILABLE --hold--> HOLD --complete--> RESERVED --pay--> OCCUPIED
//!     ^------release----'|                   |
//!     ^------expiry------'-------------------'
//! ```

use super::{AllocationStatus, HoldPolicy, HolderId, Refusal, UnixMillis};

/// The state of one seat in one match, without its revision, which the store gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allocation {
    /// Where in the sale the seat is.
    pub status: AllocationStatus,
    /// Who has it; none while it is available, and in a state that this version does not know.
    pub holder: Option<HolderId>,
    /// When a hold or a reservation ends by itself; none for the other two states.
    pub expires_at: Option<UnixMillis>,
}

/// What a request does to a seat: a new state to store, or nothing because it is as the request wants it already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transition {
    /// Store this under the block's next revision.
    Changed(Allocation),
    /// The request was carried out before (its answer may have been lost): store nothing, answer the same.
    Unchanged(Allocation),
}

impl Allocation {
    /// A seat that anybody may hold.
    pub const AVAILABLE: Self = Self { status: AllocationStatus::Available, holder: None, expires_at: None };

    /// A seat in a state that this version does not know, as a later one has stored it: taken, and nobody's to change. Who
    /// has it, and until when, only that version can tell.
    pub const UNKNOWN: Self = Self { status: AllocationStatus::Occupied, holder: None, expires_at: None };

    /// The state as of `now`: what has run out is available, whether or not anybody has swept it yet.
    pub fn at(&self, now: UnixMillis) -> Self {
        if self.has_expired(now) { Self::AVAILABLE } else { self.clone() }
    }

    /// Whether a hold or a reservation has run out.
    pub fn has_expired(&self, now: UnixMillis) -> bool {
        matches!(self.status, AllocationStatus::Hold | AllocationStatus::Reserved)
            && self.expires_at.is_some_and(|end| end <= now)
    }

    fn is_held_by(&self, holder: &HolderId) -> bool {
        self.status == AllocationStatus::Hold && self.holder.as_ref() == Some(holder)
    }

    /// AVAILABLE → HOLD. Repeating one's own hold changes nothing and does not lengthen it.
    ///
    /// # Errors
    /// [`Refusal::SeatTaken`] when somebody else has the seat, or the same holder has it past the hold.
    pub fn hold(
        &self,
        holder: &HolderId,
        now: UnixMillis,
        policy: HoldPolicy,
    ) -> Result<Transition, Refusal> {
        let current = self.at(now);
        match current.status {
            AllocationStatus::Available => Ok(Transition::Changed(Self {
                status: AllocationStatus::Hold,
                holder: Some(holder.clone()),
                expires_at: Some(now + policy.ttl_millis),
            })),
            AllocationStatus::Hold if current.is_held_by(holder) => Ok(Transition::Unchanged(current)),
            _ => Err(Refusal::SeatTaken),
        }
    }

    /// HOLD → AVAILABLE, by the holder alone.
    ///
    /// # Errors
    /// [`Refusal::NotHolder`] when another has it; [`Refusal::SeatNotHeld`] when nobody holds it (any more), or it
    /// is past the hold.
    pub fn release(&self, holder: &HolderId, now: UnixMillis) -> Result<Transition, Refusal> {
        self.require_hold(holder, now)?;
        Ok(Transition::Changed(Self::AVAILABLE))
    }

    /// HOLD → RESERVED, by the holder alone; `pay_by` is when the reservation ends if it is not paid for.
    ///
    /// # Errors
    /// As for [`Allocation::release`].
    pub fn complete(
        &self,
        holder: &HolderId,
        now: UnixMillis,
        pay_by: UnixMillis,
    ) -> Result<Transition, Refusal> {
        self.require_hold(holder, now)?;
        Ok(Transition::Changed(Self {
            status: AllocationStatus::Reserved,
            holder: Some(holder.clone()),
            expires_at: Some(pay_by),
        }))
    }

    /// RESERVED → OCCUPIED, by the holder alone. Paying twice changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotHolder`] when another has it; [`Refusal::SeatNotHeld`] when it is not reserved (any more).
    pub fn pay(&self, holder: &HolderId, now: UnixMillis) -> Result<Transition, Refusal> {
        let current = self.at(now);
        if current.holder.as_ref().is_some_and(|h| h != holder) {
            return Err(Refusal::NotHolder);
        }
        match current.status {
            AllocationStatus::Occupied if current.holder.is_some() => Ok(Transition::Unchanged(current)),
            AllocationStatus::Reserved => Ok(Transition::Changed(Self {
                status: AllocationStatus::Occupied,
                holder: Some(holder.clone()),
                expires_at: None,
            })),
            _ => Err(Refusal::SeatNotHeld),
        }
    }

    /// HOLD → OCCUPIED, by the holder alone: completed and paid in one step, which is what completing is as long as
    /// nothing is charged. Repeating it changes nothing.
    ///
    /// # Errors
    /// [`Refusal::NotHolder`] when another has it; [`Refusal::SeatNotHeld`] when nobody holds it (any more).
    pub fn sell(&self, holder: &HolderId, now: UnixMillis) -> Result<Transition, Refusal> {
        if self.status == AllocationStatus::Occupied && self.holder.as_ref() == Some(holder) {
            return Ok(Transition::Unchanged(self.clone()));
        }
        self.require_hold(holder, now)?;
        Ok(Transition::Changed(Self {
            status: AllocationStatus::Occupied,
            holder: Some(holder.clone()),
            expires_at: None,
        }))
    }

    /// HOLD or RESERVED → AVAILABLE once its time has run out; none while it has not.
    pub fn expire(&self, now: UnixMillis) -> Option<Self> {
        self.has_expired(now).then_some(Self::AVAILABLE)
    }

    fn require_hold(&self, holder: &HolderId, now: UnixMillis) -> Result<(), Refusal> {
        let current = self.at(now);
        if current.holder.as_ref().is_some_and(|h| h != holder) {
            return Err(Refusal::NotHolder);
        }
        if current.is_held_by(holder) { Ok(()) } else { Err(Refusal::SeatNotHeld) }
    }
}

#[cfg(test)]
mod tests;
