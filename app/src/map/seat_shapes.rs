//! What a seat looks like in each state, as paths around (0, 0), a little smaller than the distance of two seats, which is
//! [`PITCH`]. The map of a block draws them as SVG, the map of the venue on its canvas.

/// The distance of neighbouring seats in a drawing.
pub const PITCH: f64 = 20.0;

/// A seat that can be had.
pub const BODY: &str = "M-3 -8h6a5 5 0 0 1 5 5v6a5 5 0 0 1 -5 5h-6a5 5 0 0 1 -5 -5v-6a5 5 0 0 1 5 -5z";
/// The wheelchair on a seat, without its head.
pub const WHEELCHAIR: &str = "M-1 -5v5h4l2 4M-1 -2a4 4 0 1 0 3.5 6";
/// The head above it.
pub const WHEELCHAIR_HEAD: &str = "M-1 -7a1.5 1.5 0 0 1 0 3a1.5 1.5 0 0 1 0 -3z";
/// The shoulders of the two on a companion's seat.
pub const COMPANIONS: &str = "M-5.7 4.6a2.9 3.4 0 0 1 5.2 -1.6a2.9 3.4 0 0 1 6.2 1.6z";
/// The heads above them.
pub const COMPANION_HEADS: &str =
    "M-2.8 -4a2 2 0 0 1 0 4a2 2 0 0 1 0 -4zM2.8 -4a2 2 0 0 1 0 4a2 2 0 0 1 0 -4z";
/// What stands in the way of who sits here.
pub const PILLAR: &str = "M2.6 -8h0.4a5 5 0 0 1 5 5v6a5 5 0 0 1 -5 5h-0.4z";
/// The same where there is room for less.
pub const SMALL_PILLAR: &str = "M3.6 -8a5 5 0 0 1 4.4 4.4z";
/// A seat that somebody has on hold, that is one's own or that is asked for.
pub const INNER: &str = "M-2.5 -7h5a4.5 4.5 0 0 1 4.5 4.5v5a4.5 4.5 0 0 1 -4.5 4.5h-5a4.5 4.5 0 0 1 -4.5 -4.5v-5a4.5 4.5 0 0 1 4.5 -4.5z";
/// Somebody's shoulders.
pub const SOMEBODY: &str = "M-3.6 4.4a3.6 3.6 0 0 1 7.2 0z";
/// Somebody's head.
pub const SOMEBODY_HEAD: &str = "M0 -4.1a2.1 2.1 0 0 1 0 4.2a2.1 2.1 0 0 1 0 -4.2z";
/// A seat that is gone.
pub const GONE: &str = "M-2.5 -5.5h5a3 3 0 0 1 3 3v5a3 3 0 0 1 -3 3h-5a3 3 0 0 1 -3 -3v-5a3 3 0 0 1 3 -3z";
/// The stroke through one that is reserved.
pub const RESERVED: &str = "M-2.5 2.5l5 -5";
/// The strokes through one that is sold.
pub const OCCUPIED: &str = "M-2.5 -2.5l5 5m0 -5l-5 5";
/// The ring around one's own.
pub const OWN_RING: &str = "M0 -9.5a9.5 9.5 0 0 1 0 19a9.5 9.5 0 0 1 0 -19z";
/// The check on one's own.
pub const CHECK: &str = "M-3.5 0l2.5 2.5l4.5 -5";
/// The dots on one that is asked for.
pub const PENDING: &str = "M-4 0h.01M0 0h.01M4 0h.01";
