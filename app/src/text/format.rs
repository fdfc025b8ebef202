//! Numbers, prices and dates, as they are written in Korean.

use crate::page_data::Moment;

const WEEKDAYS: [&str; 7] = ["일", "월", "화", "수", "목", "금", "토"];

/// A number with a comma after each thousand.
pub fn count(number: impl Into<i64>) -> String {
    let number: i64 = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A price in won.
pub fn won(amount: i64) -> String {
    format!("{}원", count(amount))
}

/// `2026년 12월 5일 (토) 14:00`.
pub fn date_time(moment: Moment) -> String {
    let Moment { year, month, day, weekday, hour, minute, .. } = moment;
    format!("{year}년 {month}월 {day}일 ({}) {hour:02}:{minute:02}", weekday_name(weekday))
}

/// The same without the year, for a moment that is near.
pub fn short_date_time(moment: Moment) -> String {
    let Moment { month, day, weekday, hour, minute, .. } = moment;
    format!("{month}월 {day}일 ({}) {hour:02}:{minute:02}", weekday_name(weekday))
}

/// The day of the week in one syllable; 0 is Sunday.
pub(super) fn weekday_name(weekday: u8) -> &'static str {
    WEEKDAYS.get(usize::from(weekday)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jari_core::domain::UnixMillis;

    #[test]
    fn thousands_are_grouped() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (30_000, "30,000")] {
            assert_eq!(count(number), text);
        }
        assert_eq!(won(1_234_567), "1,234,567원");
        assert_eq!(won(-1_000), "-1,000원");
        assert_eq!(count(i64::MIN), "-9,223,372,036,854,775,808");
    }

    #[test]
    fn a_moment_reads_as_a_ticket_prints_it() {
        let moment = UnixMillis(1_796_446_800_000).into();
        assert_eq!(date_time(moment), "2026년 12월 5일 (토) 14:00");
        assert_eq!(short_date_time(moment), "12월 5일 (토) 14:00");
    }
}
