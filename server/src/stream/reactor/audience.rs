//! One thread's viewers: who is there, who follows what, and what each is written.

use super::{
    beginning::begin,
    courier::{Courier, FeedId, Mailbox},
    group::{Answer, Group},
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
    /// The groups.
    by: HashSet<FeedId>,
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
            let followed = sources.into_iter().map(|source| watch(channels, mailbox, source, feed)).collect();
            Group::new(Arc::clone(&follow.feed), followed)
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

    /// Writes what has changed in these channels to everybody who follows one of them; whether somebody follows several.
    pub(super) fn show_changes(&mut self, changed: &HashSet<ChannelId>) -> bool {
        let by = changed.iter().filter_map(|channel| self.channels.get(channel)).flat_map(|of| &of.by);
        // Who follows several of them is told of all at once.
        let feeds: HashSet<FeedId> = by.copied().collect();
        let mut has_views = false;
        for feed in feeds {
            has_views |= self.groups.get(&feed).is_some_and(Group::is_of_several);
            self.show_news(feed);
        }
        has_views
    }

    /// Writes what is new to everybody of a group whose socket takes it, and whether it is up to date to those who were told
    /// otherwise.
    fn show_news(&mut self, feed: FeedId) {
        let Some(group) = self.groups.get(&feed) else { return };
        let live = group.is_live();
        let heartbeat = sse::heartbeat(live);
        let mut answer = Answer::default();
        let mut ended = Vec::new();
        let mut behind = Vec::new();
        for &key in group.members() {
            let Some(viewer) = self.viewers.get_mut(key) else { continue };
            if viewer.is_blocked() {
                continue;
            }
            let mut written = Ok(true);
            if let Some((frame, after)) = group.next_as(&viewer.at, &mut answer) {
                viewer.at.clone_from(after);
                written = viewer.tell(frame);
                if frame.more && matches!(written, Ok(true)) {
                    behind.push(key);
                    continue;
                }
            }
            if viewer.told_live != Some(live) && matches!(written, Ok(true)) {
                written = viewer.show_life(live, &heartbeat);
            }
            match written {
                Ok(true) => {}
                Ok(false) => drop(self.blocked.insert(key)),
                Err(why) => ended.push((key, why)),
            }
        }
        for (key, why) in ended {
            self.let_go(key, why);
        }
        for key in behind {
            self.catch_up(key);
        }
    }

    /// Shows everybody a sign of life. Who is blocked shows none, and needs none.
    pub(super) fn beat(&mut self) {
        let mut written = Vec::new();
        for group in self.groups.values() {
            let live = group.is_live();
            let heartbeat = sse::heartbeat(live);
            for &key in group.members() {
                let Some(viewer) = self.viewers.get_mut(key).filter(|viewer| !viewer.is_blocked()) else {
                    continue;
                };
                match viewer.show_life(live, &heartbeat) {
                    Ok(true) => {}
                    Ok(false) => written.push((key, Ok(()))),
                    Err(why) => written.push((key, Err(why))),
                }
            }
        }
        for (key, written) in written {
            self.note(key, written);
        }
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
            watched.by.remove(&feed);
            if watched.by.is_empty() {
                self.channels.remove(channel);
            }
        }
    }
}

/// A group follows a channel from now on.
fn watch(
    channels: &mut HashMap<ChannelId, Watched>,
    mailbox: &Mailbox,
    source: Source,
    by: FeedId,
) -> ChannelId {
    let id = source.channel;
    let watched = channels
        .entry(id)
        .or_insert_with(|| Watched { by: HashSet::new(), _courier: mailbox.tell_changes(source) });
    watched.by.insert(by);
    id
}
