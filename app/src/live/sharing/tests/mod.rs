mod browser;
mod store;

use super::*;
use browser::Browser;
use proptest::prelude::*;
use store::Page;

/// What may happen to the tabs of a browser.
#[derive(Clone, Copy, Debug)]
enum Happening {
    Open {
        visible: bool,
    },
    Close(usize),
    Crash(usize),
    Freeze(usize),
    Thaw(usize),
    Hide(usize),
    Return(usize),
    /// A message on its way to a tab is lost.
    Lose(usize),
    /// A tab takes in the next message.
    Hear(usize),
    /// A tab is told what became of its request for the lock.
    Turn(usize),
    /// A tab's stream brings what is new.
    Deliver(usize),
    /// A tab that hears no stream asks for itself what is so.
    Poll(usize),
    /// It is answered, with what was so when it asked.
    Answer(usize),
    Change {
        seat: usize,
    },
    NewEpoch,
    Pass {
        millis: u32,
    },
    /// Everybody who can takes in everything.
    Settle,
}

fn happenings() -> impl Strategy<Value = Happening> {
    use Happening::*;
    let tab = || 0..6_usize;
    prop_oneof![
        3 => any::<bool>().prop_map(|visible| Open { visible }),
        1 => tab().prop_map(Close),
        1 => tab().prop_map(Crash),
        1 => tab().prop_map(Freeze),
        1 => tab().prop_map(Thaw),
        1 => tab().prop_map(Hide),
        1 => tab().prop_map(Return),
        1 => tab().prop_map(Lose),
        6 => tab().prop_map(Hear),
        4 => tab().prop_map(Turn),
        6 => tab().prop_map(Deliver),
        3 => tab().prop_map(Poll),
        3 => tab().prop_map(Answer),
        8 => (0..store::SEATS).prop_map(|seat| Change { seat }),
        1 => Just(NewEpoch),
        4 => (1_u32..25_000).prop_map(|millis| Pass { millis }),
        4 => Just(Settle),
    ]
}

fn happen(browser: &mut Browser, happening: Happening) {
    use Happening::*;
    match happening {
        Open { visible } => browser.open(visible),
        Close(tab) => browser.close(tab, true),
        Crash(tab) => browser.close(tab, false),
        Freeze(tab) => browser.with(tab, |tab| tab.frozen = true),
        Thaw(tab) => browser.with(tab, |tab| tab.frozen = false),
        Hide(tab) => browser.with(tab, |tab| tab.visible = false),
        Return(tab) => browser.come_back(tab),
        Lose(tab) => browser.with(tab, |tab| drop(tab.inbox.pop_front())),
        Hear(tab) => drop(browser.hear(tab)),
        Turn(tab) => drop(browser.turn(tab)),
        Deliver(tab) => drop(browser.deliver(tab)),
        Poll(tab) => browser.poll(tab),
        Answer(tab) => browser.answer(tab),
        Change { seat } => browser.store.change(seat),
        NewEpoch => browser.store.new_epoch(),
        Pass { millis } => browser.pass(millis),
        Settle => browser.settle(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever happens, no tab ever believes that it has seen what it has not. Once nothing more happens, those that
    /// are looked at show what is so, whoever is frozen; and once nobody is, all do, by one stream.
    #[test]
    fn no_tab_skips_anything_and_all_end_right(happenings in prop::collection::vec(happenings(), 1..120)) {
        let mut browser = Browser::default();
        for happening in happenings {
            happen(&mut browser, happening);
            browser.check();
        }
        browser.open(true);
        wait(&mut browser);
        for tab in browser.tabs.iter().filter(|tab| tab.visible && !tab.frozen) {
            prop_assert_eq!(&tab.feed.0.borrow().known, &browser.store.seats, "{:?}", tab);
        }
        for tab in 0..browser.tabs.len() {
            browser.with(tab, |tab| tab.frozen = false);
            browser.come_back(tab);
        }
        wait(&mut browser);
        for tab in &browser.tabs {
            prop_assert_eq!(&tab.feed.0.borrow().known, &browser.store.seats, "{:?}", tab);
            prop_assert_eq!(tab.connection, Connection::Live);
            let has_stream = tab.member.as_ref().is_none_or(Member::leads);
            prop_assert_eq!(tab.has_stream, has_stream);
        }
        let sharing = browser.tabs.iter().filter_map(|tab| tab.member.as_ref());
        let leaders = sharing.clone().filter(|member| member.leads()).count();
        prop_assert_eq!(leaders, sharing.count().min(1));
    }
}

/// A minute goes by, in the middle of which a seat changes.
fn wait(browser: &mut Browser) {
    for second in 0..60 {
        browser.settle();
        browser.check();
        browser.pass(1_000);
        if second == 30 {
            browser.store.change(0);
        }
    }
    browser.settle();
}

const LIVE: Connection = Connection::Live;

fn said(act: Act) -> Message {
    match act {
        Act::Say(message) => message,
        other => panic!("{other:?} is nothing that is said"),
    }
}

fn event(data: &str) -> Event {
    Event { name: "update".into(), id: "0-1".into(), data: data.into() }
}

/// One that leads, one that follows it, and the page of the latter.
fn two() -> (Member, Member, Page) {
    let page = Page::default();
    let (mut leader, _) = Member::new(1, 0.0, &page);
    let (mut follower, hello) = Member::new(2, 0.0, &page);
    leader.lock_granted(1.0, LIVE);
    let welcome = leader.heard(2.0, said(hello), LIVE, &page).remove(0);
    let acts = follower.heard(3.0, said(welcome), Connection::Connecting, &page);
    assert!(acts.contains(&Act::Show(LIVE)));
    (leader, follower, page)
}

#[test]
fn one_who_does_not_know_that_the_lock_was_taken_is_not_listened_to_and_learns_it() {
    let (mut old, mut follower, page) = two();
    let (mut new, _) = Member::new(3, 5.0, &page);
    let announced = said(new.lock_granted(5.0, LIVE));
    let hello = follower.heard(6.0, announced.clone(), LIVE, &page).remove(0);
    let welcome = new.heard(7.0, said(hello), LIVE, &page).remove(0);
    follower.heard(8.0, said(welcome), LIVE, &page);

    let stale = said(old.relay(9.0, LIVE, event("0")).expect("it still leads"));
    assert_eq!(follower.heard(10.0, stale.clone(), LIVE, &page), []);
    assert_eq!(new.heard(10.0, stale, LIVE, &page), []);
    assert_eq!(page.0.borrow().seen, None, "nothing was taken in");
    assert_eq!(old.heard(11.0, announced, LIVE, &page)[0], Act::Follow);
    assert!(!old.leads() && new.leads());
}

#[test]
fn an_answer_for_a_place_that_was_left_since_is_none() {
    let (mut leader, _, ahead) = two();
    let behind = Page::default();
    let (mut follower, hello) = Member::new(4, 0.0, &behind);
    ahead.apply(&event("0")).expect("it is one of ours");
    let answer = said(leader.heard(4.0, said(hello), LIVE, &ahead).remove(0));
    behind.apply(&Event { id: "7-7".into(), ..event("1") }).expect("it is one of ours");
    let asked_again = follower.heard(5.0, answer, LIVE, &behind).remove(0);
    assert_eq!(behind.seen().as_deref(), Some("7-7"));

    let answer = said(leader.heard(9.0, said(asked_again), LIVE, &ahead).remove(0));
    assert_eq!(follower.heard(9.0, answer, LIVE, &behind), [Act::Show(LIVE)]);
    assert_eq!(behind.seen(), ahead.seen());
}

#[test]
fn a_leader_is_heard_at_least_so_often_that_nobody_asks() {
    let (mut leader, mut follower, page) = two();
    for second in 1..100 {
        let now = f64::from(second) * 1_000.0;
        if let Some(act) = leader.look(now, true, LIVE, &page) {
            assert_eq!(follower.heard(now, said(act), LIVE, &page), [Act::Show(LIVE)]);
        }
        assert_eq!(follower.look(now, true, LIVE, &page), None);
    }
}

#[test]
fn a_leader_that_is_silent_is_asked_and_then_robbed_by_one_that_is_looked_at() {
    let (_, mut follower, page) = two();
    let asked = 3.0 + QUIET_MILLIS;
    assert_eq!(follower.look(asked - 1.0, true, LIVE, &page), None);
    assert_eq!(follower.look(asked, false, LIVE, &page), None, "nobody looks");
    assert!(matches!(follower.look(asked, true, LIVE, &page), Some(Act::Say(_))));
    let over = asked + ANSWER_MILLIS;
    assert_eq!(follower.look(over, false, LIVE, &page), None);
    assert_eq!(follower.look(over, true, LIVE, &page), Some(Act::TakeLock));
    assert_eq!(follower.look(over + 1.0, true, LIVE, &page), None);
    assert_eq!(follower.look(over + LOCK_MILLIS, true, LIVE, &page), Some(Act::Part), "there are no locks");
}

#[test]
fn while_the_connection_is_said_to_be_lost_the_leader_is_asked_more_often() {
    let (_, mut follower, page) = two();
    let lost = Connection::Reconnecting;
    assert_eq!(follower.look(UNEASY_MILLIS, true, lost, &page), None);
    assert!(matches!(follower.look(3.0 + UNEASY_MILLIS, true, lost, &page), Some(Act::Say(_))));
}

#[test]
fn what_the_leader_knows_of_the_connection_comes_with_each_event() {
    let (mut leader, mut follower, page) = two();
    for connection in [Connection::Stale, LIVE] {
        let told = said(leader.relay(9.0, connection, event("0")).expect("it leads"));
        assert_eq!(follower.heard(10.0, told, LIVE, &page), [Act::Show(connection)]);
        assert_eq!(leader.look(10.0, true, connection, &page), None, "and need not be said again");
    }
}

#[test]
fn who_has_asked_for_itself_says_where_it_is_before_it_goes_on_with_the_leader() {
    let (mut leader, mut follower, page) = two();
    page.apply(&Event { id: "1-9".into(), name: "init".into(), data: "9 9 9 9".into() }).expect("ours");
    follower.strayed();
    let told = said(leader.relay(9.0, LIVE, event("0")).expect("it leads"));
    let hello = said(follower.heard(10.0, told, LIVE, &page).remove(0));
    assert_eq!(hello.body, Body::Hello { seen: Some("1-9".into()) });
    assert_eq!(page.seen().as_deref(), Some("1-9"), "what the leader told was not for it");
}

#[test]
fn who_cannot_read_what_the_leader_tells_shares_no_more() {
    let (mut leader, mut follower, page) = two();
    let odd = Event { id: "odd".into(), ..event("0") };
    let told = said(leader.relay(9.0, LIVE, odd).expect("it leads"));
    assert_eq!(follower.heard(10.0, told, LIVE, &page), [Act::Part]);
    assert_eq!(page.seen(), None);
}
