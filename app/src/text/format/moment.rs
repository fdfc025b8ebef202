//! Dates and times. What a calendar and a clock show has been worked out before; here it is written.

use crate::page_data::Moment;
use jari_core::domain::Language;

/// Sunday comes first.
const WEEKDAYS_KO: [&str; 7] = ["일", "월", "화", "수", "목", "금", "토"];
const WEEKDAYS_EN: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

const MONTHS_EN: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// What the time of Korea is called.
const OF_KOREA: &str = "KST";

/// A whole date and its time, as a ticket has it: `2026년 12월 5일 (토) 14:00`, `Sat 5 Dec 2026, 14:00 KST`.
pub fn date_time(language: Language, moment: Moment) -> String {
    let (year, date, time) = (moment.year, short_date(language, moment), time(language, moment));
    match language {
        Language::Ko => format!("{year}년 {date} {time}"),
        Language::En => format!("{date} {year}, {time}"),
    }
}

/// The same without the year, for a moment that is near: `12월 5일 (토) 14:00`, `Sat 5 Dec, 14:00 KST`.
pub fn short_date_time(language: Language, moment: Moment) -> String {
    let (date, time) = (short_date(language, moment), time(language, moment));
    match language {
        Language::Ko => format!("{date} {time}"),
        Language::En => format!("{date}, {time}"),
    }
}

/// The time where the match is, and what it is called there: `14:00 EST`. Who reads Korean takes a time for one of Korea, so that
/// it says so only where it is another.
fn time(language: Language, moment: Moment) -> String {
    let Moment { hour, minute, zone, .. } = moment;
    match (language, zone.as_str()) {
        (Language::Ko, OF_KOREA) => format!("{hour:02}:{minute:02}"),
        // The space keeps the two on one line.
        (_, zone) => format!("{hour:02}:{minute:02}\u{a0}{zone}"),
    }
}

/// `12월 5일 (토)`, `Sat 5 Dec`.
fn short_date(language: Language, moment: Moment) -> String {
    let (month, day, weekday) = (month(language, moment), moment.day, short_weekday(language, moment));
    match language {
        Language::Ko => format!("{month} {day}일 ({weekday})"),
        Language::En => format!("{weekday} {day} {month}"),
    }
}

/// The month, where it stands alone: `12월`, `Dec`.
pub fn month(language: Language, moment: Moment) -> String {
    let Moment { month, .. } = moment;
    match language {
        Language::Ko => format!("{month}월"),
        Language::En => named(&MONTHS_EN, month.wrapping_sub(1)).to_owned(),
    }
}

/// The day of the month, where it stands alone: a number in both languages.
pub fn day(moment: Moment) -> String {
    moment.day.to_string()
}

/// The day of the week, where it stands alone: `토요일`, `Sat`.
pub fn weekday(language: Language, moment: Moment) -> String {
    let weekday = short_weekday(language, moment);
    match language {
        Language::Ko => format!("{weekday}요일"),
        Language::En => weekday.to_owned(),
    }
}

fn short_weekday(language: Language, moment: Moment) -> &'static str {
    let names = match language {
        Language::Ko => &WEEKDAYS_KO,
        Language::En => &WEEKDAYS_EN,
    };
    named(names, moment.weekday)
}

/// What no calendar has is without a name.
fn named(names: &[&'static str], index: u8) -> &'static str {
    names.get(usize::from(index)).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::page_data::ZoneLabel;
    use Language::{En, Ko};
    use jari_core::domain::UnixMillis;

    const MOMENT: Moment = Moment {
        at: UnixMillis(1_796_446_800_000),
        year: 2026,
        month: 12,
        day: 5,
        weekday: 6,
        hour: 14,
        minute: 0,
        zone: ZoneLabel::new("KST"),
    };

    #[test]
    fn a_moment_reads_as_a_ticket_prints_it() {
        assert_eq!(date_time(Ko, MOMENT), "2026년 12월 5일 (토) 14:00");
        assert_eq!(short_date_time(Ko, MOMENT), "12월 5일 (토) 14:00");
        assert_eq!(date_time(En, MOMENT), "Sat 5 Dec 2026, 14:00\u{a0}KST");
        assert_eq!(short_date_time(En, MOMENT), "Sat 5 Dec, 14:00\u{a0}KST");
        let early = Moment { month: 1, day: 31, weekday: 0, hour: 0, minute: 5, ..MOMENT };
        assert_eq!(date_time(Ko, early), "2026년 1월 31일 (일) 00:05");
        assert_eq!(date_time(En, early), "Sun 31 Jan 2026, 00:05\u{a0}KST");
        let elsewhere = Moment { zone: ZoneLabel::new("EST"), ..MOMENT };
        assert_eq!(date_time(Ko, elsewhere), "2026년 12월 5일 (토) 14:00\u{a0}EST");
        assert_eq!(short_date_time(Ko, elsewhere), "12월 5일 (토) 14:00\u{a0}EST");
        assert_eq!(date_time(En, elsewhere), "Sat 5 Dec 2026, 14:00\u{a0}EST");
    }

    #[test]
    fn a_date_is_also_there_in_parts() {
        let parts = |language| [month(language, MOMENT), day(MOMENT), weekday(language, MOMENT)];
        assert_eq!(parts(Ko), ["12월", "5", "토요일"]);
        assert_eq!(parts(En), ["Dec", "5", "Sat"]);
    }

    #[test]
    fn each_month_and_each_day_of_the_week_has_its_own_name() {
        for language in Language::ALL {
            let months = (1..=12).map(|number| month(language, Moment { month: number, ..MOMENT }));
            let days = (0..7).map(|number| weekday(language, Moment { weekday: number, ..MOMENT }));
            let mut names: Vec<_> = months.chain(days).collect();
            assert!(names.iter().all(|name| !name.is_empty()));
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), 19);
        }
    }

    #[test]
    fn what_no_calendar_has_does_not_panic() {
        for number in [0, 13, u8::MAX] {
            let none = Moment { month: number, weekday: number, day: number, ..MOMENT };
            for language in Language::ALL {
                assert!(date_time(language, none).contains("14:00"));
            }
        }
    }
}
