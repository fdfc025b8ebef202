//! The script carries out what the domain's judge says: whatever is asked, both answer and end the same.

use super::{
    faulty_ledger::{AGREEING, faulty},
    ground::{Ground, NOW},
};
use jari_core::{
    domain::{
        Actor, Allocation, AllocationStatus, CartId, Command, Held, HoldPolicy, Lengthened, OrderId, Outcome,
        Refusal, Revision, SeatStatus, UnixMillis,
        command::{CartState, Place, Verdict, judge},
    },
    ports::{AllocationError, Clock},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::collections::BTreeMap;

const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 600, max_holds: 3 };

/// Names that would mislead whoever takes them apart.
const PEOPLE: [&str; 3] = ["ann", "b|o:b", "{cho}"];

/// The same by the domain's judge.
struct Model {
    seats: BTreeMap<Place, (Allocation, u64)>,
    revs: BTreeMap<i64, u64>,
}

impl Model {
    fn held(&self, cart: &CartId, now: UnixMillis) -> Vec<(UnixMillis, Place)> {
        let is_held = |seat: &Allocation| seat.status == AllocationStatus::Hold && seat.is_of(cart);
        let held = self.seats.iter().filter(|(_, (seat, _))| is_held(&seat.at(now)));
        let mut held: Vec<_> = held.map(|(place, (seat, _))| (seat.expires_at.unwrap(), *place)).collect();
        held.sort_unstable_by_key(|(ends, (_, seat_id))| (*ends, *seat_id));
        held
    }

    fn held_of(&self, cart: &CartId, now: UnixMillis) -> Vec<Held> {
        let held = self.held(cart, now).into_iter().map(|(expires_at, place)| {
            let (seat, rev) = &self.seats[&place];
            let (block_id, seat_id) = place;
            Held { seat_id, block_id, expires_at, rev: Revision(*rev), since: seat.held_since }
        });
        held.collect()
    }

    fn cart_of(&self, command: &Command) -> CartState {
        let Some(rule) = &command.cart else { return CartState::default() };
        CartState::of(&rule.cart, self.seats.values().map(|(seat, _)| seat), command.now)
    }

    fn change(&mut self, command: &Command) -> Result<Vec<Outcome>, Refusal> {
        let places = command.steps.iter().map(|step| (step.block_id, step.seat_id));
        let found: Vec<_> = places
            .clone()
            .map(|place| self.seats.get(&place).cloned())
            .map(|seat| seat.map(|(state, rev)| (state, Revision(rev))))
            .collect();
        let verdicts = judge(command, &found, self.cart_of(command))?;
        let mut outcomes = Vec::new();
        for ((place, verdict), found) in places.zip(verdicts).zip(found) {
            let Some((before, rev)) = found else { continue };
            let (block_id, seat_id) = place;
            let (state, rev, is_changed) = match verdict {
                Verdict::LeftOut => continue,
                Verdict::Kept => (before, rev, false),
                Verdict::Becomes(after) => {
                    let rev = self.revs.entry(block_id.0).or_default();
                    *rev += 1;
                    self.seats.insert(place, (after.clone(), *rev));
                    (after, Revision(*rev), true)
                }
            };
            outcomes.push(Outcome { block_id, seat_id, state, rev, is_changed });
        }
        Ok(outcomes)
    }

    /// What has run out, block by block.
    fn expire(&mut self, command: impl Fn(Vec<(Place, CartId)>) -> Command, now: UnixMillis) {
        let due = self.seats.iter().filter(|(_, (seat, _))| seat.has_expired(now));
        let due = due.map(|(place, (seat, _))| (*place, seat.cart.clone().unwrap())).collect();
        self.change(&command(due)).unwrap();
    }
}

/// What a seat's text has no place for is with the cart.
fn stored(seats: Vec<Outcome>) -> Vec<Outcome> {
    let without = |seat: Outcome| Outcome { state: Allocation { held_since: None, ..seat.state }, ..seat };
    seats.into_iter().map(without).collect()
}

/// A command that fits what there is, or any at all.
fn any_command(model: &Model, ground: &Ground, rng: &mut StdRng, now: UnixMillis) -> Command {
    use AllocationStatus::{Available, Blocked, Hold, Occupied, Reserved, Unknown};
    let id = ground.fixture.match_id;
    let places: Vec<Place> = model.seats.keys().copied().collect();
    let place = *places.choose(rng).unwrap();
    let (state, rev) = model.seats[&place].clone();
    let is_any = rng.random_bool(0.3);
    let who = CartId::from_verified(*PEOPLE.choose(rng).unwrap());
    let who = state.cart.clone().filter(|_| !is_any).unwrap_or(who);
    let order = OrderId::from_stored(format!("order{}", rng.random_range(0..3)));
    let order = state.order.clone().filter(|_| !is_any).unwrap_or(order);
    // Mostly one seat, now and then several of several blocks.
    let mut seats = vec![place];
    if rng.random_bool(0.3) {
        seats.extend(places.choose_multiple(rng, 2).copied());
    }
    let kim = Actor::Operator("kim: a|b".into());
    let kind = if is_any { *AllocationStatus::ALL.choose(rng).unwrap() } else { state.status };
    let last = state.expires_at.unwrap_or(now + 100);
    match (kind, rng.random_range(0..7)) {
        (Available, 0) => Command::block(id, seats, "why: a|b", kim, now),
        (Available, 1) => Command::hold(id, seats, &who, now, HoldPolicy { max_holds: 0, ..POLICY }),
        (Available, 2) => {
            let held = *places.choose(rng).unwrap();
            Command::hold(id, seats, &who, now, POLICY).while_held([held], &who)
        }
        (Available, _) => Command::hold(id, seats, &who, now, POLICY),
        (Hold, 4) => Command::expire(id, seats.into_iter().map(|place| (place, who.clone())), now),
        (Hold, _) if state.has_expired(now) && rng.random_bool(0.3) => {
            Command::expire(id, [(place, who)], now)
        }
        (Hold, 0) => {
            let held = model.held_of(&who, now);
            let Some(to) = Lengthened::of(&held, now, POLICY, 2_000) else {
                return Command::release(id, seats, &who, now);
            };
            let to = if is_any { Lengthened { since: to.since + -1, ..to } } else { to };
            let few = if rng.random_bool(0.3) { &held[..1] } else { &held[..] };
            Command::lengthen_all(id, few, &who, now, to)
        }
        (Hold, 1) => {
            let to = *places.choose(rng).unwrap();
            Command::move_hold(id, place, to, &who, now, (Revision(rev), last))
        }
        (Hold, 2 | 3) => Command::reserve(id, seats, &who, &order, now),
        (Hold, _) => {
            let with: Vec<_> = places.choose_multiple(rng, 3).copied().collect();
            Command::release(id, seats, &who, now).releasing(with, &who)
        }
        (Reserved, 0 | 1) => Command::show_sale(id, seats, &who, &order, now),
        (Reserved, 2) => Command::release(id, seats, &who, now),
        (Reserved, 3) => Command::show_void(id, seats, &order, kim, now),
        (Reserved, _) => Command::call_off(id, seats, &order, now),
        (Occupied, 0) => Command::reserve(id, seats, &who, &order, now),
        (Occupied, _) => Command::show_void(id, seats, &order, kim, now),
        (Blocked, 0) => Command::block(id, seats, "", kim, now),
        (Blocked | Unknown, _) => Command::unblock(id, seats, kim, now),
    }
}

async fn play(seed: u64, steps: usize) {
    let ground = Ground::start().await;
    // What the ledger says is not what is tried here.
    let ((first, ledger), (second, other)) = (faulty(&ground).await, faulty(&ground).await);
    ledger.set(AGREEING);
    other.set(AGREEING);
    let instances = [first, second];
    let (match_id, mut rng) = (ground.fixture.match_id, StdRng::seed_from_u64(seed));
    let blocks = [ground.fixture.block(1), ground.fixture.block(2)];
    let seats = (1..3).flat_map(|block| (0..8).map(move |seat| (block, seat)));
    let seats = seats.map(|(block, seat)| (ground.fixture.block(block), ground.fixture.seat(block, seat)));
    let mut model = Model {
        seats: seats.map(|place| (place, (Allocation::AVAILABLE, 0))).collect(),
        revs: BTreeMap::new(),
    };
    let (mut done, mut refused) = (BTreeMap::<_, usize>::new(), 0);
    for step in 0..steps {
        ground.clock.advance(rng.random_range(1..60));
        let now = ground.clock.now();
        let redis = instances.choose(&mut rng).unwrap();
        let what = format!("seed {seed}, step {step}");
        match rng.random_range(0..12) {
            0 => {
                redis.allocations.expire(now, 1_000).await.unwrap();
                model.expire(|due| Command::expire(match_id, due, now), now);
            }
            1 => {
                let cart = CartId::from_verified(*PEOPLE.choose(&mut rng).unwrap());
                let told = redis.allocations.held_by(match_id, &cart, now).await.unwrap();
                assert_eq!(told, model.held_of(&cart, now), "{what}: held by");
            }
            _ => {
                let command = any_command(&model, &ground, &mut rng, now);
                let told = redis.allocations.change(&command).await.map_err(|error| match error {
                    AllocationError::Refused(refused) => refused.why,
                    AllocationError::Store(error) => panic!("{what}: {error:?}"),
                });
                assert_eq!(told, model.change(&command).map(stored), "{what}: {command:?}");
                refused += usize::from(told.is_err());
                if told.is_ok_and(|seats| seats.iter().any(|seat| seat.is_changed)) {
                    *done.entry(command.kind).or_default() += 1;
                }
            }
        }
        let redis = instances.choose(&mut rng).unwrap();
        for block in blocks {
            let told = redis.status.snapshot(match_id, block).await.unwrap();
            for seat in &told.seats {
                let (state, rev) =
                    model.seats.get(&(block, seat.seat_id)).cloned().unwrap_or((Allocation::AVAILABLE, 0));
                assert_eq!(
                    (seat.status, seat.rev.0),
                    (SeatStatus::from(state.status), rev),
                    "{what}: {seat:?}"
                );
            }
            assert_eq!(told.rev.0, model.revs.get(&block.0).copied().unwrap_or(0), "{what}: block {block}");
            let counts = redis.status.block_counts(match_id, Some(&[block])).await.unwrap();
            let free = told.seats.iter().filter(|seat| seat.status == SeatStatus::Available).count();
            assert_eq!(counts.blocks[0].free as usize, free, "{what}: block {block}");
        }
    }
    let kinds =
        ["block", "call off", "expire", "hold", "lengthen", "release", "reserve", "sell", "unblock", "void"];
    assert!(kinds.iter().all(|kind| done.contains_key(kind)) && refused > 0, "seed {seed}: {done:?}");
    // Nothing is left behind in the indexes once all holds have run out, and all orders were asked for.
    ground.clock.advance(60_000);
    let now = ground.clock.now();
    while !instances[0].allocations.expire(now, 1_000).await.unwrap().is_empty() {}
    assert_eq!(ground.server.cli(&["ZCARD", &ground.key("expiry")]), "1");
    assert_eq!(ground.server.cli(&["ZRANGE", &ground.key("carts"), "0", "-1"]), "end");
    assert!(now > NOW);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_script_does_as_the_domain_says() {
    for seed in 1..=6 {
        play(seed, 400).await;
    }
}
