//! Every key in Redis, and why it is there.
//!
//! All keys of a match carry the hash tag `{m<match>}`, so that on a cluster they live on one node, where one script may
//! change them in one step. A match's keys go a week after it began, or after they were built if that is later, and are
//! built again from the database when somebody asks for them.
//!
//! What is delivered again: the changes in a match's stream reach each instance's viewers through a group of the
//! instance's own, without acknowledgement; a change that is lost on the way shows as a gap in the revisions, and one that
//! comes twice is known by its revision. The `audit` group is shared by all instances and acknowledges; what a dead
//! instance had taken is taken over by another, so that a change may be recorded twice, which the record leaves at once.

use jari_core::domain::{BlockId, MatchId};

/// The group that all instances share: what must happen once.
pub(super) const AUDIT_GROUP: &str = "audit";

/// What the name of an instance's own group begins with.
const GROUP_PREFIX: &str = "instance:";

/// HASH `epoch`, `identity`: the history that the match's revisions belong to, and the server process on which it was
/// begun or last found whole. Another process may have lost history, and gets another epoch.
pub(super) fn meta(match_id: MatchId) -> String {
    format!("jari:{{m{match_id}}}:meta")
}

/// HASH `epoch`, `rev`, `free`, and a field for each seat (see [`super::seat`]): all of a block, so that one `HGETALL` is a
/// snapshot of one moment.
pub(super) fn block(match_id: MatchId, block_id: BlockId) -> String {
    format!("jari:{{m{match_id}}}:block:{block_id}")
}

/// STREAM of every change, of all blocks, and of each new epoch. Trimmed to about a set length. Only whoever builds the match
/// makes it, with the time at which it goes.
pub(super) fn stream(match_id: MatchId) -> String {
    format!("jari:{{m{match_id}}}:stream")
}

/// ZSET `length:cart:ends:block:seat`, and `:order` of what is reserved (see [`super::index`]), by when to look at the seat, in
/// milliseconds: a hold at its end; a reservation while nobody knows what became of its order, again and again. One member is
/// never due, and keeps the key.
pub(super) fn expiry(match_id: MatchId) -> String {
    format!("jari:{{m{match_id}}}:expiry")
}

/// ZSET of the same members, all of the same score and so in the order of their texts: who has what on hold or reserved, and
/// of each what ends last, for the cap, for the end of a further hold and for the cart's own list. It is one key for all carts, as nobody would miss one of many that was lost. One
/// member is nobody's, and keeps the key; and of a cart that has something one more, `length:cart;end:beginning`, tells when that
/// began and when it ended then.
pub(super) fn carts(match_id: MatchId) -> String {
    format!("jari:{{m{match_id}}}:carts")
}

/// STRING with a time to live: an instance's sign of life. Without it the instance's groups are removed.
pub(super) fn instance(instance: &str) -> String {
    format!("jari:instance:{instance}")
}

/// STRING with a time to live: written as a proof that it can be, on the server that has the match.
pub(super) fn probe(match_id: Option<MatchId>) -> String {
    match_id.map_or_else(|| "jari:probe".to_owned(), |match_id| format!("jari:{{m{match_id}}}:probe"))
}

/// The name of a group of an instance's own. An instance may follow a match twice, so that each has a number.
pub(super) fn group(instance: &str, number: u64) -> String {
    format!("{GROUP_PREFIX}{instance}:{number}")
}

/// The instance that a group belongs to; none for what is no instance's own.
pub(super) fn group_owner(group: &str) -> Option<&str> {
    let (instance, number) = group.strip_prefix(GROUP_PREFIX)?.rsplit_once(':')?;
    number.bytes().all(|b| b.is_ascii_digit()).then_some(instance)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_keys_of_a_match_share_its_hash_tag() {
        let id = MatchId(7);
        for key in [meta(id), block(id, BlockId(3)), stream(id), expiry(id), carts(id), probe(Some(id))] {
            let tag = key.split_once('{').and_then(|(_, rest)| rest.split_once('}')).map(|(tag, _)| tag);
            assert_eq!(tag, Some("m7"), "{key}");
        }
    }

    #[test]
    fn a_group_tells_its_instance() {
        assert_eq!(group_owner(&group("jari-1-abc", 12)), Some("jari-1-abc"));
        for name in [AUDIT_GROUP, "instance:", "instance:a", "instance:a:b", "other:a:1"] {
            assert_eq!(group_owner(name), None, "{name}");
        }
    }
}
