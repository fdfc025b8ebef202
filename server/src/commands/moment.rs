//! Moments as operators write them, and the time zones that they mean.

use super::CommandError;
use jari_core::domain::{TimeZoneName, UnixMillis};
use jiff::{
    Timestamp,
    civil::DateTime,
    tz::{AmbiguousOffset, TimeZone},
};

/// A moment on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Given {
    /// With its offset: it is the same everywhere.
    Moment(UnixMillis),
    /// Without one: what clocks show where the match takes place.
    Local(DateTime),
}

/// Reads a moment, as in `2027-03-27T14:00:00+09:00` or `2027-03-27T14:00`.
pub(super) fn parse(text: &str) -> Result<Given, String> {
    if let Ok(timestamp) = text.parse::<Timestamp>() {
        return Ok(Given::Moment(UnixMillis(timestamp.as_millisecond())));
    }
    let local = is_local(text).then(|| text.parse::<DateTime>().ok()).flatten();
    local.map(Given::Local).ok_or_else(|| {
        "a moment is written as 2027-03-27T14:00:00+09:00, or without the offset, as clocks show it where the match takes place"
            .to_owned()
    })
}

/// Whether a text may be a date and a time and nothing more. What is more, such as the name of a zone, would be passed over.
fn is_local(text: &str) -> bool {
    let Some((date, time)) = text.split_once(['T', 't', ' ']) else { return false };
    let consists_of =
        |text: &str, others: &[char]| text.chars().all(|c| c.is_ascii_digit() || others.contains(&c));
    consists_of(date, &['-']) && consists_of(time, &[':', '.']) && time.contains(':')
}

/// Reads the name of a time zone; answers it as the database writes it.
pub(super) fn parse_zone(text: &str) -> Result<TimeZoneName, String> {
    let unknown = || {
        format!(
            "there is no time zone {text:?}: one is called as in the IANA database, such as Asia/Seoul or America/New_York"
        )
    };
    // What has not the form of a name is not looked for.
    TimeZoneName::try_from(text).map_err(|_| unknown())?;
    let zone = TimeZone::get(text).ok().filter(|zone| !zone.is_unknown()).ok_or_else(unknown)?;
    TimeZoneName::try_from(zone.iana_name().unwrap_or(text)).map_err(|_| unknown())
}

impl Given {
    /// The moment that is meant for a match in this zone.
    ///
    /// # Errors
    /// When clocks there never show that time, or show it twice.
    pub(super) fn in_zone(self, zone: &TimeZoneName) -> Result<UnixMillis, CommandError> {
        let local = match self {
            Self::Moment(at) => return Ok(at),
            Self::Local(local) => local,
        };
        let unknown =
            |error| format!("the match is in the time zone {zone}, which is not known here: {error}");
        let there = TimeZone::get(zone.as_str()).map_err(unknown)?.to_ambiguous_timestamp(local);
        match there.offset() {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { before, after } => {
                return Err(format!(
                    "clocks never show {local} in {zone}: they go forward then; write it with its offset, {local}{before} or {local}{after}"
                )
                .into());
            }
            AmbiguousOffset::Fold { before, after } => {
                return Err(format!(
                    "clocks show {local} twice in {zone}: they go back then; write it with its offset, {local}{before} or {local}{after}"
                )
                .into());
            }
        }
        Ok(UnixMillis(there.unambiguous()?.as_millisecond()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn zone(name: &str) -> TimeZoneName {
        parse_zone(name).unwrap()
    }

    fn millis(text: &str) -> UnixMillis {
        UnixMillis(text.parse::<Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn what_has_an_offset_is_the_same_everywhere_and_what_has_none_is_meant_there() {
        let told = |text: &str, name: &str| parse(text).unwrap().in_zone(&zone(name)).unwrap();
        for name in ["Asia/Seoul", "America/New_York"] {
            assert_eq!(told("2027-03-27T14:00:00+09:00", name), millis("2027-03-27T05:00:00Z"));
            assert_eq!(told("2027-03-27T05:00:00Z", name), millis("2027-03-27T05:00:00Z"));
        }
        assert_eq!(told("2027-03-27T14:00", "Asia/Seoul"), millis("2027-03-27T05:00:00Z"));
        assert_eq!(told("2027-03-27 14:00:00", "Asia/Kathmandu"), millis("2027-03-27T08:15:00Z"));
        // The same time of day, before and after the clocks go forward there, and back in the south.
        assert_eq!(told("2027-03-13T19:30", "America/New_York"), millis("2027-03-14T00:30:00Z"));
        assert_eq!(told("2027-03-14T19:30", "America/New_York"), millis("2027-03-14T23:30:00Z"));
        assert_eq!(told("2027-04-03T19:30", "Australia/Sydney"), millis("2027-04-03T08:30:00Z"));
        assert_eq!(told("2027-04-04T19:30", "Australia/Sydney"), millis("2027-04-04T09:30:00Z"));
    }

    #[test]
    fn what_clocks_never_show_or_show_twice_is_refused() {
        let refused = |text: &str, name: &str| {
            parse(text).unwrap().in_zone(&zone(name)).map_err(|error| error.to_string()).unwrap_err()
        };
        let said = refused("2027-03-14T02:30", "America/New_York");
        assert!(said.contains("never show 2027-03-14T02:30:00 in America/New_York"), "{said}");
        let said = refused("2027-11-07T01:30", "America/New_York");
        assert!(
            said.contains("twice") && said.contains("2027-11-07T01:30:00-04 or 2027-11-07T01:30:00-05"),
            "{said}"
        );
        assert_eq!(
            parse("2027-11-07T01:30:00-04"),
            Ok(Given::Moment(millis("2027-11-07T05:30:00Z"))),
            "as it is said"
        );
        let said = refused("2027-10-03T02:00", "Australia/Sydney");
        assert!(said.contains("never show"), "{said}");
    }

    #[test]
    fn what_says_more_or_less_than_a_moment_is_refused() {
        for text in [
            "",
            "tomorrow",
            "2027-03-27",
            "14:00",
            "2027-03-27T14",
            "2027-03-27T25:00",
            "2027-02-30T14:00",
            "2027-03-27T14:00[America/New_York]",
            "2027-03-27T14:00+99:00",
            "2027-03-27T14:00 KST",
        ] {
            assert!(parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_zone_is_one_of_the_databases() {
        assert_eq!(zone("asia/seoul").as_str(), "Asia/Seoul");
        assert_eq!(zone("UTC").as_str(), "UTC");
        for text in ["", "KST9", "Asia/Busan", "+09:00", "../../etc/passwd", "Etc/Unknown", "Asia"] {
            let said = parse_zone(text).unwrap_err();
            assert!(said.contains("there is no time zone"), "{text}: {said}");
        }
    }
}
