//! Several seats at once, as the service that routes call asks for them.

use super::{
    Subject,
    allocation::{POLICY, status},
};
use crate::support::{Fixture, OPENS_AT, allocation_service};
use futures_util::future::join_all;
use jari_core::{
    domain::{CartId, MatchId, Refusal, Refused, SeatId, SeatStatus},
    ports::AllocationError,
};

fn refused<T: std::fmt::Debug>(result: Result<T, AllocationError>) -> Refused {
    match result {
        Err(AllocationError::Refused(refused)) => refused,
        other => panic!("a refusal, not {other:?}"),
    }
}

fn seats(fixture: &Fixture, places: &[(usize, usize)]) -> Vec<SeatId> {
    places.iter().map(|&(block, seat)| fixture.seat(block, seat)).collect()
}

pub(super) async fn a_refusal_names_all_seats_that_stood_in_the_way(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = allocation_service(&fixture, POLICY);
    let (ann, bob) = (CartId::from_verified("ann"), CartId::from_verified("bob"));
    let id = fixture.match_id;
    let held = service.hold_many(id, &seats(&fixture, &[(1, 0), (0, 3)]), &ann).await.unwrap();
    let told: Vec<_> = held.iter().map(|held| (held.block_id, held.seat_id, held.expires_at)).collect();
    let end = OPENS_AT + POLICY.ttl_millis;
    let expected = [(0, 3), (1, 0)].map(|(b, s)| (fixture.block(b), fixture.seat(b, s), end));
    assert_eq!(told, expected);

    let wanted = seats(&fixture, &[(2, 0), (1, 0), (0, 3), (0, 4)]);
    let no = refused(service.hold_many(id, &wanted, &bob).await);
    assert_eq!(no, Refused { why: Refusal::SeatTaken, seats: seats(&fixture, &[(0, 3), (1, 0)]) });
    for (block, seat) in [(2, 0), (0, 4)] {
        assert_eq!(status(&fixture, block, seat).await.0, SeatStatus::Available);
    }
    // One's own stands in nobody's way, and repeating is the same.
    let again = service.hold_many(id, &seats(&fixture, &[(0, 3), (1, 0)]), &ann).await.unwrap();
    assert_eq!(again, held);
    // Too many are too many whichever they are.
    let seven: Vec<_> = (0..7).map(|seat| (0, seat + 20)).collect();
    let no = refused(service.hold_many(id, &seats(&fixture, &seven), &bob).await);
    assert_eq!(no, Refusal::HoldLimit { max: 6 }.into());
    // What the venue does not have, and what the match does not have on sale.
    let nowhere = [fixture.seat(0, 9), SeatId(9_999_998), SeatId(9_999_999)];
    let no = refused(service.hold_many(id, &nowhere, &bob).await);
    assert_eq!(no, Refused { why: Refusal::SeatNotFound, seats: nowhere[1..].to_vec() });
    assert_eq!(refused(service.hold_many(MatchId(99), &nowhere, &bob).await), Refusal::MatchNotFound.into());
    let no = refused(service.hold_many(fixture.upcoming, &[fixture.seat(0, 0)], &bob).await);
    assert_eq!(no, Refusal::SaleNotOpen.into());
    let free = fixture.store.status.block_counts(id, None).await.unwrap();
    assert_eq!(free.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [119, 11, 12]);
}

/// Everybody wants seats that overlap with others': who gets them has all of them, and nobody has a part.
pub(super) async fn groups_that_overlap_race_and_nobody_has_a_part(
    Subject { fixture, ground: _ground }: Subject,
) {
    let service = allocation_service(&fixture, POLICY);
    let wishes: Vec<_> = (0..60)
        .map(|n| {
            let first = n % 11;
            seats(&fixture, &[(2, first + 1), (1, first), (0, first)])
        })
        .collect();
    let carts: Vec<_> = (0..60).map(|n| CartId::from_verified(format!("cart{n}"))).collect();
    let holds = carts.iter().zip(&wishes).map(|(cart, wish)| {
        let (service, id, cart, wish) = (service.clone(), fixture.match_id, cart.clone(), wish.clone());
        tokio::spawn(async move { service.hold_many(id, &wish, &cart).await })
    });
    let mut won = 0;
    for ((answer, cart), wish) in join_all(holds).await.into_iter().zip(&carts).zip(&wishes) {
        let has = service.held_by(fixture.match_id, cart).await.unwrap();
        match answer.unwrap() {
            Ok(held) => {
                won += 1;
                assert_eq!((held.len(), has.len()), (wish.len(), wish.len()));
            }
            Err(error) => {
                assert_eq!(has, []);
                assert!(!refused::<()>(Err(error)).seats.is_empty());
            }
        }
    }
    assert_eq!(won, 11);
    let counts = fixture.store.status.block_counts(fixture.match_id, None).await.unwrap();
    assert_eq!(counts.blocks.iter().map(|block| block.free).collect::<Vec<_>>(), [109, 1, 1]);
}
