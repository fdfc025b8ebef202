//! A browser with tabs, a lock and a channel: as bad as they may be, and no worse.

use super::{
    store::{Known, Store},
    *,
};
use std::{cell::RefCell, collections::VecDeque};

/// The browser's lock. Each grant has a number, so that letting go of one that was taken changes nothing.
#[derive(Debug, Default)]
pub(super) struct Lock {
    holder: Option<(Tab, u64)>,
    line: VecDeque<Tab>,
    grants: u64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    Granted { number: u64, was_queued: bool },
    Taken,
}

#[derive(Debug)]
pub(super) struct OneTab {
    tab: Tab,
    pub(super) visible: bool,
    pub(super) frozen: bool,
    /// None once it shares no more.
    pub(super) member: Option<Member>,
    pub(super) feed: Page,
    pub(super) connection: Connection,
    pub(super) has_stream: bool,
    pub(super) inbox: VecDeque<String>,
    /// What it will be told that it has asked for itself.
    answer: Option<Event>,
    turns: VecDeque<Turn>,
    queued: bool,
    grant: Option<u64>,
}

#[derive(Debug, Default)]
pub(super) struct Browser {
    now: f64,
    opened: Tab,
    pub(super) store: Store,
    pub(super) tabs: Vec<OneTab>,
    pub(super) lock: Lock,
}

impl Browser {
    pub(super) fn with(&mut self, index: usize, change: impl FnOnce(&mut OneTab)) {
        self.tabs.get_mut(index).map(change);
    }

    /// Opens a page that carries the truth of the moment.
    pub(super) fn open(&mut self, visible: bool) {
        self.opened += 1;
        let tab = self.opened;
        let seen = Some(self.store.place());
        let feed = Page(RefCell::new(Known { seen, known: self.store.seats }));
        let (member, hello) = Member::new(tab, self.now, &feed);
        self.tabs.push(OneTab {
            tab,
            visible,
            frozen: false,
            member: Some(member),
            feed,
            connection: Connection::Connecting,
            has_stream: false,
            inbox: VecDeque::new(),
            answer: None,
            turns: VecDeque::new(),
            queued: false,
            grant: None,
        });
        let index = self.tabs.len() - 1;
        self.queue(index);
        self.act(index, hello);
    }

    pub(super) fn close(&mut self, index: usize, says_bye: bool) {
        if index >= self.tabs.len() {
            return;
        }
        let bye = self.tabs[index].member.as_ref().and_then(Member::bye).filter(|_| says_bye);
        let gone = self.tabs.remove(index);
        for other in &mut self.tabs {
            other.inbox.extend(bye.iter().map(Message::to_string));
        }
        self.lock.line.retain(|tab| *tab != gone.tab);
        if self.lock.holder.is_some_and(|(tab, _)| tab == gone.tab) {
            self.lock.holder = None;
        }
        self.grant_next();
    }

    pub(super) fn come_back(&mut self, index: usize) {
        self.with(index, |tab| tab.visible = true);
        self.member(index, |member, now, tab| member.woke(now, &tab.feed).into_iter().collect());
    }

    /// Time passes, and whoever can looks at how things are.
    pub(super) fn pass(&mut self, millis: u32) {
        self.now += f64::from(millis);
        for index in 0..self.tabs.len() {
            self.look(index);
        }
    }

    fn look(&mut self, index: usize) {
        self.member(index, |member, now, tab| {
            member.look(now, tab.visible, tab.connection, &tab.feed).into_iter().collect()
        });
    }

    /// Whether there was a message to take in.
    pub(super) fn hear(&mut self, index: usize) -> bool {
        let message =
            self.tabs.get_mut(index).filter(|tab| !tab.frozen).and_then(|tab| tab.inbox.pop_front());
        let Some(message) = message.and_then(|text| text.parse().ok()) else { return false };
        self.member(index, |member, now, tab| member.heard(now, message, tab.connection, &tab.feed));
        true
    }

    /// Whether there was a turn to be told of.
    pub(super) fn turn(&mut self, index: usize) -> bool {
        let Some(tab) = self.tabs.get_mut(index).filter(|tab| !tab.frozen) else { return false };
        let Some(turn) = tab.turns.pop_front() else { return false };
        match turn {
            Turn::Granted { number, was_queued } if tab.member.is_some() => {
                tab.queued &= !was_queued;
                tab.grant = Some(number);
                tab.has_stream = true;
                self.member(index, |member, now, tab| vec![member.lock_granted(now, tab.connection)]);
            }
            Turn::Granted { number, .. } => self.let_go(number),
            Turn::Taken => self.member(index, |member, now, tab| member.lock_lost(now, &tab.feed).into()),
        }
        true
    }

    /// Whether a tab's stream had anything to bring: the next event.
    pub(super) fn deliver(&mut self, index: usize) -> bool {
        let Some(tab) = self.tabs.get_mut(index).filter(|tab| !tab.frozen && tab.has_stream) else {
            return false;
        };
        let seen = tab.feed.0.borrow().seen;
        let event = self.store.since(seen).into_iter().next();
        tab.connection = Connection::Live;
        if let Some(event) = event.clone() {
            tab.feed.apply(&event).expect("it is one of ours");
            self.member(index, |member, now, _| {
                member.relay(now, Connection::Live, event).into_iter().collect()
            });
        }
        self.look(index);
        event.is_some()
    }

    pub(super) fn poll(&mut self, index: usize) {
        let snapshot = self.store.since(None).pop();
        self.with(index, |tab| tab.answer = snapshot);
    }

    /// One who has heard a stream since takes no answer in.
    pub(super) fn answer(&mut self, index: usize) {
        let Some(tab) = self.tabs.get_mut(index).filter(|tab| !tab.frozen) else { return };
        let Some(answer) = tab.answer.take().filter(|_| tab.connection != Connection::Live) else { return };
        tab.member.as_mut().map(Member::strayed);
        tab.feed.apply(&answer).expect("it is one of ours");
    }

    /// Everybody takes in everything, until there is no more.
    pub(super) fn settle(&mut self) {
        for _ in 0..1_000 {
            let mut busy = false;
            for index in 0..self.tabs.len() {
                busy |= self.turn(index) | self.hear(index) | self.deliver(index);
            }
            if !busy {
                return;
            }
        }
        panic!("it never comes to rest: {self:#?}");
    }

    /// Whatever a tab lacks lies above the place that it believes to be at, so that a stream would bring it.
    pub(super) fn check(&self) {
        for tab in &self.tabs {
            let page = tab.feed.0.borrow();
            let Some((_, seen)) = page.seen.filter(|(epoch, _)| *epoch == self.store.epoch) else { continue };
            for (known, truth) in page.known.iter().zip(self.store.seats) {
                assert!(*known == truth || truth > seen, "skipped: {tab:?}");
            }
        }
    }

    fn member(&mut self, index: usize, decide: impl FnOnce(&mut Member, f64, &OneTab) -> Vec<Act>) {
        let now = self.now;
        let Some(tab) = self.tabs.get_mut(index).filter(|tab| !tab.frozen) else { return };
        let Some(mut member) = tab.member.take() else { return };
        let acts = decide(&mut member, now, tab);
        tab.member = Some(member);
        for act in acts {
            self.act(index, act);
        }
    }

    fn act(&mut self, index: usize, act: Act) {
        let tab = &mut self.tabs[index];
        match act {
            Act::Say(message) => {
                let others = self.tabs.iter_mut().enumerate().filter(|(other, _)| *other != index);
                others.for_each(|(_, other)| other.inbox.push_back(message.to_string()));
            }
            Act::Show(connection) => tab.connection = connection,
            Act::Follow => {
                tab.has_stream = false;
                if let Some(number) = tab.grant.take() {
                    self.let_go(number);
                }
                self.queue(index);
            }
            Act::TakeLock => {
                let taker = tab.tab;
                if let Some((holder, _)) = self.lock.holder.take() {
                    let robbed = self.tabs.iter_mut().filter(|tab| tab.tab == holder);
                    robbed.for_each(|tab| tab.turns.push_back(Turn::Taken));
                }
                self.grant(taker, false);
            }
            Act::Part => {
                tab.member = None;
                tab.has_stream = true;
                let (gone, grant) = (tab.tab, tab.grant.take());
                self.lock.line.retain(|tab| *tab != gone);
                grant.into_iter().for_each(|number| self.let_go(number));
            }
        }
    }

    fn queue(&mut self, index: usize) {
        let tab = &mut self.tabs[index];
        if !tab.queued {
            tab.queued = true;
            self.lock.line.push_back(tab.tab);
            self.grant_next();
        }
    }

    fn let_go(&mut self, number: u64) {
        if self.lock.holder.is_some_and(|(_, granted)| granted == number) {
            self.lock.holder = None;
            self.grant_next();
        }
    }

    fn grant_next(&mut self) {
        if self.lock.holder.is_none()
            && let Some(next) = self.lock.line.pop_front()
        {
            self.grant(next, true);
        }
    }

    fn grant(&mut self, tab: Tab, was_queued: bool) {
        self.lock.grants += 1;
        let number = self.lock.grants;
        self.lock.holder = Some((tab, number));
        let to = self.tabs.iter_mut().filter(|other| other.tab == tab);
        to.for_each(|other| other.turns.push_back(Turn::Granted { number, was_queued }));
    }
}
