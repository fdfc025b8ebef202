//! A match in a buyer's calendar (iCalendar, RFC 5545).

use icalendar::{Calendar, Component, Event, EventLike};
use jari_core::domain::UnixMillis;
use jiff::Timestamp;

/// How long a match is taken to last, in milliseconds: nobody says it.
const LASTS: i64 = 3 * 60 * 60 * 1_000;

/// What stands in the calendar, in words of the buyer's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// What tells it from every other entry, and makes that to open the file again is to change the entry.
    pub uid: String,
    /// What the match is called.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// Which seats one has, and whatever else is to be known.
    pub description: String,
    /// Where the tickets are to be found.
    pub url: Option<String>,
    /// When it begins.
    pub starts_at: UnixMillis,
    /// When the entry was made.
    pub made_at: UnixMillis,
}

/// A calendar file with one entry. Its times are in UTC, which every calendar shows as they are where its owner is. What is beyond
/// the years that a calendar has is told as the beginning of 1970.
pub fn calendar(entry: &Entry) -> String {
    let time = |at: i64| {
        let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
        at.strftime("%Y%m%dT%H%M%SZ").to_string()
    };
    let mut event = Event::with_uid(&entry.uid);
    event
        .add_property("DTSTAMP", time(entry.made_at.0))
        .add_property("DTSTART", time(entry.starts_at.0))
        .add_property("DTEND", time(entry.starts_at.0.saturating_add(LASTS)))
        .summary(&entry.title)
        .location(&entry.place)
        .description(&entry.description);
    if let Some(url) = &entry.url {
        event.url(url);
    }
    Calendar::new().push(event.done()).done().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        Entry {
            uid: "0123@jari".to_owned(),
            title: "개막전, 서울 대 부산; A\\B".to_owned(),
            place: "자리 야구장".to_owned(),
            description: "107블록 1열 2번\n107블록 1열 3번".to_owned(),
            url: Some("https://jari.kr/ko/orders/1".to_owned()),
            starts_at: UnixMillis(1_796_446_800_000),
            made_at: UnixMillis(1_796_000_000_000),
        }
    }

    /// The lines, put together again where they were folded.
    fn lines(file: &str) -> Vec<String> {
        file.replace("\r\n ", "").split("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_match_is_told_as_calendars_read_it() {
        let file = calendar(&entry());
        let lines = lines(&file);
        for line in [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "UID:0123@jari",
            "DTSTART:20261205T050000Z",
            "DTEND:20261205T080000Z",
            "DTSTAMP:20261130T005320Z",
            "SUMMARY:개막전\\, 서울 대 부산\\; A\\\\B",
            "LOCATION:자리 야구장",
            "DESCRIPTION:107블록 1열 2번\\n107블록 1열 3번",
            "URL:https://jari.kr/ko/orders/1",
            "END:VEVENT",
            "END:VCALENDAR",
        ] {
            assert!(lines.iter().any(|found| found == line), "{line} is not in {lines:?}");
        }
        assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
        assert_eq!(file, calendar(&entry()), "the same each time");
    }

    #[test]
    fn no_name_ends_its_line() {
        let hostile = "x\r\nATTENDEE:mailto:evil@example.com\nEND:VEVENT\r".to_owned();
        let file = calendar(&Entry {
            title: hostile.clone(),
            place: hostile.clone(),
            description: hostile,
            ..entry()
        });
        let lines = lines(&file);
        assert!(!lines.iter().any(|line| line.starts_with("ATTENDEE")), "{lines:?}");
        assert_eq!(lines.iter().filter(|line| *line == "END:VEVENT").count(), 1, "{lines:?}");
    }
}
