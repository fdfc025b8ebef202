use super::*;
use proptest::prelude::*;

/// A connection whose first attempt began at 0.
fn new() -> Link {
    Link::new(0.0, SILENCE_MILLIS)
}

/// One that has spoken at 0.
fn live() -> Link {
    let mut link = new();
    link.heard(0.0);
    link
}

fn wait(step: Step) -> f64 {
    match step {
        Step::Reopen { after } => after,
        Step::Wait => f64::NAN,
    }
}

#[test]
fn a_good_connection_is_live_once_it_speaks_and_not_when_it_is_open() {
    let mut link = new();
    assert_eq!(link.look(100.0, Ready::Connecting, 0.5), Step::Wait);
    assert_eq!(link.look(200.0, Ready::Open, 0.5), Step::Wait);
    assert_eq!(link.connection(), Connection::Connecting);
    link.heard_heartbeat(210.0, true);
    assert_eq!(link.connection(), Connection::Live);
    assert_eq!(link.look(SILENCE_MILLIS, Ready::Open, 0.5), Step::Wait);
    assert_eq!(link.connection(), Connection::Live);
}

#[test]
fn while_the_browser_reconnects_by_itself_it_is_left_alone_for_a_while() {
    let mut link = live();
    assert_eq!(link.look(1_000.0, Ready::Connecting, 0.5), Step::Wait);
    assert_eq!(link.connection(), Connection::Reconnecting);
    assert_eq!(link.look(4_000.0, Ready::Open, 0.5), Step::Wait);
    assert_eq!(link.connection(), Connection::Reconnecting, "it has yet to speak");
    let mut other = link;
    link.heard_heartbeat(4_010.0, true);
    assert_eq!(link.connection(), Connection::Live);

    assert!(wait(other.look(1_000.0 + FIRST_WORD_MILLIS, Ready::Open, 0.5)) <= FIRST_DELAY_MILLIS);
    assert_eq!(other.connection(), Connection::Reconnecting);
}

#[test]
fn when_the_browser_gives_up_each_attempt_waits_longer_until_one_has_lasted() {
    let mut link = live();
    let mut now = 0.0;
    let mut waits = Vec::new();
    for _ in 0..8 {
        let after = wait(link.look(now, Ready::Closed, 1.0));
        waits.push(after);
        now += after;
        link.opening(now);
    }
    assert_eq!(waits, [1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3, 30e3]);

    link.heard(now);
    assert_eq!(link.look(now + 1_000.0, Ready::Closed, 1.0), Step::Reopen { after: 30e3 }, "it did not last");
    link.opening(now);
    link.heard(now);
    assert_eq!(link.look(now + LASTING_MILLIS, Ready::Closed, 0.0), Step::Reopen { after: 0.0 });
}

#[test]
fn an_event_that_cannot_be_read_never_brings_it_back_at_once_whatever_else_is_heard() {
    let (mut link, mut now, mut opened) = (live(), 0.0, 0);
    while now < 600_000.0 {
        link.unreadable(now);
        assert_eq!(link.connection(), Connection::Reconnecting, "not live any more");
        now += wait(link.look(now, Ready::Closed, 0.0));
        link.opening(now);
        opened += 1;
        // The server's order has been either.
        link.heard_heartbeat(now + 10.0, true);
        assert_ne!(link.connection(), Connection::Live, "what makes up for it has not come");
        link.heard(now + 20.0);
        assert_eq!(link.connection(), Connection::Live);
        now += 30.0;
    }
    assert!(opened < 50, "opened {opened} times in ten minutes");
}

#[test]
fn a_part_that_can_be_read_makes_up_for_nothing_that_could_not_be() {
    let mut link = live();
    link.unreadable(0.0);
    link.opening(10.0);
    link.heard_some(20.0);
    assert_eq!(link.connection(), Connection::Reconnecting);
    assert!(link.is_silent(POLL_AFTER_MILLIS), "the page asks for itself");
    link.heard(POLL_AFTER_MILLIS);
    link.heard_some(POLL_AFTER_MILLIS + 10.0);
    assert_eq!(link.connection(), Connection::Live);
}

#[test]
fn what_was_asked_for_makes_up_for_what_could_not_be_read() {
    let mut link = live();
    link.unreadable(0.0);
    link.opening(POLL_AFTER_MILLIS);
    link.polled(POLL_AFTER_MILLIS, true);
    link.heard_heartbeat(POLL_AFTER_MILLIS + 10.0, true);
    assert_eq!(link.connection(), Connection::Live, "the stream goes on from what the page was told");
}

#[test]
fn silence_is_stale_and_reopened_whatever_the_browser_believes() {
    for ready in [Ready::Open, Ready::Connecting, Ready::Closed] {
        let mut link = live();
        assert_eq!(link.look(SILENCE_MILLIS - 1.0, Ready::Open, 0.0), Step::Wait);
        assert!(matches!(link.look(SILENCE_MILLIS, ready, 0.0), Step::Reopen { .. }));
        assert_eq!(link.connection(), Connection::Stale);
        assert!(link.is_silent(SILENCE_MILLIS));
        link.opening(SILENCE_MILLIS);
        link.look(SILENCE_MILLIS + 10.0, Ready::Open, 0.0);
        assert_eq!(link.connection(), Connection::Stale, "still what it was before");
        link.heard(SILENCE_MILLIS + 20.0);
        assert_eq!(link.connection(), Connection::Live);
        assert!(!link.is_silent(SILENCE_MILLIS * 2.0));
    }
}

#[test]
fn the_bound_of_silence_follows_the_servers_interval() {
    assert_eq!(silence(None), SILENCE_MILLIS);
    assert_eq!(silence(Some(15_000.0)), 37_500.0);
    assert_eq!(silence(Some(3_600_000.0)), 9_000_000.0);
    assert_eq!(silence(Some(1_000.0)), LEAST_SILENCE_MILLIS);
    for odd in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(silence(Some(odd)), SILENCE_MILLIS);
    }
    let mut link = Link::new(0.0, silence(Some(3_600_000.0)));
    link.heard(0.0);
    assert_eq!(link.look(3_600_000.0, Ready::Open, 0.0), Step::Wait);
    assert_eq!(link.connection(), Connection::Live);
    assert!(matches!(link.look(9_000_000.0, Ready::Open, 0.0), Step::Reopen { .. }));
}

#[test]
fn a_server_without_its_store_is_stale_until_it_says_otherwise() {
    let mut link = new();
    link.heard_heartbeat(0.0, false);
    link.look(1_000.0, Ready::Open, 0.0);
    assert_eq!(link.connection(), Connection::Stale);
    link.heard(2_000.0);
    assert_eq!(link.connection(), Connection::Stale, "a change does not say that all is known");
    assert!(!link.is_silent(60_000.0), "it speaks, and to ask its store for itself would not help");
    link.heard_heartbeat(15_000.0, true);
    assert_eq!(link.connection(), Connection::Live);
}

#[test]
fn a_stream_that_is_open_and_mute_is_tried_again_and_its_page_asks_for_itself() {
    let (mut link, mut ask_from, mut opened_at) = (new(), None, 0.0);
    let (mut open_at, mut now) = (None, 0.0);
    let mut opened = 1;
    while now < 120_000.0 {
        now += 1_000.0;
        match open_at {
            Some(at) if at <= now => {
                link.opening(now);
                (open_at, opened_at) = (None, now);
                opened += 1;
            }
            Some(_) => link.listen(now),
            None => {
                if let Step::Reopen { after } = link.look(now, Ready::Open, 1.0) {
                    assert!(now - opened_at >= FIRST_WORD_MILLIS, "it was given time");
                    open_at = Some(now + after);
                }
            }
        }
        if link.is_silent(now) {
            ask_from.get_or_insert(now);
            link.polled(now, true);
        }
        let expected = if ask_from.is_some() { Connection::Polling } else { Connection::Connecting };
        assert_eq!(link.connection(), expected, "at {now}");
    }
    assert_eq!(ask_from, Some(POLL_AFTER_MILLIS));
    assert!((4..10).contains(&opened), "opened {opened} times in two minutes");

    link.polled(now, false);
    assert_eq!(link.connection(), Connection::Stale);
    link.polled(now, true);
    assert_eq!(link.connection(), Connection::Polling);
    link.heard_heartbeat(now, true);
    assert_eq!(link.connection(), Connection::Live);
    link.polled(now, false);
    assert_eq!(link.connection(), Connection::Live, "an answer that comes late says nothing");
}

#[test]
fn a_clock_that_jumps_makes_it_prove_that_it_lives() {
    let mut link = live();
    link.doubt();
    assert!(matches!(link.look(1_000.0, Ready::Open, 0.5), Step::Reopen { .. }));
    assert_eq!(link.connection(), Connection::Stale);
    assert!(link.is_silent(1_000.0), "and the page asks at once");
    link.opening(1_500.0);
    link.heard(1_600.0);
    assert_eq!(link.connection(), Connection::Live);
}

#[test]
fn another_tabs_connection_is_what_that_tab_says_until_it_falls_silent() {
    let mut link = new();
    for connection in [Connection::Live, Connection::Reconnecting, Connection::Stale, Connection::Live] {
        link.told(10.0, connection);
        link.listen(9.0 + POLL_AFTER_MILLIS);
        assert_eq!(link.connection(), connection);
    }
    link.listen(10.0 + SILENCE_MILLIS);
    assert_eq!(link.connection(), Connection::Stale);
    assert!(link.is_silent(10.0 + SILENCE_MILLIS));
    link.opening(50_000.0);
    link.look(50_010.0, Ready::Open, 0.5);
    assert_eq!(link.connection(), Connection::Stale, "taken over, and yet to be heard");
    link.heard(50_020.0);
    assert_eq!(link.connection(), Connection::Live);
}

#[test]
fn a_tab_that_takes_a_stream_over_is_live_only_once_its_own_has_spoken() {
    let mut link = new();
    link.told(0.0, Connection::Live);
    link.opening(100.0);
    link.look(1_100.0, Ready::Open, 0.5);
    assert_eq!(link.connection(), Connection::Reconnecting);
}

#[test]
fn when_the_stream_of_another_tab_is_mute_each_tab_asks_for_itself() {
    let mut leader = new();
    assert_eq!(leader.shared(0.0), Connection::Connecting);
    leader.listen(POLL_AFTER_MILLIS);
    let shared = leader.shared(POLL_AFTER_MILLIS);
    assert_eq!(shared, Connection::Polling);
    let mut follower = live();
    follower.told(11_000.0, shared);
    assert_eq!(follower.connection(), Connection::Reconnecting, "live no more, and told nothing yet");
    assert!(follower.is_silent(11_000.0));
    follower.polled(11_050.0, true);
    assert_eq!(follower.connection(), Connection::Polling);
    follower.told(12_000.0, shared);
    assert_eq!(follower.connection(), Connection::Polling);
    follower.told(13_000.0, Connection::Connecting);
    assert_eq!(follower.connection(), Connection::Polling, "another leader begins, and it goes on asking");
    follower.told(14_000.0, Connection::Live);
    assert_eq!(follower.connection(), Connection::Live);
    assert!(!follower.is_silent(90_000.0));
}

proptest! {
    #[test]
    fn no_wait_is_longer_than_the_bound(attempt: u32, random in 0.0..1.0_f64) {
        let wait = backoff(attempt, random);
        prop_assert!((500.0..=LONGEST_DELAY_MILLIS).contains(&wait));
    }

    /// Whatever a connection does, live is said only while something was heard on it not longer ago than the bound.
    #[test]
    fn live_is_only_what_was_heard(does in prop::collection::vec((0..7_u8, 0.0..20_000.0_f64), 1..60)) {
        let (mut link, mut now) = (new(), 0.0);
        let (mut heard_at, mut unread) = (None, false);
        for (what, after) in does {
            now += after;
            match what {
                0 => {
                    link.heard(now);
                    (heard_at, unread) = (Some(now), false);
                }
                1 => {
                    link.heard_heartbeat(now, true);
                    heard_at = Some(now);
                }
                2 => {
                    link.unreadable(now);
                    unread = true;
                }
                3 => {
                    link.look(now, Ready::Connecting, 0.5);
                    heard_at = None;
                }
                4 => {
                    link.opening(now);
                    heard_at = None;
                    link.look(now, Ready::Open, 0.5);
                }
                5 => {
                    unread &= !link.is_silent(now);
                    link.polled(now, true);
                }
                _ => drop(link.look(now, Ready::Open, 0.5)),
            }
            if link.connection() == Connection::Live && !matches!(what, 5) {
                let fresh = heard_at.is_some_and(|at| now - at < SILENCE_MILLIS);
                prop_assert!(fresh && !unread, "{what} at {now}");
            }
            if link.connection() == Connection::Polling {
                prop_assert!(link.is_silent(now));
            }
        }
    }
}
