//! Changes that were trimmed before anybody took them to record them. They leave no entry; the counts of the stream tell.

use super::{Chores, keys};
use crate::redis::{
    error::{is_missing_key, store_error},
    keys::AUDIT_GROUP,
};
use jari_core::{domain::MatchId, ports::StoreError};
use redis::{FromRedisValue, Value, from_redis_value_ref};
use std::collections::HashMap;

/// How many changes of each match are known to be lost, so that each is told once.
#[derive(Default)]
pub(super) struct Losses(HashMap<MatchId, i64>);

impl Chores {
    /// Tells what was lost since the last time.
    pub(super) async fn tell_losses(&self, match_id: MatchId, losses: &mut Losses) -> Result<(), StoreError> {
        let Some(stream) = self.ask("STREAM", match_id).await? else { return Ok(()) };
        let Some(groups) = self.ask("GROUPS", match_id).await? else { return Ok(()) };
        if let Some(lost) = lost(&stream, &groups) {
            let known = losses.0.insert(match_id, lost).unwrap_or(0);
            if lost > known {
                let lost = lost - known;
                tracing::warn!(%match_id, lost, "changes were trimmed before they were recorded");
            }
        }
        Ok(())
    }

    async fn ask(&self, what: &str, match_id: MatchId) -> Result<Option<Value>, StoreError> {
        let mut cmd = redis::cmd("XINFO");
        cmd.arg(what).arg(keys::stream(match_id));
        match self.engine.link.query(&cmd).await {
            Ok(value) => Ok(Some(value)),
            Err(error) if is_missing_key(&error) => Ok(None),
            Err(error) => Err(store_error(error)),
        }
    }
}

/// How many entries were added and never read by the group. None while it has yet to come to the stream's end: what it
/// has not read may still be there.
fn lost(stream: &Value, groups: &Value) -> Option<i64> {
    let groups = groups.as_sequence()?;
    let audit = groups.iter().find(|group| field::<String>(group, "name").as_deref() == Some(AUDIT_GROUP))?;
    let last: Option<String> = field(audit, "last-delivered-id");
    if last.is_none() || last != field(stream, "last-generated-id") {
        return None;
    }
    Some(field::<i64>(stream, "entries-added")? - field::<i64>(audit, "entries-read")?)
}

fn field<T: FromRedisValue>(map: &Value, name: &str) -> Option<T> {
    let is_it = |key: &Value| from_redis_value_ref::<String>(key).is_ok_and(|key| key == name);
    let (_, value) = map.as_map_iter()?.find(|(key, _)| is_it(key))?;
    from_redis_value_ref(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Value {
        Value::BulkString(text.as_bytes().to_vec())
    }

    fn stream(last: &str) -> Value {
        let entry = Value::Array(vec![text("1-0"), Value::Nil]);
        Value::Array(vec![
            text("entries-added"),
            Value::Int(10),
            text("last-generated-id"),
            text(last),
            text("first-entry"),
            entry,
        ])
    }

    fn groups(read: Value) -> Value {
        let named = |name: &str| {
            Value::Map(vec![
                (text("name"), text(name)),
                (text("last-delivered-id"), text("9-1")),
                (text("entries-read"), read.clone()),
            ])
        };
        Value::Array(vec![named("instance:a:1"), named(AUDIT_GROUP)])
    }

    #[test]
    fn what_was_added_and_not_read_at_the_end_is_lost() {
        assert_eq!(lost(&stream("9-1"), &groups(Value::Int(4))), Some(6));
        assert_eq!(lost(&stream("9-1"), &groups(Value::Int(10))), Some(0));
    }

    #[test]
    fn before_the_end_and_without_counts_nothing_is_known() {
        assert_eq!(lost(&stream("9-2"), &groups(Value::Int(4))), None);
        assert_eq!(lost(&stream("9-1"), &groups(Value::Nil)), None);
        assert_eq!(lost(&Value::Nil, &Value::Nil), None);
    }
}
