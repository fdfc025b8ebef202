//! Moments, as a person reads them.

use jari_core::domain::UnixMillis;
use serde::{Deserialize, Serialize};

/// A moment, and what a calendar and a clock show at it where the match takes place. The server works that out, so that the
/// browser needs no time zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// The moment.
    pub at: UnixMillis,
    /// The year.
    pub year: i16,
    /// The month, from 1.
    pub month: u8,
    /// The day of the month, from 1.
    pub day: u8,
    /// The day of the week; 0 is Sunday.
    pub weekday: u8,
    /// The hour, 0 to 23.
    pub hour: u8,
    /// The minute, 0 to 59.
    pub minute: u8,
    /// What the time there is called at that moment, such as KST or EDT; its offset, such as UTC+05:45, where it has no name.
    pub zone: ZoneLabel,
}

/// What the time somewhere is called: short, so that it is copied with the moment.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ZoneLabel([u8; Self::MOST]);

impl ZoneLabel {
    /// The bytes of the longest: an offset with seconds, as there were some long ago.
    const MOST: usize = 12;

    /// These words, as far as there is room.
    pub const fn new(text: &str) -> Self {
        let (mut label, bytes) = ([0; Self::MOST], text.as_bytes());
        let mut at = 0;
        while at < bytes.len() && at < Self::MOST {
            label[at] = bytes[at];
            at += 1;
        }
        Self(label)
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(Self::MOST);
        self.0.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }
}

impl std::fmt::Display for ZoneLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl std::fmt::Debug for ZoneLabel {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(feature = "ssr")]
mod zoned {
    use super::{Moment, ZoneLabel};
    use jari_core::domain::{TimeZoneName, UnixMillis};
    use jiff::{
        Timestamp,
        tz::{TimeZone, TimeZoneOffsetInfo},
    };

    impl Moment {
        /// A moment as it is told in a time zone. What is beyond the years that a calendar has is shown as the last, or first, of
        /// them. A zone that this build does not know is told as UTC, and named so.
        pub fn new(at: UnixMillis, zone: &TimeZoneName) -> Self {
            let last = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
            let timestamp = Timestamp::from_millisecond(at.0).unwrap_or(last);
            let zone = TimeZone::get(zone.as_str()).unwrap_or(TimeZone::UTC);
            let local = zone.to_datetime(timestamp);
            // A calendar's numbers are never negative, but for the year.
            let part = |number: i8| number.unsigned_abs();
            Self {
                at,
                year: local.year(),
                month: part(local.month()),
                day: part(local.day()),
                weekday: part(local.weekday().to_sunday_zero_offset()),
                hour: part(local.hour()),
                minute: part(local.minute()),
                zone: ZoneLabel::of(&zone.to_offset_info(timestamp)),
            }
        }
    }

    impl ZoneLabel {
        /// The database calls times that have no name by their offset, in a form of its own.
        fn of(info: &TimeZoneOffsetInfo<'_>) -> Self {
            let name = info.abbreviation();
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) {
                Self::new(name)
            } else {
                Self::new(&format!("UTC{}", info.offset()))
            }
        }
    }

    /// In the zone that is meant where nobody says otherwise: for tests alone.
    #[cfg(test)]
    impl From<UnixMillis> for Moment {
        fn from(at: UnixMillis) -> Self {
            Self::new(at, &TimeZoneName::default())
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        /// Year, month, day, weekday, hour, minute and zone.
        fn parts(m: Moment) -> (i16, u8, u8, u8, u8, u8, String) {
            (m.year, m.month, m.day, m.weekday, m.hour, m.minute, m.zone.to_string())
        }

        /// What is shown in a zone at a moment that is written as UTC.
        fn told(zone: &str, at: &str) -> (i16, u8, u8, u8, u8, u8, String) {
            let at: Timestamp = at.parse().unwrap();
            let zone = TimeZoneName::try_from(zone).unwrap();
            parts(Moment::new(UnixMillis(at.as_millisecond()), &zone))
        }

        #[test]
        fn known_moments_read_as_a_wall_calendar_in_seoul_shows_them() {
            let at = |millis| {
                let (year, month, day, weekday, hour, minute, _) = parts(UnixMillis(millis).into());
                (year, month, day, weekday, hour, minute)
            };
            assert_eq!(at(0), (1970, 1, 1, 4, 9, 0));
            assert_eq!(at(1_796_446_800_000), (2026, 12, 5, 6, 14, 0));
            assert_eq!(at(1_709_218_799_999), (2024, 2, 29, 4, 23, 59));
            assert_eq!(at(1_709_218_800_000), (2024, 3, 1, 5, 0, 0));
            assert_eq!(at(-32_400_001).0, 1969);
            // There was summer time in 1988.
            assert_eq!(at(586_000_800_000), (1988, 7, 27, 3, 20, 0));
        }

        #[test]
        fn a_change_of_the_clocks_is_followed_and_told() {
            let is = |year, month, day, weekday, hour, minute, zone: &str| {
                (year, month, day, weekday, hour, minute, zone.to_owned())
            };
            let new_york = |at| told("America/New_York", at);
            // Forward in spring: the hour after one is three.
            assert_eq!(new_york("2027-03-14T06:59:00Z"), is(2027, 3, 14, 0, 1, 59, "EST"));
            assert_eq!(new_york("2027-03-14T07:00:00Z"), is(2027, 3, 14, 0, 3, 0, "EDT"));
            // And back in autumn: half past one comes twice, and the zone tells which.
            assert_eq!(new_york("2027-11-07T05:30:00Z"), is(2027, 11, 7, 0, 1, 30, "EDT"));
            assert_eq!(new_york("2027-11-07T06:30:00Z"), is(2027, 11, 7, 0, 1, 30, "EST"));
            // In the south it is the other way round.
            let sydney = |at| told("Australia/Sydney", at);
            assert_eq!(sydney("2027-04-03T15:30:00Z"), is(2027, 4, 4, 0, 2, 30, "AEDT"));
            assert_eq!(sydney("2027-04-03T16:30:00Z"), is(2027, 4, 4, 0, 2, 30, "AEST"));
            assert_eq!(sydney("2027-10-02T15:59:00Z"), is(2027, 10, 3, 0, 1, 59, "AEST"));
            assert_eq!(sydney("2027-10-02T16:00:00Z"), is(2027, 10, 3, 0, 3, 0, "AEDT"));
        }

        #[test]
        fn a_zone_is_named_or_told_by_its_offset() {
            let zone = |name, at| told(name, at).6;
            assert_eq!(zone("Asia/Seoul", "2027-07-01T00:00:00Z"), "KST");
            assert_eq!(
                told("Asia/Kathmandu", "2027-07-01T00:00:00Z"),
                (2027, 7, 1, 4, 5, 45, "UTC+05:45".to_owned())
            );
            assert_eq!(zone("America/Sao_Paulo", "2027-07-01T00:00:00Z"), "UTC-03");
            assert_eq!(zone("UTC", "2027-07-01T00:00:00Z"), "UTC");
            assert_eq!(told("Mars/Olympus", "2027-07-01T00:00:00Z"), (2027, 7, 1, 4, 0, 0, "UTC".to_owned()));
        }

        #[test]
        fn every_zone_of_the_database_is_told_in_full() {
            let at = Timestamp::from_second(1_800_000_000).unwrap();
            let mut zones = 0;
            for name in jiff::tz::db().available() {
                let Ok(zone) = TimeZone::get(name.as_str()) else { continue };
                let info = zone.to_offset_info(at);
                let label = ZoneLabel::of(&info).to_string();
                assert!(
                    label == info.abbreviation() || label == format!("UTC{}", info.offset()),
                    "{name}: {label}"
                );
                zones += 1;
            }
            assert!(zones > 300, "{zones}");
        }

        #[test]
        fn what_no_calendar_has_is_shown_as_its_end() {
            let at = |millis| Moment::from(UnixMillis(millis));
            assert_eq!(at(i64::MAX).year, 9999);
            assert_eq!(at(i64::MIN).year, -9999);
            assert_eq!(at(i64::MAX).at, UnixMillis(i64::MAX));
        }
    }
}
