//! The time that is left of a hold.

use crate::text::words;
use jari_core::domain::{Language, UnixMillis};

/// `m:ss` until `end`, rounded up so that nothing is left only once it is over. Then the server is asked whether it is.
pub fn remaining(language: Language, now: UnixMillis, end: UnixMillis) -> String {
    if now >= end {
        return words!(language, seats.confirming).to_owned();
    }
    let seconds = (end - now).saturating_add(999) / 1000;
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Whether so little is left that it should be pointed out.
pub fn is_short(now: UnixMillis, end: UnixMillis) -> bool {
    end - now <= 60_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_started_second_counts_and_what_should_be_over_is_being_asked() {
        let left = |millis: i64| remaining(Language::Ko, UnixMillis(1_000), UnixMillis(1_000 + millis));
        assert_eq!(left(300_000), "5:00");
        assert_eq!(left(299_001), "5:00");
        assert_eq!(left(299_000), "4:59");
        assert_eq!(left(1), "0:01");
        assert_eq!(left(0), "확인 중");
        assert_eq!(left(-5_000), "확인 중");
        assert_eq!(left(3_600_000), "60:00");
        assert_eq!(
            remaining(Language::Ko, UnixMillis(i64::MIN), UnixMillis(i64::MAX)).chars().last(),
            Some('5')
        );
    }
}
