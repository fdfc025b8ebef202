//! `server list-undelivered` and `retry-undelivered`: what was to be told outside, by webhook or by mail, and was given up.

use super::{CommandError, admin, say};
use crate::{clock::SystemClock, rdb::Database};
use jari_core::{
    domain::UnixMillis,
    ports::{Clock, Undelivered},
};
use serde::Serialize;
use std::io::{self, BufWriter};

/// Messages that are read or retried at once.
const MOST: u32 = 500;

#[derive(Debug, clap::Args)]
#[command(group(clap::ArgGroup::new("which").required(true)))]
pub(super) struct RetryArgs {
    /// A message's number, or several with commas between them, as list-undelivered prints them.
    #[arg(long = "id", value_name = "ID", group = "which", value_delimiter = ',')]
    ids: Vec<i64>,
    /// All of them.
    #[arg(long, group = "which")]
    all: bool,
}

/// A message, under the names that programs read it by. Names may be added, at the end.
#[derive(Serialize)]
struct Line<'a> {
    id: i64,
    destination: &'a str,
    kind: &'a str,
    key: &'a str,
    created_at: String,
    given_up_at: String,
    attempts: u32,
    reason: &'a str,
}

/// The names of a [`Line`]'s values, which are written also where nothing was given up.
const HEADINGS: [&str; 8] =
    ["id", "destination", "kind", "key", "created_at", "given_up_at", "attempts", "reason"];

/// Prints what was given up, as CSV.
pub(super) async fn list(db: &Database) -> Result<(), CommandError> {
    let mut csv =
        csv::WriterBuilder::new().has_headers(false).from_writer(BufWriter::new(io::stdout().lock()));
    csv.write_record(HEADINGS)?;
    let mut after = i64::MIN;
    loop {
        let messages = db.undelivered.given_up(after, MOST).await?;
        let Some(last) = messages.last() else { break };
        after = last.id;
        for message in &messages {
            csv.serialize(line(message)?)?;
        }
    }
    Ok(csv.flush()?)
}

fn line(message: &Undelivered) -> Result<Line<'_>, CommandError> {
    Ok(Line {
        id: message.id,
        destination: &message.destination,
        kind: &message.kind,
        key: &message.key,
        created_at: admin::time(message.created_at)?,
        given_up_at: admin::time(message.given_up_at)?,
        attempts: message.attempts,
        reason: message.reason.as_deref().unwrap_or_default(),
    })
}

/// Has messages told again, from now on.
pub(super) async fn retry(db: &Database, args: &RetryArgs) -> Result<(), CommandError> {
    let now = SystemClock.now();
    let retried = if args.all { retry_all(db, now).await? } else { retry_these(db, &args.ids, now).await? };
    say(format_args!("{retried} messages are told again by a running instance"));
    Ok(())
}

async fn retry_all(db: &Database, now: UnixMillis) -> Result<usize, CommandError> {
    let (mut after, mut retried) = (i64::MIN, 0);
    loop {
        let ids: Vec<_> =
            db.undelivered.given_up(after, MOST).await?.iter().map(|message| message.id).collect();
        let Some(last) = ids.last() else { return Ok(retried) };
        after = *last;
        retried += db.undelivered.retry(&ids, now).await?.len();
    }
}

async fn retry_these(db: &Database, ids: &[i64], now: UnixMillis) -> Result<usize, CommandError> {
    let retried = db.undelivered.retry(ids, now).await?;
    let others: Vec<_> = ids.iter().filter(|id| !retried.contains(id)).map(ToString::to_string).collect();
    if others.is_empty() {
        return Ok(retried.len());
    }
    Err(format!(
        "no message {} was given up; {} others are told again by a running instance",
        others.join(", "),
        retried.len()
    )
    .into())
}
