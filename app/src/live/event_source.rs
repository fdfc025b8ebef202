//! The browser's `EventSource`, driven so that it never gives up.
//!
//! It reconnects by itself after a network error, but for good it closes on an HTTP error, and it does not notice a
//! connection that died in silence. [`Link`] decides what to do about either; here it is told and obeyed.
//!
//! Each kind of event has a queue of its own in gloo-net. An `update` cannot overtake the `init` before it all the same:
//! the browser dispatches one event at a time, and between two of them it runs the task that takes them in.

use super::{
    feed::{Event, Feed},
    link::{Link, Ready, Step},
};
use crate::{
    build::{self, build_name},
    wire::event,
};
use futures_util::StreamExt;
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::task::spawn_local;
use std::rc::Rc;

/// The connection of a stream, over all its attempts. Dropping it closes the connection.
pub(super) struct Stream {
    /// Is told each event.
    hear: Rc<dyn Fn(Event)>,
    source: Option<EventSource>,
    /// When to open the next connection; none while there is one.
    open_at: Option<f64>,
}

impl Stream {
    /// A stream that is opened at the next look.
    pub(super) fn new(now: f64, hear: impl Fn(Event) + 'static) -> Self {
        Self { hear: Rc::new(hear), source: None, open_at: Some(now) }
    }

    /// Opens a connection when it is time to, or sees how the one that is there is doing.
    pub(super) fn look(&mut self, now: f64, link: &mut Link, feed: &dyn Feed) {
        match (self.open_at, &self.source) {
            (Some(at), _) if at <= now => {
                link.opening(now);
                self.open(feed);
            }
            (Some(_), _) => link.listen(now),
            (None, source) => {
                let ready = source.as_ref().map_or(Ready::Closed, ready);
                if let Step::Reopen { after } = link.look(now, ready, js_sys::Math::random()) {
                    self.close();
                    self.open_at = Some(now + after);
                }
            }
        }
    }

    /// There is no reason to wait any longer.
    pub(super) fn hurry(&mut self, now: f64) {
        if let Some(at) = &mut self.open_at {
            *at = now;
        }
    }

    /// Closes the connection, so that the next look finds it gone. Dropping the source closes it.
    pub(super) fn close(&mut self) {
        self.source = None;
    }

    fn open(&mut self, feed: &dyn Feed) {
        self.open_at = None;
        let path = feed.path();
        let mark = if path.contains('?') { '&' } else { '?' };
        let url = format!("{path}{mark}build={}", build_name());
        let url = feed.seen().map_or_else(|| url.clone(), |seen| format!("{url}&lastEventId={seen}"));
        // Neither fails for an address and names of ours; if they did, it would be noticed as silence.
        let Ok(mut source) = EventSource::new(&url) else { return };
        let names = [event::INIT, event::UPDATE, event::COUNTS, event::HEARTBEAT, event::BUILD];
        for mut events in names.into_iter().filter_map(|name| source.subscribe(name).ok()) {
            let hear = Rc::clone(&self.hear);
            spawn_local(async move {
                // Closing the source ends this with an error.
                while let Some(Ok((name, message))) = events.next().await {
                    if name == event::BUILD {
                        build::browser::served_by_another();
                        continue;
                    }
                    let data = message.data().as_string().unwrap_or_default();
                    hear(Event { name, id: message.last_event_id(), data });
                }
            });
        }
        self.source = Some(source);
    }
}

fn ready(source: &EventSource) -> Ready {
    match source.state() {
        State::Connecting => Ready::Connecting,
        State::Open => Ready::Open,
        State::Closed => Ready::Closed,
    }
}
