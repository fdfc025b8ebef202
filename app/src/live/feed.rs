//! What a stream is about, for what drives it.

/// One event of a stream, as the browser has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name, one of [`crate::wire::event`].
    pub name: String,
    /// The place in the history that it leads to; empty if it has none.
    pub id: String,
    /// Its data, in its envelope.
    pub data: String,
}

/// An event of a kind that this version knows, in which something that it needs is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreadable;

/// What is kept true by a stream.
pub trait Feed {
    /// The stream's address.
    fn path(&self) -> String;
    /// The address of what the stream's `init` would say; its entity tag, if it has one, is the event's id.
    fn snapshot_path(&self) -> String;
    /// Whether that is bytes. Then the event is called `states`, and its data is an empty line and a letter for each byte.
    fn is_binary(&self) -> bool {
        false
    }
    /// How far the page has come: the stream goes on from there. Without it the stream begins with everything.
    fn seen(&self) -> Option<String>;
    /// Takes an event in. One of a kind that this version does not know says nothing to it.
    fn apply(&self, event: &Event) -> Result<(), Unreadable>;
    /// Whether an event that was taken in says that all is well which the stream is for.
    fn is_enough(&self, _event: &Event) -> bool {
        true
    }
    /// What brings another page from the place that it has seen to where this one is, if it is behind or that cannot
    /// be told. A page that has lost track of its own place gives nothing: its stream will begin with everything.
    fn catch_up(&self, seen: Option<&str>) -> Option<Event>;
    /// An event was unreadable: the next connection must begin with everything.
    fn lose_track(&self);
}
