//! Keeps a feed true: by a stream of this tab's own, or by what another tab tells that has one.
//!
//! [`Member`] decides which; where the browser cannot share, each tab has its own.

use super::{
    Connection,
    clock::monotonic,
    event_source::Stream,
    feed::{Event, Feed, Unreadable},
    link::Link,
    sharing::{
        Act, Member,
        browser::{Channel, Lock, Turn},
        message::{Message, Tab},
    },
};
use crate::wire::{
    HeartbeatData,
    browser::{FromJson, Json},
    event,
};
use leptos::prelude::*;
use std::{rc::Rc, time::Duration};

const LOOK_EVERY: Duration = Duration::from_millis(1_000);

/// What the tabs share is called so, with the stream's address behind it. Whoever changes the messages between tabs
/// changes the number: after a new version was installed, pages of both are open for a while.
const SHARED: &str = "jari-stream-1:";

/// The data of an event, out of its envelope.
pub(super) fn data<T: FromJson>(event: &Event) -> Result<T, Unreadable> {
    Json::parse(&event.data).and_then(|envelope| T::from_json(&envelope.field("data")?)).ok_or(Unreadable)
}

/// An `init` of this tab's own, from what it shows, for another tab.
pub(super) fn init(id: String, list: &str, items: Vec<String>) -> Event {
    let data = format!(r#"{{"data":{{"{list}":[{}]}}}}"#, items.join(","));
    Event { name: event::INIT.to_owned(), id, data }
}

/// Follows a feed as long as the calling owner lives.
pub(super) fn follow(feed: impl Feed + 'static, connection: RwSignal<Connection>) {
    let place = StoredValue::new_local(Driver {
        feed: Rc::new(feed),
        connection,
        link: Link::new(now()),
        sharing: None,
        stream: None,
    });
    let with = move |act: fn(&mut Driver, Place)| {
        let _ = place.try_update_value(|driver| act(driver, place));
    };
    with(Driver::begin);
    if let Ok(looking) = set_interval_with_handle(move || with(Driver::look), LOOK_EVERY) {
        on_cleanup(move || looking.clear());
    }
    let listen = |name: &'static str, act: fn(&mut Driver, Place)| {
        let listening = window_event_listener_untyped(name, move |_| with(act));
        on_cleanup(move || listening.remove());
    };
    listen("online", Driver::wake);
    listen("visibilitychange", Driver::wake);
    listen("pageshow", Driver::come_back);
    listen("pagehide", Driver::leave);
}

/// Where the driver lives, for what happens later.
type Place = StoredValue<Driver, LocalStorage>;

/// What keeps one feed true.
struct Driver {
    feed: Rc<dyn Feed>,
    connection: RwSignal<Connection>,
    link: Link,
    /// None where this tab does not share.
    sharing: Option<Sharing>,
    /// None while another tab has it, and while the page is put away.
    stream: Option<Stream>,
}

impl Driver {
    /// Joins those who share the stream, or opens one.
    fn begin(&mut self, place: Place) {
        self.link.opening(now());
        match Sharing::join(&*self.feed, place) {
            Some((sharing, hello)) => {
                self.sharing = Some(sharing);
                self.act(place, hello);
            }
            None => self.open(place),
        }
        self.show();
    }

    fn open(&mut self, place: Place) {
        let hear = move |event| {
            let _ = place.try_update_value(|driver| driver.hear(place, event));
        };
        self.stream = Some(Stream::new(now(), hear));
        self.look(place);
    }

    fn look(&mut self, place: Place) {
        match &mut self.stream {
            Some(stream) => stream.look(now(), &mut self.link, &*self.feed),
            None => self.link.listen(now()),
        }
        self.look_around(place);
    }

    /// Sees to the other tabs, and to the viewer.
    fn look_around(&mut self, place: Place) {
        if let Some(sharing) = &mut self.sharing {
            let connection = self.link.connection();
            let act = sharing.member.look(now(), !document().hidden(), connection, &*self.feed);
            act.into_iter().for_each(|act| self.act(place, act));
        }
        self.show();
    }

    /// The network is back, or the viewer is.
    fn wake(&mut self, place: Place) {
        if let Some(stream) = &mut self.stream {
            stream.hurry(now());
        }
        if let Some(sharing) = &mut self.sharing {
            let act = sharing.member.woke(now(), &*self.feed);
            act.into_iter().for_each(|act| self.act(place, act));
        }
        self.look(place);
    }

    /// The page is put away, perhaps to be shown again as it is: nobody else should have to wait for it.
    fn leave(&mut self, _: Place) {
        self.stream = None;
        self.sharing = None;
    }

    fn come_back(&mut self, place: Place) {
        if self.stream.is_none() && self.sharing.is_none() {
            self.begin(place);
        }
        self.wake(place);
    }

    /// This tab's own stream brought an event.
    fn hear(&mut self, place: Place, event: Event) {
        let heard = if event.name == event::HEARTBEAT {
            data::<HeartbeatData>(&event).map(|heartbeat| heartbeat.live)
        } else {
            self.feed.apply(&event).map(|()| true)
        };
        match heard {
            Ok(live) => {
                self.link.heard(now(), live);
                if event.name != event::HEARTBEAT {
                    self.relay(place, event);
                }
            }
            Err(Unreadable) => {
                self.feed.lose_track();
                if let Some(stream) = &mut self.stream {
                    stream.close();
                }
            }
        }
        self.look_around(place);
    }

    fn relay(&mut self, place: Place, event: Event) {
        let act = self.sharing.as_mut().and_then(|sharing| sharing.member.relay(now(), event));
        act.into_iter().for_each(|act| self.act(place, act));
    }

    /// Another tab said something. First this one sees how its own stream is, if it has it: its timers may be slow.
    fn listen(&mut self, place: Place, message: Message) {
        if self.stream.is_some() {
            self.look(place);
        }
        if let Some(sharing) = &mut self.sharing {
            let acts = sharing.member.heard(now(), message, self.link.connection(), &*self.feed);
            acts.into_iter().for_each(|act| self.act(place, act));
        }
        self.show();
    }

    /// Something became of a request for the lock, of the member with that number: whether it is still this tab's.
    fn lock_turns(&mut self, place: Place, tab: Tab, turn: Turn) -> bool {
        let Some(sharing) = self.sharing.as_mut().filter(|sharing| sharing.member.tab() == tab) else {
            return false;
        };
        match turn {
            Turn::Granted(hold) => {
                sharing.lock.granted(hold);
                let says = sharing.member.lock_granted(now(), self.link.connection());
                self.act(place, says);
                self.open(place);
            }
            Turn::Taken => {
                let acts = sharing.member.lock_lost(now(), &*self.feed);
                acts.into_iter().for_each(|act| self.act(place, act));
            }
            Turn::Refused => self.act(place, Act::Part),
        }
        true
    }

    fn act(&mut self, place: Place, act: Act) {
        match (act, &mut self.sharing) {
            (Act::Say(message), Some(sharing)) => sharing.channel.say(&message),
            (Act::Show(connection), _) => self.link.told(now(), connection),
            (Act::Follow, Some(sharing)) => {
                self.stream = None;
                sharing.lock.let_go();
                sharing.lock.queue();
            }
            (Act::TakeLock, Some(sharing)) => sharing.lock.take(),
            (Act::Part, _) => {
                self.sharing = None;
                self.open(place);
            }
            (_, None) => {}
        }
    }

    fn show(&self) {
        let connection = self.link.connection();
        if self.connection.try_get_untracked().is_some_and(|shown| shown != connection) {
            let _ = self.connection.try_set(connection);
        }
    }
}

/// What a tab that shares has. Dropping it leaves the others.
struct Sharing {
    member: Member,
    channel: Channel,
    lock: Lock,
}

impl Sharing {
    /// Joins the others, if the browser can do that; also what to do first.
    fn join(feed: &dyn Feed, place: Place) -> Option<(Self, Act)> {
        // A number that any program can keep exactly.
        let tab = (js_sys::Math::random() * 9e15) as Tab;
        let name = format!("{SHARED}{}", feed.path());
        let channel = Channel::join(&name, move |message| {
            let _ = place.try_update_value(|driver| driver.listen(place, message));
        })?;
        let mut lock = Lock::new(&name, move |turn| {
            place.try_update_value(|driver| driver.lock_turns(place, tab, turn)) == Some(true)
        })?;
        lock.queue();
        let (member, hello) = Member::new(tab, now(), feed);
        Some((Self { member, channel, lock }, hello))
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        if let Some(message) = self.member.bye() {
            self.channel.say(&message);
        }
    }
}

fn now() -> f64 {
    monotonic()
}
