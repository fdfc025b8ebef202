//! Why a match was not changed.

use crate::{
    domain::{Currency, MatchId, Name, ScheduleFault},
    ports::StoreError,
};
use std::fmt::{self, Display};

/// The dearest seat, in the currency's smallest unit; far above any, and far below where sums of it could overflow.
pub(super) const MAX_PRICE: i64 = 1_000_000_000_000;

/// As many choices are named when something that is not there was asked for.
const MAX_CHOICES: usize = 20;

/// Why a match was not changed, in words for the operator who asked.
#[derive(Debug, thiserror::Error)]
pub enum MatchAdminError {
    /// No match has this id.
    #[error("there is no match {id}: {there}")]
    NoMatch {
        /// What was asked for.
        id: MatchId,
        /// What there is.
        there: Choices,
    },
    /// The match's venue has no such category, or several of that name.
    #[error("match {id} has no price category {asked:?}: {there}")]
    NoCategory {
        /// The match.
        id: MatchId,
        /// What was asked for.
        asked: String,
        /// What there is.
        there: Choices,
    },
    /// That is no name of a match.
    #[error("a match needs a name of at most {} characters, without control characters", Name::MAX_CHARS)]
    BadName,
    /// Something in a price list cannot be.
    #[error("the price list of match {id} is refused at {place}: {why}")]
    BadPriceList {
        /// The match.
        id: MatchId,
        /// Where it stands in the list.
        place: String,
        /// What it is.
        why: PriceListFault,
    },
    /// That is no price.
    #[error("{0} is no price: it is between 0 and {MAX_PRICE}")]
    BadPrice(i64),
    /// The match cannot be at that time.
    #[error("{0}")]
    Impossible(ScheduleFault),
    /// The match can be at that time, but that is most likely a slip.
    #[error("{0}; add --force if that is meant")]
    Unlikely(ScheduleFault),
    /// A match that was cancelled stays as it is.
    #[error("match {0} is cancelled, which is final")]
    Cancelled(MatchId),
    /// The match has been sold, in part at least.
    #[error("{sold} seats of match {id} are sold, so it cannot be deleted; cancel it instead")]
    Sold {
        /// The match.
        id: MatchId,
        /// How many.
        sold: usize,
    },
    /// What was sold was sold for another currency.
    #[error("seats of match {id} are sold for {currency}, so that is what its prices stay in")]
    SoldFor {
        /// The match.
        id: MatchId,
        /// What it is sold for.
        currency: Currency,
    },
    /// Something that is kept for good refers to the match.
    #[error(
        "seats of match {0} were bought just now, or orders of it are kept, so it cannot be deleted; cancel it instead"
    )]
    InUse(MatchId),
    /// Somebody else has changed the match at the same time.
    #[error("somebody else changed match {0} at the same time: look at it, and try again")]
    Changed(MatchId),
    /// The store cannot answer.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What is wrong with a price list.
#[derive(Debug, thiserror::Error)]
pub enum PriceListFault {
    /// That is no price.
    #[error("{0} is no price: it is between 0 and {MAX_PRICE}")]
    NoPrice(i64),
    /// That is no key.
    #[error("{0:?} is no key: it is 1 to 32 small letters, digits and hyphens")]
    BadKey(String),
    /// It is there already.
    #[error("{0:?} stands there twice")]
    Twice(String),
    /// A type that nothing is sold as.
    #[error("there is no price")]
    Empty,
    /// There are more types than a buyer can choose among.
    #[error("there are more than {0}")]
    TooMany(usize),
    /// The venue has no such category.
    #[error("there is no such price category: {0}")]
    NoCategory(Choices),
}

/// What could have been asked for: numbers with names.
#[derive(Debug)]
pub struct Choices(Vec<(i64, String)>);

impl Choices {
    /// These.
    pub fn new(choices: impl IntoIterator<Item = (i64, String)>) -> Self {
        Self(choices.into_iter().collect())
    }
}

impl Display for Choices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return write!(f, "there is none");
        }
        write!(f, "there is ")?;
        for (n, (id, name)) in self.0.iter().take(MAX_CHOICES).enumerate() {
            write!(f, "{}{id} ({name})", if n == 0 { "" } else { ", " })?;
        }
        match self.0.len().saturating_sub(MAX_CHOICES) {
            0 => Ok(()),
            more => write!(f, ", and {more} more"),
        }
    }
}
