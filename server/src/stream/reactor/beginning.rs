//! What a viewer is written first.

use super::{group::Group, viewer::Viewer};
use crate::{metrics::Ended, stream::sse};
use bytes::Bytes;

/// Writes the head of the answer, the line that rides in the block of the first event, all that the viewer has yet to see
/// and a sign of life in one go: when thousands come at once, each write of its own counts. What the socket does not take
/// of a piece is left with the viewer, and the pieces after it come when it catches up.
pub(super) fn begin(viewer: &mut Viewer, group: &Group, head: &[u8], retry: &[u8]) -> Result<(), Ended> {
    let first = [head, retry].concat();
    let live = group.is_live();
    let Some((frame, after)) = group.next(&viewer.at) else {
        let heartbeat = sse::heartbeat(live);
        let taken = viewer.write_together([&first, &heartbeat])?;
        viewer.counted.wrote(retry.len());
        if taken < first.len() {
            viewer.rest = Bytes::from(first).slice(taken..);
        } else {
            viewer.has_life(live, &heartbeat, taken - first.len());
        }
        return Ok(());
    };
    // It follows all that there is, and that may be more than one frame.
    let heartbeat = if frame.more { Bytes::new() } else { sse::heartbeat(live) };
    let end = after.end(viewer.parked.as_deref()).clone();
    let taken = viewer.write_together([&first, &frame.bytes, &frame.closing, &end, &heartbeat])?;
    viewer.counted.wrote(retry.len());
    if taken < first.len() {
        viewer.rest = Bytes::from(first).slice(taken..);
        return Ok(());
    }
    let taken = taken - first.len();
    viewer.at = after;
    frame.count(&viewer.counted, end.len());
    let told = frame.len() + end.len();
    if taken < told {
        viewer.keep([&frame.bytes, &frame.closing, &end], taken);
    } else if !frame.more {
        viewer.has_life(live, &heartbeat, taken - told);
    }
    Ok(())
}
