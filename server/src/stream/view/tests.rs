use super::*;
use crate::stream::{BlockChannel, OverviewChannel};
use jari_core::domain::{
    BlockCount, Changes, Counts, Epoch, MatchId, Revision, SeatChange, SeatId, SeatStatus, Snapshot,
    StreamPosition,
};

/// A match of three blocks with two seats each, of which a test sees some.
struct Ground {
    counts: Arc<OverviewChannel>,
    blocks: Vec<Arc<BlockChannel>>,
}

fn epoch(text: &str) -> Epoch {
    text.parse().unwrap()
}

fn seats(block: i64) -> Vec<SeatChange> {
    let free = |seat| SeatChange { seat_id: SeatId(seat), status: SeatStatus::Available, rev: Revision(0) };
    [block * 10, block * 10 + 1].map(free).to_vec()
}

fn counts(of: &str, revs: [u64; 3], free: [u32; 3]) -> Counts {
    let blocks = (0..3).map(|block| BlockCount {
        block_id: BlockId(block as i64 + 1),
        rev: Revision(revs[block]),
        free: free[block],
    });
    Counts { epoch: epoch(of), blocks: blocks.collect() }
}

impl Ground {
    fn new() -> Self {
        let counts = Arc::new(OverviewChannel::from_counts(&counts("a", [0; 3], [2; 3])));
        let channel =
            |block| Arc::new(BlockChannel::from_snapshot(BlockId(block), &Self::snapshot("a", block)));
        Self { counts, blocks: (1..=3).map(channel).collect() }
    }

    fn snapshot(of: &str, block: i64) -> Snapshot {
        Snapshot { epoch: epoch(of), rev: Revision(0), seats: seats(block) }
    }

    fn view(&self, blocks: &[i64]) -> View {
        View::new(self.channels(blocks))
    }

    fn channels(&self, blocks: &[i64]) -> Vec<Followed> {
        let mut channels = vec![Followed::new(None, &self.counts)];
        let of = |&block: &i64| Followed::new(Some(BlockId(block)), &self.blocks[block as usize - 1]);
        channels.extend(blocks.iter().map(of));
        channels
    }

    fn hold(&self, block: i64, rev: u64) {
        let change = SeatChange { seat_id: SeatId(block * 10), status: SeatStatus::Hold, rev: Revision(rev) };
        let changes = Changes { epoch: epoch("a"), rev: Revision(rev), seats: vec![change] };
        self.blocks[block as usize - 1].apply_changes(&changes);
    }

    /// A block begins another history.
    fn begin_anew(&self, block: i64, of: &str) {
        self.blocks[block as usize - 1].replace_with(&Self::snapshot(of, block));
    }
}

fn position(text: &str) -> impl Fn(Option<BlockId>) -> Option<StreamId> + use<> {
    let position: StreamPosition = text.parse().unwrap();
    move |block| Some(position.id(block.map_or(position.counts, |block| position.of(block))?))
}

fn text(frame: &Frame) -> String {
    String::from_utf8(frame.clone().ended(&END_FOR_TESTS).to_vec()).unwrap()
}

static END_FOR_TESTS: Bytes = Bytes::from_static(b"\n\n");

fn update(block: i64) -> String {
    let seat = block * 10;
    format!(
        "event: update\ndata: {{\"status\":200,\"data\":{{\"blockId\":{block},\"seatId\":{seat},\"status\":\"HOLD\"}}}}\n"
    )
}

fn init(block: i64) -> String {
    let seats =
        [block * 10, block * 10 + 1].map(|seat| format!("{{\"id\":{seat},\"status\":\"AVAILABLE\"}}"));
    let seats = seats.join(",");
    format!("event: init\ndata: {{\"status\":200,\"data\":{{\"blockId\":{block},\"seats\":[{seats}]}}}}\n")
}

const COUNTS: &str = "event: counts\ndata: {\"status\":200,\"data\":{\"blocks\":[{\"id\":1,\"free\":2},\
                      {\"id\":2,\"free\":2},{\"id\":3,\"free\":2}]}}\n";

/// All frames from there on.
fn rest(view: &View, mut at: Arc<Vector>) -> (Vec<String>, Arc<Vector>) {
    let mut frames = Vec::new();
    while let Some((frame, after)) = view.next(&at) {
        frames.push(text(&frame));
        at = after;
    }
    (frames, at)
}

#[test]
fn one_who_starts_gets_the_counts_and_then_block_after_block_each_with_a_place_to_go_on_from() {
    let ground = Ground::new();
    let view = ground.view(&[1, 3]);
    let (frames, at) = rest(&view, view.resume(|_| None));
    let expected = [
        format!("{COUNTS}id: a-0\n\n"),
        format!("{}id: a-0,1:0\n\n", init(1)),
        format!("{}id: a-0,1:0,3:0\n\n", init(3)),
    ];
    assert_eq!(frames, expected);
    // Each says whether another one follows at once.
    let (first, after) = view.next(&view.resume(|_| None)).unwrap();
    let (second, after) = view.next(&after).unwrap();
    let (third, _) = view.next(&after).unwrap();
    assert_eq!([first.more, second.more, third.more], [true, true, false]);
    // And then what changes, together.
    ground.hold(1, 1);
    ground.hold(3, 1);
    ground.hold(2, 1);
    let (frames, at) = rest(&view, at);
    assert_eq!(frames, [format!("{}\n{}id: a-0,1:1,3:1\n\n", update(1), update(3))]);
    ground.counts.take(&counts("a", [1, 1, 1], [1, 1, 1]));
    let (frames, _) = rest(&view, at);
    assert!(
        frames[0].starts_with("event: counts\n") && frames[0].ends_with("id: a-3,1:1,3:1\n\n"),
        "{frames:?}"
    );
}

#[test]
fn one_who_comes_back_gets_no_init_of_what_is_known() {
    let ground = Ground::new();
    (1..=3).for_each(|block| ground.hold(block, 1));
    let view = ground.view(&[1, 2, 3]);
    let (frames, _) = rest(&view, view.resume(position("a-0,1:0,2:1")));
    assert_eq!(frames.len(), 2);
    assert_eq!(frames[0], format!("{}id: a-0,1:1,2:1\n\n", update(1)));
    assert!(frames[1].starts_with("event: init\n") && frames[1].ends_with("id: a-0,1:1,2:1,3:1\n\n"));
    // From the future, and of another history.
    for nowhere in ["a-0,1:2,2:1,3:1", "b-0,1:1,2:1,3:1"] {
        let (frames, _) = rest(&view, view.resume(position(nowhere)));
        let inits = frames.iter().filter(|frame| frame.starts_with("event: init\n")).count();
        assert_eq!(inits, if nowhere.starts_with('a') { 1 } else { 3 }, "{nowhere}");
    }
}

#[test]
fn viewers_share_frames_and_views_share_parts() {
    let ground = Ground::new();
    let (one, other) = (ground.view(&[1, 2]), ground.view(&[1, 3]));
    let init_of = |view: &View| {
        let (_, at) = view.next(&view.resume(|_| None)).unwrap();
        view.next(&at).unwrap()
    };
    let ((here, at), (there, _)) = (init_of(&one), init_of(&other));
    assert_eq!(here.bytes.as_ptr(), there.bytes.as_ptr(), "encoded once, whatever else is followed");
    assert!(Arc::ptr_eq(&at, &init_of(&one).1));
    // Those who have come by different ways are at the same place then.
    let (_, at) = one.next(&at).unwrap();
    let came_back = one.resume(position("a-0,1:0,2:0"));
    ground.hold(1, 1);
    let ((here, at), (there, same)) = (one.next(&at).unwrap(), one.next(&came_back).unwrap());
    assert_eq!(here.bytes.as_ptr(), there.bytes.as_ptr(), "put together once");
    assert!(Arc::ptr_eq(&at, &same));
    let behind = one.resume(position("a-0,1:0"));
    let (_, after) = one.next(&behind).unwrap();
    let (_, after) = one.next(&after).unwrap();
    assert!(Arc::ptr_eq(&at, &after), "all who have seen everything share where they are");
}

#[test]
fn changes_that_leave_the_counts_as_they_were_are_no_frame() {
    let ground = Ground::new();
    let view = ground.view(&[2]);
    let (_, at) = rest(&view, view.resume(|_| None));
    ground.counts.take(&counts("a", [2, 0, 0], [2; 3]));
    assert_eq!(view.next(&at), None);
    ground.hold(2, 1);
    let (frames, _) = rest(&view, at);
    assert_eq!(frames, [format!("{}id: a-2,2:1\n\n", update(2))]);
}

/// While the blocks of a match get another epoch one after the other, the place is in that of most, and names those alone.
#[test]
fn another_epoch_is_an_init_of_every_block() {
    let ground = Ground::new();
    let view = ground.view(&[1, 2, 3]);
    let (_, mut at) = rest(&view, view.resume(|_| None));
    let ends = ["id: a-0,2:0,3:0\n\n", "id: a-0,3:0\n\n", "id: b-1:0,2:0,3:0\n\n", "id: b-0,1:0,2:0,3:0\n\n"];
    for (block, end) in (1..=3).zip(ends) {
        ground.begin_anew(block, "b");
        let (frames, after) = rest(&view, at);
        assert_eq!(frames, [format!("{}{end}", init(block))]);
        at = after;
    }
    ground.counts.take(&counts("b", [0; 3], [2; 3]));
    let (frames, _) = rest(&view, at);
    assert_eq!(frames, [format!("{COUNTS}{}", ends[3])]);
}

#[test]
fn what_is_parked_stays_as_it_is_while_its_history_lasts() {
    let ground = Ground::new();
    let view = ground.view(&[2]);
    let last: StreamPosition = "a-0,3:7,2:0,1:5".parse().unwrap();
    let parked = Parked::of(last, &[BlockId(2)]).unwrap();
    let at = view.resume(position("a-0,2:0"));
    assert_eq!(at.end(Some(&parked)), ",3:7,1:5\n\n");
    assert_eq!(at.end(None), "\n\n");
    ground.begin_anew(2, "b");
    ground.counts.take(&counts("b", [0; 3], [2; 3]));
    let (_, at) = rest(&view, at);
    assert_eq!(at.end(Some(&parked)), "\n\n");
    assert!(Parked::of("a-0,2:0".parse().unwrap(), &[BlockId(2)]).is_none());
}

#[test]
fn an_id_fits_into_a_line_however_much_its_client_knows() {
    let blocks: Vec<_> = (0..100_000).map(|block| (BlockId(i64::MAX - block), Revision(u64::MAX))).collect();
    let followed: Vec<_> = blocks[..100].iter().map(|(block, _)| *block).collect();
    let last = StreamPosition { epoch: epoch(&"e".repeat(Epoch::MAX_LEN)), counts: None, blocks };
    let written = StreamPosition { blocks: last.blocks[..100].to_vec(), ..last.clone() }.to_string();
    let parked = Parked::of(last, &followed).unwrap();
    let at = Cursor::At { generation: 0, rev: Revision(1) };
    let at = Vector::new(std::iter::once((at, Some(Arc::new(epoch(&"e".repeat(Epoch::MAX_LEN)))))));
    let end = at.end(Some(&parked));
    assert!(end.len() > 2_000 && written.len() + end.len() < StreamPosition::MAX_LEN);
}

#[test]
fn those_who_look_at_the_same_share_a_view_as_long_as_there_is_one() {
    let (ground, views, id) = (Ground::new(), Views::default(), MatchId(1));
    let view = views.get(id, ground.channels(&[1, 2]));
    assert!(Arc::ptr_eq(&view, &views.get(id, ground.channels(&[1, 2]))));
    for other in [views.get(id, ground.channels(&[1])), views.get(MatchId(2), ground.channels(&[1, 2]))] {
        assert!(!Arc::ptr_eq(&view, &other));
    }
    // The channels of before are not watched any more, and others have taken their place.
    let anew = views.get(id, Ground::new().channels(&[1, 2]));
    assert!(!Arc::ptr_eq(&view, &anew));
    for block in 0..10_000 {
        let mut channels = ground.channels(&[1]);
        channels[1].block = Some(BlockId(block));
        drop(views.get(id, channels));
    }
    assert!(views.len() < 200, "{}", views.len());
}
