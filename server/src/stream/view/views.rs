//! The views that somebody has.

use super::{Followed, View};
use jari_core::domain::{BlockId, MatchId};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
};

/// A match, and blocks of it in ascending order.
type Key = (MatchId, Box<[BlockId]>);

/// Views by what they show, so that all who look at the same share one.
#[derive(Default)]
pub(in crate::stream) struct Views(Mutex<Known>);

#[derive(Default)]
struct Known {
    views: HashMap<Key, Weak<View>>,
    /// When there are so many, those that nobody has any more are forgotten.
    forget_at: usize,
}

/// So many views are kept without a look at whether anybody has them.
const FEW: usize = 64;

impl Views {
    /// The view of these channels, which somebody keeps watched: the match's free seats, and blocks in ascending order.
    pub(in crate::stream) fn get(&self, match_id: MatchId, channels: Vec<Followed>) -> Arc<View> {
        let key = (match_id, channels.iter().filter_map(|of| of.block).collect());
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(view) = known.views.get(&key).and_then(Weak::upgrade)
            // Its last viewer may just have left, and its channels with it.
            && view.channels.iter().zip(&channels).all(|(its, of)| its.is(of))
        {
            return view;
        }
        let view = Arc::new(View::new(channels));
        known.views.insert(key, Arc::downgrade(&view));
        if known.views.len() > known.forget_at.max(FEW) {
            known.views.retain(|_, view| view.strong_count() > 0);
            known.forget_at = known.views.len() * 2;
        }
        view
    }

    /// How many are kept.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).views.len()
    }
}
