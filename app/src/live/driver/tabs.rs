//! The driver of a feed whose stream several tabs share: what another tab says, and what becomes of the lock.

use super::{Driver, DriverHandle, now};
use crate::{
    build::build_name,
    live::{
        feed::Feed,
        sharing::{
            Act, Member,
            browser::{Channel, Lock, Turn},
            message::{Message, Tab},
        },
    },
};
use leptos::prelude::UpdateValue;

/// What the tabs share is called so, with the build and the stream's address behind it: after a new version was installed,
/// pages of both are open for a while, and may not understand each other.
const SHARED: &str = "jari-stream";

impl Driver {
    /// Another tab said something. First this one sees how its own stream is, if it has it: its timers may be slow.
    pub(super) fn listen(&mut self, handle: DriverHandle, message: Message) {
        if self.stream.is_some() {
            self.look(handle);
        }
        if let Some(sharing) = &mut self.sharing {
            let connection = self.link.shared(now());
            let acts = sharing.member.heard(now(), message, connection, &*self.feed);
            acts.into_iter().for_each(|act| self.act(handle, act));
        }
        self.show();
    }

    /// Something became of a request for the lock, of the member with that number: whether it is still this tab's.
    pub(super) fn lock_turns(&mut self, handle: DriverHandle, tab: Tab, turn: Turn) -> bool {
        let Some(sharing) = self.sharing.as_mut().filter(|sharing| sharing.member.tab() == tab) else {
            return false;
        };
        match turn {
            Turn::Granted(hold) => {
                sharing.lock.granted(hold);
                let says = sharing.member.lock_granted(now(), self.link.shared(now()));
                self.act(handle, says);
                self.open(handle);
            }
            Turn::Taken => {
                let acts = sharing.member.lock_lost(now(), &*self.feed);
                acts.into_iter().for_each(|act| self.act(handle, act));
            }
            Turn::Refused => self.act(handle, Act::Part),
        }
        true
    }

    pub(super) fn act(&mut self, handle: DriverHandle, act: Act) {
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
                self.open(handle);
            }
            (_, None) => {}
        }
    }
}

/// What a tab that shares has. Dropping it leaves the others.
pub(super) struct Sharing {
    pub(super) member: Member,
    channel: Channel,
    lock: Lock,
}

impl Sharing {
    /// Joins the others, if the browser can do that; also what to do first.
    pub(super) fn join(feed: &dyn Feed, handle: DriverHandle) -> Option<(Self, Act)> {
        // A number that any program can keep exactly.
        let tab = (js_sys::Math::random() * 9e15) as Tab;
        let name = format!("{SHARED}:{}:{}", build_name(), feed.path());
        let channel = Channel::join(&name, move |message| {
            let _ = handle.try_update_value(|driver| driver.listen(handle, message));
        })?;
        let mut lock = Lock::new(&name, move |turn| {
            handle.try_update_value(|driver| driver.lock_turns(handle, tab, turn)) == Some(true)
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
