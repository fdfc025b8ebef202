use super::*;
use proptest::prelude::*;

const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 1_000, max_holds: 2 };
const NOW: UnixMillis = UnixMillis(50_000);

fn holder(name: &str) -> HolderId {
    HolderId::from_verified(name)
}

fn held_by(name: &str) -> Allocation {
    match Allocation::AVAILABLE.hold(&holder(name), NOW, POLICY) {
        Ok(Transition::Changed(held)) => held,
        other => panic!("a free seat can be held, not {other:?}"),
    }
}

#[test]
fn a_free_seat_is_held_until_its_time() {
    let held = held_by("ann");
    assert_eq!(held.status, AllocationStatus::Hold);
    assert_eq!(held.expires_at, Some(UnixMillis(51_000)));
    assert!(!held.has_expired(UnixMillis(50_999)));
    assert!(held.has_expired(UnixMillis(51_000)));
}

#[test]
fn another_cannot_hold_release_or_complete() {
    let held = held_by("ann");
    assert_eq!(held.hold(&holder("bob"), NOW, POLICY), Err(Refusal::SeatTaken));
    assert_eq!(held.release(&holder("bob"), NOW), Err(Refusal::NotHolder));
    assert_eq!(held.complete(&holder("bob"), NOW, NOW + 1), Err(Refusal::NotHolder));
}

#[test]
fn repeating_a_hold_neither_changes_nor_lengthens_it() {
    let held = held_by("ann");
    assert_eq!(held.hold(&holder("ann"), NOW + 500, POLICY), Ok(Transition::Unchanged(held)));
}

#[test]
fn an_expired_hold_is_anybodys_even_before_it_is_swept() {
    let held = held_by("ann");
    let late = NOW + 1_000;
    assert_eq!(held.release(&holder("ann"), late), Err(Refusal::SeatNotHeld));
    assert!(matches!(held.hold(&holder("bob"), late, POLICY), Ok(Transition::Changed(_))));
    assert_eq!(held.expire(late), Some(Allocation::AVAILABLE));
    assert_eq!(held.expire(NOW), None);
}

#[test]
fn only_the_holder_sells_and_selling_again_changes_nothing() {
    let held = held_by("ann");
    assert_eq!(held.sell(&holder("bob"), NOW), Err(Refusal::NotHolder));
    assert_eq!(held.sell(&holder("ann"), NOW + 1_000), Err(Refusal::SeatNotHeld));
    assert_eq!(Allocation::AVAILABLE.sell(&holder("ann"), NOW), Err(Refusal::SeatNotHeld));
    let Ok(Transition::Changed(sold)) = held.sell(&holder("ann"), NOW) else { panic!("a holder can buy") };
    assert_eq!((sold.status, sold.expires_at), (AllocationStatus::Occupied, None));
    assert_eq!(sold.sell(&holder("bob"), NOW), Err(Refusal::NotHolder));
    assert_eq!(sold.sell(&holder("ann"), NOW + 5_000), Ok(Transition::Unchanged(sold)));
}

#[test]
fn a_sold_seat_stays_sold() {
    let ann = holder("ann");
    let Ok(Transition::Changed(reserved)) = held_by("ann").complete(&ann, NOW, NOW + 10) else {
        panic!("a holder can complete")
    };
    let Ok(Transition::Changed(sold)) = reserved.pay(&ann, NOW) else { panic!("a reservation can be paid") };
    let never = UnixMillis(i64::MAX);
    assert_eq!(sold.expire(never), None);
    assert_eq!(sold.hold(&ann, never, POLICY), Err(Refusal::SeatTaken));
    assert_eq!(sold.release(&ann, never), Err(Refusal::SeatNotHeld));
    assert_eq!(sold.release(&holder("bob"), never), Err(Refusal::NotHolder));
    assert_eq!(sold.pay(&ann, never), Ok(Transition::Unchanged(sold)));
}

#[derive(Clone, Copy, Debug)]
enum Act {
    Hold,
    Release,
    Complete,
    Pay,
    Expire,
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![Just(Act::Hold), Just(Act::Release), Just(Act::Complete), Just(Act::Pay), Just(Act::Expire)]
}

proptest! {
    /// Whatever is asked, by whomever, whenever: the seat has a holder exactly when it is not available, an end
    /// exactly while it can run out, and only its holder moves it as long as it has not run out.
    #[test]
    fn any_history_keeps_the_seat_whole(steps in prop::collection::vec((act(), 0..3_usize, 0..1_500_i64), 1..60)) {
        let people = [holder("ann"), holder("bob"), holder("cho")];
        let mut seat = Allocation::AVAILABLE;
        let mut now = NOW;
        for (act, who, later) in steps {
            now = now + later;
            let who = &people[who];
            let before = seat.at(now);
            let next = match act {
                Act::Hold => seat.hold(who, now, POLICY),
                Act::Release => seat.release(who, now),
                Act::Complete => seat.complete(who, now, now + 700),
                Act::Pay => seat.pay(who, now),
                Act::Expire => match seat.expire(now) {
                    Some(free) => Ok(Transition::Changed(free)),
                    None => continue,
                },
            };
            if let Ok(Transition::Changed(after)) = next {
                if !matches!(act, Act::Expire) {
                    prop_assert!(before.holder.is_none() || before.holder.as_ref() == Some(who));
                }
                prop_assert_ne!(before.status, AllocationStatus::Occupied);
                seat = after;
            }
            prop_assert_eq!(seat.holder.is_none(), seat.status == AllocationStatus::Available);
            prop_assert_eq!(
                seat.expires_at.is_some(),
                matches!(seat.status, AllocationStatus::Hold | AllocationStatus::Reserved)
            );
        }
    }
}
