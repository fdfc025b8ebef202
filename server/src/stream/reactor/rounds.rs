//! A reactor's thread: waits, and does what has come up, round after round.

use super::{
    audience::Audience,
    courier::{Letter, Mailbox},
};
use crate::{
    metrics::Ended,
    stream::{follow::FAREWELL, wakes::ChannelId},
};
use mio::{Events, Poll, Token, Waker};
use std::{
    collections::HashSet,
    io,
    sync::mpsc,
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

/// So many times as long where somebody follows several blocks: of what is gathered each sees a part alone, while a write costs
/// the same however much it carries.
const GATHER_FOR_VIEWS: u32 = 2;

/// How many steps the farewell has.
const FAREWELL_STEPS: u32 = 20;

/// What one thread goes through.
pub(super) struct Rounds {
    poll: Poll,
    letters: mpsc::Receiver<Letter>,
    audience: Audience,
    /// Channels whose changes are being gathered.
    changed: HashSet<ChannelId>,
    /// Until when they are.
    gather_until: Option<Instant>,
    stall: Duration,
}

impl Rounds {
    pub(super) fn new(stall: Duration) -> io::Result<(Self, Mailbox)> {
        let poll = Poll::new()?;
        let (sender, letters) = mpsc::channel();
        let mailbox = Mailbox::new(sender, Waker::new(poll.registry(), MAILBOX)?);
        let audience = Audience::new(poll.registry().try_clone()?, mailbox.clone());
        let rounds = Self { poll, letters, audience, changed: HashSet::new(), gather_until: None, stall };
        Ok((rounds, mailbox))
    }

    /// Runs until it is told to let everybody go.
    ///
    /// # Errors
    /// An [`io::Error`] when the system does not let it wait any more; its viewers are let go then.
    pub(super) fn run(mut self) -> io::Result<()> {
        let mut events = Events::with_capacity(EVENTS);
        loop {
            let wait = self.wait();
            if let Err(error) = self.poll.poll(&mut events, wait)
                && error.kind() != io::ErrorKind::Interrupted
            {
                return Err(error);
            }
            for event in &events {
                if event.token() != MAILBOX {
                    self.audience.attend(event.token().0, event.is_readable() || event.is_read_closed());
                }
            }
            if !self.read_letters() {
                self.say_farewell();
                return Ok(());
            }
            self.show_all_changes();
            self.audience.drop_stalled(self.stall);
        }
    }

    /// How long nothing happens by itself; for ever where nothing is gathered and nobody is blocked.
    fn wait(&self) -> Option<Duration> {
        let gathering = self.gather_until.filter(|_| !self.changed.is_empty());
        match gathering {
            Some(until) => Some(until.saturating_duration_since(Instant::now())),
            None => self.audience.has_blocked().then_some(STALL_LOOK),
        }
    }

    /// Shows the changes that there are, unless they are still being gathered.
    fn show_all_changes(&mut self) {
        let begun = Instant::now();
        if self.changed.is_empty() || self.gather_until.is_some_and(|until| begun < until) {
            return;
        }
        let has_views = self.audience.show_changes(&self.changed);
        self.changed.clear();
        let done = Instant::now();
        let factor = if has_views { GATHER_FOR_VIEWS } else { 1 };
        self.gather_until = Some(done + done.duration_since(begun).min(GATHER_MOST) * factor);
    }

    /// Does what all letters ask for; false when one of them is the last.
    fn read_letters(&mut self) -> bool {
        while let Ok(letter) = self.letters.try_recv() {
            match letter {
                Letter::Adopt(viewer) => {
                    let (socket, head, follow) = *viewer;
                    self.audience.adopt(socket, head, follow);
                }
                Letter::Changed(channel) => drop(self.changed.insert(channel)),
                Letter::Beat => self.audience.beat(),
                Letter::ShutDown => return false,
            }
        }
        true
    }

    /// Lets everybody go, some at a time.
    fn say_farewell(mut self) {
        let keys = self.audience.keys();
        let step = keys.len().div_ceil(FAREWELL_STEPS as usize).max(1);
        for some in keys.chunks(step) {
            for &key in some {
                self.audience.let_go(key, Ended::Shutdown);
            }
            thread::sleep(FAREWELL / FAREWELL_STEPS);
        }
    }
}
