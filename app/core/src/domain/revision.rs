//! Revisions, epochs, and the id that names a place in a block's history on the wire.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A block's counter of changes in one match: gapless, in commit order, 0 before the first change.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(pub u64);

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Names one unbroken history of revisions: 1 to 32 lower-case letters and digits. Revisions of different epochs
/// cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Epoch(String);

impl Epoch {
    /// The longest epoch, in characters.
    pub const MAX_LEN: usize = 32;

    /// An epoch that nobody has seen before, if the bits are random.
    pub fn from_random(bits: u64) -> Self {
        Self(format!("{bits:016x}"))
    }

    /// The epoch's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A text that cannot be an epoch or a stream id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("malformed stream id")]
pub struct MalformedId;

impl FromStr for Epoch {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let fits = (1..=Self::MAX_LEN).contains(&text.len());
        if fits && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()) {
            Ok(Self(text.to_owned()))
        } else {
            Err(MalformedId)
        }
    }
}

impl TryFrom<String> for Epoch {
    type Error = MalformedId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Epoch> for String {
    fn from(epoch: Epoch) -> Self {
        epoch.0
    }
}

/// `{epoch}-{rev}`: an event's id, a browser's `Last-Event-ID`, and an entity tag.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StreamId {
    /// The history that the revision belongs to.
    pub epoch: Epoch,
    /// The last revision that its bearer has seen.
    pub rev: Revision,
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.epoch, self.rev)
    }
}

impl FromStr for StreamId {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (epoch, rev) = text.split_once('-').ok_or(MalformedId)?;
        // `u64::from_str` also takes a leading '+', which no id of ours has.
        if !rev.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MalformedId);
        }
        Ok(Self { epoch: epoch.parse()?, rev: Revision(rev.parse().map_err(|_| MalformedId)?) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_id_is_refused() {
        for text in
            ["", "-", "a-", "-1", "a-+1", "a--1", "A-1", "a-1-2", "a-99999999999999999999", "é-1", "a 1"]
        {
            assert_eq!(text.parse::<StreamId>(), Err(MalformedId), "{text:?}");
        }
        assert_eq!(format!("{}-1", "a".repeat(33)).parse::<StreamId>(), Err(MalformedId));
    }

    proptest! {
        #[test]
        fn an_id_is_read_back_as_it_was_written(epoch in "[a-z0-9]{1,32}", rev: u64) {
            let id = StreamId { epoch: epoch.parse()?, rev: Revision(rev) };
            prop_assert_eq!(id.to_string().parse::<StreamId>(), Ok(id));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,60}") {
            let _ = text.parse::<StreamId>();
        }
    }
}
