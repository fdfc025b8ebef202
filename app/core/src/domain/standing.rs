//! For how long something stays as it is while nobody changes it.

use super::UnixMillis;

/// A stretch of time in which none of some moments lies, so that nothing changes by time alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its first moment.
    pub since: UnixMillis,
    /// The first moment after it; none where nothing follows.
    pub until: Option<UnixMillis>,
}

impl Standing {
    /// The stretch that `now` is in, where these are the moments at which something changes. Before all of them it begins with
    /// the first moment that there is.
    pub fn at(now: UnixMillis, moments: impl IntoIterator<Item = UnixMillis>) -> Self {
        let mut standing = Self { since: UnixMillis(0).min(now), until: None };
        for moment in moments {
            if moment <= now {
                standing.since = standing.since.max(moment);
            } else {
                standing.until = Some(standing.until.map_or(moment, |until| until.min(moment)));
            }
        }
        standing
    }

    /// Whether a moment is in it.
    pub fn contains(&self, moment: UnixMillis) -> bool {
        self.since <= moment && self.until.is_none_or(|until| moment < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_lies_between_two_moments() {
        let moments = [30, 10, 20].map(UnixMillis);
        let at = |now| {
            let standing = Standing::at(UnixMillis(now), moments);
            (standing.since.0, standing.until.map(|until| until.0))
        };
        assert_eq!([at(0), at(9), at(10)], [(0, Some(10)), (0, Some(10)), (10, Some(20))]);
        assert_eq!([at(29), at(30), at(99)], [(20, Some(30)), (30, None), (30, None)]);
        assert_eq!(at(-5), (-5, Some(10)));
        for now in 0..40 {
            let standing = Standing::at(UnixMillis(now), moments);
            for moment in 0..40 {
                let is_same = Standing::at(UnixMillis(moment), moments) == standing;
                assert_eq!(standing.contains(UnixMillis(moment)), is_same, "{now}, {moment}");
            }
        }
    }
}
