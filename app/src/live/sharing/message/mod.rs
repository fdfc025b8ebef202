//! What the tabs of one browser say to each other about a stream that they share.
//!
//! A message travels as a text: a word for its kind, then its fields with a space before each; only the last may have
//! spaces itself. Whoever speaks is a page of the same site, and yet what is no message is nothing: it may be of
//! another version of this program.

use crate::live::{Connection, feed::Event};
use std::{fmt, str::FromStr};

/// A tab's number, drawn at random.
pub type Tab = u64;

/// Names the time in which one tab has the stream. A later one is greater, by the clock that all tabs share; `tab`
/// tells apart those that began in the same millisecond.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    /// When it began, in milliseconds.
    pub began: u64,
    /// Who has the stream.
    pub tab: Tab,
}

/// One message, to all the others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The latest term that the speaker knows of; its own if it has the stream.
    pub term: Term,
    /// What it says.
    pub body: Body,
}

/// What a message says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Whoever has the stream shall tell what one lacks who has come so far.
    Hello {
        /// The place; none if it has to be everything.
        seen: Option<String>,
    },
    /// Whoever has the stream leaves.
    Bye,
    /// Whoever has the stream tells something. All that it tells in its term is numbered, without gaps.
    Told {
        /// The number.
        number: u64,
        /// What it tells.
        what: News,
    },
}

/// What the tab that has the stream tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// How the connection is. Also a sign of life.
    State(Connection),
    /// An event of the stream.
    Event {
        /// How the connection is.
        connection: Connection,
        /// The event.
        event: Event,
    },
    /// The answer to a [`Body::Hello`]: with this, one who has come so far is where the stream is.
    Welcome {
        /// The place that was said.
        seen: Option<String>,
        /// How the connection is.
        connection: Connection,
        /// What one lacks there.
        catch_up: Option<Event>,
    },
}

impl News {
    /// How the connection is.
    pub const fn connection(&self) -> Connection {
        match self {
            Self::State(connection) | Self::Event { connection, .. } | Self::Welcome { connection, .. } => {
                *connection
            }
        }
    }
}

const CONNECTIONS: [(Connection, &str); 5] = [
    (Connection::Connecting, "connecting"),
    (Connection::Live, "live"),
    (Connection::Polling, "polling"),
    (Connection::Reconnecting, "reconnecting"),
    (Connection::Stale, "stale"),
];

impl fmt::Display for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Term { began, tab } = self.term;
        match &self.body {
            Body::Hello { seen } => write!(f, "hello {began} {tab} {}", text(seen)),
            Body::Bye => write!(f, "bye {began} {tab}"),
            Body::Told { number, what: News::State(connection) } => {
                write!(f, "state {began} {tab} {number} {}", word(*connection))
            }
            Body::Told { number, what: News::Event { connection, event } } => {
                write!(f, "event {began} {tab} {number} {} ", word(*connection))?;
                write_event(f, event)
            }
            Body::Told { number, what: News::Welcome { seen, connection, catch_up } } => {
                write!(f, "welcome {began} {tab} {number} {} {}", text(seen), word(*connection))?;
                let Some(event) = catch_up else { return Ok(()) };
                f.write_str(" ")?;
                write_event(f, event)
            }
        }
    }
}

/// A text that is no message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoMessage;

impl FromStr for Message {
    type Err = NoMessage;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        read(text).ok_or(NoMessage)
    }
}

fn read(text: &str) -> Option<Message> {
    let mut rest = Some(text);
    let kind = field(&mut rest)?;
    let term = Term { began: whole(&mut rest)?, tab: whole(&mut rest)? };
    let body = match kind {
        "hello" => Body::Hello { seen: place(rest?) },
        "bye" => Body::Bye,
        "state" => {
            Body::Told { number: whole(&mut rest)?, what: News::State(connection(field(&mut rest)?)?) }
        }
        "event" => {
            let number = whole(&mut rest)?;
            let connection = connection(field(&mut rest)?)?;
            Body::Told { number, what: News::Event { connection, event: event(rest?)? } }
        }
        "welcome" => {
            let number = whole(&mut rest)?;
            let seen = place(field(&mut rest)?);
            let connection = connection(field(&mut rest)?)?;
            let catch_up = match rest {
                Some(text) => Some(event(text)?),
                None => None,
            };
            Body::Told { number, what: News::Welcome { seen, connection, catch_up } }
        }
        _ => return None,
    };
    Some(Message { term, body })
}

/// Takes the next field off; after the last one there is no rest.
fn field<'a>(rest: &mut Option<&'a str>) -> Option<&'a str> {
    let text = (*rest)?;
    let (field, after) = match text.split_once(' ') {
        Some((field, after)) => (field, Some(after)),
        None => (text, None),
    };
    *rest = after;
    Some(field)
}

fn whole(rest: &mut Option<&str>) -> Option<u64> {
    field(rest)?.parse().ok()
}

/// A place that is not known is an empty text.
fn text(place: &Option<String>) -> &str {
    place.as_deref().unwrap_or_default()
}

fn place(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn event(text: &str) -> Option<Event> {
    let mut rest = Some(text);
    let (name, id) = (field(&mut rest)?, field(&mut rest)?);
    Some(Event { name: name.to_owned(), id: id.to_owned(), data: rest?.to_owned() })
}

fn write_event(f: &mut fmt::Formatter<'_>, event: &Event) -> fmt::Result {
    write!(f, "{} {} {}", event.name, event.id, event.data)
}

fn connection(word: &str) -> Option<Connection> {
    CONNECTIONS.iter().find(|(_, known)| *known == word).map(|(connection, _)| *connection)
}

fn word(connection: Connection) -> &'static str {
    CONNECTIONS.iter().find(|(known, _)| *known == connection).map_or("", |(_, word)| word)
}

#[cfg(test)]
mod tests;
