//! The browser's `EventSource`, driven so that it never gives up.
//!
//! It reconnects by itself after a network error, but for good it closes on an HTTP error, and it does not notice a
//! connection that died in silence. [`Link`] decides what to do about either; here it is told and obeyed.
//!
//! Each kind of event has a queue of its own in gloo-net. An `update` cannot overtake the `init` before it all the same:
//! the browser dispatches one event at a time, and between two of them it runs the task that takes them in.

use super::{
    Connection,
    link::{Link, Ready, Step},
};
use crate::wire::{
    HeartbeatData,
    browser::{FromJson, Json},
    event,
};
use futures_util::StreamExt;
use gloo_net::eventsource::{State, futures::EventSource};
use leptos::{prelude::*, task::spawn_local};
use std::{rc::Rc, time::Duration};
use web_sys::MessageEvent;

const LOOK_EVERY: Duration = Duration::from_millis(1_000);

/// What a stream is about.
pub(super) trait Feed {
    /// Where the stream is, from the place that the page has seen.
    fn url(&self) -> String;
    /// Takes an event in: its name, id and data.
    fn apply(&self, name: &str, id: &str, data: &str) -> Result<(), Unreadable>;
    /// An event was unreadable: the next connection must begin with everything.
    fn lose_track(&self);
}

/// An event that is not what this version knows.
pub(super) struct Unreadable;

/// The data of an event, out of its envelope.
pub(super) fn data<T: FromJson>(text: &str) -> Result<T, Unreadable> {
    Json::parse(text).and_then(|envelope| T::from_json(&envelope.field("data")?)).ok_or(Unreadable)
}

/// Follows a feed as long as the calling owner lives.
pub(super) fn follow(feed: impl Feed + 'static, connection: RwSignal<Connection>) {
    let driver = StoredValue::new_local(Driver {
        feed: Rc::new(feed),
        connection,
        source: None,
        link: Link::new(now()),
        open_at: Some(now()),
    });
    let look = move || {
        let _ = driver.try_update_value(|state| state.look(driver));
    };
    look();
    if let Ok(looking) = set_interval_with_handle(look, LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
    for name in ["online", "visibilitychange", "pageshow"] {
        let listening = window_event_listener_untyped(name, move |_| {
            let _ = driver.try_update_value(|state| state.wake(driver));
        });
        on_cleanup(move || listening.remove());
    }
}

/// Where the driver lives, for what happens later.
type Place = StoredValue<Driver, LocalStorage>;

/// One feed's connection. Dropping it closes the connection.
struct Driver {
    feed: Rc<dyn Feed>,
    connection: RwSignal<Connection>,
    source: Option<EventSource>,
    link: Link,
    /// When to open the next connection; none while there is one.
    open_at: Option<f64>,
}

impl Driver {
    /// Opens a connection when it is time to, or sees how the one that is there is doing.
    fn look(&mut self, place: Place) {
        match (self.open_at, &self.source) {
            (Some(at), _) if at <= now() => self.open(place),
            (Some(_), _) => {}
            (None, source) => {
                let ready = source.as_ref().map_or(Ready::Closed, ready);
                if let Step::Reopen { after } = self.link.look(now(), ready, js_sys::Math::random()) {
                    self.close();
                    self.open_at = Some(now() + after);
                }
            }
        }
        self.show();
    }

    /// The network is back, or the viewer is: there is no reason to wait any longer.
    fn wake(&mut self, place: Place) {
        if let Some(at) = &mut self.open_at {
            *at = now();
        }
        self.look(place);
    }

    fn open(&mut self, place: Place) {
        self.open_at = None;
        self.link.opening(now());
        // Neither fails for an address and names of ours; if they did, it would be noticed as silence.
        let Ok(mut source) = EventSource::new(&self.feed.url()) else { return };
        let names = [event::INIT, event::UPDATE, event::HEARTBEAT];
        for mut events in names.into_iter().filter_map(|name| source.subscribe(name).ok()) {
            spawn_local(async move {
                // Closing the source ends this with an error.
                while let Some(Ok((_, message))) = events.next().await {
                    let _ = place.try_update_value(|driver| driver.hear(&message));
                }
            });
        }
        self.source = Some(source);
    }

    fn hear(&mut self, message: &MessageEvent) {
        let text = message.data().as_string().unwrap_or_default();
        let name = message.type_();
        let heard = if name == event::HEARTBEAT {
            data::<HeartbeatData>(&text).map(|heartbeat| heartbeat.live)
        } else {
            self.feed.apply(&name, &message.last_event_id(), &text).map(|()| true)
        };
        match heard {
            Ok(live) => self.link.heard(now(), live),
            Err(Unreadable) => {
                self.feed.lose_track();
                self.close();
            }
        }
        self.show();
    }

    fn show(&self) {
        let connection = self.link.connection();
        if self.connection.try_get_untracked().is_some_and(|shown| shown != connection) {
            let _ = self.connection.try_set(connection);
        }
    }

    /// Dropping the source closes it.
    fn close(&mut self) {
        self.source = None;
    }
}

fn ready(source: &EventSource) -> Ready {
    match source.state() {
        State::Connecting => Ready::Connecting,
        State::Open => Ready::Open,
        State::Closed => Ready::Closed,
    }
}

fn now() -> f64 {
    js_sys::Date::now()
}
