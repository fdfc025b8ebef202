use super::*;
use proptest::prelude::*;

const HOLD: SeatStatus = SeatStatus::Hold;
const FREE: SeatStatus = SeatStatus::Available;

/// The stream tells of one change alone.
fn told(seat: &mut SeatView, status: SeatStatus, rev: u64) -> bool {
    seat.changed_within(status, Revision(rev - 1), Revision(rev))
}

fn own(rev: u64) -> OwnHold {
    OwnHold { rev: Revision(rev), expires_at: UnixMillis(1_000), latest: UnixMillis(3_000) }
}

fn free() -> SeatView {
    SeatView::new(FREE, Revision(4))
}

#[test]
fn the_answer_to_a_hold_may_come_before_or_after_its_event() {
    let mut first = free();
    first.asked(Request::Hold);
    assert_eq!(first.face(), Face::Pending);
    let mut second = first;
    first.held(own(5));
    let _ = told(&mut first, HOLD, 5);
    let _ = told(&mut second, HOLD, 5);
    second.held(own(5));
    assert_eq!(first, second);
    assert_eq!(first.face(), Face::Own);
}

#[test]
fn the_answer_to_a_release_may_come_before_or_after_its_event() {
    let mut first = free().with_own(own(5));
    first.asked(Request::Release);
    let mut second = first;
    first.released(Revision(6));
    let _ = told(&mut first, HOLD, 5);
    let _ = told(&mut first, FREE, 6);
    let _ = told(&mut second, HOLD, 5);
    let _ = told(&mut second, FREE, 6);
    second.released(Revision(6));
    assert_eq!(first, second);
    assert_eq!(first.face(), Face::Available);
}

#[test]
fn a_late_answer_does_not_undo_what_happened_since() {
    let mut released = free().with_own(own(5));
    released.asked(Request::Release);
    let _ = told(&mut released, FREE, 6);
    let _ = told(&mut released, HOLD, 7);
    released.released(Revision(6));
    assert_eq!(released.face(), Face::Held, "somebody else took it at once");

    let mut by_snapshot = free().with_own(own(5));
    by_snapshot.asked(Request::Release);
    by_snapshot.reset(HOLD, Revision(7), true);
    by_snapshot.released(Revision(6));
    assert_eq!(by_snapshot.face(), Face::Held, "the snapshot is younger than the release");

    let mut held = free();
    held.asked(Request::Hold);
    let _ = told(&mut held, FREE, 6);
    held.held(own(5));
    assert_eq!(held.face(), Face::Available, "it ended before its answer came");
}

#[test]
fn a_lagging_snapshot_keeps_what_is_known_and_another_epoch_does_not() {
    let mut seat = free().with_own(own(9));
    seat.reset(FREE, Revision(7), true);
    assert_eq!(seat.face(), Face::Own);
    let mut lost = seat;
    lost.reset(FREE, Revision(2), false);
    assert_eq!(lost.face(), Face::Available);
    let mut kept = seat;
    kept.reset(HOLD, Revision(2), false);
    assert_eq!(kept.face(), Face::Own);
    let _ = told(&mut kept, FREE, 3);
    assert_eq!(kept.face(), Face::Available);
}

#[test]
fn what_the_page_carried_as_own_is_own_in_its_snapshot() {
    let seen = SeatView::new(HOLD, Revision(8));
    assert_eq!(seen.with_own(own(3)).face(), Face::Own);
    assert_eq!(seen.face(), Face::Held);
    assert_eq!(free().with_own(own(5)).face(), Face::Own, "held after the snapshot was read");
}

#[test]
fn pressing_follows_what_is_known() {
    let mut seat = free();
    assert_eq!(seat.press(), Press::Hold);
    seat.asked(Request::Hold);
    assert_eq!(seat.press(), Press::Wait);
    seat.refused(false);
    let _ = told(&mut seat, HOLD, 5);
    assert_eq!(seat.press(), Press::Hold, "it may be one's own, from another tab");
    seat.held(own(5));
    assert_eq!(seat.press(), Press::Release);
    seat.missed(Revision(5));
    assert_eq!(seat.face(), Face::Held);
    let _ = told(&mut seat, SeatStatus::Reserved, 6);
    assert_eq!(seat.press(), Press::Gone);
}

/// What happens next in a random history of one seat.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// The viewer presses the seat; the server carries it out at once, but its answer is on its way.
    Press,
    /// The answer arrives.
    Answer,
    /// Somebody else takes the seat, or lets it go.
    Other,
    /// The viewer's hold runs out, on the server.
    Expire,
    /// The viewer lengthens what is on hold, in this tab or another.
    Lengthen,
    /// Another seat of the block changes.
    Elsewhere,
    /// The stream delivers the next change.
    Deliver,
    /// The stream, far behind, delivers the seat's latest change alone.
    CatchUp,
    /// The stream starts over with a snapshot, so that the list of one's own holds is asked for.
    Init,
    /// The viewer comes back to the page, so that the list is asked for.
    Ask,
    /// The list arrives.
    List,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Holder {
    Me,
    Other,
}

/// One seat on a server, what the stream has delivered of it, and an answer on its way.
#[derive(Default)]
struct World {
    rev: u64,
    holder: Option<Holder>,
    /// The seat's changes that the stream has yet to deliver.
    undelivered: Vec<(SeatStatus, u64)>,
    answer: Option<Answer>,
    /// The revision that the latest hold took.
    held_at: u64,
    /// A list of one's own holds on its way.
    list: Option<List>,
    /// Whether the list has to be asked for once more when it has come.
    again: bool,
}

/// A list of one's own holds, as it was when it was asked for.
#[derive(Clone, Copy)]
struct List {
    known: Option<OwnHold>,
    held: Option<OwnHold>,
}

#[derive(Clone, Copy)]
enum Answer {
    Held(u64),
    Released(u64),
    Refused,
}

impl World {
    fn status(&self) -> SeatStatus {
        if self.holder.is_some() { HOLD } else { FREE }
    }

    fn change(&mut self, holder: Option<Holder>) -> u64 {
        self.rev += 1;
        self.holder = holder;
        if holder.is_some() {
            self.held_at = self.rev;
        }
        self.undelivered.push((self.status(), self.rev));
        self.rev
    }

    fn press(&mut self, seat: &mut SeatView) {
        let request = match seat.press() {
            Press::Hold => Request::Hold,
            Press::Release => Request::Release,
            Press::Wait | Press::Gone => return,
        };
        seat.asked(request);
        self.answer = Some(match (request, self.holder) {
            (Request::Hold, None) => Answer::Held(self.change(Some(Holder::Me))),
            (Request::Release, Some(Holder::Me)) => Answer::Released(self.change(None)),
            _ => Answer::Refused,
        });
    }

    fn answer(&mut self, seat: &mut SeatView) {
        match self.answer.take() {
            Some(Answer::Held(rev)) => seat.held(own(rev)),
            Some(Answer::Released(rev)) => seat.released(Revision(rev)),
            Some(Answer::Refused) => seat.refused(true),
            None => {}
        }
    }

    fn ask(&mut self, seat: &SeatView) {
        if self.list.is_some() {
            self.again = true;
            return;
        }
        let held = (self.holder == Some(Holder::Me)).then(|| own(self.held_at));
        self.list = Some(List { known: seat.own, held });
    }

    fn list(&mut self, seat: &mut SeatView) {
        let Some(List { known, held }) = self.list.take() else { return };
        match (known, held) {
            (_, Some(held)) => seat.found(held),
            (Some(known), None) => seat.missed(known.rev),
            (None, None) => {}
        }
        if std::mem::take(&mut self.again) {
            self.ask(seat);
        }
    }

    fn step(&mut self, event: Event, seat: &mut SeatView) {
        match event {
            Event::Press => self.press(seat),
            Event::Answer => self.answer(seat),
            Event::Other if self.holder == Some(Holder::Me) => {}
            Event::Other => drop(self.change(self.holder.is_none().then_some(Holder::Other))),
            // A hold lasts far longer than the answer to it takes.
            Event::Expire if self.holder == Some(Holder::Me) && self.answer.is_none() => {
                self.change(None);
            }
            Event::Expire => {}
            Event::Lengthen if self.holder == Some(Holder::Me) && self.answer.is_none() => {
                self.change(Some(Holder::Me));
            }
            Event::Lengthen => {}
            Event::Elsewhere => self.rev += 1,
            Event::Deliver if self.undelivered.is_empty() => {}
            Event::Deliver => {
                let (status, rev) = self.undelivered.remove(0);
                if told(seat, status, rev) {
                    self.ask(seat);
                }
            }
            Event::CatchUp => {
                let latest = self.undelivered.drain(..).next_back();
                if let Some((status, rev)) = latest
                    && told(seat, status, rev)
                {
                    self.ask(seat);
                }
            }
            Event::Init => {
                self.undelivered.clear();
                seat.reset(self.status(), Revision(self.rev), true);
                if seat.own.is_some() || self.list.is_some() {
                    self.ask(seat);
                }
            }
            Event::Ask => self.ask(seat),
            Event::List => self.list(seat),
        }
    }
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        Just(Event::Press),
        Just(Event::Answer),
        Just(Event::Other),
        Just(Event::Expire),
        Just(Event::Lengthen),
        Just(Event::Elsewhere),
        Just(Event::Deliver),
        Just(Event::CatchUp),
        Just(Event::Init),
        Just(Event::Ask),
        Just(Event::List),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    /// Whatever happens in whatever order: once everything has arrived, the viewer sees what is so.
    #[test]
    fn every_order_ends_in_the_truth(events in prop::collection::vec(event(), 0..40)) {
        let mut world = World::default();
        let mut seat = SeatView::new(FREE, Revision(0));
        for event in events {
            world.step(event, &mut seat);
        }
        let answer_first = world.rev % 2 == 0;
        if answer_first {
            world.answer(&mut seat);
        }
        while !world.undelivered.is_empty() {
            world.step(Event::Deliver, &mut seat);
        }
        world.answer(&mut seat);
        while world.list.is_some() {
            world.step(Event::List, &mut seat);
        }
        let expected = match world.holder {
            None => Face::Available,
            Some(Holder::Me) => Face::Own,
            Some(Holder::Other) => Face::Held,
        };
        prop_assert_eq!(seat.face(), expected);
    }
}

#[test]
fn a_list_of_ones_own_holds_corrects_what_no_stream_tells() {
    // Another tab of the same session took it.
    let mut theirs = free();
    let _ = told(&mut theirs, HOLD, 5);
    let mut mine = theirs;
    mine.found(own(5));
    assert_eq!(mine.face(), Face::Own);
    // A list that was read before somebody else took it changes nothing.
    let _ = told(&mut theirs, HOLD, 7);
    theirs.found(own(5));
    assert_eq!(theirs.face(), Face::Held);

    mine.missed(Revision(4));
    assert_eq!(mine.face(), Face::Own, "it was taken anew since the list was asked for");
    mine.missed(Revision(5));
    assert_eq!(mine.face(), Face::Held);

    let mut asked = free();
    asked.asked(Request::Hold);
    asked.found(own(5));
    assert_eq!(asked.face(), Face::Pending, "its own answer settles it");
}

#[test]
fn a_hold_that_goes_on_as_one_is_asked_about() {
    let mut seat = free().with_own(own(5));
    assert!(!told(&mut seat, HOLD, 5), "it is this one");
    assert!(told(&mut seat, HOLD, 7));
    assert_eq!(seat.face(), Face::Own, "most likely it was lengthened");
    let mut anothers = seat;
    seat.found(OwnHold { expires_at: UnixMillis(2_000), ..own(7) });
    assert_eq!(seat.own.map(|own| own.expires_at), Some(UnixMillis(2_000)));
    anothers.missed(Revision(7));
    assert_eq!(anothers.face(), Face::Held);
    assert!(!told(&mut seat, FREE, 8));
    assert_eq!(seat.face(), Face::Available);
}

/// A stream of several blocks tells a seat's state at the end of a frame, and not the revision that its change took.
#[test]
fn a_change_that_is_told_with_others_does_not_end_ones_own_hold() {
    let mut seat = free();
    seat.asked(Request::Hold);
    let mut first = seat;
    first.held(own(6));
    assert!(!first.changed_within(HOLD, Revision(4), Revision(8)), "the change is one's own hold");
    assert!(!seat.changed_within(HOLD, Revision(4), Revision(8)));
    seat.held(own(6));
    assert_eq!((first.face(), seat.face()), (Face::Own, Face::Own));

    let mut lengthened = first;
    assert!(lengthened.changed_within(HOLD, Revision(8), Revision(9)), "it may be somebody else's by now");
    assert_eq!(lengthened.face(), Face::Own);
    let mut over = first;
    assert!(!over.changed_within(FREE, Revision(8), Revision(9)));
    assert_eq!(over.face(), Face::Available);
    let mut late = first;
    let _ = told(&mut late, HOLD, 12);
    assert!(!late.changed_within(FREE, Revision(8), Revision(9)));
    assert_eq!(late.status, HOLD, "what is older changes nothing");
}
