//! Keeps a feed true: by a stream of this tab's own, or by what another tab tells that has one; and where no stream is
//! heard, by asking now and then.
//!
//! [`Member`](super::sharing::Member) decides which of the first two; where the browser cannot share, each tab has its own.

mod poller;
mod tabs;

use super::{
    Connection,
    clock::monotonic as now,
    clock_jumps::ClockJumps,
    event_source::Stream,
    feed::{Event, Feed, Unreadable},
    link::{self, Link},
};
use crate::{
    meta,
    wire::{
        HeartbeatData,
        browser::{FromJson, Json},
        event,
    },
};
use leptos::prelude::*;
use poller::Poller;
use std::{rc::Rc, time::Duration};
use tabs::Sharing;

const LOOK_EVERY: Duration = Duration::from_millis(1_000);

/// The data of an event, out of its envelope.
pub(super) fn data<T: FromJson>(event: &Event) -> Result<T, Unreadable> {
    Json::parse(&event.data).and_then(|envelope| T::from_json(&envelope.field("data")?)).ok_or(Unreadable)
}

/// An `init` of this tab's own, from what it shows, for another tab.
pub(super) fn init(id: String, list: &str, items: Vec<String>) -> Event {
    let data = format!(r#"{{"data":{{"{list}":[{}]}}}}"#, items.join(","));
    Event { name: event::INIT.to_owned(), id, data }
}

/// The state of a connection that has yet to be made.
pub(super) fn no_link() -> Link {
    Link::new(now(), link::silence(heartbeat_millis()))
}

/// Follows a feed as long as the calling owner lives. `link` is how the connection of the feed before it was, and is kept up to date: who has
/// heard nothing for long goes on asking, and does not wait anew.
pub(super) fn follow(
    feed: impl Feed + 'static,
    connection: RwSignal<Connection>,
    link: StoredValue<Link, LocalStorage>,
) {
    let handle = StoredValue::new_local(Driver {
        feed: Rc::new(feed),
        connection,
        link: link.try_get_value().unwrap_or_else(no_link),
        kept: link,
        clock: ClockJumps::new(js_sys::Date::now(), now()),
        sharing: None,
        stream: None,
        poller: None,
    });
    let with = move |act: fn(&mut Driver, DriverHandle)| {
        let _ = handle.try_update_value(|driver| act(driver, handle));
    };
    with(Driver::begin);
    if let Ok(looking) = set_interval_with_handle(move || with(Driver::look), LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
    let listen = |name: &'static str, act: fn(&mut Driver, DriverHandle)| {
        let listening = window_event_listener_untyped(name, move |_| with(act));
        on_cleanup(move || listening.remove());
    };
    listen("online", Driver::wake);
    listen("visibilitychange", Driver::wake);
    listen("pageshow", Driver::come_back);
    listen("pagehide", Driver::leave);
}

/// Where the driver lives, for what happens later.
type DriverHandle = StoredValue<Driver, LocalStorage>;

/// What keeps one feed true.
struct Driver {
    feed: Rc<dyn Feed>,
    connection: RwSignal<Connection>,
    link: Link,
    /// What the driver that comes after this one goes on from.
    kept: StoredValue<Link, LocalStorage>,
    clock: ClockJumps,
    /// None where this tab does not share.
    sharing: Option<Sharing>,
    /// None while another tab has it, and while the page is put away.
    stream: Option<Stream>,
    /// None while a stream is heard.
    poller: Option<Poller>,
}

impl Driver {
    /// Joins those who share the stream, or opens one.
    fn begin(&mut self, handle: DriverHandle) {
        self.link.opening(now());
        match Sharing::join(&*self.feed, handle) {
            Some((sharing, hello)) => {
                self.sharing = Some(sharing);
                self.act(handle, hello);
            }
            None => self.open(handle),
        }
        self.show();
    }

    fn open(&mut self, handle: DriverHandle) {
        let hear = move |event| {
            let _ = handle.try_update_value(|driver| driver.hear(handle, event));
        };
        self.stream = Some(Stream::new(now(), hear));
        self.look(handle);
    }

    fn look(&mut self, handle: DriverHandle) {
        if self.clock.jumped(js_sys::Date::now(), now()) {
            self.link.doubt();
        }
        match &mut self.stream {
            Some(stream) => stream.look(now(), &mut self.link, &*self.feed),
            None => self.link.listen(now()),
        }
        self.poll(handle);
        self.look_around(handle);
    }

    /// Sees to the other tabs, and to the viewer.
    fn look_around(&mut self, handle: DriverHandle) {
        if let Some(sharing) = &mut self.sharing {
            let connection = self.link.shared(now());
            let act = sharing.member.look(now(), !document().hidden(), connection, &*self.feed);
            act.into_iter().for_each(|act| self.act(handle, act));
        }
        self.show();
    }

    /// The network is back, or the viewer is.
    fn wake(&mut self, handle: DriverHandle) {
        if let Some(stream) = &mut self.stream {
            stream.hurry(now());
        }
        if let Some(sharing) = &mut self.sharing {
            let act = sharing.member.woke(now(), &*self.feed);
            act.into_iter().for_each(|act| self.act(handle, act));
        }
        self.look(handle);
    }

    /// The page is put away, perhaps to be shown again as it is: nobody else should have to wait for it.
    fn leave(&mut self, _: DriverHandle) {
        self.stream = None;
        self.sharing = None;
        self.poller = None;
    }

    fn come_back(&mut self, handle: DriverHandle) {
        if self.stream.is_none() && self.sharing.is_none() {
            self.begin(handle);
        }
        self.wake(handle);
    }

    /// This tab's own stream brought an event.
    fn hear(&mut self, handle: DriverHandle, event: Event) {
        let heard = if event.name == event::HEARTBEAT {
            data(&event).map(|HeartbeatData { live }| self.link.heard_heartbeat(now(), live))
        } else {
            self.feed.apply(&event).map(|()| {
                match self.feed.is_enough(&event) {
                    true => self.link.heard(now()),
                    false => self.link.heard_some(now()),
                }
                self.relay(handle, event);
            })
        };
        if heard.is_err() {
            self.feed.lose_track();
            self.link.unreadable(now());
            if let Some(stream) = &mut self.stream {
                stream.close();
            }
        }
        self.look_around(handle);
    }

    fn relay(&mut self, handle: DriverHandle, event: Event) {
        let connection = self.link.connection();
        let act = self.sharing.as_mut().and_then(|sharing| sharing.member.relay(now(), connection, event));
        act.into_iter().for_each(|act| self.act(handle, act));
    }

    fn show(&self) {
        let connection = self.link.connection();
        let _ = self.kept.try_set_value(self.link);
        if self.connection.try_get_untracked().is_some_and(|shown| shown != connection) {
            let _ = self.connection.try_set(connection);
        }
    }
}

/// How often the server sends a sign of life, as the document says.
fn heartbeat_millis() -> Option<f64> {
    // Whole milliseconds: what reads any number takes tables of some 10 KB, which no compression makes smaller.
    meta::content("jari-heartbeat-ms")?.parse::<u32>().ok().map(f64::from)
}
