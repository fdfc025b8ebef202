//! What the commands that work on a match share.

use super::CommandError;
use crate::{clock::SystemClock, rdb::Database};
use jari_core::{
    domain::{Language, MatchInfo, Name, UnixMillis},
    services::MatchAdminService,
};
use std::{str::FromStr, sync::Arc};

/// The service that changes matches, over an open database.
pub(super) fn service(db: &Database) -> MatchAdminService {
    MatchAdminService::new(
        Arc::clone(&db.catalogue),
        Arc::clone(&db.match_admin),
        Arc::clone(&db.ledger),
        Arc::new(SystemClock),
    )
}

/// The number of a match or a venue.
pub(super) fn parse_id<T: FromStr>(text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|_| "it is called by its number, such as 1".to_owned())
}

/// A moment, as in 2027-03-27T14:00:00+09:00.
pub(super) fn parse_time(text: &str) -> Result<UnixMillis, String> {
    let time: jiff::Timestamp =
        text.parse().map_err(|_| "a moment is written as 2027-03-27T14:00:00+09:00")?;
    Ok(UnixMillis(time.as_millisecond()))
}

/// The same moment in words, in UTC.
pub(super) fn time(at: UnixMillis) -> Result<String, CommandError> {
    Ok(jiff::Timestamp::from_millisecond(at.0)?.to_string())
}

/// How a match is now, in a line.
pub(super) fn summary(info: &MatchInfo) -> Result<String, CommandError> {
    let MatchInfo { id, starts_at, sale, time_zone, currency, .. } = info;
    let closes = match sale.closes_at {
        Some(at) => format!("and closes {}", time(at)?),
        None => "and never closes".to_owned(),
    };
    let cancelled = if info.cancelled_at.is_some() { ", cancelled" } else { "" };
    let (name, starts, opens) = (named(&info.name), time(*starts_at)?, time(sale.opens_at)?);
    Ok(format!(
        "Match {id}: {name}, begins {starts}, its sale opens {opens} {closes}{cancelled}, in {time_zone}, for {currency}"
    ))
}

/// A name, and what it is in other languages.
fn named(name: &Name) -> String {
    let translations =
        Language::ALL.into_iter().filter_map(|language| Some((language, name.translation(language)?)));
    let told: Vec<_> = translations.map(|(language, text)| format!("{language}: {text}")).collect();
    if told.is_empty() { name.to_string() } else { format!("{name} ({})", told.join(", ")) }
}
