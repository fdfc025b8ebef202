use super::{NOW, all, buy, claim, claimed, heard, on_grounds};
use crate::support::{Fixture, Ground};
use jari_core::{
    domain::{Destination, UnixMillis},
    ports::{Attempt, Message},
};
use std::collections::BTreeSet;

on_grounds!(
    [sqlite, postgres],
    [
        each_is_claimed_by_one_of_many,
        a_claim_that_has_run_out_is_anybodys_and_its_loser_changes_nothing,
        what_was_told_is_never_claimed_again,
        what_failed_is_claimed_again_at_its_time,
        what_is_given_up_stays,
        what_was_told_long_ago_is_dropped,
    ]
);

async fn settle(fixture: &Fixture, message: &Message, attempt: Attempt) {
    fixture.db.outbox.settle(&[(message.clone(), attempt)]).await.unwrap();
}

async fn each_is_claimed_by_one_of_many(ground: Ground) {
    let (mut fixture, _ground) = heard(ground).await;
    for seat in 0..60 {
        buy(&fixture, &format!("cart {seat}"), &[(0, seat)]).await.unwrap();
    }
    fixture.config.database.timeout_ms = 20_000;
    let mut instances = Vec::new();
    for _ in 0..4 {
        instances.push(fixture.join().await);
    }
    let claiming = instances.into_iter().map(|instance| {
        tokio::spawn(async move {
            let mut messages = Vec::new();
            loop {
                let more = claimed(&instance, NOW, NOW + 10_000, 7).await.unwrap();
                assert!(more.len() <= 7, "{}", more.len());
                // What another has just been choosing is passed over, and so none may be left although some are due.
                if more.is_empty() && !is_due(&instance).await {
                    return messages;
                }
                messages.extend(more);
                assert!(messages.len() <= 60, "some were claimed twice");
            }
        })
    });
    let mut messages = Vec::new();
    for claimed in claiming.collect::<Vec<_>>() {
        messages.extend(claimed.await.unwrap());
    }
    let keys: BTreeSet<_> = messages.iter().map(|message| &message.key).collect();
    assert_eq!((messages.len(), keys.len()), (60, 60));
    assert!(messages.iter().all(|message| message.attempts == 1));
}

async fn is_due(fixture: &Fixture) -> bool {
    fixture.db.outbox.waiting(Destination::Webhook, NOW).await.unwrap().is_due
}

async fn a_claim_that_has_run_out_is_anybodys_and_its_loser_changes_nothing(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    let first = claim(&fixture, NOW, NOW + 10, 9).await.remove(0);
    assert_eq!(claim(&fixture, NOW + 9, NOW + 20, 9).await, []);
    let second = claim(&fixture, NOW + 10, NOW + 20, 9).await.remove(0);
    assert_eq!((second.key.clone(), second.attempts), (first.key.clone(), 2));
    // Whoever has lost it cannot put it off, give it up or give it away.
    settle(&fixture, &first, Attempt::Retry(NOW + 900, "late".to_owned())).await;
    settle(&fixture, &first, Attempt::GivenUp(NOW + 11, "late".to_owned())).await;
    settle(&fixture, &first, Attempt::BrokenOff).await;
    assert_eq!(claim(&fixture, NOW + 11, NOW + 30, 9).await, []);
    assert!(is_waiting(&fixture).await);
    // Who has it can.
    settle(&fixture, &second, Attempt::BrokenOff).await;
    assert_eq!(claim(&fixture, NOW + 11, NOW + 30, 9).await[0].attempts, 3);
    // And that it was told counts, whoever says so.
    settle(&fixture, &first, Attempt::Told(NOW + 12)).await;
    assert!(!is_waiting(&fixture).await);
}

async fn is_waiting(fixture: &Fixture) -> bool {
    fixture.db.outbox.waiting(Destination::Webhook, NOW).await.unwrap().oldest.is_some()
}

async fn what_was_told_is_never_claimed_again(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    let waiting = fixture.db.outbox.waiting(Destination::Webhook, NOW).await.unwrap();
    assert_eq!((waiting.is_due, waiting.oldest), (true, Some(NOW)));
    let message = claim(&fixture, NOW, NOW + 10, 9).await.remove(0);
    assert!(!is_due(&fixture).await && is_waiting(&fixture).await);
    settle(&fixture, &message, Attempt::Told(NOW)).await;
    for late in [Attempt::Told(NOW), Attempt::BrokenOff, Attempt::Retry(NOW, String::new())] {
        settle(&fixture, &message, late).await;
    }
    assert!(!is_due(&fixture).await && !is_waiting(&fixture).await);
    assert_eq!(all(&fixture).await, []);
}

async fn what_failed_is_claimed_again_at_its_time(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    for (cart, seat) in [("ann", 0), ("bob", 1)] {
        buy(&fixture, cart, &[(0, seat)]).await.unwrap();
    }
    let [first, second] = claim(&fixture, NOW, NOW + 10_000, 9).await.try_into().unwrap();
    let attempts = [
        (second.clone(), Attempt::Retry(NOW + 30, "no".to_owned())),
        (first.clone(), Attempt::Retry(NOW + 50, "no".to_owned())),
    ];
    fixture.db.outbox.settle(&attempts).await.unwrap();
    assert_eq!(claim(&fixture, NOW + 29, NOW + 99, 9).await, []);
    assert!(!is_due(&fixture).await);
    // The one that is due for the longest comes first.
    let again = claim(&fixture, NOW + 60, NOW + 99, 1).await.remove(0);
    assert_eq!(again, Message { attempts: 2, ..second });
    assert_eq!(claim(&fixture, NOW + 60, NOW + 99, 9).await, [Message { attempts: 2, ..first }]);
}

async fn what_is_given_up_stays(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    buy(&fixture, "ann", &[(0, 0)]).await.unwrap();
    let message = claim(&fixture, NOW, NOW + 10, 9).await.remove(0);
    settle(&fixture, &message, Attempt::GivenUp(NOW, "it answered 500".to_owned())).await;
    assert!(!is_waiting(&fixture).await);
    assert_eq!(all(&fixture).await, []);
    assert_eq!(fixture.db.outbox.prune(UnixMillis(i64::MAX), 10).await.unwrap(), 0);
    // Until the operator says otherwise.
    let undelivered = &fixture.db.undelivered;
    let told: Vec<_> = undelivered.given_up(i64::MIN, 9).await.unwrap();
    let [given_up] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((given_up.id, &given_up.key, given_up.attempts), (message.id, &message.key, 1));
    assert_eq!((given_up.given_up_at, given_up.reason.as_deref()), (NOW, Some("it answered 500")));
    assert_eq!(undelivered.given_up(message.id, 9).await.unwrap(), [], "nothing comes after it");
    assert_eq!(undelivered.retry(&[message.id, 77], NOW + 5).await.unwrap(), [message.id]);
    assert!(undelivered.retry(&[message.id], NOW + 6).await.unwrap().is_empty(), "it waits already");
    assert_eq!(claim(&fixture, NOW + 4, NOW + 99, 9).await, []);
    assert_eq!(claim(&fixture, NOW + 5, NOW + 99, 9).await, [message], "as if it were new");
    assert_eq!(undelivered.given_up(i64::MIN, 9).await.unwrap(), []);
}

async fn what_was_told_long_ago_is_dropped(ground: Ground) {
    let (fixture, _ground) = heard(ground).await;
    for seat in 0..4 {
        buy(&fixture, &format!("cart {seat}"), &[(0, seat)]).await.unwrap();
    }
    let messages = claim(&fixture, NOW, NOW + 10, 9).await;
    for (message, at) in messages.iter().zip([10, 20, 30]) {
        settle(&fixture, message, Attempt::Told(NOW + at)).await;
    }
    let prune = async |before: i64, limit| fixture.db.outbox.prune(NOW + before, limit).await.unwrap();
    assert_eq!([prune(30, 1).await, prune(30, 9).await, prune(30, 9).await], [1, 1, 0]);
    assert_eq!(prune(1_000_000, 9).await, 1);
    // What waits is not old, however long it waits.
    assert_eq!(all(&fixture).await.len(), 1);
}
