//! A reactor's thread: waits, and does what has come up, round after round.

use super::{
    audience::{Audience, Turn},
    courier::{Letter, Mailbox},
    gathering::Gathering,
};
use crate::{metrics::Ended, stream::follow::FAREWELL};
use mio::{Events, Poll, Token, Waker};
use std::{
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

/// Who follows one channel is told of its changes as soon as may be.
const GATHER: u32 = 1;

/// Where somebody follows several of what is gathered each sees a part alone, while a write costs the same however much it carries.
const GATHER_FOR_VIEWS: u32 = 2;

/// Viewers of several channels are written to for so long at a time: who follows one waits no longer for them.
const SLICE: Duration = Duration::from_millis(2);

/// How many steps the farewell has.
const FAREWELL_STEPS: u32 = 20;

/// What one thread goes through.
pub(super) struct Rounds {
    poll: Poll,
    letters: mpsc::Receiver<Letter>,
    audience: Audience,
    /// For viewers of one channel.
    alone: Gathering,
    /// For viewers of several, who are told in turn, some at a time.
    views: Gathering,
    turn: Option<Turn>,
    stall: Duration,
}

impl Rounds {
    pub(super) fn new(stall: Duration) -> io::Result<(Self, Mailbox)> {
        let poll = Poll::new()?;
        let (sender, letters) = mpsc::channel();
        let mailbox = Mailbox::new(sender, Waker::new(poll.registry(), MAILBOX)?);
        let audience = Audience::new(poll.registry().try_clone()?, mailbox.clone());
        let (alone, views) = (Gathering::new(GATHER), Gathering::new(GATHER_FOR_VIEWS));
        Ok((Self { poll, letters, audience, alone, views, turn: None, stall }, mailbox))
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
            self.show_alone();
            self.show_views();
            self.audience.drop_stalled(self.stall);
        }
    }

    /// How long nothing happens by itself; for ever where nothing is to be told and nobody is blocked.
    fn wait(&self) -> Option<Duration> {
        if self.turn.is_some() {
            return Some(Duration::ZERO);
        }
        let now = Instant::now();
        let gathering = [&self.alone, &self.views].into_iter().filter_map(|of| of.left(now)).min();
        gathering.or_else(|| self.audience.has_blocked().then_some(STALL_LOOK))
    }

    /// Tells viewers of one channel, unless changes are still being gathered for them.
    fn show_alone(&mut self) {
        let begun = Instant::now();
        if let Some(changed) = self.alone.take_due(begun) {
            self.audience.show_alone(&changed);
            let now = Instant::now();
            self.alone.told(now, now - begun);
        }
    }

    /// Tells some viewers of several channels, if it is their turn.
    fn show_views(&mut self) {
        let begun = Instant::now();
        if self.turn.is_none() {
            self.turn = self.views.take_due(begun).map(|changed| self.audience.turn_of_views(&changed));
        }
        let Some(turn) = &mut self.turn else { return };
        let all_told = self.audience.show_views(turn, begun + SLICE);
        let now = Instant::now();
        turn.took += now - begun;
        if all_told {
            self.views.told(now, turn.took);
            self.turn = None;
        }
    }

    /// Does what all letters ask for; false when one of them is the last.
    fn read_letters(&mut self) -> bool {
        while let Ok(letter) = self.letters.try_recv() {
            match letter {
                Letter::Adopt(viewer) => {
                    let (socket, head, follow) = *viewer;
                    self.audience.adopt(socket, head, follow);
                }
                Letter::Changed(channel) => {
                    let (alone, views) = self.audience.has_followers(channel);
                    if alone {
                        self.alone.add(channel);
                    }
                    if views {
                        self.views.add(channel);
                    }
                }
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
