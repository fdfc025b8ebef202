//! Telling them what is new.

use super::Audience;
use crate::stream::{
    reactor::{courier::FeedId, group::Answer},
    sse,
    wakes::ChannelId,
};
use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

/// After so many viewers it is looked at the clock.
const LOOK_EVERY: usize = 16;

/// Groups that are told one after the other, some viewers at a time.
pub(in crate::stream::reactor) struct Turn {
    groups: Vec<FeedId>,
    /// How many viewers of the last of them have yet to be told, at most.
    left: usize,
    /// How long it has taken so far.
    pub(in crate::stream::reactor) took: Duration,
}

impl Audience {
    /// Whether somebody follows this channel alone, and whether somebody does so among others.
    pub(in crate::stream::reactor) fn has_followers(&self, channel: ChannelId) -> (bool, bool) {
        let watched = self.channels.get(&channel);
        watched.map_or((false, false), |of| (!of.alone.is_empty(), !of.among.is_empty()))
    }

    /// Writes what has changed in these channels to everybody who follows one of them alone.
    pub(in crate::stream::reactor) fn show_alone(&mut self, changed: &HashSet<ChannelId>) {
        let watched = changed.iter().filter_map(|channel| self.channels.get(channel));
        let groups: HashSet<FeedId> = watched.flat_map(|of| of.alone.iter().copied()).collect();
        for group in groups {
            self.show_news(group, usize::MAX, None);
        }
    }

    /// Those who follow one of these channels among others. Who follows several of them is told of all at once.
    pub(in crate::stream::reactor) fn turn_of_views(&self, changed: &HashSet<ChannelId>) -> Turn {
        let watched = changed.iter().filter_map(|channel| self.channels.get(channel));
        let groups: HashSet<FeedId> = watched.flat_map(|of| of.among.iter().copied()).collect();
        Turn { groups: groups.into_iter().collect(), left: usize::MAX, took: Duration::ZERO }
    }

    /// Writes what is new to those whose turn it is, until that time; whether to all of them.
    pub(in crate::stream::reactor) fn show_views(&mut self, turn: &mut Turn, until: Instant) -> bool {
        while let Some(group) = turn.groups.last() {
            turn.left = self.show_news(*group, turn.left, Some(until));
            if turn.left == 0 {
                turn.groups.pop();
                turn.left = usize::MAX;
            }
            if Instant::now() >= until {
                break;
            }
        }
        turn.groups.is_empty()
    }

    /// Writes what is new to the first so many of a group, as far as their sockets take it, and whether it is up to date to those who
    /// were told otherwise. It ends at that time, and answers how many are left. The last are told first: who takes the place of one
    /// who goes meanwhile has been told, or has a turn still.
    fn show_news(&mut self, feed: FeedId, first: usize, until: Option<Instant>) -> usize {
        let Some(group) = self.groups.get(&feed) else { return 0 };
        let live = group.is_live();
        let heartbeat = sse::heartbeat(live);
        let mut answer = Answer::default();
        let mut ended = Vec::new();
        let mut behind = Vec::new();
        let members = group.members();
        let mut left = first.min(members.len());
        for (told, &key) in members.iter().take(left).rev().enumerate() {
            let is_to_look = told > 0 && told % LOOK_EVERY == 0;
            if is_to_look && until.is_some_and(|until| Instant::now() >= until) {
                break;
            }
            left -= 1;
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
        left
    }

    /// Shows everybody a sign of life. Who is blocked shows none, and needs none.
    pub(in crate::stream::reactor) fn beat(&mut self) {
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
}
