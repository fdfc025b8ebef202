//! That nothing becomes known of one match is told to those who watch it, and to nobody else.

use super::{
    Engine,
    store::{BLOCK, MATCH},
};
use crate::stream::Frames;
use futures_util::{FutureExt, StreamExt};
use jari_core::domain::MatchId;

/// The store has the same in every match.
const OTHER: MatchId = MatchId(MATCH.0 + 1);

/// Viewers of a block and of the overview of a match.
async fn viewers(engine: &Engine, match_id: MatchId) -> [Frames; 2] {
    let block = engine.streams.follow_block(match_id, BLOCK, None, None).await.unwrap();
    let overview = engine.streams.follow_match(match_id, None, None).await.unwrap();
    [block, overview].map(|follow| follow.into_frames(|| false))
}

/// What a viewer was last told, of all that it has yet to read; none if there is nothing to read.
fn told(viewer: &mut Frames) -> Option<bool> {
    let mut live = None;
    while let Some(Some(Ok(piece))) = viewer.next().now_or_never() {
        let text = String::from_utf8(piece.to_vec()).unwrap();
        if text.starts_with("event: heartbeat\n") {
            live = Some(text.contains("\"live\":true"));
        }
    }
    live
}

#[tokio::test]
async fn a_match_that_is_not_followed_is_told_to_its_own_viewers() {
    let engine = Engine::new();
    let (mut cut_off, mut well) = (viewers(&engine, MATCH).await, viewers(&engine, OTHER).await);
    for viewer in cut_off.iter_mut().chain(&mut well) {
        assert_eq!(told(viewer), Some(true));
    }
    for followed in [false, true] {
        engine.streams.set_followed(MATCH, followed);
        assert!(cut_off.iter_mut().all(|viewer| told(viewer) == Some(followed)));
        assert!(well.iter_mut().all(|viewer| told(viewer).is_none()), "nothing has changed for them");
        // Who comes later is told how it is.
        for (match_id, live) in [(MATCH, followed), (OTHER, true)] {
            assert!(viewers(&engine, match_id).await.iter_mut().all(|late| told(late) == Some(live)));
        }
    }
}
