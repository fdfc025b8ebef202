//! The state of the connection to a stream, and what to do about it: a machine that is told the time.

/// What the viewer is told about the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Nothing has been heard yet.
    Connecting,
    /// What is shown is what is so.
    Live,
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

/// Without any event for this long the connection counts as dead. The server's heartbeat comes every 15 seconds.
pub const SILENCE_MILLIS: f64 = 40_000.0;

const FIRST_DELAY_MILLIS: f64 = 1_000.0;
const LONGEST_DELAY_MILLIS: f64 = 30_000.0;

/// How long to wait before the next attempt: twice as long each time, up to a bound, and a random part of that so
/// that clients who lost one server together do not come back together. `random` is in 0..1.
pub fn backoff(attempt: u32, random: f64) -> f64 {
    let ceiling = (FIRST_DELAY_MILLIS * 2_f64.powi(attempt.min(16) as i32)).min(LONGEST_DELAY_MILLIS);
    ceiling * (0.5 + 0.5 * random)
}

/// One stream's connection, over all its attempts.
#[derive(Clone, Copy, Debug)]
pub struct Link {
    connection: Connection,
    /// When something was last heard, or the latest attempt began.
    sign_of_life: f64,
    /// Attempts since something was last heard.
    attempts: u32,
    /// Whether the server has said that it cannot reach its store.
    out_of_date: bool,
}

impl Link {
    /// A connection whose first attempt begins at `now`.
    pub const fn new(now: f64) -> Self {
        Self { connection: Connection::Connecting, sign_of_life: now, attempts: 0, out_of_date: false }
    }

    /// What to tell the viewer.
    pub const fn connection(&self) -> Connection {
        self.connection
    }

    /// An event arrived: state that is true now, or a heartbeat that says whether the server is up to date.
    pub fn heard(&mut self, now: f64, live: bool) {
        self.told(now, if live { Connection::Live } else { Connection::Stale });
    }

    /// Another tab, whose stream this one shares, says how the connection is.
    pub fn told(&mut self, now: f64, connection: Connection) {
        self.sign_of_life = now;
        self.attempts = 0;
        self.out_of_date = connection == Connection::Stale;
        self.connection = connection;
    }

    /// Looks at the connection while it is another tab's: all that can be seen of it is silence.
    pub fn listen(&mut self, now: f64) {
        if self.is_silent(now) {
            self.connection = Connection::Stale;
        }
    }

    /// Looks at the connection, which is to be done every second or so.
    pub fn look(&mut self, now: f64, ready: Ready, random: f64) -> Step {
        if self.is_silent(now) {
            self.connection = Connection::Stale;
            return self.reopen(random);
        }
        match ready {
            Ready::Closed => {
                self.lost();
                return self.reopen(random);
            }
            Ready::Connecting => self.lost(),
            Ready::Open if !self.out_of_date => self.connection = Connection::Live,
            Ready::Open => {}
        }
        Step::Wait
    }

    /// A new attempt begins. It has its own time to be heard from.
    pub fn opening(&mut self, now: f64) {
        self.sign_of_life = now;
        self.out_of_date = false;
    }

    fn is_silent(&self, now: f64) -> bool {
        now - self.sign_of_life >= SILENCE_MILLIS
    }

    /// Once out of date, it is that until something is heard: that it also reconnects is less than that.
    fn lost(&mut self) {
        if self.connection == Connection::Live {
            self.connection = Connection::Reconnecting;
        }
    }

    fn reopen(&mut self, random: f64) -> Step {
        // A connection that was fine a moment ago is tried again at once, or nearly so.
        let after =
            if self.attempts == 0 { random * FIRST_DELAY_MILLIS } else { backoff(self.attempts, random) };
        self.attempts = self.attempts.saturating_add(1);
        Step::Reopen { after }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_good_connection_becomes_live_once_open() {
        let mut link = Link::new(0.0);
        assert_eq!(link.look(100.0, Ready::Connecting, 0.5), Step::Wait);
        assert_eq!(link.connection(), Connection::Connecting);
        assert_eq!(link.look(200.0, Ready::Open, 0.5), Step::Wait);
        assert_eq!(link.connection(), Connection::Live);
    }

    #[test]
    fn while_the_browser_reconnects_by_itself_it_is_left_alone() {
        let mut link = Link::new(0.0);
        link.heard(10.0, true);
        assert_eq!(link.look(1_000.0, Ready::Connecting, 0.5), Step::Wait);
        assert_eq!(link.connection(), Connection::Reconnecting);
        assert_eq!(link.look(4_000.0, Ready::Open, 0.5), Step::Wait);
        assert_eq!(link.connection(), Connection::Live);
    }

    #[test]
    fn when_the_browser_gives_up_each_attempt_waits_longer_until_one_is_heard() {
        let mut link = Link::new(0.0);
        link.heard(0.0, true);
        let mut now = 0.0;
        let mut waits = Vec::new();
        for _ in 0..8 {
            let after = match link.look(now, Ready::Closed, 1.0) {
                Step::Reopen { after } => after,
                Step::Wait => f64::NAN,
            };
            assert_eq!(link.connection(), Connection::Reconnecting);
            waits.push(after);
            now += after;
            link.opening(now);
        }
        assert_eq!(waits, [1e3, 2e3, 4e3, 8e3, 16e3, 30e3, 30e3, 30e3]);
        link.heard(now, true);
        assert_eq!(link.look(now, Ready::Closed, 0.0), Step::Reopen { after: 0.0 });
    }

    #[test]
    fn silence_is_stale_and_reopened_whatever_the_browser_believes() {
        for ready in [Ready::Open, Ready::Connecting, Ready::Closed] {
            let mut link = Link::new(0.0);
            link.heard(0.0, true);
            assert_eq!(link.look(SILENCE_MILLIS - 1.0, Ready::Open, 0.0), Step::Wait);
            assert!(matches!(link.look(SILENCE_MILLIS, ready, 0.0), Step::Reopen { .. }));
            assert_eq!(link.connection(), Connection::Stale);
            link.opening(SILENCE_MILLIS);
            link.look(SILENCE_MILLIS + 10.0, Ready::Connecting, 0.0);
            assert_eq!(link.connection(), Connection::Stale, "still what it was before");
            link.look(SILENCE_MILLIS + 20.0, Ready::Open, 0.0);
            assert_eq!(link.connection(), Connection::Live);
        }
    }

    #[test]
    fn a_server_without_its_store_is_stale_until_it_says_otherwise() {
        let mut link = Link::new(0.0);
        link.heard(0.0, false);
        link.look(1_000.0, Ready::Open, 0.0);
        assert_eq!(link.connection(), Connection::Stale);
        link.heard(15_000.0, true);
        assert_eq!(link.connection(), Connection::Live);
    }

    #[test]
    fn another_tabs_connection_is_what_that_tab_says_until_it_falls_silent() {
        let mut link = Link::new(0.0);
        for connection in [Connection::Live, Connection::Reconnecting, Connection::Stale, Connection::Live] {
            link.told(10.0, connection);
            link.listen(9.0 + SILENCE_MILLIS);
            assert_eq!(link.connection(), connection);
        }
        link.listen(10.0 + SILENCE_MILLIS);
        assert_eq!(link.connection(), Connection::Stale);
        link.opening(50_000.0);
        link.look(50_010.0, Ready::Open, 0.5);
        assert_eq!(link.connection(), Connection::Live, "taken over, and connected");
    }

    proptest! {
        #[test]
        fn no_wait_is_longer_than_the_bound(attempt: u32, random in 0.0..1.0_f64) {
            let wait = backoff(attempt, random);
            prop_assert!((500.0..=LONGEST_DELAY_MILLIS).contains(&wait));
        }
    }
}
