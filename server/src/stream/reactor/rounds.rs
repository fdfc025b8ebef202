//! A reactor's thread: waits, and does what has come up, round after round.

use super::{
    courier::{Courier, FeedId, Letter, Mailbox},
    group::{Answer, Group},
    viewer::Viewer,
};
use crate::{
    metrics::Ended,
    stream::{Follow, pulse::Pulse, sse},
};
use bytes::{Bytes, BytesMut};
use mio::{Events, Interest, Poll, Token, Waker, net::TcpStream};
use slab::Slab;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io,
    sync::{Arc, mpsc},
    thread,
    time::{Duration, Instant},
};

/// Means the mailbox; the others mean viewers.
const MAILBOX: Token = Token(usize::MAX);

/// Readiness taken from the system at once.
const EVENTS: usize = 1_024;

/// How often those whose socket takes nothing are looked at.
const STALL_LOOK: Duration = Duration::from_secs(1);

/// After a round of writes changes are gathered for as long as the round took, but not longer than this: in a rush many
/// share one write, and those who receive them get a turn. A change that comes alone finds nobody gathering.
const GATHER_MOST: Duration = Duration::from_millis(25);

/// At a shutdown viewers are let go over this time, so that they do not all come to another instance at once.
const FAREWELL: Duration = Duration::from_millis(1_000);
/// How many steps the farewell has.
const FAREWELL_STEPS: u32 = 20;

/// One thread's viewers.
pub(super) struct Rounds {
    poll: Poll,
    letters: mpsc::Receiver<Letter>,
    mailbox: Mailbox,
    viewers: Slab<Viewer>,
    groups: HashMap<FeedId, Group>,
    /// Channels whose changes are being gathered.
    changed: HashSet<FeedId>,
    /// Until when they are.
    gather_until: Option<Instant>,
    /// Viewers whose socket takes nothing at the moment.
    blocked: BTreeSet<usize>,
    /// Brings the signs of life, from the first viewer on.
    pulse: Option<Courier>,
    live: bool,
    stall: Duration,
}

impl Rounds {
    pub(super) fn new(stall: Duration) -> io::Result<(Self, Mailbox)> {
        let poll = Poll::new()?;
        let (sender, letters) = mpsc::channel();
        let mailbox = Mailbox::new(sender, Waker::new(poll.registry(), MAILBOX)?);
        let rounds = Self {
            poll,
            letters,
            mailbox: mailbox.clone(),
            viewers: Slab::new(),
            groups: HashMap::new(),
            changed: HashSet::new(),
            gather_until: None,
            blocked: BTreeSet::new(),
            pulse: None,
            live: true,
            stall,
        };
        Ok((rounds, mailbox))
    }

    /// Runs until it is told to let everybody go.
    pub(super) fn run(mut self) {
        let mut events = Events::with_capacity(EVENTS);
        loop {
            let wait = self.wait();
            if let Err(error) = self.poll.poll(&mut events, wait)
                && error.kind() != io::ErrorKind::Interrupted
            {
                tracing::error!(%error, "a reactor cannot wait for its sockets");
                return;
            }
            for event in &events {
                if event.token() != MAILBOX {
                    self.attend(event.token().0, event.is_readable() || event.is_read_closed());
                }
            }
            if !self.read_letters() {
                return self.say_farewell();
            }
            self.show_all_changes();
            self.drop_stalled();
        }
    }

    /// How long nothing happens by itself; for ever where nothing is gathered and nobody is blocked.
    fn wait(&self) -> Option<Duration> {
        let gathering = self.gather_until.filter(|_| !self.changed.is_empty());
        match gathering {
            Some(until) => Some(until.saturating_duration_since(Instant::now())),
            None => (!self.blocked.is_empty()).then_some(STALL_LOOK),
        }
    }

    /// Shows the changes that there are, unless they are still being gathered.
    fn show_all_changes(&mut self) {
        let begun = Instant::now();
        if self.changed.is_empty() || self.gather_until.is_some_and(|until| begun < until) {
            return;
        }
        for feed in std::mem::take(&mut self.changed) {
            self.show_changes(feed);
        }
        let done = Instant::now();
        self.gather_until = Some(done + done.duration_since(begun).min(GATHER_MOST));
    }

    /// Does what all letters ask for; false when one of them is the last.
    fn read_letters(&mut self) -> bool {
        while let Ok(letter) = self.letters.try_recv() {
            match letter {
                Letter::Adopt(viewer) => {
                    let (socket, head, follow) = *viewer;
                    self.adopt(socket, head, follow);
                }
                Letter::Changed(feed) => drop(self.changed.insert(feed)),
                Letter::Pulse(pulse) => self.beat(pulse),
                Letter::ShutDown => return false,
            }
        }
        true
    }

    fn adopt(&mut self, socket: std::net::TcpStream, head: Bytes, mut follow: Follow) {
        let feed = FeedId::of(&follow);
        let preface = follow.preface.take().unwrap_or_default();
        follow.viewer.wrote_heartbeat(preface.len());
        let mut first = BytesMut::from(&*head);
        first.extend_from_slice(&preface);
        if self.pulse.is_none() {
            self.live = follow.pulse.borrow_and_update().live;
            self.pulse = Some(self.mailbox.tell_pulse(follow.pulse.clone()));
        }
        let mailbox = &self.mailbox;
        let group = self.groups.entry(feed).or_insert_with(|| {
            Group::new(Arc::clone(&follow.feed), mailbox.tell_changes(feed, follow.changed.clone()))
        });
        let mut viewer = Viewer::new(TcpStream::from_std(socket), feed, first.freeze(), follow);
        let entry = self.viewers.vacant_entry();
        let key = entry.key();
        let registered = self.poll.registry().register(
            &mut viewer.socket,
            Token(key),
            Interest::READABLE | Interest::WRITABLE,
        );
        if registered.is_ok() {
            viewer.place = group.add(key);
            entry.insert(viewer);
            self.catch_up(key);
        } else if group.is_empty() {
            self.groups.remove(&feed);
        }
    }

    /// A socket is ready for something.
    fn attend(&mut self, key: usize, readable: bool) {
        let Some(viewer) = self.viewers.get_mut(key) else { return };
        if readable && let Err(why) = viewer.drain() {
            return self.let_go(key, why);
        }
        if self.viewers.get(key).is_some_and(Viewer::is_blocked) {
            self.catch_up(key);
        }
    }

    /// Writes all that a viewer has yet to see, as far as its socket takes it.
    fn catch_up(&mut self, key: usize) {
        let live = self.live;
        let Some(viewer) = self.viewers.get_mut(key) else { return };
        let Some(group) = self.groups.get(&viewer.feed) else { return };
        let written = (|| {
            if !viewer.flush()? {
                return Ok(());
            }
            if viewer.told_live != live {
                viewer.told_live = live;
                let frame = sse::heartbeat(live);
                viewer.counted.wrote_heartbeat(frame.len());
                if !viewer.write(&frame)? {
                    return Ok(());
                }
            }
            while let Some((frame, cursor)) = group.next(viewer.cursor) {
                viewer.cursor = cursor;
                frame.count(&viewer.counted);
                if !viewer.write(&frame.bytes)? {
                    break;
                }
            }
            Ok(())
        })();
        self.note(key, written);
    }

    /// Writes a channel's changes to everybody who follows it and whose socket takes them.
    fn show_changes(&mut self, feed: FeedId) {
        let Some(group) = self.groups.get(&feed) else { return };
        let mut answer = Answer::default();
        let mut ended = Vec::new();
        for &key in group.members() {
            let Some(viewer) = self.viewers.get_mut(key) else { continue };
            if viewer.is_blocked() {
                continue;
            }
            let Some((frame, cursor)) = group.next_as(viewer.cursor, &mut answer) else { continue };
            viewer.cursor = *cursor;
            frame.count(&viewer.counted);
            match viewer.write(&frame.bytes) {
                Ok(true) => {}
                Ok(false) => drop(self.blocked.insert(key)),
                Err(why) => ended.push((key, why)),
            }
        }
        for (key, why) in ended {
            self.let_go(key, why);
        }
    }

    /// Shows everybody a sign of life. Who is blocked shows none, and needs none.
    fn beat(&mut self, pulse: Pulse) {
        self.live = pulse.live;
        let frame = sse::heartbeat(pulse.live);
        let mut written = Vec::new();
        for (key, viewer) in &mut self.viewers {
            if !viewer.is_blocked() {
                viewer.told_live = pulse.live;
                viewer.counted.wrote_heartbeat(frame.len());
                match viewer.write(&frame) {
                    Ok(true) => {}
                    Ok(false) => written.push((key, Ok(()))),
                    Err(why) => written.push((key, Err(why))),
                }
            }
        }
        for (key, written) in written {
            self.note(key, written);
        }
    }

    /// Remembers who is blocked, and lets go who is gone.
    fn note(&mut self, key: usize, written: Result<(), Ended>) {
        match written {
            Err(why) => self.let_go(key, why),
            Ok(()) if self.viewers.get(key).is_some_and(Viewer::is_blocked) => {
                self.blocked.insert(key);
            }
            Ok(()) => drop(self.blocked.remove(&key)),
        }
    }

    /// Lets go those whose socket has taken nothing for too long.
    fn drop_stalled(&mut self) {
        if self.blocked.is_empty() {
            return;
        }
        let now = Instant::now();
        let stalled: Vec<_> = self
            .blocked
            .iter()
            .copied()
            .filter(|key| {
                let since = self.viewers.get(*key).and_then(|viewer| viewer.blocked_since);
                since.is_some_and(|since| now.duration_since(since) >= self.stall)
            })
            .collect();
        for key in stalled {
            tracing::debug!("a viewer whose socket takes nothing is let go");
            self.let_go(key, Ended::Stalled);
        }
    }

    fn let_go(&mut self, key: usize, why: Ended) {
        self.blocked.remove(&key);
        let Some(mut viewer) = self.viewers.try_remove(key) else { return };
        viewer.counted.ends(why);
        // It is closed in any case, when it goes.
        let _ = self.poll.registry().deregister(&mut viewer.socket);
        let Some(group) = self.groups.get_mut(&viewer.feed) else { return };
        if let Some(moved) = group.remove(viewer.place)
            && let Some(moved) = self.viewers.get_mut(moved)
        {
            moved.place = viewer.place;
        }
        if group.is_empty() {
            self.groups.remove(&viewer.feed);
        }
    }

    /// Lets everybody go, some at a time.
    fn say_farewell(mut self) {
        let keys: Vec<_> = self.viewers.iter().map(|(key, _)| key).collect();
        let step = keys.len().div_ceil(FAREWELL_STEPS as usize).max(1);
        for some in keys.chunks(step) {
            for &key in some {
                self.let_go(key, Ended::Shutdown);
            }
            thread::sleep(FAREWELL / FAREWELL_STEPS);
        }
    }
}
