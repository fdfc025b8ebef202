//! Several tabs of one browser share one stream: a machine that is told the time.
//!
//! One of them has the stream, namely the one that has a lock of the browser; it leads. It tells the others, which
//! follow, each event on a channel that all tabs hear. When it is gone, however that came about, the browser gives the
//! lock to the next one, which opens the stream at the place that it has itself seen. So nothing depends on what
//! others remember, and a place is a place whoever has it.
//!
//! No event is ever skipped in silence. What the leader tells is numbered, and a follower takes an event in only if it
//! is the next one; otherwise it asks, says how far it has come, and is given what it lacks. Two may believe for a
//! moment that they lead, as one that is frozen does not notice that the lock was taken from it. Terms tell them
//! apart: the later one counts, and whoever hears of a later one follows.

#[cfg(feature = "hydrate")]
pub(super) mod browser;
pub mod message;

use super::{
    Connection,
    feed::{Event, Feed, Unreadable},
};
use message::{Body, Message, News, Tab, Term};

/// A leader says something at least this often.
pub const BEAT_MILLIS: f64 = 10_000.0;
/// A follower that has heard nothing for so long asks whether anybody is there.
pub const QUIET_MILLIS: f64 = 20_000.0;
/// The same while the connection is said to be lost. A hidden leader's timers may be slow, and a question wakes it.
pub const UNEASY_MILLIS: f64 = 5_000.0;
/// How long a question waits for its answer.
pub const ANSWER_MILLIS: f64 = 2_000.0;
/// How long to wait for a lock that nobody can refuse. Without it the browser does not do what it says.
pub const LOCK_MILLIS: f64 = 10_000.0;

/// What a tab does next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Say it to the others.
    Say(Message),
    /// The connection is so.
    Show(Connection),
    /// Close the stream, let go of the lock, and wait for it in the line.
    Follow,
    /// Take the lock away from whoever has it.
    TakeLock,
    /// Share no more: have a stream of one's own.
    Part,
}

/// One tab's part in the sharing of one stream.
#[derive(Debug)]
pub struct Member {
    tab: Tab,
    /// The latest that this tab knows of.
    term: Term,
    role: Role,
}

#[derive(Debug)]
enum Role {
    Leading(Leading),
    Following(Following),
}

#[derive(Debug)]
struct Leading {
    /// The number of what was told last.
    number: u64,
    /// What was last told of the connection.
    told: Connection,
    told_at: f64,
}

#[derive(Debug)]
struct Following {
    /// The number up to which everything was taken in; none if it is not known what is lacking.
    number: Option<u64>,
    /// When the leader was last heard, or was first expected to be.
    heard_at: f64,
    waiting: Waiting,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Waiting {
    /// All is well.
    No,
    /// For a leader to tell what is lacking.
    Answer { since: f64 },
    /// For the lock, which nobody can refuse.
    Lock { since: f64 },
}

impl Member {
    /// A tab that begins by asking the others, and what it says. It waits in the line for the lock meanwhile.
    pub fn new(tab: Tab, now: f64, feed: &dyn Feed) -> (Self, Act) {
        let mut member = Self { tab, term: Term::default(), role: Role::following(now) };
        let hello = member.ask(now, feed);
        (member, hello)
    }

    /// The tab's number.
    pub const fn tab(&self) -> Tab {
        self.tab
    }

    /// Whether it is this tab that has the stream.
    pub const fn leads(&self) -> bool {
        matches!(self.role, Role::Leading(_))
    }

    /// The lock is this tab's: it opens the stream, and says that it leads.
    pub fn lock_granted(&mut self, now: f64, connection: Connection) -> Act {
        let began = self.term.began.saturating_add(1).max(now as u64);
        self.term = Term { began, tab: self.tab };
        self.role = Role::Leading(Leading { number: 0, told: connection, told_at: now });
        self.tell(now, News::State(connection))
    }

    /// Another tab took the lock away, as it heard nothing from this one.
    pub fn lock_lost(&mut self, now: f64, feed: &dyn Feed) -> [Act; 2] {
        self.role = Role::following(now);
        [Act::Follow, self.ask(now, feed)]
    }

    /// What a leader that leaves says.
    pub fn bye(&self) -> Option<Message> {
        self.leads().then_some(Message { term: self.term, body: Body::Bye })
    }

    /// A leader's stream brought an event, which the page has taken in, and the connection is so.
    pub fn relay(&mut self, now: f64, connection: Connection, event: Event) -> Option<Act> {
        self.leads().then(|| self.tell(now, News::Event { connection, event }))
    }

    /// Another tab said something.
    pub fn heard(&mut self, now: f64, message: Message, connection: Connection, feed: &dyn Feed) -> Vec<Act> {
        let mut acts = Vec::new();
        if message.term > self.term {
            self.term = message.term;
            if self.leads() {
                acts.push(Act::Follow);
            }
            self.role = Role::following(now);
            acts.push(self.ask(now, feed));
        }
        let is_current = message.term == self.term;
        match (message.body, &mut self.role) {
            (Body::Hello { seen }, Role::Leading(_)) => {
                let catch_up = feed.catch_up(seen.as_deref());
                acts.push(self.tell(now, News::Welcome { seen, connection, catch_up }));
            }
            // The next in the line leads from now on, and will say so.
            (Body::Bye, Role::Following(following)) if is_current => following.expect(now),
            (Body::Told { number, what }, Role::Following(_)) if is_current => {
                self.told(now, number, what, feed, &mut acts);
            }
            _ => {}
        }
        acts
    }

    /// Looks at how the sharing goes, which is to be done every second or so, and after each change of the connection.
    pub fn look(&mut self, now: f64, visible: bool, connection: Connection, feed: &dyn Feed) -> Option<Act> {
        let following = match &mut self.role {
            Role::Leading(leading) => {
                let due = leading.told != connection || now - leading.told_at >= BEAT_MILLIS;
                return due.then(|| self.tell(now, News::State(connection)));
            }
            Role::Following(following) => following,
        };
        let quiet = if connection == Connection::Live { QUIET_MILLIS } else { UNEASY_MILLIS };
        let is_over = |since: f64| now - since >= ANSWER_MILLIS;
        match following.waiting {
            Waiting::No if visible && now - following.heard_at >= quiet => Some(self.ask(now, feed)),
            // There is a leader, and the question or its answer was lost.
            Waiting::Answer { since } if is_over(since) && following.heard_at > since => {
                Some(self.ask(now, feed))
            }
            // Nobody needs the stream of a tab that is not seen; it is right again once it is.
            Waiting::Answer { since } if is_over(since) && visible => {
                following.waiting = Waiting::Lock { since: now };
                Some(Act::TakeLock)
            }
            Waiting::Lock { since } if now - since >= LOCK_MILLIS => Some(Act::Part),
            _ => None,
        }
    }

    /// The viewer is back, or the network is: what was heard last may be long ago.
    pub fn woke(&mut self, now: f64, feed: &dyn Feed) -> Option<Act> {
        (!self.leads()).then(|| self.ask(now, feed))
    }

    /// The page has learned something by itself, so it is no longer where what the leader told has led.
    pub fn strayed(&mut self) {
        if let Role::Following(following) = &mut self.role {
            following.number = None;
        }
    }

    fn ask(&mut self, now: f64, feed: &dyn Feed) -> Act {
        if let Role::Following(following) = &mut self.role {
            following.waiting = Waiting::Answer { since: now };
        }
        Act::Say(Message { term: self.term, body: Body::Hello { seen: feed.seen() } })
    }

    fn tell(&mut self, now: f64, what: News) -> Act {
        let mut number = 0;
        if let Role::Leading(leading) = &mut self.role {
            leading.number += 1;
            leading.told_at = now;
            number = leading.number;
            leading.told = what.connection();
        }
        Act::Say(Message { term: self.term, body: Body::Told { number, what } })
    }

    /// The leader told something.
    fn told(&mut self, now: f64, number: u64, what: News, feed: &dyn Feed, acts: &mut Vec<Act>) {
        let Role::Following(following) = &mut self.role else { return };
        following.heard_at = now;
        // A welcome may have been meant for another place: for another tab's, or for one that was left since.
        let is_welcome = matches!(&what, News::Welcome { seen, .. } if *seen == feed.seen());
        let is_next = following.number.is_some() && following.number == number.checked_sub(1);
        if !is_welcome && !is_next {
            following.number = None;
            if following.waiting == Waiting::No {
                acts.push(self.ask(now, feed));
            }
            return;
        }
        following.number = Some(number);
        let connection = what.connection();
        let event = match what {
            News::State(_) => None,
            News::Event { event, .. } => Some(event),
            News::Welcome { catch_up, .. } if is_welcome => {
                // Nobody who has all needs to be told again what another lacked.
                let is_needed = !is_next || following.waiting != Waiting::No;
                following.waiting = Waiting::No;
                catch_up.filter(|_| is_needed)
            }
            News::Welcome { .. } => None,
        };
        match event.map_or(Ok(()), |event| feed.apply(&event)) {
            Ok(()) => acts.push(Act::Show(connection)),
            // The leader is of another version of this program.
            Err(Unreadable) => {
                feed.lose_track();
                acts.push(Act::Part);
            }
        }
    }
}

impl Role {
    /// One that does not yet know what it lacks.
    fn following(now: f64) -> Self {
        Self::Following(Following { number: None, heard_at: now, waiting: Waiting::No })
    }
}

impl Following {
    /// Somebody is about to say that it leads.
    fn expect(&mut self, now: f64) {
        self.number = None;
        self.waiting = Waiting::Answer { since: now };
    }
}

#[cfg(test)]
mod tests;
