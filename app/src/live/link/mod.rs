//! The state of the connection to a stream, and what to do about it: a machine that is told the time.
//!
//! What counts is what was heard and could be read, never that a connection is open: something between the browser and
//! the server may pass the head of an answer on and keep its body.

/// What the viewer is told about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nothing has been heard yet.
    Connecting,
    /// What is shown is what is so.
    Live,
    /// No stream is heard; what is shown was asked for a few seconds ago.
    Polling,
    /// The connection was lost, and another is being made.
    Reconnecting,
    /// Connected or not, what is shown may be out of date.
    Stale,
}

/// How far the browser's own `EventSource` has got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ready {
    /// It is connecting, for the first time or again.
    Connecting,
    /// It is connected.
    Open,
    /// It has given up.
    Closed,
}

/// What the driver does after a look at the connection.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// Nothing.
    Wait,
    /// Open a new one after so many milliseconds.
    Reopen {
        /// The milliseconds.
        after: f64,
    },
}

/// Without any event for this long a connection counts as dead, if the server does not say how often it sends one.
pub const SILENCE_MILLIS: f64 = 40_000.0;
/// A connection that has yet to speak is given so long, at the first attempt; each later one is given more. The server
/// says something at once, so most of it is for the network.
pub const FIRST_WORD_MILLIS: f64 = 5_000.0;
/// When no stream was heard for so long, the page asks for itself what is so.
pub const POLL_AFTER_MILLIS: f64 = 10_000.0;
/// A connection that has spoken for so long was a good one: after it attempts are counted from the first again. It is
/// the longest wait as well, so that whatever ends connections again and again is met by that wait in the end.
const LASTING_MILLIS: f64 = LONGEST_DELAY_MILLIS;

const FIRST_DELAY_MILLIS: f64 = 1_000.0;
const LONGEST_DELAY_MILLIS: f64 = 30_000.0;

/// The least silence for which a connection counts as dead, however often the server says that it sends something.
const LEAST_SILENCE_MILLIS: f64 = 10_000.0;

/// How long to wait before the next attempt: twice as long each time, up to a bound, and a random part of that so
/// that clients who lost one server together do not come back together. `random` is in 0..1.
pub fn backoff(attempt: u32, random: f64) -> f64 {
    let ceiling = doubled(FIRST_DELAY_MILLIS, attempt).min(LONGEST_DELAY_MILLIS);
    ceiling * (0.5 + 0.5 * random)
}

/// For how long a stream may be silent whose server says that it sends a sign of life every `heartbeat` milliseconds:
/// one may be lost, and another be late.
pub fn silence(heartbeat: Option<f64>) -> f64 {
    let heartbeat = heartbeat.filter(|millis| millis.is_finite() && *millis > 0.0);
    heartbeat.map_or(SILENCE_MILLIS, |millis| (2.5 * millis).max(LEAST_SILENCE_MILLIS))
}

fn doubled(millis: f64, times: u32) -> f64 {
    millis * 2_f64.powi(times.min(16) as i32)
}

/// One stream's connection, over all its attempts.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    /// For how long a connection that has spoken may be silent.
    silence: f64,
    connection: Connection,
    /// When something was last heard, or the latest attempt began.
    sign_of_life: f64,
    /// Since when this very connection speaks; none until it has.
    speaks_since: Option<f64>,
    /// Since when no stream is heard; none while one is.
    quiet_since: Option<f64>,
    /// Attempts since a connection was a good one.
    attempts: u32,
    /// Whether the server has said that it cannot reach its store.
    out_of_date: bool,
    /// Whether something could not be read, so that a sign of life does not say that all is well.
    unread: bool,
}

impl Link {
    /// A connection whose first attempt begins at `now`. One that has spoken counts as dead after that much silence.
    pub const fn new(now: f64, silence: f64) -> Self {
        Self {
            silence,
            connection: Connection::Connecting,
            sign_of_life: now,
            speaks_since: None,
            quiet_since: Some(now),
            attempts: 0,
            out_of_date: false,
            unread: false,
        }
    }

    /// What to tell the viewer.
    pub const fn connection(&self) -> Connection {
        self.connection
    }

    /// What to tell other tabs that share the stream: what is so of the stream. How each learns what is so without
    /// one, it sees for itself.
    pub fn shared(&self, now: f64) -> Connection {
        if self.is_silent(now) { Connection::Polling } else { self.connection }
    }

    /// Whether no stream has been heard for so long that the page should ask for itself what is so.
    pub fn is_silent(&self, now: f64) -> bool {
        self.quiet_since.is_some_and(|since| now - since >= POLL_AFTER_MILLIS)
    }

    /// An event arrived and was taken in: what is shown is as the server knows it.
    pub fn heard(&mut self, now: f64) {
        self.unread = false;
        self.heard_some(now);
    }

    /// A heartbeat arrived, which says whether the server is up to date.
    pub fn heard_heartbeat(&mut self, now: f64, live: bool) {
        self.out_of_date = !live;
        self.heard_some(now);
    }

    /// Something arrived that tells a part of what the stream is for, or nothing of it: what could not be read is no better for it.
    pub fn heard_some(&mut self, now: f64) {
        self.sign_of_life = now;
        if self.unread {
            return;
        }
        self.speaks_since.get_or_insert(now);
        self.quiet_since = None;
        self.connection = if self.out_of_date { Connection::Stale } else { Connection::Live };
    }

    /// An event arrived that could not be read. The connection is to be closed, and its successor begins with
    /// everything; until that could be read, nothing that is heard says that what is shown is so.
    pub fn unreadable(&mut self, now: f64) {
        self.unread = true;
        self.lost(now);
    }

    /// Another tab, whose stream this one shares, says how the connection is.
    pub fn told(&mut self, now: f64, connection: Connection) {
        self.sign_of_life = now;
        self.attempts = 0;
        self.unread = false;
        self.out_of_date = connection == Connection::Stale;
        match connection {
            Connection::Live | Connection::Stale => self.quiet_since = None,
            // It has waited for long enough already, and each tab asks for itself.
            Connection::Polling => {
                let since = now - POLL_AFTER_MILLIS;
                self.quiet_since = Some(self.quiet_since.map_or(since, |quiet| quiet.min(since)));
                return self.lost(now);
            }
            Connection::Connecting | Connection::Reconnecting => {
                self.quiet_since.get_or_insert(now);
                if self.is_silent(now) {
                    return;
                }
            }
        }
        self.connection = connection;
    }

    /// The page has asked for itself what is so, as it hears no stream: whether it was told.
    pub fn polled(&mut self, now: f64, was_told: bool) {
        match (self.is_silent(now), was_told) {
            (false, _) => {}
            (true, true) => {
                self.unread = false;
                self.connection = Connection::Polling;
            }
            (true, false) if self.connection == Connection::Polling => self.connection = Connection::Stale,
            (true, false) => {}
        }
    }

    /// The time is not what it should be: the computer has slept, or its clock was set. A connection may have died
    /// without that having been noticed, so it has to prove that it lives.
    pub fn doubt(&mut self) {
        self.sign_of_life = f64::NEG_INFINITY;
    }

    /// Looks at the connection while it is another tab's, or there is none: all that can be seen of it is silence.
    pub fn listen(&mut self, now: f64) {
        if now - self.sign_of_life >= SILENCE_MILLIS {
            self.fell_silent();
        }
        self.settle(now);
    }

    /// Looks at the connection, which is to be done every second or so.
    pub fn look(&mut self, now: f64, ready: Ready, random: f64) -> Step {
        let patience = if self.speaks_since.is_some() { self.silence } else { self.patience() };
        let is_dead = now - self.sign_of_life >= patience;
        if is_dead && self.speaks_since.is_some() {
            self.fell_silent();
        }
        // One that the browser makes anew by itself has to speak anew.
        if ready != Ready::Open && self.speaks_since.is_some() && !is_dead {
            self.sign_of_life = now;
            self.count_anew(now);
            self.speaks_since = None;
        }
        if self.speaks_since.is_none() {
            self.lost(now);
        }
        self.settle(now);
        if is_dead || ready == Ready::Closed { self.reopen(now, random) } else { Step::Wait }
    }

    /// A new attempt begins. It has its own time to be heard from.
    pub fn opening(&mut self, now: f64) {
        self.sign_of_life = now;
        self.speaks_since = None;
        self.quiet_since.get_or_insert(now);
        self.out_of_date = false;
    }

    /// How long an attempt is given until it speaks.
    fn patience(&self) -> f64 {
        doubled(FIRST_WORD_MILLIS, self.attempts.saturating_sub(1)).min(self.silence)
    }

    /// Once out of date, it is that until something is heard: that it also reconnects is less than that.
    fn lost(&mut self, now: f64) {
        self.quiet_since.get_or_insert(now);
        if self.connection == Connection::Live {
            self.connection = Connection::Reconnecting;
        }
    }

    /// Nothing was heard since the last sign of life, though there should have been something.
    fn fell_silent(&mut self) {
        self.quiet_since.get_or_insert(self.sign_of_life);
        if self.connection != Connection::Polling {
            self.connection = Connection::Stale;
        }
    }

    /// What is shown was so when a stream was last heard, and that is long ago.
    fn settle(&mut self, now: f64) {
        let is_long = self.quiet_since.is_some_and(|since| now - since >= SILENCE_MILLIS);
        if is_long && self.connection != Connection::Polling {
            self.connection = Connection::Stale;
        }
    }

    fn count_anew(&mut self, now: f64) {
        if self.speaks_since.is_some_and(|since| now - since >= LASTING_MILLIS) {
            self.attempts = 0;
        }
    }

    fn reopen(&mut self, now: f64, random: f64) -> Step {
        self.count_anew(now);
        self.speaks_since = None;
        // A connection that was fine a moment ago is tried again at once, or nearly so.
        let after =
            if self.attempts == 0 { random * FIRST_DELAY_MILLIS } else { backoff(self.attempts, random) };
        self.attempts = self.attempts.saturating_add(1);
        Step::Reopen { after }
    }
}

#[cfg(test)]
mod tests;
