//! The calendar in Korea, worked out without a locale so that the server and the browser write the same words.

use jari_core::domain::UnixMillis;

const MILLIS_PER_MINUTE: i64 = 60_000;
const MINUTES_PER_DAY: i64 = 24 * 60;
/// Korea is nine hours ahead of UTC and has no summer time.
const KST_MINUTES_AHEAD: i64 = 9 * 60;

/// A minute of the Korean calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KoreanTime {
    /// The year.
    pub year: i64,
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

impl From<UnixMillis> for KoreanTime {
    fn from(moment: UnixMillis) -> Self {
        let minutes = moment.0.div_euclid(MILLIS_PER_MINUTE) + KST_MINUTES_AHEAD;
        let days = minutes.div_euclid(MINUTES_PER_DAY);
        let minute_of_day = minutes.rem_euclid(MINUTES_PER_DAY);
        let (year, month, day) = civil_date(days);
        Self {
            year,
            month,
            day,
            // 1970-01-01 was a Thursday.
            weekday: (days + 4).rem_euclid(7) as u8,
            hour: (minute_of_day / 60) as u8,
            minute: (minute_of_day % 60) as u8,
        }
    }
}

/// Year, month and day of a day counted from 1970-01-01.
///
/// Years are counted from March, so that the day that leap years add is the last one; the calendar then repeats
/// every 400 years, which have 146,097 days.
fn civil_date(days: i64) -> (i64, u8, u8) {
    const DAYS_PER_ERA: i64 = 146_097;
    /// From 0000-03-01 to 1970-01-01.
    const DAYS_TO_1970: i64 = 719_468;
    let days = days + DAYS_TO_1970;
    let era = days.div_euclid(DAYS_PER_ERA);
    let day_of_era = days.rem_euclid(DAYS_PER_ERA);
    let leap_days = day_of_era / 1_460 - day_of_era / 36_524 + day_of_era / 146_096;
    let year_of_era = (day_of_era - leap_days) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    // From March on, every five months have 153 days.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = 400 * era + year_of_era + i64::from(month <= 2);
    (year, month as u8, day as u8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(millis: i64) -> KoreanTime {
        UnixMillis(millis).into()
    }

    #[test]
    fn known_moments_read_as_a_wall_calendar_in_seoul_shows_them() {
        let epoch = KoreanTime { year: 1970, month: 1, day: 1, weekday: 4, hour: 9, minute: 0 };
        assert_eq!(at(0), epoch);
        let match_day = KoreanTime { year: 2026, month: 12, day: 5, weekday: 6, hour: 14, minute: 0 };
        assert_eq!(at(1_796_446_800_000), match_day);
        let leap = KoreanTime { year: 2024, month: 2, day: 29, weekday: 4, hour: 23, minute: 59 };
        assert_eq!(at(1_709_218_799_999), leap);
        let next = KoreanTime { year: 2024, month: 3, day: 1, weekday: 5, hour: 0, minute: 0 };
        assert_eq!(at(1_709_218_800_000), next);
        assert_eq!(at(-32_400_001).year, 1969);
    }

    proptest! {
        /// Day by day, the date goes on by one day of one month, and the week by one day.
        #[test]
        fn the_next_day_follows(day in -200_000_i64..200_000) {
            let today = at(day * 86_400_000);
            let next = at((day + 1) * 86_400_000);
            prop_assert_eq!(next.weekday, (today.weekday + 1) % 7);
            if next.day == 1 {
                prop_assert!((28..=31).contains(&today.day));
                prop_assert_eq!(next.month, today.month % 12 + 1);
                prop_assert_eq!(next.year, today.year + i64::from(next.month == 1));
            } else {
                prop_assert_eq!((next.year, next.month, next.day), (today.year, today.month, today.day + 1));
            }
        }
    }
}
