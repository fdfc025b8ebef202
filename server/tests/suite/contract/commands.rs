//! Commands of every kind, over several seats and blocks, and the log that tells of them.

use super::{
    Subject,
    allocation::{NOW, POLICY, refusal, status},
};
use crate::support::Fixture;
use jari_core::{
    domain::{
        Actor, CartId, Command, OrderId, Outcome, Refusal, Revision, SeatStatus, UnixMillis, command::Place,
    },
    ports::AllocationError,
    services::replay::{Replayed, Until, replay},
};
use std::{collections::BTreeMap, sync::Arc, time::Duration};
use tokio_util::sync::CancellationToken;

fn places<'a>(fixture: &'a Fixture, seats: &'a [(usize, usize)]) -> impl Iterator<Item = Place> + 'a {
    seats.iter().map(|&(block, seat)| (fixture.block(block), fixture.seat(block, seat)))
}

fn hold(fixture: &Fixture, cart: &str, seats: &[(usize, usize)], now: UnixMillis) -> Command {
    Command::hold(fixture.match_id, places(fixture, seats), &CartId::from_verified(cart), now, POLICY)
}

async fn change(fixture: &Fixture, command: &Command) -> Result<Vec<Outcome>, AllocationError> {
    fixture.store.allocations.change(command).await
}

fn operator() -> Actor {
    Actor::Operator("kim".into())
}

pub(super) async fn seats_of_several_blocks_are_held_together_or_not_at_all(
    Subject { fixture, ground: _ground }: Subject,
) {
    let held = change(&fixture, &hold(&fixture, "ann", &[(1, 0), (0, 1), (0, 0)], NOW)).await.unwrap();
    let told: Vec<_> = held.iter().map(|seat| (seat.seat_id, seat.rev.0, seat.is_changed)).collect();
    let seat = |block, seat| fixture.seat(block, seat);
    assert_eq!(told, [(seat(0, 0), 1, true), (seat(0, 1), 2, true), (seat(1, 0), 1, true)]);
    // One of them is somebody's.
    let both = hold(&fixture, "bob", &[(2, 0), (0, 1)], NOW);
    assert_eq!(refusal(change(&fixture, &both).await), Refusal::SeatTaken);
    assert_eq!(status(&fixture, 2, 0).await, (SeatStatus::Available, Revision(0)));
    // What one has already is left as it is, and the cap counts what would be new.
    let more = hold(&fixture, "ann", &[(0, 0), (0, 2), (0, 3), (0, 4), (0, 5)], NOW + 5);
    assert_eq!(refusal(change(&fixture, &more).await), Refusal::HoldLimit { max: 6 });
    let more = hold(&fixture, "ann", &[(0, 0), (0, 2), (0, 3), (0, 4)], NOW + 5);
    let changed: Vec<_> =
        change(&fixture, &more).await.unwrap().iter().map(|seat| (seat.rev.0, seat.is_changed)).collect();
    assert_eq!(changed, [(1, false), (3, true), (4, true), (5, true)]);
    let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [115, 11, 12]);
    let all = [(0, 0), (0, 1), (0, 2), (0, 3), (0, 4), (1, 0)];
    let ann = CartId::from_verified("ann");
    let release = Command::release(fixture.match_id, places(&fixture, &all), &ann, NOW + 6);
    assert_eq!(change(&fixture, &release).await.unwrap().len(), 6);
    assert_eq!(refusal(change(&fixture, &release).await), Refusal::SeatNotHeld);
}

pub(super) async fn a_blocked_seat_is_told_as_sold_and_is_nobodys(
    Subject { fixture, ground: _ground }: Subject,
) {
    let seats = [(0, 0), (1, 3)];
    let block = Command::block(fixture.match_id, places(&fixture, &seats), "카메라 | 1", operator(), NOW);
    let blocked = change(&fixture, &block).await.unwrap();
    assert!(blocked.iter().all(|seat| seat.state.reason.as_deref() == Some("카메라 | 1")), "{blocked:?}");
    assert_eq!(status(&fixture, 0, 0).await, (SeatStatus::Occupied, Revision(1)));
    let told =
        fixture.store.status.changes_since(fixture.match_id, fixture.block(1), Revision(0)).await.unwrap();
    assert_eq!(told.seats[0].status, SeatStatus::Occupied);
    let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [119, 11, 12]);
    let late = NOW + 1_000_000;
    assert_eq!(fixture.store.allocations.expire(late, 10).await.unwrap(), []);
    assert_eq!(refusal(change(&fixture, &hold(&fixture, "ann", &[(0, 0)], late)).await), Refusal::SeatTaken);

    // What is somebody's is not blocked, and nothing with it.
    change(&fixture, &hold(&fixture, "ann", &[(0, 2)], late)).await.unwrap();
    let more = Command::block(fixture.match_id, places(&fixture, &[(0, 1), (0, 2)]), "x", operator(), late);
    assert_eq!(refusal(change(&fixture, &more).await), Refusal::SeatTaken);
    assert_eq!(status(&fixture, 0, 1).await.0, SeatStatus::Available);

    let unblock = Command::unblock(fixture.match_id, places(&fixture, &seats), operator(), late);
    assert_eq!(change(&fixture, &unblock).await.unwrap().len(), 2);
    change(&fixture, &hold(&fixture, "ann", &[(0, 0)], late)).await.unwrap();
}

pub(super) async fn a_hold_is_lengthened_and_moved_by_its_own_cart(
    Subject { fixture, ground: _ground }: Subject,
) {
    let (id, ann) = (fixture.match_id, CartId::from_verified("ann"));
    change(&fixture, &hold(&fixture, "ann", &[(0, 0)], NOW)).await.unwrap();
    let lengthen = |who: &str| {
        let who = CartId::from_verified(who);
        Command::lengthen(id, places(&fixture, &[(0, 0)]), &who, NOW + 1, NOW + 9_000)
    };
    assert_eq!(refusal(change(&fixture, &lengthen("bob")).await), Refusal::NotHolder);
    let rev = change(&fixture, &lengthen("ann")).await.unwrap()[0].rev;
    assert_eq!(fixture.store.allocations.expire(NOW + 8_999, 10).await.unwrap(), []);
    let held = fixture.store.allocations.held_by(id, &ann, NOW + 8_999).await.unwrap();
    assert_eq!((held.len(), held[0].expires_at, held[0].rev), (1, NOW + 9_000, rev));

    let place = |block, seat| (fixture.block(block), fixture.seat(block, seat));
    let to = |to, rev| Command::move_hold(id, place(0, 0), to, &ann, NOW + 2, (rev, NOW + 9_000));
    change(&fixture, &hold(&fixture, "bob", &[(1, 1)], NOW + 2)).await.unwrap();
    assert_eq!(refusal(change(&fixture, &to(place(1, 1), rev)).await), Refusal::SeatTaken);
    assert_eq!(refusal(change(&fixture, &to(place(1, 2), Revision(rev.0 - 1))).await), Refusal::SeatNotHeld);
    change(&fixture, &to(place(1, 2), rev)).await.unwrap();
    let held = fixture.store.allocations.held_by(id, &ann, NOW + 8_999).await.unwrap();
    assert_eq!((held.len(), held[0].seat_id, held[0].expires_at), (1, fixture.seat(1, 2), NOW + 9_000));
    assert_eq!(status(&fixture, 0, 0).await.0, SeatStatus::Available);
    assert_eq!(fixture.store.allocations.expire(NOW + 9_000, 10).await.unwrap().len(), 1, "bob's is no more");
}

/// The log of a match, once it tells as much as the store: a fast store's is written by its chores.
async fn logged(fixture: &Fixture) -> Replayed {
    let begun = tokio::time::Instant::now();
    loop {
        let replayed = replay(&*fixture.db.events, fixture.match_id, Until::Now).await.unwrap();
        let mut is_all = true;
        for block in 0..3 {
            let snapshot =
                fixture.store.status.snapshot(fixture.match_id, fixture.block(block)).await.unwrap();
            let of_block = replayed.seats.iter().filter(|((id, _), _)| *id == fixture.block(block));
            let latest = of_block.map(|(_, change)| change.rev).max().unwrap_or_default();
            is_all &= latest == snapshot.rev;
        }
        if is_all {
            return replayed;
        }
        assert!(begun.elapsed() < Duration::from_secs(20), "it is told in time");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

pub(super) async fn the_log_alone_tells_the_state_of_the_match(
    Subject { fixture, ground: _ground }: Subject,
) {
    let shutdown = CancellationToken::new();
    let chores =
        fixture.store.chores.clone().map(|chores| tokio::spawn(Arc::clone(&chores).run(shutdown.clone())));
    let id = fixture.match_id;
    change(&fixture, &hold(&fixture, "ann", &[(0, 0), (0, 1), (1, 0)], NOW)).await.unwrap();
    change(&fixture, &hold(&fixture, "bob", &[(0, 2), (2, 5)], NOW + 10)).await.unwrap();
    let ann = CartId::from_verified("ann");
    let order = OrderId::from_stored("0123");
    let sell = Command::sell(id, places(&fixture, &[(0, 0), (1, 0)]), &ann, &order, NOW + 20);
    change(&fixture, &sell).await.unwrap();
    let release = Command::release(id, places(&fixture, &[(0, 1)]), &ann, NOW + 30);
    change(&fixture, &release).await.unwrap();
    let block = Command::block(id, places(&fixture, &[(0, 1)]), "wet", operator(), NOW + 40);
    change(&fixture, &block).await.unwrap();
    assert_eq!(fixture.store.allocations.expire(NOW + 1_010, 10).await.unwrap().len(), 2, "bob's run out");

    let replayed = logged(&fixture).await;
    assert_eq!(replayed.missing, []);
    let of = |block, seat| &replayed.seats[&(fixture.block(block), fixture.seat(block, seat))];
    let sold = of(1, 0);
    assert_eq!((&*sold.command, &*sold.status, &sold.order), ("sell", "OCCUPIED", &Some(order)));
    assert_eq!((sold.cart.as_ref(), sold.at), (Some(&ann), NOW + 20));
    let blocked = of(0, 1);
    assert_eq!(
        (&*blocked.actor, &*blocked.before, &*blocked.status),
        ("operator:kim", "AVAILABLE", "BLOCKED")
    );
    assert_eq!(blocked.reason.as_deref(), Some("wet"));
    let ended = of(2, 5);
    assert_eq!((&*ended.command, &*ended.actor, &*ended.status), ("expire", "system", "AVAILABLE"));
    // What everybody is told is what the log tells.
    for block in 0..3 {
        let snapshot = fixture.store.status.snapshot(id, fixture.block(block)).await.unwrap();
        for seat in &snapshot.seats {
            let change = replayed.seats.get(&(fixture.block(block), seat.seat_id));
            let told = change.map_or(SeatStatus::Available, |change| match &*change.status {
                "BLOCKED" => SeatStatus::Occupied,
                word => SeatStatus::told(word),
            });
            assert_eq!((seat.status, seat.rev), (told, change.map(|change| change.rev).unwrap_or_default()));
        }
    }
    // And as it was before, at a time and at a revision.
    let before = replay(&*fixture.db.events, id, Until::Time(NOW + 15)).await.unwrap();
    let words: BTreeMap<_, _> =
        before.seats.values().map(|change| (change.seat_id, &*change.status)).collect();
    assert_eq!(words.len(), 5);
    assert!(words.values().all(|word| *word == "HOLD"), "{words:?}");
    let first = replay(&*fixture.db.events, id, Until::Revision(Revision(1))).await.unwrap();
    assert_eq!(first.seats.len(), 3, "one of each block");
    // The history of one seat.
    let seat = fixture.db.events.changes(id, Some(fixture.seat(0, 1)), None, 10).await.unwrap();
    let commands: Vec<_> = seat.iter().map(|change| &*change.command).collect();
    assert_eq!(commands, ["hold", "release", "block"]);
    shutdown.cancel();
    if let Some(chores) = chores {
        chores.await.unwrap();
    }
}

pub(super) async fn the_log_keeps_each_change_once_until_its_match_is_long_over(
    Subject { fixture, ground: _ground }: Subject,
) {
    let log = Arc::clone(&fixture.db.events);
    change(&fixture, &hold(&fixture, "ann", &[(0, 0), (0, 1)], NOW)).await.unwrap();
    let mut change = {
        // One that another store tells, under an epoch of its own.
        let mut changes = Vec::new();
        for rev in 1..=2 {
            changes.push(jari_core::ports::AllocationChange {
                match_id: fixture.match_id,
                epoch: "0".parse().unwrap(),
                block_id: fixture.block(2),
                rev: Revision(rev),
                seat_id: fixture.seat(2, 0),
                command: "hold".into(),
                actor: "system".into(),
                before: "AVAILABLE".into(),
                status: "HOLD".into(),
                cart: Some(CartId::from_verified("ann")),
                expires_at: Some(NOW),
                order: None,
                reason: None,
                at: NOW,
            });
        }
        changes
    };
    log.append(&[]).await.unwrap();
    log.append(&change).await.unwrap();
    log.append(&change).await.unwrap();
    let all = log.changes(fixture.match_id, Some(fixture.seat(2, 0)), None, 10).await.unwrap();
    assert_eq!(all, change);
    let next = log.changes(
        fixture.match_id,
        Some(fixture.seat(2, 0)),
        Some((fixture.block(2), "0".parse().unwrap(), Revision(1))),
        10,
    );
    assert_eq!(next.await.unwrap(), [change.remove(1)]);
    let starts_at = fixture.store.catalogue.find_match(fixture.match_id).await.unwrap().unwrap().starts_at;
    assert_eq!(log.prune(starts_at, 10).await.unwrap(), 0);
    assert_eq!(log.prune(starts_at + 1, 1).await.unwrap(), 1);
    assert!(log.prune(starts_at + 1, 10).await.unwrap() >= 1);
    assert_eq!(log.changes(fixture.match_id, None, None, 10).await.unwrap(), []);
}
