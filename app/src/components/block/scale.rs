//! How large a block's map is drawn: large enough for fingers, and where there is a mouse, all of it if it is not too large.

use crate::map::seat_shapes::PITCH;

/// How many pixels neighbouring seats are apart: enough for a finger.
const START: f64 = 34.0;
/// How many seats across and down a screen shows all of at once with seats that a mouse still hits well.
const ACROSS: f64 = 40.0;
const DOWN: [f64; 3] = [18.0, 29.0, 38.0];

/// How wide a drawing of so many units is, in pixels. To fit, it may become narrower, never wider.
pub(super) fn pixels(width: f64) -> f64 {
    (width * START / PITCH).round()
}

/// The class of the frame around a drawing of this size, which says what of it has to fit into it. How high the screen is, the style knows.
pub(super) fn class(width: f64, height: f64) -> &'static str {
    let [low, usual, high] = DOWN;
    match (width / PITCH, height / PITCH) {
        (across, _) if across > ACROSS => "seat-frame",
        (_, down) if down <= low => "seat-frame fits-across fits-low",
        (_, down) if down <= usual => "seat-frame fits-across fits-usual",
        (_, down) if down <= high => "seat-frame fits-across fits-high",
        _ => "seat-frame fits-across",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_begins_with_all_that_a_mouse_can_hit() {
        let begin = |across: f64, down: f64| class(across * PITCH, down * PITCH);
        assert_eq!(begin(41.0, 5.0), "seat-frame");
        assert_eq!(begin(40.0, 18.0), "seat-frame fits-across fits-low");
        assert_eq!(begin(40.0, 19.0), "seat-frame fits-across fits-usual");
        assert_eq!(begin(40.0, 30.0), "seat-frame fits-across fits-high");
        assert_eq!(begin(40.0, 39.0), "seat-frame fits-across");
        assert_eq!(pixels(40.0 * PITCH), 40.0 * START);
    }
}
