//! What there is to say when holds end by themselves.

use crate::{page_data::HeldSeat, text};
use jari_core::domain::{Language, SeatStatus, UnixMillis};

/// How far the server's time may be ahead of what the browser takes it for: instances are not in step to the millisecond.
const SLACK_MILLIS: i64 = 3_000;

/// When the viewer is warned, before a hold ends.
const WARNING_MILLIS: i64 = 60_000;

/// Holds that end within so long of the first are warned of together.
const TOGETHER_MILLIS: i64 = 60_000;

/// How a hold ended that the viewer did not let go of on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Its time was over.
    RanOut,
    /// Before its time: let go of in another tab, or lost.
    Freed,
    /// It became more than a hold.
    Completed,
}

impl End {
    /// How a hold ended at `now`, whose seat is now in that state, as far as anybody knows it.
    pub(super) fn of(held: &HeldSeat, status: Option<SeatStatus>, now: UnixMillis) -> Self {
        match status {
            Some(SeatStatus::Reserved | SeatStatus::Occupied) => Self::Completed,
            _ if now + SLACK_MILLIS >= held.expires_at => Self::RanOut,
            _ => Self::Freed,
        }
    }
}

/// The holds that ended shortly after each other, which are told in one message.
#[derive(Debug, Default)]
pub(super) struct Ended(Vec<(End, HeldSeat)>);

impl Ended {
    /// One more; the ones before count only if they are still news. The message.
    pub(super) fn add(&mut self, language: Language, end: End, held: &HeldSeat, are_news: bool) -> String {
        if !are_news {
            self.0.clear();
        }
        self.0.push((end, held.clone()));
        let sentence = |end: End| {
            let names =
                names(language, self.0.iter().filter(|(other, _)| *other == end).map(|(_, held)| held));
            (!names.is_empty()).then(|| text::seats::ended(language, end, &names))
        };
        let sentences: Vec<_> =
            [End::RanOut, End::Freed, End::Completed].into_iter().filter_map(sentence).collect();
        sentences.join(" ")
    }
}

/// Which holds have been warned of, by what tells one hold from the next of the same seat.
#[derive(Debug, Default)]
pub(super) struct Warned(Vec<HeldSeat>);

/// What becomes of the warning.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Warning {
    /// It stays as it is.
    Same,
    /// Nothing is about to end any more.
    Over,
    /// Something is, and the viewer does not know it yet.
    Say(String),
}

impl Warned {
    /// Looks at the holds, which is to be done every second.
    pub(super) fn look(&mut self, language: Language, list: &[HeldSeat], now: UnixMillis) -> Warning {
        if self.0.iter().any(|warned| !list.contains(warned)) {
            // What was said names a hold that is no more.
            self.0.clear();
        }
        // Of what should be over it is too late to warn: the server is being asked whether it is.
        let is_due = |held: &&HeldSeat| held.expires_at <= now;
        let ends_within = |held: &&HeldSeat, millis: i64| !is_due(held) && held.expires_at - now <= millis;
        let is_news = |held: &HeldSeat| ends_within(&held, WARNING_MILLIS) && !self.0.contains(held);
        if !list.iter().any(is_news) {
            let is_over = self.0.is_empty() && !list.iter().any(|held| is_due(&held));
            return if is_over { Warning::Over } else { Warning::Same };
        }
        let soon: Vec<_> =
            list.iter().filter(|held| ends_within(held, WARNING_MILLIS + TOGETHER_MILLIS)).collect();
        let names = names(language, soon.iter().copied());
        let together =
            soon.windows(2).all(|two| matches!(two, [one, next] if one.expires_at == next.expires_at));
        self.0 = soon.into_iter().cloned().collect();
        Warning::Say(text::seats::ending(language, &names, together))
    }
}

/// What seats are called, one after another: each block is named once.
fn names<'a>(language: Language, seats: impl Iterator<Item = &'a HeldSeat>) -> Vec<String> {
    let mut before = None;
    let name = |held: &'a HeldSeat| {
        let seat = text::seats::seat(language, &held.row, &held.number);
        if before.replace(held.block_id) == Some(held.block_id) {
            return text::within(language, &seat);
        }
        text::seats::seat_of_block(language, &text::matches::block_name(language, &held.block_name), &seat)
    };
    seats.map(name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Language::Ko;
    use jari_core::domain::{BlockId, Revision, SeatId};

    fn held(id: i64, expires_at: i64) -> HeldSeat {
        HeldSeat {
            seat_id: SeatId(id),
            block_id: BlockId(1),
            block_name: "101블록".into(),
            row: "A".to_owned(),
            number: id.to_string(),
            notes: Default::default(),
            price: None,
            prices: Vec::new(),
            expires_at: UnixMillis(expires_at),
            latest: UnixMillis(expires_at),
            rev: Revision(1),
        }
    }

    #[test]
    fn why_a_hold_ended_is_told_by_its_time_and_its_seat() {
        let end = |status, now| End::of(&held(1, 600_000), status, UnixMillis(now));
        assert_eq!(end(None, 600_000), End::RanOut);
        assert_eq!(end(Some(SeatStatus::Hold), 598_000), End::RanOut, "the server's clock is a little ahead");
        assert_eq!(end(Some(SeatStatus::Available), 300_000), End::Freed);
        assert_eq!(end(Some(SeatStatus::Reserved), 600_000), End::Completed);
    }

    #[test]
    fn what_ends_together_is_told_together_and_what_was_told_is_not_repeated() {
        let mut ended = Ended::default();
        let one = ended.add(Ko, End::RanOut, &held(1, 0), false);
        assert!(one.contains("A열 1번"), "{one}");
        let two = ended.add(Ko, End::RanOut, &held(2, 0), true);
        assert!(two.contains("101블록 A열 1번, A열 2번"), "{two}");
        let both = ended.add(Ko, End::Freed, &held(3, 0), true);
        assert!(both.starts_with(&two) && both.contains("A열 3번"), "{both}");
        let later = ended.add(Ko, End::RanOut, &held(4, 0), false);
        assert!(later.contains("A열 4번") && !later.contains("A열 1번"), "{later}");
    }

    #[test]
    fn a_hold_is_warned_of_once_a_minute_before() {
        let mut warned = Warned::default();
        let list = [held(1, 600_000), held(2, 630_000), held(3, 900_000)];
        assert_eq!(warned.look(Ko, &list, UnixMillis(539_000)), Warning::Over);
        let Warning::Say(first) = warned.look(Ko, &list, UnixMillis(540_000)) else { unreachable!() };
        assert!(first.contains("1분") && first.contains("A열 1번") && first.contains("A열 2번"), "{first}");
        assert!(!first.contains("A열 3번"), "{first}");
        assert_eq!(warned.look(Ko, &list, UnixMillis(575_000)), Warning::Same);
        let Warning::Say(second) = warned.look(Ko, &list[1..], UnixMillis(601_000)) else { unreachable!() };
        assert!(second.contains("A열 2번") && !second.contains("A열 1번"), "{second}");
        assert_eq!(warned.look(Ko, &list[1..], UnixMillis(602_000)), Warning::Same);
        assert_eq!(warned.look(Ko, &list[1..], UnixMillis(631_000)), Warning::Same, "it is being asked");
        assert_eq!(warned.look(Ko, &list[2..], UnixMillis(632_000)), Warning::Over);
        let Warning::Say(third) = warned.look(Ko, &list[2..], UnixMillis(880_000)) else { unreachable!() };
        assert!(third.contains("A열 3번"), "{third}");
        assert_eq!(warned.look(Ko, &[], UnixMillis(881_000)), Warning::Over);
    }

    #[test]
    fn holds_that_end_at_one_time_are_warned_of_as_one() {
        let said = |list: &[HeldSeat]| match Warned::default().look(Ko, list, UnixMillis(580_000)) {
            Warning::Say(message) => message,
            other => panic!("{other:?}"),
        };
        assert!(!said(&[held(1, 600_000), held(2, 600_000)]).contains("첫 좌석"));
        assert!(said(&[held(1, 600_000), held(2, 600_001)]).contains("첫 좌석"));
    }

    #[test]
    fn a_hold_that_was_taken_anew_is_warned_of_anew() {
        let mut warned = Warned::default();
        assert!(matches!(warned.look(Ko, &[held(1, 600_000)], UnixMillis(580_000)), Warning::Say(_)));
        assert!(matches!(warned.look(Ko, &[held(1, 630_000)], UnixMillis(590_000)), Warning::Say(_)));
    }
}
