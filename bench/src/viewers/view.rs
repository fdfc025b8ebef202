//! What a viewer of several blocks knows.

use super::viewer::Common;
use crate::{
    error::Result,
    wire::{Board, Event, number_after, read_update},
};

/// The blocks that it was told of, and the last id.
#[derive(Clone, Default)]
pub struct View {
    id: Vec<u8>,
    blocks: Vec<Block>,
}

#[derive(Clone)]
struct Block {
    id: u64,
    rev: u64,
    board: Board,
}

/// What a change of a block is known by: as [`View::take`] notes it when a viewer has come to it.
pub fn key_of(block: u64, rev: u64) -> Result<u32> {
    // There are fewer blocks, and their ids follow each other.
    Ok(u32::try_from(rev * KEYS + block % KEYS)?)
}

const KEYS: u64 = 64;

impl View {
    /// Where it would go on from.
    pub(super) fn id(&self) -> Option<&str> {
        std::str::from_utf8(&self.id).ok().filter(|id| !id.is_empty())
    }

    /// What it knows of a block, if it follows it.
    pub(super) fn board(&self, block: u64) -> Option<&Board> {
        self.blocks.iter().find(|known| known.id == block).map(|known| &known.board)
    }

    /// Whether it has come to these revisions of these blocks, as far as it follows them.
    pub(super) fn has_come_to(&self, revs: &[(u64, u64)]) -> bool {
        let rev = |block| revs.iter().find(|(id, _)| *id == block).map_or(0, |(_, rev)| *rev);
        !self.blocks.is_empty() && self.blocks.iter().all(|known| known.rev >= rev(known.id))
    }

    pub(super) fn take(&mut self, event: &Event<'_>, at: u32, common: &mut Common) -> Result<()> {
        if matches!(event.name, b"init" | b"update") {
            let block = number_after(event.data, b"\"blockId\":").ok_or("an event without a block")?;
            let known = self.blocks.iter_mut().find(|known| known.id == block);
            match (event.name, known) {
                (b"init", None) => {
                    let board = common.board(Some(block), event.data)?;
                    self.blocks.push(Block { id: block, rev: 0, board });
                }
                (b"init", Some(known)) => known.board = common.board(Some(block), event.data)?,
                (_, None) => return Err("an update before an init".into()),
                (_, Some(known)) => {
                    let (seat, state) = read_update(event.data).ok_or("an update without a seat")?;
                    if !known.board.set(seat, state) {
                        return Err(format!("an update of seat {seat}, which is not in the block").into());
                    }
                }
            }
        }
        match event.id {
            Some(id) => self.come_to(id, at, common),
            None => Ok(()),
        }
    }

    /// Goes to where an id leads: all changes up to there have come.
    fn come_to(&mut self, id: &[u8], at: u32, common: &mut Common) -> Result<()> {
        let (_, places) = std::str::from_utf8(id)?.split_once('-').ok_or("an id without a place")?;
        for place in places.split(',') {
            let Some((block, rev)) = place.split_once(':') else { continue };
            let (block, rev): (u64, u64) = (block.parse()?, rev.parse()?);
            let known = self.blocks.iter_mut().find(|known| known.id == block).ok_or("an unknown block")?;
            if rev < known.rev {
                return Err(format!("block {block} went from {} back to {rev}", known.rev).into());
            }
            if let Some(receipts) = &mut common.receipts {
                for rev in known.rev + 1..=rev {
                    receipts.push((key_of(block, rev)?, at));
                }
            }
            known.rev = rev;
        }
        self.id.clear();
        self.id.extend_from_slice(id);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{
        super::viewer::{Key, Known},
        *,
    };

    fn event<'a>(id: Option<&'a str>, name: &'a str, data: &'a str) -> Event<'a> {
        Event { id: id.map(str::as_bytes), name: name.as_bytes(), data: data.as_bytes() }
    }

    #[test]
    fn a_viewer_has_come_to_a_change_when_an_id_says_so() {
        let (mut common, mut view) = (Common::new(Key::Position), Known::default().view);
        common.receipts = Some(Vec::new());
        let init = r#"{"status":200,"data":{"blockId":7,"seats":[{"id":1,"status":"AVAILABLE"}]}}"#;
        let update = r#"{"status":200,"data":{"blockId":7,"seatId":1,"status":"HOLD"}}"#;
        let goal = |rev| [(7, rev), (8, 99)];
        assert!(!view.has_come_to(&goal(0)));
        view.take(&event(Some("e-0,7:2"), "init", init), 5, &mut common).unwrap();
        let before = view.board(7).unwrap().clone();
        view.take(&event(None, "update", update), 6, &mut common).unwrap();
        assert!(view.has_come_to(&goal(2)) && !view.has_come_to(&goal(3)));
        assert_ne!(view.board(7), Some(&before));
        view.take(&event(Some("e-4,7:4"), "counts", "{}"), 9, &mut common).unwrap();
        assert!(view.has_come_to(&goal(4)));
        let keys: Vec<_> = common.receipts.unwrap().into_iter().skip(2).collect();
        assert_eq!(keys, [(key_of(7, 3).unwrap(), 9), (key_of(7, 4).unwrap(), 9)]);
        assert_eq!(view.id(), Some("e-4,7:4"));
    }
}
