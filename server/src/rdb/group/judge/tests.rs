use super::*;
use jari_core::domain::{Actor, BlockId, HoldPolicy, OrderState, PaymentId, Refusal};
use jari_core::ports::AllocationError;
use proptest::prelude::*;

const BLOCKS: i64 = 3;
const SEATS: i64 = 4;

/// The store as the rules have it: one request after the other, and nothing remembered but the committed state.
#[derive(Clone, Default)]
struct Model {
    revs: HashMap<BlockKey, Revision>,
    seats: BTreeMap<SeatKey, (Allocation, Revision)>,
    free: HashMap<BlockKey, i64>,
    /// Every change, in order.
    log: Vec<(SeatKey, AllocationStatus, Allocation, Revision)>,
}

impl Model {
    fn new() -> Self {
        let mut model = Self::default();
        for block in 0..BLOCKS {
            let key = (MatchId(1), BlockId(block));
            model.revs.insert(key, Revision(7));
            model.free.insert(key, SEATS);
            for seat in 0..SEATS {
                model.seats.insert(place(block, seat), (Allocation::AVAILABLE, Revision(0)));
            }
        }
        model
    }

    fn ask(&mut self, ask: &Ask) -> Result<Vec<(SeatKey, Allocation, Revision)>, Refusal> {
        let command = &ask.command;
        let found: Vec<_> = ask.places().map(|place| self.seats.get(&place).cloned()).collect();
        let seats = self.seats.values().map(|(state, _)| state);
        let cart = command.cart.as_ref().map(|rule| CartState::of(&rule.cart, seats, command.now));
        let verdicts = command::judge(command, &found, cart.unwrap_or_default())?;
        let mut told = Vec::new();
        for ((place, found), verdict) in ask.places().zip(found).zip(verdicts) {
            let Some((before, mut rev)) = found else { continue };
            let state = match verdict {
                Verdict::LeftOut => continue,
                Verdict::Kept => before,
                Verdict::Becomes(after) => {
                    let block = self.revs.get_mut(&place.block()).unwrap();
                    block.0 += 1;
                    rev = *block;
                    let free = |state: &Allocation| i64::from(state.status.is_free());
                    *self.free.get_mut(&place.block()).unwrap() += free(&after) - free(&before);
                    self.log.push((place, before.status, after.clone(), rev));
                    self.seats.insert(place, (after.clone(), rev));
                    after
                }
            };
            told.push((place, state, rev));
        }
        Ok(told)
    }

    /// What a database would tell a batch of its subject, and no more.
    fn read(&self, asks: &[Ask]) -> Found {
        let mut found = Found::default();
        let named: HashSet<_> = asks.iter().flat_map(Ask::places).collect();
        let since = asks.iter().map(|ask| ask.command.now).min().unwrap_or_default();
        for ask in asks {
            for place in ask.places() {
                found.revs.extend(self.revs.get(&place.block()).map(|rev| (place.block(), *rev)));
                found.seats.extend(self.seats.get(&place).map(|seat| (place, seat.clone())));
            }
            let Some(rule) = &ask.command.cart else { continue };
            let is_counted = asks
                .iter()
                .filter_map(|other| other.command.cart.as_ref())
                .any(|other| other.cart == rule.cart && other.max_holds.is_some());
            let theirs = self.seats.iter().filter(|(_, (state, _))| state.is_of(&rule.cart));
            let theirs = theirs.map(|(place, (state, _))| (place, state));
            let theirs: HashMap<_, _> = if is_counted {
                theirs.map(|(place, state)| (place.seat_id, state.clone())).collect()
            } else {
                let unnamed = theirs.filter(|(place, _)| !named.contains(place));
                let last = unnamed.filter(|(_, state)| state.expires_at > Some(since));
                let last = last.max_by_key(|(_, state)| state.expires_at);
                last.map(|(place, state)| (place.seat_id, state.clone())).into_iter().collect()
            };
            found.carts.insert((ask.command.match_id, rule.cart.clone()), theirs);
        }
        found
    }

    fn store(&mut self, judged: &Judged) {
        for (key, write) in &judged.blocks {
            self.revs.insert(*key, write.rev);
            *self.free.get_mut(key).unwrap() += write.free;
        }
        for change in &judged.changes {
            self.log.push((change.place, change.before, change.after.clone(), change.rev));
            if change.is_last {
                self.seats.insert(change.place, (change.after.clone(), change.rev));
            }
        }
    }
}

fn place(block: i64, seat: i64) -> SeatKey {
    SeatKey { match_id: MatchId(1), block_id: BlockId(block), seat_id: SeatId(block * 10 + seat) }
}

/// Commands of all kinds by a few people who want the same few seats of several blocks, some of which are not there.
fn asks() -> impl Strategy<Value = Vec<Ask>> {
    let seats = prop::collection::vec((0..BLOCKS, 0..=SEATS), 1..4);
    let ask = (seats, 0..4_u8, 0..4_u32, 0..14_u8, 0..200_i64);
    prop::collection::vec(ask, 0..60).prop_map(|asks| {
        let mut now = UnixMillis(1_000);
        let ask = |(seats, who, max_holds, kind, later): (Vec<(i64, i64)>, u8, u32, u8, i64)| {
            now = now + (later - 50);
            let cart = CartId::from_verified(format!("cart{who}"));
            let order = OrderId::from_stored(format!("order{who}"));
            let places =
                seats.into_iter().map(|(block, seat)| place(block, seat)).map(|at| (at.block_id, at.seat_id));
            let policy = HoldPolicy { ttl_millis: 500, max_holds };
            let id = MatchId(1);
            let command = match kind {
                0..5 => Command::hold(id, places, &cart, now, policy),
                5 => Command::release(id, places, &cart, now),
                6 => {
                    let all: Vec<_> = places.collect();
                    Command::release(id, all.iter().take(1).copied(), &cart, now).releasing(all, &cart)
                }
                7 => Command::sell(id, places, &cart, &order, now),
                8 => Command::void(id, places, &order, Actor::System, now),
                9 => Command::block(id, places, "why", Actor::System, now),
                10 => Command::unblock(id, places, Actor::System, now),
                11 => Command::reserve(id, places, &cart, &order, now),
                12 => Command::call_off(id, places, &order, now),
                _ => Command::expire(id, places.map(|place| (place, cart.clone())), now),
            };
            Ask { command, shows_sales: true }
        };
        asks.into_iter().map(ask).collect()
    })
}

fn told(ask: &Ask, answer: Answer) -> Result<Vec<(SeatKey, Allocation, Revision)>, Refusal> {
    let match_id = ask.command.match_id;
    let seat = |seat: Outcome| {
        (SeatKey { match_id, block_id: seat.block_id, seat_id: seat.seat_id }, seat.state, seat.rev)
    };
    match answer {
        Ok(seats) => Ok(seats.into_iter().map(seat).collect()),
        Err(AllocationError::Refused(refused)) => Err(refused.why),
        Err(AllocationError::Store(error)) => panic!("{error}"),
    }
}

proptest! {
    /// However the requests are cut into batches, each is answered as if they had come one by one, and the store and its log
    /// end the same.
    #[test]
    fn batches_come_to_the_same_as_one_by_one(asks in asks(), size in 1..40_usize) {
        let (mut alone, mut batched) = (Model::new(), Model::new());
        let expected: Vec<_> = asks.iter().map(|ask| alone.ask(ask)).collect();
        let mut answers = Vec::new();
        for batch in asks.chunks(size) {
            let judged = judge(batched.read(batch), batch);
            batched.store(&judged);
            answers.extend(batch.iter().zip(judged.answers).map(|(ask, answer)| told(ask, answer)));
        }
        prop_assert_eq!(answers, expected);
        prop_assert_eq!(&batched.seats, &alone.seats);
        prop_assert_eq!(&batched.revs, &alone.revs);
        prop_assert_eq!(&batched.free, &alone.free);
        prop_assert_eq!(&batched.log, &alone.log);
    }
}

#[test]
fn a_refusal_writes_nothing_of_a_command_that_is_all_or_nothing() {
    let model = Model::new();
    let ask = |seats: &[i64]| {
        let places = seats.iter().map(|seat| place(0, *seat)).map(|at| (at.block_id, at.seat_id));
        let policy = HoldPolicy { ttl_millis: 1, max_holds: 0 };
        let command = Command::hold(MatchId(1), places, &CartId::from_verified("ann"), UnixMillis(1), policy);
        Ask { command, shows_sales: true }
    };
    let asks = [ask(&[0, 1, SEATS])];
    let judged = judge(model.read(&asks), &asks);
    assert!(judged.blocks.is_empty() && judged.changes.is_empty());
    assert!(
        matches!(&judged.answers[0], Err(AllocationError::Refused(refused)) if refused.why == Refusal::SeatNotFound)
    );
}

#[test]
fn an_order_that_is_not_as_it_was_read_is_refused_alone() {
    let mut model = Model::new();
    let cart = CartId::from_verified("ann");
    let id = |number: i64| OrderId::from_stored(format!("order{number}"));
    for seat in 0..SEATS {
        let reserved = Allocation {
            status: AllocationStatus::Reserved,
            cart: Some(cart.clone()),
            order: Some(id(seat)),
            ..Allocation::AVAILABLE
        };
        model.seats.insert(place(0, seat), (reserved, Revision(1)));
    }
    let pay = |seat: i64, version: i64| {
        let at = place(0, seat);
        let paid = PaidOrder {
            order: id(seat),
            version,
            cart: cart.clone(),
            payment: PaymentId::from_stored("p"),
            gateway_id: None,
        };
        let command = Command::pay(MatchId(1), [(at.block_id, at.seat_id)], paid, UnixMillis(1));
        Ask { command, shows_sales: true }
    };
    // The second was changed since, the third is not there any more, and the fourth is asked for twice.
    let asks = [pay(0, 5), pay(1, 4), pay(2, 5), pay(3, 5), pay(3, 5), pay(3, 6)];
    let mut found = model.read(&asks);
    for seat in [0, 1, 3] {
        found.orders.put(id(seat), FoundOrder { state: OrderState::Pending, version: 5 });
    }
    let judged = judge(found, &asks);
    let is_paid: Vec<_> = judged.answers.iter().map(Result::is_ok).collect();
    // Whoever is late with a seat that is sold is told so by the seat.
    assert_eq!(is_paid, [true, false, false, true, false, false]);
    let paid: Vec<_> = judged.paid.iter().map(|(paid, _)| paid.order.clone()).collect();
    assert_eq!(paid, [id(0), id(3)]);
    assert_eq!(judged.changes.len(), 2);
    for late in [1, 2] {
        assert!(
            matches!(&judged.answers[late], Err(AllocationError::Refused(refused)) if refused.why == Refusal::OrderEnded)
        );
    }
}
