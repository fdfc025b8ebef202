//! What a viewer is written first.

use super::{group::Group, viewer::Viewer};
use crate::{metrics::Ended, stream::sse};
use bytes::Bytes;

/// Writes the head of the answer, the line that rides in the block of the first event, all that the viewer has yet to see
/// and a sign of life in one go: when thousands come at once, each write of its own counts. What the socket does not take
/// of a piece is left with the viewer, and the pieces after it come when it catches up.
pub(super) fn begin(viewer: &mut Viewer, group: &Group, head: &[u8], retry: &[u8]) -> Result<(), Ended> {
    let first = [head, retry].concat();
    let next = group.next(viewer.cursor);
    let live = group.is_live();
    let heartbeat = sse::heartbeat(live);
    let frame = next.as_ref().map_or_else(Bytes::new, |(frame, _)| frame.bytes.clone());
    let mut taken = viewer.write_together(&[&first, &frame, &heartbeat])?;
    viewer.counted.wrote(retry.len());
    if taken < first.len() {
        viewer.rest = Bytes::from(first).slice(taken..);
        return Ok(());
    }
    taken -= first.len();
    if let Some((told, cursor)) = next {
        viewer.cursor = cursor;
        told.count(&viewer.counted);
        if taken < frame.len() {
            viewer.rest = frame.slice(taken..);
            return Ok(());
        }
        taken -= frame.len();
    }
    viewer.told_live = Some(live);
    viewer.counted.wrote_heartbeat(heartbeat.len());
    viewer.rest = heartbeat.slice(taken..);
    Ok(())
}
