//! The scripts' rules are those of the domain: whatever is done, both answer and end the same.

use super::ground::{Ground, NOW};
use jari_core::{
    domain::{
        Allocation, AllocationStatus, Held, HoldPolicy, HolderId, Refusal, SeatId, Transition, UnixMillis,
    },
    ports::{AllocationError, Clock, CompleteRequest, SeatRequest},
};
use rand::{Rng, SeedableRng, rngs::StdRng, seq::IndexedRandom};
use std::collections::BTreeMap;

const POLICY: HoldPolicy = HoldPolicy { ttl_millis: 300, max_holds: 3 };

/// Blocks and seats by their places.
type Permit = (usize, usize);

/// The same by the domain's rules.
#[derive(Default)]
struct Model {
    seats: BTreeMap<Permit, (Allocation, u64)>,
    revs: BTreeMap<usize, u64>,
}

impl Model {
    fn seat(&self, place: Permit) -> (Allocation, u64) {
        self.seats.get(&place).cloned().unwrap_or((Allocation::AVAILABLE, 0))
    }

    fn store(&mut self, place: Permit, after: Allocation) -> u64 {
        let rev = self.revs.entry(place.0).or_default();
        *rev += 1;
        self.seats.insert(place, (after, *rev));
        *rev
    }

    fn held(&self, holder: &HolderId, now: UnixMillis) -> Vec<(UnixMillis, Permit)> {
        let mut held: Vec<_> = self
            .seats
            .iter()
            .map(|(place, (seat, _))| (*place, seat.at(now)))
            .filter(|(_, seat)| seat.status == AllocationStatus::Hold && seat.holder.as_ref() == Some(holder))
            .map(|(place, seat)| (seat.expires_at.unwrap(), place))
            .collect();
        held.sort_unstable();
        held
    }

    fn hold(
        &mut self,
        place: Permit,
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<(UnixMillis, u64), Refusal> {
        let (before, rev) = self.seat(place);
        match before.hold(holder, now, POLICY)? {
            Transition::Unchanged(held) => Ok((held.expires_at.unwrap(), rev)),
            Transition::Changed(after) => {
                POLICY.admit(u32::try_from(self.held(holder, now).len()).unwrap())?;
                Ok((after.expires_at.unwrap(), self.store(place, after)))
            }
        }
    }

    fn release(&mut self, place: Permit, holder: &HolderId, now: UnixMillis) -> Result<u64, Refusal> {
        let (before, _) = self.seat(place);
        match before.release(holder, now)? {
            Transition::Changed(after) => Ok(self.store(place, after)),
            Transition::Unchanged(_) => unreachable!("a release changes something"),
        }
    }

    fn complete(
        &mut self,
        places: &[Permit],
        holder: &HolderId,
        now: UnixMillis,
    ) -> Result<Vec<u64>, Refusal> {
        let changes: Vec<_> =
            places.iter().map(|place| self.seat(*place).0.sell(holder, now)).collect::<Result<_, _>>()?;
        let stored = places.iter().zip(changes).map(|(place, change)| match change {
            Transition::Unchanged(_) => self.seat(*place).1,
            Transition::Changed(after) => self.store(*place, after),
        });
        Ok(stored.collect())
    }

    fn expire(&mut self, now: UnixMillis) {
        let mut due: Vec<_> = self
            .seats
            .iter()
            .filter_map(|(place, (seat, _))| seat.expire(now).map(|_| (seat.expires_at, *place)))
            .collect();
        due.sort_unstable();
        for (_, place) in due {
            self.store(place, Allocation::AVAILABLE);
        }
    }
}

fn refused<T>(result: Result<T, AllocationError>) -> Result<T, Refusal> {
    result.map_err(|error| match error {
        AllocationError::Refused(refusal) => refusal,
        AllocationError::Store(error) => panic!("{error:?}"),
    })
}

async fn play(seed: u64, steps: usize) {
    let ground = Ground::start().await;
    let instances = [ground.instance().await, ground.instance().await];
    let (match_id, mut rng) = (ground.fixture.match_id, StdRng::seed_from_u64(seed));
    let mut model = Model::default();
    let mut done = [0_usize; 5];
    for step in 0..steps {
        // No two holds end at the same moment: then which is freed first would be open.
        ground.clock.advance(rng.random_range(1..60));
        let now = ground.clock.now();
        let redis = instances.choose(&mut rng).unwrap();
        let holder = HolderId::from_verified(*["ann", "b|o:b", "{cho}"].choose(&mut rng).unwrap());
        let place: Permit = (rng.random_range(1..3), rng.random_range(0..8));
        let at = |(block, seat): Permit| (ground.fixture.block(block), ground.fixture.seat(block, seat));
        let (block_id, seat_id) = at(place);
        let request = SeatRequest { match_id, block_id, seat_id, holder: holder.clone(), now };
        let what = format!("seed {seed}, step {step}");
        match rng.random_range(0..20) {
            0..11 => {
                let told = refused(redis.allocations.hold(&request, POLICY).await);
                let told = told.map(|held: Held| (held.expires_at, held.rev.0));
                assert_eq!(told, model.hold(place, &holder, now), "{what}: hold");
                done[0] += usize::from(told.is_ok());
            }
            11..16 => {
                let told = refused(redis.allocations.release(&request).await).map(|rev| rev.0);
                assert_eq!(told, model.release(place, &holder, now), "{what}: release");
                done[1] += usize::from(told.is_ok());
            }
            16 => {
                // Mostly what the holder has, now and then with a seat of anybody's.
                let mut places: Vec<Permit> =
                    model.held(&holder, now).into_iter().map(|(_, place)| place).take(2).collect();
                if places.is_empty() || rng.random_bool(0.3) {
                    places.push(place);
                }
                places.sort_unstable();
                places.dedup();
                let seats = places.iter().map(|place| at(*place)).collect();
                let order = CompleteRequest { match_id, seats, holder: holder.clone(), now };
                let told = refused(redis.allocations.complete(&order).await);
                let told = told.map(|sold| sold.iter().map(|seat| seat.rev.0).collect::<Vec<_>>());
                assert_eq!(told, model.complete(&places, &holder, now), "{what}: complete");
                done[2] += usize::from(told.is_ok());
            }
            17 => {
                let told = redis.allocations.expire(now, 1_000).await.unwrap();
                model.expire(now);
                done[3] += told.len();
            }
            _ => {
                let told = redis.allocations.held_by(match_id, &holder, now).await.unwrap();
                let told: Vec<_> =
                    told.iter().map(|held| (held.expires_at, held.block_id, held.seat_id)).collect();
                let held = model.held(&holder, now).into_iter();
                let held: Vec<_> = held.map(|(end, place)| (end, at(place).0, at(place).1)).collect();
                assert_eq!(told, held, "{what}: held by");
                done[4] += told.len();
            }
        }
        let redis = instances.choose(&mut rng).unwrap();
        for block in 1..3 {
            let told = redis.status.snapshot(match_id, ground.fixture.block(block)).await.unwrap();
            let told_seats: Vec<_> =
                told.seats.iter().map(|seat| (seat.seat_id, seat.status, seat.rev.0)).collect();
            let seats: Vec<(SeatId, AllocationStatus, u64)> = (0..12)
                .map(|seat| {
                    let (allocation, rev) = model.seat((block, seat));
                    (ground.fixture.seat(block, seat), allocation.status, rev)
                })
                .collect();
            assert_eq!(told_seats, seats, "{what}: block {block}");
            assert_eq!(told.rev.0, model.revs.get(&block).copied().unwrap_or(0), "{what}: block {block}");
            let counts =
                redis.status.block_counts(match_id, Some(&[ground.fixture.block(block)])).await.unwrap();
            let free = seats.iter().filter(|(_, status, _)| *status == AllocationStatus::Available).count();
            assert_eq!(counts.blocks[0].free as usize, free, "{what}: block {block}");
        }
    }
    assert!(done.iter().all(|count| *count > 0), "everything was tried: {done:?}");
    // Nothing is left behind in the indexes once all holds have run out.
    ground.clock.advance(1_000);
    let now = ground.clock.now();
    while !instances[0].allocations.expire(now, 1_000).await.unwrap().is_empty() {}
    assert_eq!(ground.server.cli(&["ZCARD", &ground.key("expiry")]), "1");
    assert_eq!(ground.server.cli(&["ZRANGE", &ground.key("holders"), "0", "-1"]), "end");
    assert!(now > NOW);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_scripts_judge_as_the_domain_does() {
    for seed in 1..=6 {
        play(seed, 300).await;
    }
}
