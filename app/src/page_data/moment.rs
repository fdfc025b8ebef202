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
}

#[cfg(feature = "ssr")]
mod zoned {
    use super::Moment;
    use jari_core::domain::UnixMillis;
    use jiff::{Timestamp, tz::TimeZone};

    /// Where all matches take place.
    const ZONE: &str = "Asia/Seoul";

    impl From<UnixMillis> for Moment {
        /// What is beyond the years that a calendar has is shown as the last, or first, of them.
        fn from(at: UnixMillis) -> Self {
            let last = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
            let timestamp = Timestamp::from_millisecond(at.0).unwrap_or(last);
            let zone = TimeZone::get(ZONE).unwrap_or(TimeZone::UTC);
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
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn known_moments_read_as_a_wall_calendar_in_seoul_shows_them() {
            let at = |millis| Moment::from(UnixMillis(millis));
            let parts = |m: Moment| (m.year, m.month, m.day, m.weekday, m.hour, m.minute);
            assert_eq!(parts(at(0)), (1970, 1, 1, 4, 9, 0));
            assert_eq!(parts(at(1_796_446_800_000)), (2026, 12, 5, 6, 14, 0));
            assert_eq!(parts(at(1_709_218_799_999)), (2024, 2, 29, 4, 23, 59));
            assert_eq!(parts(at(1_709_218_800_000)), (2024, 3, 1, 5, 0, 0));
            assert_eq!(parts(at(-32_400_001)).0, 1969);
            // There was summer time in 1988.
            assert_eq!(parts(at(586_000_800_000)), (1988, 7, 27, 3, 20, 0));
        }

        #[test]
        fn what_no_calendar_has_is_shown_as_its_end() {
            assert_eq!(Moment::from(UnixMillis(i64::MAX)).year, 9999);
            assert_eq!(Moment::from(UnixMillis(i64::MIN)).year, -9999);
            assert_eq!(Moment::from(UnixMillis(i64::MAX)).at, UnixMillis(i64::MAX));
        }
    }
}
