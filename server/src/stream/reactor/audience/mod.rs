//! One thread's viewers: who is there, who follows what, and what each is written.

mod telling;

pub(super) use telling::Turn;

use super::{
    beginning::begin,
    courier::{Courier, FeedId, Mailbox},
    group::Group,
    viewer::Viewer,
};
use crate::{
    metrics::Ended,
    stream::{
        Follow, sse,
        wakes::{ChannelId, Source},
    },
};
use bytes::Bytes;
use mio::{Interest, Registry, Token, net::TcpStream};
use slab::Slab;
use std::{
    collections::{BTreeSet, HashMap, HashSet},
    sync::Arc,
    time::{Duration, Instant},
};

/// The viewers, by the token of their sockets.
pub(super) struct Audience {
    registry: Registry,
    /// Where the groups' channels and the pulse send word.
    mailbox: Mailbox,
    viewers: Slab<Viewer>,
    groups: HashMap<FeedId, Group>,
    channels: HashMap<ChannelId, Watched>,
    /// Viewers whose socket takes nothing at the moment.
    blocked: BTreeSet<usize>,
    /// Brings the signs of life, from the first viewer on.
    pulse: Option<Courier>,
}

/// A channel that a group follows.
struct Watched {
    /// The groups that follow it alone, and those that follow several.
    alone: HashSet<FeedId>,
    among: HashSet<FeedId>,
    /// Brings word of changes.
    _courier: Courier,
}

impl Audience {
    /// Nobody yet. Sockets are registered here, and word of changes is sent there.
    pub(super) fn new(registry: Registry, mailbox: Mailbox) -> Self {
        Self {
            registry,
            mailbox,
            viewers: Slab::new(),
            groups: HashMap::new(),
            channels: HashMap::new(),
            blocked: BTreeSet::new(),
            pulse: None,
        }
    }

    /// Whether somebody's socket takes nothing at the moment.
    pub(super) fn has_blocked(&self) -> bool {
        !self.blocked.is_empty()
    }

    /// Everybody.
    pub(super) fn keys(&self) -> Vec<usize> {
        self.viewers.iter().map(|(key, _)| key).collect()
    }

    /// Takes a viewer in, and writes what there is for a beginning. `head` is what comes first.
    pub(super) fn adopt(&mut self, socket: std::net::TcpStream, head: Bytes, mut follow: Follow) {
        let feed = FeedId::of(&follow);
        if self.pulse.is_none() {
            self.pulse = Some(self.mailbox.tell_pulse(follow.pulse.clone()));
        }
        let (mailbox, channels) = (&self.mailbox, &mut self.channels);
        let group = self.groups.entry(feed).or_insert_with(|| {
            let sources = std::mem::take(&mut follow.sources);
            let is_alone = sources.len() == 1;
            let watch = |source| watch(channels, mailbox, source, (feed, is_alone));
            Group::new(Arc::clone(&follow.feed), sources.into_iter().map(watch).collect())
        });
        let retry = follow.retry.take().unwrap_or_default();
        let mut viewer = Viewer::new(TcpStream::from_std(socket), feed, follow);
        let entry = self.viewers.vacant_entry();
        let key = entry.key();
        let registered =
            self.registry.register(&mut viewer.socket, Token(key), Interest::READABLE | Interest::WRITABLE);
        if registered.is_ok() {
            viewer.place = group.add(key);
            let begun = begin(entry.insert(viewer), group, &head, &retry);
            self.note(key, begun);
            self.catch_up(key);
        } else if group.is_empty() {
            self.leave(feed);
        }
    }

    /// A socket is ready for something.
    pub(super) fn attend(&mut self, key: usize, readable: bool) {
        let Some(viewer) = self.viewers.get_mut(key) else { return };
        if readable && let Err(why) = viewer.drain() {
            return self.let_go(key, why);
        }
        if self.viewers.get(key).is_some_and(Viewer::is_blocked) {
            self.catch_up(key);
        }
    }

    /// Writes all that a viewer has yet to see, as far as its socket takes it.
    fn catch_up(&mut self, key: usize) {
        let Some(viewer) = self.viewers.get_mut(key) else { return };
        let Some(group) = self.groups.get(&viewer.feed) else { return };
        let written = (|| {
            if !viewer.flush()? {
                return Ok(());
            }
            while let Some((frame, after)) = group.next(&viewer.at) {
                viewer.at = after;
                if !viewer.tell(&frame)? {
                    return Ok(());
                }
            }
            let live = group.is_live();
            if viewer.told_live != Some(live) {
                viewer.show_life(live, &sse::heartbeat(live))?;
            }
            Ok(())
        })();
        self.note(key, written);
    }

    /// Remembers who is blocked, and lets go who is gone.
    fn note(&mut self, key: usize, written: Result<(), Ended>) {
        match written {
            Err(why) => self.let_go(key, why),
            Ok(()) if self.viewers.get(key).is_some_and(Viewer::is_blocked) => {
                self.blocked.insert(key);
            }
            Ok(()) => drop(self.blocked.remove(&key)),
        }
    }

    /// Lets go those whose socket has taken nothing for too long.
    pub(super) fn drop_stalled(&mut self, stall: Duration) {
        if self.blocked.is_empty() {
            return;
        }
        let now = Instant::now();
        let stalled: Vec<_> = self
            .blocked
            .iter()
            .copied()
            .filter(|key| {
                let since = self.viewers.get(*key).and_then(|viewer| viewer.blocked_since);
                since.is_some_and(|since| now.duration_since(since) >= stall)
            })
            .collect();
        for key in stalled {
            tracing::debug!("a viewer whose socket takes nothing is let go");
            self.let_go(key, Ended::Stalled);
        }
    }

    /// Closes a viewer's connection, if it is there.
    pub(super) fn let_go(&mut self, key: usize, why: Ended) {
        self.blocked.remove(&key);
        let Some(mut viewer) = self.viewers.try_remove(key) else { return };
        viewer.counted.ends(why);
        // It is closed in any case, when it goes.
        let _ = self.registry.deregister(&mut viewer.socket);
        let Some(group) = self.groups.get_mut(&viewer.feed) else { return };
        if let Some(moved) = group.remove(viewer.place)
            && let Some(moved) = self.viewers.get_mut(moved)
        {
            moved.place = viewer.place;
        }
        if group.is_empty() {
            self.leave(viewer.feed);
        }
    }

    /// Nobody is left of a group.
    fn leave(&mut self, feed: FeedId) {
        let Some(group) = self.groups.remove(&feed) else { return };
        for channel in group.channels() {
            let Some(watched) = self.channels.get_mut(channel) else { continue };
            watched.alone.remove(&feed);
            watched.among.remove(&feed);
            if watched.alone.is_empty() && watched.among.is_empty() {
                self.channels.remove(channel);
            }
        }
    }
}

/// A group follows a channel from now on, alone or among others.
fn watch(
    channels: &mut HashMap<ChannelId, Watched>,
    mailbox: &Mailbox,
    source: Source,
    (by, is_alone): (FeedId, bool),
) -> ChannelId {
    let id = source.channel;
    let watched = channels.entry(id).or_insert_with(|| Watched {
        alone: HashSet::new(),
        among: HashSet::new(),
        _courier: mailbox.tell_changes(source),
    });
    if is_alone { &mut watched.alone } else { &mut watched.among }.insert(by);
    id
}
