//! Companion seats (동반인석) are sold together with the accessible seats beside which they are, until some time before the match;
//! after that each is sold as any other.
//!
//! *Together* means: nobody holds a companion's seat who does not have the accessible seat on hold in the same cart, and it is ordered
//! in one order with it. An accessible seat may be had without its companions. What needs no look at others is judged here; that the cart
//! has an accessible seat that it asks for no more is a condition of the command ([`Command::while_held`]), and with an accessible
//! seat go its companions' ([`Command::releasing`]), so that the rule holds whatever the same cart does at the same moment.
//!
//! [`Command::while_held`]: super::Command::while_held
//! [`Command::releasing`]: super::Command::releasing

use super::{Block, Refusal, Refused, SeatId, UnixMillis, Venue, command::Place};

/// Until when companion seats are sold together with their accessible seats.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CompanionRule {
    /// How long before a match begins that ends, in milliseconds; none where companion seats are sold as any other.
    until_millis: Option<i64>,
}

impl CompanionRule {
    /// Until so many milliseconds before a match begins.
    pub const fn until(millis: i64) -> Self {
        Self { until_millis: Some(millis) }
    }

    /// The first moment from which each seat of a match that begins then is sold as any other; none if it always is.
    pub fn ends(self, starts_at: UnixMillis) -> Option<UnixMillis> {
        self.until_millis.map(|millis| starts_at + -millis)
    }

    /// Whether companion seats of a match that begins then are sold together with their accessible seats now.
    pub fn holds(self, starts_at: UnixMillis, now: UnixMillis) -> bool {
        self.ends(starts_at).is_some_and(|end| now < end)
    }
}

/// A companion's seat of a choice in which its accessible seat is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unaccompanied {
    /// The companion's seat.
    pub seat_id: SeatId,
    /// The accessible seat, which is in the same block.
    pub accessible: Place,
}

/// The companion seats of a choice whose accessible seats are not in it.
pub fn unaccompanied(venue: &Venue, choice: &[Place]) -> Vec<Unaccompanied> {
    let companion = |(block_id, seat_id): &Place| {
        let seat = venue.block(*block_id)?.seat(*seat_id)?;
        let accessible = (*block_id, seat.companion_of?);
        (!choice.contains(&accessible)).then_some(Unaccompanied { seat_id: *seat_id, accessible })
    };
    choice.iter().filter_map(companion).collect()
}

/// The seats of the companions that belong to the accessible ones of some seats.
pub fn companions_of(venue: &Venue, seats: &[Place]) -> Vec<Place> {
    let of_seat = |&(block_id, seat_id): &Place| {
        let is_accessible = |block: &&Block| block.seat(seat_id).is_some_and(|seat| seat.accessible);
        venue
            .block(block_id)
            .filter(is_accessible)
            .into_iter()
            .flat_map(|block| &block.seats)
            .filter(move |seat| seat.companion_of == Some(seat_id))
            .map(move |seat| (block_id, seat.id))
    };
    seats.iter().flat_map(of_seat).collect()
}

/// Why a choice is not to be had whose companions come alone; none if there are none of them.
pub fn refusal(unaccompanied: &[Unaccompanied]) -> Option<Refused> {
    let first = unaccompanied.first()?;
    let why = Refusal::CompanionSeat { accessible: first.accessible.1 };
    Some(Refused { why, seats: unaccompanied.iter().map(|companion| companion.seat_id).collect() })
}

/// A refusal of a choice with its conditions, by the seats that were asked for alone: where nothing but an accessible seat stood in the
/// way that the cart does not have, it is about the companions who would come alone.
pub fn as_asked(mut refused: Refused, unaccompanied: &[Unaccompanied]) -> Refused {
    let alone: Vec<_> = unaccompanied
        .iter()
        .filter(|companion| refused.seats.contains(&companion.accessible.1))
        .copied()
        .collect();
    let Some(why) = refusal(&alone) else { return refused };
    refused.seats.retain(|seat| !alone.iter().any(|companion| companion.accessible.1 == *seat));
    // What is asked for must be free.
    if refused.seats.is_empty() { why } else { Refused { why: Refusal::SeatTaken, ..refused } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{BlockId, best_available::venue_of};

    #[test]
    fn the_rule_ends_at_one_moment() {
        let rule = CompanionRule::until(24);
        let at = |now| rule.holds(UnixMillis(100), UnixMillis(now));
        assert_eq!((at(75), at(76), at(77)), (true, false, false));
        assert_eq!(rule.ends(UnixMillis(100)), Some(UnixMillis(76)));
        assert!(!CompanionRule::default().holds(UnixMillis(100), UnixMillis(0)));
    }

    #[test]
    fn who_comes_along_is_known_by_the_venue() {
        // Seats 1 to 6; 2 and 3 belong to 1, and 6 to 5.
        let venue = venue_of(&[["wkk.", "wk"]]);
        let place = |seat| (BlockId(100), SeatId(seat));
        let alone = |choice: &[i64]| {
            let choice: Vec<_> = choice.iter().copied().map(place).collect();
            unaccompanied(&venue, &choice)
                .iter()
                .map(|companion| (companion.seat_id.0, companion.accessible.1.0))
                .collect::<Vec<_>>()
        };
        assert_eq!(alone(&[1, 4, 5]), []);
        assert_eq!(alone(&[2, 1, 3]), []);
        assert_eq!(alone(&[3, 4, 6, 5, 2]), [(3, 1), (2, 1)]);
        let with = |seats: &[i64]| {
            let seats: Vec<_> = seats.iter().copied().map(place).collect();
            companions_of(&venue, &seats).iter().map(|place| place.1.0).collect::<Vec<_>>()
        };
        assert_eq!((with(&[1]), with(&[5, 4]), with(&[2, 4])), (vec![2, 3], vec![6], vec![]));
        let told = refusal(&unaccompanied(&venue, &[place(6)])).unwrap();
        assert_eq!(told.why, Refusal::CompanionSeat { accessible: SeatId(5) });
        assert_eq!((told.seats, refusal(&[])), (vec![SeatId(6)], None));
        let refused = |why, seats: &[i64]| {
            let seats = seats.iter().copied().map(SeatId).collect();
            let told = as_asked(Refused { why, seats }, &unaccompanied(&venue, &[place(6), place(2)]));
            (told.why, told.seats.iter().map(|seat| seat.0).collect::<Vec<_>>())
        };
        let lacks = |seat| Refusal::CompanionSeat { accessible: SeatId(seat) };
        assert_eq!(refused(Refusal::SeatNotHeld, &[5]), (lacks(5), vec![6]));
        assert_eq!(refused(Refusal::NotHolder, &[1, 5]), (lacks(5), vec![6, 2]));
        assert_eq!(refused(Refusal::SeatNotHeld, &[1, 6]), (Refusal::SeatTaken, vec![6]));
        assert_eq!(refused(Refusal::SeatTaken, &[2]), (Refusal::SeatTaken, vec![2]));
        assert_eq!(refused(Refusal::HoldLimit { max: 1 }, &[]), (Refusal::HoldLimit { max: 1 }, vec![]));
    }
}
