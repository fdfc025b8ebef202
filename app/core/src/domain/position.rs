//! Where one is on a stream of several blocks.

use super::{BlockId, Epoch, MalformedId, Revision, StreamId};
use std::{collections::HashSet, fmt, str::FromStr};

/// `{epoch}-{counts},{block}:{rev},…`: the id of a stream of several blocks. It names all blocks of which its bearer knows
/// something, whether or not the stream tells of them, and how far the match's free seats are known. Either may be missing:
/// what is not named is not known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StreamPosition {
    /// The history that the revisions belong to.
    pub epoch: Epoch,
    /// The match's revision that its free seats are known at: the sum of its blocks' revisions.
    pub counts: Option<Revision>,
    /// The blocks and the revision that each is known at, each block once.
    pub blocks: Vec<(BlockId, Revision)>,
}

impl StreamPosition {
    /// The longest text that is read, in bytes: what a proxy takes as one line of a request's head.
    pub const MAX_LEN: usize = 8 * 1024;

    /// The revision that a block is known at.
    pub fn of(&self, block: BlockId) -> Option<Revision> {
        self.blocks.iter().find(|(known, _)| *known == block).map(|(_, rev)| *rev)
    }

    /// A revision of the same history.
    pub fn id(&self, rev: Revision) -> StreamId {
        StreamId { epoch: self.epoch.clone(), rev }
    }
}

impl fmt::Display for StreamPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-", self.epoch)?;
        let mut before = "";
        if let Some(rev) = self.counts {
            write!(f, "{rev}")?;
            before = ",";
        }
        for (block, rev) in &self.blocks {
            write!(f, "{before}{block}:{rev}")?;
            before = ",";
        }
        Ok(())
    }
}

impl FromStr for StreamPosition {
    type Err = MalformedId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() > Self::MAX_LEN {
            return Err(MalformedId);
        }
        let (epoch, places) = text.split_once('-').ok_or(MalformedId)?;
        let mut this = Self { epoch: epoch.parse()?, counts: None, blocks: Vec::new() };
        let mut named = HashSet::new();
        for (index, place) in places.split(',').enumerate() {
            match place.split_once(':') {
                Some((block, rev)) => {
                    let block = BlockId(i64::try_from(number(block)?).map_err(|_| MalformedId)?);
                    if !named.insert(block) {
                        return Err(MalformedId);
                    }
                    this.blocks.push((block, Revision(number(rev)?)));
                }
                None if index == 0 => this.counts = Some(Revision(number(place)?)),
                None => return Err(MalformedId),
            }
        }
        Ok(this)
    }
}

fn number(digits: &str) -> Result<u64, MalformedId> {
    // `u64::from_str` also takes a leading '+', which nothing of ours has.
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return Err(MalformedId);
    }
    digits.parse().map_err(|_| MalformedId)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_is_no_position_is_refused() {
        for text in [
            "",
            "-",
            "a",
            "a-",
            "-1",
            "a-1,",
            "a-,1:2",
            "a-1:",
            "a-:1",
            "a-1:2,3",
            "a-1,2",
            "a-1:2,1:3",
            "A-1",
            "a-+1",
            "a--1",
            "a-1:-2",
            "a-1:2:3",
            "a-1, 2:3",
            "a-1;2:3",
            "a-99999999999999999999",
            "a-9999999999999999999:1",
            "é-1",
            "a-١",
        ] {
            assert_eq!(text.parse::<StreamPosition>(), Err(MalformedId), "{text:?}");
        }
        let long = (0..2_000).map(|block| format!("{block}:1")).collect::<Vec<_>>().join(",");
        assert_eq!(format!("a-{long}").parse::<StreamPosition>(), Err(MalformedId));
    }

    #[test]
    fn what_is_not_named_is_not_known() {
        let some: StreamPosition = "e1-12:55,13:0".parse().unwrap();
        assert_eq!(
            (some.counts, some.of(BlockId(12)), some.of(BlockId(14))),
            (None, Some(Revision(55)), None)
        );
        let counts: StreamPosition = "e1-7".parse().unwrap();
        assert_eq!((counts.counts, counts.blocks.len()), (Some(Revision(7)), 0));
        // A single block's id is a position as well, in which no block is known.
        assert_eq!(counts.id(Revision(7)).to_string(), counts.to_string());
    }

    proptest! {
        #[test]
        fn a_position_is_read_back_as_it_was_written(
            epoch in "[a-z0-9]{1,32}",
            counts in prop::option::of(any::<u64>()),
            blocks in prop::collection::btree_map(0..i64::MAX, any::<u64>(), 0..100),
        ) {
            let blocks: Vec<_> = blocks.into_iter().map(|(block, rev)| (BlockId(block), Revision(rev))).collect();
            prop_assume!(counts.is_some() || !blocks.is_empty());
            let position = StreamPosition { epoch: epoch.parse()?, counts: counts.map(Revision), blocks };
            prop_assert_eq!(position.to_string().parse::<StreamPosition>(), Ok(position));
        }

        #[test]
        fn no_text_makes_the_parser_panic(text in ".{0,60}", list in "[a-z]{0,3}-[0-9:,]{0,40}") {
            let _ = (text.parse::<StreamPosition>(), list.parse::<StreamPosition>());
        }
    }
}
