use super::{POLICY, Stall, request_of};
use crate::support::{Fixture, Ground, PostgresServer, SeatRequest, SeatRequests};
use futures_util::future::{join_all, poll_immediate};
use jari_core::{
    domain::{
        Allocation, AllocationStatus, Refusal, Revision, UnixMillis,
        command::{CartState, Verdict, judge},
    },
    ports::{AllocationError, StoreError},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

const NOW: UnixMillis = UnixMillis(5_000_000);

/// A store of which the test says how long anybody waits.
async fn patient(mut ground: Ground) -> (Ground, Fixture) {
    ground.config.database.timeout_ms = 20_000;
    let fixture = Fixture::open(ground.config.clone()).await;
    (ground, fixture)
}

async fn ask(fixture: &Fixture, hold: bool, request: &SeatRequest) -> Result<Revision, AllocationError> {
    let store = &fixture.store.allocations;
    if hold { Ok(store.hold(request, POLICY).await?.rev) } else { store.release(request).await }
}

/// A block's seats as the rules have them, one request after the other.
#[derive(Default)]
struct Model {
    rev: Revision,
    seats: BTreeMap<i64, (Allocation, Revision)>,
}

impl Model {
    fn ask(&mut self, hold: bool, request: &SeatRequest) -> Result<Revision, Refusal> {
        let cart = CartState::of(&request.cart, self.seats.values().map(|(state, _)| state), request.now);
        let seat =
            self.seats.entry(request.seat_id.0).or_insert((Allocation::AVAILABLE, Revision::default()));
        let command = if hold { request.hold(POLICY) } else { request.release() };
        let verdicts = judge(&command, &[Some(seat.clone())], cart)?;
        if let Some(Verdict::Becomes(after)) = verdicts.into_iter().next() {
            self.rev.0 += 1;
            *seat = (after, self.rev);
        }
        Ok(seat.1)
    }
}

/// Many want the same few seats while nobody can write; then all are served together. Each is answered as if they had
/// come one after the other, and the store and the revisions say the same.
async fn a_burst_is_the_same_as_one_by_one(ground: Ground) {
    let (ground, fixture) = patient(ground).await;
    let (mut rng, mut model) = (StdRng::seed_from_u64(3), Model::default());
    for _ in 0..5 {
        let asks: Vec<_> = (0..200)
            .map(|_| {
                let who = format!("cart{}", rng.random_range(0..6));
                (rng.random_bool(0.6), request_of(&fixture, &who, 1, rng.random_range(0..12), NOW))
            })
            .collect();
        let stall = Stall::begin(&ground).await;
        let mut waiting: Vec<_> =
            asks.iter().map(|(hold, request)| Box::pin(ask(&fixture, *hold, request))).collect();
        for one in &mut waiting {
            assert!(poll_immediate(one).await.is_none());
        }
        stall.end().await;
        for (answer, (hold, request)) in join_all(waiting).await.into_iter().zip(&asks) {
            let answer = answer.map_err(|error| match error {
                AllocationError::Refused(refused) => refused.why,
                AllocationError::Store(error) => panic!("{error:?}"),
            });
            assert_eq!(answer, model.ask(*hold, request), "{hold} {request:?}");
        }
        let stored = fixture.store.status.snapshot(fixture.match_id, fixture.block(1)).await.unwrap();
        assert_eq!(stored.rev, model.rev);
        for seat in &stored.seats {
            let known = model.seats.get(&seat.seat_id.0).cloned();
            let (state, rev) = known.unwrap_or((Allocation::AVAILABLE, Revision(0)));
            assert_eq!((seat.status, seat.rev), (state.status.into(), rev));
        }
        let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
        let taken = model.seats.values().filter(|(state, _)| state.status == AllocationStatus::Hold).count();
        assert_eq!(counts.blocks[1].free as usize, 12 - taken);
    }
    assert!(model.rev.0 > 30, "{}", model.rev);
}

/// Some of those who wait hang up: the others are served, and no revision is missing.
async fn who_hangs_up_harms_nobody(ground: Ground) {
    let (ground, fixture) = patient(ground).await;
    let requests: Vec<_> = (0..100).map(|n| request_of(&fixture, &format!("cart{n}"), 0, n, NOW)).collect();
    let stall = Stall::begin(&ground).await;
    let mut waiting: Vec<_> =
        requests.iter().map(|request| Some(Box::pin(ask(&fixture, true, request)))).collect();
    for one in waiting.iter_mut().flatten() {
        assert!(poll_immediate(one).await.is_none());
    }
    // The first one of them is being served at this moment.
    waiting.iter_mut().step_by(3).for_each(|one| drop(one.take()));
    stall.end().await;
    let mut revs = BTreeSet::new();
    for answer in join_all(waiting.into_iter().flatten()).await {
        assert!(revs.insert(answer.unwrap()));
    }
    let stored = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await.unwrap();
    let held: BTreeSet<_> = stored.seats.iter().map(|seat| seat.rev).filter(|rev| rev.0 > 0).collect();
    assert!(revs.is_subset(&held));
    assert_eq!(held, (1..=stored.rev.0).map(Revision).collect(), "each revision is a seat's");
}

/// More than may wait: who comes last is told so at once, and all others are served.
async fn a_full_queue_refuses_at_once(ground: Ground) {
    let (ground, fixture) = patient(ground).await;
    let requests: Vec<_> =
        (0..6_000).map(|n| request_of(&fixture, &format!("cart{n}"), 0, n % 120, NOW)).collect();
    let stall = Stall::begin(&ground).await;
    let (mut waiting, mut refused) = (Vec::new(), 0);
    for request in &requests {
        let mut one = Box::pin(ask(&fixture, true, request));
        match poll_immediate(&mut one).await {
            None => waiting.push(one),
            Some(Err(AllocationError::Store(StoreError::Unavailable(_)))) => refused += 1,
            Some(other) => panic!("{other:?}"),
        }
    }
    stall.end().await;
    assert!(refused > 1_000, "{refused}");
    let answers = join_all(waiting).await;
    assert_eq!(answers.iter().filter(|answer| answer.is_ok()).count(), 120);
    assert!(!answers.iter().any(|answer| matches!(answer, Err(AllocationError::Store(_)))));
    ask(&fixture, false, &requests[0]).await.unwrap();
}

macro_rules! on_both {
    ($($name:ident),+) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(super::Ground::sqlite()).await;
            })+
        }

        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(super::Ground::postgres()).await;
            })+
        }
    };
}

on_both!(a_burst_is_the_same_as_one_by_one, who_hangs_up_harms_nobody, a_full_queue_refuses_at_once);

/// PostgreSQL is killed in the middle of it: nobody was told of a hold that is not there.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_was_told_of_a_hold_has_it() {
    let mut server = PostgresServer::start_own();
    let fixture = Fixture::open(Ground::at(&server.create_database()).config).await;
    let (fixture, told) = (Arc::new(fixture), Arc::new(AtomicUsize::new(0)));
    let people = (0..40).map(|person| {
        let (fixture, told) = (Arc::clone(&fixture), Arc::clone(&told));
        tokio::spawn(async move {
            let (mut seats, mut last) = (BTreeMap::new(), Revision(0));
            // Three seats each, held and released until the server is gone.
            for turn in 0.. {
                let (seat, hold) = (person * 3 + turn / 2 % 3, turn % 2 == 0);
                let request = request_of(&fixture, &format!("cart{person}"), 0, seat, NOW);
                match ask(&fixture, hold, &request).await {
                    Ok(rev) => {
                        assert!(rev > last);
                        last = rev;
                        seats.insert(request.seat_id, rev);
                        told.fetch_add(1, Ordering::SeqCst);
                    }
                    Err(AllocationError::Store(StoreError::Unavailable(_))) => return seats,
                    Err(other) => panic!("{other:?}"),
                }
            }
            unreachable!()
        })
    });
    let people: Vec<_> = people.collect();
    while told.load(Ordering::SeqCst) < 300 {
        tokio::task::yield_now().await;
    }
    server.kill();
    let told: Vec<_> = join_all(people).await.into_iter().flat_map(|seats| seats.unwrap()).collect();
    server.restart();
    let stored = loop {
        if let Ok(stored) = fixture.store.status.snapshot(fixture.match_id, fixture.block(0)).await {
            break stored;
        }
    };
    let stored: BTreeMap<_, _> = stored.seats.iter().map(|seat| (seat.seat_id, seat.rev)).collect();
    for (seat, rev) in told {
        // What nobody was told of may have come after it.
        assert!(stored[&seat] >= rev, "seat {seat}: {} and not {rev}", stored[&seat]);
    }
}
