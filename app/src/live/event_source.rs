//! The browser's `EventSource`, driven so that it never gives up.
//!
//! It reconnects by itself after a network error, but for good it closes on an HTTP error, and it does not notice a
//! connection that died in silence. [`Link`] decides what to do about either; here it is told and obeyed.
//!
//! All events come through one callback, in the order in which they arrived: with a queue for each kind of event an
//! `update` could overtake the `init` that it belongs after.

use super::{
    Connection,
    link::{Link, Ready, Step},
};
use crate::wire::{Envelope, HeartbeatData, event};
use leptos::prelude::*;
use serde::de::DeserializeOwned;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

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
pub(super) fn data<T: DeserializeOwned>(text: &str) -> Result<T, Unreadable> {
    serde_json::from_str::<Envelope<T>>(text).map(|envelope| envelope.data).map_err(|_| Unreadable)
}

/// Follows a feed as long as the calling owner lives.
pub(super) fn follow(feed: impl Feed + 'static, connection: RwSignal<Connection>) {
    let driver = StoredValue::new_local(Driver {
        feed: Rc::new(feed),
        connection,
        source: None,
        link: Link::new(now()),
        open_at: Some(now()),
        on_event: None,
    });
    let on_event = Closure::new(move |event: MessageEvent| {
        let _ = driver.try_update_value(|driver| driver.hear(&event));
    });
    driver.update_value(|driver| {
        driver.on_event = Some(on_event);
        driver.look();
    });
    let look = move || {
        let _ = driver.try_update_value(Driver::look);
    };
    if let Ok(looking) = set_interval_with_handle(look, LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
    for name in ["online", "visibilitychange", "pageshow"] {
        let listening = window_event_listener_untyped(name, move |_| {
            let _ = driver.try_update_value(Driver::wake);
        });
        on_cleanup(move || listening.remove());
    }
}

/// One feed's connection. Dropping it closes the connection.
struct Driver {
    feed: Rc<dyn Feed>,
    connection: RwSignal<Connection>,
    source: Option<EventSource>,
    link: Link,
    /// When to open the next connection; none while there is one.
    open_at: Option<f64>,
    on_event: Option<Closure<dyn FnMut(MessageEvent)>>,
}

impl Driver {
    /// Opens a connection when it is time to, or sees how the one that is there is doing.
    fn look(&mut self) {
        match (self.open_at, &self.source) {
            (Some(at), _) if at <= now() => self.open(),
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
    fn wake(&mut self) {
        if let Some(at) = &mut self.open_at {
            *at = now();
        }
        self.look();
    }

    fn open(&mut self) {
        self.open_at = None;
        self.link.opening(now());
        let Ok(source) = EventSource::new(&self.feed.url()) else { return };
        if let Some(on_event) = &self.on_event {
            for name in [event::INIT, event::UPDATE, event::HEARTBEAT] {
                // It fails for no name that is a string, and then silence is noticed.
                let _ = source.add_event_listener_with_callback(name, on_event.as_ref().unchecked_ref());
            }
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

    fn close(&mut self) {
        if let Some(source) = self.source.take() {
            source.close();
        }
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        self.close();
    }
}

fn ready(source: &EventSource) -> Ready {
    match source.ready_state() {
        EventSource::CONNECTING => Ready::Connecting,
        EventSource::OPEN => Ready::Open,
        _ => Ready::Closed,
    }
}

fn now() -> f64 {
    js_sys::Date::now()
}
