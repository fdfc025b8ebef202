use super::*;
use crate::domain::{AllocationStatus, Held, HoldPolicy, Lengthened, OrderId, Refusal};
use proptest::prelude::*;
use std::collections::BTreeSet;

const MATCH: MatchId = MatchId(1);
const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 1_000, max_holds: 2 };
const NOW: UnixMillis = UnixMillis(50_000);
const SEAT: Place = (BlockId(1), SeatId(1));
const OTHER: Place = (BlockId(2), SeatId(9));

fn cart(name: &str) -> CartId {
    CartId::from_verified(name)
}

fn order(name: &str) -> OrderId {
    OrderId::from_stored(name)
}

/// A cart with so many seats, without a time that they end at.
const fn having(seats: u32) -> CartState {
    CartState { seats, ends: None, since: None }
}

/// What a seat becomes by a command about it alone.
fn after(command: &Command, before: &Allocation) -> Result<Allocation, Refusal> {
    after_with(command, before, CartState::default())
}

/// The same where the command's cart has something besides.
fn after_with(command: &Command, before: &Allocation, cart: CartState) -> Result<Allocation, Refusal> {
    let verdicts = judge(command, &[Some((before.clone(), Revision(7)))], cart)?;
    Ok(match verdicts.into_iter().next() {
        Some(Verdict::Becomes(after)) => after,
        _ => before.clone(),
    })
}

fn hold(name: &str, now: UnixMillis) -> Command {
    Command::hold(MATCH, [SEAT], &cart(name), now, POLICY)
}

fn held_by(name: &str) -> Allocation {
    after(&hold(name, NOW), &Allocation::AVAILABLE).expect("a free seat can be held")
}

fn release(name: &str, now: UnixMillis) -> Command {
    Command::release(MATCH, [SEAT], &cart(name), now)
}

fn sell(name: &str, now: UnixMillis) -> Command {
    Command::sell(MATCH, [SEAT], &cart(name), &order("o"), now)
}

fn expire(name: &str, now: UnixMillis) -> Command {
    Command::expire(MATCH, [(SEAT, cart(name))], now)
}

fn blocked() -> Allocation {
    let block = Command::block(MATCH, [SEAT], "camera", Actor::Operator("kim".into()), NOW);
    after(&block, &Allocation::AVAILABLE).expect("a free seat can be blocked")
}

#[test]
fn a_free_seat_is_held_until_its_time_by_one() {
    let held = held_by("ann");
    assert_eq!((held.status, held.expires_at), (AllocationStatus::Hold, Some(NOW + 1_000)));
    assert_eq!(after(&hold("bob", NOW), &held), Err(Refusal::SeatTaken));
    assert_eq!(after(&release("bob", NOW), &held), Err(Refusal::NotHolder));
    assert_eq!(after(&sell("bob", NOW), &held), Err(Refusal::NotHolder));
    assert_eq!(after(&hold("ann", NOW + 500), &held), Ok(held), "it is not lengthened");
}

#[test]
fn a_further_hold_ends_with_what_its_cart_has() {
    let with = |ends: Option<UnixMillis>| CartState { ends, since: Some(UnixMillis(5)), ..having(1) };
    let end = |command: &Command, before: &Allocation, ends| {
        after_with(command, before, with(ends)).unwrap().expires_at.unwrap()
    };
    let free = &Allocation::AVAILABLE;
    assert_eq!(end(&hold("ann", NOW), free, Some(NOW + 7)), NOW + 7);
    assert_eq!(end(&hold("ann", NOW), free, Some(NOW + 7_000)), NOW + 7_000, "it was lengthened");
    assert_eq!(end(&hold("ann", NOW), free, None), NOW + 1_000);
    // Of several seats each, and one's own is left as it is.
    let both = Command::hold(MATCH, [SEAT, OTHER], &cart("ann"), NOW, POLICY);
    let found = [Some((held_by("ann"), Revision(1))), Some((free.clone(), Revision(0)))];
    let verdicts = judge(&both, &found, with(Some(NOW + 7))).unwrap();
    let taken = Allocation { expires_at: Some(NOW + 7), held_since: Some(UnixMillis(5)), ..held_by("ann") };
    assert_eq!(verdicts, [Verdict::Kept, Verdict::Becomes(taken)]);
    // What is told its end, or has one, does not ask the cart.
    let lengthen = Command::lengthen(MATCH, [SEAT], &cart("ann"), NOW, NOW + 9_000);
    assert_eq!(end(&lengthen, &held_by("ann"), Some(NOW + 7)), NOW + 9_000);
    let reserve = Command::reserve(MATCH, [SEAT], &cart("ann"), &order("o"), NOW);
    let reserved = after(&reserve, &held_by("ann")).unwrap();
    let call_off = Command::call_off(MATCH, [SEAT], &order("o"), NOW);
    assert_eq!(end(&call_off, &reserved, Some(NOW + 7)), NOW + 1_000, "as it was");
}

#[test]
fn an_expired_hold_is_anybodys_even_before_it_is_swept() {
    let (held, late) = (held_by("ann"), NOW + 1_000);
    assert_eq!(after(&release("ann", late), &held), Err(Refusal::SeatNotHeld));
    assert_eq!(after(&sell("ann", late), &held), Err(Refusal::SeatNotHeld));
    assert!(after(&hold("bob", late), &held).is_ok_and(|after| after.is_of(&cart("bob"))));
    assert_eq!(after(&expire("ann", late), &held), Ok(Allocation::AVAILABLE));
    for early_or_anothers in [expire("ann", NOW), expire("bob", late)] {
        assert_eq!(
            judge(&early_or_anothers, &[Some((held.clone(), Revision(1)))], having(0)),
            Ok(vec![Verdict::LeftOut])
        );
    }
}

#[test]
fn a_sale_goes_by_a_reservation_and_back_to_the_hold_that_it_was() {
    let held = held_by("ann");
    let reserve = |name: &str, id: &str| Command::reserve(MATCH, [SEAT], &cart(name), &order(id), NOW);
    let reserved = after(&reserve("ann", "o"), &held).unwrap();
    assert_eq!((reserved.status, reserved.expires_at), (AllocationStatus::Reserved, held.expires_at));
    let never = UnixMillis(i64::MAX);
    // Nobody gets it, and its own buyer is told that it is on its way.
    assert_eq!(after(&hold("bob", never), &reserved), Err(Refusal::SeatTaken));
    assert_eq!(after(&release("ann", NOW), &reserved), Err(Refusal::SeatReserved));
    assert_eq!(after(&reserve("ann", "p"), &reserved), Err(Refusal::SeatReserved));
    assert_eq!(after(&release("bob", NOW), &reserved), Err(Refusal::NotHolder));
    assert_eq!(after(&expire("ann", never), &reserved).unwrap(), reserved);
    let call_off = |id: &str| Command::call_off(MATCH, [SEAT], &order(id), NOW);
    assert_eq!(after(&call_off("p"), &reserved).unwrap(), reserved, "another order has no say");
    assert_eq!(after(&call_off("o"), &reserved), Ok(held));
    let show = Command::show_sale(MATCH, [SEAT], &cart("ann"), &order("o"), NOW);
    let sold = after(&show, &reserved).unwrap();
    assert_eq!((sold.status, &sold.order), (AllocationStatus::Occupied, &Some(order("o"))));
    assert_eq!(after(&reserve("ann", "q"), &sold), Ok(sold), "what was bought is left as it is");
}

#[test]
fn a_sold_seat_stays_sold_until_its_order_is_void() {
    let (sold, never) = (after(&sell("ann", NOW), &held_by("ann")).unwrap(), UnixMillis(i64::MAX));
    assert_eq!((sold.status, sold.expires_at), (AllocationStatus::Occupied, None));
    assert_eq!(after(&sell("ann", never), &sold).as_ref(), Ok(&sold));
    assert_eq!(after(&sell("bob", never), &sold), Err(Refusal::NotHolder));
    assert_eq!(after(&hold("ann", never), &sold), Err(Refusal::SeatTaken));
    assert_eq!(after(&release("ann", never), &sold), Err(Refusal::SeatNotHeld));
    let void = |id: &str| Command::void(MATCH, [SEAT], &order(id), Actor::Operator("kim".into()), NOW);
    assert_eq!(after(&void("p"), &sold), Err(Refusal::OrderEnded));
    assert_eq!(after(&void("o"), &sold), Ok(Allocation::AVAILABLE));
}

#[test]
fn a_blocked_seat_is_nobodys_and_keeps_its_reason() {
    let blocked = blocked();
    assert_eq!((blocked.status, blocked.reason.as_deref()), (AllocationStatus::Blocked, Some("camera")));
    assert_eq!(after(&hold("ann", NOW), &blocked), Err(Refusal::SeatTaken));
    assert_eq!(after(&release("ann", NOW), &blocked), Err(Refusal::SeatNotHeld));
    let unblock = Command::unblock(MATCH, [SEAT], Actor::System, NOW);
    assert_eq!(after(&unblock, &blocked), Ok(Allocation::AVAILABLE));
    assert_eq!(after(&unblock, &Allocation::AVAILABLE), Ok(Allocation::AVAILABLE));
    assert_eq!(after(&unblock, &held_by("ann")), Err(Refusal::SeatNotHeld));
    let block = Command::block(MATCH, [SEAT], "x", Actor::System, NOW);
    assert_eq!(after(&block, &held_by("ann")), Err(Refusal::SeatTaken));
}

#[test]
fn what_a_later_version_knows_is_nobodys_to_change() {
    let unknown = Allocation::UNKNOWN;
    assert_eq!(after(&hold("ann", NOW), &unknown), Err(Refusal::SeatTaken));
    assert_eq!(after(&release("ann", NOW), &unknown), Err(Refusal::SeatNotHeld));
    let show = Command::show_sale(MATCH, [SEAT], &cart("ann"), &order("o"), NOW);
    assert_eq!(after(&show, &unknown), Ok(unknown));
}

#[test]
fn a_hold_moves_with_its_end_unless_it_has_changed() {
    let held = held_by("ann");
    let end = held.expires_at.unwrap();
    let moved = |rev| Command::move_hold(MATCH, SEAT, OTHER, &cart("ann"), NOW, (Revision(rev), end));
    let found = |other: Allocation| [Some((held.clone(), Revision(7))), Some((other, Revision(3)))];
    let verdicts = judge(&moved(7), &found(Allocation::AVAILABLE), having(2));
    let expected = vec![Verdict::Becomes(Allocation::AVAILABLE), Verdict::Becomes(held.clone())];
    assert_eq!(verdicts, Ok(expected), "it is one hold before and after, so that no cap is asked");
    assert_eq!(judge(&moved(6), &found(Allocation::AVAILABLE), having(0)), Err(Refusal::SeatNotHeld));
    assert_eq!(judge(&moved(7), &found(held_by("bob")), having(0)), Err(Refusal::SeatTaken));
}

#[test]
fn many_are_held_together_or_not_at_all_and_the_cap_counts_them_together() {
    let both = Command::hold(MATCH, [OTHER, SEAT, SEAT], &cart("ann"), NOW, POLICY);
    assert_eq!(both.blocks(), [BlockId(1), BlockId(2)]);
    let free = Some((Allocation::AVAILABLE, Revision(0)));
    assert_eq!(judge(&both, &[free.clone(), free.clone()], having(0)).map(|verdicts| verdicts.len()), Ok(2));
    assert_eq!(judge(&both, &[free.clone(), free.clone()], having(1)), Err(Refusal::HoldLimit { max: 2 }));
    assert_eq!(
        judge(&both, &[free.clone(), Some((held_by("bob"), Revision(1)))], having(0)),
        Err(Refusal::SeatTaken)
    );
    assert_eq!(judge(&both, &[free.clone(), None], having(0)), Err(Refusal::SeatNotFound));
    // Whoever is refused is told of all that stood in the way, and of nothing else.
    let theirs = Some((held_by("bob"), Revision(1)));
    let both_seats = [both.steps[0].seat_id, both.steps[1].seat_id];
    assert_eq!(in_the_way(&both, &[free.clone(), theirs.clone()]), [both_seats[1]]);
    assert_eq!(in_the_way(&both, &[theirs, None]), both_seats);
    assert_eq!(in_the_way(&both, &[free.clone(), Some((held_by("ann"), Revision(1)))]), []);
    // One's own hold counts once.
    let mine = Some((held_by("ann"), Revision(1)));
    assert_eq!(
        judge(&both, &[mine.clone(), free], having(1)).map(|verdicts| verdicts[0].clone()),
        Ok(Verdict::Kept)
    );
    let none = Command::hold(MATCH, [SEAT], &cart("ann"), NOW, HoldPolicy { max_holds: 0, ..POLICY });
    assert!(judge(&none, &[Some((Allocation::AVAILABLE, Revision(0)))], having(9_999)).is_ok());
}

fn command() -> impl Strategy<Value = fn(&CartId, UnixMillis) -> Command> {
    let kinds: [fn(&CartId, UnixMillis) -> Command; 9] = [
        |who, now| Command::hold(MATCH, [SEAT], who, now, POLICY),
        |who, now| Command::release(MATCH, [SEAT], who, now),
        |who, now| Command::lengthen(MATCH, [SEAT], who, now, now + 300),
        |who, now| Command::reserve(MATCH, [SEAT], who, &OrderId::from_stored(who.as_str()), now),
        |who, now| Command::call_off(MATCH, [SEAT], &OrderId::from_stored(who.as_str()), now),
        |who, now| Command::sell(MATCH, [SEAT], who, &OrderId::from_stored(who.as_str()), now),
        |_, now| Command::block(MATCH, [SEAT], "why", Actor::System, now),
        |_, now| Command::unblock(MATCH, [SEAT], Actor::System, now),
        |who, now| Command::expire(MATCH, [(SEAT, who.clone())], now),
    ];
    (0..kinds.len()).prop_map(move |kind| kinds[kind])
}

proptest! {
    /// Whatever is asked, by whomever, whenever: the seat has a cart, an end, an order and a reason exactly in the states
    /// that have them, and only its cart or the system moves it as long as it has not run out.
    #[test]
    fn any_history_keeps_the_seat_whole(steps in prop::collection::vec((command(), 0..3_usize, 0..1_500_i64), 1..60)) {
        use AllocationStatus::{Blocked, Hold, Occupied, Reserved};
        let people = [cart("ann"), cart("bob"), cart("cho")];
        let mut seat = Allocation::AVAILABLE;
        let mut now = NOW;
        for (command, who, later) in steps {
            now = now + later;
            let command = command(&people[who], now);
            let before = seat.at(now);
            if let Ok(next) = after(&command, &seat) && next != seat {
                if let Actor::Buyer(buyer) = &command.actor {
                    prop_assert!(before.cart.is_none() || before.is_of(buyer));
                }
                prop_assert_ne!(before.status, Occupied);
                seat = next;
            }
            prop_assert_eq!(seat.cart.is_some(), matches!(seat.status, Hold | Reserved | Occupied));
            prop_assert_eq!(seat.expires_at.is_some(), matches!(seat.status, Hold | Reserved));
            prop_assert_eq!(seat.held_since.is_some(), seat.expires_at.is_some());
            prop_assert_eq!(seat.order.is_some(), matches!(seat.status, Reserved | Occupied));
            prop_assert_eq!(seat.reason.is_some(), seat.status == Blocked);
        }
    }

    /// Whatever carts hold, let go of, buy and lengthen: at any moment all that a cart has on hold ends at one time, which
    /// nothing but lengthening moves as long as it has something, nor lengthening beyond its cap; and no cart has more than it may.
    #[test]
    fn all_holds_of_a_cart_end_together(
        steps in prop::collection::vec((0..6_u8, 0..2_usize, prop::collection::vec(0..5_usize, 1..3), 0..400_i64), 1..80)
    ) {
        let people = [cart("ann"), cart("bob")];
        let policy = HoldPolicy { max_holds: 3, ..POLICY };
        let mut seats = vec![Allocation::AVAILABLE; 5];
        let mut now = NOW;
        for (kind, who, wanted, later) in steps {
            now = now + later;
            let who = &people[who];
            let places = wanted.iter().map(|seat| (BlockId(1), SeatId(*seat as i64)));
            let before = CartState::of(who, &seats, now);
            let is_mine = |seat: &usize| seats[*seat].at(now).is_of(who) && seats[*seat].status == AllocationStatus::Hold;
            let hold = |seat: usize| Held {
                seat_id: SeatId(seat as i64),
                block_id: BlockId(1),
                expires_at: seats[seat].expires_at.unwrap(),
                rev: Revision(1),
                since: seats[seat].held_since,
            };
            let mine: Vec<_> = (0..5).filter(is_mine).map(hold).collect();
            let longer = Lengthened::of(&mine, now, policy, 2_500);
            let command = match kind {
                0..3 => Command::hold(MATCH, places, who, now, policy),
                3 => Command::release(MATCH, places, who, now),
                4 => match longer {
                    // It is refused where one is reserved: all or none end later.
                    Some(to) => Command::lengthen_all(MATCH, &mine, who, now, to),
                    None => continue,
                },
                _ if seats.iter().any(|seat| seat.status == AllocationStatus::Reserved) => {
                    Command::call_off(MATCH, places, &order("o"), now)
                }
                _ => Command::reserve(MATCH, places, who, &order("o"), now),
            };
            let index = |step: &Step| step.seat_id.0 as usize;
            let found: Vec<_> =
                command.steps.iter().map(|step| Some((seats[index(step)].clone(), Revision(1)))).collect();
            for (step, verdict) in command.steps.iter().zip(judge(&command, &found, before).unwrap_or_default()) {
                if let Verdict::Becomes(after) = verdict {
                    seats[index(step)] = after;
                }
            }
            for cart in &people {
                let held = seats.iter().filter(|seat| seat.at(now).status == AllocationStatus::Hold && seat.is_of(cart));
                let ends: BTreeSet<_> = held.filter_map(|seat| seat.expires_at).collect();
                prop_assert!(ends.len() <= 1, "{ends:?}");
                let state = CartState::of(cart, &seats, now);
                prop_assert!(state.seats <= 3);
                if let (Some(ends), Some(since)) = (state.ends, state.since) {
                    prop_assert!(since <= now && ends - since <= 2_500, "{since:?} {ends:?}");
                }
                if cart == who && before.ends.is_some() && state.ends.is_some() {
                    prop_assert_eq!(before.since, state.since);
                }
                if cart == who && kind != 4 && let (Some(before), Some(after)) = (before.ends, state.ends) {
                    prop_assert_eq!(before, after);
                }
            }
        }
    }
}
