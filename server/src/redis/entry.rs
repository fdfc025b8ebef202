//! One entry of a match's stream, read strictly: what is not as the scripts write it is told, and never guessed.

use super::{error::malformed, status::parse_epoch};
use crate::stored_status::shown;
use jari_core::{
    domain::{
        AllocationStatus, BlockId, CartId, Epoch, MatchId, OrderId, Revision, SeatChange, SeatId, UnixMillis,
    },
    ports::{AllocationChange, AllocationEvent, StoreError},
};
use redis::{from_redis_value_ref, streams::StreamId};
use std::str::FromStr;

/// What the stream tells.
pub(super) enum Entry {
    /// A change.
    Change(Box<Change>),
    /// A new epoch has begun.
    Epoch(Epoch),
}

/// A change as the stream tells it.
pub(super) struct Change {
    epoch: Epoch,
    block_id: BlockId,
    change: SeatChange,
    /// The word for the seat's new state.
    word: String,
    cart: Option<CartId>,
    at: UnixMillis,
    /// What an older version does not tell is empty.
    command: String,
    actor: String,
    before: String,
    expires_at: Option<UnixMillis>,
    order: Option<OrderId>,
    reason: Option<String>,
}

impl Entry {
    /// Reads an entry.
    pub(super) fn read(id: &StreamId) -> Result<Self, StoreError> {
        if id.map.len() == 1 && id.map.contains_key("epoch") {
            return Ok(Self::Epoch(parse_epoch(&text(id, "epoch")?)?));
        }
        Change::read(id).map(|change| Self::Change(Box::new(change)))
    }

    /// The history that it belongs to.
    pub(super) const fn epoch(&self) -> &Epoch {
        match self {
            Self::Change(change) => &change.epoch,
            Self::Epoch(epoch) => epoch,
        }
    }
}

impl Change {
    fn read(id: &StreamId) -> Result<Self, StoreError> {
        let (word, cart) = (text(id, "status")?, text(id, "cart")?);
        // Who has a seat in a state that only a later version knows is that version's affair.
        let is_nobodys = word
            .parse()
            .ok()
            .map(|status| matches!(status, AllocationStatus::Available | AllocationStatus::Blocked));
        if word.is_empty() || is_nobodys.is_some_and(|nobodys| nobodys != cart.is_empty()) {
            return Err(malformed("entry of a stream", &id.id));
        }
        let change = SeatChange {
            seat_id: SeatId(number(id, "seat")?),
            status: shown(&word),
            rev: Revision(number(id, "rev")?),
        };
        Ok(Self {
            epoch: parse_epoch(&text(id, "epoch")?)?,
            block_id: BlockId(number(id, "block")?),
            change,
            word,
            cart: (!cart.is_empty()).then(|| CartId::from_verified(cart)),
            at: UnixMillis(number(id, "at")?),
            command: if_told(id, "command")?.unwrap_or_default(),
            actor: if_told(id, "actor")?.unwrap_or_default(),
            before: if_told(id, "before")?.unwrap_or_default(),
            expires_at: if_told(id, "ends")?.map(|_| number(id, "ends")).transpose()?.map(UnixMillis),
            order: if_told(id, "order")?.map(OrderId::from_stored),
            reason: if_told(id, "reason")?,
        })
    }

    /// What viewers are told: no cart.
    pub(super) fn event(&self) -> AllocationEvent {
        AllocationEvent { block_id: self.block_id, epoch: self.epoch.clone(), change: self.change }
    }

    /// What the record keeps.
    pub(super) fn record(self, match_id: MatchId) -> AllocationChange {
        AllocationChange {
            match_id,
            epoch: self.epoch,
            block_id: self.block_id,
            rev: self.change.rev,
            seat_id: self.change.seat_id,
            command: self.command,
            actor: self.actor,
            before: self.before,
            status: self.word,
            cart: self.cart,
            expires_at: self.expires_at,
            order: self.order,
            reason: self.reason,
            at: self.at,
        }
    }
}

fn text(id: &StreamId, field: &str) -> Result<String, StoreError> {
    let value = id.map.get(field).ok_or_else(|| malformed("entry of a stream", &id.id))?;
    from_redis_value_ref(value).map_err(|_| malformed("entry of a stream", &id.id))
}

/// A field that may be missing or empty.
fn if_told(id: &StreamId, field: &str) -> Result<Option<String>, StoreError> {
    if !id.map.contains_key(field) {
        return Ok(None);
    }
    Ok(Some(text(id, field)?).filter(|text| !text.is_empty()))
}

fn number<T: FromStr>(id: &StreamId, field: &str) -> Result<T, StoreError> {
    let text = text(id, field)?;
    text.parse().map_err(|_| malformed(field, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::SeatStatus;
    use redis::Value;

    fn change(fields: &[(&str, &str)]) -> Result<Change, StoreError> {
        match entry(fields)? {
            Entry::Change(change) => Ok(*change),
            Entry::Epoch(epoch) => panic!("a change, not {epoch}"),
        }
    }

    fn entry(fields: &[(&str, &str)]) -> Result<Entry, StoreError> {
        let bulk = |text: &str| Value::BulkString(text.as_bytes().to_vec());
        let map = fields.iter().map(|(name, text)| ((*name).to_owned(), bulk(text))).collect();
        let id = StreamId { id: "1-1".to_owned(), map, ..StreamId::default() };
        Entry::read(&id)
    }

    /// An entry as a version wrote it that told no more.
    const GOOD: [(&str, &str); 7] = [
        ("epoch", "abc"),
        ("block", "2"),
        ("seat", "3"),
        ("status", "HOLD"),
        ("rev", "4"),
        ("cart", "ann"),
        ("at", "5"),
    ];

    /// What is told besides.
    const MORE: [(&str, &str); 6] = [
        ("command", "hold"),
        ("actor", "buyer:ann"),
        ("before", "AVAILABLE"),
        ("ends", "9"),
        ("order", "o1"),
        ("reason", "why"),
    ];

    #[test]
    fn an_entry_is_read_as_it_was_written() {
        let record = change(&[&GOOD[..], &MORE].concat()).unwrap().record(MatchId(1));
        assert_eq!((record.block_id, record.seat_id, record.rev), (BlockId(2), SeatId(3), Revision(4)));
        assert_eq!(record.cart, Some(CartId::from_verified("ann")));
        let words = [&record.command, &record.actor, &record.before, &record.status];
        assert_eq!(words, ["hold", "buyer:ann", "AVAILABLE", "HOLD"]);
        assert_eq!(
            (record.expires_at, record.order),
            (Some(UnixMillis(9)), Some(OrderId::from_stored("o1")))
        );
        assert_eq!(record.reason.as_deref(), Some("why"));
    }

    #[test]
    fn an_entry_of_an_older_version_is_read() {
        let record = change(&GOOD).unwrap().record(MatchId(1));
        assert_eq!((record.expires_at, record.order, record.reason), (None, None, None));
        assert_eq!((&*record.command, &*record.actor, &*record.before), ("", "", ""));
        assert_eq!(change(&GOOD).unwrap().event().change.status, SeatStatus::Hold);
    }

    #[test]
    fn a_blocked_seat_is_nobodys_and_told_as_sold() {
        let mut fields = GOOD;
        (fields[3].1, fields[5].1) = ("BLOCKED", "");
        assert_eq!(change(&fields).unwrap().event().change.status, SeatStatus::Occupied);
    }

    #[test]
    fn a_state_of_a_later_version_is_taken_and_recorded_by_its_own_name() {
        for cart in ["", "ann"] {
            let mut fields = GOOD;
            (fields[3].1, fields[5].1) = ("LATER", cart);
            assert_eq!(change(&fields).unwrap().event().change.status, SeatStatus::Occupied);
            assert_eq!(change(&fields).unwrap().record(MatchId(1)).status, "LATER");
        }
        // What is known is read as strictly as ever.
        for (word, cart) in [("AVAILABLE", "ann"), ("HOLD", ""), ("RESERVED", ""), ("BLOCKED", "ann")] {
            let mut fields = GOOD;
            (fields[3].1, fields[5].1) = (word, cart);
            assert!(change(&fields).is_err(), "{word}");
        }
    }

    #[test]
    fn a_new_epoch_is_told_alone() {
        let told = entry(&[("epoch", "abc")]).unwrap();
        assert!(matches!(told, Entry::Epoch(epoch) if epoch.as_str() == "abc"));
        assert!(entry(&[("epoch", "A!")]).is_err());
    }

    #[test]
    fn what_is_no_entry_is_told() {
        for (place, bad) in [(0, "A!"), (1, "x"), (2, ""), (3, ""), (4, "-1"), (5, ""), (6, "soon")] {
            let mut fields = GOOD;
            fields[place].1 = bad;
            assert!(matches!(entry(&fields), Err(StoreError::Inconsistent(_))), "{fields:?}");
        }
        assert!(change(&[&GOOD[..], &[("ends", "soon")]].concat()).is_err());
        for missing in 0..GOOD.len() {
            let mut fields = GOOD.to_vec();
            fields.remove(missing);
            assert!(matches!(entry(&fields), Err(StoreError::Inconsistent(_))), "{fields:?}");
        }
    }
}
