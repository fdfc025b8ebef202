use super::*;
use proptest::prelude::*;

/// Numbers by number, written as plain text so that a test can read a frame.
struct Numbers;

impl Topic for Numbers {
    type Key = u8;
    type Value = u8;
    type Name = ();

    fn init(_: &StreamId, items: &[Item<u8, u8>]) -> Bytes {
        let all: Vec<_> = items.iter().map(|item| format!("{}={}", item.key, item.value)).collect();
        format!("init {}", all.join(" ")).into()
    }

    fn updates(_: &Epoch, _: Revision, changed: &[Item<u8, u8>]) -> Bytes {
        let all: Vec<_> = changed.iter().map(|item| format!("{}={}", item.key, item.value)).collect();
        all.join(" ").into()
    }

    fn init_among((): (), items: &[Item<u8, u8>]) -> Bytes {
        format!("among {}", items.len()).into()
    }

    fn updates_among((): (), changed: &[Item<u8, u8>]) -> Bytes {
        format!("among {}", changed.len()).into()
    }
}

fn epoch(text: &str) -> Epoch {
    text.parse().unwrap()
}

fn item(key: u8, value: u8, rev: u64) -> Item<u8, u8> {
    Item { key, value, rev: Revision(rev) }
}

fn channel() -> Channel<Numbers> {
    Channel::new((), epoch("a"), Revision(0), (0..4).map(|key| item(key, 0, 0)).collect())
}

fn id(text: &str) -> StreamId {
    text.parse().unwrap()
}

#[test]
fn one_who_starts_gets_all_and_then_only_changes() {
    let channel = channel();
    let (frame, cursor) = channel.next(Cursor::Start).unwrap();
    assert_eq!(frame.bytes, "init 0=0 1=0 2=0 3=0");
    assert_eq!(channel.next(cursor), None);
    channel.apply(Revision(1), &[item(2, 7, 1)]);
    assert_eq!(channel.next(cursor).unwrap().0.bytes, "2=7");
}

#[test]
fn one_who_was_away_gets_each_part_once_in_its_latest_state() {
    let channel = channel();
    let cursor = channel.cursor(Some(&id("a-0")));
    channel.apply(Revision(1), &[item(2, 7, 1)]);
    channel.apply(Revision(2), &[item(1, 8, 2)]);
    channel.apply(Revision(3), &[item(2, 9, 3)]);
    let (frame, cursor) = channel.next(cursor).unwrap();
    assert_eq!(frame.bytes, "1=8 2=9");
    let batch = frame.batch.unwrap();
    assert_eq!((batch.changes, batch.conflated, batch.since.is_some()), (2, 1, true));
    assert_eq!(channel.next(cursor), None);
}

#[test]
fn another_epoch_the_future_and_no_id_begin_anew() {
    let channel = channel();
    channel.apply(Revision(5), &[]);
    assert_ne!(channel.cursor(Some(&id("a-5"))), Cursor::Start);
    assert_eq!(channel.cursor(Some(&id("a-6"))), Cursor::Start);
    assert_eq!(channel.cursor(Some(&id("b-5"))), Cursor::Start);
    assert_eq!(channel.cursor(None), Cursor::Start);
}

#[test]
fn after_a_replacement_everybody_begins_anew() {
    let channel = channel();
    let (_, cursor) = channel.next(Cursor::Start).unwrap();
    channel.replace(epoch("b"), Revision(0), vec![item(9, 1, 0)]);
    let (frame, cursor) = channel.next(cursor).unwrap();
    assert_eq!(frame.bytes, "init 9=1");
    assert_eq!(channel.next(cursor), None);
}

#[test]
fn a_late_answer_of_the_store_takes_nothing_back() {
    let channel = channel();
    channel.apply(Revision(2), &[item(1, 5, 2)]);
    channel.apply(Revision(1), &[item(1, 4, 1)]);
    assert_eq!(channel.items()[1], item(1, 5, 2));
}

#[test]
fn those_at_the_same_place_share_the_same_bytes() {
    let channel = channel();
    let cursor = channel.cursor(Some(&id("a-0")));
    channel.apply(Revision(1), &[item(2, 7, 1)]);
    let (one, other) = (channel.next(cursor).unwrap().0, channel.next(cursor).unwrap().0);
    assert_eq!(one.bytes.as_ptr(), other.bytes.as_ptr());
}

/// Takes a frame in as a client would.
fn read(seen: &mut [u8; 4], frame: &Bytes) {
    let text = std::str::from_utf8(frame).unwrap();
    for pair in text.trim_start_matches("init ").split_whitespace() {
        let (key, value) = pair.split_once('=').unwrap();
        seen[key.parse::<usize>().unwrap()] = value.parse().unwrap();
    }
}

proptest! {
    /// However changes, reads, pauses and resumptions follow each other, each client ends equal to the channel (I3).
    #[test]
    fn every_client_ends_equal(steps in prop::collection::vec((0..4_usize, 0..4_u8, any::<u8>()), 1..80)) {
        let channel = channel();
        let mut rev = 0;
        let mut clients = [([0_u8; 4], Cursor::Start); 3];
        for (who, key, value) in steps {
            match clients.get_mut(who) {
                Some((seen, cursor)) => {
                    if value % 5 == 0 {
                        // It reconnects with the last id that it has seen.
                        if let Cursor::At { rev, .. } = *cursor {
                            *cursor = channel.cursor(Some(&StreamId { epoch: epoch("a"), rev }));
                        }
                    }
                    if let Some((frame, next)) = channel.next(*cursor) {
                        read(seen, &frame.bytes);
                        *cursor = next;
                    }
                }
                None => {
                    rev += 1;
                    channel.apply(Revision(rev), &[item(key, value, rev)]);
                }
            }
        }
        for (mut seen, cursor) in clients {
            if let Some((frame, _)) = channel.next(cursor) {
                read(&mut seen, &frame.bytes);
            }
            let state: Vec<_> = channel.items().iter().map(|item| item.value).collect();
            prop_assert_eq!(&state[..], &seen[..]);
        }
    }
}
